"""One scene's background as a card: its takes, its state, its description, and the buttons that make another."""

from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.errors import AdForgeError
from adforge_core.media.photo import is_picture
from adforge_core.media.plates import PICTURES
from adforge_core.model.edits import with_scene
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import seconds
from adforge_core.pipeline.steps import stale_scenes, with_generated_plate
from pages.parts.backgrounds.clip_editor import edit_background, said_of
from pages.parts.backgrounds.plate_fields import choose_set, describe_plate
from pages.parts.backgrounds.plates import (
    animating,
    busy,
    how_far,
    import_file,
    in_line,
    plate_task,
    start_plates,
    why_failed,
)
from pages.parts.backgrounds.takes import choose_take, delete_take, show
from pages.parts.kit.fields import complaint
from pages.parts.kit.page import ProjectPage, edited
from pages.parts.kit.prices import plates_price, plates_usd
from pages.parts.kit.studio import studio
from pages.parts.kit.uploads import forget, uploaded
from pages.parts.kit.words import dollars, duration, maker, named, plain, scene_title, sentence, spending

_CHOSEN = "clip to edit"


def card(page: ProjectPage, number: int, scene: Scene, *, stale: bool) -> DeltaGenerator:
    """One scene's card; returns the slot for its progress bar."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"head-{scene.id}"):
        st.markdown(f"**{plain(scene_title(number, scene.role))}**", width="stretch")
        st.caption(f"{seconds(scene.frames):.1f} s", width="content")
        delete_take(page, scene)
    wide = page.project.format.is_wide
    shown, takes = (st.container(), st.container()) if wide else st.columns([19, 8], gap="small")
    with shown:
        show(page.project, number, scene)
    with takes:
        choose_take(page, scene, horizontal=wide)
    with st.container(key=f"told-{scene.id}"):
        slot = _tell(page, scene, stale=stale)
    _ask(page, scene)
    again, own = st.columns([10, 3], gap="small")
    with again:
        _offer_another(page, scene, stale=stale)
    _offer_animation(page, scene)
    with own, st.popover("", icon=":material/upload:", help="Use your own picture or clip", width="stretch"):
        _offer_upload(page, scene)
    return slot


def draw_bar(page: ProjectPage, scene: str, slot: DeltaGenerator) -> None:
    """Draws the progress of the scene's background in its slot on the card."""
    task = plate_task(page, scene)
    if task is not None and task.running:
        done, left = how_far(task)
        said = f"{duration(left)} left"
        said = f"Queued, {said}" if in_line(task) else sentence(said)
        slot.progress(done, text="Stopping" if task.monitor.cancelled() else said)


def _tell(page: ProjectPage, scene: Scene, *, stale: bool) -> DeltaGenerator:
    """The background's state: being made, failed, replaced by a fallback, or out of date."""
    task = plate_task(page, scene.id)
    lesser = [note for note in scene.fallbacks if note.stage is Stage.PLATE]
    if task is not None and task.running:
        bar, stop = st.columns([5, 1], vertical_alignment="center")
        slot = bar.empty()
        draw_bar(page, scene.id, slot)
        stop.button(
            "",
            key=page.key(f"stop plate {scene.id}"),
            icon=":material/stop_circle:",
            type="tertiary",
            help="Stops making this one. The others continue.",
            disabled=task.monitor.cancelled(),
            on_click=task.cancel,
        )
        return slot
    if error := why_failed(page, scene):
        st.markdown(f":red[:material/error: {plain(error)}]")
    elif lesser:
        used, why = plain(named(lesser[-1].used)), plain(" ".join(note.why for note in lesser))
        st.markdown(f":orange[:material/warning: **{sentence(used)} instead.**] {why}")
    elif scene.take is None:
        st.markdown("Being made as part of the whole ad." if busy(page, scene) else "Not made yet.")
    elif stale:
        st.markdown(":orange[:material/change_circle:] The scene changed since this was made.")
    else:
        by, own = plain(maker(scene.take.provider)), scene.take.provider == "own"
        done = said_of(scene.own_edit, moving=Path(scene.take.media).suffix not in PICTURES) if own else ""
        said = (f"{sentence(by)}: {done}" if done else sentence(by)) if own else f"Made by {by}"
        if scene.take.cost_usd:
            said += plain(f" for {dollars(scene.take.cost_usd)}")
        st.markdown(f":green[:material/check_circle:] {said}.")
    return st.empty()


def _ask(page: ProjectPage, scene: Scene) -> None:
    """What the background should show."""
    if scene.own_plate:
        st.markdown("This background is your own file. Go back to a generated one to describe it.")
        return
    choose_set(page, scene)
    describe_plate(page, scene, height=68)


def _offer_another(page: ProjectPage, scene: Scene, *, stale: bool) -> None:
    """The button that makes this one background."""
    if scene.own_plate and not stale:
        st.button(
            "Back to generated",
            key=page.key(f"generated {scene.id}"),
            help="Uses a generated background again. Your file is kept as a take.",
            on_click=_back_to_generated,
            args=(page, scene.id),
            width="stretch",
            disabled=busy(page, scene),
        )
        return
    failed = bool(why_failed(page, scene)) or any(note.stage is Stage.PLATE for note in scene.fallbacks)
    another = not stale and not failed
    price = plates_price(1, plates_usd(page, [scene.id], another=another))
    word = "Try again" if failed else "Regenerate" if scene.take else "Generate"
    st.button(
        "Use my file" if scene.own_plate else plain(f"{word} · {price}"),
        key=page.key(f"make {scene.id}"),
        help=f"Made by {maker(studio().providers.plates.name)}. Earlier takes are kept.",
        on_click=start_plates,
        args=(page, [scene.id], another),
        width="stretch",
        disabled=busy(page, scene),
    )


def _offer_animation(page: ProjectPage, scene: Scene) -> None:
    """The button that makes a video of the still that is shown, where the provider can."""
    take = scene.take
    if take is None or scene.own_plate or Path(take.media).suffix not in PICTURES or not animating():
        return
    usd = plates_usd(page, [scene.id], start=take.id)
    st.button(
        plain(spending("Animate this picture", usd)),
        key=page.key(f"animate {scene.id}"),
        icon=":material/animation:",
        help=f"{maker(studio().providers.plates.name)} makes a video that starts with this picture, as a new take.",
        on_click=start_plates,
        args=(page, [scene.id], False, take.id),
        width="stretch",
        disabled=busy(page, scene),
    )


def _offer_upload(page: ProjectPage, scene: Scene) -> None:
    """The user's own picture or clip as the background."""
    st.markdown("**Your own background**")
    # A new widget after each file, so that none is imported twice.
    count = st.session_state.get(page.key(f"{scene.id} files"), 0)
    name = f"{scene.id} file {count}"
    st.file_uploader(
        "Picture or clip",
        key=page.key(name),
        help="Fills the frame behind the product. A clip shorter than the scene is looped.",
        on_change=_uploaded,
        args=(page, scene.id, name),
        disabled=busy(page, scene),
    )
    complaint(page, f"{scene.id} file")
    if scene.own_plate:
        st.button(
            "Trim, crop, sound",
            key=page.key(f"{scene.id} clip edit"),
            icon=":material/crop:",
            width="stretch",
            help="Changes which part of your file is used, and how",
            disabled=busy(page, scene),
            on_click=_choose_to_edit,
            args=(page, scene.id, scene.own_plate),
        )


def _choose_to_edit(page: ProjectPage, scene: str, media: str) -> None:
    st.session_state[page.key(_CHOSEN)] = (scene, media)


def edit_what_was_chosen(page: ProjectPage) -> None:
    """Opens the editor for a clip that was just uploaded, or is to be edited again."""
    scene, media = st.session_state.pop(page.key(_CHOSEN), ("", ""))
    found = next((one for one in page.project.scenes if one.id == scene), None)
    if found is not None:
        edit_background(page, found, media)


def _uploaded(page: ProjectPage, scene: str, name: str) -> None:
    file, wrong = uploaded(page.key(name)), f"{page.key(f'{scene} file')}!"
    st.session_state.pop(wrong, None)
    if file is None:
        return
    try:
        media = import_file(page.folder, file.name, file.getvalue())
    except AdForgeError as error:
        st.session_state[wrong] = str(error)
        return
    st.session_state[page.key(f"{scene} files")] = st.session_state.get(page.key(f"{scene} files"), 0) + 1
    forget(file)
    if not is_picture(page.folder.media.local(media)):
        # A clip is used only once it is known which part of it.
        _choose_to_edit(page, scene, media)
        return
    if edited(
        page, "Use your own background", lambda project: with_scene(project, scene, own_plate=media, own_edit=None)
    ):
        start_plates(page, [scene])


def _back_to_generated(page: ProjectPage, scene: str) -> None:
    saved = edited(page, "Use a generated background", lambda project: with_generated_plate(project, scene))
    now = replace(page, project=page.folder.load())
    # What costs money waits for the button that names the price.
    if saved and scene in stale_scenes(now.project) and not plates_usd(now, [scene]):
        start_plates(page, [scene])

"""Step 3: the background of every scene: made, looked at, made again, or brought along."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.engine.pipeline.steps import Step, stale_scenes
from adforge_core.errors import AdForgeError
from adforge_core.media.plates import PICTURES
from adforge_core.model.edits import with_scene
from adforge_core.model.formats import Format
from adforge_core.model.storyboard import Scene
from adforge_core.providers.local.sets import SET_NAMES
from pages.parts.fields import complaint, field, saves
from pages.parts.gallery import fill, gallery
from pages.parts.page import PAGES, Open, edited, open_project
from pages.parts.plates import (
    busy,
    how_far,
    in_line,
    plate_task,
    price,
    said_maker,
    start_plates,
    take_in,
    with_own,
    without_own,
)
from pages.parts.progress import tasks_of
from pages.parts.studio import studio
from pages.parts.takes import choose_take, show
from pages.parts.words import duration, plain, scene_title

_CARD_WIDTH = 308
_CLIPS = ("mp4", "mov", "webm", "mkv")

Slots = Mapping[str, DeltaGenerator]


def main(opened: Open) -> None:
    """Draws the page."""
    project = opened.project
    if not project.scenes or project.product is None:
        wanted = Step.BRIEF if project.product is None else Step.STORYBOARD
        st.markdown("##### No scenes yet")
        st.write("Backgrounds are made for the scenes of the storyboard, which comes first.")
        st.page_link(PAGES[wanted], label=f"Go to the {wanted.value}", query_params={"project": opened.name})
        return
    fill(opened)
    stale = stale_scenes(project)
    head(opened, stale)
    slots = {}
    with st.container(horizontal=True, gap="small"):
        for number, scene in enumerate(project.scenes, 1):
            with st.container(border=True, width=_CARD_WIDTH, key=f"plate-{scene.id}"):
                slots[scene.id] = card(opened, number, scene, stale=scene.id in stale)
    running = at_work(opened)
    if running:
        seen = gallery().has_of(project)
        st.fragment(follow, run_every=0.5)(opened, running, seen, slots)


def head(opened: Open, stale: tuple[str, ...]) -> None:
    """Who makes backgrounds, and the button that makes all that are wanted."""
    maker, project = studio().providers.plates.name, opened.project
    free = [scene.id for scene in project.scenes if not busy(opened, scene.id)]
    wanted = [id for id in free if id in stale]
    words, button = st.columns([7, 4], vertical_alignment="center")
    if len(free) < len(project.scenes):
        words.markdown(f"**Making {_count(len(project.scenes) - len(free))}.** You may leave this page; they go on.")
    elif stale:
        missing = sum(scene.take is None for scene in project.scenes)
        what = "to make" if missing == len(stale) else "to make again"
        kept = " The others stay as they are." if len(stale) < len(project.scenes) else ""
        words.markdown(f"**{_count(len(stale))} {what}.**{kept} Every take is kept; click one to use it.")
    else:
        words.markdown("**All made.** Make as many as you like: every take is kept; click one to use it.")
    again = [scene.id for scene in project.scenes if scene.id in free and not scene.own_plate]
    chosen = wanted or again
    what = "all" if len(wanted) in (0, len(project.scenes)) else _count(len(wanted))
    word = f"Generate {what}" if wanted or not again else "Another of all"
    button.button(
        f"{word} with {plain(maker)} · {price(len(chosen))}" if chosen else word,
        key=opened.key("generate"),
        type="primary" if wanted else "secondary",
        icon=":material/auto_awesome:",
        width="stretch",
        disabled=not chosen,
        help="Makes the backgrounds side by side; every one made before is kept as a take",
        on_click=start_plates,
        args=(opened, chosen, not wanted),
    )


def card(opened: Open, number: int, scene: Scene, *, stale: bool) -> DeltaGenerator:
    """One scene; answers the place for its progress."""
    name, length = st.columns([3, 1], vertical_alignment="center")
    name.markdown(f"**{plain(scene_title(number, scene.role))}**")
    length.caption(f"{scene.frames / 30:.1f} s")
    wide = opened.project.format is Format.WIDE
    shown, takes = (st.container(), st.container()) if wide else st.columns([19, 8], gap="small")
    with shown:
        show(opened.project, number, scene)
    with takes:
        choose_take(opened, scene, horizontal=wide)
    with st.container(key=f"told-{scene.id}"):
        slot = tell(opened, scene, stale=stale)
    ask(opened, scene)
    again, own = st.columns([10, 3], gap="small")
    with again:
        offer_another(opened, scene, stale=stale)
    with own, st.popover("", icon=":material/upload:", help="Use your own picture or clip", width="stretch"):
        bring(opened, scene)
    return slot


def tell(opened: Open, scene: Scene, *, stale: bool) -> DeltaGenerator:
    """How the background stands: being made, failed, lesser than asked for, or made for something else."""
    task = plate_task(opened, scene.id)
    lesser = [note for note in scene.fallbacks if note.stage == "plate"]
    if task is not None and task.running:
        bar, stop = st.columns([5, 1], vertical_alignment="center")
        slot = bar.empty()
        _draw_bar(opened, scene.id, slot)
        stop.button(
            "",
            key=opened.key(f"stop plate {scene.id}"),
            icon=":material/stop_circle:",
            type="tertiary",
            help="Stops making this one; the others go on",
            disabled=task.job.cancelled(),
            on_click=task.cancel,
        )
        return slot
    error = task.progress().error if task else ""
    if error:
        _with_retry(opened, scene, f":red[:material/error: {plain(error)}]")
    elif lesser:
        used, why = plain(lesser[-1].used), plain(lesser[-1].why)
        _with_retry(opened, scene, f":orange[:material/warning:] {used.capitalize()} instead, because: {why}")
    elif scene.take is None:
        st.markdown("Not made yet. What it should show is below.")
    elif stale:
        st.markdown(f":orange[:material/change_circle:] Made for something else. Making it again takes {price(1)}.")
    else:
        by = plain(said_maker(scene.take.provider))
        said = by.capitalize() if scene.take.provider == "own" else f"Made by {by}"
        st.markdown(f":green[:material/check_circle:] {said}.")
    return st.empty()


def ask(opened: Open, scene: Scene) -> None:
    """What the background should show."""
    if scene.own_plate:
        st.markdown("Your own file is the background. To describe one instead, go back to generated ones.")
        return
    known = list(SET_NAMES)
    st.selectbox(
        "Set",
        known if scene.set in known else [scene.set, *known],
        format_func=lambda name: name.capitalize() or "None chosen",
        key=field(opened, f"{scene.id} set", scene.set),
        help="What the studio builds and photographs on this machine",
        **saves(opened, f"{scene.id} set", "Choose a set", lambda p, name: with_scene(p, scene.id, set=name)),
    )
    st.text_area(
        "Description",
        key=field(opened, f"{scene.id} prompt", scene.plate_prompt),
        height=68,
        help="What is seen. Makers that need a key follow these words; the studio's own sets follow the set above.",
        **saves(
            opened,
            f"{scene.id} prompt",
            "Edit a background's description",
            lambda p, words: with_scene(p, scene.id, plate_prompt=words.strip()),
        ),
    )
    complaint(opened, f"{scene.id} prompt")


def offer_another(opened: Open, scene: Scene, *, stale: bool) -> None:
    """The button that makes this one background."""
    if scene.own_plate and not stale:
        st.button(
            "Back to generated",
            key=opened.key(f"generated {scene.id}"),
            help="Uses a generated background again; your file stays as a take",
            on_click=_back_to_generated,
            args=(opened, scene.id),
            width="stretch",
            disabled=busy(opened, scene.id),
        )
        return
    word = "Use my file" if scene.own_plate else "Regenerate" if scene.take else "Generate"
    st.button(
        f"{word} · {price(1)}",
        key=opened.key(f"make {scene.id}"),
        help=f"Made by {said_maker(studio().providers.plates.name)}. The takes there are stay.",
        on_click=start_plates,
        args=(opened, [scene.id], not stale),
        width="stretch",
        disabled=busy(opened, scene.id),
    )


def bring(opened: Open, scene: Scene) -> None:
    """The user's own picture or clip as the background."""
    st.markdown("**Your own background**")
    # A new widget after each file: one that was taken in is not taken in again.
    count = st.session_state.get(opened.key(f"{scene.id} files"), 0)
    name = f"{scene.id} file {count}"
    st.file_uploader(
        "Picture or clip",
        type=[*sorted(end.lstrip(".") for end in PICTURES), *_CLIPS],
        key=opened.key(name),
        help="It fills the frame; a clip that is too short goes round. The product stands in front of it.",
        on_change=_brought,
        args=(opened, scene.id, name),
        disabled=busy(opened, scene.id),
    )
    complaint(opened, f"{scene.id} file")


def at_work(opened: Open) -> frozenset[str]:
    """The scenes whose background is being made, and "" while pictures of takes are."""
    return frozenset(task.scene for task in tasks_of(opened, "plate", "preview") if task.running)


def follow(opened: Open, running: frozenset[str], seen: int, slots: Slots) -> None:
    """Moves the bars; draws the page again as soon as something has been made."""
    if at_work(opened) != running or gallery().has_of(opened.project) != seen:
        st.rerun()
    for scene, slot in slots.items():
        if scene in running:
            _draw_bar(opened, scene, slot)


def _draw_bar(opened: Open, scene: str, slot: DeltaGenerator) -> None:
    task = plate_task(opened, scene)
    if task is not None and task.running:
        done, left = how_far(task)
        begun = "In line, a" if in_line(task) else "A"
        slot.progress(done, text="Stopping" if task.job.cancelled() else f"{begun}{duration(left)[1:]} left")


def _with_retry(opened: Open, scene: Scene, said: str) -> None:
    st.markdown(said)
    st.button(
        "Try again",
        key=opened.key(f"retry {scene.id}"),
        icon=":material/refresh:",
        type="tertiary",
        help=f"Makes this background once more: {price(1)}",
        on_click=start_plates,
        args=(opened, [scene.id]),
    )


def _brought(opened: Open, scene: str, name: str) -> None:
    file, wrong = st.session_state[opened.key(name)], f"{opened.key(f'{scene} file')}!"
    st.session_state.pop(wrong, None)
    if file is None:
        return
    try:
        media = take_in(opened.folder, file.name, file.getvalue())
    except AdForgeError as error:
        st.session_state[wrong] = str(error)
        return
    st.session_state[opened.key(f"{scene} files")] = st.session_state.get(opened.key(f"{scene} files"), 0) + 1
    if edited(opened, "Use your own background", lambda project: with_own(project, scene, media)):
        start_plates(opened, [scene])


def _back_to_generated(opened: Open, scene: str) -> None:
    saved = edited(opened, "Use a generated background", lambda project: without_own(project, scene))
    if saved and scene in stale_scenes(opened.folder.load()):
        start_plates(opened, [scene])


def _count(scenes: int) -> str:
    return f"{scenes} {'background' if scenes == 1 else 'backgrounds'}"


main(open_project(Step.BACKGROUNDS))

"""The shots of a scene on a strip, each to be chosen and changed, and the buttons that cut a scene into shots."""

from typing import Any

import streamlit as st

from adforge_core.errors import AdForgeError
from adforge_core.media.lighting import FEWEST
from adforge_core.model import shot_edits
from adforge_core.model.edits import scene_of
from adforge_core.model.project import Project
from adforge_core.model.shots import MOST_SHOTS, SHORTEST_SHOT, Arrangement, Effect, Framing, Light, Shot
from adforge_core.model.stages import Step
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import seconds
from adforge_core.pipeline.piecework import cut_again
from adforge_core.pipeline.shot_choices import cameras_for, effects_for, motions_for
from adforge_core.pipeline.takes import needs_lamps
from adforge_core.providers.local.sets import SetPlates
from adforge_core.providers.local.sets.catalogue import lights_of
from pages.parts.kit.fields import choice, does, length, saves
from pages.parts.kit.page import PAGES, ProjectPage, edited, saved, say
from pages.parts.kit.words import opened
from pages.parts.kit.work import at_once
from pages.parts.storyboard.shot_arrangement import choose_arrangement
from pages.parts.storyboard.shot_photo import choose_photo
from pages.parts.storyboard.shot_stills import still_address


def show_shots(page: ProjectPage, scene: Scene) -> None:
    """The scene's shots on a strip, and the fields of the chosen one."""
    now = _chosen(page, scene)
    # The frame's shape decides the width of a still; all of a strip are equally high.
    with st.container(horizontal=True, gap="small", key=f"adforge-shots-{page.project.format.slug}"):
        for place, shot in enumerate(scene.shots):
            length = f"{seconds(shot.frames):.1f} s"
            st.button(
                f"![]({still_address(page, scene, place)}) **{place + 1}\u2002{shot_title(page, scene, shot)}** "
                f":small[{opened(length) if place == now else length}]",
                key=page.key(f"{scene.id}/shot {shot.id}"),
                type="tertiary",
                help="This shot is open" if place == now else "Opens this shot",
                on_click=choose_shot,
                args=(page, scene.id, shot.id),
            )
    _fields(page, scene, scene.shots[now])
    _actions(page, scene, now)


def cut_buttons(page: ProjectPage, scene: Scene) -> None:
    """The buttons that cut a scene into shots, cut it again, or remove all cuts; among those of the scene."""
    label, about = "Cut into shots", "wide, medium, close and details, at the style's pace and on the beat"
    if scene.shots:
        label, about = "Cut again", "other shots for this scene. Undo brings these back"
    if scene.locked:
        about = "this scene is locked. Unlock it to cut it"
    st.button(
        label,
        key=page.key(f"{scene.id}/cut"),
        icon=":material/content_cut:",
        type="tertiary",
        help=f"{label}: {about}",
        disabled=page.project.product is None or scene.locked,
        on_click=_cut,
        args=(page, scene),
    )
    if scene.shots:
        st.button(
            "One shot",
            key=page.key(f"{scene.id}/uncut"),
            icon=":material/crop_free:",
            type="tertiary",
            help=f"One shot: {about if scene.locked else 'removes all cuts from this scene'}",
            disabled=scene.locked,
            **does(page, "Show a scene in one shot", lambda one: shot_edits.uncut(one, scene.id)),
        )


def _chosen(page: ProjectPage, scene: Scene) -> int:
    """The place of the open shot; after a deleted one, that of its neighbour."""
    ids = [shot.id for shot in scene.shots]
    key = page.key(f"{scene.id}/open shot")
    wanted, place = st.session_state.get(key, ("", 0))
    now = ids.index(wanted) if wanted in ids else min(place, len(ids) - 1)
    st.session_state[key] = (ids[now], now)
    return now


def choose_shot(page: ProjectPage, scene: str, shot: str) -> None:
    """Opens a shot; says so where it no longer exists."""
    st.session_state[page.key(f"{scene}/open shot")] = (shot, 0)
    try:
        shot_edits.shot_of(page.folder.load(), scene, shot)
    except AdForgeError as error:
        say(page, str(error), "warning")


def _actions(page: ProjectPage, scene: Scene, now: int) -> None:
    shot, last = scene.shots[now], len(scene.shots) - 1
    id, format = shot.id, page.project.format
    by_hand = shot.view_in(format) is not None
    closes = shot_edits.is_end_card(page.project, scene.id, id)
    movable = last - shot_edits.is_end_card(page.project, scene.id, scene.shots[-1].id)
    # Each button is one shot's: a second press on Delete or Add does not reach the shot that is open next.
    with st.container(horizontal=True, vertical_alignment="center", key="adforge-shot-actions"):
        st.caption(f"Framed by you in {format.value}" if by_hand else "Framed automatically", width="stretch")
        if by_hand:
            st.button(
                "Frame automatically",
                key=page.key(f"{scene.id}/{id}/automatic"),
                icon=":material/restart_alt:",
                type="tertiary",
                help="Frame automatically: as the framing says",
                **does(
                    page,
                    "Frame a shot automatically",
                    lambda one: shot_edits.with_view(one, scene.id, id, None, format),
                ),
            )
        st.page_link(
            PAGES[Step.PLACEMENT],
            label="Adjust",
            icon=":material/center_focus_strong:",
            query_params={"project": page.name, "scene": scene.id, "shot": id},
            help="Opens Placement, where you drag what this shot shows and zoom into it",
        )
        for name, icon, label, said, change, off in (
            ("earlier", "arrow_back", "Earlier: moves this shot", "Move a shot", _moved(scene, id, -1),
             now == 0 or closes),
            ("later", "arrow_forward", "Later: moves this shot", "Move a shot", _moved(scene, id, 1), now >= movable),
            ("delete", "delete", "Delete this shot: the one beside it lasts longer", "Delete a shot",
             lambda one: shot_edits.deleted(one, scene.id, id), last == 0 or closes),
        ):  # fmt: skip
            st.button(
                label.partition(":")[0],
                key=page.key(f"{scene.id}/{id}/{name}"),
                icon=f":material/{icon}:",
                type="tertiary",
                help=label,
                disabled=off,
                **does(page, said, change),
            )
        st.button(
            "Add a shot",
            key=page.key(f"{scene.id}/{id}/add"),
            icon=":material/add:",
            type="tertiary",
            help=f"Add a shot {'before' if closes else 'after'} this one: it takes half the time of the longer shot "
            f"beside it. A scene can have {MOST_SHOTS}.",
            disabled=last + 1 >= MOST_SHOTS,
            on_click=_add,
            args=(page, scene, id),
        )


def _moved(scene: Scene, shot: str, by: int) -> Any:
    return lambda project: shot_edits.moved(project, scene.id, shot, by)


def _add(page: ProjectPage, scene: Scene, after: str) -> None:
    known = {shot.id for shot in scene.shots}
    if edited(page, "Add a shot", lambda project: shot_edits.added(project, scene.id, after)):
        new = [shot.id for shot in scene_of(page.folder.load(), scene.id).shots if shot.id not in known]
        if new:
            choose_shot(page, scene.id, new[0])


def _cut(page: ProjectPage, scene: Scene) -> None:
    """Cuts the scene as it was not cut before: each press asks for other shots."""
    key = page.key(f"{scene.id}/cuts asked")
    st.session_state[key] = asked = st.session_state.get(key, 0) + 1
    with at_once(page) as run:
        if not saved(page, lambda seen: cut_again(run, scene.id, asked, seen).revision):
            return
    if len(scene_of(page.folder.load(), scene.id).shots) == 1:
        style = page.project.brief.style.value
        say(
            page, f"At the pace of the {style} style, {seconds(scene.frames):.1f} s are one shot. Add a shot to cut it."
        )


def _fields(page: ProjectPage, scene: Scene, shot: Shot) -> None:
    framing, camera, motion, lasting = st.columns([3, 3, 3, 2.4], vertical_alignment="bottom")
    with framing:
        # The end card always shows the product.
        closes = shot_edits.is_end_card(page.project, scene.id, shot.id) and shot.framing is not Framing.TYPE
        framings = [one for one in Framing if not (closes and one is Framing.TYPE)]
        _choice(page, scene, shot, "framing", "Framing", framings, "How much of the scene this shot shows")
    cameras, motions = (of(page.project, scene, shot) for of in (cameras_for, motions_for))
    if cameras:
        with camera:
            _choice(page, scene, shot, "camera", "Camera", cameras, "How the camera moves in this shot")
    if motions:
        with motion:
            _choice(page, scene, shot, "motion", "Movement", motions, "How the product moves in this shot")
    with lasting:
        _length(page, scene, shot)
    choose_arrangement(page, scene, shot)
    _effects(page, scene, shot)
    _light(page, scene, shot)
    choose_photo(page, scene, shot)


def _effects(page: ProjectPage, scene: Scene, shot: Shot) -> None:
    def change(project: Project, value: tuple[Effect, ...]) -> Project:
        return shot_edits.with_shot(project, scene.id, shot.id, effects=value)

    name = f"{scene.id}/{shot.id}/effects"
    able = effects_for(page.project, scene, shot)
    if not able:
        return
    known = [*able, *([] if shot.effects in able else [shot.effects])]
    st.selectbox(
        "Effects",
        **choice(page, name, shot.effects, known),
        format_func=lambda effects: _named(" and ".join(effects) or "none"),
        help="A punch-in: the camera is still arriving as the shot begins. A focus pull: the background blurs. Dust "
        "floats in the light, or confetti behind the product. On the end card, the button is pressed once. "
        "The ad can begin where the end card leaves the product, so that it loops without a jolt.",
        **saves(page, name, "Change a shot's effects", change, chosen=True),
    )


def _light(page: ProjectPage, scene: Scene, shot: Shot) -> None:
    """The menu of how the lamps of the background move; none where it has no such lamps."""
    take = scene.take
    still = shot.framing is Framing.TYPE or shot.arrangement is Arrangement.SPLIT
    lights = () if scene.own_plate or still else lights_of(scene.set)
    if not lights or (take is not None and take.provider != SetPlates.name):
        return
    known = [Light.STILL, *lights, *([] if shot.light in {Light.STILL, *lights} else [shot.light])]
    about = "How the lamps of the background move as this shot begins. At its end they are all on"
    _choice(page, scene, shot, "light", "Light", known, about)
    if shot.light is Light.STRIKES and shot.frames < FEWEST:
        st.caption(f"Lamps strike in shots of at least {seconds(FEWEST):.1f} s only: faster flashes could do harm.")
    elif take is not None and not take.unlit and shot.light in lights:
        waits = needs_lamps(page.project, scene)
        st.caption(
            "The light moves once the ad is rendered: then the lamps of this background are traced apart."
            if waits
            else "The lamps of this background were not traced apart, so its light stays still. Make it again on "
            "Backgrounds."
        )


def _choice(page: ProjectPage, scene: Scene, shot: Shot, name: str, label: str, options: Any, help: str) -> None:
    def change(project: Project, value: Any) -> Project:
        return shot_edits.with_shot(project, scene.id, shot.id, **{name: value})

    what = "movement" if name == "motion" else name
    st.selectbox(
        label,
        **choice(page, f"{scene.id}/{shot.id}/{name}", getattr(shot, name), options),
        format_func=_named,
        help=help,
        **saves(page, f"{scene.id}/{shot.id}/{name}", f"Change a shot's {what}", change, chosen=True),
    )


def _length(page: ProjectPage, scene: Scene, shot: Shot) -> None:
    def within(project: Project) -> tuple[int, int]:
        now, most = shot_edits.shot_of(project, scene.id, shot.id), scene_of(project, scene.id)
        return min(SHORTEST_SHOT, now.frames), shot_edits.longest_shot(most, shot.id)

    length(
        page,
        f"{scene.id}/{shot.id}/length",
        "Length (s)",
        shot.frames,
        within,
        lambda project, frames: shot_edits.with_length(project, scene.id, shot.id, frames),
        of="this shot",
        disabled=len(scene.shots) == 1,
        help="How long this shot lasts. The next shot, or the one before the last, gives or takes the time.",
    )


def shot_title(page: ProjectPage, scene: Scene, shot: Shot) -> str:
    """What a shot is called: how it is framed or arranged, or the end card."""
    if scene.shots and shot_edits.is_end_card(page.project, scene.id, shot.id):
        return "End card"
    return _named(shot.framing if shot.arrangement is Arrangement.ONE else shot.arrangement)


def _named(value: str) -> str:
    return str(value).replace("-", " ").capitalize()

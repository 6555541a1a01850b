"""The fields of one scene of the storyboard; every change is saved at once."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from adforge_core.model.edits import LONGEST, SHORTEST, deleted, duplicated, moved, scene_of, with_scene
from adforge_core.model.figures import figure_in
from adforge_core.model.offer import short_offer
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.points import list_in, points_in
from adforge_core.model.project import Project
from adforge_core.model.reveal import Reveal
from adforge_core.model.storyboard import Role, Scene, TransitionKind
from adforge_core.model.value import seconds
from pages.parts.backgrounds.plate_fields import choose_set, describe_plate
from pages.parts.kit.fields import choice, complaint, does, field, length, saves
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.studio import studio
from pages.parts.kit.words import scene_title
from pages.parts.storyboard.shot_strip import cut_buttons, show_shots
from pages.parts.storyboard.spoken_line import show_line

_LONGEST_TRANSITION = 30
_LOCK = {
    False: ("lock_open", "Lock: planning again leaves this scene as it is", "Lock a scene"),
    True: ("lock", "Unlock", "Unlock a scene"),
}


def edit_scene(page: ProjectPage, index: int) -> None:
    """The fields of the scene at `index`, and the buttons that move, lock, copy and delete it."""
    scene = page.project.scenes[index]
    _actions(page, index, scene)
    if scene.shots:
        show_shots(page, scene)
    _line(page, index, scene)
    wide, way, narrow, lasting = st.columns([3.5, 2.9, 2.7, 1.8], gap="xsmall")
    with wide:
        st.text_input(
            "Headline",
            **_field(page, scene, "super", scene.super),
            max_chars=120,
            help="Shown on screen. The shorter, the easier to read.",
            **_saves(page, scene, "super", "Edit the headline", stays=True),
        )
        complaint(page, f"{scene.id}/super")
    with way:
        _words(page, index, scene)
    with narrow:
        _choice(page, scene, "role", "Role", list(Role), scene.role, "What this scene is for")
    with lasting:
        _length(page, scene)
    if studio().providers.plates.sets:
        place, words = st.columns([3.4, 7.4])
        with place:
            choose_set(page, scene)
    else:
        words = st.container()
    with words:
        describe_plate(page, scene, height=104)
    if scene.shots:  # each has its own
        kind, frames, tag = st.columns(3, vertical_alignment="bottom")
    else:
        camera, motion, kind, frames, tag = st.columns(5, vertical_alignment="bottom")
        with camera:
            moves = list(CameraMove)
            _choice(page, scene, "camera", "Camera", moves, scene.camera, "How the camera moves in this scene")
        with motion:
            _choice(page, scene, "motion", "Movement", list(Motion), scene.motion, "How the product moves")
    with kind:
        _transition(page, index, scene)
    with frames:
        _transition_length(page, index, scene)
    with tag:
        _sticker(page, scene)


def _actions(page: ProjectPage, index: int, scene: Scene) -> None:
    id, last = scene.id, len(page.project.scenes) - 1
    with st.container(horizontal=True, vertical_alignment="center", key="adforge-scene-head"):
        st.markdown(f"##### {scene_title(index + 1, scene.role)}", width="stretch")
        cut_buttons(page, scene)
        for name, icon, label, said, change, off in (
            ("up", "arrow_upward", "Move up", "Move a scene", lambda one: moved(one, id, -1), index == 0),
            ("down", "arrow_downward", "Move down", "Move a scene", lambda one: moved(one, id, 1), index == last),
            ("lock", *_LOCK[scene.locked], lambda one: with_scene(one, id, locked=not scene.locked), False),
            ("copy", "content_copy", "Duplicate", "Duplicate a scene", lambda one: duplicated(one, id), False),
            ("delete", "delete", "Delete", "Delete a scene", lambda one: deleted(one, id), last == 0),
        ):
            st.button(
                label.partition(":")[0],
                key=page.key(f"{id}/{name}"),
                icon=f":material/{icon}:",
                type="tertiary",
                help=label,
                disabled=off,
                **does(page, said, change),
            )


def _line(page: ProjectPage, index: int, scene: Scene) -> None:
    st.text_area(
        "Voiceover line",
        **_field(page, scene, "vo", scene.vo),
        height=118,
        max_chars=600,
        placeholder="What the voice says in this scene",
        help="Spoken as soon as you leave the field. Prices and numbers are read out as written.",
        **_saves(page, scene, "vo", "Edit a line", lambda text: " ".join(text.split()), stays=True),
    )
    complaint(page, f"{scene.id}/vo")
    show_line(page, index)


def _words(page: ProjectPage, index: int, scene: Scene) -> None:
    closes = index == len(page.project.scenes) - 1
    st.selectbox(
        "Words",
        **choice(page, f"{scene.id}/reveal", scene.reveal, list(Reveal)),
        format_func=lambda reveal: str(reveal).capitalize(),
        disabled=closes,
        help="The end card shows its words in its own order."
        if closes
        else "How the headline appears. Word by word follows the voice where it says the headline.",
        **_saves(page, scene, "reveal", "Change how the words appear", chosen=True),
    )
    if scene.super and not closes:
        if scene.reveal is Reveal.COUNT and not figure_in(scene.super):
            st.caption("No number to count up to")
        if scene.reveal is Reveal.SAID and not list_in(scene.vo, page.project.brief.product):
            st.caption("The line has no list of three to five points, so the headline appears word by word")
        if scene.reveal is Reveal.LIST and not points_in(scene.super):
            st.caption("A list is three to five points, with commas")


def _sticker(page: ProjectPage, scene: Scene) -> None:
    offer = page.project.offer
    missing = "The brief has no offer." if not offer else "This offer is too long for a sticker."
    shown = short_offer(offer)
    st.checkbox(
        "Offer on a sticker",
        **_field(page, scene, "sticker", scene.sticker),
        disabled=not scene.sticker and not shown,
        help=f"Shows “{shown}” on the accent colour. On the end card, the whole offer." if shown else missing,
        **_saves(page, scene, "sticker", "Change the offer's sticker"),
    )


def _length(page: ProjectPage, scene: Scene) -> None:
    def within(project: Project) -> tuple[int, int]:
        frames = scene_of(project, scene.id).frames
        return SHORTEST, max(frames, LONGEST - project.frames + frames)

    length(
        page,
        f"{scene.id}/seconds",
        "Length (s)",
        scene.frames,
        within,
        lambda project, frames: with_scene(project, scene.id, frames=frames),
        of="a scene",
        help=f"How long the scene lasts. The ad can last up to {seconds(LONGEST):.0f} s.",
    )


def _transition(page: ProjectPage, index: int, scene: Scene) -> None:
    kinds = list(TransitionKind)

    def change(project: Project, value: TransitionKind) -> Project:
        now = scene_of(project, scene.id).transition
        return with_scene(project, scene.id, transition=now.model_copy(update={"kind": value}))

    st.selectbox(
        "Transition",
        **choice(page, f"{scene.id}/transition", scene.transition.kind, kinds),
        format_func=lambda kind: str(kind).capitalize(),
        disabled=index == 0,
        help="How the scene before changes into this one. The first scene has no transition.",
        **saves(page, f"{scene.id}/transition", "Change a transition", change, chosen=True),
    )


def _transition_length(page: ProjectPage, index: int, scene: Scene) -> None:
    none = index == 0 or scene.transition.kind is TransitionKind.CUT

    def within(project: Project) -> tuple[int, int]:
        now = scene_of(project, scene.id)
        return 1, max(now.transition.frames, min(_LONGEST_TRANSITION, now.frames // 3))

    def change(project: Project, frames: int) -> Project:
        now = scene_of(project, scene.id).transition
        return with_scene(project, scene.id, transition=now.model_copy(update={"frames": frames}))

    length(
        page,
        f"{scene.id}/transition length",
        "Duration (s)",
        scene.transition.frames,
        within,
        change,
        of="a transition",
        disabled=none,
        help="How long the transition lasts, at most a third of the scene",
    )


def _choice(page: ProjectPage, scene: Scene, name: str, label: str, options: Any, value: Any, help: str) -> None:
    st.selectbox(
        label,
        **choice(page, f"{scene.id}/{name}", value, options),
        format_func=lambda one: str(one).replace("-", " ").capitalize(),
        help=help,
        **_saves(page, scene, name, f"Change a scene's {name}", chosen=True),
    )


def _field(page: ProjectPage, scene: Scene, name: str, value: Any) -> dict[str, Any]:
    return field(page, f"{scene.id}/{name}", value)


def _saves(
    page: ProjectPage,
    scene: Scene,
    name: str,
    label: str,
    read: Callable[[Any], Any] = lambda value: value,
    *,
    stays: bool = False,
    chosen: bool = False,
) -> dict[str, Any]:
    def change(project: Project, value: Any) -> Project:
        return with_scene(project, scene.id, **{name: read(value)})

    return saves(page, f"{scene.id}/{name}", label, change, stays=stays, chosen=chosen)

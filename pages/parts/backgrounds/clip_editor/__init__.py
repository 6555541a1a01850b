"""The editor of a user's own background: which part of it is used, at which pace, and with which sound."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from pydantic import ValidationError

from adforge_core.errors import AdForgeError
from adforge_core.media.clip_sound import has_sound
from adforge_core.media.clip_stills import clip_seconds
from adforge_core.media.photo import is_picture, open_photo
from adforge_core.media.video_facts import video_facts
from adforge_core.model.clip_edit import FASTEST, SLOWEST, AtItsEnd, ClipEdit
from adforge_core.model.edits import scene_of, with_scene
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import Box
from pages.parts.backgrounds.clip_editor.served import clip_address
from pages.parts.backgrounds.plates import start_plates
from pages.parts.kit.dialogs import dialog
from pages.parts.kit.files import address
from pages.parts.kit.page import ProjectPage, edited
from pages.parts.kit.words import invalid, plain

_SPEEDS = (SLOWEST, 0.5, 0.75, 1.0, 1.5, 2.0, FASTEST)
_ENDS = {
    AtItsEnd.REPEAT: "Begins again",
    AtItsEnd.BACK_AND_FORTH: "Runs back and forth",
    AtItsEnd.HOLD: "Holds its last picture",
}
_USUAL_DB = -9.0


def said_of(edit: ClipEdit | None, *, moving: bool) -> str:
    """What is done to a clip or picture, as the end of a sentence; empty if nothing is."""
    if edit is None:
        return ""
    parts = []
    if moving and (edit.start_s or edit.end_s is not None):
        end = "its end" if edit.end_s is None else f"{edit.end_s:.1f} s"
        parts.append(f"{edit.start_s:.1f} s to {end}")
    if edit.crop:
        parts.append("cropped")
    if moving and edit.speed != 1:
        parts.append(f"at {edit.speed:g} times its speed")
    if moving and edit.at_its_end is not AtItsEnd.REPEAT:
        parts.append(_ENDS[edit.at_its_end].lower())
    if moving and edit.sound_db is not None:
        parts.append(f"with its sound at {edit.sound_db:+.0f} dB")
    return ", ".join(parts)


@dialog("Your background")
def edit_background(page: ProjectPage, scene: Scene, media: str) -> None:
    """Asks which part of the user's picture or clip `media` is used, and uses it."""
    before = (scene.own_edit if scene.own_plate == media else None) or ClipEdit()
    try:
        file = page.folder.media.local(media)
        given = _given(file)
    except AdForgeError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    key = page.key(f"{scene.id} edit {media}")
    part: dict[str, Any] = {
        "start": before.start_s,
        "end": before.end_s,
        "crop": before.crop.model_dump() if before.crop else None,
    }
    editor = _editor()(
        key=key,
        data={
            "address": clip_address(page.name, media),
            "file": address(file) if given.moving else "",
            "seconds": given.seconds,
            "shape": given.shape,
            "ratio": page.project.format.ratio,
            # Asked for below, and played above.
            "speed": st.session_state.get(f"{key} speed", before.speed),
            "chosen": part,
        },
        on_chosen_change=_nothing,
    )
    part = editor.chosen or part
    others = _ask_for_pace_and_sound(key, given, before) if given.moving else {}
    if st.button("Use it", key=f"{key} use", type="primary", icon=":material/check:", help="Makes this the background"):
        crop = Box(**part["crop"]) if part["crop"] else None
        try:
            edit = ClipEdit(start_s=part["start"], end_s=part["end"], crop=crop, **others)
        except ValidationError as error:
            st.error(plain(invalid(error)), icon=":material/error:")
            return
        _use(page, scene.id, media, None if edit == ClipEdit() else edit)
        st.rerun()


def _ask_for_pace_and_sound(key: str, given: "_Given", before: ClipEdit) -> dict[str, Any]:
    """Asks for the fields of the edit that only clips have."""
    pace, after = st.columns(2)
    speeds = sorted({*_SPEEDS, before.speed})
    speed = pace.selectbox(
        "Speed",
        speeds,
        index=speeds.index(before.speed),
        format_func=lambda one: "As filmed" if one == 1 else f"{one:g} times",
        key=f"{key} speed",
        help="How fast the clip runs",
    )
    at_its_end = after.selectbox(
        "When it is over",
        list(_ENDS),
        index=list(_ENDS).index(before.at_its_end),
        format_func=_ENDS.__getitem__,
        key=f"{key} end",
        help="What follows when the clip is shorter than the scene",
    )
    sound_db = None
    if given.heard:
        sound_db = _ask_for_sound(key, before)
    else:
        st.caption("This clip has no sound.")
    return {"speed": speed, "at_its_end": at_its_end, "sound_db": sound_db}


def _ask_for_sound(key: str, before: ClipEdit) -> float | None:
    kept, level = st.columns(2, vertical_alignment="bottom")
    if not kept.toggle(
        "Keep its sound",
        value=before.sound_db is not None,
        key=f"{key} sound",
        help="Its sound is lowered while somebody speaks, as the music is",
    ):
        return None
    usual = _USUAL_DB if before.sound_db is None else before.sound_db
    return level.slider("Level (dB)", -40.0, 6.0, usual, 1.0, key=f"{key} level", help="0 is as loud as the voice")


def _use(page: ProjectPage, scene: str, media: str, edit: ClipEdit | None) -> None:
    known = scene_of(page.folder.load(), scene)
    label = "Change your own background" if known.own_plate == media else "Use your own background"
    if edited(page, label, lambda project: with_scene(project, scene, own_plate=media, own_edit=edit)):
        start_plates(replace(page, project=page.folder.load()), [scene])


@dataclass(frozen=True)
class _Given:
    """A user's file: if it is a clip, how many seconds long, how wide relative to its height, and if it has sound."""

    moving: bool
    seconds: float
    shape: float
    heard: bool


@st.cache_data(show_spinner=False, max_entries=64)
def _given(file: Path) -> _Given:
    """Looks at a file of a project's media once: every choice in the dialog draws it again."""
    if is_picture(file):
        high, wide = open_photo(file, least=16).shape[:2]
        return _Given(moving=False, seconds=0.0, shape=wide / high, heard=False)
    wide, high = video_facts(file).shown
    return _Given(moving=True, seconds=clip_seconds(file), shape=wide / high, heard=has_sound(file))


def _nothing() -> None:
    """What is chosen is read from the editor's state."""


@cache
def _editor() -> Callable[..., Any]:
    here = Path(__file__).parent
    return st.components.v2.component(
        "adforge_clip_editor",
        html=(here / "editor.html").read_text("utf-8"),
        css=(here / "editor.css").read_text("utf-8"),
        js=(here / "editor.js").read_text("utf-8"),
    )

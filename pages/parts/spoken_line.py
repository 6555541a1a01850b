"""A scene's line as it is heard: spoken as soon as it is written, measured against its scene, played."""

from contextlib import suppress
from enum import Enum

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.engine.jobs import Job
from adforge_core.engine.pipeline.piecework import at_work, line_seconds, speak_line
from adforge_core.engine.pipeline.sound import frames_for_line, voice_is_current, voice_room
from adforge_core.errors import AdForgeError
from adforge_core.model.edits import with_scene
from adforge_core.model.project import Project
from adforge_core.model.sound import VoiceTake
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import FPS, seconds
from adforge_core.stages.voice import FASTEST
from pages.parts.fields import does
from pages.parts.files import audio
from pages.parts.page import Change, Open, said_in_place
from pages.parts.studio import studio
from pages.parts.words import plain

_TENTH = FPS // 10
_HEARD = 0.001
_SHOWN = 90
_FASTEST_READ = 3.4
"""Words a second beyond which a line that nobody has spoken yet surely does not fit."""


class Fit(Enum):
    """Whether a line fits its scene, as far as is known before it is spoken."""

    FITS = "fits"
    UNKNOWN = "unknown"
    TOO_LONG = "too long"


def fit(project: Project, index: int) -> Fit:
    """Whether the line of the scene at `index` fits."""
    scene = project.scenes[index]
    if voice_is_current(project, index):
        return Fit.FITS
    take = scene.voice
    if take is not None and (take.line, take.voice) == (scene.vo, project.sound.voice):
        quickest = take.seconds * take.speed / FASTEST
        return Fit.TOO_LONG if quickest > voice_room(project, index) else Fit.UNKNOWN
    unspoken = any(note.stage == "voice" for note in scene.fallbacks) and scene.voice is None
    rushed = len(scene.vo.split()) > _FASTEST_READ * max(0.1, voice_room(project, index))
    return Fit.TOO_LONG if scene.vo and (unspoken or rushed) else Fit.UNKNOWN


def speak_the_rest(opened: Open) -> None:
    """Speaks the other scenes' lines that are not spoken as they stand, once the page is there, and draws it again."""
    with suppress(AdForgeError):
        if any(_speak(opened, index) for index in range(len(opened.project.scenes))):
            st.rerun()


def _speak(opened: Open, index: int) -> bool:
    """Speaks the scene's line where it is not spoken as it stands, once for each way it was written. Whether it did."""
    project, scene = opened.project, opened.project.scenes[index]
    as_it_is = (scene.vo, voice_room(project, index), project.sound.voice, project.sound.speed)
    tried = opened.key(f"{scene.id}/tried")
    if voice_is_current(project, index) or st.session_state.get(tried) == as_it_is:
        return False
    here = studio()
    with at_work(opened.folder, here.providers, here.cache, Job()) as run:
        speak_line(run, scene.id)
        natural = line_seconds(run, scene.id)
    st.session_state[tried] = as_it_is
    st.session_state[opened.key(f"{scene.id}/natural")] = (scene.vo, natural)
    return True


def show_line(opened: Open, index: int) -> None:
    """How long the line is, how fast it is spoken, the line to listen to, and the ways out where it does not fit."""
    scene = opened.project.scenes[index]
    # One place for both, so that nothing moves while a line is spoken.
    with st.container(key="adforge-line"), st.empty():
        with st.spinner("Speaking the line…"), said_in_place():
            if _speak(opened, index):
                st.rerun()
        with st.container():
            heard, said, others = st.columns([4.6, 5, 3], vertical_alignment="center")
            with others:
                _versions(opened, scene)
            if not scene.vo:
                heard.caption("No line: only the music is heard here.")
            elif scene.voice is not None and voice_is_current(opened.project, index):
                _spoken(opened, index, scene.voice, heard, said)
            else:
                _unspoken(opened, index)


def _spoken(opened: Open, index: int, take: VoiceTake, heard: DeltaGenerator, said: DeltaGenerator) -> None:
    count, room = len(take.line.split()), voice_room(opened.project, index)
    with heard, said_in_place():
        st.html(audio(opened.folder.path(take.media), f"The line of scene {index + 1}"))
    said.caption(
        f"{count} words, {count / max(0.1, take.seconds):.1f} a second  \n{take.seconds:.1f} s of {room:.1f} s"
    )
    faster = take.speed / take.wanted_speed - 1
    if faster > _HEARD:
        _more_time(opened, index, take.seconds * (1 + faster), f"Spoken {faster:.0%} faster to fit.")


def _unspoken(opened: Open, index: int) -> None:
    scene, room = opened.project.scenes[index], voice_room(opened.project, index)
    vo, natural = st.session_state.get(opened.key(f"{scene.id}/natural"), ("", None))
    if vo == scene.vo and natural:
        _more_time(
            opened,
            index,
            natural,
            f":red[:material/warning: The line takes {natural:.1f} s and there are {room:.1f} s for it.] "
            "Shorten it, or give the scene more time. Until then the scene goes without a voice.",
        )
        return
    for note in (note for note in scene.fallbacks if note.stage == "voice"):
        st.markdown(f":red[:material/error: The line could not be spoken.] {plain(note.why)}")


def _versions(opened: Open, scene: Scene) -> None:
    """The ways the line was planned, to choose from."""
    others = [line for line in scene.lines if line != scene.vo]
    with st.popover("Versions", icon=":material/format_list_bulleted:", type="tertiary", disabled=not others):
        for place, line in enumerate(others):
            st.button(
                plain(line if len(line) <= _SHOWN else f"{line[:_SHOWN].rsplit(' ', 1)[0]} …"),
                key=opened.key(f"{scene.id}/version {place}"),
                type="tertiary",
                help=f"{len(line.split())} words",
                **does(opened, "Take another version", _saying(scene, line)),
            )


def _saying(scene: Scene, line: str) -> Change:
    return lambda project: with_scene(project, scene.id, vo=line)


def _more_time(opened: Open, index: int, spoken: float, said: str) -> None:
    scene = opened.project.scenes[index]
    # To the next tenth of a second, as the field shows it.
    frames = -(-frames_for_line(opened.project, index, spoken) // _TENTH) * _TENTH
    st.markdown(said)
    shorter = _shorter(scene)
    with st.container(horizontal=True):
        st.button(
            f"Give the scene {seconds(frames):.1f} s",
            key=opened.key(f"{scene.id}/stretch"),
            icon=":material/timer:",
            help=f"It has {seconds(scene.frames):.1f} s now",
            **does(opened, "Give the scene more time", lambda project: with_scene(project, scene.id, frames=frames)),
        )
        if shorter:
            st.button(
                "Take the shorter version",
                key=opened.key(f"{scene.id}/shorten"),
                icon=":material/short_text:",
                help=plain(shorter),
                **does(opened, "Take a shorter line", _saying(scene, shorter)),
            )


def _shorter(scene: Scene) -> str:
    """The longest planned version of the line that is shorter than it."""
    count = len(scene.vo.split())
    return max(
        (line for line in scene.lines if len(line.split()) < count), key=lambda line: len(line.split()), default=""
    )

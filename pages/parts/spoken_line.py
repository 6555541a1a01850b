"""A scene's line as it is heard: spoken as soon as it is written, measured against its scene, played."""

from contextlib import suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.engine.pipeline.fit import frames_to_fit, shorter_line
from adforge_core.engine.pipeline.piecework import line_seconds, speak_line
from adforge_core.engine.pipeline.sound import voice_is_current, voice_room
from adforge_core.errors import AdForgeError
from adforge_core.model.edits import with_scene
from adforge_core.model.sound import VoiceTake
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import seconds
from pages.parts.fields import does
from pages.parts.files import audio
from pages.parts.page import Change, Open, said_in_place
from pages.parts.prices import line_usd
from pages.parts.rewording import reword
from pages.parts.words import counted, dollars, plain
from pages.parts.work import at_once

_HEARD = 0.001
_SHOWN = 90


def speak_the_rest(opened: Open) -> None:
    """Speaks the other scenes' lines that are not spoken as they stand, once the page is there, and draws it again.

    What costs money waits until it is asked for.
    """
    with suppress(AdForgeError):
        free = [index for index, scene in enumerate(opened.project.scenes) if not line_usd(opened, scene.id)]
        if any(_speak(opened, index) for index in free):
            st.rerun()


def _speak(opened: Open, index: int) -> bool:
    """Speaks the scene's line where it is not spoken as it stands, once for each way it was written. Whether it did."""
    project, scene = opened.project, opened.project.scenes[index]
    as_it_is = (scene.vo, voice_room(project, index), project.sound.voice, project.sound.speed)
    tried = opened.key(f"{scene.id}/tried")
    if voice_is_current(project, index) or st.session_state.get(tried) == as_it_is:
        return False
    with at_once(opened) as run:
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
        cost = line_usd(opened, scene.id)
        if not cost:
            _speak_here(opened, index)
        with st.container():
            heard, said, others = st.columns([4.6, 5, 3], vertical_alignment="center")
            with others, st.container(gap=None):
                reword(opened, scene)
                _versions(opened, scene)
            if cost:
                with heard:
                    _offer_speaking(opened, index, cost)
            elif not scene.vo:
                heard.caption("No line: only the music is heard here.")
            elif scene.voice is not None and voice_is_current(opened.project, index):
                _spoken(opened, index, scene.voice, heard, said)
            else:
                _unspoken(opened, index)


def _offer_speaking(opened: Open, index: int, cost: float) -> None:
    pressed = st.button(
        plain(f"Speak the line · {dollars(cost)}"),
        key=opened.key(f"{opened.project.scenes[index].id}/speak"),
        icon=":material/record_voice_over:",
        help="Says the line as it is now, with the ad's voice",
    )
    if pressed:
        _speak_here(opened, index)


def _speak_here(opened: Open, index: int) -> None:
    with st.spinner("Speaking the line…"), said_in_place():
        if _speak(opened, index):
            st.rerun()


def _spoken(opened: Open, index: int, take: VoiceTake, heard: DeltaGenerator, said: DeltaGenerator) -> None:
    count, room = len(take.line.split()), voice_room(opened.project, index)
    with heard, said_in_place():
        st.html(audio(opened.folder.path(take.media), f"The line of scene {index + 1}"))
    pace = f"{counted(count, 'word')}, {count / max(0.1, take.seconds):.1f} a second"
    said.caption(f"{pace}  \n{take.seconds:.1f} s of {room:.1f} s")
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
                help=counted(len(line.split()), "word"),
                **does(opened, "Take another version", _saying(scene, line)),
            )


def _saying(scene: Scene, line: str) -> Change:
    return lambda project: with_scene(project, scene.id, vo=line)


def _more_time(opened: Open, index: int, spoken: float, said: str) -> None:
    scene = opened.project.scenes[index]
    frames, shorter = frames_to_fit(opened.project, index, spoken), shorter_line(scene)
    st.markdown(said)
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

"""A scene's line as it is heard: spoken as soon as it is written, timed against its scene, played."""

from contextlib import suppress

import streamlit as st

from adforge_core.errors import AdForgeError
from adforge_core.model.edits import with_scene
from adforge_core.model.sound import VoiceTake
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import seconds
from adforge_core.pipeline.fit import frames_to_fit, shorter_line
from adforge_core.pipeline.piecework import line_seconds, speak_line
from adforge_core.pipeline.sound import sound_of, voice_is_current, voice_room
from pages.parts.kit.fields import does
from pages.parts.kit.files import audio
from pages.parts.kit.page import Change, ProjectPage, said_in_place
from pages.parts.kit.prices import line_usd
from pages.parts.kit.words import counted, dollars, plain
from pages.parts.kit.work import at_once
from pages.parts.storyboard.recording import record
from pages.parts.storyboard.rewording import reword

_HEARD = 0.001


def speak_the_rest(page: ProjectPage) -> None:
    """Speaks the other scenes' lines where they are out of date, after the page is drawn, and draws it again.

    Lines that cost money wait for their button.
    """
    with suppress(AdForgeError):
        for index, scene in enumerate(page.project.scenes):
            if _to_speak(page, index) and not line_usd(page, scene.id):
                _speak(page, index)
                st.rerun()


def _speak(page: ProjectPage, index: int) -> None:
    """Speaks the scene's line, and remembers that this version was tried."""
    scene = page.project.scenes[index]
    with at_once(page) as run:
        speak_line(run, scene.id)
        natural = line_seconds(run, scene.id)
    st.session_state[page.key(f"{scene.id}/tried")] = _as_it_is(page, index)
    st.session_state[page.key(f"{scene.id}/natural")] = ((scene.vo, scene.recorded), natural)


def _to_speak(page: ProjectPage, index: int) -> bool:
    """Whether the line is to be spoken without a press: this version is not spoken and was not tried."""
    tried = st.session_state.get(page.key(f"{page.project.scenes[index].id}/tried"))
    return not voice_is_current(page.project, index) and tried != _as_it_is(page, index)


def _as_it_is(page: ProjectPage, index: int) -> tuple[object, ...]:
    project = page.project
    scene = project.scenes[index]
    sound = sound_of(project, scene)
    return scene.vo, voice_room(project, index), sound.voice, sound.speed, sound.stability


def show_line(page: ProjectPage, index: int) -> None:
    """The line's length and pace, its player, and what to do where it does not fit."""
    scene = page.project.scenes[index]
    # One place for both, so that nothing moves while a line is spoken.
    with st.container(key="adforge-line"), st.empty():
        cost = line_usd(page, scene.id)
        if not cost and _to_speak(page, index):
            _speak_here(page, index)
        with st.container():
            told, others = st.columns([9, 3.6], vertical_alignment="center")
            with others, st.container(gap=None):
                reword(page, scene)
                _versions(page, scene)
                record(page, scene)
            with told, st.container(gap="xxsmall"):
                if cost:
                    _offer_speaking(page, index, cost)
                elif not scene.vo:
                    st.caption("No line. Only the music plays in this scene.")
                elif scene.voice is not None and voice_is_current(page.project, index):
                    _spoken(page, index, scene.voice)
                else:
                    _unspoken(page, index)


def _offer_speaking(page: ProjectPage, index: int, cost: float) -> None:
    pressed = st.button(
        plain(f"Speak the line · {dollars(cost)}"),
        key=page.key(f"{page.project.scenes[index].id}/speak"),
        icon=":material/record_voice_over:",
        help="Speaks the current line with the ad's voice",
    )
    if pressed:
        _speak_here(page, index)


def _speak_here(page: ProjectPage, index: int) -> None:
    with st.spinner("Speaking the line…"), said_in_place():
        _speak(page, index)
        st.rerun()


def _spoken(page: ProjectPage, index: int, take: VoiceTake) -> None:
    count, room = len(take.line.split()), voice_room(page.project, index)
    heard, said = st.columns([4.4, 4.6], vertical_alignment="center")
    with heard, said_in_place():
        st.html(audio(page.folder.media.local(take.media), f"The line of scene {index + 1}"))
    pace = f"{counted(count, 'word')}, {count / max(0.1, take.seconds):.1f}/s"
    said.caption(f"{pace}  \n{take.seconds:.1f} s of {room:.1f} s")
    faster = take.speed / take.wanted_speed - 1
    if faster > _HEARD:
        _more_time(page, index, take.natural_s, f":small[Spoken {faster:.0%} faster to fit.]")


def _unspoken(page: ProjectPage, index: int) -> None:
    scene, room = page.project.scenes[index], voice_room(page.project, index)
    timed, natural = st.session_state.get(page.key(f"{scene.id}/natural"), (None, None))
    if timed == (scene.vo, scene.recorded) and natural and natural > room:
        st.markdown(
            f":small[:red[:material/warning: The line takes {natural:.1f} s, but there is room for {room:.1f} s.] "
            "The scene has no voice until it fits.]"
        )
        _more_time(page, index, natural, "")
        return
    for note in (note for note in scene.fallbacks if note.stage is Stage.VOICE):
        st.markdown(f":red[:material/error: The line could not be spoken.] {plain(note.why)}")


def _versions(page: ProjectPage, scene: Scene) -> None:
    """The planned versions of the line, to choose from."""
    others = [line for line in scene.lines if line != scene.vo]
    about = "Other planned versions of the line" if others else "The plan has only one version of the line"
    icon = ":material/format_list_bulleted:"
    with (
        st.popover("Versions", icon=icon, type="tertiary", disabled=not others, help=about),
        st.container(key="adforge-versions"),
    ):
        for place, line in enumerate(others):
            st.button(
                plain(line),
                key=page.key(f"{scene.id}/version {place}"),
                type="tertiary",
                help=counted(len(line.split()), "word"),
                **does(page, "Use another version", _saying(scene, line)),
            )


def _saying(scene: Scene, line: str) -> Change:
    return lambda project: with_scene(project, scene.id, vo=line)


def _more_time(page: ProjectPage, index: int, spoken: float, said: str) -> None:
    scene = page.project.scenes[index]
    frames, shorter = frames_to_fit(page.project, index, spoken), shorter_line(scene)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="adforge-fitting"):
        if said:
            st.markdown(said, width="content")
        st.button(
            f"Extend to {seconds(frames):.1f} s",
            key=page.key(f"{scene.id}/stretch"),
            icon=":material/timer:",
            type="tertiary",
            help=f"Makes the scene long enough for its line. It lasts {seconds(scene.frames):.1f} s now.",
            **does(page, "Extend the scene", lambda project: with_scene(project, scene.id, frames=frames)),
        )
        if shorter:
            st.button(
                "Shorter version",
                key=page.key(f"{scene.id}/shorten"),
                icon=":material/short_text:",
                type="tertiary",
                help=plain(shorter),
                **does(page, "Use a shorter line", _saying(scene, shorter)),
            )

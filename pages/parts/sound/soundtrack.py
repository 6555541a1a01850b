"""The ad's sound: a waveform of voice and music with the scenes' borders and the accents, and the mix to listen to."""

from html import escape
from math import isfinite

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.value import seconds
from adforge_core.pipeline.accents import accents_of
from adforge_core.pipeline.previews import SoundTracks, sound_tracks
from adforge_core.pipeline.sound import bed_failed, bed_is_current, voice_is_current
from adforge_core.stages.mix import TARGET_LUFS
from pages.parts.kit.files import audio
from pages.parts.kit.page import ProjectPage, said_in_place
from pages.parts.kit.words import scene_title
from pages.parts.kit.work import at_once

_COLUMNS = 600
_HEIGHT = 70
_GAP = 24


_STYLE = """
figure { margin: 0; color: var(--st-text-color); }
svg { display: block; width: 100%; height: 230px; }
.voice { fill: var(--st-primary-color); }
.bed { fill: currentColor; fill-opacity: .5; }
line { stroke: currentColor; stroke-opacity: .35; }
line.accent { stroke-opacity: .9; stroke-width: 2px; }
figcaption { display: flex; font: .8rem var(--st-font); }
span { overflow: hidden; padding-left: .3rem; text-overflow: ellipsis; white-space: nowrap; }
"""
_SHOW = "export default ({ data, parentElement }) => { parentElement.querySelector('div').innerHTML = data.drawing; }"

# Streamlit's HTML element removes SVG; a component does not.
_WAVEFORM = st.components.v2.component("waveform", html="<div></div>", js=_SHOW)


def show_soundtrack(page: ProjectPage) -> None:
    """The waveform, the player and the loudness of the current sound, or a placeholder until it is made."""
    project = page.project
    lacking = [scene for index, scene in enumerate(project.scenes) if not voice_is_current(project, index)]
    # A line that could not be spoken, or music that could not be made, is missing in the ad, too.
    unspoken = any(all(note.stage is not Stage.VOICE for note in one.fallbacks) for one in lacking)
    if unspoken or not (bed_is_current(project) or bed_failed(project)):
        st.html("<div class='adforge-empty'>The sound of the ad will appear here</div>")
        return
    with said_in_place():
        with st.spinner("Mixing…"), at_once(page) as run:
            heard = sound_tracks(run, project, _COLUMNS)
        _WAVEFORM(data={"drawing": waveform(project, heard)}, key=page.key("waveform"))
        st.html(audio(heard.file, "The ad's sound"))
        loudness, peak, length = st.columns(3, gap="medium")
        about = f"Channels play ads at about {TARGET_LUFS:g} LUFS"
        loudness.metric("Loudness", _level(heard.lufs, "LUFS"), help=about)
        about = "Up to -1 dBTP the sound does not distort"
        peak.metric("Peak level", _level(heard.true_peak_db, "dBTP"), help=about)
        length.metric("Length", f"{seconds(project.frames):.1f} s", help="The sound is exactly as long as the video")


def _level(value: float, unit: str) -> str:
    """A level in words: an ad without voice and music has none."""
    return f"{value:.1f} {unit}" if isfinite(value) else "Silent"


def waveform(project: Project, heard: SoundTracks) -> str:
    """An SVG: the voice above, the music below, the accents between, and a line where each scene begins."""
    places = range(len(project.scenes))
    height = 2 * _HEIGHT + _GAP
    waves = _wave(heard.voice, _HEIGHT / 2, "voice") + _wave(heard.bed, 1.5 * _HEIGHT + _GAP, "bed")
    borders = "".join(_border(project.first_frame(index) / max(1, project.frames), height) for index in places)
    marks = "".join(
        _mark(frame / max(1, project.frames)) for frame in sorted({one.frame for one in accents_of(project)})
    )
    labels = "".join(_label(project, index) for index in places)
    tracks = "voice above, music below" + ", accents between" * bool(marks)
    said = escape(f"{seconds(project.frames):.1f} s of sound in {len(places)} scenes: {tracks}")
    return (
        f"<style>{_STYLE}</style><figure aria-label='{said}'>"
        f"<svg viewBox='0 0 {_COLUMNS} {height}' role='img' preserveAspectRatio='none'>{waves}{borders}{marks}</svg>"
        f"<figcaption>{labels}</figcaption></figure>"
    )


def _border(share: float, height: float) -> str:
    x = f"{share * _COLUMNS:.1f}"
    return f"<line x1='{x}' y1='0' x2='{x}' y2='{height}' vector-effect='non-scaling-stroke'/>"


def _mark(share: float) -> str:
    x, top, bottom = f"{share * _COLUMNS:.1f}", _HEIGHT + 5, _HEIGHT + _GAP - 5
    return f"<line class='accent' x1='{x}' y1='{top}' x2='{x}' y2='{bottom}' vector-effect='non-scaling-stroke'/>"


def _label(project: Project, index: int) -> str:
    share = project.scenes[index].frames / max(1, project.frames)
    title = escape(scene_title(index + 1, project.scenes[index].role))
    return f"<span style='width:{share:.4%}'>{title}</span>"


def _wave(ends: NDArray[np.float32], middle: float, name: str) -> str:
    """A closed outline through the lowest and highest value of every column."""
    columns = np.linspace(0, _COLUMNS, len(ends))
    scale = _HEIGHT / 2 / max(0.05, float(np.abs(ends).max(initial=0)))
    upper = [f"{x:.1f},{middle - high * scale:.1f}" for x, high in zip(columns, ends[:, 1], strict=True)]
    lower = [f"{x:.1f},{middle - low * scale:.1f}" for x, low in zip(columns, ends[:, 0], strict=True)]
    return f"<polygon class='{name}' points='{' '.join([*upper, *reversed(lower)])}'/>"

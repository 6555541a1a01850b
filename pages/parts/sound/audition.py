"""The ad's music: every piece can be heard before it is chosen."""

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from adforge_core.model.edits import with_sound
from adforge_core.model.project import Project
from adforge_core.providers.base import Track
from pages.parts.kit.fields import complaint, does, field, saves
from pages.parts.kit.files import audio
from pages.parts.kit.page import ProjectPage, said_in_place
from pages.parts.kit.studio import studio
from pages.parts.kit.words import maker, plain


def choose_music(page: ProjectPage) -> None:
    """The music there is, to be heard, all there is to choose from, and what a maker that composes is to make."""
    makers, sound = studio().providers.serving(lambda one: one.bed), page.project.sound
    tracks = [track for one in makers for track in one.tracks]
    playing = sound.track or (sound.bed.track if sound.bed else "")
    now = next((track for track in tracks if track.id == playing), None)
    if now is not None:
        st.html(audio(now.file, now.title))
        chosen = "your choice" if sound.track else "by the ad's mood"
        st.caption(f"{plain(now.title)}, {chosen}. It is fitted to the ad's length on whole bars.")
    elif sound.bed is not None:
        with said_in_place():
            st.html(audio(page.folder.media.local(sound.bed.media), "The ad's music"))
            st.caption(f"Composed by {plain(maker(sound.bed.provider))} for this ad.")
    if not makers[0].tracks:
        _compose(page, makers[0].name)
    if tracks:
        about = "Every piece can be heard before it is used"
        with st.popover("Choose the music", icon=":material/library_music:", width="stretch", help=about):
            _library(page, tracks, playing)


def _compose(page: ProjectPage, by: str) -> None:
    """What the marketer asks of music that is made for the ad."""
    st.text_area(
        "Music wanted",
        **field(page, "music", page.project.sound.music),
        height=68,
        max_chars=300,
        placeholder="Warm acoustic guitar, unhurried, with soft percussion",
        help=f"{maker(by)} composes from these words and the ad's mood. Empty: the mood alone. It is made when you "
        "press the button that says what it costs.",
        disabled=bool(page.project.sound.track),
        **saves(page, "music", "Ask for other music", _with_music, stays=True),
    )
    complaint(page, "music")


def _with_music(project: Project, words: str) -> Project:
    return with_sound(project, music=words.strip())


def _library(page: ProjectPage, tracks: Sequence[Track], playing: str) -> None:
    """The pieces of one mood at a time, each to be listened to and then used."""
    moods = sorted({track.mood for track in tracks})
    mood = st.segmented_control(
        "Mood",
        moods,
        default=page.project.mood if page.project.mood in moods else moods[0],
        format_func=str.capitalize,
        required=True,
        key=page.key("mood"),
        help="Pieces are sorted by what they feel like",
    )
    for track in (track for track in tracks if track.mood == mood):
        words, use = st.columns([4, 1], vertical_alignment="center")
        words.html(f"<small>{escape(track.title)}</small>{audio(track.file, track.title)}")
        use.button(
            "In use" if track.id == playing else "Use",
            key=page.key(f"use {track.id}"),
            help=f"Puts {track.title} under the ad",
            disabled=track.id == playing,
            width="stretch",
            **does(page, "Change the music", partial(_with_track, track.id)),
        )
    if page.project.sound.track:
        st.button(
            "Choose by the ad's mood",
            key=page.key("by mood"),
            help="Lets the studio choose, or have composed, what fits",
            **does(page, "Choose the music by mood", _by_mood),
        )


def _with_track(id: str, project: Project) -> Project:
    return with_sound(project, track=id)


def _by_mood(project: Project) -> Project:
    # A bed of any track would do where none is asked for: without one, the mood's is fitted.
    return with_sound(project, track="", bed=None)

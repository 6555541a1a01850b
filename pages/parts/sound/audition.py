"""The ad's music: the current track, and all tracks to listen to and choose from."""

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
    """The current track, the library of tracks, and the description for a service that composes."""
    makers, sound = studio().providers.serving(lambda one: one.bed), page.project.sound
    tracks = [track for one in makers for track in one.tracks]
    playing = sound.track or (sound.bed.track if sound.bed else "")
    now = next((track for track in tracks if track.id == playing), None)
    if now is not None:
        st.html(audio(now.file, now.title))
        chosen = "your choice" if sound.track else "chosen by mood"
        st.caption(f"{plain(now.title)}, {chosen}. It is fitted to the ad's length in whole bars.")
    elif sound.bed is not None:
        with said_in_place():
            st.html(audio(page.folder.media.local(sound.bed.media), "The ad's music"))
            st.caption(f"Composed by {plain(maker(sound.bed.provider))} for this ad.")
    if not makers[0].tracks:
        _compose(page, makers[0].name)
    if tracks:
        about = "Listen to every track before you use it"
        with st.popover("Choose the music", icon=":material/library_music:", width="stretch", help=about):
            _library(page, tracks, playing)


def _compose(page: ProjectPage, by: str) -> None:
    """The description of music that is composed for the ad."""
    st.text_area(
        "Music description",
        **field(page, "music", page.project.sound.music),
        height=68,
        max_chars=300,
        placeholder="Warm acoustic guitar, unhurried, with soft percussion",
        help=f"{maker(by)} composes from these words and the ad's mood; without words, from the mood alone. It starts "
        "when you press the button with the price.",
        disabled=bool(page.project.sound.track),
        **saves(page, "music", "Edit the music description", _with_music, stays=True),
    )
    complaint(page, "music")


def _with_music(project: Project, words: str) -> Project:
    return with_sound(project, music=words.strip())


def _library(page: ProjectPage, tracks: Sequence[Track], playing: str) -> None:
    """The tracks of one mood at a time, each to listen to and use."""
    moods = sorted({track.mood for track in tracks})
    mood = st.segmented_control(
        "Mood",
        moods,
        default=page.project.mood if page.project.mood in moods else moods[0],
        format_func=str.capitalize,
        required=True,
        key=page.key("mood"),
        help="Shows the tracks of one mood",
    )
    for track in (track for track in tracks if track.mood == mood):
        words, use = st.columns([4, 1], vertical_alignment="center")
        words.html(f"<small>{escape(track.title)}</small>{audio(track.file, track.title)}")
        use.button(
            "In use" if track.id == playing else "Use",
            key=page.key(f"use {track.id}"),
            help=f"Uses {track.title} in the ad",
            disabled=track.id == playing,
            width="stretch",
            **does(page, "Change the music", partial(_with_track, track.id)),
        )
    if page.project.sound.track:
        st.button(
            "Choose by mood",
            key=page.key("by mood"),
            help="Lets the studio choose or compose music that fits the ad's mood",
            **does(page, "Choose the music by mood", _by_mood),
        )


def _with_track(id: str, project: Project) -> Project:
    return with_sound(project, track=id)


def _by_mood(project: Project) -> Project:
    # Without a track any bed would do: removing it has the mood's fitted.
    return with_sound(project, track="", bed=None)

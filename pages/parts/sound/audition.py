"""The ad's music: the current track, and all tracks to listen to and choose from."""

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from adforge_core.model.edits import with_sound
from adforge_core.model.project import Project
from adforge_core.model.sound import Sound
from adforge_core.providers.base import Track
from adforge_core.providers.local.own_music import OwnMusic, check_own_music
from pages.parts.kit.fields import complaint, does, field, saves
from pages.parts.kit.files import audio
from pages.parts.kit.page import ProjectPage, edited, said_in_place
from pages.parts.kit.sounds import ask_for_sound
from pages.parts.kit.studio import studio
from pages.parts.kit.words import maker, plain


def choose_music(page: ProjectPage) -> None:
    """The current track, the library of tracks, and the description for a service that composes."""
    sound = page.project.sound
    heading, switch = st.columns([5, 1], vertical_alignment="center")
    heading.markdown("##### Music")
    switch.toggle(
        "Music",
        label_visibility="collapsed",
        **field(page, "music_on", sound.music_on),
        help="Without it the voice and the accents are heard alone, and cuts follow the pace of the style",
        **saves(page, "music_on", "Switch the music", _with_music_on, chosen=True),
    )
    if not sound.music_on:
        return
    if sound.own_music:
        _own(page, sound)
        return
    makers = studio().providers.serving(lambda one: one.bed)
    tracks = [track for one in makers for track in one.tracks]
    # Music of one's own that was just given up is no longer the ad's, though the studio's is still to come.
    bed = sound.bed if sound.bed is not None and sound.bed.provider != OwnMusic.name else None
    playing = sound.track or (bed.track if bed else "")
    now = next((track for track in tracks if track.id == playing), None)
    if now is not None:
        st.html(audio(now.file, now.title))
        chosen = "your choice" if sound.track else "chosen by mood"
        st.caption(f"{plain(now.title)}, {chosen}. It is fitted to the ad's length in whole bars.")
    elif bed is not None:
        with said_in_place():
            st.html(audio(page.folder.media.local(bed.media), "The ad's music"))
            st.caption(f"Composed by {plain(maker(bed.provider))} for this ad.")
    if not makers[0].tracks:
        _compose(page, makers[0].name)
    library, own = st.columns(2)
    if tracks:
        about = "Listen to every track before you use it"
        with library.popover("Choose", icon=":material/library_music:", width="stretch", help=about):
            _library(page, tracks, playing)
    with own:
        _offer_upload(page)


def _own(page: ProjectPage, sound: Sound) -> None:
    """The user's own music, and the way back."""
    with said_in_place():
        st.html(audio(page.folder.media.local(sound.own_music), "Your music"))
        if sound.bed is not None and sound.bed.track == sound.own_music:
            beat = (
                f"in whole bars at {sound.bed.tempo:.0f} bpm" if sound.bed.beats else "as it is: it has no clear beat"
            )
            st.caption(f"Your music, fitted to the ad's length {beat}.")
    st.button(
        "Use the studio's music",
        key=page.key("studio music"),
        icon=":material/delete:",
        help="Removes your music from the ad. Undo brings it back.",
        width="stretch",
        **does(page, "Use the studio's music", lambda project: with_sound(project, own_music="", bed=None)),
    )


def _offer_upload(page: ProjectPage) -> None:
    """The upload of the user's own music."""
    about = "Your own music: a file you may use in ads"
    with st.popover("Yours", icon=":material/upload:", width="stretch", help=about):
        ask_for_sound(
            page,
            "own music",
            check_own_music,
            lambda media: _use(page, media),
            upload="Your music",
            about="It is fitted to the ad's length in whole bars, and cuts follow its beat. You need the rights to it.",
        )


def _use(page: ProjectPage, media: str) -> None:
    edited(page, "Use your own music", lambda project: with_sound(project, own_music=media, track=""))


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


def _with_music_on(project: Project, on: bool) -> Project:
    return with_sound(project, music_on=on)


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

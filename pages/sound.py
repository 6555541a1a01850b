"""Step 5, Sound: the voice, the music, their levels, and the whole of it to look at and to listen to."""

from functools import partial

import streamlit as st

from adforge_core.engine.jobs import Job
from adforge_core.engine.pipeline.piecework import at_work, make_sound
from adforge_core.engine.pipeline.steps import State, Step
from adforge_core.model.edits import with_sound
from adforge_core.model.project import Project
from adforge_core.providers.base import Track
from pages.parts.fields import complaint, field, saves
from pages.parts.files import audio
from pages.parts.page import PAGES, Open, cost, open_project
from pages.parts.progress import tasks_of, watch
from pages.parts.soundtrack import show_soundtrack
from pages.parts.studio import studio
from pages.parts.words import plain

_BY_MOOD = "By the ad's mood"


def voice(opened: Open) -> None:
    """Who speaks, and how fast."""
    st.markdown("##### Voice")
    voices = studio().providers.voice.voices
    spoken = opened.project.sound.voice
    st.selectbox(
        "Voice",
        voices if spoken in voices else (spoken, *voices),
        format_func=str.capitalize,
        key=field(opened, "voice", spoken),
        help="Who speaks the lines",
        **saves(opened, "voice", "Change the voice", lambda project, value: with_sound(project, voice=value)),
    )
    st.slider(
        "Pace",
        0.9,
        1.15,
        step=0.05,
        key=field(opened, "speed", opened.project.sound.speed),
        help="1 is the voice's natural pace",
        **saves(opened, "speed", "Change the voice's pace", lambda project, value: with_sound(project, speed=value)),
    )
    complaint(opened, "speed")


def music(opened: Open) -> None:
    """Which music, to be heard before it is chosen."""
    st.markdown("##### Music")
    tracks = {track.id: track for track in studio().providers.bed.tracks}
    bed = opened.project.sound.bed

    def title(id: str) -> str:
        if id:
            return tracks[id].title if id in tracks else id
        return f"{_BY_MOOD} ({opened.project.mood})" if opened.project.mood else _BY_MOOD

    st.selectbox(
        "Track",
        ("", *sorted(tracks, key=lambda id: _in_mood_first(tracks[id], opened.project.mood))),
        format_func=title,
        key=field(opened, "track", opened.project.sound.track),
        help="It is fitted to the ad's length on whole bars",
        **saves(opened, "track", "Change the music", lambda project, value: with_sound(project, track=value)),
    )
    chosen = opened.project.sound.track or (bed.track if bed else "")
    if chosen in tracks:
        st.html(audio(tracks[chosen].file, tracks[chosen].title))
        st.caption(f"{plain(tracks[chosen].title)}, as it was recorded")


def levels(opened: Open) -> None:
    """How loud each is, and how far the music gives way to the voice."""
    st.markdown("##### Levels")
    for name, label, low, high, help in (
        ("voice_level", "Voice, dB", -12.0, 6.0, "Against the loudness it is recorded at"),
        ("bed_level", "Music, dB", -30.0, 0.0, "Against the loudness of the voice"),
        ("ducking", "Ducking, dB", 0.0, 18.0, "How far the music falls while somebody speaks"),
    ):
        st.slider(
            label,
            low,
            high,
            step=0.5,
            key=field(opened, name, min(high, max(low, float(getattr(opened.project.sound, name))))),
            help=help,
            **saves(
                opened,
                name,
                f"Change the {label.partition(',')[0].lower()} level",
                partial(_with_level, name),
            ),
        )


def _with_level(name: str, project: Project, value: float) -> Project:
    return with_sound(project, **{name: value})


def _in_mood_first(track: Track, mood: str) -> tuple[bool, str]:
    return track.mood != mood, track.title


def bring_up_to_date(opened: Open) -> None:
    """Speaks the lines that are not spoken and fits the music, as soon as the page is looked at: it takes a moment."""
    here, folder, standing = studio(), opened.folder, opened.standings[Step.SOUND]
    failed = any(task.progress().error for task in tasks_of(opened, "sound"))
    if standing.state is State.STALE and not failed:

        def work(job: Job) -> None:
            with at_work(folder, here.providers, here.cache, job) as run:
                make_sound(run)

        here.tasks.start(folder.folder, "sound", work, expected={"voice": standing.seconds})
    elif standing.state in {State.STALE, State.FAILED}:
        st.warning(f"The sound is not up to date: {plain(standing.why)}.")
        again = f"Try again · {cost(standing)}"
        if st.button(again, icon=":material/refresh:", help="Speaks the lines and fits the music"):
            for task in tasks_of(opened, "sound"):
                here.tasks.forget(task)
            st.rerun()


opened = open_project(Step.SOUND)
if not opened.project.scenes:
    st.info("There is nothing to hear yet: the storyboard comes first.")
    st.page_link(PAGES[Step.STORYBOARD], label="To the storyboard", query_params={"project": opened.name})
    st.stop()

controls, heard = st.columns([2, 5], gap="large")
with controls:
    voice(opened)
    music(opened)
    levels(opened)
with heard:
    bring_up_to_date(opened)
    watch(opened, "sound", title=lambda _: "Speaking the lines and fitting the music")
    show_soundtrack(opened)

"""The ad's voice: all speakers, with samples to listen to before one is chosen."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from adforge_core.errors import AdForgeError
from adforge_core.media.assets import asset
from adforge_core.model.edits import with_sound
from adforge_core.model.project import Project
from adforge_core.pipeline.sound import voice_is_current
from adforge_core.pipeline.voices import speaking
from adforge_core.providers.base import Paid, Speaker, Voice
from pages.parts.kit.fields import choice, complaint, does, field, saves
from pages.parts.kit.files import address, audio
from pages.parts.kit.page import ProjectPage, said_in_place
from pages.parts.kit.prices import spoken_usd
from pages.parts.kit.studio import studio
from pages.parts.kit.words import dollars, maker, plain
from pages.parts.sound.whole_voice import record_all

_AT_ONCE_S = 0.3
_FAILED = "The list of voices could not be loaded."


@dataclass(frozen=True)
class _Listing:
    """A voice whose speakers are being listed. It holds the voice, so that its id() is not used again."""

    voice: Voice
    speakers: Future[tuple[Speaker, ...]]


def choose_voice(page: ProjectPage) -> None:
    """The choice of speaker, pace and stability, and a line to hear them."""
    st.markdown("##### Voice")
    extra = studio().providers.extra_voices
    found = [(voice, speaker) for voice in (*_voices(), *extra) for speaker in _speakers(voice)]
    absent = {speaker.id: voice.lacking for voice in extra for speaker in voice.speakers if voice.lacking}
    chosen = page.project.sound.voice
    by_id = {
        speaker.id: f"{speaker.name}, not installed" if speaker.id in absent else _label(voice, speaker)
        for voice, speaker in found
        if speaker.id == chosen or speaker.id not in absent
    }
    st.selectbox(
        "Voice",
        **choice(page, "voice", chosen, ["", *by_id, *([chosen] if chosen and chosen not in by_id else [])]),
        format_func=lambda id: by_id.get(id, id) or "Default voice",
        help="Who speaks the lines. Changing it speaks every line again.",
        **saves(page, "voice", "Change the voice", lambda project, id: with_sound(project, voice=id), chosen=True),
    )
    listen, speak = st.columns(2)
    with listen:
        _audition(page, found, absent)
    with speak:
        record_all(page)
    for voice in _voices():
        _told(voice)
    for lacking in dict.fromkeys(absent.values()):
        st.caption(plain(lacking))
    st.slider(
        "Pace",
        0.9,
        1.15,
        step=0.05,
        format="%.2f x",
        **field(page, "speed", page.project.sound.speed),
        help="1 is the voice's natural pace",
        **saves(page, "speed", "Change the voice's pace", lambda project, pace: with_sound(project, speed=pace)),
    )
    complaint(page, "speed")
    if isinstance(speaking(studio().providers, page.project)[0], Paid):
        _choose_stability(page)
    _hear_a_line(page)


def _label(voice: Voice, speaker: Speaker) -> str:
    """A speaker as the list of voices names it: those of this machine by their sound, others by their service."""
    return f"{speaker.name}, {maker(voice.name) if isinstance(voice, Paid) else speaker.about}"


def _voices() -> tuple[Voice, ...]:
    return studio().providers.serving(lambda one: one.voice)


def _speakers(voice: Voice) -> tuple[Speaker, ...]:
    """The voice's speakers, as far as they are known: services are asked for them in the background."""
    if not isinstance(voice, Paid):
        return voice.speakers
    listing = _listing(voice)
    wait([listing], _AT_ONCE_S)
    return listing.result() if listing.done() and not listing.exception() else ()


def _told(voice: Voice) -> None:
    """The state of listing a service's speakers, until they are there."""
    if not isinstance(voice, Paid):
        return
    listing, name = _listing(voice), maker(voice.name)
    if not listing.done():
        st.fragment(_wait_for, run_every=0.5)(listing, name)
    elif (error := listing.exception()) is not None:
        said, button = st.columns([4, 1], vertical_alignment="center")
        why = str(error) if isinstance(error, AdForgeError) else _FAILED
        said.markdown(f":orange[:material/warning:] {plain(why)}")
        button.button(
            "",
            key=f"list {voice.name}",
            icon=":material/refresh:",
            type="tertiary",
            help=f"Loads the voices of {name} again",
            on_click=_list_again,
            args=(voice,),
        )


def _wait_for(listing: Future[tuple[Speaker, ...]], name: str) -> None:
    if listing.done():
        st.rerun()
    st.caption(f"Loading the voices of {name}…")


def _listing(voice: Voice) -> Future[tuple[Speaker, ...]]:
    known = _listings()
    if id(voice) not in known:
        pool = ThreadPoolExecutor(1, thread_name_prefix="speakers")
        known[id(voice)] = _Listing(voice, pool.submit(lambda: voice.speakers))
        pool.shutdown(wait=False)
    return known[id(voice)].speakers


def _list_again(voice: Voice) -> None:
    _listings().pop(id(voice), None)


@st.cache_resource(show_spinner=False)
def _listings() -> dict[int, _Listing]:
    """The listings of this process, by their voice's id()."""
    return {}


def _audition(page: ProjectPage, found: Sequence[tuple[Voice, Speaker]], absent: Mapping[str, str]) -> None:
    """Samples of the speakers, and what having one of them speak costs. `absent` says how to install those missing."""
    heard = [(voice, speaker) for voice, speaker in found if _sample(voice, speaker)]
    paid = [(voice, speaker) for voice, speaker in heard if isinstance(voice, Paid)]
    about = "A sample of every voice"
    with st.popover("Listen", icon=":material/hearing:", width="stretch", help=about):
        if paid:
            service, speaker = paid[0]
            all_lines = plain(dollars(spoken_usd(page, speaker.id)))
            st.caption(f"Listening is free. Speaking all lines with {maker(service.name)} costs {all_lines}.")
        for voice, speaker in heard:
            words, use = st.columns([4, 1], vertical_alignment="center")
            about = escape(f"{speaker.name}, {speaker.about}" if speaker.about else speaker.name)
            source = escape(_sample(voice, speaker))
            sample = f"<audio class='adforge-audio' controls preload='none' src='{source}'></audio>"
            words.html(f"<small>{about}</small>{sample}")
            use.button(
                "Use",
                key=page.key(f"use voice {speaker.id}"),
                help=absent.get(speaker.id, f"Has {speaker.name} by {maker(voice.name)} speak"),
                disabled=speaker.id == page.project.sound.voice or speaker.id in absent,
                width="stretch",
                **does(page, "Change the voice", partial(_spoken_by, speaker.id)),
            )


def _sample(voice: Voice, speaker: Speaker) -> str:
    """Where the browser finds the speaker's recording; empty if there is none. Services may not name files here."""
    if isinstance(voice, Paid):
        return speaker.sample if speaker.sample.startswith("https://") else ""
    return address(asset(speaker.sample)) if speaker.sample else ""


def _spoken_by(speaker: str, project: Project) -> Project:
    return with_sound(project, voice=speaker)


def _choose_stability(page: ProjectPage) -> None:
    st.slider(
        "Stability",
        0.0,
        1.0,
        step=0.05,
        **field(page, "stability", page.project.sound.stability),
        help="Low is livelier, high is more even. Changing it speaks every line again.",
        **saves(page, "stability", "Change the stability", lambda project, by: with_sound(project, stability=by)),
    )
    complaint(page, "stability")


def _hear_a_line(page: ProjectPage) -> None:
    spoken = [scene.voice for index, scene in enumerate(page.project.scenes) if voice_is_current(page.project, index)]
    take = next((take for take in spoken if take is not None), None)
    with st.container(key="adforge-sample"):
        if take is None:
            st.caption("A line of the ad will play here.")
            return
        with said_in_place():
            st.html(audio(page.folder.media.local(take.media), "A line as it is spoken"))
            st.caption(f"“{plain(take.line)}”")

"""Music that needs no key and no network: the shipped tracks, fitted to the ad's length on whole bars."""

import random
from dataclasses import dataclass
from tomllib import loads
from typing import Any

import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.media.assets import asset
from adforge_core.media.audio import FRAME, RATE, Samples, decode, filtered
from adforge_core.providers.base import BedRequest, MadeBed, Track

MOST_STRETCH = 0.05
"""How far the tempo may be changed."""

_BEATS_IN_A_BAR = 4
_CROSSFADE = round(0.12 * RATE)
_FADE_IN = round(0.012 * RATE)
_FADE_OUT_S = 1.3
_SPARE = RATE // 2
"""Samples played on behind the end, for the time stretcher to look ahead into; cut off afterwards."""


@dataclass(frozen=True)
class Music:
    """A shipped track: beats at `first_downbeat_s` + k * 60 / `tempo`; bar `again` may follow the last of `bars`."""

    file: str
    mood: str
    tempo: float
    first_downbeat_s: float
    bars: int
    again: int

    @property
    def beat_s(self) -> float:
        """The time from one beat to the next."""
        return 60 / self.tempo


@dataclass(frozen=True)
class Fit:
    """`beats` of a track, played at `tempo` times its own tempo, last exactly as long as the ad."""

    beats: int
    tempo: float


class LibraryBed:
    """Chooses a shipped track by mood and seed and fits it to the length."""

    name = "music library"
    version = "2"

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The shipped tracks, by mood, numbered within it."""
        known = sorted(music(), key=lambda one: (one.mood, one.file))
        moods = [one.mood for one in known]
        return tuple(
            Track(
                id=one.file,
                title=f"{one.mood.capitalize()} {moods[: place + 1].count(one.mood)}, {one.tempo:.0f} bpm",
                mood=one.mood,
                file=asset("music", *one.file.split("/")),
            )
            for place, one in enumerate(known)
        )

    def make(self, request: BedRequest) -> MadeBed:
        """The bed for `request`; the same request gives the same samples.

        It begins on a downbeat, and ends on a bar, or where no whole number of bars comes within MOST_STRETCH of the
        length, on the nearest half bar or beat. Raises StageFailed for a mood there is no music for, or no such track.
        """
        library = music()
        if request.track:
            fitting = [track for track in library if track.file == request.track]
            if not fitting:
                raise StageFailed(f"There is no track {request.track!r} in the library.", "Choose another one.")
        else:
            fitting = [track for track in library if track.mood == request.mood]
        if not fitting:
            moods = ", ".join(sorted({track.mood for track in library}))
            raise StageFailed(f"There is no music for the mood {request.mood!r}.", f"Choose one of: {moods}.")
        track = random.Random(request.seed).choice(fitting)
        wanted = request.frames * FRAME
        match = fit(track, wanted / RATE)
        played = play(track, decode(asset("music", *track.file.split("/"))), match.beats)
        if abs(match.tempo - 1) > 1e-4:
            played = filtered(played, f"rubberband=tempo={match.tempo:.9f}:transients=crisp:channels=together")
        tempo = track.tempo * match.tempo
        beats = tuple(round(beat * 60 / tempo, 4) for beat in range(match.beats))
        return MadeBed(track.file, _faded(played[:wanted]), RATE, tempo, beats)


def fit(track: Music, length_s: float) -> Fit:
    """The whole bars nearest to `length_s`; half bars or beats where bars would need more than MOST_STRETCH."""
    for unit in (_BEATS_IN_A_BAR, _BEATS_IN_A_BAR // 2, 1):
        beats = max(1, round(length_s / (unit * track.beat_s))) * unit
        tempo = beats * track.beat_s / length_s
        if abs(tempo - 1) <= MOST_STRETCH:
            return Fit(beats, tempo)
    return Fit(round(length_s / track.beat_s), 1.0)


def music() -> tuple[Music, ...]:
    """Every shipped track, and where its beats are."""

    def track(entry: dict[str, Any]) -> Music:
        return Music(**{name: entry[name] for name in Music.__dataclass_fields__})

    return tuple(track(entry) for entry in loads(asset("music", "tracks.toml").read_text("utf-8"))["track"])


def play(track: Music, sound: Samples, beats: int) -> Samples:
    """`beats` beats of `sound` from the first downbeat on, and half a second more, at the track's own tempo.

    Where the track ends it goes on at bar `again`: what leads up to that bar is faded in, at equal power, under the
    end of the last bar, so that both downbeats fall together and nothing of either is cut.
    """
    bar = _BEATS_IN_A_BAR * track.beat_s * RATE
    start = track.first_downbeat_s * RATE
    rise = np.sin(np.linspace(0, np.pi / 2, _CROSSFADE, dtype=np.float32))[:, None]
    needed = round(beats * track.beat_s * RATE) + _SPARE
    played = sound[round(start) : round(start + track.bars * bar)]
    into = round(start + track.again * bar)
    loop = sound[into - _CROSSFADE : round(start + track.bars * bar)]
    while len(played) < needed:
        played = np.concatenate(
            [
                played[:-_CROSSFADE],
                played[-_CROSSFADE:] * rise[::-1] + loop[:_CROSSFADE] * rise,
                loop[_CROSSFADE:],
            ]
        )
    return played[:needed]


def _faded(samples: Samples) -> Samples:
    faded = samples.copy()
    length = min(round(_FADE_OUT_S * RATE), len(faded) // 4)
    faded[:_FADE_IN] *= np.sin(np.linspace(0, np.pi / 2, _FADE_IN, dtype=np.float32))[:, None] ** 2
    faded[-length:] *= np.cos(np.linspace(0, np.pi / 2, length, dtype=np.float32))[:, None] ** 2
    return faded

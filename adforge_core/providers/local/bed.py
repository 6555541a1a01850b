"""Music that needs no key and no network: the shipped tracks, fitted to the ad's length on whole bars."""

import random
from dataclasses import dataclass
from tomllib import loads
from typing import Any

from adforge_core.errors import StageFailed
from adforge_core.media.assets import asset
from adforge_core.media.audio import RATE, decode
from adforge_core.media.bars import Grid, fitted
from adforge_core.providers.base import BedRequest, MadeBed, Track


@dataclass(frozen=True)
class Music(Grid):
    """A shipped track, its mood, and where its beats are."""

    file: str
    mood: str


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
                raise StageFailed(f"There is no track {request.track!r} in the music library.", "Choose another one.")
        else:
            fitting = [track for track in library if track.mood == request.mood]
        if not fitting:
            moods = ", ".join(sorted({track.mood for track in library}))
            raise StageFailed(f"There is no music for the mood {request.mood!r}.", f"Choose one of: {moods}.")
        track = random.Random(request.seed).choice(fitting)
        bed = fitted(track, decode(asset("music", *track.file.split("/"))), request.frames)
        return MadeBed(track.file, bed.samples, RATE, bed.tempo, bed.beats)


def music() -> tuple[Music, ...]:
    """Every shipped track, and where its beats are."""

    def track(entry: dict[str, Any]) -> Music:
        return Music(**{name: entry[name] for name in Music.__dataclass_fields__})

    return tuple(track(entry) for entry in loads(asset("music", "tracks.toml").read_text("utf-8"))["track"])

"""Common steps for music of all makers: check it, and fit it to the ad."""

from pathlib import Path

from adforge_core.errors import StageFailed
from adforge_core.media.audio import RATE, decode
from adforge_core.media.bars import BEATS_IN_A_BAR, Grid, fitted
from adforge_core.media.beats import find_beats
from adforge_core.providers.base import MadeBed

QUIETEST = 0.01
"""The highest sample of music, at least: below, it is silent."""

_HEARD_S = 240.0
"""How much of a piece an ad is made from, in seconds: all of a long one would take hundreds of megabytes."""

_TEMPI = {"calm": 80, "energetic": 126, "happy": 112, "nostalgic": 86, "tender": 92}
_USUAL_TEMPO = 104


def tempo_for(mood: str) -> int:
    """The beats a minute that suit a mood: asked for of music that is composed, and expected of any other."""
    return _TEMPI.get(mood, _USUAL_TEMPO)


def check_music(file: Path, least_s: float) -> None:
    """Raises StageFailed where the file is no sound, is silent, or lasts less than so many seconds."""
    try:
        sound = decode(file)
    except StageFailed:
        raise StageFailed("The result is not readable sound.", "Try again.") from None
    if len(sound) < least_s * RATE:
        raise StageFailed(f"The composed music lasts only {len(sound) / RATE:.1f} s.", "Try again.")
    if abs(sound).max() < QUIETEST:
        raise StageFailed("The composed music is silent.", "Try again.")


def bed_from(file: Path, frames: int, track: str, expected: float) -> MadeBed:
    """The music in `file`, cut or repeated on whole bars to last exactly `frames` frames.

    `expected` beats per minute decide between a tempo and its double. Where no beat is clear, the music is cut and
    repeated as if it had that tempo, and has no beats. Raises StageFailed where it is too short for that.
    """
    sound = decode(file, most_s=_HEARD_S)
    found = find_beats(sound, expected)
    bars = int(len(sound) / RATE * expected / 60 / BEATS_IN_A_BAR)
    if not found and bars < 2:
        raise StageFailed("The music is too short to be looped.", "Use a longer piece.")
    bed = fitted(found or Grid(tempo=expected, first_downbeat_s=0.0, bars=bars, again=1), sound, frames)
    return MadeBed(track, bed.samples, RATE, bed.tempo if found else 0.0, bed.beats if found else ())

"""Decides which accent sounds where, and how loud."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from adforge_core.model.accents import Accent, AccentGuide, CueKind, SoundCue
from adforge_core.model.value import FPS

_TAKES = 4
"""The takes of each accent in an ad, which take turns: a hand never does the same twice, and five would not be told."""

_IMPORTANCE = {kind: place for place, kind in enumerate(CueKind)}
_APART = {CueKind.CUT: 5, CueKind.BUTTON: 6, CueKind.WORD: 7, CueKind.ENTRANCE: 9}
"""The fewest frames from a cue of this kind to a more important one. A nearer one has no accent of its own."""

_UNDER_VOICE_DB = 2.5
_BREATH = 2
"""The frames before and after an accent in which a word counts as spoken over it."""

_ROW = 36
_ROW_DB = 0.5
"""How much softer the next of a row of cuts is, each at most _ROW frames after the last, down to three times."""

_WORDS_APART = 60
"""The fewest frames from one word with an accent to the next."""

_LONGEST_RISER = 44
"""The longest riser, in frames: it has no room if the ad has not run so long."""


@dataclass(frozen=True)
class PlacedAccent:
    """An accent whose moment is on `frame` of the ad, `level` dB above the voice, in the take number `take`."""

    accent: Accent
    frame: int
    level: float
    take: int


def placed(
    cues: Sequence[SoundCue], guide: AccentGuide, words: Sequence[tuple[float, float]], frames: int
) -> tuple[PlacedAccent, ...]:
    """Returns the accents of an ad of `frames` frames, in the order they sound.

    `words` are the start and end of each spoken word in seconds. Where one is spoken over an accent, the accent is
    softer. Cues close to a more important one have none, nor have numbers that follow each other within two seconds.
    """
    kept = _kept([cue for cue in cues if guide.cues.get(cue.kind) and 0 <= cue.frame < frames])
    turns, takes = Counter[CueKind](), Counter[Accent]()
    found, row, last = [], 0, -frames
    for cue in kept:
        layers = guide.cues[cue.kind]
        chosen = layers[turns[cue.kind] % len(layers)]
        turns[cue.kind] += 1
        softer = _UNDER_VOICE_DB if _spoken(cue.frame, words) else 0.0
        if cue.kind is CueKind.CUT:
            row = min(3, row + 1) if cue.frame - last <= _ROW else 0
            softer += row * _ROW_DB
            last = cue.frame
        for accent, level in chosen:
            if accent is Accent.RISER and cue.frame < _LONGEST_RISER:
                continue
            found.append(PlacedAccent(accent, cue.frame, level - softer, takes[accent] % _TAKES))
            takes[accent] += 1
    return tuple(found)


def _kept(cues: list[SoundCue]) -> list[SoundCue]:
    kept: list[SoundCue] = []
    for cue in sorted(set(cues), key=lambda cue: (_IMPORTANCE[cue.kind], cue.frame)):
        apart = _APART.get(cue.kind, 1)
        if all(abs(cue.frame - other.frame) >= apart for other in kept):
            kept.append(cue)
    found: list[SoundCue] = []
    ticked = -_WORDS_APART
    for cue in sorted(kept, key=lambda cue: cue.frame):
        if cue.kind is CueKind.WORD:
            if cue.frame - ticked < _WORDS_APART:
                continue
            ticked = cue.frame
        found.append(cue)
    return found


def _spoken(frame: int, words: Sequence[tuple[float, float]]) -> bool:
    first, last = (frame - _BREATH) / FPS, (frame + _BREATH) / FPS
    return any(start < last and end > first for start, end in words)

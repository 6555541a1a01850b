"""Accents: short sounds on cuts, entrances, numbers and the button, and which of them a style uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Accent(StrEnum):
    """The sounds the studio can make. They are named as sound libraries name them."""

    WHOOSH = "whoosh"
    HIT = "hit"
    RISER = "riser"
    TICK = "tick"
    POP = "pop"
    SHUTTER = "shutter"
    SHIMMER = "shimmer"
    SUB = "sub"


class CueKind(StrEnum):
    """What happens in the picture or in the voiceover where an accent may sound, most important first.

    `WORD` is a word that counts: a number that is said or shown, or the next item of a list.
    """

    END_CARD = "end card"
    SCENE = "scene"
    OPENING = "opening"
    BRAND = "brand"
    CUT = "cut"
    BUTTON = "button"
    WORD = "word"
    ENTRANCE = "entrance"


@dataclass(frozen=True)
class SoundCue:
    """A moment for an accent: what happens on `frame` of the ad."""

    kind: CueKind
    frame: int


class Instrument(StrEnum):
    """What plays the two notes of the sting."""

    BELL = "bell"
    WOOD = "wood"
    PLUCK = "pluck"
    BRASS = "brass"


Layers = tuple[tuple[Accent, float], ...]
"""Accents that sound together, each with its level in dB relative to the voice."""


@dataclass(frozen=True)
class AccentGuide:
    """The accents of a style.

    `cues` gives the layers for a kind of cue; where there are several, they take turns. A kind without layers has no
    accent. On the brand's cue, `sting` plays two notes at `sting_level`. `edge`, 0 to 1, is how hard the accents are
    struck and how bright they are. The room they sound in takes `room_s` seconds to fade by 60 dB, and is `room_level`
    dB loud.
    """

    cues: Mapping[CueKind, tuple[Layers, ...]]
    sting: Instrument
    sting_level: float
    edge: float
    room_s: float
    room_level: float

"""The steps of the studio and the stages of making an ad, with one table of facts about each stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Step(StrEnum):
    """The six steps from a brief to an ad."""

    BRIEF = "brief"
    STORYBOARD = "storyboard"
    BACKGROUNDS = "backgrounds"
    PLACEMENT = "placement"
    SOUND = "sound"
    DELIVER = "deliver"


class Stage(StrEnum):
    """The kinds of results that are made on the way to an ad, in the order they are made.

    The values are in saved projects, ledgers, timings and cache keys: stages can be added but not renamed.
    """

    CUTOUT = "cutout"
    MATTE = "matte"
    PLAN = "plan"
    VOICE = "voice"
    BED = "bed"
    PLATE = "plate"
    PLACEMENT = "placement"
    SHADOW = "cast"
    TITLES = "titles"
    SEGMENT = "segment"
    TRANSITION = "transition"
    ACCENTS = "accents"
    MIX = "mix"
    LOUDNESS = "loudness"
    MASTER = "master"
    POSTER = "poster"
    FIDELITY = "fidelity"
    VARIANTS = "variants"
    STILL = "still"
    LOOP = "loop"
    ANIMATIC = "animatic"
    ANIMATIC_SOUND = "animatic sound"
    WAVEFORM = "sound"
    REWRITE = "rewrite"
    REVISE = "revise"
    PACK = "pack"
    UNPACK = "unpack"

    @property
    def about(self) -> "About":
        """The facts about this stage."""
        return ABOUT[self]


@dataclass(frozen=True)
class About:
    """The facts about a stage.

    `label` says what it does ("Make the backgrounds"), `thing` names one result ("background"). `seconds` is the usual
    time for one result on two cores of a 2020s server, `service_seconds` the time of a service; None if only a run can
    tell. `listed` says whether the progress list of a rendering has a line for it. Where the stage fails, the note says
    that `fallback` was used instead of `wanted`; both are empty for a stage without a fallback.
    """

    step: Step
    label: str
    thing: str
    seconds: float | None = None
    service_seconds: float | None = None
    listed: bool = False
    wanted: str = ""
    fallback: str = ""


ABOUT: Mapping[Stage, About] = MappingProxyType(
    {
        Stage.CUTOUT: About(
            Step.BRIEF,
            "Cut out the product",
            "cut-out",
            seconds=4.0,
            listed=True,
            wanted="a cut-out",
            fallback="the photo itself",
        ),
        Stage.MATTE: About(Step.BRIEF, "Find the product in the photo", "matte"),
        Stage.PLAN: About(
            Step.STORYBOARD,
            "Plan the storyboard",
            "storyboard",
            seconds=0.3,
            service_seconds=20.0,
            listed=True,
            wanted="a storyboard",
            fallback="the brief's own words",
        ),
        Stage.VOICE: About(
            Step.SOUND,
            "Speak the lines",
            "voiceover line",
            seconds=0.6,
            service_seconds=2.0,
            listed=True,
            wanted="a line",
            fallback="a scene without voiceover",
        ),
        Stage.BED: About(
            Step.SOUND,
            "Fit the music",
            "music",
            seconds=1.0,
            service_seconds=40.0,
            listed=True,
            wanted="music",
            fallback="no music",
        ),
        Stage.PLATE: About(
            Step.BACKGROUNDS,
            "Make the backgrounds",
            "background",
            seconds=6.0,
            service_seconds=60.0,
            listed=True,
            wanted="a background",
            fallback="a plain backdrop",
        ),
        Stage.PLACEMENT: About(Step.PLACEMENT, "Place the product", "placement", seconds=0.6, listed=True),
        Stage.SHADOW: About(Step.DELIVER, "Cast the shadow", "shadow"),
        Stage.TITLES: About(
            Step.DELIVER,
            "Write the words",
            "headlines and captions",
            wanted="headlines and captions",
            fallback="the picture alone",
        ),
        Stage.SEGMENT: About(
            Step.DELIVER,
            "Draw the frames",
            "scene",
            seconds=8.0,
            listed=True,
            wanted="the scene as planned",
            fallback="a plain backdrop",
        ),
        Stage.TRANSITION: About(Step.DELIVER, "Draw the transitions", "transition", seconds=1.5),
        Stage.ACCENTS: About(
            Step.DELIVER, "Make the accents", "accents", wanted="accents on the cuts", fallback="no accents"
        ),
        Stage.MIX: About(
            Step.DELIVER,
            "Mix the sound",
            "mix",
            seconds=2.0,
            listed=True,
            wanted="voice over music",
            fallback="the voice alone",
        ),
        Stage.LOUDNESS: About(Step.DELIVER, "Measure the loudness", "loudness"),
        Stage.MASTER: About(Step.DELIVER, "Join and check the file", "ad", seconds=1.0, listed=True),
        Stage.POSTER: About(Step.DELIVER, "Save the poster", "poster", seconds=0.3),
        Stage.FIDELITY: About(Step.DELIVER, "Compare with your photo", "comparison", listed=True),
        Stage.VARIANTS: About(Step.DELIVER, "Make the variants", "variants"),
        Stage.STILL: About(Step.BACKGROUNDS, "Draw the stills", "still"),
        Stage.LOOP: About(Step.BACKGROUNDS, "Draw the previews", "preview"),
        Stage.ANIMATIC: About(Step.STORYBOARD, "Draw the animatic", "animatic"),
        Stage.ANIMATIC_SOUND: About(Step.STORYBOARD, "Join the animatic", "animatic with its sound"),
        Stage.WAVEFORM: About(Step.SOUND, "Draw the waveform", "waveform"),
        Stage.REWRITE: About(Step.STORYBOARD, "Rewrite the line", "rewritten line"),
        Stage.REVISE: About(Step.STORYBOARD, "Suggest changes", "suggested changes"),
        Stage.PACK: About(Step.DELIVER, "Export the project", "exported project"),
        Stage.UNPACK: About(Step.BRIEF, "Import the project", "project"),
    }
)
"""The facts about each stage."""


def thing_made(stage: str) -> str:
    """Returns the name of one result of a stage. A stage that this version does not know is returned as it is."""
    known = {str(name): about.thing for name, about in ABOUT.items()}
    return known.get(stage, stage)

"""The scenes of an ad, planned and made."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.placement import CameraMove, Ground, Motion, Placement
from adforge_core.model.sound import VoiceTake
from adforge_core.model.stages import Stage
from adforge_core.model.value import Value


class Role(StrEnum):
    """What a scene is there to do."""

    HOOK = "hook"
    PROBLEM = "problem"
    BENEFIT = "benefit"
    PROOF = "proof"
    CALL_TO_ACTION = "call to action"


class TransitionKind(StrEnum):
    """How a scene takes over from the one before."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    DIP = "dip"
    WIPE = "wipe"
    PUSH = "push"
    ZOOM = "zoom"


class Transition(Value):
    """A scene's entrance. It belongs to the incoming scene: its frames are that scene's first ones."""

    kind: TransitionKind = TransitionKind.CUT
    frames: int = Field(default=0, ge=0, le=30)


class Take(Value):
    """One generated or uploaded plate.

    `media` and `depth` name files in the project's media folder. With `depth` (16-bit PNG, nearness: 65535 is the
    nearest point, linear in 1/distance, 0 infinitely far; `stand_nearness` is the value, 0 to 1, where the product
    stands) the studio moves the camera itself; a video brings its own movement.
    """

    id: str
    format: Format
    provider: str
    media: str
    depth: str = ""
    stand_nearness: float = 0.0
    prompt: str = ""
    seed: int = 0
    ground: Ground
    made_from: str = Field(default="", description="the key of everything its maker was told")
    cost_usd: float = 0.0


class Fallback(Value):
    """Where something was replaced by something lesser, and why."""

    stage: Stage
    wanted: str
    used: str
    why: str


class Scene(Value):
    """One scene. `frames` is its length; `lines` are the versions of its VO, longest first, `vo` the one spoken."""

    id: str
    role: Role
    frames: int = Field(ge=1)
    vo: str = ""
    super: str = ""
    lines: tuple[str, ...] = ()
    plate_prompt: str = ""
    set: str = ""
    own_plate: str = Field(default="", description="a file in the media folder that the user gave as background")
    seed: int = 0
    takes: tuple[Take, ...] = ()
    selected_take: str = ""
    camera: CameraMove = CameraMove.PUSH
    motion: Motion = Motion.STILL
    placements: dict[Format, Placement] = Field(
        default_factory=dict, description="by hand; in any other format the product stands where the set says"
    )
    supers_y: dict[Format, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict, description="how far down the super stands, by hand; in any other format it is on top"
    )
    transition: Transition = Transition()
    voice: VoiceTake | None = None
    voice_frame: int = Field(default=0, ge=0, description="the scene's frame on which its VO starts")
    locked: bool = Field(default=False, description="planning again leaves the scene as it is")
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def overlap(self) -> int:
        """The frames in which the scene before is still seen; of the scene's own one is left at least."""
        return min(self.transition.frames, self.frames - 1)

    def placement_in(self, format: Format) -> Placement | None:
        """Where somebody put the product in this format; None: where the set says, as large as fits."""
        return self.placements.get(format)

    def super_y_in(self, format: Format) -> float | None:
        """How far down somebody put the super in this format; None: on top."""
        return self.supers_y.get(format)

    @property
    def take(self) -> Take | None:
        """The selected take, if there is one."""
        return next((take for take in self.takes if take.id == self.selected_take), None)


class PlannedScene(Value):
    """A scene as a planner proposes it, before it is timed.

    `lines` are versions of the VO from longest to shortest, so that the longest one that fits can be spoken.
    `weight` is the scene's wish for time against the others. `coverage` says how much of the brief a line tells: what
    tells more is given up last. `shortened` are those of the lines that are only the beginning of what was planned.
    """

    role: Role
    lines: tuple[str, ...]
    super: str
    plate_prompt: str
    set: str
    camera: CameraMove
    motion: Motion
    transition: Transition
    weight: float = Field(default=1.0, gt=0)
    coverage: dict[str, int] = Field(default_factory=dict)
    shortened: tuple[str, ...] = ()


class Plan(Value):
    """What a planner answers: a look, the scenes in order, and what the bed should feel like."""

    look: Look
    scenes: tuple[PlannedScene, ...]
    mood: str = Field(description="a folder of assets/music: calm, energetic, happy, nostalgic or tender")
    offer: str = Field(default="", description="the offer as the end card shows it")
    cta: str = Field(description="the call to action as the end card's button shows it")
    understood: str = Field(default="", description="what was understood of the marketer's note, and what was not")
    fallbacks: tuple[Fallback, ...] = Field(default=(), description="what of it was put right, where that is noticed")

"""Scenes, takes and transitions, and the plan they come from."""

import operator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from adforge_core.model.brief import Pose
from adforge_core.model.clip_edit import ClipEdit
from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.placement import CameraMove, Ground, Motion, Placement
from adforge_core.model.reveal import Reveal
from adforge_core.model.shots import MOST_SHOTS, Framing, Shot, Shots, first_frames
from adforge_core.model.sound import Recording, VoiceTake
from adforge_core.model.stages import Stage
from adforge_core.model.value import Value


# This docstring is in the schema that language models are sent, and so in the keys of paid orders.
class Role(StrEnum):
    """What a scene is there to do."""

    HOOK = "hook"
    PROBLEM = "problem"
    BENEFIT = "benefit"
    PROOF = "proof"
    CALL_TO_ACTION = "call to action"


# This docstring is in the schema that language models are sent, and so in the keys of paid orders.
class TransitionKind(StrEnum):
    """How a scene takes over from the one before."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    DIP = "dip"
    WIPE = "wipe"
    PUSH = "push"
    ZOOM = "zoom"


class Transition(Value):
    """The transition into a scene. It occupies the first `frames` frames of the incoming scene."""

    kind: TransitionKind = TransitionKind.CUT
    frames: int = Field(default=0, ge=0, le=30)


class Take(Value):
    """One generated or uploaded plate.

    `media` and `depth` name files in the project's media folder. `depth` is a 16-bit PNG of nearness, linear in
    1/distance: 65535 is the nearest point, 0 infinitely far; `stand_nearness` is the nearness of the product, 0 to 1.
    With depth, the studio moves the camera through a still. A video brings its own movement. `unlit` is the same
    picture with some lamps out, for shots whose light moves; `key_goes_out` says that the product's shadow is theirs.
    """

    id: str
    format: Format
    provider: str
    media: str
    depth: str = ""
    # Not in keys while there is none: those of ads of earlier versions stay as they are.
    unlit: str = Field(default="", exclude_if=operator.not_)
    key_goes_out: bool = Field(default=False, exclude_if=operator.not_)
    stand_nearness: float = 0.0
    prompt: str = ""
    seed: int = 0
    ground: Ground
    made_from: str = Field(default="", description="the key of the request its maker answered")
    cost_usd: float = 0.0

    @property
    def all_lit(self) -> Self:
        """The take as shots show it whose light does not move."""
        return self.model_copy(update={"unlit": "", "key_goes_out": False})


class Fallback(Value):
    """A note that one stage used a fallback: what was `wanted`, what was `used` in its place, and `why`.

    A project may come from a version with other stages. The name of a stage that this one does not know stays as it is.
    """

    stage: Annotated[Stage | str, Field(union_mode="left_to_right")]
    wanted: str
    used: str
    why: str


class Posed(Value):
    """What a scene was like in one pose of the product: `motions` are those of its shots by their ids."""

    set: str
    motion: Motion
    motions: dict[str, Motion] = Field(default_factory=dict)
    placements: dict[Format, Placement] = Field(default_factory=dict)
    selected_take: str = ""


class Scene(Value):
    """One scene of the storyboard.

    `frames` is its length at 30 a second. `lines` are the versions of its VO line, longest first; `vo` is the one that
    is spoken. `super` is the text on the picture, `set` and `plate_prompt` describe the background, `takes` are the
    backgrounds made so far and `selected_take` is the id of the one in use. `shots` are cuts inside the scene; their
    lengths add up to its own. A scene without any is one shot of the whole picture, with `camera` and `motion`.
    `poses` is what it was like in other poses of the product, which it gets back with them.
    """

    id: str
    role: Role
    frames: int = Field(ge=1)
    vo: str = ""
    super: str = ""
    lines: tuple[str, ...] = ()
    plate_prompt: str = ""
    set: str = ""
    own_plate: str = Field(default="", description="the media file of a background supplied by the user")
    own_edit: ClipEdit | None = Field(
        default=None, exclude_if=lambda edit: edit is None, description="what is done to the user's own background"
    )
    seed: int = 0
    takes: tuple[Take, ...] = ()
    selected_take: str = ""
    camera: CameraMove = CameraMove.PUSH
    motion: Motion = Motion.STILL
    shots: Shots = ()
    placements: dict[Format, Placement] = Field(
        default_factory=dict, description="placements by hand; in other formats the product is placed automatically"
    )
    supers_y: dict[Format, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description="heights of the super set by hand, 0 (top) to 1; in other formats it is at the top",
    )
    # Not in keys while they have their defaults: those of ads of earlier versions stay as they are.
    reveal: Reveal = Field(
        default=Reveal.TOGETHER,
        exclude_if=lambda reveal: reveal is Reveal.TOGETHER,
        description="how its super appears",
    )
    sticker: bool = Field(default=False, exclude_if=operator.not_, description="whether the offer is on a sticker")
    whole_phrases: bool = Field(
        default=False,
        exclude_if=operator.not_,
        description="whether its words stay together: no caption of a few words beside a super that says the rest, no "
        "half of an offer, and a sticker that stays through all shots",
    )
    transition: Transition = Transition()
    voice: VoiceTake | None = None
    recording: Recording | None = Field(
        default=None, exclude_if=lambda recording: recording is None, description="the user's own recording of a line"
    )
    voice_frame: int = Field(default=0, ge=0, description="the frame of the scene on which its VO starts")
    branded: bool = Field(
        default=False,
        exclude_if=operator.not_,
        description="whether the brand's name is above its super, in small letters",
    )
    locked: bool = Field(default=False, description="planning again does not change the scene")
    poses: dict[Pose, Posed] = Field(default_factory=dict, exclude_if=lambda poses: not poses)
    fallbacks: tuple[Fallback, ...] = ()

    @model_validator(mode="after")
    def _shots_add_up(self) -> Self:
        if self.shots and sum(shot.frames for shot in self.shots) != self.frames:
            raise ValueError(f"the shots of {self.id} do not add up to its length of {self.frames} frames")
        if len({shot.id for shot in self.shots}) != len(self.shots):
            raise ValueError(f"two shots of {self.id} have the same id")
        return self

    @property
    def coverage(self) -> tuple[Shot, ...]:
        """The scene's shots, at least one."""
        whole = Shot(id="", frames=self.frames, framing=Framing.WIDE, camera=self.camera, motion=self.motion)
        return self.shots or (whole,)

    @property
    def cuts(self) -> tuple[int, ...]:
        """The frames of the scene on which a shot begins, without the first one."""
        return first_frames(shot.frames for shot in self.shots)[1:]

    @property
    def overlap(self) -> int:
        """The number of frames in which the previous scene is still visible; at least one frame is the first shot's."""
        return min(self.transition.frames, self.coverage[0].frames - 1)

    @property
    def pictured(self) -> ClipEdit | None:
        """What is done to the pictures of the user's own background; None if they are shown as they are."""
        edit = self.own_edit.of_the_picture if self.own_plate and self.own_edit else None
        return edit if edit != ClipEdit() else None

    @property
    def recorded(self) -> Recording | None:
        """The user's own recording, if it is one of the present line; None where a voice speaks."""
        return self.recording if self.recording and self.recording.line == self.vo else None

    def placement_in(self, format: Format) -> Placement | None:
        """The placement made by hand in this format; None if the product is placed automatically."""
        return self.placements.get(format)

    def super_y_in(self, format: Format) -> float | None:
        """The height of the super set by hand in this format, 0 to 1 from the top; None if it is at the top."""
        return self.supers_y.get(format)

    @property
    def take(self) -> Take | None:
        """The selected take; None if there is none."""
        return next((take for take in self.takes if take.id == self.selected_take), None)


class PlannedShot(Value):
    """A shot as a planner proposes it. `weight` is its wish for time against the scene's other shots.

    Its length, and whatever is None, follow from the beats and the style.
    """

    framing: Framing
    weight: float = Field(default=1.0, gt=0)
    camera: CameraMove | None = None
    motion: Motion | None = None


class PlannedScene(Value):
    """A scene as a planner proposes it, before it has a length.

    `lines` are versions of the VO from longest to shortest, so that the longest one that fits can be spoken.
    `weight` is the scene's wish for time against the others. `coverage` says how much of the brief a line tells: what
    tells more is given up last. `shortened` are those of the lines that are only the beginning of what was planned.
    `shots` are in order, without the end card; a scene without any is cut as its style asks.
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
    shots: tuple[PlannedShot, ...] = Field(default=(), max_length=MOST_SHOTS, exclude_if=lambda shots: not shots)


class Plan(Value):
    """A planner's answer: the look, the scenes in order, the mood of the bed, and the words of the end card."""

    look: Look
    scenes: tuple[PlannedScene, ...]
    mood: str = Field(description="a folder of assets/music: calm, energetic, happy, nostalgic or tender")
    offer: str = Field(default="", description="the offer as the end card shows it")
    cta: str = Field(description="the call to action as the end card's button shows it")
    understood: str = Field(default="", description="what the planner understood of the note, and what it did not")
    fallbacks: tuple[Fallback, ...] = Field(default=(), description="corrections to the plan that people would notice")

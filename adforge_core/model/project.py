"""The single truth about an ad: what was asked, what was decided, what was made."""

import re

from pydantic import Field, field_validator

from adforge_core.errors import BadProject
from adforge_core.model.brief import Brief
from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.sound import Sound
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.model.value import FPS, HexColour, Point, Value

SCHEMA_VERSION = 5

LONGEST = 90 * FPS
"""The most frames an ad can have."""

MOST_SCENES = 8
"""The most scenes an ad can have."""

LONGEST_NOTE = 500
"""The most characters of a note to the planner."""


class Stroke(Value):
    """A correction of the matte by hand: what lies within `radius` of the line through `points` is kept, or erased.

    Points are fractions of the photo's width and height; `radius` is a fraction of its longer side.
    """

    keep: bool
    radius: float = Field(gt=0, le=0.5)
    points: tuple[Point, ...] = Field(min_length=1, max_length=2000)


class Product(Value):
    """The product, cut out of the user's photo.

    `photo` and `cutout` name files in the project's media folder; the cut-out is an RGBA PNG cropped to its matte.
    `aspect` is its width over its height, `brightness` the mean luma of its opaque pixels, 0 to 1, `palette` its
    colours by area. `tilt` is how far down the photo's camera looked, in degrees, and `base` half the width of what
    the product stands on, as a fraction of its whole width; both are judged from its lower outline. `framed` says
    that no clean matte could be had and the photo itself is shown, framed. `matte` names the grey PNG of what was found
    of the product in the whole photo, also where it was not clean; empty where nobody looked. `cutter` is the matting
    model asked for, `strokes` what was corrected by hand.
    """

    photo: str
    cutout: str
    aspect: float = Field(gt=0)
    brightness: float = Field(ge=0, le=1)
    palette: tuple[HexColour, ...]
    tilt: float = Field(default=0, ge=0, le=90)
    base: float = Field(default=0, ge=0, le=0.5)
    framed: bool = False
    provider: str
    matte: str = ""
    cutter: str = ""
    strokes: tuple[Stroke, ...] = ()


class Drafts(Value):
    """What is typed and not sent off yet.

    `note` is the next wish of the planner, None where nothing was typed since the last; `hooks` and `calls` are the
    variants to try, one a line.
    """

    note: str | None = Field(default=None, max_length=LONGEST_NOTE)
    hooks: str = Field(default="", max_length=4000)
    calls: str = Field(default="", max_length=4000)


class Project(Value):
    """An ad in the making. Values are frozen: an edit returns a new project.

    Files the brief names (logo, font, the scenes' own plates) are named as they are in the project's media folder.
    `revision` counts the times it was saved. `planned_from` is the key of what its storyboard was planned from,
    `note` what was wanted otherwise, `understood` what the planner made of that.
    """

    schema_version: int = SCHEMA_VERSION
    revision: int = Field(default=0, ge=0, lt=10**9)
    name: str
    brief: Brief
    seed: int = 0
    format: Format = Format.VERTICAL
    product: Product | None = None
    look: Look | None = None
    offer: str = ""
    cta: str = ""
    mood: str = ""
    planned_from: str = ""
    note: str = ""
    understood: str = ""
    drafts: Drafts = Drafts()
    scenes: tuple[Scene, ...] = ()
    scenes_numbered: int = Field(default=0, ge=0, description="the highest number a plan has called a scene by")
    sound: Sound = Sound()
    budget_usd: float = Field(default=5, ge=0, le=10_000, description="what making it may cost at most")
    fallbacks: tuple[Fallback, ...] = ()

    @field_validator("scenes")
    @classmethod
    def _each_by_its_own_id(cls, scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
        ids = [scene.id for scene in scenes]
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise ValueError(f"more than one scene is called {', '.join(twice)}")
        return scenes

    def check_limits(self, before: "Project") -> None:
        """Raises BadProject where the ad has too many scenes or is too long, having been otherwise `before`.

        An ad that was beyond a limit, as an earlier studio could leave one, may stay so and come nearer to it. That is
        why this is asked before a save, not when a project is opened or copied.
        """
        if len(self.scenes) > max(MOST_SCENES, len(before.scenes)):
            raise BadProject(
                f"The ad would have {len(self.scenes)} scenes; it can have at most {MOST_SCENES}.", "Delete one first."
            )
        if self.frames > max(LONGEST, before.frames):
            raise BadProject(
                f"The ad would last {self.frames / FPS:.1f} s; it can last at most {LONGEST // FPS} s.",
                "Shorten or delete a scene first.",
            )

    @property
    def frames(self) -> int:
        """The ad's length."""
        return sum(scene.frames for scene in self.scenes)

    def first_frame(self, index: int) -> int:
        """The frame of the ad on which the scene at `index` starts."""
        return sum(scene.frames for scene in self.scenes[:index])

    @property
    def next_number(self) -> int:
        """The first number that no plan has called a scene by."""
        numbers = [int(scene.id[6:]) for scene in self.scenes if re.fullmatch(r"scene-[0-9]{1,9}", scene.id)]
        return max([self.scenes_numbered, *numbers]) + 1

    def with_scene(self, scene: Scene) -> "Project":
        """The project with `scene` in the place of the one that has its id."""
        return self.model_copy(update={"scenes": tuple(scene if old.id == scene.id else old for old in self.scenes)})

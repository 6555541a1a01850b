"""The project: everything that was asked for, decided and made for one ad."""

import operator
import re
from collections.abc import Sequence
from typing import Any

from pydantic import Field, field_validator

from adforge_core.errors import BadProject
from adforge_core.model.brief import Brief, Shown
from adforge_core.model.doubt import Doubt
from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.pose import Outline, Pose, pose_of
from adforge_core.model.sound import Sound
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.model.value import FPS, HexColour, Point, Value

SCHEMA_VERSION = 5

LONGEST = 90 * FPS
"""The most frames an ad can have."""

MOST_SCENES = 8
"""The most scenes an ad can have."""

MOST_PHOTOS = 12
"""The most photos a product can have."""

LONGEST_NOTE = 500
"""The most characters a note to the planner can have."""


class Stroke(Value):
    """A correction of the matte by hand: the area within `radius` of the line through `points` is kept or erased.

    Points are fractions of the photo's width and height; `radius` is a fraction of its longer side.
    """

    keep: bool
    radius: float = Field(gt=0, le=0.5)
    points: tuple[Point, ...] = Field(min_length=1, max_length=2000)


class ProductPhoto(Value):
    """A photo of the product, and the product cut out of it.

    `photo` and `cutout` name files in the project's media folder. The cut-out is an RGBA PNG, cropped to its matte.
    `aspect` is its width divided by its height, `brightness` the mean luma of its opaque pixels, 0 to 1, `palette` its
    colours by area. `tilt` is the downward tilt of the photo's camera in degrees, `base` half the width of the surface
    the product stands on, as a fraction of its whole width; both are estimated from its lower outline. `framed` says
    that there is no clean matte and the ad shows the whole photo in a frame. `matte` names a grey PNG, the product's
    opacity in the whole photo, even where it is not clean; it is empty if no matte was computed. `cutter` is the
    matting model that was asked for, `strokes` are the corrections by hand. `outline` is what the outline says of the
    product; None where it was not judged. `doubts` are what may be wrong with the cut-out. `full_bleed` says that
    the ad shows the whole photo, filling the frame, because its cut-out is doubtful; the brief's choice goes first.
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
    outline: Outline | None = Field(default=None, exclude_if=lambda outline: outline is None)
    doubts: tuple[Doubt, ...] = ()
    full_bleed: bool = Field(default=False, exclude_if=operator.not_)

    def fills_frame_in(self, brief: Brief) -> bool:
        """Whether an ad of this brief shows the whole photo, filling the frame, and not the cut-out."""
        return self.full_bleed if brief.shown is None else brief.shown is Shown.PHOTO

    def pose_in(self, brief: Brief) -> Pose:
        """Returns the product's pose in an ad of this brief. A framed photo is a card that stands."""
        if self.framed and brief.pose is None:
            return Pose.STANDING
        return pose_of(brief, self.outline, self.aspect, self.tilt)

    @property
    def doubtful(self) -> bool:
        """Whether the cut-out would spoil a shot: then the photo itself is the better picture."""
        return self.framed or any(doubt.spoils for doubt in self.doubts)


class Product(ProductPhoto):
    """The product: its main photo, and `others`, which show it from the back, a detail of it, or another colour.

    A photo is known by the name of its file. No two are the same.
    """

    others: tuple[ProductPhoto, ...] = Field(default=(), max_length=MOST_PHOTOS - 1, exclude_if=operator.not_)

    @property
    def photos(self) -> tuple[ProductPhoto, ...]:
        """All photos, the main one first."""
        return (self, *self.others)

    def photo_of(self, name: str) -> ProductPhoto:
        """Returns the photo of this name; the main one for no name, and for one that was removed."""
        return next((photo for photo in self.others if photo.photo == name), self)

    @classmethod
    def of(cls, photos: Sequence[ProductPhoto]) -> "Product":
        """Returns the product of these photos, the main one first. Of a photo that is there twice, the first counts."""
        seen: dict[str, ProductPhoto] = {}
        for photo in photos:
            seen.setdefault(photo.photo, photo)
        main, *others = seen.values()
        return cls(**_fields(main), others=tuple(ProductPhoto(**_fields(one)) for one in others))


def _fields(photo: ProductPhoto) -> dict[str, Any]:
    return {name: getattr(photo, name) for name in ProductPhoto.model_fields}


class Drafts(Value):
    """Text that is typed but not submitted yet.

    `note` is the next note to the planner; None if nothing was typed since the last one was sent. `hooks` and `calls`
    are the variants to try, one on each line.
    """

    note: str | None = Field(default=None, max_length=LONGEST_NOTE)
    hooks: str = Field(default="", max_length=4000)
    calls: str = Field(default="", max_length=4000)


class Project(Value):
    """One ad, from its brief to its finished scenes. Values are frozen: an edit returns a new project.

    Files that the brief names (logo, font, the scenes' own plates) are given by their names in the project's media
    folder. `revision` counts the saves. `planned_from` is the cache key of the inputs the storyboard was planned from,
    `note` the marketer's last note to the planner, `understood` what the planner understood of it. `fallbacks` are
    those of the whole ad; each scene has its own.

    The functions in `adforge_core.edits` make the edits the studio makes. `ProjectFolder` reads and saves projects.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import ProjectFolder
        >>> project = ProjectFolder(Path("kettle-ad")).load()
        >>> project.format.value, project.frames, [scene.role.value for scene in project.scenes]
        ('1:1', 180, ['call to action'])
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
    scenes_numbered: int = Field(default=0, ge=0, description="the highest scene number any plan has used")
    sound: Sound = Sound()
    budget_usd: float = Field(
        default=5, ge=0, le=10_000, description="the most that making the ad may cost, in US dollars"
    )
    fallbacks: tuple[Fallback, ...] = ()

    @field_validator("scenes")
    @classmethod
    def _each_by_its_own_id(cls, scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
        ids = [scene.id for scene in scenes]
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise ValueError(f"more than one scene is called {', '.join(twice)}")
        return scenes

    def check_limits(self, before: "Project") -> None:
        """Raises BadProject if the ad has too many scenes or is too long. `before` is the project before the edit.

        Earlier versions could save an ad beyond a limit. Such an ad may stay as it is or come closer to the limit. That
        is why this is checked before a save, not when a project is opened or copied.
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
        """The ad's length in frames, at 30 a second."""
        return sum(scene.frames for scene in self.scenes)

    @property
    def pose(self) -> Pose:
        """The product's pose: the brief's, or else the one judged from the photo and the brief's words."""
        product = self.product
        return Pose.STANDING if product is None else product.pose_in(self.brief)

    def first_frame(self, index: int) -> int:
        """The frame of the ad on which the scene at `index` begins."""
        return sum(scene.frames for scene in self.scenes[:index])

    @property
    def next_number(self) -> int:
        """The lowest scene number that no plan has used."""
        numbers = [int(scene.id[6:]) for scene in self.scenes if re.fullmatch(r"scene-[0-9]{1,9}", scene.id)]
        return max([self.scenes_numbered, *numbers]) + 1

    def with_scene(self, scene: Scene) -> "Project":
        """Returns the project with `scene` in place of the scene that has its id."""
        return self.model_copy(update={"scenes": tuple(scene if old.id == scene.id else old for old in self.scenes)})

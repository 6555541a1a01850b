"""A scene as a value: everything its frames depend on."""

import operator
from collections.abc import Iterator
from typing import Self

from pydantic import Field

from adforge_core.errors import StageFailed
from adforge_core.media.ink import READABLE, contrast
from adforge_core.model.brief import Pose
from adforge_core.model.formats import Format
from adforge_core.model.look import Look, Palette
from adforge_core.model.placement import CameraMove, Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.shots import Arrangement, Effect, Framing, Light, View, first_frames
from adforge_core.model.shots import Shot as StoryboardShot
from adforge_core.model.storyboard import Scene, Take
from adforge_core.model.value import FPS, Box, Point, Value, rgb
from adforge_core.pipeline.wording import Wording
from adforge_core.stages.framing import SPARE

_WIDE_CREEP = 0.012
"""The most a wide shot gets closer a second, as a share: all of the product stays in it."""


class Photographed(Value):
    """A photo of the product that a shot shows: its cut-out, or the whole photo if it `fills` the frame."""

    photo: str
    matte: str
    cutout: str
    aspect: float
    base: float
    framed: bool
    pose: Pose
    fills: bool

    @classmethod
    def of(cls, project: Project, name: str) -> Self | None:
        """Returns the product's photo of that name; None for the cut-out of the main one."""
        assert project.product is not None
        shown = project.product.photo_of(name)
        return (
            None if shown is project.product and not shown.fills_frame_in(project.brief) else cls.shown(project, name)
        )

    @classmethod
    def shown(cls, project: Project, name: str) -> Self:
        """Returns the product's photo of that name, also the main one."""
        assert project.product is not None
        shown = project.product.photo_of(name)
        fills = shown.fills_frame_in(project.brief)
        fields = ("photo", "matte", "cutout", "aspect", "base", "framed")
        # All photos are of one product, which is in one pose.
        return cls(**{name: getattr(shown, name) for name in fields}, pose=project.pose, fills=fills)


class Filmed(Value):
    """One shot of a picture: its length in frames, its camera, the product's motion, and what it shows of the picture.

    `view` is None until it is resolved; then it is the user's, or follows from `framing`, `place` and `focus`.
    `label` is as in the storyboard's shot. `product` is the photo it shows, if that is not the cut-out of the main one.
    A shot of type only has a `ground` of one colour in place of the picture. The cut-outs of the photos `beside` stand
    beside its own. A split screen has `panels` before its own; the colour `around` them is seen until they are there.
    """

    frames: int
    framing: Framing
    camera: CameraMove
    motion: Motion
    place: Point | None
    focus: Box | None
    creep: float
    view: View | None
    ground: str = Field(default="", exclude_if=operator.not_)
    product: Photographed | None = Field(default=None, exclude_if=lambda product: product is None)
    # Not in keys while they have no value.
    lands: int = Field(default=0, exclude_if=operator.not_)
    effects: tuple[Effect, ...] = Field(default=(), exclude_if=operator.not_)
    label: Box | None = Field(default=None, exclude_if=lambda label: label is None)
    light: Light = Field(default=Light.STILL, exclude_if=lambda light: light is Light.STILL)
    beside: tuple[Photographed, ...] = Field(default=(), exclude_if=operator.not_)
    panels: tuple["Filmed", ...] = Field(default=(), exclude_if=operator.not_)
    around: str = Field(default="", exclude_if=operator.not_)

    @classmethod
    def of(cls, shot: StoryboardShot, format: Format, product: Photographed | None = None, ground: str = "") -> Self:
        """Returns the shot of `product` as it is filmed in `format`. In a photo that fills the frame nothing moves.

        `ground` is the colour of one of type only.
        """
        fields = ("frames", "framing", "camera", "motion", "place", "focus", "lands", "effects", "label", "light")
        most = _WIDE_CREEP if shot.framing is Framing.WIDE else 1.0
        if shot.framing is Framing.DETAIL and shot.focus is not None:
            most = SPARE / 2 * FPS / shot.frames  # what was framed whole stays so
        creep = min(max(shot.creep, -most), most)
        by_hand = shot.view_in(format)
        view = by_hand and by_hand.model_copy(update={"creep": creep})
        values = {name: getattr(shot, name) for name in fields}
        if shot.arrangement is not Arrangement.ONE:
            values |= {"motion": Motion.STILL, "lands": 0}
        if shot.arrangement is Arrangement.SPLIT:
            values |= {"effects": (), "light": Light.STILL}
        if product is not None and product.fills:
            values |= {"motion": Motion.STILL, "lands": 0, "effects": (), "light": Light.STILL}
        return cls(**values, creep=creep, view=view, product=product, ground=ground)

    @property
    def fills(self) -> bool:
        """Whether a photo fills the frame."""
        return self.product is not None and self.product.fills


class Picture(Value):
    """Everything a scene's frames depend on: equal pictures give equal frames.

    Files are given by their names in the project's media folder, which are digests of their content.
    """

    format: Format
    frames: int
    take: Take
    camera: CameraMove
    motion: Motion
    placement: Placement | None
    cutout: str
    aspect: float
    base: float
    framed: bool
    look: Look
    wording: Wording
    # Not in keys while they have no value: those of ads made before there were poses and shots stay as they are.
    pose: Pose = Field(default=Pose.STANDING, exclude_if=lambda pose: pose is Pose.STANDING)
    shots: tuple[Filmed, ...] = Field(default=(), exclude_if=lambda shots: not shots)

    @classmethod
    def of(cls, project: Project, index: int) -> Self:
        """Returns the picture of the scene at `index`. Its plate and voice must be made."""
        scene, product, look = project.scenes[index], project.product, project.look
        if product is None or look is None or scene.take is None:
            raise StageFailed("The scene has no product, look or background yet.", "Make them first.")
        return cls(
            format=project.format,
            frames=scene.frames,
            take=scene.take,
            camera=scene.camera,
            motion=scene.motion,
            placement=scene.placement_in(project.format),
            cutout=product.cutout,
            aspect=product.aspect,
            base=product.base,
            framed=product.framed,
            look=look,
            wording=Wording.of(project, index),
            pose=project.pose,
            shots=tuple(_filmed(project, scene)),
        )

    @property
    def firsts(self) -> tuple[int, ...]:
        """The frame of the scene on which each shot begins; there is at least one."""
        return first_frames(shot.frames for shot in self.shots) or (0,)

    @property
    def coverage(self) -> tuple[Filmed, ...]:
        """The shots of the scene, at least one."""
        motion = self.placement.motion if self.placement else self.motion
        wide = Filmed(
            frames=self.frames,
            framing=Framing.WIDE,
            camera=self.camera,
            motion=motion,
            place=None,
            focus=None,
            creep=0.0,
            view=None,
        )
        return self.shots or (wide,)

    def whole(self) -> Self:
        """Returns the whole picture, which the shots show parts of.

        Its product hovers if it does in any shot, as that changes its shadows.
        """
        hovers = any(shot.motion is Motion.FLOAT for shot in self.shots)
        if not self.shots or self.placement is None or not hovers:
            return self.model_copy(update={"shots": ()})
        placement = self.placement.model_copy(update={"motion": Motion.FLOAT})
        return self.model_copy(update={"shots": (), "motion": Motion.FLOAT, "placement": placement})

    def wordless(self) -> Self:
        """Returns the picture without words, as the transition into the next scene shows it."""
        silent = Wording(role=self.wording.role, style=self.wording.style, frames=self.frames)
        return self.model_copy(update={"wording": silent})


def _filmed(project: Project, scene: Scene) -> Iterator[Filmed]:
    """Yields the shots of the scene; none of a scene without cuts that shows the main photo's cut-out."""
    # On the end card, and without a super, there are no words to be alone.
    worded = bool(scene.super) and scene is not project.scenes[-1]
    for shot in scene.coverage:
        if shot.framing is Framing.TYPE and worded and project.look is not None:
            yield Filmed.of(shot, project.format, ground=type_ground(project.look.palette))
            continue
        product = Photographed.of(project, shot.photo)
        if scene.shots or product is not None:
            filmed = Filmed.of(shot, project.format, product)
            yield filmed.model_copy(update=_arranged(project, shot, filmed))


def _arranged(project: Project, shot: StoryboardShot, filmed: Filmed) -> dict[str, object]:
    """Returns the fields of `filmed`, a shot of the storyboard, for what stands beside its product and for panels."""
    assert project.product is not None
    assert project.look is not None
    if shot.arrangement is Arrangement.SPLIT:
        panels = []
        for panel in shot.panels:
            own: dict[str, object] = {
                "framing": panel.framing,
                "focus": panel.focus,
                "photo": panel.photo,
                "place": None,
                "views": {},
            }
            product = Photographed.of(project, panel.photo)
            panels.append(Filmed.of(shot.model_copy(update=own), project.format, product))
        return {"panels": tuple(panels), "around": type_ground(project.look.palette)}
    if shot.arrangement is Arrangement.SIDE_BY_SIDE and not filmed.fills:
        own_photo = project.product.photo_of(shot.photo)
        others = {photo.photo: photo for photo in map(project.product.photo_of, shot.beside) if photo is not own_photo}
        named = ("" if photo is project.product else name for name, photo in others.items())
        return {"beside": tuple(one for one in (Photographed.shown(project, name) for name in named) if not one.fills)}
    return {}


def type_ground(palette: Palette) -> str:
    """Returns the colour behind words alone: the accent, or the first other one of the palette on which they read."""
    inks = rgb(palette.light_ink), rgb(palette.dark_ink)
    grounds = (palette.accent, palette.background, palette.surface)
    return next((one for one in grounds if max(contrast(ink, rgb(one)) for ink in inks) >= READABLE), palette.dark_ink)

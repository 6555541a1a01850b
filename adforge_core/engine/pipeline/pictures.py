"""One scene as a value, and the comp built from it. Preview and master are drawn by the same code at two sizes."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from adforge_core.engine.pipeline.inputs import is_font_file, read_picture
from adforge_core.engine.store import ProjectFolder
from adforge_core.errors import StageFailed
from adforge_core.media.frames import Frame
from adforge_core.media.plates import open_plate
from adforge_core.model.brief import Style
from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.placement import CameraMove, Motion, Placement, place
from adforge_core.model.project import Project
from adforge_core.model.sound import Cue
from adforge_core.model.storyboard import Role, Take
from adforge_core.model.value import Box, Value
from adforge_core.stages.captions import cues
from adforge_core.stages.comp import Comp, Shot
from adforge_core.stages.titles import Titles, Words, draw, lay_out

_ROUNDS = 4
"""How often at most an automatic placement is shrunk until the product stays in its room on every frame."""


class Wording(Value):
    """All that is written on a scene. `logo` names a file in the media folder."""

    role: Role
    style: Style
    frames: int
    super: str = ""
    cues: tuple[Cue, ...] = ()
    brand: str = ""
    logo: str = ""
    legal: str = ""
    offer: str = ""
    cta: str = ""
    end_card: bool = False

    @classmethod
    def of(cls, project: Project, index: int) -> Self:
        """What the scene at `index` says; the last scene is the end card."""
        scene, brief = project.scenes[index], project.brief
        common = cls(
            role=scene.role,
            style=brief.style,
            frames=scene.frames,
            super=scene.super,
            brand=brief.brand.name or brief.product,
        )
        if index < len(project.scenes) - 1:
            spoken = cues(scene.voice, scene.voice_frame, scene.frames) if scene.voice else ()
            return common.model_copy(update={"cues": spoken})
        end_card = {
            "logo": brief.brand.logo,
            "legal": brief.brand.legal,
            "offer": project.offer,
            "cta": project.cta,
            "end_card": True,
        }
        return common.model_copy(update=end_card)

    def lay_out(self, look: Look, format: Format, size: tuple[int, int], folder: ProjectFolder) -> Titles:
        """The words, set in the look's type for a frame of `size`."""
        faces = {
            use: str(folder.path(name)) if is_font_file(name) else name
            for use, name in (("headline", look.type.headline), ("text", look.type.text))
        }
        words = Words(
            role=self.role,
            style=self.style,
            super=self.super,
            cues=self.cues,
            frames=self.frames,
            brand=self.brand,
            logo=read_picture(folder.path(self.logo)) if self.logo else None,
            legal=self.legal,
            offer=self.offer,
            cta=self.cta,
            end_card=self.end_card,
        )
        own_look = look.model_copy(update={"type": look.type.model_copy(update=faces)})
        return lay_out(words, own_look, format, size)


class Picture(Value):
    """Everything that decides what a scene looks like: two equal pictures are the same frames.

    Files are named as they are in the project's media folder, which says what is in them.
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

    @classmethod
    def of(cls, project: Project, index: int) -> Self:
        """The picture of the scene at `index`, whose plate and voice are made."""
        scene, product, look = project.scenes[index], project.product, project.look
        if product is None or look is None or scene.take is None:
            raise StageFailed(f"{scene.id} has no product, look or plate yet.", "Make the ad first.")
        return cls(
            format=project.format,
            frames=scene.frames,
            take=scene.take,
            camera=scene.camera,
            motion=scene.motion,
            placement=scene.placement,
            cutout=product.cutout,
            aspect=product.aspect,
            base=product.base,
            framed=product.framed,
            look=look,
            wording=Wording.of(project, index),
        )


class WordsFailed(StageFailed):
    """A scene's words could not be drawn; its picture could."""


@dataclass(frozen=True)
class Drawn:
    """A comp ready to draw, where its product stands, and the characters that no typeface has."""

    comp: Comp
    placement: Placement
    undrawn: str = ""


def draw_picture(picture: Picture, folder: ProjectFolder, size: tuple[int, int], words: bool = True) -> Drawn:
    """The comp of `picture` at `size` (width, height) in pixels, with its words or without. Raises WordsFailed."""
    titles = picture.wording.lay_out(picture.look, picture.format, size, folder)
    bare, placement = _placed(picture, titles.room, folder, size)
    if not words:
        return Drawn(bare, placement)

    def behind(frame: int) -> NDArray[np.uint8]:
        canvas = Frame.empty(size)
        bare.draw(frame, canvas)
        return canvas.rgb()

    try:
        return Drawn(bare.with_layers(draw(titles, behind)), placement, titles.undrawn)
    except Exception as error:
        raise WordsFailed(f"The words could not be drawn: {error}") from error


def _placed(picture: Picture, room: Box, folder: ProjectFolder, size: tuple[int, int]) -> tuple[Comp, Placement]:
    """The comp without words. The user's own placement is kept; an automatic one fills the room and stays in it."""
    take = picture.take
    plate = open_plate(
        folder.path(take.media),
        folder.path(take.depth) if take.depth else None,
        take.stand_nearness,
        picture.camera,
        picture.frames,
        size,
        picture.look.grade,
    )
    placement = picture.placement or place(take.ground, room, picture.aspect, size, picture.motion, picture.base)
    shot = Shot(
        size=size,
        frames=picture.frames,
        plate=plate,
        cutout=read_picture(folder.path(picture.cutout)),
        placement=placement,
        ground=take.ground,
        framed=picture.framed,
        layers=(),
    )
    comp = Comp(shot)
    for _ in range(_ROUNDS):
        shrink = _shrink(comp, picture.frames, room)
        if picture.placement or shrink >= 1:
            break
        stand = take.ground.stand.y
        smaller = {"scale": placement.scale * shrink, "y": stand + (placement.y - stand) * shrink}
        placement = placement.model_copy(update=smaller)
        comp = Comp(replace(shot, placement=placement))
    return comp, placement


def _shrink(comp: Comp, frames: int, room: Box) -> float:
    """The factor, at most 1, by which the product must shrink about its foot to keep its head and sides in `room`.

    A product that comes into the frame is judged once it has arrived.
    """
    factor = 1.0
    for frame in range(frames // 2, frames, max(1, frames // 8)):
        box = comp.product_box(frame)
        middle = (box.left + box.right) / 2
        half = min(middle - room.left, room.right - middle)
        factor = min(factor, (box.bottom - room.top) / box.height, 2 * half / box.width)
    return max(0.2, factor if factor >= 1 else factor * 0.995)

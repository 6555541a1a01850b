"""Scenes at preview size. A scene without a plate is shown on a plain sweep in the look's colours."""

from adforge_core.errors import BadProject
from adforge_core.media.clips import DepthCameraClip
from adforge_core.media.plates import PlateClip
from adforge_core.model.formats import Format
from adforge_core.model.placement import Ground, Placement
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Take
from adforge_core.pipeline.filming import (
    first_placement,
    free_area,
    kept_inside,
    plate_taken,
    resolve_placement,
    shot_of,
)
from adforge_core.pipeline.pictures import Picture
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import PlateRequest
from adforge_core.stages.plate import backdrop

_SWEEP = "sweep"


def size_of(format: Format, shorter: int) -> tuple[int, int]:
    """Returns the (width, height) of a preview whose shorter side is about `shorter`. Both are even."""
    width, height = format.size
    across, down = (2 * round(side * shorter / min(width, height) / 2) for side in (width, height))
    return across, down


def picture_of(project: Project, index: int) -> Picture:
    """Returns the picture of the scene at `index`, on a sweep if it has no plate. Raises BadProject."""
    scene, look = project.scenes[index], project.look
    if look is None or project.product is None:
        raise BadProject("There is nothing to show yet.", "Add a product photo and plan the storyboard first.")
    if scene.take is not None:
        return Picture.of(project, index)
    end_card = index == len(project.scenes) - 1
    stand = project.format.end_card_stand if end_card else project.format.stand
    sweep = Take(
        id=_SWEEP, format=project.format, provider=_SWEEP, media="", ground=Ground(stand=stand, light=look.key_light)
    )
    on_sweep = scene.model_copy(update={"takes": (sweep,), "selected_take": sweep.id})
    picture = Picture.of(project.with_scene(on_sweep), index)
    ground = backdrop(_request(picture, (36, 64))).ground
    # The foot is at the format's stand: no set was built around the middle of the product's base.
    return picture.model_copy(update={"take": sweep.model_copy(update={"ground": ground}), "base": 0.0})


def on_sweep(picture: Picture) -> bool:
    """Whether the picture has no plate yet."""
    return not picture.take.media


def plate_of(picture: Picture, media: MediaStore, size: tuple[int, int]) -> PlateClip:
    """Returns the picture's plate for frames of `size`."""
    if not on_sweep(picture):
        return plate_taken(picture, media, size)
    grade = picture.look.grade
    made = backdrop(_request(picture, size))
    assert made.still is not None
    return DepthCameraClip(made.still, made.nearness, made.stand_nearness, picture.camera, picture.frames, size, grade)


def automatic(picture: Picture, plate: PlateClip, media: MediaStore, size: tuple[int, int]) -> Placement:
    """Returns the automatic placement. `plate` is the picture's plate at `size`."""
    room = free_area(picture, media)
    if not on_sweep(picture):
        placed = resolve_placement(picture.model_copy(update={"placement": None}), room, media).placement
        assert placed is not None
        return placed
    first = first_placement(picture, room)
    return kept_inside(room, shot_of(picture, first, plate, media, size))


def _request(picture: Picture, size: tuple[int, int]) -> PlateRequest:
    return PlateRequest(
        prompt="",
        set="",
        look=picture.look,
        role=picture.wording.role,
        seed=0,
        size=size,
        frames=picture.frames,
        camera=picture.camera,
        stand=picture.take.ground.stand,
        product_aspect=picture.aspect,
        product_scale=0.5,
        pose=picture.pose,
    )

"""Fidelity: compares the product in a finished ad with the photo."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import StageFailed
from adforge_core.media.film import picture_at
from adforge_core.media.lazy import Lazy
from adforge_core.media.motion import entrance_frames
from adforge_core.media.photo import open_photo
from adforge_core.media.plates import PICTURES
from adforge_core.media.split import Window
from adforge_core.media.split import shown as split_shown
from adforge_core.model.placement import Placement
from adforge_core.model.project import ProductPhoto, Project
from adforge_core.model.value import Value
from adforge_core.pipeline.filming import (
    WordsFailed,
    draw_bare,
    draw_picture,
    full_bleed_of,
    picture_with,
    placed_at,
    products_in,
    row_of,
)
from adforge_core.pipeline.inputs import read_picture
from adforge_core.pipeline.looping import resolved_picture
from adforge_core.pipeline.overlaps import Problem, overlap_problems, overlaps_in
from adforge_core.pipeline.pictures import Filmed, Photographed, Picture
from adforge_core.project.stores import MediaStore
from adforge_core.stages.comp import Laid
from adforge_core.stages.fidelity import Fidelity, Original, compare, onto_frame, resampled, rgb_of


class Trueness(Value):
    """The fidelity of an ad: the mean colour difference in CIEDE2000, and what is wrong, if anything."""

    difference: float
    wrong: str = ""


def fidelities(
    media: MediaStore, project: Project, master: Path, parts: Sequence[float] = (0.6,)
) -> Iterator[tuple[int, int, Fidelity]]:
    """Yields the index of the scene, the frame and the fidelity of each shot, at these `parts` of its length.

    Pictures decoded from `master` are compared with the photo, resampled to the product's place in the project: only
    where the matte is full, not along its edge and not under words. Frames are left out in which the product enters,
    the previous scene is visible, or hardly any of the product is. Of products side by side the one in front is
    compared, of a split screen its own panel. Raises BadVideo and StageFailed.
    """
    size, main = project.format.size, Lazy(lambda: original_of(media, project))
    others: dict[Photographed, Original] = {}
    for index, scene in enumerate(project.scenes):
        settled = resolved_picture(project, index, media)
        assert settled.placement is not None
        laid = _words(settled, media, size)
        still = Path(settled.take.media).suffix.lower() in PICTURES
        for frame, shot, own in _looks(settled, parts):
            if (product := shot.product) is None:
                original, placement = main(), settled.placement
            else:
                original = others.setdefault(product, others.get(product) or _other_original(media, product, size))
                placement = _other_placement(media, settled, product)
            if shot.beside:  # the one in front, which nothing hides
                placement = placed_at(row_of(settled, products_in(shot))[0])
            placement = placement.model_copy(update={"motion": shot.motion})
            camera = shot.camera if still or shot.fills else None
            enters = entrance_frames(shot.motion, shot.lands)
            onto = onto_frame(placement, original.size, camera, own, shot.frames, size, shot.view, enters)
            if onto is None or (index and frame < scene.overlap):
                continue
            window = _own_window(shot, own, size)
            if window is not None:
                onto = onto + np.array([[0, 0, window[0]], [0, 0, window[1]]])
            wanted, mask, left, top = resampled(original, onto, size)
            if window is not None:
                _keep_in(window[2], mask, left, top)
            _leave_out(laid, frame, mask, left, top)
            if mask.any():
                decoded = rgb_of(picture_at(master, project.first_frame(index) + frame))
                found = decoded[top : top + mask.shape[0], left : left + mask.shape[1]]
                if (one := compare(found, wanted, mask, original.scale(onto))) is not None:
                    yield index, frame, one


def _looks(picture: Picture, parts: Sequence[float]) -> Iterator[tuple[int, Filmed, int]]:
    """Yields frames of the scene at these parts of each of its shots, each with its shot and the frame of the shot."""
    for first, shot in zip(picture.firsts, picture.coverage, strict=True):
        if shot.ground:  # words alone
            continue
        for part in parts:
            own = int(shot.frames * part)
            yield first + own, shot, own


def _own_window(shot: Filmed, own: int, size: tuple[int, int]) -> tuple[int, int, Window] | None:
    """Returns how far the own panel of a split screen is moved on its frame `own`, in pixels, and where it is."""
    if not shot.panels:
        return None
    source, target = split_shown(size, len(shot.panels) + 1, own)[-1]
    return target.left - source.left, target.top - source.top, target


def _keep_in(window: Window, mask: NDArray[np.bool_], left: int, top: int) -> None:
    """Removes from the mask, whose corner is at `left`, `top`, what is outside the window or at its edge."""
    mask[: max(0, window.top + 4 - top)] = False
    mask[max(0, window.bottom - 4 - top) :] = False
    mask[:, : max(0, window.left + 4 - left)] = False
    mask[:, max(0, window.right - 4 - left) :] = False


def overlaps_of(media: MediaStore, project: Project) -> tuple[Problem, ...]:
    """Returns the overlaps in the project's scenes, as a rendering finds them. Raises BadProject and StageFailed."""
    found = []
    for index in range(len(project.scenes)):
        placed = resolved_picture(project, index, media)
        found.append(overlaps_in(draw_bare(placed, media, project.format.size), placed, media))
    return overlap_problems(project.format, found)


def fidelity_of(media: MediaStore, project: Project, master: Path) -> Trueness:
    """Returns the fidelity of the product in `master`, from one frame of each shot.

    `project` is the project the master was made from. Raises BadVideo, and StageFailed if no scene shows the product.
    """
    found = list(fidelities(media, project, master))
    if not found:
        raise StageFailed("The product is not visible in any scene.", "Place it inside the frame.")
    wrong = next((f"In scene {index + 1} {one.wrong}" for index, _, one in found if one.wrong), "")
    return Trueness(difference=sum(one.mean for _, _, one in found) / len(found), wrong=wrong)


def original_of(media: MediaStore, project: Project) -> Original:
    """Returns the product's pixels in the original photo. Raises BadProject, BadPhoto and StageFailed."""
    product = project.product
    if product is None:
        raise StageFailed("There is no product.", "Add a photo of it first.")
    return _original(media, product)


def _original(media: MediaStore, product: ProductPhoto | Photographed) -> Original:
    photo, cutout = open_photo(media.local(product.photo)), read_picture(media.local(product.cutout))
    rows, columns = cutout.shape[:2]
    if product.framed:
        # The whole photo is shown, with rounded corners.
        alpha = cv2.resize(cutout[..., 3], photo.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        return Original(photo[..., :3], alpha == 255, (columns, rows))
    matte = read_picture(media.local(product.matte))[..., 0] if product.matte else photo[..., 3]
    left, top, width, height = cv2.boundingRect(np.ascontiguousarray(matte))
    part = slice(top, top + height), slice(left, left + width)
    if (width, height) != (columns, rows) or matte.shape != photo.shape[:2]:
        raise StageFailed("The cut-out does not belong to the current photo.", "Cut the product out again.")
    return Original(photo[part][..., :3], matte[part] == 255, (columns, rows))


def _other_original(media: MediaStore, product: Photographed, size: tuple[int, int]) -> Original:
    if not product.fills:
        return _original(media, product)
    bleed = full_bleed_of(product, size, media)
    solid = (bleed.pixels[..., 3] == 255) & (bleed.product == 255)
    return Original(bleed.pixels[..., :3], solid, (solid.shape[1], solid.shape[0]))


def _other_placement(media: MediaStore, picture: Picture, product: Photographed) -> Placement:
    if product.fills:
        return full_bleed_of(product, picture.format.size, media).placement
    placement = picture_with(picture, product).placement
    assert placement is not None
    return placement


def _words(picture: Picture, media: MediaStore, size: tuple[int, int]) -> tuple[Laid, ...]:
    try:
        return draw_picture(picture, media, size)[0].laid
    except WordsFailed:  # then the ad has none
        return ()


def _leave_out(laid: Sequence[Laid], frame: int, mask: NDArray[np.bool_], left: int, top: int) -> None:
    """Removes the area that words may cover from the mask, whose corner is at `left`, `top`."""
    for one in laid:
        look = one.layer.at(frame)
        if look is not None and look.opacity > 0:
            rows, columns = one.sprite.alpha.shape
            x, y = int(one.sprite.x + look.dx) - left, int(one.sprite.y + look.dy) - top
            mask[max(0, y - 4) : max(0, y + rows + 5), max(0, x - 4) : max(0, x + columns + 5)] = False

"""Cuts the product out of its photo. Without a clean matte, the photo itself is framed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadPhoto, StageFailed
from adforge_core.media.camera_pitch import camera_pitch
from adforge_core.media.colours import brightness, dominant_colours
from adforge_core.media.difference import Difference, difference
from adforge_core.media.doubts import matte_doubts, photo_doubts, transparency_doubts
from adforge_core.media.drop_shadow import without_drop_shadow
from adforge_core.media.foreground import without_background
from adforge_core.media.outline import outline_of
from adforge_core.media.strokes import corrected
from adforge_core.model.doubt import Doubt
from adforge_core.model.pose import Outline
from adforge_core.model.project import Stroke
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.model.value import HexColour
from adforge_core.providers.base import Cutter

Rgba = NDArray[np.uint8]
Pixels = NDArray[np.uint8]
Matte = NDArray[np.uint8]

_FRAME_LONGEST = 2048
_CLEAR, _SOLID = 6, 249  # opacities below or above these are noise


@dataclass(frozen=True)
class CutOut:
    """The product as it is composited.

    `pixels` is (height, width, 4) RGBA, straight alpha, cropped to what is visible; wherever alpha is 255 the colour
    is exactly the photo's. `aspect` is width over height, `brightness` the mean luma of the opaque pixels, 0 to 1,
    `palette` the main colours, largest area first, `tilt`, `base` and `outline` are read from its outline. `framed`
    says that this is the whole photo with rounded corners, and `fallback` says why. `matte` is the product's opacity in
    the whole photo, (height, width), even if it is not good enough; None if none was computed. `doubts` are what may be
    wrong with it.
    """

    pixels: Rgba
    aspect: float
    brightness: float
    palette: tuple[HexColour, ...]
    tilt: float = 0.0
    base: float = 0.0
    outline: Outline = Outline.PLAIN
    framed: bool = False
    fallback: Fallback | None = None
    matte: Matte | None = None
    doubts: tuple[Doubt, ...] = ()


def cut_out(photo: Rgba, cutter: Cutter, model: str = "", strokes: Sequence[Stroke] = ()) -> CutOut:
    """Cuts the product out of the RGBA `photo`, (height, width, 4), as `read_photo` returns it.

    The transparency of the photo is used if there is any, without its drop shadow. Otherwise `cutter` computes a matte,
    with its `model` if one is named; without one, a product on a plain ground is told from it by its colour. `strokes`
    correct the matte; without strokes its quality is checked. If the cutter fails or the matte is not clean, the photo
    is framed. Raises BadPhoto if the picture is fully transparent, shows only a plain background, or is erased by hand.
    """
    check_product(photo)
    own = _without_noise(photo[..., 3])
    rgb = np.ascontiguousarray(photo[..., :3])
    if _has_ground(own):
        alpha = _by_hand(_without_specks(without_drop_shadow(rgb, own), 0.0002), rgb, strokes)
        return _cropped(rgb, alpha, photo_doubts(alpha) if strokes else transparency_doubts(rgb, alpha))
    try:
        rough = _without_noise(cutter.matte(rgb, model))
    except StageFailed as error:
        return _framed_because(photo, cutter, f"The cut-out failed: {error}")
    plain = None if model else difference(rgb, rough)
    found = _without_specks(rough if plain is None else _without_noise(plain.matte), 0.01)
    matte = _by_hand(found, rgb, strokes)
    clear = 0.0 if plain is None else plain.clear
    # A person who corrected the matte has checked it.
    if not strokes and (fault := _fault(matte, clear)):
        return replace(_framed_because(photo, cutter, fault), matte=matte)
    doubts = photo_doubts(matte) if strokes else matte_doubts(rgb, matte, rough, clear=clear)
    return _cropped(_own_colours(rgb, matte, found, plain), matte, doubts)


def check_product(photo: Rgba, name: str = "The photo") -> None:
    """Raises BadPhoto for a photo in which nothing is to be seen. `name` is what the error calls it."""
    own = _without_noise(photo[..., 3])
    if not own.any():
        raise BadPhoto(
            f"{name} is transparent all over.",
            "Export the picture again with the product visible, or use another one.",
        )
    if not _has_ground(own) and _only_background(photo[..., :3]):
        raise BadPhoto(
            f"{name} shows only a background: a plain colour or gradient with nothing in it to advertise.",
            "Use a photo that shows the product.",
        )


def _has_ground(alpha: Matte) -> bool:
    """Whether enough of a picture is transparent for that to be the product's own cut-out."""
    return bool((alpha == 0).mean() > 0.005)


def _own_colours(rgb: Pixels, matte: Matte, found: Matte, plain: Difference | None) -> Pixels:
    """The photo, its old background removed from partly transparent pixels of the `matte`."""
    if plain is None:
        return without_background(rgb, matte)
    known = plain.colours
    if matte is not found:
        known = np.where((matte == found)[..., None], known, without_background(rgb, matte))
    return np.where((matte == 255)[..., None], rgb, known)


def framed(photo: Rgba) -> CutOut:
    """Returns the RGBA `photo` with rounded corners, at most 2048 pixels long."""
    scale = min(1.0, _FRAME_LONGEST / max(photo.shape[:2]))
    size = (max(1, round(photo.shape[1] * scale)), max(1, round(photo.shape[0] * scale)))
    picture = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA) if scale < 1 else photo, np.uint8)
    height, width = picture.shape[:2]
    radius = 0.035 * min(width, height)
    from_middle_x = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
    from_middle_y = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
    beyond = np.hypot(np.maximum(from_middle_x, 0)[None], np.maximum(from_middle_y, 0)[:, None])
    corners = np.rint(np.clip(radius - beyond + 0.5, 0, 1) * 255).astype(np.uint8)
    alpha = np.minimum(_without_noise(picture[..., 3]), corners)
    return _measured(np.dstack([picture[..., :3], alpha]), framed=True)


def _by_hand(matte: Matte, rgb: NDArray[np.uint8], strokes: Sequence[Stroke]) -> Matte:
    """Applies the strokes to the matte."""
    if not strokes:
        return matte
    done = _without_noise(corrected(matte, rgb, strokes))
    if not (done > 127).any():
        raise BadPhoto("Nothing of the product is left: all of it was erased.", "Undo a stroke, or keep a part.")
    return done


def _without_noise(alpha: Matte) -> Matte:
    return np.asarray(np.where(alpha >= _SOLID, 255, np.where(alpha <= _CLEAR, 0, alpha)), np.uint8)


def _without_specks(matte: Matte, least: float) -> Matte:
    """Removes separate pieces smaller than the fraction `least` of the visible area."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(matte > 0, np.uint8), connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = np.concatenate([[False], areas >= least * areas.sum()])
    return matte if count <= 1 or kept[1:].all() else np.where(kept[labels], matte, np.uint8(0))


def _only_background(rgb: NDArray[np.uint8]) -> bool:
    """Whether the reduced picture has no edges: its colour is uniform or changes evenly."""
    scale = min(1.0, 64 / max(rgb.shape[:2]))
    size = (max(3, round(rgb.shape[1] * scale)), max(3, round(rgb.shape[0] * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 0.8), cv2.COLOR_RGB2Lab)  # no grain
    # A second difference is zero on an even slope, and large across an edge.
    bends = max(float(np.abs(np.diff(lab, 2, axis=axis)).max()) for axis in (0, 1))
    return bends < 2.5


def _fault(matte: Matte, clear: float) -> str:
    """Returns why the matte cannot be used, as a sentence, or nothing. `clear` is its see-through share."""
    share = float(matte.mean()) / 255
    solid = np.asarray(matte > 127, np.uint8)
    if share < 0.003 or not solid.any():
        return "Nothing in the photo stood out clearly enough from its background to be cut out."
    if share > 0.93:
        return "The product fills the whole photo, so there is no background to cut it from."
    visible = matte > 25
    if ((matte < 230) & visible).sum() > (0.5 + clear) * visible.sum():
        return "The product's outline could not be told clearly from its background."
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if (areas >= 0.01 * areas.max()).sum() > 8:
        return "The cut-out fell into many pieces, so the product could not be told from its background."
    edges = (solid[0], solid[-1], solid[:, 0], solid[:, -1])
    if sum(float(edge.mean()) > 0.02 for edge in edges) >= 3:
        return "The product runs out of the photo on at least three sides, so its cut-out would look cut off."
    return ""


def _cropped(rgb: Pixels, matte: Matte, doubts: tuple[Doubt, ...]) -> CutOut:
    left, top, width, height = cv2.boundingRect(matte)
    window = (slice(top, top + height), slice(left, left + width))
    pixels = np.dstack([rgb[window], matte[window]])
    # Invisible pixels are set to zero, so that equal products are equal files.
    pixels[pixels[..., 3] == 0] = 0
    return replace(_measured(pixels), matte=matte, doubts=doubts)


def _framed_because(photo: Rgba, cutter: Cutter, why: str) -> CutOut:
    note = Fallback(stage=Stage.CUTOUT, wanted=cutter.name, used=Stage.CUTOUT.about.fallback, why=why)
    return replace(framed(photo), fallback=note)


def _measured(pixels: Rgba, framed: bool = False) -> CutOut:
    solid = pixels[..., 3] == 255 if (pixels[..., 3] == 255).any() else pixels[..., 3] > 0
    colours = pixels[solid][:, :3]
    tilt, base = (0.0, 0.0) if framed else camera_pitch(pixels[..., 3])
    return CutOut(
        pixels=pixels,
        aspect=pixels.shape[1] / pixels.shape[0],
        brightness=brightness(colours),
        palette=dominant_colours(colours),
        tilt=tilt,
        base=base,
        outline=Outline.SHEET if framed else outline_of(pixels[..., 3]),
        framed=framed,
    )

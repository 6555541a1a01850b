"""Reads photos: any supported file becomes upright sRGB; for others, the error says what to do."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, ImageFile, UnidentifiedImageError

from adforge_core.errors import BadPhoto

LONGEST = 4096
"""The longer side of a photo in pixels, at most. Larger photos are scaled down."""

SMALLEST = 64
"""The shorter side of a photo in pixels, at least. Smaller photos are refused; logos are not."""

_SMALLEST_LOGO = 16

MOST_PIXELS = 300_000_000
"""Photos with more pixels are refused before they are decoded; at this size decoding a PNG takes up to 2.5 GB."""

Result = TypeVar("Result")

# An explicit list: Pillow must not try decoders that run programs (EPS) or that no photo needs.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_SAVE_AGAIN = "Save it as a JPEG or PNG and use that."
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def open_photo(path: Path, least: int = SMALLEST) -> NDArray[np.uint8]:
    """Reads the photo in the file `path`, as `read_photo` does. Raises BadPhoto, also if the file does not exist."""
    try:
        return read_photo(path.read_bytes(), path.name, least)
    except FileNotFoundError:
        raise BadPhoto(f"There is no photo at {path}.", "Check the path, or choose another picture.") from None
    except IsADirectoryError:
        raise BadPhoto(f"{path} is a folder, not a photo.", "Choose a picture inside it.") from None
    except PermissionError:
        raise BadPhoto(f"There is no permission to read the photo {path}.", "Change its permissions.") from None
    except OSError as error:
        raise BadPhoto(f"The photo {path} cannot be read ({error.strerror}).", "Make a copy and try that.") from None


def open_logo(path: Path) -> NDArray[np.uint8]:
    """Reads a brand's logo, as `read_photo` does. Raises BadPhoto, also if the logo would be invisible."""
    logo = open_photo(path, _SMALLEST_LOGO)
    if not logo[..., 3].any():
        raise BadPhoto(f"{path.name} is transparent all over.", "Export the logo again with its content visible.")
    return logo


def read_photo(data: bytes, name: str, least: int = SMALLEST) -> NDArray[np.uint8]:
    """The picture in `data` as (height, width, 4) RGBA: sRGB, straight alpha, upright, at most LONGEST pixels long.

    The first frame of an animation; colours converted through the picture's own ICC profile. `name` is what errors
    call it. Raises BadPhoto when the picture cannot be read, or its shorter side has fewer pixels than `least`.
    """
    picture = _opened(data, name)
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise BadPhoto(
            f"{name} is {width} x {height} pixels, more than the {MOST_PIXELS // 1_000_000} million that can be read.",
            f"Scale it down; more than {LONGEST} pixels on the longer side are never used.",
        )
    if picture.mode in ("I", "F"):
        raise BadPhoto(f"{name} contains 32-bit measurements, not colours.", _SAVE_AGAIN)
    if min(width, height) < least:
        raise BadPhoto(
            f"{name} is only {width} x {height} pixels, too small for an ad.",
            "Use a photo of at least 800 pixels on its longer side; 1600 or more look best."
            if least == SMALLEST
            else f"Use one of at least {least} pixels on its shorter side.",
        )
    upright = _decoded(lambda: _upright(picture), data, name)
    return np.array(upright)


def _opened(data: bytes, name: str) -> ImageFile.ImageFile:
    """The picture with its header read, its pixels not yet."""
    if not data:
        raise BadPhoto(f"{name} is empty.", "Copy or download it again.")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in data[:65536].lower():
        raise BadPhoto(f"{name} is an SVG drawing, not a photo.", "Export it as a PNG, 1600 pixels or larger.")
    if head.startswith(b"%pdf"):
        raise BadPhoto(f"{name} is a PDF document, not a photo.", "Export the picture as a PNG and use that.")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS and not _reads_heic():
        raise BadPhoto(f"{name} is a HEIC photo, which this studio cannot decode.", _SAVE_AGAIN)

    def first_that_reads() -> ImageFile.ImageFile:
        # Image.open would apply Pillow's own bomb limit, which is smaller than ours, warns, and is process-wide.
        Image.init()
        for kind in _FORMATS:
            factory, accepts = Image.OPEN.get(kind, (None, None))
            if factory and (accepts is None or accepts(data[:16]) is True):
                return factory(BytesIO(data), name)
        raise UnidentifiedImageError

    return _decoded(first_that_reads, data, name)


def _reads_heic() -> bool:
    try:
        from pillow_heif import register_heif_opener  # type: ignore[import-not-found]  # optional, never required
    except ImportError:
        return False
    register_heif_opener()
    return True


def _decoded(decode: Callable[[], Result], data: bytes, name: str) -> Result:
    try:
        return decode()
    except MemoryError:
        raise BadPhoto(f"{name} is too large for this machine's memory.", "Scale it down and try again.") from None
    except Exception as error:  # Pillow's decoders raise many kinds of errors for damaged files.
        known = data.startswith(_STARTS) or data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        if not known:
            raise BadPhoto(f"{name} is not a picture the studio can read.", _SAVE_AGAIN) from error
        raise BadPhoto(
            f"{name} is damaged: the picture is cut short or broken.", "Copy, download or export it again."
        ) from error


def _upright(picture: ImageFile.ImageFile) -> Image.Image:
    profile = picture.info.get("icc_profile")
    scale = min(1.0, LONGEST / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if scale < 1:
        # A JPEG is decoded at 1/2, 1/4 or 1/8; other formats at full size.
        picture.draft(None, (size[0] + 1, size[1] + 1))
    picture.load()
    # Read only now: Pillow turns a TIFF upright while it loads, but no other format.
    turn = _TURNS.get(_orientation(picture))
    small = _eight_bit(picture)
    if small.size != size:
        small = small.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    coloured = _srgb(small, profile)
    return coloured.transpose(turn) if turn is not None else coloured


def _orientation(picture: ImageFile.ImageFile) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # Broken EXIF is common in good photos; they are treated as upright.
        return 1


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Converts the picture to a mode that scales well: L, LA, RGB, RGBA or CMYK."""
    if picture.mode.startswith("I;16"):
        return Image.fromarray(cv2.convertScaleAbs(np.asarray(picture).astype(np.uint16), alpha=1 / 257))
    if picture.mode == "LAB":
        transform = ImageCms.buildTransform(ImageCms.createProfile("LAB"), _standard(), "LAB", "RGB")
        return ImageCms.applyTransform(picture, transform) or picture
    if picture.has_transparency_data and picture.mode not in ("LA", "RGBA"):
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else picture.convert("RGB")


def _standard() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Converts the picture to sRGB RGBA. A profile that cannot be used, or is for another mode, is ignored."""
    colours = {"LA": "L", "RGBA": "RGB"}.get(picture.mode, picture.mode)
    flat = picture.convert(colours)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if colours == "CMYK" or "srgb" not in ImageCms.getProfileDescription(source).lower():
                kind = ImageCms.Intent.RELATIVE_COLORIMETRIC
                exact = ImageCms.Flags.BLACKPOINTCOMPENSATION
                flat = ImageCms.profileToProfile(flat, source, _standard(), kind, "RGB", flags=exact) or flat
        except (ImageCms.PyCMSError, OSError, ValueError):
            flat = picture.convert(colours)
    result = flat.convert("RGBA")
    if colours != picture.mode:
        result.putalpha(picture.getchannel("A"))
    return result

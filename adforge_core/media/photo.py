"""The one door for the user's pictures: any supported file becomes upright sRGB; for others, the error says what to do.

A file is known by its content, never by its name, and read by its bytes, so that no decoder sees its path.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from adforge_core.errors import BadPhoto
from adforge_core.media.colorimetry import to_srgb
from adforge_core.media.heif import HeifPicture
from adforge_core.media.heif_items import Unsupported, is_heif, is_sequence
from adforge_core.media.names import shown_name
from adforge_core.media.profiles import in_srgb
from adforge_core.media.raw import is_raw, pages, renditions
from adforge_core.media.strangers import A_VIDEO, stranger
from adforge_core.media.tiff_samples import Incompatible, read_samples
from adforge_core.media.tiff_shown import shown_samples
from adforge_core.model.doubt import Doubt, DoubtKind

LONGEST = 4096
"""The longer side of a photo in pixels, at most. Larger photos are scaled down."""

SMALLEST = 64
"""The shorter side of a photo in pixels, at least. Smaller photos are refused; logos are not."""

_SMALLEST_LOGO = 16

MOST_PIXELS = 200_000_000
"""Photos with more pixels are refused before they are decoded; at this size decoding a PNG takes up to 1.2 GB."""

MOST_BYTES = 400_000_000
"""Larger files are refused before they are read."""

_MOST_HEIF_PIXELS = 100_000_000
_MOST_SCANS = 100
"""A JPEG is decoded once for each of its scans. Progressive ones have about ten."""

_LEAST_RENDITION = 1000
"""The longer side in pixels from which a picture inside a RAW file is used."""

_PNG_HEAD = 1 << 20  # bytes in which a PNG says that it moves; a profile may come first

_STRIP = 1024  # rows at a time, for memory

Result = TypeVar("Result")

# An explicit list: Pillow must not try decoders that run programs (EPS) or that no photo needs.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "PSD")
_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".heif", ".avif", ".psd"})
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


@dataclass(frozen=True)
class Photo:
    """A photo: (height, width, 4) RGBA in sRGB, straight alpha, upright, at most LONGEST pixels long.

    `doubts` say what of its file could not be shown as it is, such as further pages or a broken profile.
    """

    pixels: NDArray[np.uint8]
    doubts: tuple[Doubt, ...] = ()


def load_photo(path: Path, least: int = SMALLEST) -> Photo:
    """Reads the photo in the file `path`. Raises BadPhoto, also if the file does not exist."""
    shown = shown_name(str(path), 200)
    try:
        if path.is_dir():
            raise BadPhoto(f"{shown} is a folder, not a photo.", "Choose a picture inside it.")
        if path.exists() and not path.is_file():
            raise BadPhoto(f"{shown} is a device or pipe, not a file.", "Save the photo as a file and use that.")
        if (size := path.stat().st_size) > MOST_BYTES:
            raise BadPhoto(
                f"{shown_name(path.name)} has {size / 1e6:,.0f} MB, more than the {MOST_BYTES // 10**6} that are read.",
                "Save it as a JPEG, or scale it down.",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadPhoto(f"There is no photo at {shown}.", "Check the path, or choose another picture.") from None
    except PermissionError:
        raise BadPhoto(f"There is no permission to read the photo {shown}.", "Change its permissions.") from None
    except OSError as error:
        raise BadPhoto(f"The photo {shown} cannot be read ({error.strerror}).", "Make a copy and try that.") from None
    return photo_in(data, path.name, least)


def open_photo(path: Path, least: int = SMALLEST) -> NDArray[np.uint8]:
    """Returns the pixels of the photo in the file `path`. Raises BadPhoto, also if the file does not exist."""
    return load_photo(path, least).pixels


def open_logo(path: Path) -> NDArray[np.uint8]:
    """Reads a brand's logo, as `read_photo` does. Raises BadPhoto, also if the logo would be invisible."""
    logo = open_photo(path, _SMALLEST_LOGO)
    if not logo[..., 3].any():
        raise BadPhoto(
            f"{shown_name(path.name)} is transparent all over.", "Export the logo again with its content visible."
        )
    return logo


def read_photo(data: bytes, name: str, least: int = SMALLEST) -> NDArray[np.uint8]:
    """Returns the pixels of the picture in `data`, as `photo_in` does."""
    return photo_in(data, name, least).pixels


def photo_in(data: bytes, name: str, least: int = SMALLEST) -> Photo:
    """Reads the picture in `data`. `name` is what errors call it.

    Colours are converted by the picture's own profile or code points, high dynamic range is toned down, and of an
    animation or several pages the first is used. Raises BadPhoto when the picture cannot be read, or its shorter side
    has fewer pixels than `least`.
    """
    name = shown_name(name)
    if (known := stranger(data)) is not None:
        raise BadPhoto(f"{name} {known[0]}", known[1])
    if is_heif(data):
        return _heif(data, name, least)
    return _raw(data, name, least) if is_raw(data) else _common(data, name, least)


def is_picture(path: Path) -> bool:
    """Whether a background's file is shown as a still, by its content: a moving GIF, PNG or AVIF is a video.

    A file that is neither, or cannot be opened, counts as what its suffix says.
    """
    try:
        with path.open("rb") as file:
            head = file.read(512)
            if head.startswith(b"\x89PNG"):
                _, told, after = (head + file.read(_PNG_HEAD)).partition(b"IDAT")[0].partition(b"acTL")
                return not told or int.from_bytes(after[:4], "big") < 2
    except OSError:
        return path.suffix.lower() in _SUFFIXES
    if head.startswith(b"GIF8"):
        return not _moves(path)
    if is_heif(head):
        return not is_sequence(head)
    known = stranger(head)
    if known is not None:
        return known != A_VIDEO and path.suffix.lower() in _SUFFIXES
    Image.init()
    accepts = (Image.OPEN[kind][1] for kind in _FORMATS if kind in Image.OPEN)
    return is_raw(head) or any(one is not None and one(head[:16]) is True for one in accepts) or (
        path.suffix.lower() in _SUFFIXES
    )  # fmt: skip


def _moves(path: Path) -> bool:
    """Whether the GIF has several pictures. A damaged one has not: reading it says what is wrong."""
    try:
        with Image.open(path, formats=["GIF"]) as picture:
            return bool(getattr(picture, "is_animated", False))
    except Exception:  # Pillow raises many kinds of errors, and one for sizes beyond a limit of its own.
        return False


def _check_size(size: tuple[int, int], name: str, least: int, most: int = MOST_PIXELS) -> None:
    width, height = size
    if width * height > most:
        raise BadPhoto(
            f"{name} is {width} x {height} pixels, more than the {most // 1_000_000} million that can be read.",
            f"Scale it down; more than {LONGEST} pixels on the longer side are never used.",
        )
    if min(width, height) < least:
        raise BadPhoto(
            f"{name} is only {width} x {height} pixels, too small for an ad.",
            "Use a photo of at least 800 pixels on its longer side; 1600 or more look best."
            if least == SMALLEST
            else f"Use one of at least {least} pixels on its shorter side.",
        )


def _heif(data: bytes, name: str, least: int) -> Photo:
    picture = _decoded(lambda: HeifPicture.of(data), name)
    _check_size(picture.size, name, least)
    if picture.coded_pixels > _MOST_HEIF_PIXELS:
        _check_size((picture.coded_pixels, 1), name, 0, _MOST_HEIF_PIXELS)
    made = _decoded(lambda: picture.decoded(LONGEST), name)
    doubts = (_only_first("This picture moves", "its first picture"),) if is_sequence(data) else ()
    if not made.profile:
        return Photo(_with_alpha(to_srgb(made.codes, made.points), made.alpha), doubts)
    flat, used = in_srgb(Image.fromarray((made.codes >> 8).astype(np.uint8)), made.profile)
    return Photo(_with_alpha(np.asarray(flat)[..., :3], made.alpha), doubts if used else (*doubts, _UNPROFILED))


def _with_alpha(colours: NDArray[np.uint8], alpha: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    return np.dstack([colours, np.full(colours.shape[:2], 255, np.uint8) if alpha is None else alpha])


def _raw(data: bytes, name: str, least: int) -> Photo:
    """The largest finished picture inside a camera's RAW file."""
    found = renditions(data)
    for one in found:
        if max(one.width, one.height) < _LEAST_RENDITION:
            break
        try:
            photo = _common(one.data, name, least, one.orientation)
        except BadPhoto:
            continue
        told = Doubt(
            kind=DoubtKind.SOURCE,
            said=f"This is a RAW file; the picture in it that the camera developed is used, {one.width} x "
            f"{one.height} pixels.",
            remedy="For other colours or more detail, develop it, save a JPEG and use that.",
        )
        return replace(photo, doubts=(told, *photo.doubts))
    largest = f"the largest picture in it has {found[0].width} x {found[0].height} pixels" if found else "it holds none"
    raise BadPhoto(
        f"{name} is a RAW file, of which only a picture developed by the camera is used, and {largest}.",
        f"Develop it and save it as a JPEG of {_LEAST_RENDITION} pixels or more, and use that.",
    )


def _common(data: bytes, name: str, least: int, orientation: int = 1) -> Photo:
    """A picture in one of the usual formats, turned by `orientation` if it says nothing about that itself."""
    tiff = data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
    picture = _decoded(lambda: _opened(data, name), name) if not tiff else _tiff(data, name)
    if picture is None or picture.mode in ("I", "F"):
        return _samples(data, name, least)
    _check_size(picture.size, name, least)
    if picture.format in ("JPEG", "MPO") and data.count(b"\xff\xda") > _MOST_SCANS:
        raise BadPhoto(f"{name} is stored in more than {_MOST_SCANS} passes.", _SAVE_AGAIN)
    doubts = _decoded(lambda: _further(picture, data), name)
    upright, used = _decoded(lambda: _upright(picture, orientation), name)
    if picture.mode == "CMYK" and not picture.info.get("icc_profile"):
        doubts = (*doubts, _PLAIN_INKS)
    return Photo(np.array(upright), doubts if used else (*doubts, _UNPROFILED))


def _opened(data: bytes, name: str) -> ImageFile.ImageFile:
    """The picture with its header read, its pixels not yet."""
    # Image.open would apply Pillow's own bomb limit, which is smaller than ours, warns, and is process-wide.
    Image.init()
    for kind in _FORMATS:
        factory, accepts = Image.OPEN.get(kind, (None, None))
        if factory and (accepts is None or accepts(data[:16]) is True):
            try:
                return factory(BytesIO(data), name)
            except (KeyError, SyntaxError) as error:
                if kind != "PSD":
                    raise
                bits = int.from_bytes(data[22:24], "big")
                raise Unsupported(f"is a Photoshop file of a kind ({bits} bits) that the studio cannot read") from error
    raise UnidentifiedImageError


def _tiff(data: bytes, name: str) -> ImageFile.ImageFile | None:
    """The TIFF with its header read; None if Pillow has no mode for it."""
    try:
        return _opened(data, name)
    except SyntaxError:
        return None
    except Exception as error:  # Pillow raises many kinds of errors for damaged files.
        raise _damaged(name) from error


def _samples(data: bytes, name: str, least: int) -> Photo:
    samples = _decoded(lambda: read_samples(data), name)
    _check_size(samples.values.shape[1::-1], name, least)
    shown = _decoded(lambda: shown_samples(samples, LONGEST), name)
    turn = _TURNS.get(samples.orientation)
    picture = shown.picture if turn is None else shown.picture.transpose(turn)
    doubts = () if shown.profiled else (_UNPROFILED,)
    if samples.mode == "CMYK" and not samples.profile:
        doubts = (*doubts, _PLAIN_INKS)
    if shown.brightest > 1:
        told = Doubt(
            kind=DoubtKind.SOURCE,
            said=f"Its numbers go beyond white; the highest, {shown.brightest:.6g}, is shown as white.",
            remedy="If it looks too dark, save it as a PNG with 8 or 16 bits and use that.",
        )
        doubts = (*doubts, told)
    return Photo(np.array(picture), (*doubts, *_further_pages(data)))


def _decoded(decode: Callable[[], Result], name: str) -> Result:
    try:
        return decode()
    except MemoryError:
        raise BadPhoto(f"{name} is too large for this machine's memory.", "Scale it down and try again.") from None
    except Unsupported as error:
        raise BadPhoto(f"{name} {error}.", _SAVE_AGAIN) from error
    except Incompatible as error:
        raise BadPhoto(f"{name} is a TIFF of a kind that cannot be read ({error}).", _SAVE_AGAIN) from error
    except UnidentifiedImageError as error:
        raise BadPhoto(f"{name} is not a picture the studio can read.", _SAVE_AGAIN) from error
    except Exception as error:  # Decoders raise many kinds of errors for damaged files.
        raise _damaged(name) from error


def _damaged(name: str) -> BadPhoto:
    return BadPhoto(f"{name} is damaged: the picture is cut short or broken.", "Copy, download or export it again.")


_UNPROFILED = Doubt(
    kind=DoubtKind.SOURCE,
    said="Its colour profile cannot be used, so its colours may differ.",
    remedy="Export it again as sRGB.",
)
_PLAIN_INKS = Doubt(
    kind=DoubtKind.SOURCE,
    said="Its colours are those of a press (CMYK) that it does not name, so they may differ.",
    remedy="Export it as sRGB.",
)


def _only_first(why: str, used: str) -> Doubt:
    return Doubt(
        kind=DoubtKind.SOURCE, said=f"{why}; the ad shows {used}.", remedy="To show another, save it by itself."
    )


def _further(picture: ImageFile.ImageFile, data: bytes) -> tuple[Doubt, ...]:
    """The doubt that an animation or further pages are not shown. Layers and a camera's own copies are no loss."""
    if picture.format == "TIFF":
        return _further_pages(data)
    if picture.format in ("GIF", "PNG", "WEBP") and getattr(picture, "is_animated", False):
        return (_only_first("This is an animation", "its first picture"),)
    return ()


def _further_pages(data: bytes) -> tuple[Doubt, ...]:
    count = pages(data)
    return (_only_first(f"The file has {count} pages", "the first"),) if count > 1 else ()


def _upright(picture: ImageFile.ImageFile, orientation: int) -> tuple[Image.Image, bool]:
    profile = picture.info.get("icc_profile")
    scale = min(1.0, LONGEST / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if scale < 1:
        # A JPEG is decoded at 1/2, 1/4 or 1/8; other formats at full size.
        picture.draft(None, (size[0] + 1, size[1] + 1))
    picture.load()
    # Read only now: Pillow turns a TIFF upright while it loads, but no other format.
    turn = _TURNS.get(_orientation(picture, orientation))
    small = _reduced(picture, int(max(picture.size) / LONGEST))
    if small.size != size:
        small = small.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    coloured, used = in_srgb(small, profile)
    return coloured.transpose(turn) if turn is not None else coloured, used


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    """The picture in a mode that scales well, `factor` times smaller; converted in strips, not in a second whole."""
    if factor < 2:
        return _eight_bit(picture)
    rows = _STRIP * factor
    strips = [
        _eight_bit(picture.crop((0, top, picture.width, min(top + rows, picture.height)))).reduce(factor)
        for top in range(0, picture.height, rows)
    ]
    whole = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        whole.paste(strip, (0, number * _STRIP))
    return whole


def _orientation(picture: ImageFile.ImageFile, otherwise: int) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, otherwise))
    except Exception:  # Broken EXIF is common in good photos; they are treated as upright.
        return otherwise


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Converts the picture to a mode that scales well: L, LA, RGB, RGBA, CMYK or LAB."""
    if picture.mode.startswith("I;16"):
        return Image.fromarray(cv2.convertScaleAbs(np.asarray(picture).astype(np.uint16), alpha=1 / 257))
    if picture.has_transparency_data and picture.mode not in ("LA", "RGBA"):
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB") else picture.convert("RGB")

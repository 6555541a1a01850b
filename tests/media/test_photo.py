import struct
import warnings
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from adforge_core.errors import BadPhoto
from adforge_core.media.photo import LONGEST, open_logo, open_photo, read_photo
from tests.media.icc import display_p3, press_with_green_cyan
from tests.media.orientations import STORED


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def two_halves(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, (255, 0, 0))
    picture.paste((0, 0, 255), (size[0] // 2, 0, size[0], size[1]))
    return picture.convert(mode)


def noise(size: tuple[int, int] = (200, 150)) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8))


def refused(data: bytes) -> str:
    with pytest.raises(BadPhoto) as caught:
        read_photo(data, "tin.jpg")
    assert caught.value.happened.startswith("tin.jpg ")
    assert caught.value.to_do.endswith(".")
    return str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP"])
def test_a_lossless_photo_is_read_exactly(kind: str) -> None:
    pixels = read_photo(saved(noise(), kind, lossless=True), "tin")
    assert pixels.dtype == np.uint8
    assert np.array_equal(pixels[..., :3], np.asarray(noise()))
    assert (pixels[..., 3] == 255).all()
    pixels[0, 0] = 7  # the caller's own, writable


def test_a_file_is_read_and_errors_call_it_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "tin.png").write_bytes(saved(noise(), "PNG"))
    assert open_photo(tmp_path / "tin.png").shape == (150, 200, 4)
    (tmp_path / "bad.png").write_bytes(b"nothing")
    with pytest.raises(BadPhoto, match=r"bad\.png is not a picture"):
        open_photo(tmp_path / "bad.png")


def test_a_missing_file_or_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadPhoto, match=r"There is no photo at .*gone\.png"):
        open_photo(tmp_path / "gone.png")
    with pytest.raises(BadPhoto, match="is a folder"):
        open_photo(tmp_path)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"this is no picture at all", "not a picture"),
        (bytes(range(256)) * 40, "not a picture"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "Export it as a PNG"),
        (b'\xef\xbb\xbf<svg viewBox="0 0 1 1"/>', "SVG"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300), "damaged"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "web page.*save the picture itself"),
        (b"\0\0\0\x14ftypisom\0\0\2\0mp41" + bytes(300), "is a video"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "not a picture"),
    ],
)
def test_what_is_no_photo_is_named(data: bytes, says: str) -> None:
    with pytest.raises(BadPhoto, match=says):
        read_photo(data, "tin.jpg")
    refused(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("kept", [0.15, 0.5, 0.8])
def test_a_photo_cut_short_says_so(kind: str, kept: float) -> None:
    data = saved(noise(), kind)
    assert "cut short" in refused(data[: int(len(data) * kept)])


@settings(max_examples=60)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "TIFF", "WEBP"]), st.data())
def test_damaged_bytes_raise_nothing_but_bad_photo(kind: str, data: st.DataObject) -> None:
    broken = bytearray(saved(two_halves(), kind))
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), min_size=1, max_size=12)):
        broken[place] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Pillow's remarks about damaged TIFF tags
        with suppress(BadPhoto):
            assert read_photo(bytes(broken), "tin").shape[2] == 4


@pytest.mark.parametrize("size", [(1, 1), (63, 63), (2000, 20)])
def test_a_photo_too_small_says_how_large_it_should_be(size: tuple[int, int]) -> None:
    message = refused(saved(Image.new("RGB", size), "PNG"))
    assert f"{size[0]} x {size[1]} pixels" in message
    assert "at least 800" in message


def test_a_logo_may_be_smaller(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(saved(Image.new("RGBA", (90, 20)), "PNG"))
    assert open_photo(tmp_path / "logo.png", least=16).shape == (20, 90, 4)
    with pytest.raises(BadPhoto, match="90 x 20"):
        open_photo(tmp_path / "logo.png", least=24)


def test_the_smallest_photo_is_not_enlarged() -> None:
    assert read_photo(saved(Image.new("RGB", (64, 64)), "PNG"), "tin").shape == (64, 64, 4)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_gives_its_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (90, 90), colour) for colour in ((200, 30, 30), (30, 200, 30), (30, 30, 200))]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=40, lossless=True)
    assert np.abs(read_photo(data, "tin")[45, 45, :3].astype(int) - (200, 30, 30)).max() <= 2


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_goes_through_its_profile(kind: str) -> None:
    cyan = Image.new("CMYK", (80, 80), (255, 0, 0, 0))
    plain = read_photo(saved(cyan, kind), "tin")[40, 40]
    assert tuple(plain) == (0, 255, 255, 255)
    green = read_photo(saved(cyan, kind, icc_profile=press_with_green_cyan()), "tin")[40, 40, :3]
    lab = cv2.cvtColor((green / 255).astype(np.float32)[None, None], cv2.COLOR_RGB2Lab)[0, 0]
    # The ink's colour is outside sRGB, so only its direction survives.
    assert 50 < lab[0] < 70
    assert lab[1] < -40
    assert lab[2] > 30


def test_wide_gamut_becomes_srgb() -> None:
    # By hand: linear at gamma 2.2, the matrix from Display P3 to sRGB, then sRGB's own curve.
    data = saved(Image.new("RGBA", (80, 80), (200, 100, 50, 90)), "PNG", icc_profile=display_p3())
    red, green, blue, alpha = (int(part) for part in read_photo(data, "tin")[40, 40])
    assert abs(red - 216) <= 3
    assert abs(green - 92) <= 3
    assert abs(blue - 24) <= 3
    assert alpha == 90


def test_a_profile_for_something_else_is_ignored() -> None:
    data = saved(two_halves(), "PNG", icc_profile=press_with_green_cyan())
    assert tuple(read_photo(data, "tin")[40, 10]) == (255, 0, 0, 255)
    assert read_photo(saved(two_halves(), "PNG", icc_profile=b"broken" * 40), "tin").shape == (80, 120, 4)


def png16(channels: NDArray[np.uint16]) -> bytes:
    ok, file = cv2.imencode(".png", channels)
    assert ok
    return file.tobytes()


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (64, 1))
    for data in (png16(ramp), png16(np.dstack([ramp] * 3)), saved(Image.fromarray(ramp), "TIFF")):
        pixels = read_photo(data, "tin")
        assert np.abs(pixels[0, :, :3].astype(int) - np.arange(256)[:, None]).max() <= 1
    transparent = np.dstack([ramp, ramp, ramp, ramp])
    assert np.abs(read_photo(png16(transparent), "tin")[0, :, 3].astype(int) - np.arange(256)).max() <= 1


def test_greyscale_palette_bilevel_and_their_transparency() -> None:
    grey = read_photo(saved(Image.new("L", (70, 70), 90), "PNG"), "tin")
    assert tuple(grey[5, 5]) == (90, 90, 90, 255)
    assert tuple(read_photo(saved(Image.new("LA", (70, 70), (90, 40)), "PNG"), "tin")[5, 5]) == (90, 90, 90, 40)
    assert tuple(read_photo(saved(Image.new("1", (70, 70), 1), "PNG"), "tin")[5, 5]) == (255, 255, 255, 255)
    palette = two_halves().quantize(4)
    clear = palette.getpixel((100, 40))
    pixels = read_photo(saved(palette, "PNG", transparency=clear), "tin")
    assert tuple(pixels[40, 10]) == (255, 0, 0, 255)
    assert pixels[40, 100, 3] == 0


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_exif_orientation_is_turned_upright(orientation: int, kind: str) -> None:
    upright = Image.new("RGB", (96, 64), (20, 20, 20))
    upright.paste((240, 30, 30), (0, 0, 48, 32))  # its top left quarter
    stored = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = read_photo(saved(upright.transpose(stored) if stored is not None else upright, kind, exif=exif), "tin")
    assert pixels.shape == (64, 96, 4)
    assert pixels[12, 12, 0] > 200
    assert pixels[50, 80, 0] < 60


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_very_wide_photo_is_scaled_down(kind: str) -> None:
    pixels = read_photo(saved(two_halves(size=(20000, 400)), kind), "tin")
    assert pixels.shape == (82, LONGEST, 4)
    assert pixels[40, 1000, 0] > 240
    assert pixels[40, 3000, 2] > 240


def test_scaling_does_not_bleed_what_is_transparent() -> None:
    picture = Image.new("RGBA", (8192, 128), (0, 255, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 4097, 128))
    pixels = read_photo(saved(picture, "PNG"), "tin")
    assert pixels[pixels[..., 3] > 40][:, 1].max() <= 2


def test_a_decompression_bomb_is_refused_without_decoding_or_warning() -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100000))) + chunk(b"IEND", b"")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "60000 x 60000 pixels, more than the 200 million" in refused(bomb)
        large = saved(Image.new("L", (20000, 5000)), "PNG")  # above Pillow's own warning level
        assert read_photo(large, "tin").shape == (1024, LONGEST, 4)


def test_a_logo_of_which_nothing_would_be_seen_is_refused(tmp_path: Path) -> None:
    Image.new("RGBA", (60, 40), (20, 30, 40, 0)).save(tmp_path / "clear.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "tiny.png")
    for name, words in (("clear.png", "transparent all over"), ("tiny.png", "at least 16 pixels")):
        with pytest.raises(BadPhoto, match=words):
            open_logo(tmp_path / name)

"""Photos of phones, cameras and print shops: their pixels and colours are right, and what is lost is told."""

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from adforge_core.errors import BadPhoto
from adforge_core.media.names import shown_name
from adforge_core.media.photo import MOST_BYTES, is_picture, open_photo, photo_in, read_photo
from tests.media.heif_files import heic, mirrored, turned
from tests.media.icc import display_p3
from tests.media.orientations import STORED
from tests.media.tiff_files import dng, tiff

Pixels = NDArray[np.uint8]


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def noise(height: int = 100, width: int = 150) -> Pixels:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


def near(pixels: Pixels, colour: tuple[int, ...], by: int = 2) -> bool:
    middle = pixels[pixels.shape[0] // 2, pixels.shape[1] // 2, : len(colour)].astype(int)
    return bool(np.abs(middle - colour).max() <= by)


def as_coded(rgb: NDArray[np.integer]) -> NDArray[np.integer]:
    return rgb[..., [1, 2, 0]]


def flat(colour: tuple[int, int, int], kind: type[np.unsignedinteger] = np.uint8) -> NDArray[np.integer]:
    return np.full((64, 64, 3), colour, kind)


def test_a_grid_of_tiles_is_put_together_to_the_pixel() -> None:
    photo = photo_in(heic(as_coded(noise())), "IMG_1.jpg")
    assert np.array_equal(photo.pixels[..., :3], noise())
    assert photo.doubts == ()


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_turns_and_mirrors_of_heic_are_done_once_in_their_order(quarters: int) -> None:
    once = np.rot90(noise(96, 64), quarters)
    for axis, expected in ((None, once), (0, once[::-1]), (1, once[:, ::-1])):
        turns = (turned(quarters), *(() if axis is None else (mirrored(axis),)))
        assert np.array_equal(read_photo(heic(as_coded(noise(96, 64)), turns=turns), "tin")[..., :3], expected)


def test_the_opacity_of_heic_is_kept_and_premultiplied_colours_are_divided_by_it() -> None:
    alpha = np.linspace(90, 255, 64 * 64).reshape(64, 64).astype(np.uint8)
    colours = noise(64, 64)
    multiplied = np.rint(colours * (alpha[..., None] / 255)).astype(np.uint8)
    for stored, premultiplied in ((colours, False), (multiplied, True)):
        pixels = read_photo(heic(as_coded(stored), alpha=alpha, premultiplied=premultiplied), "tin")
        assert np.array_equal(pixels[..., 3], alpha)
        assert np.abs(pixels[..., :3].astype(int) - colours).max() <= 2


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # Luma and chroma of BT.601 and 709, in the range of video: a clear red, by hand.
        (heic(flat((98, 100, 212)), points=(1, 13, 6, 0)), (230, 38, 39)),
        (heic(flat((98, 100, 212)), points=(1, 13, 1, 0)), (246, 57, 36)),
        # Display P3 by its code points and by its profile: the same as in test_photo.
        (heic(as_coded(flat((200, 100, 50))), points=(12, 13, 0, 1)), (215, 93, 31)),
        (heic(as_coded(flat((200, 100, 50))), profile=display_p3()), (216, 92, 24)),
        # 203 nits are white in PQ and HLG; a tenth of that is the sRGB code 89.
        (heic(flat((594, 594, 594), np.uint16), points=(9, 16, 0, 1)), (255, 255, 255)),
        (heic(flat((767, 767, 767), np.uint16), points=(9, 18, 0, 1)), (255, 255, 255)),
        (heic(flat((367, 367, 367), np.uint16), points=(9, 16, 0, 1)), (89, 89, 89)),
    ],
)
def test_heic_means_the_colours_that_it_names(data: bytes, expected: tuple[int, int, int]) -> None:
    assert near(read_photo(data, "tin"), expected, 3)


def test_highlights_beyond_white_keep_their_differences_and_darker_parts_their_light() -> None:
    steps = np.repeat(np.linspace(367, 850, 64).astype(np.uint16)[None], 64, axis=0)  # 20 to 2,500 nits
    seen = read_photo(heic(np.dstack([steps] * 3), points=(9, 16, 0, 1)), "tin")[32, :, 0].astype(int)
    assert abs(seen[0] - 89) <= 2
    assert np.diff(seen).min() >= 0
    assert len(set(seen[steps[0] > 594])) >= 12
    assert seen[-1] >= 254


@pytest.mark.parametrize("orientation", range(1, 9))
def test_avif_is_turned_upright_once(orientation: int) -> None:
    upright = Image.new("RGB", (96, 64), (20, 20, 20))
    upright.paste((240, 30, 30), (0, 0, 48, 32))
    stored = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(upright if stored is None else upright.transpose(stored), "AVIF", exif=exif, quality=95)
    assert np.abs(read_photo(data, "tin")[..., :3].astype(int) - np.asarray(upright)).mean() < 3


@pytest.mark.parametrize("points", [(12, 13), (9, 16)])
def test_avif_is_read_by_its_code_points(points: tuple[int, int]) -> None:
    data = saved(Image.new("RGB", (80, 80), (148, 148, 148)), "AVIF", quality=100, subsampling="4:4:4")
    named = data.replace(b"nclx" + struct.pack(">HH", 1, 13), b"nclx" + struct.pack(">HH", *points))
    assert named != data
    # Grey is grey in any primaries; in PQ it is white (203 nits are the code 148).
    assert near(read_photo(named, "tin"), (148,) * 3 if points[1] == 13 else (255,) * 3, 3)


def test_of_a_moving_avif_the_first_picture_is_used_and_that_is_told() -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "blue")]
    data = saved(frames[0], "AVIF", save_all=True, append_images=frames[1:], quality=95)
    photo = photo_in(data, "tin")
    assert near(photo.pixels, (255, 0, 0), 4)
    assert "the ad shows its first picture" in photo.doubts[0].said


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_heic_cut_short_says_so(kept: float) -> None:
    data = heic(as_coded(noise(64, 128)))
    with pytest.raises(BadPhoto, match=r"tin\.heic is damaged"):
        read_photo(data[: int(len(data) * kept)], "tin.heic")


def test_heic_that_says_it_is_huge_is_refused_before_it_is_decoded() -> None:
    data = heic(as_coded(noise(128, 128)), tile=128)
    for layout in (">II", ">4xHH"):
        data = data.replace(struct.pack(layout, 128, 128), struct.pack(layout, 60000, 60000))
    with pytest.raises(BadPhoto, match="60000 x 60000 pixels"):
        read_photo(data, "tin.heic")


def test_a_tile_that_is_larger_than_it_says_is_not_decoded() -> None:
    said, true = (struct.pack(">II", side, side) for side in (64, 512))
    data = heic(as_coded(np.zeros((512, 512, 3), np.uint8)), tile=512).replace(true, said)
    small = data.replace(struct.pack(">BBBBHH", 0, 0, 0, 0, 512, 512), struct.pack(">BBBBHH", 0, 0, 0, 0, 64, 64))
    with pytest.raises(BadPhoto, match="damaged"):
        read_photo(small, "tin.heic")


def jpeg(width: int, height: int) -> bytes:
    return saved(Image.new("RGB", (width, height), (200, 80, 40)), "JPEG", quality=95)


def test_of_a_raw_file_the_largest_rendition_is_used_upright_and_that_is_told() -> None:
    for preview in (jpeg(1200, 800), Image.new("RGB", (1100, 700), (200, 80, 40))):
        photo = photo_in(dng(preview, orientation=6), "DSC_1.NEF")
        assert photo.pixels.shape[0] > photo.pixels.shape[1] >= 700
        assert near(photo.pixels, (200, 80, 40), 3)
        assert "RAW file" in photo.doubts[0].said


@pytest.mark.parametrize(("preview", "size"), [(None, "256 x 192"), (jpeg(640, 480), "640 x 480")])
def test_a_raw_file_with_small_renditions_only_is_refused_with_what_to_do(preview: bytes | None, size: str) -> None:
    with pytest.raises(BadPhoto, match=f"{size} pixels. Develop it and save it as a JPEG of 1000"):
        read_photo(dng(preview), "DSC_1.NEF")


@pytest.mark.parametrize(
    ("data", "expected", "told"),
    [
        (tiff(np.full((70, 80, 3), (0.5, 0.25, 0.1), np.float32)), (128, 64, 26, 255), ""),
        (tiff(np.full((70, 80, 3), (0.5, 0.25, 0.1), np.float16), apart=True), (128, 64, 26, 255), ""),
        (tiff(np.full((70, 80, 1), 0.5, np.float64)), (128, 128, 128, 255), ""),
        (tiff(np.full((70, 80, 3), (40, 20, 10), np.float32)), (255, 128, 64, 255), "is shown as white"),
        (tiff(np.full((70, 80, 3), (0.5, 0.25, 0.5), np.float32), profile=display_p3(gamma=1)), (195, 133, 189), ""),
        (tiff(np.full((70, 80, 4), (0.5, 0.25, 0.1, 0.5), np.float32), extra=2), (128, 64, 26, 128), ""),
        (tiff(np.full((70, 80, 4), (0.25, 0.125, 0.05, 0.5), np.float32), extra=1), (128, 64, 26, 128), ""),
        (tiff(np.full((70, 80, 4), (100, 50, 20, 128), np.uint8), extra=1), (199, 100, 40, 128), ""),
        (tiff(np.full((70, 80, 5), (255, 0, 0, 0, 128), np.uint8), 5, extra=2), (0, 255, 255, 128), "CMYK"),
        (tiff(np.full((70, 80, 5), (65535, 0, 0, 0, 9), np.uint16), 5, extra=0), (0, 255, 255, 255), "CMYK"),
        (tiff(np.full((70, 80, 4), (150, 40, 0, 128), np.uint8), 8, extra=2), (205, 112, 143, 128), ""),
    ],
)
def test_tiffs_of_measured_light_of_inks_and_of_opacity(data: bytes, expected: tuple[int, ...], told: str) -> None:
    photo = photo_in(data, "scan.tif")
    assert near(photo.pixels, expected, 2)
    assert (told in photo.doubts[0].said) if told else photo.doubts == ()


def test_samples_come_out_of_strips_and_tiles_in_either_order_of_bytes() -> None:
    values = np.random.default_rng(5).random((70, 90, 3)).astype(np.float32)
    expected = np.rint(values * 255).astype(np.uint8)
    for options in (
        {"rows": 9},
        {"tile": 32},
        {"order": ">"},
        {"packed": True, "rows": 9},
        {"packed": True, "tile": 32},
    ):
        assert np.array_equal(read_photo(tiff(values, **options), "scan.tif")[..., :3], expected), options


def test_further_pages_animations_and_broken_profiles_are_told_and_copies_by_cameras_are_not() -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "blue")]
    for kind in ("TIFF", "GIF", "WEBP", "PNG"):
        photo = photo_in(saved(frames[0], kind, save_all=True, append_images=frames[1:]), "tin")
        assert near(photo.pixels, (255, 0, 0), 3)
        assert "the ad shows" in photo.doubts[0].said, kind
    assert "profile" in photo_in(saved(frames[0], "JPEG", icc_profile=b"junk" * 60), "tin").doubts[0].said
    assert photo_in(saved(frames[0], "MPO", save_all=True, append_images=frames[1:]), "tin").doubts == ()
    grey = photo_in(saved(Image.new("L", (80, 80), 200), "PNG", icc_profile=display_p3()), "tin")
    assert near(grey.pixels, (201, 201, 201), 4)
    assert grey.doubts == ()


def test_a_layered_photoshop_file_is_shown_as_it_was_saved() -> None:
    channels = np.stack([np.full((70, 80), value, np.uint8) for value in (200, 100, 50, 120)])
    data = b"8BPS" + struct.pack(">H6xHIIHH", 1, 4, 70, 80, 8, 3) + bytes(14) + channels.tobytes()
    assert near(read_photo(data, "tin.psd"), (200, 100, 50, 120), 0)
    with pytest.raises(BadPhoto, match=r"Photoshop file of a kind \(16 bits\)"):
        read_photo(data[:22] + b"\0\x10" + data[24:], "tin.psd")


def test_files_are_known_by_content_whatever_their_names_are(tmp_path: Path) -> None:
    still, moving = (Image.new("RGB", (64, 64), colour) for colour in ("red", "blue"))
    stills = [
        heic(as_coded(noise(64, 64))),
        jpeg(64, 64),
        saved(still, "AVIF"),
        saved(still, "GIF"),
        saved(still, "PNG"),
        dng(None),
    ]
    films = [
        *(saved(still, kind, save_all=True, append_images=[moving]) for kind in ("GIF", "PNG")),
        b"\0\0\0\x18ftypmp42" + bytes(50),
    ]
    for number, data in enumerate([*stills, *films]):
        path = tmp_path / ("clip.mp4" if data in stills else "photo.png")
        path.write_bytes(data)
        assert is_picture(path) is (data in stills), number


def test_names_that_no_one_can_type_are_read_and_shown_safely(tmp_path: Path) -> None:
    folder = Path(str(tmp_path)) / b"caf\xe9".decode("utf-8", "surrogateescape")
    folder.mkdir()
    for name in ('he said "hi"\n.png', "a\u202egnp.exe", b"\xff\xfe.png".decode("utf-8", "surrogateescape")):
        path = folder / name
        path.write_bytes(b"no picture")
        with pytest.raises(BadPhoto) as caught:
            open_photo(path)
        said = str(caught.value).encode().decode()
        assert "\n" not in said
        assert "\u202e" not in said
        path.write_bytes(jpeg(64, 64))
        assert open_photo(path).shape == (64, 64, 4)
    with pytest.raises(BadPhoto, match="cannot be read"):
        open_photo(folder / ("x" * 300 + ".png"))
    assert shown_name("y" * 300 + ".png", 60).endswith("y.png")
    assert len(shown_name("y" * 300 + ".png", 60)) == 60


def test_what_is_no_file_or_too_large_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(BadPhoto, match="device or pipe"):
        open_photo(Path("/dev/zero"))
    with (tmp_path / "huge.tif").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(BadPhoto, match=r"huge\.tif has 400 MB, more than"):
        open_photo(tmp_path / "huge.tif")


def test_a_gif_that_says_it_is_huge_is_a_picture_that_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "huge.gif"
    small = saved(Image.fromarray(noise()), "GIF")
    file.write_bytes(small[:6] + struct.pack("<HH", 65535, 65535) + small[10:])
    assert is_picture(file)
    with pytest.raises(BadPhoto, match="65535 x 65535"):
        open_photo(file)

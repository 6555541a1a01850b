"""Making, checking, replacing and saving plates."""

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from moviepy import VideoClip
from numpy.typing import NDArray

from adforge_core.errors import BadOutput, BadPhoto, BadVideo, StageFailed
from adforge_core.media.ffmpeg import run
from adforge_core.media.footage import look_through
from adforge_core.media.frames import Frame
from adforge_core.media.plates import open_plate
from adforge_core.model.brief import Pose
from adforge_core.model.formats import Format
from adforge_core.model.look import Grade, KeyLight, Look, Palette, TypeStyle
from adforge_core.model.placement import OVERSCAN, CameraMove, Ground, Plane
from adforge_core.model.storyboard import Role
from adforge_core.providers.base import MadePlate, PlateRequest
from adforge_core.stages.plate import backdrop, check_own_plate, make_plate, own_plate, save_plate

SIZE = (108, 192)


def request(
    background: str = "#e0d0c0", size: tuple[int, int] = SIZE, format: Format = Format.VERTICAL
) -> PlateRequest:
    look = Look(
        lighting="",
        camera="",
        texture="",
        mood="",
        palette=Palette(background=background, surface="#ffffff", accent="#aa3322"),
        type=TypeStyle(headline="", text=""),
        key_light=KeyLight(azimuth=30, elevation=45, softness=0.5),
    )
    return PlateRequest(
        prompt="",
        set="cyclorama",
        look=look,
        role=Role.HOOK,
        seed=3,
        size=size,
        frames=60,
        camera=CameraMove.PUSH,
        stand=format.stand,
        product_aspect=0.5,
        product_scale=0.6,
    )


def used(path: Path) -> MadePlate:
    """The plate that the user's file becomes, in a second at most."""
    return own_plate(path, request(), path.parent / "scratch", 1.0)


class Answers:
    """A maker that answers with one plate."""

    name, version, at_once = "answers", "1", 1
    sets: tuple[str, ...] = ()
    animates = False

    def __init__(self, made: MadePlate) -> None:
        self._made = made

    def uses(self, request: PlateRequest) -> dict[str, Any]:
        return {"request": request}

    def make(self, request: PlateRequest) -> MadePlate:
        return self._made


def good() -> MadePlate:
    return backdrop(request())


def test_a_good_plate_passes_untouched(tmp_path: Path) -> None:
    made = good()
    assert make_plate(request(), Answers(made), tmp_path) is made


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: replace(made, still=np.zeros_like(made.still)),
        lambda made: replace(made, still=np.full_like(made.still, 30000)),
        lambda made: replace(made, still=made.still[:100]),
        lambda made: replace(made, still=(made.still >> 8).astype(np.uint8)),
        lambda made: replace(made, nearness=made.nearness[:50]),
        lambda made: replace(made, stand_nearness=0.0),
        lambda made: replace(made, still=None),
        lambda made: replace(made, file=Path("a.mp4")),
    ],
)
def test_a_plate_that_cannot_be_used_is_refused(spoil: object, tmp_path: Path) -> None:
    assert callable(spoil)
    with pytest.raises(StageFailed, match="answers answered"):
        make_plate(request(), Answers(spoil(good())), tmp_path)


@pytest.mark.parametrize("background", ["#f4efe8", "#101014", "#e02030"])
@pytest.mark.parametrize("format", list(Format))
def test_the_backdrop_is_a_lit_studio_in_the_palettes_colours(background: str, format: Format, tmp_path: Path) -> None:
    size = (round(format.size[0] / 10), round(format.size[1] / 10))
    asked = request(background, size, format)
    made = make_plate(asked, Answers(backdrop(asked)), tmp_path)
    assert made.still is not None
    picture = made.still.astype(float) / 65535
    height, width = picture.shape[:2]
    assert (width, height) == tuple(round(side * (1 + 2 * OVERSCAN)) for side in size)
    upper = picture[: height // 3].mean(axis=(0, 1)) * 255
    wanted = np.array([int(background[at : at + 2], 16) for at in (1, 3, 5)])
    assert np.abs(upper - wanted).max() < 60
    stand = round((OVERSCAN + made.ground.stand.y) / (1 + 2 * OVERSCAN) * height)
    assert picture[stand, width // 2 - 3 : width // 2 + 3].mean() > picture[-3:, :3].mean()
    assert (picture >= 1).mean() < 0.01


def test_the_backdrop_is_the_same_every_time() -> None:
    first, again = good().still, good().still
    assert first is not None
    assert again is not None
    assert np.array_equal(first, again)


def test_a_saved_still_comes_back_as_it_was(tmp_path: Path) -> None:
    made = good()
    still, depth = save_plate(made, tmp_path / "take")
    assert depth is not None
    assert made.still is not None
    assert made.nearness is not None
    assert sorted(path.name for path in (tmp_path / "take").iterdir()) == ["depth.png", "still.png"]
    for path, wanted in ((still, made.still[..., ::-1]), (depth, made.nearness)):
        read = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        assert read is not None
        assert np.array_equal(read, wanted)
    open_plate(still, depth, made.stand_nearness, CameraMove.PUSH, 60, SIZE, Grade())


def test_a_place_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadOutput, match="cannot be saved"):
        save_plate(good(), tmp_path / "file" / "take")


def picture(path: Path, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture of red left and blue right halves, written to `path`."""
    pixels = np.zeros((*shape, 3), np.uint8)
    pixels[:, : shape[1] // 2, 2] = 200
    pixels[:, shape[1] // 2 :, 0] = 200
    cv2.imwrite(str(path), pixels)
    return pixels


@pytest.mark.parametrize("shape", [(300, 900), (900, 300), (64, 64)])
def test_an_own_picture_covers_the_frame_from_its_middle(tmp_path: Path, shape: tuple[int, int]) -> None:
    picture(tmp_path / "own.png", shape)
    check_own_plate(tmp_path / "own.png")
    made = make_plate(request(), Answers(used(tmp_path / "own.png")), tmp_path)
    assert made.still is not None
    assert made.nearness is None
    assert made.still[100, 5].argmax() == 0
    assert made.still[100, -5].argmax() == 2
    assert made.ground == Ground(stand=Format.VERTICAL.stand, foreshortening=0.25, light=request().look.key_light)
    assert save_plate(made, tmp_path / "take")[1] is None


def test_of_a_banner_only_the_middle_is_enlarged(tmp_path: Path) -> None:
    picture(tmp_path / "banner.png", (16, 4000))
    tracemalloc.start()
    made = used(tmp_path / "banner.png")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert made.still is not None
    assert abs(int((made.still[100, :, 0] > made.still[100, :, 2]).sum()) - made.still.shape[1] / 2) < 4
    assert most < 10e6, "all of it at that size would be 140 MB"


def moving(path: Path, size: tuple[int, int] = (64, 64), fps: int = 30) -> Path:
    """Half a second of video that grows brighter."""

    def frame(t: float) -> NDArray[np.uint8]:
        return np.full((size[1], size[0], 3), round(40 + 300 * t), np.uint8)

    VideoClip(frame, duration=0.5).write_videofile(str(path), fps=fps, logger=None)
    return path


def test_an_own_video_is_kept_as_it_is(tmp_path: Path) -> None:
    video = moving(tmp_path / "own.mp4")
    check_own_plate(video)
    saved, depth = save_plate(used(video), tmp_path / "take")
    assert saved.read_bytes() == video.read_bytes()
    assert depth is None


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("vp8.webm", ("-c:v", "libvpx", "-pix_fmt", "yuva420p", "-auto-alt-ref", "0", "-b:v", "2M", "-crf", "4")),
        ("vp9.webm", ("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-b:v", "0", "-crf", "5")),
        ("prores.mov", ("-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le")),
        ("png.mov", ("-c:v", "png")),
        ("once.gif", ("-filter_complex", "split[a][b];[a]palettegen=reserve_transparent=1[p];[b][p]paletteuse")),
    ],
)
def test_behind_a_transparent_clip_is_the_palettes_background(
    tmp_path: Path, name: str, codec: tuple[str, ...]
) -> None:
    source = "color=red@0:s=108x192:r=10:d=1.2,format=rgba,drawbox=30:60:48:72:0xC83C32@1:fill:replace=1"
    run(["-f", "lavfi", "-i", source, *codec, tmp_path / name])
    check_own_plate(tmp_path / name)
    saved, _ = save_plate(used(tmp_path / name), tmp_path / "take")
    shown, frame = open_plate(saved, None, 0, CameraMove.STILL, 20, SIZE, Grade()), Frame.empty(SIZE)
    shown.draw(10, frame)
    colours = frame.rgb().astype(int)
    assert np.abs(colours[96, 54] - (0xC8, 0x3C, 0x32)).max() <= 3
    assert np.abs(colours[[20, 96, 180], [54, 20, 54]] - (0xE0, 0xD0, 0xC0)).max() <= 2
    assert look_through(saved).seconds == pytest.approx(1, abs=0.01), "no more than is asked for"


SMALL = ("-f", "lavfi", "-i", "testsrc2=s=64x64:r=30:d=0.5")
H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p")
KEY = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0f" * 16, "-encryption_kid", "1e" * 16)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ((*SMALL, *H264, "-frames:v", "0"), "contains no moving picture"),
        (("-f", "lavfi", "-i", "sine=d=0.5"), "contains no moving picture"),
        ((*SMALL, "-vf", "scale=2:2", *H264), "shows 2 x 2 pixels"),
        ((*SMALL, "-vf", "setsar=40", *H264), "shows 2560 x 64 pixels"),
        ((*SMALL, *H264, *KEY), "cannot be read"),
        ("ffconcat version 1.0\nfile whole.mp4\n", "cannot be read"),
        ("cut", "is cut short"),
    ],
    ids=["no pictures", "only sound", "tiny", "a strip", "encrypted", "a play list", "cut short"],
)
def test_a_clip_that_cannot_be_shown_right_is_refused_at_once(
    tmp_path: Path, made: str | tuple[str, ...], why: str
) -> None:
    clip, whole = tmp_path / "mine.mp4", tmp_path / "whole.mp4"
    if isinstance(made, tuple):
        run([*made, clip])
    else:
        run(["-f", "lavfi", "-i", "testsrc2=s=64x64:r=30:d=2", *H264, "-g", "15", "-movflags", "+faststart", whole])
        cut = whole.read_bytes()[: whole.stat().st_size * 2 // 3]
        clip.write_bytes(cut if made == "cut" else made.encode())
    for use in (check_own_plate, used):
        with pytest.raises(BadVideo, match=rf"mine\.mp4.* {why}|mine\.mp4 {why}"):
            use(clip)


def test_a_makers_video_is_made_over_for_the_scene(tmp_path: Path) -> None:
    video = moving(tmp_path / "made.mp4", (100, 64), fps=24)
    ground = Ground(stand=request().stand, light=request().look.key_light)
    made = make_plate(request(), Answers(MadePlate(ground=ground, file=video)), tmp_path / "scratch")
    assert made.ground is ground
    assert made.file is not None
    # 12 frames at 24 a second, played as slowly as is not seen, as the scene is longer.
    assert look_through(made.file).seconds == pytest.approx(1.15 * 0.5, abs=0.01)
    assert video.is_file()


def test_a_makers_picture_becomes_a_still(tmp_path: Path) -> None:
    picture(tmp_path / "made.png", (400, 200))
    ground = Ground(stand=request().stand, light=request().look.key_light)
    made = make_plate(request(), Answers(MadePlate(ground=ground, file=tmp_path / "made.png")), tmp_path)
    assert made.file is None
    assert made.still is not None
    assert made.still.shape == (215, 121, 3)
    (tmp_path / "made.png").write_bytes(b"no picture")
    with pytest.raises(StageFailed, match="picture"):
        make_plate(request(), Answers(MadePlate(ground=ground, file=tmp_path / "made.png")), tmp_path)


@pytest.mark.parametrize(("name", "error"), [("own.mp4", BadVideo), ("own.jpg", BadPhoto)])
@pytest.mark.parametrize("there", [True, False])
def test_an_own_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, error: type[Exception], there: bool
) -> None:
    if there:
        (tmp_path / name).write_bytes(b"not a picture at all")
    for use in (check_own_plate, used):
        with pytest.raises(error, match=name):
            use(tmp_path / name)


def test_without_a_set_what_lies_or_hangs_has_an_even_plane_behind_it() -> None:
    for pose, plane in ((Pose.LYING, Plane.TABLE), (Pose.HANGING, Plane.WALL)):
        made = backdrop(request().model_copy(update={"pose": pose}))
        assert made.ground.plane is plane
        assert made.still is not None
        assert made.nearness is not None
        assert np.ptp(made.nearness) == 0
        rows = made.still[..., 1].mean(axis=1).astype(np.float64)
        assert np.abs(np.diff(rows)).max() < 0.004 * 65535, "no horizon"

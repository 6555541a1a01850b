"""Videos as plates: upright, covering, in the right colours, and the picture of the moment that was asked for."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copyfile
from threading import Barrier

import cv2
import numpy as np
import pytest

from adforge_core.errors import BadVideo
from adforge_core.media.clips import VideoPlateClip
from adforge_core.media.ffmpeg import run
from adforge_core.media.film import Film
from adforge_core.media.frames import Frame
from adforge_core.media.grade import PlaneGrade, graded
from adforge_core.model.look import Grade
from adforge_core.stages.check import check_master
from adforge_core.stages.plate import check_own_plate

SIZE = (96, 160)
OPEN_FILES = Path("/proc/self/fd")
GRADES = [Grade(), Grade(contrast=1.2, saturation=0.7, warmth=0.4, vignette=0.5), Grade(warmth=-1), Grade(vignette=1)]


def numbered(path: Path, *, rate: float = 30, seconds: float = 2) -> Path:
    """A video whose frame n has a luma of 40 + 3n, one key picture a second."""
    source = f"color=gray:s=96x160:r={rate}:d={seconds},geq=lum='40+N*3':cb=128:cr=128"
    run(["-f", "lavfi", "-i", source, "-c:v", "libx264", "-crf", "10", "-g", "30", "-pix_fmt", "yuv420p", path])
    return path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("film") / "numbered.mp4")


def number(film: Film, seconds: float) -> int:
    return round((float(np.median(film.at(seconds)[0])) - 40) / 3)


def test_any_order_of_asking_gives_the_frame_of_that_moment(video: Path) -> None:
    film = Film(video, SIZE)
    for frame in (0, 1, 2, 30, 31, 7, 59, 58, 0, 45):
        assert number(film, frame / 30 + 1e-4) == frame
    assert film.seconds == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("rate", [24, 25, 60])
def test_a_video_at_another_rate_keeps_its_own_pace(tmp_path: Path, rate: int) -> None:
    film = Film(numbered(tmp_path / "a.mp4", rate=rate, seconds=1), SIZE)
    for frame in range(0, 28, 3):
        assert number(film, frame / 30 + 1e-4) == int((frame / 30 + 1e-4) * rate)


def test_a_file_that_does_not_say_how_long_its_picture_is(tmp_path: Path) -> None:
    live, long = tmp_path / "live.webm", tmp_path / "long.mkv"
    source = ["-f", "lavfi", "-i", "testsrc2=s=96x160:r=30:d=2"]
    run([*source, "-c:v", "libvpx", "-live", "1", live])
    run([*source, "-f", "lavfi", "-i", "sine=d=5", "-c:v", "libx264", "-c:a", "aac", long])
    for file in (live, long):
        film = Film(file, SIZE)
        assert film.seconds == pytest.approx(2, abs=0.04)
        assert not np.array_equal(film.at(0)[0].copy(), film.at(1.9)[0])
        plate = VideoPlateClip(file, 120, SIZE, Grade())
        plate.draw(100, Frame.empty(SIZE))


@pytest.mark.parametrize("turned", [False, True])
def test_pixels_that_are_not_square_become_square(tmp_path: Path, turned: bool) -> None:
    source = "color=black:s=160x160:r=30:d=1,drawbox=x=40:y=40:w=80:h=80:color=white:t=fill,scale=120:160,setsar=4/3"
    upright, lying = tmp_path / "upright.mp4", tmp_path / "lying.mp4"
    run(["-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv420p", upright])
    run(["-display_rotation", "90", "-i", upright, "-c", "copy", lying])
    luma = Film(lying if turned else upright, (160, 160)).at(0)[0]
    white = luma > 128
    assert white.any(axis=0).sum() == pytest.approx(80, abs=2)
    assert white.any(axis=1).sum() == pytest.approx(80, abs=2)


@pytest.mark.parametrize("name", ["a.mov", "a.mkv", "a.ts"])
def test_any_container_will_do(tmp_path: Path, name: str) -> None:
    film = Film(numbered(tmp_path / name), SIZE)
    for frame in (0, 1, 2, 31, 58, 10):
        assert number(film, frame / 30 + 1e-3) == frame


def test_a_glance_is_a_key_picture_not_long_before(video: Path) -> None:
    film = Film(video, SIZE)
    for seconds, key in ((1.8, 30), (1.2, 30), (0.4, 0), (1.99, 30)):
        assert round((float(np.median(film.near(seconds)[0])) - 40) / 3) == key
    assert number(film, 1.9 + 1e-4) == 57, "and what is asked for in earnest is still exact"


@pytest.mark.parametrize("flip", [(), ("-display_hflip",), ("-display_vflip",)], ids=["", "mirrored", "upside down"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_or_mirrored_video_is_shown_as_players_show_it(
    tmp_path: Path, turn: int, flip: tuple[str, ...]
) -> None:
    lying, turned, seen = (tmp_path / name for name in ("a.mp4", "b.mp4", "c.png"))
    run(["-f", "lavfi", "-i", "testsrc=s=160x90:r=5:d=0.4", "-pix_fmt", "yuv420p", lying])
    run(["-display_rotation", str(turn), *flip, "-i", lying, "-c", "copy", turned])
    run(["-i", turned, "-frames:v", "1", seen])
    wanted = cv2.imread(str(seen))
    assert wanted is not None
    size = wanted.shape[1], wanted.shape[0]
    found = Frame.empty(size)
    found.y[:], found.u[:], found.v[:] = Film(turned, size).at(0)
    assert np.abs(found.rgb()[..., ::-1].astype(int) - wanted).mean() < 6


def test_a_video_of_another_shape_covers_the_frame_from_its_middle(tmp_path: Path) -> None:
    wide = tmp_path / "wide.mp4"
    source = "color=black:s=400x100:d=0.2,drawbox=150:0:100:100:white:fill"
    run(["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", wide])
    y, u, v = Film(wide, (96, 96)).at(0)
    assert (y.shape, u.shape, v.shape) == ((96, 96), (48, 48), (48, 48))
    assert y[:, 4:-4].min() > 220


@pytest.mark.parametrize(("matrix", "range_"), [("bt709", "tv"), ("smpte170m", "tv"), ("bt709", "pc")])
def test_colours_are_what_the_file_says_they_are(tmp_path: Path, matrix: str, range_: str) -> None:
    made, tags = tmp_path / "a.mp4", f"out_color_matrix={matrix}:out_range={range_}"
    named = ["-colorspace", matrix, "-color_range", range_, "-color_primaries", "bt709", "-color_trc", "bt709"]
    run(["-f", "lavfi", "-i", "color=0xC83C32:s=96x160:d=0.2", "-vf", f"scale={tags},format=yuv420p",
         *named, "-crf", "5", made])  # fmt: skip
    frame = Frame.empty(SIZE)
    frame.y[:], frame.u[:], frame.v[:] = Film(made, SIZE).at(0)
    assert np.abs(frame.rgb()[80, 48].astype(int) - (0xC8, 0x3C, 0x32)).max() <= 3


def test_a_video_that_ends_early_says_so(tmp_path: Path, video: Path) -> None:
    whole = numbered(tmp_path / "a.mkv").read_bytes()
    short = tmp_path / "short.mkv"
    short.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(BadVideo, match=r"short\.mkv"):
        Film(short, SIZE).at(1.9)
    with pytest.raises(BadVideo, match="is cut short"):
        Film(video, SIZE).at(3.0)


@pytest.mark.parametrize("grade", GRADES)
def test_planes_take_the_grade_that_pictures_take(grade: Grade) -> None:
    dice = np.random.default_rng(3)
    small = dice.integers(40, 216, (20, 12, 3)).astype(np.uint8)
    rgb = np.asarray(cv2.resize(small, SIZE, interpolation=cv2.INTER_CUBIC), np.uint8)
    plain, found, wanted = (Frame.empty(SIZE) for _ in range(3))
    plain.paint(rgb)
    PlaneGrade(grade, SIZE).lay_on(plain.y, plain.u, plain.v, found)
    wanted.paint(np.rint(graded((rgb / 255).astype(np.float32), grade) * 255).astype(np.uint8))
    inside = (wanted.y > 18) & (wanted.y < 232)
    assert np.abs(found.y.astype(int) - wanted.y)[inside].max() <= 4
    assert np.abs(found.y.astype(int) - wanted.y)[inside].mean() < 1
    for one, other in ((found.u, wanted.u), (found.v, wanted.v)):
        assert np.abs(one.astype(int) - other).mean() < 1.5


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="only Linux tells which files are open")
def test_a_thread_goes_on_with_the_film_that_another_has_left_before_its_place(video: Path, tmp_path: Path) -> None:
    own = Path(copyfile(video, tmp_path / "own.mp4"))

    def opened() -> int:
        return sum(file.resolve() == own.resolve() for file in OPEN_FILES.iterdir())

    def drawn(plate: VideoPlateClip, frame: int) -> tuple[Frame, int]:
        canvas = Frame.empty(SIZE)
        plate.draw(frame, canvas)
        return canvas, opened()

    plate, alike = VideoPlateClip(own, 20, SIZE, Grade()), VideoPlateClip(video, 20, SIZE, Grade())
    for frame, films in ((12, 1), (13, 1), (2, 2), (14, 1)):
        with ThreadPoolExecutor(1) as thread:
            canvas, found = thread.submit(drawn, plate, frame).result()
        assert found == films
        assert opened() == 1, "of what is left the film that is furthest on is kept"
        assert np.array_equal(canvas.buffer, drawn(alike, frame)[0].buffer)
    del plate
    assert opened() == 0


def test_threads_that_draw_side_by_side_have_a_film_each(video: Path) -> None:
    plate, both = VideoPlateClip(video, 20, SIZE, Grade()), Barrier(2)

    def drawn(first: int) -> list[int]:
        shades, canvas = [], Frame.empty(SIZE)
        for frame in range(first, first + 8):
            both.wait(60)
            plate.draw(frame, canvas)
            shades.append(round((float(np.median(canvas.y)) - 40) / 3))
        return shades

    with ThreadPoolExecutor(2) as threads:
        assert [*threads.map(drawn, (2, 12))] == [[*range(2, 10)], [*range(12, 20)]]


def test_a_title_in_any_bytes_and_a_codec_nobody_knows(tmp_path: Path) -> None:
    made = tmp_path / "made.mp4"
    source = ("-f", "lavfi", "-i", "color=gray:s=96x160:d=0.5", "-f", "lavfi", "-i", "sine=d=0.5")
    run([*source, "-metadata", "title=tXtle", "-c:a", "aac", made])
    named, unknown = tmp_path / "named.mp4", tmp_path / "unknown.mp4"
    named.write_bytes(made.read_bytes().replace(b"tXtle", b"t\xeftle"))
    assert Film(named, SIZE).seconds == pytest.approx(0.5, abs=0.05)
    check_own_plate(named)
    assert check_master(named).duration_s == pytest.approx(0.5, abs=0.05)
    unknown.write_bytes(made.read_bytes().replace(b"avc1", b"zzz9").replace(b"mp4a", b"zzz8"))
    for door in (check_own_plate, check_master):
        with pytest.raises(BadVideo):
            door(unknown)

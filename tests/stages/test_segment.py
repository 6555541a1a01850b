from pathlib import Path

import av
import numpy as np
import pytest

from adforge_core.errors import BadOutput, Cancelled
from adforge_core.media.frames import Frame
from adforge_core.model.formats import Format
from adforge_core.stages.check import check_master
from adforge_core.stages.segment import encode_segment
from tests.clips import SIZE, drawing, pictures, segment, times


@pytest.mark.parametrize("frames", [1, 2, 3, 31, 130])
def test_every_frame_is_drawn_once_and_kept_in_order(tmp_path: Path, frames: int) -> None:
    drawn: list[int] = []
    told: list[float] = []

    def draw(number: int, into: Frame) -> None:
        drawn.append(number)
        drawing(0)(number, into)

    out = tmp_path / "scene.mp4"
    encode_segment(draw, range(frames), SIZE, out, progress=told.append)
    assert drawn == list(range(frames))
    assert told == pytest.approx([(number + 1) / frames for number in drawn])
    decoded = pictures(out)
    assert len(decoded) == frames
    wanted = Frame.empty(SIZE)
    for number, picture in enumerate(decoded):
        drawing(0)(number, wanted)
        difference = np.abs(picture.ravel().astype(int) - wanted.buffer)
        assert difference.mean() < 1.5, number
        assert abs(int(np.median(picture[8:32, 8:32])) - (40 + number % 150)) <= 1, "the frame's own number"


@pytest.mark.parametrize("size", [*(format.size for format in Format), (98, 162), (162, 98)])
def test_all_three_planes_come_back_as_they_were_drawn(tmp_path: Path, size: tuple[int, int]) -> None:
    wanted = Frame.empty(size)
    for plane, (top, bottom) in ((wanted.y, (60, 180)), (wanted.u, (90, 170)), (wanted.v, (180, 80))):
        plane[:] = np.linspace(top, bottom, len(plane)).astype(np.uint8)[:, None]
    out = tmp_path / "scene.mp4"
    encode_segment(lambda _, into: into.copy_from(wanted), range(3), size, out)
    for picture in pictures(out):
        assert np.abs(picture.ravel().astype(int) - wanted.buffer).max() <= 3


@pytest.mark.parametrize("frames", [1, 2, 3, 31, 130])
def test_its_times_are_exact_and_the_same_for_every_length(tmp_path: Path, frames: int) -> None:
    stored = times(segment(tmp_path / "scene.mp4", frames))
    assert sorted(shown for shown, _ in stored) == list(range(frames))
    assert [decoded for _, decoded in stored] == [number - 2 for number in range(frames)]
    assert all(decoded <= shown for shown, decoded in stored)


def test_threads_change_nothing_where_nothing_moves_far(tmp_path: Path) -> None:
    one, two, many = (tmp_path / f"{threads}.mp4" for threads in (1, 2, 5))
    for threads, out in zip((1, 2, 5), (one, two, many), strict=True):
        encode_segment(drawing(0), range(70), SIZE, out, threads=threads)
    assert one.read_bytes() == two.read_bytes() == many.read_bytes()


def test_it_is_what_every_channel_plays(tmp_path: Path) -> None:
    facts = check_master(segment(tmp_path / "scene.mp4", 40))
    assert (facts.video_codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert (facts.primaries, facts.transfer, facts.matrix, facts.colour_range) == ("bt709", "bt709", "bt709", "tv")
    assert (facts.width, facts.height, facts.fps, facts.steady) == (*SIZE, 30, True)


def test_segments_of_one_size_share_their_parameters(tmp_path: Path) -> None:
    headers = []
    for seed, frames in enumerate((1, 20, 100)):
        path = segment(tmp_path / f"{seed}.mp4", frames, seed)
        with av.open(path) as container:
            headers.append(container.streams.video[0].codec_context.extradata)
    assert headers[0]
    assert len(set(headers)) == 1


def test_no_picture_leans_on_one_before_a_key_frame(tmp_path: Path) -> None:
    path = segment(tmp_path / "scene.mp4", 150)
    with av.open(path) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    keys = [number for number, packet in enumerate(packets) if packet.is_keyframe]
    assert keys[0] == 0
    assert max(np.diff([*keys, 150])) <= 60
    for key in keys:
        earlier = [packet.pts for packet in packets[:key] if packet.pts is not None]
        later = [packet.pts for packet in packets[key:] if packet.pts is not None]
        assert max(earlier, default=-1) < min(later) == packets[key].pts


def test_the_same_frames_give_the_same_file(tmp_path: Path) -> None:
    assert segment(tmp_path / "a.mp4", 20).read_bytes() == segment(tmp_path / "b.mp4", 20).read_bytes()


@pytest.mark.parametrize("where", [0, 5, 39])
def test_an_error_while_drawing_passes_through_and_leaves_nothing(tmp_path: Path, where: int) -> None:
    out = tmp_path / "scene.mp4"
    out.write_text("the older one")

    def draw(number: int, into: Frame) -> None:
        drawing(0)(number, into)
        if number == where:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        encode_segment(draw, range(40), SIZE, out)
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_text() == "the older one"


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    told: list[float] = []
    with pytest.raises(Cancelled):
        encode_segment(
            drawing(0),
            range(40),
            SIZE,
            tmp_path / "scene.mp4",
            progress=told.append,
            cancelled=lambda: len(told) == 20,
        )
    assert len(told) == 20
    assert list(tmp_path.iterdir()) == []


def test_an_older_segment_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "scene.mp4"
    segment(out, 3)
    segment(out, 7)
    assert len(pictures(out)) == 7
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("place", ["no/such/folder/scene.mp4", "file/scene.mp4", "folder"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadOutput, match=r"cannot be written: .+\. Choose another folder"):
        encode_segment(drawing(0), range(3), SIZE, tmp_path / place)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]

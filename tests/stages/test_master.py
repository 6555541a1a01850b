from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from adforge_core.errors import BadOutput, StageFailed
from adforge_core.media.ffmpeg import run
from adforge_core.media.frames import Frame
from adforge_core.stages.check import check_master
from adforge_core.stages.master import join_master, poster
from tests.clips import SIZE, hiss, pictures, segment, sine, sound, times

LENGTHS = (1, 2, 5, 33, 64)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("master")
    for frames in LENGTHS:
        segment(folder / f"{frames}.mp4", frames, seed=frames)
    return folder


@cache
def alone(path: Path) -> list[bytes]:
    return [picture.tobytes() for picture in pictures(path)]


def joined(folder: Path, lengths: tuple[int, ...], name: str = "master.mp4", title: str = "") -> Path:
    out = folder / name
    mix = sine(folder / "mix.m4a", sum(lengths))
    join_master([folder / f"{frames}.mp4" for frames in lengths], mix, out, title=title)
    return out


@settings(max_examples=12)
@given(lengths=st.lists(st.sampled_from(LENGTHS), min_size=1, max_size=8).map(tuple))
def test_every_frame_is_the_segments_own_and_on_time(folder: Path, lengths: tuple[int, ...]) -> None:
    out = joined(folder, lengths)
    frames = sum(lengths)
    stored = times(out)
    assert sorted(shown for shown, _ in stored) == list(range(frames))
    assert [decoded - stored[0][1] for _, decoded in stored] == [*range(frames)]
    assert all(decoded <= shown for shown, decoded in stored)
    wanted = [picture for length in lengths for picture in alone(folder / f"{length}.mp4")]
    assert [picture.tobytes() for picture in pictures(out)] == wanted


def test_picture_and_sound_are_equally_long_and_start_together(folder: Path) -> None:
    facts = check_master(joined(folder, (33, 1, 64, 5)))
    assert facts.frames == 103
    assert facts.duration_s == facts.audio_duration_s == round(103 / 30, 4)
    assert (facts.fps, facts.steady) == (30, True)


def test_nothing_depends_on_edit_lists(folder: Path) -> None:
    """Without them every frame is shown at its own time, and every sample after the first 21 ms is the mix's own."""
    lengths = (33, 2, 64)
    out, mix = joined(folder, lengths), folder / "mix.m4a"
    assert b"elst" not in out.read_bytes()
    followed, ignored = (
        run(["-ignore_editlist", ignore, "-i", out, "-f", "framemd5", "-"]).stdout.splitlines() for ignore in "01"
    )
    assert followed == ignored
    shown = [line.split(b",")[2] for line in followed if line.startswith(b"0,")]
    assert [*map(int, shown)] == [*range(99)]
    assert np.array_equal(sound(out)[:, 1024:], sound(mix)[:, 1024:])


def test_the_sound_runs_through_the_joins_without_a_step(folder: Path) -> None:
    heard = sound(joined(folder, (33, 33, 64)))[:, : 130 * 1600]
    assert heard.shape == (2, 130 * 1600)
    wanted = 0.4 * np.sin(2 * np.pi * 440 * np.arange(130 * 1600) / 48_000)
    inside = slice(2048, -2048)
    assert np.abs(heard[:, inside] - wanted[inside]).max() < 0.03
    steepest = 0.4 * 2 * np.pi * 440 / 48_000
    assert np.abs(np.diff(heard[:, inside])).max() < 1.1 * steepest


def test_it_is_what_every_channel_plays(folder: Path) -> None:
    out = folder / "played.mp4"
    join_master([folder / "64.mp4", folder / "33.mp4"], hiss(folder / "hiss.m4a", 97), out)
    facts = check_master(out)
    assert (facts.video_codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert (facts.primaries, facts.transfer, facts.matrix, facts.colour_range) == ("bt709", "bt709", "bt709", "tv")
    assert (facts.audio_codec, facts.audio_rate, facts.channels) == ("aac", 48_000, 2)
    assert facts.audio_bitrate_kbps == pytest.approx(192, abs=10)
    assert facts.faststart


def test_the_file_names_its_title_and_nothing_of_the_machine(folder: Path) -> None:
    data = joined(folder, (33, 5), title="Sørine's “Cup”").read_bytes()
    assert "Sørine's “Cup”".encode() in data
    for telltale in (b"x264", b"Lavf", b"Lavc", str(folder).encode(), b"mix.m4a"):
        assert telltale not in data


def test_the_same_parts_give_the_same_file(folder: Path) -> None:
    first, second = (joined(folder, (33, 5, 64), name) for name in ("a.mp4", "b.mp4"))
    assert first.read_bytes() == second.read_bytes()


def test_folders_and_files_may_have_any_name(folder: Path) -> None:
    odd = folder / "it's: 100% 'é' \\ #"
    odd.mkdir()
    (odd / "-5.mp4").write_bytes((folder / "5.mp4").read_bytes())
    out = odd / "a:b.mp4"
    join_master([odd / "-5.mp4", odd / "-5.mp4"], sine(odd / "m'x.m4a", 10), out)
    assert len(pictures(out)) == 10


def test_a_missing_or_damaged_segment_leaves_nothing_half_written(folder: Path, tmp_path: Path) -> None:
    whole = (folder / "33.mp4").read_bytes()
    parts = {"gone.mp4": None, "garbage.mp4": b"garbage", "short.mp4": whole[: len(whole) // 2]}
    mix = sine(folder / "mix.m4a", 38)
    for name, content in parts.items():
        if content is not None:
            (folder / name).write_bytes(content)
        with pytest.raises(StageFailed, match=name):
            join_master([folder / "5.mp4", folder / name], mix, tmp_path / "master.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_mix_of_another_length_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StageFailed, match=r"mix lasts 0\.200 s and the picture 0\.167 s"):
        join_master([folder / "5.mp4"], sine(folder / "mix.m4a", 6), tmp_path / "master.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    mix = sine(folder / "mix.m4a", 5)
    with pytest.raises(BadOutput, match="cannot be written"):
        join_master([folder / "5.mp4"], mix, tmp_path / "no" / "master.mp4")


def test_the_poster_is_the_frame_as_a_jpeg(tmp_path: Path) -> None:
    rgb = np.full((SIZE[1], SIZE[0], 3), (200, 120, 40), np.uint8)
    frame = Frame.empty(SIZE)
    frame.paint(rgb)
    poster(frame, tmp_path / "poster.jpg")
    with Image.open(tmp_path / "poster.jpg") as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", SIZE)
        assert np.abs(np.asarray(picture).astype(int) - rgb).max() <= 4
    with pytest.raises(BadOutput):
        poster(frame, tmp_path / "no" / "poster.jpg")

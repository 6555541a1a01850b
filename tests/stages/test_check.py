from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adforge_core.errors import BadVideo, StageFailed
from adforge_core.media.ffmpeg import run
from adforge_core.media.frames import Frame
from adforge_core.media.loudness import measure
from adforge_core.stages.check import Stretch, check_joined, check_master
from adforge_core.stages.master import join_master
from adforge_core.stages.segment import encode_segment
from tests.clips import SIZE, drawing, segment, sine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("check")


@pytest.fixture(scope="module")
def master(folder: Path) -> Path:
    out = folder / "master.mp4"
    # A sine of amplitude a in both channels is as loud as 20 log10(a) - 0.7 LUFS, about -14 for 0.215.
    join_master([segment(folder / "1.mp4", 90)], sine(folder / "mix.m4a", 90, 0.215), out)
    return out


def test_a_good_master_has_only_its_small_size_against_it(master: Path) -> None:
    facts = check_master(master)
    assert facts.problems == (
        "The picture is 96x160; channels expect 1080x1920 (9:16), 1080x1350 (4:5), 1080x1080 (1:1), 1920x1080 (16:9).",
    )
    assert facts.lufs == pytest.approx(-14, abs=0.4)
    assert facts.true_peak_db == pytest.approx(20 * np.log10(0.215), abs=0.3)
    assert (facts.black, facts.silence, facts.frozen) == ((), (), ())
    assert facts.size_bytes == master.stat().st_size
    assert facts.bitrate_kbps == pytest.approx(facts.size_bytes * 8 / 1000 / 3, rel=1e-3)


def test_what_a_channel_would_refuse_is_told(folder: Path) -> None:
    odd = folder / "odd.mp4"
    run(["-f", "lavfi", "-i", "testsrc2=s=1080x1080:r=25:d=0.4", "-f", "lavfi", "-i", "sine=r=44100:d=1",
         "-af", "volume=25dB", "-c:v", "mpeg4", "-c:a", "mp3", odd])  # fmt: skip
    told = " ".join(check_master(odd).problems)
    for sentence in (
        "runs at 25 frames",
        "mpeg4",
        "not tagged as BT.709",
        "index is at the end of the file",
        "mp3, 44100 Hz, 1 channels",
        "picture lasts 0.40 s and the sound 1.",
        "peaks reach",
    ):
        assert sentence in told
    assert "1080x1080 (1:1)" not in told


@pytest.mark.parametrize(
    ("made", "size", "told"),
    [
        ("interlace", (96, 64), ("It is interlaced",)),
        ("setsar=2", (192, 64), ("stored as 96x64 and shown as 192x64",)),
        ("setparams=color_trc=arib-std-b67:color_primaries=bt2020:colorspace=bt2020nc", (96, 64), ("It is HDR (HLG)",)),
        ("setpts='if(lt(N,5),N,2*N)/25/TB'", (96, 64), ("unevenly",)),
        (
            "-display_rotation 90",
            (64, 96),
            ("stored as 96x64 and shown as 64x96", "has edit lists", "index is at the end"),
        ),
        ("-display_hflip", (96, 64), ("stored upside down or mirrored",)),
    ],
)
def test_what_players_show_otherwise_than_it_is_stored_is_told(
    tmp_path: Path, made: str, size: tuple[int, int], told: tuple[str, ...]
) -> None:
    clip, plain = tmp_path / "clip.mp4", tmp_path / "plain.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=s=96x64:r=50:d=0.4"]
    fields = ["-x264-params", "tff=1"] if made == "interlace" else []
    coded = [*fields, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-fps_mode", "vfr"]
    if made.startswith("-"):
        run([*source, *coded, plain])
        run([*made.split(), "-i", plain, "-c", "copy", clip])
    else:
        run([*source, "-vf", made, *coded, clip])
    facts = check_master(clip)
    assert (facts.width, facts.height) == size
    for sentence in told:
        assert any(sentence in problem for problem in facts.problems), facts.problems


def test_black_silent_and_frozen_stretches_are_found(folder: Path) -> None:
    moving = drawing(0)

    def draw(number: int, into: Frame) -> None:
        moving(min(number, 90), into)
        if number < 15:
            into.paint(np.zeros((SIZE[1], SIZE[0], 3), np.uint8))

    watch = encode_segment(draw, range(330), SIZE, folder / "dull.mp4")
    out = folder / "dull-master.mp4"
    sound = sine(folder / "half.m4a", 330, 0.2, heard=135)
    join_master([folder / "dull.mp4"], sound, out)
    facts = check_master(out)
    [black], [silent] = facts.black, facts.silence
    assert (black.start, black.end) == pytest.approx((0, 0.5), abs=0.05)
    assert (silent.start, silent.end) == pytest.approx((4.5, 11), abs=0.1)
    # What stands still is still refined by the encoder at first, at each key frame.
    assert 3 <= facts.frozen[-1].start < 4.6
    assert facts.frozen[-1].end == pytest.approx(11, abs=0.05)
    told = " ".join(facts.problems)
    assert "black from 0.0 s to 0.5 s" in told
    assert "no sound from 4.5 s to 11.0 s" in told
    assert "Nothing moves" in told
    watched = check_joined(out, sound, measure(sound), watch.black, watch.frozen)
    assert watched.black == (Stretch(start=0, end=0.5),)
    assert watched.frozen == (Stretch(start=3, end=11),)
    # The master's sound is faded in within 21 ms, the mix's is not.
    assert watched.true_peak_db == pytest.approx(facts.true_peak_db, abs=0.15)
    same = {name: getattr(facts, name) for name in ("black", "frozen", "problems", "true_peak_db")}
    assert watched.model_copy(update=same) == facts


def test_a_master_with_another_sound_than_was_mixed_fails(folder: Path) -> None:
    out, other = folder / "other.mp4", sine(folder / "other.m4a", 30, 0.3)
    join_master([segment(folder / "o.mp4", 30)], sine(folder / "own.m4a", 30, 0.2), out)
    with pytest.raises(StageFailed, match="not the one that was mixed"):
        check_joined(out, other, measure(other), [], [])


def test_a_file_without_sound_is_checked_too(folder: Path) -> None:
    facts = check_master(segment(folder / "mute.mp4", 30))
    assert (facts.frames, facts.audio_codec, facts.lufs) == (30, None, None)
    assert "It has no sound." in facts.problems


def test_silence_throughout_is_told(folder: Path) -> None:
    out = folder / "silent.mp4"
    join_master([segment(folder / "s.mp4", 60)], sine(folder / "silent.m4a", 60, 0), out)
    facts = check_master(out)
    assert facts.lufs == -70
    assert any("There is no sound from 0.0 s to 2.0 s" in problem for problem in facts.problems)


def test_what_is_no_video_is_told(folder: Path) -> None:
    (folder / "empty.mp4").touch()
    (folder / "text.mp4").write_text("not a video\n" * 500)
    Image.new("RGB", (64, 64)).save(folder / "picture.png")
    Image.new("RGB", (64, 64)).save(folder / "picture.gif")
    sine(folder / "only-sound.m4a", 30)
    for name, why in {
        "gone.mp4": "There is no file",
        ".": "There is no file",
        "empty.mp4": "is empty",
        "text.mp4": "cannot be read as a video",
        "picture.png": "contains no video",
        "picture.gif": "contains no video",
        "only-sound.m4a": "contains no video",
    }.items():
        with pytest.raises(BadVideo, match=why):
            check_master(folder / name)


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.95])
def test_a_file_that_was_cut_short_is_told(folder: Path, master: Path, kept: float) -> None:
    data = master.read_bytes()
    short = folder / "short.mp4"
    short.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(BadVideo, match=r"cut short|cannot be|holds no pictures"):
        check_master(short)

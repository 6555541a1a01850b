"""Videos that others made, made ready to be drawn from: copied where they are, encoded anew where they are not."""

from pathlib import Path

import av
import numpy as np
import pytest

from adforge_core.errors import StageFailed
from adforge_core.media.clips import VideoPlateClip
from adforge_core.media.ffmpeg import run
from adforge_core.media.footage import conform, look_through
from adforge_core.media.frames import Frame
from adforge_core.model.look import Grade

SIZE = (96, 160)
MOVES = "testsrc2=s=96x160:r=24:d=1"


def film(path: Path, source: str = MOVES, *codec: str) -> Path:
    """A film with sound, as services make them."""
    silence = ["-f", "lavfi", "-i", "anullsrc", "-shortest"]
    run(["-f", "lavfi", "-i", source, *silence, "-pix_fmt", "yuv420p", *codec, path])
    return path


def pictures(path: Path) -> list[bytes]:
    with av.open(path) as container:
        return [picture.to_ndarray().tobytes() for picture in container.decode(video=0)]


def conformed(made: Path, size: tuple[int, int] = SIZE, least_s: float = 1.0) -> Path:
    out = made.with_name("conformed.mp4")
    conform(made, size, least_s, out)
    return out


def test_a_film_that_is_ready_keeps_its_pictures_and_loses_its_sound(tmp_path: Path) -> None:
    made = film(tmp_path / "made.mp4")
    ready = conformed(made)
    assert pictures(ready) == pictures(made)
    with av.open(ready) as container:
        assert not container.streams.audio


def test_one_a_little_short_is_played_slower_to_last(tmp_path: Path) -> None:
    made = film(tmp_path / "made.mp4")
    slower = conformed(made, least_s=1.1)
    assert pictures(slower) == pictures(made)
    assert look_through(slower).seconds == pytest.approx(1.1, abs=0.01)


@pytest.mark.parametrize(
    ("source", "codec"),
    [
        (MOVES, ("-c:v", "libvpx-vp9", "-b:v", "1M", "-deadline", "realtime")),
        (MOVES, ("-pix_fmt", "yuv420p10le")),
        ("testsrc2=s=288x480:r=24:d=1", ()),
        (f"{MOVES},setpts='if(lt(N,12),N,2*N-12)/24/TB'", ("-fps_mode", "vfr")),
        ("color=gray:s=720x1280:r=60:d=3", ("-g", "400", "-preset", "ultrafast")),
    ],
    ids=["another codec", "more bits", "too large", "no steady rate", "moments hard to find"],
)
def test_any_other_is_encoded_anew_at_our_rate(tmp_path: Path, source: str, codec: tuple[str, ...]) -> None:
    size = (720, 1280) if "720" in source else SIZE
    ready = conformed(film(tmp_path / "made.mp4", source, *codec), size)
    with av.open(ready) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", *size)
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert stream.average_rate == 30


def test_one_that_is_too_small_stays_small(tmp_path: Path) -> None:
    made = film(tmp_path / "made.mp4", MOVES, "-pix_fmt", "yuv420p10le")
    assert look_through(conformed(made, (192, 320))).size == SIZE


def test_what_is_no_film_is_said(tmp_path: Path) -> None:
    (tmp_path / "made.mp4").write_bytes(b"no film")
    with pytest.raises(StageFailed, match="cannot be read"):
        conformed(tmp_path / "made.mp4")


def test_fewer_pictures_a_second_than_ours_are_mixed_when_drawn(tmp_path: Path) -> None:
    """A steady rise stays steady: it neither waits nor jumps."""
    rising = film(tmp_path / "made.mp4", "color=gray:s=96x160:r=24:d=1,geq=lum='40+N*5':cb=128:cr=128", "-crf", "5")
    clip, frame = VideoPlateClip(conformed(rising), 20, SIZE, Grade()), Frame.empty(SIZE)
    drawn = []
    for number in range(20):
        clip.draw(number, frame)
        drawn.append(float(np.median(frame.y)))
    assert np.diff(drawn) == pytest.approx(4, abs=1.1)

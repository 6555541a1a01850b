"""Videos that others made, made ready to be drawn from: copied where they are, encoded anew where they are not."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from adforge_core.errors import StageFailed
from adforge_core.media.clips import VideoPlateClip
from adforge_core.media.ffmpeg import run
from adforge_core.media.film import Film
from adforge_core.media.footage import conform, develop, is_drawn_as_it_is, look_through
from adforge_core.media.frames import Frame
from adforge_core.media.video_facts import usable_video
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


def developed(clip: Path, size: tuple[int, int] = SIZE) -> Path:
    """The clip as it is drawn from: itself, or made over."""
    facts, out = usable_video(clip), clip.with_name(f"{clip.stem}-shown.mp4")
    if is_drawn_as_it_is(facts):
        return clip
    develop(clip, facts, size, 2.0, "#000000", out)
    return out


@pytest.mark.parametrize(
    ("colours", "pixels", "made_over", "most"),
    [
        ("t=arib-std-b67:p=bt2020:m=bt2020nc:npl=203", "yuv420p10le", True, 3),
        ("t=smpte2084:p=bt2020:m=bt2020nc:npl=203", "yuv420p10le", True, 1),
        ("t=smpte2084:p=smpte432:m=bt2020nc:r=full:npl=203", "yuv444p12le", True, 1),
        ("t=2020_10:p=bt2020:m=bt2020nc", "yuv420p10le", True, 1),
        ("t=bt709:p=smpte432:m=bt709", "yuv420p", True, 1),
        ("t=smpte170m:p=bt470bg:m=bt470bg:r=full", "yuv420p", True, 1),
        ("t=bt709:p=bt709:m=bt709:r=full", "yuv420p10le", False, 1),
        ("t=bt709:p=bt709:m=smpte170m", "yuv422p12le", False, 1),
    ],
    ids=["HLG", "PQ", "PQ in P3", "BT.2020", "P3", "BT.601", "full range", "12 bit"],
)
def test_colours_come_out_as_those_of_the_same_picture_in_bt709(
    tmp_path: Path, colours: str, pixels: str, made_over: bool, most: float
) -> None:
    """In CIEDE2000. HLG's display gamma is per colour in zimg, which makes the clip, and of the luminance here."""
    wanted = np.random.default_rng(1).integers(10, 246, (4, 6, 3)).astype(np.uint8)
    wanted[0, :4] = (200, 60, 50), (250, 250, 250), (4, 4, 4), (0, 0, 255)
    picture, clip = tmp_path / "patches.png", tmp_path / "clip.mkv"
    cv2.imwrite(str(picture), np.kron(wanted[..., ::-1], np.ones((24, 16, 1), np.uint8)))
    chain = f"format=gbrpf32le,zscale=pin=bt709:tin=bt709:min=gbr:rin=full:{colours},format={pixels}"
    run(["-loop", "1", "-i", picture, "-t", "0.1", "-vf", chain, "-c:v", "ffv1", clip])
    shown, frame = developed(clip, (96, 96)), Frame.empty((96, 96))
    frame.y[:], frame.u[:], frame.v[:] = Film(shown, (96, 96)).at(0)
    found = frame.rgb()[12::24, 8::16]
    assert (shown != clip) == made_over
    apart = deltaE_ciede2000(rgb2lab(wanted), rgb2lab(found))  # type: ignore[no-untyped-call]  # has none
    assert apart.mean() < most


def test_fields_become_pictures_without_combs(tmp_path: Path) -> None:
    """A bar that moves six pixels between the fields of a picture."""
    bar = "color=black:s=160x96:r=50:d=0.4,geq=lum='if(between(mod(X-6*N,160),0,40),200,40)':cb=128:cr=128"
    clip = tmp_path / "fields.ts"
    run(
        ["-f", "lavfi", "-i", bar, "-vf", "interlace", "-flags", "+ildct+ilme", "-c:v", "mpeg2video", "-q:v", "2", clip]
    )
    found = pictures(developed(clip, (160, 96)))
    assert len(found) == 20
    rows = np.frombuffer(found[9], np.uint8)[: 160 * 96].reshape(96, 160)[8:-8].astype(int)
    combs = np.abs(rows[1:-1] - (rows[:-2] + rows[2:]) / 2)
    assert combs.max() < 60, "between the fields lie 160 steps"


def test_a_trimmed_clip_shows_the_part_its_edit_list_says(tmp_path: Path) -> None:
    clip = tmp_path / "trimmed.mp4"
    rising = "color=gray:s=96x160:r=30:d=2,geq=lum='40+N*3':cb=128:cr=128"
    run(["-f", "lavfi", "-i", rising, "-c:v", "libx264", "-crf", "5", "-pix_fmt", "yuv420p", clip])
    stored = bytearray(clip.read_bytes())
    at = stored.index(b"elst") + 12
    stored[at : at + 8] = (500).to_bytes(4, "big") + (1024 + 15360).to_bytes(4, "big")  # half a second from 1 s on
    clip.write_bytes(stored)
    film = Film(developed(clip), SIZE)
    assert film.seconds == pytest.approx(0.5, abs=0.01)
    assert [round((float(np.median(film.at(at / 30 + 1e-3)[0])) - 40) / 3) for at in (0, 7, 14)] == [30, 37, 44]


def test_cover_art_is_no_clip(tmp_path: Path) -> None:
    clip, cover, both = tmp_path / "clip.mp4", tmp_path / "cover.jpg", tmp_path / "both.mp4"
    film(clip)
    run(["-f", "lavfi", "-i", "color=white:s=64x64", "-frames:v", "1", cover])
    marked = ["-map", "0", "-map", "1:v", "-c", "copy", "-disposition:v:0", "attached_pic"]
    run(["-i", cover, "-i", clip, *marked, both])
    assert usable_video(both).shown == SIZE
    assert np.array_equal(Film(both, SIZE).at(0.5)[0], Film(clip, SIZE).at(0.5)[0])

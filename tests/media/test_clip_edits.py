"""The user's own clips as they were trimmed, cropped, slowed down, repeated and heard."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from adforge_core.errors import StageFailed
from adforge_core.media.audio import FRAME, RATE, decode, write_wav
from adforge_core.media.clip_sound import write_clip_sound
from adforge_core.media.ffmpeg import run
from adforge_core.media.footage import develop
from adforge_core.media.video_facts import usable_video
from adforge_core.model.clip_edit import AtItsEnd, ClipEdit
from adforge_core.model.value import Box

SIZE = (96, 96)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds: the left half says the time by its brightness, 40 to 220, the right half is dark; it hums."""
    place = tmp_path_factory.mktemp("clip")
    for frame in range(90):
        picture = np.full((96, 192, 3), 20, np.uint8)
        picture[:, :96] = 40 + 2 * frame
        cv2.imwrite(str(place / f"{frame:03}.png"), picture)
    tone = np.sin(2 * np.pi * 440 * np.arange(3 * RATE) / RATE) * np.repeat([0.05, 0.2, 0.4], RATE)
    write_wav(place / "tone.wav", np.column_stack([tone, tone]).astype(np.float32), RATE)
    made_of = ["-framerate", "30", "-i", str(place / "%03d.png"), "-i", str(place / "tone.wav")]
    out = place / "clip.mp4"
    run([*made_of, "-c:v", "libx264", "-crf", "10", "-pix_fmt", "yuv420p", "-c:a", "aac", out])
    return out


def times(clip: Path, out: Path, edit: ClipEdit, longest_s: float = 20) -> list[float]:
    """The seconds of the clip that each picture of the edited one shows, as its left side says."""
    develop(clip, usable_video(clip), SIZE, longest_s, "#000000", out / "out.mp4", edit)
    film = cv2.VideoCapture(str(out / "out.mp4"))
    found: list[float] = []
    while True:
        there, picture = film.read()
        if not there:
            return found
        found.append((picture[:, : picture.shape[1] // 4].mean() - 40) / 60)


def test_a_clip_is_trimmed_and_its_pace_changed(clip: Path, tmp_path: Path) -> None:
    trimmed = times(clip, tmp_path, ClipEdit(start_s=1, end_s=2))
    assert len(trimmed) == 30
    assert trimmed == pytest.approx([1 + frame / 30 for frame in range(30)], abs=0.06)
    develop(clip, usable_video(clip), SIZE, 20, "#000000", tmp_path / "slow.mp4", ClipEdit(start_s=1, speed=0.5))
    film = cv2.VideoCapture(str(tmp_path / "slow.mp4"))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) / film.get(cv2.CAP_PROP_FPS) == pytest.approx(4, abs=0.15)


def test_a_clip_that_is_over_goes_back_or_holds_its_last_picture(clip: Path, tmp_path: Path) -> None:
    there_and_back = times(clip, tmp_path, ClipEdit(start_s=0.5, end_s=2.1, at_its_end=AtItsEnd.BACK_AND_FORTH))
    half = len(there_and_back) // 2
    assert half == pytest.approx(48, abs=1)
    assert there_and_back[:half] == pytest.approx([0.5 + frame / 30 for frame in range(half)], abs=0.08)
    assert there_and_back[half:] == pytest.approx(there_and_back[:half][::-1], abs=0.08)
    held = times(clip, tmp_path, ClipEdit(start_s=2, at_its_end=AtItsEnd.HOLD), longest_s=3)
    assert len(held) == pytest.approx(90, abs=2)
    assert held[-1] == held[40] == pytest.approx(3 - 1 / 30, abs=0.08)


def test_only_the_crop_is_seen(clip: Path, tmp_path: Path) -> None:
    whole = times(clip, tmp_path, ClipEdit(end_s=0.5))
    picture = cv2.VideoCapture(str(tmp_path / "out.mp4")).read()[1]
    assert picture[:, -8:].mean() == pytest.approx(20, abs=4)
    left = times(clip, tmp_path, ClipEdit(end_s=0.5, crop=Box(left=0, top=0.25, right=0.5, bottom=1)))
    picture = cv2.VideoCapture(str(tmp_path / "out.mp4")).read()[1]
    assert picture.shape[1] / picture.shape[0] == pytest.approx(96 / 72, abs=0.05)
    assert picture[:, -8:].mean() == pytest.approx(40, abs=4)
    assert left == pytest.approx(whole, abs=0.06)


def levels(path: Path, seconds: int) -> list[float]:
    sound = decode(path)[:, 0]
    return [float(np.abs(sound[(k * RATE) + RATE // 4 : (k + 1) * RATE - RATE // 4]).max()) for k in range(seconds)]


def test_its_sound_is_trimmed_paced_and_lasts_as_long_as_the_scene(clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "sound.wav"
    write_clip_sound(clip, ClipEdit(start_s=1), 120, out)
    assert len(decode(out)) == 120 * FRAME
    assert levels(out, 4) == pytest.approx([0.2, 0.4, 0.2, 0.4], abs=0.06)
    write_clip_sound(clip, ClipEdit(start_s=2, at_its_end=AtItsEnd.HOLD), 90, out)
    assert levels(out, 3) == pytest.approx([0.4, 0, 0], abs=0.06)
    write_clip_sound(clip, ClipEdit(start_s=1, speed=0.25), 120, out)
    assert levels(out, 4) == pytest.approx([0.2] * 4, abs=0.06)
    assert np.abs(np.diff(decode(out)[:, 0])).max() < 0.08, "a click"


def test_a_clip_without_sound_and_an_edit_that_leaves_nothing_are_refused(clip: Path, tmp_path: Path) -> None:
    silent = tmp_path / "silent.mp4"
    run(["-i", clip, "-an", "-c", "copy", silent])
    with pytest.raises(StageFailed, match="no sound"):
        write_clip_sound(silent, ClipEdit(), 30, tmp_path / "out.wav")
    with pytest.raises(ValidationError, match=r"at least 0\.2 s after its start"):
        ClipEdit(start_s=2, end_s=2.1)
    with pytest.raises(ValidationError, match="part of the picture"):
        ClipEdit(crop=Box(left=0.5, top=0, right=0.4, bottom=1))

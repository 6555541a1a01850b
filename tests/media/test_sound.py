from pathlib import Path

import numpy as np
import pytest

from adforge_core.errors import BadSound, StageFailed
from adforge_core.media import ffmpeg
from adforge_core.media.audio import RATE, Samples, decode, filtered, write_wav
from adforge_core.media.loudness import measure
from adforge_core.providers.local.own_music import check_own_music
from adforge_core.providers.local.recorded import check_recording


def tone(seconds: float, peak: float, hertz: float = 997) -> Samples:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def stereo(samples: Samples) -> Samples:
    return np.stack([samples, samples], axis=1)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    write_wav(path, stereo(tone(0.5, 0.7)), RATE)
    assert np.abs(decode(path) - stereo(tone(0.5, 0.7))).max() <= 0.5 / 32768
    write_wav(path, np.array([2.0, -2.0], np.float32), RATE)
    assert decode(path, channels=1)[:, 0].tolist() == pytest.approx([1, -1], abs=1e-4)


def test_resampling_keeps_time_and_pitch(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    write_wav(path, tone(1, 0.5)[::2], RATE // 2)
    heard = decode(path, channels=1)[:, 0]
    assert len(heard) == RATE
    assert np.abs(heard[2000:-2000] - tone(1, 0.5)[2000:-2000]).max() < 0.01


def test_a_chain_is_applied() -> None:
    assert np.abs(filtered(stereo(tone(0.2, 0.5)), "volume=0.5")).max() == pytest.approx(0.25, abs=0.001)


def test_a_tone_measures_what_the_standard_says(tmp_path: Path) -> None:
    """ITU-R BS.1770-5: a 997 Hz sine at 0 dBFS in one channel is -3.01 LUFS; in two, 0."""
    path = tmp_path / "tone.wav"
    write_wav(path, stereo(tone(3, 0.1)), RATE)
    both = measure(path)
    assert both.lufs == pytest.approx(-20, abs=0.15)
    assert both.true_peak_db == pytest.approx(-20, abs=0.15)
    write_wav(path, tone(3, 0.1), RATE)
    assert measure(path).lufs == pytest.approx(-23, abs=0.15)
    assert not measure(path).silences


def test_a_peak_between_the_samples_is_found(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    quarter = np.tile(np.array([1, 1, -1, -1], np.float32) * 0.5, RATE // 4)  # samples 45° off a sine's peaks
    rise = np.minimum(1, np.arange(len(quarter)) / 2000).astype(np.float32)
    write_wav(path, stereo(quarter * rise * rise[::-1]), RATE)
    assert measure(path).true_peak_db == pytest.approx(20 * np.log10(0.5 * 2**0.5), abs=0.1)


def test_silence_is_found_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "gap.wav"
    write_wav(path, stereo(np.concatenate([tone(1, 0.3), np.zeros(RATE, np.float32), tone(1, 0.3)])), RATE)
    ((start, end),) = measure(path).silences
    assert (start, end) == pytest.approx((1, 2), abs=0.02)


def test_nothing_but_silence_has_no_loudness(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    write_wav(path, np.zeros((RATE, 2), np.float32), RATE)
    heard = measure(path)
    assert heard.silent
    assert heard.true_peak_db == -np.inf
    assert heard.silences == ((0, 1),)


@pytest.mark.parametrize("content", [b"", b"not sound at all"])
def test_a_file_that_is_no_sound_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.wav"
    path.write_bytes(content)
    with pytest.raises(StageFailed, match=r"notes\.wav"):
        decode(path)
    with pytest.raises(StageFailed, match=r"notes\.wav"):
        measure(path)


@pytest.mark.parametrize("name", ["clip.mp4", "still.png"])
def test_a_file_without_sound_is_told_as_one(tmp_path: Path, name: str) -> None:
    mute = tmp_path / name
    ffmpeg.run(["-f", "lavfi", "-i", "color=s=64x64:r=10:d=1", "-frames:v", "1", mute])
    for check in (check_own_music, check_recording):
        with pytest.raises(BadSound, match=rf"^{name} has no sound\."):
            check(mute)


def test_a_small_file_of_many_hours_is_not_decoded_to_its_end(tmp_path: Path) -> None:
    hours = tmp_path / "hours.flac"
    ffmpeg.run(["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "3600", hours])
    assert hours.stat().st_size < 10**6
    assert decode(hours, 8000, 1, most_s=1.0).shape == (8000, 1)
    with pytest.raises(BadSound, match="more than 15 min"):
        check_own_music(hours)
    with pytest.raises(BadSound, match="more than 120 s"):
        check_recording(hours)

"""Finding beats, and fitting music that has none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adforge_core.errors import StageFailed
from adforge_core.media.assets import asset
from adforge_core.media.audio import FRAME, RATE, Samples, decode, write_wav
from adforge_core.media.beats import find_beats
from adforge_core.providers.local.bed import Music, music
from adforge_core.providers.music import bed_from


def rhythm(tempo: float, first_s: float, seconds: float) -> Samples:
    """A bass on every downbeat, a hat on every beat, and a chord that changes with the bar."""
    times = np.arange(round(seconds * RATE)) / RATE
    since = (times - first_s) * tempo / 60
    sound = np.zeros(len(times))
    for beat in range(int(since[-1])):
        left = np.maximum(0, (since - beat) * 60 / tempo)
        begun = since >= beat
        sound += begun * np.exp(-20 * left) * np.sin(2 * np.pi * 2000 * left) * 0.2
        if beat % 4 == 0:
            pitch = 55 if beat % 8 else 73.4
            sound += begun * np.exp(-8 * left) * np.sin(2 * np.pi * pitch * left) * 0.5
            lasts = begun & (since < beat + 4)
            sound += lasts * 0.1 * (np.sin(2 * np.pi * 4 * pitch * left) + np.sin(2 * np.pi * 5 * pitch * left))
    return np.repeat(sound.astype(np.float32)[:, None], 2, axis=1)


@settings(max_examples=5)
@given(st.floats(75, 150), st.floats(0, 0.3))
def test_a_plain_rhythm_is_found(tempo: float, first_s: float) -> None:
    grid = find_beats(rhythm(tempo, first_s, 14), tempo)
    assert grid is not None
    assert grid.tempo == pytest.approx(tempo, rel=0.002)
    bar = 240 / tempo
    off = (grid.first_downbeat_s - first_s + bar / 2) % bar - bar / 2
    assert abs(off) < 0.03
    assert 2 <= grid.bars <= 14 / bar


@pytest.mark.parametrize(
    "track", [one for one in music() if one.file.endswith("electronic_2.opus")], ids=lambda one: one.file
)
def test_the_shipped_tracks_have_the_tempo_they_are_known_to_have(track: Music) -> None:
    grid = find_beats(decode(asset("music", *track.file.split("/")))[: 30 * RATE], track.tempo)
    assert grid is not None
    assert grid.tempo == pytest.approx(track.tempo, rel=0.001)
    off = (grid.first_downbeat_s - track.first_downbeat_s + track.beat_s / 2) % track.beat_s - track.beat_s / 2
    assert abs(off) < 0.03


@pytest.mark.parametrize("kind", ["noise", "pad", "silence", "short"])
def test_what_has_no_beat_is_none(kind: str) -> None:
    times = np.arange(12 * RATE) / RATE
    kinds: dict[str, NDArray[np.floating]] = {
        "noise": np.random.default_rng(1).normal(0, 0.1, len(times)),
        "pad": np.sin(2 * np.pi * 220 * times) * 0.2 * (1 + 0.3 * np.sin(times * 0.7)),
        "silence": 0 * times,
        "short": rhythm(120, 0, 3)[:, 0],
    }
    assert find_beats(np.repeat(kinds[kind].astype(np.float32)[:, None], 2, axis=1)) is None


def test_music_without_a_beat_is_fitted_all_the_same_and_tells_no_beats(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (10 * RATE, 2)).astype(np.float32)
    write_wav(tmp_path / "noise.wav", noise, RATE)
    for frames in (150, 600):
        made = bed_from(tmp_path / "noise.wav", frames, "noise", 105)
        assert made.samples.shape == (frames * FRAME, 2)
        assert np.abs(made.samples.reshape(frames // 30, -1)).max(axis=1).min() > 0.1
        assert (made.tempo, made.beats) == (0.0, ())
    write_wav(tmp_path / "short.wav", noise[: 2 * RATE], RATE)
    with pytest.raises(StageFailed, match="too short"):
        bed_from(tmp_path / "short.wav", 150, "noise", 105)

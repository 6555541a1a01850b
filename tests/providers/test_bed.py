import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adforge_core.errors import StageFailed
from adforge_core.media.assets import asset
from adforge_core.media.audio import FRAME, RATE, Samples
from adforge_core.media.bars import MOST_STRETCH, Grid, first_bar, fit, fitted, play
from adforge_core.providers.base import BedRequest, MadeBed
from adforge_core.providers.local.bed import LibraryBed, Music, music

LIBRARY = music()


@pytest.fixture(scope="module")
def long_bed() -> MadeBed:
    return LibraryBed().make(BedRequest(mood="energetic", seed=2, frames=90 * 30))


@pytest.fixture(scope="module")
def short_bed() -> MadeBed:
    return LibraryBed().make(BedRequest(mood="calm", seed=5, frames=6 * 30 + 7))


def test_every_track_is_there_and_every_mood_has_some() -> None:
    assert len(LIBRARY) == 28
    assert all(asset("music", *track.file.split("/")).stat().st_size > 100_000 for track in LIBRARY)
    assert {track.mood for track in LIBRARY} == {"calm", "energetic", "happy", "nostalgic", "tender"}
    assert all(1 <= track.again <= track.bars / 2 for track in LIBRARY)


def test_the_length_is_exact_to_the_sample(long_bed: MadeBed, short_bed: MadeBed) -> None:
    assert long_bed.samples.shape == (90 * RATE, 2)
    assert short_bed.samples.shape == ((6 * 30 + 7) * FRAME, 2)
    assert long_bed.samples.dtype == np.float32


def test_beats_fall_where_the_music_is(long_bed: MadeBed) -> None:
    """More begins on the told beats than at any other place between them, also behind the places it was joined at."""
    onsets = _onsets(long_bed.samples)
    period = 60 / long_bed.tempo
    for part in (long_bed.beats[:48], long_bed.beats[-60:-10]):
        scores = [_strength(onsets, np.array(part) + shift * period) for shift in np.arange(-0.5, 0.5, 0.0625)]
        # Off-beats carry notes as well; beats carry more than the places a quarter of a beat away.
        on_beat, beside = scores[8], (scores[4] + scores[12]) / 2
        assert on_beat > 1.2 * beside


def test_it_ends_on_a_beat_and_fades(long_bed: MadeBed) -> None:
    assert len(long_bed.beats) * 60 / long_bed.tempo == pytest.approx(90, abs=0.001)
    assert len(long_bed.beats) % 4 == 0
    loud = [_rms(long_bed.samples[int(at * RATE) : int((at + 0.2) * RATE)]) for at in (87.0, 89.5, 89.8)]
    assert loud[0] > loud[1] > loud[2]
    assert np.abs(long_bed.samples[[0, -1]]).max() < 0.001


def test_it_begins_with_the_whole_attack_of_its_first_note() -> None:
    """A note that swells within five milliseconds is as loud as it was, also where the tempo was changed."""
    t = np.arange(20 * RATE) / RATE
    since = (t - 0.3) % 2.0
    note = np.sin(2 * np.pi * 300 * t) * np.minimum(1, since / 0.005) * np.exp(-6 * since)
    sound = np.repeat(np.asarray(note, np.float32)[:, None], 2, axis=1)
    grid = Grid(tempo=120, first_downbeat_s=0.3, bars=9, again=1)
    for frames, within in ((12 * 30, 0.5), (12 * 30 + 9, 1.5)):
        bed = fitted(grid, sound, frames)
        first, later = (_rms(bed.samples[round(at * RATE) :][: RATE // 25]) for at in (0, bed.beats[8]))
        assert 20 * np.log10(first / later) == pytest.approx(0, abs=within)


@pytest.mark.parametrize(("bars", "beats", "first"), [(16, 32, 0), (16, 28, 1), (16, 36, 3), (9, 24, 2), (9, 36, 0)])
def test_its_last_bar_is_the_last_of_a_phrase(bars: int, beats: int, first: int) -> None:
    assert first_bar(Grid(tempo=120, first_downbeat_s=0, bars=bars, again=1), beats) == first


def test_a_tone_runs_through_the_joins_without_a_step_or_a_gap() -> None:
    """Bars of two seconds hold whole cycles of 200 Hz, so that a join done right cannot be told from no join."""
    track = Music("tone", "calm", tempo=120, first_downbeat_s=0.3, bars=4, again=2)
    tone = np.sin(2 * np.pi * 200 * np.arange(9 * RATE) / RATE + 1).astype(np.float32)
    heard = play(track, np.stack([tone, tone], axis=1), beats=64)[:, 0]
    assert len(heard) == round(32.5 * RATE)
    step = 2 * np.pi * 200 / RATE
    assert np.abs(np.diff(heard)).max() < 1.5 * step  # two equal waves faded at equal power rise by 3 dB at most
    assert np.abs(heard).reshape(-1, RATE // 200).max(axis=1).min() > 0.95


def test_the_same_request_is_the_same_music_and_seeds_differ(short_bed: MadeBed) -> None:
    again = LibraryBed().make(BedRequest(mood="calm", seed=5, frames=6 * 30 + 7))
    assert np.array_equal(again.samples, short_bed.samples)
    chosen = {LibraryBed().make(BedRequest(mood="calm", seed=seed, frames=30)).track for seed in range(12)}
    assert len(chosen) > 2


def test_an_unknown_mood_names_those_there_are() -> None:
    with pytest.raises(StageFailed, match="calm, energetic, happy, nostalgic, tender"):
        LibraryBed().make(BedRequest(mood="angry", seed=1, frames=300))


@given(st.sampled_from(LIBRARY), st.integers(6 * 30, 90 * 30))
def test_a_fit_is_whole_beats_in_exactly_the_length(track: Music, frames: int) -> None:
    match = fit(track, frames / 30)
    assert abs(match.tempo - 1) <= MOST_STRETCH
    if match.tempo != 1:
        assert match.beats * track.beat_s / match.tempo == pytest.approx(frames / 30)


@settings(max_examples=4)
@given(st.sampled_from(LIBRARY), st.integers(1, 400), st.integers(0, 1000))
def test_any_length_is_exact(track: Music, frames: int, seed: int) -> None:
    assert LibraryBed().make(BedRequest(mood=track.mood, seed=seed, frames=frames)).samples.shape == (frames * FRAME, 2)


def _onsets(samples: Samples) -> np.ndarray:
    """Rise of the spectrum's log energy in steps of 10 ms."""
    mono = samples.mean(1)
    windows = np.lib.stride_tricks.sliding_window_view(mono, 1024)[::480] * np.hanning(1024)
    energy = np.log1p(100 * np.abs(np.fft.rfft(windows, axis=1)))
    return np.asarray(np.maximum(np.diff(energy, axis=0), 0).sum(1))


def _strength(onsets: np.ndarray, when: np.ndarray) -> float:
    places = np.rint((when - 0.01) * 100).astype(int)
    return float(np.mean([onsets[max(0, place - 1) : place + 3].max() for place in places if 1 <= place < len(onsets)]))


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2)))

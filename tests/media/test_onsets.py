"""Onsets are found where something begins to sound."""

import numpy as np
import pytest

from adforge_core.media.onsets import RATE, onsets


def struck(*moments: float) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """Three seconds of a held chord and soft noise, with a short struck note at each of the moments."""
    time = np.arange(3 * RATE) / RATE
    sound = 0.1 * sum(np.sin(2 * np.pi * note * time) for note in (220, 277, 330))
    sound += np.random.default_rng(1).normal(0, 0.004, len(time))
    for moment in moments:
        after = np.clip(time - moment, 0, None)
        sound += (time >= moment) * 0.4 * np.exp(-18 * after) * np.sin(2 * np.pi * 900 * after)
    return sound.astype(np.float32)


def test_each_note_is_an_onset_at_its_moment_and_a_held_chord_is_none() -> None:
    wanted = (0.5, 0.9, 1.62, 2.4)
    found = [moment for moment in onsets(struck(*wanted)) if moment > 0.1]  # the chord begins at 0
    assert found == pytest.approx(wanted, abs=0.012)


def test_silence_has_none() -> None:
    assert onsets(np.zeros(RATE, np.float32)) == ()
    assert onsets(np.zeros(0, np.float32)) == ()

"""Accents: where they sound, how loud, what they are made of, and that they hit."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.media.audio import FRAME, RATE, Samples
from adforge_core.model.accents import Accent, AccentGuide, CueKind, Instrument, SoundCue
from adforge_core.model.brief import Style
from adforge_core.model.styles import guide
from adforge_core.stages.accents import accent_track, placed
from adforge_core.stages.accents.sounds import make_accent
from adforge_core.stages.accents.sting import root_at, sting
from tests.onsets import onsets

PLAIN = AccentGuide(
    cues={
        CueKind.SCENE: (((Accent.HIT, 0.0),), ((Accent.WHOOSH, -4.0), (Accent.SUB, -6.0))),
        CueKind.CUT: (((Accent.SHUTTER, -5.0),),),
        CueKind.END_CARD: (((Accent.RISER, -8.0), (Accent.HIT, 0.0)),),
        CueKind.WORD: (((Accent.TICK, -9.0),),),
        CueKind.ENTRANCE: (((Accent.POP, -9.0),),),
    },
    sting=Instrument.WOOD,
    sting_level=-6,
    edge=0.6,
    room_s=0.6,
    room_level=-14,
)


def cue(kind: CueKind, frame: int) -> SoundCue:
    return SoundCue(kind, frame)


def test_kinds_take_turns_and_what_follows_closely_on_something_greater_is_left_out() -> None:
    cues = [cue(CueKind.SCENE, frame) for frame in (60, 120, 180)]
    cues += [cue(CueKind.ENTRANCE, 66), cue(CueKind.ENTRANCE, 80), cue(CueKind.CUT, 122), cue(CueKind.BUTTON, 150)]
    found = [(one.accent, one.frame) for one in placed(cues, PLAIN, (), 240)]
    assert found == [
        (Accent.HIT, 60),
        (Accent.POP, 80),
        (Accent.WHOOSH, 120),
        (Accent.SUB, 120),
        (Accent.HIT, 180),
    ]


def test_an_accent_is_softer_under_a_word_and_in_a_row_of_cuts() -> None:
    cues = [cue(CueKind.CUT, frame) for frame in (30, 60, 90, 120, 150)]
    clear = [one.level for one in placed(cues, PLAIN, (), 200)]
    assert clear[0] == -5
    assert clear == sorted(clear, reverse=True)
    assert clear[-1] >= -7
    spoken = [one.level for one in placed(cues, PLAIN, [(1.9, 2.4)], 200)]
    assert [before - after for before, after in zip(clear, spoken, strict=True)] == pytest.approx([0, 2.5, 0, 0, 0])


def test_numbers_are_not_ticked_one_after_another_and_a_riser_needs_room() -> None:
    words = [cue(CueKind.WORD, frame) for frame in (30, 50, 100)]
    assert [one.frame for one in placed(words, PLAIN, (), 200)] == [30, 100]
    for frame, accents in ((20, [Accent.HIT]), (90, [Accent.RISER, Accent.HIT])):
        assert [one.accent for one in placed([cue(CueKind.END_CARD, frame)], PLAIN, (), 200)] == accents


@pytest.mark.parametrize("accent", Accent)
def test_every_accent_is_a_shaped_sound_and_no_two_takes_are_alike(accent: Accent) -> None:
    made, again, other = (make_accent(accent, seed, 0.6, 65.4) for seed in (1, 1, 2))
    assert np.array_equal(made.samples, again.samples)
    assert made.samples.shape != other.samples.shape or not np.allclose(made.samples, other.samples, atol=0.01)
    assert np.isfinite(made.samples).all()
    assert np.abs(made.samples[[0, -1]]).max() < 0.02 * np.abs(made.samples).max()
    # A beep is one line in the spectrum; what a library has is heard in many bands.
    bands = _third_octaves(made.samples.mean(axis=1))
    assert (bands > bands.max() - 30).sum() >= 6
    assert np.abs(made.samples[:, 0] - made.samples[:, 1]).max() > 0.01 * np.abs(made.samples).max()


@pytest.mark.parametrize("style", Style)
def test_a_track_hits_every_cue_to_the_frame_and_lasts_as_long_as_the_ad(style: Style) -> None:
    frames = (45, 100, 160, 205)
    cues = [cue(CueKind.SCENE if place % 2 else CueKind.CUT, frame) for place, frame in enumerate(frames)]
    track = accent_track([*cues, cue(CueKind.BRAND, 250)], guide(style).accents, (), 300, seed=4)
    assert track.shape == (300 * FRAME, 2)
    assert np.abs(track).max() < 0.7
    # A shutter is two clicks, and the sting two notes.
    heard = onsets(track, len(frames) + 6)
    for frame in (*frames, 250):
        assert np.abs(heard - frame / 30).min() <= 1 / 30, (style, frame, heard)
    again = accent_track([*cues, cue(CueKind.BRAND, 250)], guide(style).accents, (), 300, seed=4)
    assert np.array_equal(track, again)


def test_an_accent_on_the_first_frame_has_its_attack_and_one_on_the_last_is_cut() -> None:
    track = accent_track([cue(CueKind.SCENE, 0), cue(CueKind.SCENE, 59)], PLAIN, (), 60, seed=1)
    assert track.shape == (60 * FRAME, 2)
    assert np.abs(track[: RATE // 20]).max() == pytest.approx(np.abs(track[:RATE]).max())
    assert np.abs(track[59 * FRAME :]).max() > 0.02


@pytest.mark.parametrize(("notes", "root"), [((0, 4, 7), 0), ((3, 6, 10), 3), ((8, 12, 15), 8)])
def test_the_sting_is_in_tune_with_the_music(notes: tuple[int, ...], root: int) -> None:
    t = np.arange(2 * RATE) / RATE
    chord = sum(
        np.sin(2 * np.pi * 110 * 2 ** (note / 12) * t) + np.sin(4 * np.pi * 110 * 2 ** (note / 12) * t)
        for note in notes
    )
    bass = 2 * np.sin(2 * np.pi * 55 * 2 ** (root / 12) * t)
    music = np.repeat(np.asarray(chord + bass, np.float32)[:, None], 2, axis=1)
    pitch = root_at(music, 0.2)
    assert 12 * np.log2(pitch / 55) == pytest.approx(root)
    for instrument in Instrument:
        heard = _notes(sting(instrument, pitch, 0.3, 7))
        assert set(heard[:2]) == {root % 12, (root + 7) % 12}, instrument


def _notes(sound: Samples) -> list[int]:
    """The notes in the sound, counted from A, strongest first."""
    spectrum = np.abs(np.fft.rfft(sound.mean(axis=1), 1 << 18))
    pitches = np.fft.rfftfreq(1 << 18, 1 / RATE)
    heard = (pitches > 90) & (pitches < 1400)
    notes = np.rint(12 * np.log2(pitches[heard] / 55)).astype(int) % 12
    return [int(note) for note in np.argsort(-np.bincount(notes, spectrum[heard] ** 2, 12))]


def _third_octaves(mono: NDArray[np.float32]) -> NDArray[np.float64]:
    """The level of each third of an octave from 31 Hz to 16 kHz in dB."""
    spectrum = np.abs(np.fft.rfft(mono, max(len(mono), 1 << 15))) ** 2
    pitches = np.fft.rfftfreq(max(len(mono), 1 << 15), 1 / RATE)
    edges = 31.0 * 2 ** (np.arange(28) / 3)
    return np.array(
        [
            10 * np.log10(spectrum[(pitches >= low) & (pitches < high)].sum() + 1e-9)
            for low, high in itertools.pairwise(edges)
        ]
    )

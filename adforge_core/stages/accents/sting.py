"""The sting: two notes with the brand, in tune with the music; and what its root is at a moment."""

import numpy as np
from numpy import fft

from adforge_core.media.audio import RATE, Samples
from adforge_core.model.accents import Instrument
from adforge_core.stages.accents.shaping import Curve, band, driven, loudest, noise, struck, times, together

_LOWEST_HZ = 55.0
_HEARD_S = 1.2
_FIFTH = 2 ** (7 / 12)


def root_at(music: Samples, moment_s: float) -> float:
    """Returns the root of the harmony in `music`, (n, 2), from `moment_s` on: a pitch of 55 to 110 Hz.

    It is the note whose own strength, that of its fifth and that of its thirds are greatest; low notes count double.
    """
    length = round(_HEARD_S * RATE)
    first = max(0, min(round(moment_s * RATE), len(music) - length))
    part = music[first : first + length].mean(axis=1)
    strengths = np.abs(fft.rfft(part * np.hanning(len(part)), 1 << 17))
    pitches = fft.rfftfreq(1 << 17, 1 / RATE)
    heard = (pitches > _LOWEST_HZ) & (pitches < 1000)
    notes = np.rint(12 * np.log2(pitches[heard] / _LOWEST_HZ)).astype(int) % 12
    loud = np.sqrt(strengths[heard]) * np.where(pitches[heard] < 200, 2.0, 1.0) / pitches[heard]
    chroma = np.bincount(notes, loud, 12)
    third = np.maximum(np.roll(chroma, -3), np.roll(chroma, -4))
    return float(_LOWEST_HZ * 2 ** (np.argmax(chroma + 0.6 * np.roll(chroma, -7) + 0.3 * third) / 12))


def sting(instrument: Instrument, root_hz: float, apart_s: float, seed: int) -> Samples:
    """Returns two notes `apart_s` seconds apart, (n, 2): the fifth, then the root above it. Loudest 60 ms: 0 dB."""
    random = np.random.default_rng([seed, *instrument.encode()])
    play = {Instrument.BELL: _bell, Instrument.WOOD: _wood, Instrument.PLUCK: _pluck, Instrument.BRASS: _brass}
    notes = together(
        (0, 0.8 * play[instrument](random, root_hz * _FIFTH)), (apart_s, play[instrument](random, root_hz * 2))
    )
    return notes * np.float32(10 ** (-loudest(notes) / 20))


def _bell(random: np.random.Generator, root_hz: float) -> Samples:
    """A celesta: tuned steel bars over resonators, struck by felt."""
    pitch = root_hz * 8
    bar = struck(random, 2.2, [pitch, pitch * 4.0, pitch * 9.2], 2.4, damping=0.55)
    box = struck(random, 1.6, [pitch, pitch / 2], 1.8)
    felt = noise(random, 0.06, lambda o, time: band(o, 10.8, 0.9) * np.exp(-np.maximum(0, time) / 0.006))
    return together((0, bar), (0, 0.35 * box), (0, 0.12 * felt))


def _wood(random: np.random.Generator, root_hz: float) -> Samples:
    """A marimba: rosewood bars, tuned to a double octave, over tubes."""
    pitch = root_hz * 4
    bar = struck(random, 0.9, [pitch, pitch * 3.98, pitch * 9.3], 0.9, damping=0.9)
    tube = struck(random, 1.1, [pitch], 1.2)
    mallet = noise(random, 0.05, lambda o, time: band(o, 9.4, 0.9) * np.exp(-np.maximum(0, time) / 0.005))
    return together((0, bar), (0, 0.5 * tube), (0, 0.2 * mallet))


def _pluck(random: np.random.Generator, root_hz: float) -> Samples:
    """Two strings in unison, plucked near the bridge."""
    strings = []
    for detune in (-0.0012, 0.0012):
        pitch = root_hz * 4 * (1 + detune)
        stiff = [pitch * number * (1 + 0.0001 * number**2) for number in range(1, 15)]
        strings.append((random.uniform(0, 0.006), struck(random, 1.1, stiff, 1.3, damping=0.75)))
    pick = noise(random, 0.03, lambda o, time: band(o, 11.9, 0.8) * np.exp(-np.maximum(0, time) / 0.003))
    return together(*strings, (0, 0.25 * pick))


def _brass(random: np.random.Generator, root_hz: float) -> Samples:
    """Low brass in octaves: lips that open within a twentieth of a second, and a breath."""
    seconds = 0.75
    t = times(seconds)
    opening = np.minimum(1, t / 0.045) * (0.45 + 0.55 * np.exp(-t / 0.16))
    loud = np.minimum(1, t / 0.012) * np.exp(-t / 0.3) * np.minimum(1, (seconds - t) / 0.05)
    whole = np.zeros((len(t), 2))
    for octave, share in ((1, 0.8), (2, 1.0)):
        for side in (0, 1):
            pitch = root_hz * octave * (1 + random.normal(0, 0.0022))
            # Players never hold a pitch, least of all when they attack it.
            bend = 1 - 0.012 * np.exp(-t / 0.02) + 0.0015 * np.sin(2 * np.pi * random.uniform(4.5, 6) * t)
            phase = 2 * np.pi * np.cumsum(pitch * bend) / RATE
            whole[:, side] += share * sum(
                _harmonic(number, pitch, opening) * np.sin(number * phase) for number in range(1, 16)
            )
    breath = noise(random, 0.12, lambda o, time: band(o, 10.6, 1.0) * np.exp(-np.maximum(0, time) / 0.03))
    return driven(together((0, (whole * loud[:, None]).astype(np.float32)), (0, 1.5 * breath)), 1.4)


def _harmonic(number: int, pitch: float, opening: Curve) -> Curve:
    """Returns the loudness of a harmonic of a brass note while the lips open: higher ones come later and go first."""
    return np.asarray(np.exp(-number * pitch / (250 + 1500 * opening)) * min(1.0, number / 2))

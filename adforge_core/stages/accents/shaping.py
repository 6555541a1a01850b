"""What accents are made of: shaped noise, struck bodies, swept tones, and the room they sound in."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy import fft
from numpy.typing import NDArray

from adforge_core.media.audio import RATE, Samples

Curve = NDArray[np.float64]
Shape = Callable[[Curve, Curve], Curve]
"""The gain of each frequency, in octaves above 1 Hz, (1, n), at each time in seconds, (m, 1)."""

_WINDOW, _HOP = 1024, 256


def times(seconds: float) -> Curve:
    """Returns the time of each sample of a sound of this length, in seconds."""
    return np.arange(round(seconds * RATE)) / RATE


def noise(random: np.random.Generator, seconds: float, shape: Shape, width: float = 1.0) -> Samples:
    """Returns noise with the spectrum that `shape` gives it at each time, (n, 2).

    `width` 1 is different noise on either side, 0 the same on both.
    """
    length = round(seconds * RATE)
    padded = length + 2 * _WINDOW
    middle, *sides = random.standard_normal((3, padded)).astype(np.float32)
    window = np.sqrt(np.hanning(_WINDOW + 1)[:-1]).astype(np.float32)
    octaves = np.log2(np.maximum(fft.rfftfreq(_WINDOW, 1 / RATE), 1.0))[None, :]
    starts = np.arange(0, padded - _WINDOW, _HOP)
    gains = shape(octaves, ((starts - _WINDOW / 2) / RATE)[:, None]).astype(np.float32)
    channels = []
    for side in sides:
        source = np.sqrt(1 - width**2) * middle + width * side
        windows = np.lib.stride_tricks.sliding_window_view(source, _WINDOW)[starts] * window
        shaped = fft.irfft(fft.rfft(windows, axis=1) * gains, _WINDOW, axis=1) * (window / 2)
        out = np.zeros(padded, np.float32)
        for start, part in zip(starts, shaped, strict=True):
            out[start : start + _WINDOW] += part
        channels.append(out[_WINDOW : _WINDOW + length])
    return np.stack(channels, axis=1)


def band(octaves: Curve, centre: Curve | float, width: float) -> Curve:
    """Returns a bell-shaped band around `centre`, in octaves above 1 Hz, `width` octaves to either side."""
    return np.asarray(np.exp(-0.5 * ((octaves - centre) / width) ** 2))


def struck(
    random: np.random.Generator, seconds: float, pitches: Sequence[float], decay_s: float, damping: float = 0.6
) -> Samples:
    """Returns a body struck once, (n, 2): a mode at each of `pitches` in Hz, each slightly split and in its own place.

    The lowest rings `decay_s` seconds down by 60 dB; higher ones less, by the power `damping` of their ratio to it.
    """
    t = times(seconds).astype(np.float32)
    out = np.zeros((len(t), 2), np.float32)
    lowest = min(pitches)
    for pitch in pitches:
        tuned = pitch * 2 ** random.normal(0, 0.006)
        fade_s = decay_s * (lowest / pitch) ** damping * random.uniform(0.8, 1.2)
        heard = t[: round(1.2 * fade_s * RATE)]
        loud = random.uniform(0.5, 1.0) * (lowest / pitch) ** 0.35
        # Real bodies are never quite round: every mode is two, which beat.
        split = tuned * random.uniform(0.0008, 0.003)
        phase = random.uniform(0, 2 * np.pi, 2)
        mode = np.sin(np.float32(2 * np.pi * tuned) * heard + np.float32(phase[0]))
        mode += np.float32(0.5) * np.sin(np.float32(2 * np.pi * (tuned + split)) * heard + np.float32(phase[1]))
        mode *= np.float32(loud) * np.exp(np.float32(-6.91 / fade_s) * heard)
        out[: len(heard)] += _placed(mode, random.uniform(-0.5, 0.5))
    return _sharp(out)


def swept(seconds: float, pitch: Curve, loud: Curve) -> Samples:
    """Returns a tone whose pitch in Hz and loudness change from sample to sample, in the middle, (n, 2)."""
    wave = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * loud
    return np.repeat(wave[: round(seconds * RATE), None], 2, axis=1).astype(np.float32)


def driven(sound: Samples, drive: float) -> Samples:
    """Returns the sound through a soft saturation, which adds harmonics and evens peaks, and fades its end.

    Its peak stays below 1.
    """
    fade = np.minimum(1, np.arange(len(sound), 0, -1) / min(len(sound), 0.1 * RATE))[:, None] ** 2
    return np.asarray(np.tanh(drive * sound / max(1e-9, float(np.abs(sound).max()))) * fade, np.float32)


def together(*parts: tuple[float, Samples]) -> Samples:
    """Returns the sum of sounds: each (n, 2), and the time in seconds at which it begins."""
    length = max(round(start * RATE) + len(sound) for start, sound in parts)
    out = np.zeros((length, 2), np.float32)
    for start, sound in parts:
        first = round(start * RATE)
        out[first : first + len(sound)] += sound
    return out


def moving(sound: Samples, across: Curve) -> Samples:
    """Returns the sound moved `across`, -1 (left) to 1 (right), at equal power."""
    angle = (across + 1) * np.pi / 4
    sides = np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.sqrt(2)
    return np.asarray(sound * sides, np.float32)


def room(random: np.random.Generator, decay_s: float) -> Samples:
    """Returns the impulse response of a room, (n, 2): early reflections, then a tail that darkens as it fades.

    The tail takes `decay_s` seconds to fade by 60 dB. The response has unit energy on each side.
    """

    def tail(octaves: Curve, time: Curve) -> Curve:
        # Above 2 kHz air and walls swallow more; below 150 Hz a mixer cuts the send.
        fade = decay_s * np.clip(1 - 0.2 * (octaves - 11), 0.25, 1.0)
        loud = np.exp(-6.91 * np.maximum(time, 0) / fade) / (1 + np.exp(-3 * (octaves - 7.4)))
        return np.asarray(loud * np.clip((time - 0.006) / 0.03, 0, 1))

    late = noise(random, decay_s * 1.1, tail)
    late /= np.sqrt(np.sum(late**2, axis=0))
    early = np.zeros_like(late)
    reach = min(0.012 + 0.03 * decay_s, 0.045)
    for at in np.sort(random.uniform(0.004, reach, 9)):
        loud = np.array([random.choice([-1, 1]) * (1 - at / 0.06)], np.float32)
        early[round(at * RATE)] += _placed(loud, random.normal(0, 0.6))[0]
    whole = 0.5 * early / np.sqrt(np.sum(early**2, axis=0) + 1e-9) + 0.87 * late
    return np.asarray(whole / np.sqrt(np.sum(whole**2, axis=0)), np.float32)


def convolved(sound: Samples, response: Samples) -> Samples:
    """Returns `sound` as it is heard in a room with this `response`; as long as `sound`."""
    length = cv2.getOptimalDFTSize(len(sound) + len(response))
    spectrum = fft.rfft(sound, length, axis=0) * fft.rfft(response, length, axis=0)
    return np.asarray(fft.irfft(spectrum, length, axis=0)[: len(sound)], np.float32)


def loudest(sound: Samples) -> float:
    """Returns the level of the loudest 60 ms in dB, weighted roughly as BS.1770 weights: low notes count less."""
    frequencies = fft.rfftfreq(len(sound), 1 / RATE)
    ratio = (frequencies / 60) ** 2
    weight = ratio / (1 + ratio) * (1 + 0.58 / (1 + (1500 / np.maximum(frequencies, 1)) ** 2))
    heard = fft.irfft(fft.rfft(sound, axis=0) * weight[:, None], len(sound), axis=0)
    power = np.cumsum(np.concatenate([[0.0], np.sum(heard**2, axis=1)]))
    window = min(len(sound), round(0.06 * RATE))
    return float(10 * np.log10(np.max(power[window:] - power[:-window]) / window + 1e-12))


def _placed(mono: Samples, across: float) -> Samples:
    """Returns `mono` between the loudspeakers, -1 (left) to 1 (right)."""
    angle = (np.clip(across, -1, 1) + 1) * np.pi / 4
    return np.asarray(mono[..., None] * np.array([np.cos(angle), np.sin(angle)], np.float32))


def _sharp(sound: Samples) -> Samples:
    """Returns the sound with an attack of a millisecond instead of a step, and an end without one."""
    shaped = sound.copy()
    attack, end = round(0.001 * RATE), min(len(sound) // 2, round(0.01 * RATE))
    shaped[:attack] *= np.sin(np.linspace(0, np.pi / 2, attack))[:, None] ** 2
    shaped[-end:] *= np.linspace(1, 0, end)[:, None]
    return shaped

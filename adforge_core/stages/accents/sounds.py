"""How each accent is made. Every seed gives another take of it, as in a sound library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from adforge_core.media.audio import RATE, Samples
from adforge_core.model.accents import Accent
from adforge_core.stages.accents.shaping import (
    Curve,
    band,
    driven,
    loudest,
    moving,
    noise,
    struck,
    swept,
    times,
    together,
)


@dataclass(frozen=True)
class Made:
    """An accent without its room: its samples, (n, 2), how many seconds into it its moment is, and its send.

    `send` is how much of it is heard from the room, 1 being as much as a mixer gives a whoosh.
    """

    samples: Samples
    moment_s: float
    send: float = 1.0


_CEILING = np.float32(3.2)
"""The highest sample of an accent whose loudest 60 ms are at 0 dB: clicks would else keep the mix's limiter busy."""

Maker = Callable[[np.random.Generator, float, float], Made]
"""Makes an accent from a source of chance, its edge (0 to 1) and the pitch of the music's root in Hz, 55 to 110."""


def make_accent(accent: Accent, seed: int, edge: float, root_hz: float) -> Made:
    """Returns a take of `accent`, its loudest 60 ms at about 0 dB; the same arguments give the same samples."""
    made = _MAKERS[accent](np.random.default_rng([seed, *accent.encode()]), edge, root_hz)
    # Noise that begins at once would click.
    attack, end = round(0.0004 * RATE), round(0.008 * RATE)
    edges = np.ones(len(made.samples), np.float32)
    edges[:attack] = np.linspace(0, 1, attack)
    edges[-end:] = np.linspace(1, 0, end)
    samples = made.samples * edges[:, None]
    samples *= np.float32(10 ** (-loudest(samples) / 20))
    return Made(_CEILING * np.tanh(samples / _CEILING), made.moment_s, made.send)


def _whoosh(random: np.random.Generator, edge: float, _: float) -> Made:
    """Air that something moves through: it comes nearer from one side, passes, and leaves on the other."""
    before, after = random.uniform(0.24, 0.34), random.uniform(0.26, 0.4)
    peak = random.uniform(10.1, 10.6) + 0.5 * edge
    rise, fall, tear = random.uniform(2.0, 2.6), random.uniform(1.8, 2.4), random.uniform(0.35, 0.6)

    def shape(octaves: Curve, time: Curve) -> Curve:
        since = time - before
        loud = np.where(since < 0, 0.6 * np.exp(4.2 * since / before), np.exp(-5.5 * since / after))
        centre = peak + np.where(since < 0, rise * since / before, -fall * np.minimum(1, since / after))
        # Reflections that come closer and move away comb the air, which is what makes it pass.
        delay = 0.0004 + 0.004 * np.minimum(1, np.abs(since) / before)
        comb = 1 + tear * np.cos(2 * np.pi * 2**octaves * delay)
        air = (0.25 + 0.3 * edge) * band(octaves, 13.0, 0.7) * loud
        return np.asarray(loud * comb * (band(octaves, centre, 0.62) + 0.5 * band(octaves, centre - 1.4, 0.5) + air))

    passing = noise(random, before + after, shape, width=0.6)
    side = random.choice([-1.0, 1.0])
    since = (times(before + after)[: len(passing)] - before) / 0.16
    passing = moving(passing, 0.75 * side * np.tanh(since)) / max(1e-9, float(np.abs(passing).max()))
    # The pressure as it passes: felt more than heard, and what the eye takes for the cut.
    gust = _burst(random, 0.11, 7.0, 1.0, 0.022) * (0.6 + 0.5 * edge)
    snap = _burst(random, 0.07, 11.2, 1.2, 0.012) * (0.5 + 0.5 * edge)
    return Made(together((0, passing), (before, gust), (before, snap)), before)


def _hit(random: np.random.Generator, edge: float, root_hz: float) -> Made:
    """A trailer's impact: a falling sub, a thud, a crack and a body that rings."""
    t = times(0.75)
    start = random.uniform(2.4, 3.2)
    low = root_hz if root_hz < 75 else root_hz / 2
    sub = swept(0.75, low * (1 + (start - 1) * np.exp(-t / 0.035)), np.minimum(1, t / 0.002) * np.exp(-t / 0.16))
    thud = _burst(random, 0.2, 7.2, 1.0, 0.045)
    crack = _burst(random, 0.12, random.uniform(10.8, 11.4), 1.1, 0.014)
    base = random.uniform(150, 210)
    ratios = (1, 1.58, 2.24, 2.92, 3.6, 4.8)  # of a clamped plate, about
    body = struck(random, 0.5, _modes(base, *ratios), 0.45)
    debris = noise(random, 0.45, lambda o, time: band(o, 11.5, 1.2) * np.exp(-np.maximum(0, time) / 0.09))
    mixed = together(
        (0, 1.0 * sub),
        (0, 0.9 * thud),
        (0, (0.35 + 0.5 * edge) * crack),
        (0.001, 0.32 * _level(body)),
        (0.004, (0.05 + 0.1 * edge) * _level(debris)),
    )
    return Made(driven(mixed, 1.6 + 1.2 * edge), 0.0, 0.9)


def _riser(random: np.random.Generator, edge: float, root_hz: float) -> Made:
    """Tension before something: air and a cluster that climb for more than a second, then stop at once."""
    length = random.uniform(1.1, 1.4)
    flutter = random.uniform(5, 7)

    def shape(octaves: Curve, time: Curve) -> Curve:
        done = np.clip(time / length, 0, 1)
        # It flutters, faster and faster.
        pulse = 1 - 0.45 * done * (0.5 + 0.5 * np.cos(2 * np.pi * flutter * (time + time**2)))
        centre = 8.6 + 3.9 * done**1.3
        air = 0.35 * edge * band(octaves, 13.2, 0.6) * done**2
        return np.asarray(done**2.4 * pulse * (band(octaves, centre, 0.5) + 0.3 * band(octaves, centre - 1, 0.3) + air))

    air = noise(random, length, shape)
    t = times(length)
    done = t / length
    cluster = np.zeros((len(t), 2), np.float32)
    for ratio in (4, 4, 6, 6, 8, 8, 12, 12):
        pitch = root_hz * ratio * 2 ** (done**2 + random.normal(0, 0.012))
        shaking = 1 + 0.007 * np.sin(2 * np.pi * random.uniform(4, 6) * t)
        cluster += swept(length, pitch * shaking, done**3 / ratio)
    whole = _level(air) + 0.1 * _level(cluster)
    stop = round(0.012 * RATE)
    whole[-stop:] *= np.linspace(1, 0, stop, dtype=np.float32)[:, None]
    return Made(whole, length, 0.5)


def _tick(random: np.random.Generator, edge: float, _: float) -> Made:
    """A fingernail on hard wood: a few high modes that are gone in a fortieth of a second."""
    base = random.uniform(1500, 1900) * (1 + 0.3 * edge)
    body = struck(random, 0.09, _modes(base, 1, 1.52, 2.31, 3.44, 4.9), 0.055, damping=0.9)
    wood = struck(random, 0.12, [random.uniform(330, 420), random.uniform(700, 850)], 0.07)
    nail = _burst(random, 0.02, 12.3, 0.8, 0.0018)
    return Made(together((0, 0.7 * _level(body)), (0, 0.35 * _level(wood)), (0, 0.6 * nail)), 0.0, 0.7)


def _pop(random: np.random.Generator, edge: float, _: float) -> Made:
    """A cork or a bubble: a cavity that opens, so that its note jumps up, and the breath of air it lets go."""
    t = times(0.14)
    low = random.uniform(240, 330)
    pitch = low * (1 + random.uniform(1.4, 2.0) * (1 - np.exp(-t / 0.02)))
    loud = np.minimum(1, t / 0.0015) * np.exp(-t / random.uniform(0.018, 0.026))
    cavity = swept(0.14, pitch, loud) + 0.3 * swept(0.14, 2.03 * pitch, loud**1.5)
    breath = _burst(random, 0.08, 10.4, 1.2, 0.012)
    lips = _burst(random, 0.03, 11.8, 1.2, 0.004)
    return Made(together((0, _level(cavity)), (0, 0.4 * breath), (0, (0.45 + 0.4 * edge) * lips)), 0.0, 0.6)


def _shutter(random: np.random.Generator, edge: float, _: float) -> Made:
    """A reflex camera: the mirror slaps up, the curtains run, the mirror falls back."""
    parts: list[tuple[float, Samples]] = []
    gap = random.uniform(0.058, 0.08)
    for start, loud in ((0.0, 1.0), (gap, 0.8)):
        slap = struck(random, 0.09, _modes(random.uniform(280, 420), 1, 1.9, 2.7), 0.06)
        metal = struck(random, 0.07, _modes(random.uniform(2300, 2900), 1, 1.37, 1.86, 2.6, 3.3), 0.05, 0.8)
        parts += [
            (start, loud * 0.5 * _level(slap)),
            (start, loud * (0.3 + 0.2 * edge) * _level(metal)),
            (start, loud * 0.8 * _burst(random, 0.04, 11.6, 1.1, 0.005)),
            (start + random.uniform(0.004, 0.009), loud * 0.4 * _burst(random, 0.03, 12.2, 0.7, 0.003)),
        ]
    curtain = noise(random, gap, lambda o, time: band(o, 12.0, 0.6) * (time < gap) * (time > 0))
    return Made(together(*parts, (0, 0.07 * _level(curtain))), 0.0, 0.5)


def _shimmer(random: np.random.Generator, edge: float, root_hz: float) -> Made:
    """A mark tree: small bars brushed one after another, in tune with the music, over a breath of high air."""
    parts: list[tuple[float, Samples]] = []
    steps = np.array([0, 2, 4, 7, 9]) / 12  # a pentatonic scale has no wrong notes
    count = random.integers(15, 20)
    at = 0.0
    for number in range(count):
        octave = random.choice([5, 5, 6]) if number else 5
        pitch = root_hz * 2 ** (octave + random.choice(steps))
        while pitch > 5200:
            pitch /= 2
        bar = struck(random, 0.7, [pitch, pitch * 2.76, pitch * 5.4], random.uniform(0.4, 0.7), damping=0.5)
        loud = (1.0 if not number else random.uniform(0.25, 0.6)) * (1 - 0.75 * number / count)
        parts.append((at, np.float32(loud) * moving(_level(bar), np.full(len(bar), random.uniform(-0.8, 0.8)))))
        at += random.uniform(0.012, 0.03) + 0.045 * number / count
    glint = _burst(random, 0.06, 12.4, 0.9, 0.008) * (0.6 + 0.4 * edge)
    air = noise(random, 0.9, lambda o, time: band(o, 13.1, 0.5) * np.exp(-np.maximum(0, time) / 0.22))
    return Made(together(*parts, (0, glint), (0, 0.12 * _level(air))), 0.0, 1.5)


def _sub(random: np.random.Generator, edge: float, root_hz: float) -> Made:
    """A boom from below the music: its root, with enough of its harmonics for the loudspeakers of a telephone."""
    t = times(0.95)
    low = root_hz if root_hz < 75 else root_hz / 2
    fall = random.uniform(0.22, 0.3)
    bent = low * (1 + 0.55 * np.exp(-t / 0.05))
    attack = 0.004 + 0.012 * (1 - edge)
    boom = swept(0.95, bent, np.minimum(1, t / attack) * np.exp(-t / fall))
    rumble = noise(random, 0.7, lambda o, time: band(o, 6.4, 0.6) * np.exp(-np.maximum(0, time) / 0.15))
    felt = _burst(random, 0.16, 8.8, 1.5, 0.028)
    skin = struck(random, 0.25, [low * 2.0, low * 3.2, low * 4.3], 0.25)
    mixed = together((0, boom), (0, 0.25 * _level(rumble)), (0, (0.3 + 0.3 * edge) * felt), (0, 0.2 * _level(skin)))
    return Made(driven(mixed, 1.3 + edge), 0.0, 0.4)


def _burst(random: np.random.Generator, seconds: float, centre: float, width: float, decay_s: float) -> Samples:
    """Returns a burst of noise around `centre`, in octaves above 1 Hz, that begins at once, with a peak of 1."""
    whole = noise(random, seconds, lambda octaves, _: band(octaves, centre, width), width=0.4)
    t = times(seconds)[: len(whole)]
    shaped = whole * (np.minimum(1, t / 0.0006) * np.exp(-t / decay_s) * np.minimum(1, (seconds - t) / 0.004))[:, None]
    return _level(shaped)


def _modes(pitch: float, *ratios: float) -> list[float]:
    return [pitch * ratio for ratio in ratios]


def _level(sound: Samples | Curve) -> Samples:
    """Returns the sound with a peak of 1."""
    return np.asarray(sound / max(1e-9, float(np.abs(sound).max())), np.float32)


_MAKERS: Mapping[Accent, Maker] = MappingProxyType(
    {
        Accent.WHOOSH: _whoosh,
        Accent.HIT: _hit,
        Accent.RISER: _riser,
        Accent.TICK: _tick,
        Accent.POP: _pop,
        Accent.SHUTTER: _shutter,
        Accent.SHIMMER: _shimmer,
        Accent.SUB: _sub,
    }
)

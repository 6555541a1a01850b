"""Small real clips for the tests of segments and masters."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media import ffmpeg
from adforge_core.media.audio import AAC, FRAME, RATE, write_wav
from adforge_core.media.frames import Frame
from adforge_core.stages.segment import encode_segment

SIZE = (96, 160)


def drawing(seed: int) -> Callable[[int, Frame], None]:
    """A soft texture that moves, whose brightness tells the frame's number and whose colour tells the seed."""
    noise = np.random.default_rng(seed).integers(16, 200, SIZE[::-1]).astype(np.uint8)
    texture = cv2.GaussianBlur(noise, (0, 0), 2)

    def draw(number: int, into: Frame) -> None:
        into.y[:] = np.roll(texture, number, axis=1)
        into.y[:40, :40] = 40 + number % 150
        into.u[:] = 90 + 20 * (seed % 4)
        into.v[:] = 128

    return draw


def segment(path: Path, frames: int, seed: int = 0) -> Path:
    """A segment of `drawing(seed)` at `path`."""
    encode_segment(drawing(seed), range(frames), SIZE, path)
    return path


def sine(path: Path, frames: int, level: float = 0.4, heard: int | None = None) -> Path:
    """A stereo sine of 440 Hz as long as `frames` frames, as AAC; silent after the first `heard` of them."""
    samples = level * np.sin(2 * np.pi * 440 * np.arange(frames * FRAME) / RATE)
    samples[(frames if heard is None else heard) * FRAME :] = 0
    return _encoded(path, np.column_stack([samples, samples]))


def hiss(path: Path, frames: int) -> Path:
    """Stereo noise as long as `frames` frames, as AAC: a single tone is given less than the rate that music is."""
    return _encoded(path, np.random.default_rng(1).normal(0, 0.1, (frames * FRAME, 2)))


def _encoded(path: Path, samples: NDArray[np.float64]) -> Path:
    pcm = path.with_suffix(".wav")
    write_wav(pcm, samples.astype(np.float32), RATE)
    ffmpeg.run(["-i", pcm, *AAC, path])
    pcm.unlink()
    return path


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    """Every decoded frame, as yuv420p."""
    with av.open(path) as container:
        return [picture.to_ndarray(format="yuv420p").astype(np.uint8) for picture in container.decode(video=0)]


def sound(path: Path) -> NDArray[np.float32]:
    """The decoded sound, (channels, samples)."""
    with av.open(path) as container:
        return np.concatenate([piece.to_ndarray() for piece in container.decode(audio=0)], axis=1)


def times(path: Path) -> list[tuple[float, float]]:
    """The presentation and decoding time of each stored picture, in frames, in the order they are stored."""
    with av.open(path) as container:
        video = container.streams.video[0]
        assert video.time_base is not None
        tick = float(video.time_base * 30)
        packets = [packet for packet in container.demux(video) if packet.size]
        return [(float(packet.pts or 0) * tick, float(packet.dts or 0) * tick) for packet in packets]


def ffmpegs() -> list[int]:
    """The ffmpeg programs, dead ones included, that this process has started and not cleared away."""
    stats = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            stats.append(stat.read_text())
    found = [re.fullmatch(r"(\d+) \((.*)\) \w (\d+) .*\n", stat, re.DOTALL) for stat in stats]
    return [int(it[1]) for it in found if it and it[2].startswith("ffmpeg") and int(it[3]) == os.getpid()]

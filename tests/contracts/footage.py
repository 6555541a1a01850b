"""Small real media, as models make them, and spoiled in the ways that happen."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from adforge_core.media import ffmpeg
from adforge_core.media.audio import RATE, Samples, write_wav

SIZE = (90, 160)
_SCENES = {
    "good": "gradients=s={size}:r=24:d={seconds}:c0=0x203040:c1=0xe0b080:speed=0.05:seed=7",
    "black": "color=black:s={size}:r=24:d={seconds}",
    "flat": "color=gray:s={size}:r=24:d={seconds}",
    "frozen": "smptebars=s={size}:r=24:d={seconds}",
}


@cache
def video(seconds: float = 3.0, size: tuple[int, int] = SIZE, shows: str = "good") -> bytes:
    scene = _SCENES[shows].format(size="{}x{}".format(*size), seconds=seconds)
    return _made(
        scene, "mp4", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-movflags", "+faststart"
    )


@cache
def picture(size: tuple[int, int] = SIZE, shows: str = "good") -> bytes:
    return _made(_SCENES[shows].format(size="{}x{}".format(*size), seconds=1), "png", "-frames:v", "1")


@cache
def music(seconds: float, loud: float = 0.5) -> bytes:
    """Four notes of a bass and two chords to the bar, at 120 beats a minute, from 0.2 s on."""
    times = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(len(times))
    for beat in range(int((seconds - 0.2) * 2)):
        start, first = 0.2 + beat / 2, beat % 4 == 0
        left = times - start
        pitch = 55 * (1 if (beat // 4) % 2 else 4 / 3)
        sound += (left > 0) * np.exp(-12 * np.abs(left)) * np.sin(2 * np.pi * pitch * left) * (1.0 if first else 0.6)
        sound += (left > 0) * np.exp(-3 * np.abs(left)) * np.sin(2 * np.pi * 8 * pitch * left) * (0.3 if first else 0.0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "music.wav"
        write_wav(path, _stereo(sound * loud), RATE)
        return path.read_bytes()


def _stereo(sound: np.ndarray) -> Samples:
    return np.repeat(sound.astype(np.float32)[:, None], 2, axis=1)


def _made(scene: str, suffix: str, *codec: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{suffix}"
        ffmpeg.run(["-f", "lavfi", "-i", scene, *codec, path])
        return path.read_bytes()

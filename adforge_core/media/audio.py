"""Sound as arrays: float32 samples within ±1, (n,) for one channel or (n, channels)."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import BadSound, StageFailed
from adforge_core.media import ffmpeg

Samples = NDArray[np.float32]

RATE = 48_000
"""The sample rate of everything in the mix, in Hz."""

AAC = (
    *("-c:a", "aac", "-b:a", "192k", "-ar", str(RATE), "-ac", "2", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
    # Half the time of the default coder, with 3 to 6 dB less error on music, but only without intensity stereo.
    *("-aac_coder", "fast", "-aac_is", "0", "-aac_pns", "0"),
    # The default time scale, 1 kHz, would round lengths.
    *("-movie_timescale", str(RATE)),
)
"""ffmpeg's options for a master's sound in an MP4 file. Its length is exactly that of the input."""

FRAME = 1600
"""Samples per frame of picture, at RATE and 30 frames per second."""


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Writes 16-bit PCM. Samples are rounded, and clipped at ±1."""
    pcm = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())


def decode(path: Path, rate: int = RATE, channels: int = 2, most_s: float | None = None) -> Samples:
    """Decodes the sound of any file ffmpeg can read, resampled and mixed to (n, channels). Raises StageFailed.

    With `most_s`, it is decoded no further: a small file may hold days of silence, which take gigabytes.
    """
    most = [] if most_s is None else ["-t", str(most_s)]
    try:
        run = ffmpeg.run(["-i", path, "-map", "0:a:0", *most, *_raw(rate, channels), "pipe:1"])
    except StageFailed as failed:
        if _is_mute(path):
            raise StageFailed(f"{path.name} has no sound.", "Use a file that is heard when you play it.") from None
        raise StageFailed(
            f"The sound of {path.name} cannot be read. {failed.happened}", "Use a sound file that plays elsewhere."
        ) from None
    return _samples(run.stdout, channels)


def decode_given(path: Path, what: str, rate: int, most_s: float) -> Samples:
    """Decodes a sound file of the user's, `what` it is said to be, as `decode` does, in one channel: (n,).

    Raises BadSound.
    """
    if not path.is_file():
        raise BadSound(f"There is no {what} at {path}.", "Check the path, or choose another file.")
    try:
        return decode(path, rate, 1, most_s)[:, 0]
    except StageFailed as failed:
        raise BadSound(failed.happened, failed.to_do) from None


def _is_mute(path: Path) -> bool:
    """Whether a file can be read and holds no sound: a picture, or a video without sound."""
    import av

    try:
        with path.open("rb") as file, av.open(file) as container:
            return not container.streams.audio
    except (OSError, av.FFmpegError):
        return False


def decode_mp3(sound: bytes, rate: int = RATE, channels: int = 2) -> Samples:
    """Decodes an MP3 in memory; other formats are refused."""
    try:
        run = ffmpeg.run(["-f", "mp3", "-i", "pipe:0", *_raw(rate, channels), "pipe:1"], stdin=sound)
    except StageFailed as failed:
        raise StageFailed(f"The sound is not a valid MP3. {failed.happened}") from None
    return _samples(run.stdout, channels)


def filtered(samples: Samples, chain: str, rate: int = RATE) -> Samples:
    """Sends `samples`, (n, channels) at `rate`, through the ffmpeg filter `chain`. The length may change."""
    raw = _raw(rate, samples.shape[1])
    pcm = np.ascontiguousarray(samples, "<f4").tobytes()
    return _samples(
        ffmpeg.run([*raw, "-i", "pipe:0", "-af", chain, *raw, "pipe:1"], stdin=pcm).stdout, samples.shape[1]
    )


def _raw(rate: int, channels: int) -> list[str]:
    return ["-f", "f32le", "-ar", str(rate), "-ac", str(channels)]


def _samples(pcm: bytes, channels: int) -> Samples:
    return np.frombuffer(pcm, "<f4").astype(np.float32).reshape(-1, channels)

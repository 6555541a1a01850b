"""What every voice promises, of this machine and of services alike."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from adforge_core.errors import StageFailed
from adforge_core.model.stages import Stage
from adforge_core.pipeline.run import Run
from adforge_core.providers.base import Paid, Speech, SpeechRequest, Voice
from adforge_core.providers.local.kokoro import voice as kokoro_voice
from adforge_core.providers.local.kokoro.voice import KokoroVoice
from adforge_core.providers.local.voice import HibariVoice
from adforge_core.providers.vendors import vendors_for
from tests.contracts.reached import reached, vendor_named
from tests.contracts.server import Double

LINE = "Now $49.99 — EUR 45 for 500 ml, 😀 until Nov 30. A glow that lasts 24h!"
EXTRA = [] if KokoroVoice().lacking else ["kokoro"]
Say = Callable[..., Speech]


@pytest.fixture(scope="module")
def hibari() -> Voice:
    """The voice of this machine, which is slow to load, kept."""
    return HibariVoice()


@pytest.fixture(scope="module")
def kokoro() -> Voice:
    """The extra voices, whose model takes seconds to load, kept."""
    return KokoroVoice()


@pytest.fixture(params=["hibari", *EXTRA, *(vendor.name for vendor in vendors_for("voice"))])
def voice(
    request: pytest.FixtureRequest,
    hibari: Voice,
    kokoro: Voice,
    double: Double,
    files: Double,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    if request.param == "hibari":
        return hibari
    if request.param == "kokoro":
        monkeypatch.setattr(kokoro_voice, "find_spec", find_spec)
        return kokoro
    return reached(vendor_named(request.param), "voice", double, files, monkeypatch)[0]


@pytest.fixture
def say(run: Run, voice: Voice) -> Say:
    def say(line: str, **how: object) -> Speech:
        request = SpeechRequest.model_validate({"line": line, **how})
        return run.asked(Stage.VOICE, "scene-1", voice, request, lambda one: one.speak(request))

    return say


def test_every_written_word_has_its_time_in_order(say: Say) -> None:
    speech = say(LINE)
    assert " ".join(word.text for word in speech.words) == LINE.replace("😀 ", "")
    times = [time for word in speech.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= speech.seconds
    assert all(word.end - word.start > 0.04 for word in speech.words)


def test_words_are_heard_when_they_are_said_to_be(say: Say) -> None:
    speech = say("Stop. Go.")
    first, second = speech.words
    heard = np.flatnonzero(np.abs(speech.samples) > 0.05) / speech.rate
    assert heard[0] == pytest.approx(first.start, abs=0.06)
    assert heard[-1] == pytest.approx(second.end, abs=0.08), "the last sound may fade"
    pause = (first.end + second.start) / 2
    assert not len(heard[np.abs(heard - pause) < 0.03])


def test_edges_are_quiet_and_the_level_is_steady(say: Say) -> None:
    levels = []
    for line in ("Go.", LINE, "Softer in seven days, or your money back."):
        speech = say(line)
        loud = np.flatnonzero(np.abs(speech.samples) > 0.02 * np.abs(speech.samples).max())
        assert speech.samples.dtype == np.float32
        assert loud[0] < 0.12 * speech.rate
        assert len(speech.samples) - loud[-1] < 0.12 * speech.rate
        assert np.abs(speech.samples[[0, -1]]).max() < 1e-3
        assert np.abs(speech.samples).max() <= 0.9
        heard = speech.samples[loud[0] : loud[-1]].astype(np.float64)
        levels.append(10 * np.log10(np.mean(heard**2)))
    assert max(levels) - min(levels) < 6


def test_speed_changes_the_length(say: Say) -> None:
    slow, fast = (say("Softer skin is only seven days away.", speed=speed).seconds for speed in (0.9, 1.15))
    assert slow / fast == pytest.approx(1.15 / 0.9, rel=0.06)


@pytest.mark.parametrize("line", ["", "😀 —", "..."])
def test_a_line_without_words_says_so_and_costs_nothing(say: Say, run: Run, double: Double, line: str) -> None:
    with pytest.raises(StageFailed, match=r"words.*\. Write"):
        say(line)
    assert double.requests == []
    assert run.folder.ledger.orders() == ()


def test_the_first_speaker_is_the_usual_one(say: Say, voice: Voice) -> None:
    usual = voice.speakers[0]
    assert len({speaker.id for speaker in voice.speakers}) == len(voice.speakers)
    assert all(speaker.name for speaker in voice.speakers)
    by_name, unnamed = say("Hello there.", voice=usual.id), say("Hello there.")
    assert np.array_equal(by_name.samples, unnamed.samples)


def test_a_speaker_it_has_not_got_is_refused(say: Say) -> None:
    with pytest.raises(StageFailed, match="nobody"):
        say("Hello there.", voice="nobody")


def test_the_same_order_is_answered_again_and_paid_once(say: Say, run: Run, voice: Voice, double: Double) -> None:
    first, again = say(LINE), say(LINE)
    assert np.array_equal(first.samples, again.samples)
    assert first.words == again.words
    assert run.folder.ledger.total_usd() == double.charged_usd
    assert len(double.asked("POST")) == len(run.folder.ledger.orders()) == isinstance(voice, Paid)

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from adforge_core.errors import StageFailed
from adforge_core.providers.base import SpeechRequest
from adforge_core.providers.local.voice import HibariVoice

LINE = "Now $49.99 — EUR 45 for 500 ml, 😀 until Nov 30. A glow that lasts 24h!"


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return HibariVoice()


def test_every_written_word_has_its_time(voice: HibariVoice) -> None:
    speech = voice.speak(SpeechRequest(line=LINE))
    texts = [word.text for word in speech.words]
    assert "|".join(texts) == "Now|$49.99 —|EUR 45|for|500|ml,|until|Nov|30.|A|glow|that|lasts|24h!"
    times = [time for word in speech.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= speech.seconds
    assert all(word.end - word.start > 0.04 for word in speech.words)


def test_words_are_heard_when_they_are_said_to_be(voice: HibariVoice) -> None:
    """Between two sentences the voice pauses: the gap between the words' times is the gap in the sound."""
    speech = voice.speak(SpeechRequest(line="Stop. Go."))
    first, second = speech.words
    assert second.start - first.end > 0.1
    gap = speech.samples[int((first.end + 0.05) * speech.rate) : int((second.start - 0.05) * speech.rate)]
    spoken = speech.samples[int(second.start * speech.rate) : int(second.end * speech.rate)]
    assert _rms(gap) < 0.1 * _rms(spoken)
    heard = np.flatnonzero(np.abs(speech.samples) > 0.05) / speech.rate
    assert heard[0] == pytest.approx(first.start, abs=0.06)
    assert heard[-1] == pytest.approx(second.end, abs=0.06)
    assert heard[heard > first.end + 0.08][0] == pytest.approx(second.start, abs=0.06)


def test_the_same_line_is_the_same_sound_from_any_thread(voice: HibariVoice) -> None:
    wanted = voice.speak(SpeechRequest(line=LINE))
    with ThreadPoolExecutor(4) as pool:
        for speech in pool.map(lambda _: voice.speak(SpeechRequest(line=LINE)), range(6)):
            assert np.array_equal(speech.samples, wanted.samples)
            assert speech.words == wanted.words


def test_the_letter_a_is_not_the_article(voice: HibariVoice) -> None:
    letter, article = (voice.speak(SpeechRequest(line=line)).words[0] for line in ("AI lab.", "A lab."))
    assert letter.end - letter.start > article.end - article.start + 0.1


def test_a_line_longer_than_the_model_can_hold_is_spoken_whole(voice: HibariVoice) -> None:
    line = "soft and bright and clean and fresh " * 20 + "skin."
    speech = voice.speak(SpeechRequest(line=line))
    assert [word.text for word in speech.words] == line.split()
    assert speech.words[-1].end == pytest.approx(speech.seconds, abs=0.1)


@pytest.mark.parametrize("line", ["", "😀 —", "Привет мир", "..."])
def test_a_line_without_words_says_so(voice: HibariVoice, line: str) -> None:
    with pytest.raises(StageFailed, match="no English words"):
        voice.speak(SpeechRequest(line=line))


def test_a_voice_it_has_not_got_names_the_ones_it_has(voice: HibariVoice) -> None:
    with pytest.raises(StageFailed, match="heart"):
        voice.speak(SpeechRequest(line="Hello.", voice="emma"))


def _rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.errors import StageFailed
from adforge_core.providers.speech import finished, words_by_character

LINES = st.lists(st.text(st.sampled_from("abcXYZ0159$€%&.,!?—-😀é"), min_size=1, max_size=8), min_size=1, max_size=12)


def spans(count: int) -> list[tuple[float, float]]:
    return [(place * 0.1, place * 0.1 + 0.1) for place in range(count)]


@given(LINES)
def test_written_words_keep_their_order_and_their_own_times(tokens: list[str]) -> None:
    line = " ".join(tokens)
    words = words_by_character(line, line, spans(len(line)))
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    kept = " ".join(word.text for word in words).split()
    spoken = [token for token in tokens if any(char.isalnum() for char in token)]
    assert [token for token in kept if any(char.isalnum() for char in token)] == spoken
    for word in words:
        first = word.text.split()[0]
        assert line[round(word.start * 10)] in first


@given(LINES, st.text(st.sampled_from("abc XYZ019"), max_size=40))
def test_whatever_was_said_the_times_go_forward(tokens: list[str], said: str) -> None:
    words = words_by_character(" ".join(tokens), said, spans(len(said)))
    times = [time for word in words for time in (word.start, word.end)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(times))
    assert all(0 <= time <= len(said) / 10 + 1e-9 for time in times)


def test_a_price_said_in_words_stays_as_it_was_written() -> None:
    said = "It is forty-nine dollars, really."
    words = words_by_character("It is $49, really.", said, spans(len(said)))
    assert [word.text for word in words] == ["It", "is", "$49, really."]
    assert words[-1].start == pytest.approx(said.index("really") / 10)


def test_characters_may_come_in_clusters() -> None:
    words = words_by_character("Go now", ["Go", " ", "now"], [(0.0, 0.2), (0.2, 0.3), (0.3, 0.6)])
    assert [(word.text, word.start, word.end) for word in words] == [("Go", 0.0, 0.2), ("now", 0.3, 0.6)]


@pytest.mark.parametrize("samples", [[], [0.0] * 900, [1e-6] * 900])
def test_silence_is_not_speech(samples: list[float]) -> None:
    with pytest.raises(StageFailed, match="silence"):
        finished(np.array(samples, np.float32), 8000, ())

"""How numbers and plain text are said."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError
from streamlit.testing.v1 import AppTest

from adforge_core.model.brief import Brief
from pages.parts.kit.words import ago, amount, counted, dollars, duration, invalid, maker, plain, price


def test_what_is_written_reads_as_written() -> None:
    typed = "$5 or $6, *now*, [a](b) `c` :red[d] <b> _e_ #1 ~2~ a\\b"

    def show(text: str) -> None:
        import streamlit as st

        st.markdown(text)

    shown = AppTest.from_function(show, args=(plain(typed),)).run()
    assert not shown.exception
    assert plain(typed).replace("\\\\", "/").replace("\\", "").replace("/", "\\") == typed
    assert "\\$5" in shown.markdown[0].value


def test_amounts_are_rounded_for_people() -> None:
    assert [duration(seconds) for seconds in (0.4, 8.4, 89, 150)] == [
        "a moment",
        "about 8 s",
        "about 89 s",
        "about 2 min",
    ]
    assert [dollars(amount) for amount in (0, 0.001, 0.042, 3)] == ["$0", "under $0.01", "$0.04", "$3.00"]
    assert price(12.3, 0.5) == "about 12 s, $0.50"
    assert [counted(count, "scene") for count in (0, 1, 4)] == ["0 scenes", "1 scene", "4 scenes"]


@pytest.mark.parametrize(
    ("units", "unit", "said"),
    [
        (1, "run", "1 run"),
        (5, "second", "5 seconds"),
        (1, "seconds", "1 second"),
        (2.5, "second of work", "2.5 seconds of work"),
        (0.012, "million tokens", "0.012 million tokens"),
        (140, "characters", "140 characters"),
    ],
)
def test_amounts_are_counted_as_people_count(units: float, unit: str, said: str) -> None:
    assert amount(units, unit) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=30), "yesterday"),
    ],
)
def test_times_are_said_from_now(before: timedelta, said: str) -> None:
    assert ago(datetime.now(UTC) - before) == said


def test_long_ago_is_a_date() -> None:
    assert ago(datetime(2025, 3, 4, tzinfo=UTC)) == "4 Mar 2025"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"product": ""}, "This cannot be empty."),
        ({"product": "x" * 201}, "This is too long: 201 characters, at most 200."),
        ({"product": "Tea", "benefits": ("a",) * 21}, "That is too many: 21, at most 20."),
        ({"product": "Tea", "duration": 500}, "This can be at most 90."),
    ],
)
def test_a_value_that_cannot_be_is_one_sentence(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Brief.model_validate(fields)
    assert invalid(caught.value) == said


def test_a_service_goes_by_its_name_and_the_studio_by_its_own() -> None:
    assert maker("sets") == "the studio's own sets"
    assert maker("ElevenLabs") == "ElevenLabs"

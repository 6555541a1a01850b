"""Numbers that count up: what is counted, not what names or measures a thing."""

import pytest

from adforge_core.model.figures import counted_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Save 30 %", "30"),
        ("2 for $49", "49"),
        ("Rated 4.8 stars", "4.8"),
        ("10,000+ happy customers", "10,000"),
        ("Cold for 24 hours", "24"),
        ("For ages 18+", None),
        ("747 pilots", None),
        ("501 jeans", None),
        ("Windows 11", None),
        ("Chanel No. 5", None),
        ("Open 24/7", None),
        ("Since 1998", None),
        ("iPhone 15 cases", None),
        ("Weighs 240 grams", None),
        ("Fills a room of 40 square meters", None),
    ],
)
def test_only_what_is_counted_counts_up(text: str, number: str | None) -> None:
    figure = counted_in(text)
    assert (figure and figure.text) == number

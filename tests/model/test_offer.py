"""The offer in a few words never becomes another offer."""

import pytest

from adforge_core.model.offer import short_offer


@pytest.mark.parametrize(
    ("offer", "short"),
    [
        ("20% off until Sunday", "20% off"),
        ("$14 a tin, with free shipping on two or more", "$14 a tin"),
        ("$20 off with code RUN", "$20 off"),
        ("Buy two, get one free", "Buy two, get one free"),
        ("$29, down from $39", "$29, down from $39"),
        ("15% off your first pair", "15% off your first pair"),
        ("$2.50 before 9 am", "$2.50 before 9 am"),
        ("Book a test ride in April and get a free service kit worth \u20ac120", ""),
        ("", ""),
    ],
)
def test_deadlines_and_extras_go_and_conditions_stay(offer: str, short: str) -> None:
    assert short_offer(offer) == short

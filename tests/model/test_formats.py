"""Formats and what channels cover of them."""

import pytest

from adforge_core.model.formats import Format, safe_areas


def test_words_stay_clear_of_every_channel() -> None:
    words = Format.VERTICAL.safe_area
    areas = safe_areas(Format.VERTICAL)
    assert len(areas) >= 4
    for area in areas.values():
        # Fractions are rounded to a pixel or two.
        assert area.left <= words.left + 0.001 < words.right <= area.right + 0.001
        assert area.top <= words.top + 0.001 < words.bottom <= area.bottom + 0.001


def test_a_channel_covers_its_own_format_only() -> None:
    reels = safe_areas(Format.VERTICAL)["Instagram and Facebook Reels"]
    assert (reels.top, reels.bottom) == pytest.approx((0.14, 0.65))
    assert "TikTok" not in safe_areas(Format.WIDE)


@pytest.mark.parametrize("format", Format)
def test_every_format_says_all_that_is_asked_of_one(format: Format) -> None:
    width, height = format.size
    across, down = map(int, format.value.split(":"))
    assert width * down == height * across
    assert min(width, height) == 1080
    assert width % 2 == height % 2 == 0
    area = format.safe_area
    assert 0 <= area.left < area.right <= 1
    assert 0 <= area.top < area.bottom <= 1
    # On plates of earlier versions the call to action is below the product, which therefore stands higher there.
    assert area.top < format.first_end_card_stand.y < format.first_stand.y <= area.bottom
    # Only words keep to the safe area.
    assert format.first_stand.y <= format.stand.y <= format.end_card_stand.y < 1
    assert format.captions is None or area.top < format.captions < area.bottom
    assert format.is_wide == (across > down)
    assert format.seen_on

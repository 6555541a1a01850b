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

"""A scene's picture: what its shots show of it."""

import pytest

from adforge_core.model.formats import Format
from adforge_core.model.shots import Framing, Shot, View
from adforge_core.pipeline.pictures import Filmed


@pytest.mark.parametrize("creep", [0.05, -0.05])
def test_a_wide_shot_stays_wide_and_others_get_as_close_as_they_are_told(creep: float) -> None:
    by_hand = {Format.VERTICAL: View(zoom=1.5)}
    close, wide = (
        Filmed.of(Shot(id="shot-1", frames=90, framing=framing, creep=creep, views=by_hand), Format.VERTICAL)
        for framing in (Framing.CLOSE, Framing.WIDE)
    )
    assert close.creep == creep
    assert 0 < wide.creep / creep < 0.3
    assert [shot.view and shot.view.creep for shot in (close, wide)] == [close.creep, wide.creep]

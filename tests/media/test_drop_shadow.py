import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.drop_shadow import without_drop_shadow
from tests.shots import SIDE, bottle, shot

Pixels = NDArray[np.uint8]


def packshot(shadow: NDArray[np.float64]) -> tuple[Pixels, Pixels, Pixels]:
    """A bottle over its black `shadow`, 0 to 1: its colours, its opacity with the shadow, and without it."""
    picture, own = shot(bottle, (40, 90, 80))
    with_shadow = own + (1 - own) * shadow
    colours = np.where((own > 0.5)[..., None], picture, 0)
    alpha, alone = (np.rint(one * 255).astype(np.uint8) for one in (with_shadow, own))
    return colours.astype(np.uint8), alpha, alone


def below(row: int, wide: float, tall: float, strength: float) -> NDArray[np.float64]:
    down, across = np.mgrid[0:SIDE, 0:SIDE] + 0.5
    return np.asarray(strength * np.exp(-(((across - 300) / wide) ** 2) - ((down - row) / tall) ** 2))


def test_a_shadow_apart_from_the_product_goes_and_the_product_stays() -> None:
    colours, alpha, alone = packshot(below(570, 90, 9, 0.3))
    cleared = without_drop_shadow(colours, alpha)
    assert np.flatnonzero((alpha > 6).any(axis=1))[-1] > 575
    assert np.array_equal(cleared, alone)


def test_a_shadow_that_touches_the_foot_goes_and_leaves_a_thin_edge() -> None:
    colours, alpha, alone = packshot(below(522, 110, 12, 0.45))
    cleared = without_drop_shadow(colours, alpha)
    assert np.array_equal(cleared == 255, alone == 255)
    off = np.abs(cleared.astype(int) - alone)
    assert off.mean() < 0.1
    rows = np.flatnonzero((cleared > 25).any(axis=1))
    assert rows[-1] <= np.flatnonzero((alone > 0).any(axis=1))[-1] + 2


def test_tinted_glass_a_veil_and_an_edge_are_no_shadow() -> None:
    colours, _, alone = packshot(np.zeros((SIDE, SIDE)))
    lens = np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(lens, (300, 300), 150, 255, 20)
    cv2.circle(lens, (300, 300), 141, 120, -1)
    veil = alone.copy()
    cv2.rectangle(veil, (80, 200), (205, 480), 90, -1)  # sheer and dark, but with a clear outline
    for alpha in (alone, lens, veil):
        assert np.array_equal(without_drop_shadow(colours, alpha), alpha)
    white = np.full_like(colours, 235)
    glow = np.rint(np.maximum(alone, 255 * below(560, 90, 12, 0.3))).astype(np.uint8)
    assert np.array_equal(without_drop_shadow(white, glow), glow), "a light glow is no shadow"

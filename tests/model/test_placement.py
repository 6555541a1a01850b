from adforge_core.model.look import KeyLight
from adforge_core.model.placement import Ground, Motion, place
from adforge_core.model.value import Box, Point

GROUND = Ground(stand=Point(x=0.5, y=0.6), light=KeyLight(azimuth=30, elevation=45, softness=0.5))
SIZE = (1080, 1920)


def test_a_product_stands_where_the_set_says_and_fills_its_room() -> None:
    placed = place(GROUND, Box(left=0.1, top=0.3, right=0.9, bottom=0.65), 0.5, SIZE, Motion.STILL)
    assert (placed.x, placed.y) == (0.5, 0.6)
    assert round(placed.scale * 1080) == round(0.3 * 1920)


def test_where_words_take_the_stand_it_stands_further_back() -> None:
    placed = place(GROUND, Box(left=0.1, top=0.2, right=0.9, bottom=0.5), 0.5, SIZE, Motion.STILL)
    assert placed.y == 0.5
    assert round(placed.scale * 1080) == round(0.3 * 1920)

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adforge_core.media.strokes import SURE, corrected
from adforge_core.model.project import Stroke
from adforge_core.model.value import Point
from tests.shots import bottle, mug, shot

Far = NDArray[np.float64]


def stroke(keep: bool, radius: float, *points: tuple[float, float]) -> Stroke:
    return Stroke(keep=keep, radius=radius, points=tuple(Point(x=x, y=y) for x, y in points))


def distance(size: tuple[int, int], painted: Stroke) -> Far:
    """How far every pixel's middle is from the stroke's line, in pixels."""
    height, width = size
    down, across = np.mgrid[0:height, 0:width] + 0.5
    places = [np.array((point.x * width, point.y * height)) for point in painted.points]
    nearest = np.full(size, np.inf)
    for start, end in zip(places, places[1:] or places, strict=False):
        way = end - start
        along = ((across - start[0]) * way[0] + (down - start[1]) * way[1]) / max(1e-9, way @ way)
        along = np.clip(along, 0, 1)
        gap = np.hypot(across - start[0] - along * way[0], down - start[1] - along * way[1])
        nearest = np.minimum(nearest, gap)
    return nearest


fractions = st.floats(0, 1)
strokes = st.builds(
    lambda keep, radius, points: stroke(keep, radius, *points),
    st.booleans(),
    st.floats(0.01, 0.3),
    st.lists(st.tuples(fractions, fractions), min_size=1, max_size=5),
)


@settings(max_examples=60)
@given(st.lists(strokes, min_size=1, max_size=4), st.integers(0, 2**16), st.tuples(*[st.integers(40, 110)] * 2))
def test_the_last_word_on_a_pixel_holds_and_nothing_else_changes(
    painted: list[Stroke], seed: int, size: tuple[int, int]
) -> None:
    random = np.random.default_rng(seed)
    photo = random.integers(0, 256, (*size, 3), np.uint8)
    matte = random.choice(np.array([0, 0, 128, 255, 255], np.uint8), size)
    before = photo.copy(), matte.copy()
    done = corrected(matte, photo, painted)
    assert np.array_equal(before[0], photo)
    assert np.array_equal(before[1], matte)
    assert np.array_equal(done, corrected(matte, photo, painted))
    away = np.ones(size, bool)
    raised, lowered = np.zeros(size, bool), np.zeros(size, bool)
    final = np.full(size, -1)
    for one in painted:
        radius = max(1.5, one.radius * max(size))
        gap = distance(size, one)
        near = gap <= radius + 1.5
        away &= ~near
        (raised if one.keep else lowered)[near] = True
        final[near & (final != (255 if one.keep else 0))] = -1
        final[gap <= SURE * radius - 1] = 255 if one.keep else 0
    assert np.array_equal(done[away], matte[away])
    assert (done[final == 255] == 255).all()
    assert (done[final == 0] == 0).all()
    assert (done[raised & ~lowered] >= matte[raised & ~lowered]).all()
    assert (done[lowered & ~raised] <= matte[lowered & ~raised]).all()


def test_a_kept_part_ends_where_the_product_does() -> None:
    photo, truth = shot(bottle, (40, 90, 80))
    matte = np.rint(truth * 255).astype(np.uint8)
    broken = matte.copy()
    broken[300:400, 330:] = 0  # the bottle's right side reaches to 390
    painted = stroke(True, 0.075, (350 / 600, 300 / 600), (350 / 600, 400 / 600))
    mended = corrected(broken, photo, [painted])
    rows = slice(310, 390)
    assert np.abs(broken[rows] / 255.0 - truth[rows]).mean() > 0.05
    assert np.abs(mended[rows] / 255.0 - truth[rows]).mean() < 0.004


def test_an_erased_background_leaves_the_product_beside_it() -> None:
    photo, truth = shot(mug, (190, 60, 45))
    wrong = np.rint(truth * 255).astype(np.uint8)
    wrong[300:400, 100:170] = 255  # a piece of background that touches the mug at 165
    painted = stroke(False, 0.1, (115 / 600, 290 / 600), (115 / 600, 410 / 600))
    mended = corrected(wrong, photo, [painted])
    assert np.abs(mended / 255.0 - truth).mean() < 0.004


def test_without_an_edge_the_rim_is_soft_and_in_the_middle() -> None:
    photo = np.full((200, 200, 3), 120, np.uint8)
    done = corrected(np.zeros((200, 200), np.uint8), photo, [stroke(True, 0.25, (0.5, 0.5))])
    across = done[100, 100:].astype(int)
    assert (np.diff(across) <= 0).all()
    assert np.count_nonzero((across > 0) & (across < 255)) >= 3
    assert SURE * 50 < np.argmax(across < 128) < 50


def test_no_strokes_leave_the_very_matte() -> None:
    matte = np.eye(40, dtype=np.uint8)
    assert corrected(matte, np.zeros((40, 40, 3), np.uint8), []) is matte


def test_a_large_stroke_on_a_large_photo_is_solved_at_a_bounded_size() -> None:
    small, truth = shot(bottle, (40, 90, 80))
    photo = np.ascontiguousarray(small.repeat(4, axis=0).repeat(4, axis=1))
    down = stroke(True, 0.08, (0.5, 0.3), (0.5, 0.8))
    done = corrected(np.zeros(photo.shape[:2], np.uint8), photo, [down])
    assert (done[800:1900, 1150:1250] == 255).all()
    sides = np.rint(truth * 255).astype(np.uint8).repeat(4, axis=0).repeat(4, axis=1) == 0
    assert (done[1200:1900][sides[1200:1900]] > 127).mean() < 0.01

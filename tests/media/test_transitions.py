from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adforge_core.media.frames import Frame
from adforge_core.media.transitions import join
from adforge_core.model.storyboard import TransitionKind

SIZE = (96, 160)
MOVING = [kind for kind in TransitionKind if kind is not TransitionKind.CUT]


def flat(level: int) -> Frame:
    frame = Frame.empty(SIZE)
    frame.y[:], frame.u[:], frame.v[:] = level, 100, 150
    return frame


def smooth(turn: float) -> Frame:
    y, x = np.mgrid[: SIZE[1], : SIZE[0]]
    frame = Frame.empty(SIZE)
    wave = 120 + 60 * np.sin(x / 15 + turn) * np.cos(y / 20 + turn)
    frame.paint(np.dstack([wave, wave[::-1], 255 - wave]).astype(np.uint8))
    return frame


def joined(kind: TransitionKind, progress: float, outgoing: Frame, incoming: Frame) -> Frame:
    into = Frame.empty(SIZE)
    into.buffer[:] = 0
    join(kind, progress, outgoing, incoming, into)
    return into


def distance(one: Frame, other: Frame) -> float:
    return float(np.abs(one.buffer.astype(int) - other.buffer).mean())


@pytest.mark.parametrize("kind", MOVING)
def test_it_leaves_from_the_old_scene_and_arrives_at_the_new_one(kind: TransitionKind) -> None:
    old, new = smooth(0), smooth(2)
    assert distance(joined(kind, 0.01, old, new), old) < 2.5
    assert distance(joined(kind, 0.99, old, new), new) < 2.5
    assert distance(joined(kind, 0.5, old, new), old) > 5
    assert distance(joined(kind, 0.5, old, new), new) > 5


@pytest.mark.parametrize("kind", list(TransitionKind))
@settings(max_examples=12)
@given(progress=st.floats(0.001, 0.999))
def test_both_scenes_are_left_as_they_are_and_every_pixel_is_drawn(kind: TransitionKind, progress: float) -> None:
    old, new = smooth(0), smooth(2)
    into = joined(kind, progress, old, new)
    assert np.array_equal(old.buffer, smooth(0).buffer)
    assert np.array_equal(new.buffer, smooth(2).buffer)
    assert into.buffer.min() >= 13, "a pixel was left undrawn, or is blacker than black"
    assert into.buffer.max() <= 241


@pytest.mark.parametrize("kind", [k for k in MOVING if k is not TransitionKind.DIP])
@settings(max_examples=12)
@given(progress=st.floats(0.001, 0.999))
def test_two_like_scenes_join_without_a_seam(kind: TransitionKind, progress: float) -> None:
    into = joined(kind, progress, flat(180), flat(180))
    assert np.abs(into.y.astype(int) - 180).max() <= 1
    assert np.abs(into.u.astype(int) - 100).max() <= 1
    assert np.abs(into.v.astype(int) - 150).max() <= 1


@pytest.mark.parametrize(
    "kind", [TransitionKind.CROSSFADE, TransitionKind.WIPE, TransitionKind.PUSH, TransitionKind.ZOOM]
)
def test_the_new_scene_only_ever_gains(kind: TransitionKind) -> None:
    brightness = [joined(kind, step / 20, flat(40), flat(220)).y.mean() for step in range(1, 20)]
    assert all(after >= before - 0.2 for before, after in pairwise(brightness))
    assert brightness[-1] - brightness[0] > 120


def test_a_dip_passes_through_its_colour() -> None:
    into = Frame.empty(SIZE)
    join(TransitionKind.DIP, 0.45, smooth(0), smooth(2), into, through=(255, 255, 255))
    assert into.y.min() >= 234
    assert np.abs(into.u.astype(int) - 128).max() <= 1


def test_a_push_slides_both_scenes() -> None:
    into = joined(TransitionKind.PUSH, 0.5, flat(40), flat(220))
    assert into.y[0, 4] == 40
    assert into.y[0, -4] == 220
    assert (np.diff(into.y[0].astype(int)) >= 0).all()


def test_a_wipe_has_a_soft_edge() -> None:
    into = joined(TransitionKind.WIPE, 0.5, flat(40), flat(220))
    assert into.y[0, 0] == 220
    assert into.y[-1, -1] == 40
    assert np.abs(np.diff(into.y.astype(int), axis=1)).max() < 16


def test_a_cut_is_the_new_scene() -> None:
    assert np.array_equal(joined(TransitionKind.CUT, 0.3, smooth(0), smooth(2)).buffer, smooth(2).buffer)

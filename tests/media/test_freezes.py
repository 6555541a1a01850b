from hypothesis import given
from hypothesis import strategies as st

from adforge_core.media.frames import Frame
from adforge_core.media.freezes import FreezeDetector, joined

SIZE = (64, 96)


def watched(levels: list[int], first: int = 0) -> FreezeDetector:
    """What is seen of frames that are each one grey."""
    watch, frame = FreezeDetector(), Frame.empty(SIZE)
    for number, level in enumerate(levels, first):
        frame.buffer[:] = 128
        frame.y[:] = level
        watch.see(number, frame)
    return watch


def test_black_and_still_stretches_are_told_with_their_frames() -> None:
    watch = watched([16, 20, 90, 90, 90, 91, 16, 120], first=12)
    assert watch.black == [(12, 14), (18, 19)]
    assert watch.frozen == [(14, 17)]


@given(st.lists(st.sampled_from([16, 100, 101]), min_size=1, max_size=30), st.integers(0, 29))
def test_what_is_seen_in_two_parts_is_what_is_seen_in_one(levels: list[int], cut: int) -> None:
    whole, early, late = watched(levels), watched(levels[:cut]), watched(levels[cut:], first=cut)
    assert joined([*early.black, *late.black]) == whole.black == joined(whole.black)


def test_slow_motion_is_not_standing_still() -> None:
    creeping = [100 + step // 3 for step in range(90)]
    assert max(end - first for first, end in watched(creeping).frozen) == 3


def test_a_speck_of_light_is_still_black_and_a_lamp_is_not() -> None:
    watch, frame = FreezeDetector(), Frame.empty((160, 160))
    frame.buffer[:] = 16
    frame.y[:8, :16] = 200
    watch.see(0, frame)
    frame.y[:80, :16] = 200
    watch.see(1, frame)
    assert watch.black == [(0, 1)]

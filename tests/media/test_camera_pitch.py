import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.media.camera_pitch import camera_pitch


def cylinder(radius: int, tall: int, tilt: float) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The outline of a cylinder seen from `tilt` degrees above, cropped."""
    flat = max(1, round(radius * np.sin(np.radians(tilt))))
    body = np.zeros((tall + 2 * flat + 3, 2 * radius + 3), np.uint8)
    cv2.rectangle(body, (1, flat), (2 * radius + 1, flat + tall), 255, -1)
    for middle in (flat, flat + tall):
        cv2.ellipse(body, (radius + 1, middle + 1), (radius, flat), 0, 0, 360, 255, -1)
    rows, columns = np.nonzero(body)
    return body[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


@given(st.integers(100, 300), st.integers(200, 500), st.floats(5, 70))
def test_a_cylinders_tilt_is_read_off_its_foot(radius: int, tall: int, tilt: float) -> None:
    found, base = camera_pitch(cylinder(radius, tall, tilt))
    assert np.sin(np.radians(found)) == pytest.approx(np.sin(np.radians(tilt)), abs=0.05)
    assert base == pytest.approx(0.5, abs=0.01)


def test_a_box_from_the_front_tells_no_tilt() -> None:
    assert camera_pitch(np.full((200, 100), 255, np.uint8)) == (0.0, 0.5)


def test_a_narrow_foot_is_a_narrow_base() -> None:
    lamp = np.zeros((300, 200), np.uint8)
    lamp[:150] = 255
    lamp[150:, 80:120] = 255
    assert camera_pitch(lamp)[1] == pytest.approx(0.1, abs=0.01)


def test_nothing_has_no_viewpoint() -> None:
    assert camera_pitch(np.zeros((20, 20), np.uint8)) == (0.0, 0.0)

"""Labels: all of a product's words is in the frame and clear of the ad's words, or none of it, in every frame."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.media.camera import travel
from adforge_core.media.lettering import lettering_of
from adforge_core.media.motion import move
from adforge_core.model.formats import Format
from adforge_core.model.placement import CameraMove, Motion, Placement
from adforge_core.model.shots import Framing, View
from adforge_core.model.value import Box
from adforge_core.stages.framing import Subject, details_of, view_of
from adforge_core.stages.labels import Label, detail, keeping

ROOMS = {
    Format.VERTICAL: Box(left=0.05, top=0.42, right=0.95, bottom=0.8),
    Format.PORTRAIT: Box(left=0.05, top=0.28, right=0.95, bottom=0.79),
    Format.SQUARE: Box(left=0.05, top=0.3, right=0.95, bottom=0.79),
    Format.WIDE: Box(left=0.05, top=0.25, right=0.95, bottom=0.77),
}
FRAMES = 54


def bottle(width: int = 700) -> NDArray[np.uint8]:
    """A bottle of 2000 pixels with a name of two lines, low on its body."""
    colours = np.full((2000, width, 3), (200, 60, 40), np.uint8)
    for text, y, size in (("FERNWAY", 1400, 4.4), ("cold for a day", 1540, 2.0)):
        cv2.putText(colours, text, (60, y), cv2.FONT_HERSHEY_DUPLEX, size, (250, 240, 230), int(4 * size), cv2.LINE_AA)
    return np.dstack([colours, np.full((2000, width), 255, np.uint8)])


BOTTLE = bottle()
LETTERS = np.argwhere(BOTTLE[..., 2] > 150)[:, ::-1] / (700, 2000)
"""Where the letters are, as fractions of the cut-out's sides."""


def seen(part: NDArray[np.float64], subject: Subject, view: View, camera: CameraMove, motion: Motion) -> Box:
    """All of the frame that `part` of the product passes over, from the camera's and the product's own movement."""
    places = []
    for frame in range(0, FRAMES + 1, 3):
        shift = travel(camera, frame, FRAMES).shift.seen(view.at(frame, FRAMES))
        moved = move(motion, frame, FRAMES)
        at = part @ subject.onto[:, :2].T + subject.onto[:, 2] - (0, moved.lift * subject.tall)
        places.append((at - 0.5) * shift.scale + 0.5 + (shift.dx, shift.dy))
    (left, top), (right, bottom) = np.concatenate(places).min(axis=0), np.concatenate(places).max(axis=0)
    return Box(left=left, top=top, right=right, bottom=bottom)


def test_the_words_of_a_product_are_found_and_patterns_are_none() -> None:
    label = lettering_of(BOTTLE)
    assert label is not None
    low, high = LETTERS.min(axis=0), LETTERS.max(axis=0)
    assert (label.left <= low[0], label.top <= low[1], label.right >= high[0], label.bottom >= high[1]) == (True,) * 4
    assert label.height < 0.2
    ribs = np.full((400, 700, 4), 255, np.uint8)
    for left in range(20, 670, 14):
        ribs[380:, left : left + 6, :3] = 40
    plain = np.full((400, 300, 4), 255, np.uint8)
    assert (lettering_of(ribs), lettering_of(plain)) == (None, None)


@pytest.mark.parametrize("format_", Format)
def test_a_close_shot_keeps_the_label_whole_and_clear_while_all_moves(format_: Format) -> None:
    label, room = lettering_of(BOTTLE), ROOMS[format_]
    assert label is not None
    subject = Subject.of(BOTTLE, Placement(x=0.5, y=format_.stand.y, scale=0.55), format_.size)
    for framing in (Framing.MEDIUM, Framing.CLOSE):
        for camera, motion in (
            (CameraMove.PUSH, Motion.FLOAT),
            (CameraMove.SLIDE_LEFT, Motion.STILL),
            (CameraMove.RISE, Motion.STILL),
        ):
            planned = view_of(framing, subject, room)
            moved = Label.of(label, subject.onto, camera, motion, FRAMES, 0.05)
            view = keeping(planned, moved, room, lambda _: 0.0, closer=framing is Framing.CLOSE)
            words = seen(LETTERS, subject, view.model_copy(update={"creep": 0.05}), camera, motion)
            assert min(words.left, 1 - words.right) > 0.02
            assert words.top >= room.top - 0.005
            assert words.bottom <= room.bottom + 0.005
            assert view.zoom > 0.6 * planned.zoom, "and it is no smaller than it must be"


@pytest.mark.parametrize("format_", Format)
def test_a_detail_shows_no_sliver_of_the_label_below_it(format_: Format) -> None:
    label = lettering_of(BOTTLE)
    assert label is not None
    subject = Subject.of(BOTTLE, Placement(x=0.5, y=format_.stand.y, scale=0.55), format_.size)
    tall = 0.35 if format_ is Format.VERTICAL else 0.2
    focus = Box(left=0.2, top=label.top - tall, right=0.8, bottom=label.top + 0.02)
    planned = view_of(Framing.DETAIL, subject, ROOMS[format_], focus=focus)
    camera, motion = CameraMove.PUSH, Motion.FLOAT
    before = seen(LETTERS, subject, planned, camera, motion)
    view = detail(planned, Label.of(label, subject.onto, camera, motion, FRAMES, 0.02), ROOMS[format_], 8.0)
    after = seen(LETTERS, subject, view.model_copy(update={"creep": 0.02}), camera, motion)
    assert before.top < 1, "it would be seen"
    room = ROOMS[format_]
    inside = after.left >= 0.02 and after.right <= 0.98 and after.top >= room.top and after.bottom <= room.bottom
    assert inside or after.top >= 1 or after.bottom <= 0


def test_details_have_all_of_a_label_with_room_for_words_or_nothing_of_it() -> None:
    label = lettering_of(BOTTLE)
    assert label is not None
    for size in (Format.VERTICAL.size, Format.SQUARE.size):
        for box in details_of(BOTTLE, size, label=label):
            inside = box.left <= label.left and box.right >= label.right and box.top <= label.top
            apart = box.bottom <= label.top or box.top >= label.bottom
            assert apart or (inside and label.height <= 0.45 * box.height)

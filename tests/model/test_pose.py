import pytest

from adforge_core.model.brief import Brief, Pose
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import Ground, Motion, Plane, place
from adforge_core.model.pose import Outline, kind_of, movement, pose_of
from adforge_core.model.project import Product
from adforge_core.model.value import Box, Point

PRODUCT = Product(photo="p", cutout="c", aspect=0.8, brightness=0.4, palette=("#7a4a2a",), provider="test")


@pytest.mark.parametrize(
    ("name", "outline", "aspect", "tilt", "pose"),
    [
        ("Dash Hoodie Black", Outline.PLAIN, 0.9, 0, Pose.HANGING),
        ("Organic Cotton T-Shirt, navy", Outline.GARMENT, 1.0, 90, Pose.HANGING),
        ("Linen Shirt", Outline.PLAIN, 1.6, 0, Pose.LYING),  # folded
        ("Aurora", Outline.GARMENT, 1.0, 0, Pose.HANGING),
        ("Tides, a novel", Outline.SHEET, 0.7, 0, Pose.STANDING),
        ("Tides: the book", Outline.SHEET, 0.7, 0, Pose.STANDING),
        ("Harbour Card", Outline.SHEET, 1.6, 0, Pose.LYING),
        ("Guest Book", Outline.PLAIN, 0.9, 0, Pose.STANDING),  # seen at an angle
        ("City Poster", Outline.SHEET, 0.7, 0, Pose.HANGING),
        ("Poster in a tube", Outline.PLAIN, 0.2, 4, Pose.STANDING),
        ("Plimsolls", Outline.PAIR, 0.75, 52, Pose.LYING),
        ("Running Shoes", Outline.PLAIN, 2.2, 5, Pose.STANDING),
        ("Silver Necklace", Outline.PLAIN, 0.9, 30, Pose.LYING),
        ("Belt Sander", Outline.PLAIN, 1.5, 8, Pose.STANDING),
        ("Street Skateboard 8.25", Outline.PLAIN, 0.25, 60, Pose.LEANING),
        ("Skateboard", Outline.PLAIN, 3.5, 5, Pose.STANDING),  # on its wheels
        ("Trail Stick", Outline.POLE, 0.1, 20, Pose.LEANING),
        ("Fernway water bottle", Outline.POLE, 0.32, 18, Pose.STANDING),
        ("Trail Flask 750 ml, red", Outline.POLE, 0.3, 18, Pose.STANDING),
        ("Survey Drone X5", Outline.PLAIN, 2.0, 10, Pose.FLOATING),
        ("Field Kettle", Outline.PLAIN, 0.8, 80, Pose.STANDING),
        ("Ember Flask", Outline.SHEET, 0.4, 0, Pose.STANDING),
    ],
)
def test_words_and_outline_together_say_the_pose(
    name: str, outline: Outline, aspect: float, tilt: float, pose: Pose
) -> None:
    assert pose_of(Brief(product=name), outline, aspect, tilt) is pose


def test_a_description_says_what_a_fancy_name_does_not() -> None:
    assert (
        pose_of(Brief(product="Aurora", description="A hoodie of brushed cotton"), Outline.PLAIN, 0.9, 0)
        is Pose.HANGING
    )
    assert kind_of("A pair of earrings for evenings") == kind_of("Earrings")


def test_the_brief_decides_and_a_product_cut_out_by_an_earlier_version_stands() -> None:
    hoodie, asked = Brief(product="Hoodie"), Brief(product="Hoodie", pose=Pose.LYING)
    judged = PRODUCT.model_copy(update={"outline": Outline.GARMENT})
    assert (judged.pose_in(hoodie), judged.pose_in(asked)) == (Pose.HANGING, Pose.LYING)
    assert (PRODUCT.pose_in(hoodie), PRODUCT.pose_in(asked)) == (Pose.STANDING, Pose.LYING)


def test_nothing_is_written_down_where_nothing_was_asked_for() -> None:
    assert "pose" not in Brief(product="Kettle").model_dump(mode="json")
    assert "outline" not in PRODUCT.model_dump(mode="json")
    assert Brief.model_validate(Brief(product="Kettle", pose=Pose.LYING).model_dump(mode="json")).pose is Pose.LYING


@pytest.mark.parametrize("aspect", [0.3, 1.0, 1.8])
@pytest.mark.parametrize("turn", [-9.0, 5.0])
def test_what_lies_is_turned_and_fills_its_room(aspect: float, turn: float) -> None:
    light = KeyLight(azimuth=40, elevation=45, softness=0.5)
    table = Ground(stand=Point(x=0.5, y=0.6), light=light, foreshortening=1, plane=Plane.TABLE)
    room, (width, height) = Box(left=0.1, top=0.3, right=0.9, bottom=0.8), (1080, 1920)
    placed = place(table, room, aspect, (width, height), Motion.STILL, pose=Pose.LYING, turn=turn)
    assert placed.rotation == turn
    longer = placed.scale * min(width, height)
    across, tall = (longer, longer / aspect) if aspect > 1 else (longer * aspect, longer)
    box = corners(placed.x * width, placed.y * height, across, tall, turn)
    left, right, top, bottom = (part / side for part, side in zip(box, (width, width, height, height), strict=True))
    assert (left + right) / 2 == pytest.approx(0.5)
    assert (top + bottom) / 2 == pytest.approx(0.55)
    assert max((right - left) / room.width, (bottom - top) / room.height) == pytest.approx(1)


def corners(x: float, y: float, across: float, tall: float, turn: float) -> tuple[float, float, float, float]:
    """The box around a product that is turned about its foot: left, right, top, bottom."""
    turned = complex(0, 1) ** (turn / 90)
    places = [complex(x, y) + turned * complex(dx, dy) for dx in (-across / 2, across / 2) for dy in (0, -tall)]
    xs, ys = [place.real for place in places], [place.imag for place in places]
    return min(xs), max(xs), min(ys), max(ys)


def test_a_hanging_product_leaves_room_for_its_hook_and_does_not_rise() -> None:
    light = KeyLight(azimuth=40, elevation=45, softness=0.5)
    wall = Ground(stand=Point(x=0.5, y=0.6), light=light, foreshortening=1, plane=Plane.WALL)
    room = Box(left=0.1, top=0.3, right=0.9, bottom=0.6)
    hung, laid = (place(wall, room, 0.5, (1080, 1920), Motion.STILL, pose=pose) for pose in (Pose.HANGING, Pose.LYING))
    assert hung.scale < laid.scale
    assert hung.y == pytest.approx(room.bottom)
    assert {movement(Pose.HANGING, motion) for motion in Motion} == {Motion.STILL, Motion.PUSH, Motion.SWING}
    changed = {motion for motion in Motion if movement(Pose.STANDING, motion) is not motion}
    assert changed == {Motion.SPIN, Motion.SWING}

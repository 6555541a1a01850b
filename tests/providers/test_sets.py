"""The sets as the studio uses them: small plates, really traced."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from adforge_core.errors import StageFailed
from adforge_core.media.ink import worst_contrast
from adforge_core.model.brief import Pose, Style
from adforge_core.model.formats import Format
from adforge_core.model.look import KeyLight, Look, Palette, TypeStyle
from adforge_core.model.placement import OVERSCAN, STEEPEST, CameraMove, Plane
from adforge_core.model.storyboard import Role
from adforge_core.model.value import Point
from adforge_core.providers.base import MadePlate, PlateRequest
from adforge_core.providers.local import sets
from adforge_core.providers.local.sets import SETS, SetPlates
from adforge_core.providers.local.sets.catalogue import set_in_pose, sets_for
from adforge_core.providers.local.sets.lens import DISTANCE, aim
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, drum, extrude, ring, rounded
from adforge_core.providers.local.sets.staging import Call

MAKER = SetPlates(looks=1)


def request(name: str, seed: int = 1, size: tuple[int, int] = (144, 256), **changed: object) -> PlateRequest:
    look = Look(
        lighting="",
        camera="",
        texture="",
        mood="",
        palette=Palette(background="#e8d9c4", surface="#f5efe6", accent="#b5482f"),
        type=TypeStyle(headline="", text=""),
        key_light=KeyLight(azimuth=40, elevation=45, softness=0.4),
    )
    asked = PlateRequest(
        prompt="",
        set=name,
        look=look,
        role=Role.HOOK,
        seed=seed,
        size=size,
        frames=90,
        camera=CameraMove.PUSH,
        stand=Format.VERTICAL.stand,
        product_aspect=0.5,
        product_scale=0.7,
        pose=next((pose for pose in Pose if name in sets_for(pose)), Pose.STANDING),
    )
    return asked.model_copy(update=changed)


@cache
def plate(name: str) -> MadePlate:
    return MAKER.make(request(name))


@pytest.mark.parametrize("name", sorted(SETS))
def test_a_set_makes_a_lit_picture_with_depth(name: str) -> None:
    made = plate(name)
    assert made.still is not None
    assert made.nearness is not None
    assert made.still.dtype == made.nearness.dtype == np.uint16
    assert made.still.shape[:2] == made.nearness.shape
    assert made.still.shape[0] / made.still.shape[1] == pytest.approx(128 / 72, rel=0.02)
    assert 0.02 < made.still.mean() / 65535 < 0.95
    assert made.still.std() / 65535 > 0.02
    assert made.ground.stand == Format.VERTICAL.stand


@pytest.mark.parametrize(("name", "key_goes_out"), [("neon", False), ("window", True), ("slab", True)])
def test_lamps_are_traced_apart_where_they_move_and_the_picture_stays(name: str, *, key_goes_out: bool) -> None:
    asked = request(name)
    plain, apart = plate(name), MAKER.make(asked.model_copy(update={"apart": True}))
    assert plain.unlit is None
    assert plain.still is not None
    assert apart.still is not None
    assert apart.unlit is not None
    # Their noise may differ.
    assert np.abs(plain.still - apart.still.astype(np.int64)).mean() < 0.02 * 65535
    assert apart.key_goes_out is key_goes_out
    assert apart.unlit.mean() < 0.8 * apart.still.mean()
    # What goes out is out, and what was lit by the other lamps is not brighter than before.
    assert np.percentile(apart.unlit, 99.5) < 0.8 * np.percentile(apart.still, 99.5)
    assert (apart.unlit > apart.still.astype(np.int64) + 6000).mean() < 0.02
    assert MAKER.uses(asked.model_copy(update={"apart": True}))["apart"] is True
    assert "apart" not in MAKER.uses(asked), "keys of plates whose light does not move stay as they are"


def test_a_set_without_lamps_that_move_is_not_traced_apart() -> None:
    assert MAKER.make(request("paper", apart=True)).unlit is None


@pytest.mark.parametrize("name", sorted(SETS))
def test_stand_nearness_is_the_depth_of_what_the_product_stands_on(name: str) -> None:
    made = plate(name)
    assert made.nearness is not None
    height, width = made.nearness.shape
    x, y = (
        round((OVERSCAN + place) / (1 + 2 * OVERSCAN) * side)
        for place, side in ((made.ground.stand.x, width), (made.ground.stand.y, height))
    )
    seen = made.nearness[y, x] / 65535
    assert seen == pytest.approx(made.stand_nearness, rel=0.045), "hidden, or standing on nothing"


@pytest.mark.parametrize("name", sorted(name for name, design in SETS.items() if design.plane is Plane.FLOOR))
def test_a_set_fills_the_picture_however_steeply_it_is_seen(name: str) -> None:
    steep = MAKER.make(request(name, product_tilt=STEEPEST, stand=Format.VERTICAL.end_card_stand))
    for made in (plate(name), steep):
        assert made.nearness is not None
        assert made.nearness.min() > 0


@pytest.mark.parametrize(("background", "ink"), [("#183a30", (250, 248, 240)), ("#e8d9c4", (24, 22, 20))])
def test_a_headline_reads_on_the_night_canvas_as_it_hangs(background: str, ink: tuple[int, int, int]) -> None:
    look = request("midnight").look
    palette = look.palette.model_copy(update={"background": background})
    made = MAKER.make(request("midnight", look=look.model_copy(update={"palette": palette})))
    assert made.still is not None
    height, width = made.still.shape[:2]
    there = made.still[round(0.2 * height) : round(0.33 * height), round(0.15 * width) : round(0.85 * width)]
    assert worst_contrast(ink, (there.reshape(-1, 3) >> 8).astype(np.uint8)) >= 4.5


@pytest.mark.parametrize("tilt", [0.0, 18.0, STEEPEST])
def test_the_arch_is_a_lit_niche_as_wide_as_the_product_however_steeply_it_is_seen(tilt: float) -> None:
    palette = Palette(background="#3c302c", surface="#4a3d38", accent="#30a040")
    look = request("arches").look.model_copy(update={"palette": palette})
    made = MAKER.make(request("arches", look=look, product_tilt=tilt))
    assert made.still is not None
    red, green, blue = (made.still[..., channel] / 65535 for channel in range(3))
    glows = green - np.maximum(red, blue) > 0.06
    width, product = glows.shape[1], 0.7 * 0.5 / (1 + 2 * OVERSCAN)
    behind = glows[:, round(width * (1 - product) / 2) : round(width * (1 + product) / 2)]
    assert behind.sum(axis=0).min() > 0.08 * width


@given(st.floats(10.5, STEEPEST), st.floats(-0.3, 0.9), st.floats(-2.5, 0.5))
def test_builders_foresee_how_high_above_the_stand_a_place_is_seen(tilt: float, seen: float, z: float) -> None:
    call = Call(
        look=request("stone").look,
        rng=np.random.default_rng(1),
        frame_width=1,
        frame_height=16 / 9,
        headroom=0.594 * 16 / 9,
        tilt=tilt,
        product_width=0.4,
        product_height=0.4,
    )
    lens = aim((900, 1600), Format.VERTICAL.stand, DISTANCE, tilt)
    at = lens.in_frame(np.array([[0, call.height(seen, z), z]]))[0, 1]
    assert (Format.VERTICAL.stand.y - at) * 16 / 9 == pytest.approx(seen, abs=0.05)
    edge = lens.in_frame(np.array([[call.within(9, z), call.height(0.0, z), z]]))[0, 0]
    assert edge == pytest.approx(0.97, abs=0.03)


def test_the_same_request_gives_the_same_pixels() -> None:
    again = SetPlates(looks=1).make(request("stone"))
    first = SetPlates(looks=1).make(request("stone"))
    assert first.still is not None
    assert again.still is not None
    assert np.array_equal(first.still, again.still)


def test_threads_that_ask_at_once_get_what_they_asked_for() -> None:
    asked, first = [request("neon"), request("cyclorama")], [plate("neon"), plate("cyclorama")]
    with ThreadPoolExecutor(2) as threads:
        again = list(threads.map(SetPlates(looks=1).make, asked))
    # On a busy machine Mitsuba now and then traces with other noise; the picture is the same.
    for before, after, other in zip(first, again, reversed(first), strict=True):
        assert apart(before, after) < 0.25 * apart(other, after)


def apart(one: MadePlate, other: MadePlate) -> float:
    return float(np.abs(without_noise(one) - without_noise(other)).mean())


def without_noise(made: MadePlate) -> NDArray[np.float64]:
    assert made.still is not None
    small = cv2.resize(made.still, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float64)


def test_a_traced_plate_leaves_other_libraries_their_exceptions(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    # LLVM brings an unwinder of its own: a library loaded after it once threw its exceptions through that, and crashed.
    (tmp_path / "broken.onnx").write_bytes(b"not a network")
    code = f"""
from tests.providers.test_sets import plate
plate("cyclorama")
from onnxruntime import InferenceSession
try:
    InferenceSession({str(tmp_path / "broken.onnx")!r}, providers=["CPUExecutionProvider"])
except Exception as error:
    print(type(error).__name__)
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=pytestconfig.rootpath, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "InvalidProtobuf\n")


def test_sets_are_traced_without_llvm_and_without_a_word(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    (tmp_path / "libLLVM.so").write_bytes(b"not a library")
    code = """
from tests.providers.test_sets import MAKER, request
for seed in (1, 2, 3):
    MAKER.make(request("stone", seed))  # some of its light paths are no numbers
print(MAKER.version)
"""
    there = os.environ | {"DRJIT_LIBLLVM_PATH": str(tmp_path / "libLLVM.so")}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=pytestconfig.rootpath, env=there, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "5-scalar_rgb-1\n", "")


def test_another_seed_arranges_the_set_anew() -> None:
    first, other = plate("stone"), MAKER.make(request("stone", seed=2))
    assert first.nearness is not None
    assert other.nearness is not None
    moved = np.abs(first.nearness.astype(float) - other.nearness) > 1500
    assert moved.mean() > 0.03


def test_the_palette_paints_the_set() -> None:
    blue = Palette(background="#2040d0", surface="#f0f0f0", accent="#ffcc00")
    asked = request("cyclorama")
    made = MAKER.make(request("cyclorama", look=asked.look.model_copy(update={"palette": blue})))
    assert made.still is not None
    red, _, blue_light = made.still[:40].mean(axis=(0, 1))
    assert blue_light > 1.5 * red


@pytest.mark.parametrize(
    "name", ["bathroom", "desk", "cafe", "wardrobe", "moss", "sand", "street", "linen", "skyline", "roll"]
)
def test_something_in_a_place_has_the_brands_colour(name: str) -> None:
    made = plate(name)
    assert made.still is not None
    brand = np.array([0xB5, 0x48, 0x2F])[None, None] / 255
    apart = deltaE_ciede2000(rgb2lab(made.still / 65535), rgb2lab(brand))  # type: ignore[no-untyped-call]  # has none
    assert (apart < 10).mean() > 0.015
    assert apart.min() < 5


def test_an_unknown_set_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(StageFailed, match=r"'moon'.*cyclorama"):
        MAKER.make(request("moon"))


def test_every_module_that_describes_a_set_is_in_the_catalogue() -> None:
    modules = [import_module(f"{sets.__name__}.{found.name}") for found in iter_modules(sets.__path__)]
    assert {module.SET.name for module in modules if hasattr(module, "SET")} == set(SETS)


def test_a_note_can_ask_for_each_set_and_means_one() -> None:
    listed = [word for design in SETS.values() for word in design.words]
    assert all(design.words for design in SETS.values())
    assert len(listed) == len(set(listed))
    assert all(word == word.lower() for word in listed)


@pytest.mark.parametrize("style", list(Style))
def test_every_style_has_sets_for_a_product_that_belongs_on_no_table(style: Style) -> None:
    standing = sets_for(Pose.STANDING).values()
    assert len([design for design in standing if style in design.suits and not design.strict]) >= 2


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("pose", list(Pose))
def test_a_set_that_a_pose_rules_out_is_replaced_by_one_of_the_style(pose: Pose, style: Style) -> None:
    for name in SETS:
        chosen = set_in_pose(name, pose, 3, style)
        assert pose in SETS[chosen].poses
        assert chosen == name if pose in SETS[name].poses else style in SETS[chosen].suits


@pytest.mark.parametrize("name", [name for name, design in SETS.items() if design.plane is not Plane.FLOOR])
def test_a_set_seen_square_on_is_flat_where_the_product_is_and_lit_from_above(name: str) -> None:
    made = plate(name)
    assert made.nearness is not None
    assert made.nearness.min() > 0
    assert made.ground.plane is SETS[name].plane
    assert 0 < made.ground.light.azimuth < 180
    height, width = made.nearness.shape
    stand = made.ground.stand
    # Of the product, 0.35 frames wide and 0.7 frame widths high, the middle.
    across, down = ((OVERSCAN + np.array(part)) / (1 + 2 * OVERSCAN) for part in ((0.4, 0.6), (stand.y - 0.3, stand.y)))
    there = made.nearness[
        round(down[0] * height) : round(down[1] * height), round(across[0] * width) : round(across[1] * width)
    ]
    assert np.ptp(there) / 65535 < 0.03


@pytest.mark.parametrize("name", sets_for(Pose.LEANING))
def test_a_wall_to_lean_against_is_right_behind_the_product(name: str) -> None:
    ground = plate(name).ground
    assert 0 < ground.stand.y - ground.wall < 0.06


@given(
    st.sampled_from(list(Format)),
    st.floats(0.3, 0.7),
    st.floats(0.3, 0.85),
    st.floats(8, 16),
    st.integers(60, 800),
)
def test_the_stand_projects_exactly_to_where_it_was_asked_for(
    format: Format, x: float, y: float, tilt: float, side: int
) -> None:
    width, height = (round(side * part / min(format.size)) for part in format.size)
    lens = aim((width, height), Point(x=x, y=y), 3.5, tilt)
    assert lens.in_frame(np.zeros((1, 3)))[0] == pytest.approx((x, y), abs=1e-9)
    unit = lens.project(np.array([[-0.5, 0, 0], [0.5, 0, 0]]))
    assert unit[1, 0] - unit[0, 0] == pytest.approx(min(width, height) / (1 + 2 * OVERSCAN))


def volume(mesh: Mesh) -> float:
    a, b, c = (mesh.points[mesh.faces[:, n]] for n in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


@pytest.mark.parametrize(
    ("mesh", "expected"),
    [
        (block(0.6, 0.4, 0.5), 0.6 * 0.4 * 0.5),
        (drum(0.3, 0.2), np.pi * 0.3**2 * 0.2),
        (ball(0.5), 4 / 3 * np.pi * 0.5**3),
        (ring(0.5, 0.05), 2 * np.pi**2 * 0.5 * 0.05**2),
        (extrude(rounded([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)], 0.01, closed=True), 0.5), 1.5),
    ],
)
def test_shapes_are_closed_and_face_outwards(mesh: Mesh, expected: float) -> None:
    assert volume(mesh) == pytest.approx(expected, rel=0.02)
    assert np.linalg.norm(mesh.normals, axis=1) == pytest.approx(np.ones(len(mesh.normals)))

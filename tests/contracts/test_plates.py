"""What holds for every maker of plates, on this machine or at a service."""

import json
from typing import Any

import numpy as np
import pytest

from adforge_core.media.frames import Frame
from adforge_core.media.plates import open_plate
from adforge_core.model.look import Grade
from adforge_core.model.placement import OVERSCAN
from adforge_core.model.storyboard import Role
from adforge_core.pipeline.run import Run
from adforge_core.providers.base import Paid, PlateMaker, PlateRequest
from adforge_core.providers.local.sets.maker import SetPlates
from adforge_core.providers.vendors import vendors_for
from adforge_core.stages.plate import save_plate
from tests.contracts.composing import CASES, PLATES, plate, plate_request
from tests.contracts.server import Double

MAKERS = ["sets", *PLATES]
REQUEST = plate_request().model_copy(update={"set": "cyclorama"})


@pytest.fixture(params=MAKERS)
def maker(request: pytest.FixtureRequest, double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param == "sets":
        return SetPlates(looks=1)
    return CASES[request.param].reached(double, files, monkeypatch)[0]


def changed(**fields: Any) -> PlateRequest:
    return REQUEST.model_copy(update=fields)


def key(maker: PlateMaker, request: PlateRequest) -> str:
    return json.dumps(maker.uses(request), sort_keys=True)


def test_it_says_who_it_is_and_what_it_can_do(maker: PlateMaker) -> None:
    assert maker.name
    assert maker.version
    assert maker.at_once >= 1
    assert maker.sets or maker.animates or isinstance(maker, Paid)


def test_what_it_goes_by_is_plain_and_tells_requests_apart(maker: PlateMaker) -> None:
    assert key(maker, REQUEST) == key(maker, REQUEST.model_copy())
    assert key(maker, changed(role=Role.PROOF)) == key(maker, REQUEST)
    others = [changed(seed=8), changed(size=(192, 108))]
    others.append(changed(set="window") if maker.sets else changed(prompt="A pine forest"))
    assert len({key(maker, request) for request in [REQUEST, *others]}) == 4


def test_its_plate_fits_the_frame_and_says_where_the_product_stands(maker: PlateMaker, run: Run) -> None:
    made = plate(run, maker, REQUEST)
    assert made.ground.stand == REQUEST.stand
    # A set may have a lamp or a window of its own that is the brighter light.
    assert maker.sets or made.ground.light == REQUEST.look.key_light
    assert 0.1 < made.ground.foreshortening < 0.5
    if made.still is not None:
        height, width = made.still.shape[:2]
        assert width / height == pytest.approx(108 / 192, rel=0.02)
        assert width >= 0.4 * 108 * (1 + 2 * OVERSCAN)
    media, depth = save_plate(made, run.folder.work / "take")
    clip = open_plate(media, depth, made.stand_nearness, REQUEST.camera, REQUEST.frames, REQUEST.size, Grade())
    shown = []
    for frame in (0, REQUEST.frames - 1):
        into = Frame.empty(REQUEST.size)
        clip.draw(frame, into)
        shown.append(into.y.astype(np.int16).copy())
    assert np.ptp(shown[0]) > 10
    assert np.abs(shown[0] - shown[1]).max() >= 2, "neither the camera nor anything else moves"


def test_the_same_request_is_the_same_plate(maker: PlateMaker, run: Run) -> None:
    if isinstance(maker, Paid):
        first, again = (plate(run, maker, REQUEST) for _ in range(2))
        media = [save_plate(made, run.folder.work / name)[0] for name, made in (("a", first), ("b", again))]
        assert media[0].read_bytes() == media[1].read_bytes()
    else:
        first, again = maker.make(REQUEST), maker.make(REQUEST)
        assert first.still is not None
        assert again.still is not None
        assert np.array_equal(first.still, again.still)


def test_only_what_is_paid_for_has_a_price(maker: PlateMaker) -> None:
    assert isinstance(maker, Paid) == (maker.name != "sets")
    if isinstance(maker, Paid):
        quote = maker.quote(REQUEST)
        assert quote.cost_usd > 0
        assert quote.units > 0
        assert maker.quote(changed(frames=240)).cost_usd >= quote.cost_usd


def test_every_maker_of_plates_is_among_these() -> None:
    assert {vendor.name for vendor in vendors_for("plates")} <= {case.name for case in CASES.values()}

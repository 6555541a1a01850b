"""Replicate: what is its alone."""

import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from adforge_core.errors import StageFailed
from adforge_core.pipeline.run import Run
from adforge_core.project.ledger import OrderState
from adforge_core.providers.base import MadePlate
from adforge_core.providers.remote import queue
from adforge_core.providers.replicate.predictions import replicate_bed, replicate_plates
from tests.contracts import footage
from tests.contracts.composing import BED, CASES, FLUX, KEYS, bed, orders, plate, plate_request
from tests.contracts.replicate_wire import MUSICGEN, Replicate
from tests.contracts.server import BadJson, Double, DropBefore, DropMidBody, Fault, Hang, Html, Status

CASE = CASES["video"]
REQUEST = plate_request()


@pytest.fixture
def service(double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> Replicate:
    service: Replicate = CASE.reached(double, files, monkeypatch)[1]
    return service


@pytest.fixture
def maker(service: Replicate) -> Any:
    return replicate_plates(KEYS)


def predictions(double: Double) -> int:
    return len(double.asked(CASE.wire.SEND))


# Nothing is paid for twice.


@pytest.mark.parametrize("fault", [DropMidBody(), BadJson(), Html()])
def test_an_answer_lost_is_looked_for_and_found(
    run: Run, maker: Any, service: Replicate, double: Double, fault: Fault
) -> None:
    double.fail(CASE.wire.SEND, fault)
    plate(run, maker, REQUEST)
    assert predictions(double) == len(service.predictions) == 1
    assert run.folder.ledger.total_usd() == pytest.approx(double.charged_usd) == pytest.approx(CASE.usd)


def test_a_request_that_did_not_arrive_is_sent_again(run: Run, maker: Any, service: Replicate, double: Double) -> None:
    double.fail(CASE.wire.SEND, DropBefore())
    plate(run, maker, REQUEST)
    assert predictions(double) == 2
    assert len(service.predictions) == 1
    assert run.folder.ledger.total_usd() == pytest.approx(double.charged_usd)


def test_where_it_cannot_be_looked_for_nothing_is_sent_until_it_can(
    run: Run, maker: Any, service: Replicate, double: Double
) -> None:
    double.fail(CASE.wire.SEND, DropMidBody())
    double.fail("GET /v1/predictions$", *[Status(500)] * 4)
    with pytest.raises(StageFailed):
        plate(run, maker, REQUEST)
    assert [order.state for order in orders(run)] == [OrderState.ASKED]
    plate(run, maker, REQUEST)
    assert predictions(double) == 1
    assert [order.state for order in orders(run)] == [OrderState.ANSWERED]


def test_an_answer_that_never_comes_is_given_up(
    run: Run, maker: Any, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_SEND_S", 0.3)
    double.fail(CASE.wire.SEND, Hang(5))
    with pytest.raises(StageFailed, match="did not answer within"):
        plate(run, maker, REQUEST)
    plate(run, maker, REQUEST)
    assert predictions(double) == 1


def test_only_the_same_and_a_recent_prediction_is_taken_up(
    run: Run, maker: Any, service: Replicate, double: Double
) -> None:
    service.page = 1
    plate(run, maker, plate_request(seed=1))
    plate(run, maker, plate_request(prompt="A pine forest"))
    old, other = service.predictions.values()
    old.created_at -= timedelta(days=2)
    other.status = "aborted"
    double.fail(CASE.wire.SEND, DropBefore())
    plate(run, maker, REQUEST)
    assert len({order.request_id for order in orders(run)}) == 3


@pytest.mark.parametrize(("ending", "error"), [("failed", "CUDA out of memory"), ("canceled", ""), ("aborted", "")])
def test_a_prediction_that_fails_costs_nothing(
    run: Run, maker: Any, service: Replicate, double: Double, ending: str, error: str
) -> None:
    service.ending, service.error = ending, error
    with pytest.raises(StageFailed, match=f"failed to make this: {error or 'it was canceled'}"):
        plate(run, maker, REQUEST)
    (order,) = orders(run)
    assert (order.state, order.cost_usd) == (OrderState.REFUSED, 0)
    assert double.charged_usd == 0


def test_a_prediction_refused_for_what_it_asks_says_so(run: Run, maker: Any, service: Replicate) -> None:
    service.ending, service.error = "failed", "NSFW content detected"
    with pytest.raises(StageFailed, match=r"refused to make this: NSFW content detected\. Rephrase it"):
        plate(run, maker, REQUEST)


def test_work_that_takes_too_long_is_left_to_the_next_run(
    run: Run, maker: Any, service: Replicate, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.looks = 4
    with monkeypatch.context() as patch:
        patch.setattr(queue, "LONGEST_S", 0.0)
        with pytest.raises(StageFailed, match="has not finished"):
            plate(run, maker, REQUEST)
    assert [order.state for order in orders(run)] == [OrderState.SUBMITTED]
    plate(run, maker, REQUEST)
    assert predictions(double) == 1


# What is asked.


def sent(double: Double) -> dict[str, Any]:
    asked: dict[str, Any] = double.asked(CASE.wire.SEND)[-1].json["input"]
    return asked


def test_the_prompt_holds_the_scene_and_the_look_and_forbids_the_product(run: Run, maker: Any, double: Double) -> None:
    plate(run, maker, REQUEST)
    asked = sent(double)
    for words in ("A kitchen table at dawn", "soft daylight", "matt paper", "#efe7dc", "Locked-off camera"):
        assert words in asked["prompt"]
    assert "No product, no people, no hands, no text" in asked["prompt"]
    assert {name: asked[name] for name in ("duration", "aspect_ratio", "seed", "camera_fixed")} == {
        "duration": 3, "aspect_ratio": "9:16", "seed": 7, "camera_fixed": True,
    }  # fmt: skip
    assert "image" not in asked


@pytest.mark.parametrize("kind", ["still.png", "video.mp4"])
def test_a_video_begins_with_what_the_frame_shows_of_a_take(
    run: Run, maker: Any, double: Double, tmp_path: Path, kind: str
) -> None:
    start = tmp_path / kind
    start.write_bytes(footage.picture((121, 215)) if kind == "still.png" else footage.video())
    assert maker.animates
    plate(run, maker, plate_request(start=start))
    head, _, body = sent(double)["image"].partition(",")
    shown = cv2.imdecode(np.frombuffer(base64.b64decode(body), np.uint8), cv2.IMREAD_COLOR)
    assert head == "data:image/jpeg;base64"
    assert shown is not None
    assert shown.shape[0] / shown.shape[1] == pytest.approx(192 / 108, rel=0.03)
    assert shown.shape[0] <= (193 if kind == "still.png" else 160)
    assert len({maker.uses(plate_request(start=start))["start"], maker.uses(REQUEST)["start"]}) == 2


def test_a_model_that_takes_no_picture_is_given_none(run: Run, service: Replicate, double: Double) -> None:
    still = replicate_plates(KEYS, FLUX)
    assert not still.animates
    assert still.uses(plate_request(start=Path("take.png")))["start"] == ""


def test_a_model_of_a_version_is_charged_by_its_work(run: Run, service: Replicate, double: Double) -> None:
    maker = replicate_bed(KEYS, "meta/musicgen")
    made = bed(run, maker, BED)
    assert made.track == "meta/musicgen"
    (request,) = double.asked("POST /v1/predictions$")
    assert request.json["version"] == MUSICGEN
    assert maker.quote(BED).cost_usd > run.folder.ledger.total_usd() == pytest.approx(double.charged_usd, abs=1e-6)


def test_a_model_nobody_knows_names_those_there_are(run: Run, service: Replicate) -> None:
    with pytest.raises(StageFailed, match=r"plates.toml of replicate has no model 'a/b'. Choose one of: bytedance"):
        plate(run, replicate_plates(KEYS, "a/b"), REQUEST)


def test_scenes_are_made_side_by_side(run: Run, maker: Any, service: Replicate, double: Double) -> None:
    """All four are under way before the first has ended."""
    service.looks = 10_000

    def all_under_way() -> None:
        while len(service.predictions) < 4:
            time.sleep(0.01)
        service.finish()

    threading.Thread(target=all_under_way).start()

    def make(number: int) -> MadePlate:
        return plate(replace(run), maker, plate_request(seed=number))

    with ThreadPoolExecutor(maker.at_once) as pool:
        made = [*pool.map(make, range(4))]
    assert len({plate.file for plate in made}) == 4
    assert run.folder.ledger.total_usd() == pytest.approx(double.charged_usd) == pytest.approx(4 * CASE.usd)

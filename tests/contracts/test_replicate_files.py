"""Replicate: what it made is looked at before it is a take."""

import base64
from typing import Any

import pytest

from adforge_core.errors import StageFailed
from adforge_core.pipeline.run import Run
from adforge_core.project.ledger import OrderState
from adforge_core.providers.remote import composed
from adforge_core.providers.replicate.predictions import replicate_bed, replicate_plates
from tests.contracts import footage
from tests.contracts.composing import BED, CASES, FLUX, KEYS, bed, orders, plate, plate_request
from tests.contracts.replicate_wire import Replicate
from tests.contracts.server import Double

REQUEST = plate_request()


@pytest.fixture
def service(double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> Replicate:
    service: Replicate = CASES["video"].reached(double, files, monkeypatch)[1]
    return service


@pytest.fixture
def maker(service: Replicate) -> Any:
    return replicate_plates(KEYS)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (footage.video(shows="black"), "a black video"),
        (footage.video(shows="flat"), "one flat colour"),
        (footage.video(size=(360, 640), shows="frozen"), "nothing moves"),
        (footage.video(seconds=1.0), "lasts 1.0 s instead of 3 s"),
        (footage.video(size=(36, 64)), "36 x 64 pixels, too small"),
        (footage.video(size=(160, 90)), "160 x 90 pixels, not the shape that was asked for"),
        (footage.picture(), "lasts 0.0 s instead of 3 s"),
    ],
)
def test_a_video_that_cannot_be_used_is_no_take(
    run: Run, maker: Any, service: Replicate, double: Double, made: bytes, sentence: str
) -> None:
    service.answers.append(made)
    with pytest.raises(StageFailed, match=sentence):
        plate(run, maker, REQUEST)
    (order,) = orders(run)
    assert (order.state, order.answer) == (OrderState.CHARGED_UNUSABLE, "")
    assert order.cost_usd == pytest.approx(double.charged_usd)


@pytest.mark.parametrize("made", [footage.picture(shows="black"), footage.picture((30, 53)), b"GIF89a"])
def test_a_picture_that_cannot_be_used_is_no_take(run: Run, service: Replicate, made: bytes) -> None:
    service.answers.append(made)
    with pytest.raises(StageFailed):
        plate(run, replicate_plates(KEYS, FLUX), REQUEST)
    assert [order.state for order in orders(run)] == [OrderState.CHARGED_UNUSABLE]


@pytest.mark.parametrize(
    ("made", "sentence"), [(footage.music(6.0, 0.0), "silent"), (footage.music(2.0), "lasts only")]
)
def test_music_that_cannot_be_used_is_no_take(run: Run, service: Replicate, made: bytes, sentence: str) -> None:
    service.answers.append(made)
    with pytest.raises(StageFailed, match=sentence):
        bed(run, replicate_bed(KEYS), BED)
    assert [order.state for order in orders(run)] == [OrderState.CHARGED_UNUSABLE]


def test_a_file_that_is_too_large_is_not_fetched(
    run: Run, maker: Any, files: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composed, "_VIDEO_BYTES", 1000)
    with pytest.raises(StageFailed, match="larger than"):
        plate(run, maker, REQUEST)
    assert len(files.requests) == 1


def test_a_file_may_come_within_the_answer(run: Run, maker: Any, service: Replicate, files: Double) -> None:
    inline = base64.b64encode(footage.video(3.0)).decode()
    service.address = lambda name: [f"data:video/mp4;base64,{inline}"]
    plate(run, maker, REQUEST)
    assert not files.requests

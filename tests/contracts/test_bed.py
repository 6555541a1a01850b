"""What holds for every maker of music, on this machine or at a service."""

import json
from typing import Any

import numpy as np
import pytest

from adforge_core.media.audio import FRAME, RATE
from adforge_core.pipeline.run import Run
from adforge_core.providers.base import BedMaker, BedRequest, MadeBed, Paid
from adforge_core.providers.local.bed import LibraryBed
from adforge_core.providers.vendors import vendors_for
from tests.contracts.composing import bed
from tests.contracts.reached import reached, vendor_named
from tests.contracts.server import Double


@pytest.fixture(params=["library", *(vendor.name for vendor in vendors_for("bed"))])
def maker(request: pytest.FixtureRequest, double: Double, files: Double, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param == "library":
        return LibraryBed()
    return reached(vendor_named(request.param), "bed", double, files, monkeypatch)[0]


def request(frames: int, seed: int = 3, mood: str = "happy") -> BedRequest:
    return BedRequest(mood=mood, seed=seed, frames=frames)


def made(run: Run, maker: BedMaker, wanted: BedRequest) -> MadeBed:
    return bed(run, maker, wanted)


def test_it_says_who_it_is(maker: BedMaker) -> None:
    assert maker.name
    assert maker.version
    assert len({track.id for track in maker.tracks}) == len(maker.tracks)


@pytest.mark.parametrize("frames", [97, 300])
def test_music_is_exactly_as_long_as_the_ad_and_faded(maker: BedMaker, run: Run, frames: int) -> None:
    music = made(run, maker, request(frames))
    assert music.rate == RATE
    assert music.samples.shape == (frames * FRAME, 2)
    assert music.samples.dtype == np.float32
    assert np.abs(music.samples).max() <= 1.1
    assert np.abs(music.samples[[0, -1]]).max() < 0.001
    assert np.abs(music.samples[: RATE // 2]).max() > 0.02, "it begins at once"
    assert music.track


def test_beats_follow_each_other_at_the_tempo(maker: BedMaker, run: Run) -> None:
    music = made(run, maker, request(300))
    assert 40 < music.tempo < 200
    assert music.beats[0] == pytest.approx(0)
    assert music.beats[-1] < 10
    assert np.diff(music.beats) == pytest.approx(60 / music.tempo, abs=0.001)


def test_the_same_request_is_the_same_music(maker: BedMaker, run: Run) -> None:
    first, again = (made(run, maker, request(150)) for _ in range(2))
    assert np.array_equal(first.samples, again.samples)
    assert len(run.folder.ledger.orders()) == (1 if isinstance(maker, Paid) else 0)


def test_what_is_paid_for_has_a_price_and_tells_requests_apart(maker: BedMaker) -> None:
    assert isinstance(maker, Paid) == (maker.name != "music library")
    if isinstance(maker, Paid):
        assert maker.quote(request(300)).cost_usd > 0
        asked = [request(300), request(600), request(300, seed=4), request(300, mood="calm")]
        assert len({json.dumps(maker.uses(one), sort_keys=True) for one in asked}) == 4

"""Backgrounds and the finished ad as people meet them: made, rendered, found again after a reload, taken home."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from adforge_core.model.edits import with_scene
from adforge_core.stages.check import check_master
from tests.placed import begin_placed
from tests.served import Served

MAKING_MS = 120_000


@pytest.mark.browser
def test_backgrounds_are_made_the_ad_is_rendered_and_its_very_bytes_are_taken_home(
    studio: Served, page: Page, tmp_path: Path
) -> None:
    folder = begin_placed(studio.shelf, plates=False)
    for number in (1, 2, 3):
        picture = tmp_path / f"own-{number}.png"
        cv2.imwrite(str(picture), np.full((320, 180, 3), (60 * number, 120, 160), np.uint8))
        own = folder.keep(picture)
        folder.revisions.replace(with_scene(folder.load(), f"scene-{number}", own_plate=own))
    page.goto(studio.page("backgrounds", folder.folder.name))
    page.get_by_role("button", name="Generate all").click()
    expect(page.get_by_text("All made")).to_be_visible(timeout=MAKING_MS)
    expect(page.locator(".adforge-plate video")).to_have_count(3, timeout=MAKING_MS)
    for card in page.locator("[class*='st-key-plate-scene-']").all():
        box = card.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900

    page.mouse.move(20, 500)
    page.get_by_role("link", name="Deliver").click()
    page.get_by_role("button", name="Render").click()
    expect(page.get_by_text("of 180 frames")).to_be_visible(timeout=20_000)
    page.reload()
    expect(page.get_by_role("button", name="Stop rendering")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("heading", name="Measured")).to_be_visible(timeout=MAKING_MS)

    page.wait_for_function("document.querySelector('video')?.readyState >= 1")
    size = page.evaluate("(it => [it.videoWidth, it.videoHeight])(document.querySelector('video'))")
    assert size == [1080, 1920]
    with page.expect_download() as taken:
        page.get_by_role("link", name="Video, MP4").click()
    taken.value.save_as(tmp_path / "taken.mp4")
    assert taken.value.suggested_filename == f"{folder.folder.name}-9x16.mp4"
    assert (tmp_path / "taken.mp4").read_bytes() == (folder.deliverables / "master-9x16.mp4").read_bytes()
    assert check_master(tmp_path / "taken.mp4").frames == 180

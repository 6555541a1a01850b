"""The brief's page in Chromium: a photo is uploaded, its cut-out painted on, and each stroke is in the project."""

import pytest
from playwright.sync_api import Page, expect

from adforge_core.media.assets import asset
from tests.served import Served
from tests.watched import at_rest, faults


@pytest.mark.browser
def test_the_cut_out_is_corrected_with_the_brush_and_by_keyboard(studio: Served, page: Page) -> None:
    page.set_viewport_size({"width": 1100, "height": 1400})
    page.goto(studio.address)
    page.get_by_role("button", name="New project").click()
    page.get_by_role("textbox", name="Product").fill("Slow Morning")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Create project").click()
    page.locator("input[type=file]").last.set_input_files(asset("samples", "coffee.png"))
    expect(page.get_by_text("Clean cut-out")).to_be_visible()
    page.wait_for_function("document.querySelector('.adforge-cutout img')?.naturalWidth > 100")
    folder = studio.shelf.open("slow-morning")
    before = folder.load().product
    assert before is not None

    page.get_by_role("button", name="Correct the cut-out").click()
    stage = page.get_by_role("application")
    expect(stage).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Erase", exact=True).click()
    box = at_rest(stage)
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.8 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.45 * box["width"], box["y"] + 0.8 * box["height"], steps=6)
    page.mouse.up()
    expect(page.get_by_text("Corrected by hand")).to_be_visible()
    erased = folder.load().product
    assert erased is not None
    (stroke,) = erased.strokes
    assert not stroke.keep
    assert (stroke.points[0].x, stroke.points[0].y) == pytest.approx((0.3, 0.8), abs=0.02)
    assert stroke.points[-1].x == pytest.approx(0.45, abs=0.03)
    assert erased.photo == before.photo
    assert erased.cutout != before.cutout

    stage.focus()
    for key in ("k", " ", "ArrowLeft", "ArrowLeft", "ArrowUp", " "):
        page.keyboard.press(key)
    expect(page.get_by_text("with 2 strokes")).to_be_visible()
    both = folder.load().product
    assert both is not None
    assert [one.keep for one in both.strokes] == [False, True]
    assert len(both.strokes[1].points) == 4

    page.get_by_role("button", name="Undo stroke").click()
    expect(page.get_by_text("with 1 stroke")).to_be_visible()
    page.keyboard.press("Alt+z")  # the frame's undo brings the stroke back
    expect(page.get_by_text("with 2 strokes")).to_be_visible()
    page.get_by_role("button", name="Clear strokes").click()
    expect(page.get_by_text("Clean cut-out")).to_be_visible()
    cleared = folder.load().product
    assert cleared is not None
    assert cleared.cutout == before.cutout
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("What you sell")).to_be_visible()

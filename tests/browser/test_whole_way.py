"""From a photo to the finished file, as a marketer goes, leaving in the middle of everything."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief, Style
from adforge_core.model.edits import with_scene_count
from adforge_core.model.project import Project
from adforge_core.project.folder import ProjectFolder
from adforge_core.stages.check import check_master
from tests.served import Served
from tests.watched import nothing_jumps, settled, turn_to

pytestmark = pytest.mark.browser
MAKING_MS = 300_000


def takes(folder: ProjectFolder) -> list[int]:
    return [len(scene.takes) for scene in folder.load().scenes]


@pytest.mark.usefixtures("traced_sets")
def test_a_photo_becomes_an_ad_though_its_maker_reloads_and_leaves(studio: Served, page: Page, tmp_path: Path) -> None:
    brief = Brief(product="Corner Cup", benefits=("Roasted daily",), style=Style.BOLD, duration=6)
    folder = studio.shelf.begin(with_scene_count(Project(name="Corner Cup", brief=brief), 2))
    name = folder.folder.name

    page.goto(studio.page("brief", name))
    with nothing_jumps(page):
        page.locator("input[type=file]").last.set_input_files(asset("samples", "coffee.png"))
        expect(page.get_by_text("Clean cut-out")).to_be_visible()
    page.get_by_role("button", name="Plan the storyboard").click()
    line = page.get_by_role("textbox", name="Voiceover line", exact=True)
    expect(line).to_be_visible()

    with nothing_jumps(page):
        line.fill("Roasted here, every single day.")
        line.press("Control+Enter")
        expect(page.get_by_text("5 words")).to_be_visible()
        page.get_by_role("button", name="Make the animatic").click()
        expect(page.get_by_role("button", name="The animatic is up to date")).to_be_visible()
    assert folder.load().scenes[0].vo == "Roasted here, every single day."

    turn_to(page, "Sound")
    pace, loudest = page.get_by_role("slider", name="Pace"), page.get_by_text("Peak level")
    expect(loudest).to_be_visible()
    with nothing_jumps(page):
        pace.press("ArrowRight")
        expect(page.get_by_text("Making the sound")).to_be_visible()
        expect(loudest).to_be_visible()

    turn_to(page, "Backgrounds")
    settled(page)  # what moves while the page before goes is no jump of this one
    with nothing_jumps(page):
        page.get_by_role("button", name="Generate all").click()
        expect(page.get_by_text("Making 2")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    with nothing_jumps(page):
        expect(page.get_by_text("All backgrounds are made.")).to_be_visible(timeout=MAKING_MS)
        before = folder.load().scenes
        first = page.locator(f".st-key-plate-{before[0].id}")
        first.get_by_role("button", name="Regenerate").click()
        expect(page.get_by_text("Making 1")).to_be_visible()
        expect(page.get_by_text("All backgrounds are made.")).to_be_visible(timeout=MAKING_MS)
        assert takes(folder) == [2, 1]
        expect(page.locator(".adforge-plate video")).to_have_count(2, timeout=MAKING_MS)
    after = folder.load().scenes
    assert after[0].take != before[0].take
    assert after[1].take == before[1].take

    turn_to(page, "Placement")
    page.wait_for_selector("canvas[data-shown]")
    box = page.locator(".outline").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y - 20, steps=5)
    page.mouse.up()
    expect(page.get_by_text("Placed by you")).to_be_visible()

    turn_to(page, "Deliver")
    with nothing_jumps(page):
        page.get_by_role("button", name="Render").click()
        expect(page.get_by_text("of 180 frames")).to_be_visible()
        expect(page.locator(".adforge-shaping img")).to_have_count(2)  # something to look at meanwhile
    page.close()
    later = page.context.new_page()
    later.goto(studio.page("deliver", name))
    expect(later.get_by_role("button", name="Stop rendering")).to_be_visible()
    with nothing_jumps(later):
        expect(later.get_by_role("heading", name="Checks")).to_be_visible(timeout=MAKING_MS)
    assert folder.load().scenes[0].placements

    later.wait_for_function("document.querySelector('video')?.readyState >= 1")
    size = later.evaluate("(it => [it.videoWidth, it.videoHeight])(document.querySelector('video'))")
    assert size == [1080, 1920]
    with later.expect_download() as taken:
        later.get_by_role("link", name="Video, MP4").click()
    taken.value.save_as(tmp_path / "taken.mp4")
    assert taken.value.suggested_filename == f"{name}-9x16.mp4"
    assert (tmp_path / "taken.mp4").read_bytes() == (folder.deliverables / "master-9x16.mp4").read_bytes()
    assert check_master(tmp_path / "taken.mp4").frames == 180

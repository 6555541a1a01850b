"""Hands on the placement board, in a browser."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from adforge_core.model.edits import placed
from adforge_core.model.formats import Format
from adforge_core.model.placement import Placement
from adforge_core.model.shots import View
from adforge_core.project.folder import ProjectFolder
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import at_rest, faults, settled

pytestmark = pytest.mark.browser
PATIENCE_MS = 20_000
FOLLOW = "name => [...document.querySelectorAll('a')].find(one => one.textContent.includes(name)).click()"
"""Follows a link faster than any hand: the board is not left first."""


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    return begin_placed(studio.shelf)


@pytest.fixture
def board(studio: Served, page: Page, folder: ProjectFolder) -> Page:
    page.goto(studio.page("placement", folder.folder.name))
    page.wait_for_selector("canvas[data-shown]")
    return page


def saved(page: Page, folder: ProjectFolder, holds: Callable[[Placement | None], bool], scene: int = 0) -> Placement:
    """The scene's placement as soon as it is saved and `holds`; an automatic one counts as the middle of nowhere."""
    for _ in range(PATIENCE_MS // 100):
        placement = folder.load().scenes[scene].placement_in(Format.VERTICAL)
        if holds(placement):
            return placement or Placement(x=-0.5, y=-0.5, scale=1)
        page.wait_for_timeout(100)
    raise AssertionError(f"saved is {placement}")


def stands_left_of(x: float, placement: Placement | None) -> bool:
    return placement is not None and placement.x < x - 0.003


def middle(part: Locator) -> tuple[float, float]:
    box = at_rest(part)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, part: Locator, dx: float, dy: float) -> None:
    x, y = middle(part)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()


def test_hands_keys_handles_and_sliders_work_on_one_placement(board: Page, folder: ProjectFolder) -> None:
    expect(board.get_by_text("Nothing is covered")).to_be_visible()
    picture = at_rest(board.locator(".picture"))
    x, y = middle(board.locator(".outline"))
    before = float(board.get_by_label("Horizontal").input_value())
    drag(board, board.locator(".outline"), 60, -40)
    placement = saved(board, folder, lambda placement: placement is not None)
    assert middle(board.locator(".outline")) == pytest.approx((x + 60, y - 40), abs=1.5)
    assert placement.x - before == pytest.approx(60 / picture["width"], abs=0.01)
    assert float(board.get_by_label("Horizontal").input_value()) == pytest.approx(placement.x, abs=0.003)
    expect(board.get_by_text("Placed by you")).to_be_visible()

    undo = board.get_by_role("button", name="undo icon")
    expect(undo).to_be_enabled()
    undo.click()
    saved(board, folder, lambda placement: placement is None)
    expect(board.get_by_text("Placed automatically")).to_be_visible()
    assert middle(board.locator(".outline")) == pytest.approx((x, y), abs=1.5)

    size = float(board.get_by_label("Size").input_value())
    drag(board, board.locator("[data-corner='1']"), 30, -60)
    larger = saved(board, folder, lambda placement: placement is not None)
    assert larger.scale > size + 0.05
    board.locator(".picture").focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowUp", "]"):
        board.keyboard.press(key)
    moved = saved(board, folder, lambda placement: placement is not None and placement.rotation == 1)
    assert (moved.x, moved.y) == pytest.approx((larger.x - 0.01, larger.y - 0.05))
    board.get_by_label("Shadow").fill("0.3")
    assert saved(board, folder, lambda placement: placement is not None and placement.shadow == 0.3).x == moved.x
    board.get_by_label("Movement").select_option("rise")
    saved(board, folder, lambda placement: placement is not None and placement.motion == "rise")
    board.locator(".outline").dblclick()
    saved(board, folder, lambda placement: placement is None)

    # What lies over words is said.
    expect(board.get_by_text("Nothing is covered")).to_be_visible()
    board.get_by_label("Vertical").fill("0.3")
    expect(board.get_by_text("The product and the headline overlap.")).to_be_visible()
    board.get_by_label("App overlay").select_option("TikTok")
    assert board.locator(".covered").get_attribute("d")


def test_another_scene_is_chosen_moved_found_again_after_a_reload_and_reset_right_after_it(
    board: Page, folder: ProjectFolder
) -> None:
    board.get_by_role("radio", name="End card").click()
    expect(board.get_by_label("Headline")).to_be_disabled()
    expect(board.locator(".waiting")).to_be_hidden()
    board.get_by_label("Horizontal").fill("0.4")
    saved(board, folder, lambda placement: placement is not None and placement.x == 0.4, scene=2)
    assert not folder.load().scenes[0].placements
    placement = Placement(x=0.3, y=0.4, scale=0.3, rotation=20)
    for scene in folder.load().scenes:
        edit = partial(placed, ids=[scene.id], placement=placement, format=Format.VERTICAL)
        folder.revisions.edit(edit, "Move the product")
    board.reload()
    board.wait_for_selector("canvas[data-shown]")
    board.get_by_role("button", name="Reset all").click()
    saved(board, folder, lambda placement: placement is None)
    expect(board.get_by_role("radio", name="End card")).to_be_checked()
    expect(board.get_by_text("Placed automatically")).to_be_visible()
    expect(board.locator(".outline")).to_be_visible()
    expect(board.get_by_role("slider", name="Rotation")).to_have_value("0")


def test_a_move_by_key_is_saved_though_the_page_is_left_at_once(board: Page, folder: ProjectFolder) -> None:
    x = float(board.get_by_label("Horizontal").input_value())
    for leave in (board.reload, lambda: board.evaluate(FOLLOW, "Sound")):
        board.wait_for_selector("canvas[data-shown]")
        board.locator(".picture").focus()
        board.keyboard.press("ArrowLeft")
        leave()
        x = saved(board, folder, partial(stands_left_of, x)).x
        saved(board, folder, lambda _: folder.revisions.history().undo == "Move the product")  # written after it
    expect(board.get_by_role("slider", name="Pace")).to_be_visible()


def test_undo_right_after_a_move_by_key_takes_that_move_back(studio: Served, page: Page, folder: ProjectFolder) -> None:
    placement = Placement(x=0.3, y=0.4, scale=0.3)
    edit = partial(placed, ids=["scene-1"], placement=placement, format=Format.VERTICAL)
    before = folder.revisions.edit(edit, "Copy the placement").revision
    page.goto(studio.page("placement", folder.folder.name))
    page.wait_for_selector("canvas[data-shown]")
    settled(page)
    page.locator(".picture").focus()
    page.keyboard.press("]")
    page.keyboard.press("Alt+z")
    for _ in range(PATIENCE_MS // 100):
        if folder.load().revision >= before + 2:
            break
        page.wait_for_timeout(100)
    settled(page)
    assert folder.load().scenes[0].placement_in(Format.VERTICAL) == placement


def test_a_scene_is_cut_on_the_storyboard_and_a_shot_is_framed_by_hand(studio: Served, page: Page) -> None:
    folder = begin_placed(studio.shelf, frames=150)

    def view() -> View | None:
        return folder.load().scenes[0].shots[0].view_in(Format.VERTICAL)

    def kept(holds: Callable[[View | None], bool]) -> View:
        for _ in range(PATIENCE_MS // 100):
            if holds(now := view()):
                return now or View()
            page.wait_for_timeout(100)
        raise AssertionError(f"saved is {view()}")

    page.goto(studio.page("storyboard", folder.folder.name))
    page.get_by_role("button", name="Cut into shots").first.click()
    still = page.locator("[class*=st-key-adforge-shots-] button:visible img").first
    expect(still).to_have_js_property("complete", True)
    expect(still).not_to_have_js_property("naturalWidth", 0)
    second = page.locator("[class*=st-key-adforge-shots-] button:visible").nth(1)
    second.press("Enter")
    open_shot = page.locator("[class*=st-key-adforge-shots-] button:visible:has(span > strong)")
    expect(open_shot).to_have_text(re.compile(r"^\s*2"))
    expect(second).to_be_focused()
    page.locator("[class*=st-key-adforge-shots-] button:visible").first.click()
    expect(open_shot).to_have_text(re.compile(r"^\s*1"))
    assert faults(page) == []
    page.get_by_role("link", name="Adjust").first.click()
    page.wait_for_selector("canvas[data-shown*='shot=']")
    expect(page.get_by_role("radio", name="Shot 1")).to_be_checked()
    assert faults(page) == []

    picture = page.locator(".picture")
    box = at_rest(picture)
    page.get_by_label("Zoom").fill("1.3")
    zoomed = kept(lambda view: view is not None)
    drag(page, picture, 40, 0)
    dragged = kept(lambda view: view != zoomed)
    assert dragged.zoom == zoomed.zoom == pytest.approx(1.3, abs=0.02)
    assert zoomed.x - dragged.x == pytest.approx(40 / box["width"] / zoomed.zoom, abs=0.005)
    page.keyboard.press("Shift+ArrowDown")
    kept(lambda view: view is not None and view.y > dragged.y + 0.01)
    page.mouse.wheel(0, -120)
    kept(lambda view: view is not None and view.zoom > zoomed.zoom + 0.1)
    picture.dblclick()
    kept(lambda view: view is None)
    expect(page.get_by_text("Framed automatically")).to_be_visible()
    page.get_by_role("radio", name="Whole picture").click()
    expect(page.get_by_role("button", name="Reset all")).to_be_visible()
    expect(page).not_to_have_url(re.compile("shot="))

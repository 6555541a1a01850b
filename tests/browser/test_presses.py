"""Quick presses: the rest of a double click does nothing, everything that is meant acts, however soon."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from adforge_core.model.edits import with_scene
from adforge_core.project.folder import ProjectFolder
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import settled

pytestmark = pytest.mark.browser

MULTI_CLICK_MS = 500
"""How soon a press in the same place is the rest of a double click (pages/parts/kit/presses.js)."""


def press(page: Page, button: Locator, times: int = 1, gap_ms: int = 60) -> None:
    """Presses where the button is now, whatever comes to stand there."""
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for turn in range(times):
        page.mouse.down()
        page.mouse.up()
        if turn < times - 1:
            page.wait_for_timeout(gap_ms)


def supers(folder: ProjectFolder) -> list[str]:
    return [scene.super for scene in folder.load().scenes]


Found = TypeVar("Found")


def comes(page: Page, look: Callable[[], Found], wanted: Found) -> None:
    """Waits until `look` finds what is wanted, and sees that it stays."""
    for _ in range(300):
        if look() == wanted:
            break
        page.wait_for_timeout(100)
    settled(page)
    assert look() == wanted


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    """A project with four edits to take back, each of another scene or another time."""
    folder = begin_placed(studio.shelf)
    for number, words in enumerate(("One", "Two", "Three", "Four")):
        edit = partial(with_scene, id=f"scene-{number % 3 + 1}", super=words)
        folder.revisions.edit(edit, f"Edit {words}")
    return folder


EDITED = ["Four", "Two", "Three"]
THREE_BACK = ["One", "Good morning", "Good morning"]


@pytest.mark.parametrize("by", ["key", "pointer"])
def test_every_press_of_undo_and_redo_is_one_step_however_quick(
    studio: Served, page: Page, folder: ProjectFolder, by: str
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    expect(page.get_by_role("textbox", name="Voiceover line", exact=True)).to_be_visible()
    settled(page)
    assert supers(folder) == EDITED

    def walk(word: str, times: int) -> None:
        if by == "pointer":
            press(page, page.locator(f"[class*='-{word}'] button").first, times)
            return
        for _ in range(times):
            page.keyboard.press("Alt+z" if word == "undo" else "Alt+y")

    walk("undo", 3)
    comes(page, lambda: supers(folder), THREE_BACK)
    walk("redo", 2)
    comes(page, lambda: supers(folder), ["One", "Two", "Three"])


def test_steps_beyond_the_first_edit_do_nothing_and_say_nothing(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    expect(page.get_by_role("textbox", name="Voiceover line", exact=True)).to_be_visible()
    settled(page)
    for _ in range(12):
        page.keyboard.press("Alt+z")
    comes(page, lambda: supers(folder), ["Good morning"] * 3)
    expect(page.locator("[data-testid=stAlert], [data-testid=stException]")).to_have_count(0)


def test_a_held_key_is_one_press(studio: Served, page: Page, folder: ProjectFolder) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    expect(page.get_by_role("textbox", name="Voiceover line", exact=True)).to_be_visible()
    settled(page)
    page.keyboard.down("Alt")
    for _ in range(5):  # what a browser tells of a key that is held
        page.keyboard.down("z")
    page.keyboard.up("z")
    page.keyboard.up("Alt")
    comes(page, lambda: supers(folder), ["One", "Two", "Three"])


def test_steps_go_on_counting_on_another_page(studio: Served, page: Page, folder: ProjectFolder) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    expect(page.get_by_role("textbox", name="Voiceover line", exact=True)).to_be_visible()
    settled(page)
    page.keyboard.press("Alt+z")
    page.keyboard.press("Alt+z")
    page.get_by_role("link", name="Sound").click()
    page.wait_for_url("**/sound?*")
    settled(page)
    page.keyboard.press("Alt+z")
    comes(page, lambda: supers(folder), THREE_BACK)


def test_a_second_press_on_another_button_acts_at_once(studio: Served, page: Page, folder: ProjectFolder) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    copy = page.get_by_role("button", name="Duplicate")
    expect(copy).to_be_visible()
    settled(page)
    press(page, copy)
    press(page, page.get_by_role("button", name="Lock", exact=True))
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    settled(page)
    assert len(folder.load().scenes) == 4
    assert any(scene.locked for scene in folder.load().scenes)


def test_a_press_in_the_same_place_acts_once_it_is_no_double_click(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    delete = page.get_by_role("button", name="Delete")
    expect(delete).to_be_visible()
    settled(page)
    press(page, delete, 2)
    page.wait_for_timeout(MULTI_CLICK_MS)
    comes(page, lambda: len(folder.load().scenes), 2)
    press(page, delete)
    comes(page, lambda: len(folder.load().scenes), 1)


def test_enter_held_on_a_button_is_one_press(studio: Served, page: Page, folder: ProjectFolder) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    copy = page.get_by_role("button", name="Duplicate")
    expect(copy).to_be_visible()
    settled(page)
    copy.focus()
    for _ in range(6):  # what a browser tells of a key that is held
        page.keyboard.down("Enter")
        page.wait_for_timeout(35)
    page.keyboard.up("Enter")
    comes(page, lambda: len(folder.load().scenes), 4)


def test_enter_held_in_a_form_sends_it_once(studio: Served, page: Page) -> None:
    page.goto(studio.address)
    page.get_by_role("button", name="New project").click()
    product = page.get_by_role("textbox", name="Product")
    product.fill("Held Kettle")
    for _ in range(6):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.wait_for_url("**/brief?*")
    comes(page, lambda: [name for name in studio.shelf.projects() if name.startswith("held-kettle")], ["held-kettle"])


def test_a_press_that_was_let_go_of_elsewhere_counts_for_nothing(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    copy = page.get_by_role("button", name="Duplicate")
    expect(copy).to_be_visible()
    settled(page)
    box = copy.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 150)
    page.mouse.up()
    page.mouse.click(x, y)
    comes(page, lambda: len(folder.load().scenes), 4)


def test_two_quick_taps_of_a_finger_are_one_press_though_they_lie_apart(
    studio: Served, browser: Browser, folder: ProjectFolder
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(studio.page("storyboard", folder.folder.name))
    delete = page.get_by_role("button", name="Delete")
    expect(delete).to_be_visible()
    settled(page)
    box = delete.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x - 8, y - 4)
    page.wait_for_timeout(120)
    page.touchscreen.tap(x + 8, y + 4)
    comes(page, lambda: len(folder.load().scenes), 2)
    context.close()


def test_a_menu_closes_while_the_page_runs_for_something_else(studio: Served, page: Page) -> None:
    """A menu's button never asks the page for anything, so the page's answer to something else is none to it."""
    page.goto(studio.address)
    menu = page.get_by_role("button", name="New project")
    expect(menu).to_be_visible()
    settled(page)
    menu.click()
    product = page.get_by_role("textbox", name="Product")
    expect(product).to_be_visible()
    page.evaluate(
        "document.querySelector('[data-test-script-state]').setAttribute('data-test-script-state', 'running')"
    )
    page.wait_for_timeout(MULTI_CLICK_MS)
    menu.click()
    expect(product).to_be_hidden()


def test_a_projects_menu_opens_at_every_press(studio: Served, browser: Browser, folder: ProjectFolder) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    page = context.new_page()
    page.goto(studio.address)
    menu = page.locator(f"[class*='st-key-menu-{folder.folder.name}'] button").first
    expect(menu).to_be_visible()
    settled(page)
    for _ in range(6):
        press(page, menu)
        page.wait_for_timeout(MULTI_CLICK_MS)
        expect(menu).to_have_attribute("aria-expanded", "true", timeout=1_000)
        press(page, menu)
        expect(menu).to_have_attribute("aria-expanded", "false")
        page.wait_for_timeout(MULTI_CLICK_MS)
    context.close()

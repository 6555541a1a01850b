"""Quick presses: the rest of a double click does nothing, everything that is meant acts, however soon."""

from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from adforge_core.model.edits import with_scene
from adforge_core.project.folder import ProjectFolder
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import at_rest, comes, pressed, settled

pytestmark = pytest.mark.browser

MULTI_CLICK_MS = 500
"""How soon a press in the same place is the rest of a double click (pages/parts/kit/presses.js)."""


def press(page: Page, button: Locator, times: int = 1, gap_ms: int = 60) -> None:
    """Presses where the button is now, whatever comes to stand there."""
    box = button.bounding_box()
    assert box is not None
    pressed(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, times, gap_ms)


def supers(folder: ProjectFolder) -> list[str]:
    return [scene.super for scene in folder.load().scenes]


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    """A project with four edits to take back, each of another scene or another time."""
    folder = begin_placed(studio.shelf)
    for number, words in enumerate(("One", "Two", "Three", "Four")):
        edit = partial(with_scene, id=f"scene-{number % 3 + 1}", super=words)
        folder.revisions.edit(edit, f"Edit {words}")
    return folder


EDITED = ["Four", "Two", "Three"]
NONE = ["Good morning"] * 3


def test_every_press_of_undo_and_redo_is_one_step_however_quick_and_a_held_key_is_one_press(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    expect(page.get_by_role("textbox", name="Voiceover line", exact=True)).to_be_visible()
    settled(page)
    assert supers(folder) == EDITED

    def by_key(word: str, times: int) -> None:
        for _ in range(times):
            page.keyboard.press("Alt+z" if word == "undo" else "Alt+y")

    def by_pointer(word: str, times: int) -> None:
        press(page, page.locator(f"[class*='-{word}'] button").first, times)

    by_key("undo", 3)
    comes(page, lambda: supers(folder), ["One", "Good morning", "Good morning"])
    by_key("redo", 2)
    comes(page, lambda: supers(folder), ["One", "Two", "Three"])
    by_pointer("undo", 3)
    comes(page, lambda: supers(folder), NONE)
    by_pointer("redo", 2)
    comes(page, lambda: supers(folder), ["One", "Two", "Good morning"])

    by_key("undo", 12)  # steps beyond the first edit do nothing and say nothing
    comes(page, lambda: supers(folder), NONE)
    expect(page.locator("[data-testid=stAlert], [data-testid=stException]")).to_have_count(0)
    by_key("redo", 4)
    comes(page, lambda: supers(folder), EDITED)

    page.keyboard.down("Alt")
    for _ in range(5):  # what a browser tells of a key that is held
        page.keyboard.down("z")
    page.keyboard.up("z")
    page.keyboard.up("Alt")
    comes(page, lambda: supers(folder), ["One", "Two", "Three"])

    by_key("undo", 1)
    page.get_by_role("link", name="Sound").click()
    page.wait_for_url("**/sound?*")
    settled(page)
    by_key("undo", 1)  # they go on counting on another page
    comes(page, lambda: supers(folder), ["One", "Good morning", "Good morning"])
    page.keyboard.press("Control+Shift+z")
    comes(page, lambda: supers(folder), ["One", "Two", "Good morning"])
    page.keyboard.press("Control+z")
    comes(page, lambda: supers(folder), ["One", "Good morning", "Good morning"])


def test_a_choice_in_a_menu_is_undone_while_the_cursor_is_still_in_the_menu(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    menu = page.get_by_role("combobox", name="Role")
    expect(menu).to_be_visible()
    settled(page)
    role = folder.load().scenes[0].role
    menu.click()
    page.get_by_role("option", name="Problem", exact=True).click()
    comes(page, lambda: folder.load().scenes[0].role is not role, True)
    expect(menu).to_be_focused()
    page.keyboard.press("Control+z")
    comes(page, lambda: folder.load().scenes[0].role, role)


def test_every_press_that_is_meant_acts_and_no_other(studio: Served, page: Page, folder: ProjectFolder) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    copy, delete = (page.get_by_role("button", name=name) for name in ("Duplicate", "Delete"))
    expect(copy).to_be_visible()
    settled(page)
    press(page, copy)
    press(page, page.get_by_role("button", name="Lock", exact=True))  # on another button it acts at once
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    settled(page)
    assert len(folder.load().scenes) == 4
    assert any(scene.locked for scene in folder.load().scenes)

    copy.focus()
    for _ in range(6):  # what a browser tells of a key that is held
        page.keyboard.down("Enter")
        page.wait_for_timeout(35)
    page.keyboard.up("Enter")
    comes(page, lambda: len(folder.load().scenes), 5)

    box = copy.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 150)
    page.mouse.up()  # let go of elsewhere, it counts for nothing
    page.mouse.click(x, y)
    comes(page, lambda: len(folder.load().scenes), 6)

    press(page, delete, 2)
    page.wait_for_timeout(MULTI_CLICK_MS)
    comes(page, lambda: len(folder.load().scenes), 5)
    page.wait_for_timeout(MULTI_CLICK_MS)
    press(page, delete)  # in the same place, and no double click any more
    comes(page, lambda: len(folder.load().scenes), 4)

    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.wait_for_timeout(MULTI_CLICK_MS)
    box = at_rest(delete)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in ((-8, -4), (8, 4)):  # two quick taps of a finger lie apart
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x + dx, "y": y + dy}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(120)
    comes(page, lambda: len(folder.load().scenes), 3)


def test_what_a_late_answer_brings_under_the_pointer_is_not_pressed_by_it(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    delete = page.get_by_role("button", name="Delete")
    expect(delete).to_be_visible()
    settled(page)
    box = at_rest(delete)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    first = pressed(page, x, y)
    comes(page, lambda: len(folder.load().scenes), 2)
    # No part of a double click any more, and too soon for anybody to have seen what the answer changed.
    pressed(page, x, y, at=first + MULTI_CLICK_MS / 1000 + 0.01)
    settled(page)
    page.wait_for_timeout(MULTI_CLICK_MS)
    assert len(folder.load().scenes) == 2
    pressed(page, x, y)
    comes(page, lambda: len(folder.load().scenes), 1)


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


def test_a_menu_opens_at_every_press_and_closes_while_the_page_runs_for_something_else(
    studio: Served, page: Page
) -> None:
    """A menu's button never asks the page for anything, so the page's answer to something else is none to it."""
    studio.clear()
    studio.shelf.begin_empty("Kettle")
    page.emulate_media(reduced_motion="no-preference")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(studio.address)
    menu = page.locator("[class*='st-key-menu-kettle'] button").first
    expect(menu).to_be_visible()
    settled(page)
    for _ in range(6):
        press(page, menu)
        page.wait_for_timeout(MULTI_CLICK_MS)
        expect(menu).to_have_attribute("aria-expanded", "true", timeout=1_000)
        press(page, menu)
        expect(menu).to_have_attribute("aria-expanded", "false")
        page.wait_for_timeout(MULTI_CLICK_MS)

    new, product = page.get_by_role("button", name="New project"), page.get_by_role("textbox", name="Product")
    new.click()
    expect(product).to_be_visible()
    page.evaluate(
        "document.querySelector('[data-test-script-state]').setAttribute('data-test-script-state', 'running')"
    )
    page.wait_for_timeout(MULTI_CLICK_MS)
    new.click()
    expect(product).to_be_hidden()

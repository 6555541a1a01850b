"""The shelf and the frame, as people use them."""

import pytest
from playwright.sync_api import Page, expect

from tests.served import Served
from tests.watched import faults, settled


@pytest.mark.browser
def test_a_project_is_begun_and_found_again_by_reload_and_bookmark(studio: Served, page: Page) -> None:
    page.goto(studio.address)
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Product", exact=True).fill("Field Kettle")
    page.get_by_label("Product", exact=True).press("Tab")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/brief?project=field-kettle")
    expect(page.get_by_text("Field Kettle").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Brief")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Sound").click()
    page.wait_for_url("**/sound?project=field-kettle")
    expect(page.get_by_text("the storyboard comes first").first).to_be_visible()
    assert faults(page) == []
    page.goto(studio.page("settings", "field-kettle"))
    expect(page.get_by_text("Who makes what")).to_be_visible()
    expect(page.get_by_role("link", name="Deliver")).to_be_visible()


@pytest.mark.browser
def test_files_are_served_to_this_machine_only_and_no_projects_secrets(studio: Served, page: Page) -> None:
    page.goto(studio.address)
    asked = page.request
    part = asked.get(f"{studio.address}/files/assets/icon.png", headers={"Range": "bytes=0-9"})
    assert (part.status, len(part.body())) == (206, 10)
    assert asked.get(f"{studio.address}/files/projects/tea/project.json").status == 404
    assert asked.get(f"{studio.address}/files/projects/..%2f..%2fetc/media/passwd").status in {400, 404}
    assert asked.get(f"{studio.address}/files/assets/icon.png", headers={"Host": "evil.example"}).status == 400


@pytest.mark.browser
def test_an_open_menu_stays_with_its_project_when_others_move(studio: Served, page: Page) -> None:
    for name in ("Anvil", "Bellows", "Chisel"):
        studio.shelf.begin_empty(name)
    page.goto(studio.address)
    settled(page)
    duplicate = page.get_by_role("button", name="Duplicate")
    for _ in range(10):  # a busy machine may miss a press as short as a test's
        if not duplicate.is_visible():
            page.locator(".st-key-menu-bellows button").first.click(delay=60)
            page.wait_for_timeout(2000)
    duplicate.click()
    expect(page.locator(".st-key-card-bellows-copy")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The project was deleted.")).to_be_visible()
    left = set(studio.shelf.projects())
    for name in left & {"anvil", "bellows", "bellows-copy", "chisel"}:
        studio.shelf.delete(name)  # the shelf is the other tests', too
    assert left >= {"anvil", "bellows-copy", "chisel"}
    assert "bellows" not in left

"""Files that a browser has sent: taken in, they are on disk, and the server holds them no longer."""

import urllib.request

import pytest
from playwright.sync_api import Page, expect

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from tests.served import Served


@pytest.mark.browser
def test_a_photo_that_was_taken_in_is_not_held_in_memory_as_well(studio: Served, page: Page) -> None:
    folder = studio.shelf.begin(Project(name="Cup", brief=Brief(product="Cup")))
    page.goto(studio.page("brief", folder.folder.name))
    page.locator("input[type=file]").last.set_input_files(asset("samples", "coffee.png"))
    expect(page.get_by_text("Clean cut-out")).to_be_visible()
    with urllib.request.urlopen(f"{studio.address}/_stcore/metrics") as answer:
        held = [line for line in answer.read().decode().splitlines() if "UploadedFileManager" in line]
    assert held == []

"""Variants asked for on Deliver, as a marketer does."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adforge_core.pipeline import render_ad
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import faults

pytestmark = pytest.mark.browser
MAKING_MS = 120_000


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    """A small ad, finished, as the studio's cache knows."""
    folder = begin_placed(studio.shelf, frames=30)
    render_ad(folder.folder, providers=choose_providers(offline=True).providers, cache=Cache(studio.home / "cache"))
    return folder


def test_other_hooks_become_videos_to_download(
    studio: Served, page: Page, folder: ProjectFolder, tmp_path: Path
) -> None:
    name = folder.folder.name
    page.goto(studio.page("deliver", name))
    hooks, render = page.get_by_role("textbox", name="Hooks"), page.get_by_role("button", name="Render")
    hooks.fill("Good morning\n\nAt last, a box")
    hooks.press("Control+Enter")
    expect(page.get_by_role("button", name="Render 2 variants · about")).to_be_enabled()
    assert faults(page) == []
    render.click()
    expect(page.locator(".adforge-variants figure")).to_have_count(2, timeout=MAKING_MS)
    assert faults(page) == []
    second = page.locator(".adforge-variants figure").nth(1)
    expect(second).to_contain_text("At last, a box")
    page.wait_for_function("[...document.querySelectorAll('.adforge-variants video')].every(it => it.readyState >= 1)")
    with page.expect_download() as taken:
        second.get_by_role("link", name="Video").click()
    taken.value.save_as(tmp_path / "taken.mp4")
    assert taken.value.suggested_filename == f"{name}-hook-2-9x16.mp4"
    assert (tmp_path / "taken.mp4").read_bytes() == (folder.variants / "hook-2-9x16.mp4").read_bytes()

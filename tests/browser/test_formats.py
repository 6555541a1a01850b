"""One product in two formats, placed by hand, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from adforge_core.model.edits import with_take
from adforge_core.model.formats import Format
from adforge_core.project.folder import ProjectFolder
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import turn_to

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    """A small ad with a background of its own in each of two formats; it is in 9:16."""
    folder = begin_placed(studio.shelf)
    project = folder.load()
    for scene in project.scenes:
        tall = scene.takes[0]
        square = tall.model_copy(update={"id": "square", "format": Format.SQUARE, "made_from": ""})
        project = with_take(with_take(project, scene.id, square), scene.id, tall)
    folder.revisions.replace(project)
    return folder


def place_in(page: Page, format: str) -> None:
    """Changes the format on Brief and goes to Placement."""
    turn_to(page, "Brief")
    page.get_by_role("radio", name=format).click()
    expect(page.get_by_text("1080 by 1080 pixels" if format == "1:1" else "1080 by 1920 pixels")).to_be_visible()
    turn_to(page, "Placement")
    page.wait_for_selector("canvas[data-shown]")


def test_a_reset_in_one_format_leaves_the_other_where_it_was_put(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("placement", folder.folder.name))
    page.wait_for_selector("canvas[data-shown]")
    page.get_by_label("Vertical").fill("0.4")
    expect(page.get_by_text("Placed by you in 9:16")).to_be_visible()
    expect(page.get_by_text("The product and the headline overlap.")).to_be_visible()
    place_in(page, "1:1")
    expect(page.get_by_text("Placed automatically")).to_be_visible()
    page.get_by_label("Horizontal").fill("0.3")
    expect(page.get_by_text("Placed by you in 1:1")).to_be_visible()
    reset = page.get_by_role("button", name="Reset all")
    expect(reset).to_be_enabled()
    reset.click()
    expect(page.get_by_text("Placed automatically")).to_be_visible()
    place_in(page, "9:16")
    expect(page.get_by_text("Placed by you in 9:16")).to_be_visible()
    assert float(page.get_by_label("Vertical").input_value()) == pytest.approx(0.4)
    assert set(folder.load().scenes[0].placements) == {Format.VERTICAL}

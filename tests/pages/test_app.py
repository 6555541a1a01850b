"""The shelf of projects."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.engine.shelf import Shelf
from adforge_core.engine.store import studio_home
from tests.placed import begin_placed

Page = Callable[..., AppTest]


def press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def test_an_empty_shelf_says_what_the_studio_does_and_offers_the_samples(page: Page) -> None:
    shelf = page("app.py")
    assert not shelf.exception
    assert any("never redrawn" in text.value for text in shelf.markdown)
    assert len([button for button in shelf.button if str(button.key).startswith("sample ")]) == 2


def test_a_sample_becomes_a_project_that_names_files_of_its_own(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adforge_core.engine.pipeline.make_ad", lambda *_, **__: None)
    press(page("app.py"), "sample Evening Blend loose leaf tea")
    projects = Shelf(studio_home() / "projects")
    (name,) = projects.projects()
    logo = projects.open(name).load().brief.brand.logo
    assert logo == Path(logo).name != ""


def test_projects_are_copied_deleted_and_brought_back(page: Page) -> None:
    projects = Shelf(studio_home() / "projects")
    projects.begin_empty("Field Kettle")
    shelf = press(page("app.py"), "duplicate field-kettle")
    assert set(projects.projects()) == {"field-kettle", "field-kettle-copy"}
    press(shelf, "delete field-kettle")
    assert projects.projects() == ("field-kettle-copy",)
    next(button for button in shelf.button if button.label == "Undo").click().run()
    assert set(projects.projects()) == {"field-kettle", "field-kettle-copy"}
    assert not shelf.exception


def test_a_project_whose_photo_is_lost_can_be_opened_and_deleted(page: Page) -> None:
    folder = begin_placed(Shelf(studio_home() / "projects"))
    product = folder.load().product
    assert product is not None
    (folder.media / product.photo).unlink()
    shelf = page("app.py")
    assert any("is missing" in error.value for error in shelf.error)
    assert any("Box" in link.proto.label for link in shelf.get("page_link"))
    press(shelf, "delete box")
    assert Shelf(studio_home() / "projects").projects() == ()


def test_a_broken_project_is_one_sentence_and_the_others_are_there(page: Page) -> None:
    projects = Shelf(studio_home() / "projects")
    projects.begin_empty("Tea")
    projects.begin_empty("Coffee").revisions.file.write_text("{")
    shelf = page("app.py")
    assert not shelf.exception
    assert any("cannot be read as a project" in error.value for error in shelf.error)
    assert any(button.key == "duplicate tea" for button in shelf.button)

"""The shelf of projects."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
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
    monkeypatch.setattr("adforge_core.pipeline.make_ad", lambda *_, **__: None)
    press(page("app.py"), "sample Evening Blend loose leaf tea")
    projects = Library(studio_home() / "projects")
    (name,) = projects.projects()
    logo = projects.open(name).load().brief.brand.logo
    assert logo == Path(logo).name != ""


def test_projects_are_copied_deleted_and_brought_back(page: Page) -> None:
    projects = Library(studio_home() / "projects")
    projects.begin_empty("Field Kettle")
    shelf = press(page("app.py"), "duplicate field-kettle")
    assert set(projects.projects()) == {"field-kettle", "field-kettle-copy"}
    press(shelf, "delete field-kettle")
    assert projects.projects() == ("field-kettle-copy",)
    next(button for button in shelf.button if button.label == "Undo").click().run()
    assert set(projects.projects()) == {"field-kettle", "field-kettle-copy"}
    assert not shelf.exception


def test_a_project_whose_photo_is_lost_can_be_opened_and_deleted(page: Page) -> None:
    folder = begin_placed(Library(studio_home() / "projects"))
    product = folder.load().product
    assert product is not None
    (folder.media.folder / product.photo).unlink()
    shelf = page("app.py")
    assert any("is missing" in error.value for error in shelf.error)
    assert any("Box" in link.proto.label for link in shelf.get("page_link"))
    press(shelf, "delete box")
    assert Library(studio_home() / "projects").projects() == ()


def damaged(product: str) -> ProjectFolder:
    folder = Library(studio_home() / "projects").begin_empty(product)
    folder.revisions.edit(lambda project: project.model_copy(update={"offer": "Half"}), "Edit the offer")
    folder.files.file.write_text("{")
    return folder


@pytest.mark.parametrize("lost", [False, True])
def test_a_damaged_project_says_so_and_its_last_good_version_is_restored(page: Page, lost: bool) -> None:
    projects = Library(studio_home() / "projects")
    projects.begin_empty("Tea")
    folder = damaged("Coffee")
    if lost:
        folder.files.file.unlink()
    shelf = page("app.py")
    assert not shelf.exception
    wrong = f"its file project.json is {'missing' if lost else 'damaged'}"
    assert any(wrong in text.value for text in shelf.markdown)
    assert any(button.key == "duplicate tea" for button in shelf.button)
    press(shelf, "restore coffee")
    assert not shelf.exception
    assert folder.load().name == "Coffee"
    assert any(button.key == "duplicate coffee" for button in shelf.button)


def test_a_damaged_project_without_a_past_can_be_exported_and_deleted(page: Page) -> None:
    projects = Library(studio_home() / "projects")
    folder = projects.begin_empty("Coffee")
    for saved in (folder.files.file, *folder.files.past_folder.glob("*.json")):
        saved.write_text("{")
    shelf = page("app.py")
    assert any("No earlier version" in text.value for text in shelf.caption)
    press(shelf, "export coffee")
    assert not shelf.exception
    assert zipfile.is_zipfile(projects.open("coffee").previews / "coffee.adforge")
    press(shelf, "delete coffee")
    assert not shelf.exception
    assert projects.projects() == ()


def test_a_newer_studios_project_is_not_called_damaged(page: Page) -> None:
    folder = damaged("Coffee")
    folder.files.file.write_text('{"schema_version": 999}')
    shelf = page("app.py")
    assert any("newer version of the studio" in text.value for text in shelf.markdown)
    keys = {str(button.key) for button in shelf.button}
    assert {"export coffee", "delete coffee"} <= keys
    assert "restore coffee" not in keys


def test_the_page_of_a_damaged_project_offers_the_same(page: Page) -> None:
    folder = damaged("Coffee")
    brief = page("pages/brief.py", "coffee")
    assert any("is damaged" in error.value for error in brief.error)
    assert {"export coffee", "delete coffee"} <= {str(button.key) for button in brief.button}
    press(brief, "restore coffee")
    assert not brief.exception
    assert not brief.error
    folder.files.file.write_text("{")
    press(page("pages/brief.py", "coffee"), "delete coffee")
    assert Library(studio_home() / "projects").projects() == ()


def test_a_delete_is_undone_after_a_reload_and_in_another_window(page: Page) -> None:
    projects = Library(studio_home() / "projects")
    projects.begin_empty("Tea")
    projects.begin_empty("Coffee")
    press(page("app.py"), "delete tea")
    reloaded, other = page("app.py"), page("app.py")
    assert any("“Tea” was deleted just now" in info.value for info in reloaded.info)
    undo = next(button for button in reloaded.button if button.label == "Undo")
    undo.click().run()
    assert set(projects.projects()) == {"tea", "coffee"}
    # The other window has not been drawn since.
    next(button for button in other.button if button.label == "Undo").click().run()
    assert not other.exception
    assert set(projects.projects()) == {"tea", "coffee"}
    assert not any(button.label == "Undo" for button in other.button)


def test_an_old_delete_is_in_the_trash_and_no_longer_said(page: Page) -> None:
    projects = Library(studio_home() / "projects")
    token = projects.delete(projects.begin_empty("Tea").folder.name)
    bin = projects.trash.find(token).parent
    (bin / token).rename(bin / "tea.20260102T030405000006-0a1b2c3d")
    shelf = page("app.py")
    assert not shelf.info
    assert any("Trash (1)" in link.proto.label for link in shelf.get("page_link"))
    trash = page("pages/trash.py")
    assert any("2 Jan 2026" in text.value for text in trash.markdown)


def test_the_trash_is_restored_from_and_emptied(page: Page) -> None:
    projects = Library(studio_home() / "projects")
    tokens = [projects.delete(projects.begin_empty(name).folder.name) for name in ("One", "Two", "Three")]
    trash, other = page("pages/trash.py"), page("pages/trash.py")
    assert any("3 projects, under 1 MB" in text.value for text in trash.markdown)
    press(trash, f"restore {tokens[0]}")
    assert projects.projects() == ("one",)
    press(other, f"restore {tokens[0]}")
    assert not other.exception
    assert any("no longer in the trash" in warning.value for warning in other.warning)
    press(trash, f"remove {tokens[1]}")
    assert [one.name for one in projects.trash.projects()] == ["three"]
    late = projects.delete(projects.begin_empty("Late").folder.name)
    press(trash, "empty")
    assert not trash.exception
    assert [one.token for one in projects.trash.projects()] == [late]  # it was not on the page when that was pressed
    press(trash, "empty")
    assert any("The trash is empty" in text.value for text in trash.markdown)
    assert projects.projects() == ("one",)


def test_settings_say_what_the_trash_takes(page: Page) -> None:
    projects = Library(studio_home() / "projects")
    folder = projects.begin_empty("Tea")
    (folder.media.folder / "a.mp4").write_bytes(bytes(3_000_000))
    projects.delete("tea")
    settings = page("pages/settings.py")
    assert any("1 deleted project, 3 MB" in link.proto.label for link in settings.get("page_link"))

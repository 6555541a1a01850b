"""Step 3: backgrounds are made side by side, chosen, brought along, and say why where they are lesser."""

from collections.abc import Callable
from dataclasses import replace
from errno import ENOSPC
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from adforge_core.model.edits import deleted, with_scene
from adforge_core.model.storyboard import Scene
from adforge_core.pipeline.previews import take_loop
from adforge_core.pipeline.steps import stale_scenes
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from adforge_core.providers.base import MadePlate
from adforge_core.providers.registry import Choice, choose_providers
from pages.parts.backgrounds.plate_card import card
from pages.parts.kit import prices
from pages.parts.kit.studio import studio
from tests.placed import begin_placed
from tests.plain_plates import PlainPlates

Page = Callable[..., AppTest]
FILE = "pages/backgrounds.py"


@pytest.fixture(autouse=True)
def maker(monkeypatch: pytest.MonkeyPatch) -> PlainPlates:
    plates = PlainPlates()

    def choose(**_: object) -> Choice:
        known = choose_providers(offline=True)
        return Choice(replace(known.providers, plates=plates), known.served)

    monkeypatch.setattr("pages.parts.kit.studio.choose_providers", choose)
    return plates


def begun(*, plates: bool) -> ProjectFolder:
    return begin_placed(Library(studio_home() / "projects"), plates=plates)


def finished(folder: ProjectFolder, kind: str = "plate") -> None:
    for task in studio().tasks.of(folder.folder):
        if task.kind == kind:
            task.wait(60)


def press(board: AppTest, name: str) -> AppTest:
    board.button(key=f"box/{name}").click().run()
    assert not board.exception
    return board


def scene(folder: ProjectFolder, number: int = 1) -> Scene:
    return folder.load().scenes[number - 1]


def said(board: AppTest) -> str:
    return " ".join(str(text.value) for text in (*board.markdown, *board.caption, *board.error)).replace("\\", "")


def test_without_a_storyboard_it_leads_to_what_comes_first(page: Page) -> None:
    Library(studio_home() / "projects").begin_empty("Tea")
    board = page(FILE, "tea")
    assert not board.exception
    assert "Add a product photo" in [link.proto.label for link in board.get("page_link")]


def test_all_are_made_at_once_one_is_stopped_and_the_others_carry_on(page: Page, maker: PlainPlates) -> None:
    folder = begun(plates=False)
    for number in (1, 2, 3):
        folder.revisions.replace(with_scene(folder.load(), f"scene-{number}", seed=number))
    maker.allowed.clear()
    board = page(FILE, "box")
    assert board.button(key="box/generate").label.startswith("Generate all · ")
    assert board.button(key="box/generate").label.endswith("$0")
    press(board, "generate")
    assert len(board.get("progress")) == 3
    assert all(board.button(key=f"box/make scene-{number}").disabled for number in (1, 2, 3))
    press(board, "stop plate scene-2")
    maker.allowed.set()
    finished(folder)
    board.run()
    assert not board.exception
    made = [bool(one.take) for one in folder.load().scenes]
    assert made == [True, False, True]
    assert not any(one.fallbacks for one in folder.load().scenes)
    assert board.button(key="box/generate").label.startswith("Generate 1 background · ")
    assert not board.error


def test_what_ends_while_the_page_is_being_drawn_is_shown(
    page: Page, maker: PlainPlates, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(plates=False)
    maker.allowed.clear()
    board = press(page(FILE, "box"), "generate")
    price = prices.plates_usd

    def after_all_ended(*of: Any, **named: Any) -> float:
        maker.allowed.set()
        finished(folder)
        return price(*of, **named)

    monkeypatch.setattr(prices, "plates_usd", after_all_ended)
    board.run()
    assert not board.exception
    assert "All backgrounds are made." in said(board)


def test_another_take_is_kept_beside_the_first_chosen_deleted_and_brought_back(page: Page) -> None:
    folder = begun(plates=True)
    first = scene(folder).selected_take
    board = press(page(FILE, "box"), "make scene-1")
    finished(folder)
    board.run()
    second = scene(folder).selected_take
    assert [take.id for take in scene(folder).takes] == [first, second]
    assert second != first
    assert {take.id: take.provider for take in scene(folder).takes} == {first: "own", second: "plain"}
    press(board, f"take scene-1 {first}")
    assert scene(folder).selected_take == first
    press(board, "delete take scene-1")
    assert [take.id for take in scene(folder).takes] == [second]
    press(board, "undo")
    assert [take.id for take in scene(folder).takes] == [first, second]
    assert scene(folder).selected_take == first


def test_a_failure_says_why_and_what_was_used_instead_until_something_else_is_asked_for(page: Page) -> None:
    folder = begun(plates=True)
    folder.revisions.edit(lambda project: with_scene(project, "scene-2", set="neon"))
    board = press(page(FILE, "box"), "make scene-2")
    finished(folder)
    board.run()
    assert "plain backdrop instead.**] The tubes are broken" in said(board)
    assert scene(folder, 2).take is not None
    assert scene(folder, 3).fallbacks == ()
    press(board, "make scene-2")
    finished(folder)
    assert "tubes" in said(board.run())
    board.selectbox(key="box/scene-2/set").set_value("paper").run()
    assert "tubes" not in said(board)
    assert "The scene changed since this was made" in said(board)
    press(board, "make scene-2")
    finished(folder)
    board.run()
    assert "tubes" not in said(board)
    assert scene(folder, 2).take.provider == "plain"  # type: ignore[union-attr]  # a missing take fails as well


def test_why_nothing_at_all_was_made_is_said_until_another_take_is_chosen(
    page: Page, maker: PlainPlates, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> MadePlate:
        raise OSError(ENOSPC, "No space left on device")

    folder = begun(plates=True)
    first = scene(folder).selected_take
    board = press(page(FILE, "box"), "make scene-1")
    finished(folder)
    monkeypatch.setattr(maker, "make", full)
    press(board.run(), "make scene-1")
    finished(folder)
    assert "The disk is full." in said(board.run())
    press(board, f"take scene-1 {first}")
    assert "The disk is full." not in said(board)


def test_a_changed_description_makes_one_scene_stale_and_says_what_it_costs(page: Page, maker: PlainPlates) -> None:
    folder = begun(plates=True)
    board = page(FILE, "box")
    assert "All backgrounds are made" in said(board)
    assert board.selectbox(key="box/scene-3/set").options == ["None: a plain backdrop", "Paper", "Neon"]
    board.text_area(key="box/scene-3/prompt").set_value("A cliff at dawn").run()
    assert not board.exception
    assert stale_scenes(folder.load()) == ("scene-3",)
    assert "1 background to make again" in said(board)
    assert "The scene changed since this was made" in said(board)
    press(board, "generate")
    finished(folder)
    assert [request.prompt for request in maker.asked] == ["A cliff at dawn"]
    assert stale_scenes(folder.load()) == ()


def test_an_own_picture_is_taken_in_and_the_generated_one_comes_back_at_no_cost(page: Page, maker: PlainPlates) -> None:
    folder = begun(plates=True)
    before = scene(folder).selected_take
    board = page(FILE, "box")
    picture = BytesIO()
    Image.effect_mandelbrot((300, 400), (-2, -1.5, 1, 1.5), 60).save(picture, "PNG")
    board.file_uploader(key="box/scene-1 file 0").set_value(("own.png", picture.getvalue(), "image/png")).run()
    assert not board.exception
    finished(folder)
    board.run()
    take = scene(folder).take
    assert take is not None
    assert take.provider == "own"
    assert stale_scenes(folder.load()) == ()
    press(board, "generated scene-1")
    assert (scene(folder).own_plate, scene(folder).selected_take) == ("", before)
    assert maker.asked == []


def test_an_unreadable_file_is_refused_in_place_and_changes_nothing(page: Page) -> None:
    folder = begun(plates=True)
    before = folder.load()
    board = page(FILE, "box")
    board.file_uploader(key="box/scene-2 file 0").set_value(("own.png", b"nothing", "image/png")).run()
    assert not board.exception
    assert any(":red[" in text.value and "own" in text.value for text in board.markdown)
    assert folder.load() == before


def test_previews_are_made_beside_the_page(page: Page) -> None:
    folder = begun(plates=True)
    board = page(FILE, "box")
    finished(folder, "preview")
    board.run()
    shown = " ".join(str(html.proto.body) for html in board.get("html"))
    assert shown.count("<video") == 3
    assert shown.count("background-image") == 3


def test_previews_that_are_made_while_the_page_is_being_drawn_are_shown(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Event()

    def held(*asked: Any) -> Path:
        assert drawn.wait(60)
        return take_loop(*asked)

    def while_all_are_made(*given: Any, **said: Any) -> DeltaGenerator:
        slot = card(*given, **said)
        drawn.set()
        finished(folder, "preview")
        return slot

    monkeypatch.setattr("pages.parts.kit.gallery.take_loop", held)
    folder = begun(plates=True)
    board = page(FILE, "box")
    monkeypatch.setattr("pages.parts.backgrounds.plate_card.card", while_all_are_made)
    board.run()
    assert " ".join(str(html.proto.body) for html in board.get("html")).count("<video") == 3


def test_undo_takes_back_the_last_thing_done_and_not_the_background_that_came_after_it(
    page: Page, maker: PlainPlates
) -> None:
    folder = begun(plates=True)
    maker.allowed.clear()
    board = press(page(FILE, "box"), "make scene-1")
    folder.revisions.edit(lambda project: deleted(project, "scene-2"), "Delete a scene")
    maker.allowed.set()
    finished(folder)
    board.run()
    assert board.button(key="box/undo").help == "Undo: Delete a scene (Ctrl+Z)"
    press(board, "undo")
    takes = {one.id: len(one.takes) for one in folder.load().scenes}
    assert takes == {"scene-1": 2, "scene-2": 1, "scene-3": 1}
    assert board.button(key="box/undo").help == "Undo: Make a background (Ctrl+Z)"
    press(board, "redo")
    assert [one.id for one in folder.load().scenes] == ["scene-1", "scene-3"]

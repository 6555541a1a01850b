"""Answers of work in the background, as the storyboard draws them: whatever they hold, the page goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.model.edits import deleted
from adforge_core.model.patch import Change, Patch
from adforge_core.pipeline.piecework import Edited
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from pages.parts.kit.studio import studio
from tests.placed import begin_placed

Page = Callable[..., AppTest]


def answered(folder: ProjectFolder, kind: str, answer: Any, scene: str = "") -> None:
    """Leaves `answer` as work of that kind does."""
    studio().tasks.start(folder.folder, kind, lambda _: answer, scene=scene).wait(30)


def errors(board: AppTest) -> list[str]:
    return [str(error.value) for error in board.error]


@pytest.mark.parametrize("wish", ["swap scenes 2 and 3", "faster", "different"])
def test_a_wish_that_changes_nothing_says_so_and_can_be_closed(page: Page, wish: str) -> None:
    begin_placed(Library(studio_home() / "projects"))
    board = page("pages/storyboard.py", "box")
    board.text_area(key="box/note").set_value(wish)
    board.button(key="box/revise").click().run()
    for task in studio().tasks.of(studio_home() / "projects" / "box"):
        task.wait(60)
    board.run()
    assert errors(board) == []
    assert any("Nothing to change" in str(one.value) for one in board.markdown)
    assert any("stays as it is" in str(one.value) for one in board.caption)
    board.button(key="box/discard").click().run()
    assert not any("Nothing to change" in str(one.value) for one in board.markdown)


def test_a_suggestion_for_a_scene_that_was_deleted_can_be_dismissed(page: Page) -> None:
    folder = begin_placed(Library(studio_home() / "projects"))
    patch = Patch(changes=(Change(scene="scene-2", field="super", value="Warm"),), understood="Warmer.")
    answered(folder, "revise", Edited(patch, ()))
    folder.revisions.edit(lambda project: deleted(project, "scene-2"))
    board = page("pages/storyboard.py", "box")
    assert any("This scene no longer exists" in error for error in errors(board))
    board.button(key="box/drop revise ").click().run()
    assert errors(board) == []


@pytest.mark.parametrize(("kind", "scene"), [("revise", ""), ("rewrite", "scene-1")])
def test_an_answer_that_cannot_be_drawn_locks_no_page(page: Page, kind: str, scene: str) -> None:
    folder = begin_placed(Library(studio_home() / "projects"))
    answered(folder, kind, Edited(None, ()), scene)
    board = page("pages/storyboard.py", "box")
    assert errors(board) == ["This answer cannot be shown. Dismiss it and ask again."]
    # The rest of the page is there.
    assert board.text_area(key="box/scene-1/vo").value == ""
    assert board.button(key="box/plan").label
    board.button(key=f"box/drop {kind} {scene}").click().run()
    assert errors(board) == []

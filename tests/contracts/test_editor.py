"""What every editor promises, on this machine and over the network alike."""

from typing import Any

import pytest

from adforge_core.errors import BadProject
from adforge_core.model.patch import patched
from adforge_core.model.project import Project
from adforge_core.pipeline.run import Run
from adforge_core.providers.base import ReviseRequest, RewriteRequest
from adforge_core.providers.local.planner.editor import LocalEditor
from tests.contracts.language import PROJECT, VENDORS, revised, rewritten
from tests.contracts.server import Double


@pytest.fixture(params=["local", *VENDORS])
def editor(request: pytest.FixtureRequest, double: Double, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param == "local":
        return LocalEditor()
    return VENDORS[request.param].reached(double, monkeypatch)[0]


def test_rewrites_a_line_in_as_much_room(editor: Any, run: Run) -> None:
    before = PROJECT.scenes[0].vo
    lines = rewritten(run, editor, RewriteRequest(project=PROJECT, scene="scene-1"))
    assert 1 <= len(set(lines)) == len(lines) <= 3
    assert all(line and line != before and len(line) <= 1.15 * max(len(before), 24) + 1 for line in lines)


def test_refuses_a_scene_that_is_not_there(editor: Any, run: Run) -> None:
    with pytest.raises(BadProject, match="scene"):
        rewritten(run, editor, RewriteRequest(project=PROJECT, scene="scene-9"))


def test_a_wish_becomes_changes_that_can_be_made(editor: Any, run: Run) -> None:
    patch = revised(run, editor, ReviseRequest(project=PROJECT, note="Make it warmer."))
    after = patched(PROJECT, patch)
    assert patch.understood
    assert after.look is not None
    assert PROJECT.look is not None
    assert after.look.grade.warmth > PROJECT.look.grade.warmth
    assert after.brief == PROJECT.brief


def test_locked_scenes_stay(editor: Any, run: Run) -> None:
    patch = revised(run, editor, ReviseRequest(project=PROJECT, note="Make it warmer and more energetic."))
    assert "scene-2" not in {change.scene for change in patch.changes}


def test_without_a_storyboard_there_is_nothing_to_revise(editor: Any, run: Run) -> None:
    empty = Project(name="x", brief=PROJECT.brief, product=PROJECT.product)
    with pytest.raises(BadProject, match="Plan it first"):
        revised(run, editor, ReviseRequest(project=empty, note="Make it warmer."))


def test_asking_again_costs_nothing(editor: Any, run: Run, double: Double) -> None:
    request = ReviseRequest(project=PROJECT, note="Make it warmer.")
    assert revised(run, editor, request) == revised(run, editor, request)
    assert run.folder.ledger.total_usd() == double.charged_usd

"""The keyless editor: a patch is a proposal, and every line fits where it is to be said."""

import pytest

from adforge_core.errors import BadProject, StageFailed
from adforge_core.model.brief import BrandKit, Brief, Style
from adforge_core.model.patch import Change, Patch, patched, value_before
from adforge_core.model.placement import CameraMove
from adforge_core.model.project import Product, Project
from adforge_core.model.storyboard import Scene
from adforge_core.providers.base import PlanRequest, ReviseRequest, RewriteRequest
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.planner.editor import LocalEditor

BRIEF = Brief(
    product="Field Kettle",
    benefits=("Boils in four minutes", "Packs flat"),
    offer="20% off until Sunday",
    style=Style.BOLD,
    brand=BrandKit(name="Hearth & Trail"),
)
PRODUCT = Product(photo="a.jpg", cutout="a.png", aspect=0.8, brightness=0.4, palette=("#8a5a2b",), provider="u2netp")


@pytest.fixture
def project() -> Project:
    plan = LocalPlanner().plan(PlanRequest(brief=BRIEF, product=PRODUCT, seed=3))
    scenes = tuple(
        Scene(
            id=f"scene-{number}",
            role=planned.role,
            frames=200,
            vo=planned.lines[0],
            super=planned.super,
            lines=planned.lines,
            plate_prompt=planned.plate_prompt,
            set=planned.set,
            camera=planned.camera,
            motion=planned.motion,
            transition=planned.transition,
        )
        for number, planned in enumerate(plan.scenes, 1)
    )
    return Project(
        name="Kettle", brief=BRIEF, seed=3, product=PRODUCT, look=plan.look, scenes=scenes, cta=plan.cta, mood=plan.mood
    )


def test_other_words_are_other_words_that_fit(project: Project) -> None:
    for scene in project.scenes:
        lines = LocalEditor().rewrite(RewriteRequest(project=project, scene=scene.id))
        assert 1 <= len(lines) <= 3
        assert len(set(lines)) == len(lines)
        assert scene.vo not in lines
        assert all(len(line) <= 1.15 * max(24, len(scene.vo)) for line in lines)
        for fact in ("oils in four minutes", "acks flat"):
            assert all((fact in line) is (fact in scene.vo) for line in lines)


def test_a_scene_that_is_gone_is_said_to_be(project: Project) -> None:
    with pytest.raises(BadProject, match="This scene no longer exists"):
        LocalEditor().rewrite(RewriteRequest(project=project, scene="scene-9"))


def test_warmer_changes_the_light_and_nothing_that_is_said(project: Project) -> None:
    patch = LocalEditor().revise(ReviseRequest(project=project, note="Make it warmer"))
    assert patch.understood
    assert {change.field.split(".")[0] for change in patch.changes} <= {"look", "plate_prompt"}
    warmer = patched(project, patch)
    assert warmer.look is not None
    assert project.look is not None
    assert warmer.look.grade.warmth > project.look.grade.warmth
    assert [(scene.vo, scene.super) for scene in warmer.scenes] == [(one.vo, one.super) for one in project.scenes]
    assert project.look.grade.warmth == value_before(project, Change(field="look.grade.warmth", value=0))


def test_a_locked_scene_keeps_its_words(project: Project) -> None:
    locked = project.with_scene(project.scenes[1].model_copy(update={"locked": True}))
    patch = LocalEditor().revise(ReviseRequest(project=locked, note="No prices, and start with how flat it packs"))
    assert patch.changes
    assert all(change.scene != "scene-2" for change in patch.changes)


def test_a_note_nobody_understands_changes_nothing_and_says_so(project: Project) -> None:
    patch = LocalEditor().revise(ReviseRequest(project=project, note="Flurble the wibble"))
    assert patch.changes == ()
    assert "Flurble" in patch.understood or "understood" in patch.understood.lower()


@pytest.mark.parametrize("note", ["different", "warmer", "swap scenes 2 and 3", "warmer, and swap scene 2, 3 & 4"])
def test_what_is_only_proposed_is_not_said_to_be_done(project: Project, note: str) -> None:
    heard = LocalEditor().revise(ReviseRequest(project=project, note=note)).understood
    assert "Done" not in heard
    assert "simply another version" not in heard
    assert "swap" not in note or "Scenes are moved with the arrows" in heard


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Change(field="budget_usd", value=1000), "no such field"),
        (Change(scene="scene-1", field="takes", value="x"), "no such field"),
        (Change(scene="scene-1", field="camera", value="spin"), "must be one of"),
        (Change(field="look.grade.warmth", value=40), "less than or equal"),
        (Change(field="look.palette.accent", value="red"), "should match"),
        (Change(scene="scene-9", field="vo", value="x"), "no longer exists"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_a_sentence(project: Project, change: Change, why: str) -> None:
    with pytest.raises(BadProject, match=why):
        patched(project, Patch(changes=(change,)))


def test_scenes_are_changed_one_field_at_a_time(project: Project) -> None:
    changes = (
        Change(scene="scene-2", field="camera", value="pull"),
        Change(scene="scene-2", field="transition", value="dip"),
        Change(scene="scene-3", field="vo", value="It packs flat."),
        Change(field="sound.bed_level", value=-12.0),
    )
    new = patched(project, Patch(changes=changes))
    assert new.scenes[1].camera is CameraMove.PULL
    assert new.scenes[1].transition.frames == 10
    assert new.scenes[2].vo == "It packs flat."
    assert new.sound.bed_level == -12
    assert new.scenes[0] == project.scenes[0]


def test_nothing_can_be_revised_before_it_is_planned() -> None:
    empty = Project(name="x", brief=BRIEF, product=PRODUCT)
    with pytest.raises(BadProject, match="no storyboard"):
        LocalEditor().revise(ReviseRequest(project=empty, note="warmer"))
    with pytest.raises((BadProject, StageFailed)):
        patched(empty, Patch(changes=(Change(field="cta", value="Go"),)))

"""The shots of a scene on the storyboard: a strip to choose from, and what is done to each."""

import re
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from adforge_core.model.brief import Pose
from adforge_core.model.edits import with_scene
from adforge_core.model.placement import CameraMove
from adforge_core.model.reveal import Reveal
from adforge_core.model.shot_edits import deleted, with_shot
from adforge_core.model.shots import Arrangement, Effect, Framing, Light, Panel, Shot
from adforge_core.model.stages import Step
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from pages.parts.kit.page import ProjectPage
from pages.parts.storyboard.shot_stills import still_address, still_routes
from tests.placed import begin_placed

Page = Callable[..., AppTest]
SHOT_FIELDS = ("Framing", "Camera", "Movement", "Effects")


@pytest.fixture
def cut(page: Page) -> tuple[AppTest, ProjectFolder]:
    """The page over an ad with backgrounds, whose first scene is cut into shots on it."""
    folder = begin_placed(Library(studio_home() / "projects"), frames=240)
    board = page("pages/storyboard.py", "box")
    assert [one.label for one in board.selectbox if one.label in SHOT_FIELDS] == ["Camera", "Movement"]
    board.button(key="box/scene-1/cut").click().run()
    assert not board.exception
    assert len(folder.load().scenes[0].shots) > 2
    return board, folder


def shots(folder: ProjectFolder) -> list[tuple[str, str, int]]:
    return [(shot.id, shot.framing.value, shot.frames) for shot in folder.load().scenes[0].shots]


def strip(board: AppTest) -> list[str]:
    """What the shots on the strip are called."""
    found = (re.fullmatch(r"!\[\]\(/stills/.+\) \*\*\d+\u2002(.+)\*\* :small\[.+\]", one.label) for one in board.button)
    return [one[1] for one in found if one]


def test_a_scene_is_cut_into_shots_that_are_chosen_changed_and_taken_back(cut: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = cut
    before = shots(folder)
    assert strip(board) == [framing.capitalize() for _, framing, _ in before]
    second, framing, _ = before[1]
    other = Framing.WIDE if framing == Framing.CLOSE else Framing.CLOSE
    board.button(key=f"box/scene-1/shot {second}").click().run()
    # The scene has no camera of its own any more: each shot has.
    assert [one.label for one in board.selectbox if one.label in SHOT_FIELDS] == list(SHOT_FIELDS)
    board.selectbox(key=f"box/scene-1/{second}/framing").set_value(other).run()
    board.selectbox(key=f"box/scene-1/{second}/camera").set_value(CameraMove.STILL).run()
    board.selectbox(key=f"box/scene-1/{second}/effects").set_value((Effect.PUNCH_IN, Effect.DUST)).run()
    assert folder.load().scenes[0].shots[1].effects == (Effect.PUNCH_IN, Effect.DUST)
    board.number_input(key=f"box/scene-1/{second}/length").set_value(1.0).run()
    shot = folder.load().scenes[0].shots[1]
    assert (shot.framing, shot.camera, shot.frames) == (other, CameraMove.STILL, 30)
    assert folder.revisions.history().undo == "Change a shot's length"
    board.button(key=f"box/scene-1/{second}/earlier").click().run()
    assert [id for id, _, _ in shots(folder)][:2] == [second, before[0][0]]
    board.button(key=f"box/scene-1/{second}/delete").click().run()
    assert [id for id, _, _ in shots(folder)] == [before[0][0], *(id for id, _, _ in before[2:])]
    board.button(key=f"box/scene-1/{before[0][0]}/add").click().run()
    assert len(strip(board)) == len(before)
    assert board.button(key=f"box/scene-1/shot {shots(folder)[1][0]}").help == "This shot is open"
    for _ in range(7):
        board.button(key="box/undo").click().run()
    assert shots(folder) == before


def test_light_can_be_moved_where_the_background_has_lamps(cut: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = cut
    assert "Light" not in [one.label for one in board.selectbox], "the background is the user's own"
    scene = folder.load().scenes[0]
    takes = tuple(take.model_copy(update={"provider": "sets"}) for take in scene.takes)
    folder.revisions.replace(with_scene(folder.load(), scene.id, set="window", takes=takes))
    board.run()
    shot = scene.shots[0].id
    board.selectbox(key=f"box/scene-1/{shot}/light").set_value(Light.SWEEPS).run()
    assert not board.exception
    assert folder.load().scenes[0].shots[0].light is Light.SWEEPS
    assert folder.revisions.history().undo == "Change a shot's light"
    assert any("lamps of this background were not traced apart" in one.value for one in board.caption)


def test_a_shot_becomes_a_split_screen_and_is_taken_back(cut: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = cut
    second = folder.load().scenes[0].shots[1]
    board.button(key=f"box/scene-1/shot {second.id}").click().run()
    board.selectbox(key=f"box/scene-1/{second.id}/arrangement").set_value(Arrangement.SPLIT).run()
    assert strip(board)[1] == "Split screen"
    assert not {"Movement", "Effects"} & {one.label for one in board.selectbox}
    name = f"box/scene-1/{second.id}/panel 1"
    board.selectbox(key=name).set_value(Panel(framing=Framing.CLOSE)).run()
    assert [panel.framing for panel in folder.load().scenes[0].shots[1].panels][1:] == [Framing.CLOSE]
    assert not board.exception
    for _ in range(2):
        board.button(key="box/undo").click().run()
    assert folder.load().scenes[0].shots[1] == second
    assert strip(board)[1] == second.framing.capitalize()


def test_a_scene_is_cut_again_otherwise_and_shown_in_one_shot(cut: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = cut
    seen = [shots(folder)]
    for _ in range(2):
        board.button(key="box/scene-1/cut").click().run()
        assert not board.exception
        now = shots(folder)
        assert [one[1:] for one in now] != [one[1:] for one in seen[-1]]
        assert not {id for id, _, _ in now} & {id for before in seen for id, _, _ in before}
        seen.append(now)
    assert folder.revisions.history().undo == "Cut a scene again"
    board.button(key="box/scene-1/uncut").click().run()
    assert not strip(board)
    assert not shots(folder)
    assert [one.label for one in board.selectbox if one.label in SHOT_FIELDS] == ["Camera", "Movement"]


def test_the_end_card_is_the_last_shot_and_stays_it(cut: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = cut
    board.button(key="box/open scene-3").click().run()
    board.button(key="box/scene-3/cut").click().run()
    last = folder.load().scenes[2].shots[-1].id
    board.button(key=f"box/scene-3/shot {last}").click().run()
    assert strip(board)[-1] == "End card"
    # It always shows the product.
    assert "Type only" not in board.selectbox(key=f"box/scene-3/{last}/framing").options
    assert all(board.button(key=f"box/scene-3/{last}/{name}").disabled for name in ("earlier", "later", "delete"))
    board.button(key=f"box/scene-3/{last}/add").click().run()
    assert folder.load().scenes[2].shots[-1].id == last


def test_each_choice_is_undone_by_itself_and_a_length_that_cannot_be_is_said(
    cut: tuple[AppTest, ProjectFolder],
) -> None:
    board, folder = cut
    before = shots(folder)
    first = before[0][0]
    for camera in (CameraMove.RISE, CameraMove.PULL):
        board.selectbox(key=f"box/scene-1/{first}/camera").set_value(camera).run()
    board.button(key="box/undo").click().run()
    assert folder.load().scenes[0].shots[0].camera is CameraMove.RISE
    for reveal in (Reveal.LIST, Reveal.COUNT):
        board.selectbox(key="box/scene-1/reveal").set_value(reveal).run()
    board.button(key="box/undo").click().run()
    assert folder.load().scenes[0].reveal is Reveal.LIST
    length = f"box/scene-1/{first}/length"
    for wrong in (0.0, -3.0, 99.0):
        board.number_input(key=length).set_value(wrong).run()
        assert re.fullmatch(
            r"This shot can last 0\.4 to \d\.\d s, not .+ s\. It stays as it was\.", board.warning[0].value
        )
        assert board.number_input(key=length).value == pytest.approx(before[0][2] / 30)
    assert shots(folder) == before
    board.number_input(key="box/scene-1/seconds").set_value(0.2).run()
    assert "A scene can last 0" in board.warning[0].value
    board.number_input(key="box/scene-1/seconds").set_value(0.5).run()
    assert re.search(r"\d shots of scene 1 had no room any more\. Undo brings them back", board.info[0].value)
    board.button(key="box/undo").click().run()
    assert shots(folder) == before


def test_what_is_locked_or_gone_or_too_short_is_said(cut: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = cut
    second, third = (id for id, _, _ in shots(folder)[1:3])
    board.button(key=f"box/scene-1/shot {second}").click().run()
    folder.revisions.edit(lambda project: deleted(project, "scene-1", second), "Delete a shot")
    board.button(key=f"box/scene-1/{second}/earlier").click().run()
    assert "Another window has deleted a shot of scene 1" in board.warning[0].value
    folder.revisions.edit(lambda project: deleted(project, "scene-1", third), "Delete a shot")
    board.button(key=f"box/scene-1/shot {third}").click().run()
    assert "This shot no longer exists" in board.warning[0].value
    board.button(key="box/scene-1/lock").click().run()
    for name in ("cut", "uncut"):
        button = board.button(key=f"box/scene-1/{name}")
        assert button.disabled
        assert "this scene is locked. Unlock it" in button.help
    # Only hands change what is locked.
    assert not next(one for one in board.button if one.label == "Add a shot").disabled
    board.button(key="box/open scene-2").click().run()
    board.number_input(key="box/scene-2/seconds").set_value(1.0).run()
    board.button(key="box/scene-2/cut").click().run()
    assert "1.0 s are one shot. Add a shot to cut it" in board.info[0].value
    pose = next(one for one in board.switch_page("pages/placement.py").run().selectbox if one.label == "Pose")
    pose.set_value(Pose.HANGING).run()
    assert "Scene 1 is locked" in board.warning[0].value
    assert next(one for one in board.selectbox if one.label == "Pose").value == ""
    assert folder.load().pose is Pose.STANDING


@pytest.mark.parametrize("plates", [True, False])
def test_stills_of_shots_are_served_and_may_be_kept_as_long_as_the_shot_stays(plates: bool) -> None:
    folder = begin_placed(Library(studio_home() / "projects"), plates=plates)
    halves = (Shot(id="a", frames=30), Shot(id="b", frames=30, framing=Framing.CLOSE))
    scene = folder.revisions.edit(lambda project: with_scene(project, "scene-1", shots=halves)).scenes[0]
    here = ProjectPage("box", folder, folder.load(), {}, Step.STORYBOARD)
    with TestClient(Starlette(routes=still_routes())) as client:
        one, two = (client.get(still_address(here, scene, place)) for place in (0, 1))
        for still in (one, two):
            assert still.headers["content-type"] == "image/jpeg"
            assert "max-age" in still.headers["cache-control"]
        assert one.content != two.content
        folder.revisions.edit(lambda project: with_shot(project, "scene-1", "b", framing=Framing.DETAIL))
        assert client.get(still_address(here, scene, 1)).headers["cache-control"] == "no-store"
        for gone in ("box/scene-1/c", "box/scene-9/a", "nothing/scene-1/a"):
            assert client.get(f"/stills/{gone}").status_code == 409

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from adforge_core.model.brief import Pose
from adforge_core.model.edits import placed, reframed, with_scene, with_super_y, with_take
from adforge_core.model.formats import Format
from adforge_core.model.placement import Motion, Placement
from adforge_core.model.shots import Framing, Shot, View
from adforge_core.model.storyboard import Take
from adforge_core.pipeline.delivered import ad_key
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.steps import stale_scenes
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from adforge_core.providers.local.sets.catalogue import sets_for
from pages.parts.kit.words import plain
from pages.parts.placement.canvas.moves import Move, Moves
from pages.parts.placement.canvas.served import comp_routes
from tests.placed import begin_placed

Page = Callable[..., AppTest]
FILE = "pages/placement.py"
THERE = Placement(x=0.4, y=0.55, scale=0.5, rotation=5, motion=Motion.FLOAT)


@pytest.fixture
def folder() -> ProjectFolder:
    return begin_placed(Library(studio_home() / "projects"))


def place(folder: ProjectFolder, *ids: str) -> None:
    folder.revisions.edit(lambda project: placed(project, ids, THERE), "Move the product")


def placements(folder: ProjectFolder) -> list[Placement | None]:
    return [scene.placement_in(Format.VERTICAL) for scene in folder.load().scenes]


def canvas(board: AppTest) -> Any:
    """What the product is placed on; None where it is not shown. What judges presses is on every page."""
    return next((one for one in board.get("bidi_component") if not str(one.key).endswith("/presses")), None)


def test_it_says_what_comes_first_and_leads_there(page: Page) -> None:
    shelf = Library(studio_home() / "projects")
    shelf.begin_empty("Tea")
    begin_placed(shelf, plates=False)
    for project, label in (("tea", "Add a product photo"), ("box", "Go to Backgrounds")):
        empty = page(FILE, project)
        assert not empty.exception
        assert label in [link.proto.label for link in empty.get("page_link")]
        assert canvas(empty) is None


def test_backgrounds_of_another_format_are_not_passed_over(page: Page, folder: ProjectFolder) -> None:
    folder.revisions.edit(lambda project: reframed(project, Format.SQUARE), "Choose the format")
    assert plain("Make the backgrounds for 1:1 first.") in " ".join(one.value for one in page(FILE, "box").markdown)


def test_the_board_is_told_everything_about_the_scenes(page: Page, folder: ProjectFolder) -> None:
    place(folder, "scene-2")
    board = page(FILE, "box")
    assert not board.exception
    told = json.loads(canvas(board).proto.json)
    assert [scene["title"] for scene in told["scenes"]] == ["1 · Hook", "2 · Benefit", "End card"]
    assert [scene["placement"] is None for scene in told["scenes"]] == [True, False, True]
    assert [area["name"] for area in told["areas"]] == ["Reels", "Stories", "TikTok", "Shorts"]
    assert told["size"] == [540, 960]


def test_a_placement_is_copied_to_the_scenes_chosen(page: Page, folder: ProjectFolder) -> None:
    place(folder, "scene-1")
    board = page(FILE, "box")
    pills = next(group for group in board.button_group if group.label == "Scenes")
    pills.set_value(["scene-3"]).run()
    board.button(key="box/copy").click().run()
    assert placements(folder) == [THERE, None, THERE]
    assert folder.revisions.history().undo == "Copy the placement"


def test_one_scene_or_all_are_given_back(page: Page, folder: ProjectFolder) -> None:
    place(folder, "scene-1", "scene-2", "scene-3")
    board = page(FILE, "box")
    board.button(key="box/reset").click().run()
    assert placements(folder) == [None, THERE, THERE]
    assert board.button(key="box/reset").disabled
    board.button(key="box/reset all").click().run()
    assert placements(folder) == [None, None, None]
    board.button(key="box/undo").click().run()
    assert placements(folder)[1:] == [THERE, THERE]


def test_what_is_placed_in_one_format_stands_in_no_other_and_is_not_reset_with_it(
    page: Page, folder: ProjectFolder
) -> None:
    place(folder, "scene-1", "scene-2")
    folder.revisions.edit(lambda project: with_super_y(project, "scene-1", 0.5), "Move the headline")
    vertical = folder.load()
    folder.revisions.edit(lambda project: reframed(project, Format.SQUARE), "Change the format")
    square = Take.model_validate(dict(vertical.scenes[0].takes[0]) | {"id": "square", "format": Format.SQUARE})
    for scene in vertical.scenes:
        folder.revisions.edit(lambda project, id=scene.id: with_take(project, id, square))  # type: ignore[misc]  # cannot infer
    assert [Picture.of(folder.load(), index).placement for index in range(3)] == [None, None, None]
    board = page(FILE, "box")
    assert board.button(key="box/reset all").disabled
    elsewhere = THERE.model_copy(update={"x": 0.6})
    folder.revisions.edit(lambda project: placed(project, ["scene-1", "scene-3"], elsewhere), "Move the product")
    board = page(FILE, "box")
    assert "1:1" in board.button(key="box/reset all").help
    board.button(key="box/reset all").click().run()
    assert [Picture.of(folder.load(), index).placement for index in range(3)] == [None, None, None]
    folder.revisions.edit(lambda project: reframed(project, Format.VERTICAL), "Change the format")
    assert placements(folder) == [THERE, THERE, None]
    assert [Picture.of(folder.load(), 0), ad_key(folder.load())] == [Picture.of(vertical, 0), ad_key(vertical)]


def test_two_windows_place_the_same_scene_in_two_formats(folder: ProjectFolder) -> None:
    seen = folder.load()
    folder.revisions.edit(lambda project: reframed(project, Format.SQUARE), "Change the format")
    elsewhere = THERE.model_copy(update={"x": 0.6})
    folder.revisions.edit(lambda project: placed(project, ["scene-1"], elsewhere), "Move the product")
    move = Move(id="one", scene="scene-1", format=Format.VERTICAL, label="Move", placement=THERE, super_y=0.5)
    Moves().save(folder, move, seen.revision)
    scene = folder.load().scenes[0]
    assert scene.placements == {Format.VERTICAL: THERE, Format.SQUARE: elsewhere}
    assert scene.supers_y == {Format.VERTICAL: 0.5}
    folder.revisions.undo()
    assert folder.load().scenes[0].placements == {Format.SQUARE: elsewhere}


def test_what_was_done_on_the_board_becomes_the_project(folder: ProjectFolder) -> None:
    before = folder.load()
    done = Move(id="one", scene="scene-1", format=Format.VERTICAL, label="Move", placement=THERE, super_y=0.5)
    after = done.of(before)
    assert (after.scenes[0].placements, after.scenes[0].supers_y) == ({Format.VERTICAL: THERE}, {Format.VERTICAL: 0.5})
    assert done.model_copy(update={"placement": None, "super_y": None}).of(after) == before
    with pytest.raises(ValidationError):
        done.model_copy(update={"super_y": 7}).of(before)


def test_a_move_is_saved_by_address_once_and_from_the_studios_own_pages_only(folder: ProjectFolder) -> None:
    move = {"id": "one", "scene": "scene-1", "format": "9:16", "label": "Move the product", "super_y": None}
    move["placement"] = THERE.model_dump(mode="json")  # type: ignore[assignment]  # JSON
    seen = folder.load().revision

    def post(origin: str = "http://testserver", **other: object) -> int:
        return client.post(
            "/comps/box/scene-1", params={"seen": seen}, json=move | other, headers={"Origin": origin}
        ).status_code

    def stands() -> Placement | None:
        return placements(folder)[0]

    with TestClient(Starlette(routes=comp_routes())) as client:
        assert [post(""), post("https://evil.example"), stands()] == [403, 403, None]
        assert [post(), stands()] == [204, THERE]
        assert folder.revisions.history().undo == "Move the product"
        further = THERE.model_copy(update={"x": 0.3})
        assert [post(id="two", after="one", placement=further.model_dump(mode="json")), stands()] == [204, further]
        folder.revisions.undo()
        assert [post(), post(id="two"), stands()] == [204, 204, None]  # undone, and not done again
        assert [post(id="three", super_y=7), stands()] == [400, None]
        elsewhere = Placement(x=0.7, y=0.6, scale=0.5)
        folder.revisions.edit(lambda project: placed(project, ["scene-1"], elsewhere))
        assert [post(id="four"), stands()] == [409, elsewhere]


def test_comps_are_served_with_what_is_to_be_known_about_them(folder: ProjectFolder) -> None:
    place(folder, "scene-1")
    with TestClient(Starlette(routes=comp_routes())) as client:
        answer = client.get("/comps/box/scene-1", params={"frame": 30, "placement": THERE.model_dump_json()})
        assert answer.headers["content-type"] == "image/jpeg"
        facts = json.loads(answer.headers["x-comp"])
        assert Placement.model_validate(facts["placement"]) == THERE
        assert facts["placed"]
        assert facts["settled"]
        automatic = client.get("/comps/box/scene-1", params={"frame": 30})
        facts = json.loads(automatic.headers["x-comp"])
        assert not facts["placed"]
        assert facts["placement"]["x"] == 0.5
        assert automatic.content != answer.content
        small = client.get("/comps/box/scene-1", params={"small": 1})
        assert len(small.content) < len(answer.content)
        for address in ("box/scene-9", "nothing/scene-1", "box/scene-1?placement={}", "box/scene-1?frame=x"):
            assert client.get(f"/comps/{address}").status_code in {400, 409}


def test_the_pose_is_chosen_in_one_place_and_undone_as_one_step(page: Page, folder: ProjectFolder) -> None:
    before = folder.load()
    board = page(FILE, "box")
    pose = next(one for one in board.selectbox if one.label == "Pose")
    assert pose.options[0] == "Automatic pose"
    pose.set_value(Pose.HANGING).run()
    hung = folder.load()
    assert hung.pose is Pose.HANGING
    assert all(scene.set in sets_for(Pose.HANGING) for scene in hung.scenes)
    assert stale_scenes(hung) == ("scene-1", "scene-2", "scene-3")
    offered = next(one for one in page("pages/backgrounds.py", "box").selectbox if one.label == "Set")
    assert set(offered.options) == {name.capitalize() for name in sets_for(Pose.HANGING)}
    board.button(key="box/undo").click().run()
    after = folder.load()
    assert (after.brief, after.scenes) == (before.brief, before.scenes)


def test_a_shot_is_framed_by_hand_and_by_itself_again(page: Page, folder: ProjectFolder) -> None:
    halves = (Shot(id="a", frames=30), Shot(id="b", frames=30, framing=Framing.CLOSE))
    seen = folder.revisions.edit(lambda project: with_scene(project, "scene-1", shots=halves)).revision
    view = View(x=0.5, y=0.6, zoom=1.5)
    move = Move(id="one", scene="scene-1", format=Format.VERTICAL, label="Frame a shot by hand", shot="b", view=view)
    with TestClient(Starlette(routes=comp_routes())) as client:

        def shown(**asked: str) -> dict[str, Any]:
            answer = client.get("/comps/box/scene-1", params={"frame": "45", "shot": "b"} | asked)
            assert answer.headers["content-type"] == "image/jpeg"
            return dict(json.loads(answer.headers["x-comp"]))

        automatic, by_hand = shown(), shown(view=view.model_dump_json())
        assert [automatic["framed"], by_hand["framed"], by_hand["view"]] == [
            False,
            True,
            {"x": 0.5, "y": 0.6, "zoom": 1.5},
        ]
        assert 1 < automatic["view"]["zoom"] < automatic["closest"] + 0.001
        # A shot that fills the frame may have words on it; nothing is said of the product there.
        assert not any("product" in sentence for sentence in automatic["notes"][""])
        # Nothing beyond the picture is shown.
        assert shown(view=View(x=0, y=1, zoom=2).model_dump_json())["view"] == {"x": 0.25, "y": 0.75, "zoom": 2}
        assert client.get("/comps/box/scene-1", params={"shot": "c"}).status_code == 409
        assert client.get("/comps/box/scene-1", params={"shot": "b", "view": "{}x"}).status_code == 400
        saved = client.post(
            "/comps/box/scene-1",
            params={"seen": seen},
            content=move.model_dump_json(),
            headers={"Origin": "http://testserver"},
        )
        assert saved.status_code == 204
    shots = folder.load().scenes[0].shots
    assert [shot.views for shot in shots] == [{}, {Format.VERTICAL: view}]
    assert folder.revisions.history().undo == "Frame a shot by hand"
    board = page(FILE, "box")
    told = json.loads(canvas(board).proto.json)
    assert [(shot["name"], shot["first"], shot["view"]) for shot in told["scenes"][0]["shots"]] == [
        ("Wide", 0, None), ("Close", 30, by_hand["view"]),
    ]  # fmt: skip
    assert move.model_copy(update={"view": None}).of(folder.load()).scenes[0].shots == halves
    # The choice is in the address, so that the storyboard can lead here and a reload finds it again.
    board.query_params["shot"] = "b"
    board.run()
    assert json.loads(canvas(board).proto.json)["shot"] == "b"
    assert not [one for one in board.button if one.label == "Reset"]

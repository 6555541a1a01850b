"""Edits of the shots of a scene: its length stays, and what cannot be is one sentence."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.errors import BadProject
from adforge_core.model import shot_edits
from adforge_core.model.brief import Brief
from adforge_core.model.edits import with_scene
from adforge_core.model.formats import Format
from adforge_core.model.patch import Change, Patch, patched, value_before
from adforge_core.model.placement import CameraMove, Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.shot_list import shot_list, with_shot_list
from adforge_core.model.shots import MOST_SHOTS, SHORTEST_SHOT, Framing, Shot, View
from adforge_core.model.storyboard import Role, Scene
from adforge_core.model.value import Box

BOX = Box(left=0.2, top=0.2, right=0.6, bottom=0.6)


def project(*lengths: int) -> Project:
    framings = (Framing.WIDE, Framing.CLOSE, Framing.MEDIUM, Framing.DETAIL)
    shots = tuple(
        Shot(id=f"shot-{number}", frames=frames, framing=framings[(number - 1) % 4])
        for number, frames in enumerate(lengths, 1)
    )
    scene = Scene(id="a", role=Role.HOOK, frames=sum(lengths) or 90, shots=shots)
    return Project(name="Tea", brief=Brief(product="Tea"), scenes=(scene, Scene(id="b", role=Role.BENEFIT, frames=90)))


def lengths(made: Project) -> list[int]:
    return [shot.frames for shot in made.scenes[0].shots]


def ids(made: Project) -> list[str]:
    return [shot.id for shot in made.scenes[0].shots]


def test_a_new_shot_takes_half_of_the_longer_one_beside_it_and_shows_something_else() -> None:
    made = shot_edits.added(project(30, 60, 30), "a", "shot-1")
    assert lengths(made) == [30, 30, 30, 30]
    assert [shot.framing for shot in made.scenes[0].shots] == ["wide", "medium", "close", "medium"]
    assert lengths(shot_edits.added(project(30, 60), "a", "shot-2")) == [30, 30, 30]


def test_a_scene_without_cuts_becomes_two_shots_of_which_the_first_is_as_before() -> None:
    whole = with_scene(project(), "a", camera=CameraMove.RISE, motion=Motion.RISE)
    placed = with_scene(whole, "a", placements={Format.VERTICAL: Placement(x=0.5, y=0.8, scale=0.4)})
    made = shot_edits.added(whole, "a")
    first, second = made.scenes[0].shots
    assert (first.framing, first.camera, first.motion) == (Framing.WIDE, CameraMove.RISE, Motion.RISE)
    assert (second.framing, second.motion, lengths(made)) == (Framing.CLOSE, Motion.STILL, [45, 45])
    assert shot_edits.added(placed, "a").scenes[0].shots[0].motion is Motion.STILL  # as it was placed by hand
    assert shot_edits.uncut(made, "a") == whole


def test_a_deleted_shot_leaves_its_time_to_the_one_beside_it() -> None:
    assert lengths(shot_edits.deleted(project(20, 30, 40), "a", "shot-2")) == [50, 40]
    assert lengths(shot_edits.deleted(project(20, 30, 40), "a", "shot-1")) == [50, 40]
    assert ids(shot_edits.moved(project(20, 30, 40), "a", "shot-3", -2)) == ["shot-3", "shot-1", "shot-2"]


def test_the_shot_beside_it_gives_or_takes_the_time() -> None:
    assert lengths(shot_edits.with_length(project(20, 30, 40), "a", "shot-1", 26)) == [26, 24, 40]
    assert lengths(shot_edits.with_length(project(20, 30, 40), "a", "shot-3", 30)) == [20, 40, 30]
    assert shot_edits.longest_shot(project(20, 30, 40).scenes[0], "shot-1") == 20 + 30 - SHORTEST_SHOT


def test_the_end_card_stays_the_last_shot() -> None:
    made = project(20, 30, 40)
    made = made.model_copy(update={"scenes": made.scenes[:1]})
    assert [shot_edits.is_end_card(made, "a", id) for id in ids(made)] == [False, False, True]
    assert ids(shot_edits.moved(made, "a", "shot-1", 5)) == ["shot-2", "shot-1", "shot-3"]
    assert shot_edits.moved(made, "a", "shot-3", -2) == made
    assert ids(shot_edits.added(made, "a", "shot-3"))[-1] == "shot-3"
    with pytest.raises(BadProject, match="The end card stays"):
        shot_edits.deleted(made, "a", "shot-3")
    whole = shot_edits.uncut(made, "a")
    first, card = shot_edits.added(whole, "a").scenes[0].shots
    assert (first.framing, card.framing) == (Framing.CLOSE, Framing.WIDE)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda: shot_edits.added(project(*[30] * MOST_SHOTS), "a", "shot-1"), "at most 12 shots. Delete one first"),
        (lambda: shot_edits.added(project(20, 22, 90), "a", "shot-1"), "no room .* at least 0.4 s. Make this shot"),
        (lambda: shot_edits.deleted(project(90), "a", "shot-1"), "at least one shot. Add another"),
        (lambda: shot_edits.with_length(project(20, 30), "a", "shot-1", 39), "can last 0.4 to 1.3 s"),
        (lambda: shot_edits.with_length(project(20, 30), "a", "shot-1", 11), "can last 0.4 to 1.3 s"),
        (lambda: shot_edits.moved(project(20, 30), "a", "shot-9", 1), "This shot no longer exists"),
        (lambda: shot_edits.with_shot(project(20, 30), "c", "shot-1", camera="push"), "This scene no longer exists"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_that_says_what_to_do(edit: Callable[[], Project], said: str) -> None:
    with pytest.raises(BadProject, match=said):
        edit()


def test_a_view_by_hand_is_of_one_format_stays_in_the_picture_and_goes_with_its_framing() -> None:
    made = shot_edits.with_view(project(30, 30), "a", "shot-2", View(x=0.9, y=0.5, zoom=2))
    wide = shot_edits.with_view(made, "a", "shot-2", View(zoom=3), Format.WIDE)
    shot = wide.scenes[0].shots[1]
    assert (shot.view_in(Format.VERTICAL), shot.view_in(Format.WIDE)) == (View(x=0.75, y=0.5, zoom=2), View(zoom=3))
    assert shot_edits.with_view(wide, "a", "shot-2", None, Format.WIDE) == made
    assert shot_edits.with_shot(made, "a", "shot-2", camera=CameraMove.PULL).scenes[0].shots[1].views
    assert not shot_edits.with_shot(made, "a", "shot-2", framing=Framing.WIDE).scenes[0].shots[1].views


def test_another_camera_gets_closer_or_less_close_or_stays() -> None:
    cameras = (CameraMove.PUSH, CameraMove.PULL, CameraMove.STILL)
    made = [shot_edits.with_shot(project(30, 30), "a", "shot-1", camera=camera) for camera in cameras]
    kept, further, still = (one.scenes[0].shots[0].creep for one in made)
    assert further < still == kept == 0  # the first had that camera before
    assert shot_edits.added(made[0], "a").scenes[0].shots[-1].creep == -further


def test_a_new_detail_shows_what_another_scene_found_worth_a_close_look() -> None:
    made = project(30, 30)
    other = made.scenes[1].model_copy(update={"shots": (Shot(id="x", frames=90, focus=BOX),)})
    made = made.with_scene(other)
    assert shot_edits.with_shot(made, "a", "shot-1", framing=Framing.DETAIL).scenes[0].shots[0].focus == BOX


kinds = st.sampled_from(["add", "delete", "move", "length", "recut", "uncut"])


@given(st.lists(st.tuples(kinds, st.integers(0, 20), st.integers(-90, 90)), max_size=14))
def test_any_edits_keep_the_length_of_the_scene_and_use_no_id_again(walk: list[tuple[str, int, int]]) -> None:
    made = project(40, 50, 90)
    seen, there = set(ids(made)), set(ids(made))
    for kind, place, by in walk:
        shots = made.scenes[0].shots
        id = shots[place % len(shots)].id if shots else ""
        try:
            if kind == "add":
                made = shot_edits.added(made, "a", id)
            elif kind == "recut":
                made = shot_edits.recut(made, "a", shots[::-1])
            elif kind == "uncut":
                made = shot_edits.uncut(made, "a")
            elif kind == "delete":
                made = shot_edits.deleted(made, "a", id)
            elif kind == "move":
                made = shot_edits.moved(made, "a", id, by)
            else:
                made = shot_edits.with_length(made, "a", id, by)
        except BadProject:
            continue
        new = set(ids(made)) - there
        assert not new & seen
        seen, there = seen | new, set(ids(made))
    assert made.scenes[0].frames == 180
    assert all(frames >= SHORTEST_SHOT for frames in lengths(made))
    assert Project.model_validate(made.model_dump()) == made


def test_a_proposed_camera_or_movement_of_a_cut_scene_is_its_first_shots() -> None:
    camera, motion = Change(scene="a", field="camera", value="pull"), Change(scene="a", field="motion", value="push")
    made = patched(project(30, 30), Patch(changes=(camera, motion)))
    first, second = made.scenes[0].shots
    assert (first.camera, first.motion) == (CameraMove.PULL, Motion.PUSH)
    assert first.creep < 0, "it pulls back at the pace of the style"
    assert second == project(30, 30).scenes[0].shots[1]
    assert (value_before(made, camera), value_before(made, motion)) == ("pull", "push")


def test_a_list_of_shots_keeps_those_of_the_same_framing_and_the_end_card() -> None:
    made = shot_edits.with_view(project(30, 30, 30), "a", "shot-2", View(x=0.5, y=0.5, zoom=2))
    again = with_shot_list(made, "a", "close 1 s, camera pull; detail 1 s; wide 2 s")
    close, detail, wide = again.scenes[0].shots
    assert (close.id, wide.id) == ("shot-2", "shot-1")
    assert close.views == made.scenes[0].shots[1].views
    assert (close.creep < 0 < detail.creep, lengths(again)) == (True, [22, 23, 45])
    alone = made.model_copy(update={"scenes": made.scenes[:1]})
    card = with_shot_list(alone, "a", "medium 3 s, movement push; close 2 s").scenes[0].shots
    assert [(shot.framing.value, shot.frames) for shot in card] == [("medium", 36), ("close", 24), ("medium", 30)]
    assert card[-1].id == "shot-3"
    assert shot_list(shot_edits.uncut(made, "a").scenes[0]) == "one shot"
    assert with_shot_list(made, "a", "One shot.") == shot_edits.uncut(made, "a")


def test_shots_that_had_no_room_any_more_are_told() -> None:
    made = project(30, 30, 30)
    assert shot_edits.dropped(made, with_scene(made, "a", frames=30)) == (
        "1 shot of scene 1 had no room any more. Undo brings it back."
    )
    assert not shot_edits.dropped(made, with_scene(made, "a", frames=60))
    assert not shot_edits.dropped(made, shot_edits.deleted(made, "a", "shot-1"))

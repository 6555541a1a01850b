from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adforge_core.errors import BadProject
from adforge_core.model import edits
from adforge_core.model.brief import Brief
from adforge_core.model.formats import Format
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import Ground, Placement
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Fallback, Role, Scene, Take, Transition, TransitionKind
from adforge_core.model.value import Point
from adforge_core.model.variant import VariantCopy, variant

CROSSFADE = Transition(kind=TransitionKind.CROSSFADE, frames=10)


def project(scenes: int = 3) -> Project:
    made = (
        Scene(
            id=f"scene-{number}",
            role=Role.BENEFIT,
            frames=60,
            seed=number,
            transition=CROSSFADE if number > 1 else Transition(),
        )
        for number in range(1, scenes + 1)
    )
    return Project(name="Tea", brief=Brief(product="Tea"), scenes=tuple(made))


def ids(project: Project) -> list[str]:
    return [scene.id for scene in project.scenes]


def in_order(made: Project) -> list[str]:
    return [id if id in ids(project()) else "new" for id in ids(made)]


def take(id: str, format: Format = Format.VERTICAL) -> Take:
    light = KeyLight(azimuth=0, elevation=45, softness=0.5)
    ground = Ground(stand=Point(x=0.5, y=0.7), light=light)
    return Take(id=id, format=format, provider="sets", media=f"{id}.png", ground=ground)


def test_a_new_scene_comes_before_the_end_card_or_where_it_is_asked_for() -> None:
    assert in_order(edits.added(project())) == ["scene-1", "scene-2", "new", "scene-3"]
    assert in_order(edits.added(project(), after="scene-1")) == ["scene-1", "new", "scene-2", "scene-3"]


def test_a_copy_has_the_words_and_a_name_of_its_own() -> None:
    original = edits.with_scene(project(), "scene-1", super="Hello", locked=True)
    copied = edits.duplicated(original, "scene-1")
    assert in_order(copied) == ["scene-1", "new", "scene-2", "scene-3"]
    assert (copied.scenes[1].super, copied.scenes[1].locked) == ("Hello", False)


def test_the_opening_scene_has_nothing_to_come_over_from() -> None:
    for first in (edits.moved(project(), "scene-2", -1), edits.deleted(project(), "scene-1")):
        assert first.scenes[0].id == "scene-2"
        assert first.scenes[0].transition == Transition()


def test_the_last_scene_cannot_be_deleted_and_there_are_at_most_eight() -> None:
    with pytest.raises(BadProject, match="at least one scene"):
        edits.deleted(project(1), "scene-1")
    with pytest.raises(BadProject, match="at most 8 scenes"):
        edits.added(project(8))


@pytest.mark.parametrize(
    "edit",
    [
        lambda made: edits.with_scene(made, "scene-9", super="x"),
        lambda made: edits.deleted(made, "scene-9"),
        lambda made: edits.moved(made, "scene-9", 1),
        lambda made: edits.duplicated(made, "scene-9"),
        lambda made: edits.placed(made, ["scene-9"], None),
    ],
)
def test_a_scene_that_is_gone_is_one_sentence(edit: Callable[[Project], Project]) -> None:
    with pytest.raises(BadProject, match="This scene no longer exists"):
        edit(project())


def test_a_value_out_of_range_is_refused() -> None:
    with pytest.raises(ValidationError):
        edits.with_scene(project(), "scene-1", frames=0)
    with pytest.raises(ValidationError):
        edits.with_brief(project(), product="  ")
    with pytest.raises(ValidationError):
        edits.with_brand(project(), palette=("red",))
    with pytest.raises(ValidationError):
        edits.with_sound(project(), speed=3)


def test_a_shortened_scene_keeps_its_transition_and_voice_inside() -> None:
    short = edits.with_scene(edits.with_scene(project(), "scene-2", voice_frame=20), "scene-2", frames=15)
    assert short.scenes[1].transition.frames == 5
    assert short.scenes[1].voice_frame == 14


def test_takes_are_kept_selected_and_deleted() -> None:
    made = edits.with_take(edits.with_take(project(), "scene-1", take("a")), "scene-1", take("b"))
    assert made.scenes[0].selected_take == "b"
    assert edits.selected(made, "scene-1", "a").scenes[0].selected_take == "a"
    assert edits.without_take(made, "scene-1", "b").scenes[0].selected_take == "a"
    with pytest.raises(BadProject, match="This take no longer exists"):
        edits.selected(made, "scene-1", "c")


@pytest.mark.parametrize(
    "edit",
    [
        lambda ad: edits.with_scene(ad, "scene-1", plate_prompt="A beach"),
        lambda ad: edits.with_scene(ad, "scene-1", set="paper"),
        lambda ad: edits.with_scene(ad, "scene-1", own_plate="mine.png"),
        lambda ad: edits.selected(ad, "scene-1", "a"),
        lambda ad: edits.without_take(ad, "scene-1", "b"),
        lambda ad: edits.with_take(ad, "scene-1", take("c")),
        lambda ad: edits.reframed(ad, Format.SQUARE),
    ],
)
def test_what_was_noted_of_a_plate_goes_with_it_and_no_other_note_does(edit: Callable[[Project], Project]) -> None:
    plate, voice = (Fallback(stage=stage, wanted="w", used="u", why="y") for stage in ("plate", "voice"))
    made = edits.with_take(edits.with_take(project(), "scene-1", take("a")), "scene-1", take("b"))
    made = edits.with_scene(made, "scene-1", fallbacks=(plate, voice))
    assert edits.with_scene(made, "scene-1", vo="Hello").scenes[0].fallbacks == (plate, voice)
    assert edits.without_take(made, "scene-1", "a").scenes[0].fallbacks == (plate, voice)
    assert edit(made).scenes[0].fallbacks == (voice,)


def test_another_format_selects_what_was_made_for_it_and_loses_nothing() -> None:
    made = edits.with_take(project(), "scene-1", take("tall"))
    square = edits.reframed(made, Format.SQUARE)
    assert (square.scenes[0].selected_take, len(square.scenes[0].takes)) == ("", 1)
    assert edits.reframed(square, Format.VERTICAL).scenes[0].selected_take == "tall"


def test_a_placement_is_copied_and_reset() -> None:
    here = Placement(x=0.4, y=0.6, scale=0.5)
    made = edits.placed(project(), ["scene-1", "scene-3"], here)
    assert [scene.placement_in(Format.VERTICAL) for scene in made.scenes] == [here, None, here]
    assert edits.placed(made, ["scene-1"], None).scenes[0].placements == {}


def test_each_format_has_its_own_placement_and_copies_have_all_of_them() -> None:
    tall, wide = Placement(x=0.4, y=0.8, scale=0.7), Placement(x=0.7, y=0.9, scale=0.5)
    made = edits.placed(project(), ["scene-1"], tall)
    made = edits.with_super_y(edits.placed(edits.reframed(made, Format.WIDE), ["scene-1"], wide), "scene-1", 0.4)
    both = {Format.VERTICAL: tall, Format.WIDE: wide}
    assert made.scenes[0].placements == both
    for other in (
        edits.duplicated(made, "scene-1").scenes[1],
        variant(made, VariantCopy(shown="Now"), VariantCopy()).scenes[0],
    ):
        assert (other.placements, other.supers_y) == (both, {Format.WIDE: 0.4})
    assert Project.model_validate_json(made.model_dump_json()) == made
    with pytest.raises(ValidationError):
        edits.with_super_y(made, "scene-1", 1.5)


steps = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("copy"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("delete"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(-9, 9)),
)


@given(st.lists(steps, max_size=12))
def test_any_edits_leave_a_storyboard_that_can_be_made(walk: list[tuple[str, int, int]]) -> None:
    made = project()
    seen, there = set(ids(made)), set(ids(made))
    for kind, place, by in walk:
        id = made.scenes[place % len(made.scenes)].id
        try:
            if kind == "add":
                made = edits.added(made, after=id)
            elif kind == "copy":
                made = edits.duplicated(made, id)
            elif kind == "delete":
                made = edits.deleted(made, id)
            else:
                made = edits.moved(made, id, by)
        except BadProject:
            continue
        new = set(ids(made)) - there
        assert not new & seen, "no id is ever used again"
        seen, there = seen | new, set(ids(made))
    assert 1 <= len(made.scenes) <= edits.MOST_SCENES
    assert len(set(ids(made))) == len(made.scenes)
    assert made.scenes[0].transition == Transition()
    assert Project.model_validate(made.model_dump()) == made


@given(st.lists(st.integers(15, 900), min_size=1, max_size=8), st.integers(15, 2700))
def test_an_ad_is_stretched_to_the_frame_or_refused(lengths: list[int], frames: int) -> None:
    made = project(len(lengths))
    scenes = (scene.model_copy(update={"frames": length}) for scene, length in zip(made.scenes, lengths, strict=True))
    made = made.model_copy(update={"scenes": tuple(scenes)})
    if frames < edits.SHORTEST * len(lengths):
        with pytest.raises(BadProject):
            edits.stretched(made, frames)
        return
    fitted = edits.stretched(made, frames)
    assert fitted.frames == frames
    assert min(scene.frames for scene in fitted.scenes) >= edits.SHORTEST
    assert all(scene.transition.frames <= scene.frames // 3 for scene in fitted.scenes)


def test_a_transition_as_long_as_its_scene_leaves_one_frame_of_it() -> None:
    fade = Transition(kind=TransitionKind.CROSSFADE, frames=10)
    assert [Scene(id="s", role=Role.HOOK, frames=frames, transition=fade).overlap for frames in (8, 10, 60)] == [
        7, 9, 10,
    ]  # fmt: skip

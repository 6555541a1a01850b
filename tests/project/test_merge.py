"""Merging, with properties over what people do to an ad in two windows at once."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from adforge_core.errors import BadProject
from adforge_core.model import edits
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.model.sound import VoiceTake
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Role, Scene
from adforge_core.project.merge import Merged, merge
from tests.model.test_edits import take

SCENES = [{"id": "a", "super": "Hello", "frames": 60}, {"id": "b", "super": "Bye", "frames": 90}]


def with_scene(number: int, **fields: Any) -> list[dict[str, Any]]:
    return [scene | fields if index == number else scene for index, scene in enumerate(SCENES)]


def test_edits_of_different_fields_both_stand() -> None:
    merged = merge({"scenes": SCENES}, {"scenes": with_scene(0, super="Hi")}, {"scenes": with_scene(0, frames=75)})
    assert merged.value == {"scenes": with_scene(0, super="Hi", frames=75)}
    assert merged.conflicts == ()


def test_the_field_that_both_changed_is_named_and_mine_stands() -> None:
    merged = merge({"scenes": SCENES}, {"scenes": with_scene(1, super="A")}, {"scenes": with_scene(1, super="B")})
    assert merged.value["scenes"][1]["super"] == "A"
    assert merged.conflicts == (("scenes", "b", "super"),)


def test_an_edit_follows_its_scene_to_another_place() -> None:
    merged = merge(SCENES, SCENES[::-1], with_scene(0, super="Hi"))
    assert merged.value == [SCENES[1], SCENES[0] | {"super": "Hi"}]


def test_a_scene_added_by_one_and_one_deleted_by_the_other() -> None:
    new = {"id": "c", "super": "New", "frames": 30}
    merged = merge(SCENES, [SCENES[0], new, SCENES[1]], [SCENES[0]])
    assert merged.value == [SCENES[0], new]
    assert not merged.conflicts


def test_a_scene_that_one_changed_and_the_other_deleted_is_a_conflict() -> None:
    merged = merge(SCENES, [SCENES[0]], with_scene(1, super="Changed"))
    assert merged.value == [SCENES[0]]
    assert merged.conflicts == (("b",),)


def test_notes_added_by_both_are_both_kept_and_a_removed_one_goes() -> None:
    old, mine, theirs = ({"stage": stage} for stage in ("plate", "voice", "bed"))
    base, ours, others = ({"fallbacks": notes} for notes in ([old], [mine], [old, theirs]))
    assert merge(base, ours, others).value == {"fallbacks": [theirs, mine]}
    assert merge([], [old, mine], [old, theirs], ("fallbacks",)) == Merged([old, theirs, mine])
    assert merge([old], [old, mine], [], ("fallbacks",)) == Merged([mine])


def test_a_list_whose_order_counts_changes_as_a_whole() -> None:
    base, mine, theirs = ({"scenes": [{"vo": ""}] * count} for count in (2, 4, 6))
    merged = merge(base, mine, theirs)
    assert merged.value == mine
    assert merged.conflicts == (("scenes",),)


def test_a_made_thing_is_never_a_mixture_of_two() -> None:
    takes = [{"media": f"{name}.wav", "line": name, "words": [{"text": name}]} for name in "xyz"]
    assert merge(takes[0], takes[1], takes[2]).value == takes[1]


def test_a_made_thing_changes_as_a_whole_whoever_made_it() -> None:
    made, other, plain = {"media": "x.wav", "line": "x"}, {"media": "x.wav", "line": "x", "speed": 2}, {"line": "y"}
    for base, mine, theirs in ((made, plain, other), (plain, made, {"speed": 3}), (plain, {"speed": 3}, made)):
        assert merge({"voice": base}, {"voice": mine}, {"voice": theirs}) == Merged({"voice": mine}, (("voice",),))


def test_names_that_either_side_adds_or_takes_away() -> None:
    assert merge({"a": 1}, {"a": 1, "b": 2}, {"a": 1, "c": 3}).value == {"a": 1, "b": 2, "c": 3}
    assert merge({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2}, {"a": 1, "c": 3}) == Merged({"a": 1})
    assert merge({"a": 1}, {}, {"a": 2}) == Merged({}, (("a",),))
    assert merge({}, {"a": 1}, {"a": 2}) == Merged({"a": 1}, (("a",),))


def test_a_list_of_texts_changes_as_a_whole_whatever_they_say() -> None:
    base, mine, theirs = ["solid", "avoid"], ["solid"], ["solid", "avoid", "idea"]
    assert merge(base, mine, theirs, ("benefits",)) == Merged(mine, (("benefits",),))
    assert merge([1], [2], [3], ("fallbacks",)) == Merged([2], (("fallbacks",),))


def test_a_list_of_things_with_ids_may_begin_or_end_empty() -> None:
    one, other = ({"id": id, "media": f"{id}.png"} for id in "ab")
    assert merge([], [one], [other]) == Merged([one, other])
    assert merge([one, other], [one], [other]) == Merged([])


def test_two_orders_are_a_conflict_and_mine_stands() -> None:
    base, mine, theirs = ([{"id": id} for id in order] for order in ("abc", "bac", "acb"))
    assert merge(base, mine, theirs, ("scenes",)) == Merged(mine, (("scenes", "order"),))
    assert merge(base, mine, mine[:2], ("scenes",)) == Merged(mine[:2])
    assert merge(base, mine, [*mine, {"id": "d"}]) == Merged([*mine, {"id": "d"}])


def test_an_order_stands_beside_whatever_else_the_other_side_did() -> None:
    base, moved, shorter, longer = ([{"id": id} for id in order] for order in ("abc", "cab", "ac", "abcd"))
    changed = [one | {"vo": "Hi"} for one in base]
    assert merge(base, moved, shorter) == merge(base, shorter, moved) == Merged([{"id": "c"}, {"id": "a"}])
    assert merge(base, moved, changed) == merge(base, changed, moved) == Merged([one | {"vo": "Hi"} for one in moved])
    assert merge(base, moved, longer) == merge(base, longer, moved) == Merged([{"id": id} for id in "cdab"])


LINES = ("", "Hello", "Goodbye")


class Step(NamedTuple):
    """Something a person does, or has made, to a scene or to the ad: `what`, where, and which of a few values."""

    what: str
    place: int
    value: int


SCENE_STEPS = ("say", "show", "time", "speak", "take", "note", "delete", "move", "add", "copy")
AD_STEPS = ("rename", "paint", "level", "music note")


def steps(kinds: list[str]) -> st.SearchStrategy[list[Step]]:
    return st.lists(st.builds(Step, st.sampled_from(kinds), st.integers(0, 3), st.integers(0, 2)), max_size=4)


def done(project: Project, walk: list[Step]) -> Project:
    for step in walk:
        try:
            project = after(project, step)
        except BadProject:
            continue
    return project


def after(project: Project, step: Step) -> Project:
    what, value = step.what, step.value
    scene = project.scenes[step.place % len(project.scenes)]
    note = Fallback(stage=list(Stage)[value], wanted="w", used="u", why="y")
    match what:
        case "say":
            return edits.with_scene(project, scene.id, vo=LINES[value])
        case "show":
            return edits.with_scene(project, scene.id, super=LINES[value])
        case "time":
            return edits.with_scene(project, scene.id, frames=60 + 15 * value)
        case "speak":
            line, media = LINES[value], f"{value}.wav"
            voice = VoiceTake(line=line, voice=f"v{value}", speed=1, media=media, seconds=1, words=(), provider="p")
            return edits.with_scene(project, scene.id, voice=voice.model_dump())
        case "take":
            id = f"take-{value}"
            if id in [one.id for one in scene.takes]:
                return edits.without_take(project, scene.id, id)
            return edits.with_take(project, scene.id, take(id))
        case "note":
            return edits.with_scene(project, scene.id, fallbacks=turned(scene.fallbacks, note))
        case "delete":
            return edits.deleted(project, scene.id)
        case "move":
            return edits.moved(project, scene.id, value * 2 - 2)
        case "add":
            return edits.added(project, after=scene.id)
        case "copy":
            return edits.duplicated(project, scene.id)
        case "rename":
            return edits.renamed(project, f"Name {value}")
        case "paint":
            return edits.with_brand(project, palette=("#000000", "#ffffff")[:value])
        case "level":
            return edits.with_sound(project, bed_level=-value, voice_level=step.place)
        case "music note":
            return project.model_copy(update={"fallbacks": turned(project.fallbacks, note)})
    raise AssertionError(what)


def turned(notes: tuple[Fallback, ...], note: Fallback) -> tuple[Fallback, ...]:
    return tuple(one for one in notes if one != note) if note in notes else (*notes, note)


def fields(project: Project) -> dict[str, Any]:
    return project.model_dump(mode="json", exclude={"revision"})


class Sides(NamedTuple):
    """An ad, and what two people made of it."""

    base: dict[str, Any]
    mine: dict[str, Any]
    theirs: dict[str, Any]

    @property
    def ids(self) -> list[list[str]]:
        return [[scene["id"] for scene in side["scenes"]] for side in self]

    @property
    def in_all(self) -> set[str]:
        return set.intersection(*map(set, self.ids))

    @property
    def orders(self) -> list[list[str]]:
        """The order of the scenes that all three have, on each side."""
        return [[id for id in side if id in self.in_all] for side in self.ids]


@st.composite
def sides(draw: st.DrawFn) -> Sides:
    start = Project(
        name="Tea",
        brief=Brief(product="Tea"),
        scenes=tuple(Scene(id=f"scene-{number}", role=Role.BENEFIT, frames=60) for number in (1, 2, 3, 4)),
    )
    # Each does a few kinds of things, and often both the same, so that they meet.
    few = st.lists(st.sampled_from(SCENE_STEPS + AD_STEPS), min_size=1, max_size=3, unique=True)
    one = draw(few)
    other = draw(st.just(one) | few)
    base = done(start, draw(steps(one)))
    return Sides(fields(base), fields(done(base, draw(steps(one)))), fields(done(base, draw(steps(other)))))


ABSENT = object()
Place = tuple[str, ...]


def parts(value: Any, whole: set[str], path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """What changes as one, by where it is: scenes that are in `whole` are taken apart, others are one."""
    if path[:1] == ("scenes",) and len(path) == 2 and path[1] not in whole:
        yield path, value
    elif path == ("scenes",) or path[-1:] == ("takes",):
        for one in value:
            yield from parts(one, whole, (*path, one["id"]))
    elif path[-1:] == ("fallbacks",):
        for note in value:
            yield (*path, note["stage"]), note
    elif isinstance(value, Mapping) and "media" not in value:
        for name, inner in value.items():
            yield from parts(inner, whole, (*path, name))
    else:
        yield path, value


@settings(max_examples=150)
@given(sides())
def test_who_changed_alone_gets_what_they_wanted(of: Sides) -> None:
    assert merge(of.base, of.mine, of.base) == Merged(of.mine)
    assert merge(of.base, of.base, of.theirs) == Merged(of.theirs)
    assert merge(of.base, of.mine, of.mine) == Merged(of.mine)


@settings(max_examples=150)
@given(sides())
def test_every_part_is_as_whoever_changed_it_left_it_and_mine_where_both_did(of: Sides) -> None:
    base, mine, theirs = (dict(parts(side, of.in_all)) for side in of)
    expected, both = {}, set()
    for place in {*base, *mine, *theirs}:
        was, my, their = (side.get(place, ABSENT) for side in (base, mine, theirs))
        if was not in (my, their) and my != their:
            both.add(place)
        value = their if my == was else my
        if value is not ABSENT:
            expected[place] = value
    merged = merge(*of)
    found = list(parts(merged.value, of.in_all))
    assert dict(found) == expected
    assert len(found) == len(expected), "nothing is there twice"
    assert {place for place in merged.conflicts if place != ("scenes", "order")} == both
    assert len(merged.conflicts) == len(set(merged.conflicts))


@settings(max_examples=150)
@given(sides())
def test_the_order_is_that_of_whoever_changed_it_and_mine_is_told_where_both_did(of: Sides) -> None:
    merged = merge(*of)
    was, mine, theirs = of.orders
    told = ("scenes", "order") in merged.conflicts
    assert told == (was not in (mine, theirs) and mine != theirs)
    kept = [scene["id"] for scene in merged.value["scenes"] if scene["id"] in of.in_all]
    assert kept == (theirs if mine == was else mine)


@settings(max_examples=150)
@given(sides())
def test_a_new_scene_comes_behind_the_one_it_was_put_behind(of: Sides) -> None:
    base, mine, theirs = of.ids
    order = [scene["id"] for scene in merge(*of).value["scenes"]]
    assert len(order) == len(set(order))
    for side in (mine, theirs):
        for place, id in enumerate(side):
            if id in base:
                continue
            before = next((one for one in reversed(side[:place]) if one in order), None)
            between = order[order.index(before) + 1 if before else 0 : order.index(id)]
            assert id in order
            assert not set(between) & of.in_all


@settings(max_examples=150)
@given(sides())
def test_what_is_merged_is_an_ad_and_both_windows_come_to_the_same(of: Sides) -> None:
    one, other = merge(of.base, of.mine, of.theirs), merge(of.base, of.theirs, of.mine)
    assert set(one.conflicts) == set(other.conflicts)
    if not one.conflicts:
        Project.model_validate(one.value)
        assert merge(of.mine, one.value, of.mine).value == one.value
        ids = [{scene["id"] for scene in merged.value["scenes"]} for merged in (one, other)]
        assert ids[0] == ids[1]

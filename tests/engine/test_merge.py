from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adforge_core.engine.merge import merge

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


def test_a_list_whose_order_counts_changes_as_a_whole() -> None:
    base, mine, theirs = ({"scenes": [{"vo": ""}] * count} for count in (2, 4, 6))
    merged = merge(base, mine, theirs)
    assert merged.value == mine
    assert merged.conflicts == (("scenes",),)


def test_a_made_thing_is_never_a_mixture_of_two() -> None:
    takes = [{"media": f"{name}.wav", "line": name, "words": [{"text": name}]} for name in "xyz"]
    assert merge(takes[0], takes[1], takes[2]).value == takes[1]


json_values = st.recursive(
    st.none() | st.integers(0, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "y", "media"]), inner, max_size=3)
        | st.lists(
            st.builds(lambda id, value: {"id": id, "value": value}, st.sampled_from("abcd"), inner),
            max_size=4,
            unique_by=lambda one: str(one["id"]),
        )
    ),
    max_leaves=8,
)


@given(json_values, json_values)
def test_who_changed_alone_gets_what_they_wanted(base: Any, changed: Any) -> None:
    assert merge(base, changed, base).value == changed
    assert merge(base, base, changed).value == changed
    assert merge(base, changed, changed).value == changed


@given(json_values, json_values, json_values)
def test_both_wanting_the_same_is_no_conflict_and_merging_again_changes_nothing(
    base: Any, mine: Any, theirs: Any
) -> None:
    merged = merge(base, mine, theirs)
    assert not merge(base, mine, mine).conflicts
    assert merge(merged.value, merged.value, merged.value).value == merged.value

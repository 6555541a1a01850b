"""Merges two edits of one project, field by field.

Each edit states the revision it began from. If only one side changed a field, that change is used. If both did, `mine`
is used and the field is reported as a conflict, so nothing is overwritten silently.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]

_ABSENT = object()


@dataclass(frozen=True)
class Merged:
    """The result of a merge. `conflicts` are the fields both sides changed; they have the value of `mine`."""

    value: Any
    conflicts: tuple[Path, ...] = ()


def merge(base: Any, mine: Any, theirs: Any, path: Path = ()) -> Merged:
    """Applies the changes from `base` to `mine` and from `base` to `theirs` to the JSON value `base`.

    Objects are merged by field, lists of objects with an `id` by that. `fallbacks`, whose order does not matter, are
    merged as additions and removals. An object with `media` changes as a whole, and so does any other list. If both
    sides reorder objects with an `id`, the conflict is called "order"; if `mine` reorders only what `theirs` has
    deleted, the conflicts are the deleted objects.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping) and isinstance(base, Mapping):
        if not any("media" in side for side in (base, mine, theirs)):
            return _by_field(base, mine, theirs, path)
    elif isinstance(base, list) and isinstance(mine, list) and isinstance(theirs, list):
        every = [*base, *mine, *theirs]
        if all(isinstance(one, Mapping) for one in every):
            if all("id" in one for one in every):
                return _by_id(base, mine, theirs, path)
            if path[-1:] == ("fallbacks",):
                return Merged(_as_bag(base, mine, theirs))
    return Merged(mine, (path,))


def _by_field(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], path: Path) -> Merged:
    value: dict[str, Any] = {}
    conflicts: list[Path] = []
    for name in dict.fromkeys((*theirs, *mine)):
        sides = [side.get(name, _ABSENT) for side in (base, mine, theirs)]
        merged = merge(sides[0], sides[1], sides[2], (*path, name))
        if merged.value is not _ABSENT:
            value[name] = merged.value
        conflicts += merged.conflicts
    return Merged(value, tuple(conflicts))


def _by_id(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any], path: Path) -> Merged:
    sides = [{one["id"]: one for one in side} for side in (base, mine, theirs)]
    old, ours, others = (list(side) for side in sides)
    # The order of `theirs`, unless `mine` reordered. Objects of the other side only follow their predecessor there.
    reordered = [id for id in ours if id in old] != [id for id in old if id in ours]
    order, added = (ours, others) if reordered else (others, ours)
    was, mine_now, theirs_now = ([id for id in side if all(id in one for one in sides)] for side in (old, ours, others))
    both_reordered = was not in (mine_now, theirs_now) and mine_now != theirs_now
    for place, id in enumerate(added):
        if id not in order:
            before = next((known for known in reversed(added[:place]) if known in order), None)
            order.insert(0 if before is None else order.index(before) + 1, id)
    value: list[Any] = []
    conflicts: list[Path] = [(*path, "order")] if both_reordered else []
    if reordered and was == mine_now:
        conflicts += [(*path, id) for id in old if id in ours and id not in others]
    for id in order:
        found = [side.get(id, _ABSENT) for side in sides]
        merged = merge(found[0], found[1], found[2], (*path, id))
        if merged.value is not _ABSENT:
            value.append(merged.value)
        conflicts += merged.conflicts
    return Merged(value, tuple(conflicts))


def _as_bag(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    gone = [one for one in base if one not in mine]
    return [one for one in theirs if one not in gone] + [one for one in mine if one not in base and one not in theirs]

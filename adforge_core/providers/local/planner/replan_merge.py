"""Planning again because of a note: whatever the note made no difference to stays as it was."""

from typing import TypeVar

from adforge_core.model.storyboard import Plan, PlannedScene
from adforge_core.model.value import Value

V = TypeVar("V", bound=Value)


def merged_replan(earlier: Plan, plain: Plan, wished: Plan) -> Plan:
    """`wished`, as `earlier` in all that is alike in it and in `plain`, the plan without the note."""
    if len(earlier.scenes) != len(wished.scenes):
        return wished
    scenes = tuple(map(_scene, earlier.scenes, plain.scenes, wished.scenes))
    look = _untouched(earlier.look, plain.look, wished.look)
    return _untouched(earlier, plain, wished).model_copy(update={"scenes": scenes, "look": look})


def _scene(earlier: PlannedScene, plain: PlannedScene, wished: PlannedScene) -> PlannedScene:
    scene = _untouched(earlier, plain, wished)
    if wished.lines != plain.lines:
        return scene
    # A line of which nothing was said stays, with shorter ones for the case that it does not fit any more.
    line = earlier.lines[:1]
    shorter = tuple(one for one in plain.lines if not line or len(one) < len(line[0]))
    return scene.model_copy(update={"lines": line + shorter})


def _untouched(earlier: V, plain: V, wished: V) -> V:
    alike = {name for name in type(wished).model_fields if getattr(plain, name) == getattr(wished, name)}
    # It plans no shots, and the earlier ones were cut to other lines.
    return wished.model_copy(update={name: getattr(earlier, name) for name in alike - {"shots"}})

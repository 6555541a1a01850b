"""How projects of older schemas become newer ones, as JSON objects."""

from typing import Any


def placed_by_format(fields: dict[str, Any]) -> dict[str, Any]:
    """From 3 to 4: what was placed by hand stood so in every format; it belongs to the one it was saved in.

    What is no project stays what it is, for whoever validates it to say so.
    """
    format, scenes = fields.get("format", "9:16"), fields.get("scenes")
    if not isinstance(format, str) or not isinstance(scenes, list):
        return fields

    def by_format(scene: Any) -> Any:
        if not isinstance(scene, dict):
            return scene
        kept = {name: value for name, value in scene.items() if name not in {"placement", "super_y"}}
        for old, new in (("placement", "placements"), ("super_y", "supers_y")):
            if scene.get(old) is not None:
                kept[new] = {format: scene[old]}
        return kept

    return {**fields, "scenes": [by_format(scene) for scene in scenes]}


def note_understood(fields: dict[str, Any]) -> dict[str, Any]:
    """From 4 to 5: what the planner understood of a note was called `heard`."""
    return {"understood" if name == "heard" else name: value for name, value in fields.items()}

"""Migrations: convert projects of older schemas, as JSON objects, to the next schema."""

from typing import Any


def placed_by_format(fields: dict[str, Any]) -> dict[str, Any]:
    """From 3 to 4: a placement by hand applied to every format; now it belongs to the format it was saved in.

    An object that is not a project does not change: validation reports it.
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
    """From 4 to 5: `heard` was renamed to `understood`."""
    return {"understood" if name == "heard" else name: value for name, value in fields.items()}

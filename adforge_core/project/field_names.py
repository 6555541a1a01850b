"""What people call a project's fields: the path ("scenes", "scene-2", "super") is "the headline of scene 2"."""

from collections.abc import Mapping, Sequence

from adforge_core.model.project import Project

_NAMES: Mapping[str, str] = {
    "accent_level": "the accents' level",
    "accents": "the accents",
    "benefits": "the benefits",
    "bed": "the music",
    "bed_level": "the music's level",
    "brand": "the brand kit",
    "budget_usd": "the budget",
    "calls": "the calls to action of the variants",
    "camera": "the camera move",
    "cta": "the call to action",
    "duration": "the ad's length",
    "focus": "the detail",
    "font": "the brand's font",
    "frames": "the length",
    "hooks": "the hooks of the variants",
    "label": "the label",
    "legal": "the legal line",
    "lines": "the versions of the line",
    "locked": "the lock",
    "logo": "the brand's logo",
    "motion": "the movement",
    "music": "the music description",
    "music_on": "the music",
    "name": "the name",
    "order": "the order of the scenes",
    "own_music": "the music",
    "own_plate": "the background",
    "own_edit": "the background",
    "palette": "the brand's colours",
    "place": "the product's place",
    "placements": "the placement",
    "plate_prompt": "the background description",
    "poses": "the pose",
    "product": "the product",
    "recording": "the recording",
    "scenes": "the scenes",
    "selected_take": "the selected take",
    "shots": "the shots",
    "speed": "the voice's pace",
    "super": "the headline",
    "supers_y": "the headline's position",
    "takes": "the takes",
    "track": "the music",
    "understood": "the note",
    "views": "the view",
    "vo": "the voiceover line",
    "voice_frame": "the voiceover",
    "voice_level": "the voice's level",
}

_WHOLE = {
    "focus", "label", "look", "place", "placements", "poses", "product", "supers_y", "takes", "transition", "views",
}  # fmt: skip
"""Fields that are named as a whole, without what is inside them."""

_OF_ALL_SHOTS = ("order", "lengths")


def field_name(path: Sequence[str | int], project: Project) -> str:
    """What people call the field at `path`, which names scenes and shots of `project` by their ids or their index."""
    if path[0] != "scenes" or len(path) < 2 or path[1] == "order":
        return _name(path)
    place = _place(path[1], [scene.id for scene in project.scenes])
    scene = "a deleted scene" if place is None else f"scene {place + 1}"
    if len(path) == 2:
        return scene
    if path[2] != "shots" or len(path) == 3:
        return f"{_name(path[2:])} of {scene}"
    if path[3] in _OF_ALL_SHOTS:
        return f"the {path[3]} of the shots of {scene}"
    shots = () if place is None else project.scenes[place].shots
    number = _place(path[3], [shot.id for shot in shots])
    shot = f"{'a deleted shot' if number is None else f'shot {number + 1}'} of {scene}"
    return shot if len(path) == 4 else f"{_name(path[4:])} of {shot}"


def done_to(paths: Sequence[Sequence[str | int]], project: Project) -> str:
    """What was done to the fields at these paths, each named once: "changed the headline of scene 2"."""
    gone = _listed([name for path in paths if (name := _deleted(path, project))])
    changed = _listed([field_name(path, project) for path in paths if not _deleted(path, project)])
    return " and ".join(filter(None, (changed and f"changed {changed}", gone and f"deleted {gone}")))


def _deleted(path: Sequence[str | int], project: Project) -> str:
    """What is gone of that which the path leads to: a scene or a shot; empty if all is there."""
    if path[0] != "scenes" or len(path) < 2 or path[1] == "order":
        return ""
    place = _place(path[1], [scene.id for scene in project.scenes])
    if place is None:
        return "a scene"
    if len(path) < 4 or path[2] != "shots" or path[3] in _OF_ALL_SHOTS:
        return ""
    there = _place(path[3], [shot.id for shot in project.scenes[place].shots]) is not None
    return "" if there else f"a shot of scene {place + 1}"


def _listed(names: Sequence[str]) -> str:
    once = list(dict.fromkeys(names))
    return f"{', '.join(once[:-1])} and {once[-1]}" if len(once) > 1 else "".join(once)


def _place(part: str | int, ids: Sequence[str]) -> int | None:
    """The place of the scene or shot that a part of a path names; None if it is gone."""
    return part if isinstance(part, int) else ids.index(part) if part in ids else None


def _name(path: Sequence[str | int]) -> str:
    whole = next((str(part) for part in path if part in _WHOLE), None)
    field = whole or next(str(part) for part in reversed(path) if not isinstance(part, int))
    return _NAMES.get(field) or f"the {field.replace('_', ' ')}"

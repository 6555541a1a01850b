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
    "font": "the brand's font",
    "frames": "the length",
    "hooks": "the hooks of the variants",
    "legal": "the legal line",
    "lines": "the versions of the line",
    "locked": "the lock",
    "logo": "the brand's logo",
    "motion": "the movement",
    "music": "the music description",
    "name": "the name",
    "order": "the order of the scenes",
    "own_plate": "the background",
    "palette": "the brand's colours",
    "placements": "the placement",
    "plate_prompt": "the background description",
    "product": "the product",
    "scenes": "the scenes",
    "selected_take": "the selected take",
    "speed": "the voice's pace",
    "super": "the headline",
    "supers_y": "the headline's position",
    "takes": "the takes",
    "track": "the music",
    "understood": "the note",
    "vo": "the voiceover line",
    "voice_frame": "the voiceover",
    "voice_level": "the voice's level",
}

_WHOLE = {"look", "placements", "product", "supers_y", "takes", "transition"}
"""Fields that are named as a whole, without what is inside them."""


def field_name(path: Sequence[str | int], project: Project) -> str:
    """What people call the field at `path`, which names a scene of `project` by its id, or by its index."""
    if path[0] != "scenes" or len(path) < 2 or path[1] == "order":
        return _name(path)
    ids = [scene.id for scene in project.scenes]
    index = path[1] if isinstance(path[1], int) else ids.index(path[1]) if path[1] in ids else None
    scene = "a deleted scene" if index is None else f"scene {index + 1}"
    return scene if len(path) == 2 else f"{_name(path[2:])} of {scene}"


def field_names(paths: Sequence[Sequence[str | int]], project: Project) -> str:
    """The fields at these paths as a list in words, each named once."""
    names = list(dict.fromkeys(field_name(path, project) for path in paths))
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _name(path: Sequence[str | int]) -> str:
    whole = next((str(part) for part in path if part in _WHOLE), None)
    field = whole or next(str(part) for part in reversed(path) if not isinstance(part, int))
    return _NAMES.get(field) or f"the {field.replace('_', ' ')}"

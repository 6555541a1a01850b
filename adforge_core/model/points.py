"""The points of a text that is a list."""

import re

LEAST, MOST = 3, 5
"""The fewest and the most points of a list."""

_LONGEST = 30
"""The most letters of a point: longer ones are sentences."""

_BETWEEN = re.compile(r"\s*(?:[;\u2022\u00b7|\u060c\u3001]|,(?!\d)|\.(?=\s))\s*(?:(?:and|und|et|y|e|&)\s+)?")
_LAST = re.compile(r"\s+(?:and|und|et|y|e|&)\s+")


def points_in(text: str) -> tuple[str, ...]:
    """Returns the points that `text` lists, three to five, each with a capital; none if it is no list.

    Example:
        >>> from adforge_core.model.points import points_in
        >>> points_in("Light, waterproof and warm"), points_in("Warm. Light. Dry."), points_in("Salt, pepper")
        (('Light', 'Waterproof', 'Warm'), ('Warm', 'Light', 'Dry'), ())
    """
    parts = [part for part in _BETWEEN.split(text.strip().rstrip(".!")) if part]
    if len(parts) > 1 and len(last := _LAST.split(parts[-1])) == 2:
        parts[-1:] = last
    listed = (
        not text.rstrip().endswith("?") and LEAST <= len(parts) <= MOST and all(len(part) <= _LONGEST for part in parts)
    )
    return tuple(part[0].upper() + part[1:] for part in parts) if listed else ()

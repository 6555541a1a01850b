"""The points of a text that is a list."""

import re

LEAST, MOST = 3, 5
"""The fewest and the most points of a list."""

_LONGEST = 30
"""The most letters of a point: longer ones are sentences."""

_BETWEEN = re.compile(r"\s*(?:[;\u2022\u00b7|\u060c\u3001]|,(?!\d)|\.(?=\s))\s*(?:(?:and|und|et|y|e|&)\s+)?")
_LAST = re.compile(r"\s+(?:and|und|et|y|e|&)\s+")

_LEAD_IN = re.compile(
    r"(?:and then|and with it|also|first|next|plus|so|yes|hey|look|ready|you|psst|for now|quietly|quite simply"
    r"|put plainly|listen up)\s*[,:!]\s+",
    re.IGNORECASE,
)
"""What a line says before it comes to its point."""

_SENTENCE = re.compile(r"(?<=[.!?:])\s+")

_MOST_WORDS = 5
"""The most words of a point in a spoken line."""


def list_in(line: str, name: str = "") -> str:
    """Returns the part of a spoken `line` that lists three to five points; empty if there is none.

    The `name` of the product is no point.

    Example:
        >>> from adforge_core.model.points import list_in
        >>> list_in("It is simple: no sugar, no dairy, no nonsense."), list_in("And then, oil and salt.")
        ('No sugar, no dairy, no nonsense', '')
    """
    sentences = _SENTENCE.split(line.strip())
    # One sentence that lists, or short sentences to the end of the line.
    for said in (*sentences, *(" ".join(sentences[first:]) for first in range(len(sentences)))):
        lead_in = _LEAD_IN.match(said)
        part = said[lead_in.end() :] if lead_in else said
        points = points_in(part)
        named = bool(name) and any(name.casefold() in point.casefold() for point in points)
        if points and not named and all(len(point.split()) <= _MOST_WORDS for point in points):
            text = part.rstrip(".!: ")
            return text[0].upper() + text[1:]
    return ""


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

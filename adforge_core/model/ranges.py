"""Whether a brief's words speak of a range: a product in several colours, flavours or sizes, or a set of things."""

import re

from adforge_core.model.brief import Brief

_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+|several|many|all|new|more)"
_KINDS = r"(?:colou?rs|colou?rways|flavou?rs|scents|fragrances|shades|finishes|varieties|aromas|blends)"
_COUNTED = r"(?:sizes|styles|designs|models|patterns|versions|kinds|products|pieces)"
_RANGE = re.compile(
    rf"\b(?:{_KINDS}|{_COUNT}\s+{_COUNTED}|(?:our|new|full|whole|entire)\s+range"
    r"|collection|assortment|bundle|trio|duo|line-?up|(?:set|family|pack)s?\s+of)\b",
    re.IGNORECASE,
)


def names_range(brief: Brief) -> bool:
    """Returns whether the brief's words speak of several things that belong together, so that photos may show them.

    Example:
        >>> from adforge_core import Brief
        >>> from adforge_core.model.ranges import names_range
        >>> names_range(Brief(product="Nook Tea", description="Sparkling tea in three flavours"))
        True
        >>> names_range(Brief(product="Set-up desk", benefits=("Packs flat",)))
        False
    """
    return any(_RANGE.search(text) for text in (brief.product, brief.description, *brief.benefits))

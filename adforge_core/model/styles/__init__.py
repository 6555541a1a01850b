"""The styles: one file for each member of `Style`, whose `GUIDE` describes everything except its copy."""

from functools import cache
from importlib import import_module

from adforge_core.model.brief import Style
from adforge_core.model.styles.guide import StyleGuide

__all__ = ["StyleGuide", "guide"]


@cache
def guide(style: Style) -> StyleGuide:
    """Returns the guide of `style`."""
    found: StyleGuide = import_module(f"{__package__}.{style.value}").GUIDE
    return found

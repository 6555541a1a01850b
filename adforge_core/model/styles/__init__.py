"""The styles: a file each, called as `Style` calls it, whose `GUIDE` says everything about it but its copy."""

from functools import cache
from importlib import import_module

from adforge_core.model.brief import Style
from adforge_core.model.styles.guide import StyleGuide

__all__ = ["StyleGuide", "guide"]


@cache
def guide(style: Style) -> StyleGuide:
    """The guide of `style`."""
    found: StyleGuide = import_module(f"{__package__}.{style.value}").GUIDE
    return found

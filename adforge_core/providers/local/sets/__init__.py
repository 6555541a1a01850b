"""Photographic sets, built in three dimensions and path-traced on this machine: backgrounds without a network.

Importing this package is cheap; Mitsuba and Open Image Denoise are imported when the first plate is made.
"""

from adforge_core.providers.local.sets.maker import SetPlates

__all__ = ["KITCHENS", "SET_NAMES", "SetPlates"]

SET_NAMES: dict[str, tuple[str, ...]] = {
    "cyclorama": ("minimal", "luxury"),
    "stone": ("luxury", "minimal"),
    "arches": ("minimal", "luxury", "bold"),
    "paper": ("energetic", "bold", "minimal"),
    "midnight": ("luxury", "bold"),
    "window": ("minimal", "energetic", "luxury"),
    "table": ("minimal", "energetic"),
    "neon": ("bold", "energetic"),
    "podium": ("energetic", "bold"),
}
"""The sets by name, each with the styles it suits."""

KITCHENS = frozenset({"table"})
"""The sets that are a kitchen: for what is eaten, drunk, cooked with or put on one's skin."""

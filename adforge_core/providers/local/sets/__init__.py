"""Photographic sets, built in three dimensions and path-traced on this machine: backgrounds without a network.

Importing this package is cheap; Mitsuba and Open Image Denoise are imported when the first plate is made.
"""

from adforge_core.providers.local.sets.catalogue import SETS
from adforge_core.providers.local.sets.maker import SetPlates

__all__ = ["SETS", "SetPlates"]

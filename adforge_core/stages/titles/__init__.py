"""The words of a scene: supers, captions and the end card. They are laid out once and drawn for any frame size."""

from adforge_core.stages.titles.drawing import draw
from adforge_core.stages.titles.layout import lay_out
from adforge_core.stages.titles.logo import trimmed
from adforge_core.stages.titles.words import Block, Spoken, Titles, Words, entrance

__all__ = ["Block", "Spoken", "Titles", "Words", "draw", "entrance", "lay_out", "trimmed"]

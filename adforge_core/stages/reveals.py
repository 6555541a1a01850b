"""Chooses how the words of newly planned scenes appear."""

from collections.abc import Container, Sequence
from unicodedata import category

from adforge_core.model.figures import counted_in
from adforge_core.model.offer import short_offer
from adforge_core.model.points import list_in, points_in
from adforge_core.model.reveal import Reveal
from adforge_core.model.storyboard import Role, Scene

_TICKED = frozenset((Role.BENEFIT, Role.PROOF))
"""Ticks are for what the product brings, not for questions and troubles."""


def revealed(scenes: Sequence[Scene], offer: str, name: str = "", fixed: Container[int] = ()) -> tuple[Scene, ...]:
    """Returns the scenes of an ad with the way chosen in which their words appear. Locked ones stay as they are.

    Where the voice lists what the product brings, the list is shown in the super's place; not in scenes whose super is
    `fixed`, given by their indexes. The product's `name` is no point. The `offer` is on a sticker
    in the first scene, so that it is seen early, and on the end card.
    """
    made = []
    for index, scene in enumerate(scenes):
        opens, closes = not index, index == len(scenes) - 1
        listed = not opens and index not in fixed and bool(list_in(scene.vo, name))
        update = {
            "reveal": Reveal.TOGETHER if closes else _reveal(scene, opens=opens, listed=listed),
            "sticker": closes and bool(offer),
            "whole_phrases": True,
        }
        if opens and not closes:
            short = short_offer(offer)
            update["sticker"] = bool(short) and _legible(short) not in _legible(scene.super)
        made.append(scene if scene.locked else scene.model_copy(update=update))
    return tuple(made)


def _legible(text: str) -> str:
    """The text as it is compared with another: without emoji and other ornaments, which planned words leave out."""
    kept = (" " if category(char) == "So" or char in "\u200d\ufe0f" else char for char in text.casefold())
    return " ".join("".join(kept).split())


def _reveal(scene: Scene, *, opens: bool, listed: bool) -> Reveal:
    if not scene.super:
        return Reveal.TOGETHER
    if scene.role in _TICKED and points_in(scene.super):
        return Reveal.LIST
    if scene.role in _TICKED and listed:
        return Reveal.SAID
    # The ad's first frame, which is its poster, shows the number itself.
    return Reveal.COUNT if counted_in(scene.super) and not opens else Reveal.WORD_BY_WORD

"""Chooses how the words of newly planned scenes appear."""

from collections.abc import Container, Sequence

from adforge_core.model.figures import figure_in
from adforge_core.model.offer import short_offer
from adforge_core.model.points import list_in, points_in
from adforge_core.model.reveal import Reveal
from adforge_core.model.storyboard import Role, Scene

_TICKED = frozenset((Role.BENEFIT, Role.PROOF))
"""Ticks are for what the product brings, not for questions and troubles."""


def revealed(scenes: Sequence[Scene], offer: str, name: str = "", fixed: Container[int] = ()) -> tuple[Scene, ...]:
    """Returns the scenes of an ad with the way chosen in which their words appear. Locked ones stay as they are.

    Where the voice lists what the product brings, the list is the super, and each point is ticked as it is said; not in
    scenes whose super is `fixed`, given by their indexes. The product's `name` is no point. The `offer` is on a sticker
    in the first scene, so that it is seen early, and on the end card.
    """
    made = []
    for index, scene in enumerate(scenes):
        opens, closes = not index, index == len(scenes) - 1
        listed = "" if opens or closes or scene.locked or index in fixed else _spoken_list(scene, name)
        if listed:
            scene = scene.model_copy(update={"super": listed})
        update = {
            "reveal": Reveal.TOGETHER if closes else _reveal(scene, opens=opens),
            "sticker": closes and bool(offer),
        }
        if opens and not closes:
            short = short_offer(offer)
            update["sticker"] = bool(short) and short.casefold() not in scene.super.casefold()
        made.append(scene if scene.locked else scene.model_copy(update=update))
    return tuple(made)


def _spoken_list(scene: Scene, name: str) -> str:
    if scene.role not in _TICKED or points_in(scene.super):
        return ""
    return list_in(scene.vo, name)


def _reveal(scene: Scene, *, opens: bool) -> Reveal:
    if not scene.super:
        return Reveal.TOGETHER
    if scene.role in _TICKED and points_in(scene.super):
        return Reveal.LIST
    # The ad's first frame, which is its poster, shows the number itself.
    return Reveal.COUNT if figure_in(scene.super) and not opens else Reveal.WORD_BY_WORD

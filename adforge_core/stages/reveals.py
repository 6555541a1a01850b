"""Chooses how the words of newly planned scenes appear."""

from collections.abc import Sequence

from adforge_core.model.figures import figure_in
from adforge_core.model.reveal import Reveal
from adforge_core.model.storyboard import Scene


def revealed(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Returns the scenes of an ad with the way chosen in which their words appear. Locked ones stay as they are."""
    return tuple(
        scene if scene.locked else scene.model_copy(update={"reveal": _reveal(scene, opens=not index)})
        for index, scene in enumerate(scenes)
    )


def _reveal(scene: Scene, *, opens: bool) -> Reveal:
    if not scene.super:
        return Reveal.TOGETHER
    # The ad's first frame, which is its poster, shows the number itself.
    return Reveal.COUNT if figure_in(scene.super) and not opens else Reveal.WORD_BY_WORD

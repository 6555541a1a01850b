"""Chooses how the words of newly planned scenes appear."""

from collections.abc import Sequence

from adforge_core.model.reveal import Reveal
from adforge_core.model.storyboard import Scene


def revealed(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Returns the scenes of an ad with the way chosen in which their words appear. Locked ones stay as they are."""
    return tuple(scene if scene.locked else scene.model_copy(update={"reveal": _reveal(scene)}) for scene in scenes)


def _reveal(scene: Scene) -> Reveal:
    return Reveal.WORD_BY_WORD if scene.super else Reveal.TOGETHER

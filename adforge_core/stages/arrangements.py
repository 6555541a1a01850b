"""Arrangements: which shot of an ad shows several products side by side, and which is a split screen."""

from collections.abc import Iterator, Sequence
from typing import Any

from adforge_core.media.motion import entrance_frames
from adforge_core.model.brief import Style
from adforge_core.model.placement import Motion
from adforge_core.model.shots import Arrangement, Framing, Panel, Shot
from adforge_core.model.storyboard import Role, Scene
from adforge_core.model.value import FPS, Box

_SPLITTING = frozenset((Style.BOLD, Style.ENERGETIC))
"""The styles whose ads have a split screen."""

_LEAST = 24
"""The fewest frames of a shot that shows several things."""

_SHORTEST_AD = 8 * FPS
"""The fewest frames of an ad with a split screen."""

_SPLIT_FIRST = (Framing.DETAIL, Framing.CLOSE, Framing.MEDIUM, Framing.WIDE)
_ROW_FIRST = (Framing.WIDE, Framing.MEDIUM, Framing.CLOSE, Framing.DETAIL)
"""The framings whose shots become a split screen or a row, the first ones rather than the last."""


def arranged(
    scenes: Sequence[Scene],
    style: Style,
    row: Sequence[str] = (),
    panels: Sequence[Panel] = (),
    *,
    on_card: bool = False,
    only: int | None = None,
) -> tuple[Scene, ...]:
    """Returns the scenes, cut into shots, with one in which products stand side by side, and with one split screen.

    The photos of the `row` stand beside the main one, also on the end card if they fit `on_card`. In a split screen the
    `panels` come before the product as a whole; only loud styles have one, and there is at most one an ad. Locked
    scenes stay as they are; with `only`, so do all but the scene at that index.
    """
    made = list(scenes)
    kinds = [shot.arrangement for scene in scenes for shot in scene.shots[: None if scene is not scenes[-1] else -1]]
    whole: dict[str, Any] = {"photo": "", "place": None, "focus": None, "motion": Motion.STILL, "lands": 0, "views": {}}
    if row and Arrangement.SIDE_BY_SIDE not in kinds:
        beside = {**whole, "framing": Framing.WIDE, "beside": tuple(row)}
        _change(made, next(_fitting(made, _ROW_FIRST, only), None), beside)
    if row and on_card and made[-1].shots and not made[-1].locked and only in {None, len(made) - 1}:
        _change(made, (len(made) - 1, len(made[-1].shots) - 1), {"photo": "", "beside": tuple(row)})
    long = sum(scene.frames for scene in scenes) >= _SHORTEST_AD
    if panels and long and splits(style) and Arrangement.SPLIT not in kinds:
        split = {**whole, "framing": Framing.MEDIUM, "panels": tuple(panels), "effects": ()}
        _change(made, next(_fitting(made, _SPLIT_FIRST, only), None), split)
    return tuple(made)


def splits(style: Style) -> bool:
    """Returns whether ads of this style have a split screen."""
    return style in _SPLITTING


def panels_of(details: Sequence[Box], others: Sequence[str]) -> tuple[Panel, ...]:
    """Returns the panels before that of the whole product: another photo, or a detail; none if there is neither.

    `details` are parts of the cut-out in the shape of a panel, `others` photos of the same thing from elsewhere. A
    close look at a tall product, in a wide panel, would be the same picture twice.
    """
    if others:
        return (Panel(framing=Framing.MEDIUM, photo=others[0]),)
    if details:
        return (Panel(framing=Framing.DETAIL, focus=details[0]),)
    return ()


def _fitting(scenes: Sequence[Scene], order: Sequence[Framing], only: int | None) -> Iterator[tuple[int, int]]:
    """Yields the places of shots that may be arranged otherwise, as indexes of scene and shot, the best first.

    The shot that opens the ad and the end card show one product, and one that enters does so alone.
    """
    found: list[tuple[Any, tuple[int, int]]] = []
    for index, scene in enumerate(scenes):
        if scene.locked or only not in {None, index}:
            continue
        last = len(scene.shots) - 1 if index == len(scenes) - 1 else len(scene.shots)
        for number, shot in enumerate(scene.shots[:last]):
            if (index or number) and _is_free(shot) and not (number == 0 and scene.overlap):
                benefit = scene.role in {Role.BENEFIT, Role.PROOF}
                found.append(((order.index(shot.framing), not benefit, -shot.frames), (index, number)))
    yield from (place for _, place in sorted(found))


def _is_free(shot: Shot) -> bool:
    return (
        shot.framing is not Framing.TYPE
        and shot.frames >= _LEAST
        and shot.arrangement is Arrangement.ONE
        and not entrance_frames(shot.motion, shot.lands)
    )


def _change(scenes: list[Scene], place: tuple[int, int] | None, update: dict[str, Any]) -> None:
    if place is not None:
        index, number = place
        shots = list(scenes[index].shots)
        shots[number] = shots[number].model_copy(update=update)
        scenes[index] = scenes[index].model_copy(update={"shots": tuple(shots)})

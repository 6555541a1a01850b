"""Caches shadows and reflections, so that edits of a scene or its neighbours need not compute them again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from adforge_core.media.soft_shadow import SoftShadow
from adforge_core.model.stages import Stage
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.run import Run, only
from adforge_core.stages.comp import SceneComp, ShadowPass
from adforge_core.work.cache import Json
from adforge_core.work.workers import run_cancellable

_SHADOW, _CARD, _REFLECTION = "shadow", "card", "reflection"


def with_shadow_pass(run: Run, picture: Picture, comp: SceneComp) -> SceneComp:
    """Returns `comp`, which draws the wordless `picture`, with its shadow pass from the cache, or computed now."""

    if picture.shots and all(shot.product for shot in picture.shots):
        return comp  # the main photo's cut-out, whose shadows these are, is in none of them

    def make(folder: Path) -> Json:
        shadows = dict(_by_name(run_cancellable(run.monitor, lambda: comp.shadow_pass)))
        planes: dict[str, Any] = {name: shadow.planes for name, shadow in shadows.items()}
        np.savez(folder / "cast.npz", **planes)
        return {name: (float(shadow.foot_x), float(shadow.foot_y)) for name, shadow in shadows.items()}

    made = run.cache.result(Stage.SHADOW, {"picture": picture.whole()}, run.folder.work, make)
    if not made.cached:
        return comp
    try:
        with np.load(only(made), allow_pickle=False) as planes:
            cached = {name: SoftShadow(planes[name], *foot) for name, foot in made.value.items()}
    except (OSError, ValueError, KeyError, BadZipFile):  # a damaged file: the comp computes its own
        return comp
    shadows = tuple(cached[name] for name in sorted(cached) if name.startswith(_SHADOW))
    return comp.with_shadow_pass(ShadowPass(shadows, cached.get(_CARD), cached.get(_REFLECTION)))


def _by_name(shadow_pass: ShadowPass) -> Iterator[tuple[str, SoftShadow]]:
    for number, shadow in enumerate(shadow_pass.shadows):
        yield f"{_SHADOW}{number}", shadow
    if shadow_pass.card is not None:
        yield _CARD, shadow_pass.card
    if shadow_pass.reflection is not None:
        yield _REFLECTION, shadow_pass.reflection

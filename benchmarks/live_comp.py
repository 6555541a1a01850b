"""Figure: one frame of the live comp at 540x960, while everything about the placement changes."""

import random
import time
from collections.abc import Iterator

import numpy as np

from adforge_core.model.placement import Motion, Placement
from adforge_core.pipeline.previews import Preview
from benchmarks.figures import Bench, Figure

_FRAMES = 200


def figures(bench: Bench) -> Iterator[Figure]:
    """The 95th percentile in milliseconds, warm."""
    preview, dice = Preview(), random.Random(1)
    middle = bench.project.scenes[0].frames // 2
    first = preview.scene_frame(bench.folder.media, bench.project, 0, middle).placement
    took = []
    for step in range(_FRAMES + 20):
        moved: dict[str, object] = {"x": dice.uniform(0.2, 0.8), "y": dice.uniform(0.4, 0.8)}
        moved |= {"scale": first.scale * dice.uniform(0.7, 1.3), "rotation": dice.uniform(-15, 15)}
        moved |= {"shadow": dice.random(), "reflection": dice.random(), "motion": dice.choice(list(Motion))}
        placement = Placement.model_validate(first.model_dump() | moved)
        began = time.perf_counter()
        preview.scene_frame(bench.folder.media, bench.project, 0, middle, placement, settled=False)
        if step >= 20:
            took.append(1000 * (time.perf_counter() - began))
    yield Figure("preview comp of one frame at 540x960, warm, p95", float(np.percentile(took, 95)), "ms", most=25)

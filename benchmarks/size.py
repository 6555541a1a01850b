"""Figure: how large the ad's picture is in segments, against the same frames encoded in one go."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np

from adforge_core.media.content import content_name
from adforge_core.media.frames import Frame
from adforge_core.media.freezes import FreezeDetector
from adforge_core.pipeline import render_ad, scenes
from adforge_core.stages.segment import encode_segment
from adforge_core.work.cache import Cache
from benchmarks.figures import Bench, Figure, copy_of
from benchmarks.reference import SIZE


def figures(bench: Bench) -> Iterator[Figure]:
    """The frames of every part, as they were drawn, are encoded once more by the same settings, in the ad's order."""
    with TemporaryDirectory(prefix="adforge-bench-") as name:
        place = Path(name)
        ad = copy_of(bench.folder, place / "ad")
        with _keeping_frames(place):
            made = render_ad(ad.folder, providers=bench.providers, cache=Cache(place / "cache"))
        parts = [part.path.name for one in made.segments for part in one.parts]
        size = sum((place / "cache" / "blobs" / part).stat().st_size for part in parts)
        kept = [np.memmap(place / f"{part}.yuv", np.uint8, "r") for part in parts]
        drawn = [frame for part in kept for frame in part.reshape(-1, Frame.empty(SIZE).buffer.size)]

        def draw(number: int, into: Frame) -> None:
            into.buffer[:] = drawn[number]

        encode_segment(draw, range(len(drawn)), SIZE, whole := place / "whole.mp4", threads=2)
        yield Figure("the ad's picture in segments ÷ in one encode", size / whole.stat().st_size, most=1.05)


@contextmanager
def _keeping_frames(place: Path) -> Iterator[None]:
    """What is drawn of every part that is encoded meanwhile is kept in `place`, under the part's name."""

    def encoded(draw: Callable[[int, Frame], None], frames: range, size: Any, out: Path, **how: Any) -> FreezeDetector:
        with (waiting := out.parent.parent / f"{out.parent.name}.yuv").open("wb") as raw:

            def drawn(number: int, into: Frame) -> None:
                draw(number, into)
                raw.write(into.buffer.tobytes())

            watch = encode_segment(drawn, frames, size, out, **how)
        waiting.rename(place / f"{content_name(out)}.yuv")
        return watch

    with patch.object(scenes, "encode_segment", encoded):
        yield

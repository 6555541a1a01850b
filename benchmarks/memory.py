"""Figures: the most memory that rendering holds, all processes together, and how it grows with the ad's length."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Bench, Figure, copy_of
from benchmarks.measuring import most_megabytes
from benchmarks.reference import SECONDS, reference_ad


def figures(bench: Bench) -> Iterator[Figure]:
    """`adforge render` of the reference ad, and of the same recipe in 15 and in 60 seconds."""
    most = {seconds: _most(bench, seconds) for seconds in (SECONDS, 15, 60)}
    yield Figure("peak memory of a render, all processes", most[SECONDS], "MB", most=700)
    yield Figure("peak memory, 60 s ad ÷ 15 s ad", most[60] / most[15], most=1.1)


def _most(bench: Bench, seconds: float) -> float:
    with TemporaryDirectory(prefix="adforge-bench-") as place:
        ad = copy_of(reference_ad(bench.place, seconds), Path(place, "ad"))
        command: list[str | Path] = [sys.executable, "-m", "adforge_core.cli", "render", ad.folder]
        return most_megabytes(command, os.environ | {"ADFORGE_HOME": place})

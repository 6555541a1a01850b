"""Figures: the most memory that rendering holds, all processes together, and how it grows with the ad's length."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Bench, Figure, copy_of
from benchmarks.measuring import most_megabytes
from benchmarks.reference import reference_ad


def figures(bench: Bench) -> Iterator[Figure]:
    """`adforge render` of the reference ad's recipe in 15 and in 60 seconds."""
    short, long = (_most(bench, seconds) for seconds in (15, 60))
    yield Figure("peak memory of a render, all processes", max(short, long), "MB", most=700)
    yield Figure("peak memory, 60 s ad ÷ 15 s ad", long / short, most=1.1)


def _most(bench: Bench, seconds: float) -> float:
    with TemporaryDirectory(prefix="adforge-bench-") as place:
        ad = copy_of(reference_ad(bench.place, seconds), Path(place, "ad"))
        command: list[str | Path] = [sys.executable, "-m", "adforge_core", "render", ad.folder]
        return most_megabytes(command, os.environ | {"ADFORGE_HOME": place})

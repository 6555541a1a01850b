"""Figure: the reference ad by one ffmpeg filter graph, against the floor."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import X264_AS_STUDIO, Bench, Figure
from benchmarks.measuring import repeated
from benchmarks.peers import Parts, filter_graph


def figures(bench: Bench) -> Iterator[Figure]:
    """The whole ad, in seconds and over the floor."""

    def prepare(place: Path) -> tuple[Path, Parts]:
        return place, Parts.of(bench, place)

    def make(prepared: tuple[Path, Parts]) -> None:
        place, parts = prepared
        filter_graph(parts, place, place / "ad.mp4", X264_AS_STUDIO)

    took = repeated(bench.repeats, prepare, make)
    yield Figure("peer: one ffmpeg filter graph", took.seconds, "s", spent=took)
    yield Figure("peer: one ffmpeg filter graph ÷ floor", took.seconds / bench.floor)

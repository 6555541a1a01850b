"""Figure: a full render of the made project, against decoding its videos and encoding its frames alone."""

from collections.abc import Iterator

from benchmarks.figures import Bench, Figure


def figures(bench: Bench) -> Iterator[Figure]:
    """The floor's two halves in seconds, then the studio against it."""
    yield Figure("floor: ffmpeg decoding the videos to nothing", bench.decoding.seconds, "s", spent=bench.decoding)
    yield Figure("floor: x264 encoding the finished frames", bench.encoding.seconds, "s", spent=bench.encoding)
    yield Figure("full render, plates and voice ready, nothing cached", bench.full.seconds, "s", spent=bench.full)
    yield Figure("full render ÷ floor", bench.full.seconds / bench.floor, most=1.0)

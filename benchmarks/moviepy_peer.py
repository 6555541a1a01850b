"""Figure: the reference ad by MoviePy, against the floor."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import X264_AS_STUDIO, Bench, Figure
from benchmarks.measuring import Work, in_turn
from benchmarks.peers import Parts, moviepy_clip

EXCERPT = 180
"""Frames measured of the ad, the fade into its second scene among them: all of it would take minutes each time."""


def figures(bench: Bench) -> Iterator[Figure]:
    """Composing the ad and, scaled from the excerpt to its length, writing it: in seconds and over the floor."""
    scale = bench.project.frames / EXCERPT
    start = bench.project.first_frame(1) - EXCERPT // 2

    def write(parts: Parts, place: Path) -> None:
        whole = moviepy_clip(parts)
        part = whole.subclipped(start / 30, (start + EXCERPT) / 30)
        (_, codec, _, preset), rest = X264_AS_STUDIO[:4], list(X264_AS_STUDIO[4:])
        out, aside = str(place / "ad.mp4"), str(place)
        part.write_videofile(
            out, fps=30, codec=codec, preset=preset, ffmpeg_params=rest, logger=None, temp_audiofile_path=aside
        )
        whole.close()

    def prepared(make: Callable[[Parts, Path], object]) -> Work:
        return lambda place: partial(make, Parts.of(bench, place), place)

    composed, took = in_turn(bench.repeats, prepared(lambda parts, _: moviepy_clip(parts).close()), prepared(write))
    seconds = composed.seconds + scale * (took.seconds - composed.seconds)
    yield Figure(f"peer: MoviePy, from {EXCERPT} frames", seconds, "s", spent=took)
    yield Figure("peer: MoviePy ÷ floor", seconds / bench.floor)

"""Figure: the reference ad by MoviePy, against the floor."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import X264_AS_STUDIO, Bench, Figure
from benchmarks.measuring import repeated
from benchmarks.peers import Parts, moviepy_clip

EXCERPT = 60
"""Frames measured of the ad, the fade into its second scene among them: all of it would take minutes each time."""


def figures(bench: Bench) -> Iterator[Figure]:
    """The excerpt's time, scaled to the ad's length, in seconds and over the floor."""
    scale = bench.project.frames / EXCERPT
    start = bench.project.first_frame(1) - EXCERPT // 3

    def make(place: Path) -> None:
        whole = moviepy_clip(Parts.of(bench, place))
        part = whole.subclipped(start / 30, (start + EXCERPT) / 30)
        (_, codec, _, preset), rest = X264_AS_STUDIO[:4], list(X264_AS_STUDIO[4:])
        out, aside = str(place / "ad.mp4"), str(place)
        part.write_videofile(
            out, fps=30, codec=codec, preset=preset, ffmpeg_params=rest, logger=None, temp_audiofile_path=aside
        )
        whole.close()

    took = repeated(bench.repeats, lambda place: place, make)
    yield Figure(f"peer: MoviePy, from {EXCERPT} frames", scale * took.seconds, "s", spent=took)
    yield Figure("peer: MoviePy ÷ floor", scale * took.seconds / bench.floor)

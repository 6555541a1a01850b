"""Figure: how large the ad's picture is in segments, against the same frames encoded in one go."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from adforge_core.engine.cache import Cache
from adforge_core.engine.pipeline import render_ad
from adforge_core.media.frames import Frame
from adforge_core.media.recorder import Recorder, recording
from adforge_core.stages import segment
from benchmarks.figures import Bench, Figure, copy_of
from benchmarks.reference import SIZE


def figures(bench: Bench) -> Iterator[Figure]:
    """One worker draws every part in the ad's order, so one encoder beside those of the parts sees the whole ad."""
    with TemporaryDirectory(prefix="adforge-bench-") as place:
        ad, whole = copy_of(bench.folder, Path(place, "ad")), Path(place, "whole.mp4")
        with _seeing_all(whole):
            made = render_ad(ad.folder, providers=bench.providers, cache=Cache(Path(place, "cache")), workers=1)
        kept = Path(place, "cache", "blobs")
        parts = sum((kept / part.path.name).stat().st_size for one in made.segments for part in one.parts)
        yield Figure("the ad's picture in segments ÷ in one encode", parts / whole.stat().st_size, most=1.05)


@contextmanager
def _seeing_all(out: Path) -> Iterator[None]:
    """Every frame that is encoded meanwhile goes to one file at `out`, too."""
    options = {"preset": segment.PRESET, "crf": str(segment.CRF), "profile": "high", "x264-params": segment.X264}
    with recording(out, SIZE, options, threads=2) as whole:

        def both(write: Callable[[Recorder, Frame], None]) -> Callable[[Recorder, Frame], None]:
            def written(recorder: Recorder, frame: Frame) -> None:
                write(recorder, frame)
                if recorder is not whole:
                    write(whole, frame)

            return written

        with patch.object(Recorder, "write", both(Recorder.write)):
            yield

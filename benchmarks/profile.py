"""Where the processor time of a full render goes: measured in one run, drawn as docs/pictures/profile.svg.

    python -m benchmarks.profile [--keep FOLDER] [--out FILE.svg]

Each of the studio's threads counts its own time, so what is measured inside something else is taken off it. What no
thread of the studio's spent is x264's, which works in the studio's threads, too, while a frame is handed to it.
"""

import argparse
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from html import escape
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from typing import Any

from adforge_core.media.film import Film
from adforge_core.media.grade import PlaneGrade
from adforge_core.media.recorder import Recorder
from adforge_core.pipeline import pictures, scenes
from adforge_core.stages.comp import Comp, Laid
from benchmarks.figures import Bench
from benchmarks.measuring import in_turn

_X264 = "x264, handing frames to it included"
_DELIVER = import_module("adforge_core.pipeline.deliver")  # the package has a function of that name

PARTS: tuple[tuple[str, Any, str], ...] = (
    ("decoding the videos", Film, "at"),
    ("decoding the videos", Film, "near"),
    ("their grade", PlaneGrade, "lay_on"),
    ("product, shadow, reflection", Comp, "_lay_product"),
    ("words", Laid, "lay_on"),
    ("crossfades", scenes, "join"),
    (_X264, Recorder, "write"),
    ("setting the words", pictures, "draw"),
    ("setting the words", pictures, "lay_out"),
    ("casting shadows, sizing the product", Comp, "_cast_anew"),
    ("whatever else a scene needs", scenes, "_encoded"),
    ("sound, joining, checking: the studio's share", _DELIVER, "mix"),
    ("sound, joining, checking: the studio's share", _DELIVER, "check_joined"),
)


class Clock:
    """Thread seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inside = threading.local()

    def watch(self, name: str, owner: Any, attribute: str) -> None:
        """Counts every call of `owner.attribute` from now on."""
        setattr(owner, attribute, self._timed(name, vars(owner)[attribute]))

    def _timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            outer, began = getattr(self._inside, "spent", 0.0), time.thread_time()
            self._inside.spent = 0.0
            try:
                return call(*args, **kwargs)
            finally:
                took = time.thread_time() - began
                self.spent[name] += took - self._inside.spent
                self._inside.spent = outer + took

        return timed


def main() -> int:
    """Renders the reference ad once, prints the shares and draws them."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--out", type=Path, default=Path("docs/pictures/profile.svg"))
    wanted = asked.parse_args()
    clock = Clock()
    with TemporaryDirectory(prefix="adforge-bench-") as place:
        bench = Bench(wanted.keep or Path(place), repeats=1)
        folder = bench.folder
        for name, owner, attribute in PARTS:
            clock.watch(name, owner, attribute)
        before = getrusage(RUSAGE_CHILDREN)
        (full,) = in_turn(bench.repeats, bench.cold_render(folder))
        after = getrusage(RUSAGE_CHILDREN)
    programs = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    shares = {"ffmpeg for the sound, and joining": programs, **clock.spent}
    shares[_X264] += max(0.0, full.cpu - sum(shares.values()))
    ordered = sorted(shares.items(), key=lambda share: -share[1])
    for name, seconds in ordered:
        print(f"{name:45} {seconds:6.1f} s  {100 * seconds / full.cpu:5.1f} %")
    print(f"{'all':45} {full.cpu:6.1f} s, {full.seconds:.1f} s on the clock")
    wanted.out.write_text(bars(ordered, full.cpu), "utf-8")
    return 0


def bars(shares: list[tuple[str, float]], whole: float) -> str:
    """The shares as an SVG bar chart."""
    rows = []
    for index, (name, seconds) in enumerate(shares):
        y, length = 30 * index + 14, 420 * seconds / shares[0][1]
        rows.append(f'<text x="312" y="{y + 15}" text-anchor="end">{escape(name)}</text>')
        rows.append(f'<rect x="320" y="{y}" width="{max(1, length):.0f}" height="20" fill="#b07042"/>')
        rows.append(f'<text x="{328 + length:.0f}" y="{y + 15}">{seconds:.1f} s · {100 * seconds / whole:.0f} %</text>')
    height = 30 * len(shares) + 20
    style = 'font-family="Inter, sans-serif" font-size="14" fill="#222"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {height}" {style}>'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *rows, "</svg>", ""])


if __name__ == "__main__":
    raise SystemExit(main())

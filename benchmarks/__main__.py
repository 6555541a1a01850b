"""Measures everything the studio says of its speed, and prints it as a table and as JSON.

    python -m benchmarks [--keep FOLDER] [--repeats N] [--json FILE] [FIGURE ...]

FIGUREs are modules of this folder: full filter_graph moviepy_peer edits variants memory live_comp size sets. By default
all of these; studio, which needs Chromium, only when named. With --keep the reference ad is made in FOLDER once, else
in a temporary one. Everything else is measured anew, and whatever is compared is measured in the same run.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from adforge_core.work.memory import give_back_what_is_freed
from benchmarks.figures import Bench, Figure

ALL = ("full", "filter_graph", "moviepy_peer", "edits", "variants", "memory", "live_comp", "size", "sets")

_HEAD = """
The reference ad: {bench.project.frames} frames of 1080x1920, each of its scenes on a moving video.
Medians of {bench.repeats}; {cores} cores. CPU: the seconds of all cores added up, children included.
Load: the machine's when the work began. Where it is above what the work before leaves behind, others were at it.

| figure | measured | goal | | seconds | CPU s | load |
|---|---|---|---|---|---|---|"""


def main() -> int:
    """Prints the table as it grows, then the JSON; exits 0 also where a goal was missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("figures", nargs="*", default=ALL, metavar="FIGURE")
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--repeats", type=int, default=3)
    asked.add_argument("--json", type=Path)
    wanted = asked.parse_args()
    # The memory is kept as the command line and the studio keep it.
    give_back_what_is_freed()
    with TemporaryDirectory(prefix="adforge-bench-") as place:
        bench = Bench(wanted.keep or Path(place), wanted.repeats)
        for left in ("rendered", "rendered-cache"):
            rmtree(bench.place / left, ignore_errors=True)
        found = _measured(bench, wanted.figures)
    told = {
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "repeats": wanted.repeats,
        "figures": [asdict(figure) for figure in found],
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    if wanted.json:
        wanted.json.write_text(text + "\n", "utf-8")
    else:
        print(text)
    return 0


def _measured(bench: Bench, names: list[str]) -> list[Figure]:
    began = time.perf_counter()
    print(_HEAD.format(bench=bench, cores=os.cpu_count()), flush=True)
    found = []
    for name in names:
        for figure in import_module(f"benchmarks.{name}").figures(bench):
            found.append(figure)
            print(_row(figure), flush=True)
    print(f"\nMeasured in {(time.perf_counter() - began) / 60:.1f} min.")
    return found


def _row(figure: Figure) -> str:
    goal = "" if figure.most is None else f"≤ {figure.most:g}"
    met = "" if figure.most is None else ("met" if figure.value <= figure.most else "MISSED")
    took = [f"{value:.2f}" for value in asdict(figure.spent).values()] if figure.spent else ["", "", ""]
    value = f"{figure.value:.{1 if figure.unit else 2}f} {figure.unit}".strip()
    return f"| {' | '.join([figure.name, value, goal, met, *took])} |"


if __name__ == "__main__":
    raise SystemExit(main())

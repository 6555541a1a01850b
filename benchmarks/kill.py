"""Kills `adforge make` (SIGKILL) at random moments, runs it again, and counts what was done twice.

    python benchmarks/kill.py [TIMES] [SEED]

Every ad starts in a fresh folder with nothing cached. A stage counts as repeated when its result was in the cache at
the moment of the kill and the second run made it again all the same.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from adforge_core.media.assets import asset

BRIEF = """
product = "Corner Cup Double Espresso"
description = "A double espresso, pulled to order on the bar and served in a warm cup."
benefits = ["Roasted in small batches", "Pulled to order in under a minute"]
offer = "$2.50 before 9 am"
style = "minimal"
duration = 6
scenes = 2
"""


def main() -> int:
    """Prints one line a kill and a line for all of them; exits 1 when an ad was not finished or work was repeated."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    with tempfile.TemporaryDirectory(prefix="adforge-kill-") as folder:
        whole, results, answer = _undisturbed(Path(folder))
        print(f"undisturbed: {whole:.1f} s, {len(results)} results, {answer['duration_s']:g} s of ad")
    finished = repeated = 0
    for _ in range(times):
        moment = chance.uniform(0.3, whole)
        with tempfile.TemporaryDirectory(prefix="adforge-kill-") as folder:
            done, again = _killed(Path(folder), moment)
        finished += done
        repeated += again
        print(f"killed after {moment:5.1f} s: {'finished' if done else 'NOT FINISHED'}, {again} results made twice")
    print(f"{finished} of {times} finished, {repeated} results made twice")
    return 0 if finished == times and not repeated else 1


def _command(folder: Path) -> list[str]:
    (folder / "brief.toml").write_text(BRIEF, "utf-8")
    photo = asset("samples", "coffee.png")
    options = ["--product", str(photo), "--project", str(folder / "ad"), "--offline", "--json"]
    return [sys.executable, "-m", "adforge_core", "make", str(folder / "brief.toml"), *options]


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"ADFORGE_HOME": str(folder / "home")}


def _undisturbed(folder: Path) -> tuple[float, Mapping[str, float], dict[str, Any]]:
    started = time.perf_counter()
    done = subprocess.run(_command(folder), env=_environment(folder), check=True, stdout=subprocess.PIPE)
    return time.perf_counter() - started, _results(folder), json.loads(done.stdout)


def _killed(folder: Path, moment: float) -> tuple[bool, int]:
    child = subprocess.Popen(
        _command(folder), env=_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(moment)
    child.send_signal(signal.SIGKILL)
    child.wait()
    before = _results(folder)
    done = subprocess.run(_command(folder), env=_environment(folder), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return False, 0
    answer = json.loads(done.stdout)
    after = _results(folder)
    checked = subprocess.run(
        [sys.executable, "-m", "adforge_core", "check", answer["master"], "--json"],
        stdout=subprocess.PIPE,
        check=True,
    )
    sound = not answer["fallbacks"] and not json.loads(checked.stdout)["problems"]
    return sound, sum(after[key] > written for key, written in before.items())


def _results(folder: Path) -> Mapping[str, float]:
    """When each result in the cache was written, in seconds since 1970, by its key."""
    index = folder / "home" / "cache" / "index" / "cache.db"
    if not index.exists():
        return {}
    with closing(sqlite3.connect(index)) as cache:
        return dict(cache.execute("SELECT key, store_time FROM Cache"))


if __name__ == "__main__":
    raise SystemExit(main())

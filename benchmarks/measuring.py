"""What work costs: seconds on the clock, processor seconds of everything it starts, the memory of all its processes."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

Prepared = TypeVar("Prepared")
Work = Callable[[Path], Callable[[], object]]
"""Something to measure: it prepares itself in a new folder, which is not counted, and answers what is."""

_LOOK_S = 0.05


@dataclass(frozen=True)
class Spent:
    """What one piece of work took. `load` is the machine's when it began: of others, where the work is at rest."""

    seconds: float
    cpu: float
    load: float

    @classmethod
    def middle(cls, runs: Iterable["Spent"]) -> "Spent":
        """The median of each."""
        found = list(runs)
        return cls(*(median(getattr(one, name) for one in found) for name in ("seconds", "cpu", "load")))


def spent(work: Callable[[], object]) -> Spent:
    """What calling `work` takes, with every program it starts and waits for."""
    load, started, before = os.getloadavg()[0], time.perf_counter(), _cpu()
    work()
    return Spent(time.perf_counter() - started, _cpu() - before, load)


def repeated(times: int, prepare: Callable[[Path], Prepared], work: Callable[[Prepared], object]) -> Spent:
    """The median of so many runs of `work`, each on what `prepare`, which is not counted, makes in a new folder."""
    return in_turn(times, lambda place: partial(work, prepare(place)))[0]


def in_turn(times: int, *works: Work) -> list[Spent]:
    """The median of each of `works`, of so many rounds in which all of them are done once.

    The speed of many machines drifts by a fifth within minutes: what is done side by side is compared fairly.
    """

    def once(work: Work) -> Spent:
        with TemporaryDirectory(prefix="adforge-bench-") as place:
            return spent(work(Path(place)))

    rounds = [[once(work) for work in works] for _ in range(times)]
    return [Spent.middle(runs) for runs in zip(*rounds, strict=True)]


def most_megabytes(command: Sequence[str | Path], environment: dict[str, str]) -> float:
    """The most memory that `command` and all its children hold at once, shared pages counted once. Linux only."""
    most = 0.0
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        while program.poll() is None:
            most = max(most, sum(_proportional(one) for one in _family(program.pid)))
            time.sleep(_LOOK_S)
    if program.returncode:
        raise RuntimeError(f"{command} failed")
    return most


def resident_megabytes(process: int) -> float:
    """The memory that a process and all its children have resident, libraries' pages included. Linux only."""
    return sum(_resident(one) for one in _family(process))


def cpu_of(process: int) -> float:
    """The processor seconds that a process and all its children have taken so far. Linux only."""
    taken = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]
    return sum(map(int, taken)) / os.sysconf("SC_CLK_TCK")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _family(process: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, waiting = set(), [process]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += children.get(one, [])
    return found


def _proportional(process: int) -> float:
    return _of_rollup(process, "Pss:")


def _resident(process: int) -> float:
    return _of_rollup(process, "Rss:")


def _of_rollup(process: int, name: str) -> float:
    with suppress(OSError):  # it ended meanwhile
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0

"""How a program comes by its memory, and what it must not go on holding."""

import gc
import subprocess
import sys
import weakref
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from adforge_core.media.lazy import Lazy
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import Tasks
from adforge_core.work.timings import Timings


class _Large:
    """Stands for pixels; a plain array has no place for whoever asks whether it is still there."""

    def __init__(self) -> None:
        self.itself = self  # as frames lie in cycles with whatever draws them


def test_what_a_task_leaves_in_cycles_is_gone_when_it_ends(tmp_path: Path) -> None:
    left: list[weakref.ref[_Large]] = []

    def work(_: RunMonitor) -> None:
        left.append(weakref.ref(_Large()))

    gc.disable()
    try:
        Tasks(Timings(tmp_path / "timings.json")).start(tmp_path, "render", work).wait(60)
    finally:
        gc.enable()
    assert [one() for one in left] == [None]


def test_libraries_that_work_has_loaded_are_collected_no_more_and_garbage_still_is(tmp_path: Path) -> None:
    library: list[list[int]] = []
    loaded = Event()

    def load(_: RunMonitor) -> None:
        library.extend([] for _ in range(50_000))

    def other(_: RunMonitor) -> None:
        loaded.wait(60)

    tasks = Tasks(Timings(tmp_path / "timings.json"))
    beside = tasks.start(tmp_path, "render", other)
    tasks.start(tmp_path, "cutout", load).wait(60)
    assert len(gc.get_objects()) > 50_000, "what else is at work has frames in cycles"
    loaded.set()
    beside.wait(60)
    assert len(gc.get_objects()) < 20_000
    left = weakref.ref(_Large())
    gc.collect()
    assert left() is None


def test_what_something_is_made_from_is_not_kept_once_it_is_made() -> None:
    source = np.zeros(4)
    there = weakref.ref(source)
    once = Lazy(partial(np.sum, source))
    del source
    assert there() is not None
    assert once() == once() == 0.0
    assert there() is None


def test_what_cannot_be_made_is_tried_again() -> None:
    answers = iter([0, 4])
    once = Lazy(lambda: 1 / next(answers))
    with pytest.raises(ZeroDivisionError):
        once()
    assert once() == once() == 0.25


_RESIDENT = """
import ctypes, re, sys
from pathlib import Path

from adforge_core.work.memory import give_back_what_is_freed, give_back_what_lies_free

def resident():
    return int(re.search("Private_Dirty: +([0-9]+)", Path("/proc/self/smaps_rollup").read_text())[1]) / 1024

give_back_what_is_freed()
"""


def _megabytes(work: str) -> list[float]:
    said = subprocess.run([sys.executable, "-c", _RESIDENT + work], stdout=subprocess.PIPE, text=True, check=True)
    return [float(number) for number in said.stdout.split()]


_HOLES = """
blocks = [bytearray(b"1" * 100_000) for _ in range(4000)]
kept = blocks[::40]
before = resident()
del blocks
give_back_what_lies_free()
print(before, resident())
"""

_PLATE = """
from adforge_core.model.formats import Format
from adforge_core.model.look import KeyLight, Look, Palette, TypeStyle
from adforge_core.model.placement import CameraMove
from adforge_core.model.storyboard import Role
from adforge_core.model.value import Point
from adforge_core.providers.base import PlateRequest
from adforge_core.providers.local.sets.maker import SetPlates

look = Look(
    lighting="", camera="", texture="", mood="",
    palette=Palette(background="#e9e6e1", surface="#cfc9c0", accent="#8a5a2b"),
    type=TypeStyle(headline="Inter_800ExtraBold", text="Inter_600SemiBold"),
    key_light=KeyLight(azimuth=40, elevation=50, softness=0.7),
)
maker = SetPlates()
maker.load()
before = resident()
made = maker.make(PlateRequest(
    prompt="", set="cyclorama", look=look, role=Role.HOOK, seed=1, size=Format.VERTICAL.size, frames=30,
    camera=CameraMove.PUSH, stand=Point(x=0.5, y=0.6), product_aspect=0.6, product_scale=0.4,
))
del made
give_back_what_lies_free()
print(before, resident())
"""

_CUTOUT = """
import numpy as np
from adforge_core.providers.local.cutout import RembgCutter

photo = np.zeros((400, 400, 3), np.uint8)
photo[100:300, 150:250] = 200
before = resident()
RembgCutter().matte(photo)
give_back_what_lies_free()
print(before, resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("work", "most"),
    [
        pytest.param(_CUTOUT, 110, id="cut-out"),
        pytest.param(_PLATE, 200, id="plate"),
    ],
)
def test_what_work_took_is_given_back_when_it_is_done(work: str, most: float) -> None:
    before, after = _megabytes(work)
    assert after - before < most


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heaps are Linux's")
def test_holes_between_what_is_in_use_are_given_back() -> None:
    before, after = _megabytes(_HOLES)
    assert after < before / 4

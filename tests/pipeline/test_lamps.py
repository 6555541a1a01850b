"""Light that moves, from the shot that asks for it to its frames."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame
from adforge_core.model.project import Project
from adforge_core.model.shots import Light, Shot
from adforge_core.pipeline.filming import draw_bare
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.scenes import settled
from adforge_core.pipeline.takes import make_take
from adforge_core.project.library import Library
from adforge_core.providers.base import MadePlate, PlateRequest
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from tests.placed import begin_placed
from tests.plain_plates import PlainPlates

SIZE = (72, 128)


class Lamps(PlainPlates):
    """A maker of sets whose lamps can be had apart. It may be `rebuilt`: then they look otherwise."""

    name = "sets"
    sets = ("window",)
    rebuilt = False

    def uses(self, request: PlateRequest) -> dict[str, Any]:
        return super().uses(request) | {"apart": request.apart}

    def make(self, request: PlateRequest) -> MadePlate:
        made = super().make(request)
        assert made.still is not None
        if self.rebuilt:
            made = replace(made, still=(made.still // 2).astype(np.uint16))
        assert made.still is not None
        return replace(made, unlit=made.still // 3, key_goes_out=True) if request.apart else made


def with_light(project: Project, light: Light) -> Project:
    scene = project.scenes[0]
    shots = (Shot(id="a", frames=scene.frames, light=light),)
    return project.with_scene(scene.model_copy(update={"set": "window", "shots": shots}))


@contextmanager
def still_background(place: Path, maker: Lamps) -> Iterator[tuple[Run, Project]]:
    """A run on a project, and the project once its first scene has a background in still light."""
    folder = begin_placed(Library(place / "shelf"), plates=False)
    providers = replace(choose_providers(offline=True).providers, plates=maker)
    with folder.shared_lock():
        run = Run(folder, Cache(place / "cache"), providers, RunMonitor(), 1)
        still = with_light(folder.load(), Light.STILL)
        yield run, still.with_scene(make_take(run, still, 0))


def test_a_light_that_is_changed_later_is_added_to_the_background_there_is(tmp_path: Path) -> None:
    maker = Lamps()
    with still_background(tmp_path, maker) as (run, still):
        before = still.scenes[0].take
        assert before is not None
        assert not before.unlit
        assert make_take(run, still, 0) == still.scenes[0]
        moves = with_light(still, Light.COMES_UP)
        moves = moves.with_scene(make_take(run, moves, 0))
        after = moves.scenes[0].take
        assert after is not None
        assert len(moves.scenes[0].takes) == 1
        assert after.unlit
        assert after.all_lit == before, "the picture, its id and its place stay"
        assert [request.apart for request in maker.asked] == [False, True]
        assert make_take(run, moves, 0) == moves.scenes[0], "it is made once"

        def drawn(project: Project, frame: int) -> NDArray[np.int64]:
            into = Frame.empty(SIZE)
            picture: Picture = settled(run, project, 0)
            draw_bare(picture, run.media, SIZE).draw(frame, into)
            return into.y.astype(np.int64)

        last = still.scenes[0].frames - 1
        assert np.array_equal(drawn(moves, last), drawn(still, last))
        lit, dark = drawn(still, 0), drawn(moves, 0)
        assert (lit - dark).mean() > 10
        product = lit[round(0.5 * SIZE[1]), SIZE[0] // 2]
        assert dark[round(0.5 * SIZE[1]), SIZE[0] // 2] == product, "the product is lit as in its photo"


def test_a_set_that_looks_otherwise_now_does_not_take_the_place_of_the_background(tmp_path: Path) -> None:
    maker = Lamps()
    with still_background(tmp_path, maker) as (run, still):
        maker.rebuilt = True
        moves = with_light(still, Light.COMES_UP)
        assert make_take(run, moves, 0) == moves.scenes[0]

"""How fast the studio's screens get to see a project: the live comp, stills, loops, the animatic.

    python benchmarks/preview.py PROJECT_DIR

The project, which has its plates, is only read; what is made for it goes to a copy. CPU seconds count all cores and
every ffmpeg; on a busy machine they say more than the clock.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import numpy as np

from adforge_core.model.placement import Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.value import seconds
from adforge_core.pipeline.previews import Preview, animatic, sound_tracks, take_loop, take_still
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor

STEPS = 200


def main() -> int:
    """Prints the figures as Markdown tables."""
    with tempfile.TemporaryDirectory(prefix="adforge-bench-") as place:
        folder = ProjectFolder(Path(copytree(sys.argv[1], Path(place, "project"))))
        folder.create()
        project = folder.load()
        _live(folder, project)
        _files(folder, project, Path(place))
    return 0


def _live(folder: ProjectFolder, project: Project) -> None:
    preview, dice = Preview(), random.Random(1)
    middle = project.scenes[0].frames // 2
    first = preview.scene_frame(folder.media, project, 0, middle)
    height, width = first.pixels.shape[:2]

    def dragged(**moved: float) -> None:
        placement = first.placement.model_copy(update=moved)
        preview.scene_frame(folder.media, project, 0, middle, placement, settled=False)

    def anywhere() -> Placement:
        return Placement(
            x=dice.uniform(0.2, 0.8),
            y=dice.uniform(0.4, 0.8),
            scale=dice.uniform(0.2, 0.9),
            rotation=dice.uniform(-30, 30),
            shadow=dice.random(),
            reflection=dice.random(),
            motion=dice.choice(list(Motion)),
        )

    print(f"| {width}x{height} | p50 ms | p95 ms | CPU p50 | CPU p95 |")
    print("|---|---|---|---|---|")
    _row("position dragged", lambda: dragged(x=dice.uniform(0.2, 0.8), y=dice.uniform(0.4, 0.8)))
    _row("scale dragged", lambda: dragged(scale=dice.uniform(0.2, 0.9)))
    _row("shadow dragged", lambda: dragged(shadow=dice.random()))
    turns = iter(np.linspace(-30, 30, STEPS))
    _row("rotation dragged", lambda: dragged(rotation=float(next(turns))))
    _row("all dragged", lambda: preview.scene_frame(folder.media, project, 0, middle, anywhere(), settled=False))
    _row("scrubbed", lambda: preview.scene_frame(folder.media, project, 0, dice.randrange(2 * middle)))
    _row("settled", lambda: preview.scene_frame(folder.media, project, 0, middle, anywhere()), 10)


def _row(name: str, way: Callable[[], object], steps: int = STEPS) -> None:
    clock, cpu = [], []
    for _ in range(steps):
        started, worked = time.perf_counter(), time.process_time()
        way()
        clock.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - worked))
    figures = [np.percentile(times, part) for times in (clock, cpu) for part in (50, 95)]
    print(f"| {name} | {' | '.join(f'{figure:.1f}' for figure in figures)} |")


def _files(folder: ProjectFolder, project: Project, place: Path) -> None:
    providers = choose_providers(offline=True).providers
    scene = project.scenes[0]
    assert scene.take is not None
    take = scene.take
    unmade = [one.model_copy(update={"takes": (), "selected_take": ""}) for one in project.scenes]
    early = project.model_copy(update={"scenes": tuple(unmade)})
    print(f"\n| an ad of {seconds(project.frames):g} s, {len(project.scenes)} scenes | seconds | CPU s | bytes |")
    print("|---|---|---|---|")
    ways: dict[str, Callable[[Run], Path]] = {
        "still": lambda run: take_still(run, project, take),
        "loop, its placement included": lambda run: take_loop(run, project, scene.id, take),
        "animatic on sweeps": lambda run: animatic(run, early),
        "animatic": lambda run: animatic(run, project),
        "sound tracks, the mix included": lambda run: sound_tracks(run, project).file,
    }
    for number, (name, way) in enumerate(ways.items()):
        run = Run(folder, Cache(place / f"cache-{number}"), providers, RunMonitor(), workers=2)
        started, worked = time.perf_counter(), _cpu()
        made = way(run)
        print(f"| {name} | {time.perf_counter() - started:.2f} | {_cpu() - worked:.2f} | {made.stat().st_size} |")


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    raise SystemExit(main())

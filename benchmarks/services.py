"""How long four backgrounds from a service take side by side, against one alone, where the service works 5 s at each.

    python -m benchmarks.services [WIDTHxHEIGHT]

The service is the tests' double, which speaks Replicate's wire on this machine; its films are of that size (720x1280
where none is said), at 24 pictures a second.
"""

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.pipeline.piecework import at_work, cut_out_product, plan_storyboard
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.takes import make_take
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.registry import choose_providers
from adforge_core.providers.settings import LOCAL, Settings
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from benchmarks.measuring import Spent, spent
from tests.contracts import replicate_wire
from tests.contracts.footage import video
from tests.contracts.server import Double

WORKS_S = 5.0
SCENES = range(4)


def main() -> int:
    """Prints a line for one, a line for all, and how they compare."""
    width, height = map(int, (sys.argv[1] if len(sys.argv) > 1 else "720x1280").split("x"))
    replicate_wire.MODELS["bytedance/seedance-1-lite"] = lambda sent: (
        video(float(sent["duration"]), (width, height)),
        0.036 * sent["duration"],
    )
    double, files = Double(), Double()
    service = replicate_wire.install(double, files)
    os.environ |= {
        "REPLICATE_API_TOKEN": replicate_wire.KEY,
        "REPLICATE_BASE_URL": double.url,
        "ADFORGE_ALLOW_LOOPBACK": "1",
    }
    with tempfile.TemporaryDirectory(prefix="adforge-services-") as home:
        os.environ["ADFORGE_HOME"] = home
        one, four = _measured(ProjectFolder(Path(home, "ad")), service)
    double.close()
    files.close()
    for title, found in (("one", one), ("four side by side", four)):
        print(f"{title}: {found.seconds:.2f} s, {found.cpu:.2f} processor seconds (load {found.load:.1f})")
    print(f"four take {four.seconds / one.seconds:.2f} times as long as one")
    return 0


def _measured(folder: ProjectFolder, service: replicate_wire.Replicate) -> tuple[Spent, Spent]:
    settings = Settings(planner=LOCAL, voice=LOCAL, bed=LOCAL)
    providers = choose_providers(settings=settings).providers
    with at_work(folder, providers, Cache(folder.folder / "cache"), RunMonitor()) as run, ThreadPoolExecutor(4) as pool:
        brief = Brief(product="Cup", duration=16, scenes=len(SCENES))
        folder.revisions.replace(Project(name="Cup", brief=brief))
        cut_out_product(run, folder.media.add(asset("samples", "coffee.png")))
        project = plan_storyboard(run)
        # The SDK is loaded, and the double's films are encoded.
        for index in SCENES:
            _make(run, project, index, take=1)
        service.works_s = WORKS_S
        one = spent(lambda: _make(run, project, 0, take=2))
        four = spent(lambda: [*pool.map(lambda index: _make(run, project, index, take=3), SCENES)])
    return one, four


def _make(run: Run, project: Project, index: int, take: int) -> None:
    scene = project.scenes[index]
    again = project.with_scene(scene.model_copy(update={"seed": scene.seed + take}))
    made = make_take(run, again, index)
    if made.take is None or made.take.provider != "replicate":
        raise SystemExit(f"the service made nothing: {made.fallbacks}")


if __name__ == "__main__":
    raise SystemExit(main())

"""Figures: the sample ad on path-traced sets: from its brief, from its made project, and after an edit of one shot."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from adforge_core.media.assets import asset
from adforge_core.model.edits import with_scene
from adforge_core.model.placement import CameraMove
from adforge_core.model.project import Project
from adforge_core.project.folder import ProjectFolder
from benchmarks.figures import Bench, Figure, copy_of, encoding_alone
from benchmarks.measuring import in_turn


def figures(bench: Bench) -> Iterator[Figure]:
    """Brief to MP4 with nothing there, then the render of the project that came of it."""
    with TemporaryDirectory(prefix="adforge-bench-") as home:
        made = make_sample(Path(home), bench.place)
        project = ProjectFolder(Path(made["project"]))
        with encoding_alone(Path(made["master"]), bench.place) as encoding:
            # The command itself, its start included: what a marketer waits for.
            cold, alone, warm, again = in_turn(
                bench.repeats,
                lambda place: partial(make_sample, place, bench.place),
                encoding,
                bench.cold_render(project),
                lambda place: _other_camera(bench, project, Path(home, "cache"), place),
            )
    yield Figure("sample ad on sets: x264 encoding its finished frames", alone.seconds, "s", spent=alone)
    yield Figure("sample ad on sets: full render, plates and voice ready", warm.seconds, "s", spent=warm)
    yield Figure("full render on sets ÷ encoding alone", warm.seconds / alone.seconds, most=1.15)
    yield Figure("after editing one shot ÷ full render on sets", again.seconds / warm.seconds, most=0.2, spent=again)
    yield Figure("brief to finished MP4, keyless, cold", cold.seconds, "s", spent=cold)
    yield Figure("brief to MP4 ÷ encoding alone", cold.seconds / alone.seconds, most=3.0)


def _other_camera(bench: Bench, finished: ProjectFolder, cache: Path, place: Path) -> Callable[[], object]:
    """Rendering the finished ad once more after another camera was chosen for the middle one of a scene's shots."""
    copytree(cache, place / "cache")
    folder = copy_of(finished, place / "ad")

    def edit(ad: Project) -> Project:
        scene = ad.scenes[1]
        changed = scene.shots[1].model_copy(update={"camera": CameraMove.RISE})
        return with_scene(ad, scene.id, shots=(scene.shots[0], changed, *scene.shots[2:]))

    folder.revisions.edit(edit)
    return partial(bench.render, folder, place / "cache")


def make_sample(home: Path, place: Path) -> dict[str, Any]:
    """What `adforge make` tells of the sample ad, made in a studio at `home`, its project in `place`."""
    brief = asset("samples", "alder-wren-tea.toml")
    project = place / f"sample-{home.name}"
    command: list[str | Path] = [sys.executable, "-m", "adforge_core", "make"]
    command += [brief, "--product", brief.with_suffix(".jpg")]
    command += ["--project", project, "--offline", "--json"]
    told = subprocess.run(command, env=os.environ | {"ADFORGE_HOME": str(home)}, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer

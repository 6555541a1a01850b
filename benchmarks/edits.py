"""Figures: rendering again after an edit, against a full render."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from shutil import copytree

from adforge_core.model.edits import moved, placed, with_scene, with_sound
from adforge_core.model.project import Project
from adforge_core.pipeline.previews import Preview
from adforge_core.project.folder import ProjectFolder
from benchmarks.figures import Bench, Figure
from benchmarks.measuring import Work, in_turn

Edit = Callable[[Project], Project]


def figures(bench: Bench) -> Iterator[Figure]:
    """Another super, another placement, two scenes swapped, other sound levels."""
    second = bench.project.scenes[1].id
    where = Preview().automatic(bench.folder.media, bench.project, 1)
    aside = where.model_copy(update={"x": where.x + 0.04})
    edits: dict[str, tuple[Edit, float]] = {
        "one scene's super": (lambda ad: with_scene(ad, second, super="Roasted around the corner"), 0.30),
        "one scene's placement": (lambda ad: placed(ad, [second], aside), 0.30),
        "swapping two scenes": (lambda ad: moved(ad, second, 1), 0.15),
        "sound only (voice and bed level)": (lambda ad: with_sound(ad, voice_level=1.5, bed_level=-12), 0.05),
    }
    full, *took = in_turn(
        bench.repeats, bench.cold_render(bench.folder), *(_again(bench, edit) for edit, _ in edits.values())
    )
    for (name, (_, most)), spent in zip(edits.items(), took, strict=True):
        yield Figure(f"after editing {name} ÷ full render", spent.seconds / full.seconds, most=most, spent=spent)


def _again(bench: Bench, edit: Edit) -> Work:
    """Rendering the finished ad once more after `edit`."""
    finished, cache = bench.rendered.folder, bench.rendered_cache

    def edited(place: Path) -> Callable[[], object]:
        copytree(cache, place / "cache")
        folder = ProjectFolder(Path(copytree(finished, place / "ad")))
        folder.revisions.edit(edit)
        return partial(bench.render, folder, place / "cache")

    return edited

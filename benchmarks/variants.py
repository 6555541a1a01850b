"""Figure: twelve variants of one ad, three hooks by four calls to action, against twelve ads made on their own."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from adforge_core.engine.store import ProjectFolder
from adforge_core.model.edits import with_scene
from adforge_core.model.project import Project
from benchmarks.figures import Bench, Figure, copy_of
from benchmarks.measuring import repeated

HOOKS = ("Mornings, slowed down", "Coffee worth getting up for", "Better than your kettle")
CALLS = ("Stop by tomorrow", "Taste it today", "Find your corner", "See you at seven")


def figures(bench: Bench) -> Iterator[Figure]:
    """All twelve through one cache, begun empty; once, as it takes as long as several full renders."""

    def projects(place: Path) -> list[ProjectFolder]:
        made = []
        for number, (hook, call) in enumerate(product(HOOKS, CALLS)):
            folder = copy_of(bench.folder, place / f"variant-{number}")
            folder.revisions.replace(variant(bench.project, hook, call))
            made.append(folder)
        return made

    def make(folders: list[ProjectFolder]) -> None:
        for folder in folders:
            bench.render(folder, folder.folder.parent / "cache")

    took = repeated(1, projects, make)
    share = took.seconds / (len(HOOKS) * len(CALLS) * bench.full.seconds)
    yield Figure("12 variants (3 hooks x 4 CTAs) ÷ 12 single cold ads", share, most=0.35, spent=took)


def variant(project: Project, hook: str, call: str) -> Project:
    """The ad with another super and line to begin with, and another call to action."""
    first = project.scenes[0].id
    return with_scene(project, first, super=hook, vo=f"{hook}.").model_copy(update={"cta": call})

"""Figure: twelve variants of one ad, three hooks by four calls to action, against twelve ads made on their own."""

from collections.abc import Iterator

from adforge_core.model.variant import VariantCopy
from adforge_core.pipeline.variants import make_variants
from adforge_core.project.folder import ProjectFolder
from adforge_core.work.cache import Cache
from benchmarks.figures import Bench, Figure, copy_of
from benchmarks.measuring import repeated

HOOKS = ("Mornings, slowed down", "Coffee worth getting up for", "Better than your kettle")
CALLS = ("Stop by tomorrow", "Taste it today", "Find your corner", "See you at seven")


def figures(bench: Bench) -> Iterator[Figure]:
    """All twelve with nothing cached, each shown and said, the new lines' voices included."""
    hooks = [VariantCopy(shown=hook, said=f"{hook}.") for hook in HOOKS]
    calls = [VariantCopy(shown=call, said=f"Corner Cup. {call}.") for call in CALLS]

    def make(folder: ProjectFolder) -> None:
        cache = Cache(folder.folder.parent / "cache")
        make_variants(folder.folder, hooks, calls, providers=bench.providers, cache=cache)

    took = repeated(bench.repeats, lambda place: copy_of(bench.folder, place / "ad"), make)
    share = took.seconds / (len(hooks) * len(calls) * bench.full.seconds)
    yield Figure("12 variants (3 hooks x 4 CTAs) ÷ 12 single cold ads", share, most=0.35, spent=took)

"""What each command does and returns. Heavy modules are imported by the command that needs them."""

import argparse
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from adforge_core.cli.answers import delivered, estimated, varied
from adforge_core.cli.bars import progress
from adforge_core.cli.out import Out
from adforge_core.cli.streams import say
from adforge_core.errors import BadInput, BadOutput
from adforge_core.model.stages import Stage
from adforge_core.project.folder import slug, studio_home
from adforge_core.providers.keys import read_keys
from adforge_core.providers.vendors import vendors_for
from adforge_core.work.monitor import Event, RunMonitor

if TYPE_CHECKING:
    from adforge_core.model.brief import Brief
    from adforge_core.pipeline.estimate import Estimate
    from adforge_core.providers.base import Providers

Made = TypeVar("Made")


def make(asked: argparse.Namespace) -> dict[str, Any]:
    """Makes an ad from a brief and photos of the product, or continues one."""
    from adforge_core.media.content import content_name
    from adforge_core.media.photo import open_photo
    from adforge_core.pipeline import make_ad
    from adforge_core.pipeline.estimate import estimate_ad
    from adforge_core.pipeline.inputs import photos_of
    from adforge_core.pipeline.voices import without_voice
    from adforge_core.project.briefs import read_brief
    from adforge_core.work.cache import content_key

    brief = read_brief(asked.brief)
    photos = photos_of(brief, asked.product)
    for photo in photos:
        if not photo.is_file():
            open_photo(photo)
    out = _out(asked, [*photos, *_files_of(brief)])
    brief = brief.model_copy(update={"photos": ()})
    contents = [content_name(photo) for photo in photos]
    key = content_key(
        {"brief": brief, "photo": contents[0], "seed": asked.seed, "format": asked.format}
        # The folders of ads with one photo keep their names.
        | ({"others": contents[1:]} if contents[1:] else {})
    )
    folder = asked.project or _folder_of(studio_home() / "projects", brief.product, key[:8])
    wanted: dict[str, Any] = {
        "providers": _providers(asked),
        "format": asked.format,
        "seed": asked.seed,
        "budget_usd": asked.budget,
    }
    estimate = estimate_ad(brief, photos, folder, **wanted)
    if said := without_voice(wanted["providers"], brief):
        say(said)
    return _finished(
        asked,
        progress(len(brief.scene_requests)),
        estimate,
        partial(make_ad, brief, photos, folder, workers=asked.workers, **wanted),
        lambda ad: delivered(ad, out, estimate),
    )


def _folder_of(projects: Path, product: str, key: str) -> Path:
    """Where the ad of that key is, or is to be: its name may have been written otherwise by an earlier version."""
    there = sorted(projects.glob(f"*-{key}"))
    return there[0] if there else projects / f"{slug(product)}-{key}"


def render(asked: argparse.Namespace) -> dict[str, Any]:
    """Renders a project as it is."""
    from adforge_core.pipeline import render_ad
    from adforge_core.pipeline.estimate import estimate_render
    from adforge_core.project.folder import ProjectFolder
    from adforge_core.work.cache import Cache

    scenes = len(ProjectFolder(asked.project).load().scenes)
    out = _out(asked)
    wanted: dict[str, Any] = {
        "providers": _providers(asked),
        "format": asked.format,
        "budget_usd": asked.budget,
    }
    estimate = estimate_render(asked.project, **wanted)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        return _finished(
            asked,
            progress(scenes),
            estimate,
            partial(
                render_ad,
                asked.project,
                cache=Cache(Path(place)) if asked.no_cache else None,
                workers=asked.workers,
                **wanted,
            ),
            lambda ad: delivered(ad, out, estimate),
        )


def variants(asked: argparse.Namespace) -> dict[str, Any]:
    """Renders a project once with every hook and every call to action."""
    from adforge_core.pipeline.variants import estimate_variants, make_variants

    wanted: dict[str, Any] = {"providers": _providers(asked), "budget_usd": asked.budget}
    estimate = estimate_variants(asked.project, asked.hook, asked.call, **wanted)
    return _finished(
        asked,
        progress(only=Stage.VARIANTS),
        estimate,
        partial(make_variants, asked.project, asked.hook, asked.call, workers=asked.workers, **wanted),
        lambda ads: varied(ads, estimate),
    )


def check(asked: argparse.Namespace) -> dict[str, Any]:
    """Checks a finished video, and the craft of the ad if its project is known."""
    from adforge_core.pipeline.checking import check_file

    facts, craft = check_file(asked.file, asked.project)
    return {**facts.model_dump(mode="json"), "craft": craft.model_dump(mode="json")}


def doctor(_: argparse.Namespace) -> dict[str, Any]:
    """Checks everything an ad needs on this machine."""
    from adforge_core.pipeline.doctor import examine
    from adforge_core.providers.registry import choose_providers
    from adforge_core.providers.settings import Settings, read_settings

    try:
        settings = read_settings(studio_home())
    except BadOutput:  # there is no home, which is one of the findings
        settings = Settings()
    report = examine(choose_providers(settings=settings).served)
    return {"ok": report.ok, **report.model_dump(mode="json")}


def _providers(asked: argparse.Namespace) -> "Providers":
    """The providers of the settings, except those that the command names."""
    from adforge_core.providers.registry import choose_providers
    from adforge_core.providers.settings import AUTO, LOCAL, MODEL_FIELDS, read_settings

    named = {capability: who for capability in MODEL_FIELDS if (who := getattr(asked, capability, None))}
    for capability, who in named.items():
        vendors = {vendor.name: vendor for vendor in vendors_for(capability)}
        if who not in (AUTO, LOCAL, *vendors):
            raise BadInput(
                f"There is no provider {who!r} for the {capability}.",
                f"Use one of {', '.join((AUTO, LOCAL, *vendors))}.",
            )
        if who in vendors and (key := vendors[who].key) not in read_keys():
            raise BadInput(f"{who} needs {key}, which is not set.", f"Set it, or leave --{capability} out.")
    settings = read_settings(studio_home()).model_copy(update=named)
    return choose_providers(asked.offline, settings).providers


def _finished(
    asked: argparse.Namespace,
    shown: AbstractContextManager[Callable[[Event], None]],
    estimate: "Estimate",
    work: Callable[..., Made],
    answer: Callable[[Made], dict[str, Any]],
) -> dict[str, Any]:
    """Runs `work` with its progress `shown` and returns the `answer`; with `--dry-run` returns the estimate only."""
    if asked.dry_run:
        return estimated(estimate)
    if estimate.cost_usd:
        left = max(0.0, estimate.budget_usd - estimate.spent_usd)
        say(f"This costs at most ${estimate.cost_usd:.2f}. ${left:.2f} of the budget is left.")
    with shown as told:
        monitor = RunMonitor(told)
        made = _stoppable(monitor, lambda: work(monitor=monitor))
    return answer(made)


def _stoppable(monitor: RunMonitor, work: Callable[[], Made]) -> Made:
    """Runs `work` and returns its result; SIGINT and SIGTERM cancel the `monitor`.

    The work runs on a thread of its own. Another thread than the main one may receive the signal, and the main one then
    notices it only when it wakes up, so it must not wait for long. The handler only sets an event: an exception raised
    while Python finalises an object would be lost.
    """
    told = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        before = {sign: signal.signal(sign, lambda *_: told.set()) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            answer = pool.submit(work)
            while not wait([answer], 0.05).done:
                if told.is_set():
                    monitor.interrupt()
                    raise KeyboardInterrupt
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)
    return answer.result()


def _files_of(brief: "Brief") -> list[Path]:
    """The files that a brief names, beside the photos of the product."""
    scenes = [name for one in brief.scene_requests for name in (one.plate, one.recording)]
    return [Path(name) for name in (*scenes, brief.music, brief.brand.logo, brief.brand.font) if name]


def _out(asked: argparse.Namespace, used: Sequence[Path] = ()) -> Out | None:
    """Returns the place that `--out` names, if it is named. Raises BadOutput before any work is done.

    `used` are files that the ad is made from: it must not take their place.
    """
    if asked.out is None:
        return None
    if any(one.is_file() and asked.out.is_file() and one.samefile(asked.out) for one in used):
        raise BadOutput(f"{asked.out} is one of the files the ad is made from.", "Choose another with --out.")
    out = Out(asked.out, asked.answers, json=asked.json)
    if out.is_standard_output:
        asked.answers = sys.stderr
    return out

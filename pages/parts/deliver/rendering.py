"""Rendering the ad in the background, and its progress on the page."""

from contextlib import suppress
from html import escape

import streamlit as st

from adforge_core.errors import AdForgeError, BadInput, StageFailed
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.value import frames_in
from adforge_core.pipeline import render_ad
from adforge_core.pipeline.craft import craft_of
from adforge_core.pipeline.delivered import Delivered, ad_key, changed_scenes, delivered, record_delivery
from adforge_core.pipeline.previews import fidelity_of, overlaps_of
from adforge_core.pipeline.steps import expected_rendering
from adforge_core.project.folder import ProjectFolder
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.progress import bar, stop_button
from pages.parts.kit.studio import studio
from pages.parts.kit.work import begin

_EVERY_S = 0.5


def rendering_task(page: ProjectPage) -> Task | None:
    """The project's render that is running, or ended last, in this process."""
    return studio().tasks.find(page.folder.folder, TaskKind.RENDER)


def start_rendering(page: ProjectPage) -> None:
    """Renders the project as it stands when the work begins."""
    here, folder = studio(), page.folder
    providers = here.providers
    expected, parts = expected_rendering(page.project, here.timings)
    changed = changed_scenes(delivered(folder, page.project.format), page.project)
    drawn: list[Stage] = [stage for stage in parts if stage in {Stage.SEGMENT, Stage.TRANSITION}]
    made = {stage: max(1, min(changed, parts[stage])) for stage in drawn}
    expected |= {stage: here.timings.seconds(stage) * max(min(changed, parts[stage]), 0.1) for stage in drawn}
    expected[Stage.FIDELITY] = here.timings.seconds(Stage.FIDELITY)

    def work(monitor: RunMonitor) -> None:
        ad = render_ad(folder.folder, providers=providers, monitor=monitor, cache=here.cache)
        _compare(folder, ad.project, monitor)

    begin(page, TaskKind.RENDER, work, expected=expected, parts=parts, made=made, about=ad_key(page.project))


def start_comparing(page: ProjectPage, made: Delivered) -> Task:
    """Measures once what is not known of an ad: the product's fidelity, what overlaps what, and its craft.

    Ads from the command line lack all of it, as do ads rendered before the studio measured them.
    """
    folder, project, tasks = page.folder, page.project, studio().tasks
    known = tasks.find(folder.folder, TaskKind.FIDELITY)
    if known is not None and known.about == made:
        return known
    return tasks.start(folder.folder, TaskKind.FIDELITY, lambda monitor: _compare(folder, project, monitor), about=made)


def _compare(folder: ProjectFolder, project: Project, monitor: RunMonitor) -> None:
    made = delivered(folder, project.format)
    if made is None:
        return
    current = made.made_from == ad_key(project)
    if made.overlaps is None and current:
        with suppress(AdForgeError):
            made = made.model_copy(update={"overlaps": overlaps_of(folder.media, project)})
            record_delivery(folder, made)
    if made.craft is None and current:
        with monitor.stage(Stage.FIDELITY), suppress(BadInput, StageFailed):
            master = folder.deliverables / made.master
            made = made.model_copy(update={"craft": craft_of(folder.media, project, master, monitor.cancelled)})
            record_delivery(folder, made)
    if made.fidelity is not None:
        return
    # An ad in which no product is visible has no fidelity.
    with monitor.stage(Stage.FIDELITY), suppress(StageFailed):
        true = fidelity_of(folder.media, project, folder.deliverables / made.master)
        found = {"fidelity": round(true.difference, 3), "untrue": true.wrong}
        record_delivery(folder, made.model_copy(update=found))


def follow(page: ProjectPage, task: Task) -> None:
    """Shows the progress of the render, and draws the whole page again once it has ended."""
    st.fragment(_follow, run_every=_EVERY_S)(page, task)


def _follow(page: ProjectPage, task: Task) -> None:
    if not task.running:
        st.rerun()
    bar(task)
    st.html(stage_list(task, page.folder))
    stop_button(page, task, "Stop rendering")


def stage_list(task: Task, folder: ProjectFolder) -> str:
    """HTML that lists the stages of a rendering and how far each is."""
    done = task.progress().stages
    project = folder.load()
    rows = [_row(stage, done[stage], task, project) for stage in Stage if stage.about.listed and stage in done]
    return f"<ol class='adforge-stages'>{''.join(rows)}</ol>"


def frames_drawn(task: Task, project: Project) -> tuple[int, int]:
    """How many frames of the ad are drawn, and how many it has."""
    if not project.scenes:
        return 0, frames_in(project.brief.duration)
    drawn = task.done_of(Stage.SEGMENT)
    return sum(int(drawn.get(scene.id, 0.0) * scene.frames) for scene in project.scenes), project.frames


def _row(stage: Stage, done: float, task: Task, project: Project) -> str:
    parts, heard = task.parts.get(stage, 1), task.done_of(stage)
    if stage is Stage.VOICE and task.done_of(Stage.MIX):
        parts = len(heard)  # the number of lines tried is known only once all are spoken
        done = 1.0
    state = "done" if done >= 1 else ("now" if heard else "later")
    if stage is Stage.SEGMENT:
        drawn, all_frames = frames_drawn(task, project)
        said = f"{drawn} of {all_frames} frames"
    elif parts > 1:
        said = f"{sum(part >= 1 for part in heard.values())} of {parts}"
    else:
        said = {"done": "done", "now": "in progress", "later": ""}[state]
    return f"<li class='{state}'><span>{escape(stage.about.label)}</span><b>{escape(said)}</b></li>"

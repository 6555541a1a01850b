"""Step 6, Deliver: render the ad, watch it, read its checks, download it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.model.edits import reframed
from adforge_core.model.formats import Format
from adforge_core.model.stages import Step
from adforge_core.model.value import seconds
from adforge_core.pipeline.animatics import last_animatic
from adforge_core.pipeline.craft_goals import craft_report
from adforge_core.pipeline.delivered import Delivered, ad_key, changed_scenes, delivered
from adforge_core.pipeline.steps import State
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.deliver.downloads import downloads
from pages.parts.deliver.rendering import follow, rendering_task, start_comparing, start_rendering
from pages.parts.deliver.report import (
    as_list,
    channel_lines,
    channel_problems,
    craft_lines,
    known,
    replaced,
    report,
)
from pages.parts.deliver.shaping import follow_shape, photo_of
from pages.parts.deliver.variants import variants
from pages.parts.kit.fields import field, saves
from pages.parts.kit.files import picture, video
from pages.parts.kit.page import PAGES, ProjectPage, cost, open_project
from pages.parts.kit.prices import warn_if_beyond
from pages.parts.kit.progress import working
from pages.parts.kit.studio import studio
from pages.parts.kit.words import ago, clock, counted, duration, plain


def main(page: ProjectPage) -> None:
    """Draws the page."""
    task = rendering_task(page)
    made = delivered(page.folder, page.project.format)
    key = ad_key(page.project)
    elsewhere = page.elsewhere(TaskKind.RENDER)
    making = task is not None and task.running
    shown, told, done = st.columns(_widths(page.project.format), gap="medium")
    with shown, st.container(key=f"player-{page.project.format.slug}"):
        player = st.empty()
        if made or not making:
            show(page, made, player)
    with done:
        choose_format(page, busy=making or elsewhere is not None)
        offer_rendering(page, made, task)
        if made is not None:
            downloads(page, made, current=made.made_from == key)
            fallbacks_used(page)
        scenes = st.empty()
    with told:
        if task is not None and task.running:
            # Two elements, as in `facts`: each takes the place of its counterpart, and nothing is pushed down.
            heading = "Rendering again" if made else "Making your ad"
            st.markdown(f"##### {heading}\n:small[You can leave this page or close the browser; the work continues.]")
            follow(page, task)
            if made is None:
                follow_shape(page, task, player, scenes)
        elif elsewhere is not None:
            st.markdown("##### Being rendered by another process")
            who, since = plain(elsewhere.note.owner.told), clock(elsewhere.note.begun)
            st.write(f"Started at {since} by {who}. The ad appears here when it is done.")
        elif made is None:
            not_yet(page)
        else:
            facts(page, made)
    if made is not None:
        variants(page, key, current=made.made_from == key)


def _widths(format: Format) -> tuple[int, int, int]:
    """How wide the player, what is told and what can be done are to each other: a wide frame needs a wide player."""
    player = round(6.6 + 4.2 * format.ratio)
    return player, 10 if player < 10 else 9, 7 if format.is_wide else 8


def show(page: ProjectPage, made: Delivered | None, player: DeltaGenerator) -> None:
    """The finished ad; before there is one the animatic, or the product's photo."""
    project = page.project
    if made is not None:
        files = page.folder.deliverables
        label = f"The finished ad for {project.brief.product}"
        player.html(video(files / made.master, files / made.poster, label=label))
    elif animatic := last_animatic(page.folder, project):
        note = "<p class='adforge-note'>This is the animatic. Render to make the finished ad.</p>"
        player.html(video(animatic.file, label="The animatic") + note)
    elif (photo := photo_of(page)) is not None:
        player.html(picture(photo, f"Photo of {project.brief.product}"))
    else:
        player.html("<div class='adforge-empty'>The ad will play here</div>")


def not_yet(page: ProjectPage) -> None:
    """What is missing before the ad can be rendered."""
    st.markdown("##### Not finished yet" if page.interrupted(TaskKind.RENDER) else "##### Not rendered yet")
    if page.project.product is None:
        st.write("Start with a brief and a product photo.")
        _lead(page, Step.BRIEF, "Opens the brief: what you sell, and its photo")
    elif not page.project.scenes:
        st.write("Plan the storyboard first: it sets what is shown and said.")
        _lead(page, Step.STORYBOARD, "Opens the storyboard: the scenes of the ad")
    else:
        scenes, length = counted(len(page.project.scenes), "scene"), seconds(page.project.frames)
        st.write(
            f"{scenes}, {length:.0f} s. Anything still missing is made during the render.\n\n"
            "Then you see here how the ad was checked and which channels accept it."
        )


def _lead(page: ProjectPage, step: Step, help: str) -> None:
    st.page_link(PAGES[step], label=f"Go to the {step.value}", query_params={"project": page.name}, help=help)


def facts(page: ProjectPage, made: Delivered) -> None:
    """The checks of the finished ad, what is known to be wrong with it, and the channels it fits."""
    lines, found = list(report(made.facts, made.fidelity, made.untrue)), list(known(page.project, made))
    misfits = channel_problems(made.facts)
    odd = sum(not line.good for line in lines) + len(found) + len(list(replaced(page.project))) + len(misfits)
    all_well = "all passed" if made.overlaps is not None else "nothing wrong so far"
    st.markdown(f"##### Checks: {counted(odd, 'thing') + ' to look at' if odd else all_well}")
    if found:
        st.html(as_list(found, "named"))
    st.html(as_list(lines))
    craft(made)
    if None in (made.fidelity, made.overlaps, made.craft) and page.statuses[Step.DELIVER].state is State.READY:
        comparing = start_comparing(page, made)
        if comparing.running:
            st.fragment(_compared, run_every=1.0)(comparing)
    st.markdown("##### Channels")
    st.html(as_list(channel_lines(made.facts), "named"))


def craft(made: Delivered) -> None:
    """How the ad is cut, framed and worded against what its style asks for. Nothing here keeps it from being shown."""
    if made.craft is None:
        return
    found = craft_report(made.craft)
    with st.expander(f"Craft: {found.good} of {len(found.checks)}", icon=":material/movie_filter:"):
        st.html(as_list(craft_lines(found), "named"))


def fallbacks_used(page: ProjectPage) -> None:
    """What was replaced by a fallback in the ad, and why."""
    notes = list(replaced(page.project))
    if notes:
        st.markdown("##### Replacements")
        st.markdown("\n\n".join(f":small[:material/info: {plain(note)}]" for note in notes))


def _compared(task: Task) -> None:
    if not task.running:
        st.rerun()
    st.caption("Comparing the product with your photo…")


def choose_format(page: ProjectPage, *, busy: bool) -> None:
    """The choice of the format, with a tick beside those whose ad is finished."""

    def said(format: Format) -> str:
        return f":material/check: {format.value}" if delivered(page.folder, format) else format.value

    st.segmented_control(
        "Format",
        list(Format),
        format_func=said,
        **field(page, "format", page.project.format, "default"),
        help="The shape of the frame. A tick marks formats whose ad is finished. Each one is kept.",
        disabled=busy,
        width="stretch",
        **saves(
            page,
            "format",
            "Choose the format",
            lambda project, format: reframed(project, format or project.format),
            chosen=True,
        ),
    )
    st.caption(f"For {page.project.format.seen_on}")


def offer_rendering(page: ProjectPage, made: Delivered | None, task: Task | None) -> None:
    """The button that renders, with its time and price, and why the last render failed or stopped."""
    standing, project = page.statuses[Step.DELIVER], page.project
    busy = page.elsewhere(TaskKind.RENDER) is not None or (task is not None and task.running)
    ready = bool(project.scenes) and project.product is not None
    varying = working(page, TaskKind.VARIANTS) or page.elsewhere(TaskKind.VARIANTS) is not None
    interrupted = () if busy else page.interrupted(TaskKind.RENDER)
    current = made is not None and standing.state is State.READY
    with st.container(key="render"):
        if made is not None and (current or busy):
            said = f"Rendered {ago(made.at)}, in {duration(made.seconds).removeprefix('about ')}."
            st.markdown(f":green[:material/check_circle:] {said}" if current else said)
        elif made is not None:
            changed, scenes = changed_scenes(made, project), len(project.scenes)
            drawn = f"{changed} of {scenes} scenes" if changed < scenes else "every scene"
            again = f"Rendering draws {drawn} again." if changed else "No scene needs to be drawn again."
            st.markdown(f":orange[:material/change_circle:] Changed since it was rendered. {again}")
        if not current:
            if ready and not busy:
                warn_if_beyond(page, standing.cost_usd)
            if interrupted:
                at = clock(interrupted[0].at)
                said = f"Rendering was interrupted at {at}. Finished work is kept."
                st.warning(said, icon=":material/power_off:")
            word = "Continue" if interrupted and ready else "Render again" if made else "Render"
            st.button(
                plain(f"{word} · {cost(standing)}") if ready and not busy else word,
                key=page.key("render"),
                type="primary",
                icon=":material/movie:",
                width="stretch",
                disabled=busy or not ready or varying,
                help="Variants are being made. Wait for them, or stop them first."
                if varying
                else "Makes what is still missing and joins everything into the finished ad",
                on_click=start_rendering,
                args=(page,),
            )
        if task is not None and not busy:
            ended(page, task)


def ended(page: ProjectPage, task: Task) -> None:
    """Why the last render failed, or that it was stopped."""
    now = task.progress()
    if now.cancelled:
        st.info("Stopped. Finished work is kept. Render again to continue.", icon=":material/stop_circle:")
    elif now.error:
        st.error(plain(now.error), icon=":material/error:")
        st.button(
            "Dismiss",
            key=page.key("dismiss render"),
            help="Hides this message",
            on_click=studio().tasks.forget,
            args=(task,),
        )


main(open_project(Step.DELIVER))

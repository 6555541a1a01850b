"""Step 6: render the ad, look at it, read what was measured of it, take it home."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.model.edits import reframed
from adforge_core.model.formats import Format
from adforge_core.model.stages import Step
from adforge_core.model.value import seconds
from adforge_core.pipeline.animatics import last_animatic
from adforge_core.pipeline.delivered import Delivered, ad_key, changed_scenes, delivered
from adforge_core.pipeline.steps import State
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.deliver.rendering import follow, rendering_task, start_comparing, start_rendering
from pages.parts.deliver.report import as_list, channel_lines, channel_problems, known, replaced, report
from pages.parts.deliver.shaping import follow_shape, photo_of
from pages.parts.deliver.take_home import take_home
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
            take_home(page, made, current=made.made_from == key)
            fallbacks_used(page)
        scenes = st.empty()
    with told:
        if task is not None and task.running:
            # Two elements, as where the ad is measured: the second takes the place of the second, and pushes nothing.
            heading = "Rendering again" if made else "Making your ad"
            st.markdown(f"##### {heading}\n:small[You may leave this page or close the browser; it goes on.]")
            follow(page, task)
            if made is None:
                follow_shape(page, task, player, scenes)
        elif elsewhere is not None:
            st.markdown("##### Being rendered elsewhere")
            who, since = plain(elsewhere.note.owner.told), clock(elsewhere.note.begun)
            st.write(f"By {who}, since {since}. The ad is shown here as soon as it is done.")
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
    """The finished ad, or the best there is of it: the animatic, the product's photo."""
    project = page.project
    if made is not None:
        files = page.folder.deliverables
        label = f"The finished ad for {project.brief.product}"
        player.html(video(files / made.master, files / made.poster, label=label))
    elif animatic := last_animatic(page.folder, project):
        note = "<p class='adforge-note'>This is the animatic. Rendering makes the real ad.</p>"
        player.html(video(animatic.file, label="The animatic") + note)
    elif (photo := photo_of(page)) is not None:
        player.html(picture(photo, f"Photo of {project.brief.product}"))
    else:
        player.html("<div class='adforge-empty'>The ad will play here</div>")


def not_yet(page: ProjectPage) -> None:
    """What is missing before there can be an ad."""
    st.markdown("##### Not finished yet" if page.interrupted(TaskKind.RENDER) else "##### Not rendered yet")
    if page.project.product is None:
        st.write("An ad begins with a brief and a product photo.")
        _lead(page, Step.BRIEF, "What you sell, and its photo")
    elif not page.project.scenes:
        st.write("The storyboard comes first: it says what is shown and spoken.")
        _lead(page, Step.STORYBOARD, "The scenes of the ad, planned from the brief")
    else:
        scenes, length = counted(len(page.project.scenes), "scene"), seconds(page.project.frames)
        st.write(
            f"{scenes}, {length:.0f} s. Anything still missing is made on the way.\n\n"
            "Then this place tells how the finished ad measures up, and which channels take it."
        )


def _lead(page: ProjectPage, step: Step, help: str) -> None:
    st.page_link(PAGES[step], label=f"Go to the {step.value}", query_params={"project": page.name}, help=help)


def facts(page: ProjectPage, made: Delivered) -> None:
    """What was measured of the ad and is known of it, and whether channels take it."""
    lines, found = list(report(made.facts, made.fidelity, made.untrue)), list(known(page.project, made))
    misfits = channel_problems(made.facts)
    odd = sum(not line.good for line in lines) + len(found) + len(list(replaced(page.project))) + len(misfits)
    all_well = "all as it should be" if made.overlaps is not None else "nothing wrong so far"
    st.markdown(f"##### Measured: {counted(odd, 'thing') + ' to look at' if odd else all_well}")
    if found:
        st.html(as_list(found, "named"))
    st.html(as_list(lines))
    if (made.fidelity is None or made.overlaps is None) and page.statuses[Step.DELIVER].state is State.READY:
        comparing = start_comparing(page, made)
        if comparing.running:
            st.fragment(_compared, run_every=1.0)(comparing)
    st.markdown("##### Channels")
    st.html(as_list(channel_lines(made.facts), "named"))


def fallbacks_used(page: ProjectPage) -> None:
    """What in the ad was replaced by something lesser, and why."""
    notes = list(replaced(page.project))
    if notes:
        st.markdown("##### Replaced by something lesser")
        st.markdown("\n\n".join(f":small[:material/info: {plain(note)}]" for note in notes))


def _compared(task: Task) -> None:
    if not task.running:
        st.rerun()
    st.caption("Comparing the product with your photo…")


def choose_format(page: ProjectPage, *, busy: bool) -> None:
    """The frame the ad is made for; which are delivered is said beside each."""

    def said(format: Format) -> str:
        return f":material/check: {format.value}" if delivered(page.folder, format) else format.value

    st.segmented_control(
        "Format",
        list(Format),
        format_func=said,
        **field(page, "format", page.project.format, "default"),
        help="The shape of the frame. A tick says that an ad in it is finished; each is kept.",
        disabled=busy,
        width="stretch",
        **saves(
            page, "format", "Choose the format", lambda project, format: reframed(project, format or project.format)
        ),
    )
    st.caption(f"For {page.project.format.seen_on}")


def offer_rendering(page: ProjectPage, made: Delivered | None, task: Task | None) -> None:
    """The button that renders, with what it takes; why the last rendering gave nothing."""
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
            drawn = f"Only {changed} of {scenes} scenes" if changed < scenes else "Every scene"
            again = f"{drawn} will be drawn again." if changed else "No picture will be drawn again."
            st.markdown(f":orange[:material/change_circle:] Changed since it was rendered. {again}")
        if not current:
            if ready and not busy:
                warn_if_beyond(page, standing.cost_usd)
            if interrupted:
                at = clock(interrupted[0].at)
                said = f"The rendering was interrupted at {at}. What was finished is kept."
                st.warning(said, icon=":material/power_off:")
            word = "Go on" if interrupted and ready else "Render again" if made else "Render"
            st.button(
                plain(f"{word} · {cost(standing)}") if ready and not busy else word,
                key=page.key("render"),
                type="primary",
                icon=":material/movie:",
                width="stretch",
                disabled=busy or not ready or varying,
                help="The variants are being made. Stop them first, or wait."
                if varying
                else "Makes whatever is not made yet and joins everything into the finished ad",
                on_click=start_rendering,
                args=(page,),
            )
        if task is not None and not busy:
            ended(page, task)


def ended(page: ProjectPage, task: Task) -> None:
    """What the last rendering left to say: it failed, or it was stopped."""
    now = task.progress()
    if now.cancelled:
        st.info("Stopped. What was finished is kept; render to go on.", icon=":material/stop_circle:")
    elif now.error:
        st.error(plain(now.error), icon=":material/error:")
        st.button(
            "Dismiss", key=page.key("dismiss render"), help="Hides this", on_click=studio().tasks.forget, args=(task,)
        )


main(open_project(Step.DELIVER))

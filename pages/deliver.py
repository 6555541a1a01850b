"""Step 6: render the ad, look at it, read what was measured of it, take it home."""

from pathlib import Path

import streamlit as st

from adforge_core.engine.jobs import Job
from adforge_core.engine.pipeline.delivered import Delivered, changed_scenes, delivered
from adforge_core.engine.pipeline.steps import State, Step
from adforge_core.engine.shelf import PACKED
from adforge_core.engine.tasks import Task
from adforge_core.media.plates import PICTURES
from adforge_core.model.edits import reframed
from adforge_core.model.formats import Format
from pages.parts.fields import field, saves
from pages.parts.files import download, picture, video
from pages.parts.page import PAGES, Open, cost, open_project
from pages.parts.progress import tasks_of, watch
from pages.parts.rendering import follow, rendering_task, start_comparing, start_rendering
from pages.parts.report import as_list, channel_lines, replaced, report
from pages.parts.studio import studio
from pages.parts.words import ago, duration, plain

_NAMES = {
    Format.VERTICAL: "Reels, TikTok, Shorts, stories",
    Format.PORTRAIT: "Instagram and Facebook feed",
    Format.SQUARE: "Feeds everywhere",
    Format.WIDE: "YouTube and websites",
}
_WIDTHS = {
    Format.VERTICAL: (9, 10, 8),
    Format.PORTRAIT: (10, 9, 8),
    Format.SQUARE: (11, 9, 8),
    Format.WIDE: (14, 9, 7),
}


def main(opened: Open) -> None:
    """Draws the page."""
    task = rendering_task(opened)
    made = delivered(opened.folder, opened.project.format)
    shown, told, done = st.columns(_WIDTHS[opened.project.format], gap="medium")
    with shown:
        show(opened, made)
    with told:
        if task is not None and task.running:
            st.markdown("##### Rendering again" if made else "##### Making your ad")
            st.caption("You may leave this page or close the browser; it goes on.")
            follow(opened, task)
        elif made is None:
            not_yet(opened)
        else:
            facts(opened, made)
    with done:
        choose_format(opened, busy=task is not None and task.running)
        offer_rendering(opened, made, task)
        if made is not None:
            take_home(opened, made)


def show(opened: Open, made: Delivered | None) -> None:
    """The finished ad, or what there is of it."""
    with st.container(key=f"player-{opened.project.format.value.replace(':', 'x')}"):
        if made is not None:
            files = opened.folder.deliverables
            label = f"The finished ad for {opened.project.brief.product}"
            st.html(video(files / made.master, files / made.poster, label=label))
            return
        product = opened.project.product
        # While the product is being cut out, its photo is the newest picture there is.
        media = [path for path in opened.folder.media.glob("[!.]*") if path.suffix.lower() in PICTURES]
        photo = opened.folder.media / product.photo if product else max(media, key=_age, default=None)
        if photo is not None and photo.is_file():
            st.html(picture(photo, f"Photo of {opened.project.brief.product}"))
        else:
            st.html("<div class='adforge-empty'>The ad will play here</div>")


def not_yet(opened: Open) -> None:
    """What is missing before there can be an ad."""
    st.markdown("##### Not rendered yet")
    if opened.project.product is None:
        st.write("An ad begins with a brief and a product photo.")
        st.page_link(PAGES[Step.BRIEF], label="Go to the brief", query_params={"project": opened.name})
    elif not opened.project.scenes:
        st.write("The storyboard comes first: it says what is shown and spoken.")
        st.page_link(PAGES[Step.STORYBOARD], label="Go to the storyboard", query_params={"project": opened.name})
    else:
        seconds, scenes = opened.project.frames / 30, len(opened.project.scenes)
        st.write(f"{scenes} scenes, {seconds:.0f} s. Whatever is not made yet is made on the way.")
        st.write("When it is done, this is where you read what was measured of it.")


def facts(opened: Open, made: Delivered) -> None:
    """What was measured of the ad, whether channels take it, what is lesser in it than planned."""
    lines = list(report(made.facts, made.fidelity))
    odd = sum(not line.good for line in lines)
    said = "as it should be" if not odd else f"{odd} {'thing' if odd == 1 else 'things'} to look at"
    st.markdown(f"##### Measured: {said}")
    st.html(as_list(lines))
    if made.fidelity is None and opened.standings[Step.DELIVER].state is State.READY:
        comparing = start_comparing(opened)
        if comparing.running:
            st.fragment(_compared, run_every=1.0)(comparing)
    for problem in made.facts.problems:
        st.markdown(f":material/warning: {plain(problem)}")
    st.markdown("##### Channels")
    st.html(as_list(channel_lines(made.facts), "named"))
    notes = list(replaced(opened.project))
    if notes:
        st.markdown("##### Replaced by something lesser")
        for note in notes:
            st.markdown(f":material/info: {plain(note)}")


def _compared(task: Task) -> None:
    if not task.running:
        st.rerun()
    st.caption("Comparing the product with your photo…")


def choose_format(opened: Open, *, busy: bool) -> None:
    """The frame the ad is made for; which are delivered is said beside each."""

    def said(format: Format) -> str:
        return f":material/check: {format.value}" if delivered(opened.folder, format) else format.value

    st.segmented_control(
        "Format",
        list(Format),
        format_func=said,
        key=field(opened, "format", opened.project.format),
        help="The shape of the frame. A tick says that an ad in it is finished; each is kept.",
        disabled=busy,
        width="stretch",
        **saves(
            opened, "format", "Choose the format", lambda project, format: reframed(project, format or project.format)
        ),
    )
    st.caption(_NAMES[opened.project.format])


def offer_rendering(opened: Open, made: Delivered | None, task: Task | None) -> None:
    """The button that renders, with what it takes; why the last rendering gave nothing."""
    standing = opened.standings[Step.DELIVER]
    busy, project = task is not None and task.running, opened.project
    ready = bool(project.scenes) and project.product is not None
    current = made is not None and standing.state is State.READY
    with st.container(key="render"):
        if made is not None and (current or busy):
            said = f"Rendered {ago(made.at)}, in {duration(made.seconds).removeprefix('about ')}."
            st.markdown(f":green[:material/check_circle:] {said}" if current else said)
        elif made is not None:
            changed, scenes = changed_scenes(made, project), len(project.scenes)
            are = "is" if changed == 1 else "are"
            drawn = f"{changed} of {scenes} scenes {are} drawn again" if changed else "No picture is drawn again"
            st.markdown(f":orange[:material/change_circle:] Changed since it was rendered. {drawn}; the rest is kept.")
        if not current:
            word = "Render again" if made else "Render"
            st.button(
                f"{word} · {cost(standing)}" if ready and not busy else word,
                key=opened.key("render"),
                type="primary",
                icon=":material/movie:",
                width="stretch",
                disabled=busy or not ready,
                help="Makes whatever is not made yet and joins everything into the finished ad",
                on_click=start_rendering,
                args=(opened,),
            )
        if task is not None and not busy:
            ended(opened, task)


def ended(opened: Open, task: Task) -> None:
    """What the last rendering left to say: it failed, or it was stopped."""
    now = task.progress()
    if now.cancelled:
        st.info("Stopped. What was finished is kept; render to go on.", icon=":material/stop_circle:")
    elif now.error:
        st.error(plain(now.error), icon=":material/error:")
        st.button(
            "Dismiss", key=opened.key("dismiss render"), help="Hides this", on_click=studio().tasks.forget, args=(task,)
        )


def _age(path: Path) -> float:
    return path.stat().st_mtime


def take_home(opened: Open, made: Delivered) -> None:
    """The finished files, and the project itself, straight from disk."""
    files, name = opened.folder.deliverables, f"{opened.name}-{made.format.value.replace(':', 'x')}"
    st.markdown("##### Take it home")
    size = f"{made.facts.size_bytes / 1e6:.1f} MB"
    st.html(download(files / made.master, f"{name}.mp4", f"Video, MP4 ({size})", primary=True))
    others = [
        (files / made.captions_srt, f"{name}.srt", "SRT"),
        (files / made.captions_vtt, f"{name}.vtt", "VTT"),
        (files / made.poster, f"{name}.jpg", "Poster"),
    ]
    st.caption("Captions in two formats, and a still")
    for (file, called, label), column in zip(others, st.columns(3, gap="small"), strict=True):
        if file.is_file():
            column.html(download(file, called, label))
    take_project(opened)


def take_project(opened: Open) -> None:
    """The whole project as one file; packing it takes a moment, so it waits until it is asked for."""
    packed = opened.folder.previews / f"{opened.name}{PACKED}"
    if watch(opened, "pack", title=lambda _: "Packing the project"):
        return
    if packed.is_file() and packed.stat().st_mtime >= studio().shelf.changed(opened.name).timestamp():
        size = f"{packed.stat().st_size / 1e6:.0f} MB"
        st.html(download(packed, packed.name, f"Save the project ({size})"))
        return
    st.button(
        "Pack the project",
        key=opened.key("pack"),
        icon=":material/archive:",
        width="stretch",
        help="Puts the brief, the photo, every take and the finished ads into one file, for another studio or to keep",
        disabled=any(task.running for task in tasks_of(opened, "render")),
        on_click=_pack,
        args=(opened,),
    )


def _pack(opened: Open) -> None:
    shelf, name = studio().shelf, opened.name
    packed = opened.folder.previews / f"{name}{PACKED}"

    def work(job: Job) -> None:
        with job.stage("pack"):
            shelf.pack(name, packed)

    studio().tasks.start(opened.folder.folder, "pack", work, expected={"pack": 1.0})


main(open_project(Step.DELIVER))

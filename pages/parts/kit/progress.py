"""Running work: its bar, the time left, a stop button, and the sentence that says why it failed."""

from collections.abc import Callable, Sequence

import streamlit as st

from adforge_core.project.underway import forget
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.kit.page import ProjectPage, is_behind
from pages.parts.kit.studio import studio
from pages.parts.kit.words import clock, duration, plain

_EVERY_S = 0.5


def tasks_of(page: ProjectPage, *kinds: TaskKind) -> tuple[Task, ...]:
    """The project's background work of these kinds, running and ended."""
    return tuple(task for task in studio().tasks.of(page.folder.folder) if task.kind in kinds)


def working(page: ProjectPage, *kinds: TaskKind) -> bool:
    """Whether any of the project's background work of these kinds is running."""
    return any(task.running for task in tasks_of(page, *kinds))


def watch(page: ProjectPage, *kinds: TaskKind, title: Callable[[Task], str], narrow: bool = False) -> bool:
    """Shows the project's work of these kinds while it runs, or why it failed. Returns whether any is running.

    `title` says what a task makes; it is left out in a `narrow` column, whose heading says it. When the last task ends
    the whole page is drawn again.
    """
    if working(page, *kinds):
        st.fragment(_show, run_every=_EVERY_S)(page, kinds, title, narrow)
        return True
    tasks = tasks_of(page, *kinds)
    if tasks and is_behind(page):
        st.rerun()
    _failures(page, tasks, title, narrow)
    return False


def interruption(page: ProjectPage, kind: TaskKind, doing: str) -> None:
    """Says that work of that kind was interrupted when its process ended, with a button that hides the message.

    `doing` names the work: "Planning".
    """
    seen = page.interrupted(kind)
    if not seen or working(page, kind):
        return
    said, button = st.columns([9, 2], vertical_alignment="center")
    at = clock(max(one.at for one in seen))
    said.warning(f"{doing} was interrupted at {at}. Finished work is kept.", icon=":material/power_off:")
    button.button(
        "Dismiss",
        key=page.key(f"dismiss interrupted {kind}"),
        help="Hides this message",
        on_click=_hide,
        args=(page, kind),
    )


def _hide(page: ProjectPage, kind: TaskKind) -> None:
    for seen in page.interrupted(kind):
        forget(page.folder, kind, seen.note.scene)


def bar(task: Task) -> None:
    """One task's bar, with what is left."""
    now = task.progress()
    left = "stopping" if now.cancelled else f"{duration(now.seconds_left)} left"
    st.progress(min(1.0, now.done), text=f"{now.done:.0%} · {left}")
    if now.waits_for:
        st.caption(f"{now.waits_for} has already ordered this. Waiting for its result, so that it is paid for once.")


def stop_button(page: ProjectPage, task: Task, label: str = "Stop") -> None:
    """A button that stops one task; what it has finished is kept."""
    st.button(
        label,
        key=page.key(f"stop {task.kind} {task.scene}"),
        icon=":material/stop_circle:",
        help="Stops this. Finished work is kept.",
        disabled=task.monitor.cancelled(),
        on_click=task.cancel,
    )


def waiting(page: ProjectPage, task: Task, said: str) -> None:
    """Shows in little space that a task is running, until it has ended."""
    st.fragment(_wait, run_every=_EVERY_S)(page, task, said)


def _wait(page: ProjectPage, task: Task, said: str) -> None:
    if not task.running:
        st.rerun()
    words, stop = st.columns([3, 2], vertical_alignment="center")
    words.caption(said)
    with stop:
        stop_button(page, task)


def _show(page: ProjectPage, kinds: Sequence[TaskKind], title: Callable[[Task], str], narrow: bool) -> None:
    running = [task for task in tasks_of(page, *kinds) if task.running]
    if not running:
        st.rerun()
    for task in running:
        if narrow:
            shown, stop = st.columns([3, 2], vertical_alignment="center")
        else:
            words, shown, stop = st.columns([3, 6, 2], vertical_alignment="center")
            words.markdown(f"**{plain(title(task))}**")
        with shown:
            bar(task)
        with stop:
            stop_button(page, task)


def _failures(page: ProjectPage, tasks: Sequence[Task], title: Callable[[Task], str], narrow: bool) -> None:
    for task in tasks:
        error = task.progress().error
        if error:
            said, button = (
                (st.container(), st.container()) if narrow else st.columns([9, 2], vertical_alignment="center")
            )
            what = "" if narrow else f"{plain(title(task))}: "
            said.error(f"{what}{plain(error)}", icon=":material/error:")
            button.button(
                "Dismiss",
                key=page.key(f"dismiss {task.kind} {task.scene}"),
                help="Hides this message",
                on_click=studio().tasks.forget,
                args=(task,),
            )

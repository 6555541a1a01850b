"""Planning the storyboard, with a note in plain words, and the animatic that shows the result."""

from html import escape

import streamlit as st

from adforge_core.model.edits import with_drafts
from adforge_core.model.project import LONGEST_NOTE
from adforge_core.model.stages import Stage, Step
from adforge_core.pipeline.animatics import last_animatic, make_animatic
from adforge_core.pipeline.piecework import plan_storyboard
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.steps import State, expected_planning
from adforge_core.pipeline.storyboard import plan_key
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.kit.fields import text
from pages.parts.kit.files import video
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.prices import plan_price, plan_usd, warn_if_beyond
from pages.parts.kit.progress import interruption, watch, working
from pages.parts.kit.words import plain
from pages.parts.kit.work import seconds_of, start
from pages.parts.storyboard.revising import ask_for_change, noted

_LEAST_ANIMATIC_S = 6.0


def ask_for_plan(page: ProjectPage) -> None:
    """The note and the button that plans; the note stays, so that the next one can add to it."""
    project, standing = page.project, page.statuses[Step.STORYBOARD]
    again = bool(project.scenes)
    text(
        page, "note", "What should be different?" if again else "Anything to keep in mind?", "the note",
        project.note if project.drafts.note is None else project.drafts.note,
        lambda project, typed: with_drafts(project, note=typed),
        height=90,
        max_chars=LONGEST_NOTE,
        placeholder="Warmer, shorter lines, start with a question, scene 2 about the capacity",
        help="In plain words. Write “different” for another version. What the ad should say must be in the brief, or "
        "here in quotation marks.",
    )  # fmt: skip
    stale = standing.state is State.STALE
    note, another = _wanted(page)
    usd = plan_usd(page, note, another=another)
    if again:
        ask_for_change(page, note, busy=being_planned(page))
    warn_if_beyond(page, usd)
    st.button(
        plain(f"{'Plan again' if again else 'Plan the storyboard'} · {plan_price(page, usd)}"),
        type="primary" if stale or not again else "secondary",
        icon=":material/auto_awesome:",
        width="stretch",
        disabled=being_planned(page),
        help="Plans every scene again, except locked ones. Undo brings the old ones back."
        if again
        else "Plans every scene, chooses the music and speaks the lines",
        key=page.key("plan"),
        on_click=_plan_as_noted,
        args=(page,),
    )


def start_planning(page: ProjectPage, note: str, *, another: bool = False) -> None:
    """Starts planning from the brief and the note; `another` asks for a different plan than the current one."""

    def make(run: Run) -> None:
        plan_storyboard(run, note, another)

    asked = note, another, plan_key(page.project)
    start(page, TaskKind.PLAN, make, parts=expected_planning(page.project), about=asked)


def being_planned(page: ProjectPage) -> bool:
    """Whether the storyboard is being planned, by itself or as part of the whole ad."""
    return working(page, TaskKind.PLAN) or (not page.project.scenes and page.rendering)


def _wanted(page: ProjectPage) -> tuple[str, bool]:
    """The note, and whether another plan is wanted: the same note once more asks for another."""
    note = noted(page)
    stale = page.statuses[Step.STORYBOARD].state is State.STALE
    return note, bool(page.project.scenes) and not stale and note == page.project.note


def _plan_as_noted(page: ProjectPage) -> None:
    note, another = _wanted(page)
    start_planning(page, note, another=another)


def show_heard(page: ProjectPage) -> None:
    """What the planner understood of the last note."""
    if page.project.understood:
        said = escape(page.project.understood)
        st.html(f"<p class='adforge-heard' role='status'><b>Your last note.</b> {said}</p>")


def show_animatic(page: ProjectPage) -> None:
    """The animatic, if there is one, and the button that makes it."""
    found = last_animatic(page.folder, page.project)
    format = page.project.format
    with st.container(key=f"adforge-animatic-{'wide' if format.is_wide else 'tall'}-{format.slug}"):
        if found:
            st.html(video(found.file, label="The animatic"))
        else:
            st.html("<div class='adforge-empty'>See the whole ad in seconds, before anything is rendered</div>")
    making = working(page, TaskKind.ANIMATIC)
    current = found is not None and found.current
    st.button(
        "The animatic is up to date" if current else "Update the animatic" if found else "Make the animatic",
        icon=":material/movie:",
        width="stretch",
        disabled=making or current,
        help="A quick preview: still pictures with the voice, the music and the headlines. It takes a few seconds.",
        key=page.key("animatic"),
        on_click=_make_animatic,
        args=(page,),
    )


def _make_animatic(page: ProjectPage) -> None:
    times = seconds_of({Stage.ANIMATIC: 1, Stage.MIX: 1})
    expected = times | {Stage.ANIMATIC: max(_LEAST_ANIMATIC_S, times[Stage.ANIMATIC])}

    def make(run: Run) -> None:
        make_animatic(run)

    start(page, TaskKind.ANIMATIC, make, expected=expected)


def progress(page: ProjectPage) -> bool:
    """The progress of planning and of the animatic. Returns whether any is running."""
    titles = {
        TaskKind.PLAN: "Planning the storyboard",
        TaskKind.ANIMATIC: "Making the animatic",
        TaskKind.REVISE: "Working out the changes",
    }

    def title(task: Task) -> str:
        return titles[TaskKind(task.kind)]

    interruption(page, TaskKind.PLAN, "Planning the storyboard")
    return watch(page, *titles, title=title)

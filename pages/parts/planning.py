"""Planning the storyboard, with a note in plain words, and the animatic that shows what came of it."""

from collections.abc import Callable

import streamlit as st

from adforge_core.engine.jobs import Job
from adforge_core.engine.pipeline.animatics import last_animatic, make_animatic
from adforge_core.engine.pipeline.piecework import at_work, plan_storyboard
from adforge_core.engine.pipeline.steps import State, Step
from adforge_core.engine.tasks import Task
from pages.parts.files import video
from pages.parts.page import Open
from pages.parts.progress import tasks_of, watch
from pages.parts.studio import studio
from pages.parts.words import dollars, duration, plain

_LINES_A_SCENE = 3
_LONGEST_NOTE = 500


def ask_for_plan(opened: Open) -> None:
    """The note and the button that plans; the note stays, so that the next one can add to it."""
    project, standing = opened.project, opened.standings[Step.STORYBOARD]
    key = opened.key("note")
    st.session_state.setdefault(key, project.note)
    again = bool(project.scenes)
    st.text_area(
        "What should be different?" if again else "Anything the plan should heed?",
        key=key,
        height=90,
        max_chars=_LONGEST_NOTE,
        placeholder="Warmer, shorter lines, start with a question, scene 2 about the capacity",
        help="In plain words. Say “different” for another version. What you want said must be in the brief, or stand "
        "here in quotation marks.",
        persist_state="session",
    )
    stale = standing.state is State.STALE
    expected, _ = _planning(opened)
    takes = f"{duration(sum(expected.values()))}, {dollars(standing.cost_usd)}"
    st.button(
        plain(f"{'Plan again' if again else 'Plan the storyboard'} · {takes}"),
        type="primary" if stale or not again else "secondary",
        icon=":material/auto_awesome:",
        width="stretch",
        disabled=_running(opened, "plan"),
        help="Plans every scene anew but the locked ones. Undo brings the old ones back." if again else None,
        key=opened.key("plan"),
        on_click=begin_plan,
        args=(opened,),
    )


def begin_plan(opened: Open) -> None:
    """Plans in the background."""
    here, folder = studio(), studio().shelf.open(opened.name)
    note = str(st.session_state.get(opened.key("note"), "")).strip()
    stale = opened.standings[Step.STORYBOARD].state is State.STALE
    # The same wish on the same brief once more is a wish for another answer.
    another = bool(opened.project.scenes) and not stale and note == opened.project.note

    def work(job: Job) -> None:
        with at_work(folder, here.providers, here.cache, job) as run:
            plan_storyboard(run, note, another)

    expected, parts = _planning(opened)
    here.tasks.start(folder.folder, "plan", work, expected=expected, parts=parts)


def _planning(opened: Open) -> tuple[dict[str, float], dict[str, int]]:
    """The seconds that planning should take, by stage, and how many results each has."""
    scenes = max(len(opened.project.scenes), len(opened.project.brief.scene_requests))
    parts = {"plan": 1, "voice": _LINES_A_SCENE * scenes, "bed": 1}
    return {stage: studio().timings.seconds(stage) * count for stage, count in parts.items()}, parts


def show_heard(opened: Open) -> None:
    """What the planner made of the last note."""
    if opened.project.heard:
        said = plain(opened.project.heard)
        st.html(f"<p class='adforge-heard' role='status'><b>Your last note.</b> {_html(said)}</p>")


def begin_animatic(opened: Open) -> None:
    """Makes the animatic in the background."""
    here, folder = studio(), studio().shelf.open(opened.name)

    def work(job: Job) -> None:
        with at_work(folder, here.providers, here.cache, job) as run:
            make_animatic(run)

    expected = {"animatic": max(6.0, here.timings.seconds("animatic")), "mix": here.timings.seconds("mix")}
    here.tasks.start(folder.folder, "animatic", work, expected=expected)


def show_animatic(opened: Open, make: Callable[[], None]) -> None:
    """The animatic, where there is one, and the button that makes it."""
    found = last_animatic(opened.folder, opened.project)
    shape = opened.project.format.value.replace(":", "x")
    with st.container(key=f"adforge-animatic-{shape}"):
        if found:
            st.html(video(found.file, label="The animatic"))
        else:
            st.html("<div class='adforge-empty'>The ad in motion, small and soon</div>")
    making = _running(opened, "animatic")
    if found and found.current and not making:
        st.caption("The animatic shows the ad as it is now.", text_alignment="center")
        return
    st.button(
        "Changed since: make it again" if found else "Make the animatic",
        icon=":material/movie:",
        width="stretch",
        disabled=making,
        help="Stills, voice and words in a few seconds. Nothing is rendered for good.",
        key=opened.key("animatic"),
        on_click=make,
    )


def progress(opened: Open) -> bool:
    """Planning and the animatic while they are made. Whether any of them is."""
    titles = {"plan": "Planning the storyboard", "animatic": "Making the animatic"}

    def title(task: Task) -> str:
        return titles[task.kind]

    with st.container(key="adforge-storyboard-work"):
        return watch(opened, *titles, title=title)


def _running(opened: Open, kind: str) -> bool:
    return any(task.running for task in tasks_of(opened, kind))


def _html(text: str) -> str:
    return text.replace("\\", "").replace("&", "&amp;").replace("<", "&lt;")

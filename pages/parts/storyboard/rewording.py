"""Other versions of a voiceover line, suggested with or without a note and chosen with one click."""

import streamlit as st

from adforge_core.model.edits import with_scene
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.pipeline.piecework import Edited, other_words
from adforge_core.pipeline.run import Run
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.deliver.report import instead
from pages.parts.kit.answers import dismissible
from pages.parts.kit.fields import does
from pages.parts.kit.page import Change, ProjectPage
from pages.parts.kit.prices import warn_if_beyond, words_usd
from pages.parts.kit.progress import waiting
from pages.parts.kit.studio import studio
from pages.parts.kit.words import counted, plain, spending
from pages.parts.kit.work import start


def reword(page: ProjectPage, scene: Scene) -> None:
    """The popover that suggests other versions of the line."""
    about = "Suggests other ways to say this line"
    with st.popover("Rewrite", icon=":material/edit_note:", type="tertiary", disabled=not scene.vo, help=about):
        task = studio().tasks.find(page.folder.folder, TaskKind.REWRITE, scene.id)
        st.text_input(
            "How should it sound?",
            key=page.key(f"{scene.id}/words"),
            max_chars=300,
            placeholder="Shorter, warmer, as a question",
            help="In plain words. You can leave it empty.",
            persist_state="session",
        )
        usd = words_usd(page, scene.id, *_asked(page, scene))
        warn_if_beyond(page, usd)
        st.button(
            plain(spending("Suggest more" if task and task.answer else "Suggest", usd)),
            key=page.key(f"{scene.id}/suggest"),
            icon=":material/auto_awesome:",
            disabled=bool(task and task.running),
            help="Up to three other lines for this scene. Nothing changes until you choose one.",
            on_click=_ask,
            args=(page, scene),
        )
        if task is not None:
            with dismissible(page, task):
                _answered(page, scene, task)


def _asked(page: ProjectPage, scene: Scene) -> tuple[str, int]:
    """The note, and how often it was used: the same note once more asks for other lines."""
    note = str(st.session_state.get(page.key(f"{scene.id}/words"), "")).strip()
    return note, int(st.session_state.get(page.key(f"{scene.id}/asked"), 0))


def _ask(page: ProjectPage, scene: Scene) -> None:
    note, seed = _asked(page, scene)

    def make(run: Run) -> Edited[tuple[str, ...]]:
        with run.monitor.stage(Stage.REWRITE, scene.id):
            return other_words(run, scene.id, note, seed)

    start(page, TaskKind.REWRITE, make, scene=scene.id, parts={Stage.REWRITE: 1}, about=(note, seed, scene.vo))
    st.session_state[page.key(f"{scene.id}/asked")] = seed + 1


def _answered(page: ProjectPage, scene: Scene, task: Task) -> None:
    if task.running:
        waiting(page, task, "Writing other versions…")
        return
    if error := task.progress().error:
        st.markdown(f":red[:material/error:] {plain(error)}")
    if not isinstance(task.answer, Edited):
        return
    for note in task.answer.fallbacks:
        st.caption(f":orange[:material/info:] {plain(instead(note))}")
    for place, line in enumerate(line for line in task.answer.answer if line != scene.vo):
        st.button(
            plain(line),
            key=page.key(f"{scene.id}/other {place}"),
            icon=":material/subdirectory_arrow_left:",
            help=f"Uses this line, {counted(len(line.split()), 'word')}",
            width="stretch",
            **does(page, "Rewrite a line", _saying(scene.id, line)),
        )


def _saying(scene: str, line: str) -> Change:
    def said(project: Project) -> Project:
        return with_scene(project, scene, vo=line)

    return said

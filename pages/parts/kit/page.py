"""The frame around every page: the project's name, undo, the six steps, and messages about what went wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value

from adforge_core.errors import AdForgeError, BadProject, EditConflict
from adforge_core.media.assets import asset
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import dropped
from adforge_core.model.stages import Step
from adforge_core.pipeline.estimate import Pricing, costs_usd
from adforge_core.pipeline.steps import WORK, State, StepStatus, step_statuses
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.underway import Note, Seen, under_way
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.kit.callbacks import finish_callbacks
from pages.parts.kit.dialogs import none_is_open
from pages.parts.kit.look import dress
from pages.parts.kit.presses import Word, count_steps, guard_clicks
from pages.parts.kit.studio import studio
from pages.parts.kit.words import invalid, plain, price
from pages.parts.library.damaged import fault, offer_repair

LIBRARY = "app.py"
PAGES: Mapping[Step, str] = {step: f"pages/{step.value}.py" for step in Step}

_TITLES = {
    Step.BRIEF: "Brief",
    Step.STORYBOARD: "Storyboard",
    Step.BACKGROUNDS: "Backgrounds",
    Step.PLACEMENT: "Placement",
    Step.SOUND: "Sound",
    Step.DELIVER: "Deliver",
}
_ICONS = {
    State.EMPTY: ":material/radio_button_unchecked:",
    State.READY: ":material/check_circle:",
    State.WORKING: ":material/pending:",
    State.STALE: ":material/change_circle:",
    State.FAILED: ":material/error:",
}

_EVERY_S = 1.0
_WHOLE = {TaskKind.RENDER, TaskKind.VARIANTS}
"""Work on the whole ad."""

Change = Callable[[Project], Project]


@dataclass(frozen=True)
class ProjectPage:
    """The project a page works on, as it was when the page was drawn. `page` is its step, None for the settings.

    `noted` is what was found to be under way in it, or to have been interrupted.
    """

    name: str
    folder: ProjectFolder
    project: Project
    statuses: Mapping[Step, StepStatus]
    step: Step | None
    noted: tuple[Seen, ...] = ()

    def elsewhere(self, kind: TaskKind) -> Seen | None:
        """Work of that kind that another process is doing."""
        return next((seen for seen in self.noted if seen.note.kind == kind and seen.elsewhere), None)

    def interrupted(self, kind: TaskKind) -> tuple[Seen, ...]:
        """Work of that kind that ended unfinished with its process, such as a studio that was stopped."""
        return tuple(seen for seen in self.noted if seen.note.kind == kind and not seen.alive)

    @property
    def rendering(self) -> bool:
        """Whether the whole ad is being made."""
        return self.statuses[Step.DELIVER].state is State.WORKING

    def key(self, field: str) -> str:
        """The name of a widget that belongs to this project."""
        return f"{self.name}/{field}"


def begin(title: str) -> None:
    """What every page does first."""
    # Streamlit 1.67 may draw a page on the thread of a fragment that has just ended and left its column on the stack:
    # after a press meanwhile, the whole page would be drawn inside that column.
    context_dg_stack.set(get_default_dg_stack_value())
    finish_callbacks()
    st.set_page_config(page_title=f"{title} · AdForge Studio", page_icon=str(asset("icon.png")), layout="wide")
    dress()
    none_is_open()


def open_settings() -> ProjectPage | None:
    """The project the settings were opened from, if any; otherwise only the link back to the library is drawn."""
    if st.query_params.get("project"):
        return open_project(None)
    begin("Settings")
    st.page_link(LIBRARY, label="Projects", icon=":material/arrow_back:", help="All your projects")
    guard_clicks()
    return None


def open_project(step: Step | None) -> ProjectPage:
    """The project named in the address, with the page's frame drawn; stops the page where there is no such project."""
    begin(_TITLES[step] if step else "Settings")
    name = str(st.query_params.get("project", ""))
    folder = None
    try:
        folder = studio().library.open(name)
        project = folder.load()
    except BadProject as error:
        st.title("AdForge Studio")
        st.error(plain(fault(folder, error) if folder else str(error)), icon=":material/error:")
        if folder:
            with st.container(width="content"):
                offer_repair(name, error, deleted=lambda: st.switch_page(LIBRARY))
        st.page_link(LIBRARY, label="Back to your projects", icon=":material/arrow_back:", help="All your projects")
        guard_clicks()
        st.stop()
    here = studio()
    working = [task for task in here.tasks.of(folder.folder) if task.running]
    noted = under_way(folder)
    kinds = {task.kind for task in working} | {seen.note.kind for seen in noted if seen.elsewhere}
    costs = costs_usd(asking(folder), project)
    page = ProjectPage(name, folder, project, step_statuses(folder, project, here.timings, kinds, costs), step, noted)
    # Edits on this page start from here, so that nothing another window saves later is overwritten unseen.
    st.session_state[page.key("seen")] = project.revision
    _head(page)
    _steps(page, step)
    _notice(page)
    _keep_up(page, working)
    return page


def is_behind(page: ProjectPage) -> bool:
    """Whether the project was saved or deleted since the page began to be drawn."""
    try:
        return page.folder.load().revision != page.project.revision
    except BadProject:
        return True


def asking(folder: ProjectFolder) -> Pricing:
    """What the studio's providers, and what this project has paid for, say of prices."""
    return Pricing(studio().providers, folder.ledger, folder.media)


def edit(page: ProjectPage, label: str, change: Change, *, gesture: bool = False) -> None:
    """Applies an edit and saves it; a conflict or an invalid value is reported when the page is drawn next.

    `label` is what undo will show. Edits of one `gesture` with the same label are undone together.
    """
    edited(page, label, change, gesture=gesture)


def edited(page: ProjectPage, label: str, change: Change, *, gesture: bool = False) -> bool:
    """The same; returns whether it was saved. Shots that had no room any more are told."""

    def save(seen: int | None) -> int:
        made = page.folder.revisions.edit(change, label, seen, gesture=gesture)
        if said := dropped(page.project, made):
            say(page, said)
        return made.revision

    return saved(page, save)


def saved(page: ProjectPage, save: Callable[[int | None], int]) -> bool:
    """Calls `save` with the revision the page has seen; it returns the one it made. Returns whether that worked."""
    seen = st.session_state.get(page.key("seen"))
    try:
        made = save(seen)
    except EditConflict as error:
        say(page, str(error), "warning")
    except ValidationError as error:
        say(page, invalid(error), "error")
    except AdForgeError as error:
        say(page, str(error), "error")
    else:
        st.session_state[page.key("seen")] = max(made, seen or 0)
        return True
    return False


def say(page: ProjectPage, sentence: str, kind: str = "info") -> None:
    """Shows a sentence on the next drawing of the page: kind is info, success, warning or error."""
    st.session_state[page.key("notice")] = (kind, sentence)


@contextmanager
def said_in_place() -> Iterator[None]:
    """Shows an error the user can act on as its sentence, in place."""
    try:
        yield
    except AdForgeError as error:
        st.error(plain(str(error)), icon=":material/error:")


def go(page: ProjectPage, step: Step) -> None:
    """Turns to another page of the same project."""
    st.switch_page(PAGES[step], query_params={"project": page.name})


def comes_first(page: ProjectPage, step: Step, sentence: str, label: str = "") -> None:
    """Says what is needed before this page can be used, with a link there, or to where it is being made."""
    if page.rendering:
        comes_with_the_ad(page)
    else:
        _say_instead(page, step, sentence, label or f"Go to the {step.value}")


def comes_with_the_ad(page: ProjectPage) -> None:
    """Says that this is being made as part of the whole ad, with a link to its progress."""
    _say_instead(page, Step.DELIVER, "This is being made as part of the whole ad.", "See the progress")


def _say_instead(page: ProjectPage, step: Step, sentence: str, label: str) -> None:
    with st.container(key="adforge-first", horizontal_alignment="center", vertical_alignment="center"):
        st.markdown(plain(sentence), text_alignment="center")
        st.page_link(
            PAGES[step],
            label=label,
            icon=":material/arrow_back:",
            query_params={"project": page.name},
            width="content",
            help=f"Opens step {list(Step).index(step) + 1}, {_TITLES[step]}",
        )


def cost(standing: StepStatus) -> str:
    """The time and price of bringing a step up to date: "about 12 s, $0"."""
    return price(standing.seconds, standing.cost_usd)


def _head(page: ProjectPage) -> None:
    with st.container(key="adforge-head"):
        library, name, back, forth, settings = st.columns([2, 8, 1, 1, 2], vertical_alignment="center")
    library.page_link(LIBRARY, label="Projects", icon=":material/arrow_back:", help="All your projects")
    name.markdown(f"##### {plain(page.project.name)}")
    history = page.folder.revisions.history()
    for column, word, label, keys, also in (
        (back, "undo", history.undo, "Alt+Z", "Ctrl+Z"),
        (forth, "redo", history.redo, "Alt+Y", "Ctrl+Shift+Z"),
    ):
        column.button(
            "",
            icon=f":material/{word}:",
            key=page.key(word),
            help=f"{word.capitalize()}: {label} ({also})" if label else f"Nothing to {word}",
            disabled=not label,
            type="tertiary",
            shortcut=keys,
            on_click=_walk,
            args=(page, word, label),
        )
    settings.container(horizontal_alignment="right").page_link(
        "pages/settings.py",
        label="Settings",
        icon=":material/settings:",
        query_params={"project": page.name},
        help="Services, keys, budget, disk space and an installation check",
    )
    shown = {"undo": history.undo, "redo": history.redo}

    def step(word: Word) -> None:
        # The buttons tell of one step: what a second press takes back before the page is drawn again, nobody has seen.
        label = shown.get(word)
        shown.clear()
        _walk(page, word, label)

    count_steps(page.name, {"undo": page.key("undo"), "redo": page.key("redo")}, step)


def _walk(page: ProjectPage, word: str, shown: str | None) -> None:
    """Undoes the last edit, or redoes it, if there is one; says which it was if that is not what was `shown`."""
    revisions = page.folder.revisions
    history = revisions.history()
    walk, label, did = (
        (revisions.undo, history.undo, "undone") if word == "undo" else (revisions.redo, history.redo, "redone")
    )
    if not label:
        return
    try:
        walk()
    except BadProject as error:
        say(page, str(error), "warning")
    else:
        if shown is not None and label != shown:
            say(page, f"There was a newer edit than the button showed. It was {did}: {label}.")


def _steps(page: ProjectPage, now: Step | None) -> None:
    with st.container(key="steps"):
        for place, (step, column) in enumerate(zip(Step, st.columns(len(Step)), strict=True), 1):
            standing = page.statuses[step]
            with column.container(key=f"step-{'now' if step is now else step.value}"):
                st.page_link(
                    PAGES[step],
                    label=f"{place} {_TITLES[step]}",
                    icon=_ICONS[standing.state],
                    query_params={"project": page.name},
                    width="stretch",
                    help=_status(standing),
                )


def _status(standing: StepStatus) -> str:
    said = standing.state.value.capitalize()
    if standing.why:
        said += f": {standing.why}"
    if standing.seconds and standing.state is not State.READY:
        said += f" ({cost(standing)})"
    return plain(said)


def _keep_up(page: ProjectPage, working: Sequence[Task]) -> None:
    """Draws the page again when work of another step, or of another process, has ended.

    Pages follow the work of their own step themselves. Deliver also notices when a render begins elsewhere.
    """
    folder, tasks = page.folder, studio().tasks
    elsewhere = [task for task in working if WORK.get(task.kind, page.step) is not page.step]
    others, whole = _others(page.noted), {task.kind for task in working} & _WHOLE

    def follow() -> None:
        if (elsewhere or others) and is_behind(page):
            st.rerun()
        begun = {task.kind for task in tasks.of(folder.folder) if task.running} & _WHOLE
        if not all(task.running for task in elsewhere) or _others(under_way(folder)) != others or begun - whole:
            st.rerun()

    if elsewhere or others or page.step is Step.DELIVER:
        st.fragment(follow, run_every=_EVERY_S)()


def _others(noted: Sequence[Seen]) -> set[Note]:
    """The work of other processes."""
    return {seen.note for seen in noted if seen.elsewhere}


def _notice(page: ProjectPage) -> None:
    kind, sentence = st.session_state.pop(page.key("notice"), ("", ""))
    if sentence:
        show = {"info": st.info, "success": st.success, "warning": st.warning, "error": st.error}[kind]
        show(plain(sentence))

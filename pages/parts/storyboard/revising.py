"""A note in plain words on the current ad: the changes it suggests, shown before anything changes."""

from html import escape

import streamlit as st

from adforge_core.model.patch import Change, Patch, patched, value_before
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.pipeline.piecework import Edited, proposed
from adforge_core.pipeline.run import Run
from adforge_core.work.tasks import Task, TaskKind
from pages.parts.deliver.report import instead
from pages.parts.kit.answers import dismissible
from pages.parts.kit.page import ProjectPage, edited, say
from pages.parts.kit.prices import change_usd, warn_if_beyond
from pages.parts.kit.studio import studio
from pages.parts.kit.words import counted, plain, spending
from pages.parts.kit.work import start

_NAMES = {
    "vo": "Voiceover line",
    "super": "Headline",
    "plate_prompt": "Background description",
    "set": "Set",
    "camera": "Camera",
    "motion": "Movement",
    "transition": "Transition",
    "shots": "Shots",
    "look.lighting": "Lighting",
    "look.camera": "Camera style",
    "look.texture": "Texture",
    "look.mood": "Picture mood",
    "look.palette.background": "Background colour",
    "look.palette.surface": "Surface colour",
    "look.palette.accent": "Accent colour",
    "look.grade.contrast": "Contrast",
    "look.grade.saturation": "Saturation",
    "look.grade.warmth": "Warmth",
    "look.grade.vignette": "Vignette",
    "look.key_light.azimuth": "Light direction",
    "look.key_light.elevation": "Light height",
    "look.key_light.softness": "Light softness",
    "offer": "Offer",
    "cta": "Call to action",
    "mood": "Music mood",
    "sound.speed": "Voice pace",
    "sound.voice_level": "Voice level",
    "sound.bed_level": "Music level",
    "sound.music": "Music description",
}


def ask_for_change(page: ProjectPage, note: str, *, busy: bool) -> None:
    """The button that suggests what `note` would change in the current ad."""
    # The price is shown before a note is typed: the button uses what is typed when it is pressed.
    usd = change_usd(page, note or "Other words")
    warn_if_beyond(page, usd)
    st.button(
        plain(spending("Suggest changes", usd)),
        key=page.key("revise"),
        icon=":material/rule:",
        width="stretch",
        disabled=busy,
        help="Shows what your note would change in this ad. Nothing changes until you apply it.",
        on_click=_ask,
        args=(page,),
    )


def noted(page: ProjectPage) -> str:
    """The note as it is in its field."""
    return str(st.session_state.get(page.key("note"), "")).strip()


def _ask(page: ProjectPage) -> None:
    # Read when the button is pressed: the page may have been drawn before the note was typed.
    note = noted(page)
    if not note:
        say(page, "Write what should be different, then press “Suggest changes”.", "warning")
        return

    def make(run: Run) -> Edited[Patch]:
        with run.monitor.stage(Stage.REVISE):
            return proposed(run, note)

    start(page, TaskKind.REVISE, make, parts={Stage.REVISE: 1}, about=note)


def show_proposal(page: ProjectPage) -> None:
    """The changes suggested for the last note, before and after, to apply or discard."""
    task = studio().tasks.find(page.folder.folder, TaskKind.REVISE)
    if task is None or task.running or not isinstance(task.answer, Edited):
        return
    with st.container(border=True, key="adforge-proposal"), dismissible(page, task):
        patch: Patch = task.answer.answer
        changes = [change for change in patch.changes if value_before(page.project, change) != change.value]
        said = f"{counted(len(changes), 'change')} suggested" if changes else "Nothing to change"
        words, apply, discard = st.columns([8, 2, 2], vertical_alignment="center")
        words.markdown(f"**{said}.** {plain(patch.understood)}")
        for note in task.answer.fallbacks:
            st.caption(f":orange[:material/info:] {plain(instead(note))}")
        if changes:
            st.html(_table(page.project, changes))
        else:
            st.caption("The ad stays as it is. Rephrase the note, or plan again for another version.")
        apply.button(
            "Apply",
            key=page.key("apply"),
            type="primary",
            icon=":material/check:",
            width="stretch",
            disabled=not changes,
            help="Makes these changes. Undo takes them back.",
            on_click=_apply,
            args=(page, task, patch),
        )
        discard.button(
            "Discard" if changes else "Close",
            key=page.key("discard"),
            width="stretch",
            help="Leaves the ad as it is",
            on_click=studio().tasks.forget,
            args=(task,),
        )


def _apply(page: ProjectPage, task: Task, patch: Patch) -> None:
    if edited(page, "Apply suggested changes", lambda project: patched(project, patch)):
        studio().tasks.forget(task)


def _table(project: Project, changes: list[Change]) -> str:
    numbers = {scene.id: number for number, scene in enumerate(project.scenes, 1)}
    rows = "".join(
        f"<tr><th scope='row'>{f'Scene {numbers[change.scene]}: ' if change.scene else ''}"
        f"{escape(_NAMES.get(change.field, change.field))}</th>"
        f"<td><del>{_value(value_before(project, change))}</del></td><td><ins>{_value(change.value)}</ins></td></tr>"
        for change in changes
    )
    head = "<thead><tr><th>Change</th><th>Now</th><th>New</th></tr></thead>"
    return f"<table class='adforge-changes'>{head}<tbody>{rows}</tbody></table>"


def _value(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    swatch = f"<i style='background:{escape(value)}'></i>" if value.startswith("#") else ""
    return f"{swatch}{escape(value) or 'empty'}"

"""A wish in plain words for an ad that is there: what it would change, shown before anything is changed."""

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
    "vo": "Line",
    "super": "Words on screen",
    "plate_prompt": "Background description",
    "set": "Set",
    "camera": "Camera",
    "motion": "Product",
    "transition": "Transition",
    "look.lighting": "Lighting",
    "look.camera": "Camera style",
    "look.texture": "Texture",
    "look.mood": "Mood of the picture",
    "look.palette.background": "Background colour",
    "look.palette.surface": "Surface colour",
    "look.palette.accent": "Accent colour",
    "look.grade.contrast": "Contrast",
    "look.grade.saturation": "Saturation",
    "look.grade.warmth": "Warmth",
    "look.grade.vignette": "Darker corners",
    "look.key_light.azimuth": "Where the light comes from",
    "look.key_light.elevation": "How high the light stands",
    "look.key_light.softness": "Softness of the light",
    "offer": "Offer",
    "cta": "Call to action",
    "mood": "Mood of the music",
    "sound.speed": "Pace of the voice",
    "sound.voice_level": "Level of the voice",
    "sound.bed_level": "Level of the music",
    "sound.music": "Music wanted",
}


def ask_for_change(page: ProjectPage, note: str, *, busy: bool) -> None:
    """The button that asks what `note` would change in the ad as it is."""
    # What a note costs is said before there is one: the button does what is typed as it is pressed.
    usd = change_usd(page, note or "Other words")
    warn_if_beyond(page, usd)
    st.button(
        plain(spending("Change only this", usd)),
        key=page.key("revise"),
        icon=":material/rule:",
        width="stretch",
        disabled=busy,
        help="Shows what your note would change in the ad you have. Nothing changes until you say so.",
        on_click=_ask,
        args=(page,),
    )


def noted(page: ProjectPage) -> str:
    """The note as it stands in its field."""
    return str(st.session_state.get(page.key("note"), "")).strip()


def _ask(page: ProjectPage) -> None:
    # What stands in the field as the button is pressed: the page may have been drawn before it was typed.
    note = noted(page)
    if not note:
        say(page, "Write above what should be different, then press “Change only this”.", "warning")
        return

    def make(run: Run) -> Edited[Patch]:
        with run.monitor.stage(Stage.REVISE):
            return proposed(run, note)

    start(page, TaskKind.REVISE, make, parts={Stage.REVISE: 1}, about=note)


def show_proposal(page: ProjectPage) -> None:
    """What the last wish would change, before and after, to be applied or not; nothing where there is none."""
    task = studio().tasks.find(page.folder.folder, TaskKind.REVISE)
    if task is None or task.running or not isinstance(task.answer, Edited):
        return
    with st.container(border=True, key="adforge-proposal"), dismissible(page, task):
        patch: Patch = task.answer.answer
        changes = [change for change in patch.changes if value_before(page.project, change) != change.value]
        said = f"{counted(len(changes), 'change')} proposed" if changes else "Nothing to change"
        words, apply, discard = st.columns([8, 2, 2], vertical_alignment="center")
        words.markdown(f"**{said}.** {plain(patch.understood)}")
        for note in task.answer.fallbacks:
            st.caption(f":orange[:material/info:] {plain(instead(note))}")
        if changes:
            st.html(_table(page.project, changes))
        else:
            st.caption("The ad stays as it is. Say it in other words, or plan again for another version.")
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
    if edited(page, "Apply the changes asked for", lambda project: patched(project, patch)):
        studio().tasks.forget(task)


def _table(project: Project, changes: list[Change]) -> str:
    numbers = {scene.id: number for number, scene in enumerate(project.scenes, 1)}
    rows = "".join(
        f"<tr><th scope='row'>{f'Scene {numbers[change.scene]}: ' if change.scene else ''}"
        f"{escape(_NAMES.get(change.field, change.field))}</th>"
        f"<td><del>{_value(value_before(project, change))}</del></td><td><ins>{_value(change.value)}</ins></td></tr>"
        for change in changes
    )
    head = "<thead><tr><th>What</th><th>Now</th><th>Then</th></tr></thead>"
    return f"<table class='adforge-changes'>{head}<tbody>{rows}</tbody></table>"


def _value(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    swatch = f"<i style='background:{escape(value)}'></i>" if value.startswith("#") else ""
    return f"{swatch}{escape(value) or 'nothing'}"

"""Step 5, Sound: the voice, the music, the accents, their levels, and the mix to see and hear."""

from functools import partial

import streamlit as st

from adforge_core.model.edits import with_sound
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage, Step
from adforge_core.pipeline.piecework import make_sound
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.sound import bed_failed, voice_is_current
from adforge_core.pipeline.steps import State
from adforge_core.work.tasks import TaskKind
from pages.parts.deliver.report import instead
from pages.parts.kit.fields import field, saves
from pages.parts.kit.page import PAGES, ProjectPage, comes_first, cost, open_project
from pages.parts.kit.prices import again_usd, warn_if_beyond
from pages.parts.kit.progress import tasks_of, watch, working
from pages.parts.kit.words import plain, sentence, spending
from pages.parts.kit.work import start
from pages.parts.sound.audition import choose_music
from pages.parts.sound.soundtrack import show_soundtrack
from pages.parts.sound.speakers import choose_voice

_LEVELS = (
    ("voice_level", "Voice", "the voice's level", -12.0, 6.0, "Louder or softer than it was recorded"),
    ("bed_level", "Music", "the music's level", -30.0, 0.0, "How far the music stays below the voice"),
    ("accent_level", "Accents", "the accents' level", -18.0, 12.0, "Louder or softer than the style has them"),
    ("ducking", "Ducking", "the ducking", 0.0, 18.0, "How much further the music drops while the voice speaks"),
)


def main(page: ProjectPage) -> None:
    """Draws the page."""
    if not page.project.scenes:
        comes_first(page, Step.STORYBOARD, "Nothing to hear yet. Plan the storyboard first.")
        return
    controls, heard = st.columns([2, 5], gap="large")
    with controls:
        choose_voice(page)
        choose_music(page)
        st.markdown("##### Accents")
        st.toggle(
            "Sounds on cuts and words",
            **field(page, "accents", page.project.sound.accents),
            help="Whooshes, hits and ticks that suit the style, and two notes with the brand",
            **saves(
                page, "accents", "Switch the accents", lambda project, on: with_sound(project, accents=on), chosen=True
            ),
        )
    with heard:
        # A container of its own, so that the levels do not move while sound is made.
        with st.container(key="adforge-soundtrack"):
            with st.container(key="adforge-heard-whole"):
                show_soundtrack(page)
            bring_up_to_date(page)
            watch(page, TaskKind.SOUND, title=lambda _: "Making the sound")
        levels(page)


def levels(page: ProjectPage) -> None:
    """The levels of voice, music and accents, and the ducking."""
    for column, (name, label, of, low, high, help) in zip(st.columns(len(_LEVELS), gap="medium"), _LEVELS, strict=True):
        column.slider(
            label,
            low,
            high,
            step=0.5,
            format="%g dB",
            **field(page, name, min(high, max(low, float(getattr(page.project.sound, name))))),
            help=help,
            disabled=name == "accent_level" and not page.project.sound.accents,
            **saves(page, name, f"Change {of}", partial(_with_level, name)),
        )


def _with_level(name: str, project: Project, value: float) -> Project:
    return with_sound(project, **{name: value})


def bring_up_to_date(page: ProjectPage) -> None:
    """Makes missing sound: at once where that is free, otherwise with a button that names the price."""
    standing = page.statuses[Step.SOUND]
    if standing.state is State.READY:
        _fallbacks_used(page)
    if standing.state not in {State.STALE, State.FAILED}:
        return
    failed = standing.state is State.FAILED or any(task.progress().error for task in tasks_of(page, TaskKind.SOUND))
    if not failed and not standing.cost_usd:
        if not working(page, TaskKind.SOUND):
            make(page)
        return
    said, button = st.columns([2, 1], vertical_alignment="center")
    with said:
        if failed:
            st.warning(_what_fails(page), icon=":material/error:")
            _lead_to_lines(page)
        else:
            st.info(f"Not up to date: {plain(standing.why)}.", icon=":material/change_circle:")
        warn_if_beyond(page, standing.cost_usd)
    button.button(
        plain(f"{'Try again' if failed else 'Make the sound'} · {cost(standing)}"),
        key=page.key("make sound"),
        type="secondary" if failed else "primary",
        help="Speaks the lines and fits the music",
        width="stretch",
        on_click=make,
        args=(page, failed),
    )


def _fallbacks_used(page: ProjectPage) -> None:
    """Who was replaced by whom, with a button that tries the better voice again."""
    project = page.project
    notes = [note for scene in project.scenes for note in scene.fallbacks if note.stage is Stage.VOICE]
    notes += [note for note in project.fallbacks if note.stage is Stage.BED]
    # Lines often fail for the same reason: it is said once.
    lesser = list(dict.fromkeys(instead(note) for note in notes))
    if not lesser:
        return
    said, button = st.columns([2, 1], vertical_alignment="center")
    said.warning("  \n".join(plain(sentence(one)) for one in lesser), icon=":material/info:")
    if any(note.stage is Stage.VOICE for note in notes):
        usd = again_usd(page)
        with said:
            warn_if_beyond(page, usd)
        button.button(
            plain(spending("Try again", usd)),
            key=page.key("speak again"),
            help="Tries the better voice again. Lines you have paid for are not charged again.",
            width="stretch",
            on_click=make,
            args=(page, True),
        )


def make(page: ProjectPage, again: bool = False) -> None:
    """Starts speaking the missing lines and fitting the music; `again` tries a voice that failed once more."""
    project = page.project
    unspoken = sum(not voice_is_current(project, index) for index in range(len(project.scenes)))

    def work(run: Run) -> None:
        make_sound(run, again)

    start(page, TaskKind.SOUND, work, parts={Stage.VOICE: unspoken, Stage.BED: 1}, about=again)


def _what_fails(page: ProjectPage) -> str:
    """Why the sound is incomplete."""
    silent = [
        f"Scene {number}: {plain(note.why)}"
        for number, scene in enumerate(page.project.scenes, 1)
        for note in scene.fallbacks
        if note.stage is Stage.VOICE and scene.voice is None
    ]
    if bed_failed(page.project):
        silent += [f"Music: {plain(note.why)}" for note in page.project.fallbacks if note.stage is Stage.BED]
    return "  \n".join(silent) or f"The sound is not up to date: {plain(page.statuses[Step.SOUND].why)}."


def _lead_to_lines(page: ProjectPage) -> None:
    """A link to the first line that could not be spoken."""
    for number, scene in enumerate(page.project.scenes, 1):
        if scene.vo and scene.voice is None:
            st.page_link(
                PAGES[Step.STORYBOARD],
                label=f"Edit the line of scene {number}",
                icon=":material/edit:",
                query_params={"project": page.name, "scene": scene.id},
                help="Shorten it there, or give its scene more time",
            )
            return


main(open_project(Step.SOUND))

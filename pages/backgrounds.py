"""Step 3, Backgrounds: every scene's background, generated, chosen among takes, or uploaded."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from adforge_core.model.stages import Step
from adforge_core.pipeline.steps import stale_scenes
from adforge_core.work.tasks import TaskKind
from pages.parts.backgrounds.plate_card import card, draw_bar, edit_what_was_chosen
from pages.parts.backgrounds.plates import busy, start_plates
from pages.parts.kit.dialogs import is_open
from pages.parts.kit.gallery import fill, gallery
from pages.parts.kit.page import ProjectPage, comes_first, is_behind, open_project
from pages.parts.kit.prices import plates_price, plates_usd, warn_if_beyond
from pages.parts.kit.progress import interruption, tasks_of
from pages.parts.kit.studio import studio
from pages.parts.kit.words import counted, maker, plain

_CARD_WIDTH = 308

Slots = Mapping[str, DeltaGenerator]


def main(page: ProjectPage) -> None:
    """Draws the page."""
    project = page.project
    if project.product is None:
        comes_first(page, Step.BRIEF, "Add a product photo to the brief first.", "Add a product photo")
        return
    if not project.scenes:
        comes_first(page, Step.STORYBOARD, "Plan the storyboard first: each of its scenes gets a background.")
        return
    stale = stale_scenes(project)
    # Counted before any is shown, so that one made while the page is drawn is noticed.
    seen = gallery().has_of(project)
    head(page, stale)
    interruption(page, TaskKind.PLATE, "Making backgrounds")
    slots = {}
    with st.container(horizontal=True, gap="small"):
        for number, scene in enumerate(project.scenes, 1):
            with st.container(border=True, width=_CARD_WIDTH, key=f"plate-{scene.id}"):
                slots[scene.id] = card(page, number, scene, stale=scene.id in stale)
    edit_what_was_chosen(page)
    lacking, running = fill(page), at_work(page)
    if running:
        st.fragment(follow, run_every=0.5)(page, running, seen, slots)
    elif (lacking or changed(page, seen)) and not is_open():
        # Making pictures ended before it reached these, or before the page could show them.
        st.rerun()


def head(page: ProjectPage, stale: tuple[str, ...]) -> None:
    """The state of the backgrounds, and the button that makes those that are needed."""
    project = page.project
    free = [scene.id for scene in project.scenes if not busy(page, scene)]
    wanted = [id for id in free if id in stale]
    making = len(project.scenes) - len(free)
    words, button = st.columns([7, 4], vertical_alignment="center")
    if making:
        words.markdown(f"**Making {counted(making, 'background')}.** You can leave this page; the work continues.")
    elif stale:
        missing = sum(scene.take is None for scene in project.scenes)
        what = "to make" if missing == len(stale) else "to make again"
        kept = " The others stay as they are." if len(stale) < len(project.scenes) else ""
        words.markdown(
            f"**{counted(len(stale), 'background')} {what}.**{kept} Every take is kept: click one to use it."
        )
    else:
        words.markdown("**All backgrounds are made.** Every take is kept: click one to use it, or make more.")
    again = [scene.id for scene in project.scenes if scene.id in free and not scene.own_plate]
    chosen = wanted or again
    what = "all" if len(wanted) in (0, len(project.scenes)) else counted(len(wanted), "background")
    word = f"Generate {what}" if wanted or not again else "Make another of each"
    usd = plates_usd(page, chosen, another=not wanted)
    with words:
        warn_if_beyond(page, usd)
    button.button(
        plain(f"{word} · {plates_price(len(chosen), usd)}") if chosen else word,
        key=page.key("generate"),
        type="primary" if wanted else "secondary",
        icon=":material/auto_awesome:",
        width="stretch",
        disabled=not chosen,
        help=f"Made by {maker(studio().providers.plates.name)}. Earlier backgrounds are kept as takes.",
        on_click=start_plates,
        args=(page, chosen, not wanted),
    )


def at_work(page: ProjectPage) -> frozenset[str]:
    """The scenes whose background is being made, and "" while pictures of takes are made."""
    return frozenset(task.scene for task in tasks_of(page, TaskKind.PLATE, TaskKind.PREVIEW) if task.running)


def changed(page: ProjectPage, seen: int) -> bool:
    """Whether the project has changed since the page was drawn, or has more pictures of takes than were `seen`."""
    return is_behind(page) or gallery().has_of(page.project) != seen


def follow(page: ProjectPage, running: frozenset[str], seen: int, slots: Slots) -> None:
    """Moves the bars; draws the page again as soon as something has been made."""
    if (at_work(page) != running or changed(page, seen)) and not is_open():
        st.rerun()
    for scene, slot in slots.items():
        if scene in running:
            draw_bar(page, scene, slot)


main(open_project(Step.BACKGROUNDS))

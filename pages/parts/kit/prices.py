"""What work takes, in seconds and dollars, shown before it is started."""

from collections.abc import Collection

import streamlit as st

from adforge_core.model.edits import reseeded, with_sound
from adforge_core.model.stages import Stage
from adforge_core.pipeline.estimate import (
    pending_for_change,
    pending_for_plan,
    pending_for_plates,
    pending_for_sound,
    pending_for_words,
    total_usd,
)
from adforge_core.pipeline.steps import expected_planning
from pages.parts.kit.page import ProjectPage, asking
from pages.parts.kit.words import dollars, plain, price
from pages.parts.kit.work import seconds_of


def plan_usd(page: ProjectPage, note: str, *, another: bool = False) -> float:
    """What planning costs, at most, in dollars, with the voice and the music.

    `another` asks for a different plan than there is.
    """
    wanted = reseeded(page.project) if another else page.project
    return total_usd(pending_for_plan(asking(page.folder), wanted, note))


def plan_price(page: ProjectPage, usd: float) -> str:
    """What planning takes: "about 6 s, $0"."""
    return price(sum(seconds_of(expected_planning(page.project)).values()), usd)


def plates_usd(page: ProjectPage, scenes: Collection[str], *, another: bool = False, start: str = "") -> float:
    """What making the backgrounds of these scenes costs, at most, in dollars.

    `another` asks for different ones than there are, `start` names the take to go on from.
    """
    return total_usd(pending_for_plates(asking(page.folder), page.project, scenes, another=another, start=start))


def plates_price(count: int, usd: float) -> str:
    """What making so many backgrounds takes: "about 6 s, $0"."""
    return price(sum(seconds_of({Stage.PLATE: count}).values()), usd)


def line_usd(page: ProjectPage, scene: str) -> float:
    """What speaking the line of a scene costs, at most, in dollars; 0 where it is spoken as it is now."""
    return total_usd(
        due
        for due in pending_for_sound(asking(page.folder), page.project)
        if (due.stage, due.scene) == (Stage.VOICE, scene)
    )


def again_usd(page: ProjectPage) -> float:
    """What speaking every line again costs, at most, in dollars, with the best voice available."""
    return spoken_usd(page, page.project.sound.voice)


def spoken_usd(page: ProjectPage, speaker: str) -> float:
    """What having every line spoken by a speaker costs, at most, in dollars."""
    unspoken = [scene.model_copy(update={"voice": None}) for scene in page.project.scenes]
    wanted = with_sound(page.project, voice=speaker).model_copy(update={"scenes": tuple(unspoken)})
    return total_usd(due for due in pending_for_sound(asking(page.folder), wanted) if due.stage is Stage.VOICE)


def words_usd(page: ProjectPage, scene: str, note: str, seed: int) -> float:
    """What other words for the line of a scene cost, at most, in dollars."""
    return pending_for_words(asking(page.folder), page.project, scene, note, seed).cost_usd


def change_usd(page: ProjectPage, note: str) -> float:
    """What suggesting the changes that `note` asks for costs, at most, in dollars."""
    return pending_for_change(asking(page.folder), page.project, note).cost_usd


def warn_if_beyond(page: ProjectPage, usd: float) -> None:
    """Warns where `usd` is more than what is left of the budget, with a link to raise it."""
    left = page.project.budget_usd - page.folder.ledger.total_usd()
    if usd <= left + 1e-9:
        return
    with st.container(gap="xxsmall"):
        st.markdown(
            f":orange[:material/savings: Over budget.] {plain(dollars(max(0.0, left)))} is left. What that does not "
            "cover is made on this machine instead."
        )
        st.page_link(
            "pages/settings.py",
            label="Raise the budget",
            icon=":material/settings:",
            query_params={"project": page.name},
            help="Opens Settings, where the project's budget is",
        )

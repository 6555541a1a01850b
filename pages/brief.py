"""Step 1, Brief: what is sold, the brand kit, and the product photo."""

import re

import streamlit as st

from adforge_core.model.brief import Brief, Style
from adforge_core.model.edits import MOST_SCENES, reframed, with_brief, with_language, with_length, with_scene_count
from adforge_core.model.formats import Format
from adforge_core.model.stages import Step
from adforge_core.model.styles import guide
from adforge_core.pipeline.steps import State
from adforge_core.pipeline.voices import without_voice
from adforge_core.providers.languages import COMMON_LANGUAGES, ENGLISH, is_chosen, language_name, language_of
from pages.parts.brief.brand import brand_kit
from pages.parts.brief.mending import mending, mending_desk
from pages.parts.brief.photo import photo_card
from pages.parts.brief.shown import choose_shown
from pages.parts.kit.fields import choice, field, saves, text
from pages.parts.kit.page import ProjectPage, go, open_project
from pages.parts.kit.prices import plan_price, plan_usd, warn_if_beyond
from pages.parts.kit.studio import studio
from pages.parts.kit.words import plain
from pages.parts.placement.pose import choose_pose
from pages.parts.storyboard.planning import being_planned, start_planning


def main() -> None:
    """Draws the page."""
    page = open_project(Step.BRIEF)
    if mending(page):
        _keep_unsaved(page)
        mending_desk(page)
        return
    words, ad, photo = st.columns([10, 10, 9], gap="large")
    with words:
        what_you_sell(page)
    with ad:
        first, second = st.tabs(["The ad", "Brand kit"])
        with first:
            the_ad(page)
        with second:
            brand_kit(page)
    with photo:
        photo_card(page)
        pose, shown = st.columns(2)
        with pose:
            choose_pose(page)
        with shown:
            choose_shown(page)
        next_step(page)


def what_you_sell(page: ProjectPage) -> None:
    """The brief's words."""
    brief = page.project.brief
    st.markdown("##### What you sell")
    text(
        page, "product", "Product", "the product's name", brief.product,
        lambda project, typed: with_brief(project, product=typed),
        placeholder="Alder & Wren Breakfast Tea", help="The name the ad says and shows",
    )  # fmt: skip
    text(
        page, "description", "Description", "the description", brief.description,
        lambda project, typed: with_brief(project, description=typed),
        height=92, placeholder="A brisk, malty loose leaf tea, blended in small batches",
        help="What it is, in a sentence or two. The ad claims nothing that is not in the brief.",
    )  # fmt: skip
    text(
        page, "benefits", "Benefits, one on each line", "the benefits", "\n".join(brief.benefits),
        lambda project, typed: with_brief(project, benefits=_lines(typed)),
        height=132, placeholder="Whole leaves, never dust\nReady in three minutes\nA tin that keeps it fresh",
        help="Why someone would want it, strongest first. Each can become a scene.",
    )  # fmt: skip
    text(
        page, "audience", "Audience", "the audience", brief.audience,
        lambda project, typed: with_brief(project, audience=typed),
        placeholder="People who take their mornings slowly", help="Who the ad speaks to",
    )  # fmt: skip
    text(
        page, "offer", "Offer", "the offer", brief.offer,
        lambda project, typed: with_brief(project, offer=typed),
        placeholder="20% off your first tin", help="Prices and percentages are spoken and shown as you write them",
    )  # fmt: skip
    text(
        page, "cta", "Call to action", "the call to action", brief.cta,
        lambda project, typed: with_brief(project, cta=typed),
        placeholder="Order yours today", help="What the viewer should do at the end",
    )  # fmt: skip
    language(page)


def language(page: ProjectPage) -> None:
    """The ad's language: found in the brief's words, or chosen; and that it will have no voice where none speaks it."""
    brief = page.project.brief
    found = language_of(brief.model_copy(update={"language": ENGLISH, "language_given": False}))
    given = brief.language if is_chosen(brief) else ""
    listed = dict.fromkeys(("", ENGLISH, given or found, found, *COMMON_LANGUAGES))
    st.selectbox(
        "Language",
        **choice(page, "language", given, sorted(listed, key=lambda code: code and language_name(code))),
        format_func=lambda code: language_name(code) if code else f"As the words are ({language_name(found)})",
        help="The language the ad is written and spoken in. Set it where the words do not tell.",
        **saves(page, "language", "Choose the language", with_language, chosen=True),
    )
    if said := without_voice(studio().providers, brief):
        st.info(said, icon=":material/voice_over_off:")


def the_ad(page: ProjectPage) -> None:
    """Style, length, scenes and frame."""
    project = page.project
    brief = project.brief
    st.radio(
        "Style",
        **choice(page, "style", brief.style, list(Style)),
        format_func=lambda style: style.value.capitalize(),
        captions=[guide(style).about for style in Style],
        help="Copy, pace, type, sets, transitions and music all follow it",
        **saves(page, "style", "Choose a style", lambda p, style: with_brief(p, style=style), chosen=True),
    )
    shortest, longest = _range("duration")
    st.slider(
        "Length",
        shortest,
        longest,
        step=1.0,
        format="%d s",
        **field(page, "duration", float(brief.duration)),
        help="How long the finished ad is, in seconds",
        **saves(page, "duration", "Change the length", with_length),
    )
    st.slider(
        "Scenes",
        1,
        MOST_SCENES,
        **field(page, "scenes", len(brief.scene_requests)),
        help="How many scenes to plan. Allow at least three seconds for each.",
        **saves(page, "scenes", "Change the number of scenes", with_scene_count),
    )
    st.segmented_control(
        "Format",
        list(Format),
        **field(page, "format", project.format, "default"),
        required=True,
        format_func=lambda format: format.value,
        help="The shape of the frame. Backgrounds made for other formats are kept.",
        width="stretch",
        **saves(page, "format", "Change the format", reframed, chosen=True),
    )
    width, height = project.format.size
    st.caption(f"{width} by {height} pixels, for {project.format.seen_on}")


def next_step(page: ProjectPage) -> None:
    """The button to the storyboard, which plans it first where that is needed."""
    standing = page.statuses[Step.STORYBOARD]
    if standing.state is State.READY:
        st.button(
            "Continue to the storyboard",
            type="primary",
            width="stretch",
            key=page.key("on"),
            help="The storyboard follows this brief",
            on_click=go,
            args=(page, Step.STORYBOARD),
        )
        return
    busy, again = being_planned(page), bool(page.project.scenes)
    if busy:
        said = "The storyboard is being planned."
    elif page.project.product is None:
        said = "Add a product photo first."
    else:
        said = (
            "Replaces every scene that is not locked. Undo brings them back."
            if again
            else "Plans every scene from this brief."
        )
    usd = plan_usd(page, page.project.note)
    warn_if_beyond(page, usd)
    word = f"{'Plan again' if again else 'Plan the storyboard'} · {plan_price(page, usd)}"
    st.button(
        "Planning…" if busy else plain(word),
        type="primary",
        width="stretch",
        icon=":material/auto_awesome:",
        key=page.key("plan"),
        disabled=busy or page.project.product is None,
        help=said,
        on_click=_plan,
        args=(page,),
    )
    st.caption(said)


def _plan(page: ProjectPage) -> None:
    # The second press of a double click finds the plan running, or finished if it was quick.
    if page.project.scenes or not page.folder.load().scenes:
        start_planning(page, page.project.note)
    go(page, Step.STORYBOARD)


def _lines(typed: str) -> tuple[str, ...]:
    """The lines of a list, without bullets or dashes in front."""
    return tuple(kept for line in typed.splitlines() if (kept := re.sub(r"^[\s\-*\u2022\u2013]+", "", line).strip()))


def _range(name: str) -> tuple[float, float]:
    rule = Brief.model_json_schema()["properties"][name]
    return float(rule["minimum"]), float(rule["maximum"])


def _keep_unsaved(page: ProjectPage) -> None:
    """Keeps what was typed and could not be saved while its field is not shown."""
    for key in [key for key in st.session_state if str(key).startswith(page.key("")) and str(key).endswith("!")]:
        typed = str(key)[:-1]
        if typed in st.session_state:
            st.session_state[typed] = st.session_state[typed]


main()

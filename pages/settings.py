"""Settings: who makes what and why, which keys are there, the disk, the budget, and a check of this installation."""

import os

import streamlit as st

from adforge_core.engine.doctor import KEYS, Report, examine
from adforge_core.model.project import Project
from pages.parts.fields import complaint, field, saves
from pages.parts.page import Open, open_settings
from pages.parts.studio import studio
from pages.parts.words import dollars, plain

_CAPABILITIES = {
    "plan": "Storyboard",
    "cutout": "Cut-out",
    "plates": "Backgrounds",
    "voice": "Voice",
    "bed": "Music",
}
_SERVICES = {
    "OPENAI_API_KEY": "OpenAI",
    "OPENROUTER_API_KEY": "OpenRouter",
    "REPLICATE_API_TOKEN": "Replicate",
    "ELEVENLABS_API_KEY": "ElevenLabs",
}


def providers() -> None:
    """Who serves each capability, and the reason."""
    st.subheader("Who makes what")
    st.caption("The studio works with no key and no network. What you see here is what the next ad will be made with.")
    for served in studio().choice.served:
        what, who = st.columns([2, 5])
        what.markdown(f"**{_CAPABILITIES.get(served.capability, served.capability)}**")
        who.markdown(f"{plain(served.provider)}, because {plain(served.why)}")


def keys() -> None:
    """Whether each key is there; never what it is."""
    st.subheader("Keys")
    st.caption(
        "Keys are read from the environment or from .streamlit/secrets.toml when the studio starts. "
        "They are never shown, saved in a project or written to a log."
    )
    for name in KEYS:
        service, state = st.columns([2, 5])
        service.markdown(f"**{_SERVICES[name]}**")
        state.markdown(f"`{name}` is {':green[set]' if _is_set(name) else 'not set'}")


def _is_set(name: str) -> bool:
    if os.environ.get(name):
        return True
    try:
        return bool(st.secrets.get(name))
    except FileNotFoundError:
        return False


def budget(opened: Open) -> None:
    """What this project has cost and may cost."""
    st.subheader("Budget of this project")
    spent = opened.folder.ledger.total_usd()

    def change(project: Project, amount: float) -> Project:
        return Project.model_validate(project.model_dump() | {"budget_usd": amount})

    limit, said = st.columns([2, 5], vertical_alignment="bottom")
    limit.number_input(
        "At most, in dollars",
        min_value=0.0,
        max_value=10_000.0,
        step=1.0,
        format="%.2f",
        key=field(opened, "budget", float(opened.project.budget_usd)),
        help="Nothing that costs more than is left of this is begun",
        **saves(opened, "budget", "Change the budget", change),
    )
    said.markdown(f"{plain(dollars(spent))} spent so far. Local providers cost nothing.")
    complaint(opened, "budget")


def cache() -> None:
    """The disk that results take which can be made again."""
    st.subheader("Cache")
    words, button = st.columns([5, 2], vertical_alignment="center")
    size = studio().cache.size()
    words.markdown(
        f"{size / 1e6:,.0f} MB of results that can be made again. Clearing it loses nothing of your projects; "
        "the next change of each takes longer once."
    )
    if button.button("Clear the cache", icon=":material/delete_sweep:", disabled=size == 0, help="Frees the disk"):
        studio().cache.clear()
        st.rerun()


def doctor() -> None:
    """What this installation has and lacks."""
    st.subheader("This installation")
    if st.button("Check it", icon=":material/stethoscope:", help="Looks at ffmpeg, models, fonts, music and the disk"):
        with st.spinner("Looking at everything an ad needs…"):
            st.session_state["doctor"] = examine(studio().choice.served)
    report: Report | None = st.session_state.get("doctor")
    if report is None:
        st.caption("Checks that everything an ad needs is there and whole. Takes a few seconds.")
        return
    if report.ok:
        st.success("Everything an ad needs is here.")
    for finding in report.findings:
        mark = ":green[:material/check_circle:]" if finding.ok else ":red[:material/error:]"
        st.markdown(f"{mark} **{plain(finding.name)}** {plain(finding.detail)} {plain(finding.to_do)}")


opened = open_settings()
left, right = st.columns(2, gap="large")
with left:
    providers()
    keys()
with right:
    if opened is not None:
        budget(opened)
    cache()
    doctor()

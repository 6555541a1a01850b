"""Settings: who makes what and why, which keys are there, the budget, the disk, and a check of this installation."""

import streamlit as st

from adforge_core.engine.doctor import Report, examine
from adforge_core.engine.keys import KEYS, read_keys
from adforge_core.model.edits import with_budget
from pages.parts.fields import complaint, field, saves
from pages.parts.page import Open, open_settings
from pages.parts.studio import studio
from pages.parts.words import dollars, maker, plain, sentence

_CAPABILITIES = {
    "planner": "Storyboard",
    "cutter": "Cut-out",
    "plates": "Backgrounds",
    "voice": "Voice",
    "bed": "Music",
}
_SERVICES = {
    "OPENAI_API_KEY": "OpenAI",
    "OPENROUTER_API_KEY": "OpenRouter",
    "ANTHROPIC_API_KEY": "Anthropic",
    "REPLICATE_API_TOKEN": "Replicate",
    "ELEVENLABS_API_KEY": "ElevenLabs",
    "FAL_KEY": "fal",
}


def providers() -> None:
    """Who serves each capability, and the reason."""
    st.markdown("##### Who makes what")
    st.caption("The studio works with no key and no network. A key lets a service make its part instead.")
    for served in studio().choice.served:
        what, who = st.columns([2, 5])
        what.markdown(f"**{_CAPABILITIES.get(served.capability, served.capability)}**")
        who.markdown(f"{plain(sentence(maker(served.provider)))}  \n:small[{plain(sentence(served.why))}]")


def keys() -> None:
    """Whether each key is there; never what it is."""
    st.markdown("##### Keys")
    st.caption(
        "Put keys into the environment or into .streamlit/secrets.toml and start the studio again. "
        "They are never shown, saved in a project or written to a log."
    )
    there = read_keys()
    st.markdown(
        "\n".join(
            f"- **{_SERVICES.get(name, name)}** `{name}` is {':green[set]' if name in there else 'not set'}"
            for name in KEYS
        )
    )


def budget(opened: Open) -> None:
    """What this project has cost and may cost."""
    st.markdown("##### Budget of this project")
    limit, said = st.columns([2, 5], vertical_alignment="bottom")
    limit.number_input(
        "At most, in $",
        min_value=0.0,
        max_value=10_000.0,
        step=1.0,
        format="%.2f",
        key=field(opened, "budget", float(opened.project.budget_usd)),
        help="Nothing that costs more than is left of this is begun",
        **saves(opened, "budget", "Change the budget", with_budget),
    )
    spent = dollars(opened.folder.ledger.total_usd())
    said.markdown(f"{plain(spent)} spent so far. What is made on this machine costs nothing.")
    complaint(opened, "budget")


def cache() -> None:
    """The disk that results take which can be made again."""
    st.markdown("##### Disk space")
    words, button = st.columns([5, 3], vertical_alignment="center")
    size = studio().cache.size()
    words.markdown(
        f"{size / 1e6:,.0f} MB of results that can be made again. Clearing them loses nothing of your projects; "
        "the next change of each takes a little longer, once."
    )
    cleared = button.button(
        "Clear the cache",
        icon=":material/delete_sweep:",
        disabled=size == 0,
        width="stretch",
        help="Frees the disk space that results take which can be made again",
    )
    if cleared:
        studio().cache.clear()
        st.rerun()


def doctor() -> None:
    """What this installation has and lacks."""
    st.markdown("##### This installation")
    if st.button("Check it", icon=":material/stethoscope:", help="Looks at ffmpeg, models, fonts, music and the disk"):
        with st.spinner("Looking at everything an ad needs…"):
            st.session_state["doctor"] = examine(studio().choice.served)
    report: Report | None = st.session_state.get("doctor")
    if report is None:
        st.caption("Checks that everything an ad needs is there and whole. It takes a few seconds.")
        return
    if report.ok:
        st.markdown(":green[:material/check_circle:] **Everything an ad needs is here.**")
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

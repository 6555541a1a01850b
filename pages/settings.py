"""Settings: services and models, keys, the budget, disk space, and a check of this installation."""

import streamlit as st

from adforge_core.pipeline.doctor import Report, examine
from adforge_core.providers.keys import read_keys
from adforge_core.providers.vendors import VENDORS
from pages.parts.kit.page import open_settings
from pages.parts.kit.studio import studio
from pages.parts.kit.words import counted, megabytes, plain
from pages.parts.settings.serving import choose_serving
from pages.parts.settings.spending import show_budget, show_ledger


def providers() -> None:
    """The provider of each part, and the reason."""
    st.markdown("##### Services and models")
    st.caption("The studio needs no key and no network. With a key, a service can make a part of the ad instead.")
    choose_serving()


def keys() -> None:
    """Whether each key is there, and where one gets it; never what it is."""
    st.markdown("##### Keys")
    st.caption(
        "Put keys in .streamlit/secrets.toml, in your home folder or in the folder the studio is started from; they "
        "take effect at once. Or set them as environment variables before you start it. Keys are never shown, saved "
        "in a project or written to a log."
    )
    there = read_keys()
    st.markdown(
        "\n".join(
            f"- **{plain(vendor.title)}** `{vendor.key}` is "
            + (
                ":green[set]"
                if vendor.key in there
                else f"not set. [Get a key]({vendor.keys_at} 'Opens the page where the service gives out keys')"
            )
            for vendor in VENDORS
        )
    )


def cache() -> None:
    """The disk space of the cache and the trash."""
    st.markdown("##### Disk space")
    words, button = st.columns([5, 3], vertical_alignment="center")
    size = studio().cache.size()
    words.markdown(
        f"The cache holds {size / 1e6:,.0f} MB of results that can be made again. Clearing it deletes nothing from "
        "your projects; the next change in each takes a little longer, once."
    )
    cleared = button.button(
        "Clear the cache",
        icon=":material/delete_sweep:",
        disabled=size == 0,
        width="stretch",
        help="Deletes these results to free disk space",
    )
    if cleared:
        studio().cache.clear()
        st.rerun()
    trash = studio().library.trash
    if deleted := trash.projects():
        takes = megabytes(sum(trash.size(one.token) for one in deleted))
        st.page_link(
            "pages/trash.py",
            label=f"Trash: {counted(len(deleted), 'deleted project')}, {takes}",
            icon=":material/delete:",
            help="Restore deleted projects, or delete them for good",
        )


def doctor() -> None:
    """The check of this installation."""
    st.markdown("##### This installation")
    if st.button(
        "Check this installation",
        icon=":material/stethoscope:",
        help="Checks ffmpeg, models, fonts, music and the disk",
    ):
        with st.spinner("Checking everything an ad needs…"):
            st.session_state["doctor"] = examine(studio().choice.served)
    report: Report | None = st.session_state.get("doctor")
    if report is None:
        st.caption("Checks that everything an ad needs is installed and intact. It takes a few seconds.")
        return
    if report.ok:
        st.markdown(":green[:material/check_circle:] **Everything an ad needs is installed.**")
    for finding in report.findings:
        mark = ":green[:material/check_circle:]" if finding.ok else ":red[:material/error:]"
        st.markdown(f"{mark} **{plain(finding.name)}** {plain(finding.detail)} {plain(finding.to_do)}")


page = open_settings()
left, right = st.columns([6, 5], gap="large")
with left:
    providers()
    cache()
with right:
    if page is not None:
        show_budget(page)
    keys()
    doctor()
if page is not None:
    show_ledger(page)

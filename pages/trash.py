"""The trash: deleted projects, each to be restored or deleted for good."""

from collections.abc import Sequence

import streamlit as st

from adforge_core.errors import AdForgeError
from adforge_core.project.trash import Trashed
from pages.parts.kit.page import LIBRARY, begin
from pages.parts.kit.presses import guard_clicks
from pages.parts.kit.studio import studio
from pages.parts.kit.words import ago, counted, megabytes, plain

_NOTICE = "trash notice"


def say(sentence: str, kind: str) -> None:
    """Shows a sentence on the next drawing of the page."""
    st.session_state[_NOTICE] = (kind, sentence)


def restore(one: Trashed, title: str) -> None:
    """Restores one; if another window was faster, the page says so when it is drawn next."""
    try:
        studio().library.restore(one.token)
    except AdForgeError as error:
        say(str(error), "warning")
    else:
        say(f"“{title}” was restored.", "success")


def remove(tokens: Sequence[str]) -> None:
    """Deletes for good what was shown, and nothing that was put into the trash since."""
    try:
        studio().library.trash.remove(tokens)
    except AdForgeError as error:
        say(str(error), "error")


def row(one: Trashed, title: str, size: int) -> None:
    """One deleted project."""
    name, when, takes, back, away = st.columns([6, 3, 2, 2, 3], vertical_alignment="center")
    name.markdown(f"**{plain(title)}**")
    when.markdown(f"Deleted {ago(one.deleted)}")
    takes.markdown(megabytes(size))
    back.button(
        "Restore",
        key=f"restore {one.token}",
        icon=":material/restore_from_trash:",
        width="stretch",
        help=f"Moves {title} back to your projects, complete",
        on_click=restore,
        args=(one, title),
    )
    with away.popover("Delete for good", width="stretch", help=f"Asks before it deletes {title}"):
        st.markdown(
            f"**{plain(title)}** and everything in it, {megabytes(size)}, will be deleted. This cannot be undone."
        )
        st.button(
            "Delete for good",
            key=f"remove {one.token}",
            icon=":material/delete_forever:",
            type="primary",
            help=f"Deletes {title} from the disk",
            on_click=remove,
            args=((one.token,),),
        )


def main() -> None:
    """Draws the trash."""
    begin("Trash")
    st.page_link(LIBRARY, label="Projects", icon=":material/arrow_back:", help="All your projects")
    heading, empty = st.columns([8, 3], vertical_alignment="center")
    heading.markdown("## Trash")
    kind, sentence = st.session_state.pop(_NOTICE, ("", ""))
    if sentence:
        {"success": st.success, "warning": st.warning, "error": st.error}[kind](plain(sentence))
    trash = studio().library.trash
    there = [(one, trash.title(one.token), trash.size(one.token)) for one in trash.projects()]
    if not there:
        st.markdown("The trash is empty. Projects you delete stay here until you delete them for good.")
        return
    total = sum(size for _, _, size in there)
    st.markdown(
        f"{counted(len(there), 'project')}, {megabytes(total)}. Deleted projects stay here until you restore them or "
        "delete them for good."
    )
    with empty.popover("Empty the trash", icon=":material/delete_sweep:", width="stretch", help="Asks before it does"):
        st.markdown(
            f"{counted(len(there), 'project')} and everything in them, {megabytes(total)}, will be deleted. "
            "This cannot be undone."
        )
        st.button(
            f"Delete {counted(len(there), 'project')} for good",
            key="empty",
            icon=":material/delete_forever:",
            type="primary",
            help="Deletes everything listed on this page from the disk",
            on_click=remove,
            args=([one.token for one, _, _ in there],),
        )
    for one, title, size in there:
        with st.container(border=True, key=f"trashed {one.token}"):
            row(one, title, size)


main()
guard_clicks()

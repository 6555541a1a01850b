"""What can be done with a project that cannot be opened: restore its last good version, export it, delete it."""

from collections.abc import Callable

import streamlit as st

from adforge_core.errors import AdForgeError, BadProject, NewerProject
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import PACKED
from adforge_core.work.tasks import TaskKind
from pages.parts.kit.dialogs import dialog
from pages.parts.kit.files import download
from pages.parts.kit.studio import studio
from pages.parts.kit.words import plain

_STOPPING_S = 5.0

NOTICE = "library notice"
"""Where in the session a sentence waits for the next drawing of the library."""


def fault(folder: ProjectFolder, error: BadProject) -> str:
    """Why a project cannot be opened, in plain sentences."""
    if isinstance(error, NewerProject):
        return "This project was saved by a newer version of the studio. Update the studio to open it."
    if not folder.exists:
        return "This project cannot be opened: its file project.json is missing."
    return "This project cannot be opened: its file project.json is damaged."


def offer_repair(name: str, error: BadProject, *, deleted: Callable[[], None] = st.rerun) -> None:
    """Buttons for all that can be done with a project that cannot be opened; `deleted` is called after a delete."""
    folder = studio().library.open(name)
    if not isinstance(error, NewerProject):
        if folder.revisions.last_good() is None:
            st.caption("No earlier version is left to restore.")
        else:
            _action(
                "Restore the last good version",
                name,
                "settings_backup_restore",
                "Goes back to the last version that can be opened",
                lambda: _restore(name),
            )
    if _action("Export", name, "archive", "Saves what is left of the project as one file"):
        offer_file(name)
    if _action("Delete", name, "delete", "Moves the project to the trash. You can restore it from there."):
        delete(name)
        deleted()


def delete(name: str) -> None:
    """Moves a project to the trash. The second press of a double click finds it there already and is ignored."""
    here = studio()
    try:
        # Pictures of takes can be made again: they need not be finished first.
        for task in here.tasks.of(here.library.open(name).folder):
            if task.kind == TaskKind.PREVIEW:
                task.cancel()
                task.wait(_STOPPING_S)
        here.library.delete(name)
    except AdForgeError as error:
        if name in here.library.projects():
            st.session_state[NOTICE] = str(error)


@dialog("Export the project")
def offer_file(name: str) -> None:
    """Packs a project into one file to download."""
    try:
        with st.spinner("Exporting the project…"):
            library, folder = studio().library, studio().library.open(name)
            folder.previews.mkdir(exist_ok=True)
            packed = folder.previews / f"{name}{PACKED}"
            if not library.is_packed(name, packed):
                library.pack(name, packed)
    except AdForgeError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.write("One file with the brief, the photo, every take and the finished ads. Import it in any AdForge Studio.")
    st.html(
        download(packed, packed.name, f"Download {packed.name} ({packed.stat().st_size / 1e6:.0f} MB)", primary=True)
    )


def _restore(name: str) -> None:
    try:
        folder = studio().library.open(name)
        try:
            folder.load()  # the second press of a double click finds it restored
        except BadProject:
            folder.revisions.restore_last_good()
    except AdForgeError as error:
        st.session_state[NOTICE] = str(error)


def _action(word: str, name: str, icon: str, help: str, on_click: Callable[[], None] | None = None) -> bool:
    key = f"{word.split()[0].lower()} {name}"
    return st.button(
        word, key=key, icon=f":material/{icon}:", type="tertiary", width="stretch", help=help, on_click=on_click
    )

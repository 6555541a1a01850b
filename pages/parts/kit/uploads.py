"""Uploaded files."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from adforge_core.media.names import shown_name

_LONGEST_NAME = 60  # characters of four bytes at most: file systems take 255 bytes


def uploaded(key: str) -> UploadedFile | None:
    """Returns the file that was just chosen in the uploader `key`; None if there is none, or if it was taken before.

    What is pressed while a file is being taken sends the uploader's value once more.
    """
    file = st.session_state[key]
    return file if isinstance(file, UploadedFile) else None


def all_uploaded(key: str) -> tuple[UploadedFile, ...]:
    """Returns the files that were just chosen in the uploader `key`, which takes several, as `uploaded` does."""
    files = st.session_state[key]
    return tuple(file for file in files if isinstance(file, UploadedFile)) if isinstance(files, list) else ()


def plain_name(name: str) -> str:
    """Returns the name of an uploaded file as messages can show it and every disk takes it."""
    return shown_name(Path(name).name, _LONGEST_NAME).lstrip(".") or "file"


def saved(file: UploadedFile, folder: Path, number: int = 0) -> Path:
    """Saves an uploaded file in `folder`, apart from others of its name by `number`, and returns where."""
    place = folder / f"upload-{number}" / plain_name(file.name)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(file.getbuffer())
    return place


def forget(file: UploadedFile) -> None:
    """Frees the memory of an uploaded file, which Streamlit would hold until its window is closed.

    Call it on a script's own thread. The file's uploader must not be drawn again with the same key.
    """
    context = get_script_run_ctx()
    if context is not None and isinstance(held := context.uploaded_file_mgr, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file.file_id)

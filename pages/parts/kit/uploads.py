"""Uploaded files."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def forget(file: UploadedFile) -> None:
    """Frees the memory of an uploaded file, which Streamlit would hold until its window is closed.

    Call it on a script's own thread. The file's uploader must not be drawn again with the same key.
    """
    context = get_script_run_ctx()
    if context is not None and isinstance(held := context.uploaded_file_mgr, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file.file_id)

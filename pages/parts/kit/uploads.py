"""Files that a browser has sent."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def forget(file: UploadedFile) -> None:
    """Lets go of a file that was taken in: Streamlit would hold it in memory until its window is closed.

    For a script's own thread. The uploader it came by must not be drawn again under the same key.
    """
    context = get_script_run_ctx()
    if context is not None and isinstance(held := context.uploaded_file_mgr, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file.file_id)

"""Sound files that people record or upload."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from adforge_core.errors import AdForgeError
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.uploads import forget, uploaded

SOUNDS = ("wav", "mp3", "m4a", "aac", "ogg", "oga", "opus", "flac", "webm")


def take_sound(page: ProjectPage, key: str, name: str, check: Callable[[Path], None]) -> str:
    """Adds the sound that was just given to the widget `key` to the project and returns its name there.

    Returns "" if there is none, or if `check` refuses it: the complaint of the field `name` then says why. A sound that
    is taken is counted in the session as "`name` files", for the key of the next widget.
    """
    file, wrong, count = uploaded(key), f"{page.key(name)}!", page.key(f"{name} files")
    st.session_state.pop(wrong, None)
    if file is None:
        return ""
    sound = page.folder.scratch() / f"sound{Path(file.name).suffix.lower()}"
    sound.write_bytes(file.getbuffer())
    try:
        check(sound)
        media = page.folder.media.add(sound)
    except AdForgeError as error:
        st.session_state[wrong] = str(error)
        return ""
    finally:
        sound.unlink(missing_ok=True)
    st.session_state[count] = int(st.session_state.get(count, 0)) + 1
    forget(file)
    return media

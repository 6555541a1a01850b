"""Sound files that people record or upload."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from adforge_core.errors import AdForgeError
from pages.parts.kit.fields import complaint
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.uploads import forget, uploaded

_KINDS = ("wav", "mp3", "m4a", "aac", "ogg", "oga", "opus", "flac", "webm")

Check = Callable[[Path], None]
Use = Callable[[str], object]


def ask_for_sound(
    page: ProjectPage,
    name: str,
    check: Check,
    use: Use,
    *,
    upload: str,
    about: str,
    record: str = "",
    disabled: bool = False,
) -> None:
    """Draws what takes a sound: an uploader labelled `upload`, and above it a recorder if `record` labels one.

    A sound that `check` accepts is added to the project, and `use` gets its name there. What either of them refuses is
    said below. `name` tells the widgets of a page apart.
    """
    # New widgets after each sound, so that none is taken twice.
    count = int(st.session_state.get(_count(page, name), 0))
    spoken, file = (page.key(f"{name} {kind} {count}") for kind in ("spoken", "file"))
    if record:
        st.audio_input(
            record,
            sample_rate=48_000,
            key=spoken,
            on_change=_take,
            args=(page, name, spoken, check, use),
            disabled=disabled,
        )
    st.file_uploader(
        upload,
        type=list(_KINDS),
        key=file,
        help=about,
        on_change=_take,
        args=(page, name, file, check, use),
        disabled=disabled,
    )
    complaint(page, name)


def _take(page: ProjectPage, name: str, key: str, check: Check, use: Use) -> None:
    file, wrong, count = uploaded(key), f"{page.key(name)}!", _count(page, name)
    st.session_state.pop(wrong, None)
    if file is None:
        return
    sound = page.folder.scratch() / f"sound{Path(file.name).suffix.lower()}"
    sound.write_bytes(file.getbuffer())
    try:
        check(sound)
        media = page.folder.media.add(sound)
        st.session_state[count] = int(st.session_state.get(count, 0)) + 1
        forget(file)
        use(media)
    except AdForgeError as error:
        st.session_state[wrong] = str(error)
    finally:
        sound.unlink(missing_ok=True)


def _count(page: ProjectPage, name: str) -> str:
    return page.key(f"{name} sounds")

"""Answers of background work on a page: one that cannot be drawn can be dismissed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from adforge_core.errors import AdForgeError
from adforge_core.work.tasks import Task
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.studio import studio
from pages.parts.kit.words import plain

_log = logging.getLogger("adforge")


@contextmanager
def dismissible(page: ProjectPage, task: Task) -> Iterator[None]:
    """For the block that draws an answer, in every run: if it fails, says so and offers to dismiss the answer."""
    try:
        yield
    except Exception as error:
        if isinstance(error, AdForgeError):
            sentence = str(error)
        else:
            _log.exception("an answer to “%s” cannot be shown", task.kind)
            sentence = "This answer cannot be shown. Dismiss it and ask again."
        st.error(plain(sentence), icon=":material/error:")
        st.button(
            "Dismiss",
            key=page.key(f"drop {task.kind} {task.scene}"),
            help="Hides this answer. The ad does not change.",
            on_click=studio().tasks.forget,
            args=(task,),
        )

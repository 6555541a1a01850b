"""The user's own recording of all lines at once."""

import streamlit as st

from adforge_core.model.edits import with_scene
from adforge_core.model.project import Project
from adforge_core.pipeline.piecework import record_lines
from adforge_core.providers.local.recorded import check_recording
from pages.parts.kit.fields import does
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.sounds import ask_for_sound
from pages.parts.kit.words import counted, plain
from pages.parts.kit.work import at_once


def record_all(page: ProjectPage) -> None:
    """The popover in which all lines are recorded or uploaded at once, and given back to the ad's voice."""
    lines = [scene.vo for scene in page.project.scenes if scene.vo]
    recorded = sum(scene.recorded is not None for scene in page.project.scenes)
    about = "Your own voice: speak the whole ad. A single line is recorded on Storyboard."
    with st.popover("Yours", icon=":material/mic:", width="stretch", disabled=not lines, help=about):
        st.caption("Read these lines aloud, one after the other, with a short pause after each.")
        st.markdown("\n".join(f"{number}. {plain(line)}" for number, line in enumerate(lines, 1)))
        ask_for_sound(
            page,
            "all",
            check_recording,
            lambda media: _cut(page, media),
            record="Record them",
            upload="Or upload them",
            about="A sound file with all lines in their order and nothing else",
        )
        if recorded:
            st.caption(f"You speak {counted(recorded, 'line')} of {len(lines)}.")
            st.button(
                "Use the ad's voice",
                key=page.key("unrecorded"),
                icon=":material/delete:",
                type="tertiary",
                help="Removes all recordings. Undo brings them back.",
                **does(page, "Remove the recordings", _without_recordings),
            )


def _cut(page: ProjectPage, media: str) -> None:
    with at_once(page) as run:
        record_lines(run, page.folder.media.local(media))


def _without_recordings(project: Project) -> Project:
    for scene in project.scenes:
        project = with_scene(project, scene.id, recording=None)
    return project

"""The user's own recording of a scene's line: spoken into the microphone or uploaded."""

import streamlit as st

from adforge_core.model.edits import with_scene
from adforge_core.model.sound import Recording
from adforge_core.model.storyboard import Scene
from adforge_core.providers.local.recorded import check_recording
from pages.parts.kit.fields import does
from pages.parts.kit.files import audio
from pages.parts.kit.page import ProjectPage, edited, said_in_place
from pages.parts.kit.sounds import ask_for_sound
from pages.parts.kit.words import plain


def record(page: ProjectPage, scene: Scene) -> None:
    """The popover in which the line is recorded or uploaded, heard, and given back to the ad's voice."""
    about = "Speak the line yourself, or upload a recording of it"
    with st.popover("Your voice", icon=":material/mic:", type="tertiary", help=about):
        if scene.vo:
            st.caption(f"Read aloud: “{plain(scene.vo)}”")
        else:
            st.caption("Write the line first: captions show it while you speak.")
        ask_for_sound(
            page,
            scene.id,
            check_recording,
            lambda media: _use(page, scene, media),
            record="Record the line",
            upload="Or upload it",
            about="A sound file with this line alone. Silence around it is cut off.",
            disabled=not scene.vo,
        )
        if scene.recording:
            _present(page, scene, scene.recording)


def _use(page: ProjectPage, scene: Scene, media: str) -> None:
    recording = Recording(media=media, line=scene.vo)
    edited(page, "Record a line", lambda project: with_scene(project, scene.id, recording=recording))


def _present(page: ProjectPage, scene: Scene, recording: Recording) -> None:
    """The present recording, and what can be done with it."""
    with said_in_place():
        st.html(audio(page.folder.media.local(recording.media), "Your recording"))
    if not scene.recorded:
        st.markdown(
            f":orange[:material/warning: It says “{plain(recording.line)}”, so the ad's voice speaks the line.]"
        )
        st.button(
            "It says the new line",
            key=page.key(f"{scene.id}/says"),
            icon=":material/check:",
            type="tertiary",
            help="Uses the recording for the line as it is written now",
            **does(
                page,
                "Use the recording",
                lambda project: with_scene(
                    project, scene.id, recording=recording.model_copy(update={"line": scene.vo})
                ),
            ),
        )
    st.button(
        "Use the ad's voice",
        key=page.key(f"{scene.id}/unrecorded"),
        icon=":material/delete:",
        type="tertiary",
        help="Removes the recording. Undo brings it back.",
        **does(page, "Remove a recording", lambda project: with_scene(project, scene.id, recording=None)),
    )

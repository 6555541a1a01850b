"""The timeline: the whole ad to scale, its cuts to be dragged, its scenes to be moved, and all that is heard."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from adforge_core.model.edits import LONGEST, SHORTEST
from adforge_core.model.shot_edits import longest_shot
from adforge_core.model.shots import SHORTEST_SHOT
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import frames_in
from adforge_core.pipeline.fit import Fit, fit
from adforge_core.pipeline.timeline import SceneSpan, Span, timeline
from pages.parts.kit.files import address
from pages.parts.kit.gallery import still_of
from pages.parts.kit.page import ProjectPage, edited
from pages.parts.kit.words import scene_title
from pages.parts.storyboard.scene_list import choose_scene
from pages.parts.storyboard.shot_stills import still_address
from pages.parts.storyboard.shot_strip import choose_shot, shot_title
from pages.parts.storyboard.timeline.changes import Change


def offer_timeline(page: ProjectPage) -> None:
    """The switch that shows the timeline, which would push what is below it out of the page's first view."""
    key, shown = page.key("timeline switch"), page.key("timeline shown")
    # A switch that is not drawn, as while progress is in its place, is forgotten.
    st.session_state.setdefault(key, st.session_state.get(shown, False))
    about = "Shows scenes, shots, captions, voice and beats to scale, to be dragged"
    st.session_state[shown] = st.toggle("Timeline", key=key, help=about)


def show_timeline(page: ProjectPage, now: int) -> None:
    """Shows the ad on a timeline if that is switched on, with the scene at `now` open, and saves what is done on it."""
    if not st.session_state.get(page.key("timeline shown")):
        return
    key, heard = page.key("timeline"), page.key("timeline heard")

    def done() -> None:
        sent = st.session_state[key].done
        for one in sent["changes"]:
            change = Change.model_validate(one)
            if change.serial > st.session_state.get(heard, 0):
                st.session_state[heard] = change.serial
                edited(page, change.label, change.of, gesture=True)

    def opened() -> None:
        chosen = st.session_state[key].opened
        choose_scene(chosen["scene"])
        if chosen["shot"]:
            choose_shot(page, chosen["scene"], chosen["shot"])

    _timeline()(
        key=key,
        data=_facts(page, now) | {"heard": st.session_state.get(heard, 0)},
        on_done_change=done,
        on_opened_change=opened,
    )


def _facts(page: ProjectPage, now: int) -> dict[str, Any]:
    project, shown = page.project, timeline(page.project)
    return {
        "frames": shown.frames,
        "wanted": frames_in(project.brief.duration),
        "longest": max(LONGEST, shown.frames),
        "shortest": SHORTEST,
        "now": project.scenes[now].id,
        "scenes": [
            _scene(page, index, scene, span)
            for index, (scene, span) in enumerate(zip(project.scenes, shown.scenes, strict=True))
        ],
        "beats": shown.beats,
        "accents": [_span(one) for one in shown.accents],
        "music": bool(project.sound.bed),
    }


def _scene(page: ProjectPage, index: int, scene: Scene, span: SceneSpan) -> dict[str, Any]:
    project = page.project
    still = still_of(project, scene.take) if scene.take else None
    shots = [
        {
            "id": shot.id,
            "first": at.first - span.first,
            "frames": shot.frames,
            "least": min(SHORTEST_SHOT, shot.frames),
            "most": longest_shot(scene, shot.id) if scene.shots else shot.frames,
            "picture": still_address(page, scene, place) if scene.shots else address(still) if still else "",
            "name": shot_title(page, scene, shot),
        }
        for place, (shot, at) in enumerate(zip(scene.coverage, span.shots, strict=True))
    ]
    return {
        "id": scene.id,
        "title": scene_title(index + 1, scene.role),
        "frames": scene.frames,
        "locked": scene.locked,
        "tight": fit(project, index) is Fit.TOO_LONG,
        "shots": shots,
        "voice": _span(span.voice, span.first) if span.voice else None,
        "words": [_span(word, span.first) for word in span.words],
        "captions": [_span(caption, span.first) for caption in span.captions],
    }


def _span(span: Span, within: int = 0) -> tuple[int, int, str]:
    return span.first - within, span.frames, span.text


@cache
def _timeline() -> Callable[..., Any]:
    here = Path(__file__).parent
    files = ("timeline.js", "lanes.js", "hands.js")
    return st.components.v2.component(
        "adforge_timeline",
        html=(here / "timeline.html").read_text("utf-8"),
        css=(here / "timeline.css").read_text("utf-8"),
        js="\n".join((here / name).read_text("utf-8") for name in files),
    )

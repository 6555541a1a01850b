"""Pictures of takes, still and moving, made in the background."""

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from adforge_core.errors import Cancelled
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Scene, Take
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.previews import take_loop, take_still
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.work.cache import content_key
from adforge_core.work.tasks import TaskKind
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.work import at_once, start

STILL_WIDTH = 240

_log = logging.getLogger("adforge")


@dataclass
class Gallery:
    """The files of the pictures of takes, by content key; None for one that could not be made. Thread-safe."""

    _files: dict[str, Path | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: str) -> Path | None:
        """The picture, if it is made and still there."""
        with self._lock:
            file = self._files.get(key)
        return file if file is not None and file.is_file() else None

    def lacks(self, key: str) -> bool:
        """Whether it is worth making."""
        with self._lock:
            file = self._files.get(key, Path())
        return file is not None and not file.is_file()

    def add(self, key: str, file: Path | None) -> None:
        """Remembers a picture, or that it could not be made."""
        with self._lock:
            self._files[key] = file

    def has_of(self, project: Project) -> int:
        """How many pictures of the project's takes have been made or found impossible."""
        with self._lock:
            known = set(self._files)
        return sum(key in known for key, _, _ in _wanted(project))


@st.cache_resource(show_spinner=False)
def gallery() -> Gallery:
    """The process's only one."""
    return Gallery()


def still_of(project: Project, take: Take) -> Path | None:
    """The take's plate as a small picture, if it is made."""
    return gallery().find(_still_key(project, take))


def loop_of(project: Project, scene: Scene) -> Path | None:
    """The scene's selected take as a short film with the product on it, if it is made."""
    return gallery().find(_loop_key(project, scene))


def fill(page: ProjectPage) -> bool:
    """Starts making the missing pictures of the project's takes. Returns whether any are missing.

    If a task already makes pictures it goes on with these, unless it is just about to end.
    """
    folder, shown = page.folder, gallery()
    if not any(shown.lacks(key) for key, _, _ in _wanted(page.project)):
        return False

    def make(run: Run) -> None:
        while (missing := _next(shown, folder)) is not None:
            _make(run, shown, *missing)

    start(page, TaskKind.PREVIEW, make, workers=1)
    return True


def draw_stills(page: ProjectPage) -> bool:
    """Makes the missing stills of the scenes' selected takes, at once. Returns whether any was made."""
    project, shown, made = page.project, gallery(), False
    for scene in project.scenes:
        key = _still_key(project, scene.take) if scene.take else ""
        if key and project.look and shown.lacks(key):
            with at_once(page) as run:
                _make(run, shown, project, key, scene, scene.take)
            made = True
    return made


def _next(shown: Gallery, folder: ProjectFolder) -> tuple[Project, str, Scene, Take | None] | None:
    project = folder.load()
    for key, scene, take in _wanted(project):
        if shown.lacks(key):
            return project, key, scene, take
    return None


def _make(run: Run, shown: Gallery, project: Project, key: str, scene: Scene, still: Take | None) -> None:
    try:
        if still is not None:
            shown.add(key, take_still(run, project, still, STILL_WIDTH))
        elif scene.take is not None:
            shown.add(key, take_loop(run, project, scene.id, scene.take))
    except Cancelled:
        raise
    except Exception:  # a missing or unreadable file costs only this picture: rendering reports it
        _log.info("no preview", exc_info=True)
        shown.add(key, None)


def _wanted(project: Project) -> list[tuple[str, Scene, Take | None]]:
    """The pictures to show, with their keys: stills of all takes in this format, then a loop of each selected take."""
    if project.product is None or project.look is None:
        return []
    takes = [(scene, take) for scene in project.scenes for take in scene.takes if take.format is project.format]
    stills: list[tuple[str, Scene, Take | None]] = [(_still_key(project, take), scene, take) for scene, take in takes]
    return stills + [(_loop_key(project, scene), scene, None) for scene in project.scenes if scene.take]


def _still_key(project: Project, take: Take) -> str:
    return content_key({"still": (take.media, take.depth), "grade": project.look and project.look.grade})


def _loop_key(project: Project, scene: Scene) -> str:
    if scene.take is None or project.product is None or project.look is None:
        return ""
    index = next(place for place, one in enumerate(project.scenes) if one.id == scene.id)
    return content_key({"loop": Picture.of(project, index)})

"""The animatic saved for a project, and whether it is up to date."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from adforge_core.media.files import written_whole
from adforge_core.model.project import Project
from adforge_core.model.value import Value
from adforge_core.pipeline.delivered import ad_key
from adforge_core.pipeline.previews import animatic
from adforge_core.pipeline.run import Run
from adforge_core.project.project_store import ProjectStore

_RECORD = "animatic.json"


class _Made(Value):
    file: str
    made_from: str


@dataclass(frozen=True)
class Animatic:
    """A video in the previews folder. `current` says whether it shows the ad as it is now."""

    file: Path
    current: bool


def make_animatic(run: Run) -> Path:
    """Makes the animatic of the saved project. Raises BadProject if there is no storyboard."""
    project = run.folder.load()
    file = animatic(run, project)
    with written_whole(run.folder.previews / _RECORD) as unfinished:
        unfinished.write_text(_Made(file=file.name, made_from=ad_key(project)).model_dump_json(), "utf-8")
    return file


def last_animatic(folder: ProjectStore, project: Project) -> Animatic | None:
    """Returns the animatic that was made last; None if there is none or its file is gone."""
    with suppress(FileNotFoundError, ValidationError):
        made = _Made.model_validate_json((folder.previews / _RECORD).read_bytes())
        file = folder.previews / made.file
        if file.is_file():
            return Animatic(file, made.made_from == ad_key(project))
    return None

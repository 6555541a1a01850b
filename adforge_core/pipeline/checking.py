"""Checks a finished video file, with the project it was made from where that is known."""

from collections.abc import Callable
from pathlib import Path

from adforge_core.errors import AdForgeError, BadInput, StageFailed
from adforge_core.model.edits import reframed
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.pipeline.craft import Craft, ad_facts
from adforge_core.pipeline.craft_goals import CraftReport, craft_report
from adforge_core.pipeline.delivered import ad_key, delivered, problems_beside
from adforge_core.project.folder import ProjectFolder
from adforge_core.stages.check import MasterFacts, check_master
from adforge_core.stages.craft import FilmMeter, film_onsets

_NO_PROJECT = "Name its project with --project to see the rest."
_CHANGED = "The project has changed since this was made from it. Render it again to see the rest."


def check_file(
    file: Path, project: Path | None = None, *, cancelled: Callable[[], bool] | None = None
) -> tuple[MasterFacts, CraftReport]:
    """Checks the video `file`. It is decoded once.

    `project` is the folder of the project it was made from; without it, one whose deliverables it is among is found.
    The project's part of the craft is known only if the file is its ad as it is now. Raises BadVideo, BadProject and
    Cancelled.
    """
    folder, made_from, unknown = _project_of(file, project)
    meter = FilmMeter(made_from.brief.brand.palette if made_from else ())
    facts = check_master(file, see=meter.see, cancelled=cancelled)
    facts = facts.model_copy(update={"problems": (*facts.problems, *map(str, problems_beside(file)))})
    film = meter.facts(film_onsets(file) if facts.audio_codec else None)
    if folder is None or made_from is None:
        return facts, craft_report(Craft(film=film), unknown)
    shown = _as_in(file, folder, made_from, facts)
    if shown is None:
        return facts, craft_report(Craft(film=film), _CHANGED)
    try:
        return facts, craft_report(Craft(film=film, ad=ad_facts(folder.media, shown, film)))
    except (BadInput, StageFailed) as error:
        return facts, craft_report(Craft(film=film), str(error))


def _project_of(file: Path, named: Path | None) -> tuple[ProjectFolder | None, Project | None, str]:
    """Returns the project's folder and the project; where there is none, why."""
    if named is not None:
        folder = ProjectFolder(named)
        return folder, folder.load(), ""
    beside = file.absolute().parent
    folder = ProjectFolder(beside.parent)
    if beside != folder.deliverables or not folder.exists:
        return None, None, _NO_PROJECT
    try:
        return folder, folder.load(), ""
    except AdForgeError as error:  # the file can be checked all the same
        return None, None, str(error)


def _as_in(file: Path, folder: ProjectFolder, project: Project, facts: MasterFacts) -> Project | None:
    """Returns the project in the format of the file; None if the file shows another state of it."""
    format = next((format for format in Format if format.size == (facts.width, facts.height)), None)
    if format is None:
        return None
    shown = reframed(project, format)
    made = delivered(folder, format)
    own = made is not None and file.absolute() == folder.deliverables / made.master
    # A copy elsewhere has no record: it is recognised by its length.
    current = made.made_from == ad_key(shown) if made and own else facts.frames == shown.frames
    return shown if current else None

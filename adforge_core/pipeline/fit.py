"""Whether a line fits its scene, as far as is known before it is spoken, and the ways out where it does not."""

from enum import Enum

from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import FPS
from adforge_core.pipeline.sound import frames_for_line, voice_is_current, voice_room
from adforge_core.stages.voice import FASTEST

_TENTH = FPS // 10
_FASTEST_READ = 3.4
"""Words a second beyond which a line that nobody has spoken yet surely does not fit."""


class Fit(Enum):
    """Whether a line fits."""

    FITS = "fits"
    UNKNOWN = "unknown"
    TOO_LONG = "too long"


def fit(project: Project, index: int) -> Fit:
    """Whether the line of the scene at `index` fits."""
    if voice_is_current(project, index):
        return Fit.FITS
    scene, room = project.scenes[index], voice_room(project, index)
    take = scene.voice
    if take is not None and (take.line, take.voice) == (scene.vo, project.sound.voice):
        quickest = take.seconds * take.speed / FASTEST
        return Fit.TOO_LONG if quickest > room else Fit.UNKNOWN
    unspoken = take is None and any(note.stage is Stage.VOICE for note in scene.fallbacks)
    rushed = len(scene.vo.split()) > _FASTEST_READ * max(0.1, room)
    return Fit.TOO_LONG if scene.vo and (unspoken or rushed) else Fit.UNKNOWN


def frames_to_fit(project: Project, index: int, spoken_s: float) -> int:
    """The fewest whole tenths of a second, in frames, in which the line of the scene at `index` lasts `spoken_s`."""
    return -(-frames_for_line(project, index, spoken_s) // _TENTH) * _TENTH


def shorter_line(scene: Scene) -> str:
    """The longest planned version of the scene's line that has fewer words than it; empty where none has."""
    count = len(scene.vo.split())
    return max(
        (line for line in scene.lines if len(line.split()) < count), key=lambda line: len(line.split()), default=""
    )

"""Whether a line fits its scene, as far as known before it is spoken, and what to do if it does not."""

from enum import Enum

from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import FPS
from adforge_core.pipeline.sound import frames_for_line, sound_of, voice_is_current, voice_room
from adforge_core.stages.voice import fastest

_TENTH = FPS // 10
_FASTEST_READ = 3.4
"""Words per second beyond which an unspoken line certainly does not fit."""


class Fit(Enum):
    """Whether a line fits its scene."""

    FITS = "fits"
    UNKNOWN = "unknown"
    TOO_LONG = "too long"


def fit(project: Project, index: int) -> Fit:
    """Returns whether the line of the scene at `index` fits."""
    if voice_is_current(project, index):
        return Fit.FITS
    scene, room = project.scenes[index], voice_room(project, index)
    take, sound = scene.voice, sound_of(project, scene)
    if take is not None and (take.line, take.voice) == (scene.vo, sound.voice):
        quickest = take.seconds * take.speed / fastest(sound.speed)
        return Fit.TOO_LONG if quickest > room else Fit.UNKNOWN
    unspoken = take is None and any(note.stage is Stage.VOICE for note in scene.fallbacks)
    rushed = len(scene.vo.split()) > _FASTEST_READ * max(0.1, room)
    return Fit.TOO_LONG if scene.vo and (unspoken or rushed) else Fit.UNKNOWN


def frames_to_fit(project: Project, index: int, spoken_s: float) -> int:
    """Returns the shortest length of the scene, in frames and whole tenths of a second, for a line of `spoken_s`."""
    return -(-frames_for_line(project, index, spoken_s) // _TENTH) * _TENTH


def shorter_line(scene: Scene) -> str:
    """Returns the longest planned version of the scene's line with fewer words; empty if there is none."""
    count = len(scene.vo.split())
    return max(
        (line for line in scene.lines if len(line.split()) < count), key=lambda line: len(line.split()), default=""
    )

"""What is done on the timeline, as values that change a project."""

from pydantic import Field

from adforge_core.model import shot_edits
from adforge_core.model.edits import moved, scene_of, with_scene
from adforge_core.model.project import Project
from adforge_core.model.value import Value


class Change(Value):
    """One thing done on the timeline, the `serial`-th of its window.

    `frames` is the new length of `shot`, or of the scene where there is none. `place` is where the scene moves to, 0
    being the first. `voice` is the frame of the scene on which its voice starts.
    """

    serial: int = Field(ge=1)
    scene: str = Field(max_length=80)
    shot: str = Field(default="", max_length=80)
    frames: int | None = Field(default=None, ge=1)
    place: int | None = Field(default=None, ge=0)
    voice: int | None = Field(default=None, ge=0)

    @property
    def label(self) -> str:
        """What undo shows."""
        if self.place is not None:
            return "Move a scene"
        if self.voice is not None:
            return "Move the voice of a scene"
        return "Change a shot's length" if self.shot else "Change a scene's length"

    def of(self, project: Project) -> Project:
        """The project with it. Raises BadProject where there is no room for it."""
        if self.place is not None:
            here = project.scenes.index(scene_of(project, self.scene))
            return moved(project, self.scene, self.place - here)
        if self.voice is not None:
            return with_scene(project, self.scene, voice_frame=self.voice)
        assert self.frames is not None
        if self.shot:
            return shot_edits.with_length(project, self.scene, self.shot, self.frames)
        return with_scene(project, self.scene, frames=self.frames)

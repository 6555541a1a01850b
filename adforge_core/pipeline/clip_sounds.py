"""The sounds of the user's own clips, for the mix."""

from pathlib import Path
from typing import NamedTuple

from adforge_core.media.clip_sound import write_clip_sound
from adforge_core.media.loudness import measure
from adforge_core.model.clip_edit import ClipEdit
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.run import Run, only, with_fallback
from adforge_core.stages.mix import ClipSound, Recording
from adforge_core.work.cache import Json


class HeardClip(NamedTuple):
    """A user's own clip that is heard: in a scene that begins on `first` and lasts `frames` frames."""

    first: int
    frames: int
    media: str
    edit: ClipEdit
    level_db: float


def heard_clips(project: Project) -> tuple[HeardClip, ...]:
    """Returns the user's own clips whose sound is kept, in order. One whose background is not in use is not heard."""
    return tuple(
        HeardClip(project.first_frame(index), scene.frames, scene.own_plate, edit.of_the_picture, edit.sound_db)
        for index, scene in enumerate(project.scenes)
        for edit in ([scene.own_edit] if scene.own_plate and scene.own_edit else [])
        if edit.sound_db is not None and scene.take is not None and scene.take.provider == "own"
    )


def clip_sounds(run: Run, project: Project) -> tuple[tuple[ClipSound, ...], tuple[Fallback, ...]]:
    """Returns the sounds of the clips that are heard, each as long as its scene, and notes of those that cannot be."""
    made = [
        with_fallback(Stage.MIX, lambda clip=clip: _sound(run, clip), lambda: None, wanted="the sound of your clip")  # type: ignore[misc]  # cannot infer
        for clip in heard_clips(project)
    ]
    return tuple(sound for sound, _ in made if sound), tuple(note for _, notes in made for note in notes)


def _sound(run: Run, clip: HeardClip) -> ClipSound:
    def make(folder: Path) -> Json:
        out = folder / "clip.wav"
        video = run.folder.media.local(clip.media)
        write_clip_sound(video, clip.edit, clip.frames, out, cancelled=run.monitor.cancelled)
        return {"lufs": measure(out, run.monitor.cancelled).lufs}

    inputs = {"clip": clip.media, "edit": clip.edit, "frames": clip.frames}
    made = run.cache.result(Stage.LOUDNESS, inputs, run.folder.work, make)
    return ClipSound(clip.first, Recording(only(made), made.value["lufs"]), clip.level_db)

"""The ad's sound: whether its voice is what it would be now, and its bed, made and made again."""

from math import ceil
from pathlib import Path

from adforge_core.media.audio import write_wav
from adforge_core.model.project import Project
from adforge_core.model.sound import BedTake
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.model.value import FPS, seconds
from adforge_core.pipeline.run import Run, asked_of, first_successful, only
from adforge_core.providers.base import BedMaker, BedRequest
from adforge_core.stages.bed import make_bed
from adforge_core.stages.plan import TAIL


def voice_room(project: Project, index: int) -> float:
    """How long the line of the scene at `index` may last, in seconds."""
    scene = project.scenes[index]
    last = index == len(project.scenes) - 1
    return seconds(max(0, scene.frames - scene.voice_frame - (TAIL if last else TAIL // 2)))


def frames_for_line(project: Project, index: int, spoken_s: float) -> int:
    """The fewest frames the scene at `index` can have for its line to last `spoken_s` seconds."""
    last = index == len(project.scenes) - 1
    return project.scenes[index].voice_frame + ceil(spoken_s * FPS) + (TAIL if last else TAIL // 2)


def voice_is_current(project: Project, index: int) -> bool:
    """Whether the scene at `index` has the voice it would get now."""
    scene, sound, take = project.scenes[index], project.sound, project.scenes[index].voice
    if not scene.vo or take is None:
        return not scene.vo and take is None
    wanted = (scene.vo, sound.voice, sound.speed, sound.stability)
    if (take.line, take.voice, take.wanted_speed, take.stability) != wanted:
        return False
    room = voice_room(project, index)
    hurried = take.speed > take.wanted_speed * 1.001
    return take.seconds <= room and not (hurried and take.natural_s <= room)


def bed_is_current(project: Project) -> bool:
    """Whether the ad has the music it would get now."""
    sound, bed = project.sound, project.sound.bed
    if bed is None:
        return not _described(project)
    if bed.frames != project.frames:
        return False
    return sound.track == bed.track if sound.track else sound.music == bed.music


def bed_failed(project: Project) -> bool:
    """Whether the ad is without music because nobody could make it."""
    return project.sound.bed is None and _described(project) and bool(_notes(project.fallbacks, Stage.BED))


def with_bed(run: Run, project: Project) -> Project:
    """The project with music of its length."""
    if bed_is_current(project):
        return project
    return _with_bed(project, *make_bed_take(run, bed_request(project, project.frames)))


def with_sound_of(project: Project, begun: Project, made: Project) -> Project:
    """The project with the voices and the music that were made, from `begun` to `made`, as far as they still belong.

    Whoever makes sound for one edit may end after who makes it for the next: what is not as the project would get it
    now replaces nothing that is, and no line is spoken by a voice that says another one.
    """
    before = {scene.id: scene for scene in begun.scenes}
    for spoken in made.scenes:
        index = next((place for place, one in enumerate(project.scenes) if one.id == spoken.id), None)
        if index is None or project.scenes[index].vo != spoken.vo or spoken == before.get(spoken.id):
            continue
        notes = _with_notes(project.scenes[index].fallbacks, spoken.fallbacks, Stage.VOICE)
        scene = project.scenes[index].model_copy(update={"voice": spoken.voice, "fallbacks": notes})
        candidate = project.with_scene(scene)
        if voice_is_current(candidate, index) or not voice_is_current(project, index):
            project = candidate
    if (made.sound.bed, _notes(made.fallbacks, Stage.BED)) != (begun.sound.bed, _notes(begun.fallbacks, Stage.BED)):
        candidate = _with_bed(project, made.sound.bed, made.fallbacks)
        if bed_is_current(candidate) or not bed_is_current(project):
            project = candidate
    return project


def bed_request(project: Project, frames: int) -> BedRequest:
    """What the maker of the project's music is told, for an ad of `frames`.

    Where nobody says what it should sound like, it is the piece that is there.
    """
    sound = project.sound
    track = sound.track if _described(project) or sound.bed is None else sound.bed.track
    return BedRequest(mood=project.mood, seed=project.seed, frames=frames, track=track, prompt=sound.music)


def make_bed_take(run: Run, request: BedRequest) -> tuple[BedTake | None, tuple[Fallback, ...]]:
    """Music of exactly the length asked for, or none and a note that says so."""

    def take(maker: BedMaker) -> BedTake | None:
        def make(folder: Path) -> dict[str, object]:
            made = run.asked(Stage.BED, "", maker, request, lambda one: make_bed(request, one))
            write_wav(folder / "bed.wav", made.samples, made.rate)
            return {"track": made.track, "tempo": made.tempo, "beats": list(made.beats)}

        result = run.stage(Stage.BED, "", asked_of(maker, request), make, run.folder.media, maker)
        facts = {"media": only(result).name, "provider": maker.name, "frames": request.frames, "music": request.prompt}
        return BedTake(**result.value, **facts)

    return first_successful(Stage.BED, bed_makers(run, request), take, lambda: None)


def bed_makers(run: Run, request: BedRequest) -> tuple[BedMaker, ...]:
    """Who is to be asked for the music, in this order; a track asked for by name is had of those who have it."""
    makers = run.providers.serving(lambda one: one.bed)
    if not request.track:
        return makers
    return tuple(one for one in makers if any(track.id == request.track for track in one.tracks)) or makers[-1:]


def _described(project: Project) -> bool:
    """Whether anybody has said what the music should sound like: without that there is none."""
    return bool(project.mood or project.sound.track or project.sound.music)


def _with_bed(project: Project, bed: BedTake | None, notes: tuple[Fallback, ...]) -> Project:
    sound = project.sound.model_copy(update={"bed": bed})
    return project.model_copy(update={"sound": sound, "fallbacks": _with_notes(project.fallbacks, notes, Stage.BED)})


def _with_notes(before: tuple[Fallback, ...], now: tuple[Fallback, ...], stage: Stage) -> tuple[Fallback, ...]:
    """The notes of all other stages as they were, and of this one as they are now."""
    return tuple(note for note in before if note.stage != stage) + _notes(now, stage)


def _notes(fallbacks: tuple[Fallback, ...], stage: Stage) -> tuple[Fallback, ...]:
    return tuple(note for note in fallbacks if note.stage == stage)

"""The ad's voice lines and its bed: made, and made again where what they were made for has changed."""

from math import ceil
from pathlib import Path

from adforge_core.engine.pipeline.run import Run, only, or_lesser
from adforge_core.engine.pipeline.waiting import together, unless_cancelled
from adforge_core.media.audio import write_wav
from adforge_core.model.project import Project
from adforge_core.model.sound import BedTake, Sound, VoiceTake, Word
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.model.value import FPS, seconds
from adforge_core.providers.base import BedRequest
from adforge_core.stages.bed import make_bed
from adforge_core.stages.plan import TAIL
from adforge_core.stages.voice import FASTEST, speak

_WHOLE_LINE = 120.0
"""Seconds: more than any line takes, so that it is heard at its own pace."""


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
    if (take.line, take.voice, take.wanted_speed) != (scene.vo, sound.voice, sound.speed):
        return False
    room = voice_room(project, index)
    hurried = take.speed > take.wanted_speed * 1.001
    return take.seconds <= room and not (hurried and take.seconds * take.speed / take.wanted_speed <= room)


def bed_is_current(project: Project) -> bool:
    """Whether the ad has the music it would get now."""
    bed, wanted = project.sound.bed, project.sound.track
    return bed is not None and bed.frames == project.frames and wanted in ("", bed.track)


def with_voices(run: Run, project: Project) -> Project:
    """The project with every line spoken that is not, or not as it is now."""

    def voiced(index: int) -> Scene:
        return project.scenes[index] if voice_is_current(project, index) else make_voice(run, project, index)

    with together(run.job, run.workers) as pool:
        return project.model_copy(update={"scenes": tuple(pool.map(voiced, range(len(project.scenes))))})


def with_bed(run: Run, project: Project) -> Project:
    """The project with music of its length."""
    if bed_is_current(project) or not project.mood:
        return project
    bed, notes = make_bed_take(run, project.mood, project.seed, project.frames, project.sound.track)
    others = tuple(note for note in project.fallbacks if note.stage != "bed")
    return project.model_copy(
        update={"sound": project.sound.model_copy(update={"bed": bed}), "fallbacks": others + notes}
    )


def make_bed_take(
    run: Run, mood: str, seed: int, frames: int, track: str = ""
) -> tuple[BedTake | None, tuple[Fallback, ...]]:
    """Music of exactly `frames`, or none and a note that says so."""
    request = BedRequest(mood=mood, seed=seed, frames=frames, track=track)
    maker = run.providers.bed

    def make(folder: Path) -> dict[str, object]:
        made = unless_cancelled(run.job, lambda: make_bed(request, maker))
        write_wav(folder / "bed.wav", made.samples, made.rate)
        return {"track": made.track, "tempo": made.tempo, "beats": list(made.beats)}

    def take() -> BedTake | None:
        result = run.stage("bed", "", {"request": request}, make, run.folder.media, maker)
        return BedTake(**result.value, media=only(result).name, provider=maker.name, frames=frames)

    return or_lesser("bed", "music", "no music", take, lambda: None)


def make_voice(run: Run, project: Project, index: int) -> Scene:
    """The scene with its line spoken to fit; without a voice, its captions too go unspoken and a note says so."""
    scene, sound = project.scenes[index], project.sound
    others = tuple(note for note in scene.fallbacks if note.stage != "voice")
    if not scene.vo:
        return scene.model_copy(update={"voice": None, "fallbacks": others})
    most = voice_room(project, index)

    def voiced() -> VoiceTake | None:
        return _speak(run, scene.id, scene.vo, sound, most, run.folder.media)

    take, notes = or_lesser("voice", "a spoken line", "a scene without voice", voiced, lambda: None)
    return scene.model_copy(update={"voice": take, "fallbacks": others + notes})


def natural_seconds(run: Run, sound: Sound, line: str) -> tuple[float | None, tuple[Fallback, ...]]:
    """How long the line lasts at the pace asked for; None, and a note, where the voice cannot say it."""

    def spoken() -> VoiceTake | None:
        return _speak(run, "", line, sound, _WHOLE_LINE, run.folder.work)

    take, notes = or_lesser("voice", f"the line “{line}”", "the scene without it", spoken, lambda: None)
    return (take.seconds if take else None), notes


def _speak(run: Run, scene: str, line: str, sound: Sound, most_seconds: float, into: Path) -> VoiceTake | None:
    provider, voice = run.providers.voice, sound.voice

    def at_speed(speed: float, most: float) -> VoiceTake:
        def make(folder: Path) -> dict[str, object]:
            speech, used = unless_cancelled(run.job, lambda: speak(line, voice, speed, most, provider))
            write_wav(folder / "voice.wav", speech.samples[:, None], speech.rate)
            return {"seconds": speech.seconds, "speed": used, "words": [word.model_dump() for word in speech.words]}

        inputs = {"line": line, "voice": voice, "speed": speed, "most_seconds": most}
        result = run.stage("voice", scene, inputs, make, into, provider)
        words = tuple(Word.model_validate(word) for word in result.value["words"])
        return VoiceTake(
            line=line,
            voice=voice,
            speed=result.value["speed"],
            wanted_speed=sound.speed,
            media=only(result).name,
            seconds=result.value["seconds"],
            words=words,
            provider=provider.name,
        )

    unhurried = at_speed(sound.speed, _WHOLE_LINE)
    if unhurried.seconds <= most_seconds:
        return unhurried
    faster = sound.speed * unhurried.seconds / max(most_seconds, 0.1) * 1.005
    return at_speed(min(FASTEST, faster), most_seconds)

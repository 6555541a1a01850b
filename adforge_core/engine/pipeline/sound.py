"""The ad's voice lines and its bed: made, and made again where what they were made for has changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from adforge_core.engine.pipeline.run import Run, by_first, only
from adforge_core.engine.pipeline.waiting import together
from adforge_core.media.audio import write_wav
from adforge_core.model.project import Project
from adforge_core.model.sound import BedTake, Sound, VoiceTake, Word
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.model.value import FPS, seconds
from adforge_core.providers.base import BedMaker, BedRequest, Paid, Speaker, Speech, SpeechRequest, Voice
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
    wanted = (scene.vo, sound.voice, sound.speed, sound.stability)
    if (take.line, take.voice, take.wanted_speed, take.stability) != wanted:
        return False
    room = voice_room(project, index)
    hurried = take.speed > take.wanted_speed * 1.001
    return take.seconds <= room and not (hurried and take.seconds * take.speed / take.wanted_speed <= room)


def bed_is_current(project: Project) -> bool:
    """Whether the ad has the music it would get now."""
    sound, bed = project.sound, project.sound.bed
    if bed is None or bed.frames != project.frames:
        return False
    return sound.track == bed.track if sound.track else sound.music == bed.music


def with_voices(run: Run, project: Project) -> Project:
    """The project with every line spoken that is not, or not as it is now.

    An ad has one voice: where a voice fails at a line, the next one speaks all of them.
    """
    voices, notes = speaking(run, project.sound), dict[str, tuple[Fallback, ...]]()
    while True:
        scenes = _spoken(run, project, voices, notes)
        if len(voices) == 1 or len({scene.voice.provider for scene in scenes if scene.voice}) < 2:
            return project.model_copy(update={"scenes": scenes})
        notes = {scene.id: tuple(note for note in scene.fallbacks if note.stage == "voice") for scene in scenes}
        project = project.model_copy(
            update={"scenes": tuple(scene.model_copy(update={"voice": None}) for scene in project.scenes)}
        )
        voices = voices[1:]


def _spoken(
    run: Run, project: Project, voices: tuple[Voice, ...], notes: Mapping[str, tuple[Fallback, ...]]
) -> tuple[Scene, ...]:
    def voiced(index: int) -> Scene:
        scene = project.scenes[index]
        if voice_is_current(project, index):
            return scene
        made = make_voice(run, project, index, voices)
        return made.model_copy(update={"fallbacks": made.fallbacks + notes.get(scene.id, ())})

    with together(run.job, run.workers) as pool:
        return tuple(pool.map(voiced, range(len(project.scenes))))


def speaking(run: Run, sound: Sound) -> tuple[Voice, ...]:
    """Who is to speak, in the order they are to be asked: a speaker of this machine needs nobody else."""
    voices = run.providers.serving(lambda one: one.voice)
    if sound.voice and _knows(voices[-1], sound.voice):
        return voices[-1:]
    return voices


def _knows(voice: Voice, speaker: str) -> bool:
    return any(one.id == speaker for one in voice.speakers)


def with_bed(run: Run, project: Project) -> Project:
    """The project with music of its length."""
    if bed_is_current(project) or not project.mood:
        return project
    bed, notes = make_bed_take(run, bed_request(project, project.frames))
    others = tuple(note for note in project.fallbacks if note.stage != "bed")
    return project.model_copy(
        update={"sound": project.sound.model_copy(update={"bed": bed}), "fallbacks": others + notes}
    )


def bed_request(project: Project, frames: int) -> BedRequest:
    """What the maker of the project's music is told, for an ad of `frames`."""
    sound = project.sound
    return BedRequest(mood=project.mood, seed=project.seed, frames=frames, track=sound.track, prompt=sound.music)


def make_bed_take(run: Run, request: BedRequest) -> tuple[BedTake | None, tuple[Fallback, ...]]:
    """Music of exactly the length asked for, or none and a note that says so."""

    def take(maker: BedMaker) -> BedTake | None:
        def make(folder: Path) -> dict[str, object]:
            made = run.asked("bed", "", maker, request, lambda one: make_bed(request, one))
            write_wav(folder / "bed.wav", made.samples, made.rate)
            return {"track": made.track, "tempo": made.tempo, "beats": list(made.beats)}

        result = run.stage("bed", "", {"request": request}, make, run.folder.media, maker)
        facts = {"media": only(result).name, "provider": maker.name, "frames": request.frames, "music": request.prompt}
        return BedTake(**result.value, **facts)

    makers = run.providers.serving(lambda one: one.bed)
    if request.track:
        makers = tuple(one for one in makers if any(track.id == request.track for track in one.tracks)) or makers[-1:]
    return by_first("bed", "music", makers, take, lambda: None, "no music")


def make_voice(run: Run, project: Project, index: int, voices: tuple[Voice, ...] = ()) -> Scene:
    """The scene with its line spoken to fit by the first of `voices` that can; without one a note says so."""
    scene, sound = project.scenes[index], project.sound
    others = tuple(note for note in scene.fallbacks if note.stage != "voice")
    if not scene.vo:
        return scene.model_copy(update={"voice": None, "fallbacks": others})
    most = voice_room(project, index)

    def voiced(voice: Voice) -> VoiceTake | None:
        return _speak(run, scene.id, scene.vo, sound, most, run.folder.media, voice)

    asked = voices or speaking(run, sound)
    take, notes = by_first("voice", "a line spoken", asked, voiced, lambda: None, "a scene without voice")
    return scene.model_copy(update={"voice": take, "fallbacks": others + notes})


def natural_seconds(run: Run, sound: Sound, line: str) -> tuple[float | None, tuple[Fallback, ...]]:
    """How long the line lasts at the pace asked for; None, and a note, where the voice cannot say it.

    Where the voice costs money, the one of this machine is timed in its place.
    """
    voice = next((one for one in speaking(run, sound) if not isinstance(one, Paid)), None)

    def spoken(voice: Voice) -> VoiceTake | None:
        return _speak(run, "", line, sound, _WHOLE_LINE, run.folder.work, voice)

    take, notes = by_first(
        "voice", f"the line “{line}”", (voice,) if voice else (), spoken, lambda: None, "the scene without it"
    )
    return (take.seconds if take else None), notes


def speech_request(voice: Voice, sound: Sound, line: str, speed: float) -> SpeechRequest:
    """What `voice` is told. A voice of this machine that has not the speaker asked for speaks with its usual one."""
    speaker = sound.voice if isinstance(voice, Paid) or _knows(voice, sound.voice) else ""
    return SpeechRequest(line=line, voice=speaker, speed=speed, stability=sound.stability)


def _speak(
    run: Run, scene: str, line: str, sound: Sound, most_seconds: float, into: Path, provider: Voice
) -> VoiceTake | None:
    def at_speed(speed: float, most: float) -> VoiceTake:
        request = speech_request(provider, sound, line, speed)

        def make(folder: Path) -> dict[str, object]:
            speech, used = speak(request, most, _Asked(run, scene, provider))
            write_wav(folder / "voice.wav", speech.samples[:, None], speech.rate)
            return {"seconds": speech.seconds, "speed": used, "words": [word.model_dump() for word in speech.words]}

        result = run.stage("voice", scene, {"request": request, "most_seconds": most}, make, into, provider)
        words = tuple(Word.model_validate(word) for word in result.value["words"])
        return VoiceTake(
            line=line,
            voice=sound.voice,
            speed=result.value["speed"],
            wanted_speed=sound.speed,
            stability=sound.stability,
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


@dataclass(frozen=True)
class _Asked:
    """A voice of a run: each time it is asked is a request of its own."""

    run: Run
    scene: str
    voice: Voice

    @property
    def name(self) -> str:
        return self.voice.name

    @property
    def version(self) -> str:
        return self.voice.version

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return self.voice.speakers

    def speak(self, request: SpeechRequest) -> Speech:
        return self.run.asked("voice", self.scene, self.voice, request, lambda one: one.speak(request))

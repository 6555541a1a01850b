"""Speaking the ad's lines: all by one voice, the best there is, each so that it fits its scene."""

from collections.abc import Collection, Mapping
from pathlib import Path

from adforge_core.errors import OverBudget, StageFailed, Unsayable
from adforge_core.media.audio import write_wav
from adforge_core.model.project import Project
from adforge_core.model.sound import Sound, VoiceTake, Word
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.pipeline.run import Run, asked_of, first_successful, only, order_key, with_fallback
from adforge_core.pipeline.sound import voice_is_current, voice_room
from adforge_core.project.orders import is_kept
from adforge_core.providers.base import Paid, SpeechRequest, Voice
from adforge_core.stages.voice import speak
from adforge_core.work.workers import worker_pool

_WHOLE_LINE = 120.0
"""Seconds: more than any line takes, so that it is heard at its own pace."""

_SLOWER = 1.08
"""By how much services' voices are taken to be slower than the one of this machine, until they are heard."""

_WITHOUT = "a scene without voiceover"


def with_voices(run: Run, project: Project, scene: str = "", again: bool = False) -> Project:
    """The project with every line spoken that is not, or not as it is now; with that of one `scene` only, if named.

    An ad has one voice: where a voice fails at a line, the next one speaks all of them, and notes say so. `again` gives
    those who failed earlier another chance.
    """
    if again:
        failed = [one.id for one in project.scenes if any(note.stage == "voice" for note in one.fallbacks)]
        project = _unspoken(project, failed)
    if not _due(project, scene) and len({*_heard(project).values()}) < 2:
        return project
    voices, notes = speaking(run, project), dict[str, Fallback]()
    while True:
        voice, others = voices[0], voices[1:]
        if strange := [id for id, name in _heard(project).items() if name != voice.name]:
            project, scene = _unspoken(project, strange), ""
        project, failures = _spoken(run, project, voice, _due(project, scene), notes)
        if not failures or not others:
            return project
        notes = {one.id: _passed_on(failures.get(one.id), voice, others[0]) for one in project.scenes}
        project, voices, scene = _unspoken(project, notes), others, ""


def speaking(run: Run, project: Project) -> tuple[Voice, ...]:
    """Who is to speak, in the order they are to be asked. Who speaks the ad already goes on."""
    voices, heard = _voices(run, project.sound), _heard(project).values()
    return voices[max((place for place, one in enumerate(voices) if one.name in heard), default=0) :]


def natural_seconds(run: Run, sound: Sound, line: str) -> tuple[float | None, tuple[Fallback, ...]]:
    """How long the line lasts at the pace asked for; None, and a note, where the voice cannot say it.

    Where the voice costs money, the one of this machine is timed in its place, and taken to be quicker.
    """
    voices = _voices(run, sound)
    here = tuple(one for one in voices if not isinstance(one, Paid))[:1]

    def spoken(voice: Voice) -> VoiceTake | None:
        return _take(run, "", line, sound, _WHOLE_LINE, run.folder.work, voice)

    take, notes = first_successful("voice", f"the line “{line}”", here, spoken, lambda: None, "the scene without it")
    slower = _SLOWER if isinstance(voices[0], Paid) else 1.0
    return (take.seconds * slower if take else None), notes


def spoken_seconds(run: Run, project: Project) -> dict[str, float]:
    """How long the lines of the project's scenes last as they will be heard, where their voice costs money.

    Empty where that fails at one of them, for then it will say none.
    """
    voice = speaking(run, project)[0]
    said = [scene for scene in project.scenes if scene.vo]
    if not isinstance(voice, Paid) or _too_dear(run, project, voice, range(len(project.scenes))):
        return {}

    def heard(scene: Scene) -> VoiceTake | None:
        def say() -> VoiceTake | None:
            return _said_once(run, scene, project.sound, _WHOLE_LINE, run.folder.work, voice)

        return with_fallback("voice", scene.vo, _WITHOUT, say, lambda: None)[0]

    with worker_pool(run.monitor, run.workers) as pool:
        takes = list(pool.map(heard, said))
    return {take.line: take.seconds for take in takes if take} if all(takes) else {}


def speech_request(voice: Voice, sound: Sound, line: str) -> SpeechRequest:
    """What `voice` is told. A voice of this machine that has not the speaker asked for speaks with its usual one."""
    speaker = sound.voice if isinstance(voice, Paid) or _has(voice, sound.voice) else ""
    return SpeechRequest(line=line, voice=speaker, speed=sound.speed, stability=sound.stability)


def _voices(run: Run, sound: Sound) -> tuple[Voice, ...]:
    """All voices, best first; a speaker of this machine, asked for by name, needs nobody else."""
    voices = run.providers.serving(lambda one: one.voice)
    return tuple(one for one in voices if _has(one, sound.voice)) or voices


def _has(voice: Voice, speaker: str) -> bool:
    """Whether it is a voice of this machine that has the speaker."""
    return not isinstance(voice, Paid) and any(one.id == speaker for one in voice.speakers)


def _heard(project: Project) -> dict[str, str]:
    """By scene, the name of the voice that speaks its line as it is now."""
    return {
        scene.id: scene.voice.provider
        for index, scene in enumerate(project.scenes)
        if scene.voice and voice_is_current(project, index)
    }


def _due(project: Project, scene: str) -> tuple[int, ...]:
    """The places of the scenes whose lines are to be spoken, if it is not only about one scene."""
    return tuple(
        index
        for index, one in enumerate(project.scenes)
        if scene in {"", one.id} and not voice_is_current(project, index)
    )


def _unspoken(project: Project, scenes: Collection[str]) -> Project:
    """The project with what these scenes' voices said forgotten."""
    for scene in project.scenes:
        if scene.id in scenes:
            project = project.with_scene(scene.model_copy(update={"voice": None}))
    return project


def _passed_on(failure: Fallback | None, voice: Voice, to: Voice) -> Fallback:
    why = failure.why if failure else f"An ad has one voice, and {voice.name} failed at another line."
    return Fallback(stage="voice", wanted=f"a line spoken by {voice.name}", used=f"a line spoken by {to.name}", why=why)


def _spoken(
    run: Run, project: Project, voice: Voice, due: Collection[int], notes: Mapping[str, Fallback]
) -> tuple[Project, dict[str, Fallback]]:
    """The project with the lines at these places spoken by `voice`, and where it failed.

    A line that is too long is no failure of the voice: its scene stays silent, and a note says why.
    """
    wanted = f"a line spoken by {voice.name}"
    dear = _too_dear(run, project, voice, due)

    def spoken(index: int) -> tuple[Scene, Fallback | None]:
        scene, most = project.scenes[index], voice_room(project, index)
        told = tuple(note for note in scene.fallbacks if note.stage != "voice")
        if not scene.vo:
            return scene.model_copy(update={"voice": None, "fallbacks": told}), None
        if scene.id in notes:
            told += (notes[scene.id],)

        def say() -> VoiceTake | Unsayable | None:
            if dear:
                raise dear
            try:
                return _said_once(run, scene, project.sound, most, run.folder.media, voice)
            except Unsayable as error:
                return error

        take, failed = with_fallback("voice", wanted, _WITHOUT, say, lambda: None)
        if isinstance(take, Unsayable):
            told += (Fallback(stage="voice", wanted=wanted, used=_WITHOUT, why=str(take)),)
            take = None
        return scene.model_copy(update={"voice": take, "fallbacks": told + failed}), next(iter(failed), None)

    with worker_pool(run.monitor, run.workers) as pool:
        made = list(pool.map(spoken, due))
    for scene, _ in made:
        project = project.with_scene(scene)
    return project, {scene.id: failure for scene, failure in made if failure}


def _too_dear(run: Run, project: Project, voice: Voice, due: Collection[int]) -> OverBudget | None:
    """Why not even the first of the lines is asked for, where there is not money enough for all of them."""
    if not isinstance(voice, Paid):
        return None
    requests = [speech_request(voice, project.sound, project.scenes[index].vo) for index in due]
    lacking = [request for request in requests if request.line and not is_kept(run.folder, order_key(voice, request))]
    try:
        run.order_desk.afford(voice.name, sum(voice.quote(request).cost_usd for request in lacking))
    except Unsayable:
        return None
    except OverBudget as error:
        return error
    return None


def _said_once(run: Run, scene: Scene, sound: Sound, most_seconds: float, into: Path, voice: Voice) -> VoiceTake:
    """The scene's line as `voice` says it, who is not asked again where it failed at it before in this run."""
    line = voice.name, scene.vo
    if (before := run.failed_lines.get(line)) is not None:
        raise StageFailed(before.happened, before.to_do)
    try:
        return _take(run, scene.id, scene.vo, sound, most_seconds, into, voice)
    except Unsayable:
        raise
    except StageFailed as failed:
        run.failed_lines[line] = failed
        raise


def _take(run: Run, scene: str, line: str, sound: Sound, most_seconds: float, into: Path, provider: Voice) -> VoiceTake:
    request = speech_request(provider, sound, line)

    def within(most: float) -> VoiceTake:
        def make(folder: Path) -> dict[str, object]:
            speech, used = run.asked("voice", scene, provider, request, lambda one: speak(request, most, one))
            write_wav(folder / "voice.wav", speech.samples[:, None], speech.rate)
            return {"seconds": speech.seconds, "speed": used, "words": [word.model_dump() for word in speech.words]}

        result = run.stage("voice", scene, asked_of(provider, request) | {"most_seconds": most}, make, into, provider)
        return VoiceTake(
            line=line,
            voice=sound.voice,
            speed=result.value["speed"],
            wanted_speed=sound.speed,
            stability=sound.stability,
            media=only(result).name,
            seconds=result.value["seconds"],
            words=tuple(Word.model_validate(word) for word in result.value["words"]),
            provider=provider.name,
        )

    # Lines are timed before there are scenes to fit: said at its own pace, a line is known already.
    unhurried = within(_WHOLE_LINE)
    if unhurried.seconds <= most_seconds:
        return unhurried
    return within(most_seconds).model_copy(update={"unhurried_s": unhurried.seconds})

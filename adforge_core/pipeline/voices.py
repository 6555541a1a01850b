"""Speaks the ad's lines: all with one voice, the first that succeeds, each fitted to its scene."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from adforge_core.errors import OverBudget, StageFailed, Unsayable
from adforge_core.media.audio import write_wav
from adforge_core.model.project import Project
from adforge_core.model.sound import Recording, Sound, VoiceTake, Word
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.pipeline.run import Place, Run, asked_of, first_successful, only, order_key, with_fallback
from adforge_core.pipeline.sound import sound_of, voice_is_current, voice_room
from adforge_core.project.orders import is_kept
from adforge_core.providers.base import Paid, Providers, SpeechRequest, Voice
from adforge_core.providers.local.recorded import RecordedVoice
from adforge_core.stages.voice import speak
from adforge_core.work.workers import worker_pool

_WHOLE_LINE = 120.0
"""More seconds than any line takes, so that it is spoken at the requested pace."""

_SLOWER = 1.08
"""The assumed length of a service's recording relative to the local voice, until it is recorded."""


def with_voices(run: Run, project: Project, scene: str = "", again: bool = False) -> Project:
    """Speaks every line that is new or changed; only that of `scene`, if given.

    An ad has one voice: if it fails at a line, the next voice speaks all lines, and notes say so. Lines that the user
    has recorded are heard as they are recorded. `again` tries voices that failed before once more.
    """
    if again:
        failed = [one.id for one in project.scenes if any(note.stage is Stage.VOICE for note in one.fallbacks)]
        project = _unspoken(project, failed)
    recordings = {index: _recorded_voice(run, one) for index, one in _recorded(project, scene)}
    project, _ = _spoken(run, project, recordings, {})
    if not _due(project, scene) and len({*_voice_names(project).values()}) < 2:
        return project
    voices, notes = speaking(run.providers, project), dict[str, Fallback]()
    while True:
        voice, others = voices[0], voices[1:]
        if strange := [id for id, name in _voice_names(project).items() if name != voice.name]:
            project, scene = _unspoken(project, strange), ""
        due = _due(project, scene)
        dear = _too_dear(run, project, voice, due)
        project, failures = _spoken(run, project, dict.fromkeys(due, voice), notes, dear)
        if not failures or not others:
            return project
        notes = {one.id: _passed_on(failures.get(one.id), voice, others[0]) for one in project.scenes}
        project, voices, scene = _unspoken(project, notes), others, ""


def speaking(providers: Providers, project: Project) -> tuple[Voice, ...]:
    """Returns the voices in the order to try them, beginning with the one of the present recordings."""
    voices, names = _voices(providers, project.sound), _voice_names(project).values()
    return voices[max((place for place, one in enumerate(voices) if one.name in names), default=0) :]


def natural_seconds(run: Run, sound: Sound, line: str) -> tuple[float | None, tuple[Fallback, ...]]:
    """Returns the length of a line in seconds at the requested pace; None and a note if the voice cannot speak it.

    For a paid voice or an extra one, the local voice is timed instead, and the result is scaled.
    """
    voices = _voices(run.providers, sound)
    here = tuple(one for one in voices if not _timed_by_another(run.providers, one))[:1]

    def spoken(voice: Voice) -> VoiceTake | None:
        return _take(run, "", line, sound, _WHOLE_LINE, run.folder.work, voice)

    take, notes = first_successful(Stage.VOICE, here, spoken, lambda: None, what=f"the line “{line}”")
    return (take.seconds * _slower(voices[0], sound.voice) if take else None), notes


def recorded_seconds(run: Run, recording: Recording) -> float:
    """Returns the length of the user's recording in seconds, from first to last word. Raises StageFailed."""
    sound = Sound(voice=recording.media)
    return _take(run, "", recording.line, sound, _WHOLE_LINE, run.folder.work, _recorded_voice(run, recording)).seconds


def spoken_seconds(run: Run, project: Project) -> dict[str, float]:
    """Returns the recorded length of each line of the scenes, in seconds, for a voice that `natural_seconds` guesses.

    For another voice, the dict is empty.

    It is also empty if the voice fails at one line, because then it speaks none.
    """
    voice = speaking(run.providers, project)[0]
    spoken = [scene for scene in project.scenes if scene.vo and not scene.recorded]
    if not _timed_by_another(run.providers, voice) or _too_dear(run, project, voice, range(len(project.scenes))):
        return {}

    def recorded(scene: Scene) -> VoiceTake | None:
        def say() -> VoiceTake | None:
            return _said_once(run, scene, project.sound, _WHOLE_LINE, run.folder.work, voice)

        return with_fallback(Stage.VOICE, say, lambda: None)[0]

    with worker_pool(run.monitor, run.workers) as pool:
        takes = list(pool.map(recorded, spoken))
    return {take.line: take.seconds for take in takes if take} if all(takes) else {}


def speech_request(voice: Voice, sound: Sound, line: str) -> SpeechRequest:
    """Returns the request for `voice`. A local voice without the requested speaker uses its default."""
    speaker = sound.voice if isinstance(voice, Paid) or _has(voice, sound.voice) else ""
    return SpeechRequest(line=line, voice=speaker, speed=sound.speed, stability=sound.stability)


def extra_speakers(providers: Providers) -> tuple[str, ...]:
    """Returns the ids of the installed extra speakers; none if a paid voice speaks unless another is chosen."""
    if isinstance(providers.voice, Paid):
        return ()
    return tuple(speaker.id for voice in providers.extra_voices if not voice.lacking for speaker in voice.speakers)


def _voices(providers: Providers, sound: Sound) -> tuple[Voice, ...]:
    """Returns the voices in the order to try them. If a local speaker is chosen, only the local voices."""
    voices = providers.serving(lambda one: one.voice)
    if extra := tuple(one for one in providers.extra_voices if _has(one, sound.voice)):
        return (*extra, *(one for one in voices if not isinstance(one, Paid)))
    return tuple(one for one in voices if _has(one, sound.voice)) or voices


def _timed_by_another(providers: Providers, voice: Voice) -> bool:
    """Whether speaking a line only to know its length would cost money or take long."""
    return isinstance(voice, Paid) or voice in providers.extra_voices


def _slower(voice: Voice, speaker: str) -> float:
    """The assumed length of a line relative to the local voice."""
    if isinstance(voice, Paid):
        return _SLOWER
    return next((one.slower for one in voice.speakers if one.id == speaker), 1.0)


def _has(voice: Voice, speaker: str) -> bool:
    """Whether `voice` is local and has the speaker."""
    return not isinstance(voice, Paid) and any(one.id == speaker for one in voice.speakers)


def _voice_names(project: Project) -> dict[str, str]:
    """Returns the name of the voice of each scene whose line it speaks and that is up to date, by scene id."""
    return {
        scene.id: scene.voice.provider
        for index, scene in enumerate(project.scenes)
        if scene.voice and not scene.recorded and voice_is_current(project, index)
    }


def _due(project: Project, scene: str) -> tuple[int, ...]:
    """Returns the indices of the scenes whose lines a voice must speak; of `scene` only, if given."""
    return tuple(
        index
        for index, one in enumerate(project.scenes)
        if scene in {"", one.id} and not one.recorded and not voice_is_current(project, index)
    )


def _recorded(project: Project, scene: str) -> Iterator[tuple[int, Recording]]:
    """Yields the index and recording of each scene whose recording is not yet in use; of `scene` only, if given."""
    for index, one in enumerate(project.scenes):
        if scene in {"", one.id} and one.recorded and not voice_is_current(project, index):
            yield index, one.recorded


def _recorded_voice(run: Run, recording: Recording) -> Voice:
    """Returns the user's recording as a voice. A voice of this machine times its words."""
    return RecordedVoice(run.media.local(recording.media), run.providers.serving(lambda one: one.voice)[-1])


def _unspoken(project: Project, scenes: Collection[str]) -> Project:
    """Returns the project without the recordings of these scenes."""
    for scene in project.scenes:
        if scene.id in scenes:
            project = project.with_scene(scene.model_copy(update={"voice": None}))
    return project


def _passed_on(failure: Fallback | None, voice: Voice, to: Voice) -> Fallback:
    why = failure.why if failure else f"An ad has one voice, and {voice.name} failed at another line."
    return Fallback(
        stage=Stage.VOICE, wanted=f"a line spoken by {voice.name}", used=f"a line spoken by {to.name}", why=why
    )


def _spoken(
    run: Run,
    project: Project,
    voices: Mapping[int, Voice],
    notes: Mapping[str, Fallback],
    dear: OverBudget | None = None,
) -> tuple[Project, dict[str, Fallback]]:
    """Speaks the lines of the scenes at the indices in `voices`. Returns the project, and the failures by scene.

    A line that is too long is not a failure of the voice: the scene is silent and a note says why. With `dear`, no line
    is requested, for that reason.
    """

    def spoken(index: int) -> tuple[Scene, Fallback | None]:
        scene, most = project.scenes[index], voice_room(project, index)
        others = tuple(note for note in scene.fallbacks if note.stage is not Stage.VOICE)
        if not scene.vo:
            return scene.model_copy(update={"voice": None, "fallbacks": others}), None
        if scene.id in notes:
            others += (notes[scene.id],)
        voice = voices[index]
        wanted = f"a line spoken by {voice.name}"

        def say() -> VoiceTake | Unsayable | None:
            if dear:
                raise dear
            try:
                return _said_once(run, scene, sound_of(project, scene), most, run.folder.media, voice)
            except Unsayable as error:
                return error

        take, failed = with_fallback(Stage.VOICE, say, lambda: None, wanted=wanted)
        if isinstance(take, Unsayable):
            others += (Fallback(stage=Stage.VOICE, wanted=wanted, used=Stage.VOICE.about.fallback, why=str(take)),)
            take = None
        return scene.model_copy(update={"voice": take, "fallbacks": others + failed}), next(iter(failed), None)

    with worker_pool(run.monitor, run.workers) as pool:
        made = list(pool.map(spoken, voices))
    for scene, _ in made:
        project = project.with_scene(scene)
    return project, {scene.id: failure for scene, failure in made if failure}


def _too_dear(run: Run, project: Project, voice: Voice, due: Collection[int]) -> OverBudget | None:
    """Returns the error if the budget does not cover all the lines: then none of them is requested."""
    if not isinstance(voice, Paid):
        return None
    requests = [speech_request(voice, project.sound, project.scenes[index].vo) for index in due]
    lacking = [
        request
        for request in requests
        if request.line and not is_kept(run.folder.ledger, run.media, order_key(voice, request))
    ]
    try:
        run.order_desk.afford(voice.name, sum(voice.quote(request).cost_usd for request in lacking))
    except Unsayable:
        return None
    except OverBudget as error:
        return error
    return None


def _said_once(run: Run, scene: Scene, sound: Sound, most_seconds: float, into: Place, voice: Voice) -> VoiceTake:
    """Speaks the scene's line with `voice`. A line it failed at before in this run is not requested again."""
    line = voice.name, sound.voice, scene.vo
    if (before := run.failed_lines.get(line)) is not None:
        raise StageFailed(before.happened, before.to_do)
    try:
        return _take(run, scene.id, scene.vo, sound, most_seconds, into, voice)
    except Unsayable:
        raise
    except StageFailed as failed:
        run.failed_lines[line] = failed
        raise


def _take(
    run: Run, scene: str, line: str, sound: Sound, most_seconds: float, into: Place, provider: Voice
) -> VoiceTake:
    request = speech_request(provider, sound, line)

    def within(most: float) -> VoiceTake:
        def make(folder: Path) -> dict[str, object]:
            speech, used = run.asked(Stage.VOICE, scene, provider, request, lambda one: speak(request, most, one))
            write_wav(folder / "voice.wav", speech.samples[:, None], speech.rate)
            return {"seconds": speech.seconds, "speed": used, "words": [word.model_dump() for word in speech.words]}

        result = run.stage(
            Stage.VOICE, scene, asked_of(provider, request) | {"most_seconds": most}, make, into, provider
        )
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

    # Lines are timed at the requested pace before scenes have lengths, so this recording is often in the cache.
    unhurried = within(_WHOLE_LINE)
    if unhurried.seconds <= most_seconds:
        return unhurried
    return within(most_seconds).model_copy(update={"unhurried_s": unhurried.seconds})

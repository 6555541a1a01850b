"""The ad's sound: whether voices and bed are up to date, and making the bed."""

from collections.abc import Collection
from itertools import pairwise
from math import ceil
from pathlib import Path

from adforge_core.media.audio import write_wav
from adforge_core.model.brief import NO_MUSIC, Brief
from adforge_core.model.project import Project
from adforge_core.model.sound import BedTake, Sound
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Role, Scene
from adforge_core.model.styles import guide
from adforge_core.model.value import FPS, frames_in, seconds
from adforge_core.pipeline.run import Run, asked_of, first_successful, only
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import BedMaker, BedRequest, Providers
from adforge_core.providers.local.own_music import OwnMusic
from adforge_core.stages.bed import make_bed
from adforge_core.stages.plan import TAIL

ALONE_S = 0.8
"""From how many seconds without voice on, the music counts as alone and is brought up."""


_RIDE_DB, _RIDE_OTHERS_DB = {Role.HOOK: 1.25, Role.CALL_TO_ACTION: 1.75}, -1.75
"""How a mixer rides the whole: an ad that is equally loud throughout is heard as one long sentence."""


def sound_to_plan(project: Project, speakers: Collection[str] = ()) -> Sound:
    """Returns the sound to plan with: for the first plan with accents, and at the style's pace unless one is set.

    Where nobody was chosen to speak, the style's speaker is, if it is one of `speakers`.
    """
    sound = project.sound
    if project.planned_from:
        return sound
    by_style = sound.speed == Sound.model_fields["speed"].default
    style = guide(project.brief.style)
    pace = style.voice_pace if by_style else sound.speed
    voice = sound.voice or (style.speaker if style.speaker in speakers else "")
    return sound.model_copy(update={"accents": True, "speed": pace, "voice": voice, **music_asked(project.brief)})


def music_asked(brief: Brief) -> dict[str, object]:
    """Returns the fields of the sound that the brief sets: no music, or the user's own; none if it does not say."""
    return {"music_on": False} if brief.music == NO_MUSIC else {"own_music": brief.music} if brief.music else {}


def beats_of(bed: BedTake | None) -> tuple[int, ...]:
    """Returns the frames of the ad on which the beats of its music fall; the first and every fourth are downbeats.

    The music of an ad depends on its mood, seed and length only, so that `make_bed_take` can find it before anything is
    spoken or shown. Without music, or where it has no clear beat, there are none.
    """
    return tuple(frames_in(beat) for beat in bed.beats) if bed else ()


def music_alone(project: Project) -> tuple[tuple[float, float], ...]:
    """Returns the start and end of each stretch of at least ALONE_S seconds without a spoken word, in seconds."""
    spoken = [
        (start + scene.voice.words[0].start, start + scene.voice.words[-1].end)
        for index, scene in enumerate(project.scenes)
        if scene.voice and scene.voice.words
        for start in [seconds(project.first_frame(index) + scene.voice_frame)]
    ]
    edges = pairwise([(0.0, 0.0), *sorted(spoken), (seconds(project.frames),) * 2])
    return tuple((before[1], after[0]) for before, after in edges if after[0] - before[1] >= ALONE_S) if spoken else ()


def level_rides(project: Project) -> tuple[tuple[float, float], ...]:
    """Returns the level in dB of each scene and when it begins, in seconds: hook and end card are said up."""
    return tuple(
        (seconds(project.first_frame(index)), _RIDE_DB.get(scene.role, _RIDE_OTHERS_DB))
        for index, scene in enumerate(project.scenes)
    )


def voice_room(project: Project, index: int) -> float:
    """Returns the time for the line of the scene at `index`, in seconds."""
    scene = project.scenes[index]
    last = index == len(project.scenes) - 1
    return seconds(max(0, scene.frames - scene.voice_frame - (TAIL if last else TAIL // 2)))


def frames_for_line(project: Project, index: int, spoken_s: float) -> int:
    """Returns the shortest length of the scene at `index`, in frames, for a line of `spoken_s` seconds."""
    last = index == len(project.scenes) - 1
    return project.scenes[index].voice_frame + ceil(spoken_s * FPS) + (TAIL if last else TAIL // 2)


def sound_of(project: Project, scene: Scene) -> Sound:
    """Returns the sound to speak the scene's line with: the ad's, or the user's own recording at its own pace."""
    return Sound(voice=scene.recorded.media) if scene.recorded else project.sound


def voice_is_current(project: Project, index: int) -> bool:
    """Whether the voice of the scene at `index` is up to date."""
    scene, take = project.scenes[index], project.scenes[index].voice
    sound = sound_of(project, scene)
    if not scene.vo or take is None:
        return not scene.vo and take is None
    wanted = (scene.vo, sound.voice, sound.speed, sound.stability)
    if (take.line, take.voice, take.wanted_speed, take.stability) != wanted:
        return False
    room = voice_room(project, index)
    hurried = take.speed > take.wanted_speed * 1.001
    return take.seconds <= room and not (hurried and take.natural_s <= room)


def bed_is_current(project: Project) -> bool:
    """Whether the ad's music is up to date."""
    sound, bed = project.sound, project.sound.bed
    if bed is None or not sound.music_on:
        return bed is None and not _described(project)
    if bed.frames != project.frames:
        return False
    if sound.own_music:
        return sound.own_music == bed.track
    return sound.track == bed.track if sound.track else sound.music == bed.music


def bed_failed(project: Project) -> bool:
    """Whether the ad has no music because all providers failed."""
    return project.sound.bed is None and _described(project) and bool(_notes(project.fallbacks, Stage.BED))


def with_bed(run: Run, project: Project) -> Project:
    """Returns the project with music of its length."""
    if bed_is_current(project):
        return project
    return _with_bed(project, *make_bed_take(run, project, project.frames))


def with_sound_of(project: Project, begun: Project, made: Project) -> Project:
    """Returns the project with the voices and music made between `begun` and `made`, as far as they still fit.

    Work for an earlier edit may end after work for a later one. So outdated sound never replaces sound that is up to
    date, and a recording is used only if it says the scene's present line.
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
    """Returns the request for music for an ad of `frames` frames.

    If the project does not describe its music, the present track is requested.
    """
    sound = project.sound
    track = sound.track if _described(project) or sound.bed is None else sound.bed.track
    track = sound.own_music or track
    return BedRequest(mood=project.mood, seed=project.seed, frames=frames, track=track, prompt=sound.music)


def make_bed_take(run: Run, project: Project, frames: int) -> tuple[BedTake | None, tuple[Fallback, ...]]:
    """Makes music for an ad of exactly `frames` frames. If all providers fail, there is none, and a note."""
    if not project.sound.music_on:
        return None, ()
    request = bed_request(project, frames)

    def take(maker: BedMaker) -> BedTake | None:
        def make(folder: Path) -> dict[str, object]:
            made = run.asked(Stage.BED, "", maker, request, lambda one: make_bed(request, one))
            write_wav(folder / "bed.wav", made.samples, made.rate)
            return {"track": made.track, "tempo": made.tempo, "beats": list(made.beats)}

        result = run.stage(Stage.BED, "", asked_of(maker, request), make, run.folder.media, maker)
        facts = {"media": only(result).name, "provider": maker.name, "frames": request.frames, "music": request.prompt}
        return BedTake(**result.value, **facts)

    return first_successful(Stage.BED, bed_makers(run.providers, run.media, project), take, lambda: None)


def bed_makers(providers: Providers, media: MediaStore, project: Project) -> tuple[BedMaker, ...]:
    """Returns the providers of music in the order to try them. Only those with the requested track are tried."""
    if project.sound.own_music:
        return (OwnMusic(media.local(project.sound.own_music)),)
    request = bed_request(project, project.frames)
    makers = providers.serving(lambda one: one.bed)
    if not request.track:
        return makers
    return tuple(one for one in makers if any(track.id == request.track for track in one.tracks)) or makers[-1:]


def _described(project: Project) -> bool:
    """Whether the project describes its music. If it does not, there is none."""
    sound = project.sound
    return sound.music_on and bool(project.mood or sound.track or sound.music or sound.own_music)


def _with_bed(project: Project, bed: BedTake | None, notes: tuple[Fallback, ...]) -> Project:
    sound = project.sound.model_copy(update={"bed": bed})
    return project.model_copy(update={"sound": sound, "fallbacks": _with_notes(project.fallbacks, notes, Stage.BED)})


def _with_notes(before: tuple[Fallback, ...], now: tuple[Fallback, ...], stage: Stage) -> tuple[Fallback, ...]:
    """Returns `before` with the notes of `stage` replaced by those in `now`."""
    return tuple(note for note in before if note.stage != stage) + _notes(now, stage)


def _notes(fallbacks: tuple[Fallback, ...], stage: Stage) -> tuple[Fallback, ...]:
    return tuple(note for note in fallbacks if note.stage == stage)

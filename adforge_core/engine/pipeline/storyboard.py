"""From a brief and a product to timed scenes with their lines spoken and the bed fitted."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from adforge_core.engine.pipeline.run import Run, only, or_lesser
from adforge_core.media.audio import write_wav
from adforge_core.model.project import Project
from adforge_core.model.sound import BedTake, Sound, VoiceTake, Word
from adforge_core.model.storyboard import Fallback, Plan, Scene
from adforge_core.model.value import frames_in, seconds
from adforge_core.providers.base import BedRequest, PlanRequest
from adforge_core.stages.bed import make_bed
from adforge_core.stages.plan import TAIL, check_plan, plain_plan, time_scenes
from adforge_core.stages.voice import FASTEST, speak

_WHOLE_LINE = 120.0
"""Seconds: more than any line takes, so that it is heard at its natural pace."""


def plan_ad(run: Run, project: Project) -> Project:
    """The project with its look, its scenes, timed, and its bed."""
    plan, fallbacks = _plan(run, project)
    frames = frames_in(project.brief.duration)
    bed, no_bed = make_bed_take(run, plan.mood, project.seed, frames)
    lines = sorted({line for scene in plan.scenes for line in scene.lines})
    with ThreadPoolExecutor(run.workers) as pool:
        spoken = dict(zip(lines, pool.map(lambda line: _natural_seconds(run, project.sound, line), lines), strict=True))
    lengths = {line: length for line, (length, _) in spoken.items() if length is not None}
    scenes = time_scenes(plan.scenes, lengths, frames, bed.beats if bed else (), project.seed)
    requests = project.brief.scene_requests
    scenes = tuple(
        scene.model_copy(
            update={
                "own_plate": request.plate,
                "fallbacks": scene.fallbacks + tuple(note for line in planned.lines for note in spoken[line][1])[:1],
            }
        )
        for scene, planned, request in zip(scenes, plan.scenes, requests, strict=True)
    )
    return project.model_copy(
        update={
            "look": plan.look,
            "mood": plan.mood,
            "offer": plan.offer,
            "cta": plan.cta,
            "scenes": scenes,
            "sound": project.sound.model_copy(update={"bed": bed}),
            "fallbacks": (*project.fallbacks, *fallbacks, *no_bed),
        }
    )


def make_bed_take(run: Run, mood: str, seed: int, frames: int) -> tuple[BedTake | None, tuple[Fallback, ...]]:
    """Music of exactly `frames`, or none and a note that says so."""
    request = BedRequest(mood=mood, seed=seed, frames=frames)
    maker = run.providers.bed

    def make(folder: Path) -> dict[str, object]:
        made = make_bed(request, maker)
        write_wav(folder / "bed.wav", made.samples, made.rate)
        return {"track": made.track, "tempo": made.tempo, "beats": list(made.beats)}

    def take() -> BedTake | None:
        result = run.stage("bed", "", {"request": request}, make, run.folder.media, maker)
        return BedTake(**result.value, media=only(result).name, provider=maker.name)

    return or_lesser("bed", "music", "no music", take, lambda: None)


def make_voice(run: Run, scene: Scene, sound: Sound, last: bool) -> Scene:
    """The scene with its line spoken to fit; without a voice, its captions too go unspoken and a note says so."""
    if not scene.vo:
        return scene.model_copy(update={"voice": None})
    most = seconds(scene.frames - scene.voice_frame - (TAIL if last else TAIL // 2))

    def voiced() -> VoiceTake | None:
        return _speak(run, scene.id, scene.vo, sound.voice, most, run.folder.media)

    take, fallbacks = or_lesser("voice", "a spoken line", "a scene without voice", voiced, lambda: None)
    notes = tuple(note for note in scene.fallbacks if note.stage != "voice")
    return scene.model_copy(update={"voice": take, "fallbacks": notes + fallbacks})


def _plan(run: Run, project: Project) -> tuple[Plan, tuple[Fallback, ...]]:
    assert project.product is not None
    request = PlanRequest(brief=project.brief, product=project.product, seed=project.seed)
    planner = run.providers.planner

    def planned() -> Plan:
        result = run.stage(
            "plan",
            "",
            {"request": request},
            lambda _: check_plan(planner.plan(request), request).model_dump(mode="json"),
            run.folder.work,
            planner,
        )
        return Plan.model_validate(result.value)

    return or_lesser(
        "plan",
        "a planned storyboard",
        "the brief's own words",
        planned,
        lambda: check_plan(plain_plan(request), request),
    )


def _natural_seconds(run: Run, sound: Sound, line: str) -> tuple[float | None, tuple[Fallback, ...]]:
    """How long the line lasts at its natural pace; None, and a note, where the voice cannot say it."""

    def spoken() -> VoiceTake | None:
        return _speak(run, "", line, sound.voice, _WHOLE_LINE, run.folder.work)

    take, notes = or_lesser("voice", f"the line “{line}”", "the scene without it", spoken, lambda: None)
    return (take.seconds if take else None), notes


def _speak(run: Run, scene: str, line: str, voice: str, most_seconds: float, into: Path) -> VoiceTake | None:
    provider = run.providers.voice

    def at_speed(speed: float, most: float) -> VoiceTake:
        def make(folder: Path) -> dict[str, object]:
            speech, used = speak(line, voice, speed, most, provider)
            write_wav(folder / "voice.wav", speech.samples[:, None], speech.rate)
            return {"seconds": speech.seconds, "speed": used, "words": [word.model_dump() for word in speech.words]}

        inputs = {"line": line, "voice": voice, "speed": speed, "most_seconds": most}
        result = run.stage("voice", scene, inputs, make, into, provider)
        words = tuple(Word.model_validate(word) for word in result.value["words"])
        return VoiceTake(
            line=line,
            voice=voice,
            speed=result.value["speed"],
            media=only(result).name,
            seconds=result.value["seconds"],
            words=words,
            provider=provider.name,
        )

    natural = at_speed(1.0, _WHOLE_LINE)
    if natural.seconds <= most_seconds:
        return natural
    return at_speed(min(FASTEST, natural.seconds / most_seconds * 1.005), most_seconds)

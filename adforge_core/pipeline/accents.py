"""The ad's accents: the moments they may sound on, read from the project, and the track of all of them."""

from collections.abc import Iterator
from pathlib import Path

from adforge_core.media.audio import RATE, decode, write_wav
from adforge_core.media.motion import entrance_frames
from adforge_core.model.accents import CueKind, SoundCue
from adforge_core.model.project import Project
from adforge_core.model.shots import Shot
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Scene
from adforge_core.model.styles import guide
from adforge_core.model.value import frames_in, seconds
from adforge_core.pipeline.run import Run, only
from adforge_core.pipeline.wording import press_of
from adforge_core.stages.accents import PlacedAccent, accent_track, placed
from adforge_core.stages.titles.words import entrance
from adforge_core.work.cache import Json


def sound_cues(project: Project) -> tuple[SoundCue, ...]:
    """Returns the moments of the ad on which an accent may sound, in order.

    Those are the first frame, cuts between scenes and shots, entrances of products and words, spoken numbers, and on
    the end card the brand and the button. A transition counts as a cut in its middle.
    """
    cues = [SoundCue(CueKind.OPENING, 0)]
    pause = guide(project.brief.style).titles.pause
    for index, scene in enumerate(project.scenes):
        first, last = project.first_frame(index), index == len(project.scenes) - 1
        overlap = scene.overlap if index else 0
        card = max((0, *scene.cuts)) if last else 0
        words = entrance(scene.frames, overlap, opens=not index and bool(scene.shots), card_from=card)
        cues += [SoundCue(CueKind.END_CARD if cut == card else CueKind.CUT, first + cut) for cut in scene.cuts]
        cues += [SoundCue(CueKind.ENTRANCE, first + at + shot.lands) for at, shot in _landings(scene)]
        if index:
            cues.append(SoundCue(CueKind.END_CARD if last and not card else CueKind.SCENE, first + overlap // 2))
        if last:
            cues.append(SoundCue(CueKind.BRAND, first + words))
            if project.cta:
                cues.append(SoundCue(CueKind.BUTTON, first + words + 2 * pause * bool(words)))
            if press := press_of(project):
                cues.append(SoundCue(CueKind.BUTTON, first + press))
        elif scene.super and words:
            cues.append(SoundCue(CueKind.ENTRANCE, first + words))
        spoken = scene.voice.words if scene.voice else ()
        numbers = (word for word in spoken if any(letter.isdigit() for letter in word.text))
        cues += [SoundCue(CueKind.WORD, first + scene.voice_frame + frames_in(word.start)) for word in numbers]
    return tuple(sorted(cues, key=lambda cue: cue.frame))


def _landings(scene: Scene) -> Iterator[tuple[int, Shot]]:
    """Yields the shots in which the product enters and lands, each with its first frame in the scene."""
    for at, shot in zip((0, *scene.cuts), scene.coverage, strict=True):
        if shot.lands and entrance_frames(shot.motion, shot.lands):
            yield at, shot


def spoken_words(project: Project) -> tuple[tuple[float, float], ...]:
    """Returns the start and end of each spoken word, in seconds of the ad."""
    starts = [seconds(project.first_frame(index) + scene.voice_frame) for index, scene in enumerate(project.scenes)]
    return tuple(
        (start + word.start, start + word.end)
        for start, scene in zip(starts, project.scenes, strict=True)
        for word in (scene.voice.words if scene.voice else ())
    )


def accents_of(project: Project) -> tuple[PlacedAccent, ...]:
    """Returns the accents that sound in the ad, in order; none if they are off."""
    if not project.sound.accents:
        return ()
    return placed(sound_cues(project), guide(project.brief.style).accents, spoken_words(project), project.frames)


def make_accents(run: Run, project: Project) -> Path | None:
    """Returns the file with the ad's accents in the work folder; None if they are off or there is no other sound."""
    bed = project.sound.bed
    if not project.sound.accents or not (bed or any(scene.voice for scene in project.scenes)):
        return None
    style, cues, words = project.brief.style, sound_cues(project), spoken_words(project)

    def make(folder: Path) -> Json:
        track = accent_track(
            cues,
            guide(style).accents,
            words,
            project.frames,
            seed=project.seed,
            music=decode(run.folder.media.local(bed.media)) if bed else None,
            beat_s=60 / bed.tempo if bed and bed.tempo else 0.0,
        )
        run.monitor.check()
        write_wav(folder / "accents.wav", track, RATE)
        return {}

    inputs = {
        "cues": [(cue.kind, cue.frame) for cue in cues],
        "words": words,
        "style": style,
        "seed": project.seed,
        "frames": project.frames,
        "bed": (bed.media, bed.tempo) if bed else None,
    }
    return only(run.stage(Stage.ACCENTS, "", inputs, make, run.folder.work))

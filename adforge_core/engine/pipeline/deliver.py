"""Joining what was made into what the marketer takes away: master, captions, poster."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from adforge_core.engine.cache import Json
from adforge_core.engine.pipeline.run import Run, only, or_lesser, place_whole
from adforge_core.engine.pipeline.scenes import Segment
from adforge_core.media.files import written_whole
from adforge_core.model.project import Project
from adforge_core.model.sound import Cue
from adforge_core.model.storyboard import Fallback
from adforge_core.stages.captions import cues, srt, vtt
from adforge_core.stages.check import MasterFacts, check_master, picture_at
from adforge_core.stages.master import join_master, poster
from adforge_core.stages.mix import mix


@dataclass(frozen=True)
class Deliverables:
    """The files in the project's deliverables folder, and what is wrong with them, if anything."""

    master: Path
    captions_srt: Path
    captions_vtt: Path
    poster: Path
    facts: MasterFacts
    fallbacks: tuple[Fallback, ...]


def deliver(
    run: Run, project: Project, segments: Sequence[Segment], sound: Path, notes: tuple[Fallback, ...]
) -> Deliverables:
    """The ad as files: `segments` with the mix `sound`. Each is put in place whole; what was there stays until then."""
    shape = project.format.value.replace(":", "x")
    folder = run.folder.deliverables
    master = _master(run, project, segments, sound)

    def check(_: Path) -> Json:
        return check_master(master, cancelled=run.job.cancelled).model_dump(mode="json")

    checked = run.stage("check", "", {"master": master.name}, check, run.folder.work)
    target = folder / f"master-{shape}.mp4"
    place_whole(master, target)
    place_whole(_poster(run, project, segments[0]), folder / f"poster-{shape}.jpg")
    lines = _captions(project)
    for name, text in (("captions.srt", srt(lines)), ("captions.vtt", vtt(lines))):
        with written_whole(folder / name) as unfinished:
            unfinished.write_text(text, "utf-8")
    return Deliverables(
        master=target,
        captions_srt=folder / "captions.srt",
        captions_vtt=folder / "captions.vtt",
        poster=folder / f"poster-{shape}.jpg",
        facts=MasterFacts.model_validate(checked.value),
        fallbacks=notes,
    )


def make_mix(run: Run, project: Project) -> tuple[Path, tuple[Fallback, ...]]:
    """The ad's whole sound in the work folder: voice over bed, or the voice alone where that cannot be mixed."""

    def mixed(with_bed: bool) -> Path:
        bed = project.sound.bed if with_bed else None
        spoken = [
            (project.first_frame(index) + scene.voice_frame, scene.voice.media)
            for index, scene in enumerate(project.scenes)
            if scene.voice
        ]
        bed_file = run.folder.path(bed.media) if bed else None

        def make(folder: Path) -> Json:
            lines = [(start, run.folder.path(media)) for start, media in spoken]
            out, cancelled = folder / "mix.wav", run.job.cancelled
            return asdict(mix(lines, bed_file, project.sound, project.frames, out, cancelled=cancelled))

        levels = project.sound.model_dump(mode="json", exclude={"bed"})
        inputs = {"lines": spoken, "bed": bed.media if bed else "", "levels": levels, "frames": project.frames}
        return only(run.stage("mix", "", inputs, make, run.folder.work))

    return or_lesser("mix", "voice over music", "the voice alone", lambda: mixed(True), lambda: mixed(False))


def _master(run: Run, project: Project, segments: Sequence[Segment], sound: Path) -> Path:
    title = project.brief.product

    def make(folder: Path) -> Json:
        pictures, out = [segment.path for segment in segments], folder / "master.mp4"
        join_master(pictures, sound, out, title=title, cancelled=run.job.cancelled)
        return {}

    inputs = {"segments": [segment.path.name for segment in segments], "mix": sound.name, "title": title}
    return only(run.stage("master", "", inputs, make, run.folder.work))


def _poster(run: Run, project: Project, first: Segment) -> Path:
    """A still of the first scene, late enough for its words to have come in."""
    number = project.scenes[0].frames * 3 // 5

    def make(folder: Path) -> Json:
        poster(picture_at(first.path, number), folder / "poster.jpg")
        return {}

    return only(run.stage("poster", "", {"segment": first.path.name, "frame": number}, make, run.folder.work))


def _captions(project: Project) -> list[tuple[int, tuple[Cue, ...]]]:
    """Each scene's captions with the frame of the ad that the scene starts on."""
    return [
        (project.first_frame(index), cues(scene.voice, scene.voice_frame, scene.frames))
        for index, scene in enumerate(project.scenes)
        if scene.voice
    ]

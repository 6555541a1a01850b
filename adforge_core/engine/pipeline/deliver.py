"""Joining what was made into what the marketer takes away: master, captions, poster."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from adforge_core.engine.cache import Json
from adforge_core.engine.pipeline.run import Run, only, or_lesser, place_whole
from adforge_core.engine.pipeline.scenes import Segment
from adforge_core.engine.pipeline.waiting import unless_cancelled
from adforge_core.media.files import written_whole
from adforge_core.media.film import picture_at
from adforge_core.model.project import Project
from adforge_core.model.sound import Cue
from adforge_core.model.storyboard import Fallback
from adforge_core.stages.captions import cues, srt, vtt
from adforge_core.stages.check import MasterFacts, check_joined
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


@dataclass(frozen=True)
class Mixed:
    """The ad's whole sound, the same twice: as PCM and as the master's AAC."""

    pcm: Path
    aac: Path


def deliver(
    run: Run, project: Project, segments: Sequence[Segment], sound: Mixed, notes: tuple[Fallback, ...]
) -> Deliverables:
    """The ad as files: `segments` with the mix `sound`. Each is put in place whole; what was there stays until then."""
    shape = project.format.value.replace(":", "x")
    folder = run.folder.deliverables
    master = _master(run, project, segments, sound)
    checked = _check(run, project, segments, master)
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
        facts=checked,
        fallbacks=notes,
    )


def make_mix(run: Run, project: Project) -> tuple[Mixed, tuple[Fallback, ...]]:
    """The ad's whole sound in the work folder: voice over bed, or the voice alone where that cannot be mixed."""

    def mixed(with_bed: bool) -> Mixed:
        bed = project.sound.bed if with_bed else None
        spoken = [
            (project.first_frame(index) + scene.voice_frame, scene.voice.media)
            for index, scene in enumerate(project.scenes)
            if scene.voice
        ]
        bed_file = run.folder.path(bed.media) if bed else None

        def make(folder: Path) -> Json:
            lines = [(start, run.folder.path(media)) for start, media in spoken]
            out, encoded = folder / "mix.wav", folder / "mix.m4a"
            cancelled = run.job.cancelled
            return asdict(mix(lines, bed_file, project.sound, project.frames, out, encoded, cancelled=cancelled))

        levels = project.sound.model_dump(mode="json", exclude={"bed"})
        inputs = {"lines": spoken, "bed": bed.media if bed else "", "levels": levels, "frames": project.frames}
        files = run.stage("mix", "", inputs, make, run.folder.work).files
        return Mixed(files["mix.wav"], files["mix.m4a"])

    return or_lesser("mix", "voice over music", "the voice alone", lambda: mixed(True), lambda: mixed(False))


def _master(run: Run, project: Project, segments: Sequence[Segment], sound: Mixed) -> Path:
    title = project.brief.product
    pictures = [part.path for segment in segments for part in segment.parts]

    def make(folder: Path) -> Json:
        join_master(pictures, sound.aac, folder / "master.mp4", title=title, cancelled=run.job.cancelled)
        return {}

    inputs = {"segments": [picture.name for picture in pictures], "mix": sound.aac.name, "title": title}
    return only(run.stage("master", "", inputs, make, run.folder.work))


def _check(run: Run, project: Project, segments: Sequence[Segment], master: Path) -> MasterFacts:
    black, frozen = (
        [
            (project.first_frame(index) + first, project.first_frame(index) + end)
            for index, segment in enumerate(segments)
            for part in segment.parts
            for first, end in (part.black if kind == "black" else part.frozen)
        ]
        for kind in ("black", "frozen")
    )

    def check(_: Path) -> Json:
        return check_joined(master, black, frozen, cancelled=run.job.cancelled).model_dump(mode="json")

    inputs = {"master": master.name, "black": black, "frozen": frozen}
    return MasterFacts.model_validate(run.stage("check", "", inputs, check, run.folder.work).value)


def _poster(run: Run, project: Project, first: Segment) -> Path:
    """A still of the first scene, late enough for its words to have come in."""
    number, part = project.scenes[0].frames * 3 // 5, first.parts[-1]

    def make(folder: Path) -> Json:
        unless_cancelled(run.job, lambda: poster(picture_at(part.path, number - part.first), folder / "poster.jpg"))
        return {}

    return only(run.stage("poster", "", {"segment": part.path.name, "frame": number}, make, run.folder.work))


def _captions(project: Project) -> list[tuple[int, tuple[Cue, ...]]]:
    """Each scene's captions with the frame of the ad that the scene starts on."""
    return [
        (project.first_frame(index), cues(scene.voice, scene.voice_frame, scene.frames))
        for index, scene in enumerate(project.scenes)
        if scene.voice
    ]

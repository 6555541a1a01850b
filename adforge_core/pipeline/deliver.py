"""Joining what was made into what the marketer takes away: master, captions, poster."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from adforge_core.media.files import written_whole
from adforge_core.media.film import picture_at
from adforge_core.media.loudness import Loudness, measure
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.sound import Cue
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.run import Run, only, place_whole, with_fallback
from adforge_core.pipeline.scenes import Segment
from adforge_core.stages.captions import cues, srt, vtt
from adforge_core.stages.check import MasterFacts, check_joined
from adforge_core.stages.master import join_master, poster
from adforge_core.stages.mix import Recording, mix
from adforge_core.work.cache import Json, content_name
from adforge_core.work.workers import run_cancellable, worker_pool


@dataclass(frozen=True)
class Files:
    """Where the marketer finds what was made."""

    master: Path
    captions_srt: Path
    captions_vtt: Path
    poster: Path

    @classmethod
    def of_ad(cls, folder: Path, format: Format) -> Self:
        """Those of the ad itself in its deliverables folder."""
        kinds = (("master", "mp4"), ("captions", "srt"), ("captions", "vtt"), ("poster", "jpg"))
        return cls(*(folder / f"{what}-{format.slug}.{kind}" for what, kind in kinds))

    @classmethod
    def called(cls, name: str, folder: Path) -> Self:
        """All of them called alike."""
        return cls(*(folder / f"{name}.{kind}" for kind in ("mp4", "srt", "vtt", "jpg")))

    @property
    def names(self) -> dict[str, Any]:
        """Each file's name, by what it is."""
        return {what: path.name for what, path in vars(self).items()}


@dataclass(frozen=True)
class Mixed:
    """The ad's whole sound, the same twice: as PCM and as the master's AAC, of which `loudness` was measured."""

    pcm: Path
    aac: Path
    loudness: Loudness


def deliver(run: Run, project: Project, segments: Sequence[Segment], sound: Mixed, files: Files) -> MasterFacts:
    """Puts the ad, `segments` with the mix `sound`, where `files` says, and returns what was measured of its master.

    Each file is placed whole; what was there stays until then.
    """
    with worker_pool(run.monitor, 1) as aside:
        still = aside.submit(_poster, run, project, segments[0])
        facts = _join(run, project, segments, sound, files.master)
        place_whole(still.result(), files.poster)
    lines = _captions(project)
    for path, text in ((files.captions_srt, srt(lines)), (files.captions_vtt, vtt(lines))):
        with written_whole(path) as unfinished:
            unfinished.write_text(text, "utf-8")
    return facts


def make_mix(run: Run, project: Project) -> tuple[Mixed, tuple[Fallback, ...]]:
    """The ad's whole sound in the work folder: voice over bed, or the voice alone where that cannot be mixed."""

    def mixed(project: Project) -> Mixed:
        sound, frames = project.sound, project.frames

        def make(folder: Path) -> Json:
            voice, bed = recorded(run, project)
            out, encoded = folder / "mix.wav", folder / "mix.m4a"
            return asdict(mix(voice, bed, sound, frames, out, encoded, cancelled=run.monitor.cancelled))

        levels, bed = sound.model_dump(mode="json", exclude={"bed"}), sound.bed.media if sound.bed else ""
        inputs = {"lines": spoken(project), "bed": bed, "levels": levels, "frames": frames}
        made = run.stage(Stage.MIX, "", inputs, make, run.folder.work)
        return Mixed(made.files["mix.wav"], made.files["mix.m4a"], Loudness(**made.value))

    alone = project.model_copy(update={"sound": project.sound.model_copy(update={"bed": None})})
    return with_fallback(Stage.MIX, lambda: mixed(project), lambda: mixed(alone))


def spoken(project: Project) -> list[tuple[int, str]]:
    """The ad's frame that each VO recording starts on, and the recording."""
    return [
        (project.first_frame(index) + scene.voice_frame, scene.voice.media)
        for index, scene in enumerate(project.scenes)
        if scene.voice
    ]


def recorded(run: Run, project: Project) -> tuple[list[tuple[int, Recording]], Recording | None]:
    """What the ad's sound is mixed of: the VO with the frames it starts on, and the bed, if there is one."""
    lines = [(start, _recording(run, media)) for start, media in spoken(project)]
    return lines, _recording(run, project.sound.bed.media) if project.sound.bed else None


def _recording(run: Run, media: str) -> Recording:
    """A recording of the project's, measured once however often it is mixed."""

    def make(_: Path) -> Json:
        return {"lufs": measure(run.folder.media_file(media), run.monitor.cancelled).lufs}

    heard = run.cache.result(Stage.LOUDNESS, {"media": media}, run.folder.work, make)
    return Recording(run.folder.media_file(media), heard.value["lufs"])


def _join(run: Run, project: Project, segments: Sequence[Segment], sound: Mixed, out: Path) -> MasterFacts:
    """Joins and checks the master at `out`; where it is there already, it stays as it is.

    What is in it is remembered, the file is not: joining it again takes less time than keeping it twice.
    """
    title = project.brief.product
    pictures = [part.path for segment in segments for part in segment.parts]
    black, frozen = (
        [
            (project.first_frame(index) + first, project.first_frame(index) + end)
            for index, segment in enumerate(segments)
            for part in segment.parts
            for first, end in (part.black if kind == "black" else part.frozen)
        ]
        for kind in ("black", "frozen")
    )

    def make(_: Path) -> Json:
        with written_whole(out) as unfinished:
            join_master(pictures, sound.aac, unfinished, title=title, cancelled=run.monitor.cancelled)
            with ThreadPoolExecutor(1) as aside:
                content = aside.submit(content_name, unfinished)
                facts = check_joined(unfinished, sound.aac, sound.loudness, black, frozen)
                return {"content": content.result(), "facts": facts.model_dump(mode="json")}

    names = [picture.name for picture in pictures]
    inputs = {"segments": names, "mix": sound.aac.name, "title": title, "black": black, "frozen": frozen}
    made = run.stage(Stage.MASTER, "", inputs, make, run.folder.work)
    there = not made.cached or (out.is_file() and content_name(out) == made.value["content"])
    value = made.value if there else make(run.folder.work)
    return MasterFacts.model_validate(value["facts"])


def _poster(run: Run, project: Project, first: Segment) -> Path:
    """A still of the first scene, late enough for its words to have come in."""
    number, part = project.scenes[0].frames * 3 // 5, first.parts[-1]

    def make(folder: Path) -> Json:
        run_cancellable(run.monitor, lambda: poster(picture_at(part.path, number - part.first), folder / "poster.jpg"))
        return {}

    return only(run.stage(Stage.POSTER, "", {"segment": part.path.name, "frame": number}, make, run.folder.work))


def _captions(project: Project) -> list[tuple[int, tuple[Cue, ...]]]:
    """Each scene's captions with the frame of the ad that the scene starts on."""
    return [
        (project.first_frame(index), cues(scene.voice, scene.voice_frame, scene.frames))
        for index, scene in enumerate(project.scenes)
        if scene.voice
    ]

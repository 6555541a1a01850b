"""Delivering: joins the segments and the mix into the master, and writes captions and poster."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from adforge_core.media.content import content_name
from adforge_core.media.files import written_whole
from adforge_core.media.film import picture_at
from adforge_core.media.loudness import Loudness, measure
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.sound import Cue
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.accents import make_accents
from adforge_core.pipeline.clip_sounds import clip_sounds
from adforge_core.pipeline.run import Run, only, place_whole, with_fallback
from adforge_core.pipeline.scenes import Segment
from adforge_core.pipeline.sound import level_rides, music_alone
from adforge_core.pipeline.wording import Wording
from adforge_core.stages.captions import cues, srt, vtt
from adforge_core.stages.check import MasterFacts, check_joined
from adforge_core.stages.master import join_master, poster
from adforge_core.stages.mix import Recording, mix
from adforge_core.work.cache import Json
from adforge_core.work.workers import run_cancellable, worker_pool


@dataclass(frozen=True)
class Files:
    """The paths of the delivered files."""

    master: Path
    captions_srt: Path
    captions_vtt: Path
    poster: Path

    @classmethod
    def of_ad(cls, folder: Path, format: Format) -> Self:
        """Returns the paths of the ad itself in the deliverables folder `folder`."""
        kinds = (("master", "mp4"), ("captions", "srt"), ("captions", "vtt"), ("poster", "jpg"))
        return cls(*(folder / f"{what}-{format.slug}.{kind}" for what, kind in kinds))

    @classmethod
    def called(cls, name: str, folder: Path) -> Self:
        """Returns paths that all have the same stem."""
        return cls(*(folder / f"{name}.{kind}" for kind in ("mp4", "srt", "vtt", "jpg")))

    @property
    def names(self) -> dict[str, Any]:
        """The file names, by field."""
        return {what: path.name for what, path in vars(self).items()}


@dataclass(frozen=True)
class Mixed:
    """The ad's whole sound, as PCM and as the master's AAC. `loudness` was measured from the AAC."""

    pcm: Path
    aac: Path
    loudness: Loudness


def deliver(run: Run, project: Project, segments: Sequence[Segment], sound: Mixed, files: Files) -> MasterFacts:
    """Writes the ad, `segments` with the mix `sound`, to `files`. Returns what was measured from its master.

    Each file is replaced in one step; the old one stays until the new one is complete.
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
    """Mixes voice, bed and accents into the work folder; without accents, or the voice alone, if that fails."""

    def mixed(project: Project, accents: Path | None) -> Mixed:
        sound, frames = project.sound, project.frames
        alone, rides = music_alone(project), level_rides(project)

        def make(folder: Path) -> Json:
            voice, bed = mix_inputs(run, project)
            out, encoded = folder / "mix.wav", folder / "mix.m4a"
            loudness = mix(
                voice,
                bed,
                sound,
                frames,
                out,
                encoded,
                accents=accents,
                clips=clips,
                alone=alone,
                rides=rides,
                cancelled=run.monitor.cancelled,
            )
            return asdict(loudness)

        levels, bed = sound.model_dump(mode="json", exclude={"bed"}), sound.bed.media if sound.bed else ""
        inputs = {"lines": vo_recordings(project), "bed": bed, "levels": levels, "frames": frames}
        inputs |= {"accents": accents.name if accents else "", "alone": alone, "rides": rides}
        if clips:
            inputs["clips"] = [(clip.first, clip.recording.path.name, clip.level_db) for clip in clips]
        made = run.stage(Stage.MIX, "", inputs, make, run.folder.work)
        return Mixed(made.files["mix.wav"], made.files["mix.m4a"], Loudness(**made.value))

    alone = project.model_copy(update={"sound": project.sound.model_copy(update={"bed": None})})
    clips, no_clips = clip_sounds(run, project)
    accents, no_accents = with_fallback(Stage.ACCENTS, lambda: make_accents(run, project), lambda: None)
    sound, notes = with_fallback(Stage.MIX, lambda: mixed(project, accents), lambda: mixed(alone, None))
    return sound, no_clips + no_accents + notes


def vo_recordings(project: Project) -> list[tuple[int, str]]:
    """Returns the VO recordings, each with the frame of the ad on which it starts."""
    return [
        (project.first_frame(index) + scene.voice_frame, scene.voice.media)
        for index, scene in enumerate(project.scenes)
        if scene.voice
    ]


def mix_inputs(run: Run, project: Project) -> tuple[list[tuple[int, Recording]], Recording | None]:
    """Returns the inputs of the mix: the VO recordings with their first frames, and the bed, if there is one."""
    lines = [(start, _recording(run, media)) for start, media in vo_recordings(project)]
    return lines, _recording(run, project.sound.bed.media) if project.sound.bed else None


def _recording(run: Run, media: str) -> Recording:
    """Returns a recording with its loudness, which is measured once and cached."""

    def make(_: Path) -> Json:
        return {"lufs": measure(run.folder.media.local(media), run.monitor.cancelled).lufs}

    measured = run.cache.result(Stage.LOUDNESS, {"media": media}, run.folder.work, make)
    return Recording(run.folder.media.local(media), measured.value["lufs"])


def _join(run: Run, project: Project, segments: Sequence[Segment], sound: Mixed, out: Path) -> MasterFacts:
    """Joins and checks the master at `out`. A file there with the same content is kept.

    The cache holds the file's digest and facts but not the file: joining again is faster than keeping a copy.
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
    is_current = not made.cached or (out.is_file() and content_name(out) == made.value["content"])
    value = made.value if is_current else make(run.folder.work)
    return MasterFacts.model_validate(value["facts"])


def _poster(run: Run, project: Project, first: Segment) -> Path:
    """A frame that shows the product and all of the hook's words: the ad's first one, if they appear together.

    Without shots, they come later: then a still late enough for both.
    """
    number = Wording.of(project, 0).complete if project.scenes[0].shots else project.scenes[0].frames * 3 // 5
    part = [part for part in first.parts if part.first <= number][-1]

    def make(folder: Path) -> Json:
        run_cancellable(run.monitor, lambda: poster(picture_at(part.path, number - part.first), folder / "poster.jpg"))
        return {}

    return only(run.stage(Stage.POSTER, "", {"segment": part.path.name, "frame": number}, make, run.folder.work))


def _captions(project: Project) -> list[tuple[int, tuple[Cue, ...]]]:
    """Returns the captions of each scene, with the frame of the ad on which the scene starts."""
    return [
        (project.first_frame(index), cues(scene.voice, scene.voice_frame, scene.frames))
        for index, scene in enumerate(project.scenes)
        if scene.voice
    ]

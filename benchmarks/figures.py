"""What a figure is, and what all of them are measured on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from shutil import copytree

from adforge_core.media.ffmpeg import run
from adforge_core.model.project import Project
from adforge_core.model.value import FPS
from adforge_core.pipeline import MadeAd, render_ad
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.base import Providers
from adforge_core.providers.registry import choose_providers
from adforge_core.stages.segment import CRF, PRESET, X264
from adforge_core.work.cache import Cache
from benchmarks.measuring import Spent, Work, in_turn
from benchmarks.reference import reference_ad


@dataclass(frozen=True)
class Figure:
    """One row of the table: what was measured, the goal it should not be above, and what the work behind it took."""

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    spent: Spent | None = None


@dataclass(frozen=True)
class Bench:
    """Where things are kept while measuring, and how often everything is measured."""

    place: Path
    repeats: int = 3

    @cached_property
    def folder(self) -> ProjectFolder:
        """The reference ad, everything made but its segments."""
        return reference_ad(self.place)

    @cached_property
    def project(self) -> Project:
        """What is in that folder."""
        return self.folder.load()

    @cached_property
    def providers(self) -> Providers:
        """The keyless ones."""
        return choose_providers(offline=True).providers

    @cached_property
    def rendered(self) -> MadeAd:
        """The reference ad finished, in `place`, its cache beside it: what edits begin with."""
        return self.render(copy_of(self.folder, self.place / "rendered"), self.rendered_cache)

    @property
    def rendered_cache(self) -> Path:
        """The cache of the finished ad."""
        return self.place / "rendered-cache"

    @property
    def full(self) -> Spent:
        """Rendering the reference ad with nothing of it cached."""
        return self._full_and_floor[0]

    @property
    def decoding(self) -> Spent:
        """ffmpeg decoding what the ad shows of its videos to nothing, one after the other, on every core."""
        return self._full_and_floor[1]

    @property
    def encoding(self) -> Spent:
        """x264 encoding the ad's finished frames from raw yuv420p on disk, on every core."""
        return self._full_and_floor[2]

    @cached_property
    def _full_and_floor(self) -> list[Spent]:
        with encoding_alone(self.rendered.master, self.place) as encoding:
            return in_turn(self.repeats, self.cold_render(self.folder), lambda _: self._decode, encoding)

    @property
    def floor(self) -> float:
        """Seconds that no way to make the ad can do without: decoding its videos and encoding its frames."""
        return self.decoding.seconds + self.encoding.seconds

    def cold_render(self, folder: ProjectFolder) -> Work:
        """Rendering the ad in `folder`, which stays as it is, with nothing of it cached."""

        def prepared(place: Path) -> Callable[[], MadeAd]:
            return partial(self.render, copy_of(folder, place / "ad"), place / "cache")

        return prepared

    def render(self, folder: ProjectFolder, cache: Path) -> MadeAd:
        """The ad in `folder`, rendered as the studio renders it."""
        return render_ad(folder.folder, providers=self.providers, cache=Cache(cache))

    def _decode(self) -> None:
        scenes = self.project.scenes
        for scene, after in zip(scenes, (*scenes[1:], None), strict=True):
            assert scene.take is not None
            shown = scene.frames + (after.transition.frames if after else 0)
            run(["-i", self.folder.media.local(scene.take.media), "-frames:v", str(shown), "-an", "-f", "null", "-"])


def copy_of(folder: ProjectFolder, place: Path) -> ProjectFolder:
    """A copy of a project's folder at `place`."""
    return ProjectFolder(Path(copytree(folder.folder, place)))


@contextmanager
def encoding_alone(master: Path, place: Path) -> Iterator[Work]:
    """x264 encoding the frames of `master` from raw yuv420p on disk as the studio encodes, on every core."""
    raw = place / "frames.yuv"
    run(["-i", master, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", raw])
    width, height = _size(master)
    source: list[str | Path] = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{width}x{height}"]
    source += ["-framerate", str(FPS), "-i", raw]
    try:
        yield lambda folder: partial(run, [*source, *X264_AS_STUDIO, folder / "a.mp4"])
    finally:
        raw.unlink()


X264_AS_STUDIO = ("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high", "-x264-params", X264)
"""The studio's own settings, for whoever encodes beside it."""


def _size(video: Path) -> tuple[int, int]:
    import av

    with av.open(video) as container:
        picture = container.streams.video[0]
        return picture.width, picture.height

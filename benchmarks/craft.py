"""The craft of finished ads, found in their decoded masters and held against the project and its goals, as Markdown.

    python -m benchmarks.craft [--ads PRODUCT/STYLE/FORMAT[/SEED] ...] [--seconds S] [--keep FOLDER] [--json FILE]
    python -m benchmarks.craft PROJECT_DIR...

Without PROJECT_DIRs the ads are made first: by default one of each of the gallery's eight products, in all styles and
formats. Cuts are found by PySceneDetect, which knows nothing of the project. It looks for hard cuts only, so
transitions do not count against it, and takes large words that appear in one frame for cuts. What no film tells alone
is the project's: where beats and product are. That the product is there, its colour difference shows.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray
from scenedetect import AdaptiveDetector, SceneManager, open_video
from scenedetect.detector import SceneDetector

from adforge_core.media.frames import Frame
from adforge_core.media.screening import screen
from adforge_core.model.brief import Style
from adforge_core.model.project import Project
from adforge_core.model.value import FPS, frames_in
from adforge_core.pipeline.checking import check_file
from adforge_core.pipeline.craft import AT_ONCE, cuts_of
from adforge_core.pipeline.craft_goals import GOALS
from adforge_core.pipeline.previews import fidelities
from adforge_core.project.folder import ProjectFolder
from docs.gallery.ads import ADS, Wanted

SHORTEST = 5
"""The fewest frames between two cuts: PySceneDetect's default of 15 misses most cuts of a fast ad."""

_ALIKE = 0.9
"""The correlation of small pictures from which two shots show the same."""

_LOOK = (24, 24)


@dataclass(frozen=True)
class Row:
    """What was found in one master. Shares are in per cent, times in seconds.

    `known` counts the project's hard cuts, `cuts` those found, of which `hit` are cuts of the project, within a frame;
    `cuts_a_minute` are the hit ones and the transitions. `first_cut`, `longest_shot`, `on_beat` and `heard` go by the
    cuts that were found and are in the project. `looks` counts shots that do not look alike, of `shots`, and
    `framings` what the project calls different framings.
    """

    ad: str
    style: str
    format: str
    set: str
    known: int
    cuts: int
    hit: int
    cuts_a_minute: float
    first_cut: float
    longest_shot: float
    shots: int
    looks: int
    framings: int
    product: float
    product_first: float
    still: float
    longest_still: float
    on_beat: float | None
    heard: float
    difference: float
    lufs: float | None
    peak: float | None
    exact: bool
    problems: tuple[str, ...]


def main() -> int:
    """Prints a table of the ads, and one of the goals."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("projects", nargs="*", type=Path, metavar="PROJECT_DIR")
    asked.add_argument("--ads", nargs="+", type=Wanted.read, default=ADS)
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--json", type=Path)
    wanted = asked.parse_args()
    with TemporaryDirectory(prefix="adforge-bench-") as temporary:
        places = wanted.projects or _made(wanted.ads, wanted.keep or Path(temporary), wanted.seconds)
        rows = []
        for place in places:
            rows.append(measured(ProjectFolder(place)))
            if len(rows) == 1:
                print(_line([field.name.replace("_", " ") for field in fields(Row)][:-1]))
                print(_line(["---"] * (len(fields(Row)) - 1)))
            print(_line([_text(value) for value in list(asdict(rows[-1]).values())[:-1]]), flush=True)
    print()
    for line in goals_table(rows):
        print(line)
    for row in rows:
        for problem in row.problems:
            print(f"\n{row.ad}: {problem}")
    if wanted.json:
        wanted.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    return 0


def _made(ads: Sequence[Wanted], place: Path, seconds: float) -> Iterator[Path]:
    for one in ads:
        yield one.make(place, seconds).folder


def measured(folder: ProjectFolder) -> Row:
    """Returns what is found in the master of a project in its present format."""
    project = folder.load()
    master = folder.deliverables / f"master-{project.format.slug}.mp4"
    facts, report = check_file(master, folder.folder)
    film, ad = report.film, report.ad
    if ad is None:
        raise SystemExit(f"{master}: {report.unknown}")
    hard, cuts = hard_cuts(project), detected(master, AdaptiveDetector(min_scene_len=SHORTEST))
    gradual = sorted(set(cuts_of(project)) - set(hard))
    hits = [cut for cut in cuts if any(abs(cut - one) <= 1 for one in hard)]
    seen = sorted({*hits, *gradual})
    bounds = [0, *seen, film.frames]
    bed = project.sound.bed
    beats = None if bed is None else np.array(bed.beats)
    colours = [one.mean for _, _, one in fidelities(folder.media, project, master)]
    shots = small_pictures(master, project, [(low + high) // 2 for low, high in pairwise(bounds)])
    return Row(
        ad=folder.folder.name,
        style=project.brief.style,
        format=project.format,
        set=project.scenes[0].set,
        known=len(hard),
        cuts=len(cuts),
        hit=len(hits),
        cuts_a_minute=len(seen) * 60 * FPS / film.frames,
        first_cut=min(seen, default=film.frames) / FPS,
        longest_shot=float(np.diff(bounds).max()) / FPS,
        shots=len(shots),
        looks=len(different(shots)),
        framings=ad.framings,
        product=100 * ad.product_share,
        product_first=100 * ad.product_share_first,
        still=100 * film.still_share,
        longest_still=film.longest_still_s,
        on_beat=None if beats is None else 100 * _share_at(seen, beats),
        heard=100 * _share_at(seen, np.array(film.onsets or ())),
        difference=mean(colours) if colours else float("nan"),
        lufs=facts.lufs,
        peak=facts.true_peak_db,
        exact=facts.frames == frames_in(project.brief.duration),
        problems=(*facts.problems, *report.problems),
    )


def hard_cuts(project: Project) -> tuple[int, ...]:
    """Returns the cuts of the ad without its transitions."""
    gradual = {
        project.first_frame(index) + scene.overlap // 2
        for index, scene in enumerate(project.scenes)
        if index and scene.overlap
    }
    return tuple(cut for cut in cuts_of(project) if cut not in gradual)


def detected(master: Path, detector: SceneDetector) -> tuple[int, ...]:
    """Returns the cuts that PySceneDetect finds."""
    video, scenes = open_video(str(master)), SceneManager()
    scenes.add_detector(detector)
    scenes.detect_scenes(video)
    return tuple(first.frame_num for first, _ in scenes.get_scene_list()[1:])


def small_pictures(master: Path, project: Project, frames: Sequence[int]) -> list[NDArray[np.float32]]:
    """Returns these frames of the master as tiny pictures of its luma, without their mean and of length 1."""
    found: dict[int, NDArray[np.float32]] = {}
    wanted, number = set(frames), 0

    def see(frame: Frame) -> None:
        nonlocal number
        if number in wanted:
            small = cv2.resize(frame.y, _LOOK, interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
            small -= small.mean()
            found[number] = np.asarray(small / max(1e-6, float(np.linalg.norm(small))), np.float32)
        number += 1

    screen(master, project.format.size, see)
    return [found[frame] for frame in frames]


def different(shots: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Returns one of each kind of picture: each is unlike those before it."""
    kinds: list[NDArray[np.float32]] = []
    for shot in shots:
        if all(float(shot @ kind) < _ALIKE for kind in kinds):
            kinds.append(shot)
    return kinds


def _share_at(frames: Sequence[int], moments: NDArray[np.float64]) -> float:
    if not len(moments) or not frames:
        return 0.0
    return float(np.mean([np.abs(moments - frame / FPS).min() <= AT_ONCE for frame in frames]))


def goals_table(rows: Sequence[Row]) -> Iterator[str]:
    """Yields the lines of a table: each goal, how many ads reach it, and the mean of each style."""
    styles = [style for style in Style if any(row.style == style for row in rows)]
    yield _line(["figure", "goal", "reached", *styles])
    yield _line(["---"] * (3 + len(styles)))
    for name, (goal, figure, good) in _BARS.items():
        means = []
        for style in styles:
            values = [value for row in rows if row.style == style and (value := figure(row)) is not None]
            means.append(_text(mean(values)) if values else "")
        reached = sum(good(row) for row in rows)
        yield _line([name, goal, f"{reached} of {len(rows)}", *means])


def _quick(row: Row) -> bool:
    return Style(row.style) in {Style.BOLD, Style.ENERGETIC}


_Bar = tuple[str, Callable[[Row], float | None], Callable[[Row], bool]]
_BARS: Mapping[str, _Bar] = {
    "cuts a minute": (
        "30; 18 (minimal, luxury)",
        lambda row: row.cuts_a_minute,
        lambda row: row.cuts_a_minute >= GOALS[Style(row.style)].cuts_a_minute,
    ),
    "hard cuts found, of the project's, %": (
        "95",
        lambda row: 100 * row.hit / max(1, row.known),
        lambda row: row.hit >= 0.95 * row.known,
    ),
    "cuts found that are none": (
        "",
        lambda row: row.cuts - row.hit,
        lambda row: row.cuts - row.hit <= 0.05 * row.known,
    ),
    "first cut, s": (
        "1.5; 2.5 (minimal, luxury)",
        lambda row: row.first_cut,
        lambda row: row.first_cut <= GOALS[Style(row.style)].first_cut_s,
    ),
    "distinct framings": ("8", lambda row: row.framings, lambda row: row.framings >= 8),
    "shots that look different": ("8", lambda row: row.looks, lambda row: row.looks >= 8),
    "longest shot, s": ("4", lambda row: row.longest_shot, lambda row: row.longest_shot <= 4),
    "product's share, %": ("25", lambda row: row.product, lambda row: row.product >= 25),
    "product's share of frame 0, %": ("20", lambda row: row.product_first, lambda row: row.product_first >= 20),
    "nearly still frames, %": (
        "35; 60 (minimal, luxury)",
        lambda row: row.still,
        lambda row: row.still <= 100 * GOALS[Style(row.style)].still_share,
    ),
    "longest still stretch, s": ("2", lambda row: row.longest_still, lambda row: row.longest_still <= 2),
    "cuts on a beat, %": ("80", lambda row: row.on_beat, lambda row: row.on_beat is None or row.on_beat >= 80),
    "cuts with an onset, %": ("80", lambda row: row.heard, lambda row: row.heard >= 80),
    "product's colour difference, ΔE00": ("1", lambda row: row.difference, lambda row: row.difference <= 1),
    "loudness, LUFS": (
        "-14 ± 0.5",
        lambda row: row.lufs,
        lambda row: row.lufs is not None and abs(row.lufs + 14) <= 0.5,
    ),
    "true peak, dBTP": ("-1", lambda row: row.peak, lambda row: row.peak is not None and row.peak <= -1),
    "exact length": ("1", lambda row: float(row.exact), lambda row: row.exact),
}


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    raise SystemExit(main())

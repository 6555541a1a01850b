"""The cuts of a finished ad as two detectors find them, the studio's and PySceneDetect's, against its project; and the
processor time that measuring its craft adds to a check.

    python benchmarks/craft.py PROJECT_DIR...

PySceneDetect looks for hard cuts only, so transitions do not count against it. It takes large words that appear in one
frame for cuts; the studio's detector does not.
"""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from scenedetect import AdaptiveDetector, ContentDetector, SceneManager, open_video
from scenedetect.detector import SceneDetector

from adforge_core.model.project import Project
from adforge_core.pipeline.checking import check_file
from adforge_core.pipeline.craft import cuts_of
from adforge_core.project.folder import ProjectFolder
from adforge_core.stages.check import check_master
from benchmarks.measuring import spent

SHORTEST = 5
"""The fewest frames between two cuts: PySceneDetect's default of 15 misses most cuts of a fast ad."""


def main() -> int:
    """Prints the agreement for each project, and the processor seconds."""
    for name in sys.argv[1:]:
        folder = ProjectFolder(Path(name))
        project = folder.load()
        master = folder.deliverables / f"master-{project.format.slug}.mp4"
        _, craft = check_file(master)
        known, hard = cuts_of(project), hard_cuts(project)
        print(f"{folder.folder.name}: {len(known)} cuts, {len(hard)} of them hard, in {project.frames} frames")
        _tell("studio, all cuts", craft.film.cuts, known, near=4)
        for detector in (AdaptiveDetector(min_scene_len=SHORTEST), ContentDetector(min_scene_len=SHORTEST)):
            _tell(f"{type(detector).__name__}, hard cuts", detected(master, detector), hard, near=1)
        alone, with_craft = (spent(partial(check, master)) for check in (check_master, check_file))
        print(f"  check: {alone.cpu:.1f} s of processor time; with its craft {with_craft.cpu:.1f} s")
    return 0


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


def _tell(who: str, found: Sequence[int], known: Sequence[int], near: int) -> None:
    hit = sum(any(abs(cut - one) <= near for one in found) for cut in known)
    extra = sum(all(abs(one - cut) > near for cut in known) for one in found)
    print(f"  {who}: {hit} of {len(known)} found, {extra} more that are none")


if __name__ == "__main__":
    raise SystemExit(main())

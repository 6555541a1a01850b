"""How true the product is in a finished ad."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from adforge_core.engine.pipeline.overlaps import Problem, overlap_problems, overlaps_in
from adforge_core.engine.pipeline.pictures import Picture, draw_bare, draw_picture, room_in, settle
from adforge_core.engine.store import ProjectFolder
from adforge_core.errors import StageFailed
from adforge_core.media.frames import Frame
from adforge_core.model.project import Project
from adforge_core.stages.fidelity import Fidelity, fidelity


def fidelities(
    folder: ProjectFolder, project: Project, master: Path, parts: Sequence[float] = (0.6,)
) -> Iterator[tuple[int, int, Fidelity]]:
    """For each scene, and of each at these `parts` of its length: its index, the frame of it, and what is found there.

    Compared are the pixels handed to the encoder, where the product hides everything behind it, with those decoded
    from `master`. Frames on which no product is seen are left out. Raises BadVideo and StageFailed.
    """
    size = project.format.size
    for index, scene in enumerate(project.scenes):
        picture = Picture.of(project, index)
        comp, _ = draw_picture(settle(picture, room_in(picture, folder), folder), folder, size)
        for part in parts:
            frame = int(scene.frames * part)
            mask, drawn = comp.opaque(frame), Frame.empty(size)
            if mask.any():
                comp.draw(frame, drawn)
                yield index, frame, fidelity(master, project.first_frame(index) + frame, drawn, mask)


def overlaps_of(folder: ProjectFolder, project: Project) -> tuple[Problem, ...]:
    """What in the project's scenes is in the way of what, as a rendering would find. Raises BadProject, StageFailed."""
    found = []
    for index in range(len(project.scenes)):
        picture = Picture.of(project, index)
        placed = settle(picture, room_in(picture, folder), folder)
        found.append(overlaps_in(draw_bare(placed, folder, project.format.size), placed, folder))
    return overlap_problems(project.format, found)


def fidelity_of(folder: ProjectFolder, project: Project, master: Path) -> float:
    """The mean colour difference of the product in `master`, in CIEDE2000, over one frame of each scene.

    `project` is the one the master was made from. Raises BadVideo, and StageFailed where no product is seen.
    """
    found = [one.mean for _, _, one in fidelities(folder, project, master)]
    if not found:
        raise StageFailed("The product is seen in no scene.", "Place it inside the frame.")
    return sum(found) / len(found)

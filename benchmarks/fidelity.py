"""How true the product's colours are in a finished ad: CIEDE2000 of its opaque pixels against the cut-out.

    python benchmarks/fidelity.py PROJECT_DIR

Looks at three frames of every scene, after its transition: the pixels handed to the encoder where the product is fully
opaque, against the same pixels decoded from the master.
"""

import sys
from pathlib import Path

import numpy as np

from adforge_core.engine.pipeline.pictures import Picture, draw_picture, room_in, settle
from adforge_core.engine.store import ProjectFolder
from adforge_core.media.frames import Frame
from adforge_core.stages.check import fidelity


def main() -> int:
    """Prints mean, 95th percentile and maximum for each frame looked at, and over all of them."""
    folder = ProjectFolder(Path(sys.argv[1]))
    project = folder.load()
    size = project.format.size
    master = folder.deliverables / f"master-{project.format.value.replace(':', 'x')}.mp4"
    found = []
    for index, scene in enumerate(project.scenes):
        picture = Picture.of(project, index)
        comp, _ = draw_picture(settle(picture, room_in(picture, folder), folder), folder, size)
        for part in (0.4, 0.6, 0.8):
            frame = int(scene.frames * part)
            mask, drawn = comp.opaque(frame), Frame.empty(size)
            comp.draw(frame, drawn)
            one = fidelity(master, project.first_frame(index) + frame, drawn, mask)
            found.append(one)
            print(f"{scene.id} frame {frame}: mean {one.mean:.2f}, p95 {one.p95:.2f}, max {one.max:.2f}")
    print(f"all: mean {np.mean([one.mean for one in found]):.2f}, max {max(one.max for one in found):.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

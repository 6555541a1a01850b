"""How true the product is in a finished ad: its opaque pixels, decoded from the master, against the photo's own.

    python benchmarks/fidelity.py PROJECT_DIR

Looks at three frames of every scene, after its transition, where the matte is full and no words are.
"""

import sys
from pathlib import Path

import numpy as np

from adforge_core.pipeline.previews import fidelities
from adforge_core.project.folder import ProjectFolder


def main() -> int:
    """Prints mean, 95th percentile and maximum for each frame looked at, and over all of them."""
    folder = ProjectFolder(Path(sys.argv[1]))
    project = folder.load()
    master = folder.deliverables / f"master-{project.format.value.replace(':', 'x')}.mp4"
    found = []
    for index, frame, one in fidelities(folder.media, project, master, (0.4, 0.6, 0.8)):
        found.append(one)
        scene = project.scenes[index].id
        print(
            f"{scene} frame {frame}: mean {one.mean:.2f}, p95 {one.p95:.2f}, max {one.max:.2f}, "
            f"cast {one.cast:.2f}, shift {one.shift_px:.2f} px, roughness {one.roughness:.2f} {one.wrong}"
        )
    print(f"all: mean {np.mean([one.mean for one in found]):.2f}, max {max(one.max for one in found):.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

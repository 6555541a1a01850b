"""Pictures of a project for the browser: upright, small, and in WebP."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from adforge_core.media.files import written_whole
from adforge_core.media.photo import open_photo
from adforge_core.project.project_store import ProjectStore

VIEW_LONGEST = 1280
"""The longer side of a view in pixels, at most."""


def view(folder: ProjectStore, name: str, longest: int = VIEW_LONGEST) -> Path:
    """Returns a view of the media file `name` in the previews folder, and makes it if there is none.

    Raises BadProject if the picture is missing, BadPhoto if it cannot be read.
    """
    target = folder.previews / f"{Path(name).stem}-{longest}.webp"
    if not target.is_file():
        pixels = open_photo(folder.media.local(name), least=1)
        scale = min(1.0, longest / max(pixels.shape[:2]))
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA) if scale < 1 else pixels, np.uint8)
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(target) as waiting:
            Image.fromarray(small).save(waiting, quality=88, method=2)
    return target

"""A small ad whose pictures are there at once: a red box on plain grey, in three scenes."""

import cv2
import numpy as np

from adforge_core.model.brief import Brief, Style
from adforge_core.model.formats import Format
from adforge_core.model.placement import Ground
from adforge_core.model.project import Product, Project
from adforge_core.model.storyboard import Role, Scene, Take
from adforge_core.model.value import Point
from adforge_core.pipeline.takes import plate_key
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from tests.wordings import look

ROLES = (Role.HOOK, Role.BENEFIT, Role.CALL_TO_ACTION)


def begin_placed(shelf: Library, *, plates: bool = True, frames: int = 60) -> ProjectFolder:
    """Begins a project called Box on the shelf, each scene of that many frames: without backgrounds unless `plates`."""
    folder = shelf.begin(Project(name="Box", brief=Brief(product="Box", style=Style.MINIMAL)))
    box = np.zeros((400, 200, 4), np.uint8)
    box[:, :] = (40, 40, 210, 255)
    plate = np.full((640, 360, 3), 150, np.uint8)
    names = {}
    for name, pixels in {"box": box, "plate": plate}.items():
        path = folder.folder / f"{name}.png"
        cv2.imwrite(str(path), pixels)
        names[name] = folder.media.add(path)
        path.unlink()
    product = Product(
        photo=names["box"], cutout=names["box"], aspect=0.5, brightness=0.4, palette=("#d22828",), provider="test"
    )
    style = look(Style.MINIMAL)
    ground = Ground(stand=Point(x=0.5, y=0.594), light=style.key_light)
    take = Take(id="take-1", format=Format.VERTICAL, provider="own", media=names["plate"], ground=ground)
    scenes = tuple(
        Scene(id=f"scene-{number}", role=role, frames=frames, super="Good morning")
        for number, role in enumerate(ROLES, 1)
    )
    ad = folder.load().model_copy(update={"product": product, "look": style, "scenes": scenes})
    if plates:
        for scene in scenes:
            made = take.model_copy(update={"made_from": plate_key(ad, scene)})
            ad = ad.with_scene(scene.model_copy(update={"takes": (made,), "selected_take": made.id}))
    folder.revisions.replace(ad)
    return folder

"""Taking the user's brief and files into the project, before anything is made of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adforge_core.engine.cache import Json, Result
from adforge_core.engine.pipeline.run import Run, only, or_lesser
from adforge_core.engine.pipeline.waiting import unless_cancelled
from adforge_core.engine.store import ProjectFolder
from adforge_core.media.faces import open_face
from adforge_core.media.photo import open_photo
from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.project import Product
from adforge_core.model.storyboard import Fallback
from adforge_core.providers.base import Cutter
from adforge_core.stages.cutout import CutOut, cut_out, framed
from adforge_core.stages.plate import check_own_plate


def check_inputs(brief: Brief, photo: Path) -> None:
    """Raises BadInput for any file that cannot be used, before a project is begun."""
    open_photo(photo)
    if is_font_file(brief.brand.font):
        open_face(brief.brand.font)
    if brief.brand.logo:
        open_photo(Path(brief.brand.logo), least=16)
    for request in brief.scene_requests:
        if request.plate:
            check_own_plate(Path(request.plate))


def take_in(brief: Brief, photo: Path, folder: ProjectFolder) -> tuple[Brief, str]:
    """Copies the user's files into the project: the brief, naming them as they are there, and the photo's name."""

    def kept(path: str) -> str:
        return folder.keep(Path(path)) if path else ""

    scenes: int | tuple[SceneRequest, ...] = brief.scenes
    if isinstance(scenes, tuple):
        scenes = tuple(one.model_copy(update={"plate": kept(one.plate)}) for one in scenes)
    font = kept(brief.brand.font) if is_font_file(brief.brand.font) else brief.brand.font
    brand = brief.brand.model_copy(update={"logo": kept(brief.brand.logo), "font": font})
    return brief.model_copy(update={"brand": brand, "scenes": scenes}), folder.keep(photo)


def is_font_file(name: str) -> bool:
    """Whether a brand's font is a file of its own and not one of the studio's families."""
    return name.lower().endswith((".ttf", ".otf"))


def make_product(run: Run, photo: str) -> tuple[Product, tuple[Fallback, ...]]:
    """The product cut out of its photo, or the photo itself, framed."""
    cutter = run.providers.cutter

    def stage(name: str, make_one: Callable[[NDArray[np.uint8]], CutOut], by: Cutter | None) -> Result:
        def make(folder: Path) -> Json:
            made = unless_cancelled(run.job, lambda: make_one(open_photo(run.folder.path(photo))))
            Image.fromarray(made.pixels).save(folder / "cutout.png", compress_level=1)
            facts = {name: value for name, value in vars(made).items() if name not in {"pixels", "fallback"}}
            return {**facts, "fallbacks": [made.fallback.model_dump()] if made.fallback else []}

        return run.stage("cutout", "", {"photo": photo, "way": name}, make, run.folder.media, by)

    result, notes = or_lesser(
        "cutout",
        "a cut-out",
        "the photo itself, framed",
        lambda: stage("cut out", lambda pixels: cut_out(pixels, cutter), cutter),
        lambda: stage("framed", framed, None),
    )
    facts = dict(result.value)
    fallbacks = notes + tuple(Fallback.model_validate(note) for note in facts.pop("fallbacks"))
    return Product(photo=photo, cutout=only(result).name, provider=cutter.name, **facts), fallbacks


def read_picture(path: Path) -> NDArray[np.uint8]:
    """A PNG of the project as (height, width, 4) RGBA."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA"))

"""Imports the user's brief and files into the project, and cuts out the product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adforge_core.errors import BadPhoto, BadProject
from adforge_core.media.faces import open_face
from adforge_core.media.ffmpeg import ffmpeg_path
from adforge_core.media.names import shown_name
from adforge_core.media.photo import load_photo, open_logo, open_photo
from adforge_core.model.brief import NO_MUSIC, Brief, SceneRequest
from adforge_core.model.edits import numbered_notes, reframed
from adforge_core.model.formats import Format
from adforge_core.model.project import MOST_PHOTOS, Product, ProductPhoto, Project, Stroke
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.run import Run, only, with_fallback
from adforge_core.pipeline.sound import music_asked
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import Cutter, MattingModel, Provider
from adforge_core.providers.languages import language_of
from adforge_core.providers.local.own_music import check_own_music
from adforge_core.providers.local.recorded import check_recording
from adforge_core.stages.cutout import CutOut, check_product, cut_out, framed
from adforge_core.stages.plate import check_own_plate
from adforge_core.work.cache import Json, Result, ResultCache
from adforge_core.work.workers import run_cancellable

_CUTOUT, _MATTE = "cutout.png", "matte.png"


Photos = Path | Sequence[Path]
"""The photo of a product, or all of its photos, the main one first."""


def photos_of(brief: Brief, photos: Photos) -> tuple[Path, ...]:
    """Returns the photos of the product: `photos`, or those of the brief if there are none. Raises BadPhoto."""
    found = (photos,) if isinstance(photos, Path) else tuple(photos) or tuple(map(Path, brief.photos))
    if not 0 < len(found) <= MOST_PHOTOS:
        raise BadPhoto(
            f"The product has {len(found)} photos." if found else "There is no photo of the product.",
            f"Give 1 to {MOST_PHOTOS}.",
        )
    return found


def check_inputs(brief: Brief, photos: Photos) -> None:
    """Checks all input files. Raises BadInput for a file that cannot be used, MissingProgram without ffmpeg."""
    ffmpeg_path()
    for photo in photos_of(brief, photos):
        check_photo(photo)
    if is_font_file(brief.brand.font):
        open_face(brief.brand.font)
    if brief.brand.logo:
        open_logo(Path(brief.brand.logo))
    if brief.music not in {"", NO_MUSIC}:
        check_own_music(Path(brief.music))
    for request in brief.scene_requests:
        if request.plate:
            check_own_plate(Path(request.plate))
        if request.recording:
            check_recording(Path(request.recording))


def check_photo(photo: Path) -> None:
    """Raises BadPhoto, which names the file, if the photo cannot be read or shows nothing."""
    check_product(open_photo(photo), shown_name(photo.name))


def import_files(brief: Brief, photos: Photos, keep: Callable[[Path], str]) -> tuple[Brief, tuple[str, ...]]:
    """Imports the user's files with `keep`. Returns the brief with the names `keep` returned, and the photos' names.

    The product has the photos from then on; the brief names none.
    """

    def kept(path: str) -> str:
        return keep(Path(path)) if path else ""

    scenes: int | tuple[SceneRequest, ...] = brief.scenes
    if isinstance(scenes, tuple):
        scenes = tuple(
            one.model_copy(update={"plate": kept(one.plate), "recording": kept(one.recording)}) for one in scenes
        )
    font = kept(brief.brand.font) if is_font_file(brief.brand.font) else brief.brand.font
    brand = brief.brand.model_copy(update={"logo": kept(brief.brand.logo), "font": font})
    names = tuple(dict.fromkeys(keep(photo) for photo in photos_of(brief, photos)))
    music = brief.music if brief.music == NO_MUSIC else kept(brief.music)
    return brief.model_copy(update={"brand": brand, "scenes": scenes, "photos": (), "music": music}), names


def is_same_ad(project: Project, brief: Brief, seed: int, photos: Sequence[str]) -> bool:
    """Whether the project is the ad of this brief, seed and photos, and can be continued."""
    own = [photo.photo for photo in project.product.photos] if project.product else []
    saved = project.brief
    if language_of(saved) == language_of(brief):
        # A brief of an earlier version does not say that its language was given.
        saved = saved.model_copy(update={"language_given": brief.language_given})
    return (saved, project.seed, own) == (brief, seed, list(photos))


def project_to_plan(saved: Project | None, brief: Brief, seed: int, format: Format) -> Project:
    """Returns the project to plan an ad of this brief in: `saved` with everything made there, or a new one.

    The music that was chosen there stays, unless this brief says something else of it than the one before.
    """
    project = saved or Project(name=brief.product, brief=brief)
    sound = project.sound
    if project.brief.music != brief.music:
        sound = sound.model_copy(update={"music_on": True, "own_music": ""} | music_asked(brief))
    return reframed(project, format).model_copy(update={"brief": brief, "seed": seed, "sound": sound})


def is_font_file(name: str) -> bool:
    """Whether a brand's font is a file and not one of the studio's families."""
    return name.lower().endswith((".ttf", ".otf"))


def make_product(
    run: Run, photo: str, cutter: str = "", strokes: tuple[Stroke, ...] = ()
) -> tuple[Product, tuple[Fallback, ...]]:
    """Cuts the product out of its photo with the model `cutter` and `strokes`. The fallback is the photo, framed.

    Raises BadPhoto for a photo without content, MissingAsset for a model that is not available.
    """
    provider = _CachedCutter(run.providers.cutter, run.cache, photo, cutter)

    def stage(name: str, make_one: Callable[[NDArray[np.uint8]], CutOut], by: Provider | None) -> Result:
        def make(folder: Path) -> Json:
            taken = run_cancellable(run.monitor, lambda: load_photo(run.folder.media.local(photo)))
            made = run_cancellable(run.monitor, lambda: make_one(taken.pixels))
            Image.fromarray(made.pixels).save(folder / _CUTOUT, compress_level=1)
            if made.matte is not None:
                Image.fromarray(made.matte).save(folder / _MATTE, compress_level=1)
            facts = {name: value for name, value in vars(made).items() if name not in {"pixels", "matte", "fallback"}}
            facts["doubts"] = [doubt.model_dump() for doubt in (*made.doubts, *taken.doubts)]
            return {**facts, "fallbacks": [made.fallback.model_dump()] if made.fallback else []}

        # A new method makes new cut-outs of the same photos.
        inputs = {"method": 2, "photo": photo, "way": name, "model": cutter, "strokes": strokes}
        return run.stage(Stage.CUTOUT, "", inputs, make, run.folder.media, by)

    result, notes = with_fallback(
        Stage.CUTOUT,
        lambda: stage("cut out", lambda pixels: cut_out(pixels, provider, cutter, strokes), provider),
        lambda: stage("framed", framed, None),
    )
    facts = dict(result.value)
    fallbacks = notes + tuple(Fallback.model_validate(note) for note in facts.pop("fallbacks"))
    made = Product(
        photo=photo,
        cutout=result.files[_CUTOUT].name,
        matte=result.files[_MATTE].name if _MATTE in result.files else "",
        provider=provider.name,
        cutter=cutter,
        strokes=strokes,
        **facts,
    )
    return made.model_copy(update={"full_bleed": is_better_whole(run.media, made)}), fallbacks


def is_better_whole(media: MediaStore, photo: ProductPhoto) -> bool:
    """Whether the photo itself is a better picture than its cut-out: that is doubtful, and the photo has a ground."""
    if not photo.doubtful or not media.has(photo.photo):
        return False
    return bool((open_photo(media.local(photo.photo))[..., 3] == 255).all())


def make_products(
    run: Run, names: Sequence[str], before: Product | None = None
) -> tuple[Product, tuple[Fallback, ...]]:
    """Cuts the product out of all its photos, as `make_product` does, the main one first.

    Photos of the product `before` are cut out as they were there: with the same model and strokes.
    """
    known = {photo.photo: photo for photo in before.photos} if before else {}
    photos: list[ProductPhoto] = []
    noted: dict[str, tuple[Fallback, ...]] = {}
    for name in names:
        cut = known.get(name)
        made, noted[name] = make_product(run, name, cut.cutter if cut else "", cut.strokes if cut else ())
        photos.append(made)
    return Product.of(photos), numbered_notes(names, noted)


@dataclass(frozen=True)
class _CachedCutter:
    """A cutter for one photo and one of its models. It caches the matte, so that strokes are quick."""

    cutter: Cutter
    cache: ResultCache
    photo: str
    model: str

    @property
    def name(self) -> str:
        return self.model or self.cutter.name

    @property
    def version(self) -> str:
        return self.cutter.version

    @property
    def models(self) -> tuple[MattingModel, ...]:
        return self.cutter.models

    def matte(self, photo: NDArray[np.uint8], model: str = "") -> NDArray[np.uint8]:
        def make(folder: Path) -> Json:
            matte = self.cutter.matte(photo, model)
            Image.fromarray(matte).save(folder / _MATTE, compress_level=1)
            return {}

        inputs = {"photo": self.photo, "model": model, "provider": self.name, "version": self.version}
        # A cancel leaves this thread running. In a temporary folder it cannot leave files in the project.
        with TemporaryDirectory() as place:
            found = self.cache.result(Stage.MATTE, inputs, Path(place), make)
            return np.array(Image.open(only(found)).convert("L"))


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Reads a picture of the project as (height, width, 4) RGBA. Raises BadProject."""
    try:
        with Image.open(path) as picture:
            return np.asarray(picture.convert("RGBA"))
    except (OSError, SyntaxError) as error:  # Pillow raises them for a truncated file and a broken PNG
        raise damaged(path) from error


def damaged(path: Path) -> BadProject:
    """Returns the error for a file of the project that cannot be read."""
    return BadProject(
        f"The project's file media/{path.name} is damaged.", "Replace it with an intact copy, or choose another."
    )

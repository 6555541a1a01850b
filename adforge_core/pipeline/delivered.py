"""Records of the files in the deliverables folder: what they were made from and what was measured."""

import json
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints, ValidationError

from adforge_core.media.files import written_whole
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.shots import Light
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.model.value import Value
from adforge_core.model.variant import VariantCopy
from adforge_core.pipeline.craft import Craft
from adforge_core.pipeline.looping import returns
from adforge_core.pipeline.overlaps import Problem
from adforge_core.pipeline.pictures import Photographed, Picture
from adforge_core.project.folder import ProjectFolder
from adforge_core.stages.check import MasterFacts
from adforge_core.work.cache import content_key

_NOT_SHOWN = (
    "takes", "selected_take", "lines", "plate_prompt", "set", "locked", "fallbacks", "seed", "own_plate", "id",
    "placements", "supers_y", "shots",  # but for what they hold in the format
)  # fmt: skip
"""The fields of a scene that cannot be seen or heard in the ad."""


_ACCENTS = {"accents", "accent_level"}

_FileName = Annotated[str, StringConstraints(pattern=r"^[^/.][^/]*$")]


class _Finished(Value):
    """The file names of a finished ad, and what is known about it. A name cannot lead out of the folder.

    `made_from` is the key of the project it was made from. `overlaps` are the overlaps in its scenes; None if they were
    not checked, as in earlier versions.
    """

    format: Format
    master: _FileName
    poster: _FileName
    captions_srt: _FileName
    captions_vtt: _FileName
    made_from: str
    at: datetime
    facts: MasterFacts
    overlaps: tuple[Problem, ...] | None = None


class Delivered(_Finished):
    """A finished ad in the deliverables folder. `seconds` is the time its rendering took.

    `scenes` holds the key of each segment. `fidelity` is the mean difference between the product in the master and in
    the photo, in CIEDE2000; None if not measured. `untrue` describes differences that encoding cannot explain. `craft`
    is what was measured of its craft; None if not measured.
    """

    seconds: float
    scenes: tuple[str, ...] = ()
    fidelity: float | None = None
    untrue: str = ""
    craft: Craft | None = None


class DeliveredVariant(_Finished):
    """A finished variant in the variants folder, with its hook and its call to action.

    `made_from` is the key of the project it is a variant of.
    """

    hook: VariantCopy
    call: VariantCopy
    fallbacks: tuple[Fallback, ...] = ()


def delivered(folder: ProjectFolder, format: Format) -> Delivered | None:
    """Returns the last ad delivered in `format`; None if there is none or its file is gone."""
    with suppress(FileNotFoundError, ValidationError, ValueError):
        found = Delivered.model_validate_json(_record(folder, format).read_bytes())
        if (folder.deliverables / found.master).is_file():
            return found
    return None


def record_delivery(folder: ProjectFolder, made: Delivered) -> None:
    """Writes the record of a delivered ad beside its files."""
    _write(_record(folder, made.format), made)


def delivered_variants(folder: ProjectFolder, format: Format) -> list[DeliveredVariant]:
    """Returns the variants in `format` whose files exist, ordered by the numbers in their names."""
    found = []
    for record in folder.variants.glob(f"*-{format.slug}.json"):
        with suppress(FileNotFoundError, ValidationError, ValueError):
            made = DeliveredVariant.model_validate_json(record.read_bytes())
            if (folder.variants / made.master).is_file():
                found.append(made)
    return sorted(found, key=lambda made: [int(number) for number in re.findall(r"\d+", made.master)])


def record_variant(folder: ProjectFolder, made: DeliveredVariant) -> None:
    """Writes the record of a variant beside its files."""
    _write((folder.variants / made.master).with_suffix(".json"), made)


def problems_beside(file: Path) -> tuple[Problem, ...]:
    """Returns the known problems of a master or variant in its deliverables folder; none for any other file."""
    with suppress(OSError, ValidationError, ValueError):
        record = file.with_suffix(".json").read_bytes()
        for kind in (Delivered, DeliveredVariant):
            with suppress(ValidationError):
                made = kind.model_validate_json(record)
                if (made.master, made.facts.size_bytes) == (file.name, file.stat().st_size):
                    return made.overlaps or ()
    return ()


def _lamps(scene: Scene) -> list[str]:
    """Returns the scene's background with lamps out, if a shot shows it."""
    moves = any(shot.light is not Light.STILL for shot in scene.coverage)
    return [scene.take.unlit] if scene.take and scene.take.unlit and moves else []


def ad_key(project: Project) -> str:
    """Returns a key of everything in the project that can be seen or heard. A master with another key is stale."""
    scenes = [
        {
            **scene.model_dump(mode="json", exclude=dict.fromkeys(_NOT_SHOWN, True) | {"voice": {"unhurried_s"}}),
            **_cut_into(scene, project.format),
            "placement": scene.placement_in(project.format),
            "super_y": scene.super_y_in(project.format),
            "take": scene.take and (scene.take.media, scene.take.depth, *_lamps(scene)),
        }
        for scene in project.scenes
    ]
    product = project.product
    return content_key(
        {
            "format": project.format,
            "scenes": scenes,
            # The keys of ads that were delivered before there were accents stay what they are.
            "sound": project.sound if project.sound.accents else project.sound.model_dump(exclude=_ACCENTS),
            "look": project.look,
            "words": (project.offer, project.cta, project.brief.product, project.brief.style),
            "brand": project.brief.brand,
            "product": product and (product.cutout, product.framed),
            **_photographed(project),
        }
    )


def _cut_into(scene: Scene, format: Format) -> dict[str, Any]:
    """Returns the scene's shots as they are seen; nothing for a scene without cuts, as in earlier versions."""
    shots = [
        {**shot.model_dump(mode="json", exclude={"views", "id"}), "view": shot.view_in(format)} for shot in scene.shots
    ]
    return {"shots": shots} if shots else {}


def _photographed(project: Project) -> dict[str, Any]:
    """Returns what is shown of the product besides its main cut-out; nothing if that is all."""
    if project.product is None:
        return {}
    names = {"", *(shot.photo for scene in project.scenes for shot in scene.shots)}
    shown = {name: Photographed.of(project, name) for name in sorted(names)}
    found = {name: product for name, product in shown.items() if product is not None}
    return {"photographed": found} if found else {}


def scene_keys(project: Project) -> tuple[str, ...]:
    """Returns a key of what each scene shows. Rendering encodes scenes whose key is new. Empty without a plate."""
    if project.product is None or project.look is None:
        return ("",) * len(project.scenes)
    pictures = [Picture.of(project, index) if scene.take else None for index, scene in enumerate(project.scenes)]
    keys: list[str] = []
    for scene, picture, before in zip(project.scenes, pictures, (None, *pictures), strict=False):
        shown = before.wordless() if before and scene.overlap else None
        inputs = {"picture": picture, "before": shown, "transition": scene.transition}
        if not keys and returns(project):
            inputs["card"] = pictures[-1]
        keys.append(content_key(inputs) if picture else "")
    return tuple(keys)


def changed_scenes(made: Delivered | None, project: Project) -> int:
    """Returns how many scenes must be encoded again to bring the delivered ad up to date."""
    encoded = set(made.scenes) if made else set()
    return sum(not key or key not in encoded for key in scene_keys(project))


def _write(record: Path, made: _Finished) -> None:
    with written_whole(record) as unfinished:
        unfinished.write_text(json.dumps(made.model_dump(mode="json"), indent=1), "utf-8")


def _record(folder: ProjectFolder, format: Format) -> Path:
    return folder.deliverables / f"master-{format.slug}.json"

"""Edits: functions that take a project and return a new one. `Revisions.edit` applies one and saves the result.

Each raises BadProject if the scene or take it changes does not exist; another window may have deleted it.

Example:
    >>> from pathlib import Path
    >>> from adforge_core import ProjectFolder, edits
    >>> project = ProjectFolder(Path("kettle-ad")).load()
    >>> edited = edits.with_scene(project, project.scenes[0].id, super="Take it along")
    >>> edited.scenes[0].super
    'Take it along'
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import uuid4

from adforge_core.errors import BadProject
from adforge_core.model.brief import Brief, SceneRequest, usual_scenes
from adforge_core.model.formats import Format
from adforge_core.model.placement import Placement
from adforge_core.model.project import LONGEST as LONGEST
from adforge_core.model.project import MOST_PHOTOS, Drafts, Product, ProductPhoto, Project
from adforge_core.model.project import MOST_SCENES as MOST_SCENES
from adforge_core.model.shots import Shot, shots_lasting
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Role, Scene, Take, Transition, TransitionKind
from adforge_core.model.value import FPS

SHORTEST = FPS // 2
"""The fewest frames a scene can have in the studio."""

_NEW_SCENE = 3 * FPS

_PHOTO_NUMBER = re.compile(r"Photo (\d+): ")
"""What the notes of the cut-outs of further photos begin with."""

Of = TypeVar("Of")

_ASKED_OF_PLATES = ("set", "plate_prompt", "own_plate", "own_edit")


def renamed(project: Project, name: str) -> Project:
    """Renames the project. The words of the ad stay as they are."""
    name = name.strip()
    if not name:
        raise BadProject("A project needs a name.", "Enter one.")
    return project.model_copy(update={"name": name[:120]})


def with_language(project: Project, code: str) -> Project:
    """Sets the ad's language by its ISO code; "" leaves it to the brief's words."""
    return with_brief(project, language=code or "en", language_given=bool(code))


def with_brief(project: Project, **fields: Any) -> Project:
    """Sets fields of the brief. Raises pydantic.ValidationError for a value out of range."""
    return project.model_copy(update={"brief": Brief.model_validate(dict(project.brief) | fields)})


def with_brand(project: Project, **fields: Any) -> Project:
    """Sets fields of the brand kit. Raises pydantic.ValidationError for a value out of range."""
    return with_brief(project, brand=type(project.brief.brand).model_validate(dict(project.brief.brand) | fields))


def with_drafts(project: Project, **fields: Any) -> Project:
    """Sets drafts. Raises pydantic.ValidationError for a value out of range."""
    return project.model_copy(update={"drafts": Drafts.model_validate(dict(project.drafts) | fields)})


def with_budget(project: Project, usd: float) -> Project:
    """Sets the budget in US dollars. Raises pydantic.ValidationError for a value out of range."""
    return Project.model_validate(dict(project) | {"budget_usd": usd})


def with_length(project: Project, seconds: float) -> Project:
    """Sets the ad's length. An ad with the usual number of scenes for its length keeps to what is usual.

    Raises pydantic.ValidationError for a length out of range.
    """
    before = project.brief
    usual = before.scenes == usual_scenes(before.duration)
    return with_brief(project, duration=seconds, scenes=usual_scenes(seconds) if usual else before.scenes)


def with_scene_count(project: Project, count: int) -> Project:
    """Sets the number of scenes the brief asks for. Requests for scenes that remain are kept."""
    asked = project.brief.scenes
    if not isinstance(asked, tuple):
        return with_brief(project, scenes=count)
    return with_brief(project, scenes=(*asked[:count], *(SceneRequest() for _ in range(count - len(asked)))))


def with_product(project: Project, product: Product, fallbacks: Iterable[Fallback] = ()) -> Project:
    """Sets the product and its cut-outs. `fallbacks` replace the notes of the previous ones."""
    others = tuple(note for note in project.fallbacks if note.stage is not Stage.CUTOUT)
    return project.model_copy(update={"product": product, "fallbacks": others + tuple(fallbacks)})


def with_photo(
    project: Project, photo: ProductPhoto, fallbacks: Iterable[Fallback] = (), replaces: str = ""
) -> Project:
    """Adds a photo of the product, as the main one if there is none, or replaces the photo of the same name.

    `fallbacks` are the notes of its cut-out, which get its number. `replaces` names another photo that it takes the
    place of. Raises BadProject if there are too many photos.
    """
    photos = list(project.product.photos) if project.product else []
    names = [known.photo for known in photos]
    wanted = replaces or photo.photo
    place = names.index(wanted) if wanted in names else len(photos)
    if place >= MOST_PHOTOS:
        raise BadProject(f"A product has at most {MOST_PHOTOS} photos.", "Remove one first.")
    photos[place : place + 1] = [photo]
    noted = {**notes_of_photos(project), photo.photo: tuple(fallbacks)}
    return _with_notes(project.model_copy(update={"product": Product.of(photos)}), noted)


def without_photo(project: Project, name: str) -> Project:
    """Removes a photo of the product. Shots of it show the main one; without the main one, the next is that.

    Raises BadProject for the only one.
    """
    photos = project.product.photos if project.product else ()
    kept = [photo for photo in photos if photo.photo != name]
    if not kept:
        raise BadProject("The ad needs a photo of the product.", "Add another before you remove this one.")
    main = kept[0].photo
    return _with_photos(project, kept, {name: "", main: ""})


def with_main_photo(project: Project, name: str) -> Project:
    """Makes a photo the main one. Shots that showed it show the one that was the main one before."""
    photos = project.product.photos if project.product else ()
    chosen = [photo for photo in photos if photo.photo == name]
    if not chosen:
        raise BadProject("This photo no longer exists.", "Another window may have removed it.")
    others = [photo for photo in photos if photo.photo != name]
    return _with_photos(project, [*chosen, *others], {name: photos[0].photo} if others and photos[0] in others else {})


def _with_photos(project: Project, photos: Sequence[ProductPhoto], instead: Mapping[str, str]) -> Project:
    """Sets the photos. `instead` says what shots of some photos show."""

    def reshot(shot: Shot) -> Shot:
        shown = instead.get(shot.photo, shot.photo) if shot.photo else ""
        return shot if shown == shot.photo else shot.model_copy(update={"photo": shown, "views": {}})

    scenes = tuple(scene.model_copy(update={"shots": tuple(map(reshot, scene.shots))}) for scene in project.scenes)
    new = project.model_copy(update={"product": Product.of(photos), "scenes": scenes})
    return _with_notes(new, notes_of_photos(project))


def notes_of_photos(project: Project) -> dict[str, tuple[Fallback, ...]]:
    """Returns the notes of each photo's cut-out, without its number."""
    names = [photo.photo for photo in project.product.photos] if project.product else []
    noted: dict[str, tuple[Fallback, ...]] = {}
    for note in project.fallbacks:
        if note.stage is not Stage.CUTOUT:
            continue
        numbered = _PHOTO_NUMBER.match(note.why)
        place = int(numbered[1]) - 1 if numbered else 0
        if place < len(names):
            bare = note.model_copy(update={"why": note.why[numbered.end() :]}) if numbered else note
            noted[names[place]] = (*noted.get(names[place], ()), bare)
    return noted


def _with_notes(project: Project, noted: Mapping[str, tuple[Fallback, ...]]) -> Project:
    """Sets the notes of all photos' cut-outs. Each begins with the number its photo has now, except the main one's."""
    others = tuple(note for note in project.fallbacks if note.stage is not Stage.CUTOUT)
    photos = project.product.photos if project.product else ()
    return project.model_copy(update={"fallbacks": others + numbered_notes([one.photo for one in photos], noted)})


def numbered_notes(names: Iterable[str], noted: Mapping[str, tuple[Fallback, ...]]) -> tuple[Fallback, ...]:
    """Returns the notes of all photos' cut-outs, each after the number of its photo, except the main one's.

    `names` are the photos', the main one first.
    """
    return tuple(
        note.model_copy(update={"why": f"Photo {number}: {note.why}"}) if number > 1 else note
        for number, name in enumerate(names, 1)
        for note in noted.get(name, ())
    )


def shots_of_photo(project: Project, name: str) -> int:
    """Returns the number of shots that show a photo of the product besides the main one."""
    return sum(shot.photo == name for scene in project.scenes for shot in scene.shots)


def with_sound(project: Project, **fields: Any) -> Project:
    """Sets fields of the sound. Raises pydantic.ValidationError for a value out of range."""
    return project.model_copy(update={"sound": type(project.sound).model_validate(project.sound.model_dump() | fields)})


def scene_of(project: Project, id: str) -> Scene:
    """Returns the scene with this id."""
    for scene in project.scenes:
        if scene.id == id:
            return scene
    raise BadProject("This scene no longer exists.", "Another window may have deleted it.")


def with_scene(project: Project, id: str, **fields: Any) -> Project:
    """Sets fields of one scene. Raises pydantic.ValidationError for a value out of range.

    A change to what its plate is made from removes the fallback notes of the previous plate.
    """
    before = scene_of(project, id)
    if "frames" in fields and "shots" not in fields and before.shots:
        fields = fields | {"shots": shots_lasting(before.shots, max(1, int(fields["frames"])))}
    scene = Scene.model_validate(before.model_dump() | fields)
    if any(getattr(scene, name) != getattr(before, name) for name in _ASKED_OF_PLATES):
        scene = scene.model_copy(update={"fallbacks": _without_notes(scene, Stage.PLATE)})
    return project.with_scene(_fitted(scene))


def added(project: Project, after: str = "") -> Project:
    """Adds an empty scene after the scene `after`; without it, before the last scene."""
    _check_room(project, _NEW_SCENE)
    place = _index(project, after) + 1 if after else max(0, len(project.scenes) - 1)
    look_alike = project.scenes[max(0, place - 1)] if project.scenes else None
    scene = Scene(
        id=new_id("scene"),
        role=Role.BENEFIT,
        frames=_NEW_SCENE,
        set=look_alike.set if look_alike else "",
        plate_prompt=look_alike.plate_prompt if look_alike else "",
        seed=_free_seed(project),
        transition=Transition(kind=TransitionKind.CROSSFADE, frames=10) if place else Transition(),
    )
    return _with_scenes(project, (*project.scenes[:place], scene, *project.scenes[place:]))


def duplicated(project: Project, id: str) -> Project:
    """Adds a copy of a scene after it, with its words, takes and placements."""
    original = scene_of(project, id)
    _check_room(project, original.frames)
    copy = original.model_copy(update={"id": new_id("scene"), "locked": False})
    place = _index(project, id) + 1
    return _with_scenes(project, (*project.scenes[:place], copy, *project.scenes[place:]))


def deleted(project: Project, id: str) -> Project:
    """Deletes a scene. Raises BadProject for the only one."""
    if len(project.scenes) == 1:
        raise BadProject("An ad needs at least one scene.", "Add another before you delete this one.")
    kept = tuple(scene for scene in project.scenes if scene.id != scene_of(project, id).id)
    return _with_scenes(project, kept)


def moved(project: Project, id: str, by: int) -> Project:
    """Moves a scene by `by` places: later, or earlier if `by` is negative. It stops at either end."""
    place = _index(project, id)
    others = [scene for scene in project.scenes if scene.id != id]
    others.insert(max(0, min(len(others), place + by)), project.scenes[place])
    return _with_scenes(project, tuple(others))


def stretched(project: Project, frames: int) -> Project:
    """Scales the length of every scene so that the ad lasts `frames` frames."""
    if frames < SHORTEST * len(project.scenes):
        raise BadProject("The ad is too short for this many scenes.", "Delete a scene, or make the ad longer.")
    ends = [round(project.first_frame(place + 1) * frames / project.frames) for place in range(len(project.scenes))]
    lengths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    while min(lengths) < SHORTEST:
        # The shortest scene takes a frame from the longest.
        lengths[lengths.index(max(lengths))] -= 1
        lengths[lengths.index(min(lengths))] += 1
    scenes = (
        _fitted(scene.model_copy(update={"frames": length, "shots": shots_lasting(scene.shots, length)}))
        for scene, length in zip(project.scenes, lengths, strict=True)
    )
    return project.model_copy(update={"scenes": tuple(scenes)})


def with_take(project: Project, id: str, take: Take, fallbacks: Iterable[Fallback] = ()) -> Project:
    """Adds a take to a scene and selects it. `fallbacks` replace the notes of the previous plate."""
    scene = scene_of(project, id)
    others = tuple(known for known in scene.takes if known.id != take.id)
    notes = _without_notes(scene, Stage.PLATE) + tuple(fallbacks)
    update = {"takes": (*others, take), "selected_take": take.id, "fallbacks": notes}
    return project.with_scene(scene.model_copy(update=update))


def selected(project: Project, id: str, take: str) -> Project:
    """Selects a take of a scene."""
    scene = scene_of(project, id)
    if take not in {known.id for known in scene.takes}:
        raise BadProject("This take no longer exists.", "Choose another one.")
    notes = _without_notes(scene, Stage.PLATE)
    return project.with_scene(scene.model_copy(update={"selected_take": take, "fallbacks": notes}))


def without_take(project: Project, id: str, take: str) -> Project:
    """Removes a take. If it was selected, the newest remaining take of the ad's format is selected."""
    scene = scene_of(project, id)
    kept = tuple(known for known in scene.takes if known.id != take)
    fitting = [known.id for known in kept if known.format is project.format]
    if scene.selected_take != take:
        return project.with_scene(scene.model_copy(update={"takes": kept}))
    chosen, notes = fitting[-1] if fitting else "", _without_notes(scene, Stage.PLATE)
    return project.with_scene(scene.model_copy(update={"takes": kept, "selected_take": chosen, "fallbacks": notes}))


def with_takes_there(project: Project) -> Project:
    """Selects the newest remaining take in every scene whose selected take is gone."""
    for scene in project.scenes:
        if scene.selected_take and scene.take is None:
            project = without_take(project, scene.id, scene.selected_take)
    return project


def placed(project: Project, ids: Iterable[str], placement: Placement | None, format: Format | None = None) -> Project:
    """Places the product by hand in the scenes `ids`; None places it automatically again.

    Only the placement in `format` changes: by default, the project's format.
    """
    for id in ids:
        scene = scene_of(project, id)
        update = {"placements": by_hand(scene.placements, format or project.format, placement)}
        project = project.with_scene(scene.model_copy(update=update))
    return project


def with_super_y(project: Project, id: str, super_y: float | None, format: Format | None = None) -> Project:
    """Sets the height of a scene's super, 0 (top) to 1 (bottom); None moves it back to the top.

    Only the height in `format` changes: by default, the project's format. Raises pydantic.ValidationError for a value
    out of range.
    """
    before = scene_of(project, id).supers_y
    return with_scene(project, id, supers_y=by_hand(before, format or project.format, super_y))


def reframed(project: Project, format: Format) -> Project:
    """Changes the format. Takes of the new format are selected where there are any; the others are kept."""
    scenes = []
    for scene in project.scenes:
        fitting = [take.id for take in scene.takes if take.format is format]
        if scene.take is None or scene.take.format is not format:
            taken = {"selected_take": fitting[-1] if fitting else "", "fallbacks": _without_notes(scene, Stage.PLATE)}
            scene = scene.model_copy(update=taken)
        scenes.append(scene)
    return project.model_copy(update={"format": format, "scenes": tuple(scenes)})


def opened_by_a_cut(project: Project) -> Project:
    """Removes the transition of the first scene: no scene comes before it."""
    if not project.scenes or project.scenes[0].transition.kind is TransitionKind.CUT:
        return project
    return project.with_scene(project.scenes[0].model_copy(update={"transition": Transition()}))


def reseeded(project: Project) -> Project:
    """Changes the seed, so that planning again gives another plan."""
    return project.model_copy(update={"seed": project.seed + 1})


def with_reseeded(project: Project, id: str) -> Project:
    """Changes the seed of a scene, so that making its plate again gives another take."""
    scene = scene_of(project, id)
    seed = max([scene.seed, *(take.seed for take in scene.takes)]) + 1
    return project.with_scene(scene.model_copy(update={"seed": seed}))


def by_hand(before: dict[Format, Of], format: Format, value: Of | None) -> dict[Format, Of]:
    """Returns `before` with `value` for `format`, or without `format` if `value` is None."""
    others = {other: known for other, known in before.items() if other is not format}
    return others if value is None else {**others, format: value}


def _index(project: Project, id: str) -> int:
    return project.scenes.index(scene_of(project, id))


def _with_scenes(project: Project, scenes: tuple[Scene, ...]) -> Project:
    return opened_by_a_cut(project.model_copy(update={"scenes": scenes}))


def _fitted(scene: Scene) -> Scene:
    """Returns the scene with its transition and the start of its voice limited to its length."""
    longest = scene.frames // 3
    transition = scene.transition
    if transition.frames > longest:
        transition = transition.model_copy(update={"frames": longest})
    if transition.kind is not TransitionKind.CUT and not transition.frames:
        transition = transition.model_copy(update={"frames": min(10, longest)})
    if transition.kind is TransitionKind.CUT and transition.frames:
        transition = Transition()
    return scene.model_copy(
        update={"transition": transition, "voice_frame": min(scene.voice_frame, max(0, scene.frames - 1))}
    )


def _without_notes(scene: Scene, stage: Stage) -> tuple[Fallback, ...]:
    return tuple(note for note in scene.fallbacks if note.stage != stage)


def _check_room(project: Project, frames: int) -> None:
    if len(project.scenes) >= MOST_SCENES:
        raise BadProject(f"An ad has at most {MOST_SCENES} scenes.", "Delete one first.")
    if project.frames + frames > LONGEST:
        raise BadProject("An ad lasts at most 90 s.", "Shorten a scene first.")


def new_id(kind: str) -> str:
    """Returns an id for a "scene" or a "shot" that is never reused.

    Windows add them at once, and work for a deleted one may still run.
    """
    return f"{kind}-n{uuid4().hex[:8]}"


def _free_seed(project: Project) -> int:
    return max((scene.seed for scene in project.scenes), default=0) + 1

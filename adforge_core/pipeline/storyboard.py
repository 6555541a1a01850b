"""Plans the storyboard: from a brief and a product to timed scenes, with lines spoken and the bed fitted."""

from collections.abc import Callable
from pathlib import Path

from adforge_core.errors import BadProject
from adforge_core.media.lettering import lettering_of
from adforge_core.media.outline import is_round
from adforge_core.media.split import windows
from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.placement import Motion
from adforge_core.model.project import Product, ProductPhoto, Project
from adforge_core.model.ranges import names_range
from adforge_core.model.shots import MOST_BESIDE, Light, Panel
from adforge_core.model.sound import Recording
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Plan, PlannedScene, PlannedShot, Scene
from adforge_core.model.value import FPS, frames_in
from adforge_core.pipeline.inputs import is_better_whole, read_picture
from adforge_core.pipeline.run import Run, asked_of, first_successful
from adforge_core.pipeline.sound import beats_of, make_bed_take, sound_to_plan
from adforge_core.pipeline.takes import plate_key
from adforge_core.pipeline.voices import extra_speakers, natural_seconds, recorded_seconds, spoken_seconds
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import Planner, PlanRequest
from adforge_core.providers.local.sets.catalogue import lights_of
from adforge_core.stages.arrangements import arranged, panels_of, splits
from adforge_core.stages.coverage import Photographed, covered
from adforge_core.stages.framing import details_of
from adforge_core.stages.lights import lit
from adforge_core.stages.movement import entrances_of, moving
from adforge_core.stages.plan import check_plan, cut_offer, plain_plan, time_scenes
from adforge_core.stages.reveals import revealed
from adforge_core.work.cache import Json, content_key
from adforge_core.work.workers import run_cancellable, worker_pool

_ROW = 3.0
"""The widest row of products, as a multiple of the frame's width by its height, that is no smaller than one alone."""

_BRAND_BY = 5 * FPS
"""The frame of an ad by which the brand is seen."""


def plan_key(project: Project) -> str:
    """Returns a key of the inputs of a storyboard. A storyboard with another key is stale."""
    product = project.product
    properties = product and (product.photo, product.aspect, product.palette, product.brightness)
    return content_key({"brief": project.brief, "product": properties, "seed": project.seed})


def plan_ad(run: Run, project: Project, note: str = "") -> Project:
    """Plans the look, the timed scenes and the bed.

    Locked scenes do not change or move. The other scenes take the places and ids of the previous ones; additional
    scenes get ids that were never used in the project. `note` says in plain words what to change.
    """
    if project.product is None:
        raise BadProject("There is no product photo yet.", "Add one to the brief first.")
    project = project.model_copy(update={"sound": sound_to_plan(project, extra_speakers(run.providers))})
    kept = {index: scene for index, scene in enumerate(project.scenes) if scene.locked}
    request = plan_request(run.media, project, note)
    plan, fallbacks = _plan(run, request)
    free = [scene for index, scene in enumerate(plan.scenes) if index not in kept]
    lines = sorted({line for scene in free for line in scene.lines})
    own = _recordings(project)

    def timed_line(line: str) -> tuple[float | None, tuple[Fallback, ...]]:
        return (recorded_seconds(run, project, own[line]), ()) if line in own else natural_seconds(run, project, line)

    frames = frames_in(project.brief.duration)
    with worker_pool(run.monitor, run.workers) as pool:
        wanted = project.model_copy(update={"mood": plan.mood})
        music = pool.submit(make_bed_take, run, wanted, frames)
        spoken = dict(zip(lines, pool.map(timed_line, lines), strict=True))
        bed, no_bed = music.result()
    lengths = {line: length for line, (length, _) in spoken.items() if length is not None}
    beats = bed.beats if bed else ()
    ids = _ids(project, len(plan.scenes))
    timed = time_scenes(plan.scenes, lengths, frames, beats, project.seed, kept, ids)
    said = tuple(scene.model_copy(update={"recording": own.get(scene.vo)}) for scene in timed)
    if recorded := spoken_seconds(run, project.model_copy(update={"scenes": said})):
        timed = time_scenes(plan.scenes, _as_spoken(lengths, recorded), frames, beats, project.seed, kept, ids)
    scenes = list(timed)
    for index, (planned, fixed) in enumerate(zip(plan.scenes, request.brief.scene_requests, strict=True)):
        if index not in kept:
            unspoken = tuple(note for line in planned.lines for note in spoken[line][1])[:1]
            recording = own.get(timed[index].vo)
            notes = timed[index].fallbacks + unspoken
            update = {
                "own_plate": fixed.plate,
                "own_edit": fixed.plate_edit,
                "recording": recording,
                "fallbacks": notes,
            }
            scenes[index] = timed[index].model_copy(update=update)
    wished = {place: scene.shots for place, scene in enumerate(plan.scenes) if scene.shots}
    main, *photos = photographed(run, project)
    style, seed, beat_frames = project.brief.style, project.seed, beats_of(bed)
    cut = covered(scenes, style, beat_frames, main.details, seed, photos, wished, main.label)
    shown = project.model_copy(update={"product": _as_shown(run.media, request.product)})
    entrances, offers = product_entrances(run, shown), bool(plan.offer)
    cut = moving(cut, style, beat_frames, entrances, seed, offers=offers, planned=wished)
    cut = lit(arranger(run, shown)(cut, None), style, lamps_of(run, shown))
    worded_by_hand = {place for place, asked in enumerate(request.brief.scene_requests) if asked.super}
    worded = revealed(_with_new_shots(cut, project), plan.offer, project.brief.product, worded_by_hand)
    others = tuple(note for note in project.fallbacks if note.stage not in {Stage.PLAN, Stage.BED})
    new = project.model_copy(
        update={
            "product": shown.product,
            "look": plan.look,
            "mood": plan.mood,
            "offer": plan.offer,
            "cta": plan.cta,
            "planned_from": plan_key(project),
            "note": note,
            "understood": plan.understood,
            "scenes": branded(worded, project.brief),
            "scenes_numbered": project.next_number - 1 + max(0, len(scenes) - len(project.scenes)),
            "sound": project.sound.model_copy(update={"bed": bed}),
            "fallbacks": (*others, *fallbacks, *plan.fallbacks, *no_bed, *cut_offer(plan, project.brief)),
        }
    )
    return _with_old_takes(new, project.scenes)


def branded(scenes: tuple[Scene, ...], brief: Brief) -> tuple[Scene, ...]:
    """Returns the scenes with the brand's name above the first super if it is neither said nor written there.

    It is not if the end card, which shows it, comes within `_BRAND_BY`, or if the offer's sticker is below the super:
    with both of them, the super would be small.
    """
    first, others = scenes[0], scenes[1:]
    card = sum(scene.frames for scene in scenes) - scenes[-1].coverage[-1].frames
    name = (brief.brand.name or brief.product).casefold()
    said = name in f"{first.super} {first.vo}".casefold()
    if not others or first.locked or first.sticker or not first.super or said or card < _BRAND_BY:
        return scenes
    return (first.model_copy(update={"branded": True}), *others)


def _as_shown(media: MediaStore, product: Product) -> Product:
    """Returns the product with the photos whose cut-outs are doubtful shown as they are, filling the frame."""
    photos = [photo.model_copy(update={"full_bleed": is_better_whole(media, photo)}) for photo in product.photos]
    return Product.of(photos)


def photographed(run: Run, project: Project) -> tuple[Photographed, ...]:
    """Returns the photos of the product as coverage needs to know them, the main one first."""
    product = project.product
    if product is None:
        return (Photographed(""),)
    names = ("", *(photo.photo for photo in product.others))
    return tuple(_photographed(run, project, photo, name) for photo, name in zip(product.photos, names, strict=True))


def _photographed(run: Run, project: Project, photo: ProductPhoto, name: str, panels: int = 1) -> Photographed:
    """Returns what is worth a close look in a photo, in the shape of one of so many `panels`, and its label."""
    # A cut-out that is missing is told when its pictures are drawn: planning needs none.
    if photo.framed or not run.media.has(photo.cutout):
        return Photographed(name)
    cutout = read_picture(run.media.local(photo.cutout))
    window = windows(project.format.size, panels)[0]
    size = window.right - window.left, window.bottom - window.top

    def looked_at() -> Photographed:
        label = lettering_of(cutout)
        return Photographed(name, details_of(cutout, size, label=label), label)

    return run_cancellable(run.monitor, looked_at)


def lamps_of(run: Run, project: Project) -> Callable[[str], tuple[Light, ...]]:
    """Returns a function from the name of a set to the ways in which its lamps can move in the backgrounds to come.

    None can where sets are not made, or not seen, because the photo fills the frame.
    """
    product = project.product
    seen = product is not None and not product.fills_frame_in(project.brief)
    return lights_of if seen and run.providers.plates.sets else lambda _: ()


def arranger(run: Run, project: Project) -> Callable[[tuple[Scene, ...], int | None], tuple[Scene, ...]]:
    """Returns a function that arranges scenes: products side by side where the brief names a range, a split screen by
    style.

    It takes the scenes and the index of the only one to change; None for all of them.
    """
    product, brief = project.product, project.brief
    if product is None or product.fills_frame_in(brief) or product.framed:
        return lambda scenes, _: scenes
    clean = [photo for photo in product.others if not (photo.framed or photo.fills_frame_in(brief))]
    width, height = project.format.size
    most = _ROW * width / height
    row = clean[:MOST_BESIDE] if names_range(brief) else []
    if len(row) > 1 and sum(photo.aspect for photo in (product, *row)) > most:
        row = row[:1]
    fits = bool(row) and sum(photo.aspect for photo in (product, *row)) <= most
    panels: tuple[Panel, ...] = ()
    if splits(brief.style):
        views = () if names_range(brief) else tuple(photo.photo for photo in clean)
        panels = panels_of(() if views else _photographed(run, project, product, "", 2).details, views)
    beside = [photo.photo for photo in row]
    return lambda scenes, only: arranged(scenes, brief.style, beside, panels, on_card=fits, only=only)


def product_entrances(run: Run, project: Project) -> tuple[Motion, ...]:
    """Returns the ways in which the product enters a scene; none for a photo as it is, which is no thing that moves."""
    product = project.product
    if product is None or product.framed or product.fills_frame_in(project.brief):
        return ()
    known = run.media.has(product.cutout)
    round_ = known and is_round(read_picture(run.media.local(product.cutout))[..., 3])
    return entrances_of(project.brief.style, project.pose, round_=round_)


def _with_kept(brief: Brief, scenes: tuple[Scene, ...]) -> Brief:
    """Returns the brief with as many scenes as the storyboard, and with the words of the locked scenes fixed."""
    more = (SceneRequest(),) * len(scenes)
    requests = tuple(
        request.model_copy(update={"vo": scene.vo, "super": scene.super}) if scene.locked else request
        for scene, request in zip(scenes, (*brief.scene_requests, *more), strict=False)
    )
    return brief.model_copy(update={"scenes": requests})


def _ids(project: Project, count: int) -> list[str]:
    """Returns ids for `count` scenes: those of the present scenes, then numbers that were never used."""
    numbers = range(project.next_number, project.next_number + count)
    return [*(scene.id for scene in project.scenes), *(f"scene-{number}" for number in numbers)][:count]


def _with_old_takes(project: Project, before: tuple[Scene, ...]) -> Project:
    """Returns the project with the takes of `before`. Each scene selects a take that still fits, if there is one."""
    scenes = []
    for scene, old in zip(project.scenes, (*before, *[None] * len(project.scenes)), strict=False):
        if old is not None and not scene.locked and old.takes:
            key = plate_key(project, scene)
            right = [take.id for take in old.takes if take.made_from == key]
            scene = scene.model_copy(update={"takes": old.takes, "selected_take": right[-1] if right else ""})
        scenes.append(scene)
    return project.model_copy(update={"scenes": tuple(scenes)})


def _with_new_shots(scenes: tuple[Scene, ...], project: Project) -> tuple[Scene, ...]:
    """Returns the scenes with ids for their shots that were never used: they hold the revision that was planned from.

    A late edit from another window thus never lands on a shot that it did not see.
    """
    return tuple(
        scene
        if scene.locked
        else scene.model_copy(
            update={
                "shots": tuple(
                    shot.model_copy(update={"id": f"shot-{project.revision}-{number}"})
                    for number, shot in enumerate(scene.shots, 1)
                )
            }
        )
        for scene in scenes
    )


def _recordings(project: Project) -> dict[str, Recording]:
    """Returns the user's recordings by the line that each is of: those of the brief, and those of the storyboard."""
    requests = project.brief.scene_requests
    asked = [Recording(media=one.recording, line=one.vo) for one in requests if one.recording]
    return {one.line: one for one in (*asked, *(scene.recorded for scene in project.scenes)) if one}


def _as_spoken(guessed: dict[str, float], recorded: dict[str, float]) -> dict[str, float]:
    """Returns the length of each line in seconds: as recorded, or else guessed by the pace of the recordings."""
    known = [line for line in recorded if line in guessed]
    pace = sum(recorded[line] for line in known) / max(0.1, sum(guessed[line] for line in known)) if known else 1.0
    return {line: length * pace for line, length in guessed.items()} | recorded


def plan_request(media: MediaStore, project: Project, note: str = "") -> PlanRequest:
    """Returns the request for the planner. It includes the present storyboard only if that is not stale."""
    assert project.product is not None
    locked = tuple(index for index, scene in enumerate(project.scenes) if scene.locked)
    return PlanRequest(
        brief=_with_kept(project.brief, project.scenes) if locked else project.brief,
        product=project.product,
        seed=project.seed,
        note=note,
        earlier=_as_planned(project) if note and project.planned_from == plan_key(project) else None,
        locked=locked,
        photo=media.local(project.product.photo),
    )


def _as_planned(project: Project) -> Plan | None:
    """Returns the storyboard in the form of a plan."""
    if project.look is None:
        return None
    scenes = tuple(
        PlannedScene(
            role=scene.role,
            lines=(scene.vo,) if scene.vo else (),
            super=scene.super,
            plate_prompt=scene.plate_prompt,
            set=scene.set,
            camera=scene.camera,
            motion=scene.motion,
            transition=scene.transition,
            weight=scene.frames * len(project.scenes) / project.frames,
            shots=tuple(
                PlannedShot(framing=shot.framing, weight=shot.frames, camera=shot.camera, motion=shot.motion)
                for shot in (scene.shots if scene is not project.scenes[-1] else scene.shots[:-1])
            ),
        )
        for scene in project.scenes
    )
    return Plan(look=project.look, scenes=scenes, mood=project.mood, offer=project.offer, cta=project.cta)


def _plan(run: Run, request: PlanRequest) -> tuple[Plan, tuple[Fallback, ...]]:
    def planned(planner: Planner) -> Plan:
        def make(_: Path) -> Json:
            plan = run.asked(Stage.PLAN, "", planner, request, lambda one: one.plan(request))
            return check_plan(plan, request).model_dump(mode="json")

        result = run.stage(Stage.PLAN, "", asked_of(planner, request), make, run.folder.work, planner)
        return Plan.model_validate(result.value)

    return first_successful(
        Stage.PLAN,
        run.providers.serving(lambda one: one.planner),
        planned,
        lambda: check_plan(plain_plan(request), request),
    )

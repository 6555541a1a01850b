"""Makes the plates of scenes. Every plate is kept as a take."""

from collections.abc import Callable, Iterator
from math import radians, sin
from pathlib import Path

from adforge_core.media.footage import SPARE
from adforge_core.media.photo import is_picture, load_photo
from adforge_core.model.brief import Pose
from adforge_core.model.edits import with_take
from adforge_core.model.formats import Format
from adforge_core.model.placement import STEEPEST, Ground, Plane, place
from adforge_core.model.pose import PLANES, turn_of
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Scene, Take
from adforge_core.model.value import Point, seconds
from adforge_core.pipeline.run import Run, first_successful, order_key, with_fallback
from adforge_core.pipeline.wording import Wording
from adforge_core.project.orders import spent_usd
from adforge_core.project.stores import MediaStore
from adforge_core.providers.base import MadePlate, Paid, PlateMaker, PlateRequest
from adforge_core.providers.local.sets import SetPlates
from adforge_core.providers.local.sets.catalogue import lights_of
from adforge_core.stages.plate import backdrop, make_plate, own_plate, save_plate, save_unlit
from adforge_core.work.cache import Json, content_key
from adforge_core.work.workers import run_cancellable


def plate_key(project: Project, scene: Scene) -> str:
    """Returns a key of the marketer's decisions about the scene's plate. A take with another key is stale.

    The seed is not part of it: it distinguishes takes. Neither are the words: they only move the product a little.
    """
    product, look = project.product, project.look
    return content_key(
        {
            "format": project.format,
            "own": scene.own_plate,
            **({"edit": scene.pictured} if scene.pictured else {}),
            "set": scene.set,
            "prompt": scene.plate_prompt,
            "look": look and (look.palette, look.key_light, look.lighting, look.camera, look.texture, look.mood),
            "product": product and (round(product.aspect, 2), round(product.tilt)),
            **({} if project.pose is Pose.STANDING else {"pose": project.pose}),
        }
    )


def made_for(project: Project, scene: Scene, take: Take) -> bool:
    """Whether the take fits what the scene asks for now.

    Takes from earlier versions have no key; of those only the prompt is compared.
    """
    return take.made_from == plate_key(project, scene) if take.made_from else take.prompt == scene.plate_prompt


def light_moves(scene: Scene) -> bool:
    """Whether the light of the scene's set moves in any of its shots."""
    if scene.own_plate:
        return False
    return any(shot.light in lights_of(scene.set) for shot in scene.coverage)


def needs_lamps(project: Project, scene: Scene) -> bool:
    """Whether the scene's set must be traced once more: its light moves now, and its lamps were not traced apart.

    The picture stays as it is. Takes that are stale, or not of the scene's seed, are left alone.
    """
    take = scene.take
    if take is None or take.unlit or take.provider != SetPlates.name or take.format is not project.format:
        return False
    return light_moves(scene) and take.seed == scene.seed and made_for(project, scene, take)


def make_take(run: Run, project: Project, index: int) -> Scene:
    """Returns the scene with a plate selected. It makes one if there is none, or if its lamps are needed apart."""
    scene = project.scenes[index]
    if scene.take is not None and not needs_lamps(project, scene):
        return scene
    take, fallbacks = new_take(run, project, index)
    if scene.take is not None and (not take.unlit or take.media != scene.take.media):
        # A background that is there is better than its fallback, or than another picture: its set may have changed.
        return scene
    return with_take(project, scene.id, take, fallbacks).scenes[index]


def new_take(run: Run, project: Project, index: int, start: str = "") -> tuple[Take, tuple[Fallback, ...]]:
    """Makes a plate for the scene at `index`: its own background, or one by a provider, or a plain sweep.

    `start` is the id of the take whose picture a video begins with.
    """
    scene = project.scenes[index]
    request = plate_request(run.media, project, index, start)
    if scene.own_plate:
        own = run.folder.media.local(scene.own_plate)

        def own_made() -> MadePlate:
            longest_s = seconds(project.frames + SPARE)
            return run_cancellable(
                run.monitor,
                lambda: own_plate(
                    own, request, run.folder.work, longest_s, scene.pictured, cancelled=run.monitor.cancelled
                ),
                grace_s=1.0,
            )

        take, fallbacks = with_fallback(
            Stage.PLATE,
            lambda: _take(run, scene, project.format, "own", request, own_made, None),
            lambda: sweep_take(run, scene, project.format, request),
            wanted="your own background",
        )
        fallbacks = fallbacks or tuple(_lost(own))
    else:
        take, fallbacks = first_successful(
            Stage.PLATE,
            run.providers.serving(lambda one: one.plates),
            lambda maker: _made_take(run, scene, project.format, request, maker),
            lambda: sweep_take(run, scene, project.format, request),
        )
    return take.model_copy(update={"made_from": plate_key(project, scene)}), fallbacks


def _lost(own: Path) -> Iterator[Fallback]:
    """Notes of what of the user's own picture could not be shown as it is."""
    for doubt in load_photo(own, least=16).doubts if is_picture(own) else ():
        yield Fallback(
            stage=Stage.PLATE, wanted="your own background", used="what could be shown of it", why=str(doubt)
        )


def _made_take(run: Run, scene: Scene, format: Format, request: PlateRequest, maker: PlateMaker) -> Take:
    def make() -> MadePlate:
        return run.asked(Stage.PLATE, scene.id, maker, request, lambda one: make_plate(request, one, run.folder.work))

    take = _take(run, scene, format, maker.name, request, make, maker)
    if not isinstance(maker, Paid):
        return take
    return take.model_copy(update={"cost_usd": spent_usd(run.folder.ledger, order_key(maker, request))})


def plate_request(media: MediaStore, project: Project, index: int, start: str = "") -> PlateRequest:
    """Returns the request for the plate of the scene at `index`. `start` is the id of the take to begin with."""
    assert project.look is not None
    assert project.product is not None
    product = project.product
    scene, format = project.scenes[index], project.format
    begin = next((take.media for take in scene.takes if start and take.id == start), "")
    # The words of a new plate are laid out for where its product will stand, not for where it stood on the last one.
    wording = Wording.of(project.with_scene(scene.model_copy(update={"selected_take": ""})), index)
    foot = format.end_card_stand if wording.end_card else format.stand
    room = wording.lay_out(project.look, format, format.size, media).room
    # The placement is known before the set is built: it depends on the words, not on the plate.
    light = project.look.key_light
    pose = project.pose
    ground = Ground(stand=foot, light=light, plane=PLANES.get(pose, Plane.FLOOR))
    placement = place(ground, room, product.aspect, format.size, scene.motion, pose=pose, turn=turn_of(scene.seed))
    if ground.square:
        foot = Point(x=placement.x, y=placement.y)
    depth = 0.0 if ground.square else product.base * 2 * sin(radians(min(product.tilt, STEEPEST)))
    width = placement.scale * min(format.size) * min(1.0, product.aspect)
    return PlateRequest(
        prompt=scene.plate_prompt,
        set=scene.set,
        look=project.look,
        role=scene.role,
        seed=scene.seed,
        size=format.size,
        frames=scene.frames,
        camera=scene.camera,
        stand=Point(x=foot.x, y=foot.y - depth / 2 * width / format.size[1]),
        product_aspect=round(product.aspect, 2),
        product_scale=round(placement.scale * 20) / 20,
        product_tilt=round(product.tilt),
        pose=pose,
        apart=light_moves(scene),
        start=media.local(begin) if begin else None,
        start_name=begin,
    )


def _take(
    run: Run,
    scene: Scene,
    format: Format,
    by: str,
    request: PlateRequest,
    make_one: Callable[[], MadePlate],
    provider: PlateMaker | None,
) -> Take:
    def make(folder: Path) -> Json:
        made = make_one()
        media, depth = save_plate(made, folder)
        unlit = save_unlit(made, folder)
        lamps = {"unlit": unlit.name, "key_goes_out": made.key_goes_out} if unlit else {}
        return lamps | {
            "media": media.name,
            "depth": depth.name if depth else "",
            "stand_nearness": made.stand_nearness,
            "ground": made.ground.model_dump(mode="json"),
        }

    uses = provider.uses(request) if provider else request.model_dump(mode="json")
    inputs: Json = {"request": uses, "by": by, "own_plate": scene.own_plate if by == "own" else ""}
    if by == "own" and scene.pictured:
        inputs["own_edit"] = scene.pictured.model_dump(mode="json")
    result = run.stage(Stage.PLATE, scene.id, inputs, make, run.folder.media, provider)
    value = result.value
    media = result.files[value["media"]].name
    return Take(
        id=f"take-{media[:12]}",
        format=format,
        provider=by,
        media=media,
        depth=result.files[value["depth"]].name if value["depth"] else "",
        unlit=result.files[value["unlit"]].name if value.get("unlit") else "",
        key_goes_out=value.get("key_goes_out", False),
        stand_nearness=value["stand_nearness"],
        prompt=scene.plate_prompt,
        seed=scene.seed,
        ground=Ground.model_validate(value["ground"]),
    )


def sweep_take(run: Run, scene: Scene, format: Format, request: PlateRequest) -> Take:
    """Returns the fallback plate: a plain studio sweep in the look's colours."""
    return _take(run, scene, format, "sweep", request, lambda: backdrop(request), None)

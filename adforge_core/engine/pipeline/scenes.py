"""Making one scene: its plate, and its picture encoded as a segment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import radians, sin
from pathlib import Path

from adforge_core.engine.cache import Json
from adforge_core.engine.pipeline.pictures import (
    Picture,
    Wording,
    WordsFailed,
    draw_bare,
    draw_picture,
    room_in,
    settle,
)
from adforge_core.engine.pipeline.run import Run, only, or_lesser
from adforge_core.media.ffmpeg import ffmpeg_path
from adforge_core.media.frames import Frame
from adforge_core.media.transitions import join
from adforge_core.model.formats import Format
from adforge_core.model.placement import STEEPEST, Ground, Placement, place
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Fallback, Scene, Take
from adforge_core.model.value import Point, rgb
from adforge_core.providers.base import MadePlate, PlateMaker, PlateRequest
from adforge_core.stages.plate import backdrop, make_plate, own_plate, save_plate
from adforge_core.stages.segment import CRF, PRESET, X264, encode_segment


@dataclass(frozen=True)
class Segment:
    """One scene, encoded: its file, who made its plate, where its product stands, and what is lesser than planned."""

    path: Path
    plate_provider: str
    placement: Placement
    fallbacks: tuple[Fallback, ...] = ()


def make_take(run: Run, project: Project, index: int) -> Scene:
    """The scene with a plate selected; a scene that has one is left as it is."""
    scene = project.scenes[index]
    if scene.take is not None:
        return scene
    request = _request(run, project, index)
    maker = run.providers.plates

    def wanted() -> Take:
        if scene.own_plate:
            return _take(
                run,
                scene,
                project.format,
                "own",
                request,
                lambda: own_plate(run.folder.path(scene.own_plate), request),
                None,
            )
        return _take(run, scene, project.format, maker.name, request, lambda: make_plate(request, maker), maker)

    take, fallbacks = or_lesser(
        "plate",
        scene.own_plate or f"a plate by {maker.name}",
        "a plain studio sweep",
        wanted,
        lambda: _sweep(run, scene, project.format, request),
    )
    notes = tuple(note for note in scene.fallbacks if note.stage != "plate")
    return scene.model_copy(
        update={"takes": (*scene.takes, take), "selected_take": take.id, "fallbacks": notes + fallbacks}
    )


def settled(run: Run, project: Project, index: int) -> Picture:
    """The picture of the scene at `index` with its product placed.

    The words count only through the room they leave, so that other words of the same height move nothing.
    """
    picture = Picture.of(project, index)
    room = room_in(picture, run.folder)

    def make(_: Path) -> Json:
        placed = settle(picture, room, run.folder).placement
        assert placed is not None
        return placed.model_dump(mode="json")

    inputs = {"picture": picture.wordless(), "room": room}
    result = run.stage("placement", project.scenes[index].id, inputs, make, run.folder.work)
    return picture.model_copy(update={"placement": Placement.model_validate(result.value)})


def make_segment(run: Run, project: Project, index: int) -> Segment:
    """The scene's segment, in the work folder.

    Where its words cannot be drawn it goes without them; where its plate cannot be, a plain sweep takes its place
    and the scene comes in by a cut. Each is noted.
    """
    scene = project.scenes[index]

    def as_planned() -> Segment:
        picture = settled(run, project, index)
        before = settled(run, project, index - 1).wordless() if index and scene.transition.frames else None
        try:
            return _encoded(run, scene, picture, before)
        except WordsFailed as error:
            note = Fallback(stage="titles", wanted="supers and captions", used="the picture alone", why=str(error))
            return replace(_encoded(run, scene, picture.wordless(), before), fallbacks=(note,))

    def on_a_sweep() -> Segment:
        sweep = _sweep(run, scene, project.format, _request(run, project, index))
        plain = scene.model_copy(update={"takes": (*scene.takes, sweep), "selected_take": sweep.id})
        return _encoded(run, plain, settled(run, project.with_scene(plain), index), None)

    made, notes = or_lesser("segment", "the scene as planned", "a plain studio sweep", as_planned, on_a_sweep)
    return replace(made, fallbacks=made.fallbacks + notes)


def _encoded(run: Run, scene: Scene, picture: Picture, before: Picture | None) -> Segment:
    size, transition = picture.format.size, scene.transition

    def make(folder: Path) -> Json:
        incoming, undrawn = draw_picture(picture, run.folder, size)
        outgoing = draw_bare(before, run.folder, size) if before else None
        tail, head = Frame.empty(size), Frame.empty(size)
        through = rgb(picture.look.palette.background)

        def draw(frame: int, into: Frame) -> None:
            if before is None or outgoing is None or frame >= transition.frames:
                incoming.draw(frame, into)
                return
            outgoing.draw(before.frames + frame, tail)
            incoming.draw(frame, head)
            join(transition.kind, (frame + 1) / (transition.frames + 1), tail, head, into, through)

        told = run.job.progress("segment", scene.id)
        encode_segment(draw, picture.frames, size, folder / "segment.mp4", progress=told)
        return {"undrawn": undrawn}

    encoder = [PRESET, CRF, X264, ffmpeg_path()]
    inputs = {"picture": picture, "before": before, "transition": transition, "encoder": encoder}
    result = run.stage("segment", scene.id, inputs, make, run.folder.work)
    undrawn = result.value["undrawn"]
    assert picture.placement is not None
    notes = (_left_out(undrawn),) if undrawn else ()
    return Segment(only(result), picture.take.provider, picture.placement, notes)


def _left_out(characters: str) -> Fallback:
    why = "No typeface of the studio has them."
    return Fallback(stage="titles", wanted=f"the characters {characters}", used="the words without them", why=why)


def _request(run: Run, project: Project, index: int) -> PlateRequest:
    assert project.look is not None
    assert project.product is not None
    product = project.product
    scene, format = project.scenes[index], project.format
    wording = Wording.of(project, index)
    foot = format.end_card_stand if wording.end_card else format.stand
    room = wording.lay_out(project.look, format, format.size, run.folder).room
    # How the product will stand is known before the set is built: it depends on the words, not on the plate.
    light = project.look.key_light
    placement = place(Ground(stand=foot, light=light), room, product.aspect, format.size, scene.motion)
    depth = product.base * 2 * sin(radians(min(product.tilt, STEEPEST)))
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
        return {
            "media": media.name,
            "depth": depth.name if depth else "",
            "stand_nearness": made.stand_nearness,
            "ground": made.ground.model_dump(mode="json"),
        }

    uses = provider.uses(request) if provider else request.model_dump(mode="json")
    inputs = {"request": uses, "by": by, "own_plate": scene.own_plate if by == "own" else ""}
    result = run.stage("plate", scene.id, inputs, make, run.folder.media, provider)
    value = result.value
    return Take(
        id=f"take-{len(scene.takes) + 1}",
        format=format,
        provider=by,
        media=result.files[value["media"]].name,
        depth=result.files[value["depth"]].name if value["depth"] else "",
        stand_nearness=value["stand_nearness"],
        prompt=scene.plate_prompt,
        seed=scene.seed,
        ground=Ground.model_validate(value["ground"]),
    )


def _sweep(run: Run, scene: Scene, format: Format, request: PlateRequest) -> Take:
    return _take(run, scene, format, "sweep", request, lambda: backdrop(request), None)

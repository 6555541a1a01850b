"""Making one scene: where its product stands, and its picture encoded as a segment."""

from dataclasses import dataclass, replace
from pathlib import Path

from adforge_core.engine.cache import Json
from adforge_core.engine.pipeline.pictures import (
    Picture,
    WordsFailed,
    draw_bare,
    draw_picture,
    room_in,
    settle,
)
from adforge_core.engine.pipeline.run import Run, only, or_lesser
from adforge_core.engine.pipeline.takes import plate_request, sweep_take
from adforge_core.engine.pipeline.waiting import unless_cancelled
from adforge_core.media.ffmpeg import ffmpeg_path
from adforge_core.media.frames import Frame
from adforge_core.media.transitions import join
from adforge_core.model.placement import Placement
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.model.value import rgb
from adforge_core.stages.segment import CRF, PRESET, X264, encode_segment


@dataclass(frozen=True)
class Segment:
    """One scene, encoded: its file, who made its plate, where its product stands, and what is lesser than planned."""

    path: Path
    plate_provider: str
    placement: Placement
    fallbacks: tuple[Fallback, ...] = ()


def settled(run: Run, project: Project, index: int) -> Picture:
    """The picture of the scene at `index` with its product placed.

    The words count only through the room they leave, so that other words of the same height move nothing.
    """
    picture = Picture.of(project, index)
    room = room_in(picture, run.folder)

    def make(_: Path) -> Json:
        placed = unless_cancelled(run.job, lambda: settle(picture, room, run.folder)).placement
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
        sweep = sweep_take(run, scene, project.format, plate_request(run, project, index))
        plain = scene.model_copy(update={"takes": (*scene.takes, sweep), "selected_take": sweep.id})
        return _encoded(run, plain, settled(run, project.with_scene(plain), index), None)

    made, notes = or_lesser("segment", "the scene as planned", "a plain studio sweep", as_planned, on_a_sweep)
    return replace(made, fallbacks=made.fallbacks + notes)


def _encoded(run: Run, scene: Scene, picture: Picture, before: Picture | None) -> Segment:
    size, transition = picture.format.size, scene.transition

    def make(folder: Path) -> Json:
        incoming, undrawn = unless_cancelled(run.job, lambda: draw_picture(picture, run.folder, size))
        outgoing = unless_cancelled(run.job, lambda: draw_bare(before, run.folder, size)) if before else None
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

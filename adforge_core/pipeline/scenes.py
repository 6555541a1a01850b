"""Renders scenes: places the product and encodes each scene as a segment."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from textwrap import shorten
from threading import BoundedSemaphore
from typing import Any

import av

from adforge_core.media.faces import shapes_scripts
from adforge_core.media.frames import Frame
from adforge_core.media.freezes import Stretches
from adforge_core.media.layers import Layer
from adforge_core.media.lazy import Lazy
from adforge_core.media.lines import Lost
from adforge_core.media.scripts import is_right_to_left, is_shaped
from adforge_core.media.transitions import join
from adforge_core.model.placement import Placement
from adforge_core.model.project import Project
from adforge_core.model.shots import Light, View
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Scene
from adforge_core.model.value import rgb
from adforge_core.pipeline.comps import Comps
from adforge_core.pipeline.encoders import Encoders, Turn
from adforge_core.pipeline.filming import WordsFailed, draw_bare, free_area, resolve, write_on
from adforge_core.pipeline.looping import returning
from adforge_core.pipeline.overlaps import Overlaps, overlaps_in
from adforge_core.pipeline.pictures import Filmed, Picture
from adforge_core.pipeline.run import Run, only, with_fallback
from adforge_core.pipeline.shadow_passes import with_shadow_pass
from adforge_core.pipeline.takes import plate_request, sweep_take
from adforge_core.stages.comp import SceneComp
from adforge_core.stages.segment import CRF, PRESET, X264, encode_segment
from adforge_core.work.cache import Json, Result, content_key
from adforge_core.work.workers import run_cancellable, sharing_cores, worker_pool

Draw = Callable[[int, Frame], None]

_WAITING = 64
"""The number of scenes that may wait to be encoded, so that the encoders know how much work remains."""


_QUOTED = 60
"""The most characters of a text that a note quotes."""

_NAMED = 6
"""The most words, and characters, that a note names."""


@dataclass(frozen=True)
class Part:
    """Encoded frames of a scene, from `first` on. `black` and `frozen` are stretches of frames in it."""

    path: Path
    first: int
    black: Stretches
    frozen: Stretches


@dataclass(frozen=True)
class Segment:
    """One encoded scene: its parts, the provider of its plate, its placement, its overlaps and its fallbacks.

    Each shot is a part. So is the transition: only that changes when the previous scene does.
    """

    parts: tuple[Part, ...]
    plate_provider: str
    placement: Placement
    overlaps: Overlaps
    fallbacks: tuple[Fallback, ...] = ()


def settled(run: Run, project: Project, index: int) -> Picture:
    """Returns the picture of the scene at `index` with its product placed, and the camera's origin if it opens the ad.

    Only the area the words leave free matters, so other words of the same height do not move the product.
    """
    picture, last = _settled(run, project, index), len(project.scenes) - 1
    if project.scenes[last].take is None:
        return picture  # the end card is not known yet
    return returning(picture, index, last + 1, lambda: _settled(run, project, last), run.media)


def _settled(run: Run, project: Project, index: int) -> Picture:
    picture = Picture.of(project, index)
    room = free_area(picture, run.media)

    def make(_: Path) -> Json:
        resolved = run_cancellable(run.monitor, lambda: resolve(picture, room, run.media))
        assert resolved.placement is not None
        views = [shot.view and shot.view.model_dump(mode="json") for shot in resolved.shots]
        panels = [
            [panel.view and panel.view.model_dump(mode="json") for panel in shot.panels] for shot in resolved.shots
        ]
        split = {"panels": panels} if any(panels) else {}
        return {"placement": resolved.placement.model_dump(mode="json"), "views": views, **split}

    inputs = {"picture": picture.wordless(), "room": room, "views": True}
    made = run.stage(Stage.PLACEMENT, project.scenes[index].id, inputs, make, run.folder.work).value
    shots = tuple(
        shot.model_copy(update={"view": View.model_validate(view)})
        for shot, view in zip(picture.shots, made["views"], strict=True)
    )
    shots = tuple(
        _with_panels(shot, views) for shot, views in zip(shots, made.get("panels") or [()] * len(shots), strict=True)
    )
    return picture.model_copy(update={"placement": Placement.model_validate(made["placement"]), "shots": shots})


def _with_panels(shot: Filmed, views: Sequence[Json]) -> Filmed:
    """Returns the shot with these views of its panels."""
    panels = (
        panel.model_copy(update={"view": View.model_validate(view)})
        for panel, view in zip(shot.panels, views, strict=True)
    )
    return shot.model_copy(update={"panels": tuple(panels)}) if views else shot


@contextmanager
def rendering(run: Run) -> Iterator[Callable[..., Future[Segment]]]:
    """Yields a function that renders scenes side by side: from a project and an index to the future segment.

    Its third argument, if given, is a monitor for this segment. The parts of a scene are encoded side by side too,
    because after an edit one scene must keep all cores busy.
    """
    with (
        sharing_cores(run.workers),
        worker_pool(run.monitor, run.workers) as pool,
        worker_pool(run.monitor, _WAITING) as scenes,
    ):
        context = RenderContext(Encoders(pool), BoundedSemaphore(run.workers), Comps(run.workers))
        yield lambda project, index, monitor=run.monitor: scenes.submit(
            _make_segment, replace(run, monitor=monitor), project, index, context
        )


@dataclass(frozen=True)
class RenderContext:
    """Shared by all scenes of one rendering. `placing` limits how many scenes are placed at the same time."""

    encoders: Encoders
    placing: AbstractContextManager[object]
    comps: Comps


def _make_segment(run: Run, project: Project, index: int, context: RenderContext) -> Segment:
    """Renders the scene's segment into the work folder.

    If the words cannot be drawn, the scene is rendered without them. If the plate cannot be drawn, a plain sweep is
    used and the scene begins with a cut. Each fallback is noted.
    """
    scene = project.scenes[index]

    def as_planned() -> Segment:
        with context.placing:
            picture = settled(run, project, index)
            before = settled(run, project, index - 1).wordless() if index and scene.overlap else None
        try:
            return _encoded(run, scene, picture, before, context)
        except WordsFailed as error:
            about = Stage.TITLES.about
            note = Fallback(stage=Stage.TITLES, wanted=about.wanted, used=about.fallback, why=str(error))
            return replace(_encoded(run, scene, picture.wordless(), before, context), fallbacks=(note,))

    def on_a_sweep() -> Segment:
        sweep = sweep_take(run, scene, project.format, plate_request(run.media, project, index))
        plain = scene.model_copy(update={"takes": (*scene.takes, sweep), "selected_take": sweep.id})
        return _encoded(run, plain, settled(run, project.with_scene(plain), index), None, context)

    made, notes = with_fallback(Stage.SEGMENT, as_planned, on_a_sweep)
    return replace(made, fallbacks=made.fallbacks + notes)


def _encoded(run: Run, scene: Scene, picture: Picture, before: Picture | None, context: RenderContext) -> Segment:
    overlap = scene.overlap if before else 0
    # Transition frames that end before the words appear do not depend on the words.
    opening = picture if picture.wording.first < overlap else picture.wordless()
    render = SegmentRender(run, context, scene, picture, opening, before)
    starts = (overlap, *picture.firsts[1:])
    shots = [range(start, end) for start, end in zip(starts, (*starts[1:], picture.frames), strict=True)]
    encoding = {shot.start: render.part(Stage.SEGMENT, shot) for shot in shots}
    if overlap:
        encoding = {0: render.part(Stage.TRANSITION, range(overlap)), **encoding}
    wait(encoding.values())
    run.monitor.check()
    made = {first: part.result() for first, part in encoding.items()}
    assert picture.placement is not None
    facts = render.words()
    parts = tuple(Part(only(one), first, one.value["black"], one.value["frozen"]) for first, one in made.items())
    overlaps = Overlaps.model_validate(facts["overlaps"])
    return Segment(parts, picture.take.provider, picture.placement, overlaps, notes_of(Lost(**facts["lost"])))


def _shown(picture: Picture, frames: range) -> dict[str, Any]:
    """Returns what `frames` of the scene depend on, apart from their words: other shots of the scene do not matter."""
    shots = dict(zip(picture.firsts, picture.shots, strict=False))
    within = [
        (first, shot) for first, shot in shots.items() if first < frames.stop and first + shot.frames > frames.start
    ]
    # After the scene's end its last shot goes on.
    seen = within or [*shots.items()][-1:]
    whole = picture.whole().wordless()
    if all(shot.light is Light.STILL for _, shot in seen):
        whole = whole.model_copy(update={"take": whole.take.all_lit})
    return {"picture": whole, "shots": seen}


class SegmentRender:
    """The rendering of one scene. What drawing needs is prepared once, and only if a part must be drawn.

    `opening` is the picture of the scene during the transition, `before` the picture of the previous scene.
    """

    def __init__(
        self, run: Run, context: RenderContext, scene: Scene, picture: Picture, opening: Picture, before: Picture | None
    ) -> None:
        self._run, self._context, self._scene = run, context, scene
        self._picture, self._opening, self._before = picture, opening, before
        self._written = Lazy(self._write)
        self.words = Lazy(self._words)

    def part(self, stage: Stage, frames: range) -> Future[Result]:
        """Returns the future result of encoding these frames."""
        run, scene, size = self._run, self._scene, self._picture.format.size

        def encoded(turn: Turn) -> Result:
            report, cancelled = run.monitor.progress(stage, scene.id), run.monitor.cancelled

            def tell(done: float) -> None:
                turn.progress(done)
                report(done)

            def make(folder: Path) -> Json:
                out = folder / f"{stage}.mp4"
                with self._transition() if stage is Stage.TRANSITION else nullcontext(self._written()[0].draw) as draw:
                    threads = turn.threads()
                    watch = encode_segment(draw, frames, size, out, threads=threads, progress=tell, cancelled=cancelled)
                return {"black": watch.black, "frozen": watch.frozen}

            return run.stage(stage, scene.id, self._inputs(stage, frames), make, run.folder.work)

        # A cached part needs no core. Which parts are, is known once the words are.
        known = run.cache.has(Stage.TITLES, self._words_inputs) and run.cache.has(stage, self._inputs(stage, frames))
        return self._context.encoders.submit(0 if known else len(frames), encoded)

    def _inputs(self, stage: Stage, frames: range) -> Json:
        """Returns everything that these frames of the scene depend on."""
        inputs = {"encoder": [PRESET, CRF, X264, av.__version__], "frames": [frames.start, frames.stop]}
        if stage is not Stage.TRANSITION:
            return {**inputs, **_shown(self._picture, frames), "words": self._over(frames)}
        assert self._before is not None
        ends = self._before.frames
        before = _shown(self._before, range(ends, ends + len(frames)))
        words = self._over(frames) if self._opening is self._picture else []
        shown = _shown(self._opening, frames)
        return {**inputs, **shown, "words": words, "before": before, "transition": self._scene.transition}

    @property
    def _words_inputs(self) -> Json:
        return {"picture": self._picture}

    def _words(self) -> Any:
        """Returns facts about the words: what is not shown of them, what they overlap, and a key of each layer."""

        def make(_: Path) -> Json:
            comp, lost = self._written()
            overlaps = overlaps_in(comp, self._picture, self._run.media)
            layers = [(laid.layer.first, laid.layer.end, _layer_key(laid.layer)) for laid in comp.laid]
            return {"lost": asdict(lost), "overlaps": overlaps.model_dump(mode="json"), "layers": layers}

        run = self._run
        return run.cache.result(Stage.TITLES, self._words_inputs, run.folder.work, make, run.monitor.check).value

    def _over(self, frames: range) -> list[str]:
        """Returns the keys of the layers over these frames, lowest first."""
        return [key for first, end, key in self.words()["layers"] if first < frames.stop and end > frames.start]

    def _write(self) -> tuple[SceneComp, Lost]:
        """Returns the comp of the scene with its words, and the text that is not shown."""
        picture, media, bare = self._picture, self._run.media, self._bare(self._picture)
        return run_cancellable(self._run.monitor, lambda: write_on(bare, picture, media, picture.format.size))

    @contextmanager
    def _transition(self) -> Iterator[Draw]:
        """Yields the function that draws the transition."""
        before, scene, palette = self._before, self._scene, self._picture.look.palette
        assert before is not None
        frames = before.frames
        tail, head = (Frame.empty(self._picture.format.size) for _ in range(2))

        # One thread for each scene, so that a transition that is rendered alone keeps two cores busy.
        with ThreadPoolExecutor(1, "outgoing") as aside:
            prepared = aside.submit(self._bare, before)
            incoming = self._written()[0] if self._opening is self._picture else self._bare(self._opening)
            outgoing = prepared.result()

            def draw(frame: int, into: Frame) -> None:
                drawn = aside.submit(outgoing.draw, frames + frame, tail)
                incoming.draw(frame, head)
                drawn.result()
                done = (frame + 1) / (scene.overlap + 1)
                join(scene.transition.kind, done, tail, head, into, rgb(palette.background))

            yield draw

    def _bare(self, picture: Picture) -> SceneComp:
        run, bare = self._run, picture.wordless()

        def prepare() -> SceneComp:
            comp = run_cancellable(run.monitor, lambda: draw_bare(bare, run.media, bare.format.size))
            return with_shadow_pass(run, bare, comp)

        return self._context.comps.of(bare, prepare)


def _layer_key(layer: Layer) -> str:
    """Returns a key of what the layer shows, and when."""
    timing = {name: value for name, value in vars(layer).items() if name != "pixels"}
    return content_key({**timing, "size": layer.pixels.shape, "pixels": sha256(layer.pixels.tobytes()).hexdigest()})


def notes_of(lost: Lost) -> tuple[Fallback, ...]:
    """Returns a note for each text that is not shown in full."""
    cut = [
        Fallback(
            stage=Stage.TITLES,
            wanted=f"all of “{shorten(text, _QUOTED, placeholder='…')}”",
            used="only its beginning",
            why="There is not enough room. Shorten the text.",
        )
        for text in lost.cut
    ]
    if not lost.undrawn:
        return tuple(cut)
    signs = ", ".join(f"{char} (U+{ord(char):04X})" for char in lost.undrawn[:_NAMED])
    words = " ".join(lost.words[:_NAMED])
    wanted = f"“{shorten(words, _QUOTED, placeholder='…')}”" if words else f"the characters {signs}"
    used = "the text without these words" if words else "the text without them"
    return (*cut, Fallback(stage=Stage.TITLES, wanted=wanted, used=used, why=_why_undrawn(lost.undrawn, signs)))


def _why_undrawn(undrawn: str, signs: str) -> str:
    if not shapes_scripts() and any(is_shaped(char) or is_right_to_left(char) for char in undrawn):
        return "FriBidi, which lays out this script, is missing here. Install libfribidi0, and make the ad again."
    return f"None of the studio's fonts has {signs}. Write it in other letters, or use a font that has them."

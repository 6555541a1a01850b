"""Coverage: cuts the scenes of a storyboard into shots, as an editor would.

Cuts fall on beats, and the product fills more of the frame than before or less, never the same. Every second scene
begins with the framing the one before ended with, if it begins with a cut: the place changes behind the product.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random

from adforge_core.media.motion import entrance_frames
from adforge_core.model.brief import Style
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.shots import MOST_SHOTS, Framing, Shot
from adforge_core.model.storyboard import Scene, TransitionKind
from adforge_core.model.styles import guide
from adforge_core.model.styles.guide import Pace
from adforge_core.model.value import FPS, Box, Point

_RHYTHM = (0.45, 0.25, 0.75, 0.35)
"""How long shots are, one after another, between the shortest and the longest of the style."""

_SHORTEST_CARD, _CARD, _LONGEST_CARD = 75, 100, 120
"""The shortest, usual and longest end card, in frames."""

_LEAST = 18
"""The fewest frames before the end card."""

_SHORTEST_TYPE, _LONGEST_TYPE, _TYPE_WORDS = 18, 36, 6
"""The shortest and the longest shot of words alone, in frames, and the most words that can be read in it."""

_TYPE_SHOTS = 2 / 30
"""The most such shots a second."""

_LEFT, _MIDDLE, _RIGHT = 0.36, 0.5, 0.64

_OPENINGS = {
    Style.BOLD: (Framing.CLOSE, Framing.WIDE),
    Style.ENERGETIC: (Framing.CLOSE, Framing.WIDE),
    Style.MINIMAL: (Framing.MEDIUM, Framing.DETAIL),
    Style.LUXURY: (Framing.CLOSE, Framing.WIDE),
}
"""The first two framings of an ad: its first frame shows the product large."""


@dataclass(frozen=True)
class _Framed:
    """The framing of a shot, and where in the frame its subject is."""

    framing: Framing
    x: float
    focus: Box | None = None


def covered(
    scenes: Sequence[Scene], style: Style, beats: Sequence[int], details: Sequence[Box], seed: int
) -> tuple[Scene, ...]:
    """Returns the scenes cut into shots. Locked scenes stay as they are. The end card is the last shot of the last one.

    `beats` are the bed's, in frames of the ad; `details` are the parts of the cut-out worth a close look.
    """
    random = Random(f"coverage/{seed}")
    framings = _framings(style, details, random)
    last: _Framed | None = None
    made: list[Scene] = []
    for index, scene in enumerate(scenes):
        if scene.locked:
            last = None
            made.append(scene)
        else:
            chosen, shots = _cut(scenes, index, style, beats, framings, random, last)
            last = chosen[-1]
            made.append(scene.model_copy(update={"shots": shots}))
    return _with_type(made, style)


def _with_type(scenes: Sequence[Scene], style: Style) -> tuple[Scene, ...]:
    """Returns the scenes with short shots in which the super is alone, where the style has them."""
    left = round(_TYPE_SHOTS * sum(scene.frames for scene in scenes) / FPS) if guide(style).pace.type_shots else 0
    made = list(scenes)
    for index, scene in enumerate(scenes[1:-1], 1):
        shots = list(scene.shots)
        fitting = [
            number for number, shot in enumerate(shots[:-1])
            if _SHORTEST_TYPE <= shot.frames <= _LONGEST_TYPE and (number or not scene.overlap)
        ]  # fmt: skip
        if left and not scene.locked and 0 < len(scene.super.split()) <= _TYPE_WORDS and fitting:
            alone = shots[fitting[0]]
            update = {"framing": Framing.TYPE, "motion": Motion.STILL, "place": None, "focus": None}
            shots[fitting[0]] = alone.model_copy(update=update)
            made[index], left = scene.model_copy(update={"shots": tuple(shots)}), left - 1
    return tuple(made)


def covered_again(
    scenes: Sequence[Scene], index: int, style: Style, beats: Sequence[int], details: Sequence[Box], seed: int
) -> tuple[Shot, ...]:
    """Returns shots for the scene at `index` alone; another `seed` gives others. The other arguments are as above.

    They may begin with another framing and fall on other beats than those of `covered`. There are none for a last scene
    that is only as long as the end card.
    """
    scene, random = scenes[index], Random(f"coverage/{index}/{seed}")
    if index == len(scenes) - 1 and scene.frames <= _LONGEST_CARD:
        return ()
    framings = _framings(style, details, random)
    for _ in range(random.randrange(8)):
        next(framings)
    before = scenes[index - 1].shots if index else ()
    last = before and _Framed(before[-1].framing, before[-1].place.x if before[-1].place else _MIDDLE, before[-1].focus)
    return _cut(scenes, index, style, beats, framings, random, last or None, random.randrange(len(_RHYTHM)))[1]


def _cut(
    scenes: Sequence[Scene],
    index: int,
    style: Style,
    beats: Sequence[int],
    framings: "cycle[_Framed]",
    random: Random,
    last: _Framed | None,
    turn: int = 0,
) -> tuple[list[_Framed], tuple[Shot, ...]]:
    """Returns the framings and the shots of the scene at `index`. The scene before ended with the framing `last`."""
    scene, pace, left = scenes[index], guide(style).pace, len(scenes) - 1 - index
    begin = sum(before.frames for before in scenes[:index])
    end = begin + scene.frames
    cuts = (_end_cuts if left == 0 else _cuts)(begin, end, pace, beats, turn)
    # Every second time: an ad in which each scene began like that would have few framings.
    elsewhere = index % 2 and _place(scene) != _place(scenes[index - 1])
    matched = last if elsewhere and scene.transition.kind is TransitionKind.CUT else None
    chosen = _chosen(len(cuts) + (left > 0), matched, framings, opening=_OPENINGS[style] if not index else ())
    if left <= 1 and chosen and chosen[-1].framing is Framing.WIDE:
        # The end card is wide too: without a change of framing, its cut would not be seen.
        closer = Framing.MEDIUM if len(chosen) > 1 and chosen[-2].framing is Framing.CLOSE else Framing.CLOSE
        chosen[-1] = _Framed(closer, _LEFT)
    if left == 0:
        chosen.append(_Framed(Framing.WIDE, _MIDDLE))
    return chosen, _shots(scene, [begin, *cuts, end], chosen, random, pace.creep, opens=not index)


def _place(scene: Scene) -> tuple[str, ...]:
    """Returns what the scene's background is made from."""
    return scene.set, scene.own_plate, "" if scene.set else scene.plate_prompt


def _end_cuts(begin: int, end: int, pace: Pace, beats: Sequence[int], turn: int) -> list[int]:
    """Returns the cuts of the last scene: the end card comes last, and lasts no longer than it takes to read it."""
    if end - begin <= _LONGEST_CARD:
        return []
    card = _card_cut(begin, end, beats)
    return [*_cuts(begin, card, pace, beats, turn), card]


def _card_cut(begin: int, end: int, beats: Sequence[int]) -> int:
    """Returns the frame on which the end card appears."""
    low, wanted, high = max(begin + _LEAST, end - _LONGEST_CARD), end - _CARD, end - _SHORTEST_CARD
    return min((beat for beat in beats if low <= beat <= high), key=lambda beat: abs(beat - wanted), default=wanted)


def _cuts(begin: int, end: int, pace: Pace, beats: Sequence[int], turn: int) -> list[int]:
    """Returns the frames of the ad between `begin` and `end` on which a shot begins. `turn` varies their rhythm."""
    shortest, longest = round(pace.shortest * FPS), round(pace.longest * FPS)
    rhythm = cycle((*_RHYTHM[turn:], *_RHYTHM[:turn]))
    cuts: list[int] = []
    at = begin
    while end - at > longest and len(cuts) < MOST_SHOTS - 1:
        most = longest if at else round(pace.first_cut * FPS)
        wanted = at + min(most, shortest + round(next(rhythm) * (longest - shortest)))
        low, high = at + shortest, min(at + most, end - shortest)
        if high < low:
            break
        wanted = min(max(wanted, low), high)
        near = [beat for beat in beats if low <= beat <= high]
        cut = min(near, key=lambda beat: abs(beat - wanted), default=wanted)
        cuts.append(cut)
        at = cut
    return cuts


def _framings(style: Style, details: Sequence[Box], random: Random) -> "cycle[_Framed]":
    """Returns framings in the order an editor might take them: each differs clearly from the one before."""
    first, second = (_LEFT, _RIGHT) if random.random() < 0.5 else (_RIGHT, _LEFT)
    near = [_Framed(Framing.DETAIL, _MIDDLE, look) for look in details] or [_Framed(Framing.DETAIL, first)]
    wide = [_Framed(Framing.WIDE, x) for x in (_MIDDLE, first, second)]
    medium = [_Framed(Framing.MEDIUM, x) for x in (first, second, _MIDDLE)]
    close = [_Framed(Framing.CLOSE, x) for x in (second, _MIDDLE, first)]
    # Quiet styles look longer and from further away.
    order = (near, medium, close, wide) if style in {Style.BOLD, Style.ENERGETIC} else (medium, near, wide, close)
    rounds = [[kind[turn % len(kind)] for kind in order] for turn in range(12)]
    return cycle([framed for each in rounds for framed in each])


def _chosen(
    count: int, matched: _Framed | None, framings: "cycle[_Framed]", opening: Sequence[Framing]
) -> list[_Framed]:
    """Returns the framings of a scene's shots: `matched` first, if given, then the next ones."""
    chosen = [_Framed(framing, _MIDDLE) for framing in opening[:count]]
    if matched is not None:
        chosen = [matched]
    while len(chosen) < count:
        framed = next(framings)
        if not chosen or framed.framing is not chosen[-1].framing:
            chosen.append(framed)
    return chosen


def _shots(
    scene: Scene, bounds: Sequence[int], chosen: Sequence[_Framed], random: Random, creep: float, *, opens: bool
) -> tuple[Shot, ...]:
    shots = []
    for number, (framed, first, end) in enumerate(zip(chosen, bounds, bounds[1:], strict=False), 1):
        # A product that enters does so once, and never before the ad has shown it.
        enters = entrance_frames(scene.motion) > 0
        arrives = number == 1 and not opens and framed.framing in {Framing.WIDE, Framing.MEDIUM}
        motion = scene.motion if not enters or arrives else Motion.STILL
        shots.append(
            Shot(
                id=f"shot-{number}",
                frames=end - first,
                framing=framed.framing,
                camera=scene.camera if number == 1 else _camera(framed, random),
                motion=motion,
                place=None if framed.x == _MIDDLE else Point(x=framed.x, y=0.56),
                focus=framed.focus,
                creep=-creep if scene.camera is CameraMove.PULL and number == 1 else creep,
            )
        )
    return tuple(shots)


def _camera(framed: _Framed, random: Random) -> CameraMove:
    """Returns a move towards the side that has room."""
    across = CameraMove.SLIDE_LEFT if framed.x > _MIDDLE else CameraMove.SLIDE_RIGHT
    return random.choice((CameraMove.PUSH, CameraMove.PUSH, across))

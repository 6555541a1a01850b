"""Coverage: cuts the scenes of a storyboard into shots, as an editor would.

Cuts fall on beats, and the product fills more of the frame than before or less, never the same. Every second scene
begins with the framing the one before ended with, if it begins with a cut: the place changes behind the product.
"""

from collections.abc import Iterator, Sequence
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

_SQUEEZED = 0.75
"""How long a shot is at least, against the shortest of the style, where it would not end on a beat otherwise."""

_SHORTEST_CARD, _CARD, _LONGEST_CARD = 75, 100, 120
"""The shortest, usual and longest end card, in frames."""

_LEAST = 18
"""The fewest frames before the end card."""

_LEFT, _MIDDLE, _RIGHT = 0.36, 0.5, 0.64

_PARTS = (Box(left=0, top=0, right=1, bottom=0.56), Box(left=0, top=0.44, right=1, bottom=1))
"""The parts of a product that has no details: its head and its foot."""

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
    framings: Iterator[_Framed],
    random: Random,
    last: _Framed | None,
    turn: int = 0,
) -> tuple[list[_Framed], tuple[Shot, ...]]:
    """Returns the framings and the shots of the scene at `index`. The scene before ended with the framing `last`."""
    scene, pace, left = scenes[index], guide(style).pace, len(scenes) - 1 - index
    begin = sum(before.frames for before in scenes[:index])
    end = begin + scene.frames
    # A transition is seen as a cut in its middle.
    seen = begin + _half_of_transition(scenes, index), end + _half_of_transition(scenes, index + 1)
    cuts = (_end_cuts if left == 0 else _cuts)(*seen, pace, beats, turn)
    count = len(cuts) + (left > 0)
    # Every second time, and in scenes of several shots: otherwise the ad would have few framings.
    elsewhere = index % 2 and count > 1 and _place(scene) != _place(scenes[index - 1])
    # A detail hides the place: without another framing, nothing would change.
    hidden = last is not None and last.framing is Framing.DETAIL
    matched = last if elsewhere and not hidden and scene.transition.kind is TransitionKind.CUT else None
    opening = _OPENINGS[style] if not index else ()
    chosen = _chosen(count, matched, framings, opening, unlike=last)
    if left <= 1 and chosen and chosen[-1].framing is Framing.WIDE:
        # The end card is wide too: without a change of framing, its cut would not be seen.
        closer = Framing.MEDIUM if len(chosen) > 1 and chosen[-2].framing is Framing.CLOSE else Framing.CLOSE
        chosen[-1] = _Framed(closer, _LEFT)
    if left == 0:
        chosen.append(_Framed(Framing.WIDE, _MIDDLE))
    return chosen, _shots(scene, [begin, *cuts, end], chosen, random, pace.creep, opens=not index)


def _half_of_transition(scenes: Sequence[Scene], index: int) -> int:
    return scenes[index].overlap // 2 if 0 < index < len(scenes) else 0


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
        # What is left may be too long for one shot and too short for two: then these are shorter than usual.
        squeezed = round(_SQUEEZED * shortest)
        least = shortest if end - at >= 2 * shortest else squeezed
        low, high = at + least, min(at + most, end - least)
        wanted = min(max(wanted, low), high)
        near = [beat for beat in beats if low <= beat <= high] or [
            beat for beat in beats if at + squeezed <= beat <= min(at + most, end - squeezed)
        ]
        cut = min(near, key=lambda beat: abs(beat - wanted), default=wanted)
        cuts.append(cut)
        at = cut
    return cuts


def _framings(style: Style, details: Sequence[Box], random: Random) -> Iterator[_Framed]:
    """Returns framings in the order an editor might take them: each differs clearly from the one before."""
    first, second = (_LEFT, _RIGHT) if random.random() < 0.5 else (_RIGHT, _LEFT)
    # A single detail would be seen too often.
    others = [_Framed(Framing.CLOSE, first)] if len(details) == 1 else []
    near = cycle([*(_Framed(Framing.DETAIL, _MIDDLE, look) for look in details or _PARTS), *others])
    wide = cycle([_Framed(Framing.WIDE, x) for x in (_MIDDLE, first, second)])
    medium = cycle([_Framed(Framing.MEDIUM, x) for x in (first, second, _MIDDLE)])
    close = cycle([_Framed(Framing.CLOSE, x) for x in (second, _MIDDLE, first)])
    # Later rounds go another way about: no rhythm of framings is seen twice.
    quick = (near, medium, close, wide), (near, close, medium, near, wide)
    quiet = (near, wide, close, medium), (near, medium, near, wide, close)
    order = cycle(quick if style in {Style.BOLD, Style.ENERGETIC} else quiet)
    return (next(kind) for kinds in order for kind in kinds)


def _chosen(
    count: int,
    matched: _Framed | None,
    framings: Iterator[_Framed],
    opening: Sequence[Framing],
    unlike: _Framed | None,
) -> list[_Framed]:
    """Returns the framings of a scene's shots: `matched` first, if given, then the next ones, unlike each other.

    The first one differs from `unlike`, too.
    """
    chosen = [_Framed(framing, x) for framing, x in zip(opening[:count], (_MIDDLE, _RIGHT), strict=False)]
    if matched is not None:
        chosen = [matched]
    while len(chosen) < count:
        framed, before = next(framings), chosen[-1] if chosen else unlike
        if before is None or framed.framing is not before.framing:
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
        # A detail has little room at its sides, and no word of a label may leave the frame.
        closer = creep / 2 if framed.framing is Framing.DETAIL else creep
        shots.append(
            Shot(
                id=f"shot-{number}",
                frames=end - first,
                framing=framed.framing,
                camera=scene.camera if number == 1 else _camera(framed, random),
                motion=motion,
                place=None if framed.x == _MIDDLE else Point(x=framed.x, y=0.56),
                focus=framed.focus,
                creep=-closer if scene.camera is CameraMove.PULL and number == 1 else closer,
            )
        )
    return tuple(shots)


def _camera(framed: _Framed, random: Random) -> CameraMove:
    """Returns a move towards the side that has room."""
    across = CameraMove.SLIDE_LEFT if framed.x > _MIDDLE else CameraMove.SLIDE_RIGHT
    return random.choice((CameraMove.PUSH, CameraMove.PUSH, across))

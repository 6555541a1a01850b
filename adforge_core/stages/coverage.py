"""Coverage: cuts the scenes of a storyboard into shots, as an editor would.

Cuts fall on beats, and the product fills more of the frame than before or less, never the same. Every second scene
begins with the framing the one before ended with, if it begins with a cut: the place changes behind the product.

Of several photos of the product, the main one is seen first and last. Neighbouring shots show different ones, except
over a cut on which only the place changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from types import MappingProxyType

from adforge_core.media.motion import entrance_frames
from adforge_core.model.brief import Style
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.shots import MOST_SHOTS, SHORTEST_SHOT, Framing, Shot
from adforge_core.model.storyboard import PlannedShot, Scene, TransitionKind
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

_TOO_LONG = 1.5
"""A planned shot longer than so many of the style's longest is cut once more."""

_SHORTEST_TYPE, _LONGEST_TYPE, _TYPE_WORDS = 18, 36, 6
"""The shortest and the longest shot of words alone, in frames, and the most words that can be read in it."""

_TYPE_SHOTS = 2 / 30
"""The most such shots a second."""

_LEFT, _MIDDLE, _RIGHT = 0.36, 0.5, 0.64

_LOOKS = 24
"""How many framings are looked at for one of the kind that was planned."""

_REACH = 15
"""How many frames a planned cut moves to a beat at most."""

_PARTS = (Box(left=0, top=0, right=1, bottom=0.56), Box(left=0, top=0.44, right=1, bottom=1))
"""The parts of a product that has no details: its head and its foot."""

_PART = 0.26
"""The least height of a part above a label, or below it."""

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


@dataclass(frozen=True)
class Photographed:
    """A photo of the product: its name, empty for the main one, and parts of its cut-out: those worth a close look, and
    the label.
    """

    name: str
    details: tuple[Box, ...] = ()
    label: Box | None = None


def with_photos(scenes: Sequence[Scene], photos: Sequence[Photographed], only: int | None = None) -> tuple[Scene, ...]:
    """Returns the scenes with a photo of the product, and its label, for each shot. `photos` begin with the main one.

    Locked scenes stay as they are; with `only`, so do all but the scene at that index.
    """
    if len(photos) < 2:
        label = photos[0].label if photos else None
        return tuple(
            scene
            if scene.locked or only not in {None, index}
            else scene.model_copy(update={"shots": tuple(_labelled(shot, label) for shot in scene.shots)})
            for index, scene in enumerate(scenes)
        )
    by_name = {photo.name: photo for photo in photos}
    used = dict.fromkeys(by_name, 0)
    looked = dict.fromkeys(by_name, 0)
    flat = [(index, shot) for index, scene in enumerate(scenes) for shot in scene.shots]
    chosen: list[Shot] = []
    for place, (index, shot) in enumerate(flat):
        if not scenes[index].locked and only in {None, index}:
            shot = _of_photo(shot, by_name[_photo(flat, place, chosen, used)], looked)
        used[shot.photo] = used.get(shot.photo, 0) + 1
        chosen.append(shot)
    shots = iter(chosen)
    return tuple(scene.model_copy(update={"shots": tuple(next(shots) for _ in scene.shots)}) for scene in scenes)


def _photo(shots: Sequence[tuple[int, Shot]], place: int, chosen: Sequence[Shot], used: Mapping[str, int]) -> str:
    """Returns the photo of the shot at `place`: the one seen least before, but not that of its neighbours."""
    index, shot = shots[place]
    if place in {0, len(shots) - 1}:
        return ""
    before = chosen[-1]
    if index != shots[place - 1][0] and (shot.framing, shot.place) == (before.framing, before.place):
        return before.photo if before.photo in used else ""  # only the place changes
    beside = {before.photo, ""} if place == len(shots) - 2 else {before.photo}
    free = [name for name in used if name not in beside] or [name for name in used if name != before.photo]
    return min(free, key=lambda name: used[name])


def _of_photo(shot: Shot, photo: Photographed, looked: dict[str, int]) -> Shot:
    """Returns the shot with that photo; a detail shows a part of this one."""
    focus = shot.focus
    if shot.framing is Framing.DETAIL:
        details = photo.details or _parts(photo.label)
        if focus not in details:
            focus = details[looked[photo.name] % len(details)]
        looked[photo.name] += 1
    return _labelled(shot.model_copy(update={"photo": photo.name, "focus": focus}), photo.label)


def _parts(label: Box | None) -> tuple[Box, ...]:
    """Returns the parts of a product without details: its head and its foot, without the label where it can be."""
    if label is None:
        return _PARTS
    head, foot = Box(left=0, top=0, right=1, bottom=label.top), Box(left=0, top=label.bottom, right=1, bottom=1)
    return tuple(part for part in (head, foot) if part.height >= _PART) or _PARTS


def _labelled(shot: Shot, label: Box | None) -> Shot:
    return shot if shot.framing is Framing.TYPE else shot.model_copy(update={"label": label})


def covered(
    scenes: Sequence[Scene],
    style: Style,
    beats: Sequence[int],
    details: Sequence[Box],
    seed: int,
    others: Sequence[Photographed] = (),
    planned: Mapping[int, Sequence[PlannedShot]] = MappingProxyType({}),
    label: Box | None = None,
) -> tuple[Scene, ...]:
    """Returns the scenes cut into shots. Locked scenes stay as they are. The end card is the last shot of the last one.

    `beats` are the bed's, in frames of the ad; `details` are the parts of the cut-out worth a close look, and `label`
    the one with the product's words. `others` are the product's photos besides the main one. `planned` are a planner's
    shots by the index of their scene: cuts move to beats, what is too long is cut once more, and what is too short, or
    framed as the shot before, is put right.
    """
    random = Random(f"coverage/{seed}")
    framings = _framings(style, details or _parts(label), random)
    last: _Framed | None = None
    made: list[Scene] = []
    for index, scene in enumerate(scenes):
        if scene.locked:
            last = None
            made.append(scene)
        else:
            wished = planned.get(index, ())
            chosen, shots = _cut(scenes, index, style, beats, framings, random, last, planned=wished)
            last = None if chosen[-1].framing is Framing.TYPE else chosen[-1]
            made.append(scene.model_copy(update={"shots": shots}))
    return with_photos(_with_type(made, style, frozenset(planned)), (Photographed("", tuple(details), label), *others))


def _with_type(
    scenes: Sequence[Scene], style: Style, planned: frozenset[int] = frozenset(), only: int | None = None
) -> tuple[Scene, ...]:
    """Returns the scenes with short shots in which the super is alone, where the style has them.

    Scenes whose shots a planner chose, at the indexes `planned`, stay as they are; with `only`, so do all but the scene
    at that index.
    """
    left = round(_TYPE_SHOTS * sum(scene.frames for scene in scenes) / FPS) if guide(style).pace.type_shots else 0
    if only is not None:
        left -= sum(shot.framing is Framing.TYPE for scene in scenes for shot in scene.shots)
    made = list(scenes)
    for index, scene in enumerate(scenes[1:-1], 1):
        shots = list(scene.shots)
        fitting = [
            number for number, shot in enumerate(shots[:-1])
            if _SHORTEST_TYPE <= shot.frames <= _LONGEST_TYPE and (number or not scene.overlap)
        ]  # fmt: skip
        if (
            left > 0
            and only in {None, index}
            and not scene.locked
            and index not in planned
            and 0 < len(scene.super.split()) <= _TYPE_WORDS
            and fitting
        ):
            alone = shots[fitting[0]]
            update = {"framing": Framing.TYPE, "motion": Motion.STILL, "place": None, "focus": None}
            shots[fitting[0]] = alone.model_copy(update=update)
            made[index], left = scene.model_copy(update={"shots": tuple(shots)}), left - 1
    return tuple(made)


def covered_again(
    scenes: Sequence[Scene],
    index: int,
    style: Style,
    beats: Sequence[int],
    details: Sequence[Box],
    seed: int,
    others: Sequence[Photographed] = (),
    label: Box | None = None,
) -> tuple[Shot, ...]:
    """Returns shots for the scene at `index` alone; another `seed` gives others. The other arguments are as above.

    They may begin with another framing and fall on other beats than those of `covered`. There are none for a last scene
    that is only as long as the end card.
    """
    scene, random = scenes[index], Random(f"coverage/{index}/{seed}")
    if index == len(scenes) - 1 and scene.frames <= _LONGEST_CARD:
        return ()
    framings = _framings(style, details or _parts(label), random)
    for _ in range(random.randrange(8)):
        next(framings)
    before = [shot for shot in (scenes[index - 1].shots if index else ()) if shot.framing is not Framing.TYPE]
    last = (
        None
        if not before
        else _Framed(before[-1].framing, before[-1].place.x if before[-1].place else _MIDDLE, before[-1].focus)
    )
    shots = _cut(scenes, index, style, beats, framings, random, last, random.randrange(len(_RHYTHM)))[1]
    all_scenes = [*scenes[:index], scene.model_copy(update={"shots": shots, "locked": False}), *scenes[index + 1 :]]
    worded = _with_type(all_scenes, style, only=index)
    return with_photos(worded, (Photographed("", tuple(details), label), *others), index)[index].shots


def _cut(
    scenes: Sequence[Scene],
    index: int,
    style: Style,
    beats: Sequence[int],
    framings: Iterator[_Framed],
    random: Random,
    last: _Framed | None,
    turn: int = 0,
    planned: Sequence[PlannedShot] = (),
) -> tuple[list[_Framed], tuple[Shot, ...]]:
    """Returns the framings and the shots of the scene at `index`. The scene before ended with the framing `last`."""
    scene, pace, left = scenes[index], guide(style).pace, len(scenes) - 1 - index
    begin = sum(before.frames for before in scenes[:index])
    end = begin + scene.frames
    # A transition is seen as a cut in its middle.
    seen = begin + _half_of_transition(scenes, index), end + _half_of_transition(scenes, index + 1)
    wished: list[PlannedShot | None] = []
    if planned and (left or scene.frames > _LONGEST_CARD):
        close = seen[1] if left else _card_cut(*seen, beats)
        cuts, wished = _planned_cuts(seen[0], close, pace, beats, planned)
        cuts += [] if left else [close]
    else:
        cuts = (_end_cuts if left == 0 else _cuts)(*seen, pace, beats, turn)
    count = len(cuts) + (left > 0)
    # Every second time, and in scenes of several shots: otherwise the ad would have few framings.
    elsewhere = index % 2 and count > 1 and _place(scene) != _place(scenes[index - 1])
    # A detail hides the place: without another framing, nothing would change.
    hidden = last is not None and last.framing is Framing.DETAIL
    matched = last if elsewhere and not hidden and scene.transition.kind is TransitionKind.CUT else None
    opening = _OPENINGS[style] if not index else ()
    if wished:
        chosen = _planned_framings(wished, framings, opening)
    else:
        chosen = _chosen(count, matched, framings, opening, unlike=last)
    if left <= 1 and chosen and chosen[-1].framing is Framing.WIDE:
        # The end card is wide too: without a change of framing, its cut would not be seen.
        closer = Framing.MEDIUM if len(chosen) > 1 and chosen[-2].framing is Framing.CLOSE else Framing.CLOSE
        chosen[-1] = _Framed(closer, _LEFT)
    if left == 0:
        chosen.append(_Framed(Framing.WIDE, _MIDDLE))
    return chosen, _shots(scene, [begin, *cuts, end], chosen, random, pace.creep, wished, opens=not index)


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


def _planned_cuts(
    begin: int, end: int, pace: Pace, beats: Sequence[int], planned: Sequence[PlannedShot]
) -> tuple[list[int], list[PlannedShot | None]]:
    """Returns the frames of the ad on which the planned shots after the first begin, and the shots.

    None is a shot that was not planned, in the second half of one that would last too long.
    """
    least = max(SHORTEST_SHOT, round(pace.shortest * FPS / 2))
    most = min(MOST_SHOTS - 1, max(1, (end - begin) // least))
    kept = planned[:most]
    whole = sum(shot.weight for shot in kept)
    parts: list[tuple[PlannedShot | None, float]] = [(shot, (end - begin) * shot.weight / whole) for shot in kept]
    while len(parts) < most:
        place = max(range(len(parts)), key=lambda index: parts[index][1])
        shot, length = parts[place]
        if length <= _TOO_LONG * pace.longest * FPS and (begin or len(parts) > 1):
            break
        parts[place : place + 1] = [(shot, length / 2), (None, length / 2)]
    cuts: list[int] = []
    at, wanted = begin, float(begin)
    for place, (_, length) in enumerate(parts[:-1], 1):
        wanted += length
        low, high = at + least, end - least * (len(parts) - place)
        if not at:
            high = min(high, max(low, round(pace.first_cut * FPS)))
        near = [beat for beat in beats if low <= beat <= high and abs(beat - wanted) <= _REACH]
        at = min(near, key=lambda beat: abs(beat - wanted), default=min(max(round(wanted), low), high))
        cuts.append(at)
    return cuts, [shot for shot, _ in parts]


def _planned_framings(
    wished: Sequence[PlannedShot | None], framings: Iterator[_Framed], opening: Sequence[Framing]
) -> list[_Framed]:
    """Returns the framings of planned shots, each unlike the one before. The ad's first shows the product large."""
    chosen: list[_Framed] = []
    for shot in wished:
        framing = shot.framing if shot else None
        if opening and not chosen and framing in {Framing.WIDE, Framing.TYPE}:
            framing = opening[0]
        if framing is Framing.TYPE and (not chosen or chosen[-1].framing is not Framing.TYPE):
            chosen.append(_Framed(Framing.TYPE, _MIDDLE))
            continue
        chosen.append(_next_framing(framings, framing, chosen[-1] if chosen else None))
    return chosen


def _next_framing(framings: Iterator[_Framed], wanted: Framing | None, before: _Framed | None) -> _Framed:
    """Returns the next of the framings of this kind; if that were like the one before, one of another kind."""

    def differs(one: _Framed) -> bool:
        detail = one.framing is Framing.DETAIL and before is not None and one.focus != before.focus
        return before is None or one.framing is not before.framing or detail

    some = (one for one in islice(framings, _LOOKS) if one.framing is wanted and differs(one))
    return next(some, None) or next(one for one in framings if before is None or one.framing is not before.framing)


def _framings(style: Style, details: Sequence[Box], random: Random) -> Iterator[_Framed]:
    """Returns framings in the order an editor might take them: each differs clearly from the one before."""
    first, second = (_LEFT, _RIGHT) if random.random() < 0.5 else (_RIGHT, _LEFT)
    # A single detail would be seen too often.
    others = [_Framed(Framing.CLOSE, first)] if len(details) == 1 else []
    near = cycle([*(_Framed(Framing.DETAIL, _MIDDLE, look) for look in details), *others])
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
    scene: Scene,
    bounds: Sequence[int],
    chosen: Sequence[_Framed],
    random: Random,
    creep: float,
    wished: Sequence[PlannedShot | None],
    *,
    opens: bool,
) -> tuple[Shot, ...]:
    shots = []
    for number, (framed, first, end) in enumerate(zip(chosen, bounds, bounds[1:], strict=False), 1):
        wish = wished[number - 1] if number <= len(wished) else None
        motion = (wish and wish.motion) or scene.motion
        # A product that enters does so once, and never before the ad has shown it.
        enters = entrance_frames(motion) > 0
        arrives = number == 1 and not opens and framed.framing in {Framing.WIDE, Framing.MEDIUM}
        motion = motion if not enters or arrives else Motion.STILL
        camera = scene.camera if number == 1 else _camera(framed, random)
        # A detail has little room at its sides, and no word of a label may leave the frame.
        pace = creep / 2 if framed.framing is Framing.DETAIL else creep
        if wish and wish.camera:
            camera = wish.camera
            pace = 0.0 if camera is CameraMove.STILL else pace
        shots.append(
            Shot(
                id=f"shot-{number}",
                frames=end - first,
                framing=framed.framing,
                camera=camera,
                motion=motion,
                place=None if framed.x == _MIDDLE else Point(x=framed.x, y=0.56),
                focus=framed.focus,
                creep=-pace if camera is CameraMove.PULL else pace,
            )
        )
    return tuple(shots)


def _camera(framed: _Framed, random: Random) -> CameraMove:
    """Returns a move towards the side that has room."""
    across = CameraMove.SLIDE_LEFT if framed.x > _MIDDLE else CameraMove.SLIDE_RIGHT
    return random.choice((CameraMove.PUSH, CameraMove.PUSH, across))

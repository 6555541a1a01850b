"""Overlaps in a scene between the product, the words, and the buttons that each app draws over the picture.

The Placement page checks one frame, a finished ad all of them, with the same functions.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from adforge_core.media.motion import entrance_frames
from adforge_core.model.formats import Format, safe_areas
from adforge_core.model.shots import Framing
from adforge_core.model.value import Box, Value
from adforge_core.pipeline.pictures import Picture
from adforge_core.project.stores import MediaStore
from adforge_core.stages.comp import SceneComp

_NEARLY = 0.004
"""The distance, as a fraction of the frame, by which something may exceed an area and still count as inside."""

_MUCH = 0.12
"""The share of a product in a photo that the panel of an end card may cover."""

_FRAME = Box(left=0, top=0, right=1, bottom=1)


class Lettering(StrEnum):
    """The kinds of words on a scene."""

    HEADLINE = "headline"
    CAPTIONS = "captions"
    END_CARD = "words"


class Written(Value):
    """Words that appear together: the box around them, and the scene's frames from `first` to before `end`."""

    kind: Lettering
    box: Box
    first: int
    end: int


class Overlaps(Value):
    """The overlaps of a scene.

    `outside`: part of the product is outside the frame. `lettering`: the kinds of words the product overlaps.
    `over_words` names the channels whose buttons and texts cover part of the words.
    """

    outside: bool = False
    lettering: tuple[Lettering, ...] = ()
    over_words: tuple[str, ...] = ()

    def __or__(self, other: "Overlaps") -> "Overlaps":
        """Returns the overlaps of both."""
        return Overlaps(
            outside=self.outside or other.outside,
            lettering=tuple(kind for kind in Lettering if kind in self.lettering + other.lettering),
            over_words=tuple(dict.fromkeys(self.over_words + other.over_words)),
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence for each overlap."""
        return tuple(self._said())

    def _said(self) -> Iterator[str]:
        if self.outside:
            yield "Part of the product is outside the picture."
        for kind in self.lettering:
            yield f"The product and the {kind} overlap."
        if self.over_words:
            cover = "cover" if len(self.over_words) > 1 else "covers"
            yield f"{_listed(self.over_words)} {cover} part of the words."


class Problem(Value):
    """One problem: what it is `about`, such as "Scene 2", and the sentence `said` about it."""

    about: str
    said: str

    def __str__(self) -> str:
        return f"{self.about}: {self.said}"


def written_on(picture: Picture, media: MediaStore) -> tuple[Written, ...]:
    """Returns all words on `picture`, with their boxes and frames."""
    (width, height), wording = picture.format.size, picture.wording
    titles = wording.lay_out(picture.look, picture.format, (width, height), media)
    blocks = Lettering.END_CARD if wording.end_card else Lettering.HEADLINE
    placed = [(blocks, block.edges, block.timing.first, block.timing.end) for block in titles.blocks]
    placed += [(Lettering.CAPTIONS, spoken.edges, spoken.first, spoken.end) for spoken in titles.captions]
    return tuple(
        Written(
            kind=kind,
            box=Box(left=left / width, top=top / height, right=right / width, bottom=bottom / height),
            first=first,
            end=end,
        )
        for kind, (left, top, right, bottom), first, end in placed
    )


def overlaps_on(frame: int, product: Box | None, written: Sequence[Written], areas: Mapping[str, Box]) -> Overlaps:
    """Returns the overlaps on one frame.

    `product` is its box, or None where it may be anywhere; `areas` is the uncovered area of each channel.
    """
    words = [one for one in written if one.first <= frame < one.end]
    met = {one.kind for one in words if product and _meet(product, one.box)}
    return Overlaps(
        outside=product is not None and not _within(product, _FRAME),
        lettering=tuple(kind for kind in Lettering if kind in met),
        over_words=tuple(name for name, area in areas.items() if not all(_within(one.box, area) for one in words)),
    )


def overlaps_in(comp: SceneComp, picture: Picture, media: MediaStore) -> Overlaps:
    """Returns the overlaps on all frames of `picture`. `comp` is its comp.

    Frames in which the product is still entering are not checked. In a closer shot than a wide one, in a split screen
    and in a shot of a whole photo, the product may fill the frame, with words on it: these are readable on any picture.
    But the panel of an end card may not hide much of it.
    """
    written, areas = written_on(picture, media), safe_areas(picture.format)
    found, last = Overlaps(), picture.frames - 1
    for index, first in enumerate(picture.firsts):
        shot = picture.shots[index] if picture.shots else None
        motion, frames = (shot.motion, shot.frames) if shot else (comp.whole.shot.placement.motion, picture.frames)
        enters = entrance_frames(motion, shot.lands if shot else 0)
        fills = shot is not None and (shot.fills or bool(shot.panels) or shot.framing is not Framing.WIDE)
        for frame in range(min(first + enters, last), first + frames):
            found |= overlaps_on(frame, None if fills else comp.product_box(frame), written, areas)
        if shot is not None and shot.fills and picture.wording.end_card and index == len(picture.firsts) - 1:
            found |= _under_panel(comp.product_box(last), picture, media)
    return found


def _under_panel(product: Box, picture: Picture, media: MediaStore) -> Overlaps:
    """Returns whether the panel of an end card hides much of the product, which may be large in its photo."""
    width, height = picture.format.size
    seen = _common(product, _FRAME)
    titles = picture.wording.lay_out(picture.look, picture.format, (width, height), media)
    panels = [bar for block in titles.blocks if block.on_panel for bar in block.panel]
    hidden = sum(
        _area(
            _common(
                seen,
                Box(left=bar.left / width, top=bar.top / height, right=bar.right / width, bottom=bar.bottom / height),
            )
        )
        for bar in panels
    )
    return Overlaps(lettering=(Lettering.END_CARD,)) if hidden > _MUCH * _area(seen) else Overlaps()


def _common(one: Box, other: Box) -> Box:
    return Box(
        left=max(one.left, other.left),
        top=max(one.top, other.top),
        right=min(one.right, other.right),
        bottom=min(one.bottom, other.bottom),
    )


def _area(box: Box) -> float:
    return max(0.0, box.width) * max(0.0, box.height)


def overlap_problems(format: Format, scenes: Sequence[Overlaps]) -> tuple[Problem, ...]:
    """Returns the overlaps of all scenes of an ad in `format` as problems."""
    return tuple(
        Problem(about=f"Scene {number} in {format.value}", said=sentence)
        for number, overlaps in enumerate(scenes, 1)
        for sentence in overlaps.sentences
    )


def _within(box: Box, area: Box) -> bool:
    return (
        box.left >= area.left - _NEARLY
        and box.top >= area.top - _NEARLY
        and box.right <= area.right + _NEARLY
        and box.bottom <= area.bottom + _NEARLY
    )


def _meet(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]

"""The craft of an ad: what its project knows exactly of cuts, framings, product and words, beside its film's facts."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Pose
from adforge_core.media.motion import move
from adforge_core.media.samples import sampled
from adforge_core.media.screening import small_size
from adforge_core.model.accents import CueKind
from adforge_core.model.brief import Style
from adforge_core.model.doubt import DoubtKind
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.styles import guide
from adforge_core.model.value import FPS, Value, seconds
from adforge_core.pipeline.accents import sound_cues, spoken_words
from adforge_core.pipeline.filming import draw_bare
from adforge_core.pipeline.looping import resolved_picture
from adforge_core.pipeline.photos import shown_instead
from adforge_core.pipeline.wording import Wording
from adforge_core.project.stores import MediaStore
from adforge_core.stages.comp import Shot
from adforge_core.stages.craft import FilmFacts, measure_film

AT_ONCE = 1.001 / FPS
"""The most seconds between a cut and a beat, or a sound, that belong together: a frame."""

WINDOW_S = 5
"""The length of the stretches in which shots are counted, in seconds."""

_CUTS = frozenset((CueKind.SCENE, CueKind.CUT, CueKind.END_CARD))
"""What happens where a shot begins, except the first."""

_POINTS = 128
"""The sampling points of a cut-out along its longer side."""

_EVERY = 5
"""The frames after which the share of several products, or panels, is measured again: they hardly move."""

_SEEN = 0.01
"""The share of the frame from which the product is seen."""

_SAME = 0.75
"""The share of a line from which a super that repeats it says the same."""

_SHORT = frozenset(("a", "an", "and", "the", "your", "our", "my", "now", "today"))
"""Words that do not count when words are compared."""


class AdFacts(Value):
    """What a project knows of its ad. Times are in seconds; None is "never", or "not known" where there is no music.

    `cuts` are the frames on which another shot begins; a transition counts as a cut in its middle. `framings` counts
    different combinations of framing, place and detail. `product_share` is the product's mean share of the frame,
    `product_share_first` that of the first frame, 0 while it is not fully opaque. `cuts_on_beats` and `cuts_heard` are
    shares of the cuts that have a beat of the music, and an onset in the sound, within a frame; `heard_by_chance` is
    the share of all frames that have one. `said_twice` are the numbers of scenes in which super and captions say the
    same, `doubts` what is in doubt about cut-out and pose. `most_shots` is the largest number of shots in any 5 s,
    `first_shots` that in the first 5 s. The fields that end in `_s` are when a thing is first seen, said or written:
    the brand, the product by its name or kind, and the call to action.
    """

    style: Style
    frames: int
    cuts: tuple[int, ...]
    mean_shot_s: float
    longest_shot_s: float
    framings: int
    product_share: float
    product_share_first: float
    cuts_on_beats: float | None = None
    cuts_heard: float | None = None
    heard_by_chance: float | None = None
    said_twice: tuple[int, ...] = ()
    doubts: tuple[str, ...] = ()
    most_shots: int
    first_shots: int
    supers: int
    brand_seen_s: float | None = None
    brand_said_s: float | None = None
    product_seen_s: float | None = None
    product_said_s: float | None = None
    product_written_s: float | None = None
    speech_s: float | None = None
    call_said_s: float | None = None
    call_written_s: float | None = None


class Craft(Value):
    """The craft of an ad: what was measured of its film, and what its project knows; None without a project."""

    film: FilmFacts
    ad: AdFacts | None = None


def craft_of(media: MediaStore, project: Project, master: Path, cancelled: Callable[[], bool] | None = None) -> Craft:
    """Measures the `master` that was made from `project` as it is. Raises BadVideo, BadProject and StageFailed."""
    film = measure_film(master, project.format.size, project.brief.brand.palette, cancelled=cancelled)
    return Craft(film=film, ad=ad_facts(media, project, film))


def ad_facts(media: MediaStore, project: Project, film: FilmFacts) -> AdFacts:
    """Returns what the project knows of the ad whose film is `film`. Raises BadProject and StageFailed."""
    cuts = cuts_of(project)
    starts = (0, *cuts)
    lengths = [end - first for first, end in pairwise((*starts, project.frames))]
    shares = product_shares(media, project)
    seen = np.flatnonzero(shares >= _SEEN)
    bed = project.sound.bed
    beats = bed.beats if bed else None
    all_frames = range(project.frames)
    return AdFacts(
        style=project.brief.style,
        frames=project.frames,
        cuts=cuts,
        mean_shot_s=round(seconds(project.frames) / len(starts), 3),
        longest_shot_s=round(seconds(max(lengths)), 3),
        framings=framings_of(project),
        product_share=round(float(shares.mean()), 4),
        product_share_first=round(float(shares[0]), 4),
        cuts_on_beats=_share_at(cuts, beats),
        cuts_heard=_share_at(cuts, film.onsets),
        heard_by_chance=_share_at(all_frames, film.onsets),
        said_twice=_said_twice(project),
        doubts=tuple(_doubts(project)),
        most_shots=max(_shots_between(starts, first, first + WINDOW_S * FPS) for first in all_frames),
        first_shots=_shots_between(starts, 0, WINDOW_S * FPS),
        supers=sum(bool(scene.super) for scene in project.scenes),
        product_seen_s=round(seconds(int(seen[0])), 3) if len(seen) else None,
        **_mentions(project),
    )


def cuts_of(project: Project) -> tuple[int, ...]:
    """Returns the frames of the ad on which a shot begins, except the first; of transitions, their middle."""
    return tuple(cue.frame for cue in sound_cues(project) if cue.kind in _CUTS)


def framings_of(project: Project) -> int:
    """Returns the number of different framings in the ad: of framing, place, detail, view by hand, photos, panels."""
    shots = (shot for scene in project.scenes for shot in scene.coverage)
    seen = {
        (shot.framing, shot.place, shot.focus, shot.view_in(project.format), shot.photo, shot.beside, shot.panels)
        for shot in shots
    }
    return len(seen)


def product_shares(media: MediaStore, project: Project) -> NDArray[np.float64]:
    """Returns the product's share of the frame, 0 to 1, on each frame of the ad.

    A product that fades in counts as far as it is opaque. On the first frame it must be fully so. Raises BadProject and
    StageFailed.
    """
    size = small_size(*project.format.size)
    shares: list[float] = []
    for index in range(len(project.scenes)):
        settled = resolved_picture(project, index, media)
        comp = draw_bare(settled, media, size)
        products: dict[int, _Points] = {}
        several = 0.0
        firsts = settled.firsts
        for frame in range(settled.frames):
            number = bisect_right(firsts, frame) - 1
            shot = settled.coverage[number]
            if shot.ground:
                shares.append(0.0)
                continue
            if shot.beside or shot.panels:
                if (frame - firsts[number]) % _EVERY == 0:
                    several = float(comp.opaque(frame).mean())
                shares.append(several)
                continue
            opacity = move(shot.motion, frame - firsts[number], shot.frames, shot.lands).opacity
            opaque = opacity if shares else float(opacity >= 1)
            if number not in products:
                products[number] = _Points(comp.shot_at(frame)[0].shot)
            shares.append(opaque * products[number].share(comp.pose(frame), size))
    return np.array(shares)


class _Points:
    """Places all over a cut-out, in its pixels, and how many of its pixels each stands for."""

    def __init__(self, shot: Shot) -> None:
        rows, columns = shot.cutout.shape[:2]
        places, shares = sampled(np.dstack([shot.cutout[..., :3], shot.opacity]), _POINTS)
        self._size = columns, rows
        self._corners = np.array([[0, 0], [columns, 0], [0, rows], [columns, rows]], np.float64)
        self._places = places * (columns, rows)
        self._weights = shares * (columns * rows)

    def share(self, pose: Pose, size: tuple[int, int]) -> float:
        """Returns the share of a frame of `size` that the cut-out covers in this pose."""
        onto = pose.matrix(self._size)
        weights = self._weights
        if not _inside(self._corners, onto, size).all():
            weights = weights[_inside(self._places, onto, size)]
        return min(1.0, float(weights.sum()) * pose.scale**2 / (size[0] * size[1]))


def _inside(places: NDArray[np.float64], onto: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    seen = places @ onto[:, :2].T + onto[:, 2]
    return np.asarray(((seen >= 0) & (seen <= size)).all(axis=1), np.bool_)


def _share_at(frames: Sequence[int], moments: Sequence[float] | None) -> float | None:
    """Returns the share of the frames that have one of the moments within a frame; None without either."""
    if moments is None or not len(frames):
        return None
    if not moments:
        return 0.0
    times, ordered = np.array(frames) / FPS, np.sort(np.array(moments))
    after = np.searchsorted(ordered, times)
    apart = np.minimum(
        np.abs(times - ordered[np.maximum(after - 1, 0)]), np.abs(ordered[np.minimum(after, len(ordered) - 1)] - times)
    )
    return round(float((apart <= AT_ONCE).mean()), 4)


def _shots_between(starts: Sequence[int], first: int, end: int) -> int:
    """Returns how many shots are seen from frame `first` to before `end`. A camera moves at most once in a shot."""
    return sum(start < end for start in starts) - sum(start <= first for start in starts[1:])


def _said_twice(project: Project) -> tuple[int, ...]:
    twice = []
    for index, scene in enumerate(project.scenes):
        written = _words(scene.super)
        read = _words(" ".join(cue.text for cue in Wording.of(project, index).cues))
        if written and len(written) >= _SAME * len(read) and _place_of(written, read) is not None:
            twice.append(index + 1)
    return tuple(twice)


def _doubts(project: Project) -> Iterator[str]:
    notes = [note for note in project.fallbacks if note.stage == Stage.CUTOUT]
    if project.product and project.product.framed and not notes:
        yield shown_instead(project, project.product)
    yield from (note.why for note in notes)
    photos = project.product.photos if project.product else ()
    yield from (str(doubt) for photo in photos for doubt in photo.doubts if doubt.kind is not DoubtKind.SOURCE)


def _mentions(project: Project) -> dict[str, float | None]:
    """Returns when brand, product and call to action are first seen, said and written."""
    brief = project.brief
    brand, product = _words(brief.brand.name or brief.product), _words(brief.product)
    kind, call = product[-1:], _words(project.cta)
    written = list(_written(project))
    lines = list(_lines(project))
    spoken = spoken_words(project)
    cues = sound_cues(project)
    on_end_card, button = (
        [seconds(cue.frame) for cue in cues if cue.kind is kind] for kind in (CueKind.BRAND, CueKind.BUTTON)
    )
    found = {
        "brand_seen_s": [*on_end_card, *_when(brand, written)],
        "brand_said_s": list(_when(brand, lines)),
        "product_said_s": [*_when(product, lines), *_when(kind, lines)],
        "product_written_s": [*_when(product, written), *_when(kind, written)],
        "speech_s": [start for start, _ in spoken],
        "call_said_s": list(_when(call, lines)),
        "call_written_s": [*button, *_when(call, written)],
    }
    return {name: round(min(times), 3) if times else None for name, times in found.items()}


_Timed = list[tuple[str, float]]
"""Words, each with when it is said or appears, in seconds."""


def _written(project: Project) -> Iterator[_Timed]:
    """Yields the texts on the picture."""
    for index, scene in enumerate(project.scenes):
        first, wording = project.first_frame(index), Wording.of(project, index)
        appears = seconds(first + wording.model_copy(update={"cues": ()}).first)
        yield [(word, appears) for word in _words(scene.super)]
        named = wording.super and (wording.branded or guide(wording.style).titles.kicker)
        if wording.end_card or named:
            brand = project.brief.brand.name or project.brief.product
            texts = (brand, project.offer) if wording.end_card else (brand,)
            yield from ([(word, appears) for word in _words(text)] for text in texts)
        yield [(word, seconds(first + cue.first)) for cue in wording.cues for word in _words(cue.text)]


def _lines(project: Project) -> Iterator[_Timed]:
    """Yields the spoken lines."""
    for index, scene in enumerate(project.scenes):
        if scene.voice:
            begin = seconds(project.first_frame(index) + scene.voice_frame)
            yield [(word, begin + one.start) for one in scene.voice.words for word in _words(one.text)]


def _when(phrase: Sequence[str], texts: Iterable[_Timed]) -> Iterator[float]:
    """Yields when the phrase is in one of the texts."""
    for text in texts:
        place = _place_of(phrase, [word for word, _ in text])
        if place is not None:
            yield text[place][1]


def _place_of(phrase: Sequence[str], words: Sequence[str]) -> int | None:
    """Returns the place of `phrase` in `words`; None if it is not there."""
    if not phrase:
        return None
    places = range(len(words) - len(phrase) + 1)
    return next((place for place in places if list(words[place : place + len(phrase)]) == list(phrase)), None)


def _words(text: str) -> list[str]:
    """Returns the words that count, in small letters, without the ending of a plural or genitive."""
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return [re.sub(r"('s|(?<=[^s]{2})s)$", "", word) for word in found if word not in _SHORT]

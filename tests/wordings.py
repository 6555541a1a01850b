"""Words, looks and pictures to lay out and draw titles over."""

from collections.abc import Callable
from functools import cache, lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from adforge_core.media.layers import Layer
from adforge_core.model.brief import Style
from adforge_core.model.look import Case, KeyLight, Look, Palette, TypeStyle
from adforge_core.model.sound import Cue, Word
from adforge_core.model.storyboard import Role
from adforge_core.model.styles import guide
from adforge_core.stages.titles import Block, Spoken, Titles, Words
from adforge_core.stages.titles.words import Edges

Pictures = Callable[[int], NDArray[np.uint8]]

FACES = {
    Style.LUXURY: TypeStyle(headline="PlayfairDisplay_500Medium", text="Poppins_500Medium", tracking=0.01),
    Style.MINIMAL: TypeStyle(headline="Inter_600SemiBold", text="Inter_600SemiBold", tracking=-0.02),
    Style.ENERGETIC: TypeStyle(headline="BebasNeue_400Regular", text="Montserrat_800ExtraBold", case=Case.UPPER),
    Style.BOLD: TypeStyle(headline="Anton_400Regular", text="Inter_800ExtraBold", case=Case.UPPER),
}
LEGAL = "Offer ends 31 December. While stocks last. Terms apply; see emberandoak.example for details and exclusions."


def look(style: Style, accent: str = "#c9a45c") -> Look:
    """A dark palette in the style's faces."""
    return Look(
        lighting="", camera="", texture="", mood="",
        palette=Palette(background="#202020", surface="#303030", accent=accent),
        type=FACES.get(style, guide(style).faces[0]), key_light=KeyLight(azimuth=30, elevation=45, softness=0.5),
    )  # fmt: skip


def cue(text: str, first: int = 20, pace: int = 9) -> Cue:
    """`text` spoken from frame `first` on, a word every `pace` frames."""
    spoken = text.split()
    starts = [(first + index * pace) / 30 for index in range(len(spoken))]
    timed = zip(spoken, starts, strict=True)
    words = tuple(Word(text=word, start=start, end=start + pace / 30) for word, start in timed)
    return Cue(words=words, first=first, end=first + pace * len(spoken))


def scene(
    style: Style, super_: str = "Mornings, slowed down", said: str = "Better coffee for you.", frames: int = 90
) -> Words:
    """A hook of one super and one caption."""
    cues = (cue(said),) if said else ()
    return Words(role=Role.HOOK, style=style, frames=frames, super=super_, cues=cues, brand="Ember & Oak")


def end(style: Style) -> Words:
    """An end card with everything on it but a logo."""
    return Words(
        role=Role.CALL_TO_ACTION, style=style, frames=90, super="Made to last", brand="Ember & Oak",
        offer="20% off, now $49.99", cta="Shop the set", legal=LEGAL, end_card=True,
    )  # fmt: skip


@cache
def pictures(kind: str, size: tuple[int, int]) -> Pictures:
    """Frames of a kind of scene: flat, running from dark to bright across or in time, or of blocks random on each."""
    width, height = size
    flat = {"dark": 34.0, "bright": 226.0, "mid": 122.0}

    def frame(n: int) -> NDArray[np.uint8]:
        if kind in flat:
            grey = np.full((height, width), flat[kind])
        elif kind == "gradient":
            grey = 255 * (0.7 * np.linspace(0, 1, height)[:, None] + 0.3 * np.linspace(0, 1, width))
        elif kind == "brightening":
            grey = np.full((height, width), min(20 + 2.2 * n, 255))
        else:
            coarse = np.random.default_rng((3, n)).uniform(0, 255, (height // 24 + 1, width // 24 + 1))
            grey = np.kron(coarse, np.ones((24, 24)))[:height, :width]
        rgb = np.stack([(grey * tint).astype(np.uint8) for tint in (1, 0.96, 0.9)], -1)
        rgb.flags.writeable = False  # the next test is handed the same
        return rgb

    if kind in flat or kind == "gradient":
        still = frame(0)
        return lambda _: still
    return lru_cache(24)(frame)


def laid(picture: NDArray[np.uint8], layer: Layer, frame: int) -> NDArray[np.uint8]:
    """The picture with the layer as it is on that frame, its movement left out."""
    look_ = layer.at(frame)
    if look_ is None:
        return picture
    result = picture.copy()
    height, width = layer.pixels.shape[:2]
    alpha = layer.pixels[..., 3:].astype(np.float32) / 255 * look_.opacity
    place = result[layer.y : layer.y + height, layer.x : layer.x + width]
    below = place.astype(np.float32)
    place[:] = np.rint(below + (layer.pixels[..., :3] - below) * alpha)
    return result


def with_layers(picture: NDArray[np.uint8], layers: tuple[Layer, ...], frame: int) -> NDArray[np.uint8]:
    """The picture with all the layers on it, lowest first."""
    return reduce(lambda seen, layer: laid(seen, layer, frame), layers, picture)


def all_edges(titles: Titles) -> list[Edges]:
    """Around each block and each caption."""
    parts: list[Block | Spoken] = [*titles.blocks, *titles.captions]
    return [part.edges for part in parts]

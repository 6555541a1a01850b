"""How a product holds itself in the picture: standing, lying, hanging, leaning or floating, and how that is judged."""

import re
from enum import StrEnum

from adforge_core.model.brief import Brief
from adforge_core.model.brief import Pose as Pose
from adforge_core.model.look import KeyLight
from adforge_core.model.placement import Ground, Motion, Plane
from adforge_core.model.value import Point

PLANES = {Pose.LYING: Plane.TABLE, Pose.HANGING: Plane.WALL}
"""The plane that carries a product in each pose; a floor in the others."""


class Outline(StrEnum):
    """What the outline of a cut-out alone says of a product.

    A `garment` has sleeves or shoulders above a narrower body. A `sheet` has four straight sides, such as a card, a
    book or a box seen from the front. A `pair` is two alike, rounded things side by side, seen from above. A `pole` is
    tall and thin and ends in a foot it cannot stand on. `plain` is everything else.
    """

    PLAIN = "plain"
    GARMENT = "garment"
    SHEET = "sheet"
    PAIR = "pair"
    POLE = "pole"


_WORDS = {
    # Garments stand on nothing.
    "garment": """t-shirt tshirt tee shirt polo hoodie sweatshirt sweater jumper cardigan pullover jersey jacket coat
        parka blazer vest gilet waistcoat dress gown skirt jeans trousers pants leggings joggers shorts pyjamas pajamas
        robe bathrobe kimono blouse tunic bodysuit romper onesie dungarees overalls apron scarf shawl poncho
        fleece anorak raincoat windbreaker tracksuit""",
    # These hang if they are flat. Rolled or folded, they stand.
    "hung": """poster posters print prints artwork painting tapestry flag banner pennant towel towels calendar picture
        photograph map canvas frame mirror wreath dartboard""",
    # These lie if they are flat. A box seen from the front is as flat, so the words decide.
    "flat": """card cards book books notebook notebooks journal planner diary magazine comic novel cookbook zine
        postcard postcards envelope envelopes sticker stickers passport wallet tablet phone smartphone e-reader
        placemat coaster coasters doormat rug mat blanket napkin napkins tickets ticket voucher leaflet brochure
        stationery paper tray board puzzle jigsaw keyboard""",
    # These lie however they are seen.
    "laid": """necklace bracelet bangle earrings earring pendant locket brooch cufflinks anklet jewellery jewelry socks
        gloves mittens belt tie cable keyring keychain lanyard knife knives cutlery spoon fork chopsticks scissors
        pen pens pencil pencils toothbrush""",
    # These lie if they are seen from above.
    "seen from above": """shoe shoes sneaker sneakers trainers plimsolls espadrilles loafers moccasins sandals slippers
        flip-flops flats clogs insoles watch pizza plate""",
    # These lean if they are taller than wide.
    "leaned": """skateboard longboard surfboard snowboard wakeboard paddleboard bodyboard skis ski guitar bass banjo
        ukulele cello violin broom mop rake shovel spade hoe umbrella parasol cane crutch bat racket racquet paddle oar
        hockey-stick lacrosse cue bow ladder rod pole scooter sledge toboggan""",
    # These stand, however thin they are and whatever their foot looks like.
    "stood": """bottle bottles flask flasks thermos tumbler carafe decanter pitcher jug mug cup glass vase jar can tin
        tube dispenser perfume cologne candle candles lamp lantern lipstick mascara deodorant spray shaker grinder
        hydroflask canteen""",
    "floating": "drone drones quadcopter balloon balloons kite blimp airship frisbee hovercraft",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}

_COUNT = re.compile(r"^(?:an?\s+|the\s+)?(?:set|pack|pair|deck)\s+of\s+", re.IGNORECASE)
_BREAK = re.compile(
    r"\s+(?:of|for|with|by|from|in|on|that|which|made|featuring|to)\s+|[,.;:()|/]|\s[-\u2013\u2014]\s", re.IGNORECASE
)
_TRAIL = {
    *("set", "pack", "pair", "kit", "collection", "edition", "pro", "mini", "plus", "max", "lite", "unisex"),
    *("black", "white", "navy", "grey", "gray", "red", "blue", "green", "beige", "front", "back"),
    *("small", "medium", "large"),
    *("ml", "cl", "l", "litre", "litres", "liter", "liters", "oz", "cm", "mm", "m", "inch", "inches", "ft", "g", "kg"),
}
"""What may follow the word that names the thing. Before any other, it only describes: a belt sander, a coat rack."""

_STEEP = 40.0
"""A tilt in degrees from which the lower outline of an elongated product is that of a thing seen from above."""


def pose_of(brief: Brief, outline: Outline | None, aspect: float, tilt: float) -> Pose:
    """Returns the pose the brief asks for, or else the one that its words and the product's outline suggest.

    `outline` is None for products of versions that did not judge it: they stand. `aspect` is width over height, `tilt`
    the camera's downward tilt in degrees.
    """
    if brief.pose is not None or outline is None:
        return brief.pose or Pose.STANDING
    return judged(kind_of(brief.product) or kind_of(brief.description), outline, aspect, tilt)


def judged(kind: str, outline: Outline, aspect: float, tilt: float) -> Pose:
    """Returns the pose of a product of this `kind`, a key of the words above; empty for an unknown one."""
    if kind == "floating":
        return Pose.FLOATING
    if kind == "garment":
        return Pose.HANGING if aspect < 1.35 else Pose.LYING  # folded, it is wider than high
    if kind == "hung" and outline in {Outline.SHEET, Outline.GARMENT}:
        return Pose.HANGING
    if kind == "laid" or (kind == "flat" and outline is Outline.SHEET):
        return Pose.LYING
    if outline is Outline.PAIR or (kind == "seen from above" and tilt >= _STEEP):
        return Pose.LYING
    if kind == "leaned" and aspect < 0.7:
        return Pose.LEANING
    if kind in {"", "leaned"}:
        return {Outline.GARMENT: Pose.HANGING, Outline.POLE: Pose.LEANING}.get(outline, Pose.STANDING)
    return Pose.STANDING


def kind_of(text: str) -> str:
    """Returns the kind of thing a name or description is about, by the noun its first phrase ends in."""
    phrase = _BREAK.split(_COUNT.sub("", text.strip()), maxsplit=1)[0].casefold()
    words = re.findall(r"[\w'-]+", phrase)
    while words and (words[-1] in _TRAIL or any(mark.isdigit() for mark in words[-1])):
        words.pop()
    return _KINDS.get(words[-1], "") if words else ""


def movement(pose: Pose, motion: Motion) -> Motion:
    """Returns `motion`, or one that suits the pose: what hangs, lies or leans neither hovers nor rises."""
    moves = {
        Pose.STANDING: tuple(one for one in Motion if one not in {Motion.SPIN, Motion.SWING}),
        Pose.LYING: (Motion.STILL, Motion.PUSH, Motion.SLIDE_IN, Motion.SPIN),
        Pose.HANGING: (Motion.STILL, Motion.PUSH, Motion.SWING),
        Pose.LEANING: (Motion.STILL, Motion.PUSH),
        Pose.FLOATING: (Motion.FLOAT,),
    }[pose]
    return motion if motion in moves else moves[min(1, len(moves) - 1)]


def turn_of(seed: int) -> float:
    """Returns how far a product that lies in a scene with this seed is turned, in degrees, to one side or the other."""
    side = 1 if seed // 7 % 2 else -1
    return side * (4.0 + seed % 7)


def ground_in(pose: Pose, stand: Point, light: KeyLight, foreshortening: float, gloss: float = 0.0) -> Ground:
    """Returns the ground of a plate that was not built here: a floor, or the plane that carries this pose."""
    plane = PLANES.get(pose, Plane.FLOOR)
    if plane is Plane.FLOOR:
        return Ground(stand=stand, light=light, foreshortening=foreshortening, gloss=gloss)
    # In a picture seen square on, light from the camera's side would come from below.
    azimuth = light.azimuth if light.azimuth <= 180 else 360 - light.azimuth
    return Ground(stand=stand, light=light.model_copy(update={"azimuth": azimuth}), foreshortening=1, plane=plane)

"""A desk by a window: books, a lamp, a plant, and a room behind that is out of focus."""

import numpy as np

from adforge_core.model.brief import Style
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.goods import ELECTRONICS, WORK
from adforge_core.providers.local.sets.props import book, moved, mug, slats, sprig
from adforge_core.providers.local.sets.shapes import Mesh, ball, block, drum, joined, lathe, rounded, tube
from adforge_core.providers.local.sets.staging import (
    Call,
    Finish,
    Lamp,
    Paint,
    Piece,
    Staging,
    brass,
    mix,
    scaled,
    sun_lamp,
    warm,
)
from adforge_core.providers.local.sets.textures import linen, paper, plaster, speckled, wood


def build(call: Call) -> Staging:
    """Books and a mug on one side, the lamp and the plant on the other; a shelf hangs on the wall behind."""
    rng, side = call.rng, call.side
    back = -1.9
    dark = call.dark
    timber, grain = wood((0.13, 0.065, 0.035) if dark else (0.44, 0.27, 0.14), rng, planks=3)
    oak = Paint(texture=timber, bump=grain, relief=0.003, finish=Finish.SATIN, roughness=0.26, tile=1.35)
    coat, relief = plaster(call.background, rng, 0.08)
    cover, weave = linen(call.brand, rng, 150)
    loud = Paint(texture=cover, bump=weave, relief=0.0008, tile=0.5)
    leaves = Paint(texture=paper((0.78, 0.74, 0.66), rng)[0], tile=0.3)
    inks = [
        Paint(mix(tone, call.surface, 0.25)) for tone in ((0.04, 0.045, 0.055), (0.6, 0.55, 0.47), (0.12, 0.13, 0.12))
    ]
    half = call.frame_width / 2
    x = side * call.within(max(call.product_width / 2 + 0.26, half * 0.6), -0.55, 0.84)
    other = -side * call.within(max(call.product_width / 2 + 0.2, half * 0.62), -0.6, 0.8)
    pile: list[Piece] = []
    level = 0.0
    for thick, wide, deep, paint, turn in (
        (0.075, 0.52, 0.36, loud, 4.0),
        (0.05, 0.47, 0.34, inks[1], -5.0),
        (0.062, 0.46, 0.33, loud, 2.0),
        (0.04, 0.4, 0.28, inks[0], -9.0),
    ):
        pile += moved(book(wide, thick, deep, paint, leaves), x=x, y=level, z=-0.62, yaw=turn * side)
        level += thick + 0.001
    mug_paint = Paint(
        texture=speckled(mix(call.surface, (0.78, 0.75, 0.7), 0.4 if not dark else 0.06), rng),
        finish=Finish.SATIN,
        roughness=0.25,
    )
    stem, foliage = sprig(rng, 0.5, 15, (0.16, 0.1), lean=0.28 * side)
    stem2, foliage2 = sprig(rng, 0.4, 12, (0.15, 0.095), lean=-0.4 * side)
    pieces = [
        Piece(block(14, 9, 0.1).moved(y=-3, z=back - 0.05), Paint(texture=coat, bump=relief, relief=0.016, tile=1.8)),
        Piece(block(14, 0.07, 4.4, 0.014).moved(y=-0.07, z=-1.05 + 2.2), oak),
        *pile,
        Piece(mug(0.085, 0.17, side).turned(yaw=-24 * side).moved(x=x - side * 0.05, y=level, z=-0.6), mug_paint),
        *_lamp(call, other, -0.72, side),
        Piece(_pot(0.13, 0.22).moved(x=other - side * 0.3, z=-1.0), mug_paint),
        *(Piece(s.moved(x=other - side * 0.3, y=0.19, z=-1.0), Paint((0.12, 0.1, 0.05))) for s in (stem, stem2)),
        *(
            Piece(f.moved(x=other - side * 0.3, y=0.19, z=-1.0), Paint((0.1, 0.19, 0.07), Finish.SATIN, 0.4))
            for f in (foliage, foliage2)
        ),
        *_shelf(call, rng, side, back, (loud, *inks), leaves, oak),
        *_notebook(side, half, loud, leaves),
    ]
    sun, light = sun_lamp(call, 1.5 if dark else 1.1, behind=-0.2)
    blind = slats(light, 2.7, (0, 0.35, -0.9), 0.13)
    soft = Lamp((-side * 1.3, 1.9, 3.2), 2.2, 2.2, 1.25 if dark else 0.95, warm(0.02), aim=(0, 0.25, -0.6))
    room = scaled(mix((0.98, 0.98, 1.0), call.background, 0.15), 0.36)
    return Staging(
        pieces=(*pieces, blind),
        lamps=(sun, soft),
        light=light,
        sky=(room, scaled(room, 0.85)),
        gloss=0.12,
        aperture=0.036,
    )


SET = SetDesign(
    name="desk",
    about="A wooden desk by a window with a pile of books, a mug, a lamp and a plant",
    build=build,
    suits=frozenset({Style.MINIMAL, Style.ENERGETIC, Style.LUXURY, Style.BOLD}),
    words=frozenset({"desk", "office", "study", "books", "workspace"}),
    level=9.5,
    goods=ELECTRONICS | WORK | frozenset({"coffee", "tea", "watch", "glasses", "mug", "plant"}),
    strict=True,
)


def _lamp(call: Call, x: float, z: float, side: float) -> list[Piece]:
    """A reading lamp with a jointed arm, lit."""
    black = Paint((0.02, 0.02, 0.022), Finish.SATIN, 0.25)
    top = float(np.clip(call.height(call.words[0] - 0.04, z), 0.5, 0.78))
    elbow = np.array((x - side * 0.16, top * 0.62, z - 0.05))
    head = np.array((x + side * 0.06, top, z + 0.05))
    shade = lathe(
        rounded(
            [(0.03, 0.1), (0.045, 0.1), (0.115, -0.05), (0.108, -0.05), (0.04, 0.09), (0.03, 0.09)], 0.004, closed=True
        )
    )
    bulb = ball(0.04).moved(y=-0.01)
    lean = 34 * side
    arm = joined(
        tube(np.linspace((x, 0.02, z), elbow, 6), 0.009),
        tube(np.linspace(elbow, head, 6), 0.009),
        drum(0.115, 0.022).moved(x=x, z=z),
        shade.turned(roll=lean).moved(*head.tolist()),
    )
    return [
        Piece(arm, black),
        Piece(ball(0.018).moved(*elbow.tolist()), brass(0.2)),
        Piece(bulb.turned(roll=lean).moved(*head.tolist()), Paint((7.0, 4.9, 2.9), Finish.GLOW)),
    ]


def _shelf(
    call: Call, rng: np.random.Generator, side: float, back: float, inks: tuple[Paint, ...], leaves: Paint, oak: Paint
) -> list[Piece]:
    """A board on the wall with books standing on it, to one side of the words."""
    y = max(0.55, call.height(call.words[0] * 0.62, back))
    start = side * call.within(call.frame_width / 2 * 0.34, back, 0.5)
    pieces = [Piece(block(3.0, 0.035, 0.26, 0.006).moved(x=start + side * 1.5, y=y, z=back + 0.13), oak)]
    x = start + side * 0.14
    while abs(x) < 2.2:
        thick, tall = float(rng.uniform(0.035, 0.075)), float(rng.uniform(0.24, 0.36))
        paint = inks[int(rng.choice(4, p=(0.42, 0.2, 0.2, 0.18)))]
        (cover, pages) = book(tall, thick, 0.2, paint, leaves)
        for part in (cover, pages):
            mesh = part.mesh.moved(y=-thick / 2).turned(roll=90).moved(x=x, y=y + 0.035 + tall / 2, z=back + 0.13)
            pieces.append(Piece(mesh, part.paint))
        x += side * (thick + 0.003)
        if rng.random() < 0.08:
            x += side * 0.16
    return pieces


def _notebook(side: float, half: float, loud: Paint, leaves: Paint) -> list[Piece]:
    """A notebook in the foreground, a pencil on it, half outside the picture."""
    x, z = -side * (half * 0.86), 0.72
    closed = moved(book(0.5, 0.03, 0.4, loud, leaves), x=x, z=z, yaw=28 * side)
    pencil = tube(np.linspace((-0.15, 0.042, 0.02), (0.17, 0.042, -0.05), 4), 0.008)
    return [*closed, Piece(pencil.turned(yaw=28 * side).moved(x=x, z=z), brass(0.25))]


def _pot(radius: float, height: float) -> Mesh:
    outer = [(0.0, 0.0), (radius * 0.78, 0.0), (radius, height)]
    inner = [(radius - 0.014, height), (radius * 0.9, height - 0.04), (0.0, height - 0.04)]
    return lathe(rounded([*outer, *inner], 0.01, closed=False, steps=4))

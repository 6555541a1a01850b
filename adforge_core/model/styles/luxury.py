"""Luxury: slow and quiet, in low light."""

from random import Random

from adforge_core.model.accents import Accent, AccentGuide, CueKind, Instrument
from adforge_core.model.brief import Style
from adforge_core.model.design import Design, Entrance, Rule
from adforge_core.model.look import Grade, TypeStyle
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.storyboard import Role, Transition, TransitionKind
from adforge_core.model.styles.guide import Lch, Light, Pace, StyleGuide


def _palette(lightness: float, hue: float, random: Random) -> tuple[Lch, Lch]:
    turned = hue + random.uniform(-14, 14)
    # A dark product would drown in a dark room: it gets stone or champagne instead.
    deep = (
        (random.uniform(62, 68), random.uniform(9, 14), 75.0)
        if lightness < 34
        else (random.uniform(15, 22), random.uniform(7, 16), turned)
    )
    gold = (
        (38.0, 34.0, random.uniform(55, 75))
        if deep[0] > 50
        else (random.uniform(70, 78), random.uniform(30, 40), random.uniform(68, 86))
    )
    return deep, gold


GUIDE = StyleGuide(
    about="Slow and quiet. Low light, fine type, few words.",
    rule="dark or stone, slow, few words",
    words=(
        "luxurious luxury premium elegant upscale refined sophisticated classy exclusive rich opulent sensual "
        "high-end posh"
    ),
    instead=Style.MINIMAL,
    moods=("tender", "nostalgic"),
    voice_pace=0.94,
    speaker="bf_emma",
    faces=(
        TypeStyle(headline="PlayfairDisplay_500Medium", text="Montserrat_500Medium", tracking=0.01),
        TypeStyle(headline="PlayfairDisplay_700Bold", text="Montserrat_500Medium"),
    ),
    cameras=(CameraMove.PUSH, CameraMove.SLIDE_LEFT, CameraMove.SLIDE_RIGHT, CameraMove.RISE),
    last_camera=CameraMove.PUSH,
    motions=(Motion.STILL, Motion.PUSH),
    transitions=(
        Transition(kind=TransitionKind.CUT, frames=0),
        Transition(kind=TransitionKind.CROSSFADE, frames=16),
        Transition(kind=TransitionKind.DIP, frames=18),
    ),
    sets_in_an_ad=3,
    weights={
        Role.HOOK: 1.15,
        Role.PROBLEM: 0.95,
        Role.BENEFIT: 1.05,
        Role.PROOF: 1.0,
        Role.CALL_TO_ACTION: 1.25,
    },
    pace=Pace(shortest=2.0, longest=3.4, first_cut=2.4, creep=0.03),
    grade=Grade(contrast=1.08, saturation=0.92, warmth=0.22, vignette=0.38),
    key=Light(azimuth=((28, 68), (112, 152)), elevation=(22, 36), softness=(0.45, 0.65)),
    lighting=(
        "low, warm light raking in from one side",
        "a single soft lamp in a dark room",
        "late golden light with long shadows",
    ),
    camera=("a slow push with shallow focus", "an unhurried slide past the foreground", "a long lens, barely moving"),
    texture=("stone, velvet and brushed brass", "polished stone and dark lacquer", "honed marble and soft shadow"),
    mood=("hushed and intimate", "composed and sensuous", "still, like the end of an evening"),
    palette=_palette,
    brand_lightness=20,
    surface_step=12,
    accents=AccentGuide(
        cues={
            CueKind.OPENING: (((Accent.SUB, -8),),),
            CueKind.SCENE: (((Accent.SHIMMER, -4), (Accent.SUB, -3)), ((Accent.WHOOSH, -5), (Accent.SUB, -2))),
            CueKind.CUT: (((Accent.SUB, -3),), ((Accent.SHIMMER, -5), (Accent.SUB, -6))),
            CueKind.END_CARD: (((Accent.SHIMMER, -5), (Accent.SUB, -1)),),
            CueKind.BUTTON: (((Accent.SHIMMER, -14),),),
        },
        sting=Instrument.BELL,
        sting_level=-6,
        edge=0.25,
        room_s=1.9,
        room_level=-9,
    ),
    titles=Design(
        centred=True,
        hook=112,
        others=92,
        offer=84,
        leading=1.0,
        rule=Rule.HAIRLINE_BELOW,
        kicker=True,
        highlight=False,
        slant=0,
        entrance=Entrance.FADE,
        frames_in=16,
        pause=8,
        button_radius=0,
        button_tracking=0.16,
        button_upper=True,
        panel_radius=2,
        accent_panels=False,
        lined=False,
        framed=True,
    ),
)

"""Bold: huge words and strong contrast."""

from random import Random

from adforge_core.model.accents import Accent, AccentGuide, CueKind, Instrument
from adforge_core.model.brief import Style
from adforge_core.model.design import Design, Entrance, Rule
from adforge_core.model.look import Case, Grade, TypeStyle
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.storyboard import Role, Transition, TransitionKind
from adforge_core.model.styles.guide import Lch, Light, Pace, StyleGuide


def _palette(lightness: float, hue: float, random: Random) -> tuple[Lch, Lch]:
    random.random()  # unused; without it the seeds of old projects would make other ads
    ground = random.uniform(62, 68) if lightness < 53 else random.uniform(36, 44)
    opposite = hue + 180 + random.uniform(-22, 22)
    background = ground, random.uniform(58, 74), opposite % 360
    return background, (94.0 if ground < 55 else 22.0, 45.0, (opposite + 150) % 360)


GUIDE = StyleGuide(
    about="Huge words, strong contrast, a hard beat.",
    rule="saturated, graphic, loud",
    words=(
        "bold bolder loud louder punchy punchier daring confident edgy edgier striking strong stronger "
        "aggressive provocative"
    ),
    instead=Style.MINIMAL,
    moods=("energetic",),
    voice_pace=1.02,
    speaker="am_michael",
    faces=(
        TypeStyle(headline="Anton_400Regular", text="Inter_600SemiBold", case=Case.UPPER, tracking=0.01),
        TypeStyle(headline="BebasNeue_400Regular", text="Inter_600SemiBold", case=Case.UPPER, tracking=0.03),
        TypeStyle(headline="Oswald_600SemiBold", text="Inter_600SemiBold", case=Case.UPPER, tracking=0.01),
    ),
    cameras=(CameraMove.PUSH, CameraMove.PULL, CameraMove.RISE, CameraMove.SLIDE_LEFT),
    last_camera=CameraMove.PUSH,
    motions=(Motion.PUSH, Motion.RISE, Motion.SLIDE_IN),
    transitions=(
        Transition(kind=TransitionKind.CUT, frames=0),
        Transition(kind=TransitionKind.CUT, frames=0),
        Transition(kind=TransitionKind.ZOOM, frames=8),
    ),
    sets_in_an_ad=3,
    weights={
        Role.HOOK: 0.85,
        Role.PROBLEM: 0.8,
        Role.BENEFIT: 0.95,
        Role.PROOF: 0.95,
        Role.CALL_TO_ACTION: 1.15,
    },
    pace=Pace(shortest=0.7, longest=1.4, first_cut=1.4, creep=0.05),
    grade=Grade(contrast=1.2, saturation=1.14, warmth=-0.06, vignette=0.2),
    key=Light(azimuth=((20, 55), (125, 160)), elevation=(28, 46), softness=(0.08, 0.3)),
    lighting=(
        "one hard light and a deep shadow",
        "a stark spotlight from the side",
        "high contrast light with a sharp edge",
    ),
    camera=("low and close, pushing in", "straight at you, no hesitation", "big moves on a wide lens"),
    texture=(
        "raw concrete and high gloss paint",
        "saturated color fields and steel",
        "matt black, enamel and one hot color",
    ),
    mood=("confident and loud", "defiant", "sure of itself"),
    palette=_palette,
    brand_lightness=50,
    surface_step=12,
    accents=AccentGuide(
        cues={
            CueKind.OPENING: (((Accent.HIT, 0),),),
            CueKind.SCENE: (((Accent.WHOOSH, -3), (Accent.HIT, 2)), ((Accent.WHOOSH, 0), (Accent.SUB, 0))),
            CueKind.CUT: (((Accent.HIT, -1),), ((Accent.WHOOSH, -1),), ((Accent.HIT, -2),)),
            CueKind.END_CARD: (((Accent.RISER, -7), (Accent.HIT, 3), (Accent.SUB, -1)),),
            CueKind.BUTTON: (((Accent.HIT, -8),),),
            CueKind.WORD: (((Accent.TICK, -11),),),
            CueKind.ENTRANCE: (((Accent.TICK, -10),),),
        },
        sting=Instrument.BRASS,
        sting_level=-3,
        edge=0.9,
        room_s=0.9,
        room_level=-15,
    ),
    titles=Design(
        centred=True,
        hook=168,
        others=140,
        offer=124,
        leading=0.95,
        rule=Rule.BAR_BELOW,
        kicker=False,
        highlight=False,
        slant=0,
        entrance=Entrance.POP,
        frames_in=6,
        pause=4,
        button_radius=14,
        button_tracking=0,
        button_upper=True,
        panel_radius=14,
        accent_panels=True,
        lined=True,
        framed=False,
    ),
)

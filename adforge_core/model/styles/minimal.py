"""Minimal: pale, calm and plain."""

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
    pale = min(72.0, lightness - 12) if lightness > 78 else random.uniform(90, 94)
    return (pale, random.uniform(2, 6), random.choice([turned, 80.0, 240.0])), (42.0, 34.0, turned)


GUIDE = StyleGuide(
    about="Plain sets, a calm pace, clean type.",
    rule="pale, quiet, exact",
    words=(
        "minimal minimalist minimalistic simple simpler clean cleaner plain plainer understated restrained "
        "factual sober serious"
    ),
    instead=Style.BOLD,
    moods=("calm",),
    voice_pace=1.0,
    speaker="af_bella",
    faces=(
        TypeStyle(headline="Inter_600SemiBold", text="Inter_400Regular", tracking=-0.015),
        TypeStyle(headline="Montserrat_500Medium", text="Inter_400Regular"),
    ),
    cameras=(CameraMove.STILL, CameraMove.PUSH, CameraMove.SLIDE_RIGHT, CameraMove.SLIDE_LEFT),
    last_camera=None,
    motions=(Motion.STILL, Motion.FLOAT),
    transitions=(
        Transition(kind=TransitionKind.CUT, frames=0),
        Transition(kind=TransitionKind.CROSSFADE, frames=12),
        Transition(kind=TransitionKind.CUT, frames=0),
    ),
    sets_in_an_ad=3,
    weights={
        Role.HOOK: 0.95,
        Role.PROBLEM: 0.9,
        Role.BENEFIT: 1.0,
        Role.PROOF: 1.0,
        Role.CALL_TO_ACTION: 1.0,
    },
    pace=Pace(shortest=1.8, longest=3.0, first_cut=2.4, creep=0.03),
    grade=Grade(contrast=0.98, saturation=0.88, warmth=0.02, vignette=0.06),
    key=Light(azimuth=((35, 80), (100, 145)), elevation=(38, 55), softness=(0.7, 0.92)),
    lighting=("soft daylight from a large window", "even, overcast light with a gentle fall-off", "quiet north light"),
    camera=("level and steady", "straight on, with room around the subject", "a measured, almost still frame"),
    texture=("plaster, paper and pale oak", "matt paint and unglazed clay", "linen and limewash"),
    mood=("calm and exact", "plain and clear", "orderly and open"),
    palette=_palette,
    brand_lightness=90,
    surface_step=7,
    accents=AccentGuide(
        cues={
            CueKind.SCENE: (((Accent.WHOOSH, -4), (Accent.TICK, -7)),),
            CueKind.CUT: (((Accent.TICK, -6),), ((Accent.WHOOSH, -5),)),
            CueKind.END_CARD: (((Accent.WHOOSH, -4), (Accent.TICK, -7), (Accent.SUB, -7)),),
            CueKind.BUTTON: (((Accent.TICK, -10),),),
            CueKind.WORD: (((Accent.TICK, -15),),),
        },
        sting=Instrument.WOOD,
        sting_level=-6,
        edge=0.1,
        room_s=0.5,
        room_level=-13,
    ),
    titles=Design(
        centred=False,
        hook=92,
        others=76,
        offer=72,
        leading=1.0,
        rule=Rule.BAR_ABOVE,
        kicker=False,
        highlight=False,
        slant=0,
        entrance=Entrance.RISE,
        frames_in=12,
        pause=6,
        button_radius=999,
        button_tracking=0,
        button_upper=False,
        panel_radius=28,
        accent_panels=False,
        lined=False,
        framed=False,
    ),
)

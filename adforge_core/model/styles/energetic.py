"""Energetic: quick and bright."""

from random import Random

from adforge_core.model.accents import Accent, AccentGuide, CueKind, Instrument
from adforge_core.model.brief import Style
from adforge_core.model.design import Design, Entrance, Rule
from adforge_core.model.look import Grade, TypeStyle
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.storyboard import Role, Transition, TransitionKind
from adforge_core.model.styles.guide import Lch, Light, Pace, StyleGuide


def _palette(lightness: float, hue: float, random: Random) -> tuple[Lch, Lch]:
    random.random()  # unused; without it the seeds of old projects would make other ads
    ground = random.uniform(54, 60) if lightness > 70 else random.uniform(80, 86)
    away = hue + random.choice([120, 150, 210, 240]) + random.uniform(-10, 10)
    # Between green and blue the screen's brightest colours glare.
    chroma = random.uniform(44, 58) * (0.6 if 160 < away % 360 < 235 else 1)
    accent = ground - 42 if ground > 70 else 90.0, 62.0, (away + random.choice([130, 180])) % 360
    return (ground, chroma, away % 360), accent


GUIDE = StyleGuide(
    about="Quick cuts, bright colour, upbeat music.",
    rule="bright, quick, verbs",
    words=(
        "energetic energy playful livelier lively fun funnier funny cheerful cheeky upbeat sunny youthful "
        "younger happier bouncy joyful"
    ),
    instead=Style.MINIMAL,
    moods=("happy",),
    voice_pace=1.05,
    speaker="am_fenrir",
    faces=(
        TypeStyle(headline="Poppins_700Bold", text="Poppins_500Medium", tracking=-0.01),
        TypeStyle(headline="Montserrat_800ExtraBold", text="Poppins_500Medium", tracking=-0.01),
    ),
    cameras=(CameraMove.PUSH, CameraMove.SLIDE_LEFT, CameraMove.PULL, CameraMove.SLIDE_RIGHT, CameraMove.RISE),
    last_camera=CameraMove.PUSH,
    motions=(Motion.SLIDE_IN, Motion.RISE, Motion.FLOAT),
    transitions=(
        Transition(kind=TransitionKind.CUT, frames=0),
        Transition(kind=TransitionKind.PUSH, frames=8),
        Transition(kind=TransitionKind.CUT, frames=0),
    ),
    sets_in_an_ad=3,
    weights={
        Role.HOOK: 0.75,
        Role.PROBLEM: 0.85,
        Role.BENEFIT: 1.0,
        Role.PROOF: 0.9,
        Role.CALL_TO_ACTION: 1.05,
    },
    pace=Pace(shortest=0.9, longest=1.8, first_cut=1.4, creep=0.05),
    grade=Grade(contrast=1.04, saturation=1.22, warmth=0.08, vignette=0.0),
    key=Light(azimuth=((20, 75), (105, 160)), elevation=(42, 62), softness=(0.2, 0.45)),
    lighting=("bright noon sun with crisp shadows", "punchy daylight from high on one side", "clear, sunny light"),
    camera=(
        "quick and close, always on its way somewhere",
        "a lively handheld slide",
        "fast moves that stop on the beat",
    ),
    texture=(
        "colored paper and glossy plastic",
        "cut card, confetti colors and clean edges",
        "painted wood and bright paper",
    ),
    mood=("playful and quick", "sunny and a little cheeky", "awake and full of bounce"),
    palette=_palette,
    brand_lightness=75,
    surface_step=12,
    accents=AccentGuide(
        cues={
            CueKind.OPENING: (((Accent.POP, -5),),),
            CueKind.SCENE: (((Accent.WHOOSH, 0), (Accent.SHUTTER, -1)), ((Accent.WHOOSH, 0), (Accent.POP, 1))),
            CueKind.CUT: (((Accent.SHUTTER, 0),), ((Accent.WHOOSH, 0),), ((Accent.POP, 1),)),
            CueKind.END_CARD: (((Accent.RISER, -9), (Accent.WHOOSH, 1), (Accent.POP, 0), (Accent.SUB, -3)),),
            CueKind.BUTTON: (((Accent.POP, -6),),),
            CueKind.WORD: (((Accent.TICK, -12),),),
            CueKind.ENTRANCE: (((Accent.POP, -10),),),
        },
        sting=Instrument.PLUCK,
        sting_level=-4,
        edge=0.65,
        room_s=0.6,
        room_level=-15,
    ),
    titles=Design(
        centred=True,
        hook=152,
        others=128,
        offer=116,
        leading=1.22,
        rule=Rule.NONE,
        kicker=False,
        highlight=True,
        slant=0.09,
        entrance=Entrance.SLIDE,
        frames_in=7,
        pause=3,
        button_radius=0,
        button_tracking=0.02,
        button_upper=True,
        panel_radius=0,
        accent_panels=False,
        lined=True,
        framed=False,
    ),
)

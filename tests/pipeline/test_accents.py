"""The moments for accents in a project, and what the first plan sets of its sound."""

import numpy as np

from adforge_core.media.layers import Layer
from adforge_core.model.accents import CueKind, SoundCue
from adforge_core.model.brief import Brief, Style
from adforge_core.model.design import Entrance
from adforge_core.model.placement import Motion
from adforge_core.model.project import Project
from adforge_core.model.shots import Effect, Shot
from adforge_core.model.sound import BedTake, Sound, VoiceTake, Word
from adforge_core.model.storyboard import Role, Scene, Transition, TransitionKind
from adforge_core.model.styles import guide
from adforge_core.pipeline.accents import make_accents, sound_cues, spoken_words
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.sound import beats_of, music_alone, sound_to_plan
from adforge_core.pipeline.wording import Wording, press_of
from adforge_core.project.memory import MemoryProject
from adforge_core.providers.registry import choose_providers
from adforge_core.work.memory_cache import MemoryCache
from adforge_core.work.monitor import RunMonitor


def spoken(*words: str) -> VoiceTake:
    """A take in which each word lasts half a second."""
    times = tuple(Word(text=text, start=k / 2, end=(k + 1) / 2) for k, text in enumerate(words))
    line = " ".join(words)
    return VoiceTake(line=line, voice="", speed=1, media="v.wav", seconds=len(words) / 2, words=times, provider="x")


PROJECT = Project(
    name="Kettle",
    brief=Brief(product="Kettle", style=Style.BOLD),
    cta="Go",
    scenes=(
        Scene(
            id="scene-1",
            role=Role.HOOK,
            frames=60,
            super="Hot",
            voice_frame=9,
            voice=spoken("Boils", "in", "4"),
            shots=(Shot(id="shot-1", frames=25), Shot(id="shot-2", frames=35)),
        ),
        Scene(
            id="scene-2",
            role=Role.BENEFIT,
            frames=90,
            super="Flat",
            transition=Transition(kind=TransitionKind.ZOOM, frames=10),
            voice_frame=15,
            voice=spoken("Packs", "flat."),
            shots=(Shot(id="shot-1", frames=40), Shot(id="shot-2", frames=50)),
        ),
        Scene(id="scene-3", role=Role.CALL_TO_ACTION, frames=90, voice_frame=12, voice=spoken("Take", "it")),
    ),
)


def test_cuts_words_and_the_end_card_are_cues() -> None:
    pause = guide(Style.BOLD).titles.pause
    assert [(cue.kind, cue.frame) for cue in sound_cues(PROJECT)] == [
        (CueKind.OPENING, 0),
        (CueKind.CUT, 25),
        (CueKind.WORD, 9 + 30),
        (CueKind.SCENE, 60 + 5),
        (CueKind.ENTRANCE, 60 + 10),
        (CueKind.CUT, 60 + 40),
        (CueKind.END_CARD, 150),
        (CueKind.BRAND, 160),
        (CueKind.BUTTON, 160 + 2 * pause),
    ]
    assert spoken_words(PROJECT)[3] == (2.5, 3.0)


def test_a_landing_and_the_press_of_the_button_on_a_beat_are_cues_too() -> None:
    first, second, last = PROJECT.scenes
    lands = second.shots[0].model_copy(update={"motion": Motion.DROP, "lands": 22})
    second = second.model_copy(update={"shots": (lands, second.shots[1])})
    pressed = Shot(id="shot-1", frames=90, effects=(Effect.PRESS,))
    last = last.model_copy(update={"shots": (pressed,)})
    bed = BedTake(track="x", tempo=120, media="bed.wav", provider="x", beats=tuple(n * 0.5 for n in range(16)))
    project = PROJECT.model_copy(update={"scenes": (first, second, last), "sound": Sound(bed=bed)})
    new = set(sound_cues(project)) - set(sound_cues(PROJECT))
    press = press_of(project)
    assert new == {SoundCue(CueKind.ENTRANCE, 60 + 22), SoundCue(CueKind.BUTTON, 150 + press)}
    assert (150 + press) % 15 == 0
    wording = Wording.of(project, 2)
    assert wording.presses == press
    layer = Layer(np.full((20, 40, 4), 255, np.uint8), 0, 0, 0, 90, Entrance.CUT, 0, 0, pressed=press)
    sizes = [look.scale for frame in range(90) if (look := layer.at(frame))]
    assert min(sizes) < 0.95
    assert sizes.index(min(sizes)) == press + 2
    assert set(sizes[:press]) == set(sizes[press + 12 :]) == {1}


def test_music_is_alone_between_lines_that_leave_it_time() -> None:
    # Words are spoken from 0.3 to 1.8, 2.5 to 3.5 and 5.4 to 6.4 s.
    assert music_alone(PROJECT) == ((3.5, 5.4), (6.4, 8.0))
    assert (
        music_alone(PROJECT.model_copy(update={"scenes": (PROJECT.scenes[0].model_copy(update={"voice": None}),)}))
        == ()
    )


def test_the_first_plan_sets_pace_and_accents_and_later_ones_leave_them() -> None:
    assert Sound().accents is False, "an ad of an earlier version sounds as it did"
    assert sound_to_plan(PROJECT) == Sound(accents=True, speed=guide(Style.BOLD).voice_pace)
    slow = PROJECT.model_copy(update={"sound": Sound(speed=0.9)})
    assert sound_to_plan(slow).speed == 0.9
    planned = PROJECT.model_copy(update={"planned_from": "key", "sound": Sound(accents=False)})
    assert sound_to_plan(planned, ["am_michael"]) == planned.sound


def test_the_first_plan_lets_the_styles_speaker_speak_where_there_is_one_and_none_was_chosen() -> None:
    assert sound_to_plan(PROJECT, ["af_bella", "am_michael"]).voice == "am_michael"
    assert sound_to_plan(PROJECT, ["af_bella"]).voice == ""
    chosen = PROJECT.model_copy(update={"sound": Sound(voice="heart")})
    assert sound_to_plan(chosen, ["am_michael"]).voice == "heart"


def test_beats_are_told_in_frames() -> None:
    bed = BedTake(track="t", tempo=120, beats=(0.0, 0.5, 1.01, 1.49), media="b.wav", provider="x")
    assert beats_of(bed) == (0, 15, 30, 45)
    assert beats_of(None) == ()


def test_accents_are_made_once_and_not_where_they_are_off() -> None:
    run = Run(MemoryProject(), MemoryCache(), choose_providers(offline=True).providers, RunMonitor(), 2, None)
    assert make_accents(run, PROJECT) is None
    on = PROJECT.model_copy(update={"sound": Sound(accents=True)})
    made, louder = make_accents(run, on), on.model_copy(update={"sound": Sound(accents=True, accent_level=3)})
    assert made is not None
    assert make_accents(run, louder) == made
    assert [record.cached for record in run.monitor.records] == [False, True]
    silent = on.model_copy(update={"scenes": tuple(one.model_copy(update={"voice": None}) for one in on.scenes)})
    assert make_accents(run, silent) is None

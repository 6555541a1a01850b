"""Who speaks an ad: one voice, whatever fails, and what that costs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any, Self

import numpy as np
import pytest

from adforge_core.errors import StageFailed
from adforge_core.media.audio import write_wav
from adforge_core.model.brief import Brief
from adforge_core.model.edits import with_scene
from adforge_core.model.project import Project
from adforge_core.model.sound import Recording, Sound, Word
from adforge_core.model.storyboard import Role, Scene
from adforge_core.pipeline.piecework import speak_line
from adforge_core.pipeline.problems import project_problems
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.sound import bed_is_current, voice_is_current, with_bed, with_sound_of
from adforge_core.pipeline.voices import extra_speakers, natural_seconds, speaking, spoken_seconds, with_voices
from adforge_core.project.ledger import OrderState
from adforge_core.project.memory import MemoryProject
from adforge_core.project.orders import Order, Quote
from adforge_core.providers.base import ExtraVoice, Paid, Speaker, Speech, SpeechRequest, Voice
from adforge_core.providers.registry import choose_providers
from adforge_core.work.memory_cache import MemoryCache
from adforge_core.work.monitor import RunMonitor

RATE = 16_000
LINES = ("One two three.", "Four five six seven.", "Eight nine.")


@dataclass
class Humming:
    """A voice that hums every word for 0.4 s, and fails at lines that hold one of `bad`.

    Hurried, it is quicker than it was asked to be where `hasty` is above 1.
    """

    name: str = "humming"
    version: str = "1"
    bad: tuple[str, ...] = ()
    word_s: float = 0.4
    hasty: float = 1
    speakers: tuple[Speaker, ...] = (Speaker(id="low", name="Low"),)
    asked: list[SpeechRequest] = field(default_factory=list)

    def speak(self, request: SpeechRequest) -> Speech:
        self.asked.append(request)
        for word in self.bad:
            if word in request.line:
                raise StageFailed(f"{self.name} cannot say {word}.")
        length, words = self.word_s / request.speed**self.hasty, request.line.split()
        at = np.arange(round(length * len(words) * RATE)) / RATE
        times = tuple(Word(text=text, start=k * length, end=(k + 1) * length) for k, text in enumerate(words))
        return Speech(samples=(0.3 * np.sin(2 * np.pi * 200 * at)).astype(np.float32), rate=RATE, words=times)


@dataclass
class Bought(Humming):
    """The same for a cent a line. What was paid for is kept as it was said, the line in a file."""

    name: str = "bought"
    recoverable: bool = False
    speakers: tuple[Speaker, ...] = (Speaker(id="star", name="Star"),)
    order: Order | None = None

    def quote(self, request: SpeechRequest) -> Quote:
        return Quote(model="m", units=1, unit="lines", cost_usd=0.01)

    def uses(self, request: SpeechRequest) -> dict[str, Any]:
        return request.model_dump()

    def filling(self, order: Order) -> Self:
        bound = copy(self)
        bound.order = order
        return bound

    def speak(self, request: SpeechRequest) -> Speech:
        assert self.order is not None
        if self.order.answer is not None:
            return Humming(word_s=self.word_s).speak(request)
        try:
            speech = super().speak(request)
        except StageFailed as failed:
            self.order.refused(failed.happened)
            raise
        kept = self.order.scratch / f"{len(request.line)}.txt"
        kept.write_text(request.line)
        self.order.answered(kept)
        return speech


@dataclass
class Extra(Humming):
    """A voice that is slow, and perhaps not installed."""

    name: str = "extra"
    word_s: float = 0.5
    speakers: tuple[Speaker, ...] = (Speaker(id="deep", name="Deep", slower=1.25),)
    lacking: str = ""

    def speak(self, request: SpeechRequest) -> Speech:
        if self.lacking:
            raise StageFailed("It is not installed.", self.lacking)
        return super().speak(request)


Work = Callable[..., Run]


@pytest.fixture
def work() -> Work:
    project, cache = MemoryProject(), MemoryCache()

    def work(*voices: Voice, budget: float = 5.0, extra: ExtraVoice | None = None) -> Run:
        local = choose_providers(offline=True).providers
        chain = None
        for voice in reversed(voices):
            chain = replace(local, voice=voice, fallback=chain, extra_voices=(extra,) if extra else ())
        assert chain is not None
        return Run(project, cache, chain, RunMonitor(), 2, budget)

    return work


def ad(*lines: str, frames: int = 120, **sound: Any) -> Project:
    scenes = tuple(
        Scene(id=f"scene-{number}", role=Role.BENEFIT, frames=frames, vo=line, voice_frame=9)
        for number, line in enumerate(lines or LINES, 1)
    )
    return Project(name="Cup", brief=Brief(product="Cup"), scenes=scenes, sound=Sound(**sound))


def speakers_of(project: Project) -> list[str]:
    return [scene.voice.provider if scene.voice else "" for scene in project.scenes]


def notes_of(project: Project) -> list[str]:
    return [f"{note.wanted} -> {note.used}: {note.why}" for scene in project.scenes for note in scene.fallbacks]


def test_the_stand_in_is_paid() -> None:
    assert isinstance(Bought(), Paid)
    assert not isinstance(Humming(), Paid)


def test_every_line_is_spoken_once_and_stays(work: Work) -> None:
    voice = Bought()
    run = work(voice, Humming())
    spoken = with_voices(run, ad())
    assert speakers_of(spoken) == ["bought"] * 3
    assert notes_of(spoken) == []
    assert all(voice_is_current(spoken, index) for index in range(3))
    assert with_voices(run, spoken) == spoken
    assert with_voices(run, ad()) == spoken
    assert sorted(request.line for request in voice.asked) == sorted(LINES)
    assert run.folder.ledger.total_usd() == pytest.approx(0.03)


def test_a_voice_that_fails_at_one_line_gives_up_all_of_them_and_each_scene_says_so(work: Work) -> None:
    run = work(Bought(bad=("seven",)), Humming())
    spoken = with_voices(run, ad())
    assert speakers_of(spoken) == ["humming"] * 3
    assert notes_of(spoken) == [
        "a line spoken by bought -> a line spoken by humming: An ad has one voice, and bought failed at another line.",
        "a line spoken by bought -> a line spoken by humming: bought cannot say seven.",
        "a line spoken by bought -> a line spoken by humming: An ad has one voice, and bought failed at another line.",
    ]
    assert with_voices(run, spoken) == spoken


def test_again_asks_the_better_voice_and_pays_no_line_twice(work: Work) -> None:
    failing, well, here = Bought(bad=("seven",)), Bought(), Humming()
    spoken = with_voices(work(failing, here), ad())
    again = with_voices(work(well, here), spoken, again=True)
    assert speakers_of(again) == ["bought"] * 3
    assert notes_of(again) == []
    assert [request.line for request in well.asked] == [LINES[1]]


def test_the_last_voice_leaves_only_the_line_it_cannot_say_silent(work: Work) -> None:
    spoken = with_voices(work(Bought(bad=("two",)), Humming(bad=("nine",))), ad())
    assert speakers_of(spoken) == ["humming", "humming", ""]
    assert notes_of(spoken)[-1] == "a line spoken by humming -> a scene without voiceover: humming cannot say nine."


def test_another_line_is_spoken_by_the_voice_the_ad_has(work: Work) -> None:
    here = Humming()
    spoken = with_voices(work(here), ad())
    edited = spoken.with_scene(spoken.scenes[0].model_copy(update={"vo": "Something else."}))
    better = Bought()
    assert [one.name for one in speaking(work(better, here).providers, edited)] == ["humming"]
    assert speakers_of(with_voices(work(better, here), edited)) == ["humming"] * 3
    assert better.asked == []


def test_a_voice_that_is_gone_leaves_no_ad_with_two(work: Work) -> None:
    spoken = with_voices(work(Bought(), Humming()), ad())
    edited = spoken.with_scene(spoken.scenes[0].model_copy(update={"vo": "Something else."}))
    assert with_voices(work(Humming()), spoken) == spoken, "nothing is to be spoken"
    assert speakers_of(with_voices(work(Humming()), edited)) == ["humming"] * 3


def test_one_scene_is_spoken_alone(work: Work) -> None:
    spoken = with_voices(work(Bought(), Humming()), ad(), "scene-2")
    assert speakers_of(spoken) == ["", "bought", ""]
    failing = with_voices(work(Bought(bad=("Eight",)), Humming()), spoken, "scene-3")
    assert speakers_of(failing) == ["humming"] * 3


def test_a_speaker_asked_for_by_name_speaks(work: Work) -> None:
    better, here = Bought(), Humming()
    run = work(better, here)
    assert speakers_of(with_voices(run, ad(voice="low"))) == ["humming"] * 3
    assert here.asked[0].voice == "low"
    assert speakers_of(with_voices(run, ad(voice="star"))) == ["bought"] * 3
    assert better.asked[0].voice == "star"
    fallen = with_voices(work(Bought(bad=("two",)), here), ad("One two three!", voice="star"))
    assert fallen.scenes[0].voice is not None
    assert (here.asked[-1].voice, fallen.scenes[0].voice.voice) == ("", "star")


def test_a_bought_line_that_is_too_long_is_played_faster_and_not_bought_again(work: Work) -> None:
    better = Bought()
    line = "one two three four five six seven eight"  # 3.2 s
    spoken = with_voices(work(better, Humming()), ad(line, frames=9 + 90 + 8))
    take = spoken.scenes[0].voice
    assert take is not None
    assert [request.speed for request in better.asked] == [1.0]
    assert take.seconds <= 3.0
    assert take.speed == pytest.approx(3.2 / 3.0, rel=0.01)
    assert [word.text for word in take.words] == line.split()
    assert take.words[-1].end == pytest.approx(take.seconds, abs=0.01)
    assert take.words[4].start == pytest.approx(take.seconds / 2, abs=0.01)
    assert voice_is_current(spoken, 0)


def test_a_line_hurried_more_than_it_had_to_be_is_what_the_scene_would_get_again(work: Work) -> None:
    line = "one two three four five six seven eight"  # 3.2 s
    spoken = with_voices(work(Humming(hasty=3)), ad(line, frames=9 + 95 + 8))
    take = spoken.scenes[0].voice
    assert take is not None
    assert take.seconds * take.speed < 95 / 30 < 3.2 == pytest.approx(take.natural_s)
    assert voice_is_current(spoken, 0)
    assert not voice_is_current(spoken.with_scene(spoken.scenes[0].model_copy(update={"frames": 9 + 97 + 8})), 0)


def test_a_line_too_long_for_its_scene_is_silent_and_costs_no_other_scene_its_voice(work: Work) -> None:
    better, here = Bought(), Humming(word_s=0.1)
    long = "one two three four five six seven eight nine ten eleven twelve"
    spoken = with_voices(work(better, here), ad("One two.", long))
    assert speakers_of(spoken) == ["bought", ""]
    (note,) = notes_of(spoken)
    assert "fastest natural pace" in note
    assert "Shorten the line" in note
    roomier = spoken.with_scene(spoken.scenes[1].model_copy(update={"frames": 200}))
    assert speakers_of(with_voices(work(better, here), roomier)) == ["bought", "bought"]
    assert len(better.asked) == 2


def test_money_that_does_not_last_for_all_lines_is_not_spent_on_some(work: Work) -> None:
    better = Bought()
    run = work(better, Humming(), budget=0.025)
    spoken = with_voices(run, ad())
    assert speakers_of(spoken) == ["humming"] * 3
    assert all("$0.03" in note and "budget" in note for note in notes_of(spoken))
    assert better.asked == []
    assert run.folder.ledger.orders() == ()


def test_a_line_edited_while_it_is_spoken_is_spoken_as_it_is_now(work: Work) -> None:
    heard, written = Event(), Event()

    class Slow(Humming):
        def speak(self, request: SpeechRequest) -> Speech:
            heard.set()
            assert written.wait(10)
            return super().speak(request)

    class Overtaken(Humming):
        def speak(self, request: SpeechRequest) -> Speech:
            written.set()
            old.result(10)
            return super().speak(request)

    folder = work(Humming()).folder
    folder.revisions.replace(ad())
    with ThreadPoolExecutor() as pool:
        old = pool.submit(speak_line, work(Slow()), "scene-2")
        assert heard.wait(10)
        folder.revisions.edit(lambda project: with_scene(project, "scene-2", vo="Nine ten."), "Edit")
        spoken = speak_line(work(Overtaken(version="2")), "scene-2")
    assert spoken == folder.load()
    assert spoken.scenes[1].voice is not None
    assert spoken.scenes[1].voice.line == spoken.scenes[1].vo == "Nine ten."


def test_sound_that_was_begun_before_an_edit_does_not_replace_what_was_made_after_it(work: Work) -> None:
    def with_sound(project: Project) -> Project:
        made = with_bed(work(Humming()), with_voices(work(Humming()), project))
        assert bed_is_current(made)
        assert all(voice_is_current(made, index) for index in range(3))
        return made

    begun = ad().model_copy(update={"mood": "calm"})
    edited = begun.model_copy(update={"sound": Sound(speed=0.9, music="softer")})
    made, current = with_sound(begun), with_sound(edited)
    assert with_sound_of(current, begun, made) == current
    assert with_sound_of(edited, edited, current) == current
    late = with_sound_of(edited, begun, made)
    assert with_sound_of(late, edited, current) == current


def test_a_scene_that_lost_its_line_loses_its_voice(work: Work) -> None:
    run = work(Humming())
    spoken = with_voices(run, ad())
    mute = with_voices(run, spoken.with_scene(spoken.scenes[1].model_copy(update={"vo": ""})))
    assert speakers_of(mute) == ["humming", "", "humming"]
    assert notes_of(mute) == []


def test_lines_are_timed_on_this_machine_and_given_room_for_a_slower_voice(work: Work) -> None:
    better, here = Bought(), Humming()
    alone, _ = natural_seconds(work(here), Sound(), LINES[0])
    timed, notes = natural_seconds(work(better, here), Sound(), LINES[0])
    chosen, _ = natural_seconds(work(better, here), Sound(voice="low"), LINES[0])
    assert alone == pytest.approx(1.2, abs=0.01)
    assert timed is not None
    assert 1.0 < timed / 1.2 < 1.15
    assert chosen == alone
    assert notes == ()
    assert better.asked == []


def test_an_extra_voice_speaks_where_its_speaker_is_chosen_and_nowhere_else(work: Work) -> None:
    extra, here = Extra(), Humming(bad=("seven",))
    assert speakers_of(with_voices(work(here, extra=extra), ad())) == ["humming", "", "humming"]
    assert speakers_of(with_voices(work(Bought(), here, extra=extra), ad(voice="deep"))) == ["extra"] * 3
    assert [request.voice for request in extra.asked] == ["deep"] * 3


def test_an_extra_voice_that_is_not_installed_is_told_and_the_ad_has_one_voice(work: Work) -> None:
    better, here, gone = Bought(), Humming(), Extra(lacking="Install it.")
    spoken = with_voices(work(here, extra=Extra()), ad(voice="deep"))
    assert with_voices(work(better, here, extra=gone), spoken) == spoken, "what was spoken stays"
    edited = spoken.with_scene(spoken.scenes[0].model_copy(update={"vo": "Something else."}))
    fallen = with_voices(work(better, here, extra=gone), edited)
    assert speakers_of(fallen) == ["humming"] * 3
    assert notes_of(fallen)[0] == "a line spoken by extra -> a line spoken by humming: It is not installed. Install it."
    assert better.asked == []
    assert speakers_of(with_voices(work(here, extra=Extra()), fallen, again=True)) == ["extra"] * 3


def test_lines_for_an_extra_voice_are_timed_with_the_quick_one_and_those_chosen_as_spoken(work: Work) -> None:
    extra, here = Extra(), Humming()
    run = work(here, extra=extra)
    timed, _ = natural_seconds(run, Sound(voice="deep"), LINES[0])
    assert timed == pytest.approx(1.25 * 1.2, abs=0.01)
    assert extra.asked == []
    assert spoken_seconds(run, ad(LINES[0], voice="deep")) == {LINES[0]: pytest.approx(1.5, abs=0.01)}
    assert len(extra.asked) == 1


def test_extra_speakers_are_free_to_choose_where_they_are_installed_and_nobody_is_paid(work: Work) -> None:
    assert extra_speakers(work(Humming(), extra=Extra()).providers) == ("deep",)
    assert extra_speakers(work(Humming(), extra=Extra(lacking="Install it.")).providers) == ()
    assert extra_speakers(work(Bought(), Humming(), extra=Extra()).providers) == ()


def test_an_order_that_failed_is_not_counted(work: Work) -> None:
    run = work(Bought(bad=("seven",)), Humming())
    with_voices(run, ad())
    states = {order.state: order.cost_usd for order in run.folder.ledger.orders()}
    assert states == {OrderState.ANSWERED: 0.01, OrderState.REFUSED: 0.0}


def test_a_recorded_line_is_heard_as_long_as_it_is_the_scenes_line(work: Work, tmp_path: Path) -> None:
    said = choose_providers(offline=True).providers.voice.speak(SpeechRequest(line=LINES[1]))
    write_wav(tmp_path / "mine.wav", said.samples[:, None], said.rate)
    voice = Bought()
    run = work(voice, Humming())
    recording = Recording(media=run.media.add(tmp_path / "mine.wav"), line=LINES[1])
    spoken = with_voices(run, with_scene(ad(speed=1.1), "scene-2", recording=recording))
    assert speakers_of(spoken) == ["bought", "recording", "bought"]
    assert [request.line for request in voice.asked] == [LINES[0], LINES[2]], "nobody is paid for what was recorded"
    take = spoken.scenes[1].voice
    assert take is not None
    assert take.seconds == pytest.approx(said.seconds, abs=0.2)
    assert [word.text for word in take.words] == LINES[1].split()
    assert all(voice_is_current(spoken, index) for index in range(3))
    assert with_voices(run, with_scene(spoken, "scene-1", vo="Something else.")).scenes[1] == spoken.scenes[1]
    assert project_problems(spoken) == ()

    edited = with_voices(run, with_scene(spoken, "scene-2", vo="Other words."))
    assert speakers_of(edited) == ["bought"] * 3
    assert [problem.said[:18] for problem in project_problems(edited)] == ["Its recording says"]
    assert speakers_of(with_voices(run, with_scene(edited, "scene-2", vo=LINES[1])))[1] == "recording"

"""Planning again: a note is about the storyboard as it is, locked scenes stay."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from adforge_core.media.assets import asset
from adforge_core.media.audio import write_wav
from adforge_core.model.brief import BrandKit, Brief, SceneRequest, Style
from adforge_core.model.edits import deleted, moved, with_brief, with_scene
from adforge_core.model.project import Product, Project
from adforge_core.model.shots import Framing
from adforge_core.model.sound import BedTake, Recording
from adforge_core.model.storyboard import Role, Scene
from adforge_core.pipeline.inputs import is_same_ad
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.sound import voice_room
from adforge_core.pipeline.storyboard import branded, plan_ad, plan_request
from adforge_core.pipeline.wording import Wording
from adforge_core.project.memory import MemoryProject
from adforge_core.providers.base import SpeechRequest
from adforge_core.providers.local.bed import music
from adforge_core.providers.registry import choose_providers
from adforge_core.work.memory_cache import MemoryCache
from adforge_core.work.monitor import RunMonitor
from tests.pipeline.test_voices import Humming

PHOTO = f"{sha256().hexdigest()[:32]}.png"  # an empty file: nobody looks at it
PRODUCT = Product(photo=PHOTO, cutout="c", aspect=0.8, brightness=0.3, palette=("#7a4a2a",), provider="test")
BRIEF = Brief(
    product="Field Kettle",
    description="A kettle for two that folds flat.",
    benefits=("Boils in three minutes", "holds 600 ml", "Made in Portugal"),
    duration=20,
    scenes=4,
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    project = MemoryProject()
    (tmp_path / "photo.png").touch()
    assert project.media.add(tmp_path / "photo.png") == PRODUCT.photo
    providers = replace(choose_providers(offline=True).providers, voice=Humming(word_s=0.2))
    return Run(project, MemoryCache(), providers, RunMonitor(), 2)


@pytest.fixture
def planned(run: Run) -> Project:
    return plan_ad(run, Project(name="Kettle", brief=BRIEF, product=PRODUCT))


@pytest.mark.parametrize("style", [Style.BOLD, Style.MINIMAL])
def test_a_loud_ad_has_short_shots_of_words_alone_and_a_quiet_one_has_none(run: Run, style: Style) -> None:
    brief = BRIEF.model_copy(update={"style": style, "duration": 30})
    scenes = plan_ad(run, Project(name="Kettle", brief=brief, product=PRODUCT)).scenes
    alone = [shot for scene in scenes for shot in scene.shots if shot.framing is Framing.TYPE]
    assert len(alone) <= 2
    assert bool(alone) == (style is Style.BOLD)


def test_a_note_changes_what_it_is_about_and_keeps_what_was_done_by_hand(run: Run, planned: Project) -> None:
    by_hand = with_scene(planned, "scene-1", vo="Only 3 are left.", super="Hurry")
    warmer = plan_ad(run, by_hand, "warmer")
    again = plan_ad(run, warmer, "scene 3 shorter")
    assert again.look == warmer.look != planned.look
    for place in (0, 1, 3):
        assert (again.scenes[place].vo, again.scenes[place].super) == (
            by_hand.scenes[place].vo,
            by_hand.scenes[place].super,
        )
    assert len(again.scenes[2].vo) < len(by_hand.scenes[2].vo)


def test_another_version_keeps_nothing_but_what_is_locked(run: Run, planned: Project) -> None:
    locked = with_scene(planned, "scene-2", locked=True)
    again = plan_ad(run, locked, "surprise me")
    assert again.scenes[1] == locked.scenes[1]
    assert {scene.vo for scene in again.scenes} & {scene.vo for scene in planned.scenes} == {planned.scenes[1].vo}


def test_a_scene_that_a_plan_drops_never_lends_its_id_to_another(run: Run, planned: Project) -> None:
    def ids(project: Project) -> list[str]:
        return [scene.id for scene in project.scenes]

    def asking_for(project: Project, scenes: int) -> Project:
        return plan_ad(run, with_brief(project, scenes=scenes))

    assert ids(planned) == ["scene-1", "scene-2", "scene-3", "scene-4"]
    fewer = asking_for(planned, 2)
    assert ids(fewer) == ["scene-1", "scene-2"]
    more = asking_for(moved(fewer, "scene-2", -1), 4)
    assert ids(more) == ["scene-2", "scene-1", "scene-5", "scene-6"]
    fewer = asking_for(deleted(more, "scene-6"), 2)
    assert ids(asking_for(fewer, 3)) == ["scene-2", "scene-1", "scene-7"]


def test_an_undone_plan_does_not_lend_its_ids_to_the_next_one(run: Run) -> None:
    revisions = run.folder.revisions
    begun = revisions.replace(Project(name="Kettle", brief=BRIEF, product=PRODUCT))
    revisions.add(begun, plan_ad(run, begun), "Plan the storyboard")
    empty = revisions.undo()
    assert empty.scenes == ()
    assert [scene.id for scene in plan_ad(run, empty).scenes] == ["scene-5", "scene-6", "scene-7", "scene-8"]


def test_what_a_planner_is_told(run: Run, planned: Project) -> None:
    locked = with_scene(planned, "scene-2", locked=True)
    asked = plan_request(run.media, locked, "calmer")
    assert asked.earlier is not None
    assert [scene.lines for scene in asked.earlier.scenes] == [(scene.vo,) for scene in planned.scenes]
    assert asked.locked == (1,)
    fixed = asked.brief.scene_requests
    assert [request.vo for request in fixed] == ["", planned.scenes[1].vo, "", ""]
    assert plan_request(run.media, locked).earlier is None
    other = locked.model_copy(update={"brief": BRIEF.model_copy(update={"benefits": ()})})
    assert plan_request(run.media, other, "calmer").earlier is None, (
        "its words may claim what the brief does not say any more"
    )


def test_the_brand_is_above_the_first_super_where_it_would_come_after_five_seconds() -> None:
    brief = BRIEF.model_copy(update={"brand": BrandKit(name="Hearth")})
    scenes = tuple(Scene(id=f"scene-{n}", role=Role.HOOK, frames=100, super="Boil it", vo="Soon.") for n in range(3))
    shown = branded(scenes, brief)
    assert [scene.branded for scene in shown] == [True, False, False]
    assert Wording.of(Project(name="Kettle", brief=brief, scenes=shown), 0).branded
    said = scenes[0].model_copy(update={"vo": "Hearth boils it."})
    assert branded((said, *scenes[1:]), brief) == (said, *scenes[1:])
    assert branded(scenes[1:], brief) == scenes[1:], "the end card is seen soon enough"


def test_a_scene_is_as_long_as_the_users_recording_asks_and_planning_again_keeps_it(run: Run, tmp_path: Path) -> None:
    line = "It boils in three minutes, and here is why that matters on a cold morning."
    said = choose_providers(offline=True).providers.voice.speak(SpeechRequest(line=line))
    write_wav(tmp_path / "mine.wav", said.samples[:, None], said.rate)
    media = run.media.add(tmp_path / "mine.wav")
    requests = (SceneRequest(), SceneRequest(vo=line, recording=media), SceneRequest(), SceneRequest())
    brief = BRIEF.model_copy(update={"scenes": requests})
    planned = plan_ad(run, Project(name="Kettle", brief=brief, product=PRODUCT))
    assert planned.scenes[1].recorded == Recording(media=media, line=line)
    assert voice_room(planned, 1) >= said.seconds, "the voice of this test would take half as long"
    plain = planned.model_copy(update={"brief": BRIEF})
    by_hand = with_scene(plain, "scene-1", vo="Mine.", recording=Recording(media=media, line="Mine."), locked=True)
    again = plan_ad(run, by_hand, "warmer")
    assert again.scenes[0].recorded
    assert all(scene.vo == line or not scene.recording for scene in again.scenes[1:])


def test_a_brief_names_the_ads_music_or_none(run: Run) -> None:
    own = run.media.add(asset("music", *music()[0].file.split("/")))

    def bed_of(wish: str) -> BedTake | None:
        brief = BRIEF.model_copy(update={"music": wish})
        return plan_ad(run, Project(name="Kettle", brief=brief, product=PRODUCT)).sound.bed

    mine, chosen = bed_of(own), bed_of("")
    assert mine is not None
    assert mine.track == own
    assert chosen is not None
    assert chosen.provider == "music library"
    assert bed_of("none") is None


def test_a_brief_that_says_the_language_it_was_taken_for_is_of_the_same_ad() -> None:
    saved = Project(name="Kettle", brief=BRIEF, product=PRODUCT)
    chosen = BRIEF.model_copy(update={"language_given": True})
    assert is_same_ad(saved, chosen, 0, [PHOTO]), "in earlier versions English could be given only"
    assert not is_same_ad(saved, chosen.model_copy(update={"language": "de"}), 0, [PHOTO])

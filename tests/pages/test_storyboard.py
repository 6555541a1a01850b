"""Step 2: what a marketer does with the scenes, and what the page says about them."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.media.audio import write_wav
from adforge_core.model.brief import Brief, Style
from adforge_core.model.edits import with_brief
from adforge_core.model.project import Product, Project
from adforge_core.model.reveal import Reveal
from adforge_core.model.storyboard import Fallback, Role
from adforge_core.pipeline.animatics import last_animatic
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from adforge_core.providers.base import SpeechRequest
from pages.parts.kit.studio import studio
from tests.placed import begin_placed

Page = Callable[..., AppTest]

BRIEF = Brief(
    product="Field Kettle",
    benefits=("Boils in three minutes", "holds 600 ml", "a ten-year warranty"),
    offer="$49",
    style=Style.MINIMAL,
    duration=20,
    scenes=4,
)
PRODUCT = Product(photo="p", cutout="c", aspect=0.8, brightness=0.4, palette=("#7a4a2a",), provider="test")


def begun(product: Product | None = PRODUCT) -> ProjectFolder:
    folder = Library(studio_home() / "projects").begin(Project(name="Kettle", brief=BRIEF, product=product))
    folder.media.folder.mkdir(exist_ok=True)
    (folder.media.folder / PRODUCT.photo).touch()
    return folder


def finished(folder: ProjectFolder) -> None:
    for task in studio().tasks.of(folder.folder):
        task.wait(60)
        assert task.progress().error == ""


@pytest.fixture(scope="module")
def once_planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the project is kept as it was when it had been planned."""
    return tmp_path_factory.mktemp("planned") / "kettle"


@pytest.fixture
def planned(page: Page, once_planned: Path) -> tuple[AppTest, ProjectFolder]:
    """The page over a storyboard that was planned on it, once for all tests."""
    folder = ProjectFolder(studio_home() / "projects" / "kettle")
    if once_planned.exists():
        copytree(once_planned, folder.folder)
        return page("pages/storyboard.py", "kettle"), folder
    begun()
    board = page("pages/storyboard.py", "kettle")
    board.button(key="kettle/plan").click().run()
    finished(folder)
    board.run()
    assert not board.exception
    assert len(folder.load().scenes) == 4
    copytree(folder.folder, once_planned)
    return board, folder


def press(board: AppTest, name: str) -> AppTest:
    board.button(key=f"kettle/{name}").click().run()
    assert not board.exception
    return board


def shown(board: AppTest) -> str:
    return " ".join(str(text.value) for text in (*board.markdown, *board.caption, *board.warning, *board.error))


def test_without_a_photo_it_leads_to_the_brief(page: Page) -> None:
    begun(product=None)
    board = page("pages/storyboard.py", "kettle")
    assert not board.exception
    assert "product photo" in shown(board)
    assert [button.label for button in board.button if "photo" in button.label] == ["Add a photo to the brief"]


def test_a_note_is_heeded_answered_and_stays_to_be_added_to(page: Page, planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    board.text_area(key="kettle/note").set_value("no prices, and add a dragon").run()
    reloaded = page("pages/storyboard.py", "kettle")
    assert reloaded.text_area(key="kettle/note").value == "no prices, and add a dragon"
    press(board, "plan")
    finished(folder)
    board.run()
    project = folder.load()
    assert project.offer == ""
    assert "Not understood: “add a dragon”" in project.understood
    assert board.text_area(key="kettle/note").value == "no prices, and add a dragon"
    seed = project.seed
    press(board, "plan")
    finished(folder)
    assert folder.load().seed == seed + 1, "the same wish once more is a wish for another answer"


def test_a_line_is_spoken_as_it_is_written_and_fits_or_finds_a_way_out(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    scene = folder.load().scenes[1].id
    press(board, f"open {scene}")
    board.text_area(key=f"kettle/{scene}/vo").set_value("It holds 600 ml.").run()
    take = folder.load().scenes[1].voice
    assert take is not None
    assert take.line == "It holds 600 ml."
    assert "4 words" in shown(board)

    board.number_input(key=f"kettle/{scene}/seconds").set_value(1.5).run()
    board.text_area(key=f"kettle/{scene}/vo").set_value("It holds 600 ml, and that is tea for two.").run()
    assert "The line takes" in shown(board)
    assert folder.load().scenes[1].voice is None
    press(board, f"{scene}/stretch")
    project = folder.load()
    assert project.scenes[1].voice is not None
    assert project.scenes[1].voice.speed == project.sound.speed
    assert f"Give it {project.scenes[1].frames / 30:.1f} s" not in [button.label for button in board.button]
    assert folder.revisions.history().undo == "Extend the scene"


def test_a_line_can_be_listened_to_and_another_version_of_it_taken(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    index, scene = next((place, one) for place, one in enumerate(folder.load().scenes) if len(set(one.lines)) > 1)
    press(board, f"open {scene.id}")
    assert scene.voice is not None
    assert any(scene.voice.media in str(part.proto.body) for part in board.get("html"))
    other = next(line for line in scene.lines if line != scene.vo)
    press(board, f"{scene.id}/version 0")
    assert folder.load().scenes[index].vo == other
    assert board.text_area(key=f"kettle/{scene.id}/vo").value == other
    assert folder.revisions.history().undo == "Use another version"


def test_fields_are_saved_as_they_are_changed(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    scene = folder.load().scenes[1].id
    press(board, f"open {scene}")
    board.text_input(key=f"kettle/{scene}/super").set_value("Tea for two").run()
    board.selectbox(key=f"kettle/{scene}/role").set_value(Role.PROOF).run()
    board.selectbox(key=f"kettle/{scene}/set").set_value("stone").run()
    board.number_input(key=f"kettle/{scene}/seconds").set_value(6.4).run()
    board.selectbox(key=f"kettle/{scene}/transition").set_value("wipe").run()
    board.number_input(key=f"kettle/{scene}/transition length").set_value(0.5).run()
    assert not board.exception
    changed = folder.load().scenes[1]
    assert (changed.super, changed.role, changed.set, changed.frames) == ("Tea for two", Role.PROOF, "stone", 192)
    assert (changed.transition.kind.value, changed.transition.frames) == ("wipe", 15)


def test_how_words_appear_is_planned_and_chosen(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    first, second, *_, last = folder.load().scenes
    assert second.reveal is not Reveal.TOGETHER
    assert first.sticker or "$49" in first.super
    assert last.sticker
    press(board, f"open {second.id}")
    board.text_input(key=f"kettle/{second.id}/super").set_value("Boils fast").run()
    board.selectbox(key=f"kettle/{second.id}/reveal").set_value(Reveal.COUNT).run()
    assert "No number to count up to" in shown(board)
    board.checkbox(key=f"kettle/{second.id}/sticker").check().run()
    changed = folder.load().scenes[1]
    assert (changed.reveal, changed.sticker) == (Reveal.COUNT, True)
    assert folder.revisions.history().undo == "Change the offer's sticker"


def test_scenes_are_added_copied_moved_and_deleted_and_every_step_can_be_undone(
    planned: tuple[AppTest, ProjectFolder],
) -> None:
    board, folder = planned
    first, second, third, last = (scene.id for scene in folder.load().scenes)
    press(board, f"{first}/down")
    assert [scene.id for scene in folder.load().scenes] == [second, first, third, last]
    press(board, f"{first}/copy")
    assert len(folder.load().scenes) == 5
    press(board, f"{first}/delete")
    assert first not in {scene.id for scene in folder.load().scenes}
    press(board, "add")
    assert folder.load().scenes[-1].id == last
    for _ in range(4):
        press(board, "undo")
    assert [scene.id for scene in folder.load().scenes] == [first, second, third, last]


def test_a_locked_scene_stays_when_the_rest_is_planned_again(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    before = folder.load().scenes
    press(board, f"{before[0].id}/lock")
    press(board, "plan")
    finished(folder)
    after = folder.load().scenes
    assert (after[0].vo, after[0].super, after[0].frames) == (before[0].vo, before[0].super, before[0].frames)
    assert [scene.vo for scene in after[1:]] != [scene.vo for scene in before[1:]]


def test_the_length_is_fitted_to_the_brief(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    scene = folder.load().scenes[0]
    board.number_input(key=f"kettle/{scene.id}/seconds").set_value(scene.frames / 30 + 3).run()
    assert "3.0 s longer than in the brief" in shown(board)
    press(board, "fit")
    assert folder.load().frames == 600


def test_a_changed_brief_and_a_failed_planner_are_said_with_a_way_out(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    folder.revisions.edit(lambda project: with_brief(project, offer="$39"))
    assert "planned from an earlier brief" in shown(board.run())
    failed = Fallback(
        stage="plan", wanted="a storyboard by openai", used="the brief's own words", why="Nobody answered."
    )
    folder.revisions.edit(lambda project: project.model_copy(update={"fallbacks": (failed,)}))
    assert "Nobody answered. Plan again" in shown(board.run()).replace("\\", "")


def test_a_scene_that_another_window_deleted_leaves_its_place_to_the_next(
    planned: tuple[AppTest, ProjectFolder],
) -> None:
    board, folder = planned
    scenes = folder.load().scenes
    press(board, f"open {scenes[2].id}")
    folder.revisions.edit(
        lambda project: project.model_copy(update={"scenes": tuple(one for one in scenes if one is not scenes[2])})
    )
    board.run()
    assert not board.exception
    assert "3 · Call to action" in shown(board)


def test_lines_left_behind_are_spoken_too_and_a_scene_that_grows_too_short_is_marked(
    planned: tuple[AppTest, ProjectFolder],
) -> None:
    board, folder = planned
    scenes = folder.load().scenes
    board.number_input(key=f"kettle/{scenes[0].id}/seconds").set_value(0.5).run()
    board.text_area(key=f"kettle/{scenes[0].id}/vo").set_value("Tea for two.")
    press(board, f"open {scenes[1].id}")
    spoken = folder.load().scenes[0]
    assert spoken.vo == "Tea for two."
    assert spoken.voice is None
    assert ":material/warning:" in board.button(key=f"kettle/open {scenes[0].id}").label
    assert ":material/warning:" not in board.button(key=f"kettle/open {scenes[1].id}").label


def test_the_animatic_is_made_played_and_known_to_be_stale(page: Page) -> None:
    folder = begin_placed(Library(studio_home() / "projects"))
    name = folder.folder.name
    board = page("pages/storyboard.py", name)
    board.button(key=f"{name}/animatic").click().run()
    finished(folder)
    board.run()
    made = last_animatic(folder, folder.load())
    assert made is not None
    assert made.current
    assert board.button(key=f"{name}/animatic").disabled
    scene = folder.load().scenes[0]
    board.text_input(key=f"{name}/{scene.id}/super").set_value("Something else").run()
    made = last_animatic(folder, folder.load())
    assert made is not None
    assert not made.current
    assert board.button(key=f"{name}/animatic").label == "Update the animatic"


def test_what_of_a_plan_was_put_right_is_said_and_is_no_failure(planned: tuple[AppTest, ProjectFolder]) -> None:
    board, folder = planned
    project = folder.load()
    left_out = Fallback(stage="plan", wanted="all 5 planned scenes", used="4 scenes", why="Left out: “A cup by day”")
    cut = Fallback(stage="plan", wanted="the whole planned line", used="“Morning.”", why="Too long for 4.0 s.")
    scenes = (project.scenes[0].model_copy(update={"fallbacks": (cut,)}), *project.scenes[1:])
    folder.revisions.edit(lambda now: now.model_copy(update={"fallbacks": (left_out,), "scenes": scenes}))
    said = [one.value.replace("\\", "") for one in board.run().warning]
    assert said == [
        "4 scenes instead of all 5 planned scenes. Left out: “A cup by day”",
        "Scene 1: “Morning.” instead of the whole planned line. Too long for 4.0 s.",
    ]


def test_a_line_is_spoken_by_the_user_and_given_back(planned: tuple[AppTest, ProjectFolder], tmp_path: Path) -> None:
    board, folder = planned
    scene = folder.load().scenes[1]
    press(board, f"open {scene.id}")
    upload = f"kettle/{scene.id} file 0"
    board.file_uploader(key=upload).set_value(("mine.wav", b"nothing", "audio/wav")).run()
    assert "cannot be read" in shown(board)
    said = studio().providers.voice.speak(SpeechRequest(line=scene.vo))
    write_wav(tmp_path / "mine.wav", said.samples[:, None], said.rate)
    board.file_uploader(key=upload).set_value(("mine.wav", (tmp_path / "mine.wav").read_bytes(), "audio/wav")).run()
    assert not board.exception
    spoken = folder.load().scenes[1]
    assert (spoken.recorded is not None, spoken.voice and spoken.voice.provider) == (True, "recording")
    board.text_area(key=f"kettle/{scene.id}/vo").set_value("Other words.").run()
    assert f"It says “{scene.vo}”" in shown(board)
    assert folder.load().scenes[1].voice.provider == "hibari"  # type: ignore[union-attr]  # it was spoken
    press(board, f"{scene.id}/says")
    assert folder.load().scenes[1].voice.provider == "recording"  # type: ignore[union-attr]  # as above
    press(board, f"{scene.id}/unrecorded")
    assert folder.load().scenes[1].recording is None

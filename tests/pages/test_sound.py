"""Step 5: the voice and the music are made, heard, chosen and mixed, and what cannot be spoken is said."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.media.assets import asset
from adforge_core.media.audio import write_wav
from adforge_core.media.content import is_named_by_content
from adforge_core.model.brief import Brief
from adforge_core.model.edits import with_scene, with_sound
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Role, Scene
from adforge_core.pipeline.sound import bed_is_current
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from adforge_core.providers.base import SpeechRequest
from pages.parts.kit.studio import studio

pytestmark = pytest.mark.usefixtures("shared_cache")
Page = Callable[..., AppTest]
FILE = "pages/sound.py"


@pytest.fixture
def folder() -> ProjectFolder:
    """A scene of six seconds with a line that nobody has spoken yet."""
    scenes = (Scene(id="scene-1", role=Role.CALL_TO_ACTION, frames=180, vo="Try it today.", voice_frame=9),)
    return Library(studio_home() / "projects").begin(
        Project(name="Tea", brief=Brief(product="Tea"), scenes=scenes, mood="calm")
    )


def made(page: Page, folder: ProjectFolder) -> AppTest:
    """The page once the sound it began to make is made."""
    page(FILE, "tea")
    for task in studio().tasks.of(folder.folder):
        task.wait(60)
    sound = page(FILE, "tea")
    assert not sound.exception
    return sound


def html(sound: AppTest) -> str:
    return " ".join(str(part.proto.body) for part in sound.get("html"))


def test_without_a_storyboard_it_says_what_comes_first(page: Page) -> None:
    Library(studio_home() / "projects").begin_empty("Tea")
    sound = page(FILE, "tea")
    assert not sound.exception
    assert "Go to the storyboard" in [link.proto.label for link in sound.get("page_link")]


def test_extra_voices_are_told_where_they_are_not_installed(page: Page, folder: ProjectFolder) -> None:
    folder.revisions.edit(lambda project: with_sound(project, voice="am_michael"))
    sound = made(page, folder)
    assert "Michael, not installed" in sound.selectbox(key="tea/voice").options
    assert not any("Bella" in option for option in sound.selectbox(key="tea/voice").options)
    assert any("Bella, Emma, Michael and Fenrir can speak, too" in caption.value for caption in sound.caption)
    assert "Bella, smooth, American English" in html(sound)
    assert "/files/assets/voices/af_bella.m4a" in html(sound)
    assert sound.button(key="tea/use voice af_bella").disabled
    assert not sound.button(key="tea/use voice heart").disabled
    voice = folder.load().scenes[0].voice
    assert voice is not None
    assert voice.provider == "hibari"
    assert any("The voices of Kokoro are not installed" in warning.value for warning in sound.warning)


def test_lines_are_spoken_music_is_fitted_and_what_is_chosen_is_saved(page: Page, folder: ProjectFolder) -> None:
    sound = made(page, folder)
    assert not sound.error
    project = folder.load()
    assert project.scenes[0].voice is not None
    assert project.sound.bed is not None
    assert project.sound.bed.frames == 180
    assert sound.metric[0].value.endswith("LUFS")
    assert project.scenes[0].voice.media in html(sound)
    sound.slider(key="tea/ducking").set_value(12.0).run()
    assert folder.load().sound.ducking == 12
    assert folder.revisions.history().undo == "Change the ducking"
    assert sound.slider(key="tea/accent_level").disabled, "a project that was not planned has none"
    sound.toggle(key="tea/accents").set_value(True).run()
    sound.slider(key="tea/accent_level").set_value(3.0).run()
    assert (folder.load().sound.accents, folder.load().sound.accent_level) == (True, 3)
    assert folder.revisions.history().undo == "Change the accents' level"
    sound.slider(key="tea/speed").set_value(1.1).run()
    for task in studio().tasks.of(folder.folder):
        task.wait(60)
    again = folder.load().scenes[0].voice
    assert again is not None
    assert again.speed == pytest.approx(1.1)


def test_without_a_mood_there_is_no_music_and_nothing_is_made_again_and_again(
    page: Page, folder: ProjectFolder
) -> None:
    folder.revisions.edit(lambda project: project.model_copy(update={"mood": ""}))
    made(page, folder)
    assert folder.load().scenes[0].voice is not None
    assert folder.load().sound.bed is None
    assert bed_is_current(folder.load())
    assert not [task for task in studio().tasks.of(folder.folder) if task.kind == "sound" and task.running]


def test_an_ad_with_neither_voice_nor_music_is_silent(page: Page, folder: ProjectFolder) -> None:
    folder.revisions.edit(lambda project: with_scene(project.model_copy(update={"mood": ""}), "scene-1", vo=""))
    sound = made(page, folder)
    assert [metric.value for metric in sound.metric] == ["Silent", "Silent", "6.0 s"]


def test_without_a_mood_music_that_is_there_is_fitted_to_another_length(page: Page, folder: ProjectFolder) -> None:
    made(page, folder)
    before = folder.load().sound.bed
    folder.revisions.edit(lambda project: with_scene(project.model_copy(update={"mood": ""}), "scene-1", frames=240))
    sound = made(page, folder)
    fitted = folder.load().sound.bed
    assert before is not None
    assert fitted is not None
    assert (fitted.track, fitted.frames) == (before.track, 240)
    assert sound.metric[0].value.endswith("LUFS")


def test_without_a_mood_music_can_be_chosen(page: Page, folder: ProjectFolder) -> None:
    folder.revisions.edit(lambda project: project.model_copy(update={"mood": ""}))
    sound = made(page, folder)
    chosen = next(track for track in studio().providers.bed.tracks if track.mood == "calm")
    sound.button(key=f"tea/use {chosen.id}").click().run()
    made(page, folder)
    bed = folder.load().sound.bed
    assert bed is not None
    assert bed.track == chosen.id


def test_music_that_nobody_can_make_is_said_and_not_tried_again_by_itself(page: Page, folder: ProjectFolder) -> None:
    folder.revisions.edit(lambda project: project.model_copy(update={"mood": "solemn"}))
    sound = made(page, folder)
    assert "no music for the mood 'solemn'" in " ".join(one.value for one in sound.warning)
    assert sound.metric[0].value.endswith("LUFS"), "what there is can be heard"
    assert not [task for task in studio().tasks.of(folder.folder) if task.running]
    folder.revisions.edit(lambda project: project.model_copy(update={"mood": "calm"}))
    page(FILE, "tea").button(key="tea/make sound").click().run()
    sound = made(page, folder)
    assert folder.load().sound.bed is not None
    assert not sound.warning


def test_every_piece_of_music_can_be_heard_before_it_is_used_and_the_mood_chooses_again(
    page: Page, folder: ProjectFolder
) -> None:
    sound = made(page, folder)
    by_mood = folder.load().sound.bed
    assert by_mood is not None
    tracks = studio().providers.bed.tracks
    calm = [track for track in tracks if track.mood == "calm"]
    assert all(track.file.name in html(sound) for track in calm)
    other = next(track for track in calm if track.id != by_mood.track)
    assert folder.load().sound.track == ""
    assert sound.button(key=f"tea/use {by_mood.track}").disabled
    sound.button(key=f"tea/use {other.id}").click().run()
    sound = made(page, folder)
    bed = folder.load().sound.bed
    assert bed is not None
    assert bed.track == other.id
    sound.button_group(key="tea/mood").set_value("happy").run()
    assert all(track.file.name in html(sound) for track in tracks if track.mood == "happy")
    assert folder.load().sound.track == other.id
    sound.button(key="tea/by mood").click().run()
    made(page, folder)
    bed = folder.load().sound.bed
    assert bed is not None
    assert bed.track == by_mood.track


def test_a_line_that_cannot_be_spoken_is_said_with_a_way_out_and_the_rest_is_heard(
    page: Page, folder: ProjectFolder
) -> None:
    folder.revisions.edit(lambda project: with_scene(project, "scene-1", vo="word " * 60))
    sound = made(page, folder)
    assert "Scene 1: " in sound.warning[0].value
    assert "Shorten the line" in sound.warning[0].value
    assert sound.metric[0].value.endswith("LUFS")
    folder.revisions.edit(lambda project: with_scene(project, "scene-1", vo="Try it."))
    sound.run()
    sound.button(key="tea/make sound").click().run()
    for task in studio().tasks.of(folder.folder):
        task.wait(60)
    assert not sound.run().warning
    assert folder.load().scenes[0].voice is not None


def test_the_users_own_music_is_fitted_and_music_can_be_off(page: Page, folder: ProjectFolder) -> None:
    sound = made(page, folder)
    bed = folder.load().sound.bed
    assert bed is not None
    sound.file_uploader(key="tea/own music file 0").set_value(("short.wav", b"nothing", "audio/wav")).run()
    assert any("cannot be read" in error.value for error in (*sound.error, *sound.markdown))
    song = asset("music", *bed.track.split("/"))
    sound.file_uploader(key="tea/own music file 0").set_value((song.name, song.read_bytes(), "audio/mp4")).run()
    own = folder.load().sound.own_music
    assert is_named_by_content(Path(own))
    fitted = made(page, folder)
    project = folder.load()
    assert project.sound.bed is not None
    assert (project.sound.bed.provider, project.sound.bed.track) == ("own", own)
    assert project.sound.bed.tempo == pytest.approx(bed.tempo, rel=0.06)
    assert "Your music" in html(fitted)
    folder.revisions.undo()
    fitted.run()
    assert not any("your own file" in one.value for one in fitted.caption), "taken back, it is not the studio's music"
    folder.revisions.redo()
    fitted = made(page, folder)
    fitted.toggle(key="tea/music_on").set_value(False).run()
    made(page, folder)
    assert folder.load().sound.bed is None
    assert bed_is_current(folder.load())
    on = page(FILE, "tea")
    on.toggle(key="tea/music_on").set_value(True).run()
    on = made(page, folder)
    on.button(key="tea/studio music").click().run()
    made(page, folder)
    assert folder.load().sound.bed == bed


def test_all_lines_are_recorded_at_once_and_given_back(page: Page, folder: ProjectFolder, tmp_path: Path) -> None:
    another = Scene(id="scene-0", role=Role.HOOK, frames=180, vo="It boils in four minutes.", voice_frame=9)
    folder.revisions.edit(lambda project: project.model_copy(update={"scenes": (another, *project.scenes)}))
    sound = made(page, folder)
    told = [studio().providers.voice.speak(SpeechRequest(line=scene.vo)) for scene in folder.load().scenes]
    pause = np.zeros(told[0].rate, np.float32)
    write_wav(tmp_path / "all.wav", np.concatenate([told[0].samples, pause, told[1].samples])[:, None], told[0].rate)
    whole = ("all.wav", (tmp_path / "all.wav").read_bytes(), "audio/wav")
    sound.file_uploader(key="tea/all file 0").set_value(whole).run()
    assert not sound.exception
    made(page, folder)
    assert [scene.voice.provider for scene in folder.load().scenes if scene.voice] == ["recording"] * 2
    spoken = page(FILE, "tea")
    assert any("You speak 2 lines of 2" in caption.value for caption in spoken.caption)
    spoken.button(key="tea/unrecorded").click().run()
    made(page, folder)
    assert [scene.voice.provider for scene in folder.load().scenes if scene.voice] == ["hibari"] * 2

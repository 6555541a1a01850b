from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from adforge_core.engine.shelf import Shelf
from adforge_core.engine.store import studio_home
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Role, Scene
from pages.parts.studio import studio

Page = Callable[..., AppTest]


def test_without_a_storyboard_it_says_what_comes_first(page: Page) -> None:
    Shelf(studio_home() / "projects").begin_empty("Tea")
    sound = page("pages/sound.py", "tea")
    assert not sound.exception
    assert "storyboard comes first" in sound.info[0].value


def test_lines_are_spoken_music_is_fitted_and_what_is_chosen_is_saved(page: Page) -> None:
    scenes = (Scene(id="scene-1", role=Role.CALL_TO_ACTION, frames=180, vo="Try it today.", voice_frame=9),)
    project = Project(name="Tea", brief=Brief(product="Tea"), scenes=scenes, mood="calm")
    folder = Shelf(studio_home() / "projects").begin(project)
    page("pages/sound.py", "tea")
    for task in studio().tasks.of(folder.folder):
        task.wait(60)
    sound = page("pages/sound.py", "tea")
    assert not sound.exception
    assert not sound.error
    made = folder.load()
    assert made.scenes[0].voice is not None
    assert made.sound.bed is not None
    assert made.sound.bed.frames == 180
    assert sound.metric[0].value.endswith("LUFS")
    sound.slider(key="tea/ducking").set_value(12.0).run()
    assert folder.load().sound.ducking == 12

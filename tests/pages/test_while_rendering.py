"""While a whole ad is being made: pages say that what they are for is on its way, and offer no second making of it."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.model.stages import Step
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import Task
from pages.parts.kit.page import ProjectPage, is_behind
from pages.parts.kit.studio import studio
from tests.placed import begin_placed

Page = Callable[..., AppTest]

FIRST = ("Add a product photo", "Plan the storyboard first", "starts from a product photo")


@pytest.fixture
def rendering() -> Iterator[Callable[..., Task]]:
    """Starts a rendering, or work of another kind, that goes on until the test ends."""
    over = Event()

    def work(_: RunMonitor) -> None:
        over.wait(60)

    yield lambda folder, kind="render": studio().tasks.start(folder.folder, kind, work)
    over.set()


@pytest.mark.parametrize("step", ["storyboard", "backgrounds", "placement", "sound"])
def test_what_is_made_with_the_whole_ad_is_not_asked_for(page: Page, rendering: Callable[..., Task], step: str) -> None:
    folder = studio().library.begin(Project(name="Box", brief=Brief(product="Box")))
    before = page(f"pages/{step}.py", folder.folder.name)
    assert any(words in said.value for said in before.markdown for words in FIRST)
    rendering(folder)
    after = page(f"pages/{step}.py", folder.folder.name)
    assert "This is being made as part of the whole ad." in [said.value for said in after.markdown]
    assert not any(words in said.value for said in after.markdown for words in FIRST)


def test_the_brief_asks_for_no_photo_while_one_is_being_cut_out(page: Page, rendering: Callable[..., Task]) -> None:
    folder = studio().library.begin(Project(name="Box", brief=Brief(product="Box")))
    rendering(folder)
    brief = page("pages/brief.py", folder.folder.name)
    said = [caption.value for caption in brief.caption]
    assert "The product is being cut out." in said
    assert "The storyboard is being planned." in said
    assert "Add a product photo first." not in said


def test_backgrounds_on_their_way_to_the_ad_are_not_offered_again(page: Page, rendering: Callable[..., Task]) -> None:
    folder = begin_placed(studio().library, plates=False)
    rendering(folder)
    backgrounds = page("pages/backgrounds.py", folder.folder.name)
    said = [words.value for words in backgrounds.markdown]
    assert said.count("Being made as part of the whole ad.") == 3
    assert any("Making 3 backgrounds." in words for words in said)
    makers = [button for button in backgrounds.button if button.label.startswith("Generate")]
    assert len(makers) == 4
    assert all(button.disabled for button in makers)


def test_nothing_is_rendered_while_variants_are_made(page: Page, rendering: Callable[..., Task]) -> None:
    folder = begin_placed(studio().library)
    assert not page("pages/deliver.py", folder.folder.name).button(key="box/render").disabled
    rendering(folder, "variants")
    button = page("pages/deliver.py", folder.folder.name).button(key="box/render")
    assert button.disabled
    assert button.help == "Variants are being made. Wait for them, or stop them first."


def test_a_project_that_is_deleted_while_it_is_looked_at_is_said_to_be_gone(
    page: Page, rendering: Callable[..., Task]
) -> None:
    folder = begin_placed(studio().library)
    rendering(folder, "plate")
    deliver = page("pages/deliver.py", folder.folder.name)
    shown = ProjectPage("box", folder, folder.load(), {}, Step.DELIVER)
    assert not is_behind(shown)
    studio().library.delete(folder.folder.name)
    assert is_behind(shown)
    deliver.run()
    assert not deliver.exception
    assert [error.value for error in deliver.error] == [
        "There is no project “box”. It may have been deleted or renamed."
    ]


def test_pictures_being_drawn_are_no_reason_to_keep_a_project(page: Page) -> None:
    folder = begin_placed(studio().library)
    begun = Event()

    def draw(monitor: RunMonitor) -> None:
        with folder.shared_lock():
            begun.set()
            while True:
                monitor.check()
                Event().wait(0.01)

    studio().tasks.start(folder.folder, "preview", draw)
    assert begun.wait(10)
    shelf = page("app.py")
    shelf.button(key="delete box").click().run()
    assert not shelf.exception
    assert "“Box” was deleted just now." in [said.value for said in shelf.info]
    assert "box" not in studio().library.projects()


def test_another_version_of_the_ad_is_not_taken_for_the_one_that_is_being_rendered(
    page: Page, rendering: Callable[..., Task]
) -> None:
    folder = begin_placed(studio().library)
    deliver = page("pages/deliver.py", folder.folder.name)
    rendering(folder)  # another window, of another version of the ad
    deliver.button(key="box/render").click().run()
    said = "Another window has already started this. Try again when it is done."
    assert said in [warning.value for warning in deliver.warning]

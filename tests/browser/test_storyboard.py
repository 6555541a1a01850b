"""The storyboard as people work on it: a line is edited and heard, a scene is moved, and both are taken back."""

import pytest
from playwright.sync_api import Page, expect

from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Role, Scene
from tests.served import Served

LINES = ("Good morning.", "It boils in three minutes.", "Take it outside.")


@pytest.mark.browser
def test_a_line_is_edited_and_heard_a_scene_is_moved_and_taken_back(studio: Served, page: Page) -> None:
    roles = (Role.HOOK, Role.BENEFIT, Role.CALL_TO_ACTION)
    scenes = tuple(
        Scene(id=f"scene-{number}", role=role, frames=90, vo=line, super=line, voice_frame=6)
        for number, (role, line) in enumerate(zip(roles, LINES, strict=True), 1)
    )
    folder = studio.shelf.begin(Project(name="Kettle", brief=Brief(product="Kettle", duration=9), scenes=scenes))
    page.goto(studio.page("storyboard", folder.folder.name))
    page.locator("[class*=st-key-adforge-scenes-]").get_by_role("button", name="2 · Benefit").click()
    line = page.get_by_role("textbox", name="Voiceover line", exact=True)
    expect(line).to_have_value(LINES[1])
    line.fill("It folds flat.")
    line.press("Control+Enter")
    expect(page.get_by_text("3 words")).to_be_visible()
    # The page was reloaded: the scene is still the one that was worked on, and its voice can be played.
    page.reload()
    expect(line).to_have_value("It folds flat.")
    length = page.evaluate(
        """async () => {
            const sound = document.querySelector('audio')
            sound.preload = 'auto'
            sound.load()
            if (sound.readyState < 1) await new Promise(done => sound.addEventListener('loadedmetadata', done))
            return sound.duration
        }"""
    )
    take = folder.load().scenes[1].voice
    assert take is not None
    assert length == pytest.approx(take.seconds, abs=0.05)

    page.get_by_role("button", name="Move up").first.click()
    expect(page.get_by_role("heading", name="1 · Benefit")).to_be_visible()
    assert [scene.id for scene in folder.load().scenes] == ["scene-2", "scene-1", "scene-3"]
    undo = page.locator(f".st-key-{folder.folder.name}-undo button").first
    undo.click()
    expect(page.get_by_role("heading", name="2 · Benefit")).to_be_visible()
    undo.click()
    expect(line).to_have_value(LINES[1])
    assert [scene.id for scene in folder.load().scenes] == ["scene-1", "scene-2", "scene-3"]

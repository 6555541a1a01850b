"""Hands on the timeline, in a browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from adforge_core.model.edits import with_brief, with_scene
from adforge_core.model.project import Project
from adforge_core.model.shots import SHORTEST_SHOT, Framing, Shot
from adforge_core.model.sound import BedTake, VoiceTake, Word
from adforge_core.model.value import frames_in
from adforge_core.project.folder import ProjectFolder
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import at_rest, comes, settled

pytestmark = pytest.mark.browser
BEATS = tuple(beat / 2 for beat in range(12))


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    """Three scenes of 2 s: the first is cut into two shots and spoken, and music beats every 15 frames."""
    folder = begin_placed(studio.shelf)

    def fill(project: Project) -> Project:
        shots = tuple(Shot(id=f"shot-{place}", frames=30, framing=Framing.WIDE) for place in (1, 2))
        words = (Word(text="Hot", start=0.0, end=0.3), Word(text="tea", start=0.3, end=0.7))
        voice = VoiceTake(line="Hot tea", voice="v", speed=1, media="", seconds=0.7, words=words, provider="p")
        project = with_scene(
            with_brief(project, duration=6), "scene-1", shots=shots, vo="Hot tea", voice=voice, voice_frame=6
        )
        bed = BedTake(track="t", frames=project.frames, tempo=120, beats=BEATS, media="", provider="p")
        return project.model_copy(update={"sound": project.sound.model_copy(update={"bed": bed})})

    folder.revisions.edit(fill)
    return folder


@pytest.fixture
def board(studio: Served, page: Page, folder: ProjectFolder) -> Page:
    page.goto(studio.page("storyboard", folder.folder.name))
    page.get_by_text("Timeline", exact=True).click()
    expect(page.locator(".clip")).to_have_count(3)
    settled(page)
    return page


def drag(page: Page, part: Locator, frames: float, frames_shown: int = 180, *, free: bool = True) -> None:
    """Drags something by so many frames of those shown; `free` is without snapping."""
    lanes, box = at_rest(page.locator(".scenes.lane")), at_rest(part)
    scale = (lanes["width"] - 8) / frames_shown
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    if free:
        page.keyboard.down("Alt")
    page.mouse.move(x + frames * scale / 2, y)
    page.mouse.move(x + frames * scale, y)
    page.mouse.up()
    if free:
        page.keyboard.up("Alt")


def test_cuts_scenes_and_the_voice_are_dragged_and_saved(board: Page, folder: ProjectFolder) -> None:
    def lengths() -> list[tuple[str, int]]:
        return [(scene.id, scene.frames) for scene in folder.load().scenes]

    drag(board, board.locator("[data-name='end scene-1']"), 12)
    comes(board, lengths, [("scene-1", 72), ("scene-2", 60), ("scene-3", 60)])
    drag(board, board.locator("[data-name='cut scene-1 shot-1']"), -6, 192)
    comes(board, lambda: [shot.frames for shot in folder.load().scenes[0].shots], [30, 42])
    drag(board, board.locator("[data-name='voice scene-1']"), 9, 192)
    comes(board, lambda: folder.load().scenes[0].voice_frame, 15)
    drag(board, board.locator("[data-name='clip scene-3']"), -100, 192)
    comes(board, lambda: [id for id, _ in lengths()], ["scene-1", "scene-3", "scene-2"])
    labels = [step.label for step in folder.revisions.history().steps]
    assert labels[-4:] == [
        "Change a scene's length",
        "Change a shot's length",
        "Move the voice of a scene",
        "Move a scene",
    ]
    board.reload()
    board.get_by_text("Timeline", exact=True).click()
    expect(board.locator(".clip").nth(1)).to_have_attribute("data-scene", "scene-3")


def test_a_dragged_cut_snaps_to_beats_and_words_and_stops_where_there_is_no_room(
    board: Page, folder: ProjectFolder
) -> None:
    cut = board.locator("[data-name='cut scene-1 shot-1']")
    drag(board, cut, 14, free=False)  # the third beat is 15 frames on
    comes(board, lambda: [shot.frames for shot in folder.load().scenes[0].shots], [45, 15])
    voice = folder.load().scenes[0].voice  # the studio's own by now
    assert voice is not None
    end = 6 + frames_in(voice.words[1].end)
    drag(board, cut, end - 45 + 0.5, free=False)
    comes(board, lambda: [shot.frames for shot in folder.load().scenes[0].shots], [end, 60 - end])
    drag(board, cut, 100)
    comes(board, lambda: folder.load().scenes[0].shots[1].frames, SHORTEST_SHOT)
    expect(board.locator("[data-testid=stAlert]")).to_have_count(0)


def test_everything_on_it_can_be_done_by_keyboard(board: Page, folder: ProjectFolder) -> None:
    heard = """() => {
      window.heard = [];
      addEventListener("adforge-seek", (event) => window.heard.push(event.detail.seconds));
      addEventListener("adforge-transport", (event) => window.heard.push(event.detail));
    }"""
    board.evaluate(heard)
    board.locator(".ruler").focus()
    for key in ("End", "ArrowLeft", "Shift+ArrowLeft", "ArrowUp", "Home", "l", "k", "j", " "):
        board.keyboard.press(key)
    expected = [179 / 30, 178 / 30, 168 / 30, 4.0, 0, "forward", "stop", "back", "toggle"]
    assert board.evaluate("window.heard") == pytest.approx(expected)

    board.locator("[data-name='end scene-2']").focus()
    board.keyboard.press("Shift+ArrowRight")
    board.keyboard.press("ArrowRight")
    comes(board, lambda: folder.load().scenes[1].frames, 71)
    clip = board.locator("[data-name='clip scene-1']")
    clip.focus()
    board.keyboard.press("Shift+ArrowRight")
    comes(board, lambda: [scene.id for scene in folder.load().scenes], ["scene-2", "scene-1", "scene-3"])
    expect(clip).to_be_focused()
    board.keyboard.press("Enter")
    board.wait_for_url("**scene=scene-1**")
    board.keyboard.press("+")
    wide = board.locator(".lanes").bounding_box()
    assert wide is not None
    assert wide["width"] > 1.2 * 1000

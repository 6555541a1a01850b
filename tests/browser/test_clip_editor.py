"""A clip of the user's own, trimmed and cropped before it is a background, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adforge_core.media.ffmpeg import run
from adforge_core.model.clip_edit import AtItsEnd
from adforge_core.model.storyboard import Scene
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import comes, faults, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Four seconds with a tone, wider than the ad."""
    out = tmp_path / "beach.mp4"
    pictures, tone = "testsrc2=s=256x144:r=15:d=4", "sine=f=300:d=4"
    run(["-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", tone, "-pix_fmt", "yuv420p", "-c:a", "aac", out])
    return out


def test_a_clip_is_trimmed_cropped_and_heard_before_it_is_used_and_can_be_changed(
    studio: Served, page: Page, clip: Path
) -> None:
    folder = begin_placed(studio.shelf)

    def scene() -> Scene:
        return folder.load().scenes[0]

    page.goto(studio.page("backgrounds", folder.folder.name))
    settled(page)
    page.locator("[class*='st-key-plate-scene-1'] [data-testid=stPopover] button").first.click()
    page.locator("input[type=file]").first.set_input_files(clip)
    dialog = page.get_by_role("dialog").filter(has=page.locator(".editor"))
    expect(dialog.locator(".said")).to_have_text("0.0 to 4.0 s of 4.0 s")
    assert scene().own_plate == "", "it is used before anybody said so"
    its_own = ("Dismiss", "Close")  # Streamlit's
    assert [one for one in faults(page) if not one.startswith(its_own)] == []

    page.get_by_role("slider", name="Start", exact=True).focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    end = page.get_by_role("slider", name="End", exact=True)
    strip, handle = dialog.locator(".strip").bounding_box(), end.bounding_box()
    assert strip is not None
    assert handle is not None
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + 9)
    page.mouse.down()
    page.mouse.move(strip["x"] + strip["width"] * 0.75, handle["y"] + 9, steps=3)
    page.mouse.up()
    crop = dialog.locator(".crop")
    crop.focus()
    for key in ("-", "-", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    dialog.get_by_role("combobox", name="When it is over").click()
    page.get_by_role("option", name="Runs back and forth").click()
    dialog.get_by_text("Keep its sound").click()
    expect(dialog.get_by_role("slider", name="Level (dB)")).to_be_visible()
    settled(page)
    dialog.get_by_role("button", name="Use it").click()
    comes(page, lambda: (scene().own_edit is not None, len(scene().takes)), (True, 2))
    edit = scene().own_edit
    assert edit is not None
    assert edit.start_s == pytest.approx(1, abs=0.05)
    assert edit.end_s == pytest.approx(3, abs=0.15)
    assert (edit.at_its_end, edit.speed, edit.sound_db) == (AtItsEnd.BACK_AND_FORTH, 1, -9)
    assert edit.crop is not None
    assert edit.crop.height < 0.95
    assert edit.crop.width * 256 / (edit.crop.height * 144) == pytest.approx(9 / 16, rel=0.03)
    assert edit.crop.left < 0.5 - edit.crop.width / 2
    expect(page.get_by_text("runs back and forth, with its sound at -9 dB")).to_be_visible()

    page.reload()
    settled(page)
    page.locator("[class*='st-key-plate-scene-1'] [data-testid=stPopover] button").first.click()
    page.get_by_role("button", name="Trim, crop, sound").click()
    expect(dialog.locator(".said")).to_contain_text("1.0 to ")
    dialog.get_by_role("button", name="Reset").click()
    dialog.get_by_role("button", name="Use it").click()
    comes(page, lambda: scene().own_edit != edit, True)
    kept = scene().own_edit
    assert kept is not None
    assert (kept.start_s, kept.end_s, kept.crop, kept.sound_db) == (0, None, None, -9)

"""What must hold whatever people do to the studio: leave it, open it twice, go back, take back, lose a service."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adforge_core.model.edits import with_scene
from adforge_core.project.folder import ProjectFolder
from tests.out_of_order import SIGN
from tests.placed import begin_placed
from tests.served import Served, serving
from tests.watched import faults, settled, turn_to

pytestmark = pytest.mark.browser
SOON_MS = 30_000


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    return begin_placed(studio.shelf)


def type_into(page: Page, label: str, words: str) -> None:
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(words)
    field.press("Tab")


def test_two_windows_on_one_project_never_overwrite_each_other_unseen(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    other = page.context.new_page()
    for window in (page, other):
        window.goto(studio.page("brief", folder.folder.name))
        expect(window.get_by_role("textbox", name="Offer", exact=True)).to_be_visible()
    type_into(page, "Offer", "Two for one")
    expect(page.locator("[class*='-undo'] button").first).to_be_enabled()
    type_into(other, "Audience", "Walkers")
    expect(other.get_by_role("textbox", name="Offer", exact=True)).to_have_value("Two for one")
    assert (folder.load().brief.offer, folder.load().brief.audience) == ("Two for one", "Walkers")

    type_into(page, "Audience", "Climbers")  # this window has not seen the walkers yet
    expect(page.get_by_text("Another window changed")).to_be_visible()
    assert folder.load().brief.audience == "Walkers"


def test_edits_on_several_pages_are_taken_back_and_brought_again_from_another(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("brief", folder.folder.name))
    type_into(page, "Offer", "Two for one")
    undo, redo = (page.locator(f".st-key-{folder.folder.name}-{way} button").first for way in ("undo", "redo"))
    expect(undo).to_be_enabled()
    turn_to(page, "Placement")
    page.wait_for_selector("canvas[data-shown]")
    revision = folder.load().revision
    page.get_by_label("Horizontal").fill("0.4")
    _until_saved(page, folder, revision)
    turn_to(page, "Storyboard")
    line = page.get_by_role("textbox", name="Voiceover line", exact=True)
    line.fill("It packs flat.")
    line.press("Control+Enter")
    expect(page.get_by_text("3 words")).to_be_visible()
    turn_to(page, "Deliver")

    def made() -> tuple[str, bool, str]:
        project = folder.load()
        return project.scenes[0].vo, bool(project.scenes[0].placements), project.brief.offer

    after = [made()]
    for _ in range(3):
        revision = folder.load().revision
        expect(undo).to_be_enabled()
        undo.click()
        _until_saved(page, folder, revision)
        after.append(made())
    assert after == [("It packs flat.", True, "Two for one"), ("", True, "Two for one"), ("", False, "Two for one"),
                     ("", False, "")]  # fmt: skip
    for _ in range(3):
        revision = folder.load().revision
        expect(redo).to_be_enabled()
        redo.click()
        _until_saved(page, folder, revision)
    assert made() == after[0]


def test_back_and_forward_lead_through_the_pages_as_they_were_visited(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    page.locator("[class*=st-key-adforge-scenes-]").get_by_role("button", name="2 · Benefit").click()
    page.wait_for_url("**scene=scene-2*")
    turn_to(page, "Sound")
    pace = page.get_by_role("slider", name="Pace")
    expect(pace).to_be_visible()
    expect(page.get_by_text("Making the sound")).to_be_hidden()
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", name="2 · Benefit")).to_be_visible()
    settled(page)
    page.go_forward()
    expect(pace).to_be_visible()


def test_a_maker_that_fails_is_told_in_a_sentence_with_a_way_out(studio: Served, page: Page) -> None:
    sign = studio.home / SIGN
    sign.touch()
    folder = begin_placed(studio.shelf, plates=False)
    folder.revisions.replace(with_scene(folder.load(), "scene-1", set="paper"))
    page.goto(studio.page("backgrounds", folder.folder.name))
    page.get_by_role("button", name="Generate all").click()
    retries = page.get_by_role("button", name="Try again")
    expect(retries).to_have_count(3)
    expect(page.get_by_text("The lamps are out.")).to_have_count(3)
    assert faults(page) == []
    assert "Traceback" not in page.inner_text("body")

    sign.unlink()
    retries.first.click()
    expect(retries).to_have_count(2)
    for _ in range(SOON_MS // 100):
        makers = [scene.take and scene.take.provider for scene in folder.load().scenes]
        if makers == ["plain", "sweep", "sweep"]:
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail(f"made by {makers}")


def test_a_press_while_a_fragment_ends_draws_the_page_from_its_top(page: Page, tmp_path: Path) -> None:
    with serving(tmp_path / "home", ("-m", "streamlit", "run", "tests/slow_watching.py")) as studio:
        page.goto(studio.address)
        for presses in range(1, 6):
            page.get_by_role("button", name="Press").click()
            expect(page.get_by_text(f"Pressed {presses} times")).to_be_visible()
            expect(page.locator(".st-key-watching").get_by_role("button")).to_have_count(0)


def test_it_listens_to_this_machine_only(studio: Served) -> None:
    listening = {
        address.partition(":")[0]
        for table in ("tcp", "tcp6")
        for _, address, _, state, *_ in (line.split() for line in Path("/proc/net", table).read_text().splitlines()[1:])
        if state == "0A" and int(address.rpartition(":")[2], 16) == studio.port
    }
    assert listening == {"0100007F"}


def _until_saved(page: Page, folder: ProjectFolder, after: int) -> None:
    for _ in range(SOON_MS // 100):
        if folder.load().revision > after:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"nothing was saved after revision {after}")


def test_fields_that_two_pages_have_show_what_is_saved_on_both(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    folder.revisions.edit(lambda project: with_scene(project, "scene-1", set="midnight", plate_prompt="A dark studio"))
    page.goto(studio.page("storyboard", folder.folder.name))
    for name in ("Backgrounds", "Storyboard", "Backgrounds", "Storyboard"):
        turn_to(page, name)
        settled(page)
        expect(page.get_by_role("textbox", name="Background description").first).to_have_value("A dark studio")
        expect(page.get_by_role("combobox", name="Set").first).to_have_value("Midnight")
    for name in ("Deliver", "Brief", "Deliver", "Brief"):
        turn_to(page, name)
        settled(page)
        expect(page.get_by_role("radio", name="9:16")).to_be_checked()
    assert folder.load().scenes[0].plate_prompt == "A dark studio"


def test_a_phone_has_room_for_placing_and_a_tablet_for_the_names_of_the_steps(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(studio.page("placement", folder.folder.name))
    seen = page.locator("canvas[data-shown]").bounding_box()
    assert seen is not None
    assert seen["width"] > 280
    turn_to(page, "Backgrounds")
    row = page.locator("[class*='st-key-takes-']").first
    whole, take = row.bounding_box(), row.get_by_role("button").bounding_box()
    assert whole is not None
    assert take is not None
    assert whole["y"] <= take["y"] < take["y"] + take["height"] <= whole["y"] + whole["height"]
    page.set_viewport_size({"width": 700, "height": 1000})
    settled(page)
    cut = page.locator(".st-key-steps a p").evaluate_all(
        "names => names.map(name => name.parentElement).filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert cut == 0


@pytest.mark.usefixtures("traced_sets")
def test_a_page_left_open_follows_the_ad_that_is_being_made(studio: Served, page: Page) -> None:
    folder = begin_placed(studio.shelf, plates=False, frames=20)
    page.goto(studio.page("deliver", folder.folder.name))
    page.get_by_role("button", name="Render").click()
    expect(page.get_by_role("button", name="Stop rendering")).to_be_visible()
    turn_to(page, "Backgrounds")
    expect(page.get_by_text("Being made as part of the whole ad.").first).to_be_visible()
    at_work = page.locator(".st-key-steps").get_by_text("pending")
    expect(at_work.first).to_be_visible()
    expect(page.get_by_text("A plain backdrop instead.")).to_have_count(3, timeout=2 * SOON_MS)
    expect(at_work).to_have_count(0, timeout=2 * SOON_MS)
    assert folder.deliverables.joinpath("master-9x16.mp4").is_file()

"""The shelf and the frame, as people use them."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from adforge_core.project.underway import announced
from adforge_core.work.monitor import RunMonitor
from tests.served import UPLOAD_MB, Served
from tests.watched import faults, settled


@pytest.mark.browser
def test_a_project_is_begun_and_found_again_by_reload_and_bookmark(studio: Served, page: Page) -> None:
    page.goto(studio.address)
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Product", exact=True).fill("Field Kettle")
    page.get_by_label("Product", exact=True).press("Tab")
    page.get_by_role("button", name="Create project").click()
    page.wait_for_url("**/brief?project=field-kettle")
    expect(page.get_by_text("Field Kettle").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Brief")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Sound").click()
    page.wait_for_url("**/sound?project=field-kettle")
    expect(page.get_by_text("Plan the storyboard first").first).to_be_visible()
    assert faults(page) == []
    page.goto(studio.page("settings", "field-kettle"))
    expect(page.get_by_text("Services and models")).to_be_visible()
    expect(page.get_by_role("link", name="Deliver")).to_be_visible()


@pytest.mark.browser
def test_files_are_served_to_this_machine_only_and_no_projects_secrets(studio: Served) -> None:
    with httpx.Client(base_url=studio.address) as asked:
        part = asked.get("/files/assets/icon.png", headers={"Range": "bytes=0-9"})
        assert (part.status_code, len(part.content)) == (206, 10)
        assert asked.get("/files/projects/tea/project.json").status_code == 404
        assert asked.get("/files/projects/..%2f..%2fetc/media/passwd").status_code in {400, 404}
        assert asked.get("/files/assets/icon.png", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.browser
def test_a_dialog_stays_while_work_on_a_project_ends(studio: Served, page: Page) -> None:
    at_work = studio.shelf.begin_empty("Whetstone")
    card = page.locator(".st-key-card-whetstone")
    with announced(at_work, RunMonitor(), "render"):
        page.goto(studio.address)
        expect(card.get_by_text("Working")).to_be_visible()
        page.get_by_role("button", name="New project").click()
        product = page.get_by_label("Product", exact=True)
        product.fill("Grindstone")
    page.wait_for_timeout(5000)  # the shelf looks every two seconds
    expect(product).to_have_value("Grindstone")
    page.keyboard.press("Escape")
    expect(product).to_be_hidden()
    expect(card.get_by_text("Working")).to_be_hidden()


@pytest.mark.browser
def test_an_open_menu_stays_with_its_project_when_others_move(studio: Served, page: Page) -> None:
    studio.clear()
    for name in ("Anvil", "Bellows", "Chisel"):
        studio.shelf.begin_empty(name)
    page.goto(studio.address)
    settled(page)
    opened_menu(page, "bellows").get_by_role("button", name="Duplicate").click()
    expect(page.locator(".st-key-card-bellows-copy")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("“Bellows” was deleted just now.")).to_be_visible()
    left = set(studio.shelf.projects())
    assert left == {"anvil", "bellows-copy", "chisel"}
    studio.clear()


def opened_menu(page: Page, name: str) -> Locator:
    """The open menu of a card; a busy machine may miss a press as short as a test's."""
    menu = page.get_by_test_id("stPopoverBody")
    for _ in range(10):
        page.locator(f".st-key-menu-{name} button").first.click(delay=60)
        with suppress(TimeoutError):
            menu.wait_for(timeout=5_000)
            break
    return menu


@pytest.mark.browser
def test_quick_clicks_are_one_press(studio: Served, page: Page) -> None:
    studio.clear()
    for name in ("Anvil", "Bellows"):
        studio.shelf.begin_empty(name)

    def press(button: Locator, clicks: int, apart_ms: int) -> None:
        box = button.bounding_box()
        assert box
        for _ in range(clicks):
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.wait_for_timeout(apart_ms)
        settled(page)

    page.goto(studio.address)
    settled(page)
    press(opened_menu(page, "anvil").get_by_role("button", name="Duplicate"), 2, 40)
    expect(page.locator(".st-key-card-anvil-copy")).to_be_visible()
    assert set(studio.shelf.projects()) == {"anvil", "anvil-copy", "bellows"}
    press(opened_menu(page, "anvil").get_by_role("button", name="Delete"), 3, 100)
    expect(page.get_by_text("“Anvil” was deleted just now.")).to_be_visible()
    assert set(studio.shelf.projects()) == {"anvil-copy", "bellows"}
    press(page.get_by_role("button", name="Undo"), 2, 250)
    expect(page.locator(".st-key-card-anvil")).to_be_visible()
    assert set(studio.shelf.projects()) == {"anvil", "anvil-copy", "bellows"}
    for name in ("bellows", "anvil"):
        studio.shelf.delete(name)
    page.reload()
    page.get_by_role("link", name="Trash (2)").click()
    settled(page)
    press(page.get_by_role("button", name="Restore").first, 3, 40)
    expect(page.get_by_text("“Anvil” was restored.")).to_be_visible()
    assert set(studio.shelf.projects()) == {"anvil", "anvil-copy"}
    studio.clear()


@pytest.mark.browser
def test_the_trash_is_emptied_when_told_to(studio: Served, page: Page) -> None:
    studio.clear()
    for name in ("Anvil", "Bellows"):
        studio.shelf.delete(studio.shelf.begin_empty(name).folder.name)
    page.goto(f"{studio.address}/trash")
    expect(page.get_by_text("2 projects, under 1 MB")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Empty the trash").click()
    expect(page.get_by_text("2 projects and everything in them")).to_be_visible()
    page.get_by_role("button", name="Delete 2 projects for good").click()
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    assert studio.shelf.trash.projects() == ()


def packed(studio: Served, place: Path, size: int) -> Path:
    """A pack of so many bytes, of a project that is gone again."""
    studio.clear()
    folder = studio.shelf.begin_empty("Anvil")
    made, digest = folder.media.folder / "film", sha256()
    with made.open("wb") as film:
        for number in range(size >> 20):
            block = number.to_bytes(4, "little") * (1 << 18)
            digest.update(block)
            film.write(block)
    made.rename(folder.media.folder / f"{digest.hexdigest()[:32]}.mp4")
    file = studio.shelf.pack("anvil", place / "anvil.adforge")
    studio.clear()
    return file


@pytest.mark.browser
def test_a_pack_larger_than_an_upload_may_be_comes_in(studio: Served, page: Page, tmp_path: Path) -> None:
    size = (UPLOAD_MB + 4) << 20
    file = packed(studio, tmp_path, size)
    page.goto(studio.address)
    settled(page)
    page.get_by_role("button", name="Import").click()
    page.get_by_label("Exported project").set_input_files(file)
    page.wait_for_url("**/brief?project=anvil", timeout=60_000)
    (film,) = studio.shelf.open("anvil").media.folder.iterdir()
    assert film.stat().st_size == size
    assert [path.name for path in (studio.home / "projects").glob(".*-*")] == []
    studio.clear()


@pytest.mark.browser
def test_an_import_is_cancelled_by_button_by_closing_and_by_leaving(studio: Served, page: Page, tmp_path: Path) -> None:
    file = packed(studio, tmp_path, 12 << 20)  # at 500 kB a second
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")

    def receiving() -> None:
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 500_000}
        network.send("Network.emulateNetworkConditions", slow)
        page.get_by_label("Exported project").set_input_files(file)
        expect(page.get_by_text("Uploading anvil.adforge…")).to_be_visible()
        until(waiting, "nothing was received")

    def waiting() -> list[Path]:
        return list((studio.home / "projects").glob(".receiving-*/*"))

    def until(holds: Callable[[], object], said: str) -> None:
        for _ in range(300):
            if holds():
                return
            page.wait_for_timeout(100)
        raise AssertionError(said)

    page.goto(studio.address)
    settled(page)
    page.get_by_role("button", name="Import").click()
    receiving()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("The import was cancelled. Nothing was kept.")).to_be_visible()
    until(lambda: not waiting(), "what was received is still there")
    receiving()
    page.get_by_role("button", name="Close", exact=True).click()
    until(lambda: not waiting(), "what was received is still there after the dialog was closed")
    page.get_by_role("button", name="Import").click()
    receiving()
    page.goto("about:blank")
    until(lambda: not waiting(), "what was received is still there after the page was left")
    assert studio.shelf.projects() == ()


@pytest.mark.browser
def test_what_cannot_be_imported_is_said_and_another_file_can_be_chosen(
    studio: Served, page: Page, tmp_path: Path
) -> None:
    good, bad = packed(studio, tmp_path, 1 << 20), tmp_path / "holiday.adforge"
    bad.write_bytes(b"a picture")
    page.goto(studio.address)
    settled(page)
    page.get_by_role("button", name="Import").click()
    page.get_by_label("Exported project").set_input_files(bad)
    expect(page.get_by_text("holiday.adforge could not be imported.")).to_be_visible()
    with zipfile.ZipFile(good, "a") as file:
        file.writestr("revisions/history.json", '{"steps":[],"done":3}')
    page.get_by_label("Exported project").set_input_files(good)
    page.wait_for_url("**/brief?project=anvil")
    expect(page.get_by_text("Not everything could be imported.")).to_be_visible()
    studio.clear()


@pytest.mark.browser
def test_another_sites_page_imports_nothing(studio: Served, tmp_path: Path) -> None:
    content = packed(studio, tmp_path, 1 << 20).read_bytes()
    for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert httpx.post(f"{studio.address}/import", content=content, headers=origin).status_code == 403
    ours = {"Origin": studio.address, "Host": "evil.example"}
    assert httpx.post(f"{studio.address}/import", content=content, headers=ours).status_code == 400
    assert studio.shelf.projects() == ()


@pytest.mark.browser
def test_a_page_in_a_project_is_no_page_of_the_studio(studio: Served, page: Page) -> None:
    folder = studio.shelf.begin_empty("Anvil")
    (folder.deliverables / "x.html").write_text("<p id=said>quiet</p><script>said.textContent = 'acting'</script>")
    page.goto(f"{studio.address}/files/projects/{folder.folder.name}/deliverables/x.html")
    expect(page.locator("#said")).to_have_text("quiet")
    studio.clear()

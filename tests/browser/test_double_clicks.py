"""Hands faster than the page: double and triple clicks on every kind of button, and presses right after typing."""

import re
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from adforge_core.model.brief import BrandKit
from adforge_core.model.edits import with_brand, with_brief
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Scene
from adforge_core.project.folder import ProjectFolder
from tests.placed import begin_placed
from tests.served import Served
from tests.watched import pressed, settled

pytestmark = pytest.mark.browser
GAPS_MS = (40, 150)
PRESSED = ":is([data-testid^=stBaseButton], [data-testid=stPopoverButton]):visible:enabled"
BUTTONS = f"[data-testid=stMain] {PRESSED}"
FAILED = "[data-testid=stException], [data-testid=stAlertContentError]"
NAMED = """buttons => buttons.map(one => {
  const keyed = one.closest("[class*='st-key-']");
  return [...keyed?.classList ?? []].find(name => name.startsWith("st-key-")) ?? one.innerText;
})"""


@dataclass(frozen=True)
class May:
    """What several quick presses of a button may do to a project: scenes more and fewer, and which values."""

    more: int = 0
    fewer: int = 0
    values: tuple[str, ...] = ()


# By what stands in the button's name; whatever is not here may change nothing that people write.
MAY = {
    "-copy": May(more=3),
    "-delete": May(fewer=1),
    "-up": May(values=("order",)),
    "-down": May(values=("order",)),
    "-lock": May(values=("locked",)),
    "-fit": May(values=("frames",)),
    "-stretch": May(values=("frames",)),
    "number": May(values=("frames",)),
    "add-colour": May(values=("colours",)),
    "-add": May(more=3),
    "remove-colour": May(values=("one colour",)),
    "copy-scene": May(values=("placement",)),
    "-reset": May(values=("placement",)),
    "-other-": May(values=("vo",)),
    "-use-": May(values=("sound",)),
    "format": May(values=("format",)),
    "speed": May(values=("sound",)),
    "undo": May(more=9, fewer=9, values=("order", "locked", "frames", "colours", "placement", "vo", "sound", "format")),
    "redo": May(more=9, fewer=9, values=("order", "locked", "frames", "colours", "placement", "vo", "sound", "format")),
    "seconds": May(values=("frames",)),
    "length": May(values=("frames",)),
    "-plan": May(values=("all",)),
    "budget": May(values=("budget",)),
}


def written(project: Project) -> dict[str, object]:
    """What people write, by what a button may change of it."""

    def each(name: str) -> list[tuple[str, object]]:
        return sorted((scene.id, getattr(scene, name)) for scene in project.scenes)

    def told(scene: Scene) -> tuple[object, ...]:
        return scene.id, scene.super, scene.role, scene.set, scene.plate_prompt, scene.camera, scene.motion

    brief, brand = project.brief, project.brief.brand
    return {
        "brief": brief.model_copy(update={"brand": BrandKit()}),
        "brand": brand.model_copy(update={"palette": ()}),
        "colours": brand.palette,
        "format": project.format,
        "budget": project.budget_usd,
        "drafts": project.drafts,
        "order": [scene.id for scene in project.scenes],
        "scenes": sorted(map(told, project.scenes), key=str),
        "vo": each("vo"),
        "locked": each("locked"),
        "frames": each("frames"),
        "placement": each("placements"),
        "sound": project.sound.model_copy(update={"bed": None}),
    }


def press(page: Page, button: Locator, times: int, gap_ms: int) -> None:
    """Presses where the button is, as fast as a hand that does not look."""
    box = None
    while box is None:  # drawn anew just now
        button.evaluate("one => one.scrollIntoView({ block: 'nearest' })", timeout=5_000)
        box = button.bounding_box(timeout=5_000)
    pressed(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, times, gap_ms)


def ran(page: Page, folder: ProjectFolder) -> None:
    """Waits until what was pressed has been done."""
    with suppress(TimeoutError):  # it was done already, or nothing has to run for it
        page.wait_for_selector("[data-test-script-state]:not([data-test-script-state=notRunning])", timeout=500)
    revision = -1
    while revision != folder.load().revision:  # between the runs of two presses it stands still for a moment
        revision = folder.load().revision
        settled(page)
        page.wait_for_timeout(200)


def unlike(before: Project, after: Project, may: May) -> list[str]:
    """What changed that the button does not say."""
    if may.values == ("all",):
        return [] if after.brief == before.brief and after.format is before.format else ["the brief"]
    count = len(after.scenes) - len(before.scenes)
    wrong = [] if -may.fewer <= count <= may.more else [f"{count:+} scenes"]
    colours = len(before.brief.brand.palette) - len(after.brief.brand.palette)
    if "one colour" in may.values and colours > 1:
        wrong.append(f"{colours} colours fewer")
    allowed = {*may.values, *({"colours"} if "one colour" in may.values else ())}
    if count:
        allowed |= {"order", "scenes", "vo", "locked", "frames", "placement"}
    was, now = written(before), written(after)
    return wrong + [name for name in was if was[name] != now[name] and name not in allowed]


def of_each_kind(names: list[str]) -> list[str]:
    """One of those buttons that are alike but for their scene or take, from the middle of them."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(re.sub(r"(scene|take)-\d+", r"\1", name), []).append(name)
    return [same[len(same) // 2] for same in alike.values()]


@pytest.fixture
def folder(studio: Served) -> ProjectFolder:
    """A project whose fields all hold something else than they begin with."""
    folder = begin_placed(studio.shelf)
    product = folder.load().product
    assert product is not None
    looked_at = product.model_copy(update={"matte": product.photo})
    folder.revisions.replace(folder.load().model_copy(update={"product": looked_at}))
    filled = {"description": "Keeps things.", "offer": "20% off", "cta": "Order yours", "duration": 12}
    colours = ("#112233", "#445566")
    folder.revisions.edit(lambda project: with_brand(with_brief(project, **filled), name="Lids", palette=colours))
    return folder


@pytest.mark.parametrize("step", ["brief", "storyboard", "backgrounds", "placement", "sound", "deliver", "settings"])
def test_a_double_or_triple_click_does_what_one_press_says(
    studio: Served, page: Page, folder: ProjectFolder, step: str
) -> None:
    address = studio.page(step, folder.folder.name)
    wrong: list[str] = []
    gone: list[str] = []
    page.goto(address)
    settled(page)
    if step == "placement":
        page.wait_for_selector("canvas[data-shown]")
    expect(page.locator(BUTTONS).first).to_be_visible()
    settled(page)
    names = of_each_kind(page.locator(BUTTONS).evaluate_all(NAMED))
    assert names
    for number, name in enumerate(names):
        if "file" in name or "photo" in name or "logo" in name or "font" in name or "Upload" in name:
            continue  # the computer's own window for files would open
        if ("undo" in name or "redo" in name) and step != "storyboard":
            continue  # the frame's, and the same on every page
        keyed = name.startswith("st-key-")
        named = f'[class~="{name}"] {PRESSED}' if keyed else f"{BUTTONS} >> text={name.split()[-1]}"
        button = page.locator(named).first
        if f"/{step}?" not in page.url or not button.count():  # an earlier press led away from it
            page.goto(address)
            settled(page)
            if step == "placement":
                page.wait_for_selector("canvas[data-shown]")
            if not button.count():  # for good, such as what was there of a deleted scene
                gone.append(name)
                continue
        before = folder.load()
        try:
            press(page, button, 2 + number % 2, GAPS_MS[number // 2 % 2])
        except TimeoutError:
            gone.append(name)  # it was put out of use just now
            continue
        ran(page, folder)
        page.keyboard.press("Escape")
        may = next((may for part, may in MAY.items() if part in name), May())
        did = [step.label for step in folder.revisions.history().steps]
        wrong += [f"{name}: {what}, after {did[-3:]}" for what in unlike(before, folder.load(), may)]
        if page.locator(FAILED).count():
            wrong.append(f"{name}: {page.locator(FAILED).first.inner_text()}")
    if step == "deliver":
        press(page, page.get_by_role("button", name="Stop rendering"), 2, GAPS_MS[0])
        expect(page.get_by_text("Stopped.")).to_be_visible()
    assert wrong == []
    assert len(gone) <= len(names) // 2, gone


def test_the_first_plan_is_made_once_and_nothing_of_the_brief_changes(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    folder.revisions.replace(folder.load().model_copy(update={"scenes": ()}))
    page.goto(studio.page("brief", folder.folder.name))
    offer = page.get_by_role("textbox", name="Offer", exact=True)
    offer.fill("30% off")
    offer.press("Tab")
    expect(page.locator("[class*='-undo'] button").first).to_be_enabled()
    settled(page)
    before = folder.load()
    press(page, page.get_by_role("button", name="Plan the storyboard"), 3, 150)
    page.wait_for_url("**/storyboard?project=*")
    expect(page.get_by_role("textbox", name="Voiceover line", exact=True)).to_be_visible()
    page.get_by_role("link", name="Brief").click(delay=60)
    expect(offer).to_have_value("30% off")
    settled(page)
    # A run after all: what the browser holds of the fields is sent with it.
    page.get_by_role("button", name="Continue to the storyboard").click()
    page.wait_for_url("**/storyboard?project=*")
    planned = folder.load()
    assert (planned.brief, planned.format, planned.drafts) == (before.brief, before.format, before.drafts)
    labels = [one.label for one in folder.revisions.history().steps]
    assert labels.count("Plan the storyboard") == 1


def test_a_double_click_on_begin_begins_one_project_and_shows_it(studio: Served, page: Page) -> None:
    known = set(studio.shelf.projects())
    page.goto(studio.address)
    page.get_by_role("button", name="New project").click()
    page.get_by_role("textbox", name="Product").press_sequentially("Double", delay=20)
    press(page, page.get_by_role("button", name="Create project"), 2, 40)
    page.wait_for_url("**/brief?project=*")
    settled(page)
    expect(page.get_by_role("textbox", name="Product")).to_have_value("Double")
    assert len(set(studio.shelf.projects()) - known) == 1


def slowly(page: Page, button: Locator, held_ms: int) -> None:
    """A press of real hands: the button is down for a while, in which the page may have drawn itself anew."""
    button.evaluate("one => one.scrollIntoView({ block: 'nearest' })")
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(held_ms)
    page.mouse.up()


def test_a_press_right_after_typing_saves_it_and_does_what_it_says(
    studio: Served, page: Page, folder: ProjectFolder
) -> None:
    page.goto(studio.page("brief", folder.folder.name))
    settled(page)
    page.get_by_role("textbox", name="Offer", exact=True).fill("40% off")
    slowly(page, page.get_by_role("link", name="Storyboard"), 120)
    page.wait_for_url("**/storyboard?project=*")
    note = page.get_by_role("textbox", name="What should be different?")
    expect(note).to_be_visible()
    settled(page)
    assert folder.load().brief.offer == "40% off"
    note.fill("Warmer light please")
    slowly(page, page.get_by_role("button", name="Suggest changes"), 60)
    expect(page.get_by_text("suggested.")).to_be_visible()


def test_a_project_begins_by_a_press_right_after_its_name(studio: Served, page: Page) -> None:
    page.goto(studio.address)
    page.get_by_role("button", name="New project").click()
    page.get_by_role("textbox", name="Product").fill("Lantern")
    slowly(page, page.get_by_role("button", name="Create project"), 90)
    page.wait_for_url("**/brief?project=lantern*")


def test_help_takes_no_press_from_what_it_covers(studio: Served, page: Page, folder: ProjectFolder) -> None:
    page.goto(studio.page("storyboard", folder.folder.name))
    settled(page)
    page.get_by_role("textbox", name="What should be different?").fill("Warmer light please")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Plan again")).to_be_focused()
    help = page.get_by_text("Plans every scene again, except locked ones")
    expect(help).to_be_visible()
    button = page.get_by_role("button", name="Suggest changes")
    over, under = help.bounding_box(), button.bounding_box()
    assert over is not None
    assert under is not None
    assert over["y"] < under["y"] + under["height"]
    assert over["y"] + over["height"] > under["y"]
    slowly(page, button, 90)
    expect(page.get_by_text("suggested.")).to_be_visible()

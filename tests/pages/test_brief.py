"""The brief's page, with the real core behind it: what is typed, chosen and uploaded is in the project on disk."""

import io
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, TextInput

from adforge_core.media.assets import asset
from adforge_core.model.brief import Style
from adforge_core.model.edits import with_brief
from adforge_core.model.formats import Format
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from pages.parts.kit.studio import studio
from pages.parts.kit.words import plain
from tests.shots import bottle, shot

PRODUCT = "Slow Morning"


@pytest.fixture
def folder() -> ProjectFolder:
    """An empty project."""
    return Library(studio_home() / "projects").begin_empty(PRODUCT)


@pytest.fixture
def page(page: Callable[..., AppTest], folder: ProjectFolder) -> AppTest:
    return page("pages/brief.py", folder.folder.name)


def png(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    return written.getvalue()


def transparent(kind: str = "PNG") -> bytes:
    """A photo that is cut out already, so that no cutter is asked."""
    pixels, opacity = shot(bottle, (40, 90, 80))
    written = io.BytesIO()
    Image.fromarray(np.dstack([pixels, np.rint(opacity * 255).astype(np.uint8)])).save(written, kind, lossless=True)
    return written.getvalue()


def give(page: AppTest, label: str, name: str, content: bytes) -> None:
    uploader = next(one for one in page.file_uploader if one.label == label)
    uploader.set_value((name, content, "application/octet-stream")).run()


def upload(page: AppTest, label: str, name: str, content: bytes) -> AppTest:
    """The page once an uploaded file was taken in and the work on it has ended."""
    give(page, label, name, content)
    named = page.query_params["project"]
    for task in studio().tasks.of(studio_home() / "projects" / (named if isinstance(named, str) else named[0])):
        task.wait(60)
    return page.run()


def said(page: AppTest) -> str:
    shown = [*(one.value for one in page.markdown), *(one.value for one in page.error)]
    return " ".join(shown).replace("\\", "")


def test_every_field_is_saved_as_it_is_changed(page: AppTest, folder: ProjectFolder) -> None:
    assert not page.exception
    for label, typed in {
        "Product": " Slow Morning No. 2 ",
        "Audience": "Late risers",
        "Offer": "$14, 20% off",
        "Call to action": "Order yours",
        "Brand": "Corner Cup",
        "Legal line": "Terms apply.",
    }.items():
        next(one for one in page.text_input if one.label == label).set_value(typed).run()
    next(one for one in page.text_area if one.label == "Description").set_value("A coffee.").run()
    next(one for one in page.text_area if one.label.startswith("Benefits")).set_value("- Calm\n\n* Warm \nSlow").run()
    page.radio[0].set_value(Style.BOLD).run()
    for slider, value in zip(page.slider, (15.0, 3), strict=True):
        slider.set_value(value).run()
    page.button_group[0].set_value(Format.SQUARE).run()
    assert not page.exception
    project = folder.load()
    brief = project.brief
    assert brief.product == "Slow Morning No. 2"
    assert (brief.audience, brief.offer, brief.cta) == ("Late risers", "$14, 20% off", "Order yours")
    assert (brief.description, brief.benefits) == ("A coffee.", ("Calm", "Warm", "Slow"))
    assert (brief.brand.name, brief.brand.legal) == ("Corner Cup", "Terms apply.")
    assert (brief.style, brief.duration, brief.scenes) == (Style.BOLD, 15, 3)
    assert project.format is Format.SQUARE
    assert folder.revisions.history().undo == "Change the format"


def test_what_cannot_be_saved_stays_to_be_mended_and_the_project_keeps_what_it_had(
    page: AppTest, folder: ProjectFolder
) -> None:
    field = next(one for one in page.text_input if one.label == "Product")
    field.set_value("").run()
    assert "This cannot be empty. It is not saved yet." in said(page)
    field = next(one for one in page.text_input if one.label == "Product")
    field.set_value("x" * 201).run()
    assert "This is too long: 201 characters, at most 200." in said(page)
    page.run()
    field = next(one for one in page.text_input if one.label == "Product")
    assert field.value == "x" * 201
    benefits = next(one for one in page.text_area if one.label.startswith("Benefits"))
    benefits.set_value("\n".join(f"benefit {number}" for number in range(21))).run()
    assert "That is too many: 21, at most 20." in said(page)
    assert folder.load().brief.product == PRODUCT
    assert folder.load().brief.benefits == ()
    field = next(one for one in page.text_input if one.label == "Product")
    field.set_value("Better").run()
    assert "too long" not in said(page)
    assert folder.load().brief.product == "Better"


def test_an_edit_made_elsewhere_shows_and_is_kept(page: AppTest, folder: ProjectFolder) -> None:
    folder.revisions.edit(lambda project: with_brief(project, audience="Night owls"), "elsewhere")
    next(one for one in page.text_input if one.label == "Offer").set_value("Free cup").run()
    assert next(one for one in page.text_input if one.label == "Audience").value == "Night owls"
    brief = folder.load().brief
    assert (brief.audience, brief.offer) == ("Night owls", "Free cup")


@pytest.mark.parametrize(("answer", "kept"), [("mine", "Early birds"), ("theirs", "Night owls")])
def test_what_was_typed_stays_where_another_window_changed_the_same(
    page: AppTest, folder: ProjectFolder, answer: str, kept: str
) -> None:
    folder.revisions.edit(lambda project: with_brief(project, audience="Night owls"), "elsewhere")

    def field() -> TextInput:
        return next(one for one in page.text_input if one.label == "Audience")

    field().set_value("Early birds").run()
    assert "Another window changed" in " ".join(str(one.value) for one in page.warning)
    assert (field().value, folder.load().brief.audience) == ("Early birds", "Night owls")
    page.run()
    assert field().value == "Early birds"
    next(one for one in page.button if str(one.key).endswith(f"/audience {answer}")).click().run()
    assert (field().value, folder.load().brief.audience) == (kept, kept)
    assert not [one for one in page.button if str(one.key).endswith(f"/audience {answer}")]


def test_a_press_that_is_quicker_than_the_page_does_not_bring_back_what_was_undone(
    page: AppTest, folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.parts.kit.fields._DELAY_S", 60.0)

    def field() -> TextInput:
        return next(one for one in page.text_input if one.label == "Offer")

    def undo() -> Button:
        return next(one for one in page.button if str(one.key).endswith("/undo"))

    for words, elsewhere in (("First", "Owls"), ("Second", "Larks"), ("Third", "Jays")):
        field().set_value(words).run()
        next(one for one in page.text_input if one.label == "Audience").set_value(elsewhere).run()
    undo().click().run()
    undo().click().run()
    assert folder.load().brief.offer == "Second"
    for _ in range(2):
        field().set_value("Third")  # what the browser still holds is sent along with the press
        undo().click().run()
    assert folder.load().brief.offer == "First"
    assert field().value == "First"
    assert folder.load().brief.audience == "Owls"


def test_undo_says_so_where_it_takes_back_what_another_window_did(page: AppTest, folder: ProjectFolder) -> None:
    next(one for one in page.text_input if one.label == "Offer").set_value("Free cup").run()
    folder.revisions.edit(lambda project: with_brief(project, audience="Night owls"), "Edit the audience")
    undo = next(button for button in page.button if str(button.key).endswith("/undo"))
    undo.click().run()
    assert folder.load().brief.audience == ""
    said = "There was a newer edit than the button showed. It was undone: Edit the audience."
    assert [note.value for note in page.info] == [plain(said)]
    next(button for button in page.button if str(button.key).endswith("/undo")).click().run()
    assert folder.load().brief.offer == ""
    assert not page.info


def test_colours_are_added_changed_and_removed(page: AppTest, folder: ProjectFolder) -> None:
    for count in range(8):
        assert len(page.color_picker) == count
        next(one for one in page.button if one.label == "Add").click().run()
    assert len(folder.load().brief.brand.palette) == 8
    assert "Add" not in [one.label for one in page.button]
    page.color_picker[2].set_value("#12ab34").run()
    assert folder.load().brief.brand.palette[2] == "#12ab34"
    next(one for one in page.button if one.key and one.key.endswith("remove colour 0")).click().run()
    assert folder.load().brief.brand.palette[1] == "#12ab34"
    assert [picker.value for picker in page.color_picker][1] == "#12ab34"
    assert not page.exception


def test_a_font_and_a_logo_are_taken_in_and_bad_ones_are_said_in_place(page: AppTest, folder: ProjectFolder) -> None:
    font = Path(asset("fonts", "Oswald_600SemiBold.ttf"))
    upload(page, "Font file (.ttf or .otf)", "mine.ttf", font.read_bytes())
    kept = folder.load().brief.brand.font
    assert folder.media.local(kept).read_bytes() == font.read_bytes()
    assert any("Oswald" in option for option in page.selectbox[1].options)
    upload(page, "Font file (.ttf or .otf)", "bad.otf", b"no font")
    assert "bad.otf cannot be read" in said(page)
    damaged = bytearray(font.read_bytes())
    damaged[len(damaged) // 3 : -100] = b"\xff" * (len(damaged[len(damaged) // 3 : -100]))
    upload(page, "Font file (.ttf or .otf)", "damaged.ttf", bytes(damaged))
    assert "damaged.ttf cannot be read" in said(page)
    upload(page, "Font file (.ttf or .otf)", "font.woff2", b"wOF2")
    assert "font.woff2 is not a font file" in said(page)
    assert folder.load().brief.brand.font == kept
    upload(page, "Logo (a picture)", "logo.png", png(np.full((40, 90, 4), 200, np.uint8)))
    logo = folder.load().brief.brand.logo
    assert folder.media.local(logo).is_file()
    upload(page, "Logo (a picture)", "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert "is an SVG drawing" in said(page)
    assert folder.load().brief.brand.logo == logo
    next(one for one in page.button if one.label == "Remove").click().run()
    assert folder.load().brief.brand.logo == ""
    assert not page.exception


def test_without_a_photo_there_is_no_plan_and_the_reason_is_said(page: AppTest) -> None:
    button = next(one for one in page.button if one.label.startswith("Plan the storyboard"))
    assert button.disabled
    assert "Add a product photo first." in [one.value for one in page.caption]


def test_a_photo_is_cut_out_and_shown_and_a_bad_one_after_it_changes_nothing(
    page: AppTest, folder: ProjectFolder
) -> None:
    upload(page, "Add a photo of the product", "bottle.png", png(shot(bottle, (40, 90, 80))[0]))
    project = folder.load()
    assert project.product is not None
    assert not project.product.framed
    assert folder.media.local(project.product.matte).is_file()
    assert "Clean cut-out" in said(page)
    assert folder.revisions.history().undo == "Add the photo"
    assert any("adforge-cutout" in one.proto.body for one in page.get("html"))
    assert not next(one for one in page.button if one.label.startswith("Plan the storyboard")).disabled
    whole = png(shot(bottle, (40, 90, 80))[0])
    for name, content, sentence in (
        ("empty.png", b"", "is empty"),
        ("cut.png", whole[: len(whole) // 2], "is damaged"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing"),
        ("letter.pdf", b"%PDF-1.7 ", "is a PDF document"),
        ("notes.txt", b"hello", "is not a picture"),
        ("dot.png", png(np.zeros((1, 1, 3), np.uint8)), "is only 1 x 1 pixels"),
        ("wall.png", png(np.full((200, 300, 3), 90, np.uint8)), "shows only a background"),
    ):
        upload(page, "Replace the photo", name, content)
        assert sentence in said(page)
        assert not page.exception
        assert folder.load().product == project.product
    next(one for one in page.button if one.label == "Dismiss").click().run()
    assert "shows only a background" not in said(page)


@pytest.mark.parametrize(("name", "kind"), [("a.webp", "WEBP"), ("a.tiff", "TIFF")])
def test_photos_come_in_the_usual_kinds(page: AppTest, folder: ProjectFolder, name: str, kind: str) -> None:
    upload(page, "Add a photo of the product", name, transparent(kind))
    assert "Clean cut-out" in said(page)
    assert folder.load().product is not None


def test_a_photo_that_comes_while_another_is_cut_out_is_not_forgotten_silently(
    page: AppTest, folder: ProjectFolder
) -> None:
    label, photo, done = "Add a photo of the product", transparent(), Event()
    elsewhere = studio().tasks.start(folder.folder, "cutout", lambda _: done.wait(20), about="another photo")
    give(page, label, "bottle.png", photo)
    assert page.warning[0].value.startswith("Another window has already started this. Try again")
    done.set()
    elsewhere.wait(20)
    page.run()
    assert not page.warning
    upload(page, label, "bottle.png", photo)
    assert folder.load().product is not None


def test_a_photo_that_cannot_be_cut_out_is_framed_with_the_reason_and_a_way_out(page: AppTest) -> None:
    blocks = np.random.default_rng(1).integers(0, 256, (12, 16, 3), np.uint8)
    busy = np.kron(blocks, np.ones((25, 25, 1), np.uint8))
    upload(page, "Add a photo of the product", "busy.png", png(busy))
    assert "The photo itself fills the frame" in said(page)
    assert "Correct it by hand" in said(page)
    next(one for one in page.button if one.label == "Correct the cut-out").click().run()
    assert not page.exception
    assert "u2netp" in page.selectbox[0].options
    assert any("silueta · 44 MB to download" in option for option in page.selectbox[0].options)
    next(one for one in page.button if one.label == "Done").click().run()
    assert any(one.label == "Product" for one in page.text_input)


def test_several_photos_are_added_at_once_made_the_main_one_and_removed(page: AppTest, folder: ProjectFolder) -> None:
    colours = [(40, 90, 80, 255), (200, 60, 20, 255), (20, 60, 200, 255)]
    photos = []
    for number, colour in enumerate(colours):
        pixels = np.zeros((600, 600, 4), np.uint8)
        pixels[100:500, 200:400] = colour
        photos.append((f"{number}.png", png(pixels), "image/png"))
    uploader = next(one for one in page.file_uploader if one.label == "Add a photo of the product")
    uploader.set_value(photos).run()
    for task in studio().tasks.of(folder.folder):
        task.wait(60)
    page.run()

    def shown() -> list[str]:
        product = folder.load().product
        assert product is not None
        return [photo.palette[0] for photo in product.photos]

    first, second, third = shown()
    next(one for one in page.button if one.label == "Make main").click().run()
    assert shown() == [second, first, third]
    next(one for one in page.button if one.label == "Remove").click().run()
    assert shown() == [second, third]
    box = next(one for one in page.selectbox if one.label == "Shown")
    box.select("photo").run()
    assert folder.load().brief.shown == "photo"
    assert "The photo itself fills the frame" in said(page)
    assert not page.exception


def test_of_several_photos_the_good_are_taken_and_the_popover_says_what_of_the_others(
    page: AppTest, folder: ProjectFolder
) -> None:
    first, second = transparent(), png(np.dstack([np.full((600, 600, 3), 90), np.eye(600) * 255]).astype(np.uint8))
    upload(page, "Add a photo of the product", "bottle.png", first)
    clear = png(np.zeros((200, 300, 4), np.uint8))
    uploader = next(one for one in page.file_uploader if one.label == "Add photos")
    given = [("again.jpg", first), ('quo"te\n.png', clear), ("x" * 250 + ".png", b""), ("back.png", second)]
    uploader.set_value([(name, content, "image/png") for name, content in given]).run()
    for task in studio().tasks.of(folder.folder):
        task.wait(60)
    page.run()
    product = folder.load().product
    assert product is not None
    assert len(product.photos) == 2
    popover = " ".join(one.value for one in page.markdown if ":material/warning:" in one.value)
    for said_of_it in ("again.jpg is the main photo already", "is transparent all over", "xxx.png is empty"):
        assert said_of_it in popover
    assert not page.exception


def test_a_doubtful_cut_out_is_never_called_clean(page: AppTest, folder: ProjectFolder) -> None:
    cut_off = np.zeros((600, 600, 4), np.uint8)
    cut_off[200:, 150:450] = (40, 90, 80, 255)
    upload(page, "Add a photo of the product", "bottom.png", png(cut_off))
    assert "Clean cut-out" not in said(page)
    assert "Not fit for use." in said(page)
    assert "Use a photo that shows the whole product." in said(page)
    product = folder.load().product
    assert product is not None
    assert product.doubtful


def test_planning_starts_and_leads_to_the_storyboard(page: AppTest, folder: ProjectFolder) -> None:
    for slider, value in zip(page.slider, (6.0, 1), strict=True):
        slider.set_value(value).run()
    upload(page, "Add a photo of the product", "bottle.png", transparent())
    next(one for one in page.button if one.label.startswith("Plan the storyboard")).click().run()
    task = studio().tasks.find(folder.folder, "plan")
    assert task is not None
    task.wait(60)
    assert len(folder.load().scenes) == 1


def test_a_pasted_address_names_the_product_and_the_language_can_be_chosen(
    page: AppTest, folder: ProjectFolder
) -> None:
    next(one for one in page.text_input if one.label == "Product").set_value("https://www.acme.com/breakfast-tea").run()
    assert folder.load().brief.product == "Breakfast Tea"
    assert next(one for one in page.text_input if one.label == "Product").value == "Breakfast Tea"
    chosen = next(one for one in page.selectbox if one.label == "Language")
    assert chosen.value == ""
    assert not any("no voice" in one.value for one in page.info)
    chosen.set_value("de").run()
    assert folder.load().brief.language == "de"
    assert any("The brief is in German, which no voice here speaks" in one.value for one in page.info)
    next(one for one in page.selectbox if one.label == "Language").set_value("en").run()
    assert folder.load().brief.language_given
    assert not page.exception

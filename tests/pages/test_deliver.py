"""Step 6: what can be rendered, what was measured, what can be taken home."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile, copytree
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.errors import BadProject, StageFailed
from adforge_core.model.channels import channels
from adforge_core.model.edits import with_scene
from adforge_core.model.formats import Format
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline import render_ad
from adforge_core.pipeline.animatics import make_animatic
from adforge_core.pipeline.craft import craft_of
from adforge_core.pipeline.craft_goals import craft_report
from adforge_core.pipeline.delivered import delivered, delivered_variants, record_delivery, record_variant
from adforge_core.pipeline.overlaps import Problem
from adforge_core.pipeline.piecework import at_work
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.stages.check import MasterFacts, Stretch
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.workers import worker_pool
from pages.parts.deliver.report import as_list, channel_lines, report
from pages.parts.kit.studio import studio
from tests.placed import begin_placed

pytestmark = pytest.mark.usefixtures("shared_cache")
Page = Callable[..., AppTest]
FILE = "pages/deliver.py"
CARDS = "<div class='adforge-variants'>"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory, made_before: Path) -> Path:
    """A small ad, finished, and its craft measured; a folder to copy."""
    place = tmp_path_factory.mktemp("rendered")
    folder = begin_placed(Library(place), frames=30)
    ad = render_ad(folder.folder, providers=choose_providers(offline=True).providers, cache=Cache(made_before))
    found = delivered(folder, Format.VERTICAL)
    assert found is not None
    craft = craft_of(folder.media, ad.project, ad.master)
    record_delivery(folder, found.model_copy(update={"craft": craft}))
    return folder.folder


@pytest.fixture
def made(rendered: Path) -> ProjectFolder:
    folder = studio_home() / "projects" / "box"
    copytree(rendered, folder, copy_function=copyfile)
    return measured(ProjectFolder(folder), 0.6)


def measured(folder: ProjectFolder, difference: float | None) -> ProjectFolder:
    found = delivered(folder, Format.VERTICAL)
    assert found is not None
    record_delivery(folder, found.model_copy(update={"fidelity": difference}))
    return folder


def html(board: AppTest) -> str:
    return " ".join(str(part.proto.body) for part in board.get("html"))


def said(board: AppTest) -> str:
    texts = (*board.markdown, *board.caption, *board.info, *board.warning, *board.error)
    return " ".join(str(text.value) for text in texts).replace("\\", "")


def wait_for(folder: ProjectFolder, kind: str, seconds: float = 60) -> None:
    """Returns when the work of that kind, which must have been begun, has ended."""
    task = studio().tasks.find(folder.folder, kind)
    assert task is not None
    task.wait(seconds)


def render_button(board: AppTest) -> list[str]:
    return [button.label for button in board.button if button.key == "box/render"]


@pytest.mark.parametrize(("begin", "label"), [("begin_empty", "Go to the brief"), ("planned", "")])
def test_before_there_is_an_ad_it_says_what_is_missing(page: Page, begin: str, label: str) -> None:
    shelf = Library(studio_home() / "projects")
    folder = shelf.begin_empty("Box") if begin == "begin_empty" else begin_placed(shelf, plates=False)
    board = page(FILE, "box")
    assert not board.exception
    assert "Not rendered yet" in said(board)
    button = board.button(key="box/render")
    assert button.disabled is (begin == "begin_empty")
    if label:
        assert label in [link.proto.label for link in board.get("page_link")]
    else:
        assert "about" in button.label
        assert button.label.endswith("$0")
    assert "<video" not in html(board)
    assert folder.exists


def test_until_it_is_rendered_the_animatic_is_shown(page: Page) -> None:
    folder = begin_placed(Library(studio_home() / "projects"))
    here = studio()
    assert "<video" not in html(page(FILE, "box"))
    with at_work(folder, here.providers, here.cache, RunMonitor()) as run:
        shown = make_animatic(run)
    board = page(FILE, "box")
    assert shown.name in html(board)
    assert "This is the animatic" in html(board)


def test_a_finished_ad_is_played_measured_and_offered(page: Page, made: ProjectFolder) -> None:
    board = page(FILE, "box")
    assert not board.exception
    assert render_button(board) == []
    shown = html(board)
    assert "/files/projects/box/deliverables/master-9x16.mp4" in shown
    for name in ("box-9x16.mp4", "box-9x16.srt", "box-9x16.vtt", "box-9x16.jpg"):
        assert f"download='{name}'" in shown
    assert "1080 by 1920 pixels" in shown
    assert all(channel.name in shown for channel in channels())
    assert "True to your photo" in shown


def to_look_at(board: AppTest) -> int:
    """How many things the heading over the checks counts; "all passed" counts as none."""
    heading = next(str(text.value) for text in board.markdown if "Checks" in str(text.value))
    return int(re.findall(r"(\d+) things? to look at", heading)[0]) if "to look at" in heading else 0


def test_what_other_pages_know_to_be_wrong_is_said_of_the_finished_ad(page: Page, made: ProjectFolder) -> None:
    before = to_look_at(page(FILE, "box"))  # a plain ad without a sound
    lying = Problem(about="Scene 1 in 9:16", said="The product and the headline overlap.")
    found = delivered(made, Format.VERTICAL)
    assert found is not None
    record_delivery(made, found.model_copy(update={"overlaps": (lying,)}))
    board = page(FILE, "box")
    assert to_look_at(board) == before + 1
    assert "<span>Scene 1 in 9:16</span><b><i>Look at this: </i>The product and the headline" in html(board)
    made.revisions.edit(lambda project: with_scene(project, "scene-2", plate_prompt="A beach"))
    note = Fallback(stage="bed", wanted="music", used="no music", why="It failed.")
    made.revisions.edit(lambda project: project.model_copy(update={"fallbacks": (note,)}))
    board = page(FILE, "box")
    assert to_look_at(board) == before + 3
    assert "It has changed since its background was made." in html(board)


def test_an_ad_from_before_that_was_told_is_looked_at_once(page: Page, made: ProjectFolder) -> None:
    found = delivered(made, Format.VERTICAL)
    assert found is not None
    record_delivery(made, found.model_copy(update={"overlaps": None}))
    page(FILE, "box")
    wait_for(made, "fidelity")
    assert delivered(made, Format.VERTICAL) == found


def test_the_craft_of_the_ad_is_measured_and_listed_apart_from_what_is_wrong(page: Page, made: ProjectFolder) -> None:
    found = delivered(made, Format.VERTICAL)
    assert found is not None
    assert found.craft is not None
    board = page(FILE, "box")
    assert not board.exception
    wrong = to_look_at(board)
    known = craft_report(found.craft)
    [listed] = board.expander
    assert listed.label == f"Craft: {known.good} of {len(known.checks)}"
    assert "Speech" in html(board)
    assert "never. Give the first scene a line." in html(board)
    # An ad from the command line is measured here.
    record_delivery(made, found.model_copy(update={"craft": None}))
    board = page(FILE, "box")
    assert not board.expander
    assert to_look_at(board) == wrong
    wait_for(made, "fidelity")
    assert delivered(made, Format.VERTICAL) == found


def test_an_ad_whose_poster_is_lost_is_played_all_the_same(page: Page, made: ProjectFolder) -> None:
    (made.deliverables / "poster-9x16.jpg").unlink()
    board = page(FILE, "box")
    assert not board.exception
    assert "/files/projects/box/deliverables/master-9x16.mp4" in html(board)
    shelf = page("app.py")
    assert not shelf.exception
    assert "Photo of" in html(shelf)
    assert any(button.key == "delete box" for button in shelf.button)


def test_an_ad_rendered_elsewhere_is_compared_with_its_photo_here(page: Page, made: ProjectFolder) -> None:
    measured(made, None)
    board = page(FILE, "box")
    assert "True to your photo" not in html(board)
    wait_for(made, "fidelity")
    board.run()
    assert "True to your photo" in html(board)
    found = delivered(made, Format.VERTICAL)
    assert found is not None
    assert found.fidelity is not None
    assert 0 <= found.fidelity < 5
    record_delivery(made, found.model_copy(update={"fidelity": None, "at": datetime.now(UTC)}))
    board.run()
    wait_for(made, "fidelity")
    again = delivered(made, Format.VERTICAL)
    assert again is not None
    assert again.fidelity == found.fidelity


def test_a_product_that_is_not_the_photos_is_told(page: Page, made: ProjectFolder) -> None:
    found = delivered(made, Format.VERTICAL)
    assert found is not None
    record_delivery(made, found.model_copy(update={"fidelity": 0.6, "untrue": "In scene 2 all of it is 4 levels off"}))
    said = html(page(FILE, "box"))
    assert "Look at this: </i>In scene 2 all of it is 4 levels off (ΔE 0.6)" in said


def test_an_ad_that_cannot_be_compared_is_tried_once(
    page: Page, made: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> float:
        raise StageFailed("No product is seen.")

    monkeypatch.setattr("pages.parts.deliver.rendering.fidelity_of", failing)
    measured(made, None)
    board = page(FILE, "box")
    wait_for(made, "fidelity")
    tried = studio().tasks.find(made.folder, "fidelity")
    board.run()
    assert not board.exception
    assert studio().tasks.find(made.folder, "fidelity") is tried


def test_after_an_edit_it_says_what_is_drawn_again_and_keeps_the_old_ad(page: Page, made: ProjectFolder) -> None:
    made.revisions.edit(lambda project: with_scene(project, "scene-2", super="Good evening"))
    board = page(FILE, "box")
    assert "Rendering draws 1 of 3 scenes again" in said(board)
    assert len(render_button(board)) == 1
    assert render_button(board)[0].startswith("Render again · ")
    assert "master-9x16.mp4" in html(board)


def test_another_format_is_chosen_taken_back_and_says_which_are_there(page: Page, made: ProjectFolder) -> None:
    board = page(FILE, "box")
    choice = next(group for group in board.button_group if group.label.startswith("Format"))
    choice.set_value(Format.SQUARE).run()
    assert not board.exception
    assert made.load().format is Format.SQUARE
    assert "Not rendered yet" in said(board)
    board.button(key="box/undo").click().run()
    assert made.load().format is Format.VERTICAL
    assert "master-9x16.mp4" in html(board)


def test_rendering_is_followed_found_again_and_stopped(page: Page) -> None:
    folder = begin_placed(Library(studio_home() / "projects"))
    board = page(FILE, "box")
    board.button(key="box/render").click().run()
    again = page(FILE, "box")
    assert "Draw the frames" in html(again)
    assert "of 180 frames" in html(again)
    again.button(key="box/stop render ").click().run()
    wait_for(folder, "render")
    again.run()
    assert "Stopped. Finished work is kept" in said(again)
    assert not again.exception
    assert len(render_button(again)) == 1


def test_an_empty_project_that_is_being_made_shows_its_progress(page: Page) -> None:
    folder = Library(studio_home() / "projects").begin_empty("Box")
    here, shown = studio(), Event()

    def work(monitor: RunMonitor) -> None:
        tell = monitor.progress(Stage.CUTOUT)
        while not shown.is_set():
            tell(0.5)
            shown.wait(0.02)

    here.tasks.start(
        folder.folder, "render", work, expected={Stage.CUTOUT: 4.0, Stage.SEGMENT: 8.0}, parts={Stage.SEGMENT: 4}
    )
    board = page(FILE, "box")
    shown.set()
    assert not board.exception
    assert "Making your ad" in said(board)
    assert "Cut out the product" in html(board)
    assert "of 900 frames" in html(board)


def test_a_failed_rendering_says_why_in_place(page: Page, made: ProjectFolder) -> None:
    def work(monitor: RunMonitor) -> None:
        with worker_pool(monitor, 1):
            raise BadProject("The disk is full.", "Make room.")

    studio().tasks.start(made.folder, "render", work).wait(10)
    board = page(FILE, "box")
    assert not board.exception
    assert "The disk is full. Make room." in said(board)
    board.button(key="box/dismiss render").click().run()
    assert "disk" not in said(board)


def test_what_was_replaced_is_listed_by_scene(page: Page, made: ProjectFolder) -> None:
    note = Fallback(stage="plate", wanted="a background by sets", used="a plain backdrop", why="The tubes are broken.")
    made.revisions.edit(lambda project: with_scene(project, "scene-2", fallbacks=(note,)))
    said_of_it = "Scene 2: A plain backdrop instead of a background by the studio's own sets. The tubes are broken."
    assert said_of_it in said(page(FILE, "box"))


def test_the_whole_project_can_be_taken_home(page: Page, made: ProjectFolder, tmp_path: Path) -> None:
    board = page(FILE, "box")
    board.button(key="box/pack").click().run()
    wait_for(made, "pack")
    board.run()
    assert "download='box.adforge'" in html(board)
    assert Library(tmp_path).unpack(made.previews / "box.adforge").folder.load().scenes == made.load().scenes
    (made.deliverables / "hook-1.mp4").write_bytes(b"a variant")
    assert "download='box.adforge'" not in html(board.run()), "the pack lacks what was made since"


def test_the_report_marks_what_is_not_as_it_should_be(made: ProjectFolder) -> None:
    found = delivered(made, Format.VERTICAL)
    assert found is not None
    good = found.facts.model_copy(
        update={"lufs": -14.0, "true_peak_db": -1.5, "silence": (), "black": (), "frozen": ()}
    )
    assert all(line.good for line in report(good, 0.6))
    changes: dict[str, tuple[str, object]] = {
        "Picture": ("width", 1000),
        "Frame rate": ("fps", 25.0),
        "Length": ("audio_duration_s", good.duration_s + 1),
        "Loudness": ("lufs", -20.0),
        "Peak level": ("true_peak_db", -0.2),
        "Silence": ("silence", (Stretch(start=1, end=3),)),
        "Black picture": ("black", (Stretch(start=0, end=1),)),
        "Frozen picture": ("frozen", (Stretch(start=0, end=6),)),
        "Video codec": ("video_codec", "hevc"),
        "Audio codec": ("audio_codec", "mp3"),
        "File": ("faststart", False),
    }
    for name, (field, value) in changes.items():
        bad = MasterFacts.model_validate(good.model_dump() | {field: value})
        assert [line.name for line in report(bad, 0.6) if not line.good] == [name]
    assert [line.name for line in report(good, 4.0) if not line.good] == ["True to your photo"]


def test_channels_say_why_an_ad_does_not_fit(made: ProjectFolder) -> None:
    found = delivered(made, Format.VERTICAL)
    assert found is not None
    fitting = found.facts.model_copy(update={"duration_s": 20.0, "bitrate_kbps": 3000.0})
    assert all(line.good for line in channel_lines(fitting))
    long = {line.name: line.said for line in channel_lines(fitting.model_copy(update={"duration_s": 75.0}))}
    assert long["TikTok"] == "takes at most 60 s"
    assert long["YouTube Shorts"] == "fits"
    square = list(channel_lines(fitting.model_copy(update={"height": 1080})))
    assert {line.good for line in square} == {None}
    assert all("9:16" in line.said for line in square)
    assert "Look at this" not in as_list(square)


def with_words(board: AppTest, hooks: str, calls: str = "") -> AppTest:
    board.text_area(key="box/hooks").set_value(hooks)
    return board.text_area(key="box/calls").set_value(calls).run()


def test_variants_are_asked_for_made_shown_and_offered(page: Page, made: ProjectFolder) -> None:
    board = page(FILE, "box")
    assert CARDS not in html(board)
    board = with_words(board, "Good morning\n\nAt last, <a> box\n")
    start = board.button(key="box/variants")
    assert start.label.startswith("Render 2 variants · about ")
    assert start.label.endswith("$0")
    start.click().run()
    wait_for(made, "variants", 120)
    board = page(FILE, "box")
    assert not board.exception
    shown = html(board)
    assert CARDS in shown
    for number, hook in enumerate(("Good morning", "At last, &lt;a&gt; box"), 1):
        assert f"<b>{hook}</b>" in shown
        assert f"/files/projects/box/deliverables/variants/hook-{number}-9x16.mp4" in shown
        assert f"download='box-hook-{number}-9x16.mp4'" in shown
        assert f"download='box-hook-{number}-9x16.srt'" in shown
    assert "Made before" not in shown
    assert " instead of " not in shown
    first = delivered_variants(made, Format.VERTICAL)[0]
    note = Fallback(stage="voice", wanted="a voice by elevenlabs", used="a voice by hibari", why="It is <busy>.")
    record_variant(made, first.model_copy(update={"fallbacks": (note,)}))
    why = "A voice by the studio&#x27;s own voice instead of a voice by ElevenLabs. It is &lt;busy&gt;."
    assert html(page(FILE, "box")).count(why) == 1
    for lost in ("hook-2-9x16.jpg", "hook-2-9x16.srt"):
        (made.variants / lost).unlink()
    made.revisions.edit(lambda project: with_scene(project, "scene-2", super="Good evening"))
    board = with_words(page(FILE, "box"), "Hello")
    assert html(board).count("Made before the latest changes of the ad.") == 2
    assert not board.exception
    assert "box-hook-2-9x16.mp4" in html(board)
    assert "box-hook-2-9x16.srt" not in html(board)
    assert board.button(key="box/variants").disabled


def test_a_variant_that_cannot_be_says_why_in_place_and_what_was_typed_stays(page: Page, made: ProjectFolder) -> None:
    long = "Good morning | " + 8 * "this line is far too long for its scene, "
    board = with_words(page(FILE, "box"), long, "Buy it")
    board.button(key="box/variants").click().run()
    wait_for(made, "variants", 120)
    board.run()
    assert "Shorten the line, or make the scene longer." in said(board)
    assert CARDS not in html(board)
    assert board.text_area(key="box/hooks").value == long
    assert page(FILE, "box").text_area(key="box/hooks").value == long, "after a reload"
    board.button(key="box/dismiss variants ").click().run()
    assert "Shorten" not in said(board)


def test_variants_are_made_of_what_was_typed_just_before_the_press(page: Page, made: ProjectFolder) -> None:
    board = page(FILE, "box")
    board.text_area(key="box/hooks").set_value("At last, a box")
    board.button(key="box/variants").click().run()
    wait_for(made, "variants", 120)
    assert [variant.hook.shown for variant in delivered_variants(made, Format.VERTICAL)] == ["At last, a box"]


def test_empty_lines_are_no_variants(page: Page, made: ProjectFolder) -> None:
    board = with_words(page(FILE, "box"), " \n", " | ")
    board.button(key="box/variants").click().run()
    assert "Type a hook or a call to action first." in said(board)
    assert studio().tasks.find(made.folder, "variants") is None

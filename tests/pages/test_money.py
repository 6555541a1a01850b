"""What costs money: said on the button, begun by nobody but the marketer, and shown in what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.model.edits import with_budget, with_scene, with_sound
from adforge_core.pipeline.takes import plate_key
from adforge_core.project.folder import ProjectFolder, studio_home
from adforge_core.project.ledger import OrderState
from adforge_core.project.library import Library
from adforge_core.providers.registry import Choice, choose_providers
from pages.parts.kit.page import PAGES
from pages.parts.kit.studio import studio
from tests.bought import BoughtBed, BoughtEditor, BoughtPlates, BoughtVoice
from tests.placed import begin_placed

Page = Callable[..., AppTest]
Serve = Callable[..., None]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Has these providers serve, with the local ones behind them."""

    def serve(**better: Any) -> None:
        def choose(**_: object) -> Choice:
            local = choose_providers(offline=True)
            return Choice(replace(local.providers, **better, fallback=local.providers), local.served)

        monkeypatch.setattr("pages.parts.kit.studio.choose_providers", choose)

    return serve


def begun(*, plates: bool = True, **scene: Any) -> ProjectFolder:
    folder = begin_placed(Library(studio_home() / "projects"), plates=plates)
    ad = folder.load().model_copy(update={"mood": "calm"})
    folder.revisions.replace(with_scene(ad, "scene-1", **scene))
    return folder


def finished(folder: ProjectFolder) -> None:
    for task in studio().tasks.of(folder.folder):
        task.wait(60)


def press(board: AppTest, name: str) -> AppTest:
    board.button(key=f"box/{name}").click().run()
    assert not board.exception
    return board


def said(board: AppTest) -> str:
    texts = (*board.markdown, *board.caption, *board.warning, *board.info, *board.error)
    html = (body for part in board.get("html") if "<style>" not in (body := str(part.proto.body)))
    return " ".join((*(str(text.value) for text in texts), *html)).replace("\\", "")


def paid(folder: ProjectFolder) -> Mapping[str, float]:
    return {entry.provider: entry.cost_usd for entry in folder.ledger.orders() if entry.state is OrderState.ANSWERED}


def test_backgrounds_say_their_price_and_then_who_made_them_for_how_much(page: Page, serve: Serve) -> None:
    plates = BoughtPlates()
    serve(plates=plates)
    folder = begun(plates=False)
    board = page("pages/backgrounds.py", "box")
    assert board.button(key="box/generate").label.endswith("\\$0.60")
    assert board.button(key="box/make scene-1").label.endswith("\\$0.20")
    assert not plates.asked
    press(board, "make scene-1")
    finished(folder)
    board.run()
    assert "Made by bought for $0.20." in said(board)
    take = folder.load().scenes[0].take
    assert take is not None
    assert take.cost_usd == folder.ledger.total_usd() == 0.2
    assert board.button(key="box/animate scene-1").label == "Animate this picture · \\$0.20"
    press(board, "animate scene-1")
    finished(folder)
    scene = folder.load().scenes[0]
    assert len(scene.takes) == 2
    assert plates.asked[-1].start_name == take.media
    assert folder.ledger.total_usd() == 0.4


def test_a_background_by_a_lesser_maker_says_why_and_what_another_try_costs(page: Page, serve: Serve) -> None:
    serve(plates=BoughtPlates(fault="The service is out of credit."))
    folder = begun(plates=False)
    board = page("pages/backgrounds.py", "box")
    press(board, "make scene-1")
    finished(folder)
    board.run()
    assert "A plain backdrop instead" in said(board)
    assert "The service is out of credit. Try again later. The scene names no set." in said(board)
    again = board.button(key="box/make scene-1").label
    assert again.startswith("Try again · ")
    assert again.endswith(", \\$0.20")
    assert paid(folder) == {}


@pytest.mark.parametrize("file", [*PAGES.values()])
def test_where_a_file_is_lost_every_page_opens(page: Page, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    folder = begun()
    product = folder.load().product
    assert product is not None
    folder.media.local(product.photo).unlink()
    assert not page(file, "box").exception


def test_going_back_from_an_own_background_spends_nothing_by_itself(page: Page, serve: Serve) -> None:
    plates = BoughtPlates()
    serve(plates=plates)
    folder = begun()
    take = folder.load().scenes[0].take
    assert take is not None
    own = with_scene(folder.load(), "scene-1", own_plate=take.media)
    made = take.model_copy(update={"made_from": plate_key(own, own.scenes[0])})
    folder.revisions.replace(with_scene(own, "scene-1", takes=(made.model_dump(),)))
    board = page("pages/backgrounds.py", "box")
    press(board, "generated scene-1")
    finished(folder)
    assert folder.load().scenes[0].own_plate == ""
    assert not plates.asked
    assert board.button(key="box/make scene-1").label.endswith("\\$0.20")


def test_what_the_budget_does_not_reach_for_is_said_with_the_way_out(page: Page, serve: Serve) -> None:
    serve(plates=BoughtPlates())
    folder = begun(plates=False)
    folder.revisions.replace(with_budget(folder.load(), 0.5))
    board = page("pages/backgrounds.py", "box")
    assert "Over budget" in said(board)
    assert "Raise the budget" in [link.proto.label for link in board.get("page_link")]
    folder.revisions.edit(lambda project: with_budget(project, 0.6))
    assert "Over budget" not in said(page("pages/backgrounds.py", "box"))


def test_other_words_are_suggested_for_a_price_and_taken_with_one_click(page: Page, serve: Serve) -> None:
    serve(editor=BoughtEditor())
    folder = begun(vo="Good morning to you.")
    board = page("pages/storyboard.py", "box")
    board.text_input(key="box/scene-1/words").set_value("Try it").run()
    assert board.button(key="box/scene-1/suggest").label == "Suggest · \\$0.01"
    press(board, "scene-1/suggest")
    finished(folder)
    board.run()
    assert board.button(key="box/scene-1/suggest").label == "Suggest more · \\$0.01"
    assert board.button(key="box/scene-1/other 0").label == "Try it 0"
    assert folder.load().scenes[0].vo == "Good morning to you."
    press(board, "scene-1/other 1")
    assert folder.load().scenes[0].vo == "Say it so."
    assert folder.revisions.history().undo == "Rewrite a line"
    press(board, "scene-1/suggest")
    finished(folder)
    assert board.run().button(key="box/scene-1/other 0").label == "Try it 1"
    assert folder.ledger.total_usd() == 0.02


def test_a_wish_is_shown_before_it_changes_anything_and_can_be_undone(page: Page, serve: Serve) -> None:
    serve(editor=BoughtEditor())
    folder = begun()
    board = page("pages/storyboard.py", "box")
    press(board, "revise")
    assert "Write what should be different" in said(board)
    board.text_area(key="box/note").set_value("make it warmer").run()
    before = folder.load()
    assert board.button(key="box/revise").label == "Suggest changes · \\$0.01"
    press(board, "revise")
    finished(folder)
    board.run()
    assert "2 changes suggested" in said(board)
    assert "Scene 1: Headline</th><td><del>Good morning</del></td><td><ins>Warm</ins>" in said(board)
    assert folder.load() == before
    press(board, "apply")
    changed = folder.load()
    assert changed.look is not None
    assert (changed.look.grade.warmth, changed.scenes[0].super) == (0.4, "Warm")
    assert "2 changes suggested" not in said(board)
    press(board, "undo")
    assert folder.load().scenes[0].super == "Good morning"


def test_without_a_key_a_wish_is_answered_all_the_same(page: Page) -> None:
    folder = begun(vo="Good morning to you.")
    board = page("pages/storyboard.py", "box")
    board.text_area(key="box/note").set_value("Warmer light please").run()
    press(board, "revise")
    press(board, "scene-1/suggest")
    finished(folder)
    assert [task.progress().error for task in studio().tasks.of(folder.folder)] == ["", ""]
    assert "changes suggested" in said(board.run())
    assert board.button(key="box/scene-1/other 0").label
    assert folder.ledger.total_usd() == 0


def test_an_editor_that_fails_is_replaced_and_named(page: Page, serve: Serve) -> None:
    serve(editor=BoughtEditor(name="openai", fault="The service is overloaded."))
    folder = begun()
    board = page("pages/storyboard.py", "box")
    board.text_area(key="box/note").set_value("make it warmer").run()
    press(board, "revise")
    finished(folder)
    instead = "by the studio's own planner instead of suggested changes by OpenAI. The service is overloaded."
    assert instead in said(board.run())
    press(board, "discard")
    assert "proposed" not in said(board)


def test_nothing_that_costs_is_spoken_until_it_is_asked_for(page: Page, serve: Serve) -> None:
    serve(voice=BoughtVoice())
    folder = begun(vo="Good morning to you.")
    sound = page("pages/sound.py", "box")
    finished(folder)
    assert folder.ledger.total_usd() == 0
    assert "Star, bought" in sound.selectbox(key="box/voice").options
    assert "https://voices.example/star.mp3" in said(sound)
    assert sound.button(key="box/make sound").label.endswith("\\$0.03")
    press(sound, "make sound")
    finished(folder)
    assert paid(folder) == {"bought": 0.03}
    voice = folder.load().scenes[0].voice
    assert voice is not None
    assert voice.provider == "bought"
    assert sound.run().slider(key="box/stability").value == 0.5


def test_a_line_is_spoken_as_often_as_that_is_asked_for(page: Page, serve: Serve) -> None:
    serve(voice=BoughtVoice())
    folder = begun(vo="Good morning to you.")
    board = press(page("pages/storyboard.py", "box"), "scene-1/speak")
    folder.revisions.edit(lambda project: with_sound(project, stability=0.9))
    press(board.run(), "scene-1/speak")
    voice = folder.load().scenes[0].voice
    assert voice is not None
    assert voice.stability == 0.9


def test_voices_that_cannot_be_listed_leave_the_others_and_a_lesser_one_is_named(page: Page, serve: Serve) -> None:
    serve(voice=BoughtVoice(name="elevenlabs", unlisted="The service does not answer.", fault="It is out of credit."))
    folder = begun(vo="Good morning to you.")
    sound = page("pages/sound.py", "box")
    assert "The service does not answer." in said(sound)
    assert "Heart, warm and clear, American English" in sound.selectbox(key="box/voice").options
    press(sound, "make sound")
    finished(folder)
    sound.run()
    assert "A line spoken by the studio's own voice instead of a line spoken by ElevenLabs" in said(sound)
    assert "It is out of credit." in said(sound)
    assert sound.button(key="box/speak again").label == "Try again · \\$0.03"


def test_music_is_composed_as_wished_when_it_is_asked_for_and_a_chosen_piece_is_free(page: Page, serve: Serve) -> None:
    bed = BoughtBed()
    serve(bed=bed)
    folder = begun()
    sound = page("pages/sound.py", "box")
    sound.text_area(key="box/music").set_value("A slow guitar").run()
    finished(folder)
    assert folder.load().sound.music == "A slow guitar"
    assert not bed.asked
    press(sound, "make sound")
    finished(folder)
    assert [request.prompt for request in bed.asked] == ["A slow guitar"]
    assert "Composed by bought" in said(sound.run())
    piece = next(track for one in studio().providers.serving(lambda one: one.bed) for track in one.tracks)
    folder.revisions.edit(lambda project: with_sound(project, track=piece.id))
    page("pages/sound.py", "box")
    finished(folder)
    made = folder.load().sound.bed
    assert made is not None
    assert made.track == piece.id
    assert folder.ledger.total_usd() == 0.2

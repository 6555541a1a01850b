"""Settings: who makes what, keys, the budget, the disk and a check of the installation."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.errors import BadOutput
from adforge_core.model.stages import Stage
from adforge_core.project.folder import studio_home
from adforge_core.project.ledger import Entry, OrderState
from adforge_core.project.library import Library
from adforge_core.providers.settings import Settings, read_settings, write_settings
from pages.parts.kit.studio import studio

Page = Callable[..., AppTest]


def test_keys_are_set_or_not_and_never_shown(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-value")
    settings = page("pages/settings.py")
    said = " ".join(text.value for text in settings.markdown)
    assert not settings.exception
    assert "`OPENAI_API_KEY` is :green[set]" in said
    assert "`REPLICATE_API_TOKEN` is not set" in said
    assert "secret" not in said


def test_the_budget_is_the_projects_and_can_be_undone(page: Page) -> None:
    folder = Library(studio_home() / "projects").begin_empty("Tea")
    settings = page("pages/settings.py", "tea")
    settings.number_input(key="tea/budget").set_value(2.5).run()
    assert folder.load().budget_usd == 2.5
    settings.button(key="tea/undo").click().run()
    assert folder.load().budget_usd == 5
    assert settings.number_input(key="tea/budget").value == 5


def test_who_makes_what_is_said_with_the_reason(page: Page) -> None:
    settings = page("pages/settings.py")
    said = " ".join(text.value for text in (*settings.markdown, *settings.caption))
    for name in ("Storyboard", "Cut-out", "Backgrounds", "Voice", "Music"):
        assert f"**{name}**" in said
    assert "The studio's own sets" in said
    assert "no key is set" in said


def test_who_makes_what_is_chosen_with_a_model_and_followed_at_once(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPLICATE_API_TOKEN", "r8-secret")
    settings = page("pages/settings.py")
    assert studio().providers.plates.name == "replicate"
    vendors = settings.selectbox(key="serving/plates")
    assert vendors.options == ["Automatic", "This machine", "Replicate", "fal, needs FAL_KEY"]
    models = settings.selectbox(key="serving/plate_model")
    assert models.options[0] == "Default: $0.036 per second, bytedance/seedance-1-lite"
    models.set_value("black-forest-labs/flux-1.1-pro").run()
    assert read_settings(studio_home()).plate_model == "black-forest-labs/flux-1.1-pro"
    assert not studio().providers.plates.animates
    settings.selectbox(key="serving/plates").set_value("local").run()
    assert read_settings(studio_home()) == Settings(plates="local")
    assert studio().providers.plates.name == "sets"
    settings.selectbox(key="serving/plates").set_value("fal").run()
    assert "FAL_KEY is not set" in " ".join(text.value for text in settings.caption).replace("\\", "")
    assert studio().providers.plates.name == "sets"
    monkeypatch.setenv("FAL_KEY", "secret")
    assert studio().providers.plates.name == "fal"
    assert studio().providers.plates is studio().providers.plates
    before, taking = studio().providers.plates, studio().timings.seconds(Stage.PLATE)
    monkeypatch.setenv("FAL_BASE_URL", "http://localhost:9")
    assert studio().providers.plates is not before
    settings.selectbox(key="serving/plates").set_value("local").run()
    assert studio().timings.seconds(Stage.PLATE) < taking


def test_a_model_is_chosen_among_those_with_a_known_price_or_named(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    monkeypatch.setenv("ELEVENLABS_API_KEY", "secret")
    settings = page("pages/settings.py")
    planners = settings.selectbox(key="serving/planner_model")
    assert planners.proto.accept_new_options
    assert planners.options[:2] == ["Default model", "claude-opus-5-5: $4.00 in, $20.00 out, per million tokens"]
    assert "eleven_flash_v2_5: $0.05 per 1,000 characters" in settings.selectbox(key="serving/voice_model").options
    planners.set_value("claude-haiku-4-5").run()
    assert read_settings(studio_home()).planner_model == "claude-haiku-4-5"
    write_settings(studio_home(), Settings(planner_model="claude-next"))
    settings.run()
    assert settings.selectbox(key="serving/planner_model").value == "claude-next"


def test_a_model_that_cannot_be_is_refused_in_place_and_what_was_chosen_stays(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    chosen = Settings(planner_model="claude-next", voice="local")
    write_settings(studio_home(), chosen)
    settings = page("pages/settings.py")
    planners = settings.selectbox(key="serving/planner_model")
    planners.options.append(201 * "x")  # Streamlit's harness can choose, but not type
    planners.set_value(201 * "x").run()
    assert not settings.exception
    said = [error.value.replace("\\", "") for error in settings.error]
    assert said == ["This is too long: 201 characters, at most 200. It is not saved."]
    assert read_settings(studio_home()) == chosen


def test_settings_that_have_no_place_say_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for home in (tmp_path / "file", tmp_path / "file" / "home"):
        with pytest.raises(BadOutput, match=r"settings\.json cannot be written: "):
            write_settings(home, Settings())


def test_the_ledger_shows_each_order_as_it_stands_newest_first(page: Page) -> None:
    folder = Library(studio_home() / "projects").begin_empty("Tea")
    asked = Entry(
        at=datetime(2026, 11, 1, tzinfo=UTC),
        stage="plate",
        scene="scene-1",
        provider="replicate",
        cost_usd=0.2,
        order="a-1",
        state=OrderState.ASKED,
    )
    folder.ledger.append(asked)
    folder.ledger.append(asked.model_copy(update={"state": OrderState.CHARGED_UNUSABLE, "why": "It is black."}))
    folder.ledger.record("bed", "", "music library")
    settings = page("pages/settings.py", "tea")
    table = settings.dataframe[0].value
    assert list(table["What"]) == ["Music", "Background"]
    assert list(table["Made by"]) == ["The studio's own music", "Replicate"]
    assert list(table["Status"]) == ["done", "charged, not usable: It is black."]
    assert list(table["$"]) == [0, 0.2]
    assert any("$0.20 spent**, $4.80 left" in text.value.replace("\\", "") for text in settings.markdown)


def test_clearing_the_cache_empties_it_and_touches_no_project(page: Page) -> None:
    folder = Library(studio_home() / "projects").begin_empty("Tea")

    def make(place: Path) -> dict[str, int]:
        (place / "large").write_bytes(bytes(2_000_000))
        return {}

    studio().cache.result("still", {"of": 1}, folder.previews, make)
    before = folder.load()
    settings = page("pages/settings.py", "tea")
    assert any(text.value.startswith("The cache holds 2 MB") for text in settings.markdown)
    next(button for button in settings.button if button.label == "Clear the cache").click().run()
    assert not settings.exception
    assert studio().cache.size() < 100_000
    assert folder.load() == before


def test_the_installation_is_checked_when_asked(page: Page) -> None:
    settings = page("pages/settings.py")
    assert not any("ffmpeg" in text.value for text in settings.markdown)
    next(button for button in settings.button if button.label == "Check this installation").click().run()
    assert not settings.exception
    assert any("**ffmpeg**" in text.value for text in settings.markdown)


def test_a_project_that_is_not_there_leads_back_to_the_shelf(page: Page) -> None:
    settings = page("pages/settings.py", "nothing")
    assert not settings.exception
    assert "no project" in settings.error[0].value

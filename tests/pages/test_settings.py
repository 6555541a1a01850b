"""Settings: who makes what, keys, the budget, the disk and a check of the installation."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.engine.shelf import Shelf
from adforge_core.engine.store import studio_home
from pages.parts.studio import studio

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
    folder = Shelf(studio_home() / "projects").begin_empty("Tea")
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


def test_clearing_the_cache_empties_it_and_touches_no_project(page: Page) -> None:
    folder = Shelf(studio_home() / "projects").begin_empty("Tea")

    def make(place: Path) -> dict[str, int]:
        (place / "large").write_bytes(bytes(2_000_000))
        return {}

    studio().cache.result("still", {"of": 1}, folder.previews, make)
    before = folder.load()
    settings = page("pages/settings.py", "tea")
    assert any(text.value.startswith("2 MB") for text in settings.markdown)
    next(button for button in settings.button if button.label == "Clear the cache").click().run()
    assert not settings.exception
    assert studio().cache.size() < 100_000
    assert folder.load() == before


def test_the_installation_is_checked_when_asked(page: Page) -> None:
    settings = page("pages/settings.py")
    assert not any("ffmpeg" in text.value for text in settings.markdown)
    next(button for button in settings.button if button.label == "Check it").click().run()
    assert not settings.exception
    assert any("**ffmpeg**" in text.value for text in settings.markdown)


def test_a_project_that_is_not_there_leads_back_to_the_shelf(page: Page) -> None:
    settings = page("pages/settings.py", "nothing")
    assert not settings.exception
    assert "no project" in settings.error[0].value

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.engine.shelf import Shelf
from adforge_core.engine.store import studio_home

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


def test_a_project_that_is_not_there_leads_back_to_the_shelf(page: Page) -> None:
    settings = page("pages/settings.py", "nothing")
    assert not settings.exception
    assert "no project" in settings.error[0].value

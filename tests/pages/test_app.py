"""The sample page, driven through Streamlit's own test harness; the pipeline behind it is held or answered for."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from adforge_core.engine import pipeline
from adforge_core.engine.jobs import Job
from adforge_core.engine.store import studio_home
from adforge_core.errors import BadPhoto
from adforge_core.model.brief import Brief, Style

MakeAd = Callable[..., Any]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[MakeAd], None]]:
    """Sets what the pipeline does when the page asks it for an ad. Every test has a process-wide studio of its own."""
    st.cache_resource.clear()
    yield lambda make_ad: monkeypatch.setattr(pipeline, "make_ad", make_ad)
    st.cache_resource.clear()


@pytest.fixture
def page(request: pytest.FixtureRequest) -> AppTest:
    return AppTest.from_file(str(request.config.rootpath / "app.py"), default_timeout=20)


def press(page: AppTest) -> None:
    next(button for button in page.button if button.label == "Make the sample ad").click().run()


def wait(page: AppTest) -> AppTest:
    """The page once the worker has ended."""
    for thread in threading.enumerate():
        if thread.name == "making the sample ad":
            thread.join(20)
    return page.run()


def finished(folder: Path) -> SimpleNamespace:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ad.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    (folder / "ad.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    return SimpleNamespace(master=folder / "ad.mp4", captions_srt=folder / "ad.srt", fallbacks=())


@pytest.mark.usefixtures("answer")
def test_the_page_shows_a_sample_and_everything_that_can_be_chosen(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert not page.error
    assert page.title[0].value == "AdForge Studio"
    style = next(group for group in page.button_group if group.label == "Style")
    assert list(style.options) == ["Luxury", "Energetic", "Minimal", "Bold"]
    assert [button.label for button in page.button] == ["Make the sample ad"]


def test_the_button_asks_the_core_for_what_was_chosen(page: AppTest, answer: Callable[[MakeAd], None]) -> None:
    asked: list[tuple[Brief, Path, Path]] = []

    def make_ad(brief: Brief, photo: Path, project_dir: Path, **_: object) -> SimpleNamespace:
        asked.append((brief, photo, project_dir))
        return finished(project_dir)

    answer(make_ad)
    page.run()
    next(group for group in page.button_group if group.label == "Style").set_value(Style.BOLD)
    next(group for group in page.button_group if group.label == "Length").set_value(6)
    press(page)
    wait(page)
    brief, photo, folder = asked[0]
    assert (brief.style, brief.duration, brief.scenes) == (Style.BOLD, 6, 2)
    assert Brief.model_validate(brief.model_dump()) == brief
    assert photo.is_file()
    assert folder.is_relative_to(studio_home())
    assert not page.error
    assert len(page.get("download_button")) == 2


def test_a_reloaded_page_finds_the_work_and_can_stop_it(page: AppTest, answer: Callable[[MakeAd], None]) -> None:
    moved = threading.Event()

    def make_ad(*_: object, job: Job, **__: object) -> None:
        tell = job.progress("plate", "scene-1")
        while True:
            tell(0.5)
            moved.set()
            threading.Event().wait(0.01)

    answer(make_ad)
    press(page.run())
    assert moved.wait(10)
    reloaded = AppTest.from_file(page._script_path, default_timeout=20).run()
    assert [button.label for button in reloaded.button] == ["Stop"]
    bars = {bar.proto.text: bar.proto.value for bar in reloaded.get("progress")}
    assert 0 < next(value for text, value in bars.items() if text.startswith("Building")) < 100
    next(button for button in reloaded.button if button.label == "Stop").click().run()
    wait(reloaded)
    assert reloaded.error[0].value.startswith("The work was cancelled.")
    assert [button.label for button in reloaded.button] == ["Make the sample ad"]


@pytest.mark.parametrize(
    ("raised", "shown"),
    [
        (BadPhoto("The photo holds nothing.", "Choose another."), "The photo holds nothing. Choose another."),
        (RuntimeError("/home/someone/x.py line 3"), "The ad could not be finished (RuntimeError)"),
    ],
)
def test_a_failure_is_one_sentence(
    raised: Exception, shown: str, page: AppTest, answer: Callable[[MakeAd], None]
) -> None:
    def make_ad(*_: object, **__: object) -> None:
        raise raised

    answer(make_ad)
    press(page.run())
    wait(page)
    assert page.error[0].value.startswith(shown)
    assert "/home" not in page.error[0].value
    assert not page.exception

"""Keys never reach a page, a project or a log, whatever services say."""

import logging
from collections.abc import Callable

import pytest
import stamina
from streamlit.testing.v1 import AppTest

from adforge_core.model.edits import with_scene
from adforge_core.project.folder import studio_home
from adforge_core.project.library import Library
from pages.parts.kit.studio import studio
from tests.contracts.server import Double, Status
from tests.placed import begin_placed

Page = Callable[..., AppTest]

SERVICES = {
    "OPENAI_API_KEY": ("OPENAI_BASE_URL", "sk-never-seen-1"),
    "REPLICATE_API_TOKEN": ("REPLICATE_BASE_URL", "r8-never-seen-2"),
    "ELEVENLABS_API_KEY": ("ELEVENLABS_BASE_URL", "el-never-seen-3"),
}


def drawn(board: AppTest) -> str:
    assert not board.exception
    return " ".join(str(part.proto) for part in board._tree if hasattr(part, "proto"))


@pytest.mark.usefixtures("shared_cache")
def test_services_that_repeat_the_key_in_their_refusals_do_not_give_it_away(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    double = Double()
    for name, (address, key) in SERVICES.items():
        monkeypatch.setenv(name, key)
        monkeypatch.setenv(address, double.url)
    repeated = " ".join(key for _, key in SERVICES.values())
    refusal = {"error": {"message": f"Bad key: {repeated}"}, "detail": f"Bad key: {repeated}"}
    double.fail(".*", *[Status(401, refusal)] * 100)
    folder = begin_placed(Library(studio_home() / "projects"))
    ad = folder.load().model_copy(update={"mood": "calm"})
    folder.revisions.replace(with_scene(ad, "scene-1", vo="Good morning to you."))
    seen = ""
    with stamina.set_testing(True, attempts=2, cap=True):
        for address, button in (("storyboard", "revise"), ("backgrounds", "make scene-1"), ("sound", "make sound")):
            board = page(f"pages/{address}.py", "box")
            if address == "storyboard":
                board.text_area(key="box/note").set_value("make it warmer").run()
            board.button(key=f"box/{button}").click().run()
            for task in studio().tasks.of(folder.folder):
                task.wait(60)
            seen += drawn(board.run())
        seen += drawn(page("pages/settings.py", "box"))
    double.close()
    assert {"openai", "replicate", "elevenlabs"} == {entry.provider for entry in folder.ledger.orders()}
    assert "REPLICATE_API_TOKEN" in seen
    kept = b" ".join(file.read_bytes() for file in folder.folder.rglob("*") if file.is_file())
    for place in (seen, caplog.text, kept.decode("utf-8", "replace")):
        assert "never-seen" not in place

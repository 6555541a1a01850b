"""What is pressed or typed, followed by the next press before it has been dealt with."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, ScriptRunnerEvent, get_script_run_ctx
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from pages.parts.kit.studio import studio
from tests.placed import begin_placed


@pytest.fixture(params=["taken up", "dealt with"])
def next_press(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Has one more press arrive while the one before is being taken up, or dealt with by its callback."""
    runners: list[LocalScriptRunner] = []
    begin, call = LocalScriptRunner.__init__, SessionState._call_callbacks

    def press() -> None:
        if not runners:
            return
        runner, now = runners.pop(), get_script_run_ctx()
        assert now is not None
        # The browser tells of a button once; all other values are sent each time.
        values = [
            one for one in runner._session_state.get_widget_states() if one.WhichOneof("value") != "trigger_value"
        ]
        runner.request_rerun(
            RerunData(now.query_string, WidgetStates(widgets=values), page_script_hash=now.page_script_hash)
        )

    def begun(runner: LocalScriptRunner, *args: Any, **kwargs: Any) -> None:
        begin(runner, *args, **kwargs)
        runners.append(runner)
        runner.on_event.connect(noticed, weak=False)

    def noticed(_: object, event: ScriptRunnerEvent, **_rest: object) -> None:
        if event is ScriptRunnerEvent.SCRIPT_STARTED and request.param == "taken up":
            press()

    def called(*args: Any, **kwargs: Any) -> None:
        press()
        call(*args, **kwargs)

    def arrive() -> None:
        monkeypatch.setattr(LocalScriptRunner, "__init__", begun)
        monkeypatch.setattr(SessionState, "_call_callbacks", called)

    return arrive


def test_a_press_takes_nothing_from_the_one_before(
    page: Callable[..., AppTest], next_press: Callable[[], None]
) -> None:
    folder = begin_placed(studio().library)
    shown = page("pages/storyboard.py", folder.folder.name)
    copy = next(button for button in shown.button if button.label == "Duplicate")
    next_press()
    copy.click().run()
    assert not shown.exception
    assert len(folder.load().scenes) == 4


def test_a_press_takes_nothing_of_what_was_typed(page: Callable[..., AppTest], next_press: Callable[[], None]) -> None:
    folder = begin_placed(studio().library)
    shown = page("pages/storyboard.py", folder.folder.name)
    line = next(area for area in shown.text_area if area.label == "Voiceover line")
    next_press()
    line.set_value("One lid for every jar.").run()
    assert not shown.exception
    assert folder.load().scenes[0].vo == "One lid for every jar."

"""What a page shows for an error that nothing else handled."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from adforge_core.errors import BadOutput, GoneProject


def _shown(error: Exception) -> list[str]:
    def fail(error: Exception) -> None:
        from pages.parts.kit.faults import one_sentence

        assert one_sentence(error)

    shown = AppTest.from_function(fail, args=(error,)).run()
    assert not shown.exception
    return [said.value for said in shown.error]


def _logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.name == "adforge"]


def test_a_project_deleted_while_a_page_is_drawn_is_told_and_is_no_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (said,) = _shown(GoneProject(tmp_path / "kettle"))
    assert said.startswith("There is no longer a project in ")
    assert _logged(caplog) == []


def test_what_nobody_expected_is_one_sentence_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert _shown(ValueError("secret")) == [
        "Something went wrong in the studio (ValueError). Your work is saved; reload the page."
    ]
    assert _logged(caplog) == ["a page failed"]


def test_what_somebody_can_act_on_says_how(caplog: pytest.LogCaptureFixture) -> None:
    assert _shown(BadOutput("This user has no home folder.", "Set ADFORGE_HOME to a folder.")) == [
        "This user has no home folder. Set ADFORGE\\_HOME to a folder."
    ]
    assert _logged(caplog) == ["a page failed"]

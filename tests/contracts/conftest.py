"""What the tests of services share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.openai.model import OpenAIModel
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from tests.contracts.server import Double


@pytest.fixture
def double() -> Iterator[Double]:
    """The services' double, without any route yet."""
    double = Double()
    yield double
    double.close()


@pytest.fixture
def files() -> Iterator[Double]:
    """Where a service's files are: another host than its own."""
    files = Double()
    yield files
    files.close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run over an empty project, which may cost five dollars."""
    folder = ProjectFolder(tmp_path / "project")
    folder.create()
    providers = choose_providers(offline=True).providers
    return Run(folder, Cache(tmp_path / "cache"), providers, RunMonitor(), workers=1, budget_usd=5.0)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tries, and looks at what is under way, follow each other at once."""
    monkeypatch.setattr(OpenAIModel, "every_s", 0.01)
    with stamina.set_testing(True, attempts=4, cap=True):
        yield

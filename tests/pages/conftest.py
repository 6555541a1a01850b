"""Pages, driven through Streamlit's own test harness over the real core."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from adforge_core.project.folder import studio_home
from pages.parts.kit.studio import studio


@pytest.fixture(scope="package", autouse=True)
def _packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit's harness looks for components in all installed packages, for each page anew: they stay the same."""
    with pytest.MonkeyPatch.context() as patch:
        found = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(autouse=True)
def _own_studio() -> Iterator[None]:
    """A process-wide studio of the test's own, whose work does not outlive the test."""
    st.cache_resource.clear()
    yield
    for folder in (studio_home() / "projects").glob("*"):
        for task in studio().tasks.of(folder):
            task.cancel()
            task.wait(60)
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def made_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a cache that outlives a test."""
    return tmp_path_factory.mktemp("made-before")


@pytest.fixture
def shared_cache(made_before: Path) -> None:
    """Has this test's studio find what others have made: for tests that do not ask how it comes about."""
    (studio_home() / "cache").symlink_to(made_before)


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Callable[..., AppTest]:
    """Opens a page by its file, with the project named in its address."""

    def opened(file: str, project: str = "") -> AppTest:
        test = AppTest.from_file(str(request.config.rootpath / "app.py"), default_timeout=60)
        if project:
            test.query_params["project"] = project
        if file != "app.py":
            test.switch_page(file)
        return test.run()

    return opened

"""The guard in conftest.py itself: without it a test could pass on one machine because of the network there."""

import socket
import threading
from shutil import copytree

import pytest

pytest_plugins = ["pytester"]

TRIES = """
import socket
from contextlib import suppress

def test_hides_the_refusal():
    with suppress(OSError):
        socket.create_connection(({host!r}, 9), timeout=0.2)
"""


SET_UP_FIRST = """
import os, socket, subprocess, sys
from contextlib import suppress
from pathlib import Path
import pytest
from adforge_core.providers.keys import KEYS, read_keys
from adforge_core.project.folder import studio_home

HERE, FOUND = [key for key in KEYS if key in os.environ], [key for key in KEYS if key in read_keys()]
WHEN_LOADED = studio_home(), Path.home(), HERE, FOUND
TRY = "import socket; socket.create_connection(('192.0.2.7', 9), timeout=0.2)"

@pytest.fixture(scope={scope!r})
def early():
    with suppress(OSError):
        socket.create_connection(("192.0.2.1", 9), timeout=0.2)
    child = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True)
    studio_home().mkdir(parents=True, exist_ok=True)
    (studio_home() / "left-behind").touch()
    return child.stderr

def test_it(early):
    assert "tests have no network" in early
    home, user, keys, found = WHEN_LOADED
    assert (keys, found) == ([], [])
    for real in ({home!r}, {user!r}):
        assert not home.is_relative_to(real) and not user.is_relative_to(real)
"""


def guarded(pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests in a folder of their own that have the guards."""
    root = request.config.rootpath
    monkeypatch.setenv("PYTHONPATH", str(root))
    pytester.mkdir("tests")
    copytree(root / "tests" / "guards", pytester.path / "tests" / "guards")
    (pytester.path / "tests" / "conftest.py").write_text((root / "tests" / "conftest.py").read_text("utf-8"), "utf-8")


def test_leaving_the_machine_is_refused_even_when_the_refusal_is_swallowed(
    pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded(pytester, request, monkeypatch)
    hosts = ("192.0.2.1", "2001:db8::1", "example.invalid")
    for number, host in enumerate(hosts):
        (pytester.path / "tests" / f"test_hiding_{number}.py").write_text(TRIES.format(host=host), "utf-8")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=3, errors=3)
    for host in hosts:
        result.stdout.fnmatch_lines([f"*the test tried to reach {host}"])


def test_the_guards_stand_before_anything_is_loaded_or_set_up(
    pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded(pytester, request, monkeypatch)
    user, home = pytester.mkdir("user"), pytester.path / "user" / "studio"
    (user / ".streamlit").mkdir()
    (user / ".streamlit" / "secrets.toml").write_text('OPENROUTER_API_KEY = "kept at home"', "utf-8")
    (pytester.mkdir(".streamlit") / "secrets.toml").write_text('FAL_KEY = "kept by the code"', "utf-8")
    for name, value in (("HOME", user), ("ADFORGE_HOME", home), ("OPENAI_API_KEY", "set"), ("FAL_KEY", "set")):
        monkeypatch.setenv(name, str(value))
    for number, scope in enumerate(("session", "module", "function")):
        tries = SET_UP_FIRST.format(scope=scope, home=str(home), user=str(user))
        (pytester.path / "tests" / f"test_{number}.py").write_text(tries, "utf-8")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=3, errors=3)
    # Where pytest believes itself in a CI, its summary has each once more.
    told = [line for line in result.stdout.lines if not line.startswith("ERROR")]
    assert sum(line.endswith("the test tried to reach 192.0.2.1, 192.0.2.7") for line in told) == 3
    assert not home.exists()


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=lambda: server.accept()[0].close())
        answering.start()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as client:
            assert client.recv(1) == b""
        answering.join()

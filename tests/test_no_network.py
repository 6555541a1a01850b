"""The guard in conftest.py itself: without it a test could pass on one machine because of the network there."""

import socket
import threading

import pytest

pytest_plugins = ["pytester"]

TRIES = """
import socket
from contextlib import suppress

def test_hides_the_refusal():
    with suppress(OSError):
        socket.create_connection(({host!r}, 9), timeout=0.2)
"""


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.invalid"])
def test_leaving_the_machine_is_refused_even_when_the_refusal_is_swallowed(
    host: str, pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))
    pytester.makeconftest((request.config.rootpath / "tests" / "conftest.py").read_text("utf-8"))
    pytester.makepyfile(TRIES.format(host=host))
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*the test tried to reach {host}*"])


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=lambda: server.accept()[0].close())
        answering.start()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as client:
            assert client.recv(1) == b""
        answering.join()

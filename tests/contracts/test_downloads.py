"""Fetching what services made: whole, of bounded size, and from nowhere inside."""

import socket
from pathlib import Path
from typing import Any

import pytest

from adforge_core.errors import StageFailed
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.calls import Service
from adforge_core.providers.remote.downloads import LOOPBACK, Unusable, fetched
from adforge_core.providers.replicate import VENDOR
from tests.contracts.server import Double, DropBefore, DropMidBody, Reply, Status

SERVICE = Service(VENDOR, Keys({"REPLICATE_API_TOKEN": "r8_key"}), "the sets")


@pytest.fixture(autouse=True)
def _from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOOPBACK, "1")


def fetch(url: str, folder: Path, most: int = 1 << 20) -> bytes:
    return fetched(SERVICE, url, folder, ".mp4", most).read_bytes()


def test_what_is_sent_arrives_whole_and_without_any_login(double: Double, tmp_path: Path) -> None:
    double.route("GET", "/a.mp4", lambda request: Reply(b"film" * 1000))
    host = double.url.removeprefix("http://")
    assert fetch(f"http://somebody:secret@{host}/a.mp4", tmp_path) == b"film" * 1000
    (request,) = double.requests
    assert request.headers["Host"] == host
    assert not {"Authorization", "Cookie"} & set(request.headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(double: Double, tmp_path: Path, status: int) -> None:
    double.route("GET", "/here", lambda request: Reply(status=status, headers={"Location": "/there/a.mp4"}))
    double.route("GET", "/there/a.mp4", lambda request: Reply(b"film"))
    assert fetch(f"{double.url}/here", tmp_path) == b"film"


def test_redirects_without_end_are_not(double: Double, tmp_path: Path) -> None:
    double.route("GET", "/a", lambda request: Reply(status=302, headers={"Location": "/a"}))
    with pytest.raises(Unusable, match="without end"):
        fetch(f"{double.url}/a", tmp_path)
    assert len(double.requests) == 6


ELSEWHERE = [
    "http://93.184.215.14/a.mp4",
    "https://10.1.2.3/a",
    "https://192.168.1.1/a",
    "https://172.16.0.9/a",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/a",
    "https://0.0.0.0/a",
    "https://224.0.0.1/a",
    "https://[fd00::1]/a",
    "https://[fe80::1]/a",
    "https://[::ffff:10.0.0.1]/a",
    "https://[2002:0a00:0001::]/a",
    "ftp://example.com/a",
    "file:///etc/passwd",
    "https:///a",
]
HERE = ["https://127.0.0.1/a", "http://localhost/a", "https://[::1]/a"]


@pytest.mark.parametrize("url", ELSEWHERE + HERE)
def test_only_https_to_public_addresses_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.delenv(LOOPBACK)
    with pytest.raises(Unusable, match="which is not allowed"):
        fetch(url, tmp_path)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_nor_is_any_other_reached_by_a_redirect(double: Double, tmp_path: Path, url: str) -> None:
    double.route("GET", "/a", lambda request: Reply(status=302, headers={"Location": url}))
    with pytest.raises(Unusable, match="which is not allowed"):
        fetch(f"{double.url}/a", tmp_path)


def test_a_name_is_looked_up_once_and_its_number_connected_to(
    double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double.route("GET", "/a", lambda request: Reply(b"film"))
    port = double.url.rpartition(":")[2]
    answers, look_up = ["127.0.0.1", "0.0.0.0"], socket.getaddrinfo

    def resolver(host: Any, *args: Any, **kwargs: Any) -> Any:
        return look_up(answers.pop(0) if host == "films.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    assert fetch(f"http://films.example:{port}/a", tmp_path) == b"film"
    assert double.requests[0].headers["Host"] == f"films.example:{port}"
    with pytest.raises(Unusable):
        fetch(f"http://films.example:{port}/a", tmp_path)


def test_a_name_with_one_private_number_is_not_fetched_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[Any] = [(socket.AF_INET, 1, 6, "", (number, 443)) for number in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
    with pytest.raises(Unusable):
        fetch("https://films.example/a", tmp_path)


def test_proxies_of_the_environment_are_passed_by(
    double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    double.route("GET", "/a", lambda request: Reply(b"film"))
    assert fetch(f"{double.url}/a", tmp_path) == b"film"


@pytest.mark.parametrize("told", [True, False])
def test_a_file_that_is_too_large_is_left(double: Double, tmp_path: Path, told: bool) -> None:
    size = {} if told else {"Transfer-Encoding": "chunked"}
    body = b"x" * 5000 if told else b"1388\r\n" + b"x" * 5000 + b"\r\n0\r\n\r\n"
    double.route("GET", "/a", lambda request: Reply(body, headers=size))
    with pytest.raises(Unusable, match="larger than"):
        fetch(f"{double.url}/a", tmp_path, most=4000)
    assert not [*tmp_path.iterdir()]


def test_what_breaks_off_is_fetched_again_and_given_up_in_the_end(double: Double, tmp_path: Path) -> None:
    double.route("GET", "/a", lambda request: Reply(b"film" * 1000))
    double.fail("GET /a", DropMidBody(), DropBefore(), Status(502))
    assert fetch(f"{double.url}/a", tmp_path) == b"film" * 1000
    double.fail("GET /a", *[DropMidBody()] * 4)
    with pytest.raises(StageFailed, match="its file broke off") as caught:
        fetch(f"{double.url}/a", tmp_path)
    assert not isinstance(caught.value, Unusable)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_is_gone_is_not_asked_for_again(double: Double, tmp_path: Path, status: int) -> None:
    double.route("GET", "/a", lambda request: Reply(b"expired", status))
    with pytest.raises(Unusable, match=f"gone \\({status}\\)"):
        fetch(f"{double.url}/a", tmp_path)
    assert len(double.requests) == 1


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><p>", b"\n <html>", b"<?xml version='1.0'?><Error/>"])
def test_a_page_is_no_file(double: Double, tmp_path: Path, page: bytes) -> None:
    double.route("GET", "/a", lambda request: Reply(page))
    with pytest.raises(Unusable, match="a web page instead of a file"):
        fetch(f"{double.url}/a", tmp_path)


@pytest.mark.parametrize("url", ["data:video/mp4;base64,ZmlsbQ==", "data:,film", "data:text/plain,fil%6d"])
def test_a_file_may_be_within_its_address(tmp_path: Path, url: str) -> None:
    assert fetch(url, tmp_path) == b"film"


def test_a_file_within_its_address_is_bounded_and_whole(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="larger than"):
        fetch("data:," + "x" * 5000, tmp_path, most=2000)
    with pytest.raises(Unusable, match="damaged"):
        fetch("data:video/mp4;base64,ZmlsbQ=", tmp_path)

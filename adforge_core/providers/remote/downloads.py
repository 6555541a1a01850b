"""Fetching what a service made.

The addresses come from the service's answers, so they are not to be trusted: only https is asked for, only at public
addresses, which are looked up and checked here and connected to by number, so that no second look-up can lead anywhere
else; every redirect is checked in the same way. No key, cookie or login goes along, and proxies of the environment are
passed by. With ADFORGE_ALLOW_LOOPBACK=1 this machine may be asked too, without https.
"""

import base64
import os
import re
import socket
from binascii import Error as BadBase64
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import unquote_to_bytes
from uuid import uuid4

import httpx

from adforge_core.errors import StageFailed
from adforge_core.providers.remote.calls import Fault, Service, call

LOOPBACK = "ADFORGE_ALLOW_LOOPBACK"

_MOST_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_LONGEST_S = 300.0
_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml|head|body)", re.IGNORECASE)


class Unusable(StageFailed):
    """What the service says it made cannot be used, and fetching it again would change nothing."""


def fetched(service: Service, url: str, folder: Path, suffix: str, most_bytes: int) -> Path:
    """The file at `url`, in `folder`, under a name of its own that ends in `suffix`.

    Raises Unusable, or StageFailed where it may well be had later.
    """
    file = folder / f"fetched-{uuid4().hex}{suffix}"

    def fetch() -> Path:
        if url.startswith("data:"):
            file.write_bytes(_inline(url, most_bytes))
        else:
            with httpx.Client(trust_env=False, timeout=_TIMEOUT) as client:
                _download(client, url, file, most_bytes)
        with file.open("rb") as opened:
            if _PAGE.match(opened.read(200)):
                raise Unusable(f"{service.name} answered with a web page instead of a file.", "Try again.")
        return file

    try:
        return call(service, fetch, _fault_of, deadline_s=_LONGEST_S)
    except StageFailed:
        file.unlink(missing_ok=True)
        raise


def _download(client: httpx.Client, url: str, file: Path, most_bytes: int) -> None:
    address = httpx.URL(url)
    for _ in range(_MOST_REDIRECTS + 1):
        request = _request(client, address)
        answer = client.send(request, stream=True)
        try:
            if answer.has_redirect_location:
                address = address.join(answer.headers["Location"])
                continue
            _write(answer, file, most_bytes)
            return
        finally:
            answer.close()
    raise Unusable("The service redirects to its file without end.", "Try again.")


def _request(client: httpx.Client, address: httpx.URL) -> httpx.Request:
    """A request for the address that connects to the number found for its name, and to no other."""
    number = _checked(address)
    headers = {"Host": address.netloc.decode("ascii"), "Accept-Encoding": "identity"}
    # The certificate is still checked against the name.
    named = {"sni_hostname": address.host}
    return client.build_request(
        "GET", address.copy_with(host=number, username=None, password=None), headers=headers, extensions=named
    )


def _checked(address: httpx.URL) -> str:
    """The number to connect to. Raises Unusable where nothing may be fetched from there."""
    loopback = os.environ.get(LOOPBACK, "").strip() == "1"
    if address.scheme not in ("https", "http") or not address.host:
        raise _forbidden(address)
    numbers = _numbers(address)
    if loopback and all(number.is_loopback for number in numbers):
        return str(numbers[0])
    if address.scheme != "https" or not all(map(_public, numbers)):
        raise _forbidden(address)
    return str(numbers[0])


def _numbers(address: httpx.URL) -> list[IPv4Address | IPv6Address]:
    try:
        return [ip_address(address.host)]
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(address.host, address.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise Fault(f"{address.host} cannot be found") from None
    return [ip_address(str(place[4][0]).partition("%")[0]) for place in found]


def _public(number: IPv4Address | IPv6Address) -> bool:
    if isinstance(number, IPv6Address):
        within = number.ipv4_mapped or number.sixtofour or (number.teredo and number.teredo[1])
        if within:
            return _public(within)
    return number.is_global and not number.is_multicast


def _forbidden(address: httpx.URL) -> Unusable:
    return Unusable(
        f"The service says its file is at {address.host or 'no address'}, which is not allowed.",
        "Files are fetched only from https addresses on the public internet.",
    )


def _write(answer: httpx.Response, file: Path, most_bytes: int) -> None:
    if answer.status_code in (401, 403, 404, 410):
        raise Unusable(f"The file made by the service is gone ({answer.status_code}).", "Have it made again.")
    if not answer.is_success:
        raise Fault(f"its file could not be fetched ({answer.status_code})", 503)
    if int(answer.headers.get("Content-Length", "0")) > most_bytes:
        raise _too_large(most_bytes)
    written = 0
    with file.open("wb") as opened:
        # httpx raises where fewer bytes come than Content-Length promised.
        for piece in answer.iter_bytes(1 << 16):
            written += len(piece)
            if written > most_bytes:
                raise _too_large(most_bytes)
            opened.write(piece)


def _too_large(most_bytes: int) -> Unusable:
    return Unusable(f"The file made by the service is larger than {most_bytes >> 20} MB.", "Try again.")


def _inline(url: str, most_bytes: int) -> bytes:
    head, _, body = url.partition(",")
    if len(body) > 2 * most_bytes:
        raise _too_large(most_bytes)
    try:
        return base64.b64decode(body, validate=True) if head.endswith(";base64") else unquote_to_bytes(body)
    except (BadBase64, ValueError):
        raise Unusable("The file made by the service, sent within its answer, is damaged.", "Try again.") from None


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, httpx.TimeoutException):
        return Fault("its file came too slowly")
    return Fault("its file broke off while it was fetched")

"""Keeps a process from leaving the machine. Imports nothing of the studio: any Python may load it first of all."""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

LOG = "ADFORGE_TESTS_TRIED"
"""The environment variable that names the file into which every process writes whom it tried to reach."""


def install() -> None:
    """Refuses every connection that would leave the machine from now on, and writes down who was to be reached."""
    if hasattr(socket, "_kept_here"):
        return
    socket._kept_here = True  # type: ignore[attr-defined]  # so that it is guarded once, whoever asks first
    for method in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, method, _method(getattr(socket.socket, method)))
    for look_up in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, look_up, _look_up(getattr(socket, look_up)))


def _method(real: Any) -> Any:
    def call(self: socket.socket, *args: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _guard(args[-1][0])
        return real(self, *args)

    return call


def _look_up(real: Any) -> Any:
    def call(host: Any, *args: Any, **kwargs: Any) -> Any:
        _guard(host)
        return real(host, *args, **kwargs)

    return call


def _guard(host: object) -> None:
    if _stays_here(host):
        return
    if log := os.environ.get(LOG):
        with Path(log).open("a", encoding="utf-8") as tried:
            tried.write(f"{host}\n")
    raise ConnectionRefusedError(f"tests have no network: {host}")


def _stays_here(host: object) -> bool:
    """Whether `host` is this machine. None and '' are what a server binds to."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified

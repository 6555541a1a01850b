"""How a program comes by its memory: seen in a process of its own, as it starts afresh."""

import os
import subprocess
import sys

import pytest

_SAYS = """
import os, sys
from adforge_core.engine.memory import in_large_pages
in_large_pages()
print(os.getpid(), os.environ["GLIBC_TUNABLES"], *sys.argv[1:], sep="|")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heaps are Linux's")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "glibc.malloc.hugetlb=1"),
        ("glibc.malloc.check=0", "glibc.malloc.check=0:glibc.malloc.hugetlb=1"),
        ("glibc.malloc.hugetlb=0", "glibc.malloc.hugetlb=0"),
    ],
)
def test_a_program_starts_afresh_once_as_the_same_process_with_the_same_arguments(before: str, after: str) -> None:
    command = [sys.executable, "-c", _SAYS, "two words", "--json"]
    with subprocess.Popen(
        command, env=os.environ | {"GLIBC_TUNABLES": before}, stdout=subprocess.PIPE, text=True
    ) as program:
        said, _ = program.communicate(timeout=60)
    assert said.strip() == f"{program.pid}|{after}|two words|--json"

"""What loading the studio does to the machine and to the first command: nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("mitsuba", "drjit", "pyoidn", "rembg", "numba", "hibari", "onnxruntime", "moviepy", "scipy", "streamlit")
SDKS = ("openai", "anthropic", "replicate", "fal_client", "elevenlabs")


def python(code: str, home: Path, folder: Path) -> str:
    # CI is taken out: ONNX Runtime keeps quiet by itself where it sees that name.
    there = {name: value for name, value in os.environ.items() if name != "CI"} | {"HOME": str(home)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=there, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_the_command_line_loads_nothing_heavy_and_no_vendor(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    code = f"import sys, adforge_core.cli; print(*(m for m in {HEAVY + SDKS} if m in sys.modules))"
    assert python(code, tmp_path, request.config.rootpath).split() == []


def test_onnx_runtime_writes_and_reports_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    python("import adforge_core, onnxruntime", tmp_path, request.config.rootpath)
    assert list(tmp_path.iterdir()) == []

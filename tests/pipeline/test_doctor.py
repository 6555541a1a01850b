import re
import shutil
import stat
import sys
from pathlib import Path
from shlex import quote

import pytest

from adforge_core.media import assets
from adforge_core.media.ffmpeg import ffmpeg_path
from adforge_core.pipeline.doctor import Finding, examine
from adforge_core.providers.keys import KEYS
from adforge_core.providers.registry import Served

SERVING = (Served(capability="voice", provider="hibari", why="no ELEVENLABS_API_KEY is set"),)


def finding(name: str) -> Finding:
    return next(one for one in examine(SERVING).findings if one.name == name)


def test_a_machine_that_is_set_up_can_make_ads() -> None:
    report = examine(SERVING)
    assert report.ok, [one for one in report.findings if not one.ok]
    assert all(not one.to_do for one in report.findings)
    assert {"Python", "ffmpeg", "model u2netp.onnx", "fonts", "music", "studio folder", "voice"} <= {
        one.name for one in report.findings
    }
    assert finding("voice").detail == "hibari: no ELEVENLABS_API_KEY is set"


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_said_to_be_set_and_never_shown(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.fullmatch(r"not set; \w+ has keys at https://\S+", finding(key).detail)
    monkeypatch.setenv(key, "sk-Zq81-secret-value")
    text = examine(SERVING).model_dump_json()
    assert finding(key).detail == "set"
    assert "Zq81" not in text
    assert "secret" not in text
    assert "-value" not in text


def test_an_empty_key_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " ")
    assert finding("OPENAI_API_KEY").detail.startswith("not set; OpenAI has keys at ")


def test_ffmpeg_is_named_without_its_folder() -> None:
    detail = finding("ffmpeg").detail
    assert "version" in detail
    assert "/" not in detail


def test_an_ffmpeg_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADFORGE_FFMPEG", "no-such-ffmpeg")
    found = finding("ffmpeg")
    assert not found.ok
    assert "no-such-ffmpeg" in found.detail
    assert found.to_do


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
@pytest.mark.parametrize("lacking", ["rubberband", "sidechaincompress", "freezedetect", "libx264"])
def test_an_ffmpeg_that_lacks_something(lacking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f'#!/bin/sh\n{quote(ffmpeg_path())} "$@" | sed "/ {lacking} /d"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("ADFORGE_FFMPEG", str(program))
    found = finding("ffmpeg")
    assert not found.ok
    assert found.detail.endswith(f"without {lacking}")


def test_shipped_files_that_are_damaged_or_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "adforge_core"
    for folder in ("models", "fonts", *(f"music/{mood}" for mood in ("calm", "energetic", "happy", "nostalgic"))):
        (package / "assets" / folder).mkdir(parents=True)
    (package / "assets/models/u2netp.onnx").write_bytes(b"half a download")
    (package / "assets/fonts/Inter_400Regular.ttf").write_bytes(b"not a font")
    monkeypatch.setattr(assets, "_PACKAGE", package)
    report = {one.name: one for one in examine(SERVING).findings}
    assert not report["model u2netp.onnx"].ok
    assert "Inter_400Regular.ttf" in report["fonts"].detail
    assert "assets/music/tender" in report["music"].detail
    assert all(report[name].to_do for name in ("model u2netp.onnx", "fonts", "music"))


def test_extra_voices_are_told_and_no_fault_where_they_are_not_installed() -> None:
    found = finding("extra voices")
    assert found.ok
    assert found.detail.startswith("not installed: Bella, Emma, Michael and Fenrir")
    assert "make voices" in found.detail


def test_looking_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "not" / "yet"
    monkeypatch.setenv("ADFORGE_HOME", str(home))
    assert finding("studio folder").ok
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.write_text("")
    monkeypatch.setenv("ADFORGE_HOME", str(home))
    found = finding("studio folder")
    assert not found.ok
    assert "ADFORGE_HOME" in found.to_do


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(path)._replace(free=10**8))
    found = finding("studio folder")
    assert not found.ok
    assert "0.1 GB" in found.detail


def test_without_llvm_it_is_told_what_that_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding("tracing of sets").detail == "with LLVM (llvm_ad_rgb)"
    monkeypatch.setenv("DRJIT_LIBLLVM_PATH", "/no/such/libLLVM.so")
    found = finding("tracing of sets")
    assert found.ok
    assert "/no/such/libLLVM.so" in found.detail
    assert "twice as long" in found.detail
    assert found.to_do == "Correct it, or unset it."


def test_a_library_that_cannot_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("hibari", "pyoidn"):
        (tmp_path / f"{library}.py").write_text("raise ImportError('a part of it is missing')")
    monkeypatch.syspath_prepend(tmp_path)
    found = finding("libraries")
    assert (found.ok, found.detail) == (False, "the voice cannot use hibari: a part of it is missing.")
    assert "Open Image Denoise" in finding("tracing of sets").detail
    assert found.to_do.startswith("Install the studio's requirements again")


def test_without_a_home_the_rest_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADFORGE_HOME", "~no-such-user/home")
    found = finding("studio folder")
    assert (found.ok, found.to_do) == (False, "Set ADFORGE_HOME to a folder.")

"""The command line as a script would call it: its exit code and its two outputs."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from adforge_core.cli import main
from adforge_core.cli.bars import progress
from adforge_core.media.assets import asset
from adforge_core.model.stages import Stage
from adforge_core.project.library import Library
from adforge_core.work.monitor import Event
from tests.placed import begin_placed

COFFEE = asset("samples", "coffee.png")


def adforge(*arguments: object, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "adforge_core", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "ADFORGE_HOME": str(home), **environment},
        timeout=240,
        check=False,
    )


def called(*arguments: object, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """As `adforge`, but in this process, for whatever does not take one of its own: half a second less each time."""
    words, out, err = ["adforge", *map(str, arguments)], StringIO(), StringIO()
    ending = signal.getsignal(signal.SIGTERM)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", words)
        for name, value in {"ADFORGE_HOME": str(home), **environment}.items():
            patch.setenv(name, value)
        try:
            code = main()
        except SystemExit as refusal:
            code = int(refusal.code or 0)
        finally:
            signal.signal(signal.SIGTERM, ending)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    file = tmp_path / "brief.toml"
    file.write_text('product = "Morning Roast"\nduration = 6\nscenes = 2\noffer = "Now $12.50, 20% off"\n')
    return file


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit 2 and one or two plain sentences that hold `words`."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) <= 2
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["product"]),
        ('product = "Tea', ["line 1"]),
        ('product = "Tea"\nduration = 0', ["duration", "line 2"]),
        ('product = "Tea"\nduration = 36000', ["duration"]),
        ('product = "Tea"\nprize = 3', ["prize"]),
        ('product = "Tea"\n[brand]\npalette = ["red"]', ["palette"]),
        ("product = 3", ["product"]),
        ('product = "Tea"\nlanguage = "klingonic"', ["language"]),
    ],
)
def test_a_brief_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, text: str, words: list[str]) -> None:
    (tmp_path / "brief.toml").write_text(text)
    done = called(
        "make", tmp_path / "brief.toml", "--product", COFFEE, "--project", tmp_path / "ad", home=tmp_path / "home"
    )
    refused(done, *words)
    assert not (tmp_path / "ad").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture at all",
        COFFEE.read_bytes()[:20_000],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300),
    ],
    ids=["empty", "garbage", "truncated", "svg", "heic"],
)
def test_a_photo_that_cannot_be_used_is_refused_and_nothing_is_begun(
    tmp_path: Path, brief: Path, content: bytes
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(content)
    done = called("make", brief, "--product", photo, "--project", tmp_path / "ad", home=tmp_path / "home")
    refused(done, "photo.png")
    assert not (tmp_path / "ad").exists()


def test_a_photo_of_nothing_is_refused(tmp_path: Path, brief: Path) -> None:
    Image.fromarray(np.full((400, 300, 3), 200, np.uint8)).save(tmp_path / "blank.png")
    done = adforge(
        "make", brief, "--product", tmp_path / "blank.png", "--project", tmp_path / "ad", home=tmp_path / "home"
    )
    refused(done)


def test_out_cannot_be_a_file_that_the_ad_is_made_from(tmp_path: Path, brief: Path) -> None:
    plate = tmp_path / "camp.mp4"
    plate.write_bytes(b"the only one")
    brief.write_text('product = "Morning Roast"\n[[scenes]]\nplate = "camp.mp4"\n[[scenes]]\n')
    refused(called("make", brief, "--product", COFFEE, "--out", plate, home=tmp_path / "home"), "is made from")
    assert plate.read_bytes() == b"the only one"


def test_a_place_that_cannot_be_written_is_refused_before_any_work(tmp_path: Path, brief: Path) -> None:
    out = tmp_path / "no" / "such" / "ad.mp4"
    refused(called("make", brief, "--product", COFFEE, "--out", out, home=tmp_path / "home"), "does not exist")
    (tmp_path / "a-file").write_text("mine")
    refused(
        called("make", brief, "--product", COFFEE, "--project", tmp_path / "a-file", home=tmp_path / "home"), "a-file"
    )


def test_render_and_check_refuse_what_is_not_theirs(tmp_path: Path) -> None:
    refused(called("render", tmp_path / "nothing", home=tmp_path / "home"), "not a project")
    (tmp_path / "text.mp4").write_text("no video")
    refused(called("check", tmp_path / "text.mp4", home=tmp_path / "home"), "text.mp4")


def test_a_missing_ffmpeg_is_a_sentence(tmp_path: Path, brief: Path) -> None:
    done = adforge("make", brief, "--product", COFFEE, home=tmp_path / "home", ADFORGE_FFMPEG="/no/such/ffmpeg")
    refused(done, "ADFORGE_FFMPEG")


def test_doctor_tells_whether_keys_are_set_and_never_what_they_are(tmp_path: Path) -> None:
    done = adforge("doctor", "--json", home=tmp_path / "home", OPENAI_API_KEY="sk-very-secret")
    assert done.returncode == 0
    assert "sk-very" not in done.stdout + done.stderr
    assert "findings" in json.loads(done.stdout)


def test_a_reader_that_goes_away_is_told_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "adforge_core", "doctor", "--json"]
    there = os.environ | {"ADFORGE_HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=there) as asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        asked.stdout.close()
        assert asked.stderr.read().count(b"\n") == 1
        assert asked.wait(60) == 1


def test_an_ad_killed_and_run_again_is_finished_and_repeats_nothing(tmp_path: Path, brief: Path) -> None:
    home, project, out = tmp_path / "home", tmp_path / "ad", tmp_path / "ad.mp4"
    command = [
        "make",
        brief,
        "--product",
        COFFEE,
        "--project",
        project,
        "--out",
        out,
        "--format",
        "1:1",
        "--seed",
        "3",
        "--offline",
        "--json",
    ]

    killed = subprocess.Popen(
        [sys.executable, "-m", "adforge_core", *map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "ADFORGE_HOME": str(home)},
    )
    deadline = time.monotonic() + 120
    while not (project / "project.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not out.exists()

    done = adforge(*command, home=home)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["fallbacks"] == []
    assert (answer["duration_s"], answer["fps"], answer["format"]) == (6.0, 30, "1:1")
    assert [scene["role"] for scene in answer["scenes"]][-1] == "call to action"
    assert sum(scene["frames"] for scene in answer["scenes"]) == 180
    assert answer["checks"]["problems"] == []
    done_before_the_kill = {"cutout", "plan", "bed"}
    assert not [one for one in answer["stages"] if one["stage"] in done_before_the_kill and not one["cached"]]

    again = json.loads(adforge(*command, home=home).stdout)
    assert all(stage["cached"] for stage in again["stages"])
    before = Path(again["master"]).read_bytes()
    assert Path(answer["master"]).read_bytes() == before

    rendered = json.loads(adforge("render", project, "--json", home=home).stdout)
    assert all(stage["cached"] for stage in rendered["stages"])
    facts = json.loads(adforge("check", out, "--json", home=home).stdout)
    assert (facts["width"], facts["height"], facts["frames"]) == (1080, 1080, 180)
    assert abs(facts["lufs"] + 14) <= 0.5
    assert facts["true_peak_db"] <= -1


def test_ctrl_c_while_a_plate_is_traced_leaves_nothing_unfinished_behind(tmp_path: Path, brief: Path) -> None:
    project = tmp_path / "ad"
    command = ["make", brief, "--product", COFFEE, "--project", project, "--offline"]
    asked = subprocess.Popen(
        [sys.executable, "-m", "adforge_core", *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ADFORGE_HOME": str(tmp_path / "home")},
    )
    deadline = time.monotonic() + 120
    while not ((project / "project.json").exists() and list(project.rglob(".making-*"))):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    asked.send_signal(signal.SIGINT)
    said, complained = asked.communicate(timeout=60)
    assert (asked.returncode, said) == (130, "")
    assert complained.startswith("Interrupted.")
    assert list(project.rglob(".making-*")) == []


def test_a_dry_run_says_what_would_be_asked_and_writes_nothing(tmp_path: Path, brief: Path) -> None:
    keys = {"REPLICATE_API_TOKEN": "r8_of_the_tests", "OPENAI_API_KEY": "sk-of-the-tests"}
    options = ("make", brief, "--product", COFFEE, "--project", tmp_path / "ad", "--dry-run")
    done = called(*options, "--json", home=tmp_path / "home", **keys)
    answer = json.loads(done.stdout)
    asked = [(one["stage"], one["scene"], one["provider"]) for one in answer["estimate"]["requests"]]
    assert asked == [
        ("plan", "", "openai"),
        ("voice", "scene-1", "hibari"),
        ("voice", "scene-2", "hibari"),
        ("bed", "", "replicate"),
        ("plate", "scene-1", "replicate"),
        ("plate", "scene-2", "replicate"),
    ]
    costs = [one["cost_usd"] for one in answer["estimate"]["requests"]]
    assert sum(costs) > 0
    assert answer["estimate"]["cost_usd"] == pytest.approx(sum(costs))
    assert answer["estimate"]["requests"][0]["request"]["model"]
    here = ("--plates", "local", "--bed", "local", "--planner", "local")
    told = called(*options, *here, home=tmp_path / "home", **keys)
    assert "At most $0.00" in told.stdout
    assert "Nothing was sent" in told.stdout
    assert "no voice" not in told.stderr
    assert not (tmp_path / "ad").exists()
    brief.write_text('product = "Kessel"\nlanguage = "de"\nduration = 6')
    assert "The brief is in German, which no voice here speaks" in called(*options, home=tmp_path / "home").stderr


def test_variants_are_made_and_told_of_together(tmp_path: Path) -> None:
    folder = begin_placed(Library(tmp_path), frames=30)
    calls = ("--call", "Stop by", "--call", "Come in | Come in now.")
    done = adforge("variants", folder.folder, "--hook", "Wake up", *calls, "--offline", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    told = [(Path(one["master"]).name, one["scenes"][0]["super"], one["cta"]) for one in answer["variants"]]
    assert told == [
        ("hook-1-cta-1-9x16.mp4", "Wake up", "Stop by"),
        ("hook-1-cta-2-9x16.mp4", "Wake up", "Come in"),
    ]
    assert [one["scenes"][-1]["vo"] for one in answer["variants"]] == ["", "Come in now."]
    assert all(Path(one["master"]).is_file() and one["checks"]["frames"] == 90 for one in answer["variants"])
    assert sum(one["stage"] == "master" for one in answer["stages"]) == 2
    assert answer["cost_usd"] == answer["estimate"]["cost_usd"] == 0


def test_a_rendering_without_the_cache_leaves_none_behind_and_can_go_into_a_pipe(tmp_path: Path) -> None:
    folder = begin_placed(Library(tmp_path / "home" / "projects"), frames=15).folder
    (tmp_path / "tmp").mkdir()
    os.mkfifo(tmp_path / "pipe")
    home, place = tmp_path / "home", str(tmp_path / "tmp")
    with (tmp_path / "piped.mp4").open("wb") as piped, subprocess.Popen(["cat", tmp_path / "pipe"], stdout=piped):
        options = ("--no-cache", "--offline", "--out", tmp_path / "pipe", "--json")
        made = adforge("render", folder, *options, home=home, TMPDIR=place)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["master"] == str(tmp_path / "pipe")
    (master,) = (folder / "deliverables").glob("*.mp4")
    assert (tmp_path / "piped.mp4").read_bytes() == master.read_bytes()
    assert not list(tmp_path.rglob("blobs"))
    assert not list((tmp_path / "tmp").iterdir())


def test_variants_of_nothing_are_refused(tmp_path: Path) -> None:
    refused(called("variants", tmp_path / "nothing", "--hook", "Wake up", home=tmp_path), "not a project")
    refused(called("variants", begin_placed(Library(tmp_path)).folder, home=tmp_path), "no variants to make")
    empty = called("variants", tmp_path, "--call", " | ", home=tmp_path)
    assert (empty.returncode, "needs words" in empty.stderr) == (2, True)


def test_a_provider_that_cannot_serve_is_refused_in_a_sentence(tmp_path: Path, brief: Path) -> None:
    options = ("make", brief, "--product", COFFEE, "--dry-run")
    refused(called(*options, "--voice", "eleven", home=tmp_path), "'eleven'", "elevenlabs")
    refused(called(*options, "--voice", "elevenlabs", home=tmp_path), "ELEVENLABS_API_KEY", "not set")
    refused(called(*options, "--offline", "--plates", "fal", home=tmp_path), "FAL_KEY")


def test_a_terminal_is_shown_what_each_stage_does(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    with progress(scenes=2) as tell:
        tell(Event(Stage.PLATE, "scene-1", 1.0))
        tell(Event(Stage.BED, "", 0.0, waits_for="another run"))
    assert f"{Stage.PLATE.about.label} " in screen.getvalue()
    assert f"{Stage.BED.about.label}: another run has already ordered this." in screen.getvalue()
    assert "50%" in screen.getvalue()

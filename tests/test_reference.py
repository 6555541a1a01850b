"""The public doors of the library are importable from its root and documented, and their examples hold."""

import ast
import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

import adforge_core
from docs.make_reference import REFERENCE, SECTIONS, public, reference

DOORS = {name: found for _, name, found in public()}
MAKING = "make_ad"


def _examples() -> dict[str, doctest.DocTest]:
    """Every example by its name: first the one that makes the project, last the one that puts another picture in it."""
    finder, found = doctest.DocTestFinder(recurse=False), {}
    errors = sys.modules["adforge_core.errors"]
    doors = {MAKING: DOORS[MAKING], **DOORS, "errors": errors}
    doors["use_background"] = doors.pop("use_background")
    for name, door in doors.items():
        for example in finder.find(door, name):
            if example.examples:
                found[name] = example
    return found


EXAMPLES = _examples()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the photo `kettle.png` and the studio's home, for all examples."""
    place = tmp_path_factory.mktemp("examples")
    picture = Image.new("RGBA", (600, 800))
    ImageDraw.Draw(picture).rounded_rectangle((120, 80, 480, 760), 60, (40, 90, 70, 255))
    shade = np.asarray(picture).copy()
    shade[..., :3] = shade[..., :3] * np.linspace(0.6, 1.6, 600)[:, None]
    Image.fromarray(shade).save(place / "kettle.png")
    return place


@pytest.fixture
def _there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("ADFORGE_HOME", str(place / "home"))


def _run(example: doctest.DocTest) -> None:
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append, clear_globs=False)
    assert not said, "".join(said)


@pytest.fixture
def _made(place: Path, _there: None) -> None:
    if not (place / "kettle-ad").exists():
        _run(EXAMPLES[MAKING])


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.usefixtures("_made")
def test_the_example_holds(name: str) -> None:
    if name != MAKING:
        _run(EXAMPLES[name])


def test_the_reference_is_what_the_tool_writes() -> None:
    assert REFERENCE.read_text("utf-8") == reference(), "run: make docs"


def test_every_public_name_is_in_the_reference() -> None:
    listed = {name for names in SECTIONS.values() for name in names.split()}
    assert listed | {"AdForgeError", "BadInput", "Cancelled"} == set(adforge_core._MODULE_OF)


def test_every_door_one_calls_has_an_example() -> None:
    protocols = {name for name, found in DOORS.items() if getattr(found, "_is_protocol", False)} - {"Provider"}
    functions = {name for name, found in DOORS.items() if inspect.isfunction(found)}
    assert protocols | functions | {"Project", "Brief", "ProjectFolder", "Cache", "RunMonitor"} <= EXAMPLES.keys()


def test_type_checkers_are_told_what_is_imported() -> None:
    tree = ast.parse(inspect.getsource(adforge_core))
    (block,) = (one for one in tree.body if isinstance(one, ast.If))
    imported = {
        (alias.name, one.module.removeprefix("adforge_core."))
        for one in block.body
        if isinstance(one, ast.ImportFrom) and one.module
        for alias in one.names
    }
    assert imported == set(adforge_core._MODULE_OF.items())


def test_the_library_is_loaded_when_it_is_used() -> None:
    loads = "import sys, adforge_core; print(*(name for name in sys.modules if name.startswith('adforge_core.')))"
    assert subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True).stdout == "\n"


def test_there_is_nothing_else() -> None:
    with pytest.raises(ImportError, match="make_coffee"):
        from adforge_core import make_coffee  # noqa: F401

"""What scripts read of the command line keeps its form: every field, its type, and nothing more.

`tests/saved/cli` holds what the commands said before the rooms were rebuilt, with its places and machine taken out.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adforge_core.media.assets import asset
from tests.test_cli import called

SAVED = Path(__file__).parent / "saved" / "cli"
PHOTO = asset("samples", "alder-wren-tea.jpg")
BRIEF = """
product = "Field Kettle"
benefits = ["Boils in four minutes"]
offer = "20% off until Sunday"
style = "bold"
duration = 6

[[scenes]]
plate = "grey.png"

[[scenes]]
plate = "grey.png"
"""
"""On backgrounds that are there: a set takes its time, and says no more of itself."""


def form(value: Any) -> Any:
    """What `value` consists of: a type for each field, and for a list every form its elements have."""
    if isinstance(value, dict):
        return {name: form(one) for name, one in value.items()}
    if isinstance(value, list):
        return [json.loads(one) for one in sorted({json.dumps(form(one), sort_keys=True) for one in value})]
    return "number" if type(value) in (int, float) else type(value).__name__


def misfits(wanted: Any, found: Any, at: str = "") -> list[str]:
    """Where the form `found` is not the form `wanted`; a list that is empty on either side says nothing."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        missing = [f"{at}/{name}: is gone" for name in wanted.keys() - found.keys()]
        new = [f"{at}/{name}: is new" for name in found.keys() - wanted.keys()]
        both = wanted.keys() & found.keys()
        return missing + new + [one for name in both for one in misfits(wanted[name], found[name], f"{at}/{name}")]
    if isinstance(wanted, list) and isinstance(found, list):
        if not wanted or not found:
            return []
        # Each element must have one of the saved forms.
        tried = [min((misfits(form, one, f"{at}[]") for form in wanted), key=len) for one in found]
        return [one for some in tried for one in some]
    return [] if wanted == found else [f"{at}: {wanted} became {found}"]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command says today."""
    place = tmp_path_factory.mktemp("json")
    home, ad, brief = place / "home", place / "ad", place / "brief.toml"
    brief.write_text(BRIEF)
    Image.linear_gradient("L").convert("RGB").save(place / "grey.png")
    run = {
        "make-dry-run": ("make", brief, "--product", PHOTO, "--project", ad, "--offline", "--dry-run"),
        "make": ("make", brief, "--product", PHOTO, "--project", ad, "--offline"),
        "render": ("render", ad, "--offline"),
        "variants": ("variants", ad, "--hook", "One|One kettle.", "--offline"),
        "check": ("check", ad / "deliverables" / "master-9x16.mp4"),
        "doctor": ("doctor",),
        "error": ("make", place / "nope.toml", "--product", PHOTO),
    }
    answers = {name: json.loads(called(*words, "--json", home=home).stdout) for name, words in run.items()}
    shutil.rmtree(place)
    return answers


@pytest.mark.parametrize("command", sorted(file.stem for file in SAVED.glob("*.json")))
def test_a_command_says_what_it_said_before(command: str, said: dict[str, Any]) -> None:
    before = json.loads((SAVED / f"{command}.json").read_text())
    assert misfits(form(before), form(said[command])) == []


def test_what_is_new_gone_or_of_another_type_is_found() -> None:
    before = {"scenes": [{"id": "scene-1", "vo": ""}], "cost": 1.0}
    assert misfits(form(before), form({"scenes": [{"id": "scene-1", "vo": "", "shots": []}], "cost": 1})) == [
        "/scenes[]/shots: is new"
    ]
    assert misfits(form(before), form({"scenes": [], "price": 1})) == ["/cost: is gone", "/price: is new"]
    assert misfits(form(before), form({"scenes": [{"id": 1, "vo": ""}], "cost": 1.0})) == [
        "/scenes[]/id: str became number"
    ]


def test_scenes_of_a_fresh_ad_are_numbered_from_one(said: dict[str, Any]) -> None:
    assert [scene["id"] for scene in said["make"]["scenes"]] == ["scene-1", "scene-2"]

"""What scripts read of the command line keeps its form: every field, its type, and nothing more.

`tests/saved/cli` holds what the commands said before the rooms were rebuilt, with its places and machine taken out.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from scenedetect import AdaptiveDetector

from adforge_core.media.assets import asset
from adforge_core.project.folder import ProjectFolder
from benchmarks.craft import SHORTEST, detected, hard_cuts
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
    make = ("make", brief, "--product", PHOTO, "--project", ad, "--format", "1:1", "--offline")
    run = {
        "make-dry-run": (*make, "--dry-run"),
        "make": make,
        "render": ("render", ad, "--offline"),
        "variants": ("variants", ad, "--hook", "One|One kettle.", "--offline"),
        "check": ("check", ad / "deliverables" / "master-1x1.mp4"),
        "doctor": ("doctor",),
        "error": ("make", place / "nope.toml", "--product", PHOTO),
    }
    answers = {name: json.loads(called(*words, "--json", home=home).stdout) for name, words in run.items()}
    master = run["check"][1]
    answers["craft"] = {
        **answers["check"].pop("craft"),
        "hard cuts": hard_cuts(ProjectFolder(ad).load()),
        "elsewhere": detected(Path(master), AdaptiveDetector(min_scene_len=SHORTEST)),
        "copy": called("check", shutil.copy(master, place / "copy.mp4"), "--project", ad, home=home).stdout,
    }
    ProjectFolder(ad).revisions.edit(lambda project: project.model_copy(update={"cta": "Go"}))
    answers["craft"]["changed"] = called("check", master, home=home).stdout
    shutil.rmtree(place)
    return answers


@pytest.mark.parametrize("command", sorted(file.stem for file in SAVED.glob("*.json")))
def test_a_command_says_what_it_said_before(command: str, said: dict[str, Any]) -> None:
    before = json.loads((SAVED / f"{command}.json").read_text())
    assert misfits(form(before), form(said[command])) == []


def test_a_check_tells_the_craft_of_an_ad_whose_project_is_beside_it(said: dict[str, Any]) -> None:
    craft = said["craft"]
    assert {"film", "ad", "cuts_a_minute", "checks", "abcd", "good", "problems", "unknown"} <= craft.keys()
    assert craft["good"] + len(craft["problems"]) == len(craft["checks"])
    assert craft["ad"]["frames"] == craft["film"]["frames"] == 180
    assert craft["unknown"] == ""


def test_the_cuts_in_the_picture_are_the_projects_for_the_studio_and_for_others(said: dict[str, Any]) -> None:
    craft = said["craft"]
    known, found = craft["ad"]["cuts"], craft["film"]["cuts"]
    assert len(known) >= 2
    assert len(found) == len(known)
    assert all(abs(one - other) <= 3 for one, other in zip(known, found, strict=True))
    # PySceneDetect sees no transitions, and takes large words for cuts.
    assert set(craft["hard cuts"]) <= set(craft["elsewhere"])


def test_the_craft_is_told_of_a_copy_whose_project_is_named_but_not_of_a_project_that_has_changed(
    said: dict[str, Any],
) -> None:
    copy, changed = said["craft"]["copy"], said["craft"]["changed"]
    assert f"Craft: {said['craft']['good']} of {len(said['craft']['checks'])}\n" in copy
    assert all(f"To improve: {problem}" in copy for problem in said["craft"]["problems"])
    assert "cuts a minute. The project has changed" in changed


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

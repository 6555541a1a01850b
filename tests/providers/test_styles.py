"""Each style is whole, and the same seed goes on making the same ad in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief, Style
from adforge_core.model.look import Case
from adforge_core.model.project import Product
from adforge_core.model.storyboard import Role
from adforge_core.model.styles import guide
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.planner.bank import bank
from adforge_core.providers.local.planner.note_parser import vocabulary
from adforge_core.providers.local.sets import SETS
from adforge_core.providers.remote.planning import planning_rules

SAVED = Path(__file__).parents[1] / "saved" / "looks.json"
"""What `staged` said of each style and tone before styles had files of their own."""

TONES = {"dark": (0.15, "#222222"), "mid": (0.45, "#7a4a2a"), "pale": (0.9, "#d02020")}


@pytest.mark.parametrize("style", Style)
def test_a_style_guide_says_all_that_is_asked_of_one(style: Style) -> None:
    said = guide(style)
    assert set(said.weights) == set(Role)
    assert said.instead is not style
    assert said.about.endswith(".")
    assert f"{style.value} ({said.rule})" in " ".join(planning_rules().split())
    assert set(said.moods) <= set(vocabulary()["moods"])
    assert said.sets <= set(SETS)
    assert any(style in design.suits or design.name in said.sets for design in SETS.values())
    for face in said.faces:
        assert asset("fonts", f"{face.headline}.ttf").is_file()
        assert asset("fonts", f"{face.text}.ttf").is_file()
        assert face.case in Case
    assert bank(style).cta
    assert bank(style).hook["questions"]


def test_a_word_asks_for_one_style_only() -> None:
    words = [word for style in Style for word in guide(style).words.split()]
    assert len(words) == len(set(words))
    assert words == [word.lower() for word in words]


@pytest.mark.parametrize(("case", "saved"), json.loads(SAVED.read_text("utf-8")).items())
def test_the_same_seed_makes_the_same_look_as_ever(case: str, saved: Any) -> None:
    style, tone = case.split(", ")
    assert staged(Style(style), tone) == saved


def staged(style: Style, tone: str) -> Any:
    """The look and the staging of a plan, without its words, as JSON has them."""
    brightness, colour = TONES[tone]
    product = Product(photo="p", cutout="c", aspect=0.8, brightness=brightness, palette=(colour,), provider="test")
    brief = Brief(product="Field Kettle", benefits=("Boils in three minutes",), style=style, duration=20, scenes=5)
    plan = LocalPlanner().plan(PlanRequest(brief=brief, product=product, seed=7)).model_dump(mode="json")
    kept = ("role", "plate_prompt", "set", "camera", "motion", "transition", "weight")
    return {"look": plan["look"], "mood": plan["mood"], "scenes": [{k: one[k] for k in kept} for one in plan["scenes"]]}

"""The same request is the same order in every version: what was paid for is found again after an update."""

import json
from pathlib import Path
from typing import Any

import pytest

from adforge_core.model.project import Project
from adforge_core.model.storyboard import Plan, PlannedScene
from adforge_core.pipeline.run import order_key
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.base import (
    BedRequest,
    PlanRequest,
    PlateRequest,
    ReviseRequest,
    RewriteRequest,
    SpeechRequest,
)
from adforge_core.providers.keys import KEYS, Keys
from adforge_core.providers.vendors import VENDORS

TESTS = Path(__file__).parents[1]
SAVED: dict[str, str] = json.loads((TESTS / "saved" / "order_keys.json").read_text("utf-8"))
"""The keys by vendor and request, as an earlier version made them. A change of the question itself changes them."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("saved") / "kettle"
    folder.mkdir()
    (folder / "project.json").write_bytes((TESTS / "projects" / "schema-3" / "project.json").read_bytes())
    return ProjectFolder(folder).load()


def requests(project: Project) -> dict[str, tuple[str, Any]]:
    """A capability and a request of it, by name."""
    first, look, product = project.scenes[0], project.look, project.product
    assert look is not None
    assert product is not None
    planned = tuple(
        PlannedScene(
            role=scene.role,
            lines=(scene.vo,) if scene.vo else (),
            super=scene.super,
            plate_prompt=scene.plate_prompt,
            set=scene.set,
            camera=scene.camera,
            motion=scene.motion,
            transition=scene.transition,
        )
        for scene in project.scenes
    )
    earlier = Plan(look=look, scenes=planned, mood=project.mood, offer=project.offer, cta=project.cta)
    photo = Path("kettle.png")
    plan = PlanRequest(brief=project.brief, product=product, seed=7, photo=photo)
    plate = PlateRequest(
        prompt=first.plate_prompt,
        set=first.set,
        look=look,
        role=first.role,
        seed=5,
        size=project.format.size,
        frames=first.frames,
        camera=first.camera,
        stand=project.format.first_stand,
        product_aspect=0.5,
        product_scale=0.6,
        product_tilt=4,
    )
    return {
        "plan": ("planner", plan),
        "plan with a note": ("planner", plan.model_copy(update={"note": "warmer"})),
        "plan after another": (
            "planner",
            plan.model_copy(update={"note": "warmer", "earlier": earlier, "locked": (0,)}),
        ),
        "rewrite": ("planner", RewriteRequest(project=project, scene=first.id, note="shorter", seed=3)),
        "revise": ("planner", ReviseRequest(project=project, note="warmer")),
        "plate": ("plates", plate),
        "plate from a picture": ("plates", plate.model_copy(update={"start_name": "first.png"})),
        "line": ("voice", SpeechRequest(line="Boils in 4 minutes.", voice="abc", speed=1.1, stability=0.4)),
        "music": ("bed", BedRequest(mood="calm", seed=3, frames=450)),
        "described music": ("bed", BedRequest(mood="calm", seed=3, frames=450, prompt="a slow piano")),
    }


def test_the_same_request_is_the_same_order_as_in_earlier_versions(project: Project) -> None:
    keys = Keys(dict.fromkeys(KEYS, "a key that is long enough"))
    made = {
        f"{vendor.name}: {name}": order_key(vendor.make(capability, keys), request)
        for vendor in VENDORS
        for name, (capability, request) in requests(project).items()
        if capability in vendor.makes
    }
    assert made == SAVED

"""What the tests of language models share: the vendors, reached through the double, and an ad to ask them about."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adforge_core.model.brief import BrandKit, Brief
from adforge_core.model.look import KeyLight, Look, Palette, TypeStyle
from adforge_core.model.patch import Patch
from adforge_core.model.project import Product, Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Plan, Role, Scene
from adforge_core.pipeline.run import Run
from adforge_core.providers import vendor
from adforge_core.providers.base import PlanRequest, ReviseRequest, RewriteRequest
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.language import LanguageModel
from tests.contracts import anthropic_wire, openai_wire
from tests.contracts.answers import Mind
from tests.contracts.reached import vendor_named
from tests.contracts.server import Double, Request
from tests.shots import bottle, shot


@dataclass(frozen=True)
class Vendor:
    """How a vendor is reached: its name, its key, where it is at the double, and who answers there."""

    name: str
    key: str
    path: str
    endpoint: str
    install: Callable[[Double], Mind]

    @property
    def described(self) -> vendor.Vendor:
        return vendor_named(self.name)

    @property
    def title(self) -> str:
        return self.described.title

    @property
    def key_name(self) -> str:
        return self.described.key

    def make(self, keys: Keys, model: str = "") -> LanguageModel:
        made: LanguageModel = self.described.make("planner", keys, model)
        return made

    def asked(self, double: Double) -> list[Request]:
        """The questions that reached it so far."""
        return double.asked(self.endpoint)

    def reached(self, double: Double, patch: pytest.MonkeyPatch, model: str = "") -> tuple[LanguageModel, Mind]:
        """The vendor's model as the studio makes it, and the mind behind it."""
        patch.setenv(self.described.address, double.url + self.path)
        return self.make(Keys({self.key_name: self.key}), model), self.install(double)


VENDORS = {
    "openai": Vendor("openai", openai_wire.OPENAI_KEY, "/v1", "POST /v1/responses$", openai_wire.install),
    "a local server": Vendor("openai", openai_wire.OPENAI_KEY, "/v1", "POST /v1/chat", openai_wire.install_chat),
    "anthropic": Vendor("anthropic", anthropic_wire.ANTHROPIC_KEY, "", "POST /v1/messages", anthropic_wire.install),
    "openrouter": Vendor(
        "openrouter", openai_wire.OPENROUTER_KEY, "/api/v1", "POST /api/v1/chat", openai_wire.install_openrouter
    ),
}
"""All that is true of every language model is tested of these."""

PRODUCT = Product(
    photo="p.png", cutout="c", aspect=0.8, brightness=0.3, palette=("#7a4a2a", "#222222"), provider="test"
)

BRIEF = Brief(
    product="Morning Ritual",
    description="A slow-roasted coffee from the hills of Yirgacheffe. Roasted every Tuesday.",
    benefits=("Notes of honey and bergamot", "Roasted in small batches", "It never tastes bitter"),
    audience="people who get up early",
    offer="15% off your first bag",
    brand=BrandKit(name="Hillside", palette=("#3b2a1e", "#d9a441")),
)

LOOK = Look(
    lighting="soft daylight",
    camera="level",
    texture="matt paper",
    mood="calm",
    palette=Palette(background="#efe7dc", surface="#d8c8b4", accent="#b5651d"),
    type=TypeStyle(headline="Inter_800ExtraBold", text="Inter_600SemiBold"),
    key_light=KeyLight(azimuth=40, elevation=45, softness=0.6),
)

PROJECT = Project(
    name="Morning Ritual",
    brief=BRIEF,
    product=PRODUCT,
    look=LOOK,
    cta="Order a bag",
    mood="calm",
    scenes=(
        Scene(
            id="scene-1", role=Role.HOOK, frames=120, vo="Mornings deserve better than bitter.", super="Better mornings"
        ),
        Scene(id="scene-2", role=Role.BENEFIT, frames=120, vo="Honey and bergamot, in every cup.", locked=True),
        Scene(id="scene-3", role=Role.CALL_TO_ACTION, frames=120, vo="Order your first bag today."),
    ),
)


def plan_request(
    photo: Path | None = None,
    note: str = "",
    seed: int = 1,
    brief: Brief = BRIEF,
    earlier: Plan | None = None,
    locked: tuple[int, ...] = (),
) -> PlanRequest:
    return PlanRequest(brief=brief, product=PRODUCT, seed=seed, note=note, photo=photo, earlier=earlier, locked=locked)


def planned(run: Run, planner: Any, request: PlanRequest) -> Plan:
    plan: Plan = run.asked(Stage.PLAN, "", planner, request, lambda one: one.plan(request))
    return plan


def rewritten(run: Run, editor: Any, request: RewriteRequest) -> tuple[str, ...]:
    lines: tuple[str, ...] = run.asked(Stage.REWRITE, request.scene, editor, request, lambda one: one.rewrite(request))
    return lines


def revised(run: Run, editor: Any, request: ReviseRequest) -> Patch:
    patch: Patch = run.asked(Stage.REVISE, "", editor, request, lambda one: one.revise(request))
    return patch


def photo_in(folder: Path) -> Path:
    """A photo of a product."""
    picture, _ = shot(bottle, (120, 70, 40))
    Image.fromarray(picture).save(folder / "product.png")
    return folder / "product.png"

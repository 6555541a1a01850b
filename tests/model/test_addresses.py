import pytest

from adforge_core.model.addresses import button_text, shown_address
from adforge_core.model.brief import Brief
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.local.planner import LocalPlanner
from tests.contracts.language import PRODUCT


@pytest.mark.parametrize(
    ("call", "button"),
    [
        ("Shop now at acme.com/tea", "Shop now at acme.com/tea"),
        ("Order your first tin today at https://www.acme.com/tea?x=1.", "acme.com/tea"),
        ("Visit acme.co.uk/a/very/long/path/for/a/button", "acme.co.uk"),
        ("Order yours today", ""),
        ("Mail hi@acme.com", ""),
    ],
)
def test_a_button_keeps_the_address(call: str, button: str) -> None:
    assert button_text(call, 28) == button


def test_an_address_is_shown_as_people_write_it() -> None:
    assert shown_address("Visit https://www.acme.com/tea/.") == "Visit acme.com/tea."


@pytest.mark.parametrize(
    ("pasted", "name", "call"),
    [
        ("https://www.acme.com/products/breakfast-tea?utm=1", "Breakfast Tea", "acme.com"),
        ("www.hearth-and-trail.com", "Hearth and Trail", "hearth-and-trail.com"),
        ("acme.com/tea", "Tea", "acme.com/tea"),
        ("https://acme.de/dp/B08XYZ123", "Acme", "acme.de"),
        ("Hotel.com", "Hotel.com", ""),
        ("Tea 2/3", "Tea 2/3", ""),
    ],
)
def test_a_pasted_address_gives_the_product_its_name(pasted: str, name: str, call: str) -> None:
    brief = Brief(product=pasted)
    assert (brief.product, brief.cta) == (name, call)
    assert Brief(product=pasted, cta="Buy now").cta == "Buy now"


def test_the_address_is_said_and_on_the_button() -> None:
    brief = Brief(product="https://acme.com/tea", description="A brisk tea, blended by hand.", duration=15)
    plan = LocalPlanner().plan(PlanRequest(brief=brief, product=PRODUCT, seed=1))
    assert plan.cta == "Visit acme.com/tea"
    assert all("acme.com/tea" in line for line in plan.scenes[-1].lines)
    assert not any("http" in line or "Acme.com" in line for scene in plan.scenes for line in scene.lines)

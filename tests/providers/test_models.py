"""The models that vendors list in their plates.toml and bed.toml."""

import pytest

from adforge_core.errors import StageFailed
from adforge_core.model.formats import Format
from adforge_core.providers.remote.models import Model, filled, model_named, models, ratio
from adforge_core.providers.replicate import VENDOR
from adforge_core.providers.vendors import VENDORS

EVERY = [model for vendor in VENDORS for capability in vendor.makes for model in models(vendor, capability)]


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.id)
def test_every_model_can_be_asked_and_has_a_price_from_somewhere(model: Model) -> None:
    values = {"prompt": "Fog", "seconds": model.length(4.2), "shape": "9:16", "seed": 5}
    asked = filled(model.input, values)
    assert asked["prompt"] == "Fog"
    assert not [value for value in asked.values() if "{" in str(value)]
    assert filled(model.start, {"start": "data:,"}) == dict.fromkeys(model.start, "data:,")
    assert model.source
    assert 0 < model.quote(model.length(4.2)).cost_usd < 2


@pytest.mark.parametrize("model", [model for model in EVERY if model.shapes], ids=lambda model: model.id)
@pytest.mark.parametrize("format", list(Format))
def test_the_shape_asked_for_is_the_nearest_there_is(model: Model, format: Format) -> None:
    width, height = format.size
    chosen = ratio(model.shape(format.size)) * height / width
    assert max(chosen, 1 / chosen) <= 1.8
    assert all(max(r, 1 / r) >= max(chosen, 1 / chosen) for r in (ratio(s) * height / width for s in model.shapes))


def test_lengths_are_those_a_model_has() -> None:
    veo = model_named(VENDOR, "plates", "google/veo-3.1-fast")
    assert [veo.length(wanted) for wanted in (1, 4.0, 4.2, 7, 30)] == [4, 4, 6, 8, 8]
    music = model_named(VENDOR, "bed", "")
    assert [music.length(wanted) for wanted in (0.2, 30.1, 400)] == [1, 31, 190]
    assert model_named(VENDOR, "bed", "google/lyria-2").length(5) == 30


def test_a_value_alone_keeps_its_kind_and_among_words_becomes_one() -> None:
    template = {"a": "{seconds}", "b": "{seconds!s}", "c": "{seconds} s of {prompt}", "d": True}
    assert filled(template, {"seconds": 5, "prompt": "fog"}) == {"a": 5, "b": "5", "c": "5 s of fog", "d": True}


def test_an_unknown_model_names_those_there_are() -> None:
    with pytest.raises(StageFailed, match=r"bed.toml of replicate has no model 'x'. Choose one of: stability-ai"):
        model_named(VENDOR, "bed", "x")

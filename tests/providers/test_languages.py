"""A brief's language, and an ad in one that nobody here writes or speaks."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from adforge_core.model.brief import BrandKit, Brief, SceneRequest
from adforge_core.providers.base import PlanRequest, SpeechRequest
from adforge_core.providers.keys import Keys
from adforge_core.providers.languages import language_of
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.remote.planning import plan_task
from tests.contracts.language import PRODUCT

KESSEL = Brief(
    product="Feldkessel",
    description="Ein Wasserkocher, der über dem Feuer kocht. Er passt flach in den Rucksack.",
    benefits=("Kocht in vier Minuten", "Fasst 1,5 L"),
    offer="Bis Sonntag 20 % Rabatt",
    duration=15,
)
KETTLE = Brief(product="Crème Brûlée de Paris", description="A kettle that boils over a camp fire and packs flat.")


@pytest.mark.parametrize(
    ("brief", "language"),
    [
        (KESSEL, "de"),
        (KETTLE, "en"),
        (Brief(product="Bouilloire de camping pour les randonneurs"), "en"),
        (Brief(product="x", description="Bouilloire de camping. Prête en quatre minutes."), "fr"),
        (Brief(product="x", benefits=("Hervidor listo en cuatro minutos", "Envío gratis hasta el domingo")), "es"),
        (Brief(product="x", benefits=("四分で沸く", "送料無料")), "ja"),
        (Brief(product="x", benefits=("Gratis",), offer="-20%"), "en"),
        (Brief(product="x", benefits=("Non-stick pan, no PFAS", "BLUETOOTH 5.3, USB-C")), "en"),
        (Brief(product="x", description="Boils in four minutes. Packs flat. Für Camper und Wanderer."), "en"),
        (KESSEL.model_copy(update={"language_given": True}), "en"),
        (KETTLE.model_copy(update={"language": "pt-BR"}), "pt"),
    ],
)
def test_the_language_is_what_is_said_or_what_the_words_are_surely_in(brief: Brief, language: str) -> None:
    assert language_of(brief) == language


def test_only_codes_of_languages_are_languages() -> None:
    assert Brief(product="x", language="de-AT").language == "de-AT"
    for wrong in ("German", "zq", "de-99", ""):
        with pytest.raises(ValidationError, match="code of a language"):
            Brief(product="x", language=wrong)


@pytest.mark.parametrize("scenes", [1, 2, 4, 6, (SceneRequest(vo="Heißes Wasser überall."), SceneRequest())])
def test_an_ad_in_another_language_says_the_users_words_and_no_others(scenes: int | tuple[SceneRequest, ...]) -> None:
    brief = KESSEL.model_copy(update={"scenes": scenes, "brand": BrandKit(name="Herd")})
    plan = LocalPlanner().plan(PlanRequest(brief=brief, product=PRODUCT, seed=1))
    spoken = [line for scene in plan.scenes for line in scene.lines]
    given = _words(brief.product, brief.description, *brief.benefits, brief.offer, brief.brand.name)
    given |= _words(*(scene.vo for scene in brief.scene_requests))
    assert _words(*spoken, *(scene.super for scene in plan.scenes), plan.cta, plan.offer) <= given
    assert len(plan.scenes) == len(brief.scene_requests)
    assert any("20 % Rabatt" in line for line in spoken)
    if scenes == 4:
        assert all(any(fact in line for line in spoken) for fact in brief.benefits)


@given(
    product=st.text(min_size=1, max_size=60).filter(str.strip),
    texts=st.lists(st.text(max_size=120), min_size=3, max_size=3),
    scenes=st.integers(1, 8),
)
@settings(max_examples=60)
def test_whatever_is_written_in_another_language_makes_a_plan(product: str, texts: list[str], scenes: int) -> None:
    description, benefit, call = texts
    brief = Brief(product=product, description=description, benefits=(benefit,), cta=call, scenes=scenes, language="th")
    plan = LocalPlanner().plan(PlanRequest(brief=brief, product=PRODUCT, seed=1))
    assert len(plan.scenes) == scenes
    assert plan.scenes[-1].lines
    assert 0 < len(plan.cta) <= 28
    assert all(len(scene.super) <= 44 for scene in plan.scenes)


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"[\w,]+", text.replace(". ", " "))}


def test_a_language_model_is_asked_for_the_language_and_nothing_new_for_english() -> None:
    german, english = (plan_task(PlanRequest(brief=brief, product=PRODUCT, seed=1)) for brief in (KESSEL, KETTLE))
    assert "German" in german.case
    assert '"language"' not in english.case


def test_only_models_that_can_be_told_are_told_the_language() -> None:
    from adforge_core.providers.elevenlabs.voice import ElevenLabsVoice

    line = SpeechRequest(line="Kocht in vier Minuten.", language="de")
    told, alone, first = (
        ElevenLabsVoice(Keys({}), model) for model in ("eleven_flash_v2_5", "eleven_multilingual_v2", "eleven_turbo_v2")
    )
    assert told.uses(line)["language"] == "de"
    assert "language" not in alone.uses(line)
    assert "de" in alone.languages
    assert first.languages == ("en",)

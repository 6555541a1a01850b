"""What the local planner makes of a note: it does what it says it understood, and claims nothing the brief does not."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adforge_core.model.brief import BrandKit, Brief, Style
from adforge_core.model.formats import Format
from adforge_core.model.project import Product
from adforge_core.model.storyboard import Plan, Role
from adforge_core.model.styles import guide
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.planner.look import lch
from adforge_core.providers.local.planner.note_parser import vocabulary
from adforge_core.providers.local.planner.notes import understand
from adforge_core.providers.local.planner.text import words
from adforge_core.providers.local.sets import SETS

PRODUCT = Product(photo="p", cutout="c", aspect=0.8, brightness=0.45, palette=("#7a4a2a", "#222222"), provider="test")
KETTLE = Brief(
    product="Field Kettle",
    description="A kettle for two that folds flat.",
    benefits=(
        "Boils in three minutes",
        "holds 600 ml",
        "Made in Portugal",
        "a ten-year warranty",
        "A lid you can refill through",
    ),
    offer="$49, with free shipping",
    style=Style.MINIMAL,
    duration=30,
    scenes=5,
)


def plan(note: str = "", brief: Brief = KETTLE, seed: int = 1) -> Plan:
    return LocalPlanner().plan(PlanRequest(brief=brief, product=PRODUCT, seed=seed, note=note))


def said(planned: Plan, scene: int) -> str:
    return " ".join((*planned.scenes[scene].lines, planned.scenes[scene].super)).lower()


def told(planned: Plan) -> str:
    return " ".join(said(planned, scene) for scene in range(len(planned.scenes)))


def length(planned: Plan) -> int:
    return sum(len(scene.lines[0].split()) for scene in planned.scenes)


def test_no_note_changes_nothing_and_is_not_answered() -> None:
    assert plan("  ") == plan()
    assert plan().understood == ""


@pytest.mark.parametrize("note", ["shorter lines", "less text, please", "It's too wordy", "Make it snappier!"])
def test_lines_get_shorter(note: str) -> None:
    planned = plan(note)
    assert length(planned) < 0.7 * length(plan())
    assert "shorter lines" in planned.understood


def test_only_the_scene_named_gets_shorter() -> None:
    before, after = plan(), plan("scene 3 shorter")
    assert len(after.scenes[2].lines[0]) < len(before.scenes[2].lines[0])
    assert [scene.lines for scene in after.scenes[:2]] == [scene.lines for scene in before.scenes[:2]]


@pytest.mark.parametrize("note", ["no prices", "leave out the offer", "don't mention the discount", "less salesy"])
def test_the_offer_is_left_out(note: str) -> None:
    planned = plan(note)
    assert planned.offer == ""
    assert "$" not in told(planned)
    assert "free shipping" not in told(planned)
    assert "offer is left out" in planned.understood


@pytest.mark.parametrize(
    ("note", "fact"),
    [
        ("mention the warranty first", "ten-year warranty"),
        ("talk about its origin", "made in portugal"),
        ("Please stress the capacity.", "600 ml"),
        ("the boiling first", "boils in three minutes"),
    ],
)
def test_what_is_to_be_said_first_comes_before_the_other_facts(note: str, fact: str) -> None:
    planned = plan(note)
    facts = [benefit.lower() for benefit in KETTLE.benefits]
    where = {one: told(planned).find(words(one)[-1]) for one in facts}
    assert fact in told(planned)
    first = min((place, one) for one, place in where.items() if place >= 0)[1]
    assert words(first)[-1] == words(fact)[-1]


def test_a_scene_is_about_what_the_note_asks() -> None:
    for scene in range(4):
        planned = plan(f"scene {scene + 1} about the capacity")
        assert "600 ml" in said(planned, scene)
        assert f"in scene {scene + 1}" in planned.understood
        assert planned.scenes[-1].role is Role.CALL_TO_ACTION


def test_a_fact_is_left_out() -> None:
    assert "portugal" in told(plan())
    assert "portugal" not in told(plan("nothing about Portugal"))


@pytest.mark.parametrize("claim", ["it is organic", "the award it won", "that doctors recommend it", "five stars"])
def test_what_the_brief_does_not_say_is_not_said(claim: str) -> None:
    planned = plan(f"mention {claim}")
    assert not {"organic", "award", "doctors", "stars"} & set(words(told(planned)))
    assert "The brief says nothing about" in planned.understood


def test_words_in_quotation_marks_are_used_as_they_are() -> None:
    planned = plan("Scene 2: “Hello, Lisbon.” and button “Take it outside”")
    assert planned.scenes[1].lines == ("Hello, Lisbon.",)
    assert planned.cta == "Take it outside"


@pytest.mark.parametrize("style", Style)
def test_it_starts_with_a_question(style: Style) -> None:
    planned = plan("start with a question", KETTLE.model_copy(update={"style": style}))
    assert all("?" in line for line in planned.scenes[0].lines)


@pytest.mark.parametrize(
    ("note", "style"),
    [
        ("more luxurious", Style.LUXURY),
        ("make it more playful", Style.ENERGETIC),
        ("bolder, please", Style.BOLD),
        ("too plain", Style.BOLD),
    ],
)
def test_another_style_is_another_ad(note: str, style: Style) -> None:
    wanted = plan(brief=KETTLE.model_copy(update={"style": style}))
    planned = plan(note)
    assert planned.scenes == wanted.scenes
    assert style.value in planned.understood


def test_less_of_a_style_is_another_one() -> None:
    loud = KETTLE.model_copy(update={"style": Style.BOLD})
    assert understand("less bold", loud).brief.style is not Style.BOLD


@pytest.mark.parametrize(("note", "way"), [("darker", -1), ("brighter", 1), ("too dark", 1), ("not so bright", -1)])
@pytest.mark.parametrize("style", Style)
def test_light(note: str, way: int, style: Style) -> None:
    brief = KETTLE.model_copy(update={"style": style})
    before, after = plan(brief=brief).look, plan(note, brief).look
    moved = lch(after.palette.background)[0] - lch(before.palette.background)[0]
    assert moved * way >= -1 or abs(lch(after.palette.background)[0] - 45) >= 19
    assert (after.key_light.elevation - before.key_light.elevation) * way >= 0
    assert abs(lch(after.palette.background)[0] - 100 * PRODUCT.brightness) > 15
    tones = {SETS[scene.set].tone for scene in plan(note, brief).scenes}
    assert ("bright" if way < 0 else "dark") not in tones


def test_warmth_and_a_brand_that_keeps_its_colours() -> None:
    before, after = plan().look, plan("warmer").look
    assert after.grade.warmth > before.grade.warmth
    assert after.palette != before.palette
    assert plan("cooler").look.grade.warmth < before.grade.warmth
    branded = KETTLE.model_copy(update={"brand": BrandKit(palette=("#183a30", "#f3ead8"))})
    kept = plan("warmer", branded)
    assert kept.look.palette == plan(brief=branded).look.palette
    assert "colours stay" in kept.understood


@pytest.mark.parametrize(
    ("note", "moods"),
    [
        ("more energetic music", {"energetic"}),
        ("calmer music", {"calm"}),
        ("happier track", {"happy"}),
        ("different music", {"energetic", "happy", "nostalgic", "tender"}),
        ("less energetic music", {"calm"}),
    ],
)
def test_music_changes_and_nothing_else(note: str, moods: set[str]) -> None:
    planned = plan(note)
    assert planned.mood in moods
    assert planned.scenes == plan().scenes


def test_sets_are_named_for_the_ad_or_for_a_scene() -> None:
    assert {scene.set for scene in plan("use the neon set").scenes} == {"neon"}
    planned = plan("scene 2 in the marble set")
    assert planned.scenes[1].set == "stone"
    assert {"stone"} | {scene.set for scene in planned.scenes} <= set(SETS)
    assert {SETS[scene.set].tone for scene in plan("scenes 2 and 3 darker").scenes[1:3]} == {"dark"}


def test_pace() -> None:
    assert {scene.transition.frames for scene in plan("hard cuts").scenes} == {0}
    assert min(scene.transition.frames for scene in plan("slower, more relaxed").scenes[1:]) >= 20


@pytest.mark.parametrize("note", ["different", "another version", "surprise me", "add a dragon", "qwer asdf"])
def test_what_asks_for_nothing_known_is_another_version(note: str) -> None:
    planned = plan(note)
    assert told(planned) != told(plan())
    assert planned == plan(note)


@pytest.mark.parametrize("note", ["add a dragon", "more like the other one did", "Don't make it darker"])
def test_what_was_not_understood_is_said(note: str) -> None:
    assert f"Not understood: “{note}”" in plan(note).understood


@pytest.mark.parametrize(
    ("note", "place"),
    [
        ("6 scenes", "Brief page"),
        ("make it 20 seconds", "Brief page"),
        ("another voice", "Sound page"),
        ("a bigger product", "Placement page"),
        ("swap scenes 2 and 3", "Storyboard page"),
        ("move scene 3 to the start", "Storyboard page"),
        ("music louder", "music's level"),
        ("quieter music", "music's level"),
        ("scene 9 shorter", "There is no scene 9"),
        ("last scene about the warranty", "call to action"),
    ],
)
def test_what_is_decided_elsewhere_is_said(note: str, place: str) -> None:
    assert place in plan(note).understood


def test_several_wishes_are_heard_together() -> None:
    planned = plan("Warmer, no prices and scene 2 about the warranty; more energetic music. And a unicorn!")
    assert planned.mood == "energetic"
    assert planned.offer == ""
    assert "warranty" in said(planned, 1)
    assert planned.understood.count("Done:") == 1
    assert "Not understood: “a unicorn”" in planned.understood


@pytest.mark.parametrize("scenes", range(1, 9))
@pytest.mark.parametrize(
    "note", ["mention the warranty first", "start with the capacity", "nothing about Portugal", "a question in scene 1"]
)
def test_every_length_of_ad_can_be_asked(note: str, scenes: int) -> None:
    brief = KETTLE.model_copy(update={"scenes": scenes, "duration": 6.0 * scenes})
    planned = plan(note, brief)
    assert len(planned.scenes) == scenes
    if "warranty" in note:
        assert "warranty" in told(planned)


WORDS = sorted(
    {
        "not",
        "less",
        "no",
        "too",
        "mention",
        "first",
        "scene",
        "2",
        "9",
        "the",
        "and",
        ",",
        ".",
        "“",
        "”",
        "zzyx",
        "music",
    }
    | {word for table in ("ways", "moods") for known in vocabulary()[table].values() for word in known}
    | {word for design in SETS.values() for word in design.words}
    | {word for style in Style for word in guide(style).words.split()}
)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_no_note_breaks_the_plan_or_gets_into_it(note: str) -> None:
    planned = plan(note)
    assert len(planned.scenes) == 5
    assert bool(planned.understood) == bool(note.strip())
    if not re.search(r"[\"\u201c\u201e]", note):
        numbers = set(re.findall(r"\d+", told(planned)))
        assert numbers <= {"600", "49"}
        assert "zzyx" not in told(planned)


@pytest.mark.parametrize("format", Format)
def test_a_note_about_the_format_is_told_where_it_is_chosen(format: Format) -> None:
    assert "The format is chosen on the Deliver page." in plan(f"Make it {format.value}").understood
    assert "Deliver page" not in plan(f"Say that it opens at 7:30, not {format.value}3").understood


def test_a_word_that_looks_like_the_mark_of_a_quotation_is_a_word() -> None:
    asked = understand(f'Show "Packs flat" in scene 1. Scene 2 is quote7 and quote{"9" * 4400}.', KETTLE)
    assert asked.brief.scene_requests[0].super == "Packs flat"


def test_two_sets_of_three_that_are_the_same_for_a_pose_are_one() -> None:
    places = [scene.set for scene in plan("arch energetic paper pavement").scenes]
    assert all(one != after for one, after in pairwise(places))

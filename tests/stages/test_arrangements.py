"""Arrangements: products side by side where there is a range, and one split screen in loud ads."""

import pytest

from adforge_core.model.brief import Brief, Style
from adforge_core.model.placement import Motion
from adforge_core.model.points import list_in
from adforge_core.model.ranges import names_range
from adforge_core.model.reveal import Reveal
from adforge_core.model.shots import Arrangement, Framing
from adforge_core.model.storyboard import Role, Scene
from adforge_core.model.value import Box
from adforge_core.stages.arrangements import arranged, panels_of
from adforge_core.stages.coverage import covered
from adforge_core.stages.reveals import revealed

DETAIL = Box(left=0.2, top=0.2, right=0.6, bottom=0.5)
ROW = ("peach.png", "plum.png")


def scenes(style: Style) -> tuple[Scene, ...]:
    made = (
        Scene(id=f"scene-{number}", role=Role.BENEFIT, frames=length, set=f"set {number}", super="Good")
        for number, length in enumerate((150, 210, 240, 170))
    )
    return covered(tuple(made), style, [15 * beat for beat in range(64)], [DETAIL], 3)


@pytest.mark.parametrize("style", Style)
def test_an_ad_has_one_row_one_split_screen_if_it_is_loud_and_a_card_with_the_range(style: Style) -> None:
    before = scenes(style)
    made = arranged(before, style, ROW, panels_of([DETAIL], ()), on_card=True)
    inner = [shot for scene in made for shot in scene.shots][:-1]
    kinds = [shot.arrangement for shot in inner]
    assert kinds.count(Arrangement.SIDE_BY_SIDE) == 1
    assert kinds.count(Arrangement.SPLIT) == (style in {Style.BOLD, Style.ENERGETIC})
    assert kinds[0] is Arrangement.ONE, "the first frame shows one product, large"
    row = inner[kinds.index(Arrangement.SIDE_BY_SIDE)]
    assert (row.framing, row.beside, row.motion, row.photo) == (Framing.WIDE, ROW, Motion.STILL, "")
    assert made[-1].shots[-1].beside == ROW
    lengths = [[shot.frames for shot in scene.shots] for scene in before]
    assert [[shot.frames for shot in scene.shots] for scene in made] == lengths
    assert arranged(made, style, ROW, panels_of([DETAIL], ()), on_card=True) == made, "one of each is enough"
    locked = tuple(scene.model_copy(update={"locked": True}) for scene in before)
    assert arranged(locked, style, ROW, panels_of([DETAIL], ()), on_card=True) == locked
    again = arranged(before, style, ROW, panels_of([DETAIL], ()), only=2)
    assert [one == other for one, other in zip(again, before, strict=True)] == [True, True, False, True]


@pytest.mark.parametrize(
    ("words", "several"),
    [
        ("in three colours", True), ("The new collection", True), ("a set of knives", True),
        ("scents: fig, sage", True), ("available in 4 sizes", True), ("packs flat", False),
        ("quick to set up", False), ("colourful", False), ("a wide range of motion", False),
        ("our whole range", True),
    ],
)  # fmt: skip
def test_a_range_is_what_the_brief_says_is_one(words: str, several: bool) -> None:
    assert names_range(Brief(product="Nook", description=words)) is several


@pytest.mark.parametrize(
    ("line", "super_", "shown"),
    [
        ("It is simple: no sugar, no dairy, no nonsense.", "It is simple", "No sugar, no dairy, no nonsense"),
        ("Nook. Light, warm and dry.", "Warm", "Light, warm and dry"),
        ("Brewed from whole leaves, for you.", "Whole leaves", ""),
        ("No sugar, no dairy, no nonsense.", "Warm, dry, light", ""),
    ],
)
def test_what_the_voice_lists_is_ticked_in_its_place(line: str, super_: str, shown: str) -> None:
    scene = scenes(Style.MINIMAL)[1].model_copy(update={"vo": line, "super": super_})
    ad = (scenes(Style.MINIMAL)[0], scene, scene.model_copy(update={"id": "fixed"}), scenes(Style.MINIMAL)[3])
    made = revealed(ad, "", "Nook", {2})
    assert made[1].reveal is (Reveal.SAID if shown else Reveal.LIST if list_in(super_) else Reveal.WORD_BY_WORD)
    assert made[1].super == super_
    assert list_in(line, "Nook") == (shown or list_in(line))
    assert made[2].reveal is not Reveal.SAID, "the brief's own words stay"


@pytest.mark.parametrize(
    ("headline", "offer", "stuck"),
    [
        ("2 for $49", "2 for $49 🎉", False),
        ("Now ❤️ 20% off", "20% off ❤️", False),
        ("Cold for a day", "2 for $49 🎉", True),
    ],
)
def test_an_offer_in_the_headline_is_on_no_sticker_too_whatever_adorns_it(
    headline: str, offer: str, stuck: bool
) -> None:
    ad = [Scene(id="a", role=Role.HOOK, frames=90, super=headline), Scene(id="b", role=Role.CALL_TO_ACTION, frames=90)]
    assert revealed(ad, offer)[0].sticker is stuck

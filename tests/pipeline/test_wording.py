"""The words of a scene: what the super shows is not captioned too, and the offer is early."""

from typing import Any

import pytest

from adforge_core.media.lines import Lost
from adforge_core.model.brief import Brief, Style
from adforge_core.model.project import Project
from adforge_core.model.reveal import Reveal
from adforge_core.model.shots import Framing, Shot
from adforge_core.model.sound import VoiceTake, Word
from adforge_core.model.storyboard import Role, Scene
from adforge_core.pipeline.scenes import notes_of
from adforge_core.pipeline.wording import Wording

LINE = "Look closer. It grips wet stone all day. Resoled for free."


def voice(line: str = LINE) -> VoiceTake:
    words = tuple(Word(text=text, start=0.4 * place, end=0.4 * place + 0.3) for place, text in enumerate(line.split()))
    return VoiceTake(line=line, voice="v", speed=1, media="m", seconds=6, words=words, provider="p")


def scene(id: str, **fields: Any) -> Scene:
    told: dict[str, Any] = {
        "role": Role.BENEFIT,
        "frames": 200,
        "vo": LINE,
        "voice": voice(),
        "voice_frame": 9,
    } | fields
    return Scene(id=id, **told)


def wording(second: Scene, style: Style = Style.BOLD, index: int = 1) -> Wording:
    brief = Brief(product="Boots", style=style, duration=20, scenes=3)
    scenes = (second if not index else scene("a"), second if index else scene("b"), scene("c"))
    return Wording.of(Project(name="Boots", brief=brief, scenes=scenes, offer="20% off until Sunday"), index)


def captions(made: Wording) -> str:
    return " ".join(cue.text for cue in made.cues)


def test_a_super_that_is_said_appears_as_it_is_said_and_is_not_captioned() -> None:
    made = wording(scene("x", super="Grips wet stone all day", reveal=Reveal.WORD_BY_WORD))
    # "grips" is the fourth word of the line, said 1.2 s after it begins on frame 9.
    assert made.moments == (43, 55, 67, 79, 91)
    assert captions(made) == "Look closer. Resoled for free."
    for cue in made.cues:
        assert cue.end <= 43 or cue.first > 91
    assert captions(wording(scene("x", super="Grips wet stone all day"))) == LINE, "as it was in earlier versions"


@pytest.mark.parametrize("reveal", [Reveal.WORD_BY_WORD, Reveal.COUNT, Reveal.LIST])
def test_what_the_voice_does_not_say_is_captioned_and_appears_on_the_beat(reveal: Reveal) -> None:
    made = wording(scene("x", super="Made for rain", reveal=reveal))
    assert captions(made) == LINE
    assert made.moments == ()
    assert made.step > 0


def test_a_hook_that_is_said_late_is_there_from_the_first_frame_and_said_once() -> None:
    opening = scene("x", super="Grips wet stone all day", reveal=Reveal.WORD_BY_WORD, shots=(Shot(id="s", frames=200),))
    made = wording(opening, index=0)
    assert (made.appears, made.moments) == (0, ())
    assert captions(made) == "Look closer. Resoled for free."
    assert 0 < made.complete < 100


def test_a_list_is_ticked_as_its_points_are_said() -> None:
    line = "It is light, waterproof and warm."
    made = wording(scene("x", super="Light, waterproof, warm", reveal=Reveal.LIST, vo=line, voice=voice(line)))
    assert made.moments == (31, 43, 67)
    assert captions(made) == ""


def test_the_sticker_is_early_and_not_where_the_product_fills_the_frame() -> None:
    framings = (Framing.CLOSE, Framing.WIDE, Framing.DETAIL, Framing.MEDIUM, Framing.TYPE)
    shots = tuple(Shot(id=framing, frames=40, framing=framing) for framing in framings)
    made = wording(scene("x", super="Made for rain", shots=shots, sticker=True), index=0)
    assert (made.sticker, made.sticker_runs) == ("20% off", ((40, 80), (120, 160)))
    assert made.alone == ((160, 200),)
    assert wording(scene("x", super="Made for rain", shots=shots), index=0).sticker == ""
    late = (Shot(id="a", frames=55, framing=Framing.MEDIUM), Shot(id="b", frames=145, framing=Framing.DETAIL))
    made = wording(scene("x", super="Made for rain", shots=late, sticker=True), index=0)
    assert made.sticker_runs == ((24, 55),), "by three seconds, even where no cut suits"


@pytest.mark.parametrize(
    ("line", "super_", "left"),
    [
        ("Guess what? It grips wet stone all day.", "Grips wet stone all day", ""),
        ("Oh, and the boot is made by hand.", "Made by hand", ""),
        ("It grips wet stone all day. Nice!", "Grips wet stone all day", ""),
        ("It grips wet stone all day. Resoled for free.", "Grips wet stone all day", "Resoled for free."),
        ("Hate wet feet in the morning? It grips wet stone.", "Grips wet stone", "Hate wet feet in the morning?"),
    ],
)
def test_no_caption_of_a_few_words_stands_beside_a_super_that_says_the_rest(line: str, super_: str, left: str) -> None:
    told = {"super": super_, "reveal": Reveal.WORD_BY_WORD, "vo": line, "voice": voice(line)}
    assert captions(wording(scene("x", **told, whole_phrases=True))) == left


def test_no_half_of_an_offer_waits_for_the_voice() -> None:
    line = "$18, with a pen, for the Marginalia notebook."
    told = {"super": "$18, with a pen", "reveal": Reveal.WORD_BY_WORD, "vo": line, "voice": voice(line)}
    opening = scene("x", **told, voice_frame=0, shots=(Shot(id="s", frames=200),))
    assert wording(opening, index=0).moments == (0, 0, 34, 34), "as it was in earlier versions"
    assert wording(opening.model_copy(update={"whole_phrases": True}), index=0).moments == (0, 0, 0, 0)


def test_a_sticker_of_a_new_ad_stays_through_details_until_words_are_alone() -> None:
    framings = (Framing.CLOSE, Framing.WIDE, Framing.DETAIL, Framing.MEDIUM)
    shots = tuple(Shot(id=f"s{place}", frames=50, framing=framing) for place, framing in enumerate(framings))
    told = scene("x", super="Made for rain", shots=shots, sticker=True, whole_phrases=True)
    assert wording(told, index=0).sticker_runs == ((50, 200),)
    alone = shots[3].model_copy(update={"framing": Framing.TYPE})
    told = told.model_copy(update={"shots": (*shots[:3], alone)})
    assert wording(told, index=0).sticker_runs == ((50, 150),)


def test_words_that_cannot_be_drawn_are_named_with_what_to_do() -> None:
    (note,) = notes_of(Lost("ཀ", words=("ཀ",)))
    assert note.wanted == "“ཀ”"
    assert "ཀ (U+0F40)" in note.why
    assert "font" in note.why
    assert notes_of(Lost("\ue000"))[0].wanted == "the characters \ue000 (U+E000)"


def test_points_that_the_voice_lists_are_ticked_as_they_are_said() -> None:
    line = "It is simple: no sugar, no dairy, no nonsense."
    made = wording(scene("x", super="Simple", vo=line, voice=voice(line), reveal=Reveal.SAID))
    assert (made.super, made.reveal) == ("No sugar, no dairy, no nonsense", Reveal.LIST)
    # Its points are the fourth, sixth and eighth word.
    assert made.moments == (43, 67, 91)
    assert captions(made) == "It is simple:"
    plain = wording(scene("x", super="Made for rain", reveal=Reveal.SAID))
    assert plain == wording(scene("x", super="Made for rain", reveal=Reveal.WORD_BY_WORD)), "it lists nothing"


def test_words_are_in_the_capitals_of_the_language_that_the_brief_is_found_to_be_in() -> None:
    told = "Taze kavrulmu\u015f kahve. Sabahlara enerji veren bir tat. Evde kolay demlenir."
    brief = Brief(product="Kahve", description=told, duration=20, scenes=3)
    project = Project(name="Kahve", brief=brief, scenes=(scene("a"), scene("b"), scene("c")))
    assert Wording.of(project, 1).language == "tr", "its capital of i has a dot"

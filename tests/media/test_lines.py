import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adforge_core.media.faces import open_face
from adforge_core.media.lines import Setting, balanced, fit

SERIF = Setting(open_face("PlayfairDisplay_500Medium"), 118, 48, 3)
UPPER = Setting(open_face("Anton_400Regular"), 150, 46, 3, upper=True)


def lines(text: str, setting: Setting = SERIF, width: float = 780, height: float = 330) -> list[str]:
    return [line.text.replace("\u00a0", " ") for line in fit(text, setting, width, height).lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mornings, slowed down", ["Mornings,", "slowed down"]),
        ("Keeps 24 hours cold and 12 hours hot", ["Keeps 24 hours cold", "and 12 hours hot"]),
        ("Now only $49 .99 for a limited time", ["Now only $49 .99", "for a limited time"]),
        ("The coffee set that lasts", ["The coffee", "set that lasts"]),
        ("Made to last", ["Made to last"]),
    ],
)
def test_lines_break_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize("text", ["Save up to 25 % today only", "Holds 750 ml of cold brew", "Pay $ 20 less this week"])
def test_numbers_keep_their_units(text: str) -> None:
    for width in range(300, 900, 60):
        broken = lines(text, width=width, height=900)
        assert any(pair in line for line in broken for pair in ("25 %", "750 ml", "$ 20")), broken


def test_no_short_word_is_left_alone() -> None:
    for width in range(360, 1000, 40):
        broken = lines("Everything you need for a calm start to it", width=width)
        assert len(broken) == 1 or len(broken[-1]) > 4, broken


def test_even_lines_are_given_up_before_a_short_word_stands_alone() -> None:
    broken = balanced(["Stoneware", "is", "stoneware", "kit"], [9, 2, 9, 3], 1, 3)
    assert broken == ["Stoneware", "is", "stoneware kit"]


def test_hyphenated_names_stay_whole() -> None:
    for width in range(420, 900, 40):
        assert any("Pour-Over" in line for line in lines("The new Pour-Over Kit", width=width))


def test_a_short_super_is_no_larger_than_asked() -> None:
    assert fit("Go", SERIF, 780, 330).size == 118


def test_too_much_text_ends_at_a_natural_break_with_an_ellipsis() -> None:
    copy = fit("One cup is enough, they said. Then came the second one, and " * 80, SERIF, 780, 330)
    assert 1 <= len(copy.lines) <= 3
    assert copy.lines[-1].text.endswith("…")
    assert copy.lines[-1].text.rstrip("…")[-1].isalpha()


def test_a_giant_word_is_hyphenated_rather_than_overflowing() -> None:
    copy = fit("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", SERIF, 500, 330)
    assert copy.width <= 500 + 0.1
    assert copy.lines[0].text.endswith("-")


@pytest.mark.parametrize("width", range(460, 900, 40))
def test_what_is_cut_has_a_hyphen_at_the_ends_of_lines_only_and_an_address_none(width: int) -> None:
    giant, address = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "www.alder-wren.com/spring-offer?utm=tin"
    for copy, joint in ((giant, "-"), (address, "")):
        *broken, last = lines(f"At {copy} now", Setting(SERIF.face, 118, 48, 5), width, height=2000)
        assert not any("\u00ad" in line or "\u200b" in line for line in (*broken, last))
        words = "".join(line.removesuffix(joint) if joint else line for line in (*broken, last)).replace(" ", "")
        assert words == f"At{copy}now"


def test_nothing_to_say_is_no_lines() -> None:
    for text in ("", "   \n", "ༀ", "\u200b", "\u200d"):
        copy = fit(text, SERIF, 780, 300)
        assert copy.lines == ()
        assert copy.height == 0


def test_accents_on_capitals_do_not_touch_the_line_above() -> None:
    copy = fit("Qualité ÀÉÎ Çà ÅÉ encore Ǻ", UPPER, 500, 600)
    for upper, lower in zip(copy.placed(0, 250, 0.5), copy.placed(0, 250, 0.5)[1:], strict=False):
        assert upper.bottom < lower.top


@settings(max_examples=60)
@given(
    st.one_of(st.text(max_size=80), st.text("abc WI.,%$9é", max_size=400)),
    st.floats(60, 1700),
    st.floats(20, 400),
    st.sampled_from([SERIF, UPPER]),
)
def test_copy_never_leaves_its_box(text: str, width: float, height: float, setting: Setting) -> None:
    copy = fit(text, setting, width, height)
    assert len(copy.lines) <= setting.most_lines
    assert copy.size <= setting.largest
    assert copy.width <= width + 0.01
    assert copy.height <= height + 0.01
    for line in copy.placed(10, 30):
        assert line.left == pytest.approx(30)
        assert line.top >= 10 - setting.largest  # later lines are lower

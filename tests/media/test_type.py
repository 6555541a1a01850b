import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.errors import BadInput, MissingAsset
from adforge_core.media.assets import asset
from adforge_core.media.faces import EM, open_face, shapes_scripts
from adforge_core.media.type import Drawable, PlacedLine, coverage, drawable, over, set_line, words_in

PLAYFAIR = open_face("PlayfairDisplay_500Medium")
ANTON = open_face("Anton_400Regular")
INTER = open_face("Inter_600SemiBold")


def ink_box(line: PlacedLine, size: tuple[int, int]) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(coverage([line], size, (0, 0)) > 100)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def test_every_shipped_face_opens_and_has_its_licence() -> None:
    faces = sorted(asset("fonts").glob("*.ttf"))
    licences = {path.stem.removeprefix("OFL-").replace("-", "") for path in asset("fonts").glob("OFL-*.txt")}
    for path in faces:
        assert "Noto" in path.stem or open_face(path.stem).draws("Shop now $49.99")
        assert path.stem.split("_")[0].lower() in licences


def test_a_face_that_is_not_shipped_is_missing() -> None:
    with pytest.raises(MissingAsset, match="Papyrus"):
        open_face("Papyrus")


def test_a_brand_font_that_is_none_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "brand.ttf").write_bytes(b"not a font")
    with pytest.raises(BadInput, match=r"brand\.ttf cannot be read"):
        open_face(str(tmp_path / "brand.ttf"))


def test_a_brand_font_is_opened_by_its_path() -> None:
    assert open_face(str(asset("fonts", "Anton_400Regular.ttf"))).ink_top("H") == ANTON.ink_top("H")


@pytest.mark.parametrize("text", ["Mornings", "$49.99", "Ågård", "Hot for 12 hours", "fjord", "שלום"])
def test_the_measured_box_is_the_drawn_ink(text: str) -> None:
    placed = PlacedLine(set_line(text, PLAYFAIR, 0.02), 20.3, 150.7, 90)
    left, top, right, bottom = ink_box(placed, (1200, 260))
    assert (left, top, right, bottom) == pytest.approx((placed.left, placed.top, placed.right, placed.bottom), abs=1.5)


def test_a_preview_is_the_master_made_smaller() -> None:
    master = PlacedLine(set_line("Mornings, slowed down for 12 hours", PLAYFAIR, 0.01), 10, 80, 60)
    large = ink_box(master, (1200, 120))
    small = ink_box(master.scaled(0.5), (600, 60))
    assert np.array(small) * 2 == pytest.approx(np.array(large), abs=2)


def test_tracking_widens_between_letters_only() -> None:
    tight, wide = set_line("ABC", ANTON), set_line("ABC", ANTON, 0.25)
    assert wide.width == pytest.approx(tight.width + 2 * 0.25, abs=0.01)


def test_prices_stand_on_the_baseline() -> None:
    # Old-style figures, Playfair's default, hang below it.
    assert set_line("3479", PLAYFAIR).bottom < 0.03


def test_what_a_face_lacks_its_stand_in_draws() -> None:
    assert not ANTON.draws("✓")
    tick = set_line("✓", ANTON)
    assert tick.pieces[0].face != ANTON
    assert tick.width > 0.3
    assert drawable("✓ Done", ANTON) == Drawable("✓ Done")


def test_what_nobody_can_draw_is_left_out_and_named() -> None:
    shown = drawable("Hot བོད་ཡིག\nnew \ue000 deal \u0301\t\u200d!", ANTON)
    assert shown == Drawable("Hot new deal!", "བོད་ཡིག\ue000\u0301", ("བོད་ཡིག",))


@pytest.mark.parametrize("emoji", ["❤️", "🌿", "👩‍👩‍👧", "👍🏽", "1️⃣", "🇺🇦"])
def test_an_emoji_is_one_sign_in_one_colour(emoji: str) -> None:
    assert drawable(f"Tea {emoji} now", PLAYFAIR).undrawn == ""
    line = set_line(drawable(emoji, PLAYFAIR).text, PLAYFAIR)
    assert len(line.pieces) == 1
    assert 0.4 < line.width < 1.6


# The widths that HarfBuzz gives these words in the whole Noto Sans face of their script, in thousandths of an em.
SHAPED = {
    "क्षत्रिय": 2245, "हिन्दी": 1986, "ที่": 631, "น้ำ": 1058, "மன்னு": 3728, "မြန်မာ": 2661, "កម្ពុជា": 2290, "ক্ষুদ্র": 1527,
    "ക്ഷമ": 2604, "ශ්‍රී": 938, "స్త్రీ": 746, "ಕ್ಷಮೆ": 1812, "શ્રી": 1033, "ਪ੍ਰੇਮ": 1242, "ଓଡ଼ିଆ": 2472, "ນ້ຳ": 965,
    "می‌خواهم": 3955, "שָׁלוֹם": 2324,
}  # fmt: skip


@pytest.mark.skipif(not shapes_scripts(), reason="this machine has no FriBidi, which Pillow needs to lay out scripts")
@pytest.mark.parametrize("word", SHAPED)
def test_a_word_is_shaped_as_a_whole(word: str) -> None:
    assert drawable(word, INTER) == Drawable(word)
    (piece,) = set_line(word, INTER).pieces
    assert piece.text == word
    assert piece.face.at(EM).getlength(word) / piece.face.scale == pytest.approx(SHAPED[word], rel=0.01)


@pytest.mark.parametrize(
    "text", ["每天早上好咖啡", "新しい朝を楽しむ", "매일 아침", "ყოველ დილით", "Ամեն առավոտ", "በየቀኑ ጠዋት", "₾5 ៛9 ⅔ № ★"]
)
def test_other_scripts_and_signs_have_a_typeface(text: str) -> None:
    assert drawable(text, ANTON) == Drawable(text)
    assert all(piece.face.path.stem.startswith(("Noto", "Inter", "Anton")) for piece in set_line(text, ANTON).pieces)


def test_han_has_the_forms_of_its_language() -> None:
    faces = {
        language: {piece.face.path.stem for piece in set_line("直角", replace(INTER, language=language)).pieces}
        for language in ("zh", "zh-Hant", "ja", "")
    }
    assert faces == {
        "zh": {"NotoSansSC_700Bold"}, "zh-Hant": {"NotoSansTC_700Bold"}, "ja": {"NotoSansJP_700Bold"},
        "": {"NotoSansSC_700Bold"},
    }  # fmt: skip


def test_a_script_that_a_face_has_in_part_is_drawn_by_another_throughout() -> None:
    poppins = open_face("Poppins_500Medium")
    assert poppins.draws("Nam")
    assert {piece.face.path.stem for piece in set_line("Phở Việt Nam", poppins).pieces} == {"Inter_600SemiBold"}
    assert {piece.face.path.stem for piece in set_line("Nam ✓", poppins).pieces} > {"Poppins_500Medium"}


@pytest.mark.skipif(not shapes_scripts(), reason="this machine has no FriBidi, which Pillow needs to lay out scripts")
@pytest.mark.parametrize(
    ("text", "from_left"),
    [
        ("הקפה (50% הנחה) של Ember Oak היום!", "! היום Ember Oak של ) הנחה 50% ( הקפה"),
        ("Ember אתה now", "Ember אתה now"),
        ("خصم 20% اليوم", "اليوم %20 خصم"),  # as browsers set it: the sign follows the number
    ],
)
def test_words_of_both_directions_stand_in_their_order(text: str, from_left: str) -> None:
    line = set_line(text, INTER)
    pieces = sorted(line.pieces, key=lambda piece: piece.x)
    assert "".join(piece.text for piece in pieces) == from_left.replace(" ", "")
    read = words_in(PlacedLine(line, 0, 0, 16))
    assert ["".join(sorted(word.line.text)) for word in read] == ["".join(sorted(word)) for word in text.split()]


def test_a_right_to_left_line_starts_on_the_right() -> None:
    if not open_face("NotoSansHebrew_600SemiBold").draws("ש"):
        pytest.skip("this machine's Pillow has no raqm")
    line = set_line("שלום Ember", PLAYFAIR)
    hebrew = next(piece for piece in line.pieces if "ש" in piece.text)
    latin = next(piece for piece in line.pieces if piece.text == "E")
    assert hebrew.x > latin.x


def test_accents_are_composed_or_kept_with_their_letter() -> None:
    assert drawable(unicodedata.normalize("NFD", "l’été"), PLAYFAIR) == Drawable("l’été")  # noqa: RUF001 an apostrophe


@given(st.text(max_size=60))
def test_any_text_can_be_set_and_drawn(text: str) -> None:
    shown = drawable(text, PLAYFAIR)
    line = set_line(shown.text, PLAYFAIR)
    assert np.isfinite([line.left, line.top, line.right, line.bottom]).all()
    assert drawable(shown.text, PLAYFAIR) == Drawable(shown.text)
    words_in(PlacedLine(line, 0, 0, 16))
    coverage([PlacedLine(line, 5, 20, 16)], (40, 30), (0, 0))


def test_drawn_pixels_carry_the_ink_everywhere() -> None:
    covered = coverage([PlacedLine(set_line("Ab", PLAYFAIR), 4, 40, 40)], (80, 60), (0, 0))
    pixels = over(np.zeros((60, 80, 4), np.uint8), (240, 10, 20), covered)
    assert (pixels[..., :3] == (240, 10, 20)).all()
    assert np.array_equal(pixels[..., 3], covered)
    assert len(np.unique(covered)) > 60  # smooth edges, not steps


def test_ink_over_a_half_covered_bar_mixes_by_alpha() -> None:
    under = np.full((1, 1, 4), (0, 0, 200, 128), np.uint8)
    pixels = over(under, (200, 0, 0), np.full((1, 1), 128, np.uint8))
    assert pixels[0, 0].tolist() == pytest.approx([133, 0, 67, 192], abs=1)


def test_a_damaged_font_is_refused_or_its_damaged_letters_are_drawn_by_another(tmp_path: Path) -> None:
    whole = asset("fonts", "BebasNeue_400Regular.ttf").read_bytes()
    # The table directory: 16 bytes a table, its place and its length in the last eight.
    entry = whole.index(b"glyf")
    start, length = (int.from_bytes(whole[entry + at : entry + at + 4], "big") for at in (8, 12))
    for name, share in (("all.ttf", 0.0), ("end.ttf", 0.55)):
        begins = start + round(length * share)
        (tmp_path / name).write_bytes(whole[:begins] + b"\xff" * (start + length - begins) + whole[start + length :])
    with pytest.raises(BadInput, match=r"all\.ttf cannot be read"):
        open_face(str(tmp_path / "all.ttf"))
    face = open_face(str(tmp_path / "end.ttf"))
    letters = [chr(code) for code in range(0x21, 0x180) if chr(code).isprintable()]
    damaged = [letter for letter in letters if not face.draws(letter)]
    assert 0 < len(damaged) < len(letters)
    text = drawable(" ".join(letters), face).text
    coverage([PlacedLine(set_line(text, face), 5, 60, 40)], (400, 90), (0, 0))
    assert set(damaged) & set(text)

import pytest

from adforge_core.media.scripts import SEAM, clusters, columns, joined, upper, words_of, written_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Now 50% off", "Now|50%|off"),
        ("กาแฟไทยหอมทุกเช้า", "กาแฟ|ไทย|หอม|ทุก|เช้า"),
        ("我们每天早上现煮的咖啡，只要30元！", "我们|每天|早上|现|煮|的|咖啡，|只要|30元！"),  # noqa: RUF001
        ("新発売のコーヒーメーカー。", "新|発売の|コーヒーメーカー。"),
        ("ភាសារបស់ប្រទេសកម្ពុជា", "ភាសា|របស់|ប្រទេស|កម្ពុជា"),
        ("매일 아침", "매일|아침"),
        ("हर सुबह", "हर|सुबह"),
    ],
)
def test_words_are_those_a_reader_takes_in(text: str, expected: str) -> None:
    words = words_of(text)
    assert "|".join(word.removesuffix(SEAM) for word in words) == expected
    assert joined(words) == text


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("", "Straße in Łódź, ﬁn", "STRASSE IN ŁÓDŹ, FIN"),
        ("tr", "İğde ılık", "İĞDE ILIK"),  # noqa: RUF001
        ("tr", "indirim", "İNDİRİM"),
        ("en", "indirim", "INDIRIM"),
        ("", "Ελληνικό λάδι, πρωϊνό", "ΕΛΛΗΝΙΚΟ ΛΑΔΙ, ΠΡΩΪΝΟ"),
        ("", "Ґудзик", "ҐУДЗИК"),
        ("", "ყავა हिन्दी ไทย 咖啡", "ყავა हिन्दी ไทย 咖啡"),
    ],
)
def test_capitals_are_those_of_the_language(language: str, text: str, expected: str) -> None:
    assert upper(text, language) == expected


@pytest.mark.parametrize(
    ("texts", "given", "expected"),
    [
        (("Tea", "Straße"), "en", ""),
        (("今日", "新しい朝"), "en", "ja"),
        (("台灣茶",), "en", "zh-Hant"),
        (("台湾茶叶",), "en", "zh"),
        (("大", "한국"), "en", "ko"),
        (("大",), "ja", "ja"),
        (("indirim", "İğde"), "en", "tr"),
        (("indirim",), "tr", "tr"),
    ],
)
def test_the_language_is_told_by_letters_that_only_it_has(texts: tuple[str, ...], given: str, expected: str) -> None:
    assert written_language(texts, given) == expected


def test_characters_are_those_a_reader_sees() -> None:
    assert clusters("ที่नि👩‍👩‍👧မာ") == ("ที่", "नि", "👩‍👩‍👧", "မာ")
    assert columns("ที่") == 1
    assert columns("Tea 茶") == 6

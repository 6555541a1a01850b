# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what is tested
import string
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.providers.local import numerals, signs
from adforge_core.providers.local.spoken import PAUSES, spell_out, unspoken
from adforge_core.providers.local.written import decimal_comma
from adforge_core.providers.speech import words_of


def said(text: str) -> str:
    return " ".join(part for _, part in spell_out(text) if part)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        # prices
        ("$49.99", "forty nine dollars ninety nine"),
        ("$5.05", "five dollars and five cents"),
        ("$0.99", "ninety nine cents"),
        ("$1", "one dollar"),
        ("€20", "twenty euros"),
        ("£1,200", "one thousand two hundred pounds"),
        ("49 EUR", "forty nine euros"),
        ("EUR 49.50", "forty nine euros fifty"),
        ("$1.2 million", "one point two million dollars"),
        ("$5M", "five million dollars"),
        ("$10-15", "ten to fifteen dollars"),
        ("$49/mo", "forty nine dollars per month"),
        ("50¢", "fifty cents"),
        # percents, units, multipliers
        ("20%", "twenty percent"),
        ("12.5 %", "twelve point five percent"),
        ("20-30% off", "twenty to thirty percent off"),
        ("500 ml", "five hundred milliliters"),
        ("1 kg, 5kg", "one kilogram, five kilograms"),
        ("24h", "twenty four hours"),
        ("10 km/h", "ten kilometers per hour"),
        ("-5°C", "minus five degrees Celsius"),
        ('a 55" TV', "a fifty five inch T V"),
        ("2000 ml", "two thousand milliliters"),
        ("2x", "two times"),
        ("3x5cm and 3 x 5", "three by five centimeters and three by five"),
        ("16:9, 3:1", "sixteen by nine, three to one"),
        # dates and times
        ("Nov 30", "November thirtieth"),
        ("30 November 2026", "the thirtieth of November twenty twenty six"),
        ("on the 4th July", "on the fourth of July"),
        ("Nov 28-30", "November twenty eighth to thirtieth"),
        ("13/05/2026", "May thirteenth, twenty twenty six"),
        ("12/05/2026", "twelve, five, twenty twenty six"),
        ("2026-11-30", "November thirtieth, twenty twenty six"),
        ("1990s, the '90s", "nineteen nineties, the nineties"),
        ("you may go", "you may go"),
        ("9am", "nine A M"),
        ("9:30 p.m.", "nine thirty P M."),
        ("18:30", "eighteen thirty"),
        ("9:00", "nine o'clock"),
        ("Mon-Fri 9am-5pm", "Monday to Friday nine A M to five P M"),
        # numbers
        ("1st 22nd 30th", "first twenty second thirtieth"),
        ("10-15 min", "ten to fifteen minutes"),
        ("2–3", "two to three"),
        ("1/2", "one half"),
        ("1 1/2 cups", "one and one half cups"),
        ("1½ cups", "one and one half cups"),
        ("9/10", "nine out of ten"),
        ("24/7", "twenty four seven"),
        ("1,250", "one thousand two hundred fifty"),
        ("0.5", "zero point five"),
        ("007", "zero zero seven"),
        ("1-800-555-0199", "one, eight zero zero, five five five, zero one nine nine"),
        ("10k", "ten thousand"),
        ("50+", "fifty plus"),
        ("#1", "number one"),
        # abbreviations
        ("St. Paul", "saint Paul"),
        ("12 Main St.", "twelve Main street."),
        ("cats vs. dogs", "cats versus dogs"),
        ("soap, etc. And more", "soap, et cetera. And more"),
        ("e.g. this", "for example this"),
        ("No. 5", "number five"),
        ("Say no.", "Say no."),
        ("approx. 10", "approximately ten"),
        ("Dr. Smith", "doctor Smith"),
        ("w/ love", "with love"),
        # capitals
        ("SPF 50", "S P F fifty"),
        ("USB-C", "U S B C"),
        ("LED UV TVs", "L E D U V T V's"),
        ("SALE NOW", "Sale Now"),
        ("made in the US", "made in the U S"),
        ("JOIN US NOW", "Join Us Now"),
        ("4K, 5G, B12", "four K, five G, B twelve"),
        ("A new day", "a new day"),
        # symbols
        ("salt & pepper", "salt and pepper"),
        ("@aura.glow", "at aura dot glow"),
        ("#glowUp", "hashtag glow Up"),
        ("shop.example.com", "shop dot example dot com"),
        ("https://www.aura-glow.com/sale", "aura dash glow dot com slash sale"),
        ("Aura™ Pro®", "Aura Pro"),
        ("wow 😀!", "wow !"),
        ("“Really” (yes)", "Really yes,"),
        ("don’t", "don't"),
        ("well-known", "well known"),
        ("half—full", "half — full"),
    ],
)
def test_what_is_written_short_is_said_in_full(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        # money of the world: commas and stops as the line has them
        ("Only €2.349,00", "Only two thousand three hundred forty nine euros"),
        ("Jetzt 39,95 €!", "Jetzt thirty nine euros ninety five!"),
        ("29,- €", "twenty nine euros"),
        ("79:- today", "seventy nine today"),
        ("0,89 €", "eighty nine cents"),
        ("1.850 €, €1.649/L", "one thousand eight hundred fifty euros, one point six four nine euros per liter"),
        ("2'450 CHF, CHF 20.–", "two thousand four hundred fifty francs, twenty francs"),
        ("2 499 kr.", "two thousand four hundred ninety nine kroner."),
        ("₹2,35,000 or Rs. 799/-", "two lakh thirty five thousand rupees or seven hundred ninety nine rupees"),
        ("Rs 99/month, ₹2.5 crore", "ninety nine rupees per month, two point five crore rupees"),
        ("R$ 19,90", "nineteen reais ninety"),
        ("89 zł", "eighty nine zlotys"),
        (
            "₺349, ₱150, ₩9,900",
            "three hundred forty nine lira, one hundred fifty pesos, nine thousand nine hundred won",
        ),
        ("AED 75, KWD 1.250", "seventy five dirhams, one point two five zero dinars"),
        ("TRY 3 FREE, TRY 89.90", "Try three Free, eighty nine lira ninety"),
        ("S$15.50", "fifteen Singapore dollars fifty"),
        ("$25.50 CAD", "twenty five Canadian dollars fifty"),
        ("79¢, 79p", "seventy nine cents, seventy nine pence"),
        ("from $5k, $5-$10", "from five thousand dollars, five to ten dollars"),
        ("2/$5", "two for five dollars"),
        ("2,5 L", "two point five liters"),
        ("1.299 kg", "one point two nine nine kilograms"),
        ("1.299 kg for 49,90 €", "one thousand two hundred ninety nine kilograms for forty nine euros ninety"),
        ("€ 2 450,00, 8,50 €/kg", "two thousand four hundred fifty euros, eight euros fifty per kilogram"),
        ("R79.99, R500 bike", "seventy nine rand ninety nine, R five hundred bike"),
        ("COP 39.900", "thirty nine thousand nine hundred Colombian pesos"),
        # offers and ratings
        ("1/2 off, ½ price", "half off, half price"),
        ("40%OFF", "forty percent Off"),
        ("B2G1, x3 points", "buy two get one, times three points"),
        ("3★ hotel, rated 4.7★", "three star hotel, rated four point seven stars"),
        ("★★★★☆", "four stars"),
        ("<2% fat, ≥ 50 people", "less than two percent fat, at least fifty people"),
        ("20k+ fans", "twenty thousand plus fans"),
        # units, in the singular where they say what kind of thing follows
        ("30W charger", "thirty watt charger"),
        ("16 oz. cup, 8 fl. oz.", "sixteen ounce cup, eight fluid ounces."),
        ('a 10" pan, 2" thick', "a ten inch pan, two inches thick"),
        ("6'1\" tall", "six foot one tall"),
        ("≤ 3 g sugar", "at most three grams of sugar"),
        ("6 x 330 ml, 10 x 20 cm", "six times three hundred thirty milliliters, ten by twenty centimeters"),
        ("300 TC, 200 gsm, 20 psi", "three hundred thread count, two hundred G S M, twenty P S I"),
        ("-10°C to +40°C", "minus ten degrees Celsius to plus forty degrees Celsius"),
        ("4000K light, 5K fans", "four thousand kelvin light, five thousand fans"),
        ("10K gold, 925 silver", "ten karat gold, nine twenty five silver"),
        ("1.2 ct ruby, 12 ct pack", "one point two carat ruby, twelve carat pack"),
        ("12 ct pack", "twelve count pack"),
        # names, versions, Roman numbers, letters
        ("Part II, Rocky IV", "Part two, Rocky four"),
        ("Henry VIII", "Henry the eighth"),
        ("Xbox Series X, MIX", "Xbox Series X, Mix"),
        ("FILA and VANS", "Fila and Vans"),
        ("HDMI, RSVP, UCLA", "H D M I, R S V P, U C L A"),
        ("USB-A, Vitamin A", "U S B A, Vitamin A"),
        ("v2.0, RTX 4080", "version two point zero, R T X forty eighty"),
        ("X100V, pH-neutral", "X one hundred V, P H neutral"),
        ("The No.2 pick", "The number two pick"),
        # times, calls, addresses
        ("5 - 10 min, 9:00–17:30", "five to ten minutes, nine to seventeen thirty"),
        ("call 0800 555 012", "call zero eight zero zero, five five five, zero one two"),
        ("+49 30 5550123", "plus four nine, three zero, five five five zero one two three"),
        ("7.45pm, 18h15, 8.5/10", "seven forty five P M, eighteen fifteen, eight point five out of ten"),
        ("since 1872, N° 4", "since eighteen seventy two, number four"),
        ("the 2024/25 season", "the twenty twenty four twenty five season"),
        ("acme.com/tea?x=1", "acme dot com slash tea"),
        ("@acme_tea", "at acme underscore tea"),
        # so much per amount
        ("£2.50/100g, €2.50/100 g", "two pounds fifty per one hundred grams, two euros fifty per one hundred grams"),
        ("€3 / 100 g, €12 per m²", "three euros per one hundred grams, twelve euros per square meter"),
        ("7 l/100 km, 15 mpg", "seven liters per one hundred kilometers, fifteen miles per gallon"),
        ("2.5 kg/5.5 lb", "two point five kilograms, five point five pounds"),
        ("£3.50ea, 2@£5, 99c", "three pounds fifty each, two at five pounds, ninety nine cents"),
        ("Save £££", "Save pounds"),
        # names that look like abbreviations
        ("The iPhone 15 Pro Max. Max. 3 kg", "The iPhone fifteen Pro Max. maximum three kilograms"),
        ("9 a.m.–5 p.m., noon–3pm", "nine A M to five P M, noon to three P M"),
        ("the 90’s, 5 % alc./vol.", "the nineties, five percent alcohol by volume."),
        ("⌀26cm, Ø 26 cm", "diameter twenty six centimeters, diameter twenty six centimeters"),
        # other scripts' digits, letters in mathematical type, footnotes
        ("２０％, ३ cups, Ⅻ", "twenty percent, three cups, twelve"),
        ("𝗦𝗔𝗟𝗘 proven¹", "Sale proven"),
        ("CO₂, 40 m², 2⅞ inches", "C O two, forty square meters, two and seven eighths inches"),
    ],
)
def test_prices_units_and_names_are_said_as_a_native_says_them(written: str, spoken: str) -> None:
    assert said(written) == spoken


def test_other_numbers_of_the_brief_decide_what_a_comma_is() -> None:
    assert decimal_comma(["Field Kettle", "holds 1.5 L"]) is False
    assert decimal_comma(["Wasserkocher", "fasst 1,5 L"]) is True
    assert decimal_comma(["1,299 people in 4 shops"]) is None
    assert spell_out("1,299 kg", comma=True)[0][1] == "one point two nine nine"
    assert spell_out("1.299 people", comma=True)[0][1] == "one thousand two hundred ninety nine"


_COUNTING = [char for char in map(chr, range(sys.maxunicode)) if unicodedata.category(char) in signs.MEANINGFUL]


def test_no_currency_number_or_mathematical_sign_vanishes_untold() -> None:
    lost = list[str]()
    for char in _COUNTING:
        line = f"{char} or 5{char}"
        (_, alone), _, (_, behind) = spell_out(line)
        if (not alone or behind == "five") and char not in unspoken(line):
            lost.append(unicodedata.name(char))
    assert lost == []


def test_words_of_other_scripts_are_told_and_emoji_are_not() -> None:
    assert unspoken("Tea 茶葉 ⊗ now 😀 for 5 €") == ("茶葉", "⊗")


def test_captions_keep_the_signs_that_a_voice_says_with_a_number() -> None:
    assert [
        word.text for word in words_of(["Now", "$", "49", "\u2022", "today"], {0: (0, 1), 2: (1, 2), 4: (2, 3)})
    ] == [
        "Now",
        "$ 49",
        "today",
    ]


def test_a_mark_between_letters_leaves_no_gap() -> None:
    assert said("0A'A") == "zero A A"


def test_a_silent_token_keeps_its_place() -> None:
    assert spell_out("EUR 49 — now") == (("EUR", ""), ("49", "forty nine euros"), ("—", "—"), ("now", "now"))


_AD_COPY = st.lists(
    st.one_of(
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12),
        st.text(alphabet="$€£%0123456789.,-–/:x#@&+kKmM'\"()", min_size=1, max_size=9),
        st.sampled_from(["Nov", "May", "St.", "No.", "kg", "million", "EUR", "A", "US", "am", "www.a.co/b", "x"]),
    ),
    max_size=12,
).map(" ".join)


@given(_AD_COPY)
def test_only_words_and_pauses_are_left_and_every_token_is_there(text: str) -> None:
    pairs = spell_out(text)
    assert [token for token, _ in pairs] == text.split()
    for _, spoken in pairs:
        assert spoken == " ".join(spoken.split())
        for char in spoken:
            latin = char.isalpha() and unicodedata.name(char).startswith("LATIN")
            assert latin or char in "' " + PAUSES, (text, spoken)


@given(st.text(alphabet=string.ascii_lowercase, min_size=2, max_size=8).filter(lambda word: word not in ("ok", "vs")))
def test_an_ordinary_word_is_said_as_it_is(word: str) -> None:
    assert spell_out(f"the {word} glow")[1] == (word, word)


@given(st.integers(0, 10**15))
def test_a_number_read_back_is_the_number(number: int) -> None:
    assert _value(numerals.cardinal(number)) == number


def _value(words: str) -> int:
    """Reads number words back, by a way of its own: sums and scales."""
    small = {numerals.cardinal(number): number for number in [*range(20), *range(20, 100, 10)]}
    scales = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    if all(word in small and small[word] < 10 for word in words.split()) and len(words.split()) > 1:
        return int("".join(str(small[word]) for word in words.split()))
    total = group = 0
    for word in words.split():
        if word == "hundred":
            group *= 100
        elif word in scales:
            total, group = total + group * scales[word], 0
        else:
            group += small[word]
    return total + group


@pytest.mark.parametrize(
    ("number", "spoken"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (101, "one hundred first"), (1000, "one thousandth")],
)
def test_ordinals(number: int, spoken: str) -> None:
    assert numerals.ordinal(number) == spoken


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (1905, "nineteen oh five"),
        (1900, "nineteen hundred"),
        (1999, "nineteen ninety nine"),
        (2000, "two thousand"),
        (2007, "two thousand seven"),
        (2026, "twenty twenty six"),
    ],
)
def test_years(number: int, spoken: str) -> None:
    assert numerals.year(number) == spoken

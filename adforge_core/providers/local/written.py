"""The words of a line as English writes them: decimal commas, spaced numbers, shops' signs and marks of inches."""
# ruff: noqa: RUF001 - typographic dashes, quotes and signs are what this module reads

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adforge_core.providers.local import numerals, prices, signs
from adforge_core.providers.local.readings import reads_unit

OPENING = "\"'`“”„‘’‚«»‹›([{*•†‡¡¿_"
CLOSING = "\"'`“”‘’«»‹›)]}*†‡_.,;:!?…|—–-"
_DROPPED = dict.fromkeys(map(ord, "™®©℠\u00ad\u200b\u200d\ufeff"))
_PLAIN = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "‒": "–", "―": "—"})
_WRITTEN_NUMBER = r"[0-9](?:[0-9.,'’]*[0-9])?"
_PHONE = re.compile(
    r"(?<![\w+.,])(?:\+[0-9]{1,3}[ .-]?(?:\(0\))?|0(?=[0-9])|\([0-9]{3,5}\) ?|(?=[0-9]{3}[ .][0-9]{3}[ .][0-9]{4}))"
    r"[0-9]+(?:[ ./-][0-9]{2,}){1,5}(?![\w])"
)
_GROUPED = re.compile(r"(?<![\w.,])[1-9][0-9]{0,2}(?P<gap>\s)[0-9]{3}(?:(?P=gap)[0-9]{3})*(?:[.,][0-9]+)?(?![0-9])")


@dataclass(frozen=True)
class Token:
    """A word without the marks around it."""

    core: str
    tail: str
    """The marks behind the core."""

    digits: bool = False
    """Whether it is a part of a phone number."""

    @property
    def abbreviation(self) -> str:
        """The word with its full stop, in lower case; empty without one."""
        return f"{self.core.lower()}." if self.tail.startswith(".") else ""


SILENT = Token("", "")


def decimal_comma(texts: Iterable[str]) -> bool | None:
    """Whether texts write decimals with a comma, as in "2,5 L" and "1.299,00"; None where they do not tell."""
    for text in texts:
        written = [signs.readable(word.translate(_PLAIN)) for word in text.split()]
        for index, word in enumerate(written):
            for match in re.finditer(_WRITTEN_NUMBER, word):
                price, measure = _context(written, index, match)
                if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", match[0]):
                    return True
                if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+", match[0]):
                    return False
                if (price or measure) and re.fullmatch("[0-9]+[.,][0-9]{1,2}", match[0]):
                    return "," in match[0]
    return None


def plain_words(text: str, comma: bool) -> list[str]:
    """The words of a line with inches, numbers and prices as English writes them; "" for one that joins the next."""
    spaced = re.sub(r"[^\S\u00a0\u202f\u2009]+", " ", text.strip())
    phones = {place for match in _PHONE.finditer(spaced) if _dialled(match[0]) for place in range(*match.span())}
    joined: set[int] = set()
    for match in _GROUPED.finditer(spaced):
        if match.start() not in phones and (match["gap"] != " " or _is_one_number(spaced, match)):
            joined |= {match.start() + place for place, char in enumerate(match[0]) if char.isspace()}
    made, start, quoted = list[str](), "", False
    for match in re.finditer(r"\S+", text.strip() and spaced):
        word, quoted = _inches(start + match[0], quoted)
        if match.end() in joined:
            start = word
            made.append("")
            continue
        start = ""
        made.append(f"\0{word}" if match.start() in phones else word)
    ready = [word if word.startswith("\0") else _shop_signs(word) for word in made]
    return [_english(ready, index, comma) for index in range(len(ready))]


def token_of(word: str) -> Token:
    """A word of `plain_words` without its marks."""
    digits = word.startswith("\0")
    plain = word.lstrip("\0")
    if not plain:
        return SILENT
    opened = plain if re.match("'[2-9]0s", plain) else plain.lstrip(OPENING)
    core = opened.rstrip(CLOSING)
    return Token(core, opened[len(core) :] if core else plain, digits)


def _dialled(number: str) -> bool:
    return 7 <= sum(char.isdigit() for char in number) <= 15 and not re.fullmatch(
        r"[0-9]+[./-][0-9]+(?:[./-][0-9]+)?", number
    )


def _is_one_number(text: str, match: re.Match[str]) -> bool:
    """Whether digits in groups of three with plain spaces between them are one number: "1 299 €", "10 000 people"."""
    behind = text[match.end() :].split()
    ahead = text[: match.start()].split()
    unit = behind[0].rstrip(".,;:!?") if behind else ""
    sign = ahead[-1].rstrip(".") if ahead else ""
    if not text[: match.start()].endswith(" ") and match.start():
        sign = re.split(r"[\s0-9]", text[: match.start()])[-1]
    return bool(prices.currency(unit) or prices.currency(sign) or re.search(r"\s000\b|[.,][0-9]+$", match[0]))


def _inches(word: str, quoted: bool) -> tuple[str, bool]:
    """The word with its feet and inches told from quotation marks, and whether a quotation is open behind it."""
    made = ""
    for place, char in enumerate(word):
        if char == '"':
            inch = not quoted and word[place - 1 : place].isnumeric()
            quoted = not inch and not quoted
            char = "″" if inch else char
        made += char
    return re.sub("(?<=[0-9])'(?=$|[.,;:!?x×])", "′", made) if not re.match("['‘]", made) else made, quoted


def _shop_signs(word: str) -> str:
    """The word without what shops write for no hundredths ("19,-", "499/-"), and with plain forms of its signs."""
    if signs.is_footnote(word):
        word = word.rstrip("¹²³⁴⁵⁶⁷⁸⁹⁰")
    plain = signs.readable(word.translate(_DROPPED).translate(_PLAIN)).replace("--", "—").replace("...", "…")
    plain = re.sub(r"([$£€])\1+(?![0-9])", r"\1", plain)  # "Save £££"
    plain = re.sub(r"−(?=\W?[0-9])|(?<=\w)−(?=\w)", "-", plain)
    plain = re.sub(r"(?<=[0-9])[⁄∕](?=[0-9])", "/", re.sub("(?<=[0-9])∶(?=[0-9])", ":", plain))
    return re.sub(r"(?<=[0-9])(?:[,.:][-–—]{1,2}|/[-–=])(?![0-9])", "", plain)


def _english(written: list[str], index: int, comma: bool) -> str:
    word = written[index]
    if word.startswith("\0") or re.search(r"//|www\.|@|[^\W\d_]{2,}\.[^\W\d_]{2,}", word):
        return word

    def plain(match: re.Match[str]) -> str:
        price, measure = _context(written, index, match)
        return numerals.plain(match[0], comma, price, measure)

    return re.sub(_WRITTEN_NUMBER, plain, word)


def _context(written: Sequence[str], index: int, match: re.Match[str]) -> tuple[bool, bool]:
    """Whether the number that matched in a word is a price, and whether it has a unit."""
    word = written[index]
    ahead = re.split(r"[^\w$£€.]", word[: match.start()])[-1] if match.start() else ""
    ahead = word[: match.start()].lstrip(OPENING + "+-~<>") if not prices.currency(ahead) else ahead
    behind = word[match.end() :].rstrip(CLOSING)
    near_before = next((one for one in reversed(written[:index]) if one), "")
    before = near_before.strip(OPENING) if not ahead else ""
    after = written[index + 1].rstrip(CLOSING) if index + 1 < len(written) and not behind.strip("-–") else ""
    decimals = re.match(r"[^/]*/(?:l|L|liter|litre|gal|kWh)\b", f"{behind}{after}")
    near = (ahead, before, re.split("[/+–-]", behind)[0], after.partition("/")[0])
    price = any(prices.is_currency(sign, "0.00") for one in near if (sign := one.rstrip(".")))
    thousandths = decimals is not None or any(prices.has_three_decimals(one) for one in near)
    unit = behind.lstrip("-") or after
    return price and not thousandths, reads_unit(unit) is not None or unit in ("K", "fl")

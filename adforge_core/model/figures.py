"""The number of a super that is worth counting up to."""

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r"\S+")
_PARTS = re.compile(r"([^\W\d_]{0,2}\W{0,2}?|[-\u2212+~<>]?\W?)(\d[\d.,'\u2019]*\d|\d)([^\d]*)$")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'\u2019])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?$")
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?$")
_MONEY = re.compile(r"[$\u20ac\u00a3\u00a5\u20b9\u20a9\u20bd\u20ba]")
_BEFORE = re.compile(r"(?:US|A|C|NZ|HK|S)?[-\u2212+~<>(\"\u201c'$\u20ac\u00a3\u00a5\u20b9\u20a9\u20bd\u20ba]{0,3}$")
_AFTER = re.compile(r"[%+\u2605x\u00d7)\"\u201d'$\u20ac\u00a3\u00a5\u20b9\u20a9\u20bd\u20ba.,!?;:-]*$")

_COUNTED = (
    "stars star hours hour hrs minutes mins days nights weeks months years reviews ratings customers people runners "
    "users orders sales times grams kg cups servings washes uses miles kilometres kilometers km steps calories points "
    "percent % off kcal watts lumens charges cycles recipes flavours flavors colours colors pieces sheets trees"
)
_MANY = (
    "stars star hours minutes mins days nights weeks months years reviews ratings customers people runners users "
    "orders sales times servings washes uses miles kilometres kilometers km steps charges cycles recipes "
    "happy five-star"
)
"""What is worth counting up to: how many there are, how often, how long or how far."""

_AGED = "ages age aged since from before after at by until under"
"""Words before a number that is a moment or an age."""

_SIZED = (
    "x \u00d7 by mm cm m ml cl l dl in inch inches ft feet oz fl am pm to or and gen generation k gb tb mb hz mhz ghz "
    "mp v volt volts mah january february march april may june july august september october november december"
)
_NAMING = (
    "version ver v release model no no. nr nr. number size type series chapter page room route part step call phone "
    "tel tel. code formula spf x \u00d7 by"
)
_LEADING = (
    "only over up just from now save saves get gets in for with about more under at all every and plus weighs lasts "
    "holds nearly almost after within join loved trusted"
)
_TO = "to or and bis a - \u2013 \u2014"
"""Words that may stand before an amount or after it, or before what is none; and those between the ends of a range."""

_LEAST = 5
"""The least number without a currency or a percent sign: a shorter count is over before it is seen."""

_LONGEST = 7
"""The most digits: longer ones are telephone numbers and codes."""


@dataclass(frozen=True)
class Figure:
    """A number in a text, from place `start` to before `end`, with the separators of its language."""

    text: str
    start: int
    end: int

    def at(self, share: float) -> str:
        """Returns the number at a `share` of its value, 0 to 1, written as the whole one is.

        Example:
            >>> from adforge_core.model.figures import figure_in
            >>> [figure_in("Now 1.299,50 \N{EURO SIGN}").at(share) for share in (0.01, 0.5, 1)]
            ['13,00', '649,75', '1.299,50']
        """
        digits = [char for char in self.text if char.isdigit()]
        zero = chr(ord(digits[0]) - unicodedata.digit(digits[0]))
        value = round(int("".join(digits)) * share)
        decimals = len(re.split(r"[.,]", self.text)[-1]) if _decimal(self.text) else 0
        left = [chr(ord(zero) + int(digit)) for digit in str(value).zfill(decimals + 1)]
        written = []
        for char in reversed(self.text):
            if not left:
                break
            written.append(left.pop() if char.isdigit() else char)
        return "".join(reversed(written))


def figure_in(text: str) -> Figure | None:
    """Returns the number of `text` that is worth counting up to; None if there is none.

    Those are prices, percentages, ratings and amounts. Years, names of models, telephone numbers, versions, sizes and
    ranges are not.

    Example:
        >>> from adforge_core.model.figures import figure_in
        >>> figure_in("Rated 4.8 stars").text, figure_in("Save 30 %").text, figure_in("Since 1998")
        ('4.8', '30', None)
    """
    tokens = list(_TOKEN.finditer(text))
    found = [figure for place in range(len(tokens)) if (figure := _figure(tokens, place))]
    return max(found, key=lambda one: (one[0], -one[1].start))[1] if found else None


def counted_in(text: str) -> Figure | None:
    """Returns the number of `text` up to which a newly planned scene counts; None if there is none.

    Those are prices, percentages and ratings, and how many or how often something is or was: reviews, customers, hours.
    What names a thing, or measures it, is shown at once: ages, models, years, sizes, weights, rooms.

    Example:
        >>> from adforge_core.model.figures import counted_in
        >>> [counted_in(text).text for text in ("Save 30 %", "12,000 reviews", "Cold for 24 hours")]
        ['30', '12,000', '24']
        >>> [counted_in(text) for text in ("For ages 18+", "747 pilots", "501 jeans", "Weighs 240 grams", "Open 24/7")]
        [None, None, None, None, None]
    """
    figure = figure_in(text)
    if figure is None:
        return None
    before, after = text[: figure.start], text[figure.end :]
    if _MONEY.search(before[-1:] + after[:2]) or re.match(r"\s*(?:%|percent\b|\u2605)", after):
        return figure
    unit = re.match(r"[+x\u00d7]?\s+([\w-]+)", after)
    previous = before.split()[-1].casefold().strip(",;:.") if before[-1:].isspace() else ""
    return figure if unit and unit[1].casefold() in _MANY.split() and previous not in _AGED.split() else None


def _figure(tokens: list[re.Match[str]], place: int) -> tuple[bool, Figure] | None:
    """Returns the number in a word of the text, after whether it is a price or a percentage; None if it has none."""
    token = tokens[place]
    parts = _PARTS.match(token.group())
    if not parts:
        return None
    before, number, after = parts.groups()
    if not _BEFORE.match(before) or not _AFTER.match(after) or not (_GROUPED.match(number) or _PLAIN.match(number)):
        return None
    previous = tokens[place - 1].group() if place else ""
    following = tokens[place + 1].group() if place + 1 < len(tokens) else ""
    next_ = "" if after[-1:] in tuple(".,!?;:") else following.strip(".,!?;:)").casefold()
    money = bool(_MONEY.search(before + after) or _MONEY.fullmatch(following))
    telling = money or "%" in after or next_ in {"%", "percent"} or "\u2605" in after
    digits = sum(char.isdigit() for char in number)
    if digits > _LONGEST or (digits > 1 and number[0] == "0" and not _decimal(number)):
        return None
    if previous.casefold().strip(",;:") in _NAMING.split() or (next_ in _SIZED.split() and not money):
        return None
    before_it = tokens[place - 2].group() if place > 1 and previous.casefold() in _TO.split() else ""
    after_it = tokens[place + 2].group() if place + 2 < len(tokens) and following.casefold() in _TO.split() else ""
    if any(char.isdigit() for char in before_it + previous + following + after_it):
        return None
    figure = Figure(number, token.start() + parts.start(2), token.start() + parts.end(2))
    value = int("".join(char for char in number if char.isdigit()))
    if telling:
        return (True, figure) if value else None
    year = digits == 4 and number.isdigit() and 1900 <= int(number) <= 2099
    spelt = previous[1:] != previous[1:].lower() and previous != previous.upper()  # iOS, iPhone
    leads = place == 1 and previous.casefold() in _LEADING.split()
    named = spelt or (place > 0 and previous[:1].isupper() and next_ not in _COUNTED.split() and not leads)
    amount = next_.isalpha() or "+" in after or after[:1] in ("x", "\u00d7")
    version = re.search(r"[.,]0$", number) is not None and next_ not in _COUNTED.split()
    no_amount = year or named or version
    return (False, figure) if amount and value >= _LEAST and not no_amount else None


def _decimal(number: str) -> bool:
    """Whether the number has decimals."""
    return re.search(r"[.,]\d{1,2}$", number) is not None

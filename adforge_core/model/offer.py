"""The offer in a few words, for a sticker or a headline."""

import re

STICKER_LETTERS = 28

_LATER = re.compile(
    r"\s*,?\s+(?:until|till|through|ends|this (?:week|weekend|month|spring|summer|autumn|fall|winter)|today only|"
    r"while stocks last|with code|use code)\b.*$",
    re.IGNORECASE,
)
"""A deadline or a code: the end card has room for it."""


def short_offer(offer: str) -> str:
    """Returns the offer as a sticker shows it, at most `STICKER_LETTERS` long; empty where no short form is true.

    A price or a condition is never cut off: what is left says the same offer without its deadline, code or extras.

    Example:
        >>> from adforge_core.model.offer import short_offer
        >>> short_offer("20% off until Sunday"), short_offer("$14 a tin, with free shipping on two or more")
        ('20% off', '$14 a tin')
        >>> short_offer("Book a test ride in April and get a free service kit worth €120")
        ''
    """
    whole = " ".join(offer.split()).rstrip(" .!")
    first = _LATER.sub("", whole)
    extras = re.split(r",\s+(?=(?:with|plus|and|including|incl)\b)|\s+plus\s+|\.\s+", first)[0]
    return next((text for text in (first, extras) if 0 < len(text) <= STICKER_LETTERS), "")

"""What an ad may not say: numbers and claims the marketer never gave, and what does not belong into a plate."""

import re
from collections.abc import Iterable

from adforge_core.model.brief import Brief
from adforge_core.providers.remote.task import Unusable

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

_CLAIM = re.compile(
    r"\b(award|best-?sell|number one|no\. ?1|clinical|dermatolog|doctor|physician|scientific|scientist|proven|patent|"
    r"certif|guarantee|warrant|lifetime|free (?:ship|deliver|trial|return|gift)|money[- ]back|risk[- ]free|limited|"
    r"today only|last chance|half[- ]price|dozens|hundreds|thousand|million|billion|organic|vegan|"
    r"cruelty|eco[- ]|sustainab|recycl|biodegrad|compostab|carbon|non-?toxic|hypoallerg|antibacterial|fda|handmade|"
    r"hand-?craft|made in|imported from|family[- ]owned|five[- ]star|reviews|rated|loved by|trusted by|recommended by|"
    r"cures?|heals?|prevents|anti-?aging|waterproof|unbreakable|cheapest|lowest price)\w*",
    re.IGNORECASE,
)
"""Words that claim something somebody would have to be able to prove."""

_NOT_IN_PLATES = re.compile(
    r"(?<![-\w])(?:product|brand|person|people|man|men|woman|women|child|children|hands?|crowd|animals?|text|words|"
    r"letters|lettering|typography|captions?|logos?|signage|labels?|slogans?)(?![-\w])",
    re.IGNORECASE,
)


def told_by(brief: Brief, *more: str) -> str:
    """Everything the marketer said, which is all an ad may claim."""
    fixed = [word for scene in brief.scene_requests for word in (scene.vo, scene.super)]
    words = (brief.product, brief.description, brief.audience, *brief.benefits, brief.offer, brief.cta)
    return " \n".join((*words, brief.brand.name, brief.brand.legal, *fixed, *more))


def check_claims(texts: Iterable[str], told: str) -> None:
    """Raises Unusable where a text has a number or a claim that was not told."""
    numbers, known = set(_numbers(told)), told.lower()
    for text in texts:
        for number in _numbers(text):
            if number not in numbers:
                raise Unusable(f"“{text}” has the number {number}, which the brief does not give.")
        for claim in _CLAIM.finditer(text):
            if claim[1].lower() not in known:
                raise Unusable(f"“{text}” claims “{claim[0]}”, which the brief does not say.")


def _numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(text)]


def check_plate(prompt: str, brief: Brief) -> None:
    """Raises Unusable where a plate's prompt has anything in it that must not be in the picture."""
    found = _NOT_IN_PLATES.search(prompt)
    named = next((name for name in (brief.product, brief.brand.name) if name and name.lower() in prompt.lower()), "")
    if found or named:
        what = named or (found[0] if found else "")
        raise Unusable(f"The plate prompt “{prompt}” speaks of “{what}”: it must describe an empty place only.")

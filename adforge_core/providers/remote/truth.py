"""What an ad may not say: numbers and claims the marketer never gave, and what does not belong into a plate."""

import re

from adforge_core.model.brief import Brief

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


def unfounded(text: str, told: str) -> str:
    """Why a text may not be said: its number or claim that was not told. Empty where it may."""
    known = told.lower()
    for number in _numbers(text):
        if number not in _numbers(told):
            return f"“{text}” has the number {number}, which the brief does not give."
    for claim in _CLAIM.finditer(text):
        if claim[1].lower() not in known:
            return f"“{text}” claims “{claim[0]}”, which the brief does not say."
    return ""


def _numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(text)]


def out_of_place(prompt: str, brief: Brief) -> str:
    """Why a plate's prompt cannot be used: what it has in it that must not be in the picture. Empty where it can."""
    found = _NOT_IN_PLATES.search(prompt)
    named = next((name for name in (brief.product, brief.brand.name) if name and name.lower() in prompt.lower()), "")
    if not found and not named:
        return ""
    what = named or (found[0] if found else "")
    return f"The plate prompt “{prompt}” speaks of “{what}”: it must describe an empty place only."

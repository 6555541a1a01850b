"""Whom an ad speaks to, as copy may say it."""

import re
from dataclasses import dataclass

from adforge_core.model.brief import Brief
from adforge_core.providers.local.planner.grammar import lowered, plain_form
from adforge_core.providers.local.planner.text import calmed, spoken, words


@dataclass(frozen=True)
class Address:
    """How copy speaks to a brief's audience: as a `group`, "runners who hate blisters", and to one of them.

    `you` is what one of them is or does, "you hate blisters", and `ask` the same as a question without its mark, "hate
    blisters"; both are empty where the brief says only who they are.
    """

    group: str
    you: str = ""
    ask: str = ""


_EVERYONE = {"people", "men", "women", "children", "anyone", "everyone", "folk", "folks", "you", "those", "adults"}
_GOES_ON = {"who", "with", "and", "in", "on", "at", "of", "that", "from", "without", "to", "tired", "sick", "planning"}

_PRIVATE = re.compile(
    r"\b(?:skin|acne|wrinkle|hair|weight|overweight|fat|pain|aches?|anxi|depress|diabet|allerg|debt|disab|disease|"
    r"illness|incontinen|snor|old|poor|lonely|single|can't|cannot|don't|never)",
    re.IGNORECASE,
)
"""What an advertisement does not say to anybody's face; channels refuse it."""

_TO_YOU = {"their": "your", "them": "you", "they": "you", "themselves": "yourself", "they're": "you're"}


def audience_of(brief: Brief) -> str:
    """The audience as copy may address it, such as "busy parents"; "" where nobody would say its words aloud."""
    said = calmed(spoken(brief.audience)).rstrip(".")
    said = re.sub(r"^(?:for|mainly|mostly|primarily)\s+", "", said, flags=re.IGNORECASE)
    said = re.sub(r"\s*,?\s*(?:aged )?\d+\s?(?:-|\u2013|to)\s?\d+(?=\s\w)", "", said)
    said = re.split(r"\s+(?:aged|between|in their|looking)\s+|\s*[(;]", said)[0].strip(" ,")
    tokens = words(said)
    if not 0 < len(tokens) <= 9 or any(mark.isdigit() for mark in said) or not said.isascii():
        return ""
    until = next(
        (index for index, token in enumerate(tokens) if index and (token in _GOES_ON or token.endswith("ing"))),
        len(tokens),
    )
    head = tokens[until - 1]
    if (head not in _EVERYONE and not (head.endswith("s") and not head.endswith("ss"))) or tokens[0] in {"all", "b2b"}:
        return ""
    return lowered(said)


def address_of(brief: Brief) -> Address | None:
    """How copy speaks to the brief's audience; None where nobody is named whom one would address."""
    group = audience_of(brief)
    if not group:
        return None
    found = re.match(
        r"^(?P<who>[\w' -]+?) (?P<joint>who're|who|that|tired of|sick of|on|in a|planning|with) (?P<rest>.+)$", group
    )
    if found is None or _PRIVATE.search(group):
        return Address(group)
    everyone = words(found["who"])[-1] in _EVERYONE
    rest = " ".join(_TO_YOU.get(word, word) for word in found["rest"].split())
    match found["joint"]:
        case "who" | "that":
            if words(found["who"])[-1] in {"anyone", "everyone"}:
                rest = plain_form(rest)
            if words(rest)[:1] in (["are"], ["is"]):
                rest = rest.split(" ", 1)[-1]
                return Address(group, f"you're {rest}", rest)
            return Address(group, f"you {rest}", rest)
        case "tired of" | "sick of" | "planning":
            doing = f"{found['joint']} {rest}"
            return Address(group, f"you're {doing}", doing)
        case "on" | "in a" if everyone:
            return Address(group, f"you're {found['joint']} {rest}", f"{found['joint']} {rest}")
        case "with" if everyone:
            return Address(group, f"you have {rest}", f"got {rest}")
        case _:
            return Address(group)

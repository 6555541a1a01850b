"""Hearing a note: its clauses, the scenes they are about, and the facts of a brief that they mean."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from adforge_core.model.formats import Format
from adforge_core.providers.local.planner.facts import Fact
from adforge_core.providers.local.planner.text import words

_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_ASIDES = {
    "first",
    "next",
    "start",
    "its",
    "it's",
    "they",
    "they're",
    "are",
    "has",
    "fact",
    "how",
    "out",
    "scene",
    "earlier",
    "sooner",
    "before",
    "question",
}


@cache
def vocabulary() -> dict[str, Any]:
    """What notes.toml holds, its lists of words as sets."""
    written = loads(files(__package__).joinpath("notes.toml").read_text("utf-8"))
    for name in ("moods", "ways", "empty"):
        written[name] = {key: frozenset(listed.split()) for key, listed in written[name].items()}
    written["topics"] = {
        asked: frozenset(meant.split()) for many, meant in written["topics"].items() for asked in many.split()
    }
    formats = "|".join(map(re.escape, Format))
    written["elsewhere"] = {
        pattern.replace("{formats}", formats): sentence for pattern, sentence in written["elsewhere"].items()
    }
    return written


def clauses(note: str) -> tuple[list[tuple[str, bool]], list[str]]:
    """The note's clauses in small letters, each with whether it goes on with what the one before is about.

    Then what stood in quotation marks; in the clauses it is quote0, quote1 and so on.
    """
    quotes: list[str] = []

    def quoted(found: re.Match[str]) -> str:
        quotes.append(found[1].strip())
        return f" quote{len(quotes) - 1} "

    plain = re.sub(r"[\u2018\u2019]", "'", note)
    plain = re.sub(r"[\"\u201c\u201e]([^\"\u201c\u201d]+)[\"\u201d]", quoted, plain).lower()
    plain = re.sub(
        r"\bscenes? (\d(?:\s*(?:,|and|&)+\s*(?:scene )?\d\b)+)",
        lambda found: "scene " + "+".join(re.findall(r"\d", found[1])),
        plain,
    )
    parts = re.split(r"([.;!?](?=\s|$)|\n|,(?:\s+(?:and|but)\b)?|\b(?:and|but|then|plus)\b)", plain)
    joints = ["", *parts[1::2]]
    heard = zip((" ".join(part.split()) for part in parts[::2]), joints, strict=True)
    return [(clause, "and" in joint) for clause, joint in heard if clause], quotes


def places(clause: str, scenes: int) -> tuple[int, ...]:
    """The scenes, of so many, that a clause is about, from 0; none where it is about them all."""
    found = [
        int(one) - 1
        for number in re.findall(r"\bscene (?:no\.? ?|number |#)?([\d+]+)", clause)
        for one in number.split("+")
        if one
    ]
    found += [place for place, name in enumerate(_COUNTS) if re.search(rf"\bscene {name}\b", clause)]
    found += [place for place, name in enumerate(_ORDER) if re.search(rf"\b{name} scene\b", clause)]
    if re.search(r"\bopening scene\b|\b(?:the|a) (?:hook|opener|opening|intro|beginning)\b", clause):
        found.append(0)
    if re.search(r"\b(?:last|final) scene\b|\bend card\b|\bthe (?:end|ending|closing|outro|call to action)\b", clause):
        found.append(scenes - 1)
    return tuple(dict.fromkeys(found))


def in_scenes(where: Sequence[int]) -> str:
    """The scenes as a note's answer names them: " in scenes 2 and 3"; "" for none."""
    if not where:
        return ""
    numbers = [str(place + 1) for place in where]
    return f" in scene {numbers[0]}" if len(numbers) == 1 else f" in scenes {', '.join(numbers[:-1])} and {numbers[-1]}"


def fact_about(asked: str, facts: Sequence[Fact], offer: Fact | None) -> Fact | None:
    """The fact that speaks of what is asked for, if one does; the offer counts as one."""
    wanted, topics = telling(asked), vocabulary()["topics"]

    def hits(fact: Fact) -> float:
        told = words(fact.text)
        straight = sum(any(_alike(word, other) for other in told) for word in wanted)
        meant = sum(bool(topics.get(word, frozenset()) & set(told)) for word in wanted)
        money = bool(wanted & {"price", "offer", "discount", "deal"}) and fact is offer
        return straight + 0.6 * meant + 2 * money

    best = max([*facts, *([offer] if offer else [])], key=hits, default=None)
    return best if best and wanted and hits(best) >= 0.5 * len(wanted) else None


def turned(clause: str) -> bool:
    """Whether a clause asks for the opposite of what it names: "less bold", "too dark", "not so warm"."""
    return bool(re.search(r"\b(?:less|too|not (?:so|as|that|quite)|isn't so|stop being)\b", clause))


def telling(asked: str) -> set[str]:
    """The words of `asked` that say what is meant."""
    dull = vocabulary()["empty"]["words"] | _ASIDES
    return {word for word in words(asked) if word not in dull and not word.isdigit()}


def bare(asked: str) -> str:
    """What is asked for, without the words around it."""
    return re.sub(r"^(?:the|a|an|its|it's|that|it is|how) |\s+(?:first|at the start)$", "", asked.strip())[:80]


def _alike(one: str, other: str) -> bool:
    """Whether two words have the same stem, going by how they begin."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 4:
        return longer in (f"{shorter}s", f"{shorter}es")
    return longer.startswith(shorter[: max(4, len(shorter) - 2)]) and len(longer) - len(shorter) <= 5

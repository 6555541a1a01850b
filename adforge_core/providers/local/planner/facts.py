"""What a brief lets the copy say of the product: its facts, as their grammar asks."""

import re
from dataclasses import dataclass

from adforge_core.model.brief import Brief
from adforge_core.providers.local.planner.grammar import Kind, kind_of, lowered, plain_form, with_article
from adforge_core.providers.local.planner.lexicon import lexicon
from adforge_core.providers.local.planner.names import NOUN_PHRASE, Names
from adforge_core.providers.local.planner.text import (
    calmed,
    ends_well,
    raised,
    sentences,
    shortened,
    words,
)

_MOST_WORDS = 18

_MEASURE = re.compile(
    r"^(?:\d\S*|two|three|four|five|six|seven|eight|nine|ten|twelve|forty) \S+ (?:of|a|an|per|from|in)\b", re.IGNORECASE
)
"""What one gets from a thing and what is no part of it: "12 hours of light"."""

_WEIGHT = re.compile(
    r"^(?:(?:just|only) )?\d[\d.,]*\s?(?:g|grams?|kg|kilos?|kilograms?|oz|ounces?|lbs?|pounds?)$", re.IGNORECASE
)

_TESTED = {"tested", "certified", "approved", "compliant", "insured", "warranty", "guarantee"}


@dataclass(frozen=True)
class Fact:
    """One thing the brief says about the product, without its full stop."""

    text: str
    kind: Kind
    from_benefits: bool

    def slots(self, names: Names) -> dict[str, str]:
        """The fact in the forms that copy asks for."""
        low = lowered(self.text)
        verb = plain_form(low) if self.kind is Kind.VERB and names.plural else low
        forms = {"said": f"{self.said(names)}."}
        match self.kind:
            case Kind.NOUN:
                forms |= {"noun": with_article(low)} | ({} if _MEASURE.match(low) else {"part": with_article(low)})
            case Kind.VERB:
                forms |= {"verb": verb}
            case Kind.ADJECTIVE:
                forms |= {"adj": low}
            case Kind.DO:
                forms |= {"do": raised(self.text), "do_low": low}
        return forms

    def said(self, names: Names) -> str:
        """The fact as a statement that stands by itself, without its full stop."""
        pronouns = names.slots(first=False)
        low = lowered(self.text)
        if self.kind is Kind.VERB:
            return raised(f"{pronouns['it']} {plain_form(low) if names.plural else low}")
        if self.kind is Kind.ADJECTIVE:
            return raised(f"{pronouns['it_is']} {low}")
        return raised(with_article(low) if self.kind is Kind.NOUN else self.text)

    def at_a_glance(self, names: Names) -> str:
        """The fact in two to four words where it can be said in so few: "Pre-shrunk tee", "12 hours of light"."""
        opening = None if self.from_benefits or self.kind is not Kind.FRAGMENT else NOUN_PHRASE.match(self.text)
        if opening and 2 <= len(opening["words"].split()) <= FEW_WORDS:
            return raised(opening["words"])
        short = self.in_few_words(names)
        if len(short.split()) > 1:
            return short
        low = lowered(short)
        if self.kind is Kind.ADJECTIVE:
            it_is = names.slots(first=False)["it_is"]
            return raised(f"{low} {names.thing}" if names.thing else f"{it_is} {low}")
        return f"With {low}" if self.kind is Kind.NOUN else short

    def in_few_words(self, names: Names) -> str:
        """The fact as one of a list, if need be in one word: "Pre-shrunk"."""
        text = plain_form(lowered(self.text)) if self.kind is Kind.VERB and names.plural else self.text
        return raised(few_words(text))

    def told_in(self, line: str) -> bool:
        """Whether `line` tells the fact."""
        said = f" {' '.join(words(line))} "
        return any(f" {' '.join(words(form)[:3])} " in said for form in (self.text, plain_form(self.text)))

    @property
    def copy_kind(self) -> str:
        """The part of the copy banks that is written for such a fact."""
        return "said" if self.kind in {Kind.SENTENCE, Kind.FRAGMENT} else self.kind.value

    @property
    def checkable(self) -> bool:
        """Whether the fact is something a viewer could hold the brand to: a number, an origin, a test."""
        told = words(self.text)
        return any(mark.isdigit() for mark in self.text) or told[:1] in (["made"], ["built"]) or bool(_TESTED & {*told})


FEW_WORDS, FEW_LETTERS = 4, 30
"""What the eye takes in at a glance."""

_LARGE_LETTERS = 24
"""The letters up to which a phrase is large on the screen."""

_DROPPED = {"a", "an", "the", "real", "truly", "really", "very", "simply", "naturally", "completely"}
_CONDITION = re.compile(
    r"[$€£¥%]|\b(?:free|save|warranty|guarantee|refund|up to|under|over|within|until|only|from|per|unless|if|when|"
    r"not|no|never)\b",
    re.IGNORECASE,
)
"""What makes a shorter version of a fact another fact."""

_SPAN = re.compile(
    r"^(?P<count>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) "
    r"(?P<unit>day|hour|minute|week|month|year)s of (?=\w+ \w)"
)


def few_words(text: str) -> str:
    """A fact as the eye takes it in: whole where it is short, else its number or its first point, never half of either.

    Longer ones that cannot be cut without becoming another fact come back whole.
    """
    text = re.sub(r"^(?:[Ii]t(?:'s| is)?|[Tt]hey(?:'re| are)?|[Yy]ou get) (?=\w)", "", text)
    text = _SPAN.sub(r"\g<count>-\g<unit> ", text)
    shorter = text
    while (
        (len(shorter.split()) > FEW_WORDS or len(shorter) > _LARGE_LETTERS)
        and words(shorter)[0] in _DROPPED
        and not re.search(r"\b(?:you|that)\b", text)
    ):
        shorter = shorter.split(" ", 1)[1]
    for short in (shorter, *_cuts(shorter)):
        if 0 < len(short.split()) <= FEW_WORDS and len(short) <= FEW_LETTERS:
            return short
    return shorter


def _cuts(text: str) -> list[str]:
    """Shorter versions of a phrase that say less and nothing else, best first."""
    tokens = text.split()
    found = []
    # "Turns off after 30 minutes", "keeps drinks cold for 12 hours": from the word before the number's preposition.
    if number := re.search(r"(\S+) (?:for|after|in|to|at) (?:\d|two|three|four|five|six|seven|eight|ten|twelve)", text):
        before = words(number[1])[0] if words(number[1]) else ""
        if before in lexicon().adjectives | {"off", "on", "results"}:
            found.append(text[number.start() :])
    if _CONDITION.search(text):
        return found
    for index, token in enumerate(tokens[2:], 2):
        ahead = " ".join(tokens[index:])
        before = " ".join(tokens[:index]).rstrip(",")
        joined = set(words(before)) & _JOINING
        cuttable = token in _JOINING - {"for"} or tokens[index - 1].endswith(",") or (token == "and" and not joined)
        cuttable = cuttable or (token == "for" and words(before)[-1] in lexicon().things | lexicon().plurals)
        if cuttable and not joined and not re.search(r"\d", ahead) and kind_of(before) in {kind_of(text), Kind.NOUN}:
            found.insert(0, before)
    return [one for one in found if _stands(one)]


_JOINING = {"from", "in", "with", "by", "every", "of", "on", "that", "so", "for"}


_PARTICIPLES = (
    "made built sewn cut woven grown worn cast spun drawn known born sold held kept bound ground blown shown given set"
)
"""Irregular ones: "buttons sewn" asks for what they are sewn with."""


def _stands(phrase: str) -> bool:
    """Whether the beginning of a phrase is one by itself."""
    tokens = words(phrase)
    least = 3 if kind_of(phrase) in {Kind.VERB, Kind.DO} else 2
    asks_for_more = re.search(r"(?:ed|-\w+)$", tokens[-1]) or tokens[-1] in _PARTICIPLES.split()
    return ends_well(phrase) and len(tokens) >= least and not asks_for_more


def facts_of(brief: Brief, names: Names) -> tuple[Fact, ...]:
    """The brief's facts, benefits first, each short enough to say and none said twice."""
    found: list[Fact] = []
    for source, from_benefits in [*((benefit, True) for benefit in brief.benefits), (brief.description, False)]:
        for sentence in map(_bare, sentences(source)):
            text = calmed(sentence if len(sentence.split()) <= _MOST_WORDS else shortened(sentence, 140, _MOST_WORDS))
            again = any(_same(text, fact.text) or _measures_again(text, fact) for fact in found)
            if again or not _sayable(text, names):
                continue
            kind = kind_of(text)
            if names.plural and _they_do(text):
                kind = Kind.VERB
            # A description's bare phrase says what the product is, not what it has.
            opening = NOUN_PHRASE.match(text)
            called = bool(names.thing and opening and words(opening["words"])[-1:] == [names.thing.lower()])
            if not from_benefits and (called or kind in {Kind.NOUN, Kind.FRAGMENT}):
                kind = Kind.FRAGMENT
            if kind is Kind.ADJECTIVE and text.lower().startswith("open "):
                kind = Kind.FRAGMENT  # the place is, not what it sells
            found.append(Fact(text, kind, from_benefits))
    return tuple(found)


def _bare(text: str) -> str:
    """A fact without what only joins it to another, "with two straps", or with its verb, "in four colors", "230 g"."""
    text = re.sub(r"^(?:plus|and|also|comes with|now with|with)\s+(?=\w)", "", text, flags=re.IGNORECASE)
    if _WEIGHT.match(text):
        return f"Weighs {lowered(text)}"
    return re.sub(r"^in (?=(?:\d+|two|three|four|five|six|seven|eight|nine|ten|many) )", "Comes in ", text, flags=re.I)


def _they_do(text: str) -> bool:
    """Whether a phrase tells what several things do, not the viewer: "never smell", "dry overnight"."""
    first, *rest = words(text)
    return (
        bool(rest)
        and (first in {"never", "always"} or first in lexicon().lasting)
        and kind_of(text) is not Kind.ADJECTIVE
    )


def _sayable(text: str, names: Names) -> bool:
    """Whether a voice could say `text` and it says something."""
    tokens = words(text)
    letters = sum(mark.isalpha() for mark in text)
    if not tokens or letters < 3 or text.endswith("?") or max(map(len, tokens)) > 40:
        return False
    web = re.search(r"https?:|www\.|@\w|\w/\w+/", text)
    return not web and tokens != words(names.full) and letters >= len(text) * 0.5


def _same(text: str, other: str) -> bool:
    ours, theirs = _content(text), _content(other)
    return bool(ours and theirs) and len(ours & theirs) >= 0.7 * min(len(ours), len(theirs))


def _measures_again(text: str, benefit: Fact) -> bool:
    """Whether a sentence of the description tells a number that a benefit tells."""
    numbers = {word for word in words(benefit.text) if word[0].isdigit()}
    return benefit.from_benefits and len(text.split()) > len(benefit.text.split()) and bool(numbers & {*words(text)})


def _content(text: str) -> set[str]:
    return {word for word in words(text) if len(word) > 3 or word[0].isdigit()} or set(words(text))

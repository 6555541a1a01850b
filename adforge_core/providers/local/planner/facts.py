"""What a brief lets the copy say: the product's names and the facts about it."""

import re
from dataclasses import dataclass

from adforge_core.model.brief import Brief
from adforge_core.providers.local.planner.grammar import Kind, is_plural, kind_of, lowered, plain_form, with_article
from adforge_core.providers.local.planner.lexicon import lexicon
from adforge_core.providers.local.planner.text import calmed, clipped, raised, sentences, shortened, spoken, words

_LONGEST_NAME = 32
_MOST_WORDS = 18

_TESTED = {"tested", "certified", "approved", "compliant", "insured", "warranty", "guarantee"}

_VISITED = re.compile(
    r"\bopen (?:(?:from|until|till) (?:\d|noon|late)|daily|every day|late|24|(?:on )?(?:mon|tue|wed|thu|fri|sat|sun))|"
    r"\b(?:stop|drop|swing) by\b|\b(?:book a table|walk-ins|visit us|opening hours)\b"
)
"""What is only said of a place."""

_SERVED = re.compile(r"\bserved\b|\b(?:at|on|behind) the (?:bar|counter)\b|\bpulled to order\b|\bper visit\b")
"""What is said of places and of other things: two of these make a place."""


@dataclass(frozen=True)
class Names:
    """What the product is called inside a sentence: `full` the first time, `short` afterwards.

    `label` and `short_label` are the same where the name stands alone, without an article. `plural` goes by the short
    name, `full_plural` by the full one. A `service` is not carried home.
    """

    full: str
    short: str
    plural: bool
    label: str
    short_label: str
    service: bool
    full_plural: bool

    def slots(self, first: bool) -> dict[str, str]:
        """The words that depend on the product's name and number, for filling into copy."""
        many = self.full_plural if first else self.plural
        return {
            "name": self.full if first else self.short,
            "label": self.label if first else self.short_label,
            "it": "they" if many else "it",
            "it_obj": "them" if many else "it",
            "its": "their" if many else "its",
            "it_is": "they're" if many else "it's",
            "this_is": "these are" if many else "this is",
            "here_is": "here are" if many else "here is",
            "is": "are" if many else "is",
            "does": "do" if many else "does",
            "s": "" if many else "s",
        }


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
        forms = {"said": f"{self.said(names)}.", "point": raised(self.text)}
        match self.kind:
            case Kind.NOUN:
                forms |= {"noun": with_article(low), "bare_noun": low}
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

    @property
    def copy_kind(self) -> str:
        """The part of the copy banks that is written for such a fact."""
        return "said" if self.kind in {Kind.SENTENCE, Kind.FRAGMENT} else self.kind.value

    @property
    def checkable(self) -> bool:
        """Whether the fact is something a viewer could hold the brand to: a number, an origin, a test."""
        told = words(self.text)
        return any(mark.isdigit() for mark in self.text) or told[:1] in (["made"], ["built"]) or bool(_TESTED & {*told})


def names_of(brief: Brief) -> Names:
    """How copy speaks of the brief's product."""
    product, brand = spoken(brief.product), spoken(brief.brand.name)
    told = " ".join((brief.description, *brief.benefits))
    service, plural = _is_service(brief), is_plural(product, told)
    if not any(mark.isalnum() for mark in product):
        called = brand or "this one"
        return Names(called, called, False, called, called, service, full_plural=False)
    if _is_generic(product):
        thing = product.lower()
        by = f" from {brand}" if brand and brand.lower() not in thing else ""
        label = raised(thing)
        return Names(f"the {thing}{by}", f"the {thing}", plural, label + by, label, service, plural)
    short = _short_name(product, brand)
    return Names(product, short, is_plural(short, told), product, raised(short), service, plural)


def _is_service(brief: Brief) -> bool:
    """Whether the product is booked or visited, going by its name and by what the brief says of it."""
    known, name = lexicon(), words(brief.product)
    told = " ".join((brief.description, *brief.benefits, brief.offer, brief.cta)).lower()
    if _VISITED.search(told) or len({*_SERVED.findall(told)}) > 1:
        return True
    if name and name[-1] in known.products | known.plurals - known.services:
        return False
    return bool(known.services & {*name, *words(brief.description)[:4]})


def _is_generic(product: str) -> bool:
    """Whether the name is only what the thing is: "Sneakers", "scented candle", "Pasta machine"."""
    known, tokens = lexicon(), words(product)
    things = known.products | known.plurals
    described = all(token in things | known.descriptors | known.adjectives for token in tokens[:-1])
    # Nobody writes a name with only its first letter large; but that first word may be a name.
    plain = len(tokens) > 1 and all(word.isalpha() and word.islower() for word in product.split()[1:])
    return described and (tokens[-1] in things or plain) and not product.isupper()


def _short_name(product: str, brand: str) -> str:
    if len(product) <= _LONGEST_NAME:
        return product
    natural = shortened(re.split(r"\s[|(/]|\s[\u2013\u2014-]\s|,", product)[0], _LONGEST_NAME)
    if natural:
        return natural
    if brand and len(brand) <= _LONGEST_NAME:
        return brand
    tokens = product.split()
    until = next(
        (index for index, token in enumerate(tokens) if index and token.lower() in lexicon().name_breaks), len(tokens)
    )
    before_break = " ".join(tokens[:until])
    if tokens[0].lower() not in lexicon().name_breaks and len(before_break) <= _LONGEST_NAME:
        return before_break
    things = lexicon().products | lexicon().plurals
    if thing := next((word for token in reversed(tokens) if (word := token.lower()) in things), ""):
        return f"the {thing}"
    return f"the {' '.join(tokens[-2:])}" if tokens[0].lower() == "the" else clipped(product, _LONGEST_NAME)


def facts_of(brief: Brief, names: Names) -> tuple[Fact, ...]:
    """The brief's facts, benefits first, each short enough to say and none said twice."""
    found: list[Fact] = []
    for source, from_benefits in [*((benefit, True) for benefit in brief.benefits), (brief.description, False)]:
        for sentence in sentences(source):
            text = calmed(sentence if len(sentence.split()) <= _MOST_WORDS else shortened(sentence, 140, _MOST_WORDS))
            if not _sayable(text, names) or any(_same(text, fact.text) for fact in found):
                continue
            kind = kind_of(text)
            if names.plural and _they_do(text):
                kind = Kind.VERB
            # A description's bare phrase says what the product is, not what it has.
            if not from_benefits and kind in {Kind.NOUN, Kind.FRAGMENT}:
                kind = Kind.FRAGMENT
            found.append(Fact(text, kind, from_benefits))
    return tuple(found)


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


def _content(text: str) -> set[str]:
    return {word for word in words(text) if len(word) > 3 or word[0].isdigit()} or set(words(text))


def audience_of(brief: Brief) -> str:
    """The audience as copy may address it, such as "busy parents"; "" where nobody would say its words aloud."""
    said = calmed(spoken(brief.audience)).rstrip(".")
    said = re.sub(r"^(?:for|mainly|mostly|primarily)\s+", "", said, flags=re.IGNORECASE)
    said = re.split(r"\s+(?:aged|between|in their|looking)\s+|\s*[(;]", said)[0].strip(" ,")
    tokens = words(said)
    if not 0 < len(tokens) <= 7 or any(mark.isdigit() for mark in said) or not said.isascii():
        return ""
    head = tokens[
        next(
            (
                index
                for index, token in enumerate(tokens)
                if token in {"who", "with", "and", "in", "on", "at", "of", "that"}
            ),
            len(tokens),
        )
        - 1
    ]
    everyone = {"people", "men", "women", "children", "anyone", "everyone", "folk", "folks", "you", "those"}
    if (head not in everyone and not (head.endswith("s") and not head.endswith("ss"))) or tokens[0] in {"all", "b2b"}:
        return ""
    return lowered(said)

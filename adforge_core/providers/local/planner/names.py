"""What the product is called, and what kind of thing it is."""

import re
from dataclasses import dataclass

from adforge_core.model.brief import Brief
from adforge_core.providers.local.planner.grammar import Kind, is_plural, kind_of
from adforge_core.providers.local.planner.lexicon import lexicon
from adforge_core.providers.local.planner.text import clipped, raised, shortened, spoken, words

_LONGEST_NAME = 32

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

    `label` and `short_label` are the same where the name stands alone. `plural` goes by the short name, `full_plural`
    by the full one. A `service` is not carried home. `article` goes before a name that is a thing's, "the " before
    "Parrot Cushion", and is empty before others. `thing` is what the product is in one word, "cushion", or empty;
    `counted` says whether there is "a" before it.
    """

    full: str
    short: str
    plural: bool
    label: str
    short_label: str
    service: bool
    full_plural: bool
    article: str = ""
    thing: str = ""
    counted: bool = False

    def called_in(self, line: str) -> bool:
        """Whether `line` has the product's name."""
        return any(name.lower() in line.lower() for name in (self.short, self.full, self.short_label))

    def slots(self, first: bool) -> dict[str, str]:
        """The words that depend on the product's name and number, for filling into copy."""
        many = self.full_plural if first else self.plural
        article = self.article if first or self.short == self.full else ""
        name = f"{article}{self.full if first else self.short}"
        kind: dict[str, str] = {}
        if self.thing:
            a_kind = f"a {self.thing}" if self.counted else self.thing
            kind = {"kind": self.thing, "a_kind": a_kind, "this_kind": f"{'these' if many else 'this'} {self.thing}"}
            kind |= {"one_kind": f"one {self.thing}"} if self.counted else {}
        return kind | {
            "name": name,
            "thing": f"the {self.thing}" if self.thing else name,
            "label": f"{article}{self.label if first else self.short_label}",
            "it": "they" if many else "it",
            "it_obj": "them" if many else "it",
            "its": "their" if many else "its",
            "it_is": "they're" if many else "it's",
            "this_is": "these are" if many else "this is",
            "that_is": "those are" if many else "that's",
            "here_is": "here are" if many else "here is",
            "is": "are" if many else "is",
            "does": "do" if many else "does",
            "s": "" if many else "s",
        }


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
        label, (kind, counted) = f"The {thing}", _thing(brief, product, plural)
        return Names(
            f"the {thing}{by}", f"the {thing}", plural, label + by, label, service, plural, thing=kind, counted=counted
        )
    short = _short_name(product, brand)
    many = is_plural(short, told)
    thing, counted = _thing(brief, product, many)
    article = "the " if _takes_article(product, brief.description, plural) else ""
    return Names(product, short, many, product, raised(short), service, plural, article, thing, counted)


NOUN_PHRASE = re.compile(
    r"^(?P<article>an?\s|the\s)?(?P<words>[^.,;:!?()]*?)"
    r"(?=[.,;:!?()]|$|\s(?:that|which|who|with|without|for|from|in|of|to|on|by|and|or|at|made|built|packed|\w+ed|\w+-\w+ed)\b)",
    re.IGNORECASE,
)
"""The thing that a description opens with: "a rechargeable camping lantern"."""


def _thing(brief: Brief, product: str, plural: bool) -> tuple[str, bool]:
    """What the product is in one word, and whether it is counted; empty where neither name nor description says."""
    known = lexicon()
    last = _head(product)
    if last in known.things | known.products | known.plurals and (last in known.plurals) is plural:
        return last, last in known.things
    opening = NOUN_PHRASE.match(spoken(brief.description))
    tokens = opening["words"].split() if opening else []
    if not opening or not 0 < len(tokens) <= 6 or kind_of(" ".join(tokens)) is not Kind.NOUN:
        return "", False
    article, token = (opening["article"] or "").strip().lower(), tokens[-1]
    thing = token if token.isupper() else token.lower()
    many = thing in known.plurals or (thing.endswith("s") and not thing.endswith(("ss", "us", "is")) and not article)
    if (
        thing in known.services
        or many is not plural
        or not thing.isalpha()
        or len(thing) < 3
        or not (article or thing in _named(brief))
    ):
        return "", False
    return thing, article in {"a", "an"}


def _named(brief: Brief) -> frozenset[str]:
    """Words that name a thing without an article before them: known ones, and what ends in s."""
    known = lexicon()
    last = frozenset(word for word in words(brief.description) if word.endswith("s"))
    return known.things | known.products | known.plurals | known.services | known.tabletop | last


def _head(name: str) -> str:
    """The word that says what a named thing is: "cushion" of "Parrot Cushion with Tassels"."""
    tokens = words(name)
    joins = {"for", "with", "of", "from", "in", "on", "by", "and", "&", "to"}
    until = next((index for index, token in enumerate(tokens) if index and token in joins), len(tokens))
    return tokens[until - 1] if tokens else ""


def _takes_article(product: str, description: str, plural: bool) -> bool:
    """Whether English wants "the" before the name: "the Parrot Cushion", but "Fern Balm" and "Ledgerly"."""
    known, tokens = lexicon(), words(product)
    if len(tokens) < 2 or tokens[0] in {"the", "a", "an", "my", "our", "your", "this"} or tokens[0].endswith("'s"):
        return False
    head = _head(product)
    if any(mark.isdigit() for mark in head):
        return description.lower().startswith(("a ", "an "))
    return head in known.plurals if plural else head in known.things


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

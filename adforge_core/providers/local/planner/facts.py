"""What a brief lets the copy say: the product's names and the facts about it."""

import re
from dataclasses import dataclass

from adforge_core.model.brief import Brief
from adforge_core.providers.local.planner.grammar import Kind, is_plural, kind_of, lowered, plain_form, with_article
from adforge_core.providers.local.planner.lexicon import lexicon
from adforge_core.providers.local.planner.text import (
    calmed,
    clipped,
    ends_well,
    raised,
    sentences,
    shortened,
    spoken,
    words,
)

_LONGEST_NAME = 32
_MOST_WORDS = 18

_MEASURE = re.compile(
    r"^(?:\d\S*|two|three|four|five|six|seven|eight|nine|ten|twelve|forty) \S+ (?:of|a|an|per|from|in)\b", re.IGNORECASE
)
"""What one gets from a thing and what is no part of it: "12 hours of light"."""

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
        opening = None if self.from_benefits or self.kind is not Kind.FRAGMENT else _NOUN_PHRASE.match(self.text)
        if opening and 2 <= len(opening["words"].split()) <= FEW_WORDS:
            return raised(opening["words"])
        text = plain_form(lowered(self.text)) if self.kind is Kind.VERB and names.plural else self.text
        short = few_words(text)
        if len(short.split()) > 1:
            return raised(short)
        low = lowered(short)
        if self.kind is Kind.ADJECTIVE:
            return (
                raised(f"{low} {names.thing}") if names.thing else raised(f"{names.slots(first=False)['it_is']} {low}")
            )
        return f"With {low}" if self.kind is Kind.NOUN else raised(short)

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
        len(shorter.split()) > FEW_WORDS and words(shorter)[0] in _DROPPED and not re.search(r"\b(?:you|that)\b", text)
    ):
        shorter = shorter.split(" ", 1)[1]
    for short in (text, shorter, *_cuts(shorter)):
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


def _stands(phrase: str) -> bool:
    """Whether the beginning of a phrase is one by itself."""
    tokens = words(phrase)
    least = 3 if kind_of(phrase) in {Kind.VERB, Kind.DO} else 2
    return ends_well(phrase) and len(tokens) >= least and not re.search(r"(?:ed|-\w+)$", tokens[-1])


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


_NOUN_PHRASE = re.compile(
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
    opening = _NOUN_PHRASE.match(spoken(brief.description))
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


def facts_of(brief: Brief, names: Names) -> tuple[Fact, ...]:
    """The brief's facts, benefits first, each short enough to say and none said twice."""
    found: list[Fact] = []
    for source, from_benefits in [*((benefit, True) for benefit in brief.benefits), (brief.description, False)]:
        for sentence in map(_bare, sentences(source)):
            text = calmed(sentence if len(sentence.split()) <= _MOST_WORDS else shortened(sentence, 140, _MOST_WORDS))
            if not _sayable(text, names) or any(_same(text, fact.text) for fact in found):
                continue
            kind = kind_of(text)
            if names.plural and _they_do(text):
                kind = Kind.VERB
            # A description's bare phrase says what the product is, not what it has.
            opening = _NOUN_PHRASE.match(text)
            called = bool(names.thing and opening and words(opening["words"])[-1:] == [names.thing.lower()])
            if not from_benefits and (called or kind in {Kind.NOUN, Kind.FRAGMENT}):
                kind = Kind.FRAGMENT
            if kind is Kind.ADJECTIVE and text.lower().startswith("open "):
                kind = Kind.FRAGMENT  # the place is, not what it sells
            found.append(Fact(text, kind, from_benefits))
    return tuple(found)


def _bare(text: str) -> str:
    """A fact without what only joins it to another: "with two straps", "plus a case", "in four colors"."""
    text = re.sub(r"^(?:plus|and|also|comes with|now with|with)\s+(?=\w)", "", text, flags=re.IGNORECASE)
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


def _content(text: str) -> set[str]:
    return {word for word in words(text) if len(word) > 3 or word[0].isdigit()} or set(words(text))


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


_SAID_OF = re.compile(
    r"^(?P<who>[\w' -]+?) (?P<joint>who|that|tired of|sick of|on|in a|planning|with) (?P<rest>.+)$", re.IGNORECASE
)


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

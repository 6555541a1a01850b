"""Just enough English grammar to fit a marketer's phrases into sentences."""

import re
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from adforge_core.providers.local.planner.lexicon import lexicon
from adforge_core.providers.local.planner.text import words


class Kind(StrEnum):
    """What a benefit is, grammatically."""

    NOUN = "noun"
    VERB = "verb"
    """What the product does: "keeps drinks cold"."""
    DO = "do"
    """What the viewer does: "save an hour a day"."""
    ADJECTIVE = "adjective"
    SENTENCE = "sentence"
    FRAGMENT = "fragment"
    """Anything else: it can only stand by itself."""


_ACTS = re.compile(
    r"^\w+s (?:in|within|for) (?:\w+ ){0,2}(?:seconds?|minutes?|hours?|days?)$|^\w+s (?:while|when|without) |"
    r"^\w+s (?:itself|well|evenly|easily|flat)\b"
)
"""What follows a verb that is not in the lexicon: "steeps in four minutes"."""

_PREDICATE = re.compile(
    r"(?:under|below|less than|only|just|from) \W{0,2}\d|only \w+ (?:grams|inches|cm|mm)\b|"
    r"for (?:all|any|every|both|dry|oily)\b"
)
"""Prices, weights and uses that say what the product is: "under $40", "only 300 grams", "for all skin types"."""

_STATES = {"included", "provided", "available", "welcome", "guaranteed", "free", "needed", "required"}
"""What ends a phrase that lacks its "is": "mats provided"."""

_NEGATED = {"doesn't": "don't", "isn't": "aren't", "won't": "won't", "can't": "can't"}
"""Negated verbs of one thing, and those of several."""

_THINGS = {"results", "meals", "answers", "deliveries", "savings", "returns", "refunds", "repairs", "lessons"}
_AFTER_ACTING = {"at", "in", "on", "with", "by", "to", "off", "like", "flat"}
"""What follows the verb of a part: "cover washes at 40 degrees"."""

_JOINS = {"for", "with", "of", "from", "in", "on", "that", "to", "by"}
"""What follows the thing itself in a noun phrase: "a pack of six"."""

_UNITS = {"mm", "cm", "m", "g", "kg", "ml", "l", "oz", "lb", "inch", "hour", "day", "watt", "w", "v", "mah", "gb", "tb"}


_AMOUNT_DOES = re.compile(r"\d\S*(?: [a-z]+)? (?:lasts?|makes?|covers?|fills?|feeds?|serves?|replaces?|equals?) \S")
"""An amount that does something: "30 ml lasts three months"."""


def kind_of(phrase: str) -> Kind:
    """What `phrase`, a benefit as a marketer writes one, is grammatically."""
    known, tokens = lexicon(), words(phrase)
    if not tokens or phrase.endswith("?") or (not phrase.isascii() and not any(word.isascii() for word in tokens)):
        return Kind.FRAGMENT
    first, second = tokens[0], tokens[1] if len(tokens) > 1 else ""
    if _PREDICATE.match(" ".join(tokens)):
        return Kind.ADJECTIVE
    if first in {"no", "zero", "without", "not", "only", "just", "plus"} and not _is_adjective(tokens):
        return Kind.FRAGMENT
    if re.search(r"[.!?;:]\s|\s[\u2013\u2014-]\s", phrase):
        return Kind.FRAGMENT
    if first in _NEGATED and second:
        return Kind.VERB
    if _is_sentence(tokens) or _AMOUNT_DOES.match(" ".join(tokens)):
        return Kind.SENTENCE
    if _is_adjective(tokens):
        return Kind.ADJECTIVE
    if (len(tokens) > 2 and tokens[-1] in _STATES) or tokens[1:] in (["provided"], ["included"], ["welcome"]):
        return Kind.FRAGMENT
    if first in known.adverbs and (verb := base_verb(second)):
        return Kind.VERB if verb != second else Kind.DO
    if _does(tokens):
        return Kind.VERB
    if (verb := base_verb(first)) and verb != first:
        joined = second == "and" and len(tokens) > 2 and base_verb(tokens[2]) not in {"", tokens[2]}
        joined = joined or (phrase.split()[0].endswith(",") and base_verb(second) not in {"", second})
        return Kind.VERB if joined or _governs(first, verb, second) else Kind.NOUN
    if first.endswith("s") and _ACTS.search(" ".join(tokens)) and first not in _THINGS:
        return Kind.VERB
    if second in known.doing and len(tokens) > 2 and tokens[2] in _AFTER_ACTING and not first.endswith("s"):
        return Kind.SENTENCE
    if first in known.verbs | known.ambiguous:
        if not _governs(first, first, second):
            return Kind.NOUN
        return Kind.DO
    if (
        first.endswith("ing")
        and second in known.governed
        and second not in {"to", "on", "in", "up", "out", "off", "over"}
    ):
        return Kind.FRAGMENT
    if first in known.loose:
        return Kind.FRAGMENT
    return Kind.NOUN


@lru_cache(1024)
def base_verb(word: str) -> str:
    """The infinitive of a known verb in its base or third-person form, "" for any other word."""
    known = lexicon()
    verbs = known.verbs | known.ambiguous
    if word in verbs:
        return word
    turned = {third: base for base, third in known.irregular.items()}
    candidates = [turned.get(word, "")]
    if word.endswith("ies"):
        candidates.append(word[:-3] + "y")
    if word.endswith("es"):
        candidates.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss"):
        candidates.append(word[:-1])
    return next((verb for verb in candidates if verb in verbs), "")


@lru_cache(1024)
def plain_form(phrase: str) -> str:
    """The plain form of a verb phrase in the third person: "keep cold, never leak" of "keeps cold, never leaks"."""
    known, tokens = lexicon(), phrase.split()
    expects, after_adverb = True, False
    for index, token in enumerate(tokens):
        word = token.lower().strip(",.;")
        if expects and word not in known.adverbs:
            verb = base_verb(word)
            following = words(" ".join(tokens[index + 1 : index + 2]))
            goes_on = bool(following) and following[0] not in {"of", "and"}
            if verb and verb != word and (index == 0 or after_adverb or goes_on or verb not in known.ambiguous):
                tokens[index] = token.lower().replace(word, verb, 1)
            elif word in _NEGATED:
                tokens[index] = _NEGATED[word]
            elif index == 0 and word.endswith("s") and not verb:
                tokens[index] = token[:-1]
            expects = False
        after_adverb = word in known.adverbs
        if word in {"and", "or", "but"} or token.endswith(","):
            expects = True
    return " ".join(tokens)


def _governs(word: str, verb: str, following: str) -> bool:
    """Whether `word`, a form of `verb`, is a verb here, going by the word after it."""
    known = lexicon()
    if verb not in known.ambiguous or word in known.acting:
        return True
    if word == verb:
        return following in known.objects
    if word in known.doing and (not following or following in known.after_doing):
        return True
    return (
        following in known.governed
        or following.endswith("ly")
        or following[:1].isdigit()
        or following in {"when", "like"}
    )


def _does(tokens: list[str]) -> bool:
    """Whether the first word, known or not, is a verb in the third person: "drafts your return", "works offline"."""
    known, (first, second, third) = lexicon(), (*tokens, "", "")[:3]
    strange = known.plurals | known.singulars | known.adverbs | known.pronouns | known.adjectives | _THINGS
    if not first.endswith("s") or first.endswith("ss") or len(first) < 4 or first in strange:
        return False
    if second[:1].isdigit():
        return True
    if third in known.follows_adjective or second in _STATES:
        return False
    if base_verb(tokens[-1]) not in {"", tokens[-1]} or {"you", "we", "they"} & set(tokens[2:]):
        return False  # "ingredients your skin knows", "days the way you like them"
    return second in known.determiners | known.manner or second in known.adjectives


def _is_sentence(tokens: list[str]) -> bool:
    known = lexicon()
    opener, _, tail = tokens[0].partition("'")
    second = tokens[1] if len(tokens) > 1 else ""
    if opener in {"it", "they", "we", "you", "i", "he", "she", "there"}:
        return bool(tail or second in known.finite | known.adverbs or base_verb(second) or second.endswith("ed"))
    if len(tokens) < 3 or (base_verb(opener) == opener and second in known.governed):
        return False
    if {"that", "which", "who", "you", "we", "what", "where", "because"} & set(tokens[1:5]):
        return False
    inner = tokens[1:5]
    if {"is", "are", "was", "were", "will", "isn't", "aren't", "won't", "can", "has", "have", "comes", "come"} & set(
        inner
    ):
        return True
    if opener not in {"this", "these", "your", "our", "each", "every", "everything", "one", "the", "all"}:
        return False
    return any(
        base_verb(token) not in {"", token} and after not in {"", "of", "and"}
        for token, after in zip(inner, [*tokens[2:5], *tokens[5:6], ""], strict=False)
    )


def _is_adjective(tokens: list[str]) -> bool:
    known = lexicon()
    content = [
        token
        for token in tokens
        if token not in {"and", "or", "but", "yet"} and token not in known.adverbs and not _degree(token)
    ]
    if content and all(_adjectival(token) for token in content):
        return True
    if len(content) == 2 and content[1] in known.closing:
        return True
    first = next((index for index, token in enumerate(tokens) if token not in known.adverbs and not _degree(token)), 0)
    if first + 1 >= len(tokens):
        return False
    here, after = tokens[first], tokens[first + 1]
    if here in known.participles or _participle(here):
        return (after in known.follows_adjective and after not in {"and", "or", "every", "all"}) or after in {
            "here",
            "locally",
            "entirely",
            "fresh",
        }
    if here in known.ambiguous and after not in {"as", "on", "of", "to", "from", "until", "when", "even", "enough"}:
        return False
    return _adjectival(here) and after in known.follows_adjective - {"and", "or", "but", "yet"}


def _adjectival(word: str) -> bool:
    known = lexicon()
    if word in known.adjectives or _participle(word) or _compound(word):
        return True
    return word.endswith(tuple(known.adjective_endings)) and word not in {"table", "cable", "handful", "weight"}


def _compound(word: str) -> bool:
    """Whether a word with a hyphen is an adjective by its last part: "pre-shrunk", "award-winning", "hand-set"."""
    known, (first, *_, last) = lexicon(), (*word.split("-"), "")[: max(2, word.count("-") + 1)]
    if not last or first[:1].isdigit():
        return False
    return last in known.participles | known.adjectives | known.irregular_participles or (
        last.endswith(("ed", "ing")) and len(last) > 4
    )


def _participle(word: str) -> bool:
    return word.endswith("ed") and len(word) > 5 and not base_verb(word)


def _degree(word: str) -> bool:
    return (
        word in {"so", "very", "super", "ultra", "too", "more", "incredibly", "extra"}
        or (word.endswith("ly") and len(word) > 5 and word != "family" and "-" not in word)
        or word.endswith("%")
    )


def lowered(phrase: str) -> str:
    """`phrase` as it goes on inside a sentence: its first letter small, unless the word is a name or initials."""
    known, first = lexicon(), phrase.split(" ", 1)[0]
    stem = re.split(r"[-']", first.lower().strip(".,;:!?\"'()"))[0]
    shouted = len(first) > 1 and first[1:] != first[1:].lower()
    if not phrase or shouted or stem in known.proper or stem == "i" or stem[:1].isdigit():
        return phrase
    following = phrase.split(" ")[1:2]
    if (
        following
        and following[0][:1].isupper()
        and following[0].lower() not in known.adjectives | known.verbs
        and not _common(stem)
    ):
        return phrase
    return phrase[0].lower() + phrase[1:]


def with_article(noun: str) -> str:
    """`noun` with the "a" a sentence wants before a part named bare: "30-hour battery" to "a 30-hour battery"."""
    tokens = words(noun)
    if not tokens or tokens[0] in {
        "a",
        "an",
        "the",
        "your",
        "our",
        "its",
        "their",
        "one",
        "two",
        "three",
        "every",
        "each",
        "any",
        "all",
    }:
        return noun
    until = next(
        (index for index, token in enumerate(tokens) if index and token in _JOINS | {"you", "made", "and", "without"}),
        len(tokens),
    )
    head, among = tokens[until - 1], "and" in tokens or "," in noun
    counted = tokens[0].isdigit() and (len(tokens) < 2 or tokens[1] not in _UNITS)
    countable = lexicon().countables | lexicon().things
    return f"a {noun}" if head in countable and not counted and not among else noun


def _common(word: str) -> bool:
    known = lexicon()
    return bool(
        word in known.adjectives | known.participles | known.products | known.plurals | known.pronouns | known.governed
        or base_verb(word)
    )


def is_plural(name: str, text: str) -> bool:
    """Whether the product is spoken of as "they", going by its name and by `text`, the rest of the brief."""
    known, tokens = lexicon(), words(name)
    until = next((index for index, token in enumerate(tokens) if index and token in _JOINS), len(tokens))
    tokens = tokens[:until]
    last = tokens[-1] if tokens else ""
    if last in known.plurals:
        return True
    told = words(text)
    if (told and told[0] in {"they", "these"}) or any(pair == ("these", last) for pair in pairwise(told)):
        return True
    if {"it", "this"} & set(told[:1]) or "it's" in told:
        return False
    singular = last in known.singulars or last.endswith(("ss", "us", "is", "as", "os", "'s")) or len(last) < 4
    return last.endswith("s") and not singular and len(tokens) > 1

"""The words the planner knows, read from lexicon.toml."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any


@dataclass(frozen=True)
class Lexicon:
    """Sets of lower-case words; what each is for is written in lexicon.toml."""

    verbs: frozenset[str]
    ambiguous: frozenset[str]
    acting: frozenset[str]
    doing: frozenset[str]
    irregular: dict[str, str]
    adverbs: frozenset[str]
    adjectives: frozenset[str]
    participles: frozenset[str]
    follows_adjective: frozenset[str]
    governed: frozenset[str]
    pronouns: frozenset[str]
    finite: frozenset[str]
    plurals: frozenset[str]
    singulars: frozenset[str]
    products: frozenset[str]
    descriptors: frozenset[str]
    name_breaks: frozenset[str]
    proper: frozenset[str]
    dangling: frozenset[str]
    countables: frozenset[str]
    unnoticed: frozenset[str]
    objects: frozenset[str]
    after_doing: frozenset[str]
    determiners: frozenset[str]
    manner: frozenset[str]
    adjective_endings: frozenset[str]
    loose: frozenset[str]
    initials: frozenset[str]
    closing: frozenset[str]
    lasting: frozenset[str]
    services: frozenset[str]
    tabletop: frozenset[str]
    irregular_participles: frozenset[str]
    things: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the planner."""
    written: dict[str, Any] = loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    sets: dict[str, Any] = {
        name: frozenset(words.split()) if isinstance(words, str) else words for name, words in written.items()
    }
    return Lexicon(**sets)

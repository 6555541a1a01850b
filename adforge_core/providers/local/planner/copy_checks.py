"""How copy sounds: what a listener would stumble over, and what fits on the screen."""

import re
from collections.abc import Iterable
from itertools import pairwise

from adforge_core.providers.local.planner.lexicon import lexicon
from adforge_core.providers.local.planner.text import ends_well, words

SUPER_CHARACTERS, SUPER_WORDS = 44, 8
"""The most that a super holds."""

_MORE_SPOKEN = 3
"""The words beyond the super's from which on a line says more than the super."""


def shows(text: str) -> bool:
    """Whether `text` makes a super: short, whole, and more than one word."""
    count = len(text.split())
    return 2 <= count <= SUPER_WORDS and len(text) <= SUPER_CHARACTERS and ends_well(text)


def telling(text: str) -> set[str]:
    """The words of `text` whose repetition a listener would notice."""
    return {word for word in words(text) if len(word) > 2} - lexicon().unnoticed


def same_words(line: str, other: str) -> bool:
    """Whether two lines differ in no more than articles and punctuation."""
    one, two = ([word for word in words(text) if word not in {"a", "an", "the"}] for text in (line, other))
    return one == two


def says_the_same(line: str, super_: str) -> bool:
    """Whether a super is no shorter way to say `line`: all of it is spoken, and hardly anything else."""
    spoken, shown = words(line), words(super_)
    if not shown:
        return False
    within = f" {' '.join(shown)} " in f" {' '.join(spoken)} "
    return same_words(line, super_) or (within and len(spoken) - len(shown) < _MORE_SPOKEN)


def lines_beside(super_: str, lines: Iterable[str]) -> tuple[str, ...]:
    """The lines that are not just the super spoken; all of them where each is."""
    spoken = tuple(line for line in lines if line.strip())
    return tuple(line for line in spoken if not same_words(line, super_)) or spoken


def reads_badly(line: str) -> bool:
    """Whether `line` stutters, or has marks that no copywriter sets."""
    doubled = any(one == other for one, other in pairwise(words(line)))
    return doubled or bool(re.search(r"[,;:]{2}|\.\.|\{|\}|\s[,.;!?]", line))


def descending(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines that get strictly shorter, in words and in letters, longest first."""
    ordered = sorted(dict.fromkeys(line for line in lines if line), key=lambda line: (-len(line.split()), -len(line)))
    kept: list[str] = []
    for line in ordered:
        if not kept or (len(line.split()) < len(kept[-1].split()) and len(line) < len(kept[-1])):
            kept.append(line)
    return tuple(kept)

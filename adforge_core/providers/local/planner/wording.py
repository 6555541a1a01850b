"""Choosing among the ways to say something, and filling them in: what an ad has said so far decides what reads well."""

import re
from collections.abc import Sequence
from random import Random

from adforge_core.providers.local.planner.bank import Entry
from adforge_core.providers.local.planner.copy_checks import SUPER_CHARACTERS, reads_badly, says_the_same, telling
from adforge_core.providers.local.planner.names import Names
from adforge_core.providers.local.planner.text import tidy, words

SLOT = re.compile(r"\{(\w+)\}")
"""What is to be filled in."""

_ALONE = re.compile(r"(?:^|(?<=[.!?] ))\{name\}(?=[.!?]|, )")
"""The product's name as a sentence of its own, or as it is called by."""


class Wording:
    """The words of one ad as they are chosen.

    `shown` are the supers so far in small letters; `remember` takes down a scene's lines, and `used` what should not be
    said again.
    """

    def __init__(self, names: Names, random: Random) -> None:
        self.shown: set[str] = set()
        self.used: set[str] = set()
        self.cta = ""
        self._names, self._random = names, random
        self._taken: set[Entry] = set()
        self._leads: set[str] = set()
        self._opener = ""
        self._named = False

    def choose(self, entries: Sequence[Entry], slots: dict[str, str], shown: str = "") -> Entry:
        """The entry that can be filled and reads best here beside what is shown; among equals, the seed decides."""
        usable = [entry for entry in entries if self._fits(entry, slots)] or list(entries[-1:])
        usable = [entry for entry in usable if entry not in self._taken] or usable
        self._random.shuffle(usable)
        chosen = min(usable, key=lambda entry: self._clumsiness(entry, slots, shown))
        self._taken.add(chosen)
        self._leads.add(_lead_in(chosen.lines[0]))
        return chosen

    def fresh(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries that can be filled without the brief's facts and were not taken yet."""
        return [entry for entry in entries if entry not in self._taken and self._fits(entry, {})]

    def filled(self, entry: Entry, slots: dict[str, str]) -> list[str]:
        """The entry's lines; its full name only in the ad's first mention of the product, a long one only once."""
        short = len(self._names.full) <= SUPER_CHARACTERS
        # Facts go by the short name's number.
        full = not self._named and (not slots or self._names.plural is self._names.full_plural)
        lines = []
        for index, line in enumerate(entry.lines):
            known = self._names.slots(first=full and (index == 0 or short)) | slots
            if set(SLOT.findall(line)) <= known.keys():
                lines.append(tidy(_ALONE.sub("{label}", line).format_map(known)))
        return lines

    def remember(self, lines: Sequence[str]) -> None:
        """Takes down what a scene says, longest line first."""
        self.used |= telling(" ".join(lines)) - telling(f"{self._names.full} {self._names.short}")
        self._opener = words(lines[0])[0] if words(lines[0]) else ""
        self._named = self._named or self._names.called_in(lines[0])

    def _fits(self, entry: Entry, slots: dict[str, str]) -> bool:
        if entry.goods and self._names.service:
            return False
        known = {*self._names.slots(first=False), *slots, "from_brand", "said"}
        return set(SLOT.findall(entry.lines[0])) <= known

    def _clumsiness(self, entry: Entry, slots: dict[str, str], shown: str) -> float:
        line = entry.lines[0]
        ours = telling(SLOT.sub("", line))
        inserted = telling(" ".join(slots.values()))
        filled = self.filled(entry, {"from_brand": "", "said": ""} | slots)
        clumsy = 3.0 * len(ours & inserted) + 1.5 * len(ours & self.used)
        clumsy += 2.0 * (words(filled[0])[:1] == [self._opener])
        clumsy += 4.0 * (entry.super.lower() in {*self.shown, self.cta.lower()} and bool(entry.super))
        clumsy += max(0, len(filled[0].split()) - 26) + 5.0 * (_lead_in(line) in self._leads)
        clumsy += 3.0 * (bool(self._names.thing) and words(filled[0]).count(self._names.thing.lower()) > 1)
        clumsy += 10.0 * says_the_same(filled[0], shown) + 10.0 * sum(reads_badly(one) for one in filled)
        return clumsy + line.count("{name}") * (len(self._names.short) > 20)


def _lead_in(line: str) -> str:
    """What is said before the first thing filled in, which nobody should hear twice."""
    return " ".join(words(SLOT.split(line)[0])) or line

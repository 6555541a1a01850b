"""Writing an ad's words: choosing from the copy banks, filling in the brief's facts, avoiding what reads badly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from adforge_core.model.brief import SceneRequest
from adforge_core.model.storyboard import Role
from adforge_core.providers.local.planner.bank import Entry, bank, moments, questions
from adforge_core.providers.local.planner.copy_checks import (
    SUPER_CHARACTERS,
    SUPER_WORDS,
    descending,
    reads_badly,
    same_words,
    shows,
    telling,
)
from adforge_core.providers.local.planner.facts import Fact, audience_of, facts_of, names_of
from adforge_core.providers.local.planner.grammar import Kind, lowered, plain_form
from adforge_core.providers.local.planner.note_requests import NoteRequests
from adforge_core.providers.local.planner.outline import outline
from adforge_core.providers.local.planner.text import calmed, clipped, raised, shortened, spoken, tidy, words

_MOST_WORDS = 45
_WORDS_A_SECOND = 2.6
_SHORT = 0.55
"""What a short line is, as a fraction of what its scene could hold."""

_SPARSE = 0.6
"""Up to what part of its scene a line leaves too much silence."""

_LONG = 26
"""The words that a scene holds from which on a fact may be led up to at leisure."""

OFFER_LETTERS, _BUTTON_CHARACTERS = 150, 28
"""The most that the end card holds, whatever the format, style and small print."""

_PLAIN = 0.65
"""How often a fact is shown without a flourish."""

_AS_IT_IS = re.compile(r"\{\w+\}")
_ALONE = re.compile(r"(?:^|(?<=[.!?] ))\{name\}(?=[.!?]|, )")
"""The product's name as a sentence of its own, or as it is called by."""


@dataclass(frozen=True)
class Written:
    """One scene's words: its VO from the longest version to the shortest, and its super."""

    role: Role
    lines: tuple[str, ...]
    super: str


class Writer:
    """Writes one ad. The same requests and seed give the same words."""

    def __init__(self, requests: NoteRequests, seed: int) -> None:
        brief = requests.brief
        self._brief, self._requests = brief, requests
        self._random = Random(f"{seed} {brief.product} {brief.style}")
        self._bank = bank(brief.style)
        self._names = names_of(brief)
        told = [fact for fact in facts_of(brief, self._names) if fact not in requests.first]
        self._facts = tuple(fact for fact in (*requests.first, *told) if fact.text not in requests.without)
        self._audience = audience_of(brief)
        self._words_a_scene = _WORDS_A_SECOND * brief.duration / len(brief.scene_requests)
        self._supers: set[str] = set()
        self._flourishes: set[str] = set()
        self._opener = ""
        self._taken: set[Entry] = set()
        self._named = False
        asked = self._random.choice(self._bank.cta + (() if self._names.service else self._bank.cta_goods))
        self._cta = raised(spoken(brief.cta).rstrip(" .!")) or asked
        self._used = telling(self._cta)

    @property
    def button(self) -> str:
        """The call to action, short enough for a button."""
        return clipped(self._cta, _BUTTON_CHARACTERS)

    @property
    def offer(self) -> str:
        """The offer as the end card shows it: whole, or where it is too long for any card, up to a natural break."""
        offer = self._brief.offer
        return shortened(offer, OFFER_LETTERS) or clipped(offer, OFFER_LETTERS)

    def write(self) -> tuple[Written, ...]:
        """The words of every scene, in order."""
        outlined = outline(self._requests, self._facts, self._names, self._random)
        written = (
            self._scene(index, scene.role, request, scene.fact, scene.extras)
            for index, (scene, request) in enumerate(zip(outlined, self._brief.scene_requests, strict=True))
        )
        return tuple(self._shorter(index, words) for index, words in enumerate(written))

    def _shorter(self, index: int, written: Written) -> Written:
        """The scene's words without the long versions of its line, where short ones were asked for."""
        if index not in self._requests.short or self._brief.scene_requests[index].vo:
            return written
        most = _SHORT * self._words_a_scene
        kept = tuple(line for line in written.lines if len(line.split()) <= most) or written.lines[-1:]
        return replace(written, lines=kept)

    def _names_product(self, line: str) -> bool:
        names = self._names
        return any(name.lower() in line.lower() for name in (names.short, names.full, names.short_label))

    def _scene(
        self, index: int, role: Role, request: SceneRequest, fact: Fact | None, extras: tuple[Fact, ...]
    ) -> Written:
        if request.vo:
            given = request.super or self._point(spoken(request.vo).rstrip(".")) or self._closer()
            return Written(role, (request.vo,), given)
        match role:
            case Role.HOOK | Role.PROBLEM | Role.BENEFIT | Role.PROOF if index in self._requests.questions:
                lines, words_on_screen = self._ask(fact, extras)
            case Role.HOOK if fact is None:
                lines, words_on_screen = self._hook(extras)
            case Role.PROBLEM:
                lines, words_on_screen = self._problem()
            case Role.CALL_TO_ACTION:
                lines, words_on_screen = self._call_to_action(fact, extras)
            case _:
                lines, words_on_screen = self._tell(role, fact, extras)
        super_ = request.super or words_on_screen
        self._supers.add(super_)
        fresh = [tidy(line) for line in lines if line and (request.super or not same_words(line, super_))]
        kept = descending(line for line in fresh if not self._outdone(line, fresh, role))
        self._remember(kept)
        return Written(role, kept, super_)

    def coverage(self, line: str, role: Role) -> int:
        """How much of the brief `line` tells: its facts, above all the offer and, in the hook, whose ad it is."""
        said, offer = self._opening(line, whole=True), self._opening(self._brief.offer)
        told = sum(
            2 if fact.from_benefits else 1
            for fact in self._facts
            if any(self._opening(form) in said for form in (fact.text, plain_form(fact.text)))
        )
        named = role is Role.HOOK and self._names_product(line)
        return told + 9 * named + 9 * (bool(self._brief.offer) and offer in said)

    @staticmethod
    def _opening(text: str, whole: bool = False) -> str:
        found = words(text)
        return f" {' '.join(found if whole else found[:3])} "

    def _outdone(self, line: str, others: Sequence[str], role: Role) -> bool:
        """Whether another line that is no longer tells more."""
        told = self.coverage(line, role)
        shorter = (one for one in others if len(one) <= len(line) or len(one.split()) <= len(line.split()))
        return any(self.coverage(one, role) > told for one in shorter)

    def _hook(self, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        entry = self._hook_entry()
        lines = self._filled(entry, {})
        # However short the scene, there is a version that says who this is.
        named = [f"{line} {self._names.short_label}." for line in lines if not self._names_product(line)]
        if len(self._brief.scene_requests) == 2:  # nobody else tells what there is to tell
            named.append(f"{self._names.short_label}.")
        told = [grown for line in (*lines, *named) for grown in self._longer(line, extras)]
        return [*told, *lines, *named], self._super(entry)

    def _ask(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        entry = self._choose(questions(self._brief.style), {})
        lines = self._filled(entry, {})
        told = self._longer(f"{lines[-1]} {fact.said(self._names)}.", extras) if fact else []
        answered = [f"{lines[-1]} {fact.said(self._names)}."] if fact else []
        return [*told, *answered, *lines], self._super(entry)

    def _hook_entry(self) -> Entry:
        return self._choose(self._of_the_day(0) or self._bank.hook, {})

    def _of_the_day(self, kind: int) -> tuple[Entry, ...]:
        """As often as not, hooks (0) or problems (1) from the viewer's day, where any are known."""
        told = f"{self._brief.description} {' '.join(self._brief.benefits)}"
        entries = moments(self._brief.style, self._brief.product, told)[kind]
        return entries if entries and self._random.random() < 0.5 else ()

    def _problem(self) -> tuple[list[str], str]:
        entry = self._choose(self._of_the_day(1) or self._bank.problem, {})
        lines = self._filled(entry, {})
        return [*self._with_aside(lines[0], self._bank.problem), *lines], self._super(entry)

    def _tell(self, role: Role, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        if fact is None:
            entry = self._choose(self._bank.benefit["none"], {})
            lines = self._filled(entry, {})
            return [*self._with_aside(lines[0], self._bank.benefit["none"]), *lines], self._super(entry)
        slots = fact.slots(self._names)
        entry = self._choose(self._bank.proof if role is Role.PROOF else self._bank.benefit[fact.copy_kind], slots)
        lines = [*self._filled(entry, slots), f"{fact.said(self._names)}."]
        told = [grown for line in lines for grown in self._longer(line, extras)]
        told = [*self._with_aside([*told, *lines][0], self._bank.benefit["none"], before=True), *told]
        shorter = shortened(fact.text, 60)
        if shorter and shorter != fact.text:
            lines.append(f"{raised(shorter)}.")
        super_ = self._fact_super(fact, slots, plainly=role is Role.PROOF or fact.checkable)
        lines = [line for line in lines if not same_words(line, super_)]
        if len(lines[-1].split()) > 5:
            lines.append(f"{self._closer(but=super_)}.")
        return [*told, *lines], super_

    def _call_to_action(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        # Said whole or not at all: a price or a condition that is cut off is another offer.
        offer = f"{raised(calmed(spoken(self._brief.offer)))}." if spoken(self._brief.offer) else ""
        asked = f"{self._cta}."
        entry = self._choose(self._bank.call_to_action, {})
        leads = [*self._filled(entry, {}), f"{self._names.short_label}."]
        if len(self._brief.scene_requests) == 1:
            entry = self._hook_entry()
            opening = self._filled(entry, {})
            told = [f"{line} {fact.said(self._names)}." for line in opening[:2]] if fact else []
            leads = [*(self._longer(told[0], extras) if told else []), *told, *opening, *leads[1:]]
        lines = [*(f"{lead} {offer} {asked}" for lead in leads), f"{offer} {asked}"]
        lines = [*self._with_aside(lines[0], self._bank.benefit["none"], before=True), *lines]
        # Where there is no time to say the offer, which the card shows, there may be for the name.
        named = f"{self._names.short_label}. {asked}"
        if len(named.split()) < len(lines[-1].split()) and len(named) < len(lines[-1]):
            lines.append(named)
        # The end card's room is for the product: beside an offer it has no other headline.
        return [*lines, asked], "" if self.offer else self._super(entry)

    def _with_aside(self, line: str, asides: Sequence[Entry], before: bool = False) -> list[str]:
        """`line` and one that tells no fact, after it or `before` it, where it leaves much of its scene's time."""
        fresh = [entry for entry in asides if entry not in self._taken and "{name}" not in entry.lines[0]]
        if len(line.split()) > _SPARSE * self._words_a_scene or not fresh or (before and self._words_a_scene < _LONG):
            return []
        aside = self._filled(self._choose(fresh, {"said": line}), {})
        grown = [f"{one} {line}" if before else f"{line} {one}" for one in aside[:2]]
        return [one for one in grown if len(one.split()) <= _MOST_WORDS]

    def _longer(self, line: str, extras: tuple[Fact, ...]) -> list[str]:
        """`line` with one further fact after the other, longest first."""
        grown = [line]
        for turn, fact in enumerate(extras):
            ways = self._bank.more[fact.copy_kind]
            slots = self._names.slots(first=False) | fact.slots(self._names)
            grown.append(tidy(f"{grown[-1]} {ways[min(turn, len(ways) - 1)].format_map(slots)}"))
        return [one for one in reversed(grown[1:]) if len(one.split()) <= _MOST_WORDS]

    def _choose(self, entries: Sequence[Entry], slots: dict[str, str]) -> Entry:
        """The entry that can be filled and reads best here; among equals, the seed decides."""
        usable = [entry for entry in entries if self._fits(entry)]
        usable = [entry for entry in usable if entry not in self._taken] or usable
        self._random.shuffle(usable)
        chosen = min(usable, key=lambda entry: self._clumsiness(entry, slots))
        self._taken.add(chosen)
        return chosen

    def _fits(self, entry: Entry) -> bool:
        if entry.goods and self._names.service:
            return False
        return "{audience}" not in entry.lines[0] or bool(self._audience)

    def _clumsiness(self, entry: Entry, slots: dict[str, str]) -> float:
        line = entry.lines[0]
        bare = re.sub(r"\{\w+\}", "", line)
        ours = telling(bare)
        inserted = telling(" ".join(slots.values()))
        filled = self._filled(entry, slots)
        clumsy = 3.0 * len(ours & inserted) + 1.5 * len(ours & self._used)
        clumsy += 2.0 * (words(filled[0])[:1] == [self._opener]) + 4.0 * (
            entry.super in self._supers and bool(entry.super)
        )
        clumsy += 4.0 * (entry.super.lower() == self._cta.lower()) + max(0, len(filled[0].split()) - 26)
        clumsy += 10.0 * sum(reads_badly(one) for one in filled)
        return clumsy + line.count("{name}") * (len(self._names.short) > 20)

    def _filled(self, entry: Entry, slots: dict[str, str]) -> list[str]:
        """The entry's lines; its full name only in the ad's first mention of the product, a long one only once."""
        more = slots | ({"audience": self._audience} if self._audience else {})
        short = len(self._names.full) <= SUPER_CHARACTERS
        # Facts go by the short name's number.
        full = not self._named and (not slots or self._names.plural is self._names.full_plural)
        named = [self._names.slots(first=full and (index == 0 or short)) for index in range(len(entry.lines))]
        return [
            tidy(_ALONE.sub("{label}", line).format_map(names | more))
            for line, names in zip(entry.lines, named, strict=True)
        ]

    def _super(self, entry: Entry) -> str:
        return tidy(entry.super.format_map(self._names.slots(first=False)))

    def _remember(self, lines: Sequence[str]) -> None:
        self._used |= telling(" ".join(lines)) - telling(f"{self._names.full} {self._names.short}")
        self._opener = words(lines[0])[0] if words(lines[0]) else ""
        self._named = self._named or self._names_product(lines[0])

    def _fact_super(self, fact: Fact, slots: dict[str, str], plainly: bool) -> str:
        """The fact as it is read on screen; most are, and those that are said `plainly` are, without a flourish."""
        one_word = fact.kind is Kind.ADJECTIVE and len(fact.text.split()) == 1
        ways = list(self._bank.supers["adjective_word" if one_word else fact.copy_kind])
        self._random.shuffle(ways)
        if plainly or self._random.random() < _PLAIN:
            ways.sort(key=lambda way: not _AS_IT_IS.fullmatch(way))
        told = re.sub(r"^(?:[Ii]t|[Tt]hey) (?=\w+)", "", fact.text) if fact.kind is Kind.SENTENCE else fact.text
        as_written = {
            "noun": slots.get("bare_noun", ""),
            "verb": raised(lowered(fact.text)),
            "verb_low": lowered(fact.text),
            "point": raised(told),
        }
        for way in ways:
            made = tidy(way.format_map(slots | as_written)).rstrip(".")
            if shows(made) and made not in self._supers and way not in self._flourishes:
                if not _AS_IT_IS.fullmatch(way):
                    self._flourishes.add(way)
                return made
        return self._point(fact.text) or self._closer()

    def _point(self, text: str) -> str:
        point = raised(shortened(text, SUPER_CHARACTERS, SUPER_WORDS)).rstrip(".")
        return point if shows(point) and point not in self._supers else ""

    def _closer(self, but: str = "") -> str:
        fresh = [one for one in self._bank.closer if one not in self._supers | {but}]
        return self._random.choice(fresh or list(self._bank.closer))

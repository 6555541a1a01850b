"""Writing an ad's words: choosing from the copy banks, filling in the brief's facts, avoiding what reads badly."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from adforge_core.model.brief import SceneRequest
from adforge_core.model.storyboard import Role
from adforge_core.providers.local.planner.bank import Entry, bank, moments, questions
from adforge_core.providers.local.planner.facts import Fact, audience_of, facts_of, names_of
from adforge_core.providers.local.planner.grammar import Kind, lowered
from adforge_core.providers.local.planner.lexicon import lexicon
from adforge_core.providers.local.planner.notes import Wishes
from adforge_core.providers.local.planner.text import clipped, ends_well, raised, shortened, spoken, tidy, words

_MOST_WORDS = 45
_SUPER_CHARACTERS, _SUPER_WORDS = 40, 7
_WORDS_A_SECOND = 2.6
_SHORT = 0.55
"""What a short line is, as a fraction of what its scene could hold."""

_OFFER_CHARACTERS, _BUTTON_CHARACTERS = 60, 28


@dataclass(frozen=True)
class Written:
    """One scene's words: its VO from the longest version to the shortest, and its super."""

    role: Role
    lines: tuple[str, ...]
    super: str


class Writer:
    """Writes one ad. The same wishes and seed give the same words."""

    def __init__(self, wishes: Wishes, seed: int) -> None:
        brief = wishes.brief
        self._brief, self._wishes = brief, wishes
        self._random = Random(f"{seed} {brief.product} {brief.style}")
        self._bank = bank(brief.style)
        self._names = names_of(brief)
        told = [fact for fact in facts_of(brief, self._names) if fact not in wishes.first]
        self._facts = tuple(fact for fact in (*wishes.first, *told) if fact.text not in wishes.without)
        self._audience = audience_of(brief)
        self._words_a_scene = _WORDS_A_SECOND * brief.duration / len(brief.scene_requests)
        self._supers: set[str] = set()
        self._opener = ""
        self._taken: set[Entry] = set()
        self._named = False
        asked = self._random.choice(self._bank.cta)
        self._cta = raised(spoken(brief.cta).rstrip(" .!")) or asked
        self._used = _telling(self._cta)

    @property
    def button(self) -> str:
        """The call to action, short enough for a button."""
        return clipped(self._cta, _BUTTON_CHARACTERS)

    @property
    def offer(self) -> str:
        """The offer as the end card shows it."""
        return clipped(self._brief.offer, _OFFER_CHARACTERS)

    def write(self) -> tuple[Written, ...]:
        """The words of every scene, in order."""
        requests = self._brief.scene_requests
        roles = self._roles(len(requests))
        main, extras = self._share_out(roles, requests)
        written = (
            self._scene(index, role, request, fact, more)
            for index, (role, request, fact, more) in enumerate(zip(roles, requests, main, extras, strict=True))
        )
        return tuple(self._shorter(index, words) for index, words in enumerate(written))

    def _shorter(self, index: int, written: Written) -> Written:
        """The scene's words without the long versions of its line, where short ones were asked for."""
        if index not in self._wishes.short or self._brief.scene_requests[index].vo:
            return written
        most = _SHORT * self._words_a_scene
        kept = tuple(line for line in written.lines if len(line.split()) <= most) or written.lines[-1:]
        return replace(written, lines=kept)

    def _roles(self, count: int) -> tuple[Role, ...]:
        hook, problem, benefit, proof = Role.HOOK, Role.PROBLEM, Role.BENEFIT, Role.PROOF
        enough = len(self._facts) >= 2
        middle = max(0, count - 2)
        if middle <= 1:
            between: tuple[Role, ...] = (benefit,) * middle
        elif middle == 2:
            between = (
                self._random.choice([(problem, benefit), (benefit, benefit), (benefit, proof)])
                if enough
                else (problem, benefit)
            )
        elif enough and len(self._facts) >= middle and self._random.random() < 0.3:
            between = (*(benefit,) * (middle - 1), proof)
        else:
            between = (problem, *(benefit,) * (middle - 2), proof if enough else benefit)
        roles = (*((hook,) if count > 1 else ()), *between, Role.CALL_TO_ACTION)
        # A problem tells no fact: where one is asked for, the scene is a benefit.
        told = self._wishes.about
        return tuple(benefit if index in told and role is problem else role for index, role in enumerate(roles))

    def _share_out(
        self, roles: Sequence[Role], requests: Sequence[SceneRequest]
    ) -> tuple[list[Fact | None], list[tuple[Fact, ...]]]:
        """The fact each scene is about, and the further ones it may mention: every fact in one scene only."""
        about = self._wishes.about
        left = [fact for fact in self._facts if fact not in about.values()]
        main: list[Fact | None] = [about.get(index) for index in range(len(roles))]
        extras: list[list[Fact]] = [[] for _ in roles]
        free = [index for index, request in enumerate(requests) if not request.vo and not main[index]]
        proofs = [index for index in free if roles[index] is Role.PROOF]
        tellers = [index for index in free if roles[index] is Role.BENEFIT or len(roles) == 1]
        if roles[0] is Role.HOOK and 0 in free and len(left) > len(tellers) + len(proofs):
            extras[0] = [fact for fact in left if self._introduces(fact)][:1]
            left = [fact for fact in left if fact not in extras[0]]
        for index in [index for index in proofs if left]:
            proof = next((fact for fact in left[1:] if fact.checkable), left[-1])
            main[index] = proof
            left.remove(proof)
        if len(roles) == 1:
            left.sort(key=lambda fact: (fact not in self._wishes.first, not self._introduces(fact)))
        for index in tellers:
            main[index] = left.pop(0) if left else None
        telling = [index for index in (*tellers, *proofs) if main[index]]
        for turn, fact in enumerate(left):
            if telling:
                extras[telling[turn % len(telling)]].append(fact)
        return main, [tuple(more[:3]) for more in extras]

    def _introduces(self, fact: Fact) -> bool:
        """Whether the fact says what the product is."""
        opening = f"{self._names.full} {'are' if self._names.plural else 'is'} ".lower()
        return not fact.from_benefits and (fact.kind is Kind.FRAGMENT or fact.text.lower().startswith(opening))

    def _names_product(self, line: str) -> bool:
        return any(name.lower() in line.lower() for name in (self._names.short, self._names.full))

    def _scene(
        self, index: int, role: Role, request: SceneRequest, fact: Fact | None, extras: tuple[Fact, ...]
    ) -> Written:
        if request.vo:
            given = request.super or self._point(sentence_of(request.vo)) or self._closer()
            return Written(role, (request.vo,), given)
        match role:
            case Role.HOOK | Role.PROBLEM | Role.BENEFIT | Role.PROOF if index in self._wishes.questions:
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
        kept = _descending(line for line in lines if request.super or not _same_words(line, super_))
        self._remember(kept)
        return Written(role, kept, super_)

    def _hook(self, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        entry = self._hook_entry()
        lines = self._filled(entry, {})
        # However short the scene, there is a version that says who this is.
        named = [f"{line} {raised(self._names.short)}." for line in lines if not self._names_product(line)]
        return [*self._drawn_out(lines[0], extras, self._bank.benefit["none"]), *lines, *map(tidy, named)], self._super(
            entry
        )

    def _ask(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        entry = self._choose(questions(self._brief.style), {})
        lines = self._filled(entry, {})
        told = self._longer(f"{lines[-1]} {fact.said(self._names)}.", extras) if fact else []
        answered = [f"{lines[-1]} {fact.said(self._names)}."] if fact else []
        return [*told, *answered, *lines], self._super(entry)

    def _hook_entry(self) -> Entry:
        of_the_day, _ = moments(
            self._brief.style, self._brief.product, f"{self._brief.description} {' '.join(self._brief.benefits)}"
        )
        entries = of_the_day if of_the_day and self._random.random() < 0.5 else self._bank.hook
        return self._choose(entries, {})

    def _problem(self) -> tuple[list[str], str]:
        _, of_the_day = moments(
            self._brief.style, self._brief.product, f"{self._brief.description} {' '.join(self._brief.benefits)}"
        )
        entries = of_the_day if of_the_day and self._random.random() < 0.5 else self._bank.problem
        entry = self._choose(entries, {})
        lines = self._filled(entry, {})
        return [*self._drawn_out(lines[0], (), self._bank.problem), *lines], self._super(entry)

    def _tell(self, role: Role, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        if fact is None:
            entry = self._choose(self._bank.benefit["none"], {})
            lines = self._filled(entry, {})
            return [*self._drawn_out(lines[0], (), self._bank.benefit["none"]), *lines], self._super(entry)
        slots = fact.slots(self._names)
        entry = self._choose(self._bank.proof if role is Role.PROOF else self._bank.benefit[fact.copy_kind], slots)
        lines = [*self._filled(entry, slots), f"{fact.said(self._names)}."]
        shorter = shortened(fact.text, 60)
        if shorter and shorter != fact.text:
            lines.append(f"{raised(shorter)}.")
        super_ = self._fact_super(fact, slots)
        lines = [line for line in lines if not _same_words(line, super_)]
        if len(lines[-1].split()) > 5:
            lines.append(f"{self._closer(but=super_)}.")
        return [*self._drawn_out(lines[0], extras, self._bank.benefit["none"]), *lines], super_

    def _call_to_action(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        offer = f"{raised(spoken(self._brief.offer))}." if spoken(self._brief.offer) else ""
        brief_offer = f"{raised(spoken(self.offer))}." if offer else ""
        asked = f"{self._cta}."
        entry = self._choose(self._bank.call_to_action, {})
        leads = [*self._filled(entry, {}), f"{raised(self._names.short)}."]
        super_ = self._super(entry)
        if len(self._brief.scene_requests) == 1:
            hook = self._hook_entry()
            opening = self._filled(hook, {})
            super_ = self._super(hook)
            told = self._longer(f"{opening[0]} {fact.said(self._names)}.", extras) if fact else []
            middle = (
                [f"{opening[0]} {fact.said(self._names)}.", f"{opening[1]} {fact.said(self._names)}."] if fact else []
            )
            leads = [*told, *middle, *opening, *leads[1:]]
        lines = [f"{lead} {offer} {asked}" for lead in leads]
        return [tidy(line) for line in (*lines, f"{offer} {asked}", f"{brief_offer} {asked}", asked)], super_

    def _drawn_out(self, line: str, extras: tuple[Fact, ...], asides: Sequence[Entry]) -> list[str]:
        """`line` grown by further facts and, where much time is left, by an aside that claims nothing."""
        longer = self._longer(line, extras)
        longest = longer[0] if longer else line
        fresh = [entry for entry in asides if entry not in self._taken and "{name}" not in entry.lines[0]]
        if len(longest.split()) > 0.6 * self._words_a_scene or not fresh:
            return longer
        aside = self._filled(self._choose(fresh, {"said": longest}), {})
        grown = [f"{longest} {one}" for one in aside[:2]]
        return [*(one for one in grown if len(one.split()) <= _MOST_WORDS), *longer]

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
        return "{audience}" not in entry.lines[0] or bool(self._audience)

    def _clumsiness(self, entry: Entry, slots: dict[str, str]) -> float:
        line = entry.lines[0]
        bare = re.sub(r"\{\w+\}", "", line)
        ours = _telling(bare)
        inserted = _telling(" ".join(slots.values()))
        filled = self._filled(entry, slots)
        clumsy = 3.0 * len(ours & inserted) + 1.5 * len(ours & self._used)
        clumsy += 2.0 * (words(filled[0])[:1] == [self._opener]) + 4.0 * (
            entry.super in self._supers and bool(entry.super)
        )
        clumsy += 4.0 * (entry.super.lower() == self._cta.lower()) + max(0, len(filled[0].split()) - 26)
        clumsy += 10.0 * sum(_reads_badly(one) for one in filled)
        return clumsy + line.count("{name}") * (len(self._names.short) > 20)

    def _filled(self, entry: Entry, slots: dict[str, str]) -> list[str]:
        """The entry's lines; its full name only in the ad's first mention of the product, a long one only once."""
        more = slots | ({"audience": self._audience} if self._audience else {})
        return [
            tidy(
                line.format_map(
                    self._names.slots(
                        first=not self._named and (index == 0 or len(self._names.full) <= _SUPER_CHARACTERS)
                    )
                    | more
                )
            )
            for index, line in enumerate(entry.lines)
        ]

    def _super(self, entry: Entry) -> str:
        return tidy(entry.super.format_map(self._names.slots(first=False)))

    def _remember(self, lines: Sequence[str]) -> None:
        self._used |= _telling(" ".join(lines)) - _telling(f"{self._names.full} {self._names.short}")
        self._opener = words(lines[0])[0] if words(lines[0]) else ""
        self._named = self._named or self._names_product(lines[0])

    def _fact_super(self, fact: Fact, slots: dict[str, str]) -> str:
        one_word = fact.kind is Kind.ADJECTIVE and len(fact.text.split()) == 1
        ways = list(self._bank.supers["adjective_word" if one_word else fact.copy_kind])
        self._random.shuffle(ways)
        as_written = {
            "noun": slots.get("bare_noun", ""),
            "verb": raised(lowered(fact.text)),
            "verb_low": lowered(fact.text),
        }
        told = re.sub(r"^(?:[Ii]t|[Tt]hey) (?=\w+)", "", fact.text) if fact.kind is Kind.SENTENCE else fact.text
        made = [tidy(way.format_map(slots | as_written | {"point": raised(told)})).rstrip(".") for way in ways]
        return (
            next((one for one in made if _shows(one) and one not in self._supers), "")
            or self._point(fact.text)
            or self._closer()
        )

    def _point(self, text: str) -> str:
        point = raised(shortened(text, _SUPER_CHARACTERS, _SUPER_WORDS)).rstrip(".")
        return point if _shows(point) and point not in self._supers else ""

    def _closer(self, but: str = "") -> str:
        fresh = [one for one in self._bank.closer if one not in self._supers | {but}]
        return self._random.choice(fresh or list(self._bank.closer))


def sentence_of(text: str) -> str:
    """`text` without its last full stop."""
    return spoken(text).rstrip(".")


def _same_words(line: str, other: str) -> bool:
    articles = {"a", "an", "the"}
    return [word for word in words(line) if word not in articles] == [
        word for word in words(other) if word not in articles
    ]


def _shows(text: str) -> bool:
    count = len(text.split())
    return 2 <= count <= _SUPER_WORDS and len(text) <= _SUPER_CHARACTERS and ends_well(text)


def _telling(text: str) -> set[str]:
    """The words of `text` whose repetition a listener would notice."""
    return {word for word in words(text) if len(word) > 2} - lexicon().unnoticed


def _reads_badly(line: str) -> bool:
    tokens = words(line)
    doubled = any(one == other for one, other in pairwise(tokens))
    return doubled or bool(re.search(r"[,;:]{2}|\.\.|\{|\}|\s[,.;!?]", line))


def _descending(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines that get strictly shorter, in words and in letters, longest first."""
    ordered = sorted(dict.fromkeys(line for line in lines if line), key=lambda line: (-len(line.split()), -len(line)))
    kept: list[str] = []
    for line in ordered:
        if not kept or (len(line.split()) < len(kept[-1].split()) and len(line) < len(kept[-1])):
            kept.append(line)
    return tuple(kept)

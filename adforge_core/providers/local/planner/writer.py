"""Writing an ad's words: choosing from the copy banks, filling in the brief's facts, avoiding what reads badly."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random

from adforge_core.model.addresses import address_in, button_text, shown_address
from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.offer import short_offer
from adforge_core.model.storyboard import Role
from adforge_core.providers.local.planner.address import address_of
from adforge_core.providers.local.planner.bank import Entry, bank, moments
from adforge_core.providers.local.planner.copy_checks import (
    SUPER_CHARACTERS,
    SUPER_WORDS,
    descending,
    says_the_same,
    shows,
    telling,
)
from adforge_core.providers.local.planner.facts import FEW_WORDS, Fact, facts_of, few_words
from adforge_core.providers.local.planner.grammar import Kind
from adforge_core.providers.local.planner.names import names_of
from adforge_core.providers.local.planner.note_requests import NoteRequests
from adforge_core.providers.local.planner.outline import outline, time_for_a_problem
from adforge_core.providers.local.planner.text import calmed, clipped, raised, shortened, spoken, tidy, words
from adforge_core.providers.local.planner.wording import SLOT, Wording

_MOST_WORDS = 45
_WORDS_A_SECOND = 2.6
_SHORT = 0.55
"""What a short line is, as a fraction of what its scene could hold."""

_SPARSE = 0.6
"""Up to what part of its scene a line leaves too much silence."""

_LONG, _ROOMY = 26, 15
"""The words that a scene holds from which on a fact may be led up to at leisure, and followed by the product's name."""

_SIGNED = 1
"""How many facts of an ad the product's name may follow; the rest is left to the music."""

_PROMISE = re.compile(r"\b(?:no|not|never|without|free|in|within|all|every|only|half)\b|-free\b", re.IGNORECASE)
"""Words that make a fact something a viewer wants to hear: what is spared, and how soon it is done."""

OFFER_LETTERS, _BUTTON_CHARACTERS = 150, 28
"""The most that the end card holds, whatever the format, style and small print."""

_RECAP_S = 40
"""The length of an ad from which on its facts are summed up."""

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|forty|hundred|half)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Written:
    """One scene's words: its VO from the longest version to the shortest, and its super."""

    role: Role
    lines: tuple[str, ...]
    super: str


def called(cta: str) -> str:
    """The user's call to action as it is said: a bare web address with "Visit" before it."""
    bare = spoken(shown_address(cta)).rstrip(" .!")
    return f"Visit {bare}" if bare and bare == address_in(bare) else raised(bare)


class Writer:
    """Writes one ad. The same requests and seed give the same words."""

    def __init__(self, requests: NoteRequests, seed: int) -> None:
        brief = requests.brief
        self._brief, self._requests = brief, requests
        self._random = Random(f"{seed} {_digest(brief)}")
        self._bank = bank(brief.style)
        self._names = names_of(brief)
        self._wording = Wording(self._names, self._random)
        told = [fact for fact in facts_of(brief, self._names) if fact not in requests.first]
        self._facts = tuple(fact for fact in (*requests.first, *told) if fact.text not in requests.without)
        self._address = address_of(brief)
        self._deal = short_offer(calmed(spoken(brief.offer)))
        self._words_a_scene = _WORDS_A_SECOND * brief.duration / len(brief.scene_requests)
        self._told: list[Fact] = []
        self._signs = 0
        self._named = self._named_alone = self._brand_alone = self._heard = self._dealt = self._summed = False
        self._opening = self._what_opens()
        asked = self._random.choice(tuple(self._calls()))
        self._cta = called(brief.cta) or asked
        self._wording.cta, self._wording.used = self._cta, telling(self._cta)

    @property
    def button(self) -> str:
        """The call to action, short enough for a button."""
        return button_text(self._cta, _BUTTON_CHARACTERS) or clipped(self._cta, _BUTTON_CHARACTERS)

    @property
    def offer(self) -> str:
        """The offer as the end card shows it: whole, or where it is too long for any card, up to a natural break."""
        offer = self._brief.offer
        return shortened(offer, OFFER_LETTERS) or clipped(offer, OFFER_LETTERS)

    def write(self) -> tuple[Written, ...]:
        """The words of every scene, in order."""
        first = self._lead() if self._opening in {"fact", "audience"} else None
        lead, answer = (first, None) if self._opening == "fact" else (None, first)
        setting = bool(self._moments or (self._address and self._opening != "audience"))
        outlined = outline(
            self._requests, self._facts, self._names, self._random, lead=lead, answer=answer, problem=setting
        )
        written = (
            self._scene(index, scene.role, request, scene.fact, scene.extras)
            for index, (scene, request) in enumerate(zip(outlined, self._brief.scene_requests, strict=True))
        )
        return tuple(self._shorter(index, words) for index, words in enumerate(written))

    def coverage(self, line: str, role: Role) -> int:
        """How much of the brief `line` tells: its facts, above all the offer and, in the hook, whose ad it is."""
        said, offer = f" {' '.join(words(line))} ", f" {' '.join(words(self._brief.offer)[:3])} "
        told = sum(2 if fact.from_benefits else 1 for fact in self._facts if fact.told_in(line))
        named = role is Role.HOOK and self._names.called_in(line)
        return told + 3 * self._hears(line) + 9 * named + 9 * (bool(self._brief.offer) and offer in said)

    def _calls(self) -> Iterator[str]:
        """The calls to action that suit the product and a button."""
        slots = self._names.slots(first=False)
        for call in self._bank.cta if self._names.service else self._bank.cta_goods:
            if set(SLOT.findall(call)) <= slots.keys() and len(filled := call.format_map(slots)) <= _BUTTON_CHARACTERS:
                yield filled

    def _what_opens(self) -> str:
        """What the hook opens with: a fact, the audience, the offer, or where there is none of them, the name."""
        alone = len(self._brief.scene_requests) == 1
        possible = {
            "fact": len(self._facts) > 1 or bool(self._facts and not (self._address or self._deal)),
            "audience": self._address is not None,
            "offer": bool(self._deal) and shows(self._deal) and not alone,
        }
        if self._requests.first and self._facts:
            return "fact"
        ways = {way: often for way, often in self._bank.opening.items() if possible[way] and often}
        if possible["audience"] and any(self._answers(fact) for fact in self._facts):
            return "audience"
        if "audience" in ways and not self._heard_later and not self._audience_super():
            # Too many words for the screen: the line has the audience, or in the shortest ads nobody has the time.
            if len(self._brief.scene_requests) > 2:
                return "audience"
            ways = {way: often for way, often in ways.items() if way != "audience"} or ways
        return self._random.choices([*ways, "name"], [*ways.values(), 0 if ways else 1])[0]

    @property
    def _heard_later(self) -> bool:
        """Whether there is time for the audience after the hook."""
        return time_for_a_problem(self._requests, self._facts)

    def _lead(self) -> Fact | None:
        """The fact to open with: one asked for first, else one that the audience waits for, promises much or is short.

        The first benefits of a brief count most, and a bare measure of the product least.
        """

        def worth(order: int, fact: Fact) -> float:
            told = words(fact.text)
            measured = fact.kind is Kind.NOUN and told[0][:1].isdigit() and not _PROMISE.search(fact.text)
            return (
                4 * self._answers(fact)
                + 2 * bool(_PROMISE.search(fact.text) or (_NUMBER.search(fact.text) and not measured))
                + 2 * (fact.kind is not Kind.FRAGMENT)
                + 2 * fact.from_benefits
                + (len(few_words(fact.text).split()) <= FEW_WORDS)
                - 2 * measured
                - 0.4 * order
                + self._random.uniform(0, 1.5)
            )

        if self._requests.first:
            return next((fact for fact in self._requests.first if fact in self._facts), None)
        told = [fact for fact in self._facts if fact not in self._requests.about.values()]
        worths = {fact: worth(order, fact) for order, fact in enumerate(told)}
        return max(told, key=worths.__getitem__, default=None)

    def _answers(self, fact: Fact) -> bool:
        """Whether the fact speaks of what one of the audience is or does: no ironing, to those who hate ironing."""
        asked = words(self._address.ask if self._address else "")
        return bool({_stem(one) for one in asked if len(one) > 4} & {_stem(one) for one in words(fact.text)})

    @property
    def _moments(self) -> tuple[Entry, ...]:
        told = f"{self._brief.description} {' '.join(self._brief.benefits)}"
        return moments(self._brief.style, self._brief.product, told)

    def _shorter(self, index: int, written: Written) -> Written:
        """The scene's words without the long versions of its line, where short ones were asked for."""
        if index not in self._requests.short or self._brief.scene_requests[index].vo:
            return written
        most = min(_SHORT * self._words_a_scene, len(written.lines[0].split()) - 1)
        kept = tuple(line for line in written.lines if len(line.split()) <= most) or written.lines[-1:]
        return replace(written, lines=kept)

    def _hears(self, line: str) -> bool:
        """Whether the audience is spoken of in `line`."""
        if self._address is None:
            return False
        forms = (self._address.group, self._address.you, self._address.ask)
        return any(form.lower() in line.lower() for form in forms if form)

    def _scene(
        self, index: int, role: Role, request: SceneRequest, fact: Fact | None, extras: tuple[Fact, ...]
    ) -> Written:
        if request.vo:
            given = request.super or self._point_of(spoken(request.vo).rstrip("."), request.vo)
            given = given or self._name_or_closer()
            return Written(role, (request.vo,), given)
        match role:
            case Role.HOOK | Role.PROBLEM | Role.BENEFIT | Role.PROOF if index in self._requests.questions:
                lines, shown = self._ask(fact, extras)
            case Role.HOOK:
                lines, shown = self._hook(fact, extras)
            case Role.PROBLEM:
                lines, shown = self._problem()
            case Role.CALL_TO_ACTION:
                lines, shown = self._call_to_action(fact, extras)
            case _:
                lines, shown = self._tell(role, fact, extras)
        super_ = request.super or shown
        self._wording.shown.add(super_.lower())
        fresh = [tidy(line) for line in lines if line]
        fresh = [line for line in fresh if request.super or not says_the_same(line, super_)] or [self._other(super_)]
        kept = descending(line for line in fresh if not self._outdone(line, fresh, role))
        self._told += [one for one in (fact, *extras) if one]
        self._wording.remember(kept)
        self._heard = self._heard or self._hears(kept[0])
        return Written(role, kept, super_)

    def _other(self, super_: str) -> str:
        """A line for a scene whose super says all that there is to say."""
        named = tidy(f"{self._names.slots(first=False)['label']}.")
        fresh = not says_the_same(named, super_) and not self._named_alone
        self._named_alone = self._named_alone or fresh
        brand = spoken(self._brief.brand.name)
        if not fresh and brand and not self._brand_alone and brand.lower() not in named.lower():
            self._brand_alone = True
            return f"From {brand}."
        return named if fresh else f"{self._closer(but=super_)}."

    def _outdone(self, line: str, others: Sequence[str], role: Role) -> bool:
        """Whether another line that is no longer tells more."""
        told = self.coverage(line, role)
        shorter = (one for one in others if len(one) <= len(line) or len(one.split()) <= len(line.split()))
        return any(self.coverage(one, role) > told for one in shorter)

    def _hook(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        entry, slots, shown = self._hook_entry(fact, extras)
        lines = self._wording.filled(entry, slots)
        label = self._names.slots(first=False)["label"]
        # However short the scene, there is a version that says who this is.
        named = [f"{line} {label}." for line in lines if not self._names.called_in(line)]
        told = [grown for line in (*lines, *named) for grown in self._longer(line, extras)]
        # What is neither on the screen nor in a shorter line is heard nowhere else.
        benefits = [one for one in (fact, *extras) if one and one.from_benefits]
        if benefits and not any(one.told_in(shown) or self._point(one) == shown for one in benefits):
            few = benefits[0].in_few_words(self._names)
            kept = [line for line in (*told, *lines, *named) if benefits[0].told_in(line)]
            return [*kept, f"{label}. {few}.", f"{few}."], shown
        who = [f"For {self._address.group}."] if self._address and self._opening == "audience" else []
        return [*told, *lines, *named, *who, f"{label}."], shown

    def _hook_entry(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[Entry, dict[str, str], str]:
        """How the ad opens: the words, what to fill in, and what is shown."""
        way = "fact" if fact else self._opening
        if way == "fact" and fact:
            slots = fact.slots(self._names)
            shown = self._point(fact)
            if shows(self._deal) and self._random.random() < self._bank.offer_shown:
                shown, self._dealt = raised(self._deal), True
            return self._wording.choose(self._bank.hook[fact.copy_kind], slots, shown), slots, shown
        if way == "audience" and self._address:
            self._heard = True
            slots = self._address_slots()
            known = "you" if self._address.you else "group"
            return (
                self._wording.choose(self._bank.hook[known], slots),
                slots,
                self._asked_super() or (self._point(extras[0]) if extras else "") or self._name_super(),
            )
        if way == "offer":
            self._dealt = True
            slots = {"deal": raised(self._deal)}
            shown = self._deal_super()
            return self._wording.choose(self._bank.hook["offer"], slots), slots, shown
        return self._wording.choose(self._bank.hook["name"], {}), {}, self._deal_super()

    def _deal_super(self) -> str:
        """The offer as a headline, or the name where there is none so short."""
        return raised(self._deal) if shows(self._deal) else self._name_super()

    def _address_slots(self) -> dict[str, str]:
        one = self._address
        assert one is not None
        return {"audience": one.group} | ({"you": one.you, "ask": one.ask} if one.you else {})

    def _audience_super(self) -> str:
        """The audience at a glance: "Hate blisters?", "For dog owners"; empty where it takes too many words."""
        one = self._address
        if one is None:
            return ""
        return self._asked_super() or self._fresh_super(f"For {one.group}")

    def _asked_super(self) -> str:
        """What one of the audience is or does, as a question for the screen: "Hate blisters?"."""
        asked = self._address.ask if self._address else ""
        return self._fresh_super(f"{raised(asked)}?") if asked else ""

    def _fresh_super(self, shown: str) -> str:
        fresh = 1 < len(shown.split()) <= 5 and shows(shown.rstrip("?")) and shown.lower() not in self._wording.shown
        return shown if fresh else ""

    def _name_super(self) -> str:
        """The product's name as a headline."""
        slots = self._names.slots(first=False)
        ways = [raised(slots["label"]), f"{raised(slots['here_is'])} {slots['name']}"]
        fresh = (way for way in ways if shows(way) and way.lower() not in self._wording.shown)
        return next(fresh, "") or self._closer()

    def _ask(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        entry = self._wording.choose(self._bank.hook["questions"], {})
        lines = self._wording.filled(entry, {})
        told = self._longer(f"{lines[-1]} {fact.said(self._names)}.", extras) if fact else []
        answered = [f"{lines[-1]} {fact.said(self._names)}."] if fact else []
        return [*told, *answered, *lines], self._point(fact) if fact else self._name_super()

    def _problem(self) -> tuple[list[str], str]:
        """The audience's own words where they are known and not heard yet, else a moment of the viewer's day."""
        if self._address and not self._heard:
            self._heard = True
            slots = self._address_slots()
            known = "you" if self._address.you else "group"
            entry = self._wording.choose(self._bank.audience[known], slots)
            shown = self._audience_super() or self._name_super()
            lines = self._wording.filled(entry, slots)
            return [*self._with_aside(lines[0], self._bank.benefit["none"]), *lines], shown
        return self._beat(self._moments or self._bank.benefit["none"])

    def _beat(self, entries: Sequence[Entry]) -> tuple[list[str], str]:
        """A scene that tells no fact: a moment, or a look at the product."""
        entry = self._wording.choose(entries, {})
        lines = self._wording.filled(entry, {})
        aside = self._with_aside(lines[0], self._bank.benefit["none"]) if self._words_a_scene >= _LONG else []
        return [*aside, *lines], tidy(entry.super.format_map(self._names.slots(first=False)))

    def _without_fact(self) -> tuple[list[str], str]:
        """What a benefit's scene says when all facts are told: in a long ad the offer, or the facts summed up."""
        slots = self._names.slots(first=False)
        if self._brief.duration >= _RECAP_S:
            points = [fact.in_few_words(self._names) for fact in self._told if fact.from_benefits]
            points = [point for point in points if len(point.split()) <= FEW_WORDS][:3]
            if len(points) > 1 and not self._summed:
                self._summed = True
                summed = f"{'. '.join(points)}."
                return [f"{slots['label']}. {summed}", summed, f"{points[0]}."], self._name_super()
            if self._deal and not self._dealt and shows(self._deal):
                self._dealt = True
                filled = {"deal": raised(self._deal)}
                return self._wording.filled(self._wording.choose(self._bank.hook["offer"], filled), filled), raised(
                    self._deal
                )
        fresh = self._wording.fresh(self._moments)
        return self._beat(fresh if fresh and self._random.random() < 0.5 else self._bank.benefit["none"])

    def _tell(self, role: Role, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        if fact is None:
            return self._without_fact()
        slots = fact.slots(self._names)
        shown = self._point(fact)
        proven = role is Role.PROOF and fact.checkable
        entry = self._wording.choose(self._bank.proof if proven else self._bank.benefit[fact.copy_kind], slots, shown)
        lines = [*self._wording.filled(entry, slots), f"{fact.said(self._names)}."]
        told = [grown for line in lines[:2] for grown in self._longer(line, extras)]
        told = [*self._with_aside((told or lines)[0], self._bank.benefit["none"], before=True), *told]
        if told_in_full := self._signed((told or lines)[0]):
            told = [told_in_full, *told]
        shorter = shortened(fact.text, 60)
        if shorter and shorter != fact.text:
            lines.append(f"{raised(shorter)}.")
        lines = [line for line in lines if not says_the_same(line, shown)]
        if not lines or len(min(lines, key=len).split()) > 5:
            lines.append(self._other(shown))
        return [*told, *lines], shown

    def _call_to_action(self, fact: Fact | None, extras: tuple[Fact, ...]) -> tuple[list[str], str]:
        # Said whole or not at all: a price or a condition that is cut off is another offer.
        offer = f"{raised(calmed(spoken(self._brief.offer)))}." if spoken(self._brief.offer) else ""
        asked = f"{self._cta}."
        label = self._names.slots(first=False)["label"]
        brand = spoken(self._brief.brand.name)
        said = brand and brand.lower() not in f"{self._names.full} {self._names.short}".lower()
        leads = self._wording.filled(
            self._wording.choose(self._bank.leads, {}), {"from_brand": f" from {brand}" if said else ""}
        )
        if self._address and not self._heard:
            self._heard = True
            leads = [f"{leads[0]} For {self._address.group}.", *leads]
        leads.append(f"{label}.")
        if len(self._brief.scene_requests) == 1:
            entry, slots, _ = self._hook_entry(fact, extras)
            opening = self._wording.filled(entry, slots)
            leads = [*(self._longer(opening[0], extras)), *opening, *leads[-1:]]
        lines = [*(f"{lead} {offer} {asked}" for lead in leads), f"{offer} {asked}"]
        lines = [*self._with_aside(lines[0], self._bank.benefit["none"], before=True), *lines]
        # Where there is no time to say the offer, which the card shows, there may be for the name.
        named = f"{label}. {asked}"
        if len(named.split()) < len(lines[-1].split()) and len(named) < len(lines[-1]):
            lines.append(named)
        # The end card's room is for the product: beside an offer it has no other headline.
        return [*lines, asked], "" if self.offer else self._name_super()

    def _with_aside(self, line: str, asides: Sequence[Entry], before: bool = False) -> list[str]:
        """`line` and one that tells no fact, after it or `before` it, where it leaves much of its scene's time."""
        fresh = [entry for entry in self._wording.fresh(asides) if "{name}" not in entry.lines[0]]
        if len(line.split()) > _SPARSE * self._words_a_scene or not fresh or (before and self._words_a_scene < _LONG):
            return []
        aside = self._wording.filled(self._wording.choose(fresh, {"said": line}), {})
        grown = [f"{one} {line}" if before else f"{line} {one}" for one in aside[:2]]
        return [one for one in grown if len(one.split()) <= _MOST_WORDS]

    def _signed(self, line: str) -> str:
        """`line` with the product's name after it, where there is time for both; empty where there is not."""
        roomy = self._words_a_scene >= _ROOMY and len(line.split()) <= _SPARSE * self._words_a_scene
        fresh = self._wording.fresh(self._bank.signs)
        if not roomy or not fresh or self._signs == _SIGNED or self._names.called_in(line):
            return ""
        self._signs += 1
        return f"{line} {self._wording.filled(self._wording.choose(fresh, {}), {})[0]}"

    def _longer(self, line: str, extras: tuple[Fact, ...]) -> list[str]:
        """`line` with one further fact after the other, longest first."""
        grown = [line]
        for turn, fact in enumerate(extras):
            ways = self._bank.more[fact.copy_kind]
            slots = self._names.slots(first=False) | fact.slots(self._names)
            grown.append(tidy(f"{grown[-1]} {ways[min(turn, len(ways) - 1)].format_map(slots)}"))
        return [one for one in reversed(grown[1:]) if len(one.split()) <= _MOST_WORDS]

    def _point(self, fact: Fact) -> str:
        """The fact at a glance, as it is written where it was shown before."""
        ways = (fact.at_a_glance(self._names), fact.text)
        return next((point for way in ways if (point := self._point_of(way, ""))), "") or self._name_or_closer()

    def _point_of(self, text: str, line: str) -> str:
        point = tidy(shortened(text, SUPER_CHARACTERS, SUPER_WORDS)).rstrip(".!")
        # A whole fact may end in any word: "Paper that no ink bleeds through". What is cut off may not.
        whole = len(point.split()) == len(text.split()) > 1
        fresh = (whole or shows(point)) and point.lower() not in self._wording.shown
        return point if fresh and not (line and says_the_same(line, point)) else ""

    def _name_or_closer(self) -> str:
        """The product's name, or where it was shown, what asks to look: it says least."""
        label = raised(self._names.slots(first=False)["label"])
        return label if shows(label) and label.lower() not in self._wording.shown else self._closer()

    def _closer(self, but: str = "") -> str:
        fresh = [one for one in self._bank.closer if one.lower() not in self._wording.shown | {but.lower()}]
        return self._random.choice(fresh or list(self._bank.closer))


def _stem(word: str) -> str:
    """What two forms of a word have in common: "ironing" and "iron", "dries" and "dry"."""
    return re.sub(r"(?:ing|ies|ied|es|ed|y|s)$", "", word.lower())


def _digest(brief: Brief) -> str:
    """What of the brief decides among ways to say it: two briefs never draw alike, and a note redraws nothing."""
    told = (brief.product, brief.description, *brief.benefits, brief.brand.name, brief.style.value)
    return sha256("\n".join(told).encode()).hexdigest()

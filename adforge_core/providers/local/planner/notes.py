"""What the planner understands of a note in plain words: a few kinds of wish, each tied to something it can do.

A note never adds to what the ad claims. What it asks to be said must be in the brief already, or stand in the note in
quotation marks, in the marketer's own words. What is not understood is said so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from adforge_core.model.brief import Brief, Style
from adforge_core.providers.local.planner.facts import Fact, audience_of, facts_of, names_of
from adforge_core.providers.local.planner.grammar import Kind
from adforge_core.providers.local.planner.hearing import (
    bare,
    clauses,
    fact_about,
    in_scenes,
    places,
    telling,
    turned,
    vocabulary,
)
from adforge_core.providers.local.planner.text import spoken, words

_MONEY = re.compile(r"[$€£¥%]|\b(?:free|off|discount|price|sale)\b", re.IGNORECASE)
_OFFER = r"(?:prices?|pricing|offers?|discounts?|deals?|promotions?|promos?|sales? talk|costs?|money)"
_LEAVE_OUT = (
    r"\b(?:no|without|(?:leave|leaving|take|cut) out|drop|skip|remove|omit|don't (?:mention|say|show)|nothing about)\b"
)
_TELL = (
    r"\b(?:mention|talk about|speak (?:of|about)|tell (?:them |us )?(?:about|of)?|focus on|stress|emphasi[sz]e|"
    r"highlight|say that|about|show off)\b"
)
_START = r"\b(?:start|begin|open|lead)\w*\b(?: \w+)? (?:with|on|by)\b"


@dataclass(frozen=True)
class Wishes:
    """What a note asks for, as far as it was understood. Scenes go by their place from 0.

    `brief` is the brief as the note changes it. `first` names facts to be told before the others, `without` facts not
    to be told, `about` the fact a scene must tell. `warmth`, `light`, `softness` and `pace` are -1, 0 or 1. `another`
    asks for other choices than before. `heard` says to a person what was understood and what was not.
    """

    brief: Brief
    first: tuple[Fact, ...] = ()
    without: frozenset[str] = frozenset()
    about: Mapping[int, Fact] = field(default_factory=dict)
    short: frozenset[int] = frozenset()
    questions: frozenset[int] = frozenset()
    sets: tuple[str, ...] = ()
    scene_sets: Mapping[int, str] = field(default_factory=dict)
    warmth: int = 0
    light: int = 0
    softness: int = 0
    pace: int = 0
    mood: str = ""
    another: bool = False
    heard: str = ""


def understand(note: str, brief: Brief) -> Wishes:
    """The wishes in `note` for an ad of `brief`; none where it is empty."""
    if not note.strip():
        return Wishes(brief)
    return _Listener(note, brief).wishes()


class _Listener:
    """Takes a note in, clause by clause."""

    def __init__(self, note: str, brief: Brief) -> None:
        self._note = note
        self._wishes = Wishes(brief)
        self._facts = facts_of(brief, names_of(brief))
        self._scenes = len(brief.scene_requests)
        self._heard: list[str] = []
        self._missed: list[str] = []
        self._told: list[str] = []
        heard, self._quotes = clauses(note)
        where: tuple[int, ...] = ()
        for clause, goes_on in heard:
            named = places(clause, self._scenes)
            where = named if named or not goes_on else where
            self._take(clause, where)

    def wishes(self) -> Wishes:
        """All that was understood, with the sentence that says so."""
        missed = " ".join(f"Not understood: “{clause}”." for clause in self._missed)
        if self._heard:
            first = f"Done: {'; '.join(dict.fromkeys(self._heard))}."
        else:
            first = "Nothing in the note could be acted on, so this is simply another version."
        said = " ".join(part for part in (first, missed, *dict.fromkeys(self._told)) if part)
        return replace(self._wishes, another=self._wishes.another or not self._heard, heard=said)

    def _take(self, clause: str, where: tuple[int, ...]) -> None:
        beyond = [place + 1 for place in where if not 0 <= place < self._scenes]
        if beyond:
            self._told.append(f"There is no scene {beyond[0]}: the ad has {self._scenes}.")
            return
        rules: tuple[Callable[[str, tuple[int, ...]], bool], ...] = (
            self._own_words,
            self._question,
            self._offer,
            self._music,
            self._elsewhere,
            self._audience,
            self._content,
            self._manner,
        )
        if any(rule(clause, where) for rule in rules):
            return
        if set(words(clause)) - vocabulary()["empty"]["words"]:
            self._missed.append(self._as_written(clause))

    def _own_words(self, clause: str, where: tuple[int, ...]) -> bool:
        """Words in quotation marks are the marketer's own: spoken or shown as they are."""
        found = re.search(r"quote(\d+)", clause)
        if found is None:
            return False
        said = self._quotes[int(found[1])]
        if re.search(_TELL, clause) and not where:
            return self._content(clause.replace(found[0], said.lower()), where)
        if re.search(r"\b(?:button|call to action|cta|end with)\b", clause):
            self._change_brief(cta=said)
            self._hear(f"the call to action is “{said}”")
            return True
        if not where:
            return False
        shown = bool(re.search(r"\b(?:super|caption|on screen|headline|title|shows?)\b", clause))
        requests = list(self._wishes.brief.scene_requests)
        for place in where:
            requests[place] = requests[place].model_copy(update={"super" if shown else "vo": said})
        self._change_brief(scenes=tuple(requests))
        self._hear(f"“{said}” {'on screen' if shown else 'spoken'}{in_scenes(where)}")
        return True

    def _question(self, clause: str, where: tuple[int, ...]) -> bool:
        if not re.search(r"\bquestions?\b", clause) or re.search(_LEAVE_OUT, clause):
            return False
        asked = where or (0,)
        if self._scenes > 1 and self._scenes - 1 in asked:
            self._told.append("The last scene is the call to action; it asks nothing.")
            return True
        self._wishes = replace(self._wishes, questions=self._wishes.questions | set(asked))
        self._hear(f"a question{in_scenes(asked)}")
        return True

    def _offer(self, clause: str, _: tuple[int, ...]) -> bool:
        asked = re.search(rf"{_LEAVE_OUT}.*\b{_OFFER}\b", clause)
        pushy = re.search(r"\b(?:less|too|not (?:so|too|as)) (?:salesy|pushy|promotional|commercial)\b", clause)
        if not asked and not pushy:
            return False
        dropped = {fact.text for fact in self._facts if _MONEY.search(fact.text)}
        self._wishes = replace(self._wishes, without=self._wishes.without | dropped)
        self._change_brief(offer="")
        self._hear("the offer is left out")
        return True

    def _music(self, clause: str, _: tuple[int, ...]) -> bool:
        if not re.search(r"\b(?:music|soundtrack|song|track|bed|tune|beat)\b", clause) or re.search(_LEAVE_OUT, clause):
            return False
        moods, said = vocabulary()["moods"], set(words(clause))
        mood = next((mood for mood, known in moods.items() if said & known), "")
        if mood and turned(clause):
            mood = "energetic" if mood in {"calm", "tender", "nostalgic"} else "calm"
        if mood:
            self._wishes = replace(self._wishes, mood=mood)
        elif said & {"different", "other", "another", "new", "else"}:
            self._wishes = replace(self._wishes, mood="other")
        else:
            return False
        self._hear(f"{mood or 'other'} music")
        return True

    def _elsewhere(self, clause: str, where: tuple[int, ...]) -> bool:
        if where:
            return False
        for pattern, sentence in vocabulary()["elsewhere"].items():
            if re.search(pattern, clause):
                self._told.append(sentence)
                return True
        return False

    def _audience(self, clause: str, _: tuple[int, ...]) -> bool:
        found = re.search(
            r"\b(?:speak|talk|aim(?:ed)?(?: it)?|address(?:ed)?|appeal)(?: (?:directly|more))? (?:to|at) (.+)$", clause
        )
        if found is None:
            return False
        brief = self._wishes.brief.model_copy(update={"audience": found[1]})
        if not audience_of(brief):
            return False
        self._change_brief(audience=found[1])
        self._hear(f"it speaks to {found[1]}")
        return True

    def _content(self, clause: str, where: tuple[int, ...]) -> bool:
        """What is to be told, told first, or left out: only facts that the brief holds."""
        dropped = re.search(rf"{_LEAVE_OUT} (.+)$", clause)
        if dropped and (fact := self._fact(dropped[1])):
            self._wishes = replace(self._wishes, without=self._wishes.without | {fact.text})
            self._hear(f"nothing about “{fact.text}”")
            return True
        asked = re.search(rf"(?:{_TELL}|{_START}) (.+)$", clause) or re.search(r"^(.+) (?:first|at the start)$", clause)
        if asked is None:
            # "Mention the lid, then the strap": what goes on after a fact may be another.
            going_on = self._wishes.first and not where and self._fact(clause)
            asked = re.search("(.+)", clause) if going_on else None
        if asked is None:
            return False
        fact = self._fact(asked[1])
        given = [place for place in where if self._wishes.brief.scene_requests[place].vo]
        if given:
            self._told.append(f"The brief itself gives the line{in_scenes(tuple(given))}.")
        elif fact is None:
            if telling(asked[1]):
                self._told.append(f"Nothing in the brief speaks of “{bare(asked[1])}”: add it to the benefits first.")
            return bool(telling(asked[1]))
        else:
            self._tell(fact, where or ((0,) if re.search(_START, clause) and self._scenes > 1 else ()))
        return True

    def _tell(self, fact: Fact, where: tuple[int, ...]) -> None:
        # Between a hook and a call to action there is no other place for a fact.
        where = where or ((0,) if self._scenes == 2 else ())
        if not where:
            self._hear(f"“{fact.text}” comes {'next' if self._wishes.first else 'first'}")
            self._wishes = replace(self._wishes, first=(*self._wishes.first, fact))
        elif self._scenes > 1 and self._scenes - 1 in where:
            self._told.append("The last scene is the call to action; it can be about nothing else.")
        else:
            self._wishes = replace(self._wishes, about=dict(self._wishes.about) | dict.fromkeys(where, fact))
            self._hear(f"“{fact.text}”{in_scenes(where)}")

    def _manner(self, clause: str, where: tuple[int, ...]) -> bool:
        """How the ad looks, moves and speaks."""
        said, known = set(words(clause)), vocabulary()
        opposite = turned(clause)
        if not opposite and re.search(r"\b(?:don't|do not|not|never|isn't)\b", clause):
            return False
        before = len(self._heard)
        found = [way for way, names in known["ways"].items() if said & names]
        ways = {known["opposites"][way] if opposite else way for way in found}
        lit = bool(said & {"light", "lighting", "shadows", "shadow"})
        worded = bool(said & {"line", "lines", "text", "copy", "words", "sentences", "vo", "voiceover"})
        self._wording(clause, ways, where)
        self._lighting(ways, where, lit and not worded)
        for name in (name for name, names in known["sets"].items() if said & names and not opposite):
            self._build(name, where)
        if not where:
            self._pacing(clause, ways)
            self._style(said, opposite)
        if said & {
            "different",
            "differently",
            "another",
            "else",
            "surprise",
            "fresh",
            "alternative",
            "retry",
            "variation",
        }:
            self._wishes = replace(self._wishes, another=True)
            self._hear("another version")
        return len(self._heard) > before or bool(self._told and "long" in ways)

    def _wording(self, clause: str, ways: set[str], where: tuple[int, ...]) -> None:
        fewer = re.search(
            r"\b(?:less|fewer|not so (?:much|many)|too (?:much|many)) (?:text|words|copy|talk|talking)\b", clause
        )
        if "short" in ways or fewer:
            meant = where or tuple(range(self._scenes))
            self._wishes = replace(self._wishes, short=self._wishes.short | set(meant))
            self._hear(f"shorter lines{in_scenes(where)}")
        elif "long" in ways:
            self._told.append("Lines are as long as their scenes hold; give a scene more time for a longer one.")

    def _lighting(self, ways: set[str], where: tuple[int, ...], lit: bool) -> None:
        tone = "dark" if "dark" in ways else "bright" if "bright" in ways else ""
        if tone and where:
            self._build(sorted(vocabulary()["set_tones"][tone])[where[0] % len(vocabulary()["set_tones"][tone])], where)
        elif tone and not (lit and ways & {"soft", "hard", "warm", "cool"}):
            self._wishes = replace(self._wishes, light=-1 if tone == "dark" else 1)
            self._hear("darker" if tone == "dark" else "brighter")
            self._keep_brand()
        if ways & {"warm", "cool"} and not where:
            self._wishes = replace(self._wishes, warmth=1 if "warm" in ways else -1)
            self._hear("warmer" if "warm" in ways else "cooler")
            self._keep_brand()
        if lit and ways & {"soft", "hard"} and not where:
            self._wishes = replace(self._wishes, softness=1 if "soft" in ways else -1)
            self._hear(f"{'softer' if 'soft' in ways else 'harder'} light")

    def _keep_brand(self) -> None:
        if self._wishes.brief.brand.palette:
            self._told.append("The brand kit's colours stay as they are.")

    def _build(self, name: str, where: tuple[int, ...]) -> None:
        if where:
            self._wishes = replace(self._wishes, scene_sets=dict(self._wishes.scene_sets) | dict.fromkeys(where, name))
        else:
            self._wishes = replace(self._wishes, sets=tuple(dict.fromkeys((*self._wishes.sets, name))))
        self._hear(f"the {name} set{in_scenes(where)}")

    def _pacing(self, clause: str, ways: set[str]) -> None:
        cut = re.search(r"\b(?:no|without|fewer|less) transitions\b|\bhard cuts\b", clause)
        faded = re.search(r"\b(?:soft|softer|smooth|smoother|gentle) (?:transitions|cuts|fades)\b", clause)
        pace = 1 if "quick" in ways or cut else -1 if "slow" in ways or faded else 0
        if pace:
            self._wishes = replace(self._wishes, pace=pace)
            self._hear("quicker cuts" if pace > 0 else "an unhurried pace")

    def _style(self, said: set[str], opposite: bool) -> None:
        known = vocabulary()
        name = next((name for name, names in known["styles"].items() if said & names), "")
        if not name:
            return
        style = Style(known["instead"][name] if opposite else name)
        if style is self._wishes.brief.style:
            self._wishes = replace(self._wishes, another=True)
            self._hear(f"another {style.value} version, as the brief's style is that already")
        else:
            self._change_brief(style=style)
            self._hear(f"told and staged in the {style.value} style")

    def _fact(self, asked: str) -> Fact | None:
        offer = spoken(self._wishes.brief.offer)
        return fact_about(asked, self._facts, Fact(offer, Kind.FRAGMENT, True) if offer else None)

    def _change_brief(self, **fields: object) -> None:
        self._wishes = replace(self._wishes, brief=self._wishes.brief.model_copy(update=fields))

    def _hear(self, what: str) -> None:
        self._heard.append(what)

    def _as_written(self, clause: str) -> str:
        """A clause in the note's own letters."""
        found = re.search(re.escape(clause), self._note, re.IGNORECASE)
        written = found[0] if found else clause
        return re.sub(r"quote(\d+)", lambda found: f"'{self._quotes[int(found[1])]}'", written)[:120]

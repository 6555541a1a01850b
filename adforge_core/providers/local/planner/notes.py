"""What the planner understands of a note in plain words: a few kinds of wish, each tied to something it can do.

A note never adds to what the ad claims. What it asks to be said must be in the brief already, or stand in the note in
quotation marks, in the marketer's own words. What is not understood is said so.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from adforge_core.model.brief import Brief
from adforge_core.providers.local.planner.address import audience_of
from adforge_core.providers.local.planner.facts import Fact, facts_of
from adforge_core.providers.local.planner.grammar import Kind
from adforge_core.providers.local.planner.names import names_of
from adforge_core.providers.local.planner.note_parser import (
    bare,
    clauses,
    fact_about,
    in_scenes,
    places,
    telling,
    turned,
    vocabulary,
)
from adforge_core.providers.local.planner.note_requests import NoteLog, NoteRequests
from adforge_core.providers.local.planner.style_requests import read_style_requests
from adforge_core.providers.local.planner.text import spoken, words

_QUOTE = r"quote([0-9]{1,3})"
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


def understand(note: str, brief: Brief, *, proposing: bool = False) -> NoteRequests:
    """The requests in `note` for an ad of `brief`; none where it is empty.

    What is said to have been `heard` is then done at once, or only proposed where it is for `proposing`.
    """
    if not note.strip():
        return NoteRequests(brief)
    return _Listener(note, brief).requests(proposing=proposing)


class _Listener:
    """Takes a note in, clause by clause."""

    def __init__(self, note: str, brief: Brief) -> None:
        self._note = note
        self._log = NoteLog(NoteRequests(brief))
        self._facts = facts_of(brief, names_of(brief))
        self._scenes = len(brief.scene_requests)
        self._missed: list[str] = []
        heard, self._quotes = clauses(note)
        where: tuple[int, ...] = ()
        for clause, goes_on in heard:
            named = places(clause, self._scenes)
            where = named if named or not goes_on else where
            self._take(clause, where)

    def requests(self, *, proposing: bool) -> NoteRequests:
        """All that was understood, with the sentence that says so."""
        missed = " ".join(f"Not understood: “{clause}”." for clause in self._missed)
        heard, told = self._log.understood, self._log.remarks
        if heard:
            first = f"{'Understood' if proposing else 'Done'}: {'; '.join(dict.fromkeys(heard))}."
        elif proposing:
            first = "Nothing in the note could be acted on."
        else:
            first = "Nothing in the note could be acted on, so this is simply another version."
        said = " ".join(part for part in (first, missed, *dict.fromkeys(told)) if part)
        return replace(self._requests, another=self._requests.another or not heard, understood=said)

    @property
    def _requests(self) -> NoteRequests:
        return self._log.requests

    def _take(self, clause: str, where: tuple[int, ...]) -> None:
        beyond = [place + 1 for place in where if not 0 <= place < self._scenes]
        if beyond:
            self._log.remarks.append(f"There is no scene {beyond[0]}: the ad has {self._scenes}.")
            return
        rules: tuple[Callable[[str, tuple[int, ...]], bool], ...] = (
            self._own_words,
            self._moved,
            self._question,
            self._offer,
            self._elsewhere,
            self._music,
            self._audience,
            self._content,
        )
        if any(rule(clause, where) for rule in rules) or read_style_requests(clause, where, self._log):
            return
        if set(words(clause)) - vocabulary()["empty"]["words"]:
            self._missed.append(self._as_written(clause))

    def _own_words(self, clause: str, where: tuple[int, ...]) -> bool:
        """Words in quotation marks are the marketer's own: spoken or shown as they are."""
        found = re.search(_QUOTE, clause)
        if found is None or int(found[1]) >= len(self._quotes):  # the note itself may have the word quote7
            return False
        said = self._quotes[int(found[1])]
        if re.search(_TELL, clause) and not where:
            return self._content(clause.replace(found[0], said.lower()), where)
        if re.search(r"\b(?:button|call to action|cta|end with)\b", clause):
            self._log.change_brief(f"the call to action is “{said}”", cta=said)
            return True
        if not where:
            return False
        shown = bool(re.search(r"\b(?:super|caption|on screen|headline|title|shows?)\b", clause))
        requests = list(self._requests.brief.scene_requests)
        for place in where:
            requests[place] = requests[place].model_copy(update={"super" if shown else "vo": said})
        heard = f"“{said}” {'on screen' if shown else 'spoken'}{in_scenes(where)}"
        self._log.change_brief(heard, scenes=tuple(requests))
        return True

    def _moved(self, clause: str, where: tuple[int, ...]) -> bool:
        asked = re.search(r"\b(?:swap|switch|exchange|reorder|rearrange|move)\b", clause)
        if asked is None or not (where or re.search(r"\bscenes?\b", clause)):
            return False
        self._log.remarks.append("Scenes are moved with the arrows above the scene, on the Storyboard page.")
        return True

    def _question(self, clause: str, where: tuple[int, ...]) -> bool:
        if not re.search(r"\bquestions?\b", clause) or re.search(_LEAVE_OUT, clause):
            return False
        asked = where or (0,)
        if self._scenes > 1 and self._scenes - 1 in asked:
            self._log.remarks.append("The last scene is the call to action, so it cannot be a question.")
            return True
        questions = self._requests.questions | set(asked)
        self._log.add(replace(self._requests, questions=questions), f"a question{in_scenes(asked)}")
        return True

    def _offer(self, clause: str, _: tuple[int, ...]) -> bool:
        asked = re.search(rf"{_LEAVE_OUT}.*\b{_OFFER}\b", clause)
        pushy = re.search(r"\b(?:less|too|not (?:so|too|as)) (?:salesy|pushy|promotional|commercial)\b", clause)
        if not asked and not pushy:
            return False
        dropped = {fact.text for fact in self._facts if _MONEY.search(fact.text)}
        brief = self._requests.brief.model_copy(update={"offer": ""})
        requests = replace(self._requests, brief=brief, without=self._requests.without | dropped)
        self._log.add(requests, "the offer is left out")
        return True

    def _music(self, clause: str, _: tuple[int, ...]) -> bool:
        if not re.search(r"\b(?:music|soundtrack|song|track|bed|tune|beat)\b", clause) or re.search(_LEAVE_OUT, clause):
            return False
        moods, said = vocabulary()["moods"], set(words(clause))
        mood = next((mood for mood, known in moods.items() if said & known), "")
        if mood and turned(clause):
            mood = "energetic" if mood in {"calm", "tender", "nostalgic"} else "calm"
        if not mood and said & {"different", "other", "another", "new", "else"}:
            mood = "other"
        if mood:
            self._log.add(replace(self._requests, mood=mood), f"{mood} music")
        return bool(mood)

    def _elsewhere(self, clause: str, where: tuple[int, ...]) -> bool:
        if where:
            return False
        for pattern, sentence in vocabulary()["elsewhere"].items():
            if re.search(pattern, clause):
                self._log.remarks.append(sentence)
                return True
        return False

    def _audience(self, clause: str, _: tuple[int, ...]) -> bool:
        found = re.search(
            r"\b(?:speak|talk|aim(?:ed)?(?: it)?|address(?:ed)?|appeal)(?: (?:directly|more))? (?:to|at) (.+)$", clause
        )
        if found is None:
            return False
        brief = self._requests.brief.model_copy(update={"audience": found[1]})
        if not audience_of(brief):
            return False
        self._log.change_brief(f"the audience is {found[1]}", audience=found[1])
        return True

    def _content(self, clause: str, where: tuple[int, ...]) -> bool:
        """What is to be told, told first, or left out: only facts that the brief holds."""
        dropped = re.search(rf"{_LEAVE_OUT} (.+)$", clause)
        if dropped and (fact := self._fact(dropped[1])):
            without = self._requests.without | {fact.text}
            self._log.add(replace(self._requests, without=without), f"nothing about “{fact.text}”")
            return True
        asked = re.search(rf"(?:{_TELL}|{_START}) (.+)$", clause) or re.search(r"^(.+) (?:first|at the start)$", clause)
        if asked is None:
            # "Mention the lid, then the strap": what goes on after a fact may be another.
            going_on = self._requests.first and not where and self._fact(clause)
            asked = re.search("(.+)", clause) if going_on else None
        if asked is None:
            return False
        fact = self._fact(asked[1])
        given = [place for place in where if self._requests.brief.scene_requests[place].vo]
        if given:
            self._log.remarks.append(f"The brief fixes the line{in_scenes(tuple(given))}.")
        elif fact is None:
            if telling(asked[1]):
                self._log.remarks.append(
                    f"The brief says nothing about “{bare(asked[1])}”. Add it to the benefits first."
                )
            return bool(telling(asked[1]))
        else:
            self._tell(fact, where or ((0,) if re.search(_START, clause) and self._scenes > 1 else ()))
        return True

    def _tell(self, fact: Fact, where: tuple[int, ...]) -> None:
        # Between a hook and a call to action there is no other place for a fact.
        where = where or ((0,) if self._scenes == 2 else ())
        if not where:
            heard = f"“{fact.text}” comes {'next' if self._requests.first else 'first'}"
            self._log.add(replace(self._requests, first=(*self._requests.first, fact)), heard)
        elif self._scenes > 1 and self._scenes - 1 in where:
            self._log.remarks.append("The last scene is the call to action, so it cannot be about anything else.")
        else:
            about = dict(self._requests.about) | dict.fromkeys(where, fact)
            self._log.add(replace(self._requests, about=about), f"“{fact.text}”{in_scenes(where)}")

    def _fact(self, asked: str) -> Fact | None:
        offer = spoken(self._requests.brief.offer)
        return fact_about(asked, self._facts, Fact(offer, Kind.FRAGMENT, True) if offer else None)

    def _as_written(self, clause: str) -> str:
        """A clause in the note's own letters."""
        # "scenes 2 and 3" is "scene 2+3" by now.
        joined = re.sub(r"(?<=\d)\\\+(?=\d)", lambda _: r"\s*(?:,|and|&)+\s*(?:scene )?", re.escape(clause))
        found = re.search(joined.replace(r"scene\ ", "scenes? "), self._note, re.IGNORECASE)
        written = found[0] if found else clause
        quotes = dict(enumerate(self._quotes))
        return re.sub(_QUOTE, lambda found: f"'{quotes.get(int(found[1]), found[0])}'", written)[:120]

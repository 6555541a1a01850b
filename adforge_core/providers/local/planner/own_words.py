"""An ad's words in a language the copywriter does not write: the user's own, as they are, and nothing else."""

import re
from collections.abc import Sequence
from itertools import pairwise

from adforge_core.model.addresses import button_text, shown_address
from adforge_core.model.brief import Brief, SceneRequest
from adforge_core.model.storyboard import Role
from adforge_core.providers.local.planner.copy_checks import SUPER_CHARACTERS, SUPER_WORDS, descending
from adforge_core.providers.local.planner.text import clipped, sentences, shortened, spoken
from adforge_core.providers.local.planner.writer import OFFER_LETTERS, Written

_BUTTON_CHARACTERS, _SHORT = 28, 60
_FULL_STOPS = re.compile(r"(?<=[。！？।؟])\s*")  # noqa: RUF001 -- the full stops of other scripts
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_INDIC = re.compile(r"[\u0900-\u0dff]")


class OwnWords:
    """Shares the brief's own sentences among the scenes. What it does not have, the ad does not say."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._name = spoken(brief.product) or brief.product
        told = (*brief.benefits, brief.description)
        self._facts = tuple(dict.fromkeys(fact for text in told for fact in _sentences(text)))

    @property
    def button(self) -> str:
        """The call to action, short enough for a button; the brand where there is none."""
        asked = spoken(shown_address(self._brief.cta)).rstrip(" .!") or spoken(self._brief.brand.name) or self._name
        return button_text(asked, _BUTTON_CHARACTERS) or clipped(asked, _BUTTON_CHARACTERS)

    @property
    def offer(self) -> str:
        """The offer as the end card shows it: whole, or where it is too long for any card, up to a natural break."""
        offer = self._brief.offer
        return shortened(offer, OFFER_LETTERS) or clipped(offer, OFFER_LETTERS)

    def write(self) -> tuple[Written, ...]:
        """The words of every scene, in order."""
        requests = self._brief.scene_requests
        free = [index for index, request in enumerate(requests[:-1]) if not request.vo]
        shares = _shared(self._facts, len(free), opening=self._name)
        told = dict(zip(free, shares, strict=True))
        left = () if free else self._facts
        return tuple(
            self._last(request, left)
            if index == len(requests) - 1
            else self._scene(Role.BENEFIT if index else Role.HOOK, request, told.get(index, ()))
            for index, request in enumerate(requests)
        )

    def coverage(self, line: str, role: Role) -> int:  # noqa: ARG002 -- as the copywriter's
        """How much of the brief `line` tells: its facts, above all the offer."""
        offer = spoken(self._brief.offer)
        return sum(fact in line for fact in self._facts) + 9 * (bool(offer) and offer in line)

    def _scene(self, role: Role, request: SceneRequest, facts: Sequence[str]) -> Written:
        if request.vo:
            return Written(role, (request.vo,), request.super or _shown(*_sentences(request.vo)))
        lines = [" ".join(map(_ended, facts[:count])) for count in range(len(facts), 0, -1)]
        if facts and (shorter := shortened(facts[0], _SHORT)):
            lines.append(_ended(shorter))
        return Written(role, descending(lines), request.super or _shown(*facts))

    def _last(self, request: SceneRequest, facts: Sequence[str]) -> Written:
        name = "" if self._brief.offer else _shown(self._name)
        if request.vo:
            return Written(Role.CALL_TO_ACTION, (request.vo,), request.super or name)
        offer, asked = spoken(self._brief.offer), spoken(shown_address(self._brief.cta))
        said = [text for text in (offer, asked) if text] or [self._name]
        lines = [" ".join(map(_ended, (*facts[:count], *said))) for count in range(min(3, len(facts)), -1, -1)]
        return Written(Role.CALL_TO_ACTION, descending([*lines, _ended(said[-1])]), request.super or name)


def _sentences(text: str) -> list[str]:
    parts = (part for sentence in sentences(text) for part in _FULL_STOPS.split(sentence))
    return [bare for part in parts if (bare := part.strip(" 。.")) and any(map(str.isalnum, bare))]


def _ended(text: str) -> str:
    """The sentence with the full stop of its script, if it has none."""
    if not text[-1:].isalnum() and text[-1:] not in "%)]\"'»”€$£":
        return text
    if _WIDE.search(text):
        return f"{text}。"
    if _INDIC.search(text):
        return f"{text}।"
    # Cased letters: the alphabets that end sentences with a full stop. Thai, for one, has no mark for it.
    return f"{text}." if text.lower() != text.upper() else text


def _shown(*texts: str) -> str:
    """The first text that a super can hold, or how the first begins."""
    fitting = (text for text in texts if len(text) <= SUPER_CHARACTERS and len(text.split()) <= SUPER_WORDS)
    return next(fitting, "") or (shortened(texts[0], SUPER_CHARACTERS, SUPER_WORDS) if texts else "")


def _shared(facts: Sequence[str], scenes: int, opening: str) -> list[tuple[str, ...]]:
    """The facts of each scene, in order. Where they are fewer than the scenes, the product's name opens."""
    if not scenes:
        return []
    told = [opening, *facts] if len(facts) < scenes else list(facts)
    edges = [round(index * len(told) / scenes) for index in range(scenes + 1)] if len(told) > scenes else None
    if edges is None:
        return [(told[index],) if index < len(told) else () for index in range(scenes)]
    return [tuple(told[first:end]) for first, end in pairwise(edges)]

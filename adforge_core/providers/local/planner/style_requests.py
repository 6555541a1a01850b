"""What a note asks of an ad's manner: how it looks, moves and speaks, not what it says."""

import re
from dataclasses import replace

from adforge_core.model.brief import Style
from adforge_core.model.styles import guide
from adforge_core.providers.local.planner.note_parser import in_scenes, turned, vocabulary
from adforge_core.providers.local.planner.note_requests import NoteLog
from adforge_core.providers.local.planner.text import words
from adforge_core.providers.local.sets import SETS

_ANOTHER = {
    "different", "differently", "another", "else", "surprise", "fresh", "alternative", "retry", "variation",
}  # fmt: skip
_LIT = {"light", "lighting", "shadows", "shadow"}
_WORDED = {"line", "lines", "text", "copy", "words", "sentences", "vo", "voiceover"}


def read_style_requests(clause: str, where: tuple[int, ...], log: NoteLog) -> bool:
    """Takes down what a clause about the scenes `where`, or about all, asks of their manner; whether it asks any."""
    said, known = set(words(clause)), vocabulary()
    opposite = turned(clause)
    if not opposite and re.search(r"\b(?:don't|do not|not|never|isn't)\b", clause):
        return False
    before = len(log.understood)
    found = [way for way, names in known["ways"].items() if said & names]
    ways = {known["opposites"][way] if opposite else way for way in found}
    _wording(clause, ways, where, log)
    _lighting(ways, where, bool(said & _LIT) and not said & _WORDED, log)
    for name in (name for name, design in SETS.items() if said & design.words and not opposite):
        _build(name, where, log)
    if not where:
        _pacing(clause, ways, log)
        _style(clause, opposite, log)
    if said & _ANOTHER:
        log.add(replace(log.requests, another=True), "another version")
    return len(log.understood) > before or bool(log.remarks and "long" in ways)


def _wording(clause: str, ways: set[str], where: tuple[int, ...], log: NoteLog) -> None:
    fewer = re.search(
        r"\b(?:less|fewer|not so (?:much|many)|too (?:much|many)) (?:text|words|copy|talk|talking)\b", clause
    )
    if "short" in ways or fewer:
        meant = where or tuple(range(log.scenes))
        log.add(replace(log.requests, short=log.requests.short | set(meant)), f"shorter lines{in_scenes(where)}")
    elif "long" in ways:
        log.remarks.append("Lines already fill their scenes. Make a scene longer for a longer line.")


def _lighting(ways: set[str], where: tuple[int, ...], lit: bool, log: NoteLog) -> None:
    tone = "dark" if "dark" in ways else "bright" if "bright" in ways else ""
    if tone and where:
        sets = sorted(
            name for name, design in SETS.items() if design.tone == tone and not design.strict and not design.retired
        )
        _build(sets[where[0] % len(sets)], where, log)
    elif tone and not (lit and ways & {"soft", "hard", "warm", "cool"}):
        light, heard = (-1, "darker") if tone == "dark" else (1, "brighter")
        log.add(replace(log.requests, light=light), heard)
        _keep_brand(log)
    if ways & {"warm", "cool"} and not where:
        warmth, heard = (1, "warmer") if "warm" in ways else (-1, "cooler")
        log.add(replace(log.requests, warmth=warmth), heard)
        _keep_brand(log)
    if lit and ways & {"soft", "hard"} and not where:
        softness, heard = (1, "softer light") if "soft" in ways else (-1, "harder light")
        log.add(replace(log.requests, softness=softness), heard)


def _keep_brand(log: NoteLog) -> None:
    if log.requests.brief.brand.palette:
        log.remarks.append("The brand kit's colours stay as they are.")


def _build(name: str, where: tuple[int, ...], log: NoteLog) -> None:
    requests = log.requests
    if where:
        requests = replace(requests, scene_sets=dict(requests.scene_sets) | dict.fromkeys(where, name))
    else:
        requests = replace(requests, sets=tuple(dict.fromkeys((*requests.sets, name))))
    log.add(requests, f"the {name} set{in_scenes(where)}")


def _pacing(clause: str, ways: set[str], log: NoteLog) -> None:
    cut = re.search(r"\b(?:no|without|fewer|less) transitions\b|\bhard cuts\b", clause)
    faded = re.search(r"\b(?:soft|softer|smooth|smoother|gentle) (?:transitions|cuts|fades)\b", clause)
    if "quick" in ways or cut:
        log.add(replace(log.requests, pace=1), "quicker cuts")
    elif "slow" in ways or faded:
        log.add(replace(log.requests, pace=-1), "an unhurried pace")


def _style(clause: str, opposite: bool, log: NoteLog) -> None:
    asked = {word: style for style in Style for word in guide(style).words.split()}
    named = next((asked[word] for word in words(clause) if word in asked), None)
    if named is None:
        return
    style = guide(named).instead if opposite else named
    if style is log.requests.brief.style:
        heard = f"another {style.value} version, as the brief already has that style"
        log.add(replace(log.requests, another=True), heard)
    else:
        log.change_brief(f"the {style.value} style", style=style)

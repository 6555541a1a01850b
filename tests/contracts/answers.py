"""What the doubles of language models say: a good answer to whatever is asked, unless a test has it otherwise."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Answer:
    text: str
    ended: Literal["well", "refused", "too long"] = "well"


REFUSAL = Answer("I can't help with that.", "refused")
CUT_OFF = Answer('{"look": {"lighting": "soft', "too long")


@dataclass
class Background:
    """Answers at work: each takes so many looks to be there. `under_way` has them with the looks that are left."""

    looks: int = 1
    under_way: dict[str, tuple[dict[str, Any], int]] = field(default_factory=dict)

    def finish(self) -> None:
        """Has everything that is under way be there."""
        self.under_way = {id: (done, 0) for id, (done, _) in self.under_way.items()}


@dataclass
class Mind:
    """Gives the answers in `next` first, one each, and then good ones. `cases` is what it was shown."""

    next: list[Answer] = field(default_factory=list)
    cases: list[Mapping[str, Any]] = field(default_factory=list)
    background: Background = field(default_factory=Background)

    def says(self, *answers: Answer | Mapping[str, Any]) -> None:
        self.next += [one if isinstance(one, Answer) else Answer(json.dumps(one)) for one in answers]

    def answer(self, case_text: str, schema: str) -> Answer:
        case = json.loads(case_text)
        self.cases.append(case)
        if self.next:
            return self.next.pop(0)
        good = {"Storyboard": storyboard, "Rewritten": rewritten, "Revised": revised}[schema]
        return Answer(json.dumps(good(case)))


def storyboard(case: Mapping[str, Any]) -> dict[str, Any]:
    """A plan; with a note about an earlier one that one, but for the scenes that the note names."""
    if before := case.get("storyboard before"):
        scenes = []
        for number, scene in enumerate(before["scenes"], 1):
            kept = {name: value for name, value in scene.items() if name not in ("line", "locked")}
            line = "It is another line now." if f"scene {number}" in case["note"] else scene["line"]
            scenes.append(kept | {"lines": [line]})
        return dict(before) | {"scenes": scenes, "heard": "Only what was asked for is changed."}
    count = len(case["scenes"])
    roles = ["hook", *["benefit"] * (count - 2), "call to action"][-count:]
    dark = case["product in the photo"]["lightness, 0 to 1"] > 0.5
    return {
        "look": {
            "lighting": "late sun through linen",
            "camera": "level, close",
            "texture": "raw plaster",
            "mood": "unhurried",
            "palette": {
                "background": "#201a17" if dark else "#efe7dc",
                "surface": "#5a4a3f" if dark else "#d8c8b4",
                "accent": "#b5651d",
            },
            "grade": {"contrast": 1.05, "saturation": 0.95, "warmth": 0.2, "vignette": 0.1},
            "key_light": {"azimuth": 40, "elevation": 35, "softness": 0.6},
        },
        "scenes": [
            {
                "role": role,
                "lines": [
                    f"Here is the {_PLACE[place]} moment you were waiting for.",
                    f"The {_PLACE[place]} moment.",
                ],
                "super": "The moment you waited for",
                "plate_prompt": "A low plaster ledge by a window in late sun, long shadows, the wall out of focus.",
                "set": "window",
                "camera": "push",
                "motion": "still",
                "transition": "crossfade",
                "seconds": 4.5,
                "shots": [
                    {"framing": "close", "seconds": 1.5, "camera": "pull", "motion": "still"},
                    {"framing": "wide", "seconds": 3.0, "camera": "slide left", "motion": "push"},
                ],
            }
            for place, role in enumerate(roles)
        ],
        "music": "tender",
        "offer": case["brief"]["offer"][:60],
        "cta": "See it for yourself",
        "heard": "Kept it calm, as you asked." if case["note"] else "",
    }


def rewritten(case: Mapping[str, Any]) -> dict[str, Any]:
    return {"lines": ["Slow mornings, well kept.", "A morning that waits."]}


def revised(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "changes": [
            {"scene": "", "field": "look.grade.warmth", "value": 0.45},
            {"scene": "", "field": "mood", "value": "tender"},
            {"scene": case["the ad"]["scenes"][0]["id"], "field": "super", "value": "A warmer start"},
        ],
        "heard": "Warmer light and softer music.",
    }


_PLACE = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def broken_rules(schema: Any, place: str = "$") -> list[str]:
    """What services refuse in a schema that is to be kept strictly: each place with the rule it breaks."""
    found: list[str] = []
    if isinstance(schema, dict):
        if "$ref" in schema and len(schema) > 1:
            found.append(f"{place}: $ref cannot have keywords beside it")
        if schema.get("type") == "object":
            if schema.get("additionalProperties") is not False:
                found.append(f"{place}: 'additionalProperties' is required to be false")
            if set(schema.get("required", ())) != set(schema.get("properties", ())):
                found.append(f"{place}: 'required' must name every property")
        for word in ("default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"):
            if word in schema and not place.endswith("properties"):
                found.append(f"{place}: '{word}' is not permitted")
    parts = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for name, part in parts:
        found += broken_rules(part, f"{place}.{name}")
    return found

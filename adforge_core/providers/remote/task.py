"""What a language model is asked, and how its answer is read."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from adforge_core.errors import StageFailed
from adforge_core.model.value import whole

Made = TypeVar("Made")


class Shape(BaseModel):
    """The base of what answers are made of. As a schema it is as strict as services ask for: no defaults,
    nothing more than the fields.

    Limits of numbers and lengths are not in it, for services refuse those: they are checked afterwards.
    """

    model_config = ConfigDict(frozen=True, json_schema_extra={"additionalProperties": False})


class Unusable(StageFailed):
    """An answer cannot be used. `happened` says why, for the model and for people."""


@dataclass(frozen=True)
class Task(Generic[Made]):
    """A question to a language model: the rules it goes by, the case at hand as JSON, and the shape of the answer.

    `photo` is a picture to look at and `photo_name` what says it in keys. The answer, thinking included, takes at most
    `most_tokens`. `make` turns an answer, a JSON object of about the right shape, into what was asked for: it puts
    right what can be put right, and raises Unusable where that leaves nothing.
    """

    rules: str
    case: str
    shape: type[Shape]
    make: Callable[[dict[str, Any]], Made]
    most_tokens: int
    photo: Path | None = None
    photo_name: str = ""

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The answer's shape as JSON Schema."""
        return self.shape.model_json_schema()

    @property
    def form(self) -> str:
        """The demand for an answer of that shape, for those who are not held to it by the service."""
        return f"Answer with one JSON object and nothing else, of this schema: {json.dumps(self.schema)}"

    def read(self, text: str) -> Made:
        """What an answer means; JSON with prose or a fence around it too. Raises Unusable."""
        answer = _object_in(text)
        if answer is None:
            raise Unusable("The answer is not of the shape asked for: there is no JSON object in it.")
        return self.make(json.loads(whole(json.dumps(answer, ensure_ascii=False))))


def bare_json(text: str) -> str:
    """The JSON object in a text, all of the text where there is none."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _object_in(text: str) -> dict[str, Any] | None:
    """The longest JSON object in a text: some think aloud, with braces too, before they answer."""
    read = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_float=_finite).raw_decode
    found, longest, at = None, 0, text.find("{")
    while at >= 0:
        try:
            one, end = read(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if end - at > longest:
            found, longest = one, end - at
        at = text.find("{", end)
    return found


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def rules(name: str) -> str:
    """The rules of that name, as the folder beside this file has them."""
    return files(__package__).joinpath("rules", f"{name}.md").read_text("utf-8")


def as_case(value: dict[str, Any]) -> str:
    """A case as JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1)

"""The line of each field in the text of a brief, for error messages."""

import re
from typing import Literal

FieldPath = tuple[str | int, ...]

_TOML_HEADER = re.compile(r"""\s*(\[\[?)\s*([\w."' -]+?)\s*\]""")
_TOML_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_TOML_TEXT = re.compile(r'''"""(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*''', re.DOTALL)
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def line_of(path: FieldPath, text: str, kind: Literal["toml", "json"]) -> int | None:
    """Returns the line, from 1, of the field at `path`, or of the field that contains it; None if neither is found."""
    places = _toml_places(text) if kind == "toml" else _json_places(text)
    return next((places[path[:end]] for end in range(len(path), 0, -1) if path[:end] in places), None)


def _toml_places(text: str) -> dict[FieldPath, int]:
    places: dict[FieldPath, int] = {}
    table: FieldPath = ()
    counted: dict[FieldPath, int] = {}
    # Text within a multi-line string is not a field.
    plain = _TOML_TEXT.sub(lambda text: "\n" * text[0].count("\n") or text[0], text)
    for number, line in enumerate(plain.split("\n"), start=1):
        if header := _TOML_HEADER.match(line):
            table = _toml_names(header[2])
            if header[1] == "[[":
                counted[table] = counted.get(table, -1) + 1
                table = (*table, counted[table])
            places.setdefault(table, number)
        elif key := _TOML_KEY.match(line):
            places.setdefault(table + _toml_names(key[1]), number)
    return places


def _toml_names(dotted: str) -> FieldPath:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def _json_places(text: str) -> dict[FieldPath, int]:
    places: dict[FieldPath, int] = {}
    steps: list[str | int] = []
    containers: list[str] = []
    key: str | None = None
    for token in _JSON_TOKEN.finditer(text):
        mark = token[0]
        in_list = bool(containers) and containers[-1] == "["
        if mark in "{[":
            if in_list:
                places.setdefault(tuple(steps), text.count("\n", 0, token.start()) + 1)
            containers.append(mark)
            steps.append(0 if mark == "[" else "")
        elif mark in "}]" and containers:
            containers.pop()
            steps.pop()
        elif mark == "," and in_list:
            steps[-1] = int(steps[-1]) + 1
        elif mark.startswith('"') or mark not in ":,":
            line = text.count("\n", 0, token.start()) + 1
            if in_list:
                places.setdefault(tuple(steps), line)
            elif key is None and steps:
                steps[-1] = key = mark.strip('"')
                places.setdefault(tuple(steps), line)
        if mark == "," or mark in "{}":
            key = None
    return places

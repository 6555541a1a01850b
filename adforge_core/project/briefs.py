"""Reads a brief from a TOML or JSON file. Errors are one sentence about what is wrong, with the line."""

import json
import re
import tomllib
import unicodedata
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from adforge_core.errors import BadBrief
from adforge_core.model.brief import NO_MUSIC, Brief
from adforge_core.project.brief_places import FieldPath, line_of

Kind = Literal["toml", "json"]

FONT_FAMILIES = {
    "Anton": "Anton_400Regular",
    "Bebas Neue": "BebasNeue_400Regular",
    "Inter": "Inter_800ExtraBold",
    "Montserrat": "Montserrat_800ExtraBold",
    "Oswald": "Oswald_600SemiBold",
    "Playfair Display": "PlayfairDisplay_700Bold",
    "Poppins": "Poppins_700Bold",
}
"""The font families a brief may name as `brand.font`, and the file in assets/fonts for their headlines."""

_LARGEST = 1_000_000
_PATHS = {"logo", "plate", "font", "photos"}
_DROPPED = {"Cc", "Cs", "Co", "Cn"}
_INVISIBLE = set("\u061c\u200b\u200e\u200f\u2060\ufeff") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def read_brief(path: Path) -> Brief:
    """Reads a brief from a TOML or JSON file.

    Args:
        path: The file. Its suffix decides the language; with any other suffix, its content does. Paths in the brief
            are relative to the file's folder; they are made absolute.

    Raises:
        BadBrief: The file cannot be read, is not a brief, or names a file that does not exist. The message gives the
            line and what to do.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import read_brief
        >>> path = Path("brief.toml")
        >>> _ = path.write_text('product = "Field Kettle"\\nduration = 15')
        >>> read_brief(path).duration
        15.0
    """
    try:
        if path.is_dir():
            raise BadBrief(f"{path} is a folder;", "give the path of the brief itself, such as brief.toml.")
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)  # a pipe does not state its size, a device has no end
        if len(content) > _LARGEST:
            raise BadBrief(
                f"{path.name} is larger than 1 MB;", "a brief is a short TOML or JSON text; give the path of that file."
            )
    except FileNotFoundError:
        raise BadBrief(f"There is no brief at {path};", "check the path.") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadBrief(f"The brief at {path} cannot be read ({why});", "check the path and its permissions.") from None
    text = _decode(content, path.name)
    return parse_brief(text, _kind(path, text), path.resolve().parent, path.name)


def _decode(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadBrief(f"{name} is written in UTF-16;", "save it as UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadBrief(f"{name}, line {line}: this is not UTF-8 text;", "save the file as UTF-8.") from None


def _kind(path: Path, text: str) -> Kind:
    if path.suffix.lower() == ".json":
        return "json"
    if path.suffix.lower() == ".toml":
        return "toml"
    return "json" if text.lstrip().startswith("{") else "toml"


def parse_brief(text: str, kind: Kind, folder: Path, name: str = "The brief") -> Brief:
    """Parses the text of a brief. Paths in it are relative to `folder`; errors call it `name`.

    Raises:
        BadBrief: The text is not a brief, or names a file that does not exist.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise BadBrief(f"{name} is empty;", 'write at least product = "…" in it.')
    fields = _load(text, kind, name)
    if not isinstance(fields, dict):
        raise BadBrief(f"{name} holds {_kind_of(fields)}, not fields;", 'write an object such as {"product": "…"}.')
    try:
        # Validated as JSON: strict mode accepts an array for a tuple, and text for a style, only there. Values that
        # JSON does not have (a TOML date) become a list, which no field of text or number accepts.
        written = json.dumps(_cleaned(fields), default=lambda value: [str(value)])
        brief = Brief.model_validate_json(written, strict=True)
    except ValidationError as error:
        if error.errors()[0]["loc"]:
            raise _field_error(_telling(error, fields), text, kind, name) from None
        raise _unreadable(name) from None
    except (ValueError, RecursionError):
        raise _unreadable(name) from None
    if "language" in fields:
        brief = brief.model_copy(update={"language_given": True})
    return _with_files(brief, text, kind, folder, name)


def _load(text: str, kind: Kind, name: str) -> Any:
    try:
        return json.loads(text) if kind == "json" else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise BadBrief(
            f"{name}, line {error.lineno}, column {error.colno}: this is not JSON ({_said(error.msg)});",
            "correct it there.",
        ) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = f"line {place[1]}, column {place[2]}" if place else f"the end of line {len(text.splitlines())}"
        why = _said(re.sub(r" \(at .*\)$", "", str(error)))
        raise BadBrief(f"{name}, {where}: this is not TOML ({why});", "correct it; text goes in quotes.") from None
    except (ValueError, RecursionError):
        raise _unreadable(name) from None


def _unreadable(name: str) -> BadBrief:
    return BadBrief(f"{name} has a value too large or too deeply nested to read;", "simplify it.")


def _said(message: str) -> str:
    return message[:1].lower() + message[1:].rstrip(".")


def _cleaned(value: Any, key: str = "") -> Any:
    """Returns `value` with all text on one line, without invisible characters and text direction marks."""
    if isinstance(value, dict):
        return {_one_line(str(name)): _cleaned(part, str(name)) for name, part in value.items()}
    if isinstance(value, list):
        return [_cleaned(part, key) for part in value]
    if isinstance(value, str):
        return value.strip() if key in _PATHS else _one_line(value)
    return value


def _one_line(text: str) -> str:
    spaced = re.sub(r"\s+", " ", text)
    kept = (mark for mark in spaced if mark not in _INVISIBLE and unicodedata.category(mark) not in _DROPPED)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _telling(error: ValidationError, fields: dict[str, Any]) -> ErrorDetails:
    """Returns the first error, unknown fields first. For `scenes`, the error is about the form that was used."""
    other_shape = "constrained-int" if isinstance(fields.get("scenes"), list) else "tuple"
    about = [
        one for one in error.errors() if not (one["loc"][0] == "scenes" and str(one["loc"][1]).startswith(other_shape))
    ]
    return min(about, key=lambda one: one["type"] != "extra_forbidden")


def _field_error(error: ErrorDetails, text: str, kind: Kind, name: str) -> BadBrief:
    loc = error["loc"]
    path: FieldPath = (loc[0], *loc[2:]) if loc[0] == "scenes" else loc
    line = line_of(path, text, kind)
    where = f"{name}, line {line}" if line else name
    wrong, to_do = _wrong(error, path)
    return BadBrief(f"{where}: {wrong};", to_do)


def _wrong(error: ErrorDetails, path: FieldPath) -> tuple[str, str]:
    dotted = ".".join(str(step + 1 if isinstance(step, int) else step) for step in path)
    dotted = dotted if len(dotted) <= 80 else dotted[:79] + "…"
    rule, given, limits = _rule(path, isinstance(error["input"], list)), error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return f"{dotted} is missing", f'add {path[-1]} = "…".'
        case "extra_forbidden":
            known = sorted(_rule(path[:-1]).get("properties", {}))
            near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
            return (
                f"there is no field {dotted}",
                f"did you mean {near[0]}?" if near else f"the fields are {', '.join(known)}.",
            )
        case "string_too_long":
            return f"{dotted} has {len(given):,} characters", f"shorten it to at most {limits['max_length']:,}."
        case "string_too_short":
            return f"{dotted} is empty", "write its name." if path == ("product",) else "write something in it."
        case "string_pattern_mismatch":
            return f"{dotted} is {_shown(given)}, which is not a colour", 'write it as "#rrggbb", such as "#1a7f5c".'
        case "too_long" | "too_short":
            return (
                f"{dotted} has {limits['actual_length']} entries",
                f"give {rule.get('minItems', 0)} to {rule['maxItems']}.",
            )
        case "enum" | "literal_error":
            return f"{dotted} is {_shown(given)}", f"choose {_listed(rule.get('enum') or [rule.get('const')])}."
        case "wordless":
            return f"{dotted} has a recording, but no vo", "write there what it says, for the captions."
        case "nothing_edited":
            return f"{dotted} has a plate_edit, but no plate", "name the file there that it is an edit of."
        case "too_little_left":
            return f"{dotted} leaves less than {limits['least_s']} s of the clip", "let it end later, or start earlier."
        case "no_part":
            return (
                f"{dotted}.crop is no part of the picture",
                "give left before right and top before bottom, from 0 to 1.",
            )
        case "language":
            code = limits.get("code") or "de"
            return f"{dotted} is {_shown(given)}", f'write its ISO code, such as "{code}".'
        case "greater_than_equal" | "less_than_equal" | "finite_number":
            unit = f" {rule['description']}" if rule.get("description") else ""
            return f"{dotted} is {_shown(given)}", f"give a number from {rule['minimum']} to {rule['maximum']}{unit}."
    return f"{dotted} is {_kind_of(given)}", f"give {_asked(rule)}."


def _rule(path: FieldPath, listed: bool = False) -> dict[str, Any]:
    """Returns the JSON schema of the field at `path`. `listed` says that its value is a list."""
    schema = Brief.model_json_schema()
    rule: dict[str, Any] = schema
    for step in path:
        rule = rule["items"] if isinstance(step, int) else rule.get("properties", {}).get(step, {})
        if shapes := [shape for shape in rule.get("anyOf", ()) if shape.get("type") != "null"]:
            fitting = (shape for shape in shapes if (shape.get("type") == "array") == (listed or len(path) > 1))
            rule = next(fitting, shapes[0])
        if "$ref" in rule:
            rule = schema["$defs"][rule["$ref"].rsplit("/", 1)[1]]
    return rule


def _asked(rule: dict[str, Any]) -> str:
    if rule.get("enum"):
        return _listed(rule["enum"])
    if "minimum" in rule:
        whole = "a whole number" if rule["type"] == "integer" else "a number"
        return f"{whole} from {rule['minimum']} to {rule['maximum']}"
    return {"array": "a list", "object": "a table of fields", "string": "text in quotes"}.get(
        rule.get("type", ""), "text in quotes"
    )


def _kind_of(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, str):
        return f"text ({_shown(value)})"
    if isinstance(value, list):
        return "a list"
    return "a table of fields" if isinstance(value, dict) else "nothing (null)"


def _listed(values: list[Any]) -> str:
    words = [str(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _with_files(brief: Brief, text: str, kind: Kind, folder: Path, name: str) -> Brief:
    def found(given: str, path: FieldPath) -> str:
        # A path that cannot be resolved, such as the home of a user who does not exist, is a missing file.
        with suppress(OSError, ValueError, RuntimeError):
            file = folder / Path(given).expanduser()
            if file.is_file():
                return str(file.resolve())
        line = line_of(path, text, kind)
        where = f"{name}, line {line}" if line else name
        dotted = ".".join(str(step + 1 if isinstance(step, int) else step) for step in path)
        raise BadBrief(
            f"{where}: {dotted} names {_shown(given)}, and there is no such file beside the brief;",
            "correct the path or leave it out.",
        )

    def face(given: str) -> str:
        if not given or Path(given).suffix.lower() in {".ttf", ".otf"}:
            return found(given, ("brand", "font")) if given else ""
        known = {family.lower().replace(" ", ""): family for family in FONT_FAMILIES}
        if family := known.get(_one_line(given).lower().replace(" ", "")):
            return family
        line = line_of(("brand", "font"), text, kind)
        raise BadBrief(
            f"{name}, line {line}: brand.font is {_shown(given)}, which is not a font the studio has;"
            if line
            else f"{name}: brand.font is {_shown(given)};",
            f"choose {_listed(list(FONT_FAMILIES))}, or give the path to a .ttf or .otf file.",
        )

    brand = brief.brand
    logo = found(brand.logo, ("brand", "logo")) if brand.logo else ""
    scenes = brief.scenes
    if isinstance(scenes, tuple):
        scenes = tuple(
            scene.model_copy(
                update={
                    field: found(path, ("scenes", index, field))
                    for field in ("plate", "recording")
                    if (path := getattr(scene, field))
                }
            )
            for index, scene in enumerate(scenes)
        )
    photos = tuple(found(photo, ("photos", index)) for index, photo in enumerate(brief.photos))
    brand = brand.model_copy(update={"logo": logo, "font": face(brand.font)})
    music = brief.music if brief.music in {"", NO_MUSIC} else found(brief.music, ("music",))
    return brief.model_copy(update={"brand": brand, "scenes": scenes, "photos": photos, "music": music})

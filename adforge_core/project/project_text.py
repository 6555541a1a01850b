"""A project as JSON text. It is validated when it is written and when it is read: people edit the file."""

import json
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

from pydantic import ValidationError

from adforge_core.errors import BadProject, NewerProject
from adforge_core.model.project import SCHEMA_VERSION, Project
from adforge_core.project.field_names import field_name
from adforge_core.project.migrations import note_understood, placed_by_format

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda fields: fields,  # 2 added fields, all with defaults
    2: lambda fields: fields,  # so did 3
    3: placed_by_format,
    4: note_understood,
}
"""The migration from each schema version to the next, as a function of the JSON object."""

_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
_UNCHANGED = "Nothing was changed; reload the page and make your change again."


def read_project(text: bytes, name: str, past: str) -> Project:
    """Reads a project of any schema version from `text`.

    Messages use `name` for it and `past` for the place of its earlier revisions. Raises BadProject and NewerProject.
    """
    try:
        fields = strict_json(text.decode("utf-8"))
        version = fields["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadProject(f"{name} cannot be read as a project.", f"The revisions before it are in {past}.") from error
    if not isinstance(version, int) or version < 1:
        raise BadProject(f"{name} has no valid schema version.", f"The revisions before it are in {past}.")
    if version > SCHEMA_VERSION:
        raise NewerProject(f"{name} was written by a newer version of the studio.", "Update the studio to open it.")
    for step in range(version, SCHEMA_VERSION):
        fields = MIGRATIONS[step](fields)
    try:
        return Project.model_validate(fields | {"schema_version": SCHEMA_VERSION})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadProject(
            f"{name} is not a valid project: {where}: {first['msg'].removeprefix('Value error, ')}.",
            f"Correct that field; the revisions before it are in {past}.",
        ) from error


def revision_in(text: bytes | None) -> int:
    """Returns the revision in a project's text, even if the rest is damaged; 0 if there is none."""
    try:
        number = json.loads(text or b"")["revision"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return 0
    return number if type(number) is int and 0 < number < 10**9 else 0


def written(project: Project) -> tuple[bytes, Project]:
    """Returns the project as text, and as it reads back. Raises BadProject if it could not be read back."""
    try:
        # A value of a wrong type is reported when the text is read back.
        text = project.model_dump_json(indent=1, warnings=False)
    except ValueError as error:
        raise BadProject("This cannot be saved: it contains a value that a project cannot have.", _UNCHANGED) from error
    try:
        return text.encode("utf-8"), Project.model_validate_json(text)
    except ValidationError as error:
        raise impossible(error, project) from error


def impossible(error: ValidationError, project: Project) -> BadProject:
    """Returns the error for a change that would make `project` invalid."""
    path = error.errors()[0]["loc"]
    what = field_name(path, project) if path else "the project"
    return BadProject(f"This cannot be saved: {what} would not be valid.", _UNCHANGED)


def fields_of(project: Project) -> dict[str, Any]:
    """Returns all fields of a project except its revision, as JSON values."""
    return project.model_dump(mode="json", exclude={"revision"})


def strict_json(text: str) -> Any:
    """Parses JSON. Raises ValueError if it is not valid or could not be written again.

    Such values are NaN, infinite numbers and lone surrogates.
    """
    value = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    if _HALVES.search(text):
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number

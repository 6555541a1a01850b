"""Writes docs/reference.md from the docstrings of the library: `python -m docs.make_reference`."""

import ast
import inspect
import re
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from textwrap import dedent, indent
from types import ModuleType
from typing import Any

import pydantic

REFERENCE = Path(__file__).with_name("reference.md")

INTRODUCTION = """# Reference

The public doors of `adforge_core`, made from its docstrings by `make docs`. All names but those under "Provider
interfaces" and "Errors" are imported from `adforge_core` itself, which loads a module when one of its names is first
used. Every example is run by the tests, with the local providers and without a network, in a folder with a photo
`kettle.png` and the project `kettle-ad` that the first example makes.

Model values are frozen [pydantic](https://docs.pydantic.dev) models: `value.model_copy(update={...})` returns an edited
copy, `model_dump()` and `model_validate()` convert to and from plain Python values. Time is in frames at 30 a second
unless a name ends in `_s` or a text says seconds. Positions are fractions of the frame, from the top left.
"""

SECTIONS = {
    "Making an ad": "make_ad render_ad make_variants VariantCopy use_background record_clip at_work MadeAd Problem",
    "Estimating": "estimate_ad estimate_render estimate_variants Estimate PendingRequest",
    "Previews and checks": "Preview Shown check_master MasterFacts",
    "The brief": "Brief BrandKit SceneRequest ClipEdit AtItsEnd Style Pose read_brief",
    "The project": "Project Product Look Scene Role Take Fallback Placement Motion CameraMove Transition "
    "TransitionKind Sound VoiceTake BedTake Format edits shot_edits",
    "The project on disk": "ProjectFolder MediaFolder Revisions Cache studio_cache studio_home",
    "A project in memory": "MemoryProject MemoryCache",
    "Progress and cancelling": "RunMonitor Event Stage StageRecord",
    "Choosing providers": "choose_providers Choice Providers Settings",
}
"""The public names of `adforge_core`, in the order of the reference."""

PROVIDERS = (
    "Provider Paid Loads Planner PlanRequest Editor RewriteRequest ReviseRequest Cutter MattingModel PlateMaker "
    "PlateRequest MadePlate Voice SpeechRequest Speech Speaker BedMaker BedRequest MadeBed Track"
)
"""The public names of `adforge_core.providers.base`, in the order of the reference."""

_WIDTH = 100
_LIMITS = {
    "ge": "at least {}",
    "gt": "more than {}",
    "le": "at most {}",
    "lt": "less than {}",
    "min_length": "{} or more",
    "max_length": "at most {} long",
}


def public() -> Iterator[tuple[str, str, Any]]:
    """Yields the section, the name and the object of everything in the reference, in its order."""
    package = import_module("adforge_core")
    for section, names in SECTIONS.items():
        for name in names.split():
            yield section, name, getattr(package, name)
    base = import_module("adforge_core.providers.base")
    for name in PROVIDERS.split():
        yield "Provider interfaces", name, getattr(base, name)


def reference() -> str:
    """Returns the text of docs/reference.md."""
    parts, section = [INTRODUCTION], ""
    for title, name, found in public():
        if title != section:
            section = title
            parts.append(f"## {title}\n")
            if title == "Provider interfaces":
                parts.append(f"{inspect.getdoc(import_module('adforge_core.providers.base'))}\n")
        parts.append(_entry(name, found))
    errors = import_module("adforge_core.errors")
    parts.append(f"## Errors\n\n{_described(inspect.getdoc(errors))}\n{_error_tree(errors.AdForgeError)}\n")
    return "\n".join(parts)


def _entry(name: str, found: Any) -> str:
    heading = f"### {name}\n"
    if isinstance(found, ModuleType):
        functions = [_member(node, getattr(found, node.name)) for node in _defined(ast.parse(inspect.getsource(found)))]
        return "\n".join([heading, _described(inspect.getdoc(found)), *functions, ""])
    node = ast.parse(dedent(inspect.getsource(found))).body[0]
    if isinstance(node, ast.FunctionDef):
        return "\n".join([heading, f"```python\ndef {_signature(node)}\n```\n", _described(inspect.getdoc(found))])
    assert isinstance(node, ast.ClassDef)
    lines = [heading, _described(inspect.getdoc(found))]
    if issubclass(found, Enum):
        lines += [f"- `{member.name}` = `{member.value!r}`" for member in found]
    else:
        fields = [field for field in node.body if isinstance(field, ast.AnnAssign)]
        lines += [_field(found, field) for field in fields if not ast.unparse(field.target).startswith("_")]
    started = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    if started is not None:
        lines[1:1] = [f"```python\n{_signature(started, name)}\n```\n"]
    lines += [_member(method, inspect.getattr_static(found, method.name)) for method in _defined(node)]
    return "\n".join([*lines, ""])


def _defined(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """Yields the public functions of a module or a class, but for pydantic's validators."""
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
            yield one


def _member(node: ast.FunctionDef, found: Any) -> str:
    """Renders a method, a property or a module's function as an item of a list."""
    decorators = {ast.unparse(one) for one in node.decorator_list}
    called = _signature(node, wide=True)
    if "property" in decorators and node.returns:
        called = f"{node.name}: {_source(node.returns)}"
    elif "contextmanager" in decorators:
        called = f"with {called.partition(' -> ')[0]}"
    first, _, rest = _described(inspect.getdoc(found)).partition("\n")
    more = indent(rest, "  ").rstrip()
    return f"- `{called}`: {first}" + (f"\n{more}" if more else "")


def _signature(node: ast.FunctionDef, name: str = "", *, wide: bool = False) -> str:
    """Renders a signature without `self`: on one line if that is short, or `wide`; else one argument on each line."""
    given = node.args
    given.args = [one for one in given.args if one.arg not in ("self", "cls")]
    result = f" -> {_source(node.returns)}" if node.returns and not name else ""
    line = f"{name or node.name}({_equals(_source(given))}){result}"
    if wide or len(line) < _WIDTH:
        return line
    count = len(given.args) - len(given.defaults)
    defaults = [None] * count + list(given.defaults)
    arguments = [_argument(one, default) for one, default in zip(given.args, defaults, strict=True)]
    if given.kwonlyargs:
        arguments.append("*")
        arguments += [_argument(one, default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    listed = "".join(f"    {argument},\n" for argument in arguments)
    return f"{name or node.name}(\n{listed}){result}"


def _source(node: ast.AST) -> str:
    """Returns the source of a node, with types that are written as text, such as "Project", as names."""
    return re.sub(r"'([A-Z][^']*)'", r"\1", ast.unparse(node))


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    return _source(argument) + (f" = {_source(default)}" if default else "")


def _equals(arguments: str) -> str:
    """Returns unparsed arguments with spaces around the equals signs of annotated defaults."""
    return re.sub(r"(?<=[\w\]])=(?=\S)", " = ", arguments)


def _field(owner: type, node: ast.AnnAssign) -> str:
    """Renders a field as an item of a list: its type, its default, its limits, and what it means."""
    assert isinstance(node.target, ast.Name)
    name, kind = node.target.id, _source(node.annotation)
    if not issubclass(owner, pydantic.BaseModel):
        value = node.value
        plain = value is not None and not ast.unparse(value).startswith("field(")
        return f"- `{name}: {kind}" + (f" = {ast.unparse(value)}`" if value and plain else "`")
    info = owner.model_fields[name]
    default = "" if info.is_required() else f" = {_value(info.get_default(call_default_factory=True))}"
    limits = [
        text.format(f"{limit:,}" if isinstance(limit, int) else limit)
        for rule in info.metadata
        for key, text in _LIMITS.items()
        if (limit := getattr(rule, key, None)) is not None
    ]
    more = [f"({', '.join(limits)})"] if limits and "Annotated" not in kind else []
    about = f": {info.description}" if info.description else ""
    return " ".join([f"- `{name}: {_plain(kind)}{default}`", *more]) + about


def _plain(kind: str) -> str:
    """Returns an annotation without its `Annotated` rules."""
    while "Annotated[" in kind:
        kind = re.sub(r"Annotated\[((?:[^\[\],]|\[[^\]]*\])+), \w+\((?:[^()]|\([^()]*\))*\)\]", r"\1", kind)
    return kind


def _value(value: Any) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, pydantic.BaseModel):
        return f"{type(value).__name__}()"
    return repr(value)


def _described(text: str | None) -> str:
    """Converts a docstring to Markdown: its sections become lists, its example a block of code."""
    assert text, "everything public has a docstring"
    first, *sections = re.split(r"^(Args|Returns|Raises|Example):\n", text, flags=re.MULTILINE)
    lines = [first.rstrip() + "\n"]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        body = dedent(body).strip()
        if title == "Example":
            lines.append(f"```python\n{body}\n```\n")
        elif title == "Returns":
            lines.append(f"**Returns** {_joined(body)}\n")
        else:
            entries = [_joined(entry) for entry in re.split(r"\n(?=\S)", body)]
            items = [re.sub(r"^([\w.]+):", r"- `\1`:", entry) for entry in entries]
            lines.append(f"**{'Arguments' if title == 'Args' else title}**\n\n" + "\n".join(items) + "\n")
    return "\n".join(lines)


def _joined(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())


def _error_tree(error: type[BaseException], depth: int = 0) -> str:
    described = _joined(inspect.getdoc(error) or "")
    line = f"{'  ' * depth}- `{error.__name__}`: {described}"
    return "\n".join([line, *(_error_tree(child, depth + 1) for child in _children(error))])


def _children(error: type[BaseException]) -> list[type[BaseException]]:
    """Returns the errors derived from `error` in the module of errors, in the order they are defined."""
    return [
        found
        for found in vars(import_module("adforge_core.errors")).values()
        if error in getattr(found, "__bases__", ())
    ]


if __name__ == "__main__":
    REFERENCE.write_text(reference(), "utf-8")

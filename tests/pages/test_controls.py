"""Every control of every page, in whatever state it is shown: it says what it is, and shortly what it is for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
CONTROLS = {
    "button", "checkbox", "color_picker", "download_button", "file_uploader", "metric", "number_input", "page_link",
    "pills", "popover", "radio", "segmented_control", "selectbox", "slider", "text", "text_area", "text_input",
}  # fmt: skip


def controls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that draw a control; those of a function that is handed its help from elsewhere are seen there."""
    handed = {
        call
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.args.kwarg
        for call in ast.walk(function)
    }
    for call in ast.walk(tree):
        name = call.func.attr if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else ""
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            name = call.func.id
        if isinstance(call, ast.Call) and name in CONTROLS and call not in handed and call.args:
            yield call


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_control_has_a_help(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    bare = [
        f"line {call.lineno}: {ast.unparse(call)[:90]}"
        for call in controls(tree)
        if not any(word.arg == "help" and ast.unparse(word.value) not in ("None", "''") for word in call.keywords)
    ]
    assert bare == []

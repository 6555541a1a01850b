"""Stand-ins for the packages with Kokoro's model: a tiny one with the same inputs, outputs and tensors, in four parts.

Each phoneme lasts ten units and a tenth of its number, divided by the pace and rounded; the sound is a tone of so long.
"""

import os
import struct
from importlib.util import find_spec
from pathlib import Path

import pytest

from adforge_core.providers.local.kokoro import voice
from adforge_core.providers.local.kokoro.speaking import PARTS

_FLOAT, _INT64 = 1, 7


def _field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    head = b""
    while number > 127:
        head += bytes([number & 127 | 128])
        number >>= 7
    return head + bytes([number])


def _node(operator: str, inputs: str, output: str, *attributes: bytes) -> bytes:
    names = b"".join(_field(1, name.encode()) for name in inputs.split())
    return _field(1, names + _field(2, output.encode()) + _field(4, operator.encode()) + b"".join(attributes))


def _whole(name: str, value: int) -> bytes:
    """An attribute that is a whole number."""
    return _field(5, _field(1, name.encode()) + _field(3, value) + _field(20, 2))


def _constant(name: str, kind: int, value: float) -> bytes:
    raw = struct.pack("<f", value) if kind == _FLOAT else struct.pack("<q", int(value))
    return _field(5, _field(2, kind) + _field(8, name.encode()) + _field(9, raw))


def _tensor(number: int, name: str, kind: int, *shape: int | str) -> bytes:
    sides = (_field(1, _field(2, side.encode()) if isinstance(side, str) else _field(1, side)) for side in shape)
    of = _field(1, kind) + _field(2, b"".join(sides))
    return _field(number, _field(1, name.encode()) + _field(2, _field(1, of)))


def model() -> bytes:
    """The tiny model, serialised."""
    graph = (
        _node("Cast", "tokens", "number", _whole("to", _FLOAT))
        + _node("Mul", "number tenth", "share")
        + _node("Add", "share ten", "natural")
        + _node("Div", "natural speed", "/encoder/Div_output_0")
        + _node("Round", "/encoder/Div_output_0", "rounded")
        + _node("Cast", "rounded", "/encoder/Cast_output_0", _whole("to", _INT64))
        + _node("ReduceSum", "/encoder/Cast_output_0", "units", _whole("keepdims", 0))
        + _node("Mul", "units unit", "samples")
        + _node("Range", "nought samples one", "at")
        + _node("Cast", "at", "time", _whole("to", _FLOAT))
        + _node("Mul", "time pitch", "phase")
        + _node("Sin", "phase", "audio")
        + _field(2, b"tiny")
        + _constant("tenth", _FLOAT, 0.1)
        + _constant("ten", _FLOAT, 10)
        + _constant("pitch", _FLOAT, 0.05)
        + _constant("unit", _INT64, 600)
        + _constant("nought", _INT64, 0)
        + _constant("one", _INT64, 1)
        + _tensor(11, "tokens", _INT64, 1, "n")
        + _tensor(11, "style", _FLOAT, 1, 256)
        + _tensor(11, "speed", _FLOAT, 1)
        + _tensor(12, "audio", _FLOAT, "length")
    )
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 17))


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the packages in `folder`, for this process and those it starts."""
    whole = model()
    step = -(-len(whole) // len(PARTS))
    for number, part in enumerate(PARTS):
        package = folder / part
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "part.bin").write_bytes(whole[number * step : (number + 1) * step])
    monkeypatch.setattr(voice, "find_spec", find_spec)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH")))))

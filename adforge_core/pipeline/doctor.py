"""The checks of `adforge doctor`: whether this machine can make ads, and with which providers.

Nothing is changed or downloaded. Of a key, only whether it is set is checked.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from PIL import ImageFont

from adforge_core.errors import AdForgeError
from adforge_core.media.assets import asset
from adforge_core.media.ffmpeg import ffmpeg_path, run
from adforge_core.model.value import Value
from adforge_core.project.briefs import FONT_FAMILIES
from adforge_core.project.folder import studio_home
from adforge_core.providers.keys import read_keys
from adforge_core.providers.local.kokoro.voice import KokoroVoice
from adforge_core.providers.vendors import VENDORS

_FILTERS = (
    "acompressor", "alimiter", "amix", "aresample", "atempo", "blackdetect", "ebur128", "framerate", "freezedetect",
    "rubberband", "scale", "sidechaincompress", "silencedetect",
)  # fmt: skip
_ENCODERS = ("libx264", "aac")
_MODELS = {"u2netp.onnx": "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8"}
_MOODS = ("calm", "energetic", "happy", "nostalgic", "tender")
_ENGINES = {
    "hibari": "the voice",
    "onnxruntime": "the voice and the cut-out",
    "rembg": "more models for the cut-out",
}
"""The heavy libraries besides those that trace sets, and what needs them."""
_SCALAR = "scalar_rgb"
_TRIAL_S = 120
_ROOM_BYTES = 2 * 10**9
_REINSTALL = "Install the studio's requirements again: python -m pip install --require-hashes -r requirements.lock"
_RESTORE = "Restore it from the repository, or install the studio again."


class Serving(Protocol):
    """The provider of a capability and the reason for the choice, as the registry gives them."""

    @property
    def capability(self) -> str: ...  # noqa: D102  # the class says it

    @property
    def provider(self) -> str: ...  # noqa: D102

    @property
    def why(self) -> str: ...  # noqa: D102


class Finding(Value):
    """The result of one check. With `ok`, a `to_do` makes ads better or quicker; without, it is what to mend."""

    name: str
    ok: bool
    detail: str
    to_do: str = ""


class Report(Value):
    """The results of all checks, in reading order."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether an ad can be made here."""
        return all(finding.ok for finding in self.findings)


def examine(serving: Sequence[Serving]) -> Report:
    """Checks everything an ad needs on this machine. `serving` are the choices of the registry.

    A missing key is not a fault: the local provider is used.
    """
    machine = (_python(), _ffmpeg(), *_models(), *_engines(), _extra_voices(), _fonts(), _music(), _home())
    return Report(findings=(*machine, *_capabilities(serving), *_keys()))


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = (3, 11) <= sys.version_info < (3, 14)
    return Finding(name="Python", ok=ok, detail=version, to_do="" if ok else "Use Python 3.11, 3.12 or 3.13.")


def _ffmpeg() -> Finding:
    try:
        program = Path(ffmpeg_path()).name
        version = run(["-version"], loglevel="quiet").stdout.decode("utf-8", "replace")
        filters = _listed(run(["-filters"]).stdout)
        encoders = _listed(run(["-encoders"]).stdout)
    except AdForgeError as error:
        return Finding(name="ffmpeg", ok=False, detail=error.happened, to_do=error.to_do)
    number = re.search(r"version (\S+)", version)
    detail = f"{program}, version {number[1] if number else 'unknown'}"
    lacking = [name for name in _FILTERS if name not in filters] + [name for name in _ENCODERS if name not in encoders]
    if lacking:
        to_do = "Unset ADFORGE_FFMPEG to use the ffmpeg that comes with the studio, or name one that has these."
        return Finding(name="ffmpeg", ok=False, detail=f"{detail}, without {', '.join(lacking)}", to_do=to_do)
    return Finding(name="ffmpeg", ok=True, detail=detail)


def _listed(listing: bytes) -> set[str]:
    """Returns the names in ffmpeg's tables: the second word of each line."""
    return {words[1] for line in listing.decode("utf-8", "replace").splitlines() if len(words := line.split()) > 1}


def _models() -> Iterator[Finding]:
    for file, digest in _MODELS.items():
        name = f"model {file}"
        try:
            whole = sha256(asset("models", file).read_bytes()).hexdigest() == digest
        except AdForgeError as error:
            yield Finding(name=name, ok=False, detail=error.happened, to_do=error.to_do)
            continue
        if whole:
            yield Finding(name=name, ok=True, detail="intact")
        else:
            yield Finding(name=name, ok=False, detail="not the file that ships with the studio", to_do=_RESTORE)


def _engines() -> Iterator[Finding]:
    """Loads the heavy libraries and traces a few pixels, in a process of its own: a broken one may end it."""
    chosen = os.environ.get("DRJIT_LIBLLVM_PATH", "")
    told = _tried(chosen, os.environ.get("DRJIT_CACHE_DIR", ""), tuple(sys.path))
    broken = [line.removeprefix("broken ") for line in told if line.startswith("broken ")]
    if broken:
        detail = "; ".join(f"{_ENGINES[line.partition(':')[0]]} cannot use {line}" for line in broken)
        yield Finding(name="libraries", ok=False, detail=f"{detail}.", to_do=_REINSTALL)
    else:
        yield Finding(name="libraries", ok=True, detail=", ".join(_ENGINES))
    yield _tracing(told[-1] if told else "", chosen)


def _tracing(told: str, chosen: str) -> Finding:
    name, (how, _, what) = "tracing of sets", told.partition(" ")
    if how != "traced":
        why = what if how == "untraced:" else "a library ended the process"
        to_do = "Unset DRJIT_LIBLLVM_PATH." if chosen else _REINSTALL
        return Finding(name=name, ok=False, detail=f"sets cannot be traced: {why}.", to_do=to_do)
    if what != _SCALAR:
        return Finding(name=name, ok=True, detail=f"with LLVM ({what})")
    cost = "sets are traced without it, which takes about twice as long and leaves more noise at edges"
    if chosen:
        detail = f"DRJIT_LIBLLVM_PATH names {chosen}, which is not a library of LLVM 16 or newer: {cost}."
        return Finding(name=name, ok=True, detail=detail, to_do="Correct it, or unset it.")
    to_do = "Install LLVM 16 or newer, and set DRJIT_LIBLLVM_PATH to its libLLVM.so."
    return Finding(name=name, ok=True, detail=f"there is no LLVM in {sys.prefix}/lib: {cost}.", to_do=to_do)


@cache
def _tried(_llvm: str, _kernels: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the lines of a trial. A process of its own takes seconds: it is tried once for each environment."""
    command = [sys.executable, "-m", "adforge_core.pipeline.trial", *_ENGINES]
    there = os.environ | {"PYTHONPATH": os.pathsep.join(path)}
    try:
        tried = subprocess.run(
            command, env=there, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TRIAL_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return (f"untraced: {error}",)
    lines = tried.stdout.decode("utf-8", "replace").splitlines()
    return tuple(line for line in lines if line.startswith(("broken ", "traced ", "untraced: ")))


def _extra_voices() -> Finding:
    """Says whether the extra voices are installed. That they are not is no fault."""
    voice = KokoroVoice()
    installed = f"{', '.join(speaker.name for speaker in voice.speakers)}: installed"
    return Finding(
        name="extra voices", ok=True, detail=f"not installed: {voice.lacking}" if voice.lacking else installed
    )


def _fonts() -> Finding:
    try:
        faces = sorted(asset("fonts").glob("*.ttf"))
    except AdForgeError as error:
        return Finding(name="fonts", ok=False, detail=error.happened, to_do=error.to_do)
    broken = [face.name for face in faces if not _opens(face)]
    lacking = sorted({f"{file}.ttf" for file in FONT_FAMILIES.values()} - {face.name for face in faces})
    if broken or lacking:
        found = (
            (f"{what}: {', '.join(names)}")
            for what, names in (("cannot be read", broken), ("missing", lacking))
            if names
        )
        return Finding(name="fonts", ok=False, detail="; ".join(found), to_do=_RESTORE)
    return Finding(name="fonts", ok=True, detail=f"{len(faces)} faces")


def _opens(face: Path) -> bool:
    with suppress(OSError):
        ImageFont.truetype(face, 20)
        return True
    return False


def _music() -> Finding:
    try:
        tracks = {mood: len(list(asset("music", mood).iterdir())) for mood in _MOODS}
    except AdForgeError as error:
        return Finding(name="music", ok=False, detail=error.happened, to_do=error.to_do)
    empty = [mood for mood, count in tracks.items() if not count]
    if empty:
        return Finding(name="music", ok=False, detail=f"no track for {', '.join(empty)}", to_do=_RESTORE)
    return Finding(name="music", ok=True, detail=f"{sum(tracks.values())} tracks in {len(tracks)} moods")


def _home() -> Finding:
    """Checks the studio's folder, or its nearest existing parent: the check must not create it."""
    name = "studio folder"
    try:
        home = studio_home()
    except AdForgeError as error:
        return Finding(name=name, ok=False, detail=error.happened, to_do=error.to_do)
    try:
        existing = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
        with tempfile.TemporaryFile(dir=existing):
            free = shutil.disk_usage(existing).free
    except OSError as error:
        to_do = "Set ADFORGE_HOME to a folder that can be written."
        return Finding(name=name, ok=False, detail=f"{home} cannot be written: {error.strerror}.", to_do=to_do)
    detail = f"{home}, {free / 1e9:.1f} GB free"
    if free < _ROOM_BYTES:
        to_do = f"Free some disk space, or set ADFORGE_HOME to a disk with at least {_ROOM_BYTES / 1e9:.0f} GB free."
        return Finding(name=name, ok=False, detail=detail, to_do=to_do)
    return Finding(name=name, ok=True, detail=detail)


def _capabilities(serving: Sequence[Serving]) -> Iterator[Finding]:
    for one in serving:
        yield Finding(name=one.capability, ok=True, detail=f"{one.provider}: {one.why}")


def _keys() -> Iterator[Finding]:
    keys = read_keys()
    for vendor in VENDORS:
        detail = "set" if vendor.key in keys else f"not set; {vendor.title} has keys at {vendor.keys_at}"
        yield Finding(name=vendor.key, ok=True, detail=detail)

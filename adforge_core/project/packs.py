"""Packs: a whole project in one file. Imported packs may come from anywhere, so everything in them is validated."""

import io
import json
import lzma
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from adforge_core.errors import BadOutput, BadProject, NewerProject
from adforge_core.model.project import SCHEMA_VERSION
from adforge_core.model.stages import Stage
from adforge_core.project.history import History
from adforge_core.project.ledger import Entry
from adforge_core.project.project_text import read_project, strict_json
from adforge_core.project.revision_files import RevisionFiles
from adforge_core.project.revisions import Revisions
from adforge_core.work.monitor import RunMonitor

PACKED = ".adforge"
"""The suffix of packs. They are ZIP files."""

TO_DO = f"Choose a file that the studio exported; its name ends in {PACKED}."

_PLAIN = r"[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*"
_FILE = re.compile(
    r"project\.json|ledger\.jsonl|revisions/(history|[0-9]{6}|[1-9][0-9]{6,8})\.json"
    rf"|media/[0-9a-f]{{32}}(\.{_PLAIN})?|deliverables/(variants/|(?!variants\Z)){_PLAIN}"
)
_FOLDERS = ("revisions/", "media/", "deliverables/", "deliverables/variants/")
_LONGEST_NAME = 255

_MOST_FILES = 100_000
_LARGEST_CONTENTS = 16 << 20
_LARGEST_JSON = 32 << 20
_LARGEST_LEDGER = 64 << 20
_LARGEST_LINE = 1 << 20
_MOST_TIMES = 100
_NEVER_A_BOMB = 1 << 30
_ROOM_LEFT = 64 << 20
_BLOCK = 1 << 20

_NAMED = ("master", "poster", "captions_srt", "captions_vtt")
"""The fields with file names in the record of a finished ad."""

_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, NotImplementedError, RuntimeError, ValueError),
)


def project_files(folder: Path) -> Iterator[Path]:
    """Yields the files of a project in order, without files that can be made again or do not belong to it."""
    for path in (path for place in ("", *_FOLDERS) for path in sorted((folder / place).glob("[!.]*"))):
        if _FILE.fullmatch(path.relative_to(folder).as_posix()) and path.is_file() and not path.is_symlink():
            yield path


def write_pack(folder: Path, into: Path) -> None:
    """Writes the project in `folder` to one file, `into`, block by block."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED, strict_timestamps=False) as packed:
        for path in project_files(folder):
            with suppress(FileNotFoundError):  # an old revision may be removed meanwhile
                packed.write(path, path.relative_to(folder).as_posix())


def read_pack(file: Path, into: Path, name: str, monitor: RunMonitor) -> tuple[str, ...]:
    """Validates and unpacks `file` into the empty folder `into`. Returns sentences about what was left out.

    Messages use `name` for the file. `monitor` is for progress and cancel. After an error, `into` has no project.
    Raises BadProject if the file is not a project, NewerProject if a newer version wrote it, and BadOutput if the disk
    is full.
    """
    try:
        with _Bounded(file) as source, zipfile.ZipFile(source) as packed:
            entries = packed.infolist()
            files = [entry for entry in entries if entry.filename not in _FOLDERS]
            _refuse_newer(packed, name)
            _refuse_strange(entries, name)
            _refuse_large(files, file, into, name)
            left_out = _unpack(packed, files, into, monitor)
    except _DAMAGED as error:
        raise BadProject(f"{name} could not be imported.", TO_DO) from error
    return (*left_out, *_checked(into, name))


class _Bounded(io.FileIO):
    """A file that limits the size of one read: zipfile reads the directory of a ZIP file at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LARGEST_CONTENTS:
            raise zipfile.BadZipFile("its table of contents is too large")
        return super().read(size) or b""


def _refuse_newer(packed: zipfile.ZipFile, name: str) -> None:
    """Refuses packs of newer versions first: they may contain files that this version does not know."""
    entry = next((entry for entry in packed.infolist() if entry.filename == "project.json"), None)
    if entry is None or entry.file_size > _LARGEST_JSON:
        return
    try:
        version = json.loads(packed.read(entry))["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise NewerProject(f"{name} was exported by a newer version of the studio.", "Update the studio to open it.")


def _refuse_strange(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuses entries that are not files of a project, lead out of the folder, or collide with another entry."""
    if len(entries) > _MOST_FILES:
        _refuse(name, f"it holds {len(entries):,} files")
    seen = set()
    for entry in entries:
        inside, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
        known = inside in _FOLDERS or _FILE.fullmatch(inside)
        if not known or len(Path(inside).name.encode()) > _LONGEST_NAME:
            _refuse(name, f"it holds {inside[:80]!r}, which is no file of a project")
        if kind not in {0, stat.S_IFDIR if inside in _FOLDERS else stat.S_IFREG}:
            _refuse(name, f"{inside[:80]!r} in it is a link or a device")
        # On file systems where these are the same name, the later file would replace the earlier.
        alike = unicodedata.normalize("NFC", inside).casefold()
        if alike in seen:
            _refuse(name, f"it holds {inside[:80]!r} twice")
        seen.add(alike)


def _refuse_large(entries: Sequence[zipfile.ZipInfo], file: Path, into: Path, name: str) -> None:
    """Refuses packs that would fill the memory or the disk."""
    for entry in entries:
        most = _LARGEST_LEDGER if entry.filename == "ledger.jsonl" else _LARGEST_JSON
        if entry.filename.endswith((".json", ".jsonl")) and entry.file_size > most:
            _refuse(name, f"{entry.filename} in it has {entry.file_size / 1e6:,.0f} MB, more than any project's")
    total, packed = sum(entry.file_size for entry in entries), file.stat().st_size
    if total > max(_NEVER_A_BOMB, _MOST_TIMES * packed):
        _refuse(name, f"it has {packed / 1e6:,.0f} MB and would unpack to {total / 1e9:,.0f} GB")
    free = shutil.disk_usage(into).free
    if total + _ROOM_LEFT > free:
        raise BadOutput(
            f"There is not enough disk space to import {name}: it needs {total / 1e6:,.0f} MB, and "
            f"{free / 1e6:,.0f} MB are free.",
            "Free some disk space, then import it again.",
        )


def _refuse(name: str, why: str) -> NoReturn:
    raise BadProject(f"{name} is not an exported project: {why}.", TO_DO)


def _unpack(packed: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], into: Path, monitor: RunMonitor) -> list[str]:
    """Writes the files. Returns what was left out: media whose content does not match their names."""
    tell, done, left_out = monitor.progress(Stage.UNPACK), 0, []
    total = sum(entry.file_size for entry in entries) or 1
    for entry in entries:
        target, digest, size = into / entry.filename, sha256(), 0
        with _new(target) as file, packed.open(entry) as source:
            while block := source.read(_BLOCK):
                size += len(block)
                if size > entry.file_size:
                    raise zipfile.BadZipFile(f"{entry.filename} is larger than it says")
                digest.update(block)
                _write(file, block)
                tell((done + size) / total)
        done += size
        if entry.filename.startswith("media/") and not target.name.startswith(digest.hexdigest()[:32]):
            target.unlink()
            left_out.append(f"Its file {entry.filename} is damaged and was left out.")
    return left_out


def _new(target: Path) -> io.FileIO:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return io.FileIO(target, "x")
    except OSError as error:
        raise _unwritable(error) from error


def _write(file: io.FileIO, block: bytes) -> None:
    rest = memoryview(block)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> BadOutput:
    return BadOutput(
        f"The project could not be imported: {error.strerror}.", "Free some disk space, then import it again."
    )


def _checked(folder: Path, name: str) -> list[str]:
    """Validates the unpacked files and removes unusable parts that are not essential. Returns what was removed.

    Raises BadProject if the rest is not a project, or refers to files outside its folder.
    """
    files = RevisionFiles(folder)
    revisions, left_out = Revisions(files), _without_broken_past(files)
    try:
        _strict(files.file)
        revisions.load()
    except FileNotFoundError:
        wrong = "it holds no project.json"
    except (BadProject, ValueError, RecursionError):
        wrong = "its project.json is damaged"
    else:
        wrong = ""
    if wrong:
        try:
            revisions.restore_last_good()
        except BadProject as error:
            raise BadProject(f"{name} is not an exported project: {wrong}.", TO_DO) from error
        left_out.append("Its project.json is missing or damaged: this is the last good version before it.")
    revisions.keep_first()
    left_out += _without_broken_lines(folder / "ledger.jsonl")
    for record in sorted((folder / "deliverables").rglob("*.json")):
        left_out += _without_broken_record(record, name)
    return left_out


def _without_broken_past(files: RevisionFiles) -> list[str]:
    broken = 0
    for number in sorted(files.numbers()):
        past = files.past_file(number)
        try:
            read_project(past.read_bytes(), past.name, files.past_folder.name)
        except BadProject:
            past.unlink()
            broken += 1
    left_out = [f"{_counted(broken, 'earlier version')} of it cannot be read."] if broken else []
    steps = files.steps
    try:
        history = History.model_validate_json(steps.read_bytes())
        sound = 0 <= history.done <= len(history.steps)
    except FileNotFoundError:
        return left_out
    except ValidationError:
        sound = False
    if not sound:
        steps.unlink()
        left_out.append("What was done in it last cannot be undone, as its history is damaged.")
    return left_out


def _without_broken_lines(ledger: Path) -> list[str]:
    """Rewrites the ledger without invalid lines, such as one truncated by a crash."""
    if not ledger.is_file():
        return []
    kept, broken = ledger.with_suffix(".kept"), 0
    with ledger.open("rb") as lines, _new(kept) as good:
        while line := lines.readline(_LARGEST_LINE):
            try:
                Entry.model_validate_json(line)
            except ValidationError:
                broken += bool(line.strip())
            else:
                _write(good, line.rstrip(b"\n") + b"\n")
    if not broken:
        kept.unlink()
        return []
    kept.replace(ledger)
    return [f"{_counted(broken, 'line')} of its ledger cannot be read."]


def _without_broken_record(record: Path, name: str) -> list[str]:
    """Removes the record of a finished ad if it cannot be read. Raises BadProject if it names files elsewhere.

    The studio shows and exports the files that a record names.
    """
    try:
        fields = _strict(record)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        record.unlink()
        return [f"What is known of the finished ad in {record.name} cannot be read: render it again."]
    for field in _NAMED:
        if field in fields and not (isinstance(fields[field], str) and re.fullmatch(_PLAIN, fields[field])):
            _refuse(name, f"its {record.name} names a file that is not beside it")
    return []


def _strict(file: Path) -> Any:
    """Parses a JSON file. Raises ValueError if it is not valid or has numbers such as NaN."""
    return strict_json(file.read_text("utf-8"))


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"

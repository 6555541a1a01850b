"""The places a project can be kept in, and what people and accidents do there behind the studio's back."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from adforge_core.project.folder import ProjectFolder
from adforge_core.project.memory import MemoryProject
from adforge_core.project.project_store import ProjectStore
from adforge_core.project.stores import Head


class Kept(Protocol):
    """One place with one project in it."""

    @property
    def project(self) -> ProjectStore:
        """The door that all windows of one process share."""

    def text(self) -> str:
        """The saved project."""

    def write(self, text: str) -> None:
        """Edits the saved project by hand, or damages it."""

    def lose(self) -> None:
        """Loses the saved project; its past stays."""

    def write_past(self, number: int, text: str) -> None:
        """Edits a past revision by hand, or damages it."""

    def write_steps(self, text: str) -> None:
        """Edits the steps by hand, or damages them."""

    def forget_past(self) -> None:
        """Loses all past revisions."""

    def aside(self) -> list[str]:
        """The damaged projects that were put aside, the oldest first."""

    def everything(self) -> dict[str, bytes]:
        """All that is kept of the project and its past."""

    def tear_ledger(self, line: str) -> None:
        """Appends half a line to the ledger, as a crash may."""

    def lose_ledger(self) -> None:
        """Loses the ledger."""

    def names(self) -> set[str]:
        """The names of all media."""

    def lose_media(self, name: str) -> None:
        """Loses a media file."""

    def damage_media(self, name: str, content: bytes) -> None:
        """Gives a media file another content."""


class OnDisk:
    """A project's folder."""

    def __init__(self, place: Path) -> None:
        self.project = ProjectFolder(place / "tea")
        self.project.create()

    def text(self) -> str:
        return self.project.files.file.read_text("utf-8")

    def write(self, text: str) -> None:
        self.project.files.file.write_text(text, "utf-8")

    def lose(self) -> None:
        self.project.files.file.unlink()

    def write_past(self, number: int, text: str) -> None:
        self.project.files.past_file(number).write_text(text, "utf-8")

    def write_steps(self, text: str) -> None:
        self.project.files.steps.write_text(text, "utf-8")

    def forget_past(self) -> None:
        for number in self.project.files.numbers():
            self.project.files.past_file(number).unlink()

    def aside(self) -> list[str]:
        found = self.project.folder.glob("project.damaged*.json")
        return [path.read_text("utf-8") for path in sorted(found, key=lambda path: (len(path.name), path.name))]

    def everything(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.project.folder.rglob("*.json")}

    def tear_ledger(self, line: str) -> None:
        with (self.project.folder / "ledger.jsonl").open("a") as file:
            file.write(line)

    def lose_ledger(self) -> None:
        (self.project.folder / "ledger.jsonl").unlink()

    def names(self) -> set[str]:
        return {path.name for path in self.project.media.folder.iterdir()}

    def lose_media(self, name: str) -> None:
        (self.project.media.folder / name).unlink()

    def damage_media(self, name: str, content: bytes) -> None:
        (self.project.media.folder / name).write_bytes(content)


class InMemory:
    """A project in memory."""

    def __init__(self, place: Path) -> None:
        self.project = MemoryProject()

    def text(self) -> str:
        return (self.project.store.saved.text or b"").decode()

    def write(self, text: str) -> None:
        self.project.store.saved = Head(text.encode(), self.project.store.saved.steps)

    def lose(self) -> None:
        self.project.store.saved = Head(None, self.project.store.saved.steps)

    def write_past(self, number: int, text: str) -> None:
        self.project.store.kept[number] = text.encode()

    def write_steps(self, text: str) -> None:
        self.project.store.saved = Head(self.project.store.saved.text, text.encode())

    def forget_past(self) -> None:
        self.project.store.kept.clear()

    def aside(self) -> list[str]:
        return [text.decode() for text in self.project.store.aside]

    def everything(self) -> dict[str, bytes]:
        saved, past = self.project.store.saved, self.project.store.kept
        return {"text": saved.text or b"", "steps": saved.steps or b"", **{str(one): past[one] for one in past}}

    def tear_ledger(self, line: str) -> None:
        self.project.lines.lines += line.encode()

    def lose_ledger(self) -> None:
        self.project.lines.lines = b""

    def names(self) -> set[str]:
        return set(self.project.media.names)

    def lose_media(self, name: str) -> None:
        self.project.media.remove(name)

    def damage_media(self, name: str, content: bytes) -> None:
        self.project.media.damage(name, content)


PLACES: dict[str, Callable[[Path], Kept]] = {"disk": OnDisk, "memory": InMemory}

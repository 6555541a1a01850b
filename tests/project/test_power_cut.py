"""The power is cut at every moment of a project's life: what the ledger and project.json speak of is there, and whole.

The double of a disk below watches what is flushed, and says what a cut would have left: of a file's content and of a
folder's names what was flushed last is sure; names that were not flushed may be there already, or not yet.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import product
from operator import methodcaller
from pathlib import Path
from typing import Any

import pytest

from adforge_core.media.content import is_whole
from adforge_core.model.brief import Brief
from adforge_core.model.project import Product, Project
from adforge_core.model.stages import Stage
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.ledger import OrderState
from adforge_core.project.orders import OrderDesk, Quote
from adforge_core.project.project_text import read_project
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor

_LINK = os.link  # not the one that is watched

Tree = dict[Path, int]
"""The names in a folder, each with the number of the file or folder it names."""


class Disk:
    """Everything under `root`, as it is and as a power cut would leave it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept = root.with_name("kept")  # a number is not used again as long as the file has a name
        self._kept.mkdir()
        self._content: dict[int, bytes] = {}
        self._names: dict[int, Tree] = {root.stat().st_ino: {}}
        self.lock = threading.RLock()  # several files are flushed at once
        self.looking = False
        self.cuts: list[tuple[dict[int, Tree], dict[int, Tree], dict[int, bytes]]] = []

    def flushed(self, opened: int) -> None:
        """What is open under that number is on disk now."""
        number = os.fstat(opened).st_ino
        path = Path(f"/proc/self/fd/{opened}").readlink()
        if path.is_dir():
            self._names[number] = _names(path)
        elif path.exists():
            self._content[number] = path.read_bytes()
            with suppress(FileExistsError):
                _LINK(path, self._kept / str(number))

    def moment(self) -> None:
        """The power may be cut here."""
        now = {path.stat().st_ino: _names(path) for path in (self._root, *self._root.rglob("*")) if path.is_dir()}
        for number in set(self._names) - set(now):
            del self._names[number]
        self.cuts.append(({**self._names}, now, {**self._content}))

    def after(self, cut: int, into: Path) -> Iterator[Path]:
        """The trees that this cut may have left: for the names of each folder, as flushed or as they were."""
        flushed, now, content = self.cuts[cut]
        open_ = [number for number, names in now.items() if names != flushed.get(number, {})]
        for number, early in enumerate(product((False, True), repeat=len(open_))):
            names = {**flushed, **{one: now[one] for one, known in zip(open_, early, strict=True) if known}}
            target = into / f"{cut}-{number}"
            self._build(target, self._root.stat().st_ino, names, now, content)
            yield target
            shutil.rmtree(target)

    def _build(
        self, target: Path, number: int, names: dict[int, Tree], now: dict[int, Tree], content: dict[int, bytes]
    ) -> None:
        target.mkdir(parents=True)
        for name, inside in names.get(number, {}).items():
            if inside in now:
                self._build(target / name, inside, names, now, content)
            else:
                (target / name).write_bytes(content.get(inside, b""))


def _names(folder: Path) -> Tree:
    return {Path(path.name): path.lstat().st_ino for path in folder.iterdir() if path.name != ".orders"}


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    (tmp_path / "disk").mkdir()
    disk = Disk(tmp_path / "disk")

    def watched(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*rest: Any, **named: Any) -> Any:
            answer = call(*rest, **named)
            with disk.lock:
                if not disk.looking:  # a temporary folder that is garbage goes in between, from this very thread
                    disk.looking = True
                    try:
                        if name == "fsync":
                            disk.flushed(rest[0])
                        disk.moment()
                    finally:
                        disk.looking = False
            return answer

        return watching

    for name in ("fsync", "replace", "rename", "link", "mkdir", "unlink", "remove"):
        monkeypatch.setattr(os, name, watched(name, getattr(os, name)))
    return disk


def life(root: Path, source: Path, stands: Callable[[OrderState], None], saved: Callable[[Project, str], None]) -> None:
    """A project is begun, something is bought for it, something is made for it, and it is saved a few times.

    It is told how the order `stands`, and what was `saved` under which label, wherever something may rely on that.
    """
    folder = ProjectFolder(root / "projects" / "tea")
    folder.create()
    saved(folder.revisions.replace(Project(name="Tea", brief=Brief(product="Tea"))), "")
    (source / "answer.json").write_text('{"scenes": 4}')
    quote = Quote(model="swift", units=1, unit="line", cost_usd=1.0)
    with OrderDesk(folder, RunMonitor(), 5.0).order(
        "k" * 30, Stage.PLAN, "", "claude", quote, recoverable=False
    ) as order:
        stands(OrderState.ASKED)
        order.submitted("r-1")
        stands(OrderState.SUBMITTED)
        order.answered(source / "answer.json")
        stands(OrderState.ANSWERED)
    (source / "photo.png").write_bytes(b"pixels")
    photo = folder.media.add(source / "photo.png")

    def cut(making: Path) -> dict[str, Any]:
        (making / "cutout.png").write_bytes(b"product")
        return {}

    made = Cache(source / "cache").result("cutout", {"photo": photo}, folder.media.landing, cut)
    cutout = folder.media.add(made.files["cutout.png"])
    product = Product(photo=photo, cutout=cutout, aspect=1, brightness=0.5, palette=("#000000",), provider="x")
    for name in ("Tea", "Green tea"):
        fields = {"name": name, "product": product}
        saved(folder.revisions.edit(methodcaller("model_copy", update=fields), name), name)
    folder.revisions.edit(methodcaller("model_copy", update={"name": "Made tea"}))
    # An editor flushes nothing.
    folder.files.file.write_text(folder.files.file.read_text().replace("Made tea", "Tea by hand"))
    by_hand = folder.load()
    saved(folder.revisions.edit(methodcaller("model_copy", update={"name": "Black tea"}), "Black tea"), "Black tea")
    saved(by_hand, "")
    saved(folder.revisions.undo(), "Black tea")


def test_at_every_cut_what_the_ledger_and_the_project_speak_of_is_whole(disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    relied_on: list[tuple[int, OrderState]] = []
    saves: list[tuple[int, Project, str]] = []
    life(
        tmp_path / "disk",
        tmp_path / "source",
        lambda state: relied_on.append((len(disk.cuts), state)),
        lambda project, label: saves.append((len(disk.cuts), project, label)),
    )
    answered = loaded = 0
    for cut in range(len(disk.cuts)):
        known = {state for since, state in relied_on if cut >= since}
        lasting = [(project, label) for since, project, label in saves if cut >= since]
        for left in disk.after(cut, tmp_path / "left"):
            folder = ProjectFolder(left / "projects" / "tea")
            assert known <= {entry.state for entry in folder.ledger.entries()}, f"cut {cut}"
            for entry in folder.ledger.orders():
                if entry.state is OrderState.ANSWERED:
                    answered += 1
                    assert is_whole(folder.media.folder / entry.answer), f"cut {cut}"
            if folder.exists:
                loaded += 1
                now = folder.load()
                named = (now.product.photo, now.product.cutout) if now.product else ()
                assert all(folder.media.has(name) for name in named), f"cut {cut}"
                for project, label in lasting:
                    assert told_of(folder, project), f"cut {cut}: {project.name}, revision {project.revision}, is lost"
                    assert not label or label in labels(folder), f"cut {cut}: {label} cannot be undone, or done again"
            else:
                assert not loaded, "once saved it is never gone"
    assert answered
    assert loaded
    assert len(saves) == 6


def told_of(folder: ProjectFolder, saved: Project) -> bool:
    """Whether what was saved is the project, or among its revisions."""
    text = folder.files.past(saved.revision)
    there = [folder.load()] if text is None else [folder.load(), read_project(text, "a revision", "")]
    return saved in there


def labels(folder: ProjectFolder) -> set[str]:
    return {step.label for step in folder.revisions.history().steps}

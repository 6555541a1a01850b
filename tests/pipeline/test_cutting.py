"""Cutting the product out a piece at a time, as a screen asks for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from adforge_core.errors import BadPhoto, MissingAsset
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project, Stroke
from adforge_core.model.value import Point
from adforge_core.pipeline.inputs import read_picture
from adforge_core.pipeline.piecework import at_work, cut_out_product, take_photo
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.views import view
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.base import MattingModel
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import RunMonitor
from tests.shots import bottle, shot

ERASED = Stroke(keep=False, radius=0.05, points=(Point(x=0.5, y=0.7),))
Work = Callable[[], AbstractContextManager[Run]]


class Asked:
    """A cutter that knows the answer, and counts how often it is asked."""

    name, version = "asked", "1"
    models = (MattingModel(id="asked", about="knows"), MattingModel(id="far", about="away", download_mb=9))

    def __init__(self) -> None:
        self.times = 0

    def matte(self, photo: NDArray[np.uint8], model: str = "") -> NDArray[np.uint8]:
        self.times += 1
        if model == "far":
            raise MissingAsset("The cut-out model far could not be downloaded.", "Check the connection.")
        return np.asarray(np.rint(shot(bottle, (40, 90, 80))[1] * 255), np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    folder = ProjectFolder(tmp_path / "ad")
    folder.create()
    folder.revisions.replace(Project(name="Cup", brief=Brief(product="Cup")))
    return folder


@pytest.fixture
def cutter() -> Asked:
    return Asked()


@pytest.fixture
def work(folder: ProjectFolder, cutter: Asked, tmp_path: Path) -> Work:
    providers = replace(choose_providers().providers, cutter=cutter)
    return lambda: at_work(folder, providers, Cache(tmp_path / "cache"), RunMonitor())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "bottle.png"
    Image.fromarray(shot(bottle, (40, 90, 80))[0]).save(path)
    return path


def test_strokes_are_kept_undone_and_do_not_ask_the_cutter_again(
    folder: ProjectFolder, cutter: Asked, work: Work, photo: Path
) -> None:
    with work() as run:
        whole = take_photo(run, photo).product
    with work() as run:
        holed = cut_out_product(run, "", "", (ERASED,)).product
    assert whole is not None
    assert holed is not None
    assert (holed.photo, holed.strokes, holed.framed) == (whole.photo, (ERASED,), False)
    assert cutter.times == 1
    before, after = (read_picture(folder.media.local(one.cutout)) for one in (whole, holed))
    assert before.shape == after.shape
    gone = (before[..., 3] == 255) & (after[..., 3] == 0)
    assert 1000 < gone.sum() < 0.1 * gone.size
    both = (before[..., 3] == 255) & (after[..., 3] == 255)
    assert np.array_equal(before[both], after[both])
    matte = read_picture(folder.media.local(holed.matte))
    assert matte.shape[:2] == (600, 600)
    assert matte[420, 300, 0] == 0
    assert folder.revisions.history().undo == "Correct the cut-out (strokes: 1)"
    assert folder.revisions.undo().product == whole
    assert folder.revisions.redo().product == holed
    assert not any(folder.work.parent.glob("*")), "nothing is left of the work"


def test_what_cannot_be_done_leaves_the_cut_out_as_it_was(folder: ProjectFolder, work: Work, photo: Path) -> None:
    with work() as run:
        before = take_photo(run, photo).product
    everything = Stroke(keep=False, radius=0.5, points=(Point(x=0.2, y=0.5), Point(x=0.8, y=0.5)))
    with pytest.raises(BadPhoto, match="erased"), work() as run:
        cut_out_product(run, "", "", (everything,))
    with pytest.raises(MissingAsset, match="could not be downloaded"), work() as run:
        cut_out_product(run, "", "far")
    assert folder.load().product == before


def test_a_view_is_small_upright_and_made_once(folder: ProjectFolder, tmp_path: Path) -> None:
    lying = Image.fromarray(np.kron(shot(bottle, (40, 90, 80))[0][:300], np.ones((4, 4, 1), np.uint8)))
    turned = tmp_path / "turned.tiff"
    tags = Image.Exif()
    tags[0x0112] = 6
    lying.save(turned, exif=tags)
    name = folder.media.add(turned)
    shown = view(folder, name)
    assert shown.parent == folder.previews
    with Image.open(shown) as picture:
        assert (picture.format, picture.size) == ("WEBP", (640, 1280))
    made = shown.stat().st_mtime_ns
    assert view(folder, name) == shown
    assert shown.stat().st_mtime_ns == made

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from adforge_core.errors import MissingAsset, StageFailed
from adforge_core.media.assets import asset
from adforge_core.providers.local import cutout
from adforge_core.providers.local.cutout import RembgCutter
from tests.shots import Colour, Draw, bag, bottle, mug, shot


@pytest.mark.parametrize(("draw", "colour"), [(bottle, (40, 90, 80)), (mug, (190, 60, 45)), (bag, (70, 45, 35))])
def test_the_matte_is_close_to_the_truth(draw: Draw, colour: Colour) -> None:
    photo, truth = shot(draw, colour)
    matte = RembgCutter().matte(photo)
    assert matte.shape == truth.shape
    assert matte.dtype == np.uint8
    assert np.abs(matte / 255 - truth).mean() < 0.002
    assert ((matte > 25) & (matte < 230)).any(), "its edges are smooth"
    if draw is mug:
        assert matte[325, 430] == 0, "the hole of the handle is kept"
        assert matte[325, 480] == 255
    if draw is bag:
        strap = (truth == 1) & (np.arange(600)[:, None] < 245)
        assert matte[strap].mean() > 240, "the thin strap is kept"


def test_a_large_photo_gets_a_matte_of_its_own_size() -> None:
    small, truth = shot(bottle, (40, 90, 80))
    matte = RembgCutter().matte(np.ascontiguousarray(small.repeat(4, axis=0).repeat(3, axis=1)))
    assert matte.shape == (2400, 1800)
    assert np.abs(matte[2::4, 1::3] / 255 - truth).mean() < 0.004


def test_the_same_photo_gives_the_same_matte_also_from_several_threads() -> None:
    photo, _ = shot(mug, (190, 60, 45))
    cutter = RembgCutter()
    with ThreadPoolExecutor(2) as pool:
        mattes = list(pool.map(cutter.matte, [photo] * 2))
    assert np.array_equal(mattes[0], mattes[1])


def test_importing_the_cutter_does_not_import_rembg() -> None:
    code = "import sys, adforge_core.providers.local.cutout; sys.exit('rembg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_a_missing_or_damaged_model_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo, _ = shot(bottle, (40, 90, 80))

    def elsewhere(*parts: str) -> Path:
        path = tmp_path.joinpath(*parts)
        if not path.exists():
            raise MissingAsset("The studio's own file is missing.", "Restore it.")
        return path

    monkeypatch.setattr(cutout, "asset", elsewhere)
    with pytest.raises(MissingAsset, match="is missing"):
        RembgCutter().matte(photo)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "u2netp.onnx").write_bytes(asset("models", "u2netp.onnx").read_bytes()[:-9])
    with pytest.raises(MissingAsset, match=r"damaged.*Restore it"):
        RembgCutter().matte(photo)


def test_other_models_are_used_where_they_are_and_never_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, _ = shot(bottle, (40, 90, 80))
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    with pytest.raises(MissingAsset, match=r"silueta is not on this machine.*Put silueta\.onnx into"):
        RembgCutter("silueta").matte(photo)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(MissingAsset, match=r"no model called 'u2nett'.*u2netp"):
        RembgCutter("u2nett").matte(photo)
    (tmp_path / "u2net.onnx").write_bytes(b"not a network")
    with pytest.raises(StageFailed, match="cut-out model u2net could not be run"):
        RembgCutter("u2net").matte(photo)
    # u2net and u2netp are of one architecture, so the small one's file can stand in for the large one's;
    # the large one is run by rembg, the small one by the studio.
    (tmp_path / "u2net.onnx").write_bytes(asset("models", "u2netp.onnx").read_bytes())
    assert np.array_equal(RembgCutter("u2net").matte(photo), RembgCutter().matte(photo))


def test_names_and_versions_tell_models_apart() -> None:
    assert RembgCutter().name == "u2netp"
    assert RembgCutter("silueta").name != RembgCutter().name
    assert RembgCutter().version


def test_the_models_to_choose_from_say_what_must_be_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rembg.sessions import sessions

    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    models = {model.id: model for model in RembgCutter().models}
    assert next(iter(models)) == "u2netp"
    assert models["u2netp"].download_mb == 0
    assert set(models) <= set(sessions)
    assert all(model.about and model.download_mb > 40 for id, model in models.items() if id != "u2netp")
    assert all("Apache-2.0" in model.about or "MIT" in model.about for model in models.values()), "licences are said"
    (tmp_path / "silueta.onnx").touch()
    assert next(model for model in RembgCutter().models if model.id == "silueta").download_mb == 0


def test_a_model_asked_for_by_name_is_downloaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rembg.sessions import sessions

    photo, _ = shot(bottle, (40, 90, 80))
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    fetched: list[str] = []

    def download(*_: object, **__: object) -> str:
        fetched.append("u2net")
        (tmp_path / "u2net.onnx").write_bytes(asset("models", "u2netp.onnx").read_bytes())
        return str(tmp_path / "u2net.onnx")

    monkeypatch.setattr(sessions["u2net"], "download_models", download)
    first = RembgCutter().matte(photo, "u2net")
    assert np.array_equal(first, RembgCutter().matte(photo, "u2net"))
    assert fetched == ["u2net"]
    assert np.array_equal(RembgCutter().matte(photo, "u2netp"), RembgCutter().matte(photo))


def test_a_model_that_cannot_be_downloaded_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rembg.sessions import sessions

    def unreachable(*_: object, **__: object) -> str:
        raise ConnectionError("no route to the house with the models")

    photo, _ = shot(bottle, (40, 90, 80))
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    monkeypatch.setattr(sessions["silueta"], "download_models", unreachable)
    with pytest.raises(
        MissingAsset, match=r"silueta could not be downloaded \(ConnectionError\)\. Check the connection"
    ):
        RembgCutter().matte(photo, "silueta")
    with pytest.raises(MissingAsset, match="no model called 'u2nett'"):
        RembgCutter().matte(photo, "u2nett")

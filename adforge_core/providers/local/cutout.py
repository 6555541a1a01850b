"""The keyless cutter: the shipped u2netp or a model of rembg's, run twice and refined along the photo's own edges."""

from functools import cache
from hashlib import md5
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from adforge_core.errors import MissingAsset, StageFailed
from adforge_core.media.assets import asset
from adforge_core.providers.base import MattingModel
from adforge_core.providers.local.matting_models import SHIPPED, fetch, models, models_home

Opacity = NDArray[np.float32]

_SHIPPED_MD5 = "8e83ca70e441ab06c318d82300c84806"  # upstream's own checksum

_WORKING_SIZE = 1280
"""The longer side at which the network is asked and the refinement is fitted; it is applied at full size."""

_MARGIN = 0.12
_AGREEMENT = 0.8
_loading = Lock()


class RembgCutter:
    """Mattes by one of rembg's models.

    `model` is u2netp, which ships with the studio, or any of rembg's models whose file is already in rembg's own
    folder (U2NET_HOME, or .u2net in XDG_DATA_HOME or at home). Only a model that `matte` is asked for by name is ever
    downloaded.
    """

    def __init__(self, model: str = SHIPPED) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """What the studio shows people: the model, and who runs it where the studio does not do so itself."""
        return self._model if self._model == SHIPPED else f"rembg {self._model}"

    @property
    def version(self) -> str:
        """Changes with the refinement; a model is known by its name."""
        return "2"

    @property
    def models(self) -> tuple[MattingModel, ...]:
        """The shipped model and those of rembg's that suit products."""
        return models()

    def matte(self, photo: NDArray[np.uint8], model: str = "") -> NDArray[np.uint8]:
        """The product's opacity in an RGB `photo` (height, width, 3): (height, width), 0 to 255.

        Raises MissingAsset when the model is unknown to rembg, cannot be downloaded, or its file is missing or not the
        one that ships; StageFailed when rembg cannot run it.
        """
        if model and model != SHIPPED:
            fetch(model)
        model = model or self._model
        height, width = photo.shape[:2]
        scale = min(1.0, _WORKING_SIZE / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA) if scale < 1 else photo
        try:
            rough, pixel = _two_passes(_session(model), np.asarray(small, np.uint8))
        except MissingAsset:
            raise
        except Exception as error:  # rembg and onnxruntime have no common base for what they raise.
            raise StageFailed(
                f"The cut-out model {model} could not be run ({error}).",
                "Install the studio's requirements again."
                if model == SHIPPED
                else f"Replace its file, or use {SHIPPED}.",
            ) from error
        fine = _guided(rough, np.asarray(small, np.uint8), photo, radius=max(2, round(pixel * 1.2)))
        return np.asarray(np.rint(_smoothstep(fine, 0.25, 0.85) * 255), np.uint8)


class _U2netp:
    """The shipped model as rembg asks it, and with its answers to the bit: importing rembg alone takes two seconds.

    Qin et al.: U2-Net (2020). It sees 320 x 320 pixels, normalised by the mean and spread of ImageNet's colours.
    """

    def __init__(self, path: Path, options: Any) -> None:
        from onnxruntime import InferenceSession

        self._network = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._network.get_inputs()[0].name

    def predict(self, photo: Image.Image) -> list[Image.Image]:
        """The mask of an RGB photo, in a list, as rembg's sessions answer."""
        pixels = np.array(photo.resize((320, 320), Image.Resampling.LANCZOS))
        normal = (pixels / max(pixels.max(), 1e-6) - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
        answers = self._network.run(None, {self._input: normal.transpose(2, 0, 1)[None].astype(np.float32)})
        answer = np.asarray(answers[0])[0, 0]
        low, high = answer.min(), answer.max()
        mask = Image.fromarray(((answer - low) / (high - low) * 255).astype(np.uint8))
        return [mask.resize(photo.size, Image.Resampling.LANCZOS)]


@cache
def _shipped(path: Path) -> Any:
    return _loaded(path, SHIPPED)


def _loaded(path: Path, model: str) -> Any:
    from onnxruntime import SessionOptions

    options = SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waits asleep: other stages run too
    options.enable_mem_pattern = False  # for two looks, planning how memory is used again takes longer than it saves
    options.enable_cpu_mem_arena = False  # it would keep for good what a look takes, 260 MB of the shipped model
    if model == SHIPPED:
        return _U2netp(path, options)
    from rembg.sessions import sessions

    kind = sessions[model]
    # The session class otherwise asks the network whether the file is the newest, or for the file itself.
    offline = type(kind.__name__, (kind,), {"download_models": classmethod(lambda *_, **__: str(path))})
    return offline(model, options)


def _session(model: str) -> Any:
    """The rembg session for `model`. The shipped one is kept, and shared by threads, as its runs are independent.

    Others may be a gigabyte each, and are loaded anew for every photo.
    """
    with _loading:
        path = _model_file(model)
        return _shipped(path) if model == SHIPPED else _loaded(path, model)


def _model_file(model: str) -> Path:
    if model == SHIPPED:
        path = asset("models", f"{SHIPPED}.onnx")
        if md5(path.read_bytes(), usedforsecurity=False).hexdigest() != _SHIPPED_MD5:
            raise MissingAsset(
                f"The cut-out model assets/models/{path.name} is damaged: its checksum is not the shipped file's.",
                "Restore it from the repository, or install the studio again.",
            )
        return path
    from rembg.sessions import sessions

    if model not in sessions:
        raise MissingAsset(f"rembg has no model called {model!r}.", f"Choose one of: {', '.join(sorted(sessions))}.")
    home = models_home()
    path = home / f"{model}.onnx"
    if not path.is_file():
        raise MissingAsset(
            f"The cut-out model {model} is not on this machine.",
            f"Put {path.name} into {home} (U2NET_HOME names another folder), or use {SHIPPED}.",
        )
    return path


def _asked(session: Any, photo: NDArray[np.uint8]) -> Opacity:
    """What the network says of the photo, scaled to the photo's size."""
    answer = session.predict(Image.fromarray(photo))[0]
    return np.asarray(answer, np.float32) / np.float32(255)


def _two_passes(session: Any, photo: NDArray[np.uint8]) -> tuple[Opacity, float]:
    """The network's matte, and the size of the network's own pixel in it.

    The network sees 320 x 320 pixels. A second look at the product's own box sees more of it; it is believed only
    where both agree on what the product is. Where they do not, the matte is between them, so that the doubt shows.
    """
    height, width = photo.shape[:2]
    first = _asked(session, photo)
    coarse = max(height, width) / 320
    box = _box(first > 0.5)
    if box is None:
        return first, coarse
    top, bottom, left, right = box
    my, mx = round((bottom - top) * _MARGIN) + 2, round((right - left) * _MARGIN) + 2
    window = (slice(max(0, top - my), min(height, bottom + my)), slice(max(0, left - mx), min(width, right + mx)))
    closer = _asked(session, np.ascontiguousarray(photo[window]))
    second = np.zeros_like(first)
    second[window] = closer
    union = ((first > 0.5) | (second > 0.5)).sum()
    if ((first > 0.5) & (second > 0.5)).sum() <= _AGREEMENT * union:
        return np.asarray((first + second) / 2, np.float32), coarse
    return second, max(closer.shape) / 320


def _box(inside: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(rows):
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _guided(matte: Opacity, small: NDArray[np.uint8], photo: NDArray[np.uint8], radius: int) -> Opacity:
    """The matte with its edges moved onto the photo's: a guided filter, its lines fitted at the small size.

    He, Sun: Guided Image Filtering (2010), equations 5, 6 and 8, and Fast Guided Filter (2015).
    """
    guide, window = _luma(small), (2 * radius + 1, 2 * radius + 1)

    def mean(plane: Opacity) -> Opacity:
        return np.asarray(cv2.blur(plane, window, borderType=cv2.BORDER_REFLECT), np.float32)

    mean_guide, mean_matte = mean(guide), mean(matte)
    variance = mean(guide * guide) - mean_guide * mean_guide
    slope = np.asarray((mean(guide * matte) - mean_guide * mean_matte) / (variance + 1e-4), np.float32)
    offset = mean_matte - slope * mean_guide
    size = (photo.shape[1], photo.shape[0])
    fine, full_offset = (
        np.asarray(cv2.resize(mean(part), size, interpolation=cv2.INTER_LINEAR), np.float32) for part in (slope, offset)
    )
    fine *= _luma(photo)
    fine += full_offset
    return fine


def _luma(photo: NDArray[np.uint8]) -> Opacity:
    luma = np.asarray(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), np.float32)
    luma /= 255
    return luma


def _smoothstep(values: Opacity, low: float, high: float) -> Opacity:
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)

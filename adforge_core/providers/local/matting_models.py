"""The matting models a marketer may choose instead of the shipped one: what they are good at, and fetching them."""

import os
from pathlib import Path

from adforge_core.errors import MissingAsset
from adforge_core.providers.base import MattingModel

SHIPPED = "u2netp"

_DIS5K = "but trained on DIS5K, whose terms restrict commercial use: check first"

_KNOWN = (
    MattingModel(id=SHIPPED, about="built in, quick; on plain grounds the colour decides. Apache-2.0"),
    MattingModel(id="silueta", about="a small all-rounder. Apache-2.0", download_mb=44),
    MattingModel(id="u2net", about="the built-in one's larger sibling. Apache-2.0", download_mb=176),
    MattingModel(id="isnet-general-use", about=f"crisp outlines. Apache-2.0, {_DIS5K}", download_mb=179),
    MattingModel(id="birefnet-general-lite", about=f"fine detail, slow. MIT, {_DIS5K}", download_mb=224),
    MattingModel(id="birefnet-general", about=f"the finest detail, very slow. MIT, {_DIS5K}", download_mb=973),
)
"""Those of rembg's models that are made for things, not people, and that their makers do not keep from commerce."""


def models() -> tuple[MattingModel, ...]:
    """The models to choose from; what is on this machine already needs no download."""
    return tuple(
        model.model_copy(update={"download_mb": 0}) if (models_home() / f"{model.id}.onnx").is_file() else model
        for model in _KNOWN
    )


def models_home() -> Path:
    """The folder in which rembg looks for its models; asking rembg itself would load it."""
    default = Path(os.environ.get("XDG_DATA_HOME", "~"), ".u2net")
    return Path(os.environ.get("U2NET_HOME", default)).expanduser()


def fetch(model: str) -> None:
    """Downloads a model of rembg's into its folder, checked against rembg's checksum; nothing if it is there.

    Raises MissingAsset when rembg has no such model or it cannot be had.
    """
    if (models_home() / f"{model}.onnx").is_file():
        return
    from rembg.sessions import sessions

    if model not in sessions:
        raise MissingAsset(f"rembg has no model called {model!r}.", f"Choose one of: {', '.join(sorted(sessions))}.")
    try:
        sessions[model].download_models()
    except Exception as error:  # the network, the disk and a wrong checksum have no common base
        raise MissingAsset(
            f"The cut-out model {model} could not be downloaded ({type(error).__name__}).",
            "Check the connection and choose it again; the cut-out stays as it was.",
        ) from error

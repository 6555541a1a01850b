"""The files that are part of the studio: fonts, models, music, samples."""

from pathlib import Path

from adforge_core.errors import MissingAsset

_PACKAGE = Path(__file__).resolve().parent.parent


def asset(*parts: str) -> Path:
    """Returns the path of the file or folder `assets/<parts>`: beside the package in a checkout, inside it in a wheel.

    Raises MissingAsset with the name of the file if it is in neither place.
    """
    for folder in (_PACKAGE.parent / "assets", _PACKAGE / "assets"):
        path = folder.joinpath(*parts)
        if path.exists():
            return path
    name = "/".join(("assets", *parts))
    raise MissingAsset(
        f"{name}, which ships with the studio, is missing.",
        "Restore it from the repository, or install the studio again.",
    )

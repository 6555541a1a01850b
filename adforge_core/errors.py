"""The errors the studio raises: each says what happened and what to do about it.

`str(error)` is one or two sentences to show to people. `error.happened` and `error.to_do` are its two parts.

Example:
    >>> from pathlib import Path
    >>> from adforge_core import BadInput, ProjectFolder
    >>> try:
    ...     ProjectFolder(Path("nowhere")).load()
    ... except BadInput as error:
    ...     print(type(error).__name__)
    BadProject
"""

from pathlib import Path


class AdForgeError(Exception):
    """The base of all errors of the studio: something a person can act on."""

    def __init__(self, happened: str, to_do: str = "") -> None:
        super().__init__(f"{happened} {to_do}".strip())
        self.happened = happened
        self.to_do = to_do


class BadInput(AdForgeError):
    """The input cannot be used. The command line exits with 2."""


class BadBrief(BadInput):
    """The brief has an unknown field, a wrong type or a value out of range."""


class BadPhoto(BadInput):
    """A product photo, logo or background picture cannot be read, or has no usable content."""


class BadProject(BadInput):
    """A project cannot be used: the folder is missing or not a project, it is in use, or a part of it is missing."""


class GoneProject(BadProject):
    """The project in `folder` was deleted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no project in {folder} any more.", "It may have been deleted.")


class NewerProject(BadProject):
    """The project was saved by a newer version of the studio."""


class EditConflict(BadInput):
    """Two edits changed the same field. `fields` are their paths, such as ("scenes", "scene-2", "super").

    `fields` is empty if the revision the edit began from is no longer kept, so the other changes are unknown.
    """

    def __init__(self, fields: tuple[tuple[str, ...], ...] = ()) -> None:
        labels = ", ".join(_label(path) for path in fields)
        super().__init__(
            f"Another window changed this meanwhile: {labels}."
            if fields
            else "So much was changed in other windows that this change cannot be joined with it.",
            "It now shows what is saved; make your change again.",
        )
        self.fields = fields


def _label(path: tuple[str, ...]) -> str:
    if path == ("scenes", "order"):
        return "the order of the scenes"
    return " of ".join(reversed([part for part in path if part != "scenes"]))


class BadVideo(BadInput):
    """A video cannot be read."""


class BadOutput(BadInput):
    """A file or folder cannot be written: it does not exist, is not writable, or the disk is full."""


class MissingAsset(AdForgeError):
    """A font, model or track that is part of the studio is missing."""


class MissingProgram(AdForgeError):
    """A program the studio needs, such as ffmpeg, cannot be started."""


class StageFailed(AdForgeError):
    """A stage could not make its result. The pipeline then uses the fallback of the stage and notes it."""


class Unsayable(StageFailed):
    """No voice can speak a line in its scene: it is too long, or has no words."""


class OverBudget(StageFailed):
    """A request would exceed the project's budget. It was not sent."""

    def __init__(self, provider: str, cost_usd: float, spent_usd: float, budget_usd: float) -> None:
        super().__init__(
            f"It would cost ${cost_usd:.2f} by {provider}; "
            f"${spent_usd:.2f} of the project's ${budget_usd:.2f} are spent.",
            "Raise its budget (in Settings, or with --budget) to have it made so.",
        )


class Cancelled(AdForgeError):
    """The work was stopped by `RunMonitor.cancel`."""

    def __init__(self) -> None:
        super().__init__("The work was cancelled.", "What was finished is kept; run it again to go on.")

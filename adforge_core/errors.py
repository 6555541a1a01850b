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
        super().__init__(f"There is no longer a project in {folder}.", "It may have been deleted.")


class NewerProject(BadProject):
    """The project was saved by a newer version of the studio."""


class EditConflict(BadInput):
    """Two edits changed the same field. `fields` are their paths, such as ("scenes", "scene-2", "super").

    `done` is what the other edit did, in words: "changed the headline of scene 2". Both are empty if the revision the
    edit began from is no longer kept, so the other changes are unknown.
    """

    def __init__(self, fields: tuple[tuple[str, ...], ...] = (), done: str = "") -> None:
        super().__init__(
            f"Another window has {done}."
            if done
            else "Too much has changed in other windows since this page was opened.",
            "The page now shows what is saved. Make your change again.",
        )
        self.fields = fields


class BadVideo(BadInput):
    """A video cannot be read."""


class BadSound(BadInput):
    """A sound file cannot be read, or nobody speaks in it."""


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
            f"{provider} would charge ${cost_usd:.2f} for this; "
            f"${spent_usd:.2f} of the project's budget of ${budget_usd:.2f} is spent.",
            "Raise the budget in Settings or with --budget.",
        )


class Cancelled(AdForgeError):
    """The work was stopped by `RunMonitor.cancel`."""

    def __init__(self) -> None:
        super().__init__("The work was cancelled.", "Finished work is kept. Run it again to continue.")

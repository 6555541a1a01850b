"""Every error the studio raises on purpose: what happened, and what to do about it.

To show an error to people, print `str(error)`: one or two plain sentences, never a traceback.
"""

from pathlib import Path


class AdForgeError(Exception):
    """Something went wrong that a person can act on.

    `happened` says what went wrong; `to_do` says what to do about it, and may be empty.
    """

    def __init__(self, happened: str, to_do: str = "") -> None:
        super().__init__(f"{happened} {to_do}".strip())
        self.happened = happened
        self.to_do = to_do


class BadInput(AdForgeError):
    """What the user supplied cannot be used. The command line exits with 2."""


class BadBrief(BadInput):
    """The brief has an unknown field, a wrong type or a value out of range."""


class BadPhoto(BadInput):
    """The product photo, logo or background picture cannot be read, or shows nothing that can be used."""


class BadProject(BadInput):
    """A project folder is missing or not a project, or the project lacks something that is needed."""


class GoneProject(BadProject):
    """The project that was in `folder` is no longer there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no longer a project in {folder}.", "It may have been deleted.")


class NewerProject(BadProject):
    """The project was written by a newer version of the studio."""


class EditConflict(BadInput):
    """Two edits changed the same fields. `fields` are paths such as ("scenes", "scene-2", "super").

    `names` is what people call these fields: "the headline of scene 2". Both are empty if the revision that the edit
    started from is no longer kept, so that nobody knows what else has changed.
    """

    def __init__(self, fields: tuple[tuple[str, ...], ...] = (), names: str = "") -> None:
        super().__init__(
            f"Another window has changed {names}."
            if names
            else "Too much has changed in other windows since this page was opened.",
            "The page now shows what is saved. Make your change again.",
        )
        self.fields = fields


class BadVideo(BadInput):
    """A video file cannot be read."""


class BadOutput(BadInput):
    """The output folder does not exist, is not writable, or its disk is full."""


class MissingAsset(AdForgeError):
    """A font, model or track that ships with the studio is missing or damaged."""


class MissingProgram(AdForgeError):
    """A program the studio needs, such as ffmpeg, cannot be started."""


class StageFailed(AdForgeError):
    """A stage could not make its result. The pipeline uses the stage's fallback and notes it."""


class Unsayable(StageFailed):
    """A line cannot be spoken in its scene by any voice: it is too long, or has no words."""


class OverBudget(StageFailed):
    """Something would exceed the project's budget. Nothing was spent on it."""

    def __init__(self, provider: str, cost_usd: float, spent_usd: float, budget_usd: float) -> None:
        super().__init__(
            f"{provider} would charge ${cost_usd:.2f} for this; "
            f"${spent_usd:.2f} of the project's budget of ${budget_usd:.2f} is spent.",
            "Raise the budget in Settings or with --budget.",
        )


class Cancelled(AdForgeError):
    """Somebody stopped the work."""

    def __init__(self) -> None:
        super().__init__("The work was cancelled.", "Finished work is kept. Run it again to continue.")

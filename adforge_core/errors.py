"""Every error the studio raises on purpose: what happened, and what to do about it.

A caller that shows errors to people prints `str(error)`: one or two plain sentences, never a traceback.
"""

from pathlib import Path


class AdForgeError(Exception):
    """Something went wrong that a person can act on."""

    def __init__(self, happened: str, to_do: str = "") -> None:
        super().__init__(f"{happened} {to_do}".strip())
        self.happened = happened
        self.to_do = to_do


class BadInput(AdForgeError):
    """What the user handed in cannot be used. The command line exits with 2."""


class BadBrief(BadInput):
    """The brief has an unknown field, a wrong type or a value out of range."""


class BadPhoto(BadInput):
    """The product photo, logo or background picture cannot be read or holds nothing to use."""


class BadProject(BadInput):
    """A project folder is missing or not a project, or something that is wanted of it is not there."""


class GoneProject(BadProject):
    """The project that was in `folder` is there no more."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no project in {folder} any more.", "It may have been deleted.")


class NewerProject(BadProject):
    """The project was written by a studio newer than this one."""


class EditConflict(BadInput):
    """Two edits of the same field: `fields` names them, as paths such as ("scenes", "scene-2", "super").

    None are named where what an edit began from is not kept any more, so that nobody can say what else was changed.
    """

    def __init__(self, fields: tuple[tuple[str, ...], ...] = ()) -> None:
        named = ", ".join(_named(path) for path in fields)
        super().__init__(
            f"Another window changed this meanwhile: {named}."
            if fields
            else "So much was changed in other windows that this change cannot be joined with it.",
            "It now shows what is saved; make your change again.",
        )
        self.fields = fields


def _named(path: tuple[str, ...]) -> str:
    if path == ("scenes", "order"):
        return "the order of the scenes"
    return " of ".join(reversed([part for part in path if part != "scenes"]))


class BadVideo(BadInput):
    """A video file cannot be read."""


class BadOutput(BadInput):
    """The place to write to does not exist, is not writable, or is full."""


class MissingAsset(AdForgeError):
    """A font, model or track that ships with the studio is not where it belongs."""


class MissingProgram(AdForgeError):
    """A program the studio needs, such as ffmpeg, cannot be started."""


class StageFailed(AdForgeError):
    """A stage could not make its result. The pipeline answers with the stage's lesser result and says so."""


class Unsayable(StageFailed):
    """A line cannot be said in its scene, whoever says it: it is too long, or holds no words."""


class OverBudget(StageFailed):
    """Something would cost more than the project may. Nothing was spent on it."""

    def __init__(self, provider: str, cost_usd: float, spent_usd: float, budget_usd: float) -> None:
        super().__init__(
            f"It would cost ${cost_usd:.2f} by {provider}; "
            f"${spent_usd:.2f} of the project's ${budget_usd:.2f} are spent.",
            "Raise its budget (in Settings, or with --budget) to have it made so.",
        )


class Cancelled(AdForgeError):
    """Somebody asked for the work to stop."""

    def __init__(self) -> None:
        super().__init__("The work was cancelled.", "What was finished is kept; run it again to go on.")

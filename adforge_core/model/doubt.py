"""Doubts about a cut-out: what may be wrong with it, and what to do."""

from enum import StrEnum

from adforge_core.model.value import Value


class DoubtKind(StrEnum):
    """What may be wrong with a cut-out, or, of the kind source, was lost when its photo was read."""

    UNCLEAR = "unclear"
    SEE_THROUGH = "see-through"
    PIECES = "pieces"
    SEVERAL = "several"
    PERSON = "person"
    CUT_OFF = "cut off"
    SMALL = "small"
    SOURCE = "source"


class Doubt(Value):
    """One doubt about a cut-out.

    `said` is what may be wrong, a sentence; `remedy` is what to do, a sentence. A doubt that `spoils` is visible in
    every shot of the cut-out; another one is worth a look.
    """

    kind: DoubtKind
    said: str
    remedy: str
    spoils: bool = False

    def __str__(self) -> str:
        return f"{self.said} {self.remedy}"

"""What is done to a user's own clip or picture before it is a background."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from adforge_core.model.value import Box, Value

SHORTEST_CLIP_S = 0.2
SLOWEST, FASTEST = 0.25, 4.0


class AtItsEnd(StrEnum):
    """What follows when a clip is over before its scene is."""

    REPEAT = "repeat"
    BACK_AND_FORTH = "back and forth"
    HOLD = "hold"


class ClipEdit(Value):
    """How a user's own background is used: the part of its time and of its picture, its pace, and its sound.

    `start_s` and `end_s` are in seconds of the clip, None being its end. `crop` is the part of the picture that is
    shown, as fractions from its top left. At `speed` 2 the clip runs twice as fast. `sound_db` is the level of its own
    sound in dB, 0 being as loud as a voice; None leaves it out. Of a picture only the crop counts.

    Example:
        >>> from adforge_core import ClipEdit
        >>> ClipEdit(start_s=2, end_s=5, speed=0.5, sound_db=-9).of_the_picture
        ClipEdit(start_s=2.0, end_s=5.0, crop=None, speed=0.5, at_its_end=<AtItsEnd.REPEAT: 'repeat'>, sound_db=None)
    """

    start_s: float = Field(default=0, ge=0, le=7200)
    end_s: float | None = Field(default=None, ge=SHORTEST_CLIP_S, le=7200)
    crop: Box | None = None
    speed: float = Field(default=1, ge=SLOWEST, le=FASTEST)
    at_its_end: AtItsEnd = AtItsEnd.REPEAT
    sound_db: float | None = Field(default=None, ge=-40, le=6)

    @model_validator(mode="after")
    def _something_is_left(self) -> Self:
        if self.end_s is not None and self.end_s < self.start_s + SHORTEST_CLIP_S:
            least = {"least_s": SHORTEST_CLIP_S}
            raise PydanticCustomError("too_little_left", "a clip must end at least {least_s} s after its start", least)
        box = self.crop
        if box and not (0 <= box.left < box.right <= 1 and 0 <= box.top < box.bottom <= 1):
            raise PydanticCustomError("no_part", "a crop is a part of the picture, from 0 to 1")
        return self

    @property
    def of_the_picture(self) -> Self:
        """The same without the sound: what its pictures follow from."""
        return self.model_copy(update={"sound_db": None})

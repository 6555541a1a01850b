"""The user's own music, as a maker of beds that knows one piece."""

from dataclasses import dataclass
from pathlib import Path

from adforge_core.errors import BadSound
from adforge_core.media.audio import RATE, decode_given
from adforge_core.providers.base import BedRequest, MadeBed, Track
from adforge_core.providers.music import QUIETEST, bed_from, tempo_for

SHORTEST_S = 5.0
LONGEST_S = 900.0


@dataclass(frozen=True)
class OwnMusic:
    """Fits the piece in `file` to the ad on whole bars, as the studio's own music is."""

    file: Path

    name = "own"
    version = "1"

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The piece, with the name of its file as its id."""
        return (Track(id=self.file.name, title="Your music", mood="", file=self.file),)

    def make(self, request: BedRequest) -> MadeBed:
        """The bed for `request`. It has no beats where none are clear. Raises StageFailed if the file is damaged."""
        return bed_from(self.file, request.frames, self.file.name, tempo_for(request.mood))


def check_own_music(file: Path) -> None:
    """Checks a piece of the user's. Raises BadSound if it cannot be read, is silent, or is too short or too long."""
    sound = decode_given(file, "music", RATE // 4, LONGEST_S + 1)
    length = 4 * len(sound) / RATE
    if length < SHORTEST_S:
        raise BadSound(f"The music lasts {length:.1f} s.", f"Use a piece of at least {SHORTEST_S:.0f} s.")
    if length > LONGEST_S:
        raise BadSound(
            f"The music lasts more than {LONGEST_S / 60:.0f} min.", "Cut out the part you want: at most 15 min."
        )
    if not abs(sound).max(initial=0) > QUIETEST:
        raise BadSound("The music is silent.", "Choose another file.")

"""The ad's sound: voice, bed and their levels."""

import operator

from pydantic import Field

from adforge_core.model.value import Value


class Word(Value):
    """One spoken word as captions show it, with its start and end in seconds from the start of the line."""

    text: str
    start: float
    end: float


class Recording(Value):
    """The user's own recording of a VO line. `media` names a sound file in the project's media folder.

    It is heard as long as its scene says `line`.
    """

    media: str
    line: str


class VoiceTake(Value):
    """A VO line as it is heard in the ad. `media` names a WAV file in the project's media folder.

    `voice` is the speaker's id, or the media file of the user's recording it was made from.
    """

    line: str
    voice: str
    speed: float = Field(description="the pace, 1 being the voice's natural one")
    wanted_speed: float = Field(default=1, description="the pace asked for; a short scene is spoken faster")
    stability: float = 0.5
    media: str
    seconds: float
    unhurried_s: float = Field(default=0, ge=0, description="its length at the pace asked for; 0 if not known")
    words: tuple[Word, ...]
    provider: str

    @property
    def natural_s(self) -> float:
        """The length of the line in seconds at the pace asked for; an estimate if it was not measured."""
        return self.unhurried_s or self.seconds * self.speed / self.wanted_speed


class BedTake(Value):
    """The ad's music, fitted to the ad's length. `media` names a WAV file in the project's media folder."""

    track: str
    music: str = ""
    frames: int = Field(default=0, ge=0, description="the length of the ad it was fitted to")
    tempo: float = Field(description="beats per minute, after fitting")
    beats: tuple[float, ...] = Field(description="seconds from the ad's start")
    media: str
    provider: str


class Sound(Value):
    """Voice, bed, accents and their levels. Levels are in dB; `ducking` is how far the bed is lowered under the voice.

    `voice` is a speaker's id; if empty, the provider's default speaker is used. `track` is the id of a piece of music;
    if empty, the bed maker chooses by mood. `music` describes the music to compose, for providers that compose.
    `accents` says whether there are sound effects on cuts and words; `accent_level` is relative to the style's own.

    Example:
        >>> from adforge_core import Sound
        >>> Sound(bed_level=-12).ducking
        9
    """

    voice: str = ""
    speed: float = Field(
        default=1,
        ge=0.9,
        le=1.15,
        description="the pace, 1 being the voice's natural one; the first plan sets the style's",
    )
    stability: float = Field(
        default=0.5, ge=0, le=1, description="how evenly the voice speaks, for voices that can vary"
    )
    track: str = ""
    music: str = Field(default="", max_length=300)
    # Not in keys while they have their defaults: those of ads of earlier versions stay as they are.
    own_music: str = Field(
        default="", exclude_if=operator.not_, description="the media file of music supplied by the user"
    )
    music_on: bool = Field(default=True, exclude_if=bool, description="whether the ad has music")
    voice_level: float = Field(default=0, ge=-24, le=12)
    bed_level: float = Field(default=-9, ge=-40, le=6)
    ducking: float = Field(default=9, ge=0, le=24)
    accents: bool = Field(default=False, description="switched on by the first plan; not in ads of earlier versions")
    accent_level: float = Field(default=0, ge=-24, le=12)
    bed: BedTake | None = None


class Cue(Value):
    """One caption: a few words shown together, from the scene's frame `first` to before `end`.

    The words' times are in seconds from the start of the scene.
    """

    words: tuple[Word, ...]
    first: int
    end: int

    @property
    def text(self) -> str:
        """The caption as one line of text."""
        return " ".join(word.text for word in self.words)

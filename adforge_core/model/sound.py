"""What the ad sounds like."""

from pydantic import Field

from adforge_core.model.value import Value


class Word(Value):
    """One spoken word as it is written in captions, and when it is heard: seconds from the line's start."""

    text: str
    start: float
    end: float


class VoiceTake(Value):
    """One recording of a VO line. `media` names a WAV file in the project's media folder."""

    line: str
    voice: str
    speed: float = Field(description="against the voice's natural pace")
    wanted_speed: float = Field(default=1, description="the pace asked for; `speed` is faster where the scene is short")
    stability: float = 0.5
    media: str
    seconds: float
    unhurried_s: float = Field(default=0, ge=0, description="how long it lasts at the pace asked for; 0: not known")
    words: tuple[Word, ...]
    provider: str

    @property
    def natural_s(self) -> float:
        """How long the line lasts at the pace asked for, as far as it is known."""
        return self.unhurried_s or self.seconds * self.speed / self.wanted_speed


class BedTake(Value):
    """The ad's music, fitted to its length. `media` names a WAV file in the project's media folder."""

    track: str
    music: str = ""
    frames: int = Field(default=0, ge=0, description="the length of the ad it was fitted to")
    tempo: float = Field(description="beats a minute, after fitting")
    beats: tuple[float, ...] = Field(description="seconds from the ad's start")
    media: str
    provider: str


class Sound(Value):
    """Voice, bed and their levels. Levels are in dB; `ducking` is how far the bed falls under the voice.

    `voice` is a speaker's id; where it is empty the provider's usual one speaks. `track` is the music asked for by
    name; where it is empty the bed's maker chooses by mood. `music` is what was asked of music that is composed.
    """

    voice: str = ""
    speed: float = Field(default=1, ge=0.9, le=1.15, description="against the voice's natural pace")
    stability: float = Field(default=0.5, ge=0, le=1, description="how evenly a voice speaks that can vary")
    track: str = ""
    music: str = Field(default="", max_length=300)
    voice_level: float = Field(default=0, ge=-24, le=12)
    bed_level: float = Field(default=-9, ge=-40, le=6)
    ducking: float = Field(default=9, ge=0, le=24)
    bed: BedTake | None = None


class Cue(Value):
    """One caption: a few words shown together. Frames count from the scene's start; `end` is not included.

    The words' times are seconds from the scene's start.
    """

    words: tuple[Word, ...]
    first: int
    end: int

    @property
    def text(self) -> str:
        """The words as they are written."""
        return " ".join(word.text for word in self.words)

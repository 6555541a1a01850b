"""How the words of a scene appear."""

from enum import StrEnum


class Reveal(StrEnum):
    """The ways a super appears.

    Word by word follows the voice where it says the super, and the music elsewhere; quiet styles then take whole lines.
    A list ticks off its points one after another, a count runs up to its number. Where the voice lists points, the list
    can be shown in the super's place, each point ticked as it is said.
    """

    TOGETHER = "together"
    WORD_BY_WORD = "word by word"
    LIST = "list"
    COUNT = "count"
    SAID = "list that is said"

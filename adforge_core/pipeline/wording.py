"""The words of a scene as a value, and how they are laid out."""

import operator
from typing import Self

from pydantic import Field

from adforge_core.model.brief import Style
from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.project import Project
from adforge_core.model.shots import Effect
from adforge_core.model.sound import Cue
from adforge_core.model.storyboard import Role, Take
from adforge_core.model.styles import guide
from adforge_core.model.value import Value, frames_in
from adforge_core.pipeline.inputs import is_font_file, read_picture
from adforge_core.project.stores import MediaStore
from adforge_core.stages.captions import cues
from adforge_core.stages.titles import Titles, Words, entrance, lay_out, trimmed

_READ, _AFTERWARDS = 22, 12
"""The fewest frames from a button that is there to its press, and from that to the end of the ad."""


class Wording(Value):
    """All words of a scene. `logo` names a file in the media folder.

    `opens` says that it is the first scene of an ad with shots, `under_words` that all words are above the product, or
    beside it, and `branded` that the brand's name is above the super. The end card appears on frame `card_from` of its
    scene; 0 for its first one, or a few frames later. Its button is pressed on frame `presses`.
    """

    role: Role
    style: Style
    frames: int
    overlap: int = Field(default=0, serialization_alias="takeover")  # its name in the keys of ads that are delivered
    super: str = ""
    super_y: float = 0.0
    cues: tuple[Cue, ...] = ()
    brand: str = ""
    logo: str = ""
    legal: str = ""
    offer: str = ""
    cta: str = ""
    end_card: bool = False
    branded: bool = Field(default=False, exclude_if=operator.not_)
    presses: int = Field(default=0, exclude_if=operator.not_)
    # Not in keys while they have no value: those of ads of earlier versions stay as they are.
    opens: bool = Field(default=False, exclude_if=operator.not_)
    under_words: bool = Field(default=False, exclude_if=operator.not_)
    card_from: int = Field(default=0, exclude_if=operator.not_)

    @classmethod
    def of(cls, project: Project, index: int) -> Self:
        """Returns the words of the scene at `index`. The last scene is the end card."""
        scene, brief = project.scenes[index], project.brief
        common = cls(
            role=scene.role,
            style=brief.style,
            frames=scene.frames,
            overlap=scene.overlap if index else 0,
            super=scene.super,
            brand=brief.brand.name or brief.product,
            branded=scene.branded,
            opens=not index and bool(scene.shots),
        )
        spoken = cues(scene.voice, scene.voice_frame, scene.frames) if scene.voice else ()
        if index < len(project.scenes) - 1:
            by_hand = scene.super_y_in(project.format) or 0.0
            low = project.format.captions is not None and not by_hand and not _stands_high(scene.take, end_card=False)
            return common.model_copy(update={"cues": spoken, "super_y": by_hand, "under_words": low})
        # The last shot of the last scene is the end card. Before it the line is captioned.
        card_from = max((0, *scene.cuts))
        end_card = {
            "logo": brief.brand.logo,
            "legal": brief.brand.legal,
            "offer": project.offer,
            "cta": project.cta,
            "presses": press_of(project),
            "end_card": True,
            "under_words": not _stands_high(scene.take, end_card=True),
            "card_from": card_from,
            "cues": tuple(_until(cue, card_from) for cue in spoken if cue.first < card_from),
        }
        return common.model_copy(update=end_card)

    @property
    def first(self) -> int:
        """The first frame with words."""
        appear = entrance(self.frames, self.overlap, opens=self.opens, card_from=self.card_from)
        return min([appear, *(cue.first for cue in self.cues)])

    def lay_out(self, look: Look, format: Format, size: tuple[int, int], media: MediaStore) -> Titles:
        """Lays out the words in the look's type for a frame of `size` pixels."""
        faces = {
            use: str(media.local(name)) if is_font_file(name) else name
            for use, name in (("headline", look.type.headline), ("text", look.type.text))
        }
        words = Words(
            role=self.role,
            style=self.style,
            super=self.super,
            super_y=self.super_y,
            cues=self.cues,
            frames=self.frames,
            overlap=self.overlap,
            brand=self.brand,
            branded=self.branded,
            presses=self.presses,
            logo=trimmed(read_picture(media.local(self.logo))) if self.logo else None,
            legal=self.legal,
            offer=self.offer,
            cta=self.cta,
            end_card=self.end_card,
            opens=self.opens,
            under_words=self.under_words,
            card_from=self.card_from,
        )
        own_look = look.model_copy(update={"type": look.type.model_copy(update=faces)})
        return lay_out(words, own_look, format, size)


def press_of(project: Project) -> int:
    """Returns the frame of the last scene on which its button is pressed: a beat, when it can be read; 0 for never."""
    scene = project.scenes[-1]
    if not project.cta or Effect.PRESS not in scene.coverage[-1].effects:
        return 0
    first, titles = project.first_frame(len(project.scenes) - 1), guide(project.brief.style).titles
    overlap = scene.overlap if len(project.scenes) > 1 else 0
    shown = entrance(scene.frames, overlap, card_from=max((0, *scene.cuts))) + 2 * titles.pause + titles.frames_in
    earliest, latest = shown + _READ, scene.frames - _AFTERWARDS
    bed = project.sound.bed
    beats = [frames_in(beat) - first for beat in bed.beats] if bed else []
    found = min((beat for beat in beats if earliest <= beat <= latest), default=earliest)
    return found if found <= latest else 0


def _until(cue: Cue, end: int) -> Cue:
    """Returns the cue without what comes after frame `end`."""
    return cue.model_copy(update={"end": min(cue.end, end)})


def _stands_high(take: Take | None, *, end_card: bool) -> bool:
    """Whether the take is from an earlier version, which had room for words below the product."""
    if take is None:
        return False
    format = take.format
    first, now = (
        (format.first_end_card_stand.y, format.end_card_stand.y) if end_card else (format.first_stand.y, format.stand.y)
    )
    return take.ground.stand.y < (first + now) / 2

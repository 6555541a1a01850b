"""The words of a scene as a value, and how they are laid out."""

import operator
from typing import Self

from pydantic import Field

from adforge_core.media.photo import open_logo
from adforge_core.media.scripts import words_of, written_language
from adforge_core.model.brief import Style
from adforge_core.model.figures import figure_in
from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.offer import short_offer
from adforge_core.model.points import list_in, points_in
from adforge_core.model.project import Project
from adforge_core.model.reveal import Reveal
from adforge_core.model.shots import Arrangement, Effect, Framing
from adforge_core.model.sound import Cue
from adforge_core.model.storyboard import Role, Scene, Take
from adforge_core.model.styles import guide
from adforge_core.model.value import FPS, Value, frames_in
from adforge_core.pipeline.inputs import is_font_file
from adforge_core.project.stores import MediaStore
from adforge_core.providers.languages import is_chosen, language_of
from adforge_core.stages.captions import cues, divided, said_at, unsaid, whole_start
from adforge_core.stages.titles import Titles, Words, entrance, lay_out, trimmed

_SEEN_BEFORE = 2
"""How many frames before it is heard a word appears: it takes as long to be seen."""

_FIRST_WORDS = 2
"""The words of the super that are there on the ad's first frame."""

_AT_ONCE = 12
"""The super that opens an ad follows the voice only if it is said within this many frames."""

_STEPS = {False: (5, 9), True: (10, 22)}
"""The fewest and the most frames between two words, and between two lines."""

_PLAIN_STEP = {False: 6, True: 14}
"""The same where there is no music."""

_FILLED = frozenset((Framing.DETAIL, Framing.TYPE))
"""The framings with no room for a sticker: the product, or words, fill the frame."""

_SOON, _LATER, _AFTER = 60, 24, 10
"""When the sticker appears in the ad's first scene: at a cut up to the first of these frames, else on the second. In
others, the third is how long after the super."""

_READ, _AFTERWARDS = 22, 12
"""The fewest frames from a button that is there to its press, and from that to the end of the ad."""


class Wording(Value):
    """All words of a scene. `logo` names a file in the media folder.

    `opens` says that it is the first scene of an ad with shots, `under_words` that all words are above the product,
    or beside it, and `branded` that the brand's name is above the super. The end card appears on frame `card_from` of
    its scene; 0 for its first one, or a few frames later. Its button is pressed on frame `presses`. `moments` are the
    frames on which the words of the super appear, if the voice says it; else they appear one every `step` frames, if
    that is not 0. `sticker` is the offer in a few words, shown in `sticker_runs`; on the end card the offer itself is
    on a sticker if `offer_on_sticker`. The super fills the frame in the runs of frames `alone`. `whole_phrases` is as
    in the scene, and `over_details` says that the product fills the frame behind the super in some shots. `language` is
    that of the ad's words, where letters depend on it.
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
    reveal: Reveal = Field(default=Reveal.TOGETHER, exclude_if=lambda reveal: reveal is Reveal.TOGETHER)
    moments: tuple[int, ...] = Field(default=(), exclude_if=operator.not_)
    step: int = Field(default=0, exclude_if=operator.not_)
    sticker: str = Field(default="", exclude_if=operator.not_)
    sticker_runs: tuple[tuple[int, int], ...] = Field(default=(), exclude_if=operator.not_)
    offer_on_sticker: bool = Field(default=False, exclude_if=operator.not_)
    alone: tuple[tuple[int, int], ...] = Field(default=(), exclude_if=operator.not_)
    whole_phrases: bool = Field(default=False, exclude_if=operator.not_)
    over_details: bool = Field(default=False, exclude_if=operator.not_)
    language: str = Field(default="", exclude_if=operator.not_)

    @classmethod
    def of(cls, project: Project, index: int) -> Self:
        """Returns the words of the scene at `index`. The last scene is the end card."""
        scene, brief = _as_listed(project.scenes[index], project.brief.product), project.brief
        common = cls(
            role=scene.role,
            style=brief.style,
            frames=scene.frames,
            overlap=scene.overlap if index else 0,
            super=scene.super,
            brand=brief.brand.name or brief.product,
            branded=scene.branded,
            opens=not index and bool(scene.shots),
            alone=_alone(scene) if scene.super and index < len(project.scenes) - 1 else (),
            whole_phrases=scene.whole_phrases,
            over_details=scene.whole_phrases and any(shot.framing is Framing.DETAIL for shot in scene.shots),
            language=_language(project),
        )
        spoken = cues(scene.voice, scene.voice_frame, scene.frames) if scene.voice else ()
        if index < len(project.scenes) - 1:
            by_hand = scene.super_y_in(project.format) or 0.0
            low = project.format.captions is not None and not by_hand and not _stands_high(scene.take, end_card=False)
            common = common.model_copy(update={"cues": spoken, "super_y": by_hand, "under_words": low})
            common = common.model_copy(update=_revealed(project, scene, opens=common.opens))
            return common.model_copy(update=_stickered(project, scene, common))
        # The last shot of the last scene is the end card. Before it the line is captioned.
        card_from = max((0, *scene.cuts))
        end_card = {
            "logo": brief.brand.logo,
            "legal": brief.brand.legal,
            "offer": project.offer,
            "offer_on_sticker": scene.sticker and bool(project.offer),
            "cta": project.cta,
            "presses": press_of(project),
            "end_card": True,
            "under_words": not _stands_high(scene.take, end_card=True),
            "card_from": card_from,
            "cues": tuple(_until(cue, card_from) for cue in spoken if _before_card(cue, card_from, scene)),
        }
        return common.model_copy(update=end_card)

    @property
    def first(self) -> int:
        """The first frame with words."""
        return min([self.appears, *(cue.first for cue in self.cues)])

    @property
    def appears(self) -> int:
        """The first frame with the super, or with the end card."""
        first = min([first for first, _ in self.alone], default=self.frames)
        if self.moments:
            return min(first, self.moments[0])
        return min(first, entrance(self.frames, self.overlap, opens=self.opens, card_from=self.card_from))

    @property
    def complete(self) -> int:
        """A frame on which all words of the super are there."""
        titles = guide(self.style).titles
        if not (self.moments or self.step):
            return self.appears
        whole = self.moments[-1] if self.moments else self.appears + self.step * len(words_of(self.super))
        return min(whole + titles.word_frames, self.frames * 3 // 5 if self.step else self.frames - 1)

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
            logo=trimmed(open_logo(media.local(self.logo))) if self.logo else None,
            legal=self.legal,
            offer=self.offer,
            cta=self.cta,
            end_card=self.end_card,
            opens=self.opens,
            under_words=self.under_words,
            card_from=self.card_from,
            reveal=self.reveal,
            moments=self.moments,
            step=self.step,
            sticker=self.sticker,
            sticker_runs=self.sticker_runs,
            offer_on_sticker=self.offer_on_sticker,
            alone=self.alone,
            whole_phrases=self.whole_phrases,
            over_details=self.over_details,
            language=self.language,
        )
        own_look = look.model_copy(update={"type": look.type.model_copy(update=faces)})
        return lay_out(words, own_look, format, size)


def _language(project: Project) -> str:
    brief = project.brief
    own = (brief.product, brief.brand.name, brief.brand.legal, project.offer, project.cta)
    written = (text for scene in project.scenes for text in (scene.super, scene.vo))
    return written_language((*own, *written), brief.language if is_chosen(brief) else language_of(brief))


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


def _revealed(project: Project, scene: Scene, *, opens: bool) -> dict[str, object]:
    """Returns the fields of the wording that say how the super of the scene appears, and which captions remain."""
    if scene.reveal is Reveal.TOGETHER or not scene.super:
        return {}
    voice = scene.voice and scene.voice.model_copy(update={"words": divided(scene.voice.words)})
    fields: dict[str, object] = {"reveal": scene.reveal}
    said = said_at(scene.super, voice.words) if voice else None
    shown = [] if voice is None or said is None else [
        min(max(0, scene.voice_frame + frames_in(voice.words[place].start) - _SEEN_BEFORE), scene.frames - 1)
        for place in said
    ]  # fmt: skip
    # The super that opens the ad is there from its first frame, and follows the voice only if that begins with it.
    follows = not opens or (bool(shown) and shown[0] <= _AT_ONCE)
    if voice and said:
        # What the super shows is not captioned too.
        apart = unsaid(said, voice.words, whole=scene.whole_phrases)
        rest = [voice.model_copy(update={"words": words}) for words in apart]
        ends = shown[0] or 1, scene.frames
        fields["cues"] = tuple(
            cue for one, end in zip(rest, ends, strict=True) for cue in cues(one, scene.voice_frame, end)
        )
    if said and follows and scene.reveal is Reveal.LIST and points_in(scene.super):
        return fields | {"moments": tuple(shown[place] for place in _places_of_points(scene.super))}
    if said and follows and scene.reveal is Reveal.WORD_BY_WORD:
        # The first frame of the ad has the hook's first words.
        at_once = whole_start(scene.super, _FIRST_WORDS) if scene.whole_phrases else _FIRST_WORDS
        return fields | {"moments": (*[0] * at_once, *shown[at_once:])[: len(shown)] if opens else tuple(shown)}
    if scene.reveal is Reveal.COUNT and figure_in(scene.super):
        return fields
    tempo = project.sound.bed.tempo if project.sound.bed else 0
    return fields | {"step": _on_beats(tempo, guide(project.brief.style).titles.by_line or scene.reveal is Reveal.LIST)}


def _as_listed(scene: Scene, name: str) -> Scene:
    """Returns the scene with the list that its voice says in the super's place, if it is to be shown so."""
    if scene.reveal is not Reveal.SAID:
        return scene
    listed = list_in(scene.vo, name) if scene.super else ""
    update = {"super": listed, "reveal": Reveal.LIST} if listed else {"reveal": Reveal.WORD_BY_WORD}
    return scene.model_copy(update=update)


def _alone(scene: Scene) -> tuple[tuple[int, int], ...]:
    """Returns the first frame and the end of each shot of type only."""
    starts = (0, *scene.cuts, scene.frames)
    shots = zip(scene.shots, starts, starts[1:], strict=False)
    return tuple((first, end) for shot, first, end in shots if shot.framing is Framing.TYPE)


def _places_of_points(text: str) -> list[int]:
    """Returns the place among the words of `text` of the first word of each of its points."""
    places, at = [], 0
    for point in points_in(text):
        at = text.casefold().index(point.casefold(), at)
        places.append(len(words_of(text[:at])))
        at += len(point)
    return places


def _stickered(project: Project, scene: Scene, wording: Wording) -> dict[str, object]:
    """Returns the fields of the wording for the offer's sticker.

    Where phrases stay whole it is there until the scene ends, or words are alone; else not in shots that the product
    fills.
    """
    offer = short_offer(project.offer) if scene.sticker else ""
    if not offer:
        return {}
    cuts = (0, *scene.cuts, scene.frames)
    open_ = [shot.framing not in _FILLED and shot.arrangement is not Arrangement.SPLIT for shot in scene.coverage]
    early = wording.appears + _AFTER
    if wording.opens:
        early = next((cut for cut, free in zip(cuts[1:], open_[1:], strict=False) if free and cut <= _SOON), _LATER)
    if scene.whole_phrases:
        starts = zip(cuts, scene.coverage, strict=False)
        alone = (first for first, shot in starts if shot.framing is Framing.TYPE and first >= early)
        until = next(alone, scene.frames)
        return {"sticker": offer, "sticker_runs": ((early, until),)} if until > early else {}
    runs: list[tuple[int, int]] = []
    for free, first, end in zip(open_, cuts, cuts[1:], strict=False):
        begin = max(first, early)
        if not free or begin >= end:
            continue
        runs = [*runs[:-1], (runs[-1][0], end)] if runs and runs[-1][1] == begin else [*runs, (begin, end)]
    return {"sticker": offer, "sticker_runs": tuple(runs)} if runs else {}


def _on_beats(tempo: float, by_line: bool) -> int:
    """Returns the frames between two words, or lines: a beat, or the part of one that a reader can follow."""
    low, high = _STEPS[by_line]
    beat = 60 / tempo * FPS if tempo else 0
    parts = [round(beat / part) for part in (1, 2, 3, 4)]
    return next((part for part in parts if low <= part <= high), _PLAIN_STEP[by_line])


def _until(cue: Cue, end: int) -> Cue:
    """Returns the cue without what comes after frame `end`."""
    return cue.model_copy(update={"end": min(cue.end, end)})


def _before_card(cue: Cue, card_from: int, scene: Scene) -> bool:
    """Whether a caption is shown before the end card: one that is half said then is not, if phrases stay whole."""
    last = frames_in(cue.words[-1].start)
    return cue.first < card_from and (last < card_from or not scene.whole_phrases)


def _stands_high(take: Take | None, *, end_card: bool) -> bool:
    """Whether the take is from an earlier version, which had room for words below the product."""
    if take is None:
        return False
    format = take.format
    first, now = (
        (format.first_end_card_stand.y, format.end_card_stand.y) if end_card else (format.first_stand.y, format.stand.y)
    )
    return take.ground.stand.y < (first + now) / 2

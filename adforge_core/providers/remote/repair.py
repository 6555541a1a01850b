"""A plan from whatever a language model answered: what is paid for is used, and what can be put right is.

An answer is nonsense, and refused, in two cases: it has no list of scenes with an object in it, or nothing of what it
says can be said in any of the scenes whose words the brief leaves open. All else is put right by what is nearest to the
answer, or where nothing is, by what the studio's own planner would have done at that place.
"""

from dataclasses import dataclass, field
from functools import cached_property

from adforge_core.model.addresses import button_text
from adforge_core.model.look import Grade, KeyLight, Look, Palette
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Product
from adforge_core.model.shots import MOST_SHOTS, Framing
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Plan, PlannedScene, PlannedShot, Role, Transition, TransitionKind
from adforge_core.providers.arrangement import Outline, arranged, notes_on_scenes, role_at
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.local.planner import LocalPlanner
from adforge_core.providers.local.planner.copy_checks import lines_beside
from adforge_core.providers.local.planner.look import lch
from adforge_core.providers.local.planner.text import clipped, ends_well, shortened
from adforge_core.providers.local.planner.writer import OFFER_LETTERS
from adforge_core.providers.local.sets import SETS
from adforge_core.providers.remote import reading
from adforge_core.providers.remote.task import Unusable
from adforge_core.providers.remote.truth import out_of_place, told_by, unfounded

SUPER_LETTERS, BUTTON_LETTERS = 44, 28

MOODS = ("calm", "energetic", "happy", "nostalgic", "tender")

_WORDS_A_SECOND = 2.5
_LETTERS_A_WORD = 14
"""More than the words of any line have on average."""

_MOST_VERSIONS = 6
_TRANSITION_FRAMES = 10

_SEEN = 10.0
"""The least difference between the background's lightness (CIE L*) and the product's."""

_Raw = dict[str, object]


def usable_plan(answer: _Raw, request: PlanRequest) -> Plan:
    """The plan that an answer means, every part of it as the brief and the studio need it, with notes on what is lost.

    Raises Unusable for nonsense, as this module defines it.
    """
    if "scenes" not in answer:  # some put the answer into an object that has its name
        answer = next((inner for one in answer.values() if "scenes" in (inner := reading.table(one))), answer)
    scenes = reading.tables(answer.get("scenes"))
    if not any(scenes):
        raise Unusable("The answer is not of the shape asked for: `scenes` is no list of scenes.")
    return _Repair(request).plan(answer, scenes)


def most_words(seconds: float) -> int:
    """How many words can be said in a scene that long."""
    return max(4, round(_WORDS_A_SECOND * (seconds - 0.6)))


def drowned(background: str, product: Product) -> str:
    """Why the product would not be seen on the background, which is #rrggbb; empty where it would be."""
    lightness, chroma, _ = lch(background)
    if abs(lightness - 100 * product.brightness) >= _SEEN or chroma >= 2 * _SEEN:
        return ""
    return (
        f"The product, whose lightness is {product.brightness:.2f}, would not be seen on {background}: "
        "the background must be clearly lighter or darker."
    )


def cut_to(words: str, letters: int) -> str:
    """Words as far as there is room for them, up to a natural break where there is one."""
    return words if len(words) <= letters else clipped(words, letters)[:letters].rstrip()


def sayable_beginning(line: str, words: int = 99, letters: int = 999) -> str:
    """The longest beginning of a line that can stand alone within the limits; empty where none can."""
    part = shortened(line, letters - 1, words)
    if len(part.split()) < 2 or not ends_well(part):
        return ""
    return part if part[-1] in ".!?" else f"{part}."


@dataclass
class _Repair:
    """One answer being put right.

    `notes` are those on what a person would miss, `unsaid` the places at which nothing of the answer can be said.
    """

    request: PlanRequest
    notes: list[Fallback] = field(default_factory=list)
    unsaid: set[int] = field(default_factory=set)

    @cached_property
    def spare(self) -> Plan:
        """What the studio itself would plan."""
        return LocalPlanner().plan(self.request)

    @cached_property
    def given(self) -> frozenset[str]:
        """What the marketer has fixed or let stand, however long and whatever it says: it may be said again."""
        fixed = [text for scene in self.request.brief.scene_requests for text in (scene.vo, scene.super)]
        earlier = self.request.earlier
        stood = [
            text
            for scene in (earlier.scenes if earlier else ())
            for text in (*scene.lines, scene.super, scene.plate_prompt)
        ]
        closing = (earlier.offer, earlier.cta) if earlier else ()
        return frozenset(" ".join(text.split()) for text in (*fixed, *stood, *closing))

    @cached_property
    def told(self) -> str:
        """All that may be claimed."""
        return told_by(self.request.brief, self.request.note, *self.given)

    @cached_property
    def most(self) -> int:
        """How many words there is time for in a scene."""
        return most_words(self.request.brief.duration / len(self.request.brief.scene_requests))

    def plan(self, answer: _Raw, scenes: list[_Raw]) -> Plan:
        request = self.request
        words = [frozenset((*reading.texts(one.get("lines")), reading.text(one.get("super")))) - {""} for one in scenes]
        roles = [self._role(one) for one in scenes]
        outlines = [Outline(role, said) for role, said in zip(roles, words, strict=True)]
        places = arranged(outlines, request)
        made = tuple(
            self._scene(place, {} if index is None else scenes[index], None if index is None else roles[index])
            for place, index in enumerate(places)
        )
        self._refuse_if_nothing_is_said()
        notes = notes_on_scenes(words, places, request, "the studio's own words for missing scenes")
        return Plan(
            look=self._look(reading.table(answer.get("look"))),
            scenes=made,
            mood=reading.choice(answer.get("music"), MOODS, self.spare.mood),
            offer=self._offer(reading.text(answer.get("offer"))),
            cta=self._button(reading.text(answer.get("cta"))),
            understood=reading.text(answer.get("heard")) if request.note else "",
            fallbacks=(*notes, *self.notes),
        )

    def _refuse_if_nothing_is_said(self) -> None:
        request = self.request
        open_places = {
            place
            for place, asked in enumerate(request.brief.scene_requests)
            if not asked.vo and place not in request.locked
        }
        if open_places and open_places <= self.unsaid:
            reasons = [note.why for note in self.notes]
            raise Unusable(" ".join(["No scene has a line that can be said.", *reasons[:3]]))

    @staticmethod
    def _role(scene: _Raw) -> Role | None:
        meant = reading.choice(scene.get("role"), [role.value for role in Role], "")
        return Role(meant) if meant else None

    def _scene(self, place: int, scene: _Raw, role: Role | None) -> PlannedScene:
        spare, asked = self.spare.scenes[place], self.request.brief.scene_requests[place]
        if place in self.request.locked:  # it stays as it is, whatever is planned for it
            scene, role = {"lines": [asked.vo], "super": asked.super}, spare.role
        lines, cut = ((asked.vo,), ()) if asked.vo else self._lines(place, reading.texts(scene.get("lines")))
        kind = reading.kind(scene.get("transition"), TransitionKind, spare.transition.kind)
        kind = kind if place else TransitionKind.CUT
        shown = self._super(place, reading.text(scene["super"])) if "super" in scene else spare.super
        shown = asked.super or shown
        return PlannedScene(
            role=role_at(place, len(self.spare.scenes), role or spare.role),
            lines=lines if asked.vo else lines_beside(shown, lines),
            super=shown,
            plate_prompt=self._prompt(reading.text(scene.get("plate_prompt")), spare.plate_prompt),
            set=reading.choice(scene.get("set"), SETS, spare.set),
            camera=reading.kind(scene.get("camera"), CameraMove, spare.camera),
            motion=reading.kind(scene.get("motion"), Motion, spare.motion),
            transition=Transition(kind=kind, frames=0 if kind is TransitionKind.CUT else _TRANSITION_FRAMES),
            weight=reading.number(scene.get("seconds"), 0.5, 60.0, self._share),
            coverage=spare.coverage if place in self.unsaid else {},
            shortened=cut,
            shots=self._shots(reading.tables(scene.get("shots"))),
        )

    @staticmethod
    def _shots(wished: list[_Raw]) -> tuple[PlannedShot, ...]:
        """The shots whose framing there is. One without a length is as long as the others are on average."""
        known = [
            (Framing(framing), reading.number(one.get("seconds"), 0.1, 60.0, 0.0), one)
            for one in wished
            if (framing := reading.choice(one.get("framing"), [kind.value for kind in Framing], ""))
        ][:MOST_SHOTS]
        lengths = [length for _, length, _ in known if length]
        usual = sum(lengths) / len(lengths) if lengths else 1.0
        cameras, motions = [move.value for move in CameraMove], [motion.value for motion in Motion]
        return tuple(
            PlannedShot(
                framing=framing,
                weight=length or usual,
                camera=CameraMove(camera) if (camera := reading.choice(one.get("camera"), cameras, "")) else None,
                motion=Motion(motion) if (motion := reading.choice(one.get("motion"), motions, "")) else None,
            )
            for framing, length, one in known
        )

    @property
    def _share(self) -> float:
        """A scene's time where all have as much."""
        return min(max(self.request.brief.duration / len(self.request.brief.scene_requests), 0.5), 60.0)

    def _lines(self, place: int, versions: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The versions of a scene's line that may be said, longest first, and which of them the studio shortened."""
        earlier = self.request.earlier
        true = [line for line in versions if line in self.given or not unfounded(line, self.told)]
        # What needs twice the time that there is will never be said.
        able = [line for line in true if line in self.given or self._fits(line, 2)]
        sayable = any(line in self.given or self._fits(line) for line in able)
        letters = self.most * _LETTERS_A_WORD
        beginning = max((sayable_beginning(line, self.most, letters) for line in true), key=len, default="")
        cut = (beginning,) if beginning and not sayable else ()
        if sayable or cut:
            ordered = sorted({*able, *cut}, key=lambda line: (-len(line), line))
            # The longest and the shortest are what the others lie between.
            return (*ordered[: _MOST_VERSIONS - 1], *ordered[_MOST_VERSIONS - 1 :][-1:]), cut
        if not versions and earlier is not None and place < len(earlier.scenes) and not earlier.scenes[place].lines:
            return (), ()  # it was silent before
        self.unsaid.add(place)
        if versions:
            why = "" if true else unfounded(versions[0], self.told)
            wanted = f"“{cut_to(min(true or versions, key=len), 200)}” in scene {place + 1}"
            self._note(wanted, "the studio's own words", why or f"There is time for {self.most} words only.")
        return self.spare.scenes[place].lines, ()

    def _fits(self, line: str, times: int = 1) -> bool:
        most = times * self.most
        return len(line.split()) <= most and len(line) <= most * _LETTERS_A_WORD

    def _super(self, place: int, words: str) -> str:
        return self._shown(f"headline of scene {place + 1}", words, self.spare.scenes[place].super, SUPER_LETTERS)

    def _button(self, words: str) -> str:
        if not words or words == self.request.brief.cta:
            return self.spare.cta
        words = button_text(words, BUTTON_LETTERS) or words
        return self._shown("call to action", words, self.spare.cta, BUTTON_LETTERS)

    def _offer(self, words: str) -> str:
        """The brief's offer whole, as the studio's planner has it; only a note makes it another."""
        whole, brief = self.spare.offer, self.request.brief
        if not brief.offer or not self.request.note:
            return whole if brief.offer else ""
        if words not in self.given and brief.offer.casefold().startswith(words.rstrip(" .!…").casefold()) and words:
            return whole
        return self._shown("offer", words, whole, OFFER_LETTERS)

    def _shown(self, what: str, words: str, spare: str, letters: int) -> str:
        """Words to be shown, or as much of them as there is room for; `spare` where they may not be."""
        if not words or words in self.given:
            return words
        wanted = f"“{cut_to(words, 200)}” as {what}"
        if why := unfounded(words, self.told):
            self._note(wanted, f"“{spare}”" if spare else "nothing", why)
            return spare
        if (shown := cut_to(words, letters)) != words:
            self._note(wanted, f"“{shown}”", f"There is room for {letters} characters.")
        return shown

    def _prompt(self, prompt: str, spare: str) -> str:
        usable = prompt and (prompt in self.given or not out_of_place(prompt, self.request.brief))
        return prompt if usable else spare

    def _look(self, look: _Raw) -> Look:
        """The look with the model's light and colours, in the faces and inks the studio has for such a brief."""
        usual, product, earlier = self.spare.look, self.request.product, self.request.earlier
        colours, grade, light = (reading.table(look.get(part)) for part in ("palette", "grade", "key_light"))
        palette = {
            name: reading.colour(colours.get(name), getattr(usual.palette, name))
            for name in ("background", "surface", "accent")
        }
        stood = earlier is not None and palette["background"] == earlier.look.palette.background
        if not stood and drowned(palette["background"], product):
            palette |= {"background": usual.palette.background, "surface": usual.palette.surface}
        return Look(
            **{
                name: reading.text(look.get(name)) or getattr(usual, name)
                for name in ("lighting", "camera", "texture", "mood")
            },
            palette=Palette(**palette),
            grade=Grade(
                contrast=reading.number(grade.get("contrast"), 0.5, 1.5, usual.grade.contrast),
                saturation=reading.number(grade.get("saturation"), 0, 2, usual.grade.saturation),
                warmth=reading.number(grade.get("warmth"), -1, 1, usual.grade.warmth),
                vignette=reading.number(grade.get("vignette"), 0, 1, usual.grade.vignette),
            ),
            type=usual.type,
            key_light=KeyLight(
                azimuth=reading.degrees(light.get("azimuth"), usual.key_light.azimuth),
                elevation=reading.number(light.get("elevation"), 5, 90, usual.key_light.elevation),
                softness=reading.number(light.get("softness"), 0, 1, usual.key_light.softness),
            ),
        )

    def _note(self, wanted: str, used: str, why: str) -> None:
        self.notes.append(Fallback(stage=Stage.PLAN, wanted=wanted, used=used, why=why))

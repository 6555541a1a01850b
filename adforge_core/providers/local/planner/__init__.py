"""The planner that needs no network: a copywriter's grammar, a sense of color and a few rules of direction."""

from hashlib import sha256
from random import Random

from adforge_core.model.storyboard import Plan, PlannedScene
from adforge_core.model.styles import guide
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.languages import ENGLISH, language_of
from adforge_core.providers.local.planner.direction import stage
from adforge_core.providers.local.planner.look import look_for, relit
from adforge_core.providers.local.planner.note_parser import vocabulary
from adforge_core.providers.local.planner.note_requests import NoteRequests
from adforge_core.providers.local.planner.notes import understand
from adforge_core.providers.local.planner.own_words import OwnWords
from adforge_core.providers.local.planner.replan_merge import merged_replan
from adforge_core.providers.local.planner.writer import Writer

__all__ = ["LocalPlanner"]


class LocalPlanner:
    """Plans an ad from the brief and the product's colors alone. The same request is always answered alike."""

    name = "local"
    version = "7"

    def plan(self, request: PlanRequest) -> Plan:
        """A plan with exactly one scene for each of `request.brief.scene_requests`, its last one the call to action.

        What a note does not touch is as it was in the earlier plan, unless the note asks for another one.
        """
        requests = understand(request.note, request.brief)
        plan = self._planned(request, requests)
        if request.earlier is None or requests.another:
            return plan
        return merged_replan(request.earlier, self._planned(request, understand("", request.brief)), plan)

    def _planned(self, request: PlanRequest, requests: NoteRequests) -> Plan:
        brief = requests.brief
        seed = another_seed(request.seed, request.note) if requests.another else request.seed
        random = Random(f"{seed} {brief.style} look")
        look = look_for(brief, request.product, random, requests.light)
        look = relit(look, request.product, requests)
        english = language_of(brief) == ENGLISH
        writer: Writer | OwnWords = Writer(requests, seed) if english else OwnWords(brief)
        written = writer.write()
        pose = request.product.pose_in(brief)
        staged = stage([scene.role for scene in written], look, random, requests, pose, seed)
        scenes = tuple(
            PlannedScene(
                role=words.role,
                lines=words.lines,
                super=words.super,
                plate_prompt=staging.plate_prompt,
                set=staging.set,
                camera=staging.camera,
                motion=staging.motion,
                transition=staging.transition,
                weight=staging.weight,
                coverage={line: writer.coverage(line, words.role) for line in words.lines},
            )
            for words, staging in zip(written, staged, strict=True)
        )
        moods = guide(brief.style).moods
        mood = (
            requests.mood
            if requests.mood != "other"
            else random.choice(sorted(set(vocabulary()["moods"]) - set(moods)))
        )
        return Plan(
            look=look,
            scenes=scenes,
            mood=mood or random.choice(moods),
            offer=writer.offer,
            cta=writer.button,
            understood=requests.understood,
        )


def another_seed(seed: int, note: str) -> int:
    """A seed for other choices than those of `seed`, the same for the same note."""
    return int.from_bytes(sha256(f"{seed} {note.strip()}".encode()).digest()[:4], "big")

"""The planner that needs no network: a copywriter's grammar, a sense of color and a few rules of direction."""

from importlib.resources import files
from random import Random
from tomllib import loads

from adforge_core.model.storyboard import Plan, PlannedScene
from adforge_core.providers.base import PlanRequest
from adforge_core.providers.local.planner.direction import stage
from adforge_core.providers.local.planner.look import look_for
from adforge_core.providers.local.planner.writer import Writer

__all__ = ["LocalPlanner"]


class LocalPlanner:
    """Plans an ad from the brief and the product's colors alone. The same request is always answered alike."""

    name = "local"
    version = "1"

    def plan(self, request: PlanRequest) -> Plan:
        """A plan with exactly one scene for each of `request.brief.scene_requests`, its last one the call to action."""
        brief = request.brief
        styles = loads(files(__name__).joinpath("styles.toml").read_text("utf-8"))
        random = Random(f"{request.seed} {brief.style} look")
        look = look_for(brief, request.product, styles[brief.style.value], random)
        writer = Writer(brief, request.seed)
        written = writer.write()
        staged = stage([scene.role for scene in written], brief.style, look, styles, random)
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
            )
            for words, staging in zip(written, staged, strict=True)
        )
        mood = random.choice(styles[brief.style.value]["moods"])
        return Plan(look=look, scenes=scenes, mood=mood, offer=writer.offer, cta=writer.button)

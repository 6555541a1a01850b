"""What work takes, in seconds and dollars, said before it is begun."""

from collections.abc import Collection

from adforge_core.engine.pipeline.estimate import due_for_plan, due_for_plates, due_for_sound, total_usd
from pages.parts.page import Open, asking
from pages.parts.words import price
from pages.parts.work import seconds_of

LINES_A_SCENE = 3
"""How many versions of a line are planned and timed."""


def plan_results(opened: Open) -> dict[str, int]:
    """How many results each stage of planning has."""
    scenes = max(len(opened.project.scenes), len(opened.project.brief.scene_requests))
    return {"plan": 1, "voice": LINES_A_SCENE * scenes, "bed": 1}


def plan_price(opened: Open, note: str, *, another: bool = False) -> str:
    """What planning takes: "about 6 s, $0". `another` asks for a different plan than there is."""
    project = opened.project
    wanted = project.model_copy(update={"seed": project.seed + 1}) if another else project
    return price(
        sum(seconds_of(plan_results(opened)).values()), total_usd(due_for_plan(asking(opened.folder), wanted, note))
    )


def plates_price(opened: Open, scenes: Collection[str], *, another: bool = False) -> str:
    """What making the backgrounds of these scenes takes; `another` asks for different ones than there are."""
    dues = due_for_plates(asking(opened.folder), opened.project, scenes, another=another)
    return price(sum(seconds_of({"plate": len(scenes)}).values()), total_usd(dues))


def line_usd(opened: Open, scene: str) -> float:
    """What speaking the line of a scene costs, at most, in dollars; 0 where it is spoken as it is now."""
    return total_usd(
        due
        for due in due_for_sound(asking(opened.folder), opened.project)
        if (due.stage, due.scene) == ("voice", scene)
    )

"""Changes how the product holds itself: the pose decides which sets and movements are possible."""

from adforge_core.errors import BadProject
from adforge_core.model.brief import Pose
from adforge_core.model.edits import with_brief
from adforge_core.model.pose import movement
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Posed, Scene
from adforge_core.pipeline.storyboard import plan_key
from adforge_core.pipeline.takes import made_for
from adforge_core.providers.local.sets.catalogue import set_in_pose


def with_pose(project: Project, pose: Pose | None) -> Project:
    """Sets the product's pose in the brief; None lets the studio judge it from the photo and the words.

    Scenes whose set or movement is not possible in the pose get others. Their words and lengths stay, so a storyboard
    that follows the brief still does. A take made for the pose is selected; a scene without one is stale. In a pose
    that it had before, a scene has the set, movements, placements and take that it had then. Raises BadProject if
    another pose would change a locked scene.
    """
    new = with_brief(project, pose=pose)
    if new.pose is project.pose:
        scenes = project.scenes
    else:
        _refuse_if_locked(project)
        posed: list[Scene] = []
        for scene in project.scenes:
            posed.append(_posed(new, scene, project.pose, posed[-1].set if posed else ""))
        scenes = tuple(posed)
    new = new.model_copy(update={"scenes": scenes})
    follows = project.planned_from and project.planned_from == plan_key(project)
    return new.model_copy(update={"planned_from": plan_key(new)}) if follows else new


def _refuse_if_locked(project: Project) -> None:
    locked = [str(number) for number, scene in enumerate(project.scenes, 1) if scene.locked]
    if locked:
        which = f"Scene {locked[0]} is" if len(locked) == 1 else f"Scenes {', '.join(locked)} are"
        raise BadProject(f"{which} locked, and a pose changes every scene.", "Unlock first, then choose the pose.")


def _posed(project: Project, scene: Scene, before: Pose, beside: str) -> Scene:
    """Returns the scene in the project's pose, as it was in it or as it can be.

    `before` is the pose it has now, `beside` the set of the scene before it.
    """
    now = Posed(
        set=scene.set,
        motion=scene.motion,
        motions={shot.id: shot.motion for shot in scene.shots},
        placements=scene.placements,
        selected_take=scene.selected_take,
    )
    known = scene.poses.get(project.pose)
    was = known or now
    motions = [movement(project.pose, was.motions.get(shot.id, shot.motion)) for shot in scene.shots]
    update = {
        "poses": {**{pose: one for pose, one in scene.poses.items() if pose is not project.pose}, before: now},
        "set": set_in_pose(was.set, project.pose, scene.seed, project.brief.style, beside),
        "motion": movement(project.pose, was.motion),
        "shots": tuple(
            shot.model_copy(update={"motion": motion}) for shot, motion in zip(scene.shots, motions, strict=True)
        ),
        "placements": was.placements,
    }
    posed = scene.model_copy(update=update)
    fitting = [take.id for take in posed.takes if made_for(project, posed, take) and take.format is project.format]
    # The one that was in use comes before newer ones; without any, the scene keeps one that is stale.
    chosen = was.selected_take if known and was.selected_take in fitting else [*fitting, scene.selected_take][-1]
    return posed.model_copy(update={"selected_take": chosen})

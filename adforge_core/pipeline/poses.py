"""Changes how the product holds itself: the pose decides which sets and movements are possible."""

from adforge_core.model.brief import Pose
from adforge_core.model.edits import with_brief
from adforge_core.model.pose import movement
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Scene
from adforge_core.pipeline.storyboard import plan_key
from adforge_core.pipeline.takes import made_for
from adforge_core.providers.local.sets.catalogue import set_in_pose


def with_pose(project: Project, pose: Pose | None) -> Project:
    """Sets the product's pose in the brief; None lets the studio judge it from the photo and the words.

    Scenes whose set or movement is not possible in the pose get others. Their words and lengths stay, so a storyboard
    that follows the brief still does. A take made for the pose is selected; a scene without one is stale.
    """
    new = with_brief(project, pose=pose)

    def posed(scene: Scene) -> Scene:
        name = set_in_pose(scene.set, new.pose, scene.seed, new.brief.style)
        shots = tuple(shot.model_copy(update={"motion": movement(new.pose, shot.motion)}) for shot in scene.shots)
        moved = movement(new.pose, scene.motion)
        scene = scene.model_copy(update={"set": name, "motion": moved, "shots": shots})
        fitting = [take.id for take in scene.takes if made_for(new, scene, take) and take.format is new.format]
        return scene.model_copy(update={"selected_take": fitting[-1] if fitting else scene.selected_take})

    new = new.model_copy(update={"scenes": tuple(map(posed, new.scenes))})
    follows = project.planned_from and project.planned_from == plan_key(project)
    return new.model_copy(update={"planned_from": plan_key(new)}) if follows else new

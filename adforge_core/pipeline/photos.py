"""What the ad shows of the product's photos: the cut-out, or the photo itself."""

from adforge_core.model.brief import Shown
from adforge_core.model.edits import with_brief
from adforge_core.model.project import ProductPhoto, Project
from adforge_core.pipeline.storyboard import plan_key


def with_shown(project: Project, shown: Shown | None) -> Project:
    """Sets in the brief what the ad shows of all photos; None leaves it to the studio.

    A storyboard that follows the brief still does.
    """
    new = with_brief(project, shown=shown)
    follows = project.planned_from and project.planned_from == plan_key(project)
    return new.model_copy(update={"planned_from": plan_key(new)}) if follows else new


def shown_instead(project: Project, photo: ProductPhoto) -> str:
    """Says what the ad shows of a photo that could not be cut out."""
    fills = photo.fills_frame_in(project.brief)
    shown = "the photo itself fills the frame" if fills else "its photo is shown in a frame"
    return f"The product could not be cut out, so {shown}."

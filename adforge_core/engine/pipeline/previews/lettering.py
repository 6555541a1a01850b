"""Where the words of a scene stand, and when: what a product must not be laid over."""

from enum import StrEnum

from adforge_core.engine.pipeline.previews.scenery import picture_of
from adforge_core.engine.store import ProjectFolder
from adforge_core.model.project import Project
from adforge_core.model.value import Box, Value


class Lettering(StrEnum):
    """What kind of words they are."""

    HEADLINE = "headline"
    CAPTIONS = "captions"
    END_CARD = "words"


class Written(Value):
    """Words that come and go together: the box around them, and the scene's frames from `first` to before `end`."""

    kind: Lettering
    box: Box
    first: int
    end: int


def written_on(folder: ProjectFolder, project: Project, index: int) -> tuple[Written, ...]:
    """All that is written on the scene at `index`. Raises BadProject where nothing can be shown yet."""
    picture = picture_of(project, index)
    (width, height), wording = picture.format.size, picture.wording
    titles = wording.lay_out(picture.look, picture.format, (width, height), folder)
    blocks = Lettering.END_CARD if wording.end_card else Lettering.HEADLINE
    placed = [(blocks, block.edges, block.timing.first, block.timing.end) for block in titles.blocks]
    placed += [(Lettering.CAPTIONS, spoken.edges, spoken.first, spoken.end) for spoken in titles.captions]
    return tuple(
        Written(
            kind=kind,
            box=Box(left=left / width, top=top / height, right=right / width, bottom=bottom / height),
            first=first,
            end=end,
        )
        for kind, (left, top, right, bottom), first, end in placed
    )

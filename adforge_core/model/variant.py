"""Variants of an ad: the same ad with another hook or call to action."""

import re
from typing import Self

from adforge_core.errors import BadProject
from adforge_core.model.edits import with_scene
from adforge_core.model.project import Project
from adforge_core.model.value import Value


class VariantCopy(Value):
    """The words of a hook or a call to action: `shown` on the picture and `said` by the voice.

    An empty field keeps what the ad has.

    Example:
        >>> from adforge_core import VariantCopy
        >>> VariantCopy.read("Hot water, fast | It boils in four minutes.")
        VariantCopy(shown='Hot water, fast', said='It boils in four minutes.')
    """

    shown: str = ""
    said: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads `SHOWN`, `SHOWN | SAID` or `| SAID`."""
        shown, _, said = (part.strip() for part in text.partition("|"))
        return cls(shown=shown, said=said)


def variant(project: Project, hook: VariantCopy, call: VariantCopy) -> Project:
    """Returns the project with `hook` (first super and line) and `call` (button and last line).

    Where `call` has no spoken line and the last line says the old call to action as a sentence of its own, that
    sentence becomes the new one. Raises BadProject if both change the line of an ad with a single scene.
    """
    if len(project.scenes) == 1 and hook.said and call.said:
        raise BadProject(
            "The ad has only one scene, and so only one line.",
            "Give a line for the hook or for the call, not for both.",
        )
    first, last = project.scenes[0].id, project.scenes[-1].id
    opening = {"super": hook.shown, "vo": hook.said}
    project = with_scene(project, first, **{field: words for field, words in opening.items() if words})
    said = call.said or _calling(project.scenes[-1].vo, project.cta, call.shown)
    return with_scene(project, last, vo=said).model_copy(update={"cta": call.shown or project.cta})


def _calling(line: str, old: str, new: str) -> str:
    old, new = (call.rstrip(" .!?") for call in (old, new))
    if not old or not new:
        return line
    sentence = rf"(^|[.!?]\s+){re.escape(old)}(?=[.!?]|$)"
    return re.sub(sentence, lambda found: found[1] + new, line, flags=re.IGNORECASE)

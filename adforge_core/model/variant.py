"""Variants of an ad: all the same but for the words it opens and closes with."""

import re
from typing import Self

from adforge_core.errors import BadProject
from adforge_core.model.edits import with_scene
from adforge_core.model.project import Project
from adforge_core.model.value import Value


class VariantCopy(Value):
    """A hook or a call to action: what is `shown` of it and what is `said`. What is empty stays as the ad has it."""

    shown: str = ""
    said: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """What is written as `SHOWN`, `SHOWN | SAID` or `| SAID`."""
        shown, _, said = (part.strip() for part in text.partition("|"))
        return cls(shown=shown, said=said)


def variant(project: Project, hook: VariantCopy, call: VariantCopy) -> Project:
    """The project opening with `hook` (first super and line) and closing with `call` (button and last line).

    A last line that says the old call as a sentence of its own says the new one, where `call` brings no line.
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

"""Other words to open and close an ad with."""

import pytest

from adforge_core.errors import BadProject
from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.model.storyboard import Role, Scene
from adforge_core.model.variant import VariantCopy, variant

HOOK = Scene(id="scene-1", role=Role.HOOK, frames=90, super="Slow mornings", vo="Take your time.")
CLOSE = Scene(id="scene-2", role=Role.CALL_TO_ACTION, frames=90, super="Tea", vo="Half price. Stop by! Tea.")
AD = Project(name="Tea", brief=Brief(product="Tea"), cta="Stop by", scenes=(HOOK, CLOSE))


def words(project: Project) -> tuple[str, ...]:
    opening, closing = project.scenes[0], project.scenes[-1]
    return opening.super, opening.vo, project.cta, closing.super, closing.vo


def test_what_a_pitch_leaves_out_stays() -> None:
    assert variant(AD, VariantCopy(), VariantCopy()) == AD
    opening = ("Slow mornings", "Take your time.")
    assert words(variant(AD, VariantCopy(shown="Wake up"), VariantCopy()))[:2] == ("Wake up", opening[1])
    assert words(variant(AD, VariantCopy(said="Wake up now."), VariantCopy()))[:2] == (opening[0], "Wake up now.")
    assert words(variant(AD, VariantCopy(), VariantCopy(shown="Come in", said="Come in now.")))[:2] == opening


@pytest.mark.parametrize(
    ("line", "call", "said"),
    [
        ("Half price. Stop by! Tea.", VariantCopy(shown="Come in"), "Half price. Come in! Tea."),
        ("stop by.", VariantCopy(shown="Come in!"), "Come in."),
        ("Stop by tomorrow.", VariantCopy(shown="Come in"), "Stop by tomorrow."),
        ("Do not stop by.", VariantCopy(shown="Come in"), "Do not stop by."),
        ("Half price. Stop by.", VariantCopy(shown="Come in", said="Come in now."), "Come in now."),
        ("Half price. Stop by.", VariantCopy(said="Come in now."), "Come in now."),
        ("", VariantCopy(shown=r"Save \1"), ""),
        ("Stop by.", VariantCopy(shown=r"Save \1"), r"Save \1."),
    ],
)
def test_the_voice_says_the_call_that_is_shown(line: str, call: VariantCopy, said: str) -> None:
    ad = AD.with_scene(CLOSE.model_copy(update={"vo": line}))
    made = variant(ad, VariantCopy(), call)
    assert (made.cta, made.scenes[-1].vo) == (call.shown or "Stop by", said)


def test_one_scene_has_one_line() -> None:
    alone = AD.model_copy(update={"scenes": (CLOSE,)})
    assert words(variant(alone, VariantCopy(shown="Wake up"), VariantCopy(shown="Come in"))) == (
        "Wake up", "Half price. Come in! Tea.", "Come in", "Wake up", "Half price. Come in! Tea."
    )  # fmt: skip
    with pytest.raises(BadProject, match="only one scene"):
        variant(alone, VariantCopy(said="Wake up."), VariantCopy(said="Come in."))

"""Whether a line fits its scene is known before it is spoken, as far as it can be."""

import pytest

from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.model.sound import VoiceTake
from adforge_core.model.storyboard import Fallback, Role, Scene
from adforge_core.pipeline.fit import Fit, fit, frames_to_fit, shorter_line
from adforge_core.pipeline.sound import voice_room

LINE = "It holds six cups."


def ad(frames: int, *, vo: str = LINE, spoken_s: float = 0.0, speed: float = 1.0, failed: bool = False) -> Project:
    take = VoiceTake(line=LINE, voice="", speed=speed, media="m", seconds=spoken_s, words=(), provider="test")
    note = Fallback(stage="voice", wanted="a line", used="silence", why="It is too long.")
    scene = Scene(
        id="scene-1",
        role=Role.HOOK,
        frames=frames,
        vo=vo,
        voice=take if spoken_s else None,
        fallbacks=(note,) if failed else (),
    )
    end = Scene(id="scene-2", role=Role.CALL_TO_ACTION, frames=60)
    return Project(name="Tea", brief=Brief(product="Tea"), scenes=(scene, end))


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        (ad(90, spoken_s=2.0), Fit.FITS),
        (ad(90, vo=""), Fit.FITS),
        (ad(90), Fit.UNKNOWN),
        (ad(90, vo="word " * 40), Fit.TOO_LONG),
        (ad(90, failed=True), Fit.TOO_LONG),
        (ad(90, spoken_s=3.0), Fit.UNKNOWN),  # spoken faster it does
        (ad(90, spoken_s=6.0), Fit.TOO_LONG),
        (ad(90, spoken_s=6.0, vo="Another one."), Fit.UNKNOWN),
    ],
)
def test_a_line_fits_or_not_or_nobody_knows_yet(project: Project, expected: Fit) -> None:
    assert fit(project, 0) is expected


def test_a_scene_as_long_as_advised_has_room_for_the_line_and_ends_on_a_tenth() -> None:
    frames = frames_to_fit(ad(30), 0, 3.21)
    assert frames % 3 == 0
    assert 0 <= voice_room(ad(frames), 0) - 3.21 < 0.1 + 1 / 30


def test_the_shorter_line_is_the_longest_that_is_shorter() -> None:
    lines = ("Six cups, and one to spare, in a tin.", "It holds six cups.", "Six cups.", "Tea.")
    scene = ad(90).scenes[0].model_copy(update={"lines": lines})
    assert shorter_line(scene) == "Six cups."
    assert shorter_line(scene.model_copy(update={"vo": "Tea."})) == ""

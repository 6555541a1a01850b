"""Light that moves: where a style wants it, and where people can see it."""

import pytest

from adforge_core.model.brief import Style
from adforge_core.model.shots import Framing, Light
from adforge_core.model.storyboard import Scene, TransitionKind
from adforge_core.stages.coverage import covered
from adforge_core.stages.lights import lit
from tests.stages.test_coverage import BEATS, DETAILS, storyboard

EVERY = (Light.SWEEPS, Light.STRIKES, Light.COMES_UP)


def planned(style: Style, *lights: Light, kind: TransitionKind = TransitionKind.CUT) -> tuple[Scene, ...]:
    return lit(covered(storyboard(kind), style, BEATS, DETAILS, 0), style, lambda _: lights)


@pytest.mark.parametrize("style", Style)
def test_lamps_move_as_the_style_asks_when_a_new_place_is_first_seen(style: Style) -> None:
    scenes = planned(style, *EVERY)
    moving = [
        (index, shot) for index, scene in enumerate(scenes) for shot in scene.shots if shot.light is not Light.STILL
    ]
    quick = style in {Style.BOLD, Style.ENERGETIC}
    assert {shot.light for _, shot in moving} == {Light.STRIKES if quick else Light.SWEEPS}
    assert len(moving) == len({index for index, _ in moving}) <= (1 if style is Style.MINIMAL else len(scenes) // 2)
    for index, shot in moving:
        assert index > 0, "the ad opens with its product in full light"
        before = scenes[index].shots[: scenes[index].shots.index(shot)]
        assert all(one.framing is Framing.TYPE for one in before)
        assert shot is not scenes[-1].shots[-1], "the end card is lit"
    assert not any(shot.light is not Light.STILL for scene in planned(style) for shot in scene.shots)


def test_neon_does_not_strike_under_a_transition_and_locked_scenes_stay() -> None:
    under = planned(Style.BOLD, *EVERY, kind=TransitionKind.CROSSFADE)
    assert not any(shot.light is not Light.STILL for scene in under for shot in scene.shots)
    up = planned(Style.LUXURY, Light.COMES_UP, kind=TransitionKind.CROSSFADE)
    assert {shot.light for scene in up for shot in scene.shots} == {Light.STILL, Light.COMES_UP}
    locked = tuple(scene.model_copy(update={"locked": True}) for scene in up)
    assert lit(locked, Style.LUXURY, lambda _: ()) == locked
    own = tuple(scene.model_copy(update={"own_plate": "mine.png"}) for scene in up)
    assert not any(
        shot.light is not Light.STILL for scene in lit(own, Style.LUXURY, lambda _: EVERY) for shot in scene.shots
    )

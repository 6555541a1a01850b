"""Movement: a product enters on the beat, and effects suit the style."""

from itertools import pairwise

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Motion
from adforge_core.model.shots import Effect, Framing, Shot
from adforge_core.model.storyboard import Scene, Transition, TransitionKind
from adforge_core.stages.coverage import covered
from adforge_core.stages.movement import entrances_of, moving
from tests.stages.test_coverage import BEATS, DETAILS, storyboard


def moved(style: Style, kind: TransitionKind = TransitionKind.CUT) -> tuple[Scene, ...]:
    ways = entrances_of(style, Pose.STANDING, round_=True)
    return moving(covered(storyboard(kind), style, BEATS, DETAILS, 0), style, BEATS, ways, 0, offers=True)


def entering(scenes: tuple[Scene, ...]) -> list[tuple[int, Shot]]:
    """The shots in which a product enters, each with the frame of the ad on which it lands."""
    begins = [sum(scene.frames for scene in scenes[:index]) for index in range(len(scenes))]
    return [
        (begin + shot.lands, shot)
        for begin, scene in zip(begins, scenes, strict=True)
        for shot in scene.shots
        if shot.lands
    ]


def test_a_product_enters_scenes_by_moving_and_lands_on_the_beat_or_half_way_to_the_next() -> None:
    assert set(entrances_of(Style.BOLD, Pose.STANDING, round_=True)) == {Motion.DROP, Motion.ROLL_IN}
    scenes = moved(Style.BOLD)
    found = entering(scenes)
    assert {shot.motion for _, shot in found} == {Motion.DROP, Motion.ROLL_IN}
    assert all(min(landed % 15, 15 - landed % 15) in {0, 7} for landed, _ in found)
    assert all(shot.framing in {Framing.WIDE, Framing.MEDIUM} for _, shot in found)
    assert not scenes[0].shots[0].lands, "on the ad's first frame the product is there"
    cut = covered(storyboard(), Style.BOLD, BEATS, DETAILS, 0)
    ends = [(scene.shots[0], scene.shots[-1]) for scene in cut]
    matches = [
        index
        for index, ((_, last), (first, _)) in enumerate(pairwise(ends), 1)
        if (last.framing, last.place, last.focus) == (first.framing, first.place, first.focus)
    ]
    assert matches
    assert not any(scenes[index].shots[0].lands for index in matches), "the place changes, the product stays"


def test_a_product_enters_after_the_transition_and_never_in_a_luxury_ad() -> None:
    found = entering(moved(Style.ENERGETIC, TransitionKind.CROSSFADE))
    assert len(found) >= 3
    assert all(shot.lands > 10 for _, shot in found)
    assert not entering(moved(Style.LUXURY))


def test_effects_suit_the_style_and_the_ad_opens_with_a_camera_that_still_moves() -> None:
    for style in Style:
        scenes = moved(style)
        effects = {effect for scene in scenes for shot in scene.shots for effect in shot.effects}
        opening = scenes[0].shots[0]
        assert (Effect.RETURN in opening.effects) is (style in {Style.MINIMAL, Style.LUXURY}), opening.frames
        assert (Effect.PUNCH_IN in opening.effects) is (style in {Style.BOLD, Style.ENERGETIC})
        assert (Effect.CONFETTI in scenes[-1].shots[-1].effects) is (style is Style.ENERGETIC)
        assert (Effect.DUST in effects) is (style is Style.LUXURY)
        assert (Effect.FOCUS_PULL in effects) is (style in {Style.MINIMAL, Style.LUXURY})


def test_locked_scenes_and_others_than_the_one_asked_for_stay() -> None:
    scenes = list(covered(storyboard(), Style.BOLD, BEATS, DETAILS, 0))
    scenes[2] = scenes[2].model_copy(update={"locked": True, "transition": Transition()})
    ways = (Motion.DROP,)
    made = moving(scenes, Style.BOLD, BEATS, ways, 0)
    assert made[2] == scenes[2]
    assert [a == b for a, b in zip(moving(scenes, Style.BOLD, BEATS, ways, 0, only=4), scenes, strict=True)] == [
        True, True, True, True, False,
    ]  # fmt: skip

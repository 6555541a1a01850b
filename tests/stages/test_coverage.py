"""Coverage: shots at the pace of the style, on beats, each framed unlike the one before."""

from itertools import pairwise

import pytest

from adforge_core.model.brief import Pose, Style
from adforge_core.model.placement import Motion
from adforge_core.model.shots import SHORTEST_SHOT, Framing
from adforge_core.model.storyboard import Role, Scene, Transition, TransitionKind
from adforge_core.model.styles import guide
from adforge_core.model.value import FPS, Box
from adforge_core.stages.coverage import covered, covered_again, entrances_of

LENGTHS = (150, 210, 240, 170, 130)
BEATS = tuple(15 * number for number in range(64))
DETAILS = (Box(left=0.2, top=0.2, right=0.6, bottom=0.5), Box(left=0.3, top=0.5, right=0.7, bottom=0.8))


def storyboard(kind: TransitionKind = TransitionKind.CUT) -> tuple[Scene, ...]:
    frames = 0 if kind is TransitionKind.CUT else 10
    return tuple(
        Scene(
            id=f"scene-{number}",
            role=Role.BENEFIT,
            frames=length,
            set=f"set {number}",
            transition=Transition(kind=kind, frames=frames) if number else Transition(),
        )
        for number, length in enumerate(LENGTHS)
    )


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("seed", [0, 7])
def test_an_ad_is_cut_at_the_pace_of_its_style_and_on_the_beat(style: Style, seed: int) -> None:
    scenes = covered(storyboard(), style, BEATS, DETAILS, seed)
    pace = guide(style).pace
    assert scenes[0].cuts[0] <= pace.first_cut * FPS
    cuts, begin = [], 0
    for scene in scenes:
        assert sum(shot.frames for shot in scene.shots) == scene.frames
        assert min(shot.frames for shot in scene.shots) >= SHORTEST_SHOT
        cuts += [begin + cut for cut in scene.cuts]
        begin += scene.frames
    lengths = [shot.frames for scene in scenes[:-1] for shot in scene.shots]
    assert sum(lengths) / len(lengths) <= pace.longest * FPS
    assert sum(cut % 15 == 0 for cut in cuts) >= 0.8 * len(cuts)
    assert 75 <= scenes[-1].shots[-1].frames <= 120, "the end card is read, and no longer"


@pytest.mark.parametrize("style", Style)
def test_a_cut_changes_the_framing_or_the_place_behind_it(style: Style) -> None:
    scenes = covered(storyboard(), style, BEATS, DETAILS, 3)
    assert scenes[0].shots[0].framing is not Framing.WIDE, "the first frame shows the product large"
    for scene in scenes:
        for one, other in pairwise(scene.shots):
            assert (one.framing, one.focus) != (other.framing, other.focus)
    for before, after in (scenes[:2], scenes[2:4]):
        assert after.shots[0].framing is before.shots[-1].framing, "the place changes, the product stays"
    framings = {str((shot.framing, shot.place, shot.focus)) for scene in scenes for shot in scene.shots}
    assert len(framings) >= 8


def test_a_locked_scene_stays_and_its_neighbours_do_not_mind() -> None:
    scenes = list(storyboard())
    scenes[1] = scenes[1].model_copy(update={"locked": True})
    made = covered(scenes, Style.BOLD, BEATS, DETAILS, 0)
    assert made[1] == scenes[1]
    assert made[2].shots


def test_without_beats_and_details_there_are_cuts_all_the_same() -> None:
    made = covered(storyboard(TransitionKind.CROSSFADE), Style.ENERGETIC, (), (), 0)
    assert all(len(scene.shots) >= 3 for scene in made[:-1])


def test_a_scene_is_cut_again_in_another_way() -> None:
    scenes = covered(storyboard(), Style.BOLD, BEATS, DETAILS, 0)
    others = [covered_again(scenes, 2, Style.BOLD, BEATS, DETAILS, seed) for seed in range(6)]
    assert len({str(shots) for shots in others}) >= 4
    assert all(sum(shot.frames for shot in shots) == scenes[2].frames for shots in others)


def test_a_product_enters_scenes_by_moving_and_lands_on_the_beat_or_half_way_to_the_next() -> None:
    ways = entrances_of(Style.BOLD, Pose.STANDING, round_=True)
    assert set(ways) == {Motion.DROP, Motion.ROLL_IN}
    scenes = covered(storyboard(), Style.BOLD, BEATS, DETAILS, 0, ways)
    begins = [sum(scene.frames for scene in scenes[:index]) for index in range(len(scenes))]
    entering = [
        (begin + shot.lands, shot)
        for begin, scene in zip(begins, scenes, strict=True)
        for shot in scene.shots
        if shot.lands
    ]
    assert {shot.motion for _, shot in entering} == set(ways)
    assert all(min(landed % 15, 15 - landed % 15) in {0, 7} for landed, _ in entering)
    assert all(shot.framing in {Framing.WIDE, Framing.MEDIUM} for _, shot in entering)
    assert not scenes[0].shots[0].lands, "on the ad's first frame the product is there"
    for before, after in (scenes[:2], scenes[2:4]):
        assert after.shots[0].framing is before.shots[-1].framing
        assert not after.shots[0].lands, "the place changes, the product stays"
    assert not entrances_of(Style.LUXURY, Pose.STANDING, round_=True)

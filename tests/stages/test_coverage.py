"""Coverage: shots at the pace of the style, on beats, each framed unlike the one before."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from adforge_core.model.brief import Style
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.shots import MOST_SHOTS, SHORTEST_SHOT, Framing
from adforge_core.model.storyboard import PlannedShot, Role, Scene, Transition, TransitionKind
from adforge_core.model.styles import guide
from adforge_core.model.value import FPS, Box
from adforge_core.stages.coverage import Photographed, covered, covered_again

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
    assert max(lengths) <= pace.longest * FPS
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
        ended, begins = before.shots[-1].framing, after.shots[0].framing
        # Where a detail hides the place, the framing changes.
        assert (ended is begins) != (ended is Framing.DETAIL), "the place changes, the product stays"
    framings = {str((shot.framing, shot.place, shot.focus)) for scene in scenes for shot in scene.shots}
    assert len(framings) >= 8


def test_a_last_scene_no_longer_than_the_end_card_is_wide() -> None:
    scenes = [*storyboard()[:3], storyboard()[3].model_copy(update={"frames": 110})]
    for style in Style:
        assert [shot.framing for shot in covered(scenes, style, BEATS, DETAILS, 0)[-1].shots] == [Framing.WIDE]


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


def test_planned_shots_are_kept_on_the_beat_and_put_right_where_they_cannot_be() -> None:
    wide, close, detail = (PlannedShot(framing=one) for one in (Framing.WIDE, Framing.CLOSE, Framing.DETAIL))
    pulled = PlannedShot(framing=Framing.MEDIUM, weight=2, camera=CameraMove.PULL, motion=Motion.PUSH)
    rising = PlannedShot(framing=Framing.CLOSE, camera=CameraMove.STILL, motion=Motion.RISE)
    planned = {0: (wide, pulled), 1: (rising, pulled, detail, detail), 2: (close,) * 40, 3: (close,), 4: (close, wide)}
    whole = covered(storyboard(), Style.MINIMAL, BEATS, DETAILS, 0)
    made = covered(storyboard(), Style.MINIMAL, BEATS, DETAILS, 0, planned=planned)
    framings = [[shot.framing.value for shot in scene.shots] for scene in made]
    assert framings[0][0] == "medium", "the first frame of the ad shows the product large"
    assert framings[1] == ["close", "medium", "detail", "detail"]
    first, second, one, other = made[1].shots
    assert (first.camera, first.motion, first.creep) == (CameraMove.STILL, Motion.STILL, 0), "it does not enter close"
    assert (second.camera, second.motion) == (CameraMove.PULL, Motion.PUSH)
    assert second.creep < 0
    assert second.frames > first.frames + one.frames / 2
    assert one.focus != other.focus
    assert len(made[2].shots) < MOST_SHOTS
    assert len(made[3].shots) > 1, "a shot that would last too long is cut once more"
    assert framings[4] == ["close", "wide"], "the end card comes last and alone"
    assert made[4].shots[-1].frames == whole[4].shots[-1].frames
    for scene in made:
        assert sum(shot.frames for shot in scene.shots) == scene.frames
        assert min(shot.frames for shot in scene.shots) >= SHORTEST_SHOT
        assert all((one.framing, one.focus) != (two.framing, two.focus) for one, two in pairwise(scene.shots))
    assert all((LENGTHS[0] + cut) % 15 == 0 for cut in made[1].cuts)
    assert made[0].cuts[0] <= guide(Style.MINIMAL).pace.first_cut * FPS


@pytest.mark.parametrize("style", Style)
def test_photos_take_turns_and_the_main_one_is_first_and_last(style: Style) -> None:
    other = Box(left=0.1, top=0.1, right=0.4, bottom=0.4)
    photos = (Photographed("back.jpg", (other,)), Photographed("side.jpg"))
    scenes = covered(storyboard(), style, BEATS, DETAILS, 3, photos)
    shots = [(number, shot) for number, scene in enumerate(scenes) for shot in scene.shots]
    assert shots[0][1].photo == shots[-1][1].photo == ""
    assert {shot.photo for _, shot in shots} == {"", "back.jpg", "side.jpg"}
    for (before, one), (after, two) in pairwise(shots):
        match = before != after and (one.framing, one.place) == (two.framing, two.place)
        assert match or one.photo != two.photo, "neighbours are of different photos unless only the place changes"
    for _, shot in shots:
        if shot.framing is Framing.DETAIL:
            assert (shot.focus in DETAILS, shot.focus == other) == (shot.photo == "", shot.photo == "back.jpg")
    again = covered_again(scenes, 1, style, BEATS, DETAILS, 5, photos)
    assert all(one.photo != two.photo for one, two in pairwise(again))
    alone = covered(storyboard(), style, BEATS, DETAILS, 3)
    assert [shot.frames for scene in alone for shot in scene.shots] == [shot.frames for _, shot in shots]


@pytest.mark.parametrize("style", Style)
def test_loud_styles_have_short_shots_of_words_alone(style: Style) -> None:
    worded = [scene.model_copy(update={"super": "Boils in four minutes"}) for scene in storyboard()]
    scenes = covered(worded, style, BEATS, DETAILS, 5)
    alone = [shot for scene in scenes for shot in scene.shots if shot.framing is Framing.TYPE]
    loud = style in {Style.BOLD, Style.ENERGETIC}
    assert len(alone) == (2 if loud else 0), "at most two in 30 s"
    assert all(18 <= shot.frames <= 36 for shot in alone)
    for scene in (scenes[0], scenes[-1]):
        assert Framing.TYPE not in {shot.framing for shot in scene.shots}, "the ad begins and ends with the product"


def test_a_scene_of_a_loud_ad_that_is_cut_again_has_words_alone_where_the_ad_has_room_for_them() -> None:
    worded = tuple(scene.model_copy(update={"super": "Four minutes"}) for scene in storyboard())

    def alone(scenes: Sequence[Scene], index: int, style: Style = Style.BOLD) -> int:
        cut = [covered_again(scenes, index, style, BEATS, DETAILS, seed) for seed in range(6)]
        return sum(shot.framing is Framing.TYPE for shots in cut for shot in shots)

    assert alone(worded, 2)
    assert not alone(worded, 2, Style.LUXURY)
    full = covered(worded, Style.BOLD, BEATS, DETAILS, 0)
    others = [index for index in (1, 2, 3) if all(shot.framing is not Framing.TYPE for shot in full[index].shots)]
    assert others
    assert not alone(full, others[0]), "others have the ad's share of them"

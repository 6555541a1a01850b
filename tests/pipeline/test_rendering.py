"""What is encoded again after an edit, and that nobody sees where the parts of a master were joined."""

from itertools import pairwise
from pathlib import Path
from shutil import copytree

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from adforge_core.media import transitions
from adforge_core.media.frames import Frame
from adforge_core.model.edits import deleted, duplicated, moved, with_scene
from adforge_core.model.formats import Format
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.shots import Framing, Shot
from adforge_core.model.storyboard import Transition, TransitionKind
from adforge_core.pipeline import MadeAd, render_ad
from adforge_core.pipeline.delivered import ad_key
from adforge_core.pipeline.filming import draw_picture, free_area, resolve_placement
from adforge_core.pipeline.pictures import Picture
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from adforge_core.work.monitor import Event
from tests.clips import pictures
from tests.placed import begin_placed

MOTIONS = (Motion.STILL, Motion.PUSH, Motion.FLOAT, Motion.STILL)
FADE = Transition(kind=TransitionKind.CROSSFADE, frames=6)


def four_scenes(project: Project) -> Project:
    """Thirty frames each, all but the first fading in, each with other words and another motion."""
    project = duplicated(project, project.scenes[1].id)
    for number, scene in enumerate(project.scenes):
        fields = {"frames": 30, "super": f"Morning number {number}", "motion": MOTIONS[number]}
        project = with_scene(project, scene.id, **fields, transition=FADE if number else Transition())
    return project


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    folder = begin_placed(Library(tmp_path_factory.mktemp("rendering")))
    folder.revisions.replace(four_scenes(folder.load()))
    return folder


@pytest.fixture(scope="module")
def ad(folder: ProjectFolder) -> MadeAd:
    return rendered(folder)


def rendered(folder: ProjectFolder) -> MadeAd:
    providers = choose_providers(offline=True).providers
    return render_ad(folder.folder, providers=providers, cache=Cache(folder.folder.parent / "cache"))


def settled(project: Project, index: int, folder: ProjectFolder) -> Picture:
    picture = Picture.of(project, index)
    return resolve_placement(picture, free_area(picture, folder.media), folder.media)


def anew(ad: MadeAd) -> set[tuple[str, str]]:
    return {(record.stage, record.scene) for record in ad.stages if record.scene and not record.cached}


@pytest.mark.usefixtures("ad")
def test_an_ad_is_what_was_rendered_whatever_was_edited_meanwhile(folder: ProjectFolder, tmp_path: Path) -> None:
    copy = ProjectFolder(tmp_path / "ad")
    copytree(folder.folder, copy.folder)
    before = copy.load()

    def delete(event: Event) -> None:
        if event.stage == "mix" and len(copy.load().scenes) == len(before.scenes):
            copy.revisions.edit(lambda project: deleted(project, before.scenes[1].id))

    made = render_ad(
        copy.folder,
        providers=choose_providers(offline=True).providers,
        events=delete,
        cache=Cache(folder.folder.parent / "cache"),
    )
    assert len(copy.load().scenes) == 3
    assert [scene.id for scene in made.project.scenes] == [scene.id for scene in before.scenes]
    assert len(made.segments) == 4


def test_an_ad_rendered_in_another_format_is_saved_with_the_backgrounds_it_was_made_with(
    folder: ProjectFolder, tmp_path: Path
) -> None:
    copy = ProjectFolder(tmp_path / "ad")
    copytree(folder.folder, copy.folder)
    project = copy.load()
    for scene in project.scenes:
        project = with_scene(project, scene.id, own_plate=scene.takes[0].media)
    copy.revisions.replace(project)

    made = render_ad(
        copy.folder,
        providers=choose_providers(offline=True).providers,
        format=Format.SQUARE,
        cache=Cache(tmp_path / "cache"),
    )

    saved = copy.load()
    assert saved.format is Format.SQUARE
    assert [scene.take for scene in saved.scenes] == [scene.take for scene in made.project.scenes]
    assert all(scene.take is not None and scene.take.format is Format.SQUARE for scene in saved.scenes)
    assert ad_key(saved) == ad_key(made.project)


def test_swapping_two_scenes_encodes_only_where_scenes_meet(folder: ProjectFolder, ad: MadeAd) -> None:
    second, third, last = (scene.id for scene in ad.project.scenes[1:])
    before = folder.load()
    folder.revisions.replace(moved(before, second, 1))
    assert anew(rendered(folder)) == {("transition", second), ("transition", third), ("transition", last)}
    folder.revisions.replace(before)


def test_shadows_found_again_are_those_that_would_be_cast(folder: ProjectFolder, ad: MadeAd, tmp_path: Path) -> None:
    third, masters = ad.project.scenes[2].id, {}
    for name in ("kept", "damaged", "unknown"):
        each = ProjectFolder(copytree(folder.folder, tmp_path / name / "ad"))
        if name != "unknown":
            copytree(folder.folder.parent / "cache", tmp_path / name / "cache")
            casts = [*(tmp_path / name).rglob("*.npz")]
            assert casts
            for file in casts if name == "damaged" else ():
                file.write_bytes(b"?" * file.stat().st_size)
        push = Transition(kind=TransitionKind.PUSH, frames=FADE.frames)
        each.revisions.replace(with_scene(each.load(), third, transition=push))
        made = rendered(each)
        assert name == "unknown" or anew(made) == {("transition", third)}
        masters[name] = pictures(made.master)
    # A lone overlap is encoded by more threads, whose motion vectors reach less far: a few pixels differ by as much.
    for kept, damaged, fresh in zip(*masters.values(), strict=True):
        assert max(cv2.norm(again, fresh, cv2.NORM_INF) for again in (kept, damaged)) <= 4


def test_another_transition_encodes_that_transition_alone(folder: ProjectFolder, ad: MadeAd) -> None:
    third = ad.project.scenes[2].id
    before = folder.load()
    wipe = Transition(kind=TransitionKind.WIPE, frames=FADE.frames)
    folder.revisions.replace(with_scene(before, third, transition=wipe))
    assert anew(rendered(folder)) == {("transition", third)}
    folder.revisions.replace(before)


def test_every_frame_on_both_sides_of_every_join_is_the_one_that_was_drawn(folder: ProjectFolder, ad: MadeAd) -> None:
    project, shown = ad.project, pictures(ad.master)
    assert len(shown) == project.frames == 120
    canvas = Frame.empty(project.format.size)
    for index, scene in enumerate(project.scenes):
        comp, _ = draw_picture(settled(project, index, folder), folder.media, project.format.size)
        for frame in (scene.transition.frames, scene.transition.frames + 1, scene.frames - 1):
            comp.draw(frame, canvas)
            assert psnr(shown[project.first_frame(index) + frame].ravel(), canvas.buffer) > 40


def test_words_that_are_there_already_are_seen_while_their_scene_takes_over(folder: ProjectFolder, ad: MadeAd) -> None:
    project, size = ad.project, ad.project.format.size
    before, picture = (settled(project, index, folder) for index in (0, 1))
    outgoing, incoming = (draw_picture(each, folder.media, size)[0] for each in (before.wordless(), picture))
    tail, head, both = (Frame.empty(size) for _ in range(3))
    late = FADE.frames - 1
    outgoing.draw(before.frames + late, tail)
    incoming.draw(late, head)
    transitions.join(FADE.kind, (late + 1) / (FADE.frames + 1), tail, head, both, (0, 0, 0))
    assert psnr(pictures(ad.master)[project.first_frame(1) + late].ravel(), both.buffer) > 40


@pytest.mark.usefixtures("ad")
def test_words_of_about_the_same_height_leave_the_same_room_and_stay_clear_of_it(folder: ProjectFolder) -> None:
    project, size = folder.load(), folder.load().format.size
    rooms, ends = set(), set()
    for words in ("Roasted around the corner", "Roasted in small batches"):
        picture = Picture.of(with_scene(project, project.scenes[1].id, super=words), 1)
        ends.add(picture.wording.lay_out(picture.look, picture.format, size, folder.media).room.top)
        rooms.add(free_area(picture, folder.media))
    assert len(ends) == 2
    assert len(rooms) == 1
    assert max(ends) <= rooms.pop().top


def test_a_fade_goes_on_evenly_from_part_to_part(ad: MadeAd) -> None:
    """Nothing jumps: a step over a join is no larger than the steps beside it."""
    steps = [cv2.norm(one, other, cv2.NORM_L1) / one.size for one, other in pairwise(pictures(ad.master))]
    for join in (30, 36, 60, 66, 90, 96):
        assert steps[join - 1] < 3 * max(*steps[join - 4 : join - 1], *steps[join : join + 3]) + 0.5


def test_other_words_leave_a_takeover_that_is_over_before_they_come_in(folder: ProjectFolder, ad: MadeAd) -> None:
    before, third = folder.load(), ad.project.scenes[2].id
    longer = with_scene(before, third, frames=46, transition=FADE.model_copy(update={"frames": 12}))
    folder.revisions.replace(longer)
    rendered(folder)
    folder.revisions.replace(with_scene(longer, third, super="Evening number two"))
    assert anew(rendered(folder)) == {("segment", third)}
    folder.revisions.replace(before)
    rendered(folder)


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    error = np.mean((one.astype(np.float32) - other) ** 2)
    return float(10 * np.log10(255**2 / error))


@pytest.mark.usefixtures("ad")
def test_another_camera_in_one_shot_encodes_that_shot_alone(folder: ProjectFolder) -> None:
    uncut = folder.load()
    last = uncut.scenes[3].id
    shots = tuple(Shot(id=name, frames=10, framing=framing) for name, framing in zip("abc", Framing, strict=False))
    folder.revisions.replace(with_scene(uncut, last, shots=shots))
    rendered(folder)
    changed = (shots[0], shots[1].model_copy(update={"camera": CameraMove.RISE}), shots[2])
    folder.revisions.replace(with_scene(uncut, last, shots=changed))
    after = [record.stage for record in rendered(folder).stages if record.scene == last and not record.cached]
    assert sorted(after) == ["placement", "segment"]
    folder.revisions.replace(uncut)

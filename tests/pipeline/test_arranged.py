"""Shots that show several things, what can be chosen for a shot, and an end card that leads back to the first frame."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from adforge_core.media.frames import Frame
from adforge_core.model import shot_edits
from adforge_core.model.brief import Pose, Shown
from adforge_core.model.edits import with_brief, with_photo, with_scene, without_photo
from adforge_core.model.placement import OVERSCAN, CameraMove, Motion, Placement
from adforge_core.model.project import ProductPhoto, Project
from adforge_core.model.shots import Arrangement, Effect, Framing, Panel, Shot
from adforge_core.pipeline.craft import framings_of, product_shares
from adforge_core.pipeline.filming import draw_bare
from adforge_core.pipeline.looping import resolved_picture
from adforge_core.pipeline.overlaps import Lettering, overlaps_in
from adforge_core.pipeline.shot_choices import arrangements_for, cameras_for, effects_for, motions_for, rows_for
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from tests.placed import begin_placed

SIZE = 270, 480


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    return begin_placed(Library(tmp_path / "projects"))


def blue(folder: ProjectFolder) -> tuple[Project, str]:
    """The project with a second photo, a blue box as wide as it is high, and the photo's name."""
    path = folder.scratch() / "blue.png"
    pixels = np.zeros((300, 300, 4), np.uint8)
    pixels[:] = (200, 60, 20, 255)
    cv2.imwrite(str(path), pixels)
    name, project = folder.media.add(path), folder.load()
    assert project.product is not None
    fields = {field: getattr(project.product, field) for field in ProductPhoto.model_fields}
    return with_photo(project, ProductPhoto(**fields | {"photo": name, "cutout": name, "aspect": 1.0})), name


def cut(project: Project, *shots: Shot, scene: int = 0) -> Project:
    return project.with_scene(project.scenes[scene].model_copy(update={"shots": shots}))


def reds_and_blues(folder: ProjectFolder, project: Project, frame: int = 30) -> tuple[np.ndarray, np.ndarray]:
    comp = draw_bare(resolved_picture(project, 0, folder.media), folder.media, SIZE)
    canvas = Frame.empty(SIZE)
    comp.draw(frame, canvas)
    seen = canvas.rgb().astype(int)
    return seen[..., 0] > seen[..., 2] + 60, seen[..., 2] > seen[..., 0] + 60


def test_photos_stand_side_by_side_until_they_are_removed(folder: ProjectFolder) -> None:
    project, name = blue(folder)
    made = cut(project, Shot(id="a", frames=60, beside=(name,)))
    red, other = reds_and_blues(folder, made)
    heights = [np.ptp(np.nonzero(one.any(axis=1))[0]) for one in (red, other)]
    assert 0.85 < heights[1] / heights[0] < 1, "a little further back"
    assert np.nonzero(red.any(axis=0))[0].max() <= np.nonzero(other.any(axis=0))[0].max() - 20
    assert framings_of(made) == framings_of(cut(project, Shot(id="a", frames=60))) + (
        0 if len(project.scenes) < 2 else 1
    )
    shares = product_shares(folder.media, made)
    assert shares[20] == pytest.approx((red | other).mean(), rel=0.08)
    alone = without_photo(made, name)
    assert not reds_and_blues(folder, alone)[1].any()
    as_photo = with_brief(made, shown=Shown.PHOTO)
    assert not resolved_picture(as_photo, 0, folder.media).shots[0].beside, "a photo that fills the frame is alone"


def test_a_split_screen_shows_another_photo_above_the_shots_own(folder: ProjectFolder) -> None:
    project, name = blue(folder)
    split = Shot(id="a", frames=60, framing=Framing.MEDIUM, panels=(Panel(framing=Framing.CLOSE, photo=name),))
    red, other = reds_and_blues(folder, cut(project, split))
    rows = [np.nonzero(one.any(axis=1))[0] for one in (other, red)]
    assert rows[0].max() < SIZE[1] / 2 <= rows[1].min() + 4  # the line between them is reddish, too
    assert min(red.mean(), other.mean()) > 0.03


@pytest.mark.parametrize("scale", [None, 0.85, 0.3], ids=["automatic", "large by hand", "small by hand"])
def test_the_first_frame_shows_the_product_where_the_end_card_leaves_it(
    folder: ProjectFolder, scale: float | None
) -> None:
    project = folder.load()
    begins = Shot(id="a", frames=60, framing=Framing.CLOSE, camera=CameraMove.PUSH, effects=(Effect.RETURN,))
    project = cut(cut(project, begins), Shot(id="b", frames=60, creep=0.02), scene=2)
    if scale:
        card = project.scenes[2]
        by_hand = {project.format: Placement(x=0.6, y=0.85, scale=scale)}
        project = project.with_scene(card.model_copy(update={"placements": by_hand}))
    opening, last = (resolved_picture(project, index, folder.media) for index in (0, 2))
    view = opening.shots[0].view
    assert view is not None
    assert view.origin is not None
    margin = 0.5 / view.origin.zoom - OVERSCAN
    assert margin <= view.origin.x <= 1 - margin
    assert margin <= view.origin.y <= 1 - margin
    first, end = (draw_bare(one, folder.media, SIZE) for one in (opening, last))
    there, here = end.product_box(59), first.product_box(0)
    share = product_shares(folder.media, project)[0]
    if scale != 0.3:
        assert share > 0.195
        assert here.height == pytest.approx(there.height, abs=0.004)
        assert here.left == pytest.approx(there.left, abs=0.004)
        assert here.top == pytest.approx(there.top, abs=0.004)
    else:
        assert 0.195 < share < 0.24, "a poster all the same"
    still = view.model_copy(update={"origin": None})
    assert view.at(view.origin.frames, 60) == still.at(view.origin.frames, 60)
    without = cut(project, begins.model_copy(update={"effects": ()}))
    plain = resolved_picture(without, 0, folder.media).shots[0].view
    assert plain == still, "what it shows then is the same"


@pytest.mark.parametrize("pose", Pose)
def test_menus_offer_what_does_something(folder: ProjectFolder, pose: Pose) -> None:
    project, name = blue(folder)
    project = with_brief(project, pose=pose)
    wide = Shot(id="a", frames=30)
    words, split = Shot(id="b", frames=15, framing=Framing.TYPE), Shot(id="c", frames=15, panels=(Panel(),))
    project = cut(project, wide, words, split)
    scene = project.scenes[0]
    motions = motions_for(project, scene, wide)
    assert (Motion.SWING in motions) is (pose is Pose.HANGING)
    assert (len(motions) == 2) is (pose is Pose.LEANING)
    assert Effect.PRESS not in {effect for effects in effects_for(project, scene, wide) for effect in effects}
    assert not any(of(project, scene, words) for of in (motions_for, cameras_for, effects_for, arrangements_for))
    assert not motions_for(project, scene, split)
    assert not effects_for(project, scene, split)
    assert rows_for(project, wide) == ((name,),)
    assert arrangements_for(project, scene, wide) == tuple(Arrangement)
    filled = with_brief(project, shown=Shown.PHOTO)
    assert not motions_for(filled, scene, wide)
    assert not effects_for(filled, scene, wide)
    assert arrangements_for(filled, scene, wide) == (Arrangement.ONE, Arrangement.SPLIT)
    assert cameras_for(filled, scene, wide), "the camera moves over a photo, too"
    row = shot_edits.with_arrangement(project, scene.id, "a", Arrangement.SIDE_BY_SIDE)
    assert row.scenes[0].shots[0].beside == (name,)
    back = shot_edits.with_arrangement(row, scene.id, "a", Arrangement.ONE)
    assert back.scenes[0].shots[0] == wide


@pytest.mark.parametrize("offer", ["20% off until Sunday", ""])
def test_an_end_card_whose_panel_covers_a_photographed_product_is_told(folder: ProjectFolder, offer: str) -> None:
    project = folder.load()
    assert project.product is not None
    photo, matte = np.full((960, 540, 3), 120, np.uint8), np.zeros((960, 540), np.uint8)
    box = slice(48, 940), slice(80, 460)
    photo[box], matte[box] = (30, 60, 200), 255
    names = {}
    for name, pixels in {"photo": photo, "matte": matte, "cutout": np.dstack([photo[box], matte[box]])}.items():
        path = folder.scratch() / f"{name}.png"
        cv2.imwrite(str(path), pixels)
        names[name] = folder.media.add(path)
    product = project.product.model_copy(update={**names, "full_bleed": True, "aspect": 380 / 892})
    project = project.model_copy(update={"product": product, "offer": offer, "cta": offer and "Order now"})
    project = cut(with_scene(project, "scene-3", super=""), Shot(id="a", frames=60), scene=2)
    picture = resolved_picture(project, 2, folder.media)
    found = overlaps_in(draw_bare(picture, folder.media, SIZE), picture, folder.media)
    assert (Lettering.END_CARD in found.lettering) is bool(offer), "without an offer and a button there is no panel"

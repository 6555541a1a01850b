"""What of the product's photos a shot shows: the photo itself, filling the frame, or another one's cut-out."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from adforge_core.media.frames import Frame, resample
from adforge_core.model.brief import Shown
from adforge_core.model.doubt import Doubt, DoubtKind
from adforge_core.model.edits import notes_of_photos, with_brief, with_main_photo, with_photo, without_photo
from adforge_core.model.formats import Format
from adforge_core.model.placement import CameraMove
from adforge_core.model.project import ProductPhoto, Project
from adforge_core.model.shots import Framing, Shot
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.pipeline.delivered import ad_key
from adforge_core.pipeline.filming import draw_bare, free_area, resolve
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.problems import project_problems
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.stages.comp import Comp, SceneComp
from adforge_core.stages.framing import MOST_ENLARGED
from tests.placed import begin_placed

SIZE = 270, 480
CAMERAS = CameraMove.SLIDE_LEFT, CameraMove.RISE, CameraMove.PULL


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    return begin_placed(Library(tmp_path / "projects"))


def add(folder: ProjectFolder, name: str, pixels: np.ndarray) -> str:
    path = folder.scratch() / f"{name}.png"
    cv2.imwrite(str(path), pixels)
    return folder.media.add(path)


def photographed(folder: ProjectFolder, wide: int = 900, tall: int = 1400) -> Project:
    """The project with a doubtful cut-out of a photo: a red box, low on a ground that is green to the left."""
    rng = np.random.default_rng(1)
    photo = np.full((tall, wide, 3), (60, 140, 60), np.uint8)
    photo[:, wide // 2 :] = (90, 90, 160)
    matte = np.zeros((tall, wide), np.uint8)
    box = slice(tall // 2, tall - tall // 5), slice(wide // 3, wide - wide // 3)
    photo[box] = rng.integers(0, 255, (*photo[box].shape[:2], 3), np.uint8)
    matte[box] = 255
    cutout = np.dstack([photo[box], matte[box]])
    project = folder.load()
    assert project.product is not None
    fields = {
        "photo": add(folder, "photo", photo), "cutout": add(folder, "cut", cutout), "matte": add(folder, "m", matte),
        "aspect": cutout.shape[1] / cutout.shape[0], "full_bleed": True,
        "doubts": (Doubt(kind=DoubtKind.PERSON, said="A hand is in it.", remedy="Erase it.", spoils=True),),
    }  # fmt: skip
    return project.model_copy(update={"product": project.product.model_copy(update=fields)})


def cut(project: Project, *framings: Framing, photos: tuple[str, ...] = ()) -> Project:
    """The project with its first scene cut into these framings."""
    scene = project.scenes[0]
    names = photos or ("",) * len(framings)
    shots = tuple(
        Shot(id=f"shot-{number}", frames=scene.frames // len(framings), framing=framing, photo=name, camera=camera)
        for number, (framing, name, camera) in enumerate(zip(framings, names, CAMERAS, strict=False))
    )
    return project.with_scene(scene.model_copy(update={"shots": shots}))


def drawn(folder: ProjectFolder, project: Project) -> tuple[Picture, SceneComp]:
    picture = Picture.of(project, 0)
    picture = resolve(picture, free_area(picture, folder.media), folder.media)
    return picture, draw_bare(picture, folder.media, SIZE)


@pytest.mark.parametrize(("wide", "tall"), [(900, 1400), (1400, 700)])
def test_a_doubtful_cut_out_gives_way_to_the_photo_whose_pixels_are_exact(
    folder: ProjectFolder, wide: int, tall: int
) -> None:
    project = cut(photographed(folder, wide, tall), Framing.WIDE, Framing.CLOSE, Framing.DETAIL)
    picture, comp = drawn(folder, project)
    views = [shot.view for shot in picture.shots]
    assert all(view is not None for view in views)
    zooms = [view.zoom for view in views if view]
    assert zooms == sorted(zooms)
    assert zooms[-1] > 1.3 * zooms[0]
    for frame in (0, 19, 39, 59):
        canvas = Frame.empty(SIZE)
        comp.draw(frame, canvas)
        shot, own = comp.shot_at(frame)
        assert shot.shot.cutout.shape[:2] == (tall, wide), "the whole photo"
        # Frame pixels of a finished ad per photo pixel.
        assert shot.pose(own).scale * 1080 / SIZE[0] <= MOST_ENLARGED * 1.08, "the camera comes a little closer yet"
        poses = [shot.pose(at) for at in range(shot.shot.frames + 30)]
        wanted = resample(shot.shot.cutout, SIZE, shot.pose(own), max(pose.scale for pose in poses))
        opaque = wanted.alpha == 255
        rows, columns = opaque.shape
        there = canvas.y[wanted.y : wanted.y + rows, wanted.x : wanted.x + columns]
        assert opaque.mean() > 0.2
        if wide < tall:
            assert (opaque.shape, opaque.all()) == (SIZE[::-1], True), "it covers the frame, whatever the camera does"
        assert np.abs(there[opaque].astype(int) - wanted.luma[opaque]).max() <= 1
    if wide > tall:
        corner = Frame.empty(SIZE)
        comp.draw(0, corner)
        left, right = corner.rgb()[8, 8].astype(int), corner.rgb()[8, -8].astype(int)
        assert left[1] - left[0] > 20 > right[1] - right[0], "its ground goes on, with its own colours"


def test_the_brief_says_what_is_shown_and_problems_tell_it(folder: ProjectFolder) -> None:
    project = cut(photographed(folder), Framing.WIDE)
    told = [str(problem) for problem in project_problems(project)]
    assert "The cut-out: A hand is in it. Erase it. So the photo itself is shown, filling the frame." in told
    knowingly = with_brief(project, shown=Shown.CUTOUT)
    assert Picture.of(knowingly, 0).shots[0].product is None
    assert "So the photo" not in " ".join(str(problem) for problem in project_problems(knowingly))
    before = folder.load()
    assert before.product is not None
    assert not before.product.fills_frame_in(before.brief)
    assert Picture.of(with_brief(before, shown=Shown.PHOTO), 0).shots[0].fills, "a scene without cuts, too"
    assert ad_key(with_brief(before, shown=Shown.PHOTO)) != ad_key(before) == ad_key(with_brief(before, shown=None))


def test_shots_show_other_photos_until_they_are_removed(folder: ProjectFolder) -> None:
    begun = folder.load()
    assert begun.product is not None
    back = np.zeros((300, 300, 4), np.uint8)
    back[:] = (200, 60, 20, 255)
    name = add(folder, "back", back)
    other = ProductPhoto(**{
        **{field: getattr(begun.product, field) for field in ProductPhoto.model_fields},
        "photo": name, "cutout": name, "aspect": 1.0,
    })  # fmt: skip
    project = cut(with_photo(begun, other), Framing.WIDE, Framing.WIDE, photos=("", name))
    _, comp = drawn(folder, project)
    front, behind = comp.shot_at(0)[0], comp.shot_at(45)[0]
    assert (front.shot.cutout.shape[1], behind.shot.cutout.shape[1]) == (200, 300)
    assert isinstance(behind, Comp)
    assert behind.shadow_pass.shadows, "it has a shadow of its own"
    canvas = Frame.empty(SIZE)
    comp.draw(45, canvas)
    box = comp.product_box(45)
    middle = canvas.rgb()[int((box.top + box.bottom) / 2 * SIZE[1]), int((box.left + box.right) / 2 * SIZE[0])]
    assert middle[2] > 150 > middle[0], "the blue one"

    main = with_main_photo(project, name)
    assert main.product is not None
    assert [main.product.photo, main.product.others[0].photo] == [name, begun.product.photo]
    assert [shot.photo for shot in main.scenes[0].shots] == ["", begun.product.photo]
    removed = without_photo(project, name)
    assert removed.product == begun.product
    assert [shot.photo for shot in removed.scenes[0].shots] == ["", ""]
    assert Picture.of(removed.model_copy(update={"format": Format.VERTICAL}), 0).shots[1].product is None


def test_notes_of_cut_outs_follow_their_photos(folder: ProjectFolder) -> None:
    project = folder.load()
    assert project.product is not None
    main = project.product.photo

    def taken(name: str, why: str, replaces: str = "") -> None:
        nonlocal project
        photo = ProductPhoto(**{
            **{field: getattr(project.product, field) for field in ProductPhoto.model_fields}, "photo": name,
        })  # fmt: skip
        notes = [Fallback(stage=Stage.CUTOUT, wanted="model", used="framed photo", why=why)] if why else []
        project = with_photo(project, photo, notes, replaces)

    def said() -> list[str]:
        return [note.why for note in project.fallbacks if note.stage is Stage.CUTOUT]

    for name, why in (("back.png", ""), ("side.png", "No edge."), (main, "Empty.")):
        taken(name, why)
    assert sorted(said()) == ["Empty.", "Photo 3: No edge."], "the main photo's notes are not all the notes"
    project = without_photo(project, "back.png")
    assert said() == ["Empty.", "Photo 2: No edge."]
    project = with_main_photo(project, "side.png")
    assert said() == ["No edge.", "Photo 2: Empty."]
    taken("new.png", "", replaces="side.png")
    assert said() == ["Photo 2: Empty."]
    assert [note.why for note in notes_of_photos(project)[main]] == ["Empty."]
    assert without_photo(project, main).fallbacks == ()

"""Stills of the shots of a scene, for a strip of them."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from adforge_core.errors import BadProject
from adforge_core.model.placement import Motion
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.pipeline.pictures import free_area
from adforge_core.pipeline.previews.preview import Preview
from adforge_core.pipeline.previews.scenery import picture_of
from adforge_core.pipeline.run import Run, only
from adforge_core.work.cache import Json

STILL_SHORTER = 180


def shot_still(run: Run, preview: Preview, project: Project, index: int, shot: int) -> Path:
    """Makes a JPEG of the middle of a shot in the previews folder: as it is rendered, but small and without words.

    `index` is the scene, `shot` the shot, both counted from 0. `preview` draws it, and keeps what the scene's other
    shots need too. Raises BadProject and BadPhoto.
    """
    picture = picture_of(project, index)
    if shot >= len(picture.shots):
        raise BadProject("This shot no longer exists.", "Another window may have deleted it.")

    def make(folder: Path) -> Json:
        middle = picture.firsts[shot] + picture.shots[shot].frames // 2
        media = run.folder.media
        shown = preview.shot_frame(media, project, index, shot, middle, words=False, shorter=STILL_SHORTER)
        whole = BytesIO()
        Image.fromarray(shown.pixels).save(whole, "JPEG", quality=88, optimize=True)
        (folder / "shot.jpg").write_bytes(whole.getvalue())
        return {}

    # Of the words, only the room they leave matters; of the other shots, whether the product hovers in one.
    inputs = {
        "picture": picture.wordless().model_copy(update={"shots": picture.shots[shot : shot + 1]}),
        "first": picture.firsts[shot],
        "hovers": any(one.motion is Motion.FLOAT for one in picture.shots),
        "room": free_area(picture, run.media),
        "shorter": STILL_SHORTER,
    }
    return only(run.stage(Stage.STILL, "", inputs, make, run.folder.previews))

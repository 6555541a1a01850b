"""Stills of the shots of a scene, for a strip of them."""

from pathlib import Path

from adforge_core.errors import BadProject
from adforge_core.model.placement import Motion
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.pipeline.filming import free_area
from adforge_core.pipeline.pictures import Picture
from adforge_core.pipeline.previews.preview import Preview
from adforge_core.pipeline.previews.scenery import picture_of
from adforge_core.pipeline.previews.takes import still_jpeg
from adforge_core.pipeline.run import Run, only
from adforge_core.work.cache import Json, content_key

STILL_SHORTER = 180


def shot_key(project: Project, index: int, shot: int) -> str:
    """Returns a key of everything that may change the still of a shot, words included: they may move the product."""
    picture = picture_of(project, index)
    return content_key(_inputs(picture, picture, shot))


def shot_still(run: Run, preview: Preview, project: Project, index: int, shot: int) -> Path:
    """Makes a JPEG of the middle of a shot in the previews folder: as it is rendered, but small.

    It has no words, except in a shot of nothing else. `index` is the scene, `shot` the shot, both counted from 0.
    `preview` draws it, and keeps what the scene's other shots need too. Raises BadProject and BadPhoto.
    """
    picture = picture_of(project, index)
    if shot >= len(picture.shots):
        raise BadProject("This shot no longer exists.", "Another window may have deleted it.")

    def make(folder: Path) -> Json:
        middle = picture.firsts[shot] + picture.shots[shot].frames // 2
        media = run.folder.media
        alone = bool(picture.shots[shot].ground)
        shown = preview.shot_frame(media, project, index, shot, middle, words=alone, shorter=STILL_SHORTER)
        (folder / "shot.jpg").write_bytes(still_jpeg(shown.pixels))
        return {}

    # Of the words, only the room they leave matters.
    seen = picture if picture.shots[shot].ground else picture.wordless()
    inputs = {**_inputs(picture, seen, shot), "room": free_area(picture, run.media)}
    return only(run.stage(Stage.STILL, "", inputs, make, run.folder.previews))


def _inputs(picture: Picture, shown: Picture, shot: int) -> Json:
    """Returns what a still shows of `picture`, as `shown`. Of other shots, only a product that hovers changes it."""
    return {
        "picture": shown.model_copy(update={"shots": picture.shots[shot : shot + 1]}),
        "first": picture.firsts[shot],
        "hovers": any(one.motion is Motion.FLOAT for one in picture.shots),
        "shorter": STILL_SHORTER,
    }

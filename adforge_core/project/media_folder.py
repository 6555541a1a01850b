"""A project's media as files in a folder."""

import shutil
from pathlib import Path

from adforge_core.errors import BadOutput, BadProject
from adforge_core.media.content import content_name, is_named_by_content, is_whole
from adforge_core.media.files import flush, written_whole


class MediaFolder:
    """The MediaStore of a project's folder. Safe to share between threads and between processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def landing(self) -> Path:
        """The folder itself: what is made there need not be copied."""
        return self.folder

    def add(self, file: Path) -> str:
        """Takes a copy of `file` into the folder and returns its name there, which says what is in it.

        It is on disk then. One that is there and damaged is replaced.
        """
        made_here = file.parent == self.folder and is_named_by_content(file) and is_whole(file)
        name = file.name if made_here else content_name(file)
        target = self.folder / name
        if is_whole(target):
            flush(self.folder)  # whoever placed it may have been killed before they did
        else:
            with written_whole(target) as waiting:
                shutil.copyfile(file, waiting)
        return name

    def has(self, name: str) -> bool:
        """Whether the file `name` is there, and undamaged."""
        return is_whole(self.folder / name)

    def local(self, name: str) -> Path:
        """Where the file `name` is; BadProject if it is gone or damaged, or is no file of this folder."""
        check_name(name)
        path = self.folder / name
        if not is_whole(path):
            raise unusable(name, is_there=path.is_file())
        return path

    def check_room(self, size: int) -> None:
        """Raises BadOutput where the disk has less than `size` bytes free."""
        if shutil.disk_usage(self.folder.parent).free < size:
            raise BadOutput(
                f"The disk with {self.folder.parent} is almost full; nothing was sent.",
                "Make room on it and run the same command again.",
            )


def check_name(name: str) -> None:
    """Raises BadProject where `name` is no media file's, but leads elsewhere."""
    if Path(name).name != name:
        raise BadProject(f"The project names {name}, which is not a file of its own.", "Choose another in its place.")


def unusable(name: str, *, is_there: bool) -> BadProject:
    """What is told of a media file that is missing, or damaged where one `is_there`."""
    return BadProject(
        f"The project's file media/{name} is {'damaged' if is_there else 'missing'}.",
        "Put it back, or make the ad again with: adforge make.",
    )

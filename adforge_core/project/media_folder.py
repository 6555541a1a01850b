"""A project's media as files in a folder."""

import shutil
from pathlib import Path

from adforge_core.errors import BadOutput, BadProject
from adforge_core.media.content import content_name, is_named_by_content, is_whole
from adforge_core.media.files import flush, written_whole


class MediaFolder:
    """The media of a project folder: files named by their content. Threads and processes can share it.

    Example:
        >>> from pathlib import Path
        >>> from adforge_core import ProjectFolder
        >>> media = ProjectFolder(Path("kettle-ad")).media
        >>> name = media.add(Path("kettle.png"))
        >>> media.local(name).read_bytes() == Path("kettle.png").read_bytes()
        True
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def landing(self) -> Path:
        """Returns the folder itself: files made there need not be copied."""
        return self.folder

    def add(self, file: Path) -> str:
        """Copies `file` into the folder, flushes it to disk and returns its name there, a digest of its content.

        A damaged file of that name is replaced.
        """
        made_here = file.parent == self.folder and is_named_by_content(file) and is_whole(file)
        name = file.name if made_here else content_name(file)
        target = self.folder / name
        if is_whole(target):
            flush(self.folder)  # its writer may have been killed before the flush
        else:
            with written_whole(target) as waiting:
                shutil.copyfile(file, waiting)
                if content_name(waiting) != name:
                    raise BadOutput(f"{file.name} changed while it was copied.", "Add it again when it is complete.")
        return name

    def has(self, name: str) -> bool:
        """Whether the file `name` exists and is undamaged."""
        return is_whole(self.folder / name)

    def local(self, name: str) -> Path:
        """Returns the path of the file `name`. Raises BadProject if it is missing, damaged, or not in this folder."""
        check_name(name)
        path = self.folder / name
        if not is_whole(path):
            raise unusable(name, is_there=path.is_file())
        return path

    def check_room(self, size: int) -> None:
        """Raises BadOutput if the disk has less than `size` bytes free."""
        if shutil.disk_usage(self.folder.parent).free < size:
            raise BadOutput(
                f"The disk with {self.folder.parent} is almost full; nothing was sent.",
                "Free some disk space, then try again.",
            )


def check_name(name: str) -> None:
    """Raises BadProject if `name` is not a plain file name."""
    if Path(name).name != name:
        raise BadProject(
            f"The project refers to {name}, which is not one of its own files.", "Choose another file instead."
        )


def unusable(name: str, *, is_there: bool) -> BadProject:
    """Returns the error for a media file that is missing, or damaged if it `is_there`."""
    return BadProject(
        f"The project's file media/{name} is {'damaged' if is_there else 'missing'}.",
        "Put it back, or make the ad again with: adforge make.",
    )

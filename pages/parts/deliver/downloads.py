"""The downloads of a finished ad: its files, and the whole project as one file."""

import streamlit as st

from adforge_core.model.stages import Stage
from adforge_core.pipeline.delivered import Delivered
from adforge_core.project.library import PACKED
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import TaskKind
from pages.parts.kit.files import download
from pages.parts.kit.page import ProjectPage
from pages.parts.kit.progress import watch
from pages.parts.kit.studio import studio


def downloads(page: ProjectPage, made: Delivered, *, current: bool) -> None:
    """The finished files and the project, straight from disk. Only a `current` ad's video is the primary button."""
    files, name = page.folder.deliverables, f"{page.name}-{made.format.slug}"
    st.markdown("##### Download")
    size = f"{made.facts.size_bytes / 1e6:.1f} MB"
    st.html(download(files / made.master, f"{name}.mp4", f"Video, MP4 ({size})", primary=current))
    others = [
        (files / made.captions_srt, f"{name}.srt", "SRT"),
        (files / made.captions_vtt, f"{name}.vtt", "VTT"),
        (files / made.poster, f"{name}.jpg", "Poster"),
    ]
    st.caption("Captions and poster")
    for (file, called, label), column in zip(others, st.columns(3, gap="small"), strict=True):
        if file.is_file():
            column.html(download(file, called, label))
    _project(page)


def _project(page: ProjectPage) -> None:
    """The whole project as one file; packing takes a moment, so it waits for the button."""
    packed = page.folder.previews / f"{page.name}{PACKED}"
    if watch(page, TaskKind.PACK, title=lambda _: "Exporting the project"):
        return
    if studio().library.is_packed(page.name, packed):
        size = f"{packed.stat().st_size / 1e6:.0f} MB"
        st.html(download(packed, packed.name, f"Download the project ({size})"))
        return
    st.button(
        "Export the project",
        key=page.key("pack"),
        icon=":material/archive:",
        width="stretch",
        help="One file with the brief, the photo, every take and the finished ads, to back up or to import elsewhere",
        disabled=page.rendering,
        on_click=_pack,
        args=(page,),
    )


def _pack(page: ProjectPage) -> None:
    library, name = studio().library, page.name
    packed = page.folder.previews / f"{name}{PACKED}"

    def work(monitor: RunMonitor) -> None:
        with monitor.stage(Stage.PACK):
            library.pack(name, packed)

    studio().tasks.start(page.folder.folder, TaskKind.PACK, work, expected={Stage.PACK: 1.0})

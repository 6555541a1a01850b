"""What of an ad can be taken home: its files, and the whole project as one."""

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


def take_home(page: ProjectPage, made: Delivered, *, current: bool) -> None:
    """The finished files, and the project itself, straight from disk. An ad that is not `current` stands back."""
    files, name = page.folder.deliverables, f"{page.name}-{made.format.slug}"
    st.markdown("##### Take it home")
    size = f"{made.facts.size_bytes / 1e6:.1f} MB"
    st.html(download(files / made.master, f"{name}.mp4", f"Video, MP4 ({size})", primary=current))
    others = [
        (files / made.captions_srt, f"{name}.srt", "SRT"),
        (files / made.captions_vtt, f"{name}.vtt", "VTT"),
        (files / made.poster, f"{name}.jpg", "Poster"),
    ]
    st.caption("Captions in two formats, and a still")
    for (file, called, label), column in zip(others, st.columns(3, gap="small"), strict=True):
        if file.is_file():
            column.html(download(file, called, label))
    _take_project(page)


def _take_project(page: ProjectPage) -> None:
    """The whole project as one file; packing it takes a moment, so it waits until it is asked for."""
    packed = page.folder.previews / f"{page.name}{PACKED}"
    if watch(page, TaskKind.PACK, title=lambda _: "Packing the project"):
        return
    if studio().library.is_packed(page.name, packed):
        size = f"{packed.stat().st_size / 1e6:.0f} MB"
        st.html(download(packed, packed.name, f"Save the project ({size})"))
        return
    st.button(
        "Pack the project",
        key=page.key("pack"),
        icon=":material/archive:",
        width="stretch",
        help="Puts the brief, the photo, every take and the finished ads into one file, for another studio or to keep",
        disabled=page.rendering,
        on_click=_pack,
        args=(page,),
    )


def _pack(page: ProjectPage) -> None:
    shelf, name = studio().library, page.name
    packed = page.folder.previews / f"{name}{PACKED}"

    def work(monitor: RunMonitor) -> None:
        with monitor.stage(Stage.PACK):
            shelf.pack(name, packed)

    studio().tasks.start(page.folder.folder, TaskKind.PACK, work, expected={Stage.PACK: 1.0})

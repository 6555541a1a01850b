"""Cutting the product out in the background: from a new photo, or again from the same one."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import streamlit as st

from adforge_core.media.content import content_name
from adforge_core.model.edits import notes_of_photos
from adforge_core.model.project import ProductPhoto, Project, Stroke
from adforge_core.model.stages import Stage
from adforge_core.pipeline.piecework import add_photos, cut_out_product, take_photo
from adforge_core.pipeline.run import Run
from adforge_core.pipeline.views import view
from adforge_core.work.tasks import TaskKind
from pages.parts.kit.files import picture
from pages.parts.kit.page import ProjectPage, said_in_place
from pages.parts.kit.progress import tasks_of, watch, working
from pages.parts.kit.studio import studio
from pages.parts.kit.words import counted, plain
from pages.parts.kit.work import start

_DOWNLOAD_MB_S = 5.0  # a slow line; downloads are not timed, so this is not learnt

_FILLS = "The photo itself fills the frame."
_WAYS_OUT = "Correct it by hand, try another model, or use a photo with a plainer background."

Cut = tuple[str, str, tuple[Stroke, ...]]
"""A photo, empty for the main one, and a way of cutting it out: the model and the strokes."""


def cutting(page: ProjectPage) -> bool:
    """Whether the product is being cut out, alone or on the way to a whole ad."""
    return working(page, TaskKind.CUTOUT) or (page.project.product is None and page.rendering)


def why_refused(page: ProjectPage) -> str:
    """Why the photos that came last could not be used; empty if they could, or while they are worked on."""
    return "" if cutting(page) else " ".join(task.progress().error for task in tasks_of(page, TaskKind.CUTOUT))


def cut_photos(page: ProjectPage, photos: Sequence[Path], *, replace: bool = False) -> None:
    """Takes the files `photos` in as photos of the product and cuts the product out of each.

    The first is the main one if there is none yet, and replaces that with `replace`.
    """

    def make(run: Run) -> None:
        _requests().take(page.folder.folder)
        # The photos lie in the scratch folder, which goes with the lock.
        with page.folder.shared_lock():
            first = [photos[0]] if replace else []
            for photo in first:
                _viewed(page, take_photo(run, photo))
            if more := photos[len(first) :]:
                _viewed(page, add_photos(run, more))

    about = [content_name(photo) for photo in photos]
    start(page, TaskKind.CUTOUT, make, parts={Stage.CUTOUT: len(photos)}, about=about)


def cut_again(page: ProjectPage, request: Cut) -> None:
    """Cuts the product out of the same photo in another way, as soon as what is at work is done."""
    _requests().put(page.folder.folder, request)
    cut_as_requested(page)


def cut_as_requested(page: ProjectPage) -> None:
    """Starts on the last request, if it is not being worked on yet."""
    folder, requests = page.folder, _requests()
    request = requests.next(folder.folder)
    if request is None or cutting(page):
        return

    def make(run: Run) -> None:
        # Strokes painted meanwhile are worked on next, whether or not the page is still open.
        while (request := requests.take(folder.folder)) is not None:
            _viewed(page, cut_out_product(run, *request))

    here = studio()
    fetched = sum(model.download_mb for model in here.providers.cutter.models if model.id == request[1])
    expected = {Stage.CUTOUT: here.timings.seconds(Stage.CUTOUT) + fetched / _DOWNLOAD_MB_S}
    start(page, TaskKind.CUTOUT, make, parts={Stage.CUTOUT: 1}, expected=expected)


def show_cutout(page: ProjectPage, photo: str = "") -> None:
    """What the ad shows of a photo, by default the main one, or where it is going to be.

    A cut-out is over a checkerboard.
    """
    product = page.project.product and page.project.product.photo_of(photo)
    if product is None:
        st.html("<div class='adforge-cutout adforge-none'>Your product appears here, cut out of its photo</div>")
        return
    with said_in_place():
        if product.fills_frame_in(page.project.brief) and not mending_of(page):
            shown = picture(view(page.folder, product.photo), f"Photo of {page.project.brief.product}")
        else:
            shown = picture(view(page.folder, product.cutout), f"{page.project.brief.product}, cut out")
        st.html(f"<div class='adforge-cutout'>{shown}</div>")


def mending_of(page: ProjectPage) -> str | None:
    """The name of the photo whose cut-out is being corrected on this page; None if none is."""
    name: str | None = st.session_state.get(page.key("mending"))
    return name if page.project.product is not None else None


def show_verdict(page: ProjectPage, photo: str = "") -> None:
    """The progress of cutting out, or its result for a photo, in a place of fixed height."""
    with st.container(key="adforge-verdict"):
        if watch(page, TaskKind.CUTOUT, title=lambda _: "Cutting out", narrow=True):
            return
        if page.project.product is None:
            at_it = cutting(page)
            st.caption(
                "The product is being cut out." if at_it else "The product is cut out as soon as you add a photo."
            )
            return
        project, product = page.project, page.project.product.photo_of(photo)
        fills = product.fills_frame_in(project.brief)
        why = next((note.why for note in notes_of_photos(project).get(product.photo, ())), "")
        if product.framed and fills:
            st.markdown(f":orange[:material/crop_free: **{_FILLS}**] {plain(why)} {_WAYS_OUT}")
        elif product.framed:
            st.markdown(f":orange[:material/crop_free: **Shown as a framed photo.**] {plain(why)} {_WAYS_OUT}")
        elif fills:
            st.markdown(f":blue[:material/crop_free: **{_FILLS}**] The cut-out is not used.")
        elif product.strokes:
            strokes = counted(len(product.strokes), "stroke")
            st.markdown(f":green[:material/check_circle:] **Corrected by hand,** with {strokes}.")
        elif not product.doubts:
            st.markdown(":green[:material/check_circle:] **Clean cut-out.** The ad shows exactly this.")
        _show_doubts(product)


def _show_doubts(product: ProductPhoto) -> None:
    """What may be wrong with the cut-out, the worst first, each with what to do."""
    for doubt in sorted(product.doubts, key=lambda one: not one.spoils):
        colour, icon, title = (
            ("red", "error", "Not fit for use.") if doubt.spoils else ("orange", "warning", "Worth a look.")
        )
        st.markdown(f":{colour}[:material/{icon}: **{title}**] {plain(str(doubt))}")


class _Requests:
    """How each project's product is to be cut out next; of several requests the last one counts."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next: dict[Path, Cut] = {}

    def put(self, project: Path, request: Cut) -> None:
        with self._lock:
            self._next[project] = request

    def next(self, project: Path) -> Cut | None:
        with self._lock:
            return self._next.get(project)

    def take(self, project: Path) -> Cut | None:
        with self._lock:
            return self._next.pop(project, None)


@st.cache_resource(show_spinner=False)
def _requests() -> _Requests:
    return _Requests()


def _viewed(page: ProjectPage, project: Project) -> None:
    """Makes what the page is going to show."""
    for photo in project.product.photos if project.product else ():
        view(page.folder, photo.photo)
        view(page.folder, photo.cutout)

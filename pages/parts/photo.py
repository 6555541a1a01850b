"""The product photo: taking it in, what came of the cut-out, and mending it by hand or with another model."""

from pathlib import Path
from threading import Lock

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from adforge_core.engine.jobs import Job
from adforge_core.engine.pipeline.piecework import at_work, cut_out_product, take_photo
from adforge_core.engine.pipeline.views import view
from adforge_core.model.project import Product, Project, Stroke
from pages.parts.files import address, picture
from pages.parts.matte import paint, painted
from pages.parts.page import Open, said_in_place, say
from pages.parts.progress import tasks_of, watch
from pages.parts.studio import studio
from pages.parts.words import plain

_DOWNLOAD_MB_S = 5.0  # a slow line; the estimate is learnt from nothing

Cut = tuple[str, tuple[Stroke, ...]]
"""A way of cutting out: the model and the strokes."""


def mending(opened: Open) -> bool:
    """Whether the cut-out is being mended on this page."""
    return opened.project.product is not None and bool(st.session_state.get(opened.key("mending")))


def photo_card(opened: Open) -> None:
    """The photo's cut-out, what the studio thinks of it, and where another photo goes."""
    product = opened.project.product
    _grant(opened)
    st.markdown("##### Product photo")
    if product is None:
        st.html("<div class='adforge-cutout adforge-none'>Your product appears here, cut out of its photo</div>")
    else:
        with said_in_place():
            _show(opened, product)
    with st.container(key="adforge-verdict"):
        if not watch(opened, "cutout", title=lambda _: "Cutting out", narrow=True) and product is not None:
            _verdict(opened.project, product)
    if product is not None:
        st.button(
            "Correct the cut-out",
            key=opened.key("correct"),
            icon=":material/brush:",
            width="stretch",
            help="Paint what to keep and what to leave out, or let another model try",
            on_click=_mend,
            args=(opened, True),
        )
    taken = int(st.session_state.get(opened.key("photos"), 0))
    key = opened.key(f"photo {taken}")
    st.file_uploader(
        "Replace the photo" if product else "Add a photo of the product",
        key=key,
        help="PNG, JPEG, WebP, TIFF, AVIF, BMP or GIF; HEIC where this machine can read it. One product, sharp, all of "
        "it in the picture. A photo with a transparent background keeps it.",
        on_change=_take,
        args=(opened, key),
        disabled=_working(opened),
    )


def mending_desk(opened: Open) -> None:
    """The photo under a brush, and the choice of another model."""
    product = opened.project.product
    assert product is not None
    _grant(opened)
    if not product.matte and not st.session_state.get(opened.key("looked")):
        # Cut out before mattes were kept: looked at again, once.
        st.session_state[opened.key("looked")] = True
        cut_again(opened, (product.cutter, product.strokes))
    at_it = _working(opened)
    desk, side = st.columns([3, 1], gap="large")
    with side:
        st.button(
            "Done",
            key=opened.key("done"),
            type="primary",
            icon=":material/check:",
            width="stretch",
            help="Back to the brief. Every stroke is saved already.",
            on_click=_mend,
            args=(opened, False),
        )
        _models(opened, product, disabled=at_it)
        with st.container(key="adforge-verdict"):
            if not watch(opened, "cutout", title=lambda _: "Cutting out", narrow=True):
                _verdict(opened.project, product)
        with said_in_place():
            _show(opened, product)
    with desk, said_in_place():
        if product.matte:
            _brush(opened, product, busy=at_it)
        elif not at_it:
            st.info("Nothing could be found in this photo to correct. Try another model, or another photo.")


def cut_again(opened: Open, wish: Cut) -> None:
    """Cuts the product out of the same photo in another way, as soon as what is at work is done."""
    _wishes().put(opened.folder.folder, wish)
    _grant(opened)


def _grant(opened: Open) -> None:
    """Starts on what was wished for and is not at work yet."""
    here, folder, wishes = studio(), opened.folder, _wishes()
    wish = wishes.next(folder.folder)
    if wish is None or _working(opened):
        return

    def work(job: Job) -> None:
        with at_work(folder, here.providers, here.cache, job) as run:
            # What is painted while the last stroke is at work is taken up at once, whoever still looks at the page.
            while (wish := wishes.take(folder.folder)) is not None:
                _viewed(opened, cut_out_product(run, "", *wish))

    fetched = sum(model.download_mb for model in here.providers.cutter.models if model.id == wish[0])
    seconds = here.timings.seconds("cutout") + fetched / _DOWNLOAD_MB_S
    here.tasks.start(folder.folder, "cutout", work, expected={"cutout": seconds}, parts={"cutout": 1})


class _Wishes:
    """How each project's product is to be cut out next; of several wishes the last one counts."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next: dict[Path, Cut] = {}

    def put(self, project: Path, wish: Cut) -> None:
        with self._lock:
            self._next[project] = wish

    def next(self, project: Path) -> Cut | None:
        with self._lock:
            return self._next.get(project)

    def take(self, project: Path) -> Cut | None:
        with self._lock:
            return self._next.pop(project, None)


@st.cache_resource(show_spinner=False)
def _wishes() -> _Wishes:
    return _Wishes()


def _take(opened: Open, key: str) -> None:
    """Saves an uploaded photo at once and cuts the product out of it."""
    file: UploadedFile | None = st.session_state[key]
    if file is None:
        return
    here, folder = studio(), opened.folder
    _wishes().take(folder.folder)
    # Another key is another uploader, an empty one.
    st.session_state[opened.key("photos")] = int(st.session_state.get(opened.key("photos"), 0)) + 1
    folder.work.mkdir(parents=True, exist_ok=True)
    photo = folder.work / (Path(file.name).name or "photo")
    photo.write_bytes(file.getbuffer())

    def work(job: Job) -> None:
        with at_work(folder, here.providers, here.cache, job) as run:
            _viewed(opened, take_photo(run, photo))

    seconds = here.timings.seconds("cutout")
    here.tasks.start(folder.folder, "cutout", work, expected={"cutout": seconds}, parts={"cutout": 1})


def _viewed(opened: Open, project: Project) -> None:
    """Makes what the page is going to show."""
    if project.product is not None:
        view(opened.folder, project.product.photo)
        view(opened.folder, project.product.cutout)


def _show(opened: Open, product: Product) -> None:
    shown = picture(view(opened.folder, product.cutout), f"{opened.project.brief.product}, cut out")
    st.html(f"<div class='adforge-cutout'>{shown}</div>")


def _verdict(project: Project, product: Product) -> None:
    why = next((note.why for note in project.fallbacks if note.stage == "cutout"), "")
    count = len(product.strokes)
    if product.framed:
        out = "Correct it by hand, try another model, or use a photo on a plainer background."
        st.markdown(f":orange[:material/crop_free: **Shown as a framed photo.**] {plain(why)} {out}")
    elif count:
        said = f"{count} {'stroke' if count == 1 else 'strokes'} on what {product.provider} found."
        st.markdown(f":green[:material/check_circle: **Corrected by hand.**] {plain(said)}")
    else:
        st.markdown(f":green[:material/check_circle: **Clean cut-out**], found by {plain(product.provider)}.")


def _models(opened: Open, product: Product, disabled: bool) -> None:
    known = {model.id: model for model in studio().providers.cutter.models}
    first = next(iter(known), "")

    def label(id: str) -> str:
        need = known[id].download_mb if id in known else 0
        return f"{id} · {need} MB to download" if need else id

    key = opened.key("model")
    st.session_state[key] = product.cutter or first
    st.selectbox(
        "Model",
        [*known, *([product.cutter] if product.cutter and product.cutter not in known else [])],
        format_func=label,
        key=key,
        on_change=_another_model,
        args=(opened, key, first),
        disabled=disabled,
        help="Who finds the product in the photo; your strokes stay. Something is downloaded only when you choose it, "
        "once.\n" + "\n".join(f"- {id}: {model.about}" for id, model in known.items()),
    )


def _another_model(opened: Open, key: str, first: str) -> None:
    product = opened.project.product
    if product is not None:
        chosen = str(st.session_state[key])
        cut_again(opened, ("" if chosen == first else chosen, product.strokes))


def _brush(opened: Open, product: Product, busy: bool) -> None:
    photo = view(opened.folder, product.photo)
    key = opened.key("brush")
    matte = opened.folder.path(product.matte)
    paint(
        key,
        address(photo),
        address(matte),
        _aspect(photo),
        product.strokes,
        busy=busy,
        heard=str(st.session_state.get(opened.key("heard"), "")),
        on_painted=lambda: _painted(opened, key),
    )


def _painted(opened: Open, key: str) -> None:
    message = painted(key)
    product = opened.project.product
    if message is None or product is None:
        say(opened, "That stroke could not be read. Paint it again.", "warning")
        return
    st.session_state[opened.key("heard")] = message.serial
    cut_again(opened, (product.cutter, message.strokes))


@st.cache_data(max_entries=64, show_spinner=False)
def _aspect(photo: Path) -> float:
    from PIL import Image

    with Image.open(photo) as opened:
        return float(opened.width / opened.height)


def _working(opened: Open) -> bool:
    return any(task.running for task in tasks_of(opened, "cutout"))


def _mend(opened: Open, now: bool) -> None:
    st.session_state[opened.key("mending")] = now
    st.session_state.pop(opened.key("looked"), None)

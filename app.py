"""The studio's front door. For now one page: it makes a sample ad at the press of a button, and plays it."""

import logging
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from adforge_core.engine.briefs import read_brief
from adforge_core.engine.jobs import Event, Job
from adforge_core.engine.store import slug, studio_home
from adforge_core.errors import AdForgeError
from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief, Style

STYLES = {
    Style.LUXURY: "slow, serif, low light",
    Style.ENERGETIC: "quick, bright, on the beat",
    Style.MINIMAL: "quiet, much air",
    Style.BOLD: "large type, strong colour",
}
SCENES = {6: 2, 15: 3, 30: 4}  # by the ad's seconds

STEPS = {
    "cutout": "Cutting the product out of its photo",
    "plan": "Writing the storyboard",
    "voice": "Speaking the lines",
    "bed": "Fitting the music",
    "plate": "Building and lighting the sets",
    "segment": "Compositing the scenes",
    "mix": "Mixing the sound",
    "master": "Joining the scenes",
    "poster": "Drawing the poster",
    "check": "Checking the finished file",
}
ONCE_A_SCENE = {"voice", "plate", "segment"}
PICTURES = {".jpg", ".jpeg", ".png"}


@dataclass
class Making:
    """One ad being made, or made. The worker's thread writes it, pages read it, nobody else knows it."""

    brief: Brief
    photo: Path
    heard: dict[tuple[str, str], float] = field(default_factory=dict)
    master: Path | None = None
    captions: Path | None = None
    notes: tuple[str, ...] = ()
    error: str = ""

    def __post_init__(self) -> None:
        self.job = Job(listener=self._listen)
        self.thread = threading.Thread(target=self._work, name="making the sample ad", daemon=True)

    @property
    def running(self) -> bool:
        """Whether the worker is at it."""
        return self.thread.is_alive()

    def done(self, step: str) -> float:
        """How much of a step is done, 0 to 1."""
        parts = [done for (stage, _), done in list(self.heard.items()) if stage == step]
        return min(1.0, sum(parts) / (len(self.brief.scene_requests) if step in ONCE_A_SCENE else 1))

    def _listen(self, event: Event) -> None:
        part = event.stage, event.scene
        self.heard[part] = max(event.done, self.heard.get(part, 0.0))

    def _work(self) -> None:
        # Never touches st.*: outside a page's run Streamlit silently writes to nowhere.
        try:
            from adforge_core.engine.pipeline import make_ad
            from adforge_core.providers.registry import choose_providers

            folder = f"sample-{slug(self.brief.product)}-{self.brief.style}-{self.brief.duration:g}s"
            project = studio_home() / "projects" / folder
            providers = choose_providers(offline=True).providers
            ad = make_ad(self.brief, self.photo, project, providers=providers, job=self.job)
            self.notes = tuple(f"{note.used} instead of {note.wanted}: {note.why}" for note in ad.fallbacks)
            self.captions, self.master = ad.captions_srt, ad.master
        except AdForgeError as error:
            self.error = str(error)
        except Exception as error:
            logging.getLogger("adforge").exception("the sample ad failed")
            self.error = f"The ad could not be finished ({type(error).__name__}); the terminal says more. Try again."


@dataclass
class Studio:
    """What all pages of this process share: the one ad in the making. A reloaded page finds it here."""

    making: Making | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, brief: Brief, photo: Path) -> None:
        """Starts making an ad, unless one is being made."""
        with self.lock:
            if self.making is None or not self.making.running:
                self.making = Making(brief, photo)
                self.making.thread.start()


@st.cache_resource
def studio() -> Studio:
    """The process's only one."""
    return Studio()


def samples() -> dict[str, tuple[Brief, Path]]:
    """The briefs that ship with the studio, by product, each with the photo that lies beside it."""
    folder = asset("samples")
    photos = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in PICTURES}
    briefs = {path.stem: read_brief(path) for path in sorted(folder.glob("*.toml")) if path.stem in photos}
    return {brief.product: (brief, photos[stem]) for stem, brief in briefs.items()}


def choose() -> None:
    """The samples, what can be chosen about the ad, and the button."""
    shelf = samples()
    product = next(iter(shelf))
    if len(shelf) > 1:
        product = st.segmented_control(
            "Product", list(shelf), default=product, required=True, key="product", persist_state="session"
        )
    brief, photo = shelf[product]

    picture, words = st.columns([2, 3], gap="large", vertical_alignment="center")
    picture.image(str(photo), caption="The photo")
    with words:
        st.subheader(brief.product)
        st.write(_plain(brief.description))
        st.markdown("\n".join(f"- {_plain(benefit)}" for benefit in brief.benefits))
        if brief.offer:
            st.markdown(f":primary[{_plain(brief.offer)}]")

    style = st.segmented_control(
        "Style",
        list(STYLES),
        default=brief.style,
        format_func=lambda style: style.value.capitalize(),
        required=True,
        width="stretch",
        key=f"style of {product}",
        persist_state="session",
    )
    st.caption(f"{style.value.capitalize()}: {STYLES[style]}.")
    seconds = st.segmented_control(
        "Length",
        list(SCENES),
        default=15,
        format_func=lambda seconds: f"{seconds} seconds",
        required=True,
        key="seconds",
        persist_state="session",
    )
    if st.button("Make the sample ad", type="primary", icon=":material/movie:"):
        asked = brief.model_copy(update={"style": style, "duration": float(seconds), "scenes": SCENES[seconds]})
        studio().start(asked, photo)
        st.rerun()


def _plain(text: str) -> str:
    """`text` as Markdown that reads as written: two prices are no formula, a bracket no link."""
    return re.sub(r"([\\`*_\[\]<>$~:])", r"\\\1", text)


def watch() -> None:
    """How far each step has come. Its own reruns leave the rest of the page alone until the work ends."""
    making = studio().making
    if making is None or not making.running:
        st.rerun()
        return
    brief = making.brief
    picture, steps = st.columns([2, 3], gap="large", vertical_alignment="top")
    with picture:
        st.image(str(making.photo))
        st.markdown(f"**{_plain(brief.product)}**  \n{brief.style.value.capitalize()}, {brief.duration:g} seconds")
        if making.job.cancelled():
            st.caption("Stopping; what is finished is kept.")
        elif st.button("Stop", icon=":material/stop:"):
            making.job.cancel()
            st.rerun(scope="fragment")
    with steps:
        for step, words in STEPS.items():
            done = making.done(step)
            begun = any(stage == step for stage, _ in list(making.heard))
            st.progress(done, text=f"{words} {':material/check:' if done >= 1 else '…' if begun else ''}")


def show(making: Making) -> None:
    """The finished ad, or the sentence that says why there is none."""
    if making.error:
        st.error(_plain(making.error), icon=":material/error:")
    if making.master is None or making.captions is None:
        return
    film, files = st.columns(2, gap="large", vertical_alignment="center")
    film.video(making.master)
    with files:
        st.subheader("Your ad is ready")
        st.write(f"{_plain(making.brief.product)}, {making.brief.style}, {making.brief.duration:g} seconds, 1080x1920.")
        name = f"{slug(making.brief.product)}-{making.brief.style}"
        st.download_button(
            "Download the MP4",
            making.master.read_bytes(),
            f"{name}.mp4",
            "video/mp4",
            on_click="ignore",
            type="primary",
        )
        st.download_button(
            "Download the captions (SRT)",
            making.captions.read_bytes(),
            f"{name}.srt",
            "application/x-subrip",
            on_click="ignore",
        )
        for note in making.notes:
            st.caption(_plain(f"Note: {note}"))


def main() -> None:
    """Draws the page."""
    st.set_page_config(page_title="AdForge Studio", page_icon=str(asset("icon.png")), layout="centered")
    st.title("AdForge Studio")
    st.write(
        "A brief and one product photo become a finished video ad on this machine, without a key or a network. "
        "The product you see in the ad is the one in the photo, cut out and never redrawn."
    )
    making = studio().making
    if making is not None and making.running:
        st.fragment(watch, run_every=0.5)()
        return
    if making is not None:
        show(making)
        st.divider()
    try:
        choose()
    except AdForgeError as error:
        st.error(str(error), icon=":material/error:")


main()

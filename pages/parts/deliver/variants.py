"""Variants of a finished ad: other hooks and calls to action, rendered in the background, to watch and download."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from adforge_core.errors import AdForgeError
from adforge_core.model.edits import with_drafts
from adforge_core.model.stages import Stage
from adforge_core.model.variant import VariantCopy
from adforge_core.pipeline.delivered import DeliveredVariant, ad_key, delivered_variants
from adforge_core.pipeline.variants import estimate_variants, make_variants
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import TaskKind
from pages.parts.deliver.report import instead
from pages.parts.kit.fields import text
from pages.parts.kit.files import download, video
from pages.parts.kit.page import ProjectPage, said_in_place, say
from pages.parts.kit.prices import warn_if_beyond
from pages.parts.kit.progress import interruption, watch
from pages.parts.kit.studio import studio
from pages.parts.kit.words import counted, dollars, plain, price
from pages.parts.kit.work import begin

_HOOKS = "Other headlines for the first scene, one per line. Each is combined with every call to action."
_CALLS = "Other words for the button on the end card, one per line. Each is combined with every hook."


def variants(page: ProjectPage, key: str, *, current: bool) -> None:
    """The fields for other hooks and calls to action, and the variants made from them.

    `key` is the ad's. Variants can be made only of an ad that is `current`.
    """
    st.markdown("##### Variants to test against each other")
    ask, told = st.columns([2, 1], gap="medium", vertical_alignment="bottom")
    with ask:
        hooks, calls = _asked(page)
    with told:
        if not watch(page, TaskKind.VARIANTS, title=lambda _: "Making the variants", narrow=True):
            _offer(page, hooks, calls, current=current)
    interruption(page, TaskKind.VARIANTS, "Making the variants")
    st.caption(
        "Every hook is combined with every call to action, one video each. The voice keeps its lines. "
        "To change one, write the new line after a bar: Headline | Voiceover line"
    )
    _show(page, key)


def _asked(page: ProjectPage) -> tuple[tuple[VariantCopy, ...], tuple[VariantCopy, ...]]:
    """The hooks and the calls to action that were typed."""
    project = page.project
    left, right = st.columns(2, gap="small")
    with left:
        now = project.scenes[0].super if project.scenes else ""
        text(
            page, "hooks", "Hooks", "the hooks", project.drafts.hooks,
            lambda project, typed: with_drafts(project, hooks=typed),
            height=96, placeholder=f"{now}\n…" if now else "", help=_HOOKS,
        )  # fmt: skip
    with right:
        text(
            page, "calls", "Calls to action", "the calls to action", project.drafts.calls,
            lambda project, typed: with_drafts(project, calls=typed),
            height=96, placeholder=f"{project.cta}\n…" if project.cta else "", help=_CALLS,
        )  # fmt: skip
    return _pitches(project.drafts.hooks), _pitches(project.drafts.calls)


def _pitches(typed: str) -> tuple[VariantCopy, ...]:
    return tuple(pitch for pitch in map(VariantCopy.read, typed.splitlines()) if pitch != VariantCopy())


def _offer(page: ProjectPage, hooks: Sequence[VariantCopy], calls: Sequence[VariantCopy], *, current: bool) -> None:
    """The button that makes them, with its time and price."""
    films = _films(hooks, calls)
    idle = current and not page.rendering
    # Without words it can be pressed all the same: they may be typed and not yet sent.
    label, usd, possible = "Render variants", 0.0, idle
    with said_in_place():
        if films and idle:
            possible = False
            usd = _costs(page, hooks, calls)
            warn_if_beyond(page, usd)
            takes = price(sum(_expected(hooks, calls).values()), usd)
            label, possible = f"Render {counted(films, 'variant')} · {takes}", True
    st.button(
        plain(label),
        key=page.key("variants"),
        icon=":material/science:",
        width="stretch",
        disabled=not possible,
        help="Makes them in the background. You can leave this page or close the browser."
        if current
        else "Render the ad again first",
        on_click=_start,
        args=(page, usd),
    )


def _show(page: ProjectPage, key: str) -> None:
    found = delivered_variants(page.folder, page.project.format)
    if found:
        cards = "".join(_card(page, made, current=made.made_from == key) for made in found)
        st.html(f"<div class='adforge-variants'>{cards}</div>")


def _card(page: ProjectPage, made: DeliveredVariant, *, current: bool) -> str:
    folder, name = page.folder.variants, f"{page.name}-{made.master.removesuffix('.mp4')}"
    master, poster, captions = (folder / file for file in (made.master, made.poster, made.captions_srt))
    said = f"Variant: {made.hook.shown}, {made.call.shown}"
    inside = [
        video(master, poster, label=said),
        f"<figcaption><b>{escape(made.hook.shown)}</b><span>{escape(made.call.shown)}</span>",
        "" if current else "<small>Made before the latest changes of the ad.</small>",
        *(f"<small>{escape(instead(note))}</small>" for note in made.fallbacks),
        *(f"<small>{escape(str(problem))}</small>" for problem in made.overlaps or ()),
        "</figcaption>",
        download(master, f"{name}.mp4", f"Video ({made.facts.size_bytes / 1e6:.1f} MB)"),
    ]
    if captions.is_file():
        inside.append(download(captions, f"{name}.srt", "Captions, SRT"))
    return f"<figure>{''.join(inside)}</figure>"


def _films(hooks: Sequence[VariantCopy], calls: Sequence[VariantCopy]) -> int:
    return max(1, len(hooks)) * max(1, len(calls)) if hooks or calls else 0


def _expected(hooks: Sequence[VariantCopy], calls: Sequence[VariantCopy]) -> dict[Stage, float]:
    """Expected seconds, two workers: each hook and call is a scene to draw, each variant a file to join.

    Other spoken lines are spoken once, and mixed for every variant they are in.
    """
    timings, films = studio().timings, _films(hooks, calls)
    spoken = sum(bool(pitch.said) for pitch in (*hooks, *calls))
    scenes = timings.seconds(Stage.SEGMENT) * (len(hooks) + len(calls))
    files = (timings.seconds(Stage.MASTER) + timings.seconds(Stage.POSTER)) * films
    sound = (timings.seconds(Stage.MIX) * films if spoken else 0.0) + timings.seconds(Stage.VOICE) * spoken
    return {Stage.VARIANTS: (scenes + files + sound) / 2}


def _costs(page: ProjectPage, hooks: Sequence[VariantCopy], calls: Sequence[VariantCopy]) -> float:
    return estimate_variants(page.folder.folder, hooks, calls, providers=studio().providers).cost_usd


def _start(page: ProjectPage, shown_usd: float) -> None:
    """Makes what is typed by now, which may be more than the button told of, unless that costs more than it showed."""
    here, folder = studio(), page.folder.folder
    providers, drafts = here.providers, page.folder.load().drafts
    hooks, calls = _pitches(drafts.hooks), _pitches(drafts.calls)
    if not hooks and not calls:
        say(page, "Type a hook or a call to action first.", "warning")
        return
    try:
        usd = _costs(page, hooks, calls)
    except AdForgeError as error:
        say(page, str(error), "error")
        return
    if usd > shown_usd:
        say(page, f"These variants cost {dollars(usd)}. Press again to render them.")
        return

    def work(monitor: RunMonitor) -> None:
        make_variants(folder, hooks, calls, providers=providers, monitor=monitor, cache=here.cache)

    asked = tuple(hooks), tuple(calls), ad_key(page.project)
    begin(page, TaskKind.VARIANTS, work, expected=_expected(hooks, calls), about=asked)

"""The studio's front door: the library of projects.

`streamlit run app.py` starts the server application at the end of this file, which also serves videos by address; the
server then runs this same file as the first page.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from adforge_core.errors import AdForgeError, BadProject
from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief
from adforge_core.model.edits import renamed
from adforge_core.model.stages import Step
from adforge_core.pipeline import make_ad
from adforge_core.pipeline.delivered import delivered
from adforge_core.pipeline.inputs import import_files
from adforge_core.pipeline.steps import State, expected_rendering, step_statuses
from adforge_core.project.briefs import read_brief
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.underway import under_way
from adforge_core.providers.registry import choose_providers
from adforge_core.work.memory import exclude_libraries, give_back_what_is_freed
from adforge_core.work.monitor import RunMonitor
from adforge_core.work.tasks import TaskKind
from pages.parts.backgrounds.clip_editor.served import clip_routes
from pages.parts.kit.dialogs import dialog, is_open
from pages.parts.kit.ending import ends_at_once
from pages.parts.kit.faults import one_sentence
from pages.parts.kit.files import picture, routes
from pages.parts.kit.page import PAGES, begin, said_in_place
from pages.parts.kit.presses import guard_clicks
from pages.parts.kit.studio import studio
from pages.parts.kit.words import ago, plain
from pages.parts.library.damaged import NOTICE, delete, fault, offer_file, offer_repair
from pages.parts.library.importing import choose_pack
from pages.parts.library.importing.received import import_routes
from pages.parts.placement.canvas.served import comp_routes
from pages.parts.storyboard.shot_stills import still_routes

_CARD_WIDTH = 246
_EVERY_S = 2.0
_PICTURES = (".jpg", ".jpeg", ".png")
_UNDO_OFFERED = timedelta(minutes=10)


def samples() -> dict[str, tuple[Brief, Path]]:
    """The briefs that ship with the studio, by product, each with the photo that lies beside it."""
    folder = asset("samples")
    found = {}
    for file in sorted(folder.glob("*.toml")):
        photo = next((path for end in _PICTURES if (path := file.with_suffix(end)).is_file()), None)
        if photo is not None:
            brief = read_brief(file)
            found[brief.product] = (brief, photo)
    return found


def make_sample(product: str) -> str:
    """Begins a project with a sample's brief and photo, starts making the whole ad, and returns the project's name."""
    brief, photo = samples()[product]
    here = studio()
    folder = here.library.begin_empty(brief.product)
    # A project may only name its own files.
    taken, _ = import_files(brief, photo, folder.media.add)
    folder.revisions.edit(lambda project: project.model_copy(update={"brief": taken}))
    expected, parts = expected_rendering(folder.load(), here.timings)
    # A sample must cost nothing, whatever keys are set.
    free = choose_providers(offline=True).providers

    def work(monitor: RunMonitor) -> None:
        make_ad(brief, photo, folder.folder, providers=free, monitor=monitor, cache=here.cache)

    here.tasks.start(folder.folder, TaskKind.RENDER, work, expected=expected, parts=parts)
    return folder.folder.name


def ask_for_new() -> None:
    """Asks what the ad is for."""
    # A form sends what is typed together with the press, and Enter presses its button.
    with st.form("new", border=False):
        product = st.text_input(
            "Product", placeholder="Alder & Wren Breakfast Tea", help="The name the ad says and shows"
        )
        pressed = st.form_submit_button("Create project", type="primary", help="Opens the new project's brief")
    if pressed and not product.strip():
        st.warning("Enter the product's name first.")
        return
    with said_in_place():
        if pressed:
            name = studio().library.begin_empty(product).folder.name
            st.switch_page(PAGES[Step.BRIEF], query_params={"project": name})


@dialog("Import a project")
def ask_for_file() -> None:
    """Imports an exported project."""
    came = choose_pack()
    if came is None:
        return
    if came.left_out:
        notice = ("warning", f"Not everything could be imported. {' '.join(came.left_out)}")
        st.session_state[f"{came.project}/notice"] = notice
    st.switch_page(PAGES[Step.BRIEF], query_params={"project": came.project})


@dialog("Rename the project")
def ask_for_name(name: str) -> None:
    """Asks for the project's new name."""
    folder = studio().library.open(name)
    with st.form("rename", border=False):
        new = st.text_input(
            "Name", value=folder.load().name, help="Renames the project only. The words of the ad stay as they are."
        )
        pressed = st.form_submit_button("Rename", type="primary", help="Saves the new name")
    if pressed and not new.strip():
        st.warning("Enter a name first.")
    elif pressed:
        with said_in_place():
            folder.revisions.edit(lambda project: renamed(project, new), "Rename the project")
            st.rerun()


def bring_back(token: str) -> None:
    """Undoes a delete. The second press of a double click finds nothing to undo and is ignored."""
    try:
        name = studio().library.restore(token)
    except BadProject:
        pass
    except AdForgeError as error:
        st.session_state[NOTICE] = str(error)
    else:
        st.session_state["brought back"] = name


def is_at_work(name: str) -> bool:
    """Whether something of the project is being made, by this studio or another process."""
    with suppress(BadProject):  # it may just have been deleted
        folder = studio().library.open(name)
        here = any(task.running for task in studio().tasks.of(folder.folder))
        return here or any(seen.alive for seen in under_way(folder))
    return False


def keep_up(names: Sequence[str]) -> None:
    """Draws the library again when work on one of these projects has ended, or projects came or went."""
    at_work = {name for name in names if is_at_work(name)}

    def follow() -> None:
        if is_open():
            return
        there = set(studio().library.projects())
        if not at_work <= there or not all(map(is_at_work, at_work)):
            st.rerun()

    if at_work:
        st.fragment(follow, run_every=_EVERY_S)()


def state_of(name: str) -> str:
    """How far a project is, in a few words."""
    folder = studio().library.open(name)
    project = folder.load()
    if is_at_work(name):
        return ":orange[Working]"
    how = step_statuses(folder, project, studio().timings)
    if how[Step.DELIVER].state is State.READY:
        return ":green[Finished]"
    if any(seen.note.kind == TaskKind.RENDER for seen in under_way(folder)):
        return ":orange[Interrupted]"
    if how[Step.DELIVER].state is State.STALE:
        return ":orange[Changed since rendered]"
    done = [step for step in Step if how[step].state in {State.READY, State.STALE}]
    return f"Draft, {len(done)} of {len(Step)} steps"


def card(name: str) -> None:
    """One project."""
    library = studio().library
    folder = library.open(name)
    try:
        project = folder.load()
    except BadProject as error:
        damaged_card(name, folder, error)
        return
    finished = delivered(folder, project.format)
    query = {"project": name}
    with said_in_place():
        if finished is not None and (poster := folder.deliverables / finished.poster).is_file():
            st.html(picture(poster, f"Poster of {project.name}"))
        elif project.product is not None:
            st.html(picture(folder.media.local(project.product.photo), f"Photo of {project.brief.product}"))
        else:
            st.html("<div class='adforge-empty'>No photo yet</div>")
    st.page_link(
        PAGES[Step.DELIVER if finished else Step.BRIEF],
        label=f"**{plain(project.name)}**",
        query_params=query,
        help="Opens the finished ad" if finished else "Opens the brief",
    )
    words, menu = st.columns([3, 1], vertical_alignment="center")
    words.markdown(f":small[{state_of(name)} · {ago(library.changed(name))}]")
    # Named, as an open menu would stay where it is while other projects move there.
    about = "Duplicate, rename, export or delete"
    with menu.popover("", icon=":material/more_vert:", help=about, key=f"menu {name}"):
        if _entry("Duplicate", name, "content_copy", "Makes a copy of this project"):
            library.duplicate(name)
            st.rerun()
        if _entry("Rename", name, "edit", "Changes the project's name"):
            ask_for_name(name)
        if _entry("Export", name, "archive", "Saves the whole project as one file"):
            offer_file(name)
        if _entry("Delete", name, "delete", "Moves the project to the trash. You can restore it from there."):
            delete(name)
            st.rerun()


def damaged_card(name: str, folder: ProjectFolder, error: BadProject) -> None:
    """A project that cannot be opened."""
    st.html("<div class='adforge-empty'>Damaged</div>")
    st.markdown(f"**{plain(name)}**")
    st.markdown(f":small[:red[{plain(fault(folder, error))}]]")
    with st.popover("", icon=":material/more_vert:", help="Restore, export or delete", key=f"menu {name}"):
        offer_repair(name, error, deleted=st.rerun)


def _entry(word: str, name: str, icon: str, help: str) -> bool:
    key = f"{word.lower()} {name}"
    return st.button(word, key=key, icon=f":material/{icon}:", type="tertiary", width="stretch", help=help)


def main() -> None:
    """Draws the library."""
    begin("Projects")
    title, new, taken_in, settings = st.columns([6, 3, 2, 2], vertical_alignment="center")
    title.markdown("## AdForge Studio")
    with new.popover("New project", type="primary", icon=":material/add:", width="stretch", help="Start a new ad"):
        ask_for_new()
    if taken_in.button("Import", icon=":material/unarchive:", width="stretch", help="Import an exported project"):
        ask_for_file()
    settings.container(horizontal_alignment="right").page_link(
        "pages/settings.py",
        label="Settings",
        icon=":material/settings:",
        help="Services, keys, disk space and an installation check",
    )
    if notice := st.session_state.pop(NOTICE, ""):
        st.warning(plain(notice))
    _offer_undo()

    names = studio().library.projects()
    if not names:
        st.markdown(
            "Turn a brief and photos of a product into a finished video ad, on this machine. No API key is needed. "
            "The product in the ad is the one in your photos: cut out and placed, never redrawn."
        )
    with st.container(border=not names):
        words, *buttons = st.columns([4, *[3 for _ in samples()]], vertical_alignment="center")
        words.markdown("**Try a sample.** One click makes a finished ad in about a minute.")
        for product, column in zip(samples(), buttons, strict=True):
            about = f"Makes the whole ad for {product}, on this machine, free of charge"
            pressed = column.button(
                product, key=f"sample {product}", icon=":material/play_circle:", width="stretch", help=about
            )
            if pressed:
                st.switch_page(PAGES[Step.DELIVER], query_params={"project": make_sample(product)})
    with st.container(horizontal=True, gap="small", key="adforge-library"):
        for name in names:
            with st.container(border=True, width=_CARD_WIDTH, key=f"card {name}"), said_in_place():
                card(name)
    keep_up(names)
    if count := len(studio().library.trash.projects()):
        st.page_link(
            "pages/trash.py",
            label=f"Trash ({count})",
            icon=":material/delete:",
            help="Deleted projects: restore them or delete them for good",
        )
    guard_clicks()


def _offer_undo() -> None:
    """Offers to undo the last delete, made in any window, for a few minutes."""
    if (name := st.session_state.pop("brought back", "")) in studio().library.projects():
        st.columns([8, 2], vertical_alignment="center")[0].success(f"“{plain(_title(name))}” was restored.")
        return
    trash = studio().library.trash
    last = next(iter(trash.projects()), None)
    if last is None or datetime.now(UTC) - last.deleted > _UNDO_OFFERED:
        return
    said, button = st.columns([8, 2], vertical_alignment="center")
    said.info(f"“{plain(trash.title(last.token))}” was deleted {ago(last.deleted)}.")
    button.button(
        "Undo",
        key=f"undo {last.token}",
        icon=":material/undo:",
        on_click=bring_back,
        args=(last.token,),
        width="stretch",
        help="Restores the project",
    )


def _title(name: str) -> str:
    try:
        return studio().library.open(name).load().name
    except BadProject:
        return name


if __name__ == "__main__":
    main()
else:
    give_back_what_is_freed()
    exclude_libraries()
    # Another site must not read files through a domain name of its own that resolves to this machine.
    local: Any = Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", "[::1]"])
    served = [*routes(), *comp_routes(), *still_routes(), *clip_routes(), *import_routes()]
    app = st.App(Path(__file__), routes=served, middleware=[local], lifespan=ends_at_once, on_script_error=one_sentence)

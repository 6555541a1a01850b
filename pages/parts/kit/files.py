"""Files shown and downloaded straight from disk, without being held in memory."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from adforge_core.media.assets import asset
from adforge_core.project.folder import studio_home
from adforge_core.project.library import Library

_SHOWN = {("media",), ("previews",), ("deliverables",), ("deliverables", "variants")}


class _Files(StaticFiles):
    """Files of a folder. Missing ones are answered here, as nothing around a route turns an exception into a 404."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            return Response(status_code=error.status_code)


class _ProjectFiles(_Files):
    """What projects have made; never their briefs, revisions or ledgers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        parts = Path(path).parts
        if parts[1:-1] not in _SHOWN or any(part.startswith(".") for part in parts):
            return Response(status_code=404)
        answer = await super().get_response(path, scope)
        # An imported project may hold an HTML file, which must not act as one of the studio's pages.
        answer.headers["Content-Security-Policy"] = "sandbox"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def routes() -> Sequence[BaseRoute]:
    """The addresses below /files."""
    projects = studio_home() / "projects"
    projects.mkdir(parents=True, exist_ok=True)
    Library(projects).sweep()
    return (
        Mount("/files/projects", _ProjectFiles(directory=projects)),
        Mount("/files/assets", _Files(directory=asset())),
    )


def address(file: Path) -> str:
    """Where the browser finds a file of a project or one that ships with the studio."""
    for root, name in ((studio_home() / "projects", "projects"), (asset(), "assets")):
        if file.is_relative_to(root):
            version = int(file.stat().st_mtime * 1000)
            return f"/files/{name}/{quote(file.relative_to(root).as_posix())}?v={version}"
    raise ValueError(f"{file} is not shown to browsers")


def video(file: Path, poster: Path | None = None, *, looped: bool = False, label: str = "") -> str:
    """HTML that plays a video: with controls, or looped, muted and autoplaying. A missing poster is left out."""
    way = "autoplay loop muted playsinline" if looped else "controls playsinline preload='metadata'"
    still = f" poster='{escape(address(poster))}'" if poster and poster.is_file() else ""
    source, said = escape(address(file)), escape(label)
    return f"<video class='adforge-video' {way}{still} src='{source}' aria-label='{said}'></video>"


def audio(file: Path, label: str = "") -> str:
    """HTML that plays a sound, with controls."""
    return (
        f"<audio class='adforge-audio' controls preload='none' src='{escape(address(file))}' "
        f"aria-label='{escape(label)}'></audio>"
    )


def picture(file: Path, alt: str) -> str:
    """HTML that shows a picture at the full width of its container."""
    return f"<img class='adforge-picture' src='{escape(address(file))}' alt='{escape(alt)}'>"


def download(file: Path, name: str, label: str, *, primary: bool = False) -> str:
    """HTML for a button that saves a file under `name`."""
    kind = "adforge-download primary" if primary else "adforge-download"
    said = f"title='Downloads {escape(name)}' download='{escape(name)}'"
    return f"<a class='{kind}' href='{escape(address(file))}' {said}>{escape(label)}</a>"

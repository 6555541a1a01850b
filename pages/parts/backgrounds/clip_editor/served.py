"""The addresses of pictures of clips, for those that the browser cannot play."""

from collections.abc import Sequence
from io import BytesIO
from urllib.parse import quote

from PIL import Image
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adforge_core.errors import AdForgeError
from adforge_core.media.clip_stills import clip_still
from adforge_core.media.photo import is_picture, open_photo
from pages.parts.kit.studio import studio

_CLIPS = "/clips"
_HEIGHT = 360


def clip_routes() -> Sequence[BaseRoute]:
    """The addresses below /clips: one for every clip and picture of every project."""
    return (Route(f"{_CLIPS}/{{project}}/{{media}}", _picture, methods=["GET"]),)


def clip_address(project: str, media: str) -> str:
    """Where the browser finds pictures of a clip: at `?at=` so many seconds."""
    return f"{_CLIPS}/{quote(project)}/{quote(media)}"


async def _picture(request: Request) -> Response:
    name, media = request.path_params["project"], request.path_params["media"]
    try:
        at_s = max(0.0, float(request.query_params.get("at", 0)))
        pixels = await run_in_threadpool(_drawn, name, media, at_s)
    except (AdForgeError, ValueError) as error:
        return PlainTextResponse(str(error), 409)
    return Response(pixels, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


def _drawn(project: str, media: str, at_s: float) -> bytes:
    file = studio().library.open(project).media.local(media)
    if not is_picture(file):
        return clip_still(file, at_s, _HEIGHT)
    picture = Image.fromarray(open_photo(file, least=16)[..., :3])
    picture.thumbnail((4 * _HEIGHT, _HEIGHT))
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()

"""The address that receives packed projects: what is sent is written to disk as it comes, and unpacked."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adforge_core.errors import AdForgeError, BadOutput
from adforge_core.project.library import Imported, Library
from adforge_core.work.monitor import RunMonitor
from pages.parts.kit.origin import for_own_pages
from pages.parts.kit.studio import studio

ADDRESS = "/import"

_ROOM_LEFT = 64 << 20
_AT_ONCE = 4 << 20
_LOOK_EVERY_S = 0.3


def import_routes() -> Sequence[BaseRoute]:
    """The address that takes packed projects."""
    return (Route(ADDRESS, _receive, methods=["POST"]),)


@for_own_pages
async def _receive(request: Request) -> Response:
    """Imports the file that is the request's body; its name is in the header X-Name."""
    name = Path(unquote(request.headers.get("x-name", ""))).name[:120] or "The file"
    library = studio().library
    try:
        with library.incoming() as file:
            await _write(request, file, name)
            came = await _unpack(request, library, file, name)
    except ClientDisconnect:
        return Response(status_code=499)  # nobody is there to read it
    except AdForgeError as error:
        return PlainTextResponse(str(error), 507 if isinstance(error, BadOutput) else 422)
    return JSONResponse({"project": came.folder.folder.name, "left_out": came.left_out})


async def _write(request: Request, file: Path, name: str) -> None:
    """Writes the body to `file` as it comes, holding little of it in memory."""
    said = request.headers.get("content-length", "")
    size, free = int(said) if said.isdecimal() else 0, shutil.disk_usage(file.parent).free
    # A pack is not compressed: unpacked, it takes as much space again.
    if 2 * size + _ROOM_LEFT > free:
        raise BadOutput(
            f"There is not enough disk space to import {name}: it needs {2 * size / 1e6:,.0f} MB, and "
            f"{free / 1e6:,.0f} MB are free.",
            "Free some disk space, then import it again.",
        )
    try:
        with file.open("wb") as written:
            waiting = bytearray()
            async for part in request.stream():
                waiting += part
                if len(waiting) >= _AT_ONCE:
                    await run_in_threadpool(written.write, bytes(waiting))
                    waiting.clear()
            written.write(waiting)
    except OSError as error:
        raise BadOutput(
            f"{name} could not be saved: {error.strerror}.", "Free some disk space, then import it again."
        ) from error


async def _unpack(request: Request, library: Library, file: Path, name: str) -> Imported:
    """Unpacks on a thread, and stops when the browser has disconnected."""
    monitor = RunMonitor()
    unpacking = asyncio.create_task(run_in_threadpool(library.unpack, file, name, monitor))
    while not (await asyncio.wait({unpacking}, timeout=_LOOK_EVERY_S))[0]:
        if await request.is_disconnected():
            monitor.cancel()
    return await unpacking

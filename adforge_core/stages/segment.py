"""The segment stage: draws and encodes one scene, so that scenes can be joined without encoding again."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import cycle
from pathlib import Path

from adforge_core.errors import Cancelled
from adforge_core.media.files import written_whole
from adforge_core.media.frames import Frame
from adforge_core.media.freezes import FreezeDetector
from adforge_core.media.recorder import recording
from adforge_core.providers.base import Progress

PRESET = "superfast"
"""Slower presets use macroblock-tree rate control, which removes the fine pattern that keeps 8 bits from banding.

In a dark gradient under a slow push, means of 9 x 9 pixels are off by at most 0.3 of a step; with veryfast, by 0.6."""

CRF = 20

X264 = "aq-mode=3:keyint=60:open-gop=0:chromaloc=1"
"""More bits for dark and flat areas; key frames at most two seconds apart; chroma between pixels, as in Frame."""

_AHEAD = 3
"""The number of frames drawn ahead of the encoder, so that drawing does not wait for a frame that encodes slowly."""


def encode_segment(
    draw: Callable[[int, Frame], None],
    frames: range,
    size: tuple[int, int],
    out: Path,
    *,
    threads: int = 1,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FreezeDetector:
    """Draws these `frames` of `size` (width, height), encodes them to `out` (.mp4, no sound), and detects freezes.

    H.264 High, yuv420p, BT.709, limited range, closed groups of pictures. Files of one size can be joined by copying,
    so a segment may be encoded in parts. Each of `threads` encodes one frame at a time; with more than two, x264 limits
    vertical motion vectors, which changes the file where something moves far. `draw` fills the frame it is given; a
    separate thread calls it, some frames ahead. Raises BadOutput if `out` cannot be written, Cancelled, and whatever
    `draw` and `progress` raise; no file remains then.
    """
    watch = FreezeDetector()
    options = {"preset": PRESET, "crf": str(CRF), "profile": "high", "x264-params": X264}
    with (
        written_whole(out) as unfinished,
        recording(unfinished, size, options, threads) as recorder,
        closing(_drawn(draw, frames, size)) as drawn,
    ):
        for done, (number, frame) in enumerate(drawn, 1):
            if cancelled and cancelled():
                raise Cancelled
            recorder.write(frame)
            watch.see(number, frame)
            if progress:
                progress(done / len(frames))
    return watch


def _drawn(draw: Callable[[int, Frame], None], frames: range, size: tuple[int, int]) -> Generator[tuple[int, Frame]]:
    """Yields each frame number with its frame, valid until the next one. More frames are drawn meanwhile.

    One thread draws all of them and ends with them. Its open videos are passed on to the thread that draws next.
    """
    canvases = cycle([Frame.empty(size) for _ in range(_AHEAD + 1)])
    coming: deque[tuple[int, Frame, Future[None]]] = deque()
    with ThreadPoolExecutor(1, "drawing") as artist:
        for number in frames:
            canvas = next(canvases)
            coming.append((number, canvas, artist.submit(draw, number, canvas)))
            if len(coming) > _AHEAD:
                yield _ready(*coming.popleft())
        while coming:
            yield _ready(*coming.popleft())


def _ready(number: int, frame: Frame, drawn: Future[None]) -> tuple[int, Frame]:
    drawn.result()
    return number, frame

"""The segment stage: one scene, drawn and encoded on its own, so that scenes join without being encoded again."""

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
"""Unlike the slower presets it has no macroblock-tree rate control, which takes away the fine pattern that keeps 8 bits
from banding: of a dark gradient under a slow push it leaves 9 x 9 pixels 0.3 of a step off at most, veryfast 0.6."""

CRF = 20

X264 = "aq-mode=3:keyint=60:open-gop=0:chromaloc=1"
"""More bits for dark and flat places; a key frame every two seconds at most;
chroma sited between the pixels, as in Frame."""

_AHEAD = 3
"""Frames drawn before they are asked for: some take the encoder longer, and the artist is not to wait for it then."""


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
    """Draws these `frames` of `size` (width, height), writes them to `out` (.mp4, no sound), and tells what was seen.

    H.264 High, yuv420p, BT.709, limited range, closed groups of pictures. Files of one size join by copying, so a
    segment may be encoded in parts. Each of `threads` encodes a frame at a time; of more than two, x264 lets motion
    reach less far down the picture, which changes the file where something moves so far. `draw` fills the frame it is
    handed, whose earlier content means nothing; a thread of its own calls it, some frames ahead. Raises BadOutput where
    `out` cannot be written and Cancelled; what `draw` and `progress` raise passes through, and nothing is left behind.
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
    """Every number of `frames` with its frame, good until the next one is asked for; others are drawn meanwhile.

    All are drawn by one thread, which ends with them: what it has open goes on to whoever draws what follows.
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

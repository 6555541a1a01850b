"""Makes one ad with the real command and measures it against x264 encoding the finished frames alone.

    python benchmarks/make_ad.py [BRIEF PHOTO]

Without arguments the first sample is made. The studio's folder is a fresh one, so nothing is cached; then the same
command runs again, which shows what continuing costs. Needs room for the raw frames: 93 MB a second of ad.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from adforge_core.media.assets import asset
from adforge_core.media.ffmpeg import run
from adforge_core.model.value import FPS
from adforge_core.stages.segment import CRF, PRESET, X264


def main() -> int:
    """Prints the figures as a Markdown table."""
    brief, photo = (Path(argument) for argument in sys.argv[1:3]) if len(sys.argv) > 2 else _sample()
    with tempfile.TemporaryDirectory(prefix="adforge-bench-") as folder:
        place = Path(folder)
        ad, first = _make(brief, photo, place)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        largest = spent.ru_maxrss / 2**20
        _, again = _make(brief, photo, place)
        encoding = _encode(Path(ad["master"]), ad["checks"]["width"], ad["checks"]["height"], place)
    by_stage: defaultdict[str, float] = defaultdict(float)
    for record in ad["stages"]:
        by_stage[record["stage"]] += record["seconds"]
    print(f"| {brief.stem}, {ad['duration_s']:g} s, {len(ad['scenes'])} scenes, {os.cpu_count()} cores | seconds |")
    print("|---|---|")
    print(f"| `adforge make`, nothing cached | {first:.1f} |")
    print(f"| its processor time, all cores added up | {spent.ru_utime + spent.ru_stime:.1f} |")
    print(f"| the same again | {again:.1f} |")
    print(f"| x264 {PRESET} crf {CRF} of the finished raw frames | {encoding:.1f} |")
    print(f"| the first over that | {first / encoding:.1f} x |")
    for stage, seconds in by_stage.items():
        print(f"| {stage}, all scenes added up | {seconds:.1f} |")
    print(f"\nLargest process: {largest:.2f} GB resident. Fallbacks: {len(ad['fallbacks'])}.")
    return 0


def _sample() -> tuple[Path, Path]:
    brief = min(asset("samples").glob("*.toml"))
    photos = (brief.with_suffix(suffix) for suffix in (".jpg", ".png"))
    return brief, next(photo for photo in photos if photo.exists())


def _make(brief: Path, photo: Path, place: Path) -> tuple[dict[str, Any], float]:
    command = [
        sys.executable,
        "-m",
        "adforge_core",
        "make",
        str(brief),
        "--product",
        str(photo),
        "--offline",
        "--json",
    ]
    started = time.perf_counter()
    done = subprocess.run(command, env=os.environ | {"ADFORGE_HOME": str(place)}, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout), time.perf_counter() - started


def _encode(master: Path, width: int, height: int, place: Path) -> float:
    """How long x264 takes for the master's own frames, raw on disk, at the studio's settings."""
    raw = place / "frames.yuv"
    run(["-i", master, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", raw])
    started = time.perf_counter()
    run(
        [
            *(
                "-f",
                "rawvideo",
                "-pix_fmt",
                "yuv420p",
                "-video_size",
                f"{width}x{height}",
                "-framerate",
                str(FPS),
                "-i",
                raw,
            ),
            *("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high"),
            *("-x264-params", X264, place / "alone.mp4"),
        ]
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())

"""The command line: `adforge make | render | check | doctor`.

Exit codes: 0 done, 2 the input or the installation cannot be used, 130 interrupted, 1 anything else. With `--json`
standard output carries one JSON object; progress goes to standard error, and only to a terminal.
"""

import argparse
import errno
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, TypeVar

from adforge_core import __version__
from adforge_core.engine.jobs import Event, Job
from adforge_core.engine.store import slug, studio_home
from adforge_core.errors import AdForgeError, BadInput, BadOutput, Cancelled, MissingAsset, MissingProgram
from adforge_core.model.formats import Format

Made = TypeVar("Made")

_NOT_WRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    asked = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        answer: dict[str, Any] = asked.run(asked)
    except (KeyboardInterrupt, Cancelled):
        return _failed(asked, "Interrupted. What was finished is kept; run the same command again to go on.", 130)
    except (BadInput, MissingAsset, MissingProgram) as error:
        return _failed(asked, str(error), 2)
    except AdForgeError as error:
        return _failed(asked, str(error), 1)
    except OSError as error:
        if error.errno in _NOT_WRITABLE:
            return _failed(
                asked,
                f"Cannot write {error.filename or 'the output'}: {error.strerror}. Make room or choose another place.",
                2,
            )
        return _failed(asked, f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".", 1)
    except Exception as error:  # nobody who runs a command should have to read a traceback
        logging.getLogger(__name__).debug("a fault of the studio's own", exc_info=True)
        return _failed(asked, f"The studio failed in a way nobody foresaw ({type(error).__name__}: {error}).", 1)
    print(json.dumps(answer, indent=2) if asked.json else asked.show(answer))
    return 0


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in the form that was asked for."""

    def error(self, message: str) -> NoReturn:
        """Prints the usage and `message`, with `--json` as an object too, and exits with 2."""
        if "--json" in sys.argv:
            print(json.dumps({"error": message, "exit": 2}))
        super().error(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="adforge", description="A brief and one product photo in, a finished video ad out.")
    parser.add_argument("--version", action="version", version=f"adforge {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    make = commands.add_parser("make", help="make an ad, or go on with one")
    make.add_argument("brief", type=Path, metavar="BRIEF", help="the brief, TOML or JSON")
    make.add_argument("--product", type=Path, required=True, metavar="IMAGE", help="a photo of the product")
    make.add_argument(
        "--project", type=Path, metavar="DIR", help="the project's folder; made when missing, gone on with when not"
    )
    make.add_argument("--seed", type=int, default=0, metavar="N", help="another number, another ad (default 0)")
    make.add_argument("--offline", action="store_true", help="use only providers that need no network")
    make.set_defaults(run=_make, show=_show_ad)

    render = commands.add_parser("render", help="render a project as it stands")
    render.add_argument("project", type=Path, metavar="PROJECT_DIR")
    render.add_argument("--no-cache", action="store_true", help="make every segment anew")
    render.set_defaults(run=_render, show=_show_ad)

    for command, default in ((make, Format.VERTICAL), (render, None)):
        command.add_argument(
            "--format",
            type=Format,
            choices=list(Format),
            default=default,
            metavar="9:16",
            help="9:16, 4:5, 1:1 or 16:9",
        )
        command.add_argument("--out", type=Path, metavar="FILE.mp4", help="put the finished ad here as well")
        command.add_argument(
            "--workers", type=_positive, default=os.cpu_count() or 2, metavar="N", help="scenes made at once"
        )

    check = commands.add_parser("check", help="technical facts of a finished video")
    check.add_argument("file", type=Path, metavar="FILE.mp4")
    check.set_defaults(run=_check, show=_show_facts)

    doctor = commands.add_parser("doctor", help="what this installation has and lacks")
    doctor.set_defaults(run=_doctor, show=_show_findings)

    for command in (make, render, check, doctor):
        command.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    return parser


def _make(asked: argparse.Namespace) -> dict[str, Any]:
    from adforge_core.engine.briefs import read_brief
    from adforge_core.engine.cache import content_key, content_name
    from adforge_core.engine.pipeline import make_ad
    from adforge_core.media.photo import open_photo
    from adforge_core.providers.registry import choose_providers

    brief = read_brief(asked.brief)
    if not asked.product.is_file():
        open_photo(asked.product)
    _check_out(asked.out)
    key = content_key(
        {"brief": brief, "photo": content_name(asked.product), "seed": asked.seed, "format": asked.format}
    )
    folder = asked.project or studio_home() / "projects" / f"{slug(brief.product)}-{key[:8]}"
    with _progress(len(brief.scene_requests)) as told:
        job, choice = Job(told), choose_providers(offline=asked.offline)
        ad = _stoppable(
            job,
            lambda: make_ad(
                brief,
                asked.product,
                folder,
                providers=choice.providers,
                format=asked.format,
                seed=asked.seed,
                job=job,
                workers=asked.workers,
            ),
        )
    return _delivered(ad, asked.out)


def _render(asked: argparse.Namespace) -> dict[str, Any]:
    from adforge_core.engine.cache import Cache
    from adforge_core.engine.pipeline import render_ad
    from adforge_core.engine.store import ProjectFolder
    from adforge_core.providers.registry import choose_providers

    project = ProjectFolder(asked.project)
    scenes = len(project.load().scenes)
    _check_out(asked.out)
    with _progress(scenes) as told:
        job = Job(told)
        ad = _stoppable(
            job,
            lambda: render_ad(
                asked.project,
                providers=choose_providers().providers,
                format=asked.format,
                job=job,
                cache=Cache(project.work / "cache") if asked.no_cache else None,
                workers=asked.workers,
            ),
        )
    return _delivered(ad, asked.out)


def _check(asked: argparse.Namespace) -> dict[str, Any]:
    from adforge_core.stages.check import check_master

    return check_master(asked.file).model_dump(mode="json")


def _doctor(_: argparse.Namespace) -> dict[str, Any]:
    from adforge_core.engine.doctor import examine
    from adforge_core.providers.registry import choose_providers

    report = examine(choose_providers().served)
    return {"ok": report.ok, **report.model_dump(mode="json")}


def _stoppable(job: Job, work: Callable[[], Made]) -> Made:
    """What `work` on `job` returns; Ctrl-C cancels the job.

    The work has a thread of its own: another thread than the main one may be told of Ctrl-C, and the main one then
    notices when it next wakes up, so it must not wait for long.
    """
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(work)
        try:
            while not wait([answer], 0.05).done:
                pass
        except KeyboardInterrupt:
            job.cancel()
            raise
    return answer.result()


def _check_out(out: Path | None) -> None:
    """Raises BadOutput for a place that cannot be written, before any work is done for it."""
    if out is None:
        return
    if out.is_dir():
        raise BadOutput(f"{out} is a folder.", "Name a file that ends in .mp4.")
    if out.suffix.lower() != ".mp4":
        raise BadOutput(f"{out} does not end in .mp4.", "The ad is an MP4 file; name it so.")
    if not out.parent.is_dir():
        raise BadOutput(
            f"The folder {out.parent} does not exist.", "Make it first, or choose another place with --out."
        )
    if not os.access(out.parent, os.W_OK):
        raise BadOutput(f"The folder {out.parent} cannot be written.", "Choose another place with --out.")


def _delivered(ad: Any, out: Path | None) -> dict[str, Any]:
    from adforge_core.engine.pipeline.run import place_whole
    from adforge_core.model.value import FPS, seconds

    if out is not None:
        place_whole(ad.master, out)
    project = ad.project
    return {
        "project": str(ad.folder.resolve()),
        "master": str((out or ad.master).resolve()),
        "captions": {"srt": str(ad.captions_srt.resolve()), "vtt": str(ad.captions_vtt.resolve())},
        "poster": str(ad.poster.resolve()),
        "format": project.format.value,
        "duration_s": seconds(project.frames),
        "fps": FPS,
        "scenes": [
            {
                "id": scene.id,
                "role": scene.role.value,
                "first_frame": project.first_frame(index),
                "frames": scene.frames,
                "vo": scene.vo,
                "super": scene.super,
                "plate_provider": segment.plate_provider,
                "placement": segment.placement.model_dump(mode="json"),
                "fallbacks": [note.model_dump() for note in scene.fallbacks],
            }
            for index, (scene, segment) in enumerate(zip(project.scenes, ad.segments, strict=True))
        ],
        "fallbacks": [{"scene": "", **note.model_dump()} for note in project.fallbacks]
        + [{"scene": scene.id, **note.model_dump()} for scene in project.scenes for note in scene.fallbacks],
        "cost_usd": ad.cost_usd,
        "stages": [record.model_dump() for record in ad.stages],
        "checks": ad.facts.model_dump(mode="json"),
    }


def _show_ad(answer: dict[str, Any]) -> str:
    facts = answer["checks"]
    lines = [
        f"{answer['master']}",
        f"{answer['duration_s']:g} s, {facts['width']}x{facts['height']}, {facts['lufs']:.1f} LUFS, "
        f"{facts['size_bytes'] / 1e6:.1f} MB, ${answer['cost_usd']:.2f}",
        f"Project: {answer['project']}",
    ]
    lines += [
        f"Note: {note['stage']}: {note['used']} instead of {note['wanted']}. {note['why']}"
        for note in answer["fallbacks"]
    ]
    lines += [f"Check: {problem}" for problem in facts["problems"]]
    return "\n".join(lines)


def _show_facts(answer: dict[str, Any]) -> str:
    facts = [f"{name.replace('_', ' ')}: {value}" for name, value in answer.items() if name != "problems"]
    problems = [f"Problem: {problem}" for problem in answer["problems"]] or ["No problems found."]
    return "\n".join(facts + problems)


def _show_findings(answer: dict[str, Any]) -> str:
    def line(finding: dict[str, Any]) -> str:
        state = "ok     " if finding["ok"] else "MISSING"
        return f"{state} {finding['name']}: {finding['detail']} {finding['to_do']}".rstrip()

    return "\n".join(line(finding) for finding in answer["findings"])


def _failed(asked: argparse.Namespace, sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    if asked.json:
        print(json.dumps({"error": sentence, "exit": code}))
    return code


class _Bars:
    """A bar a stage on standard error, moved by events from any thread."""

    def __init__(self, scenes: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description:>8}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True))
        self._scenes = scenes
        self._done: dict[str, dict[str, float]] = {}
        self._bars: dict[str, Any] = {}

    def __enter__(self) -> Callable[[Event], None]:
        self._progress.start()
        return self._tell

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def _tell(self, event: Event) -> None:
        done = self._done.setdefault(event.stage, {})
        done[event.scene] = event.done
        if event.stage not in self._bars:
            self._bars[event.stage] = self._progress.add_task(event.stage, total=1.0)
        expected = max(len(done), self._scenes if event.scene else 1)
        self._progress.update(self._bars[event.stage], completed=sum(done.values()) / expected)


def _progress(scenes: int) -> AbstractContextManager[Callable[[Event], None]]:
    return _Bars(scenes) if sys.stderr.isatty() else nullcontext(lambda _: None)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def program() -> NoReturn:
    """Runs the command as a program of its own.

    Interrupted, it ends at once, though a thread may be busy with what cannot be stopped, such as tracing a plate.
    """
    code = main()
    if code == 130:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    program()

"""The command line: `adforge make | render | variants | check | doctor`.

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
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any, NoReturn, TextIO

from adforge_core import __version__
from adforge_core.cli import commands
from adforge_core.cli.answers import show_ad, show_facts, show_findings, show_variants
from adforge_core.cli.legible import encodable, legible, with_escapes
from adforge_core.cli.streams import escape_what_is_not_encodable, say
from adforge_core.errors import AdForgeError, BadInput, Cancelled, MissingAsset, MissingProgram
from adforge_core.model.formats import Format
from adforge_core.model.variant import VariantCopy
from adforge_core.providers.vendors import vendors_for
from adforge_core.work.memory import give_back_what_is_freed

_NOT_WRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    escape_what_is_not_encodable(sys.stdout, sys.stderr)
    asked = _parser().parse_args(arguments)
    # Where the answer goes. A command that writes the ad to standard output sends its answer to standard error.
    asked.answers = sys.stdout
    give_back_what_is_freed()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with redirect_stdout(sys.stderr):  # what a library prints is no part of the answer
            answer: dict[str, Any] = asked.run(asked)
        return _answered(asked, answer)
    except (KeyboardInterrupt, Cancelled):
        return _failed(asked, "Interrupted. Finished work is kept. Run the same command again to continue.", 130)
    except (BadInput, MissingAsset, MissingProgram) as error:
        return _failed(asked, str(error), 2)
    except AdForgeError as error:
        return _failed(asked, str(error), 1)
    except OSError as error:
        if error.errno in _NOT_WRITABLE:
            return _failed(
                asked,
                f"Cannot write {error.filename or 'the output'}: {error.strerror}. Free some space or write elsewhere.",
                2,
            )
        if error.errno == errno.ENAMETOOLONG:
            return _failed(asked, f"{error.filename} is too long a name for a file. Give it a shorter name.", 2)
        return _failed(asked, f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".", 1)
    except Exception as error:  # a person who runs a command should not have to read a traceback
        logging.getLogger(__name__).debug("an unexpected error", exc_info=True)
        return _failed(asked, f"The studio failed unexpectedly ({type(error).__name__}: {error}).", 1)


def _answered(asked: argparse.Namespace, answer: dict[str, Any]) -> int:
    """Prints the answer and returns the exit code."""
    try:
        _print(json.dumps(encodable(answer), indent=2) if asked.json else asked.show(legible(answer)), asked.answers)
    except BrokenPipeError as error:  # the reader has closed its end, which is how `head` says that it has seen enough
        if asked.json:
            say(_unprinted(error))
        return 1
    except OSError as error:
        say(_unprinted(error))
        return 1
    return 0


def _print(text: str, stream: TextIO | None) -> None:
    """Writes `text` and a line end. Raises OSError, after which nothing more of it will be written."""
    try:
        if stream is None:
            raise OSError(errno.EBADF, "it is closed")
        print(text, file=stream, flush=True)
    except OSError:
        with suppress(OSError, ValueError, AttributeError):  # or else the rest is tried again when the program ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]
        raise


def _unprinted(error: OSError) -> str:
    return f"The command is done, but its answer cannot be written to standard output: {error.strerror}."


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments, with `--json` as JSON."""

    def error(self, message: str) -> NoReturn:
        """Prints the usage and `message`, with `--json` also as an object, and exits with 2."""
        if "--json" in sys.argv:
            with suppress(OSError):
                _print(json.dumps(encodable({"error": message, "exit": 2})), sys.stdout)
        super().error(with_escapes(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="adforge", description="Makes a finished video ad from a brief and one product photo.")
    parser.add_argument("--version", action="version", version=f"adforge {__version__}")
    known = parser.add_subparsers(required=True, metavar="COMMAND")

    make = known.add_parser("make", help="make an ad, or continue one")
    make.add_argument("brief", type=Path, metavar="BRIEF", help="the brief, TOML or JSON")
    make.add_argument(
        "--product",
        type=Path,
        action="append",
        default=[],
        metavar="IMAGE",
        help="a photo of the product; repeated, more of them (back, detail, colours), the main one first. "
        "Without it, the brief's photos",
    )
    make.add_argument(
        "--project",
        type=Path,
        metavar="DIR",
        help="the project's folder: created if it is missing, continued if it is there",
    )
    make.add_argument("--seed", type=int, default=0, metavar="N", help="another number makes another ad (default 0)")
    make.set_defaults(run=commands.make, show=show_ad)

    render = known.add_parser("render", help="render a project as it is")
    render.add_argument("project", type=Path, metavar="PROJECT_DIR")
    render.add_argument("--no-cache", action="store_true", help="render every segment again")
    render.set_defaults(run=commands.render, show=show_ad)

    variants = known.add_parser("variants", help="render a project with other hooks and calls to action")
    variants.add_argument("project", type=Path, metavar="PROJECT_DIR")
    for name, what in (("hook", "other words for the first scene"), ("call", "another call to action")):
        variants.add_argument(
            f"--{name}",
            type=_copy_of,
            action="append",
            default=[],
            metavar="SHOWN[|SAID]",
            help=f"{what}: as shown and, after a bar, as said; can be repeated",
        )
    variants.set_defaults(run=commands.variants, show=show_variants)

    *most, last = (format.value for format in Format)
    for command, default in ((make, Format.VERTICAL), (render, None)):
        command.add_argument(
            "--format",
            type=_format,
            default=default,
            metavar=Format.VERTICAL.value,
            help=f"{', '.join(most)} or {last}",
        )
        command.add_argument("--out", type=Path, metavar="FILE.mp4", help="also copy the finished ad here")

    makes_all = ("planner", "plates", "voice", "bed")
    for command, capabilities in ((make, makes_all), (render, makes_all), (variants, ("voice", "bed"))):
        command.add_argument("--offline", action="store_true", help="use only providers that need no network")
        for capability in capabilities:
            names = ", ".join(("auto", "local", *(vendor.name for vendor in vendors_for(capability))))
            command.add_argument(
                f"--{capability}",
                metavar="WHO",
                help=f"provider of the {capability}: one of {names}",
            )
        command.add_argument(
            "--budget", type=_usd, metavar="USD", help="the most the project may cost in total (a new one: 5)"
        )
        command.add_argument(
            "--dry-run", action="store_true", help="only list the requests that would be sent, and their cost"
        )
        command.add_argument(
            "--workers", type=_positive, default=os.cpu_count() or 2, metavar="N", help="scenes made at once"
        )

    check = known.add_parser("check", help="check a finished video")
    check.add_argument("file", type=Path, metavar="FILE.mp4")
    check.add_argument(
        "--project",
        type=Path,
        metavar="DIR",
        help="the project it was made from; one whose deliverables it is among is found by itself",
    )
    check.set_defaults(run=commands.check, show=show_facts)

    doctor = known.add_parser("doctor", help="check this installation")
    doctor.set_defaults(run=commands.doctor, show=show_findings)

    for command in (make, render, variants, check, doctor):
        command.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    return parser


def _failed(asked: argparse.Namespace, sentence: str, code: int) -> int:
    say(sentence)
    if asked.json:
        with suppress(OSError):  # the sentence and the exit code say it
            _print(json.dumps(encodable({"error": sentence, "exit": code})), asked.answers)
    return code


def _format(text: str) -> Format:
    try:
        return Format(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be one of {', '.join(one.value for one in Format)}") from None


def _copy_of(text: str) -> VariantCopy:
    copy = VariantCopy.read(text)
    if copy == VariantCopy():
        raise argparse.ArgumentTypeError("needs words to show, or words to say after a bar")
    return copy


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _usd(text: str) -> float:
    dollars = float(text)
    if not 0 <= dollars <= 10_000:
        raise argparse.ArgumentTypeError("must be 0 to 10000")
    return dollars


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt

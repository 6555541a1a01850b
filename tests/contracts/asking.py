"""A process of its own that asks services for things, to be killed on the way.

python -m tests.contracts.asking FOLDER WHAT…, with keys and the services' addresses in the environment.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from adforge_core.model.stages import Stage
from adforge_core.pipeline.run import Run
from adforge_core.project.folder import ProjectFolder
from adforge_core.providers.base import BedRequest, SpeechRequest
from adforge_core.providers.elevenlabs.music import ElevenLabsBed
from adforge_core.providers.elevenlabs.voice import ElevenLabsVoice
from adforge_core.providers.keys import read_keys
from tests.contracts.composing import CASES, Case, bed, run_in
from tests.contracts.language import VENDORS, Vendor, plan_request, planned

LINE = SpeechRequest(line="Softer in seven days.")
MUSIC = BedRequest(mood="happy", seed=3, frames=8 * 30)


def _said(run: Run) -> object:
    voice = ElevenLabsVoice(read_keys(), settles_s=0)
    return run.asked(Stage.VOICE, "scene-1", voice, LINE, lambda one: one.speak(LINE))


def _composed(run: Run) -> object:
    return bed(run, ElevenLabsBed(read_keys()), MUSIC)


def _planned(vendor: Vendor, run: Run) -> object:
    return planned(run, vendor.make(read_keys()), plan_request())


def _made(case: Case, run: Run) -> object:
    return case.ask(run, case.make(read_keys()), case.request)


ASKS: dict[str, Callable[[Run], object]] = {
    **{name: partial(_planned, vendor) for name, vendor in VENDORS.items()},
    **{name: partial(_made, case) for name, case in CASES.items()},
    "voice": _said,
    "music": _composed,
}


def ask(what: str, folder: Path) -> Run:
    """Has it made, in a project of its own in `folder`."""
    run = run_in(folder / what)
    ProjectFolder(folder / what).create()
    ASKS[what](run)
    return run


if __name__ == "__main__":
    with ThreadPoolExecutor(8) as pool:
        for asked in [pool.submit(ask, what, Path(sys.argv[1])) for what in sys.argv[2:]]:
            asked.result()

"""What holds for every test, and for all that is loaded or set up before it: no network, no real home, no keys.

The guards stand as soon as this file is loaded, before any test is collected and before the first fixture of any scope.
Processes that tests start inherit them with the environment.
"""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

GUARDS = Path(__file__).resolve().parent / "guards"


def _is_somebodys_own(name: str) -> bool:
    """Whether that is a setting by which the studio, or a library of it, would work otherwise here than elsewhere."""
    return (
        name.startswith(("ADFORGE_", "STREAMLIT_"))
        or name.endswith(("_BASE_URL", "_API_BASE"))
        or name.lower().endswith("_proxy")
        or name == "U2NET_HOME"
    )


def _stand_guard() -> Path:
    """Takes this process, and those it starts, off the network, out of the home of the person who runs it, and away
    from the keys in the folder it runs in.

    Answers with the file that says whom anybody tried to reach.
    """
    apart = Path(tempfile.mkdtemp(prefix="adforge-tests-"))
    atexit.register(shutil.rmtree, apart, ignore_errors=True)
    for name in filter(_is_somebodys_own, list(os.environ)):
        del os.environ[name]
    folders = {"HOME": "home", "ADFORGE_HOME": "studio", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config"}
    for name, folder in (folders | {"XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}).items():
        (apart / folder).mkdir()
        os.environ[name] = str(apart / folder)
    os.environ["ADFORGE_SECRETS"] = str(apart / "no-secrets.toml")
    # NumPy and SciPy read these as they are loaded. Several test processes share the cores, and a thread that waits for
    # its part of a small product spins on a core that another test needs: with one, cut-outs take a quarter less time.
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    inherited = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(GUARDS), *(one for one in inherited if one != str(GUARDS))])
    sys.path.insert(0, str(GUARDS))
    import network_guard  # type: ignore[import-not-found]  # it is in the folder put on the path just now

    os.environ[network_guard.LOG] = str(apart / "tried")
    network_guard.install()
    return apart / "tried"


_TRIED = _stand_guard()

import hypothesis  # noqa: E402  # the guards come first
import pytest  # noqa: E402

from adforge_core.providers.keys import KEYS  # noqa: E402
from adforge_core.providers.local.kokoro import voice as kokoro  # noqa: E402
from adforge_core.providers.local.kokoro.speaking import PARTS  # noqa: E402
from adforge_core.providers.local.voice import HibariVoice  # noqa: E402

for _key in KEYS:
    os.environ.pop(_key, None)

# How long an example takes is the machine's business, and no test's.
hypothesis.settings.register_profile("studio", deadline=None)
hypothesis.settings.load_profile("studio")


def pytest_collection_finish() -> None:
    """Takes what is loaded by now out of the garbage collector's sight: each ended task, and each drawn page, has it
    look at everything that is not, which took a sixth of a second each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A studio folder of the test's own, and no key that another test has left."""
    home: Path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ADFORGE_HOME", str(home))
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)


@pytest.fixture(autouse=True)
def _extra_voices_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """New ads sound alike on every machine; tests of the extra voices say that they are installed."""
    monkeypatch.setattr(kokoro, "find_spec", lambda name: None if name in PARTS else find_spec(name))


@pytest.fixture(scope="session", autouse=True)
def _voice_is_loaded_once() -> Iterator[None]:
    """All built-in voices of this process speak with one model, which takes a second to load."""
    one, loaded = HibariVoice(), HibariVoice.__dict__["_model"].fget
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HibariVoice, "_model", property(lambda _: loaded(one)))
        yield


@pytest.fixture(scope="session", autouse=True)
def _nobody_was_reached_at_the_end() -> Iterator[None]:
    """Fails where something tried to leave the machine after the last test."""
    yield
    _fail_if_tried()


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Fails the test where it, or what was set up or loaded for it, tried to leave the machine and hid the refusal."""
    yield
    _fail_if_tried()


def _fail_if_tried() -> None:
    if _TRIED.exists():
        tried = dict.fromkeys(_TRIED.read_text("utf-8").split("\n"))
        _TRIED.unlink()
        pytest.fail(f"the test tried to reach {', '.join(filter(None, tried))}", pytrace=False)

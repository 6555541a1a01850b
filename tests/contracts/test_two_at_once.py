"""Processes and threads that ask for the same at once, are stopped and wake, or are killed: it is paid once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event as ThreadEvent

import pytest

from adforge_core.errors import Cancelled
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.ledger import OrderState
from adforge_core.work.monitor import Event, RunMonitor
from tests.contracts import anthropic_wire
from tests.contracts.asking import ASKS, ask
from tests.contracts.composing import run_in
from tests.contracts.language import VENDORS
from tests.contracts.server import Double, Reply, Request

ROOT = Path(__file__).resolve().parents[2]
WHAT, SENT = "anthropic", VENDORS["anthropic"].endpoint
ASKED, ANSWERED, SPOILED = OrderState.ASKED, OrderState.ANSWERED, OrderState.CHARGED_UNUSABLE

# A volume whose locks do not reach the other host: what there is to go by is who wrote what, and the beat.
_OTHER_HOST = """
import fcntl, sys
from adforge_core.media import owner
real = fcntl.flock
def flock(file, how):
    if not str(getattr(file, "name", "")).rpartition("/.orders/")[1]:
        real(file, how)
owner.fcntl.flock = flock
here = owner._process
owner._process = lambda pid: here(pid).model_copy(update={"boot": sys.argv[1], "host": sys.argv[1]})
owner.BEAT_S, owner.SILENT_S = 0.05, float(sys.argv[2])
"""
_LEAVING = """
import sys
from pathlib import Path
from threading import Thread
from adforge_core.work.monitor import RunMonitor
from adforge_core.errors import Cancelled
from tests.contracts.test_two_at_once import asked_here
monitor = RunMonitor()
Thread(target=lambda: sys.stdin.read() or monitor.cancel(), daemon=True).start()
try:
    asked_here(Path(sys.argv[1]), monitor)
except Cancelled:
    print("left", flush=True)
"""
_ASKING = "from pathlib import Path; from tests.contracts.asking import ask; ask(sys.argv[-2], Path(sys.argv[-1]))"


class Held:
    """The service takes requests, and answers none until it is let go."""

    def __init__(self, double: Double) -> None:
        self._double = double
        self._go = ThreadEvent()
        anthropic_wire.install(double)
        method, _, path = SENT.partition(" ")
        well = next(handler for _, pattern, handler in double._routes if pattern.fullmatch(path.rstrip("$")))

        def answer(request: Request) -> Reply:
            made = well(request)
            self._go.wait(60)
            return made

        double.route(method, path.rstrip("$"), answer)

    @property
    def requests(self) -> int:
        return len(self._double.asked(SENT))

    def let_go(self) -> None:
        self._go.set()


@pytest.fixture
def service(double: Double, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    monkeypatch.setenv("ANTHROPIC_API_KEY", anthropic_wire.ANTHROPIC_KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", double.url)
    held = Held(double)
    yield held
    held.let_go()


@contextmanager
def asking(folder: Path, before: str = "import sys", *how: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that asks for it."""
    command = [sys.executable, "-c", f"{before}\n{_ASKING}", *how, WHAT, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(holds: Callable[[], bool], *living: subprocess.Popen[bytes]) -> None:
    while not holds():
        assert all(process.poll() is None for process in living)
        time.sleep(0.02)


def states(folder: Path) -> list[OrderState]:
    return [entry.state for entry in run_in(folder / WHAT).folder.ledger.orders()]


def stopped(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)


def has_a_claim(folder: Path) -> bool:
    return any((folder / WHAT / ".orders").glob("*"))


def asked_here(folder: Path, monitor: RunMonitor) -> object:
    """Asks for it in this process, as the studio would."""
    run = run_in(folder / WHAT)
    ProjectFolder(folder / WHAT).create()
    return ASKS[WHAT](type(run)(run.folder, run.cache, run.providers, monitor, 1, 5.0))


class Window:
    """A studio window that asks for it, and hears who is waited for."""

    def __init__(self, folder: Path, pool: ThreadPoolExecutor) -> None:
        self.heard: list[str] = []
        self.monitor = RunMonitor(listener=self._hear)
        self.answer = pool.submit(asked_here, folder, self.monitor)

    def _hear(self, event: Event) -> None:
        self.heard.append(event.waits_for)


def test_two_processes_that_ask_for_the_same_pay_once_and_share_the_answer(service: Held, tmp_path: Path) -> None:
    with asking(tmp_path) as first, asking(tmp_path) as second:
        until(lambda: service.requests > 0, first, second)
        with ThreadPoolExecutor(1) as pool:
            window = Window(tmp_path, pool)
            until(lambda: any(window.heard), first, second)
            service.let_go()
            assert window.answer.result()
        assert (first.wait(), second.wait()) == (0, 0)
    assert service.requests == 1
    assert states(tmp_path) == [ANSWERED]


def test_a_run_that_something_else_ends_books_what_it_has_bought(service: Held, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _LEAVING, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            until(lambda: service.requests > 0, process)
            process.stdin.close()  # cancels it, as an error in another scene does
            assert process.stdout.readline() == b"left\n"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1)
            service.let_go()
            assert process.wait() == 0
        finally:
            process.kill()
    assert states(tmp_path) == [ANSWERED]


def test_two_windows_of_one_studio_pay_once(service: Held, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        windows = [Window(tmp_path, pool) for _ in range(2)]
        until(lambda: any(any(window.heard) for window in windows))
        service.let_go()
        assert windows[0].answer.result() == windows[1].answer.result()
    assert service.requests == 1
    assert states(tmp_path) == [ANSWERED]


def test_whoever_waits_for_a_stopped_process_is_told_of_it_and_can_be_cancelled(service: Held, tmp_path: Path) -> None:
    with asking(tmp_path) as process, ThreadPoolExecutor(1) as pool:
        until(lambda: service.requests == 1, process)
        stopped(process)
        window = Window(tmp_path, pool)
        until(lambda: any(window.heard))
        assert f"process {process.pid} on " in window.heard[-1]
        window.monitor.cancel()
        with pytest.raises(Cancelled):
            window.answer.result()
        service.let_go()
        process.send_signal(signal.SIGCONT)
        assert process.wait() == 0
    assert service.requests == 1
    assert states(tmp_path) == [ANSWERED]


def test_a_process_stopped_before_it_sends_is_waited_for(service: Held, tmp_path: Path) -> None:
    service.let_go()
    with asking(tmp_path) as process, ThreadPoolExecutor(1) as pool:
        until(lambda: has_a_claim(tmp_path), process)
        stopped(process)
        window = Window(tmp_path, pool)
        if not service.requests:
            until(lambda: any(window.heard))
        process.send_signal(signal.SIGCONT)
        assert process.wait() == 0
        assert window.answer.result()
    assert service.requests == 1
    assert states(tmp_path) == [ANSWERED]


def test_when_the_owner_is_killed_whoever_waits_goes_on(service: Held, tmp_path: Path) -> None:
    with asking(tmp_path) as process, ThreadPoolExecutor(1) as pool:
        until(lambda: service.requests == 1, process)
        window = Window(tmp_path, pool)
        until(lambda: any(window.heard), process)
        process.kill()
        until(lambda: service.requests == 2)
        service.let_go()
        assert window.answer.result()
    assert states(tmp_path) == [SPOILED, ANSWERED], "what was sent by the killed one may have been charged"


_STOPS = """
import signal, threading
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.orders import Order
{before}
"""


def test_who_was_silent_for_long_and_wakes_finds_out_before_it_sends(service: Held, tmp_path: Path) -> None:
    """Two hosts that share a volume, but no locks: the first is stopped before it sends, and taken over."""
    stops = (
        "confirm = Order.confirm\n"
        "def late(self):\n    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)\n    confirm(self)\n"
        "Order.confirm = late"
    )
    service.let_go()
    before = _OTHER_HOST + _STOPS.format(before=stops)
    with asking(tmp_path, before, "one", "1000") as process:
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        assert states(tmp_path) == [ASKED]
        with asking(tmp_path, _OTHER_HOST, "two", "0.3") as taker:
            assert taker.wait() == 0
        assert service.requests == 1
        process.send_signal(signal.SIGCONT)
        assert process.wait() == 0, "it shares the answer"
    assert service.requests == 1
    assert states(tmp_path) == [SPOILED, ANSWERED]


def test_who_was_silent_for_long_and_wakes_with_an_answer_books_what_it_bought(service: Held, tmp_path: Path) -> None:
    stops = (
        "answered = Order.answered\n"
        "def late(self, *rest, **named):\n    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)\n"
        "    return answered(self, *rest, **named)\n"
        "Order.answered = late"
    )
    service.let_go()
    before = _OTHER_HOST + _STOPS.format(before=stops)
    with asking(tmp_path, before, "one", "1000") as process:
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        with asking(tmp_path, _OTHER_HOST, "two", "0.3") as taker:
            assert taker.wait() == 0
        process.send_signal(signal.SIGCONT)
        assert process.wait() == 0
    assert service.requests == 2
    assert states(tmp_path) == [ANSWERED, ANSWERED], "both were made, and each is booked once"
    ask(WHAT, tmp_path)
    assert service.requests == 2

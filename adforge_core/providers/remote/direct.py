"""Services that answer a request with the file itself, in one exchange."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ClassVar

from adforge_core.errors import StageFailed
from adforge_core.project.orders import Order
from adforge_core.providers.remote.calls import Fault, Service, call
from adforge_core.providers.remote.queue import Answer, Asked, fault_of

_DEADLINE_S = 150.0


@dataclass(frozen=True)
class Received:
    """An answer: the bytes of the file, and the service's id of the request, if it has one."""

    content: bytes
    request_id: str = ""


class Direct(ABC):
    """One service. A lost answer cannot be fetched later: it is recorded as paid, and requested again."""

    service: Service
    recoverable: ClassVar[bool] = False

    @abstractmethod
    def send(self, asked: Asked) -> Received:
        """Sends the request and returns the answer. Raises Fault."""

    def answer(self, order: Order, asked: Asked, suffix: str, most_bytes: int, check: Callable[[Path], None]) -> Answer:
        """What the service made for the order, new in the run's scratch folder.

        The order is not answered yet. Raises StageFailed, from `check` too, having told the order what was lost; and
        Cancelled.
        """

        def received() -> Received:
            answer = self.send(asked)
            if len(answer.content) > most_bytes:
                raise Fault(f"it sent more than {most_bytes >> 20} MB", status=200, charged=True)
            return answer

        answer = call(self.service, received, fault_of, deadline_s=_DEADLINE_S, order=order)
        with NamedTemporaryFile(suffix=suffix, dir=order.scratch, delete=False) as file:
            file.write(answer.content)
        try:
            check(Path(file.name))
        except StageFailed as failed:
            order.charged_unusable(failed.happened)
            raise
        return Answer(Path(file.name), request_id=answer.request_id)

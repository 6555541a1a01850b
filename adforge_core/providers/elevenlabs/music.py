"""ElevenLabs' music, composed to order and fitted to the ad on whole bars."""

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from adforge_core.errors import StageFailed
from adforge_core.model.value import seconds
from adforge_core.project.orders import Order, Quote
from adforge_core.providers.base import BedRequest, MadeBed, Track
from adforge_core.providers.elevenlabs import VENDOR
from adforge_core.providers.elevenlabs.account import ONCE, Serving
from adforge_core.providers.keys import Keys
from adforge_core.providers.music import bed_from, check_music, tempo_for
from adforge_core.providers.remote.calls import AnswerLost, Fault
from adforge_core.providers.remote.composed import LEAST_LENGTH, SPARE_S
from adforge_core.providers.remote.prices import price_of
from adforge_core.providers.remote.prompts import bed_prompt

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

_MODEL = "music_v2"
_FORMAT = "mp3_44100_128"
_LONGEST_S = 600
_STEP_S = 5
"""Lengths are asked for in such steps, so that an ad cut a little longer or shorter goes on with the music it has."""

_COMPOSING_S = 240.0
_MOST_BYTES = 40 << 20


class ElevenLabsBed(Serving):
    """Composes with ElevenLabs, which keeps no list of it: music whose answer is lost is given up, not bought twice."""

    tracks: tuple[Track, ...] = ()

    def __init__(self, keys: Keys, model: str = "") -> None:
        super().__init__(keys, model or _MODEL, "the music library")

    def quote(self, request: BedRequest) -> Quote:
        """So many minutes of music."""
        price = price_of(VENDOR, "bed", self._model)
        minutes = _length_s(request) / 60
        cost_usd = round(minutes * price["usd"], 6)
        return Quote(model=self._model, units=round(minutes, 4), unit=price["unit"], cost_usd=cost_usd)

    def uses(self, request: BedRequest) -> dict[str, Any]:
        """What is sent, and the seed, which the service does not take beside a prompt: another one is another bed."""
        return {
            "model": self._model,
            "prompt": bed_prompt(request),
            "length_ms": 1000 * _length_s(request),
            "format": _FORMAT,
            "seed": request.seed,
        }

    def make(self, request: BedRequest) -> MadeBed:
        """The music, exactly as long as asked for. Asked only when bound to an order."""
        file = self.order.answer or self._composed(request, self.order)
        return bed_from(file, request.frames, self._model, tempo_for(request.mood))

    def _composed(self, request: BedRequest, order: Order) -> Path:
        if order.begun is not None:
            why = "The run ended while ElevenLabs composed: that may have been charged, and cannot be fetched any more."
            order.charged_unusable(why)
            raise StageFailed(why, "Rephrase the music description to have it composed again.")
        try:
            sound, request_id = self._account.asked(
                lambda client: self._sent(client, request), deadline_s=_COMPOSING_S, order=order, again=False
            )
        except AnswerLost as lost:
            order.charged_unusable(lost.happened)
            raise
        with TemporaryDirectory(dir=order.scratch) as folder:
            file = Path(folder, "bed.mp3")
            file.write_bytes(sound)
            try:
                check_music(file, LEAST_LENGTH * _length_s(request))
            except StageFailed as failed:
                order.charged_unusable(failed.happened)
                raise
            return order.answered(file, request_id=request_id)

    def _sent(self, client: "ElevenLabs", request: BedRequest) -> tuple[bytes, str]:
        asked = self.uses(request)
        composing = client.music.with_raw_response.compose(
            prompt=asked["prompt"],
            music_length_ms=asked["length_ms"],
            model_id=self._model,
            output_format=_FORMAT,
            force_instrumental=True,
            request_options=ONCE | {"timeout_in_seconds": _COMPOSING_S},
        )
        sound = bytearray()
        with composing as answer:
            for piece in answer.data:
                sound += piece
                if len(sound) > _MOST_BYTES:
                    raise Fault(f"it sent more than {_MOST_BYTES >> 20} MB", status=200, charged=True)
            return bytes(sound), answer.headers.get("request-id", "")


def _length_s(request: BedRequest) -> int:
    return min(_LONGEST_S, math.ceil((seconds(request.frames) + SPARE_S) / _STEP_S) * _STEP_S)

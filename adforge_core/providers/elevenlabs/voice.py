"""ElevenLabs: voices that say when each character is heard."""

import base64
import binascii
import math
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from adforge_core.errors import StageFailed, Unsayable
from adforge_core.media.audio import decode_mp3
from adforge_core.model.value import Value
from adforge_core.project.orders import Order, Quote
from adforge_core.providers.base import Speaker, Speech, SpeechRequest
from adforge_core.providers.elevenlabs import VENDOR
from adforge_core.providers.elevenlabs.account import ONCE, USUAL_VOICE, Serving
from adforge_core.providers.keys import Keys
from adforge_core.providers.remote.calls import AnswerLost, Fault
from adforge_core.providers.remote.prices import price_of
from adforge_core.providers.speech import finished, words_by_character

if TYPE_CHECKING:
    from elevenlabs import HistoryAlignmentResponseModel, SpeechHistoryItemResponse
    from elevenlabs.client import ElevenLabs

_MODEL = "eleven_multilingual_v2"
_LANGUAGES = (
    "en",
    "ja",
    "zh",
    "de",
    "hi",
    "fr",
    "ko",
    "pt",
    "it",
    "es",
    "id",
    "nl",
    "tr",
    "tl",
    "fil",
    "pl",
    "sv",
    "bg",
    "ro",
    "ar",
    "cs",
    "el",
    "fi",
    "hr",
    "ms",
    "sk",
    "da",
    "ta",
    "uk",
    "ru",
    "hu",
    "no",
    "nb",
    "vi",
)
_MADE_TO_SPEAK = ("eleven_turbo_v2_5", "eleven_flash_v2_5", "eleven_v3")
"""The models that are told the language; the others find it in the line, and refuse to be told."""

_ENGLISH_ONLY = ("eleven_monolingual_v1", "eleven_turbo_v2", "eleven_flash_v2")

_SLOWEST, _FASTEST = 0.7, 1.2
_FORMAT = "mp3_44100_128"
_RATE = 44_100
_SPEAKING_S = 45.0
_TRIES = 2
_LOOKING_S = 15.0
_CLOCKS_S = 60
"""By how much the service's clock may be behind this one."""


class _Alignment(Value):
    """The characters that were said, and when each is heard, in seconds."""

    characters: tuple[str, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]


class _Saying(Value):
    """A spoken line as the project keeps it."""

    audio_base64: str
    alignment: _Alignment


@dataclass(frozen=True)
class _Bought:
    saying: _Saying
    credits: float | None
    request_id: str


class ElevenLabsVoice(Serving):
    """Speaks with ElevenLabs. A line is paid for once: where its answer was lost, the account's history has it."""

    def __init__(self, keys: Keys, model: str = "", settles_s: float = 10.0) -> None:
        """A line is in the account's history at the latest `settles_s` seconds after it was asked for."""
        super().__init__(keys, model or _MODEL, "the local voice")
        self._settles_s = settles_s

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """The account's voices. Raises StageFailed where it cannot be asked; that is remembered for a minute."""
        return self._account.speakers()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of its multilingual models; the first models speak English only."""
        return ("en",) if self._model in _ENGLISH_ONLY else _LANGUAGES

    def quote(self, request: SpeechRequest) -> Quote:
        """So many characters of the line. Raises Unsayable for a line without words."""
        if not any(char.isalnum() for char in request.line):
            raise Unsayable("The line has no words to speak.", "Write what the voice should say.")
        price = price_of(VENDOR, "voice", self._model)
        units = len(request.line)
        return Quote(model=self._model, units=units, unit=price["unit"], cost_usd=round(units * price["usd"], 6))

    def uses(self, request: SpeechRequest) -> dict[str, Any]:
        """What is sent."""
        return {
            "voice": request.voice or USUAL_VOICE.id,
            "line": request.line,
            "model": self._model,
            "format": _FORMAT,
            "stability": self._stability(request.stability),
            "speed": min(_FASTEST, max(_SLOWEST, request.speed)),
        } | ({"language": request.language} if request.language and self._model in _MADE_TO_SPEAK else {})

    def speak(self, request: SpeechRequest) -> Speech:
        """The line, at 0.7 to 1.2 times the natural pace. Asked only when bound to an order."""
        order = self.order
        if order.answer is not None:
            return _speech(request.line, _Saying.model_validate_json(order.answer.read_bytes()))
        bought = self._bought(request, order)
        try:
            speech = _speech(request.line, bought.saying)
        except StageFailed as failed:
            order.charged_unusable(failed.happened)
            raise
        cost = None if bought.credits is None else round(bought.credits * price_of(VENDOR, "units", "credit")["usd"], 6)
        with tempfile.TemporaryDirectory(dir=order.scratch) as folder:
            file = Path(folder, "saying.json")
            file.write_text(bought.saying.model_dump_json(), "utf-8")
            order.answered(file, cost_usd=cost, request_id=bought.request_id)
        return speech

    def _stability(self, wanted: float) -> float:
        """Version 3 of the model knows three: creative, natural and robust."""
        return round(2 * wanted) / 2 if self._model.startswith("eleven_v3") else wanted

    def _bought(self, request: SpeechRequest, order: Order) -> _Bought:
        """The service's answer. Before a line that may have been paid for is asked for again, the history is read."""
        since, lost = order.begun, AnswerLost("The run ended before an answer came; it may have been charged.")
        for left in reversed(range(_TRIES + 1)):
            if since is not None:
                try:
                    if found := self._found(request, order, since):
                        return found
                except StageFailed:
                    if not left:
                        order.charged_unusable(lost.happened)
                        raise lost from None
                    order.lost(lost.happened)
            if left:
                since = since or datetime.now(UTC)
                try:
                    return self._account.asked(
                        lambda client: self._said(client, request), deadline_s=_SPEAKING_S, order=order, again=False
                    )
                except AnswerLost as failed:
                    lost = failed
        order.refused(lost.happened)
        raise lost

    def _said(self, client: "ElevenLabs", request: SpeechRequest) -> _Bought:
        from elevenlabs import VoiceSettings

        asked = self.uses(request)
        answer = client.text_to_speech.with_raw_response.convert_with_timestamps(
            asked["voice"],
            text=request.line,
            model_id=self._model,
            output_format=_FORMAT,
            language_code=asked.get("language"),
            voice_settings=VoiceSettings(stability=asked["stability"], speed=asked["speed"]),
            request_options=ONCE,
        )
        said = answer.data
        saying = _saying(said.audio_base_64, said.alignment or said.normalized_alignment)
        headers = answer.headers
        return _Bought(saying, _number(headers.get("character-cost")), headers.get("request-id", ""))

    def _found(self, request: SpeechRequest, order: Order, since: datetime) -> _Bought | None:
        """What was generated for the request since then; None where nothing was.

        Raises StageFailed where nobody can tell, or it cannot be had.
        """
        while True:
            found = self._account.asked(lambda client: self._kept(client, request, since), deadline_s=_LOOKING_S)
            if found or time.time() > since.timestamp() + self._settles_s:
                return found
            order.wait(1)

    def _kept(self, client: "ElevenLabs", request: SpeechRequest, since: datetime) -> _Bought | None:
        history, asked = client.history, self.uses(request)
        kept = history.list(
            page_size=100,
            voice_id=asked["voice"],
            model_id=self._model,
            date_after_unix=int(since.timestamp()) - _CLOCKS_S,
            request_options=ONCE,
        )
        found = next((item for item in kept.history if _is_of(item, asked)), None)
        if found is None:
            return None
        audio = b"".join(history.get_audio(found.history_item_id, request_options=ONCE))
        alignments = found.alignments or history.get(found.history_item_id, request_options=ONCE).alignments
        saying = _saying(base64.b64encode(audio).decode(), alignments and alignments.alignment)
        credits = found.character_count_change_to - found.character_count_change_from
        return _Bought(saying, credits, found.request_id or "")


def _is_of(item: "SpeechHistoryItemResponse", asked: Mapping[str, Any]) -> bool:
    """Whether the item was made by this very request, as far as the history tells."""
    settings = item.settings or {}
    told = (name for name in ("stability", "speed") if isinstance(settings.get(name), int | float))
    return item.text == asked["line"] and all(math.isclose(settings[name], asked[name]) for name in told)


def _saying(audio_base64: str, alignment: "HistoryAlignmentResponseModel | Any") -> _Saying:
    """The answer, as far as its form tells. The SDK takes whatever comes: a Fault where something is missing."""
    try:
        times = _Alignment(
            characters=tuple(alignment.characters),
            starts=tuple(alignment.character_start_times_seconds),
            ends=tuple(alignment.character_end_times_seconds),
        )
        return _Saying(audio_base64=audio_base64, alignment=times)
    except (AttributeError, TypeError, ValidationError):
        raise Fault("it is not a spoken line with its times", status=200, charged=True) from None


def _speech(line: str, saying: _Saying) -> Speech:
    """The line to be heard. Raises StageFailed where the sound is broken, silent, or cut short."""
    try:
        sound = decode_mp3(base64.b64decode(saying.audio_base64, validate=True), _RATE, 1)[:, 0]
    except binascii.Error:
        raise StageFailed("ElevenLabs sent no sound for the line.") from None
    said = saying.alignment
    if not len(said.characters) == len(said.starts) == len(said.ends) or not _in_order(said.starts, said.ends):
        raise StageFailed("ElevenLabs sent inconsistent times for the line's characters.")
    words = words_by_character(line, said.characters, tuple(zip(said.starts, said.ends, strict=True)))
    if not words:
        raise StageFailed("ElevenLabs spoke different words than the line.")
    if words[-1].end > len(sound) / _RATE + 0.25:
        raise StageFailed("The sound that ElevenLabs sent ends before the line does.")
    return finished(sound, _RATE, words)


def _in_order(starts: Sequence[float], ends: Sequence[float]) -> bool:
    whole = all(math.isfinite(start) and 0 <= start <= end < math.inf for start, end in zip(starts, ends, strict=True))
    return whole and list(starts) == sorted(starts)


def _number(header: str | None) -> float | None:
    return float(header) if header and re.fullmatch(r"\d+(\.\d+)?", header) else None

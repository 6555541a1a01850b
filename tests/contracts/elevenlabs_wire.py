"""ElevenLabs' wire: voices, speech with the time of every character, the history of what was generated, and music."""

import base64
import tempfile
import time
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from adforge_core.media import ffmpeg
from adforge_core.media.audio import Samples
from tests.contracts.server import Double, Handler, Reply, Request, as_json

KEY = "sk_eleven_0123456789abcdef"
USD_PER_CHARACTER = 0.0001
USD_PER_MINUTE = 0.60
VOICES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "EXAVITQu4vr4xnSDxMaL",
        "Sarah",
        {"accent": "american", "descriptive": "professional", "use_case": "social_media"},
    ),
    ("JBFqnCBsd6RMkjVDRZzb", "George", {"accent": "british", "age": "middle_aged", "gender": "male"}),
    ("pNInz6obpgDQGcFmaJgB", "Adam", {}),
)
SAMPLE = "https://samples.example/{}.mp3"
_RATE = 44_100


def install(double: Double, files: Double) -> "ElevenLabs":
    return ElevenLabs(double)


class ElevenLabs:
    """The service with one account. `history` is what it generated, the newest last."""

    def __init__(self, double: Double) -> None:
        self.history: list[dict[str, Any]] = []
        self.keeps_history = True
        for method, pattern, answer in (
            ("GET", "/v2/voices", self._voices),
            ("POST", "/v1/text-to-speech/([^/]+)/with-timestamps", self._speech),
            ("GET", "/v1/history", self._list),
            ("GET", "/v1/history/([^/]+)", self._item),
            ("GET", "/v1/history/([^/]+)/audio", self._audio),
            ("POST", "/v1/music", self._music),
        ):
            double.route(method, pattern, _for_account(answer))

    def _voices(self, request: Request) -> Reply:
        voices = [
            {"voice_id": id, "name": name, "category": "premade", "labels": labels, "preview_url": SAMPLE.format(id)}
            for id, name, labels in VOICES
        ]
        return as_json({"voices": voices, "has_more": False, "total_count": len(voices), "next_page_token": None})

    def _speech(self, request: Request) -> Reply:
        asked, (voice,) = request.json, request.parts
        if voice not in {id for id, _, _ in VOICES}:
            return error(404, "voice_not_found", f"A voice for the voice_id {voice} was not found.")
        settings = asked["voice_settings"]
        if not 0.7 <= settings["speed"] <= 1.2:
            return error(400, "invalid_voice_settings", "Invalid setting for speed received.")
        if asked["model_id"] == "eleven_v3" and settings["stability"] not in (0.0, 0.5, 1.0):
            return error(400, "invalid_ttd_stability", "Invalid TTD stability value. Must be one of: [0.0, 0.5, 1.0]")
        sound, times = spoken(asked["text"], settings["speed"])
        number, cost = len(self.history) + 1, len(asked["text"])
        request.charged_usd = round(cost * USD_PER_CHARACTER, 6)
        alignment = {
            "characters": list(asked["text"]),
            "character_start_times_seconds": times[:-1],
            "character_end_times_seconds": times[1:],
        }
        item = {
            "history_item_id": f"item-{number}",
            "request_id": f"request-{number}",
            "voice_id": voice,
            "model_id": asked["model_id"],
            "text": asked["text"],
            "date_unix": int(time.time()),
            "character_count_change_from": 1000,
            "character_count_change_to": 1000 + cost,
            "content_type": "audio/mpeg",
            "state": "created",
            "settings": settings,
            "source": "TTS",
            "alignments": None,
            "audio": sound,
            "alignment": alignment,
        }
        self.history.append(item)
        return as_json(
            {
                "audio_base64": base64.b64encode(sound).decode(),
                "alignment": alignment,
                "normalized_alignment": alignment,
            },
            headers={"request-id": item["request_id"], "character-cost": str(cost)},
        )

    def _list(self, request: Request) -> Reply:
        asked = request.query
        if not self.keeps_history:
            return error(
                401, "missing_permissions", "The API key you used is missing the permission speech_history_read"
            )
        found = [
            item
            for item in reversed(self.history)
            if asked.get("voice_id", item["voice_id"]) == item["voice_id"]
            and asked.get("model_id", item["model_id"]) == item["model_id"]
            and int(asked.get("date_after_unix", 0)) <= item["date_unix"]
        ][: int(asked.get("page_size", 100))]
        return as_json({"history": [_told(item) for item in found], "has_more": False})

    def _item(self, request: Request) -> Reply:
        item = self._known(request)
        alignments = {"alignment": item["alignment"], "normalized_alignment": item["alignment"]}
        return as_json(_told(item) | {"alignments": alignments})

    def _audio(self, request: Request) -> Reply:
        return Reply(self._known(request)["audio"], kind="audio/mpeg")

    def _known(self, request: Request) -> dict[str, Any]:
        return next(item for item in self.history if item["history_item_id"] == request.parts[0])

    def _music(self, request: Request) -> Reply:
        asked = request.json
        if "seed" in asked and "prompt" in asked:
            return error(422, "invalid_request", "seed cannot be used with prompt")
        if "famous band" in asked["prompt"]:
            return error(400, "bad_prompt", "The prompt names a copyrighted artist.")
        length = asked["music_length_ms"] / 1000
        assert 3 <= length <= 600
        request.charged_usd = round(length / 60 * USD_PER_MINUTE, 6)
        return Reply(music(length), kind="audio/mpeg", headers={"request-id": "request-m", "song-id": "song-1"})


def _for_account(answer: Handler) -> Handler:
    def checked(request: Request) -> Reply:
        if request.headers.get("xi-api-key") != KEY:
            return error(401, "invalid_api_key", "Invalid API key")
        return answer(request)

    return checked


def error(status: int, code: str, message: str) -> Reply:
    """An error as the service words it."""
    return as_json({"detail": {"status": code, "message": message}}, status)


@cache
def spoken(text: str, speed: float) -> tuple[bytes, list[float]]:
    """An MP3 in which letters hum and all else is silent, and when each character begins, with the end of the last."""
    lengths = [(0.065 if char.isalnum() else 0.05 if char == " " else 0.12) / speed for char in text]
    times = [round(0.2 + time, 4) for time in accumulate(lengths, initial=0.0)]
    sound = np.zeros(round((times[-1] + 0.4) * _RATE), np.float32)
    for place, char in enumerate(text):
        if char.isalnum():
            first, last = round(times[place] * _RATE), round(times[place + 1] * _RATE)
            sound[first:last] = 0.2 * np.sin(2 * np.pi * (110 + 3 * ord(char)) * np.arange(last - first) / _RATE)
    return mp3(sound[:, None]), times


@cache
def music(length_s: float) -> bytes:
    """An MP3 of a drum on every beat at 120 a minute, with a low one and another chord on every fourth."""
    rng = np.random.default_rng(4)
    at = np.arange(round(length_s * _RATE)) / _RATE
    beat, bar = at % 0.5, at // 2
    hit = np.exp(-beat * 30) * rng.standard_normal(len(at)) * 0.15
    low = np.exp(-(at % 2) * 6) * np.sin(2 * np.pi * 55 * at) * 0.4
    chord = sum(np.sin(2 * np.pi * 220 * 2 ** ((step + 5 * (bar % 2)) / 12) * at) for step in (0, 4, 7)) * 0.05
    mono = (hit + low + chord).astype(np.float32)
    return mp3(np.stack([mono, mono], axis=1))


def mp3(sound: Samples) -> bytes:
    """`sound` (n, channels) at 44.1 kHz, encoded into a file, so that its header says how much to skip."""
    raw = ["-f", "f32le", "-ar", str(_RATE), "-ac", str(sound.shape[1])]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "sound.mp3")
        ffmpeg.run([*raw, "-i", "pipe:0", "-c:a", "libmp3lame", "-b:a", "128k", file], stdin=sound.tobytes())
        return file.read_bytes()


def _told(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in {"audio", "alignment"}}

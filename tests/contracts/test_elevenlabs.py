"""ElevenLabs: whatever goes wrong ends in a sentence, a line is paid for once, and the key stays where it belongs."""

import logging
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread, Timer
from time import sleep

import numpy as np
import pytest

from adforge_core.errors import Cancelled, OverBudget, StageFailed
from adforge_core.model.stages import Stage
from adforge_core.pipeline.run import Run, order_key
from adforge_core.project.ledger import OrderState
from adforge_core.providers.base import BedRequest, MadeBed, Speaker, Speech, SpeechRequest
from adforge_core.providers.elevenlabs import VENDOR, account, music, voice
from adforge_core.providers.elevenlabs.music import ElevenLabsBed
from adforge_core.providers.elevenlabs.voice import ElevenLabsVoice
from adforge_core.providers.keys import Keys
from tests.contracts.elevenlabs_wire import KEY, ElevenLabs, mp3, spoken
from tests.contracts.server import (
    BadJson,
    Double,
    DropBefore,
    DropMidBody,
    Fault,
    Hang,
    Html,
    Instead,
    Late,
    Reply,
    Status,
    Trickle,
    as_json,
)

SPEECH, MUSIC, HISTORY, VOICES = "POST .*with-timestamps", "POST /v1/music", "GET /v1/history", "GET /v2/voices"
ANSWERED, REFUSED, SPOILED = OrderState.ANSWERED, OrderState.REFUSED, OrderState.CHARGED_UNUSABLE
REQUEST = SpeechRequest(line="Softer in seven days.")
BED = BedRequest(mood="happy", seed=3, frames=8 * 30)
LOST: tuple[Fault, ...] = (Hang(9), Trickle(9), DropMidBody(), BadJson(), Html())
"""The work is done and paid, but nothing usable comes back."""


@pytest.fixture
def service(double: Double, monkeypatch: pytest.MonkeyPatch) -> ElevenLabs:
    monkeypatch.setenv("ELEVENLABS_BASE_URL", double.url)
    return ElevenLabs(double)


@pytest.fixture
def speaker(service: ElevenLabs) -> ElevenLabsVoice:
    return ElevenLabsVoice(Keys({VENDOR.key: KEY}), settles_s=0)


@pytest.fixture
def composer(service: ElevenLabs) -> ElevenLabsBed:
    return ElevenLabsBed(Keys({VENDOR.key: KEY}))


@pytest.fixture(autouse=True)
def _no_key_is_left(tmp_path: Path, double: Double, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The key is in no log line, no address, and no file of the project or the cache."""
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text
    assert not any(KEY in f"{request.path}{request.query}{request.body!r}" for request in double.requests)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


def said(run: Run, speaker: ElevenLabsVoice, request: SpeechRequest = REQUEST) -> Speech:
    return run.asked(Stage.VOICE, "scene-1", speaker, request, lambda one: one.speak(request))


def generate(speaker: ElevenLabsVoice) -> None:
    """Has the line made with nobody to take it."""
    speaker._account.asked(lambda client: speaker._said(client, REQUEST), deadline_s=9)


def composed(run: Run, composer: ElevenLabsBed, request: BedRequest = BED) -> MadeBed:
    return run.asked(Stage.BED, "", composer, request, lambda one: one.make(request))


def failure(ask: Callable[[], object]) -> str:
    """How it failed. The key is not in it, nor in anything that hangs on it."""
    with pytest.raises(StageFailed) as caught:
        ask()
    assert KEY not in "".join(traceback.format_exception(caught.value))
    met: BaseException | None = caught.value
    while met is not None:
        assert KEY not in f"{met} {met!r}"
        met = met.__cause__ or met.__context__
    return str(caught.value)


def states(run: Run) -> list[OrderState]:
    return [entry.state for entry in run.folder.ledger.orders()]


def refusal(status: int, code: str, message: str = f"Not with {KEY}.", **headers: str) -> Status:
    return Status(status, {"detail": {"status": code, "message": message}}, headers)


def test_a_key_that_cannot_be_sent_is_refused_and_costs_nothing(double: Double, service: ElevenLabs, run: Run) -> None:
    keys = Keys({VENDOR.key: "sk_eleven_01…ef"})
    for ask in (lambda: said(run, ElevenLabsVoice(keys)), lambda: composed(run, ElevenLabsBed(keys))):
        assert failure(ask).startswith("The key in ELEVENLABS_API_KEY cannot be sent to ElevenLabs: it holds a char")
    assert states(run) == [REFUSED] * 2
    assert not double.requests
    assert run.folder.ledger.total_usd() == 0


REFUSALS = [
    (refusal(401, "invalid_api_key"), "ElevenLabs does not accept the key in ELEVENLABS_API_KEY. Correct it, or let"),
    (refusal(401, "quota_exceeded"), "The ElevenLabs account of ELEVENLABS_API_KEY has no credit left. Add credit"),
    (refusal(401, "missing_permissions"), "ElevenLabs does not allow the key in ELEVENLABS_API_KEY to do this: Not"),
    (refusal(402, "payment_required"), "The ElevenLabs account of ELEVENLABS_API_KEY has no credit left."),
    (refusal(403, "forbidden"), "ElevenLabs does not allow the key in ELEVENLABS_API_KEY to do this"),
    (refusal(404, "voice_not_found", "There is no voice x."), "rejected the request: There is no voice x."),
    (refusal(400, "content_moderated", "Not nice."), "ElevenLabs refused to make this: Not nice. Rephrase"),
    (Status(422, {"detail": [{"loc": ["body"], "msg": "text is too long"}]}), "the request: text is too long."),
    (Status(500, {}), "ElevenLabs has an internal error (500): no reason given. Try again later"),
    (refusal(429, "system_busy", "It is busy."), "ElevenLabs accepts no more requests for now: It is busy."),
]


@pytest.mark.parametrize(("fault", "sentence"), REFUSALS)
def test_a_refusal_has_its_sentence_and_costs_nothing(
    fault: Status, sentence: str, run: Run, speaker: ElevenLabsVoice, composer: ElevenLabsBed, double: Double
) -> None:
    double.fail("POST", *[fault] * 8)
    told = failure(lambda: said(run, speaker)), failure(lambda: composed(run, composer))
    for one, lesser in zip(told, ("local voice", "music library"), strict=True):
        assert sentence in one
        assert lesser in one or "Rephrase" in one
    assert states(run) == [REFUSED] * 2
    assert run.folder.ledger.total_usd() == double.charged_usd == 0
    tries = 4 if fault.code in (429, 500) else 1
    assert len(double.asked("POST")) == 2 * tries


@pytest.mark.parametrize("fault", [Status(503), refusal(429, "system_busy", **{"Retry-After": "1"}), Status(500)])
def test_what_passes_is_tried_again(fault: Status, run: Run, speaker: ElevenLabsVoice, double: Double) -> None:
    double.fail(SPEECH, fault)
    said(run, speaker)
    assert len(double.asked(SPEECH)) == 2
    assert states(run) == [ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd > 0


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: type(fault).__name__)
def test_a_line_whose_answer_is_lost_is_found_in_the_history_and_paid_once(
    fault: Fault, run: Run, speaker: ElevenLabsVoice, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = said(run, speaker, REQUEST.model_copy(update={"stability": 0.9}))
    monkeypatch.setattr(voice, "_SPEAKING_S", 0.7)
    double.fail(SPEECH, fault)
    found = said(run, speaker)
    assert found.words == wanted.words
    assert len(double.asked(SPEECH)) == 2
    assert run.folder.ledger.orders()[-1].request_id == "request-2"
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_a_line_that_was_never_made_is_asked_for_again_in_the_same_order(
    run: Run, speaker: ElevenLabsVoice, double: Double
) -> None:
    double.fail(SPEECH, DropBefore())
    said(run, speaker)
    assert states(run) == [ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_a_connection_that_always_drops_ends_in_a_sentence(run: Run, speaker: ElevenLabsVoice, double: Double) -> None:
    double.fail(SPEECH, *[DropBefore()] * 9)
    assert "the connection broke off" in failure(lambda: said(run, speaker))
    assert states(run) == [REFUSED]
    assert len(double.asked(SPEECH)) == 2


def test_without_a_history_every_try_that_may_have_been_paid_is_booked(
    run: Run, speaker: ElevenLabsVoice, service: ElevenLabs, double: Double
) -> None:
    service.keeps_history = False
    double.fail(SPEECH, BadJson())
    said(run, speaker)
    assert states(run) == [SPOILED, ANSWERED]
    double.fail(SPEECH, BadJson(), DropMidBody())
    failure(lambda: said(run, speaker, SpeechRequest(line="Another line.")))
    assert states(run) == [SPOILED, ANSWERED, SPOILED, SPOILED]
    assert run.folder.ledger.total_usd() == double.charged_usd
    assert len(double.asked(SPEECH)) == 4


def test_without_money_for_another_try_there_is_none(
    run: Run, speaker: ElevenLabsVoice, service: ElevenLabs, double: Double
) -> None:
    service.keeps_history = False
    object.__setattr__(run, "budget_usd", 0.003)
    double.fail(SPEECH, BadJson())
    with pytest.raises(OverBudget, match="budget"):
        said(run, speaker)
    assert len(double.asked(SPEECH)) == 1
    assert states(run) == [SPOILED]


@pytest.mark.parametrize("generated", [True, False])
def test_after_a_crash_the_line_is_found_or_asked_for_once(
    generated: bool, run: Run, speaker: ElevenLabsVoice, double: Double
) -> None:
    """The order is in the ledger, and the run that wrote it is gone."""
    key = order_key(speaker, REQUEST)
    run.order_desk.order(key, Stage.VOICE, "scene-1", speaker.name, speaker.quote(REQUEST), recoverable=True).close()
    if generated:
        generate(speaker)
    said(run, speaker)
    assert len(double.asked(SPEECH)) == 1
    assert states(run) == [ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_a_line_still_in_the_making_is_waited_for(
    run: Run, speaker: ElevenLabsVoice, service: ElevenLabs, double: Double
) -> None:
    speaker._settles_s = 20
    key = order_key(speaker, REQUEST)
    run.order_desk.order(key, Stage.VOICE, "scene-1", speaker.name, speaker.quote(REQUEST), recoverable=True).close()
    generate(speaker)
    kept = service.history.pop()
    making = Timer(0.4, service.history.append, [kept])
    making.start()
    said(run, speaker)
    making.join()
    assert len(double.asked(SPEECH)) == 1
    assert len(double.asked("GET /v1/history$")) == 2


def test_other_lines_in_the_history_are_not_taken_for_it(run: Run, speaker: ElevenLabsVoice, double: Double) -> None:
    said(run, speaker, SpeechRequest(line="Another line."))
    said(run, speaker, REQUEST.model_copy(update={"speed": 1.1}))
    said(run, speaker, REQUEST.model_copy(update={"voice": "pNInz6obpgDQGcFmaJgB"}))
    double.fail(SPEECH, DropBefore())
    said(run, speaker)
    assert states(run) == [ANSWERED] * 4
    assert len(double.asked(SPEECH)) == 5


SOUND, TIMES = spoken(REQUEST.line, 1.0)
SILENCE = mp3(np.zeros((90_000, 1), np.float32))


def answer(sound: bytes | str, characters: str = REQUEST.line, starts: list[float] | None = None) -> Instead:
    audio = sound if isinstance(sound, str) else b64encode(sound).decode()
    alignment = {
        "characters": list(characters),
        "character_start_times_seconds": TIMES[:-1] if starts is None else starts,
        "character_end_times_seconds": TIMES[1:],
    }
    return Instead(as_json({"audio_base64": audio, "alignment": alignment, "normalized_alignment": alignment}))


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (answer("no base64!"), "no sound"),
        (answer(b"<html>Please sign in</html>"), "not a valid MP3"),
        (answer(SOUND[: len(SOUND) // 3]), "ends before the line does"),
        (answer(SILENCE), "silence"),
        (answer(SOUND, starts=TIMES[-2::-1]), "inconsistent times"),
        (answer(SOUND, starts=TIMES[:3]), "inconsistent times"),
        (answer(SOUND, characters="?" * len(REQUEST.line)), "different words than the line"),
    ],
)
def test_a_line_that_cannot_be_used_is_no_take(
    reply: Instead, sentence: str, run: Run, speaker: ElevenLabsVoice, double: Double
) -> None:
    double.fail(SPEECH, reply)
    assert sentence in failure(lambda: said(run, speaker))
    assert states(run) == [SPOILED]
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_a_price_that_was_spelled_out_stays_as_written(run: Run, speaker: ElevenLabsVoice, double: Double) -> None:
    """Where only what was said is timed, the words are still those that were written."""
    heard = "Only forty-nine dollars now."
    sound, times = spoken(heard, 1.0)
    alignment = {
        "characters": list(heard),
        "character_start_times_seconds": times[:-1],
        "character_end_times_seconds": times[1:],
    }
    reply = as_json({"audio_base64": b64encode(sound).decode(), "alignment": None, "normalized_alignment": alignment})
    double.fail(SPEECH, Instead(reply))
    words = said(run, speaker, SpeechRequest(line="Only $49 now.")).words
    assert " ".join(word.text for word in words) == "Only $49 now."
    last = words[-1]
    assert last.end - last.start == pytest.approx(times[-2] - times[heard.index("now")], abs=0.01)


def test_what_a_dearer_voice_costs_is_booked(run: Run, speaker: ElevenLabsVoice, double: Double) -> None:
    whole = answer(SOUND).reply
    double.fail(SPEECH, Instead(Reply(whole.body, headers={"character-cost": "63"}, kind=whole.kind)))
    said(run, speaker)
    assert speaker.quote(REQUEST).cost_usd == 0.0021
    assert run.folder.ledger.total_usd() == 0.0063


def test_the_key_does_not_follow_a_redirect(run: Run, speaker: ElevenLabsVoice, double: Double) -> None:
    away = Double()
    try:
        double.fail(SPEECH, Status(307, {}, {"Location": f"{away.url}/v1/text-to-speech"}))
        assert "something else than asked for" in failure(lambda: said(run, speaker))
        assert away.requests == []
    finally:
        away.close()
    assert states(run) == [REFUSED]


def test_a_cancel_ends_soon_and_what_was_paid_is_kept(run: Run, speaker: ElevenLabsVoice, double: Double) -> None:
    double.fail(SPEECH, Late(0.5))

    def cancel() -> None:
        while not double.asked(SPEECH):
            sleep(0.02)
        run.monitor.cancel()

    Thread(target=cancel).start()
    with pytest.raises(Cancelled):
        said(run, speaker)
    assert states(run) == [ANSWERED]
    assert run.folder.ledger.total_usd() == double.charged_usd


@pytest.mark.parametrize(("wanted", "sent"), [(0.0, 0.0), (0.2, 0.0), (0.35, 0.5), (0.7, 0.5), (0.8, 1.0), (1.0, 1.0)])
def test_version_3_is_as_steady_as_it_can_be_told(
    run: Run, service: ElevenLabs, double: Double, wanted: float, sent: float
) -> None:
    speaker = ElevenLabsVoice(Keys({VENDOR.key: KEY}), "eleven_v3")
    said(run, speaker, REQUEST.model_copy(update={"stability": wanted}))
    assert double.asked(SPEECH)[0].json["voice_settings"]["stability"] == sent
    assert states(run) == [ANSWERED]


def test_voices_are_listed_once(speaker: ElevenLabsVoice, double: Double) -> None:
    assert speaker.speakers[1] == Speaker(
        id="EXAVITQu4vr4xnSDxMaL",
        name="Sarah",
        about="professional, american, social media",
        sample="https://samples.example/EXAVITQu4vr4xnSDxMaL.mp3",
    )
    assert [one.name for one in speaker.speakers] == ["George", "Sarah", "Adam"]
    (request,) = double.asked(VOICES)
    assert request.query["include_custom_rates"] == "false"


@pytest.mark.parametrize("fault", [Hang(9), Trickle(9), Status(401, {}), Html(), Instead(as_json({"voices": None}))])
def test_voices_that_cannot_be_listed_say_so_quickly_and_are_not_asked_for_at_once_again(
    fault: Fault, speaker: ElevenLabsVoice, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "_LISTING_S", 0.3)
    double.fail(VOICES, fault)
    told = failure(lambda: speaker.speakers)
    assert "ElevenLabs" in told
    assert failure(lambda: speaker.speakers) == told
    assert len(double.asked(VOICES)) == 1
    monkeypatch.setattr(account, "_LISTING_S", 9.0)
    monkeypatch.setattr(account, "_LISTED_AGAIN_S", 0.0)
    assert len(speaker.speakers) == 3


@pytest.mark.parametrize("fault", [*LOST, DropBefore()], ids=lambda fault: type(fault).__name__)
def test_music_whose_answer_is_lost_is_given_up_and_not_bought_twice(
    fault: Fault, run: Run, composer: ElevenLabsBed, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(music, "_COMPOSING_S", 0.7)
    double.fail(MUSIC, fault)
    failure(lambda: composed(run, composer))
    assert len(double.asked(MUSIC)) == 1
    assert states(run) == [SPOILED]
    assert run.folder.ledger.total_usd() == composer.quote(BED).cost_usd


def test_music_that_a_crash_cut_short_is_not_bought_twice(run: Run, composer: ElevenLabsBed, double: Double) -> None:
    key, quote = order_key(composer, BED), composer.quote(BED)
    run.order_desk.order(key, Stage.BED, "", composer.name, quote, recoverable=composer.recoverable).close()
    assert "cannot be fetched any more" in failure(lambda: composed(run, composer))
    assert double.requests == []
    assert states(run) == [SPOILED]
    assert run.folder.ledger.total_usd() == quote.cost_usd
    composed(run, composer)
    assert states(run) == [SPOILED, ANSWERED], "asked for anew, it is bought anew"


@pytest.mark.parametrize("sound", [SILENCE, SOUND, b"ID3", mp3(np.full((44_100 * 5, 2), 0.3, np.float32))])
def test_music_that_cannot_be_used_is_no_bed(sound: bytes, run: Run, composer: ElevenLabsBed, double: Double) -> None:
    double.fail(MUSIC, Instead(Reply(sound, kind="audio/mpeg")))
    failure(lambda: composed(run, composer))
    assert states(run) == [SPOILED]
    assert run.folder.ledger.total_usd() == double.charged_usd


def test_music_of_somebody_else_is_refused_with_the_services_reason(
    run: Run, composer: ElevenLabsBed, double: Double
) -> None:
    told = failure(lambda: composed(run, composer, BED.model_copy(update={"prompt": "like a famous band"})))
    assert told == "ElevenLabs refused to make this: The prompt names a copyrighted artist. Rephrase it."
    assert states(run) == [REFUSED]


def test_music_is_composed_for_the_ads_length_and_charged_as_quoted(
    run: Run, composer: ElevenLabsBed, double: Double
) -> None:
    bed = composed(run, composer, BED.model_copy(update={"prompt": "Warm guitars"}))
    assert bed.samples.shape == (8 * 48_000, 2)
    assert bed.tempo == pytest.approx(120, abs=6.1)
    asked = double.asked(MUSIC)[0].json
    assert asked["music_length_ms"] == 15_000
    assert asked["force_instrumental"] is True
    assert asked["prompt"].startswith("Warm guitars. Instrumental")
    assert run.folder.ledger.total_usd() == double.charged_usd == composer.quote(BED).cost_usd
    longer = composed(run, composer, BED.model_copy(update={"prompt": "Warm guitars", "frames": 9 * 30 + 7}))
    assert longer.samples.shape == (9 * 48_000 + 7 * 1600, 2)
    assert len(double.asked(MUSIC)) == 1, "a little longer, it is fitted anew and not composed anew"


def test_nobody_to_be_reached_is_said_and_costs_nothing(
    run: Run, speaker: ElevenLabsVoice, composer: ElevenLabsBed, double: Double
) -> None:
    double.close()
    for ask in (lambda: said(run, speaker), lambda: composed(run, composer)):
        assert "it cannot be reached" in failure(ask)
    assert states(run) == [REFUSED] * 2

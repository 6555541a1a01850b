from pathlib import Path

import numpy as np
import pytest

from adforge_core.media.audio import FRAME, RATE, Samples, decode, write_wav
from adforge_core.media.loudness import Loudness, measure
from adforge_core.model.accents import CueKind, SoundCue
from adforge_core.model.brief import Style
from adforge_core.model.sound import Sound
from adforge_core.model.styles import guide
from adforge_core.providers.base import BedRequest, SpeechRequest
from adforge_core.providers.local.bed import LibraryBed
from adforge_core.providers.local.voice import HibariVoice
from adforge_core.stages.accents import accent_track
from adforge_core.stages.mix import ClipSound, Recording, blend, mix

FRAMES = 12 * 30
STARTS = (15, 200)

Parts = tuple[list[tuple[int, Recording]], Recording]


def recorded(path: Path) -> Recording:
    return Recording(path, measure(path).lufs)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder = tmp_path_factory.mktemp("parts")
    voice, lines = HibariVoice(), []
    for start, line in zip(
        STARTS, ("Tired of flat skin? Meet Aura.", "Now $49.99, 20% off until Nov 30."), strict=True
    ):
        speech = voice.speak(SpeechRequest(line=line))
        write_wav(folder / f"{start}.wav", speech.samples, speech.rate)
        lines.append((start, recorded(folder / f"{start}.wav")))
    bed = LibraryBed().make(BedRequest(mood="happy", seed=3, frames=FRAMES))
    write_wav(folder / "bed.wav", bed.samples, bed.rate)
    return lines, recorded(folder / "bed.wav")


def assert_publishable(heard: Loudness, out: Path, frames: int) -> None:
    sound = decode(out)
    assert sound.shape == (frames * FRAME, 2)
    assert np.abs(sound[[0, -1]]).max() < 0.002
    encoded = out.with_suffix(".m4a")
    assert decode(encoded).shape == sound.shape
    for measured in (heard, measure(encoded)):
        assert measured.lufs == pytest.approx(-14, abs=0.5)
        assert measured.true_peak_db <= -1


@pytest.mark.parametrize(("with_voice", "with_bed"), [(True, True), (True, False), (False, True)])
def test_a_mix_is_as_loud_as_channels_ask_and_exactly_as_long_as_the_ad(
    parts: Parts, tmp_path: Path, with_voice: bool, with_bed: bool
) -> None:
    lines, bed = parts
    out = tmp_path / "mix.wav"
    heard = mix(lines if with_voice else [], bed if with_bed else None, Sound(), FRAMES, out, out.with_suffix(".m4a"))
    assert_publishable(heard, out, FRAMES)


def test_the_voice_stands_clear_of_the_bed(parts: Parts, tmp_path: Path) -> None:
    lines, bed = parts
    both, voice, alone = (tmp_path / f"{name}.wav" for name in ("both", "voice", "alone"))
    blend(lines, bed, Sound(), FRAMES, both)
    blend(lines, None, Sound(), FRAMES, voice)
    blend([], bed, Sound(), FRAMES, alone)
    spoken = _levels(decode(voice))
    under = _levels(decode(both) - decode(voice))
    lowered = under - _levels(decode(alone))
    speaking = spoken > -32
    assert _mean_db(spoken[speaking]) - _mean_db(under[speaking]) > 10
    assert np.median(lowered[speaking]) == pytest.approx(-Sound().ducking, abs=1.5)
    assert lowered[:4].min() > -0.5
    assert lowered[50:65].min() > -0.5  # between the lines


def test_accents_are_heard_at_their_level_and_leave_voice_and_bed_alone(parts: Parts, tmp_path: Path) -> None:
    lines, bed = parts
    cues = [SoundCue(CueKind.SCENE, frame) for frame in (60, 150, 240)]
    track = accent_track(cues, guide(Style.BOLD).accents, (), FRAMES, seed=2)
    write_wav(tmp_path / "accents.wav", track, RATE)
    without, whole = tmp_path / "without.wav", tmp_path / "with.wav"
    sound = Sound(accent_level=-6)
    blend(lines, bed, sound, FRAMES, without)
    blend(lines, bed, sound, FRAMES, whole, accents=tmp_path / "accents.wav")
    assert np.abs(decode(whole) - decode(without) - 10 ** (-6 / 20) * track).max() < 1e-3
    out = tmp_path / "mix.wav"
    loud = Sound(accent_level=6)
    heard = mix(lines, bed, loud, FRAMES, out, out.with_suffix(".m4a"), accents=tmp_path / "accents.wav")
    assert_publishable(heard, out, FRAMES)


def test_a_clip_is_heard_in_its_scene_at_its_level_and_lowered_under_the_voice(parts: Parts, tmp_path: Path) -> None:
    (first, *_), bed = parts
    noise = np.random.default_rng(5).normal(0, 0.1, (4 * RATE, 2)).astype(np.float32)
    write_wav(tmp_path / "clip.wav", noise, RATE)
    clip = ClipSound(120, recorded(tmp_path / "clip.wav"), -6)
    out = tmp_path / "mix.wav"
    heard = mix([], None, Sound(), FRAMES, out, out.with_suffix(".m4a"), clips=[clip])
    assert_publishable(heard, out, FRAMES)
    sound = _levels(decode(out))
    assert sound[: len(sound) * 120 // FRAMES - 2].max() < 1e-3
    blend([first], bed, Sound(bed_level=-40), FRAMES, out, clips=[ClipSound(0, clip.recording, -6)])
    both = decode(out)
    blend([first], bed, Sound(bed_level=-40), FRAMES, out)
    alone = decode(out)
    under = both - alone
    blend([], bed, Sound(bed_level=-40), FRAMES, out, clips=[ClipSound(0, clip.recording, -6)])
    free, lowered, voiced = (_levels(sound)[: len(_levels(sound)) // 3] for sound in (decode(out), under, alone))
    spoken = voiced > np.quantile(voiced, 0.8)
    assert _mean_db(lowered[spoken]) == pytest.approx(_mean_db(free[spoken]) - Sound().ducking, abs=3)


def test_music_is_brought_up_only_where_it_is_alone(parts: Parts, tmp_path: Path) -> None:
    lines, bed = parts
    before, after = tmp_path / "before.wav", tmp_path / "after.wav"
    blend(lines, bed, Sound(), FRAMES, before)
    blend(lines, bed, Sound(), FRAMES, after, alone=[(4.5, 6.2)])
    change = _levels(decode(after)) - _levels(decode(before))
    assert change[49:59] == pytest.approx(4, abs=0.2)
    assert np.abs(np.concatenate([change[:44], change[63:]])).max() < 0.05


def test_a_ride_sets_the_level_of_everything_from_its_time_on(parts: Parts, tmp_path: Path) -> None:
    lines, bed = parts
    before, after = tmp_path / "before.wav", tmp_path / "after.wav"
    blend(lines, bed, Sound(), FRAMES, before)
    blend(lines, bed, Sound(), FRAMES, after, rides=[(0, 1), (4, -2), (9, 2)])
    change = _levels(decode(after)) - _levels(decode(before))
    for first, end, level in ((3, 37, 1), (43, 87, -2), (93, 107, 2)):
        assert change[first:end] == pytest.approx(level, abs=0.05)


def test_the_aac_is_close_to_what_was_mixed(parts: Parts, tmp_path: Path) -> None:
    lines, bed = parts
    out, encoded = tmp_path / "mix.wav", tmp_path / "mix.m4a"
    mix(lines, bed, Sound(), FRAMES, out, encoded)
    wanted = decode(out)
    lost = decode(encoded) - wanted
    assert _mean_db(_levels(wanted)) - _mean_db(_levels(lost)) > 33
    assert encoded.stat().st_size * 8 / (FRAMES / 30) == pytest.approx(192_000, rel=0.05)


def test_no_ducking_leaves_the_bed_alone(parts: Parts, tmp_path: Path) -> None:
    lines, bed = parts
    both, voice, alone = (tmp_path / f"{name}.wav" for name in ("both", "voice", "alone"))
    flat = Sound(ducking=0)
    blend(lines, bed, flat, FRAMES, both)
    blend(lines, None, flat, FRAMES, voice)
    blend([], bed, flat, FRAMES, alone)
    assert np.abs(decode(both) - decode(voice) - decode(alone)).max() < 1e-4


def test_a_line_starts_on_its_frame_to_the_sample(tmp_path: Path) -> None:
    """The same recording on two frames gives the same samples, that many frames apart."""
    rng = np.random.default_rng(4)
    burst = (0.3 * rng.standard_normal(RATE // 4)).astype(np.float32)
    write_wav(tmp_path / "burst.wav", burst, RATE // 2)
    here, there = tmp_path / "here.wav", tmp_path / "there.wav"
    blend([(10, recorded(tmp_path / "burst.wav"))], None, Sound(), 90, here)
    blend([(41, recorded(tmp_path / "burst.wav"))], None, Sound(), 90, there)
    early, late = decode(here)[:, 0], decode(there)[:, 0]
    assert np.flatnonzero(np.abs(early) > 0.02)[0] == pytest.approx(10 * FRAME, abs=24)
    length = RATE
    assert np.abs(early[10 * FRAME :][:length] - late[41 * FRAME :][:length]).max() < 1e-4


@pytest.mark.parametrize("peak", [0.002, 0.9])
def test_very_quiet_and_very_loud_music_come_out_alike(tmp_path: Path, peak: float) -> None:
    noise = np.random.default_rng(1).standard_normal((6 * RATE, 2)).astype(np.float32)
    write_wav(tmp_path / "bed.wav", noise / np.abs(noise).max() * peak, RATE)
    out = tmp_path / "mix.wav"
    assert_publishable(mix([], recorded(tmp_path / "bed.wav"), Sound(), 180, out, out.with_suffix(".m4a")), out, 180)


def test_neither_voice_nor_bed_is_silence_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "mix.wav"
    write_wav(tmp_path / "accents.wav", np.full((45 * FRAME, 2), 0.1, np.float32), RATE)
    assert mix([], None, Sound(), 45, out, out.with_suffix(".m4a"), accents=tmp_path / "accents.wav").silent
    assert decode(out).shape == (45 * FRAME, 2)
    assert not decode(out).any()


def test_a_line_that_runs_past_the_end_is_cut_without_a_click(parts: Parts, tmp_path: Path) -> None:
    lines, _ = parts
    out = tmp_path / "mix.wav"
    mix([(5, lines[0][1])], None, Sound(), 30, out, out.with_suffix(".m4a"))
    assert decode(out).shape == (30 * FRAME, 2)
    assert np.abs(decode(out)[-1]).max() < 0.002


def _levels(sound: Samples) -> np.ndarray:
    """Level in dBFS of each tenth of a second."""
    tenths = sound[: len(sound) // 4800 * 4800].reshape(-1, 4800 * 2).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(tenths**2, axis=1) + 1e-9))


def _mean_db(levels: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))

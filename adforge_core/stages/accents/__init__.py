"""Makes the ad's accents: which sound goes where, each sound, and all of them as one track for the mix."""

from collections.abc import Sequence

import numpy as np

from adforge_core.media.audio import FRAME, RATE, Samples
from adforge_core.model.accents import Accent, AccentGuide, CueKind, SoundCue
from adforge_core.stages.accents.placing import PlacedAccent, placed
from adforge_core.stages.accents.shaping import convolved, room
from adforge_core.stages.accents.sounds import make_accent
from adforge_core.stages.accents.sting import root_at, sting

__all__ = ["PlacedAccent", "accent_track", "placed"]

REFERENCE_DB = -18.0
"""The level of an accent at 0 dB: that of the voice before the mix."""

_FIRST_S = 0.006
"""How long after the ad's first sample an accent on frame 0 begins, so that the mix's own fade leaves its attack."""

_NOTES_APART_S = (0.16, 0.42)


def accent_track(
    cues: Sequence[SoundCue],
    guide: AccentGuide,
    words: Sequence[tuple[float, float]],
    frames: int,
    *,
    seed: int,
    music: Samples | None = None,
    beat_s: float = 0.0,
) -> Samples:
    """Returns the accents of an ad of `frames` frames, (n, 2) at RATE, level with a voice at REFERENCE_DB.

    `words` are the start and end of each spoken word in seconds, `music` the ad's music, with which the accents are in
    tune, and `beat_s` the time between its beats. The same arguments give the same samples.
    """
    length = frames * FRAME
    dry, send = np.zeros((length, 2), np.float32), np.zeros((length, 2), np.float32)
    home = 55.0 * 2 ** (seed % 12 / 12)

    def root(frame: int) -> float:
        return home if music is None else root_at(music, frame * FRAME / RATE)

    def add(sound: Samples, start: int, gain_db: float, sent: float) -> None:
        sound = sound[max(0, -start) :] * np.float32(10 ** ((REFERENCE_DB + gain_db) / 20))
        start = max(0, start)
        sound = sound[: max(0, length - start)]
        dry[start : start + len(sound)] += sound
        send[start : start + len(sound)] += np.float32(sent) * sound

    for one in placed(cues, guide, words, frames):
        made = make_accent(one.accent, seed + one.take, guide.edge, root(one.frame))
        start = max(one.frame * FRAME, round(_FIRST_S * RATE)) - round(made.moment_s * RATE)
        add(made.samples, start, one.level, made.send)
    for cue in cues:
        if cue.kind is CueKind.BRAND:
            apart = min(max(beat_s / 2, _NOTES_APART_S[0]), _NOTES_APART_S[1])
            notes = sting(guide.sting, root(cue.frame), apart, seed)
            add(notes, cue.frame * FRAME, guide.sting_level, 1.0)
    if send.any():
        response = room(np.random.default_rng([seed, len(Accent)]), guide.room_s)
        dry += np.float32(10 ** (guide.room_level / 20)) * convolved(send, response)
    return dry

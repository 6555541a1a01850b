"""Previews of an ad for the studio: frames, loops, the animatic and its sound."""

from adforge_core.pipeline.previews.animatic import animatic
from adforge_core.pipeline.previews.fidelity import fidelities, fidelity_of, overlaps_of
from adforge_core.pipeline.previews.preview import Preview, Shown
from adforge_core.pipeline.previews.shots import shot_key, shot_still
from adforge_core.pipeline.previews.takes import take_loop, take_still
from adforge_core.pipeline.previews.waves import SoundTracks, sound_tracks, waves

__all__ = [
    "Preview",
    "Shown",
    "SoundTracks",
    "animatic",
    "fidelities",
    "fidelity_of",
    "overlaps_of",
    "shot_key",
    "shot_still",
    "sound_tracks",
    "take_loop",
    "take_still",
    "waves",
]

"""Comp: draws the product, its shadow and reflection, and the words on the plate, frame by frame.

In the frame handed to the encoder every fully opaque product pixel equals the cut-out's pixel resampled to its size and
pose (`media.frames.resample`), nothing else: shadows and reflections are below the product, words are above it.
"""

from adforge_core.stages.comp.scene import SceneComp
from adforge_core.stages.comp.shot import Comp, Laid, ShadowPass, Shot
from adforge_core.stages.comp.split import ShotComp, SplitComp

__all__ = ["Comp", "Laid", "SceneComp", "ShadowPass", "Shot", "ShotComp", "SplitComp"]

"""The ad's music, of exactly its length."""

import numpy as np

from adforge_core.errors import StageFailed
from adforge_core.model.value import seconds
from adforge_core.providers.base import BedMaker, BedRequest, MadeBed


def make_bed(request: BedRequest, maker: BedMaker) -> MadeBed:
    """Makes the bed. Raises StageFailed if it is silent or does not have the length of the ad to the sample."""
    made = maker.make(request)
    wanted = round(seconds(request.frames) * made.rate)
    if made.samples.shape != (wanted, 2):
        raise StageFailed(f"The music has {len(made.samples)} samples where the ad needs {wanted}.")
    if not np.isfinite(made.samples).all():
        raise StageFailed("The music is not valid sound: it contains values that are not numbers.")
    if float(np.abs(made.samples).max()) < 0.005:
        raise StageFailed("The music is silent.")
    return made

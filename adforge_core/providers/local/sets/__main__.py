"""Shows a set while it is being built: two arrangements, each in a pale and in a dark palette, side by side.

python -m adforge_core.providers.local.sets NAME PICTURE.png
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from adforge_core.providers.local.sets import SETS, SetPlates
from adforge_core.providers.local.sets.sample import DARK, PALE, sample_request


def main() -> None:
    """Makes the plates and writes the picture."""
    parser = argparse.ArgumentParser(prog="python -m adforge_core.providers.local.sets", description=__doc__)
    parser.add_argument("name", choices=sorted(SETS), metavar="NAME", help=", ".join(sorted(SETS)))
    parser.add_argument("picture", type=Path, metavar="PICTURE.png")
    asked = parser.parse_args()
    maker = SetPlates()
    made = [maker.make(sample_request(asked.name, palette, seed)) for seed in (1, 2) for palette in (PALE, DARK)]
    stills = [plate.still for plate in made if plate.still is not None]
    done, png = cv2.imencode(".png", np.hstack(stills)[..., ::-1])
    assert done, "any 16-bit picture can be a PNG"
    asked.picture.write_bytes(png.tobytes())


if __name__ == "__main__":
    main()

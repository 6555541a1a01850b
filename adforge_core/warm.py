"""Does once, at set-up, what would make the first ad wait: libraries and sets that compile themselves when first used.

python -m adforge_core.warm
"""

from adforge_core.providers.local.sets import SETS
from adforge_core.providers.local.sets.sample import sample_request


def main() -> None:
    """Imports what the default providers use, and traces every set once, at the size kernels are needed for."""
    import hibari
    import rembg

    from adforge_core.providers.local.sets.maker import SetPlates

    assert all((hibari, rembg))
    maker = SetPlates()
    for name in SETS:
        maker.make(sample_request(name))


if __name__ == "__main__":
    main()

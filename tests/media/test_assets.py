import pytest

from adforge_core.errors import MissingAsset
from adforge_core.media.assets import asset


def test_a_shipped_file_is_found() -> None:
    assert asset("fonts", "Inter_400Regular.ttf").is_file()


def test_a_missing_file_is_named_with_what_to_do() -> None:
    with pytest.raises(MissingAsset, match=r"fonts/Papyrus\.ttf, which ships with the studio, is missing\. Restore it"):
        asset("fonts", "Papyrus.ttf")

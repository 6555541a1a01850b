"""The gallery's ads: eight products of different kinds, and one ad of each, which show every style and format."""

from pathlib import Path
from typing import Self

from adforge_core.media.assets import asset
from adforge_core.model.brief import Brief, Style
from adforge_core.model.formats import Format
from adforge_core.model.value import Value
from adforge_core.pipeline import MadeAd, make_ad
from adforge_core.project.briefs import read_brief
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache

BRIEFS = {
    **{brief.stem: brief for brief in sorted(Path(__file__).with_name("products").glob("*.toml"))},
    "tea": asset("samples", "alder-wren-tea.toml"),
    "coffee": asset("samples", "coffee.toml"),
}
"""The briefs of the products by name. The photo is beside each, under the same name."""


class Wanted(Value):
    """An ad to make: of which product, in which style and format, and with which seed."""

    product: str
    style: Style
    format: Format
    seed: int = 0

    @classmethod
    def read(cls, text: str) -> Self:
        """Returns the ad that `text` names, such as "serum/luxury/9:16" or, with a seed, "serum/luxury/9:16/3"."""
        product, style, format, *seed = text.split("/")
        return cls(product=product, style=Style(style), format=Format(format), seed=int(*seed))

    @property
    def name(self) -> str:
        """The ad's name, which can be a file's."""
        return "-".join((self.product, self.style, self.format.slug, *([str(self.seed)] if self.seed else [])))

    def brief(self, seconds: float) -> Brief:
        """Returns the brief of an ad of so many seconds: the product's, with as many scenes as the length asks for."""
        brief = read_brief(BRIEFS[self.product])
        return Brief.model_validate(
            brief.model_dump(exclude={"style", "duration", "scenes"}) | {"style": self.style, "duration": seconds}
        )

    @property
    def photo(self) -> Path:
        """The photo of the product."""
        brief = BRIEFS[self.product]
        return next(path for path in (brief.with_suffix(".jpg"), brief.with_suffix(".png")) if path.is_file())

    def make(self, place: Path, seconds: float) -> MadeAd:
        """Makes the ad in a folder of `place`, where all of them share a cache, without any key."""
        return make_ad(
            self.brief(seconds),
            self.photo,
            place / self.name,
            providers=choose_providers(offline=True).providers,
            format=self.format,
            seed=self.seed,
            cache=Cache(place / "cache"),
        )


ADS = (
    Wanted(product="serum", style=Style.LUXURY, format=Format.VERTICAL),
    Wanted(product="tea", style=Style.LUXURY, format=Format.WIDE),
    Wanted(product="flask", style=Style.ENERGETIC, format=Format.VERTICAL),
    Wanted(product="tee", style=Style.ENERGETIC, format=Format.PORTRAIT),
    Wanted(product="notebook", style=Style.MINIMAL, format=Format.VERTICAL),
    Wanted(product="speaker", style=Style.MINIMAL, format=Format.SQUARE),
    Wanted(product="skateboard", style=Style.BOLD, format=Format.VERTICAL),
    Wanted(product="coffee", style=Style.BOLD, format=Format.PORTRAIT),
)

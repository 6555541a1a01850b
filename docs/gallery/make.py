"""Makes the gallery: two ads in each style, as a sheet of their shots, and a short clip of the first of them.

    python -m docs.gallery.make [--keep FOLDER] [STYLE ...]

Writes STYLE.jpg and STYLE.webp beside this file, and gallery.jpg, the sheet that README opens with, from the clips'
ads. With --keep the ads stay in FOLDER, and those that are there already are used. Needs no key and no network; eight
ads of 15 seconds take about five minutes.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from adforge_core.media.assets import asset
from adforge_core.media.film import picture_at
from adforge_core.media.frames import Frame
from adforge_core.media.screening import screen
from adforge_core.model.brief import Style
from adforge_core.model.value import FPS
from adforge_core.pipeline import MadeAd
from docs.gallery.ads import ADS

SECONDS = 15

_HERE = Path(__file__).parent
_TILES = 8
"""Pictures in a row of a sheet."""

_ROW, _OVERVIEW_ROW = 300, 270
"""Heights of a row in pixels."""

_GAP, _LABEL, _GROUND, _INK = 6, 30, "#f6f5f2", "#2b2a28"

_CLIP_WIDTH, _CLIP_EVERY, _CLIP_QUALITY = 216, 3, 42
"""A clip's width in pixels, every which frame it shows, and its WebP quality."""


def main() -> int:
    """Makes the ads, then the pictures from them."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("styles", nargs="*", type=Style, default=list(Style), metavar="STYLE")
    asked.add_argument("--keep", type=Path)
    wanted = asked.parse_args()
    with TemporaryDirectory(prefix="adforge-gallery-") as temporary:
        place = wanted.keep or Path(temporary)
        first: list[tuple[Style, MadeAd]] = []
        for style in wanted.styles:
            ads = [one.make(place, SECONDS) for one in ADS if one.style is style]
            first.append((style, ads[0]))
            _save(_sheet([(_title(ad), ad, _ROW) for ad in ads]), style.value)
            _clip(ads[0], _HERE / f"{style.value}.webp")
            print(f"{style.value}: {', '.join(ad.folder.name for ad in ads)}", flush=True)
        if set(wanted.styles) == set(Style):
            _save(_sheet([(style.value.capitalize(), ad, _OVERVIEW_ROW) for style, ad in first]), "gallery")
    return 0


def _title(ad: MadeAd) -> str:
    return f"{ad.project.brief.product}, {ad.project.format.value}"


def _sheet(rows: Sequence[tuple[str, MadeAd, int]]) -> Image.Image:
    """A sheet with a row of pictures for each ad, its title above."""
    font = ImageFont.truetype(asset("fonts", "Inter_600SemiBold.ttf"), 18)
    strips = [(title, list(_tiles(ad, height))) for title, ad, height in rows]
    width = max(sum(tile.width + _GAP for tile in tiles) for _, tiles in strips) + _GAP
    height = sum(tiles[0].height + _LABEL + _GAP for _, tiles in strips) + _GAP
    sheet = Image.new("RGB", (width, height), _GROUND)
    top = _GAP
    for title, tiles in strips:
        ImageDraw.Draw(sheet).text((2 * _GAP, top + 3), title, font=font, fill=_INK)
        top, left = top + _LABEL, _GAP
        for tile in tiles:
            sheet.paste(tile, (left, top))
            left += tile.width + _GAP
        top += tiles[0].height + _GAP
    return sheet


def _tiles(ad: MadeAd, height: int) -> Iterator[Image.Image]:
    """The first frame of the ad, frames late in shots spread evenly over it, and one of its end card."""
    project = ad.project
    late = [
        project.first_frame(index) + first + shot.frames * 3 // 4
        for index, scene in enumerate(project.scenes)
        for first, shot in zip((0, *scene.cuts), scene.coverage, strict=True)
    ]
    count = min(len(late), max(4, round(_TILES * (9 / 16) / project.format.ratio)) - 1)
    step = (len(late) - 1) / max(1, count - 1)
    for frame in (0, *(late[round(number * step)] for number in range(count))):
        picture = Image.fromarray(picture_at(ad.master, frame).rgb())
        yield picture.resize((round(height * project.format.ratio), height), Image.Resampling.LANCZOS)


def _save(sheet: Image.Image, name: str) -> None:
    sheet.save(_HERE / f"{name}.jpg", quality=84, optimize=True)


def _clip(ad: MadeAd, out: Path) -> None:
    pictures: list[Image.Image] = []
    number = 0
    height = round(_CLIP_WIDTH / ad.project.format.ratio)

    def see(frame: Frame) -> None:
        nonlocal number
        if number % _CLIP_EVERY == 0:
            picture = Image.fromarray(frame.rgb())
            pictures.append(picture.resize((_CLIP_WIDTH, height), Image.Resampling.LANCZOS))
        number += 1

    screen(ad.master, ad.project.format.size, see)
    pictures[0].save(
        out,
        save_all=True,
        append_images=pictures[1:],
        duration=1000 * _CLIP_EVERY // FPS,
        loop=0,
        quality=_CLIP_QUALITY,
        method=4,
    )


if __name__ == "__main__":
    raise SystemExit(main())

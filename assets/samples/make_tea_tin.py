"""Makes the sample product again: the photo of a tea tin, path traced, and its brand's logo.

    python assets/samples/make_tea_tin.py [samples per pixel] [width]

The brand, the tin and its label are our own invention. Lengths are centimetres, z is up, the camera looks along +y.
"""

import sys
from pathlib import Path
from typing import Any

import mitsuba as mi
import numpy as np
import pyoidn
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

mi.set_variant("scalar_rgb")  # Mitsuba has no classes before a variant is chosen.

HERE = Path(__file__).resolve().parent
FONTS = HERE.parent / "fonts"
Colour = tuple[int, int, int]
Ink = Colour | int

GREEN: Colour = (24, 58, 48)
CREAM: Colour = (243, 234, 216)
COPPER: Colour = (176, 112, 66)

BODY_RADIUS, BODY_HEIGHT, LID_RADIUS, LID_TOP = 3.6, 8.3, 3.68, 10.3
LABEL_RADIUS, LABEL_FOOT, LABEL_HEAD = 3.612, 1.0, 7.2
DOTS_PER_CM = 210


def face(stem: str, size: float) -> ImageFont.FreeTypeFont:
    """A face of the studio's own fonts, `size` pixels high."""
    return ImageFont.truetype(FONTS / f"{stem}.ttf", round(size))


def tracked(
    draw: ImageDraw.ImageDraw,
    centre: float,
    top: float,
    words: str,
    font: ImageFont.FreeTypeFont,
    fill: Ink,
    tracking: float,
) -> None:
    """Words centred on `centre`, with `tracking` ems between the letters."""
    gap = tracking * font.size
    x = centre - (sum(font.getlength(letter) for letter in words) + gap * (len(words) - 1)) / 2
    for letter in words:
        draw.text((x, top), letter, font=font, fill=fill)
        x += font.getlength(letter) + gap


def sprig(draw: ImageDraw.ImageDraw, x: float, foot: float, height: float, fill: Ink) -> None:
    """The brand's mark: an upright stem with three pairs of leaves and one at its tip."""

    def leaf(base: NDArray[Any], angle: float, length: float) -> None:
        t = np.linspace(0, 1, 40)
        half_width = 0.2 * length * np.sin(np.pi * t**0.8)
        along = np.array([np.sin(angle), -np.cos(angle)])
        across = np.array([along[1], -along[0]])
        side = base + np.outer(t * length, along)
        outline = np.concatenate([side + half_width[:, None] * across, (side - half_width[:, None] * across)[::-1]])
        draw.polygon([(float(px), float(py)) for px, py in outline], fill=fill)

    draw.line([(x, foot), (x, foot - height * 0.72)], fill=fill, width=max(2, round(height * 0.022)))
    for level, length in ((0.16, 0.34), (0.38, 0.31), (0.58, 0.25)):
        for side in (-1, 1):
            leaf(np.array([x, foot - height * level]), side * 0.86, height * length)
    leaf(np.array([x, foot - height * 0.68]), 0.0, height * 0.32)


def label() -> Image.Image:
    """The printed paper around the tin; its front is the middle."""
    width = round(2 * np.pi * LABEL_RADIUS * DOTS_PER_CM)
    height = round((LABEL_HEAD - LABEL_FOOT) * DOTS_PER_CM)
    picture = Image.new("RGB", (width, height), CREAM)
    draw, middle = ImageDraw.Draw(picture), width / 2
    for inset, thick in ((0.16, 0.05), (0.26, 0.018)):
        for y in (inset * DOTS_PER_CM, height - (inset + thick) * DOTS_PER_CM):
            draw.rectangle([0, y, width, y + thick * DOTS_PER_CM], fill=COPPER)
    unit = DOTS_PER_CM
    sprig(draw, middle, 1.98 * unit, 1.36 * unit, COPPER)
    tracked(draw, middle, 2.08 * unit, "ALDER & WREN", face("PlayfairDisplay_700Bold", 0.60 * unit), GREEN, 0.07)
    tracked(draw, middle, 2.98 * unit, "LOOSE LEAF TEA", face("Montserrat_500Medium", 0.255 * unit), GREEN, 0.26)
    draw.rectangle([middle - 0.55 * unit, 3.50 * unit, middle + 0.55 * unit, 3.525 * unit], fill=COPPER)
    tracked(draw, middle, 3.60 * unit, "Evening Blend", face("PlayfairDisplay_500Medium", 0.72 * unit), COPPER, 0.0)
    ingredients = face("Montserrat_500Medium", 0.215 * unit)
    tracked(draw, middle, 4.68 * unit, "rooibos, orange peel & vanilla", ingredients, GREEN, 0.05)
    tracked(draw, middle, 5.24 * unit, "80 g", face("Montserrat_800ExtraBold", 0.23 * unit), GREEN, 0.12)
    return picture


def logo() -> Image.Image:
    """The mark and the name on nothing, drawn at four times its size for smooth leaves."""
    width, height = 4800, 2400
    ink = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(ink)
    sprig(draw, width / 2, 1400, 1280, 255)
    name = face("PlayfairDisplay_700Bold", 560)
    tracked(draw, width / 2, 1480, "ALDER & WREN", name, 255, 0.05)
    picture = Image.new("RGBA", ink.size, (*GREEN, 0))
    picture.putalpha(ink)
    picture = picture.crop(ink.getbbox())
    return picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.LANCZOS)


def rounded(corners: list[tuple[float, float, float]]) -> NDArray[np.float64]:
    """The outline (radius, z) through `corners` (radius, z, rounding), its inner corners replaced by arcs."""
    points = [np.array(corners[0][:2])]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        here = np.array(corner[:2])
        back, on = np.array(before[:2]) - here, np.array(after[:2]) - here
        back, on = back / np.linalg.norm(back), on / np.linalg.norm(on)
        half = np.arccos(np.clip(back @ on, -1, 1)) / 2
        reach = corner[2] / np.tan(half)
        centre = here + (back + on) / np.linalg.norm(back + on) * corner[2] / np.sin(half)
        start, end = here + back * reach - centre, here + on * reach - centre
        turn = np.pi - 2 * half
        arc = [(np.sin((1 - t) * turn) * start + np.sin(t * turn) * end) / np.sin(turn) for t in np.linspace(0, 1, 14)]
        # Points close beside an arc keep the shading of the straight stretches straight.
        points += [centre + start + back * 0.004, *(centre + step for step in arc), centre + end + on * 0.004]
    points.append(np.array(corners[-1][:2]))
    return np.array(points)


def turned(outline: NDArray[np.float64], steps: int = 512) -> mi.Mesh:
    """The outline (radius, z), from foot to head, turned about the z axis. u runs around it, v down."""
    along = np.diff(outline, axis=0)
    flat = np.stack([along[:, 1], -along[:, 0]], axis=1) / np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.concatenate([flat[:1], flat[:-1] + flat[1:], flat[-1:]])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    angle = np.linspace(0, 2 * np.pi, steps + 1)
    # u = 0.5 faces the camera, which stands at negative y.
    ring = np.stack([-np.sin(angle), np.cos(angle)], axis=1)
    rows = len(outline)

    def swept(profile: NDArray[np.float64]) -> NDArray[np.float64]:
        flatwise = profile[:, None, :1] * ring[None]
        upright = np.broadcast_to(profile[:, None, 1:], (rows, steps + 1, 1))
        return np.concatenate([flatwise, upright], axis=2).reshape(-1, 3)

    span = np.ptp(outline[:, 1])
    v = 1 - (outline[:, 1] - outline[:, 1].min()) / span
    uv = np.stack(np.broadcast_arrays(angle[None] / (2 * np.pi), v[:, None]), axis=2).reshape(-1, 2)
    first = (np.arange(rows - 1)[:, None] * (steps + 1) + np.arange(steps)).reshape(-1)
    faces = np.concatenate(
        [
            np.stack([first, first + 1, first + steps + 2], axis=1),
            np.stack([first, first + steps + 2, first + steps + 1], axis=1),
        ]
    )
    mesh = mi.Mesh("turned", rows * (steps + 1), len(faces), has_vertex_normals=True, has_vertex_texcoords=True)
    fields = mi.traverse(mesh)
    fields["vertex_positions"] = swept(outline).astype(np.float32).ravel()
    fields["vertex_normals"] = swept(normal).astype(np.float32).ravel()
    fields["vertex_texcoords"] = uv.astype(np.float32).ravel()
    fields["faces"] = faces.astype(np.uint32).ravel()
    fields.update()
    return mesh


def sweep() -> mi.Mesh:
    """The backdrop: table and wall in one, joined by a wide curve."""
    outline = rounded([(-60, 0, 0), (34, 0, 22), (34, 90, 0)])
    rows = len(outline)
    points = np.array([(x, y, z) for y, z in outline for x in (-90.0, 90.0)], np.float32)
    along = np.gradient(outline, axis=0)
    tilt = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.linalg.norm(along, axis=1, keepdims=True)
    normals = np.array([(0, ny, nz) for ny, nz in tilt for _ in range(2)], np.float32)
    faces = [(2 * i + a, 2 * i + b, 2 * i + c) for i in range(rows - 1) for a, b, c in ((0, 1, 3), (0, 3, 2))]
    mesh = mi.Mesh("sweep", len(points), len(faces), has_vertex_normals=True)
    fields = mi.traverse(mesh)
    fields["vertex_positions"], fields["vertex_normals"] = points.ravel(), normals.ravel()
    fields["faces"] = np.array(faces, np.uint32).ravel()
    fields.update()
    return mesh


def linear(colour: Colour) -> dict[str, Any]:
    """An sRGB colour as Mitsuba takes it."""
    return {"type": "rgb", "value": [((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]}


def lacquer(colour: Colour) -> dict[str, Any]:
    """Enamel: a coloured ground under a clear gloss."""
    return {
        "type": "principled",
        "base_color": linear(colour),
        "roughness": 0.32,
        "specular": 0.5,
        "clearcoat": 0.7,
        "clearcoat_gloss": 0.93,
    }


def softbox(place: list[float], width: float, height: float, strength: list[float]) -> dict[str, Any]:
    """A glowing rectangle, turned towards the tin."""
    aim = mi.ScalarTransform4f().look_at(origin=place, target=[0, 0, 5], up=[0, 0.01, 1])
    return {
        "type": "rectangle",
        "to_world": aim @ mi.ScalarTransform4f().scale([width / 2, height / 2, 1]),
        "emitter": {"type": "area", "radiance": {"type": "rgb", "value": strength}},
    }


def with_surface(name: str, mesh: mi.Mesh, surface: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """The mesh as a scene entry; Mitsuba takes surfaces only for meshes it reads itself."""
    path = scratch / f"{name}.ply"
    mesh.write_ply(str(path))
    return {"type": "ply", "filename": str(path), "bsdf": surface}


def studio(scratch: Path, width: int, samples: int) -> dict[str, Any]:
    """The whole scene: tin, sweep, three softboxes and the camera."""
    body = rounded(
        [
            (0, 0.05, 0),
            (3.3, 0.05, 0.02),
            (3.36, 0, 0.03),
            (BODY_RADIUS, 0, 0.16),
            (BODY_RADIUS, BODY_HEIGHT, 0.05),
            (3.4, BODY_HEIGHT, 0),
        ]
    )
    lid = rounded(
        [
            (3.4, BODY_HEIGHT + 0.05, 0),
            (3.76, BODY_HEIGHT + 0.05, 0.06),
            (3.76, BODY_HEIGHT + 0.2, 0.06),
            (LID_RADIUS, BODY_HEIGHT + 0.24, 0.03),
            (LID_RADIUS, LID_TOP, 0.24),
            (2.95, LID_TOP, 0.1),
            (2.85, LID_TOP - 0.1, 0.1),
            (0.0, LID_TOP - 0.05, 0),
        ]
    )
    paper = rounded(
        [
            (LABEL_RADIUS - 0.02, LABEL_FOOT, 0),
            (LABEL_RADIUS, LABEL_FOOT + 0.004, 0.002),
            (LABEL_RADIUS, LABEL_HEAD - 0.004, 0.002),
            (LABEL_RADIUS - 0.02, LABEL_HEAD, 0),
        ]
    )
    printed = {
        "type": "principled",
        "base_color": {"type": "bitmap", "bitmap": mi.Bitmap(np.array(label())), "raw": False},
        "roughness": 0.55,
        "specular": 0.35,
    }
    copper = {
        "type": "roughconductor",
        "material": "Cu",
        "distribution": "ggx",
        "alpha": 0.16,
        "specular_reflectance": {"type": "rgb", "value": [0.93, 0.88, 0.82]},
    }
    camera = mi.ScalarTransform4f().look_at(origin=[0, -62, 15.5], target=[0, 0, 5.0], up=[0, 0, 1])
    return {
        "type": "scene",
        "integrator": {
            "type": "aov",
            "aovs": "albedo:albedo,normal:sh_normal",
            "image": {"type": "path", "max_depth": 12},
        },
        "sensor": {
            "type": "thinlens",
            "fov": 12.2,
            "fov_axis": "x",
            "aperture_radius": 0.12,
            "focus_distance": 61.2,
            "to_world": camera,
            "film": {
                "type": "hdrfilm",
                "pixel_format": "rgb",
                "width": width,
                "height": width * 5 // 4,
                "rfilter": {"type": "box"},
            },
            "sampler": {"type": "independent", "sample_count": samples, "seed": 4},
        },
        "sweep": with_surface(
            "sweep",
            sweep(),
            {
                "type": "twosided",
                "bsdf": {
                    "type": "principled",
                    "base_color": linear((196, 180, 160)),
                    "roughness": 0.5,
                    "specular": 0.3,
                },
            },
            scratch,
        ),
        "body": with_surface("body", turned(body), {"type": "twosided", "bsdf": lacquer(GREEN)}, scratch),
        "lid": with_surface("lid", turned(lid), {"type": "twosided", "bsdf": copper}, scratch),
        "label": with_surface("label", turned(paper), {"type": "twosided", "bsdf": printed}, scratch),
        "key": softbox([-36, -20, 30], 20, 36, [11.5, 11.0, 10.4]),
        "rim": softbox([36, 6, 20], 8, 40, [9.0, 9.2, 9.7]),
        "top": softbox([4, 6, 52], 44, 30, [0.9, 0.9, 0.92]),
        "room": {"type": "constant", "radiance": {"type": "rgb", "value": [0.07, 0.07, 0.073]}},
    }


def denoised(layers: NDArray[np.float32]) -> NDArray[np.float32]:
    """The light of a render (height, width, RGB + albedo + normal) without its noise."""
    colour, albedo, normal = (np.ascontiguousarray(layers[..., at : at + 3]) for at in (0, 3, 6))
    return np.asarray(pyoidn.denoise(colour, albedo=np.clip(albedo, 0, 1), normal=normal, hdr=True), np.float32)


def developed(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Scene light as an sRGB picture, its highlights rolled off above 0.7."""
    knee, top = 0.7, 1.0
    over = np.maximum(light - knee, 0)
    rolled = np.where(light > knee, knee + (top - knee) * over / (over + (top - knee)), light)
    encoded = np.where(rolled <= 0.0031308, 12.92 * rolled, 1.055 * np.maximum(rolled, 1e-9) ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(np.rint(encoded * 255), 0, 255), np.uint8)


def photographed(width: int, samples: int) -> NDArray[np.uint8]:
    """The studio photo, (width * 5 / 4, width, 3)."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        layers = np.array(mi.render(mi.load_dict(studio(Path(scratch), width, samples))))
    return developed(denoised(layers))


def main() -> None:
    """Writes alder-wren-tea.jpg and alder-wren-logo.png beside this script."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 48
    width = int(sys.argv[2]) if len(sys.argv) > 2 else 1600
    logo().save(HERE / "alder-wren-logo.png", optimize=True)
    photo = Image.fromarray(photographed(width, samples))
    photo.save(HERE / "alder-wren-tea.jpg", quality=94, subsampling=0, optimize=True)


if __name__ == "__main__":
    main()

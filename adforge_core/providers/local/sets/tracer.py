"""Photographs a staging: Mitsuba 3 traces the light, Intel Open Image Denoise cleans it."""

import ctypes
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from adforge_core.errors import MissingAsset, StageFailed
from adforge_core.providers.local.sets.lens import Lens
from adforge_core.providers.local.sets.shapes import Mesh
from adforge_core.providers.local.sets.staging import Finish, Lamp, Paint, Staging

Picture = NDArray[np.float32]

_BRIGHTEST = 12.0
"""No single light path may add more than this many times white: rarer and brighter ones would be fireflies."""
_BOUNCES = 5

SCALAR = "scalar_rgb"
"""The variant that needs no LLVM."""

_REINSTALL = "Install the studio's requirements again."
_TRIAL: dict[str, Any] = {
    "type": "scene",
    "sky": {"type": "constant"},
    "ball": {"type": "sphere"},
    "camera": {"type": "perspective", "film": {"type": "hdrfilm", "width": 4, "height": 4, "pixel_format": "rgb"}},
}
_LEAST = 0.03
"""What every surface is taken to reflect at least, so that nothing is divided by nothing."""

_MOST_DETAIL = 1.35
"""By how much a pixel is brighter or darker than those around it at most, as its surface tells."""


@dataclass(frozen=True)
class Exposure:
    """What the film holds: linear light (h, w, 3) without noise, and distance from the camera plane (h, w).

    `unlit` is the light with the lamps out that go out, if they were asked for apart.
    """

    light: Picture
    depth: Picture
    unlit: Picture | None = None


_LOADING = Lock()
"""Mitsuba loads itself bit by bit: a second thread that imports it meanwhile sees half a module."""


def variant() -> str:
    """The Mitsuba variant this machine can run: vectorised through LLVM where its library is found, else scalar."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> str:
    library = _llvm()
    chosen = os.environ.pop("DRJIT_LIBLLVM_PATH", None)
    if library is not None:
        os.environ["DRJIT_LIBLLVM_PATH"] = str(library)
        os.environ.setdefault("DRJIT_CACHE_DIR", str(_kernels()))
    try:
        import mitsuba

        name = "llvm_ad_rgb" if library is not None else SCALAR
        try:
            mitsuba.set_variant(name)
        except ImportError:
            mitsuba.set_variant(name := SCALAR)
    except (ImportError, OSError) as error:
        raise MissingAsset(f"Mitsuba, which traces the sets, cannot be loaded: {error}.", _REINSTALL) from error
    finally:
        if chosen is not None:  # Mitsuba saw it only if it can be used: of any other it prints what is wrong
            os.environ["DRJIT_LIBLLVM_PATH"] = chosen
    # The scalar variant warns of every path that is no number, by the thousand. `_shot` takes them out.
    mitsuba.set_log_level(mitsuba.LogLevel.Error)
    return name


def trial() -> str:
    """Traces and denoises a picture of 16 pixels, as the sets are, and returns the variant it was traced with.

    A library that is broken may end the process. Raises MissingAsset, or whatever a library raises.
    """
    traced_with = variant()
    import mitsuba  # only now: it looks for LLVM when it is imported

    mitsuba.set_variant(traced_with)
    scene = mitsuba.load_dict(_TRIAL)
    film = _shot(scene, {"type": "path", "max_depth": _BOUNCES, "rr_depth": 2}, 1, 0)
    _clean(film, film, film)
    return traced_with


def _kernels() -> Path:
    """Where what is compiled for this machine is kept: with the installation, or else in the user's cache."""
    place = Path(sys.prefix) / "adforge-kernels"
    writable = os.access(place if place.exists() else place.parent, os.W_OK)
    if writable:
        return place
    with suppress(RuntimeError):  # this user has no home
        return user_cache_path("adforge", appauthor=False) / "kernels"
    return place


def _llvm() -> Path | None:
    """The LLVM library that DRJIT_LIBLLVM_PATH names, or that the karellen-llvm-core wheel puts beside Python.

    None if it is missing, cannot be loaded, or is older than LLVM 16: with an older one, a kernel ends the process.
    """
    folder = Path(sys.prefix) / "lib"
    chosen = os.environ.get("DRJIT_LIBLLVM_PATH")
    library = Path(chosen) if chosen else next(iter(sorted(folder.glob("libLLVM.so.*"))), None)
    if library is None:
        return None
    try:
        # The wheel's own loader path needs links that only its start-up hook makes; loading in order needs none.
        # Seen by LLVM alone: libraries loaded later must not throw exceptions through an unwinder that is not theirs.
        if not chosen:
            for name in ("libunwind", "libc++abi", "libc++"):
                for part in sorted(folder.glob(f"*-linux-gnu/{name}.so.1.0")):
                    ctypes.CDLL(str(part))
        return library if hasattr(ctypes.CDLL(str(library)), "LLVMGetVersion") else None
    except OSError:
        return None


def photograph(staging: Staging, lens: Lens, looks: int, seed: int, *, apart: bool = False) -> Exposure:
    """The staging seen through the lens: a light path for each pixel, and `looks` at the surfaces there.

    What the denoiser is told of the surfaces decides how clean an edge is, and costs a fifth of what light does. With
    `apart`, the light is traced a second time with some lamps out. One call at a time, in any thread.
    """
    import drjit
    import mitsuba

    mitsuba.set_variant(variant())
    try:
        return _exposed(staging, lens, looks, seed, apart)
    finally:
        drjit.flush_malloc_cache()  # it keeps 250 MB for the next plate; fetching them again takes no measurable time


def _exposed(staging: Staging, lens: Lens, looks: int, seed: int, apart: bool) -> Exposure:
    import mitsuba

    path = {"type": "path", "max_depth": _BOUNCES, "rr_depth": 2}
    try:
        scene = mitsuba.load_dict(_scene(staging, lens), parallel=False)
        _loosen(scene, len(staging.lamps))
        # Tracing light and surfaces in one integrator takes twice as long as one after the other.
        light = _shot(scene, path, 1, seed)
        seen = _shot(scene, {"type": "aov", "aovs": "albedo:albedo,normal:sh_normal,depth:depth"}, looks, seed)
        less = None
        if apart:
            _put_out(scene, staging)
            less = _shot(scene, path, 1, seed)
    except RuntimeError as error:
        raise StageFailed("The set could not be rendered.", f"Mitsuba says: {error}") from error
    focus, focal = float(-np.array(lens.place) @ np.array(lens.forward)), lens.focal
    depth = seen[..., 6]
    with np.errstate(divide="ignore"):
        circle = staging.aperture * focal * np.abs(1 / focus - 1 / np.maximum(depth, 1e-3))
    blur = np.where(depth > 0, circle, 0).astype(np.float32)
    albedo, normal = (
        np.ascontiguousarray(_calmed(np.clip(seen[..., at : at + 3], low, 1), blur)) for at, low in ((0, 0), (3, -1))
    )
    cleaned = _clean(light, albedo, normal)
    return Exposure(cleaned, depth, None if less is None else _cleaned_small(less, albedo, normal, cleaned))


def _cleaned_small(less: Picture, albedo: Picture, normal: Picture, whole: Picture) -> Picture:
    """The light with lamps out, without noise, in the detail of the `whole` light.

    The denoiser takes most of the time, so it sees one of four pixels: their mean would have noise that it takes for
    the grain of a surface. What a surface reflects, and where the other lamps make most of the light also how they fall
    on it, is known in full detail from the whole picture.
    """
    size, small = less.shape[1::-1], (less.shape[1] // 2, less.shape[0] // 2)
    seen = np.ascontiguousarray(less[: 2 * small[1] : 2, : 2 * small[0] : 2])
    guide, bent, lit = (
        np.asarray(cv2.resize(one, small, interpolation=cv2.INTER_AREA), np.float32) for one in (albedo, normal, whole)
    )
    clean = _clean(seen, guide, bent)
    coarse, smooth, share = (
        cv2.resize(one, size, interpolation=cv2.INTER_LINEAR) for one in (guide, clean, clean / (lit + _LEAST))
    )
    # At outlines that are out of focus the two differ by chance.
    detail = np.clip((albedo + _LEAST) / (coarse + _LEAST), 1 / _MOST_DETAIL, _MOST_DETAIL)
    share = np.clip(share, 0, 1.2)
    of_whole = np.clip((share - 0.5) / 0.3, 0, 1)
    return np.asarray(smooth * detail * (1 - of_whole) + of_whole * share * whole, np.float32)


def _calmed(guide: Picture, circle: Picture) -> Picture:
    """What guides the denoiser, smooth where the picture is out of focus, by circles of `circle` pixels' radius.

    A few paths through the whole lens are noise there, which the denoiser would take for fur and keep. What is in focus
    neither changes nor bleeds into what is behind it.
    """
    calmed = np.asarray(guide, np.float32)
    for reach in (1.5, 4.0, 10.0):
        share = np.clip((circle - 1.6 * reach) / reach, 0, 1).astype(np.float32)
        if not share.any():
            break
        # The larger the blur, the coarser the picture it can be made from.
        step = max(1, round(reach / 3))
        small = (share.shape[1] // step, share.shape[0] // step)
        weight = cv2.resize(share, small, interpolation=cv2.INTER_AREA) + np.float32(1e-6)
        weighed = cv2.resize(calmed * share[..., None], small, interpolation=cv2.INTER_AREA)
        smooth = cv2.GaussianBlur(weighed, (0, 0), reach / step)
        smooth /= cv2.GaussianBlur(weight, (0, 0), reach / step)[..., None]
        smooth = cv2.resize(smooth, share.shape[::-1], interpolation=cv2.INTER_LINEAR)
        calmed = calmed + share[..., None] * (smooth - calmed)
    return np.asarray(calmed, np.float32)


def _loosen(scene: Any, lamps: int) -> None:
    """Lets kernels read where the lamps hang: as a constant in them, every arrangement would be compiled anew."""
    import drjit
    import mitsuba

    values = mitsuba.traverse(scene)
    for number in range(lamps):
        hung = values[f"lamp{number}.to_world"]
        drjit.make_opaque(hung)
        values[f"lamp{number}.to_world"] = hung
    values.update()


def _put_out(scene: Any, staging: Staging) -> None:
    """Puts the lamps out that go out. No light is looked for in them any more."""
    import mitsuba

    values = mitsuba.traverse(scene)
    out = [f"lamp{number}.emitter" for number, lamp in enumerate(staging.lamps) if lamp.goes_out]
    out += [f"piece{number}.emitter" for number, piece in enumerate(staging.pieces) if piece.paint.goes_out]
    for name in out:
        values[f"{name}.radiance.value"] = mitsuba.Color3f(0)
        values[f"{name}.sampling_weight"] = 0.0
    values.update()


def _shot(scene: Any, integrator: dict[str, Any], times: int, seed: int) -> Picture:
    """The mean of `times` films of one ray for each pixel, clamped one by one: one film at a time takes less memory."""
    import mitsuba

    asked = mitsuba.load_dict(integrator)
    films: list[Picture] = []
    for number in range(times):
        dice: Any = seed * 4096 + number
        film = np.array(mitsuba.render(scene, integrator=asked, spp=1, seed=dice), np.float32)
        film[~np.isfinite(film)] = 0
        films.append(np.minimum(film, _BRIGHTEST, out=film))
    return np.asarray(reduce(np.add, films) / np.float32(times), np.float32)


def _clean(light: Picture, albedo: Picture, normal: Picture) -> Picture:
    try:
        import pyoidn
    except (ImportError, OSError) as error:
        raise MissingAsset(
            f"Open Image Denoise, which the sets need, cannot be loaded: {error}.", _REINSTALL
        ) from error
    cleaned = np.empty(light.shape, np.float32)
    images = {
        pyoidn.OIDN_IMAGE_COLOR: np.ascontiguousarray(light),
        pyoidn.OIDN_IMAGE_ALBEDO: albedo,
        pyoidn.OIDN_IMAGE_NORMAL: normal,
        pyoidn.OIDN_IMAGE_OUTPUT: cleaned,
    }
    # pyoidn.denoise would keep its filter for the next picture, and with it 320 MB.
    with pyoidn.Device() as device:
        device.commit()
        with pyoidn.Filter(device, pyoidn.OIDN_FILTER_TYPE_RT) as network:
            for name, picture in images.items():
                network.set_image(name, picture, pyoidn.OIDN_FORMAT_FLOAT3)
            network.set_bool("hdr", True)
            # It works in tiles then, and a larger picture takes no more memory than a small one.
            network.set_int("maxMemoryMB", 250)
            network.set_quality(pyoidn.OIDN_QUALITY_HIGH)
            network.commit()
            network.execute()
        if problem := device.get_error():
            raise StageFailed("The set's picture could not be denoised.", f"Open Image Denoise: {problem}")
    return np.maximum(cleaned, 0)


def _scene(staging: Staging, lens: Lens) -> dict[str, Any]:
    from mitsuba import ScalarTransform4f as Transform

    scene: dict[str, Any] = {"type": "scene", "sensor": _sensor(staging, lens, Transform), "sky": _sky(staging)}
    materials: dict[object, Any] = {}
    for number, piece in enumerate(staging.pieces):
        alike = tuple(id(part) if isinstance(part, np.ndarray) else part for part in vars(piece.paint).values())
        if alike not in materials:  # what a satin surface throws back takes 45 ms to work out
            materials[alike] = _material(piece.paint)
        scene[f"piece{number}"] = _shape(piece.mesh, piece.paint, materials[alike], f"piece{number}")
    for number, lamp in enumerate(staging.lamps):
        scene[f"lamp{number}"] = _lamp(lamp, Transform)
    return scene


def _sensor(staging: Staging, lens: Lens, transform: Any) -> dict[str, Any]:
    place = np.array(lens.place)
    film_width, film_height = lens.film
    return {
        "type": "thinlens",
        "aperture_radius": max(1e-4, staging.aperture),
        "focus_distance": float(-place @ np.array(lens.forward)),
        "fov": lens.field_of_view,
        "fov_axis": "x",
        # Depth is measured from here on.
        "near_clip": 0.001,
        "to_world": transform().look_at(origin=place.tolist(), target=(place + lens.forward).tolist(), up=[0, 1, 0]),
        "film": {
            "type": "hdrfilm",
            "width": film_width,
            "height": film_height,
            "crop_offset_x": film_width // 2 - lens.px,
            "crop_offset_y": film_height // 2 - lens.py,
            "crop_width": lens.width,
            "crop_height": lens.height,
            "pixel_format": "rgb",
            "rfilter": {"type": "box"},
        },
        "sampler": {"type": "independent"},
    }


def _sky(staging: Staging) -> dict[str, Any]:
    import mitsuba

    rows = np.linspace(np.pi / 2, -np.pi / 2, 32)[:, None, None]
    over, level = (np.array(colour, np.float32) for colour in staging.sky)
    share = np.clip(np.sin(rows), 0, 1) ** 0.8
    picture = (level * (1 - share) + over * share) * np.where(rows < 0, 0.6, 1)
    picture = np.ascontiguousarray(np.broadcast_to(picture, (32, 64, 3)), dtype=np.float32)
    return {"type": "envmap", "bitmap": mitsuba.Bitmap(picture)}


def _lamp(lamp: Lamp, transform: Any) -> dict[str, Any]:
    """A rectangle light; a card at distance d facing area A of radiance L reads L A / (pi d^2)."""
    place, target = np.array(lamp.place), np.array(lamp.aim)
    distance = float(np.linalg.norm(place - target))
    radiance = lamp.level * np.pi * distance**2 / (lamp.width * lamp.height)
    return {
        "type": "rectangle",
        "to_world": transform().look_at(origin=list(lamp.place), target=list(lamp.aim), up=[0.01, 1, 0.02])
        @ transform().scale([lamp.width / 2, lamp.height / 2, 1]),
        "emitter": {
            "type": "area",
            "radiance": {"type": "rgb", "value": [float(radiance * part) for part in lamp.colour]},
        },
    }


def _shape(mesh: Mesh, paint: Paint, material: Any, name: str) -> Any:
    import mitsuba

    properties = mitsuba.Properties()
    if paint.finish is Finish.GLOW:
        shown: dict[str, Any] = {"type": "rgb", "value": list(paint.colour)}
        if paint.texture is not None:
            shown = {"type": "bitmap", "data": mitsuba.TensorXf(paint.texture), "raw": True, "wrap_mode": "clamp"}
        # A lamp lights the set, what glows in it is mostly seen: light is looked for there less often.
        light = {"type": "area", "radiance": shown, "sampling_weight": 0.3}
        properties["glow"] = mitsuba.load_dict(light)
    properties["surface"] = material
    shape = mitsuba.Mesh(name, len(mesh.points), len(mesh.faces), properties, True, True)
    values = mitsuba.traverse(shape)
    values["vertex_positions"] = mesh.points.astype(np.float32).ravel()
    values["vertex_normals"] = mesh.normals.astype(np.float32).ravel()
    values["vertex_texcoords"] = (mesh.uv / paint.tile).astype(np.float32).ravel()
    values["faces"] = mesh.faces.ravel()
    values.update()
    return shape


def _material(paint: Paint) -> Any:
    import mitsuba

    colour: dict[str, Any] = {"type": "rgb", "value": list(paint.colour)}
    if paint.texture is not None:
        colour = {"type": "bitmap", "data": mitsuba.TensorXf(paint.texture), "raw": True}
    surface: dict[str, Any]
    match paint.finish:
        case Finish.MATT:
            surface = {"type": "diffuse", "reflectance": colour}
        case Finish.GLOW:
            surface = {"type": "diffuse", "reflectance": {"type": "rgb", "value": [0.02, 0.02, 0.02]}}
        case Finish.SATIN:
            surface = {
                "type": "roughplastic",
                "diffuse_reflectance": colour,
                "alpha": paint.roughness,
                "nonlinear": False,
            }
        case Finish.METAL:
            surface = {
                "type": "roughconductor",
                "material": "none",
                "specular_reflectance": colour,
                "alpha": paint.roughness,
            }
        case Finish.GLASS:
            return mitsuba.load_dict({"type": "dielectric", "specular_transmittance": colour})
    if paint.bump is not None:
        bump = np.ascontiguousarray(paint.bump[..., None])
        surface = {
            "type": "bumpmap",
            "height": {"type": "bitmap", "bitmap": mitsuba.Bitmap(bump), "raw": True},
            "scale": paint.relief / paint.tile,
            "surface": surface,
        }
    if paint.water is not None:
        # A wet surface is darker, and its film of water is smooth whatever lies below.
        film = {"type": "roughplastic", "diffuse_reflectance": colour, "alpha": 0.025, "nonlinear": False}
        mask = {"type": "bitmap", "data": mitsuba.TensorXf(paint.water[..., None]), "raw": True}
        surface = {"type": "blendbsdf", "weight": mask, "dry": surface, "film": film}
    return mitsuba.load_dict({"type": "twosided", "surface": surface})

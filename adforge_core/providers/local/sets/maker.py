"""The keyless maker of plates."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.model.placement import OVERSCAN, STEEPEST, Ground, Plane
from adforge_core.model.value import Point
from adforge_core.providers.base import MadePlate, PlateRequest
from adforge_core.providers.local.sets.catalogue import SETS, design_of, set_in_pose
from adforge_core.providers.local.sets.design import SetDesign
from adforge_core.providers.local.sets.develop import develop
from adforge_core.providers.local.sets.lens import DISTANCE, Lens, aim
from adforge_core.providers.local.sets.staging import Call, Staging

_SHARE = 0.56
"""Of the frame's pixels along each side, how many are traced: the clip enlarges the still, as it does any small one."""


class SetPlates:
    """Builds the set a scene asks for, photographs it, and says where the product stands in it.

    The same request gives the same picture. Its noise is the same too, but for the rare run on a busy machine: what
    was made is kept as a take. `version` names the way of tracing, whose noise differs. A pixel is one light path
    and `looks` at its surfaces; without LLVM one, which takes as long.
    """

    name = "sets"
    at_once = 2  # while one is traced, the next is built, or the one before developed
    sets = tuple(sorted(SETS))
    animates = False

    def __init__(self, looks: int = 4) -> None:
        self._looks = looks
        # One picture at a time and all from one thread: Mitsuba keeps state by thread, and uses every core for each.
        self._studio = ThreadPoolExecutor(1, "sets")

    def load(self) -> None:
        """Loads Mitsuba."""
        from adforge_core.providers.local.sets.tracer import variant

        variant()

    @property
    def version(self) -> str:
        """Changes whenever the same request would give other pixels."""
        from adforge_core.providers.local.sets.tracer import variant

        return f"5-{variant()}-{self._looks}"

    def uses(self, request: PlateRequest) -> dict[str, Any]:
        """The set, its arrangement and its colours; nothing of what is said, or how long, or how the camera moves."""
        look = request.look
        unused = {"prompt", "role", "frames", "camera", "look", "start_name"}
        arrangement = request.model_dump(mode="json", exclude=unused)
        return arrangement | {"palette": look.palette.model_dump(), "key_light": look.key_light.model_dump()}

    def make(self, request: PlateRequest) -> MadePlate:
        """The plate for `request`. Raises StageFailed for a set that does not exist or cannot be traced."""
        # Mitsuba is imported here, not with this module: it takes half a second, and most commands need no set.
        from adforge_core.providers.local.sets.tracer import SCALAR, photograph, variant

        design = _design(request)
        width, height = (round(side * (1 + 2 * OVERSCAN) * _SHARE) for side in request.size)
        call, tilt = _call(request, design)
        staging = design.build(call)
        looks = self._looks if variant() != SCALAR else 1
        lens = aim((width, height), request.stand, DISTANCE, tilt)
        apart = request.apart and bool(design.lights)
        traced = self._studio.submit(photograph, staging, lens, looks, request.seed % 2**19, apart=apart)
        exposure = traced.result()
        nearness, scale = _nearness(exposure.depth)
        distance = float(np.linalg.norm(lens.place))
        return MadePlate(
            ground=_ground(request, design, staging, lens, tilt),
            still=_developed(exposure.light, staging),
            nearness=nearness,
            stand_nearness=min(1.0, scale / distance),
            unlit=exposure.unlit if exposure.unlit is None else _developed(exposure.unlit, staging),
            key_goes_out=exposure.unlit is not None and staging.key_goes_out,
        )


def _developed(light: NDArray[np.float32], staging: Staging) -> NDArray[np.uint16]:
    return develop(light, staging.exposure, staging.bloom)


def _design(request: PlateRequest) -> SetDesign:
    """The set asked for, or another if the product cannot have its pose there."""
    return design_of(set_in_pose(request.set, request.pose, request.seed))


def _call(request: PlateRequest, design: SetDesign) -> tuple[Call, float]:
    width, height = request.size
    unit = min(request.size)
    rng = np.random.default_rng(request.seed)
    tilt = float(np.clip(request.product_tilt + rng.uniform(-1.0, 1.0), design.level, STEEPEST))
    if design.plane is not Plane.FLOOR:
        tilt = 0.0  # square to the camera
    call = Call(
        look=request.look,
        rng=rng,
        frame_width=width / unit,
        frame_height=height / unit,
        headroom=request.stand.y * height / unit,
        tilt=tilt,
        product_width=request.product_scale * min(1.0, request.product_aspect),
        product_height=request.product_scale * min(1.0, 1 / request.product_aspect),
    )
    return call, tilt


def _nearness(depth: NDArray[np.float32]) -> tuple[NDArray[np.uint16], float]:
    """1 / distance with 1 at the nearest point, and that point's distance."""
    nearest = float(depth[depth > 0].min())
    near = np.where(depth > 0, nearest / np.maximum(depth, nearest), 0).astype(np.float32)
    return np.rint(np.clip(cv2.medianBlur(near, 3), 0, 1) * 65535).astype(np.uint16), nearest


def _ground(request: PlateRequest, design: SetDesign, staging: Staging, lens: Lens, tilt: float) -> Ground:
    square = design.plane is not Plane.FLOOR
    wall = 0.0 if staging.wall is None else float(lens.in_frame(np.array([[0.0, 0.0, staging.wall]]))[0, 1])
    edge = () if staging.top is None else tuple(Point(x=float(x), y=float(y)) for x, y in lens.in_frame(staging.top))
    return Ground(
        stand=request.stand,
        foreshortening=1.0 if square else float(np.sin(np.radians(tilt))),
        gloss=staging.gloss,
        light=staging.light,
        edge=edge,
        plane=design.plane,
        wall=wall,
    )

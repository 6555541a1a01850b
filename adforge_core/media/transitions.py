"""Transitions between two scenes, drawn on the encoder's own planes."""

import cv2
import numpy as np
from numpy.typing import NDArray

from adforge_core.media.frames import Frame, Plane, yuv_from_rgb
from adforge_core.media.motion import ease
from adforge_core.model.storyboard import TransitionKind

_DARK = (14, 14, 16)


def join(
    kind: TransitionKind,
    progress: float,
    outgoing: Frame,
    incoming: Frame,
    into: Frame,
    through: tuple[int, int, int] = _DARK,
) -> None:
    """Draws the transition between two frames into a third, `into`. `progress` is above 0 and below 1.

    All frames have the same size. `through` is the RGB colour of a dip.
    """
    match kind:
        case TransitionKind.CUT:
            into.copy_from(incoming)
        case TransitionKind.CROSSFADE:
            _mix(outgoing, incoming, ease(progress), into)
        case TransitionKind.DIP:
            _dip(progress, outgoing, incoming, through, into)
        case TransitionKind.WIPE:
            _wipe(_glide(progress), outgoing, incoming, into)
        case TransitionKind.PUSH:
            _push(progress, outgoing, incoming, into)
        case TransitionKind.ZOOM:
            _zoom(progress, outgoing, incoming, into)


def _mix(outgoing: Frame, incoming: Frame, amount: float, into: Frame) -> None:
    cv2.addWeighted(outgoing.buffer, 1 - amount, incoming.buffer, amount, 0, dst=into.buffer)


def _dip(progress: float, outgoing: Frame, incoming: Frame, through: tuple[int, int, int], into: Frame) -> None:
    """Fades to the colour and from it. The first part is slightly shorter, which leaves more time for the new scene."""
    turn = 0.45
    seen = outgoing if progress < turn else incoming
    left = 1 - progress / turn if progress < turn else (progress - turn) / (1 - turn)
    shown = _glide(left)
    colour = yuv_from_rgb(np.array([[through]], np.uint8))[0, 0]
    for plane, source, level in zip(_planes(into), _planes(seen), colour, strict=True):
        cv2.convertScaleAbs(source, dst=plane, alpha=shown, beta=(1 - shown) * float(level))


def _wipe(done: float, outgoing: Frame, incoming: Frame, into: Frame) -> None:
    """Moves a wide soft edge down a diagonal, from the top left."""
    width, height = into.size
    soft = 0.45 * width
    # At 45 degrees every row of the mask is the row above shifted by one pixel: windows of a single profile.
    along = np.arange(width + height, dtype=np.float32)
    edge = done * (width + height + soft)
    profile = np.clip((edge - along) / soft, 0, 1)
    profile = np.rint(255 * profile * profile * (3 - 2 * profile)).astype(np.uint8)
    mask = _diagonal(profile, width, height)
    half = _diagonal(np.ascontiguousarray(profile[::2]), width // 2, height // 2)
    shares = mask, half, half
    for plane, old, new, share in zip(_planes(into), _planes(outgoing), _planes(incoming), shares, strict=True):
        cv2.multiply(new, share, dst=plane, scale=1 / 255)
        cv2.add(plane, cv2.multiply(old, cv2.bitwise_not(share), scale=1 / 255), dst=plane)


def _diagonal(profile: NDArray[np.uint8], width: int, height: int) -> Plane:
    return np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(profile, width)[:height])


def _push(progress: float, outgoing: Frame, incoming: Frame, into: Frame) -> None:
    """The new scene pushes the old one out to the left, with motion blur."""
    width = into.size[0]
    gone = min(width, max(0, 2 * round(ease(progress) * width / 2)))
    speed = 30 * (progress * (1 - progress)) ** 2  # the slope of `ease`, 1.875 at its fastest
    for plane, old, new in zip(_planes(into), _planes(outgoing), _planes(incoming), strict=True):
        shift = gone * plane.shape[1] // width
        joined = np.concatenate([old[:, shift:], new[:, :shift]], axis=1)
        smear = int(0.02 * speed * plane.shape[1]) | 1
        cv2.blur(joined, (smear, 1), dst=plane, borderType=cv2.BORDER_REPLICATE)


def _zoom(progress: float, outgoing: Frame, incoming: Frame, into: Frame) -> None:
    """The old scene grows and blurs away while the new one shrinks to its size from slightly too large."""
    amount = ease(min(1.0, max(0.0, (progress - 0.2) / 0.65)))
    nearer = 1 + 0.6 * progress**1.5
    settling = 1 + 0.15 * (1 - progress) ** 3
    for plane, old, new in zip(_planes(into), _planes(outgoing), _planes(incoming), strict=True):
        leaving = _scaled(old, nearer, progress)
        cv2.addWeighted(leaving, 1 - amount, _scaled(new, settling, 0), amount, 0, dst=plane)


def _scaled(plane: Plane, scale: float, haze: float) -> Plane:
    """Returns `plane` enlarged about its middle and blurred by up to 3 % of its width."""
    height, width = plane.shape
    middle = np.array([width - 1, height - 1]) / 2
    if haze:
        # A wide blur of a quarter-size picture looks the same, at a sixteenth of the cost.
        small = cv2.resize(plane, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
        sigma = max(0.3, 0.03 * haze * width / 4)
        small = cv2.GaussianBlur(small, (0, 0), sigma)
        soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
        plane = np.asarray(cv2.addWeighted(plane, 1 - min(1, 3 * haze), soft, min(1, 3 * haze), 0), dtype=np.uint8)
    onto = np.column_stack([np.eye(2) * scale, middle * (1 - scale)])
    return np.asarray(cv2.warpAffine(plane, onto, (width, height), borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def _glide(progress: float) -> float:
    """A gentler ease, without an apparent pause at either end."""
    return 0.4 * progress + 0.6 * progress * progress * (3 - 2 * progress)


def _planes(frame: Frame) -> tuple[Plane, Plane, Plane]:
    return frame.y, frame.u, frame.v

"""Synthetic product shots whose true mattes are known."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIDE = 600
Colour = tuple[int, int, int]
Draw = Callable[[ImageDraw.ImageDraw], None]


def bottle(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle([630, 645, 1170, 1560], 90, fill=255)
    draw.polygon([(660, 690), (1140, 690), (1005, 510), (795, 510)], fill=255)
    draw.rectangle([810, 300, 990, 540], fill=255)


def mug(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse([990, 705, 1470, 1245], fill=255)
    draw.ellipse([1088, 810, 1372, 1140], fill=0)
    draw.rounded_rectangle([495, 570, 1170, 1440], 75, fill=255)


def bag(draw: ImageDraw.ImageDraw) -> None:
    draw.arc([600, 270, 1200, 1290], 180, 360, fill=255, width=33)
    draw.rounded_rectangle([450, 750, 1350, 1470], 75, fill=255)


def shot(draw: Draw, colour: Colour, ground: Colour = (203, 190, 176)) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A shaded product with a soft shadow on a sweep, (SIDE, SIDE, 3), and its true opacity, 0 to 1."""
    random = np.random.default_rng(3)
    mask = Image.new("L", (SIDE * 3, SIDE * 3), 0)
    draw(ImageDraw.Draw(mask))
    matte = np.asarray(mask.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32) / np.float32(255)
    down, across = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    shade = (0.75 + 0.35 * np.sin(np.pi * across)) * (0.7 + 0.3 * cv2.GaussianBlur(matte, (0, 0), 12))
    shadow = cv2.GaussianBlur(np.roll(matte, (15, 22), (0, 1)), (0, 0), 14)
    front = np.array(colour) * shade[..., None]
    behind = np.array(ground) * ((1 - 0.2 * down) * (1 - 0.35 * shadow))[..., None]
    mixed = matte[..., None] * front + (1 - matte[..., None]) * behind + random.normal(0, 1.5, (SIDE, SIDE, 3))
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8), matte

// Where things are on the picture. Points are [x, y] in the picture's own pixels, placements as the project has them.

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** The name of a scene's whole picture, or of a shot of it. */
const spotOf = (scene, shot) => (shot ? `${scene}/${shot.id}` : scene);

/** A point of the product as it was shown at `from`, where the same point will be at `to`. */
function carried(point, from, to, size, zoom) {
  const turn = ((to.placement.rotation - from.placement.rotation) * Math.PI) / 180;
  const ratio = to.placement.scale / from.placement.scale;
  const x = (point[0] - from.foot[0]) * ratio, y = (point[1] - from.foot[1]) * ratio;
  return [
    from.foot[0] + (to.placement.x - from.placement.x) * zoom * size[0] + x * Math.cos(turn) - y * Math.sin(turn),
    from.foot[1] + (to.placement.y - from.placement.y) * zoom * size[1] + x * Math.sin(turn) + y * Math.cos(turn),
  ];
}

/** How many times larger than the placement says the product is shown: the camera and the movement together. */
function zoomOf(shown, size, aspect) {
  const [[left, top], [right, bottom]] = shown.corners;
  const across = shown.placement.scale * Math.min(...size) * Math.min(1, aspect);
  return Math.hypot(right - left, bottom - top) / across;
}

const distance = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);
const angle = (from, to) => (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;

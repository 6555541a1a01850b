"""What can be chosen for a shot: only what does something there."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from adforge_core.media.plates import PICTURES
from adforge_core.model.brief import Pose
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.shot_edits import is_end_card
from adforge_core.model.shots import MOST_BESIDE, Arrangement, Effect, Framing, Shot
from adforge_core.model.storyboard import Scene

_NEVER: Mapping[Pose, frozenset[Motion]] = {
    Pose.STANDING: frozenset((Motion.SWING,)),
    Pose.LYING: frozenset((Motion.SWING, Motion.ROLL_IN, Motion.DROP)),
    Pose.HANGING: frozenset((Motion.ROLL_IN, Motion.DROP, Motion.SPIN, Motion.POP, Motion.FLOAT)),
    Pose.LEANING: frozenset(Motion) - {Motion.STILL, Motion.PUSH},
    Pose.FLOATING: frozenset((Motion.SWING, Motion.ROLL_IN, Motion.DROP)),
}
"""How a product in each pose cannot move. One that leans on a wall stays there."""

_TOGETHER: tuple[tuple[Effect, ...], ...] = (
    (),
    *((effect,) for effect in Effect),
    *((Effect.PUNCH_IN, other) for other in Effect if other not in {Effect.PUNCH_IN, Effect.RETURN}),
    (Effect.RETURN, Effect.FOCUS_PULL),
    (Effect.RETURN, Effect.DUST),
    (Effect.RETURN, Effect.FOCUS_PULL, Effect.DUST),
    (Effect.FOCUS_PULL, Effect.DUST),
    (Effect.PUNCH_IN, Effect.FOCUS_PULL, Effect.DUST),
    (Effect.DUST, Effect.PRESS),
    (Effect.CONFETTI, Effect.PRESS),
)
"""The effects, and those that go together."""


def cameras_for(project: Project, scene: Scene, shot: Shot) -> tuple[CameraMove, ...]:
    """Returns the camera moves of a shot; none for words alone."""
    return () if _words_alone(project, scene, shot) else tuple(CameraMove)


def motions_for(project: Project, scene: Scene, shot: Shot) -> tuple[Motion, ...]:
    """Returns the movements of the product in a shot, by its pose; none where it cannot move.

    It cannot in a photo that fills the frame, beside other products, and in a split screen.
    """
    if shot.arrangement is not Arrangement.ONE or _words_alone(project, scene, shot) or _fills(project, shot):
        return ()
    return tuple(motion for motion in Motion if motion not in _NEVER[project.pose] or motion is shot.motion)


def effects_for(project: Project, scene: Scene, shot: Shot) -> tuple[tuple[Effect, ...], ...]:
    """Returns the effects of a shot, and those that go together; none where there are none.

    The camera and the focus are those of a still: a video has its own. Only an end card has a button.
    """
    closes = is_end_card(project, scene.id, shot.id) and bool(project.cta)
    none = frozenset(Effect) - ({Effect.PRESS} if closes else set())
    if _words_alone(project, scene, shot):
        never = frozenset(Effect)
    elif _fills(project, shot) or shot.arrangement is Arrangement.SPLIT:
        never = none
    else:
        take = scene.take
        film = take is not None and Path(take.media).suffix.lower() not in PICTURES
        flat = take is not None and not take.depth
        opens = project.scenes[0].shots[:1] == (shot,)
        off = {
            Effect.RETURN: not opens,
            Effect.PRESS: not closes,
            Effect.PUNCH_IN: film,
            Effect.FOCUS_PULL: film or flat,
        }
        never = frozenset(effect for effect, is_off in off.items() if is_off)
    found = tuple(effects for effects in _TOGETHER if not never & set(effects))
    return found if len(found) > 1 else ()


def arrangements_for(project: Project, scene: Scene, shot: Shot) -> tuple[Arrangement, ...]:
    """Returns what a shot can show: side by side only photos whose cut-outs stand on the set."""
    if _words_alone(project, scene, shot):
        return ()
    able = [Arrangement.ONE]
    if shot.arrangement is Arrangement.SIDE_BY_SIDE or rows_for(project, shot):
        able.append(Arrangement.SIDE_BY_SIDE)
    return (*able, Arrangement.SPLIT)


def rows_for(project: Project, shot: Shot) -> tuple[tuple[str, ...], ...]:
    """Returns the photos that can stand beside that of the shot: each alone, and by two."""
    product = project.product
    if product is None or _fills(project, shot):
        return ()
    own = product.photo_of(shot.photo)
    clean = [
        "" if photo is product else photo.photo
        for photo in product.photos
        if photo is not own and not photo.fills_frame_in(project.brief)
    ]
    return tuple(row for count in range(1, MOST_BESIDE + 1) for row in combinations(clean, count))


def _words_alone(project: Project, scene: Scene, shot: Shot) -> bool:
    return shot.framing is Framing.TYPE and bool(scene.super) and scene is not project.scenes[-1]


def _fills(project: Project, shot: Shot) -> bool:
    product = project.product
    return product is not None and product.photo_of(shot.photo).fills_frame_in(project.brief)

"""What people call a project's fields."""

import pytest

from adforge_core.model.brief import Brief
from adforge_core.model.project import Project
from adforge_core.model.shots import Shot
from adforge_core.model.storyboard import Role, Scene
from adforge_core.project.field_names import done_to, field_name

PROJECT = Project(
    name="Tea",
    brief=Brief(product="Tea"),
    scenes=tuple(
        Scene(id=id, role=Role.BENEFIT, frames=60, shots=(Shot(id="shot-1", frames=20), Shot(id="shot-n2", frames=40)))
        for id in ("scene-1", "scene-n1a2b3c4d")
    ),
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("scenes", "scene-n1a2b3c4d", "super"), "the headline of scene 2"),
        (("scenes", "scene-n1a2b3c4d", "placements", "9:16"), "the placement of scene 2"),
        (("scenes", "scene-n1a2b3c4d", "takes", "take-1", "prompt"), "the takes of scene 2"),
        (("scenes", "scene-n1a2b3c4d"), "scene 2"),
        (("scenes", 0, "frames"), "the length of scene 1"),
        (("scenes", "scene-nffffffff", "vo"), "the voiceover line of a deleted scene"),
        (("scenes", "order"), "the order of the scenes"),
        (("scenes", "scene-n1a2b3c4d", "shots", "shot-n2", "framing"), "the framing of shot 2 of scene 2"),
        (("scenes", "scene-1", "shots", "shot-1", "views", "9:16", "zoom"), "the view of shot 1 of scene 1"),
        (("scenes", 0, "shots", 1, "frames"), "the length of shot 2 of scene 1"),
        (("scenes", "scene-1", "shots", "shot-9"), "a deleted shot of scene 1"),
        (("scenes", "scene-1", "shots", "order"), "the order of the shots of scene 1"),
        (("scenes", "scene-1", "shots"), "the shots of scene 1"),
        (("scenes",), "the scenes"),
        (("brief", "brand", "palette", 3), "the brand's colours"),
        (("look", "grade", "warmth"), "the look"),
        (("brief", "audience"), "the audience"),
        (("brief", "scenes_planned"), "the scenes planned"),
    ],
)
def test_a_field_has_a_name_that_people_know(path: tuple[str | int, ...], name: str) -> None:
    assert field_name(path, PROJECT) == name


def test_what_another_window_did_names_each_once_and_what_it_deleted_apart() -> None:
    takes = [("scenes", "scene-1", "takes", take) for take in ("one", "two")]
    assert done_to(takes, PROJECT) == "changed the takes of scene 1"
    gone = [("scenes", "scene-1", "shots", "shot-9"), ("scenes", "scene-9", "super")]
    assert done_to(gone, PROJECT) == "deleted a shot of scene 1 and a scene"
    assert (
        done_to([*takes, ("name",), gone[0], ("brief", "offer")], PROJECT)
        == "changed the takes of scene 1, the name and the offer and deleted a shot of scene 1"
    )

"""What is wrong with an ad, as all who tell of it say it."""

from pathlib import Path

import pytest

from adforge_core.cli.answers import delivered as answer
from adforge_core.model.doubt import Doubt, DoubtKind
from adforge_core.model.edits import placed, with_brief, with_scene
from adforge_core.model.formats import Format
from adforge_core.model.placement import Motion, Placement
from adforge_core.model.project import Project
from adforge_core.model.value import Box
from adforge_core.pipeline import MadeAd, render_ad
from adforge_core.pipeline.delivered import delivered, problems_beside
from adforge_core.pipeline.estimate import Estimate
from adforge_core.pipeline.overlaps import Lettering, Overlaps, Written, overlaps_on
from adforge_core.pipeline.previews import overlaps_of
from adforge_core.pipeline.problems import project_problems
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.providers.registry import choose_providers
from adforge_core.work.cache import Cache
from tests.placed import begin_placed
from tests.posters import most_like

ON_THE_HEADLINE = Placement(x=0.5, y=0.5, scale=0.55)
HALF_OUT = Placement(x=1.0, y=0.55, scale=0.5)
SAID = [
    "Scene 1 in 9:16: The product and the headline overlap.",
    "Scene 2 in 9:16: Part of the product is outside the picture.",
]


def headline(first: int = 10, end: int = 50) -> Written:
    return Written(kind=Lettering.HEADLINE, box=Box(left=0.1, top=0.1, right=0.9, bottom=0.2), first=first, end=end)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    folder = begin_placed(Library(tmp_path_factory.mktemp("problems")), frames=40)
    folder.revisions.edit(lambda project: placed(project, ["scene-1"], ON_THE_HEADLINE))
    folder.revisions.edit(lambda project: placed(project, ["scene-2"], HALF_OUT))
    return folder


@pytest.fixture(scope="module")
def ad(folder: ProjectFolder, tmp_path_factory: pytest.TempPathFactory) -> MadeAd:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    return render_ad(folder.folder, providers=choose_providers(offline=True).providers, cache=cache)


@pytest.mark.parametrize(
    ("product", "frame", "found"),
    [
        (Box(left=0.2, top=0.3, right=0.8, bottom=0.6), 20, Overlaps()),
        (Box(left=0.2, top=0.15, right=0.8, bottom=0.6), 20, Overlaps(lettering=(Lettering.HEADLINE,))),
        (Box(left=0.2, top=0.15, right=0.8, bottom=0.6), 9, Overlaps()),
        (Box(left=0.2, top=0.15, right=0.8, bottom=0.6), 50, Overlaps()),
        (Box(left=0.5, top=0.3, right=1.1, bottom=0.6), 20, Overlaps(outside=True)),
        (Box(left=0.2, top=0.3, right=0.96, bottom=0.6), 20, Overlaps()),
    ],
)
def test_what_is_in_the_way_on_a_frame(product: Box, frame: int, found: Overlaps) -> None:
    areas = {"An app": Box(left=0, top=0.05, right=0.9, bottom=0.9)}
    assert overlaps_on(frame, product, [headline()], areas) == found


def test_words_that_an_app_covers_are_told_while_they_are_there() -> None:
    product, areas = Box(left=0.3, top=0.4, right=0.6, bottom=0.6), {"An app": Box(left=0, top=0.3, right=1, bottom=1)}
    assert overlaps_on(20, product, [headline()], areas).sentences == ("An app covers part of the words.",)
    assert overlaps_on(50, product, [headline()], areas).sentences == ()


def test_a_finished_ad_tells_what_is_in_the_way_scene_by_scene(folder: ProjectFolder, ad: MadeAd) -> None:
    assert [str(problem) for problem in ad.problems] == SAID
    made = delivered(folder, Format.VERTICAL)
    assert made is not None
    assert made.overlaps == ad.overlaps == overlaps_of(folder.media, folder.load())
    told = answer(ad, None, Estimate(requests=(), spent_usd=0, budget_usd=5))["checks"]["problems"]
    assert [problem for problem in told if problem.startswith("Scene")] == SAID


def test_the_poster_of_an_ad_without_shots_waits_for_its_words(folder: ProjectFolder, ad: MadeAd) -> None:
    first = folder.load().scenes[0]
    assert not first.shots
    later = first.frames * 3 // 5
    assert most_like(ad.poster, ad.master, (0, later)) == later


def test_it_is_known_of_the_file_where_it_was_delivered_and_of_no_other(ad: MadeAd, tmp_path: Path) -> None:
    assert [str(problem) for problem in problems_beside(ad.master)] == SAID
    copy = tmp_path / ad.master.name
    copy.write_bytes(ad.master.read_bytes())
    assert problems_beside(copy) == ()
    record = copy.with_suffix(".json")
    record.write_bytes(ad.master.with_suffix(".json").read_bytes())
    copy.write_bytes(b"another")
    assert problems_beside(copy) == ()
    record.write_text("[]")
    assert problems_beside(copy) == ()


def test_a_product_that_comes_in_from_outside_is_judged_once_it_is_there(folder: ProjectFolder) -> None:
    def outside(motion: Motion) -> list[str]:
        there = Placement(x=0.5, y=0.55, scale=0.4, motion=motion)
        return [
            str(problem) for problem in overlaps_of(folder.media, placed(folder.load(), ["scene-1", "scene-2"], there))
        ]

    assert outside(Motion.SLIDE_IN) == outside(Motion.RISE) == []


def about(project: Project) -> list[str]:
    return [str(problem) for problem in project_problems(project)]


def test_what_other_steps_know_is_told(folder: ProjectFolder) -> None:
    project = folder.load()
    assert about(project) == []
    assert about(with_scene(project, "scene-2", plate_prompt="A beach")) == [
        "Scene 2: It has changed since its background was made. Make the background again."
    ]
    assert about(with_scene(project, "scene-3", vo="Hello")) == ["Scene 3: Its voiceover line is not spoken."]
    earlier = with_brief(project.model_copy(update={"planned_from": "another"}), offer="Half price")
    assert about(earlier) == ["The ad: Its storyboard follows an earlier brief. Plan again to follow the current one."]
    assert project.product is not None
    framed = project.model_copy(update={"product": project.product.model_copy(update={"framed": True})})
    assert about(framed) == ["The ad: The product could not be cut out, so its photo is shown in a frame."]


def test_doubts_about_the_cut_out_are_problems_with_what_to_do(folder: ProjectFolder) -> None:
    project = folder.load()
    assert project.product is not None
    assert not project.product.doubtful
    note = Doubt(kind=DoubtKind.SMALL, said="It is small.", remedy="Use a larger photo.")
    noted = project.product.model_copy(update={"doubts": (note,)})
    assert not noted.doubtful
    assert about(project.model_copy(update={"product": noted})) == ["The cut-out: It is small. Use a larger photo."]
    assert noted.model_copy(update={"doubts": (note.model_copy(update={"spoils": True}),)}).doubtful

"""What a project knows of its ad's craft, and what is made of it."""

import numpy as np
import pytest

from adforge_core.model.brief import BrandKit
from adforge_core.model.doubt import Doubt, DoubtKind
from adforge_core.model.placement import CameraMove, Motion
from adforge_core.model.project import Project
from adforge_core.model.shots import Framing, Shot
from adforge_core.model.sound import BedTake, VoiceTake, Word
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback, Transition, TransitionKind
from adforge_core.model.value import Point
from adforge_core.pipeline.craft import AdFacts, Craft, ad_facts, product_shares
from adforge_core.pipeline.craft_goals import craft_report
from adforge_core.pipeline.filming import draw_bare, free_area, resolve
from adforge_core.pipeline.pictures import Picture
from adforge_core.project.folder import ProjectFolder
from adforge_core.project.library import Library
from adforge_core.stages.craft import FilmFacts
from tests.placed import begin_placed

CUTS = (20, 40, 64, 90, 120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ProjectFolder:
    """Three scenes of two seconds, cut into six shots; the second scene begins with a dissolve."""
    folder = begin_placed(Library(tmp_path_factory.mktemp("craft")))
    project = folder.load()
    first, second, third = project.scenes
    left = Point(x=0.36, y=0.56)
    shots = (
        Shot(id="a", frames=20, framing=Framing.CLOSE, camera=CameraMove.STILL),
        Shot(id="b", frames=20, framing=Framing.MEDIUM, place=left),
        Shot(id="c", frames=20, framing=Framing.DETAIL, camera=CameraMove.PULL),
    )
    more = (
        Shot(id="d", frames=30, framing=Framing.CLOSE, motion=Motion.PUSH),
        Shot(id="e", frames=30, framing=Framing.WIDE, motion=Motion.RISE),
    )
    dissolve = Transition(kind=TransitionKind.CROSSFADE, frames=8)
    scenes = (
        first.model_copy(update={"shots": shots, "super": "Holds everything you own", **said("The Box holds it all.")}),
        second.model_copy(update={"shots": more, "transition": dissolve, **said("A good morning!")}),
        third,
    )
    bed = BedTake(track="t", tempo=90, beats=(0.0, 20 / 30, 40 / 30, 2.0, 100 / 30, 4.0), media="m.wav", provider="p")
    sound = project.sound.model_copy(update={"bed": bed})
    brand = BrandKit(name="Acme & Sons", palette=("#c8102e",))
    brief = project.brief.model_copy(update={"brand": brand, "product": "Big Blue Box"})
    folder.revisions.replace(
        project.model_copy(update={"scenes": scenes, "sound": sound, "brief": brief, "cta": "Get the box"})
    )
    return folder


def said(line: str) -> dict[str, object]:
    words = tuple(Word(text=word, start=0.2 * at, end=0.2 * at + 0.15) for at, word in enumerate(line.split()))
    voice = VoiceTake(line=line, voice="v", speed=1, media="v.wav", seconds=1, words=words, provider="p")
    return {"vo": line, "voice": voice, "voice_frame": 6}


def film(**known: object) -> FilmFacts:
    """A film with an onset on each cut but two."""
    facts = {"frames": 180, "cuts": CUTS, "still_share": 0.3, "longest_still_s": 1, "longest_still_from_s": 2}
    return FilmFacts.model_validate({**facts, "onsets": [cut / 30 + 0.03 for cut in CUTS[:3]], **known})


@pytest.fixture(scope="module")
def ad(folder: ProjectFolder) -> AdFacts:
    return ad_facts(folder.media, folder.load(), film())


def test_cuts_framings_beats_and_onsets_are_counted(ad: AdFacts) -> None:
    assert ad.cuts == CUTS
    assert ad.framings == 4  # the first close shot comes again, and so does the wide one
    assert (ad.mean_shot_s, ad.longest_shot_s) == (1.0, 2.0)
    assert (ad.most_shots, ad.first_shots) == (6, 6)
    assert (ad.cuts_on_beats, ad.cuts_heard) == (0.6, 0.6)
    assert ad.heard_by_chance == pytest.approx(3 * 3 / 180, abs=0.02)


def test_the_products_share_is_that_of_its_pixels(folder: ProjectFolder) -> None:
    project, media = folder.load(), folder.media
    shares = product_shares(media, project)
    assert len(shares) == 180
    for index, frame in ((0, 0), (0, 30), (0, 55), (1, 10), (1, 59), (2, 30)):
        picture = Picture.of(project, index)
        comp = draw_bare(resolve(picture, free_area(picture, media), media), media, (540, 960))
        wanted = float(np.mean(comp.opaque(frame)))
        assert shares[60 * index + frame] == pytest.approx(wanted, abs=0.012), (index, frame)
    assert shares[90] < shares[110] / 4  # it fades in


def test_the_first_frame_counts_only_a_product_that_is_there(folder: ProjectFolder) -> None:
    project = folder.load()
    whole = ad_facts(folder.media, project, film()).product_share_first
    first = project.scenes[0]
    entering = first.model_copy(
        update={"shots": (first.shots[0].model_copy(update={"motion": Motion.SLIDE_IN}), *first.shots[1:])}
    )
    assert whole > 0.2
    branded = entering.model_copy(update={"branded": True})
    facts = ad_facts(folder.media, project.with_scene(branded), film())
    assert facts.product_share_first == 0
    assert facts.brand_seen_s == 0, "small, above the super"


def test_words_are_found_where_they_are_said_and_shown(ad: AdFacts) -> None:
    assert ad.said_twice == (2,)
    assert ad.supers == 3
    assert ad.speech_s == pytest.approx(0.2)
    # By its kind: "The Box".
    assert ad.product_said_s == pytest.approx(0.4)
    assert ad.product_written_s == pytest.approx(0.2)  # with the words around it
    assert ad.brand_said_s is None
    assert ad.brand_seen_s is not None
    assert 4 <= ad.brand_seen_s < 5
    assert ad.call_said_s is None
    assert ad.call_written_s is not None
    assert ad.product_seen_s == 0


def test_each_figure_that_falls_short_says_what_to_change(ad: AdFacts) -> None:
    report = craft_report(Craft(film=film(cuts=CUTS[:3], brand_share=0.002, brand_share_close=0.0), ad=ad))
    short = {check.id: check for check in report.checks if not check.good}
    assert {
        "cuts_seen",
        "brand_colour",
        "cuts_on_beats",
        "cuts_heard",
        "said_twice",
        "brand_said",
        "call_said",
        "product_share",
    } == set(short)
    assert all(check.to_do.endswith(".") for check in short.values())
    assert report.good == len(report.checks) - 8
    assert len(report.problems) == 8
    assert "super and captions say the same in scene 2" in " ".join(report.problems)
    assert report.cuts_a_minute == 50
    assert report.abcd["dynamic_start"]
    assert report.abcd["quick_pacing_first_5_s"]
    assert not report.abcd["brand_said"]


def test_goals_follow_the_style_and_the_length(ad: AdFacts) -> None:
    cuts = (66, 160, 240, 330, 420, 510, 600, 690, 780)
    slow = ad.model_copy(update={"frames": 900, "cuts": cuts, "most_shots": 3})
    found = {check.id: check for check in craft_report(Craft(film=film(), ad=slow)).checks}
    assert found["cuts_a_minute"].good
    assert found["first_cut"].good
    assert "shots_in_5_s" not in found
    assert (found["framings"].goal, found["framings"].good) == ("at least 8", False)
    bold = {
        check.id: check
        for check in craft_report(Craft(film=film(), ad=slow.model_copy(update={"style": "bold"}))).checks
    }
    assert not bold["cuts_a_minute"].good
    assert not bold["first_cut"].good
    assert not bold["shots_in_5_s"].good


def test_doubts_about_the_cut_out_are_among_the_checks(folder: ProjectFolder) -> None:
    project: Project = folder.load()
    assert project.product is not None
    framed = project.model_copy(update={"product": project.product.model_copy(update={"framed": True})})
    [doubt] = ad_facts(folder.media, framed, film()).doubts
    assert "could not be cut out" in doubt
    note = Fallback(stage=Stage.CUTOUT, wanted="a cut-out", used="the photo", why="It is see-through.")
    noted = framed.model_copy(update={"fallbacks": (note,)})
    assert ad_facts(folder.media, noted, film()).doubts == ("It is see-through.",)
    seen = Doubt(kind=DoubtKind.PIECES, said="Something lies beside it.", remedy="Erase it.")
    doubted = project.model_copy(update={"product": project.product.model_copy(update={"doubts": (seen,)})})
    assert ad_facts(folder.media, doubted, film()).doubts == ("Something lies beside it. Erase it.",)


def test_without_a_project_only_the_file_speaks() -> None:
    report = craft_report(Craft(film=film()), "Name its project.")
    assert (report.cuts_a_minute, report.checks, report.abcd) == (50, (), {})
    assert report.unknown == "Name its project."

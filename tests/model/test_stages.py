import pytest

from adforge_core.model.stages import ABOUT, Stage, Step, thing_made


def test_every_stage_is_described() -> None:
    assert set(ABOUT) == set(Stage)
    for about in ABOUT.values():
        assert about.label[0].isupper()
        assert about.thing
        assert bool(about.wanted) == bool(about.fallback)
        assert about.seconds is None or about.seconds > 0
        assert about.service_seconds is None or about.service_seconds > 0


def test_no_two_stages_are_called_the_same() -> None:
    assert len({about.label for about in ABOUT.values()}) == len(Stage)
    assert len({about.thing for about in ABOUT.values()}) == len(Stage)


def test_saved_names_of_stages_and_steps_stay() -> None:
    saved = {
        "cutout", "matte", "plan", "voice", "bed", "plate", "placement", "cast", "titles", "segment", "transition",
        "mix", "loudness", "master", "poster", "fidelity", "variants", "still", "loop", "animatic", "animatic sound",
        "sound", "rewrite", "revise", "pack", "unpack",
    }  # fmt: skip
    assert saved <= {stage.value for stage in Stage}
    assert [step.value for step in Step] == ["brief", "storyboard", "backgrounds", "placement", "sound", "deliver"]


@pytest.mark.parametrize(("saved", "shown"), [("plate", "background"), ("bed", "music"), ("hologram", "hologram")])
def test_a_saved_stage_is_said_in_words_and_an_unknown_one_by_its_name(saved: str, shown: str) -> None:
    assert thing_made(saved) == shown

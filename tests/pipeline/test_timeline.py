"""The ad as a timeline shows it."""

from pathlib import Path

from adforge_core.model.edits import with_scene, with_sound
from adforge_core.model.shots import Framing, Shot
from adforge_core.model.sound import BedTake, VoiceTake, Word
from adforge_core.pipeline.timeline import timeline
from adforge_core.project.library import Library
from tests.placed import begin_placed


def test_everything_is_on_the_frame_on_which_it_is_seen_or_heard(tmp_path: Path) -> None:
    project = begin_placed(Library(tmp_path), plates=False).load()
    shots = (Shot(id="a", frames=25, framing=Framing.WIDE), Shot(id="b", frames=35, framing=Framing.CLOSE))
    words = (Word(text="Hot", start=0.0, end=0.31), Word(text="tea.", start=0.31, end=0.69))
    voice = VoiceTake(line="Hot tea.", voice="v", speed=1, media="m", seconds=0.7, words=words, provider="p")
    bed = BedTake(track="t", frames=180, tempo=120, beats=(0.5, 1.0), media="m", provider="p")
    project = with_sound(with_scene(project, "scene-2", shots=shots, voice=voice, voice_frame=6), bed=bed)
    shown = timeline(project)
    assert (shown.frames, shown.beats, shown.accents) == (180, (15, 30), ())
    first, second, last = shown.scenes
    assert [(scene.first, scene.frames) for scene in shown.scenes] == [(0, 60), (60, 60), (120, 60)]
    assert [(shot.first, shot.frames) for scene in shown.scenes for shot in scene.shots] == [
        (0, 60),
        (60, 25),
        (85, 35),
        (120, 60),
    ]
    assert second.voice is not None
    assert (second.voice.first, second.voice.frames, second.voice.text) == (66, 21, "Hot tea.")
    assert [(word.first, word.frames) for word in second.words] == [(66, 9), (75, 12)]
    assert [(one.first, one.text) for one in second.captions] == [(66, "Hot tea.")]
    assert first.voice is last.voice is None
    heard = timeline(with_sound(project, accents=True)).accents
    assert heard
    assert heard == tuple(sorted(heard, key=lambda one: one.first))
    assert all(0 <= one.first < 180 and one.text for one in heard)

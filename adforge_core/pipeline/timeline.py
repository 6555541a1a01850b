"""The ad as a timeline shows it: what is seen, said and heard on which frame."""

from collections.abc import Iterator

from adforge_core.model.project import Project
from adforge_core.model.shots import first_frames
from adforge_core.model.storyboard import Scene
from adforge_core.model.value import Value, frames_in
from adforge_core.pipeline.accents import accents_of
from adforge_core.pipeline.sound import beats_of
from adforge_core.stages.captions import cues


class Span(Value):
    """A stretch of the ad that begins on the frame `first` and lasts `frames`; `text` is what is said in it, if any."""

    first: int
    frames: int
    text: str = ""


class SceneSpan(Span):
    """A scene on the timeline. `shots` are the spans of its shots, at least one.

    `voice` is the stretch its voice speaks in, None where nobody does; `words` are the words spoken in it.
    """

    scene: str
    shots: tuple[Span, ...]
    voice: Span | None = None
    words: tuple[Span, ...] = ()
    captions: tuple[Span, ...] = ()


class Timeline(Value):
    """What the ad shows and plays on which frame, at 30 a second.

    `beats` are the frames of the music's beats: the first and every fourth are downbeats. `accents` are the sounds on
    cuts and words; an accent's span lasts one frame and its text names the sound.
    """

    frames: int
    scenes: tuple[SceneSpan, ...]
    beats: tuple[int, ...] = ()
    accents: tuple[Span, ...] = ()


def timeline(project: Project) -> Timeline:
    """Returns the ad as a timeline shows it. Nothing is made: what is not there yet, such as a voice, is left out."""
    return Timeline(
        frames=project.frames,
        scenes=tuple(_spans(project)),
        beats=beats_of(project.sound.bed),
        accents=tuple(
            Span(first=one.frame, frames=1, text=one.accent.value)
            for one in accents_of(project)
            if one.frame < project.frames
        ),
    )


def _spans(project: Project) -> Iterator[SceneSpan]:
    first = 0
    for scene in project.scenes:
        shots = scene.coverage
        yield SceneSpan(
            scene=scene.id,
            first=first,
            frames=scene.frames,
            shots=tuple(
                Span(first=first + at, frames=shot.frames)
                for at, shot in zip(first_frames(shot.frames for shot in shots), shots, strict=True)
            ),
            **_spoken(scene, first),
        )
        first += scene.frames


def _spoken(scene: Scene, first: int) -> dict[str, Span | tuple[Span, ...]]:
    if scene.voice is None:
        return {}
    begin, take = first + scene.voice_frame, scene.voice
    return {
        "voice": Span(first=begin, frames=max(1, frames_in(take.seconds)), text=take.line),
        "words": tuple(
            Span(first=begin + start, frames=max(1, frames_in(word.end) - start), text=word.text)
            for word in take.words
            for start in (frames_in(word.start),)
        ),
        "captions": tuple(
            Span(first=first + cue.first, frames=cue.end - cue.first, text=cue.text)
            for cue in cues(take, scene.voice_frame, scene.frames)
        ),
    }

"""The reference ad as somebody would make it with MoviePy, or with one ffmpeg filter graph.

Both get the same videos, cut-out, words, crossfades, voice and music and the studio's x264 settings. They do less: no
shadow or reflection, no measuring of what is behind words, no loudness target.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from adforge_core.media.assets import asset
from adforge_core.media.ffmpeg import run
from adforge_core.model.sound import Cue
from adforge_core.model.value import FPS, seconds
from adforge_core.pipeline.previews import Preview
from adforge_core.stages.captions import cues
from benchmarks.figures import Bench
from benchmarks.reference import FADE, SIZE

_SUPER_SIZE, _SUPER_Y = 84, 300
_CAPTION_SIZE, _CAPTION_Y = 48, 1180
_TRAVEL = 40
"""How many pixels the product drifts to the right over a scene."""


@dataclass(frozen=True)
class Part:
    """One scene as a peer gets it: files, places in pixels, captions in frames of the scene."""

    video: Path
    frames: int
    product: Path
    x: int
    y: int
    super: str
    captions: tuple[Cue, ...]
    voice: Path
    voice_frame: int


@dataclass(frozen=True)
class Parts:
    """The whole ad as a peer gets it."""

    scenes: tuple[Part, ...]
    bed: Path
    headline: Path
    text: Path

    @classmethod
    def of(cls, bench: Bench, place: Path) -> "Parts":
        """The reference ad; the product at its size in each scene is written to `place`."""
        folder, project, preview = bench.folder, bench.project, Preview()
        assert project.product is not None
        assert project.sound.bed is not None
        assert project.look is not None
        scenes = []
        for index, scene in enumerate(project.scenes):
            placement = preview.automatic(folder.media, project, index)
            assert scene.take is not None
            assert scene.voice is not None
            product = place / f"product-{index}.png"
            with Image.open(folder.media.local(project.product.cutout)) as picture:
                scale = placement.scale * min(SIZE) / max(picture.size)
                size = round(picture.width * scale), round(picture.height * scale)
                picture.convert("RGBA").resize(size, Image.Resampling.LANCZOS).save(product)
            scenes.append(
                Part(
                    video=folder.media.local(scene.take.media),
                    frames=scene.frames,
                    product=product,
                    x=round(placement.x * SIZE[0] - size[0] / 2 - _TRAVEL / 2),
                    y=round(placement.y * SIZE[1] - size[1]),
                    super=scene.super,
                    captions=cues(scene.voice, scene.voice_frame, scene.frames),
                    voice=folder.media.local(scene.voice.media),
                    voice_frame=scene.voice_frame,
                )
            )
        type = project.look.type
        headline, text = (asset("fonts", f"{face}.ttf") for face in (type.headline, type.text))
        return cls(tuple(scenes), folder.media.local(project.sound.bed.media), headline, text)

    def starts(self) -> list[int]:
        """The ad's frame on which each scene starts."""
        return [sum(scene.frames for scene in self.scenes[:index]) for index in range(len(self.scenes))]


def moviepy_clip(parts: Parts) -> Any:
    """The ad as MoviePy's user guide composes: a composite a scene, faded and put one after the other, with sound."""
    import moviepy as mp

    clips = []
    for index, part in enumerate(parts.scenes):
        length = seconds(part.frames + (FADE if index < len(parts.scenes) - 1 else 0))
        plate = mp.VideoFileClip(str(part.video), audio=False).subclipped(0, length)

        def drift(t: float, part: Part = part) -> tuple[float, float]:
            return part.x + _TRAVEL * t / seconds(part.frames), part.y

        product = mp.ImageClip(str(part.product)).with_duration(length).with_position(drift)
        words = [_text(part.super, parts.headline, _SUPER_SIZE, _SUPER_Y, 0, part.frames)]
        words += [_text(cue.text, parts.text, _CAPTION_SIZE, _CAPTION_Y, cue.first, cue.end) for cue in part.captions]
        scene = mp.CompositeVideoClip([plate, product, *words], size=SIZE).with_duration(length)
        clips.append(scene.with_effects([mp.vfx.CrossFadeIn(seconds(FADE))] if index else []))
    film = mp.concatenate_videoclips(clips, padding=-seconds(FADE), method="compose")
    bed = mp.AudioFileClip(str(parts.bed)).with_effects([mp.afx.MultiplyVolume(0.35)])
    voices = [
        mp.AudioFileClip(str(part.voice)).with_start(seconds(start + part.voice_frame))
        for part, start in zip(parts.scenes, parts.starts(), strict=True)
    ]
    return film.with_audio(mp.CompositeAudioClip([bed, *voices]))


def _text(words: str, font: Path, size: int, y: int, first: int, end: int) -> Any:
    import moviepy as mp

    clip = mp.TextClip(font=str(font), text=words, font_size=size, color="white", method="label", margin=(10, 20))
    return clip.with_start(seconds(first)).with_duration(seconds(end - first)).with_position(("center", y))


def filter_graph(parts: Parts, place: Path, out: Path, encoder: Sequence[str]) -> None:
    """Writes the ad to `out` with a single ffmpeg: overlay, drawtext, xfade, sidechain ducking."""
    inputs: list[str | Path] = []
    graph = []
    for index, part in enumerate(parts.scenes):
        length = part.frames + (FADE if index < len(parts.scenes) - 1 else 0)
        inputs += ["-i", part.video, "-loop", "1", "-framerate", str(FPS), "-i", part.product]
        drift = f"x='{part.x}+{_TRAVEL}*n/{part.frames}':y={part.y}:shortest=1"
        words = [_drawn(part.super, parts.headline, _SUPER_SIZE, _SUPER_Y, 0, part.frames, place / f"s{index}.txt")]
        for number, cue in enumerate(part.captions):
            file = place / f"c{index}-{number}.txt"
            words.append(_drawn(cue.text, parts.text, _CAPTION_SIZE, _CAPTION_Y, cue.first, cue.end, file))
        graph.append(f"[{2 * index}:v]trim=end_frame={length},setpts=PTS-STARTPTS[plate{index}]")
        graph.append(f"[plate{index}][{2 * index + 1}:v]overlay={drift},{','.join(words)},settb=1/{FPS}[scene{index}]")
    film = "scene0"
    for index, start in enumerate(parts.starts()[1:], 1):
        graph.append(f"[{film}][scene{index}]xfade=duration={seconds(FADE)}:offset={seconds(start)}[film{index}]")
        film = f"film{index}"
    sounds = 2 * len(parts.scenes)
    for index, (part, start) in enumerate(zip(parts.scenes, parts.starts(), strict=True)):
        inputs += ["-i", part.voice]
        late = round(1000 * seconds(start + part.voice_frame))
        graph.append(f"[{sounds + index}:a]aresample=48000,adelay={late}:all=1[line{index}]")
    lines = "".join(f"[line{index}]" for index in range(len(parts.scenes)))
    inputs += ["-i", parts.bed]
    graph.append(f"{lines}amix=inputs={len(parts.scenes)}:normalize=0,apad,asplit[voice][key]")
    graph.append(f"[{sounds + len(parts.scenes)}:a]volume=0.35[bed];[bed][key]sidechaincompress[low]")
    graph.append("[voice][low]amix=inputs=2:normalize=0:duration=shortest[sound]")
    outputs = ["-map", f"[{film}]", "-map", "[sound]", "-pix_fmt", "yuv420p", *encoder]
    run([*inputs, "-filter_complex", ";".join(graph), *outputs, "-c:a", "aac", "-b:a", "192k", "-shortest", out])


def _drawn(words: str, font: Path, size: int, y: int, first: int, end: int, file: Path) -> str:
    file.write_text(words, "utf-8")
    when = rf"enable='between(n\,{first}\,{end - 1})'"
    return f"drawtext=fontfile={font}:textfile={file}:fontsize={size}:fontcolor=white:x=(w-tw)/2:y={y}:{when}"

"""The checks of a finished ad, in words a marketer can use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from adforge_core.model.channels import channels
from adforge_core.model.formats import Format
from adforge_core.model.project import Project
from adforge_core.model.stages import Stage
from adforge_core.model.storyboard import Fallback
from adforge_core.model.value import FPS
from adforge_core.pipeline.craft_goals import CraftReport
from adforge_core.pipeline.delivered import Delivered
from adforge_core.pipeline.problems import project_problems
from adforge_core.stages.check import (
    BLACK_TOO_LONG_S,
    FROZEN_TOO_LONG_S,
    LUFS,
    SILENT_TOO_LONG_S,
    TRUE_PEAK_DB,
    MasterFacts,
    Stretch,
)
from pages.parts.kit.words import named, sentence

SEEN_BY_NOBODY = 1.0
"""CIEDE2000: a smaller difference is not seen even side by side."""

SEEN_BY_FEW = 2.3
"""CIEDE2000: about where a difference begins to be noticed."""

_MARKS = {True: "good", False: "look", None: "other"}

_CODECS = {"h264": "H.264", "hevc": "H.265", "aac": "AAC"}


@dataclass(frozen=True)
class Line:
    """One check: its name, what was found, and whether that is `good`; None where it is neither good nor bad."""

    good: bool | None
    name: str
    said: str


def report(facts: MasterFacts, fidelity: float | None, untrue: str = "") -> Iterator[Line]:
    """The facts of a master, one line each."""
    shapes = {format.size: format.value for format in Format}
    shape = shapes.get((facts.width, facts.height))
    yield Line(shape is not None, "Picture", f"{facts.width} by {facts.height} pixels{f', {shape}' if shape else ''}")
    even = "steady" if facts.steady else "uneven"
    yield Line(facts.steady and abs(facts.fps - FPS) < 0.01, "Frame rate", f"{facts.fps:g} frames per second, {even}")
    sound_s = facts.audio_duration_s
    apart = sound_s is not None and abs(sound_s - facts.duration_s) > 1 / FPS
    yield Line(
        not apart, "Length", f"{facts.duration_s:.1f} s" + (f", but the sound is {sound_s:.1f} s" if apart else "")
    )
    if fidelity is not None:
        yield _true(fidelity, untrue)
    if facts.lufs is not None:
        yield Line(
            LUFS[0] <= facts.lufs <= LUFS[1],
            "Loudness",
            f"{_number(facts.lufs)} LUFS (target {_number(-14)})",
        )
    if facts.true_peak_db is not None:
        high = facts.true_peak_db > TRUE_PEAK_DB
        why = "may distort" if high else "no distortion"
        yield Line(not high, "Peak level", f"{_number(facts.true_peak_db)} dBTP, {why}")
    yield _stretches("Silence", facts.silence, SILENT_TOO_LONG_S, "none")
    yield _stretches("Black picture", facts.black, BLACK_TOO_LONG_S, "none")
    yield _stretches("Frozen picture", facts.frozen, FROZEN_TOO_LONG_S, "none")
    yield from _coded(facts)


def known(project: Project, made: Delivered) -> Iterator[Line]:
    """What is wrong with the finished ad, and with the project as it is now, one line each."""
    for problem in (*(made.overlaps or ()), *project_problems(project)):
        yield Line(False, problem.about, problem.said)


def craft_lines(found: CraftReport) -> Iterator[Line]:
    """The craft of the ad: first what falls short and what to change, then what is as it should be."""
    for check in sorted(found.checks, key=lambda check: check.good):
        # What falls short is no fault: it is marked like what is neither good nor bad.
        yield Line(check.good or None, check.name, check.said if check.good else f"{check.said}. {check.to_do}")


def channel_problems(facts: MasterFacts) -> list[Line]:
    """The channels of the master's own shape that it does not fit."""
    own = {channel.name for channel in channels() if channel.format.size == (facts.width, facts.height)}
    return [line for line in channel_lines(facts) if line.name in own and not line.good]


def channel_lines(facts: MasterFacts) -> Iterator[Line]:
    """Whether the master fits each channel, and if not, why. That a channel takes another format is no fault."""
    size, megabytes = (facts.width, facts.height), facts.size_bytes / 1e6
    for channel in channels():
        misfits = list(channel.misfits(size, facts.duration_s, megabytes, facts.bitrate_kbps))
        other = channel.format.size != size
        yield Line(None if other and misfits else not misfits, channel.name, "; ".join(misfits) or "fits")


def replaced(project: Project) -> Iterator[str]:
    """Everything in the ad that was replaced by a fallback, one sentence each."""
    for note in project.fallbacks:
        yield f"The ad: {instead(note)}"
    for number, scene in enumerate(project.scenes, 1):
        for note in scene.fallbacks:
            yield f"Scene {number}: {instead(note)}"


def replanned(project: Project) -> Iterator[str]:
    """What in the storyboard differs from its plan, and what to do about it, a sentence or two each."""
    for note in (note for note in project.fallbacks if note.stage is Stage.PLAN):
        if note.wanted.startswith(Stage.PLAN.about.wanted):
            yield (
                f"Planning failed, so this is {named(note.used)}. {note.why} Plan again, or write the scenes yourself."
            )
        else:
            yield instead(note)
    for number, scene in enumerate(project.scenes, 1):
        yield from (f"Scene {number}: {instead(note)}" for note in scene.fallbacks if note.stage is Stage.PLAN)


def instead(note: Fallback) -> str:
    """What was used instead of what, and why, as sentences."""
    return f"{sentence(named(note.used))} instead of {named(note.wanted)}. {note.why}"


def as_list(lines: Iterable[Line], kind: str = "") -> str:
    """The lines as HTML; `kind` "named" is for long names. What is wrong is marked in words, too."""
    rows = [
        f"<li class='{_MARKS[line.good]}'><span>{escape(line.name)}</span>"
        f"<b>{'<i>Look at this: </i>' if line.good is False else ''}{escape(line.said)}</b></li>"
        for line in lines
    ]
    return f"<ul class='adforge-report {kind}'>{''.join(rows)}</ul>"


def _true(difference: float, untrue: str) -> Line:
    if untrue:
        said = untrue
    elif difference < SEEN_BY_NOBODY:
        said = "no visible difference"
    elif difference < SEEN_BY_FEW:
        said = "hardly a visible difference"
    else:
        said = "its colours have shifted"
    return Line(not untrue and difference < SEEN_BY_FEW, "True to your photo", f"{said} (ΔE {difference:.1f})")


def _stretches(name: str, found: Sequence[Stretch], too_long: float, none: str) -> Line:
    long = [stretch for stretch in found if stretch.seconds >= too_long]
    if not long:
        return Line(True, name, none)
    return Line(False, name, ", ".join(f"{each.start:.1f} s to {each.end:.1f} s" for each in long))


def _coded(facts: MasterFacts) -> Iterator[Line]:
    seen = (facts.video_codec, facts.profile, facts.pixel_format)
    tagged = {facts.primaries, facts.transfer, facts.matrix} == {"bt709"} and facts.colour_range == "tv"
    colours = "BT.709" if tagged else "colours not tagged as BT.709"
    said = f"{_CODECS.get(facts.video_codec, facts.video_codec)} {facts.profile}, {facts.pixel_format}, {colours}"
    yield Line(tagged and seen == ("h264", "High", "yuv420p"), "Video codec", said)
    if facts.audio_codec is None:
        yield Line(False, "Audio codec", "there is no sound")
    else:
        heard = (facts.audio_codec, facts.audio_rate, facts.channels)
        ways = {1: "mono", 2: "stereo"}.get(facts.channels or 0, f"{facts.channels} channels")
        codec = _CODECS.get(facts.audio_codec, facts.audio_codec)
        said = f"{codec} {ways}, {(facts.audio_rate or 0) / 1000:g} kHz, {facts.audio_bitrate_kbps or 0:.0f} kb/s"
        yield Line(heard == ("aac", 48_000, 2), "Audio codec", said)
    begins = "plays while it loads" if facts.faststart else "plays only when fully loaded"
    yield Line(facts.faststart, "File", f"{facts.size_bytes / 1e6:.1f} MB, {begins}")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-", "\N{MINUS SIGN}")

"""What the craft of an ad should be, by its style, and what to change where it falls short."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from pydantic import Field

from adforge_core.model.brief import Style
from adforge_core.model.value import FPS, Value, seconds
from adforge_core.pipeline.craft import WINDOW_S, AdFacts, Craft
from adforge_core.stages.craft import FilmFacts


@dataclass(frozen=True)
class Goals:
    """The goals of a style. Shares are 0 to 1, times in seconds.

    `framings` is for an ad of 30 s: a shorter one needs fewer. `shots_in_5_s` is None for styles that look longer.
    `cuts_unseen` is how far the cuts found in the picture may be from those of the project.
    """

    cuts_a_minute: float
    first_cut_s: float
    mean_shot_s: float
    shots_in_5_s: int | None
    still_share: float
    cuts_unseen: float = 0.05
    longest_shot_s: float = 4.0
    framings: int = 8
    product_share: float = 0.25
    product_share_first: float = 0.2
    longest_still_s: float = 2.0
    brand_share: float = 0.01
    cuts_on_beats: float = 0.8
    cuts_heard: float = 0.8
    soon_s: float = WINDOW_S


GOALS: Mapping[Style, Goals] = {
    Style.BOLD: Goals(cuts_a_minute=30, first_cut_s=1.5, mean_shot_s=2, shots_in_5_s=5, still_share=0.35),
    Style.ENERGETIC: Goals(cuts_a_minute=30, first_cut_s=1.5, mean_shot_s=2, shots_in_5_s=5, still_share=0.35),
    Style.MINIMAL: Goals(cuts_a_minute=18, first_cut_s=2.5, mean_shot_s=3, shots_in_5_s=None, still_share=0.6),
    Style.LUXURY: Goals(cuts_a_minute=18, first_cut_s=2.5, mean_shot_s=3.5, shots_in_5_s=None, still_share=0.6),
}
"""Fast styles are cut like a feed, where 18 cuts a minute are slow. The others look longer, but never stand still."""


class CraftCheck(Value):
    """One figure of an ad's craft against its goal.

    `value` is the figure, `said` the same in words, `goal` what it should be. `to_do` is a sentence that says what to
    change; it is empty if the figure is `good`.
    """

    id: str
    name: str
    value: float | None
    said: str
    goal: str
    good: bool
    to_do: str = ""


class CraftReport(Value):
    """The craft of an ad: the facts it was judged by, its checks, and how many of them are `good`.

    `cuts_a_minute` is the project's, or else what was found in the file. `problems` are what falls short, a sentence or
    two each. `abcd` holds the points of YouTube's ABCD scorer that can be known. Without a project, only the file's
    facts are known, and there are no checks; `unknown` says why.
    """

    film: FilmFacts
    ad: AdFacts | None
    cuts_a_minute: float
    checks: tuple[CraftCheck, ...] = ()
    abcd: dict[str, bool] = Field(default_factory=dict)
    good: int = 0
    problems: tuple[str, ...] = ()
    unknown: str = ""


def craft_report(craft: Craft, unknown: str = "") -> CraftReport:
    """Returns the report on an ad's craft. `unknown` says why there is no project, if there is none."""
    ad, film = craft.ad, craft.film
    checks = tuple(_checks(film, ad)) if ad else ()
    return CraftReport(
        film=film,
        ad=ad,
        cuts_a_minute=round(_a_minute(ad or film), 2),
        checks=checks,
        abcd=abcd(ad) if ad else {},
        good=sum(check.good for check in checks),
        problems=tuple(f"{check.name}: {check.said}. {check.to_do}" for check in checks if not check.good),
        unknown=unknown,
    )


def abcd(ad: AdFacts) -> dict[str, bool]:
    """Returns the points of YouTube's ABCD scorer that a project knows, and whether the ad has them."""
    points = {
        "dynamic_start": _first_cut_s(ad) < 3,
        "quick_pacing": ad.most_shots >= 5,
        "quick_pacing_first_5_s": ad.first_shots >= 5,
        "overall_pacing": ad.mean_shot_s < 2,
        "supers": ad.supers > 0,
        "speech_first_5_s": _by(ad.speech_s, WINDOW_S),
        "call_to_action_said": ad.call_said_s is not None,
        "call_to_action_written": ad.call_written_s is not None,
    }
    for thing in ("brand_seen", "brand_said", "product_seen", "product_said", "product_written"):
        when = getattr(ad, f"{thing}_s")
        points |= {thing: when is not None, f"{thing}_first_5_s": _by(when, WINDOW_S)}
    return points


def _checks(film: FilmFacts, ad: AdFacts) -> Iterator[CraftCheck]:
    goals = GOALS[ad.style]
    yield from _cutting(film, ad, goals)
    yield from _picture(film, ad, goals)
    yield from _sound(ad, goals)
    yield from _words(ad, goals)


def _cutting(film: FilmFacts, ad: AdFacts, goals: Goals) -> Iterator[CraftCheck]:
    shorter = "On Storyboard, divide the longest shots."
    yield _least("cuts_a_minute", "Cuts a minute", _a_minute(ad), goals.cuts_a_minute, shorter)
    known, found = len(ad.cuts), len(film.cuts)
    yield _check(
        "cuts_seen",
        "Cuts that are seen",
        found,
        f"{found} of {known}" if found <= known else f"{found}, but there are {known}",
        f"{known}",
        abs(found - known) <= goals.cuts_unseen * known,
        "Shots look like their neighbours, or something in a shot looks like a cut. Give neighbours other framings.",
    )
    yield _most_s("first_cut", "First cut", _first_cut_s(ad), goals.first_cut_s, "Shorten the first shot.")
    yield _most_s("longest_shot", "Longest shot", ad.longest_shot_s, goals.longest_shot_s, shorter)
    yield _most_s("mean_shot", "Mean shot", ad.mean_shot_s, goals.mean_shot_s, shorter)
    if goals.shots_in_5_s:
        several = "Let several short shots follow each other."
        yield _least("shots_in_5_s", "Most shots in 5 s", ad.most_shots, goals.shots_in_5_s, several)
        sooner = "Divide the shots of the first scene."
        yield _least("shots_first_5_s", "Shots in the first 5 s", ad.first_shots, goals.shots_in_5_s, sooner)
    framings = min(goals.framings, max(2, ceil(goals.framings * seconds(ad.frames) / 30)))
    differ = "Give shots other framings, places or details on Storyboard."
    yield _least("framings", "Different framings", ad.framings, framings, differ)


def _picture(film: FilmFacts, ad: AdFacts, goals: Goals) -> Iterator[CraftCheck]:
    closer = "Use more close shots and details, and make the product larger on Placement."
    yield _share("product_share", "Product's share of the picture", ad.product_share, goals.product_share, closer)
    first = "Begin with a close shot in which the product is there at once."
    yield _share(
        "product_first", "Product on the first frame", ad.product_share_first, goals.product_share_first, first
    )
    yield _check(
        "still",
        "Nearly still pictures",
        film.still_share,
        _percent(film.still_share),
        f"at most {_percent(goals.still_share)}",
        film.still_share <= goals.still_share,
        "Let the camera move in more shots, or shorten those in which nothing moves.",
    )
    here = f"At {film.longest_still_from_s:.1f} s, cut, or let the camera or the product move."
    yield _most_s("longest_still", "Longest still stretch", film.longest_still_s, goals.longest_still_s, here)
    if film.brand_share is not None:
        close = (
            f"{_percent(film.brand_share)} of the picture is near it, {_percent(film.brand_share_close or 0)} very near"
        )
        yield _check(
            "brand_colour",
            "Brand's colour",
            film.brand_share,
            close,
            f"at least {_percent(goals.brand_share)}",
            film.brand_share >= goals.brand_share,
            "Choose backgrounds with a wall or a floor in the brand's colour.",
        )
    yield _check(
        "doubts",
        "Cut-out and pose",
        len(ad.doubts),
        "; ".join(doubt.rstrip(".") for doubt in ad.doubts) or "no doubts",
        "no doubts",
        not ad.doubts,
        "Mend the cut-out on Brief, or take another photo.",
    )


def _sound(ad: AdFacts, goals: Goals) -> Iterator[CraftCheck]:
    if ad.cuts_on_beats is not None:
        beats = "Move cuts to beats on Storyboard, or plan again with this music."
        yield _share("cuts_on_beats", "Cuts on a beat", ad.cuts_on_beats, goals.cuts_on_beats, beats)
    if ad.cuts_heard is not None:
        louder = "Turn on accents on Sound, or make them louder."
        yield _share("cuts_heard", "Cuts with a sound", ad.cuts_heard, goals.cuts_heard, louder)


def _words(ad: AdFacts, goals: Goals) -> Iterator[CraftCheck]:
    scenes = f"scene{'s' if len(ad.said_twice) > 1 else ''} {', '.join(map(str, ad.said_twice))}"
    yield _check(
        "said_twice",
        "Words shown twice",
        len(ad.said_twice),
        f"super and captions say the same in {scenes}" if ad.said_twice else "none",
        "none",
        not ad.said_twice,
        f"Let the words of {scenes} appear word by word, or change the super or the line.",
    )
    yield _least("supers", "Supers", ad.supers, 1, "Write a super for the first scene.")
    for id, name, to_do in (
        ("brand_seen", "Brand seen", "Name the brand in the first super or line."),
        ("brand_said", "Brand said", "Name the brand in the first line."),
        ("product_seen", "Product seen", "Show the product in the first shot."),
        ("product_said", "Product said", "Say what the product is in the first line."),
        ("product_written", "Product written", "Write what the product is in the first super."),
        ("speech", "Speech", "Give the first scene a line."),
    ):
        yield _in_time(id, name, getattr(ad, f"{id}_s"), goals.soon_s, to_do)
    yield _in_time("call_said", "Call to action said", ad.call_said_s, None, "Say the button's words in the last line.")
    yield _in_time("call_written", "Call to action written", ad.call_written_s, None, "Give the button words on Brief.")


def _check(id: str, name: str, value: float | None, said: str, goal: str, good: bool, to_do: str) -> CraftCheck:
    return CraftCheck(id=id, name=name, value=value, said=said, goal=goal, good=good, to_do="" if good else to_do)


def _least(id: str, name: str, value: float, goal: float, to_do: str) -> CraftCheck:
    return _check(id, name, value, f"{value:.3g}", f"at least {goal:g}", value >= goal, to_do)


def _most_s(id: str, name: str, value: float, goal: float, to_do: str) -> CraftCheck:
    return _check(id, name, value, f"{value:.3g} s", f"at most {goal:g} s", value <= goal, to_do)


def _share(id: str, name: str, value: float, goal: float, to_do: str) -> CraftCheck:
    return _check(id, name, value, _percent(value), f"at least {_percent(goal)}", value >= goal, to_do)


def _in_time(id: str, name: str, when: float | None, limit: float | None, to_do: str) -> CraftCheck:
    said = "never" if when is None else f"at {when:.1f} s"
    goal = f"in the first {limit:g} s" if limit else "once"
    return _check(id, name, when, said, goal, _by(when, limit), to_do)


def _by(when: float | None, limit: float | None) -> bool:
    return when is not None and (limit is None or when < limit)


def _a_minute(of: AdFacts | FilmFacts) -> float:
    return 60 * FPS * len(of.cuts) / of.frames


def _first_cut_s(ad: AdFacts) -> float:
    return seconds(ad.cuts[0] if ad.cuts else ad.frames)


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"

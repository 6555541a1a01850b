"""What commands answer: one JSON object, or text for a person."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adforge_core.cli.out import Out

if TYPE_CHECKING:
    from adforge_core.pipeline import MadeAd
    from adforge_core.pipeline.estimate import Estimate


_EMPTY: tuple[object, ...] = ("", None, [], {})


def delivered(ad: "MadeAd", out: Out | None, estimate: "Estimate") -> dict[str, Any]:
    """The answer of a command that has finished an ad, which is also copied to `out`."""
    master = ad.master.resolve()
    return {**_ad(ad, out.place(master) if out else master), **_account(ad, estimate)}


def varied(ads: Sequence["MadeAd"], estimate: "Estimate") -> dict[str, Any]:
    """The answer of a command that has finished variants of an ad."""
    variants = [_ad(ad, ad.master.resolve()) for ad in ads]
    return {"project": variants[0]["project"], "variants": variants, **_account(ads[0], estimate)}


def _ad(ad: "MadeAd", master: Path) -> dict[str, Any]:
    from adforge_core.model.value import FPS, seconds

    project = ad.project
    fallbacks = [{"scene": "", **note.model_dump()} for note in project.fallbacks]
    fallbacks += [{"scene": scene.id, **note.model_dump()} for scene in project.scenes for note in scene.fallbacks]
    numbers = {scene.id: number for number, scene in enumerate(project.scenes, 1)}
    problems = [*ad.facts.problems, *map(str, ad.problems), *(_replaced(note, numbers) for note in fallbacks)]
    return {
        "project": str(ad.folder.resolve()),
        "master": str(master),
        "captions": {"srt": str(ad.captions_srt.resolve()), "vtt": str(ad.captions_vtt.resolve())},
        "poster": str(ad.poster.resolve()),
        "format": project.format.value,
        "duration_s": seconds(project.frames),
        "fps": FPS,
        "scenes": [
            {
                "id": scene.id,
                "role": scene.role.value,
                "first_frame": project.first_frame(index),
                "frames": scene.frames,
                "vo": scene.vo,
                "super": scene.super,
                "plate_provider": segment.plate_provider,
                "placement": segment.placement.model_dump(mode="json"),
                "fallbacks": [note.model_dump() for note in scene.fallbacks],
            }
            for index, (scene, segment) in enumerate(zip(project.scenes, ad.segments, strict=True))
        ],
        "photos": [
            {
                "photo": photo.photo,
                "shown": "photo" if photo.fills_frame_in(project.brief) else "cut-out",
                "doubts": [str(doubt) for doubt in photo.doubts],
            }
            for photo in (project.product.photos if project.product else ())
        ],
        "cta": project.cta,
        "fallbacks": fallbacks,
        "checks": {**ad.facts.model_dump(mode="json"), "problems": problems},
    }


def _account(ad: "MadeAd", estimate: "Estimate") -> dict[str, Any]:
    return {
        "cost_usd": ad.cost_usd,
        "estimate": _estimate(estimate),
        "stages": [record.model_dump() for record in ad.stages],
    }


def estimated(estimate: "Estimate") -> dict[str, Any]:
    """The answer of a command with `--dry-run`."""
    return {"dry_run": True, "estimate": _estimate(estimate)}


def _estimate(estimate: "Estimate") -> dict[str, Any]:
    return {
        "cost_usd": estimate.cost_usd,
        "spent_usd": estimate.spent_usd,
        "budget_usd": estimate.budget_usd,
        "requests": [due.model_dump(mode="json") for due in estimate.requests],
    }


def show_ad(answer: dict[str, Any]) -> str:
    """The finished ad, or the estimate, for a person to read."""
    if "dry_run" in answer:
        return _show_estimate(answer["estimate"])
    facts = answer["checks"]
    lines = [
        f"{answer['master']}",
        f"{answer['duration_s']:g} s, {facts['width']}x{facts['height']}, {facts['lufs']:.1f} LUFS, "
        f"{facts['size_bytes'] / 1e6:.1f} MB, ${answer['cost_usd']:.2f}",
        f"Project: {answer['project']}",
        *_remarks(answer),
    ]
    return "\n".join(lines)


def show_variants(answer: dict[str, Any]) -> str:
    """The finished variants, or the estimate, for a person to read."""
    if "dry_run" in answer:
        return _show_estimate(answer["estimate"])
    lines = []
    for one in answer["variants"]:
        lines += [one["master"], f"“{one['scenes'][0]['super']}” … “{one['cta']}”", *_remarks(one)]
    count = len(answer["variants"])
    return "\n".join([*lines, f"{count} variant{'' if count == 1 else 's'}, ${answer['cost_usd']:.2f}"])


def _replaced(note: dict[str, Any], numbers: Mapping[str, int]) -> str:
    """A fallback as a sentence; `numbers` are those of the scenes, by their ids."""
    where = f"Scene {numbers[note['scene']]}" if note["scene"] else "The ad"
    return f"{where}: {note['used']} instead of {note['wanted']}. {note['why']}"


def _remarks(ad: dict[str, Any]) -> list[str]:
    numbers = {scene["id"]: number for number, scene in enumerate(ad["scenes"], 1)}
    notes = [_replaced(note, numbers) for note in ad["fallbacks"]]
    problems = [problem for problem in ad["checks"]["problems"] if problem not in notes]
    return [*(f"Note: {note}" for note in notes), *(f"Check: {problem}" for problem in problems)]


def _show_estimate(estimate: dict[str, Any]) -> str:
    def line(due: dict[str, Any]) -> str:
        who = f"{due['provider']} {due['model']}".strip()
        what = f"{due['units']:g} {due['unit']}" if due["unit"] else "on this machine"
        about = ", about" if due["unit"] and not due["exact"] else ""
        return f"{due['stage']:<6} {due['scene']:<9} {who}: {what}{about}, ${due['cost_usd']:.4f}"

    def sent(due: dict[str, Any]) -> list[str]:
        said = ((name, " ".join(str(value).split())) for name, value in due["request"].items() if value not in _EMPTY)
        return [f"       {name}: {text[:150]}{'…' if len(text) > 150 else ''}" for name, text in said]

    lines = [text for due in estimate["requests"] for text in (line(due), *sent(due))]
    return "\n".join(
        [
            *lines,
            f"At most ${estimate['cost_usd']:.2f}. Spent so far: ${estimate['spent_usd']:.2f} "
            f"of ${estimate['budget_usd']:.2f}. Nothing was sent.",
        ]
    )


def show_facts(answer: dict[str, Any]) -> str:
    """A video's facts, for a person to read."""
    facts = [
        f"{name.replace('_', ' ')}: {value}" for name, value in answer.items() if name not in {"problems", "craft"}
    ]
    problems = [f"Problem: {problem}" for problem in answer["problems"]] or ["No problems found."]
    return "\n".join([*facts, *problems, *_craft(answer["craft"])])


def _craft(craft: dict[str, Any]) -> list[str]:
    checks = craft["checks"]
    if not checks:
        return [f"Craft: {craft['cuts_a_minute']:.3g} cuts a minute. {craft['unknown']}".rstrip()]
    wide = max(len(check["name"]) for check in checks)
    rows = [f"  {check['name']:<{wide}}  {check['said']} (goal: {check['goal']})" for check in checks]
    return [
        f"Craft: {craft['good']} of {len(checks)}",
        *rows,
        *(f"To improve: {problem}" for problem in craft["problems"]),
    ]


def show_findings(answer: dict[str, Any]) -> str:
    """The doctor's report, for a person to read."""

    def line(finding: dict[str, Any]) -> str:
        state = "PROBLEM" if not finding["ok"] else "ok     " if not finding["to_do"] else "HINT   "
        return f"{state} {finding['name']}: {finding['detail']} {finding['to_do']}".rstrip()

    return "\n".join(line(finding) for finding in answer["findings"])

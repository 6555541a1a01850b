"""Breaks copy into balanced lines and finds the size at which they fill their box."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from adforge_core.media.faces import Face, for_text
from adforge_core.media.scripts import SEAM, clusters, is_east_asian, is_shaped, is_unspaced, upper, words_of
from adforge_core.media.type import PlacedLine, SetLine, drawable, set_line

_GLUE = "\u00a0"
_NUMBER = re.compile(r"^[^\w\s]?[\d.,]*\d%?$")
_UNIT = re.compile(
    r"^(%|x|off|ml|cl|l|oz|g|kg|mg|lb|lbs|mm|cm|m|km|in|inch|ft|w|kw|v|mah|gb|tb|mb|hz|h|hrs?|hours?|mins?|minutes?"
    r"|s|secs?|seconds?|days?|nights?|weeks?|months?|years?|°[cf]?)[.,!?]?$",
    re.IGNORECASE,
)
_CLINGS = re.compile(r"^([.,]\d|[^\w\s$€£¥₹#@(\[“\u2018\"'+]+)")  # ".99", "%", "!", a dash: never first on a line
_LEANS = re.compile(r"^([$€£¥₹#]|no\.)$", re.IGNORECASE)  # never last on a line
_SMALL = frozenset(
    ("a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "and", "or", "with", "your", "our", "my", "from")
)
_PAUSES = ".,;:!?\u2013\u2014。、，！？；：।။၊។؟،؛"  # noqa: RUF001 with two dashes, and the marks of other scripts
_ELLIPSIS = "…"
_HYPHEN = "\u00ad"  # marks where a long word was cut; a seam marks where one was that gets no hyphen: an address
_ADDRESS = re.compile(r"\w[./@:]+\w")
_MOST_LETTERS = 8  # per em; more never fit, so no more are measured


@dataclass(frozen=True)
class Lost:
    """The parts of copy that are not shown.

    `undrawn` are characters no typeface has, `words` the words left out for them; `cut` are texts that were shortened.
    """

    undrawn: str = ""
    cut: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __add__(self, other: "Lost") -> "Lost":
        return Lost(self.undrawn + other.undrawn, self.cut + other.cut, self.words + other.words)


@dataclass(frozen=True)
class Copy:
    """Copy broken into lines: `size` and `pitch` (baseline to baseline) in pixels. There may be no lines."""

    lines: tuple[SetLine, ...] = ()
    size: float = 0.0
    pitch: float = 0.0
    lost: Lost = Lost()

    @property
    def width(self) -> float:
        """The width of the widest line's ink."""
        return max((line.width for line in self.lines), default=0.0) * self.size

    @property
    def height(self) -> float:
        """The height from the top of the first line's ink to the bottom of the last one's."""
        if not self.lines:
            return 0.0
        return self.pitch * (len(self.lines) - 1) + (self.lines[-1].bottom - self.lines[0].top) * self.size

    def placed(self, top: float, at: float, share: float = 0.0) -> tuple[PlacedLine, ...]:
        """Places the lines: the top of their ink at `top`, and a `share` of each line's ink to the left of `at`.

        A share of 0 sets them flush left, of 0.5 centred, of 1 flush right.
        """
        baseline = top - (self.lines[0].top * self.size if self.lines else 0)
        places = []
        for index, line in enumerate(self.lines):
            edge = at - share * line.width * self.size
            places.append(PlacedLine(line, edge - line.left * self.size, baseline + index * self.pitch, self.size))
        return tuple(places)


@dataclass(frozen=True)
class Setting:
    """How to set copy. Sizes are in pixels per em; `leading` multiplies the typeface's natural pitch."""

    face: Face
    largest: float
    smallest: float
    most_lines: int
    tracking: float = 0.0
    leading: float = 1.0
    upper: bool = False

    @property
    def pitch(self) -> float:
        """The distance of baselines in ems, from the actual extent of letters: capitals have no descenders."""
        if self.upper:
            return self.face.ink_top("H") * 1.22 * self.leading
        return (self.face.ink_top("d") + self.face.ink_bottom("p")) * 1.08 * self.leading


def fit(text: str, setting: Setting, width: float, height: float, *, another_line: float = 0.17) -> Copy:
    """Sets `text` as large as `setting` and the box allow, in balanced lines.

    Copy that is too long at the smallest size is shortened at a natural break, with an ellipsis. A word wider than the
    box is hyphenated; an address is broken without a hyphen. If the box is too low for one line at the smallest size,
    the line is smaller. By the share `another_line` a further line must make the type larger.
    """
    shown = drawable(upper(text, setting.face.language) if setting.upper else text, setting.face)
    lost = Lost(shown.undrawn, words=shown.words)
    setting = replace(setting, face=for_text(setting.face, shown.text))
    most = 20 + int(_MOST_LETTERS * setting.most_lines * max(0.0, width) / setting.smallest)
    words = _words("".join(clusters(shown.text)[:most]), setting, width)
    if not words or width <= 0 or height <= 0:
        return Copy(lost=lost)
    kept = _shortened(words, setting, width, height)
    best, best_score = Copy(), 0.0
    ways = [_at_largest(kept, count, setting, width, height) for count in _counts(kept, setting)]
    for count, copy in enumerate(ways, 1):
        if _large_enough(copy, setting) < any(_large_enough(way, setting) for way in ways):
            continue
        even = min(line.width for line in copy.lines) / max(line.width for line in copy.lines)
        # An additional line and uneven lines must be outweighed by a larger size.
        score = copy.size * (1 - another_line * (count - 1)) * (0.65 + 0.35 * even)
        if score > best_score:
            best, best_score = copy, score
    return replace(best, lost=replace(lost, cut=() if kept == words else (text,)))


def _words(text: str, setting: Setting, width: float) -> list[str]:
    """Returns the unbreakable parts of `text`: words, numbers with their units, and marked parts of long words."""
    words: list[str] = []
    for word in text.split():
        previous = words[-1].split(_GLUE)[-1] if words else ""
        unit = _NUMBER.match(previous) and _UNIT.match(word)
        if words and (unit or _CLINGS.match(word) or _LEANS.match(previous)):
            words[-1] += _GLUE + word
        else:
            words.append(word)
    widest = width / setting.smallest
    fitting: list[str] = []
    for word in words:
        parts = [word] if _width(word, setting) <= widest else word.split(_GLUE)
        for part in parts:
            unspaced = _GLUE not in part and any(map(is_unspaced, part))
            for one in words_of(part) if unspaced else [part]:
                fitting += _hyphenated(one, setting, widest)
    return fitting


def _hyphenated(word: str, setting: Setting, widest: float) -> list[str]:
    parts = []
    seam = SEAM if word.endswith(SEAM) else ""
    letters = clusters(word.removesuffix(SEAM))
    plain = _ADDRESS.search(word) or any(is_shaped(char) or is_east_asian(char) for char in word)
    mark = SEAM if plain else _HYPHEN
    while _width("".join(letters), setting) > widest and len(letters) > 2:
        fits = max(1, min(len(letters) - 1, int(len(letters) * widest / _width("".join(letters[:200]), setting))))
        while fits > 1 and _width("".join(letters[:fits]) + "-", setting) > widest:
            fits -= 1
        parts.append("".join(letters[:fits]) + mark)
        letters = letters[fits:]
        if len(parts) > setting.most_lines:  # the rest is not shown
            break
    return [*parts, "".join(letters) + seam]


def _shortened(words: list[str], setting: Setting, width: float, height: float) -> list[str]:
    """Returns as many of the first `words` as fit at the smallest size, up to a natural break."""
    room = setting.most_lines * width / setting.smallest
    total, most = 0.0, 0
    for word in words:
        total += _width(word, setting)
        if total > room:
            break
        most += 1
    most = max(1, most)
    if most == len(words) and _fits(words, setting, width, height):
        return words
    while most > 1 and not _fits(_ended(words, most), setting, width, height):
        most -= 1
    natural = next((n for n in range(most, 0, -1) if words[n - 1].removesuffix(SEAM)[-1:] in _PAUSES), 0)
    return _ended(words, natural if natural >= 0.6 * most else most)


def _ended(words: Sequence[str], count: int) -> list[str]:
    kept = list(words[:count])
    while len(kept) > 1 and kept[-1].lower() in _SMALL:
        kept.pop()
    return [*kept[:-1], kept[-1].rstrip(_PAUSES + "-" + _HYPHEN + SEAM + _GLUE) + _ELLIPSIS]


def _fits(words: list[str], setting: Setting, width: float, height: float) -> bool:
    ways = (_at_largest(words, count, setting, width, height) for count in _counts(words, setting))
    return any(_large_enough(way, setting) for way in ways)


def _counts(words: list[str], setting: Setting) -> range:
    return range(1, min(setting.most_lines, len(words)) + 1)


def _large_enough(copy: Copy, setting: Setting) -> bool:
    return copy.size >= 0.97 * setting.smallest


def _at_largest(words: list[str], count: int, setting: Setting, width: float, height: float) -> Copy:
    """Returns the words in `count` balanced lines at the largest size that fits, even below the smallest."""
    texts = balanced(words, [_width(word, setting) for word in words], _space(setting), count)
    lines = tuple(set_line(text, setting.face, setting.tracking) for text in texts)
    # Accents on capitals may reach into the line above: the actual ink decides.
    # Letters of full height, and with marks above and below them, need more air.
    air = 0.22 if any(is_shaped(char) or is_east_asian(char) for text in texts for char in text) else 0.06
    pitch = max([setting.pitch, *(a.bottom - b.top + air for a, b in pairwise(lines))])
    tall = pitch * (count - 1) + lines[-1].bottom - lines[0].top
    widest = max(line.width for line in lines)
    size = min(setting.largest, width / max(widest, 1e-6), height / max(tall, 1e-6))
    return Copy(lines, size, pitch * size)


def balanced(words: Sequence[str], widths: Sequence[float], space: float, count: int) -> list[str]:
    """Breaks `words` into exactly `count` lines of even width, where a reader would pause.

    Minimises the sum of squared deviations from the mean width, plus the cost of bad breaks (an orphan, a small word at
    a line's end), by dynamic programming over the end of each line.
    """
    between = sum(0.0 if _is_seamless(word) else space for word in words[:-1])
    mean = (sum(widths) + between - space * (count - 1)) / count
    sums = [0.0]
    for width in widths:
        sums.append(sums[-1] + width)
    spaces = [0.0]
    for word in words:
        spaces.append(spaces[-1] + (0.0 if _is_seamless(word) else space))

    def cost(start: int, end: int) -> float:
        width = sums[end] - sums[start] + spaces[end - 1] - spaces[start]
        raggedness = ((width - mean) / mean) ** 2
        if end == len(words):
            orphan = end - start == 1 and len(words) > 2 and width < 0.5 * mean
            return raggedness + (1.0 if orphan else 0.0)
        last = words[end - 1]
        pause = -0.05 if last[-1] in _PAUSES or (last[-1] == SEAM and last[-2:-1] in _PAUSES) else 0.0
        return raggedness + pause + (0.12 if last.lower() in _SMALL else 0.0)

    unreachable = float("inf")
    table = [[(unreachable, 0)] * (len(words) + 1) for _ in range(count + 1)]
    table[0][0] = (0.0, 0)
    for line in range(1, count + 1):
        for end in range(line, len(words) - (count - line) + 1):
            starts = range(line - 1, end)
            table[line][end] = min((table[line - 1][start][0] + cost(start, end), start) for start in starts)
    ends, end = [], len(words)
    for line in range(count, 0, -1):
        ends.append(end)
        end = table[line][end][1]
    ends = [0, *reversed(ends)]
    return [_joined(words[a:b]) for a, b in pairwise(ends)]


def _joined(words: Sequence[str]) -> str:
    """Joins words to a line. Adjacent parts of a cut word are joined again."""
    line = " ".join(words).replace(_HYPHEN + " ", "").replace(SEAM + " ", "").removesuffix(SEAM)
    return line[:-1] + "-" if line.endswith(_HYPHEN) else line


def _is_seamless(word: str) -> bool:
    """Whether the next word follows without a space."""
    return word.endswith(SEAM) and not word[:-1].isascii()


def _width(text: str, setting: Setting) -> float:
    return set_line(text, setting.face, setting.tracking).width


def _space(setting: Setting) -> float:
    return _width("n n", setting) - _width("nn", setting)

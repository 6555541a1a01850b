"""Lays out a scene's words in the master's pixels, and scales the result once at the end."""

from dataclasses import replace

from adforge_core.media.lines import Lost
from adforge_core.media.shapes import Bar
from adforge_core.model.formats import Format
from adforge_core.model.look import Look
from adforge_core.model.styles import guide
from adforge_core.model.value import Box
from adforge_core.stages.titles.end_card import end_card
from adforge_core.stages.titles.scene import scene
from adforge_core.stages.titles.sheet import Sheet
from adforge_core.stages.titles.words import Block, Edges, Spoken, Titles, Words


def lay_out(words: Words, look: Look, format: Format, size: tuple[int, int]) -> Titles:
    """Lays out the words in a frame of `size`. Relative places are the same at every size of one format.

    No text makes it fail: text that is too long is shortened, characters that cannot be drawn are left out, and `lost`
    lists both. Raises MissingAsset or BadInput if the look's typefaces cannot be opened.
    """
    design = guide(words.style).titles
    if words.branded and not words.end_card:
        design = replace(design, kicker=True)
    sheet = Sheet.of(look, design, format, words.frames, words.entrance, words.language, under_words=words.under_words)
    sheet = replace(sheet, presses=words.presses)
    placed = end_card(words, sheet) if words.end_card else scene(words, sheet)
    width, height = format.size
    factor = size[0] / width
    left, top, right, bottom = placed.room
    return Titles(
        look=look,
        design=sheet.design,
        size=size,
        frames=words.frames,
        scale=factor,
        room=Box(left=left / width, top=top / height, right=right / width, bottom=bottom / height),
        blocks=tuple(_scaled(block, factor) for block in placed.blocks),
        captions=tuple(_spoken(caption, factor) for caption in placed.captions),
        lost=Lost(
            "".join(dict.fromkeys(placed.lost.undrawn)),
            tuple(dict.fromkeys(placed.lost.cut)),
            tuple(dict.fromkeys(placed.lost.words)),
        ),
    )


def _scaled(block: Block, factor: float) -> Block:
    def edges(old: Edges) -> Edges:
        return old[0] * factor, old[1] * factor, old[2] * factor, old[3] * factor

    def bars(old: tuple[Bar, ...]) -> tuple[Bar, ...]:
        return tuple(bar.scaled(factor) for bar in old)

    return replace(
        block,
        lines=tuple(line.scaled(factor) for line in block.lines),
        accented=tuple(line.scaled(factor) for line in block.accented),
        reversed=tuple(line.scaled(factor) for line in block.reversed),
        bars=bars(block.bars),
        rules=bars(block.rules),
        panel=bars(block.panel),
        logo=(block.logo[0], edges(block.logo[1])) if block.logo else None,
        steps=tuple(
            replace(
                step,
                line=step.line.scaled(factor),
                bars=bars(step.bars),
                panel=bars(step.panel),
                marks=bars(step.marks),
            )
            for step in block.steps
        ),
    )


def _spoken(caption: Spoken, factor: float) -> Spoken:
    words = tuple(word.scaled(factor) for word in caption.words)
    return replace(caption, words=words, panel=caption.panel.scaled(factor))

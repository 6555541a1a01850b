import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adforge_core.media.scripts import columns, joined
from adforge_core.model.sound import Cue, VoiceTake, Word
from adforge_core.stages.captions import LINE, MOST_LETTERS, MOST_WORDS, cues, divided, said_at, srt, vtt


def take(text: str, word_s: float = 0.3, gap_s: float = 0.05, stop_s: float = 0.4) -> VoiceTake:
    words, now = [], 0.05
    for token in text.split():
        words.append(Word(text=token, start=now, end=now + word_s))
        now += word_s + (stop_s if token[-1] in ".!?" else gap_s)
    return VoiceTake(line=text, voice="v", speed=1, media="m", seconds=now, words=tuple(words), provider="p")


def texts(found: tuple[Cue, ...]) -> list[str]:
    return [cue.text for cue in found]


def test_cues_break_at_sentences_and_phrases_and_keep_small_words_with_what_follows() -> None:
    voice = take("Tired of flat skin? Meet Aura, the serum that works while you sleep.")
    assert texts(cues(voice, 0, 300)) == [
        "Tired of flat skin?",
        "Meet Aura,",
        "the serum that works",
        "while you sleep.",
    ]
    assert not any(
        text.endswith((" 30", " the")) for text in texts(cues(take("All of it in the one 30 ml bottle"), 0, 300))
    )


def test_no_word_is_left_alone_for_the_sake_of_a_full_cue() -> None:
    assert texts(cues(take("It's open from 6:30 every weekday."), 0, 300)) == ["It's open", "from 6:30 every weekday."]


def test_names_are_kept_together() -> None:
    found = texts(cues(take("You've got Evening Blend loose leaf tea."), 0, 400))
    assert found == ["You've got Evening Blend", "loose leaf tea."]


def test_a_sentence_ends_its_cue_even_without_a_pause() -> None:
    assert texts(cues(take("Soft skin. Clear day. Go now.", stop_s=0.05), 0, 300)) == [
        "Soft skin.",
        "Clear day.",
        "Go now.",
    ]


def test_times_count_from_the_scene_and_follow_the_voice() -> None:
    found = cues(take("Soft skin now. Only today.", 0.5), 12, 300)
    assert texts(found) == ["Soft skin now.", "Only today."]
    assert found[0].first == round((0.05 + 12 / 30) * 30)
    assert found[1].words[0].start == pytest.approx(12 / 30 + 0.05 + 3 * 0.5 + 0.1 + 0.4)


_WORD = st.text(st.characters(categories=["L", "Nd", "Po", "Sc", "Sm"]), min_size=1, max_size=45)


@st.composite
def _takes(draw: st.DrawFn) -> VoiceTake:
    now, words = 0.0, []
    for text in draw(st.lists(_WORD, max_size=30)):
        start = now + draw(st.floats(0, 1.5))
        now = start + draw(st.floats(0.01, 1.2))
        words.append(Word(text=text, start=start, end=now))
    return VoiceTake(line="", voice="v", speed=1, media="m", seconds=now, words=tuple(words), provider="p")


@given(_takes(), st.integers(0, 40), st.integers(1, 1500))
def test_whatever_is_said_the_cues_are_in_order_inside_the_scene_and_readable(
    voice: VoiceTake, voice_frame: int, frames: int
) -> None:
    found = cues(voice, voice_frame, frames)
    spoken = divided(voice.words)
    heard = [word.text for word in spoken if round((word.start + voice_frame / 30) * 30) < frames]
    assert [word.text for cue in found for word in cue.words] == heard
    edges = [edge for cue in found for edge in (cue.first, cue.end)]
    if len(heard) < frames:  # more words than frames cannot each be seen
        assert edges == sorted(edges)
        assert all(0 <= cue.first < cue.end <= frames for cue in found)
    for cue in found:
        assert len(cue.words) <= MOST_WORDS
        assert len(cue.words) == 1 or len(cue.text) <= MOST_LETTERS
        assert all(word.end <= frames / 30 for word in cue.words)


@given(_takes())
def test_a_cue_is_there_when_its_words_are_heard_and_nothing_flickers(voice: VoiceTake) -> None:
    found = cues(voice, 0, 3000)
    for cue, following in pairwise(found):
        assert following.first == cue.end or following.first - cue.end >= 8
    if all(later.start - word.start > 1 / 15 for word, later in pairwise(voice.words)):
        for cue in found:
            assert cue.first - 1 <= cue.words[0].start * 30 <= cue.end + 1


def test_the_srt_is_valid_and_in_whole_lines() -> None:
    first = cues(take("Vitamin C and SPF 50, in one 30 ml bottle, made for sensitive, dry and tired skin."), 8, 220)
    second = cues(take("Now $49.99. Go --> <b>&</b>"), 8, 150)
    text = srt([(0, first), (220, second)])
    blocks = text.rstrip("\n").split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == [str(number) for number in range(1, len(blocks) + 1)]
    ends = 0
    for block in blocks:
        _, clock, *lines = block.split("\n")
        start, end = (_milliseconds(time) for time in re.fullmatch(r"(\S{12}) --> (\S{12})", clock).groups())  # type: ignore[union-attr]  # the next assertion would not be reached
        assert ends <= start < end
        ends = end
        assert 1 <= len(lines) <= 2
        assert all(0 < len(line) <= LINE for line in lines)
        assert not any("-->" in line for line in lines)
    assert "Now $49.99." in text
    assert _milliseconds(blocks[-1].split("\n")[1][:12]) >= 220 / 30 * 1000


def test_the_vtt_escapes_what_a_player_would_take_for_markup() -> None:
    text = vtt([(30, cues(take("Q&A <now> --> go"), 0, 90))])
    assert text.startswith("WEBVTT\n\n00:00:01.067 --> ")
    assert "Q&amp;A &lt;now&gt; --&gt; go" in text


def test_what_players_take_for_markup_stays_legible_in_srt() -> None:
    voice = take("I <3 tea, {this} <b>now</b> </i> --> 5>4 &")
    text = " ".join(srt([(0, cues(voice, 0, 600))]).split("\n")[2:])
    assert "I <3 tea, (this) ‹b›now‹/b› ‹/i›" in text  # noqa: RUF001
    assert "-->" not in text.split("-->", 1)[0]
    escaped = vtt([(0, cues(voice, 0, 600))])
    assert "{this} &lt;b&gt;now&lt;/b&gt;" in escaped.replace("\n", " ")


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("我们每天早上现煮的咖啡，今天只要30元！", 2),  # noqa: RUF001
        ("กาแฟไทยหอมกรุ่นทุกเช้าที่ร้านของเราสั่งได้เลย", 2),
    ],
)
def test_a_sentence_without_spaces_is_captioned_in_its_words(sentence: str, shown: int) -> None:
    said = Word(text=sentence, start=0.2, end=4.2)
    found = cues(take("").model_copy(update={"words": (said,)}), 0, 200)
    assert len(found) >= shown
    assert "".join(cue.text for cue in found) == sentence
    assert all(columns(cue.text) <= MOST_LETTERS for cue in found)
    words = divided((said,))
    assert (words[0].start, words[-1].end) == pytest.approx((0.2, 4.2))
    assert said_at(joined(word.text for word in words[:3]), words) == (0, 1, 2)
    lines = srt([(0, found)]).split("\n")[2:]
    assert max(columns(line) for line in lines if "-->" not in line) <= LINE


def test_no_voice_no_captions() -> None:
    assert cues(take(""), 0, 90) == ()
    assert srt([(0, ())]) == ""
    assert vtt([(0, ())]) == "WEBVTT\n"


def _milliseconds(clock: str) -> int:
    hours, minutes, seconds, rest = re.split("[:,.]", clock)
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(rest)

"""Reading briefs: what is accepted, and what is said about what is not."""

import json
import os
import unicodedata
from pathlib import Path

import cv2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from adforge_core.errors import BadBrief
from adforge_core.media.assets import asset
from adforge_core.media.faces import open_face
from adforge_core.media.photo import open_photo
from adforge_core.media.plates import read_picture
from adforge_core.model.brief import Brief, Pose, Style
from adforge_core.project.briefs import Kind, parse_brief, read_brief
from adforge_core.work.cache import content_key


def complaint(text: str, kind: Kind = "toml", folder: Path = Path()) -> str:
    with pytest.raises(BadBrief) as caught:
        parse_brief(text, kind, folder)
    said = str(caught.value)
    assert "\n" not in said
    assert said.endswith((".", "?"))
    return said


def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    fields = {
        "product": "Cup",
        "benefits": ["warm", "round"],
        "style": "bold",
        "pose": "hanging",
        "scenes": [{"vo": "Hi."}, {}],
        "brand": {"palette": ["#FFAA00"]},
    }
    (tmp_path / "a.json").write_text(json.dumps(fields), "utf-8")
    (tmp_path / "a.toml").write_text(
        'product = "Cup"\nbenefits = ["warm", "round"]\nstyle = "bold"\npose = "hanging"\n'
        '[brand]\npalette = ["#FFAA00"]\n[[scenes]]\nvo = "Hi."\n[[scenes]]\n',
        "utf-8",
    )
    brief = read_brief(tmp_path / "a.json")
    assert brief == read_brief(tmp_path / "a.toml")
    assert (brief.style, brief.pose) == (Style.BOLD, Pose.HANGING)
    assert brief.brand.palette == ("#ffaa00",)
    assert [scene.vo for scene in brief.scene_requests] == ["Hi.", ""]


@pytest.mark.parametrize("text", ['product = "Cup"', '{"product": "Cup"}'])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_without_a_known_suffix_is_read_by_its_content(tmp_path: Path, text: str, mark: bytes) -> None:
    (tmp_path / "brief").write_bytes(mark + text.encode())
    assert read_brief(tmp_path / "brief").product == "Cup"


def test_files_that_cannot_be_briefs(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text(" \n")
    (tmp_path / "utf16.toml").write_text('product = "Cup"', "utf-16")
    (tmp_path / "latin.toml").write_bytes('# one\nproduct = "Café"'.encode("latin-1"))
    (tmp_path / "large.json").write_bytes(b" " * 1_000_001)
    expected = {
        "gone.toml": "no brief",
        "empty.toml": "is empty",
        "utf16.toml": "UTF-8",
        "latin.toml": "line 2",
        "large.json": "1 MB",
        ".": "a folder",
    }
    for name, words in expected.items():
        with pytest.raises(BadBrief, match=words):
            read_brief(tmp_path / name)


EDITED = 'product = "x"\n[[scenes]]\nplate_edit = '


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ('product = "x"\nstyle = bold', "toml", ["line 2", "not TOML"]),
        ('product = "x', "toml", ["the end of line 1:", "not TOML"]),
        ('{"product": "x",\n"style": }', "json", ["line 2", "not JSON"]),
        ('product = "x"\n\nduraton = 4', "toml", ["line 3", "no field duraton", "did you mean duration?"]),
        ('product = "x"\nzzz = 4', "toml", ["line 2", "the fields are", "audience"]),
        ('product = "x"\n[brand]\nlgo = "a"', "toml", ["line 3", "brand.lgo", "did you mean logo?"]),
        ('product = "x"\n[[scenes]]\n[[scenes]]\nsupr = ""', "toml", ["line 4", "scenes.2.supr", "super"]),
        ('{"product": "x",\n"scenes": [{"vo": "a"},\n{"supr": ""}]}', "json", ["line 3", "scenes.2.supr", "super"]),
        ('{"product": "x",\n"benefits": ["a",\n3]}', "json", ["line 3", "benefits.2 is 3", "text"]),
        ('product = "x"\nbrand = "y"', "toml", ["line 2", "brand is text", "table"]),
        ('product = "x"\n[[scenes]]\nrecording = "a"', "toml", ["line 2", "scenes.1 has a recording, but no vo"]),
        (f"{EDITED}{{ start_s = 2 }}", "toml", ["line 2", "scenes.1 has a plate_edit, but no plate"]),
        (f'{EDITED}{{ speed = 9 }}\nplate = "a"', "toml", ["line 3", "plate_edit.speed is 9", "from 0.25 to 4"]),
        (f'{EDITED}{{ end_s = 0 }}\nplate = "a"', "toml", ["line 3", "end_s is 0", "from 0.2 to 7200"]),
        (f'{EDITED}{{ sped = 9 }}\nplate = "a"', "toml", ["line 3", "plate_edit.sped", "did you mean speed?"]),
        (f'{EDITED}{{ start_s = 2, end_s = 2.1 }}\nplate = "a"', "toml", ["line 3", "less than 0.2 s of the clip"]),
        (f'{EDITED}{{ at_its_end = "loop" }}\nplate = "a"', "toml", ['"loop"', "repeat, back and forth or hold"]),
        (f'{EDITED}{{ crop = {{ left = 0, top = 0, right = 2, bottom = 1 }} }}\nplate = "a"', "toml", ["no part of"]),
        ('product = "x"\nbenefits = "y"', "toml", ["line 2", "benefits is text", "a list"]),
        ('product = "x"\nduration = "30"', "toml", ["line 2", "text", "from 6 to 90"]),
        ("product = 2026-01-01", "toml", ["line 1", "product"]),
        ('{"product": null}', "json", ["product is nothing", "text"]),
        ('description = "x"', "toml", ["product is missing"]),
        ('product = " \\n\\t "', "toml", ["line 1", "product is empty"]),
        ('product = "x"\nstyle = "loud"', "toml", ["line 2", '"loud"', "luxury, energetic, minimal or bold"]),
        ('product = "x"\nlanguage = "German"', "toml", ["line 2", '"German"', 'ISO code, such as "de"']),
        ('product = "x"\nlanguage = "pt-br"', "toml", ["line 2", '"pt-br"', 'ISO code, such as "pt-BR"']),
        ('product = "x"\nlanguage = "und"', "toml", ["line 2", '"und"']),
        ('product = "x"\npose = "asleep"', "toml", ["line 2", '"asleep"', "standing, lying, hanging"]),
        ('product = "x"\n[brand]\npalette = ["#12345g"]', "toml", ["line 3", "brand.palette.1", "#rrggbb"]),
        ('product = "x"\n[brand]\nfont = "Papyrus"', "toml", ["line 3", "Papyrus", "Playfair Display"]),
        (f'product = "x"\ndescription = "{"a " * 3000}"', "toml", ["line 2", "5,999", "5,000"]),
        ('product = \'x\'\ndescription = """\nduration = one\n"""\nduration = 1', "toml", ["line 5", "duration"]),
        ("product = 'x'\naudience = '''\n[brand]\n'''\nduration = 1", "toml", ["line 5", "duration"]),
        ("product = \"x\"  # ''' or \"\"\"\ncta = \"'''\"\nduration = 1 # '''", "toml", ["line 3", "duration"]),
        ('product = "x"\ncta = """a\n\\""" b\n"""""\nduration = 1\noffer = """"""', "toml", ["line 5", "duration"]),
        ('product = "x"\n[brand]\nlogo = "~nobody-of-that-name/a.png"', "toml", ["line 3", "no such file"]),
        ("[1, 2]", "json", ["a list"]),
        ("[" * 50_000, "json", ["deeply nested"]),
        ('{"product": "x", "duration": ' + "9" * 5000 + "}", "json", ["too large"]),
    ],
)
def test_what_is_wrong_where_and_what_to_do(text: str, kind: Kind, said: list[str]) -> None:
    complained = complaint(text, kind)
    assert [part for part in said if part not in complained] == [], complained


@pytest.mark.parametrize("value", ["0", "36000", "nan", "inf", "-inf", "5.9", "90.5"])
def test_durations_out_of_range_name_the_range(value: str) -> None:
    assert "from 6 to 90 seconds" in complaint(f'product = "x"\nduration = {value}')


@pytest.mark.parametrize(
    "value", ["0", "9", "-1", "[]", "true", "2.5", '"4"', str([{}] * 9).replace("{}", '{vo = "a"}')]
)
def test_scene_counts_out_of_range_name_the_range(value: str) -> None:
    assert "1 to 8" in complaint(f'product = "x"\nscenes = {value}')


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[brand]\nlogo = "logo.png"', "brand.logo"),
        ('[brand]\nfont = "own.ttf"', "brand.font"),
        ('[[scenes]]\nplate = "sea.mp4"', "scenes.1.plate"),
    ],
)
def test_files_are_found_beside_the_brief(tmp_path: Path, text: str, field: str) -> None:
    name = text.split('"')[1]
    assert f"line 3: {field}" in complaint(f'product = "x"\n{text}', folder=tmp_path)
    (tmp_path / name).write_bytes(b"\0")
    brief = parse_brief(f'product = "x"\n{text}', "toml", tmp_path)
    assert str(tmp_path / name) in {brief.brand.logo, brief.brand.font, brief.scene_requests[0].plate}


@pytest.mark.parametrize("name", ["my  font.ttf", unicodedata.normalize("NFD", "Größe.otf")])
@pytest.mark.parametrize("field", ["font", "logo"])
def test_a_file_is_called_what_it_is_called(tmp_path: Path, name: str, field: str) -> None:
    (tmp_path / name).write_bytes(b"\0")
    brief = parse_brief(json.dumps({"product": "x", "brand": {field: name}}), "json", tmp_path)
    assert getattr(brief.brand, field) == str(tmp_path / name)


def test_a_brand_font_may_be_a_family_however_it_is_spelled() -> None:
    assert (
        parse_brief('product = "x"\n[brand]\nfont = "playfair  display"', "toml", Path()).brand.font
        == "Playfair Display"
    )


def test_texts_come_out_on_one_line_without_what_turns_them_around() -> None:
    written = {"product": "Café\u202e\n  Noir\x07\t☕", "description": "قهوة \u2067سوداء\u2069\r\n\u200bfirst"}  # noqa: RUF001 (Arabic on purpose)
    brief = parse_brief(json.dumps(written), "json", Path())
    assert brief.product == "Café Noir ☕"
    assert brief.description == "قهوة سوداء first"


def outcome(text: str, kind: Kind) -> Brief | str:
    try:
        return parse_brief(text, kind, Path("/nowhere"))
    except BadBrief as error:
        return str(error)


@given(
    st.dictionaries(
        st.sampled_from(sorted(Brief.model_fields)),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        ),
    )
)
def test_any_json_object_is_a_brief_or_a_sentence_about_why_not(fields: dict[str, object]) -> None:
    got = outcome(json.dumps(fields), "json")
    said = got.product if isinstance(got, Brief) else got
    assert said == said.strip() != ""
    assert isinstance(got, Brief) or got.startswith("The brief")


@given(st.text(max_size=60), st.sampled_from(["toml", "json"]))
def test_any_text_is_a_brief_or_a_sentence_about_why_not(text: str, kind: Kind) -> None:
    got = outcome(text, kind)
    assert isinstance(got, Brief) or got.startswith("The brief")


def test_a_brief_may_lie_in_a_folder_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"d\xff")
    folder.mkdir()
    picture, font = folder / os.fsdecode(b"\xfe.png"), folder / "font.ttf"
    Image.new("RGB", (64, 64), "red").save(folder / "plain.png")
    picture.write_bytes((folder / "plain.png").read_bytes())
    font.write_bytes(asset("fonts", "Inter_400Regular.ttf").read_bytes())
    text = {"product": "Tea", "photos": ["plain.png"], "brand": {"font": "font.ttf", "logo": "plain.png"}}
    (folder / "brief.json").write_text(json.dumps(text))
    brief = read_brief(folder / "brief.json")
    assert open_photo(Path(brief.photos[0])).shape == (64, 64, 4)
    assert open_face(brief.brand.font).draws("Tea")
    assert read_picture(picture, cv2.IMREAD_COLOR).shape == (64, 64, 3)
    assert content_key({"brief": brief}) != content_key({"brief": brief.model_copy(update={"photos": ()})})


@pytest.mark.parametrize(
    "text", [f"{'.'.join('a' * 300)} = 1", f"{'a' * 6000} = 1", 'product = "Tea"\nduration = 1e400'], ids=len
)
def test_a_brief_of_any_size_is_told_of_in_a_short_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadBrief) as told:
        parse_brief(text, "toml", tmp_path)
    assert len(str(told.value)) < 400


def test_a_device_is_no_brief() -> None:
    with pytest.raises(BadBrief, match="larger than 1 MB"):
        read_brief(Path("/dev/zero"))

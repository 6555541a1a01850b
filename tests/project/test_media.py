"""A project's media: every promise, wherever they are kept."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from adforge_core.errors import BadOutput, BadProject
from adforge_core.media.content import content_name
from adforge_core.project.memory import MemoryMedia
from adforge_core.project.stores import MediaStore
from tests.project.kept import PLACES, Kept


@pytest.fixture(params=PLACES)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return PLACES[request.param](tmp_path)


@pytest.fixture
def media(kept: Kept) -> MediaStore:
    return kept.project.media


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    photo = tmp_path / "Photo.PNG"
    photo.write_bytes(b"pixels")
    return photo


def test_media_are_named_by_their_content(media: MediaStore, tmp_path: Path) -> None:
    for index, content in enumerate((b"same", b"same", b"other")):
        (tmp_path / f"{index}.png").write_bytes(content)
    one, two, three = (media.add(tmp_path / f"{index}.png") for index in range(3))
    assert one == two == content_name(tmp_path / "0.png") != three
    assert media.local(one).read_bytes() == b"same"
    assert media.local(one).name == one


def test_what_becomes_of_the_file_that_was_added_is_nothing_to_the_media(media: MediaStore, photo: Path) -> None:
    name = media.add(photo)
    photo.write_bytes(b"others")
    assert media.local(name).read_bytes() == b"pixels"
    photo.unlink()
    assert media.has(name)


def test_what_is_not_there_is_told(media: MediaStore) -> None:
    name = f"{'0' * 32}.png"
    assert not media.has(name)
    with pytest.raises(BadProject, match=f"media/{name} is missing"):
        media.local(name)


@pytest.mark.parametrize("name", ["../project.json", "/etc/passwd", "a/b.png", ""])
def test_no_name_leads_elsewhere(media: MediaStore, name: str) -> None:
    with pytest.raises(BadProject):
        media.local(name)


def test_a_file_that_is_lost_is_added_again(media: MediaStore, kept: Kept, photo: Path) -> None:
    name = media.add(photo)
    kept.lose_media(name)
    assert not media.has(name)
    assert media.add(photo) == name
    assert media.local(name).read_bytes() == b"pixels"


@pytest.mark.parametrize("damage", [b"", b"pixelS", b"longer than it was"])
def test_a_damaged_file_is_told_and_added_anew(media: MediaStore, kept: Kept, photo: Path, damage: bytes) -> None:
    name = media.add(photo)
    assert media.local(name).read_bytes() == b"pixels"
    kept.damage_media(name, damage)
    assert not media.has(name)
    with pytest.raises(BadProject, match=f"media/{name} is damaged"):
        media.local(name)
    assert media.add(photo) == name
    assert media.local(name).read_bytes() == b"pixels"


def test_what_was_made_in_the_landing_is_added_like_any_other(media: MediaStore, kept: Kept) -> None:
    made = media.landing / "made.wav"
    made.write_bytes(b"sound")
    made = made.rename(media.landing / content_name(made))
    assert media.add(made) == made.name
    assert media.local(made.name).read_bytes() == b"sound"
    assert made.name in kept.names()
    made.write_bytes(b"SOUND")
    lying = media.add(made)
    assert lying != made.name
    assert media.local(lying).read_bytes() == b"SOUND"


def test_many_threads_add_and_read_the_same(media: MediaStore, tmp_path: Path) -> None:
    def work(number: int) -> bytes:
        file = tmp_path / f"{number}.bin"
        file.write_bytes(b"content" * (1 + number % 3))
        return media.local(media.add(file)).read_bytes()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(48)))
    assert answers == [b"content" * (1 + number % 3) for number in range(48)]


def test_a_file_that_changes_while_it_is_added_is_never_kept_as_damaged(media: MediaStore, tmp_path: Path) -> None:
    file = tmp_path / "line.json"
    file.write_bytes(b"a" * 500_000)
    done = threading.Event()

    def rewrite() -> None:
        while not done.is_set():
            for letter in (b"a", b"b", b"c"):
                file.write_bytes(letter * 500_000)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(40):
            with suppress(BadOutput):
                media.local(media.add(file))
    finally:
        done.set()
        writer.join()


def test_where_there_is_no_room_it_is_told_before_anything_is_bought(kept: Kept) -> None:
    kept.project.media.check_room(1)
    with pytest.raises(BadOutput, match="almost full; nothing was sent"):
        kept.project.media.check_room(1 << 62)


def test_a_memory_that_is_full_takes_no_more(photo: Path) -> None:
    media = MemoryMedia(most_bytes=5)
    with pytest.raises(BadOutput, match="almost full"):
        media.add(photo)
    assert media.names == frozenset()


def test_a_temporary_folder_is_made_only_for_whoever_needs_a_path_and_goes_with_the_media(photo: Path) -> None:
    media = MemoryMedia()
    place = media.local(media.add(photo)).parent
    assert place.is_dir()
    del media
    assert not place.exists()


def test_only_a_plain_suffix_is_part_of_a_name(media: MediaStore, tmp_path: Path) -> None:
    for suffix in ("." + "x" * 200, '."\n', ".p\u202eng", os.fsdecode(b".\xff")):
        (tmp_path / f"photo{suffix}").write_bytes(b"pixels")
        assert media.local(media.add(tmp_path / f"photo{suffix}")).suffix == ""

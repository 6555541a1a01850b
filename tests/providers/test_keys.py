"""Where keys come from, and that they show nowhere."""

from pathlib import Path

import pytest

from adforge_core.providers.keys import KEYS, Keys, read_keys


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """The two secrets files that are read where none is named."""
    monkeypatch.delenv("ADFORGE_SECRETS")
    files = {}
    for place in ("home", "here"):
        (tmp_path / place / ".streamlit").mkdir(parents=True)
        files[place] = tmp_path / place / ".streamlit" / "secrets.toml"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "here")
    return files


def test_the_environment_counts_before_the_folder_and_that_before_home(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not any(name in read_keys() for name in KEYS)
    places["home"].write_text('FAL_KEY = "home"\nOPENAI_API_KEY = "home"\nREPLICATE_API_TOKEN = "home"')
    places["here"].write_text('FAL_KEY = "here"\nOPENAI_API_KEY = "here"\nELEVENLABS_API_KEY = 5')
    monkeypatch.setenv("FAL_KEY", " set ")
    keys = read_keys()
    assert [keys[name] for name in ("FAL_KEY", "OPENAI_API_KEY", "REPLICATE_API_TOKEN")] == ["set", "here", "home"]
    assert "ELEVENLABS_API_KEY" not in keys


def test_a_file_that_is_named_is_the_only_one(
    places: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places["home"].write_text('FAL_KEY = "home"')
    named = tmp_path / "mounted.toml"
    named.write_text('OPENAI_API_KEY = "mounted"')
    monkeypatch.setenv("ADFORGE_SECRETS", str(named))
    keys = read_keys()
    assert keys["OPENAI_API_KEY"] == "mounted"
    assert "FAL_KEY" not in keys


@pytest.mark.parametrize("content", [b"FAL_KEY = ", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_holds_no_key(places: dict[str, Path], content: bytes | None) -> None:
    places["home"].write_text('OPENAI_API_KEY = "home"')
    places["here"].write_bytes(content) if content else places["here"].mkdir()
    keys = read_keys()
    assert "FAL_KEY" not in keys
    assert keys["OPENAI_API_KEY"] == "home"


def test_keys_show_in_no_text() -> None:
    keys = Keys({"ONE_KEY": "sk-abc", "OTHER_KEY": "sk-abcdef"})
    assert "sk-" not in f"{keys} {keys!r} {[keys]}"
    assert keys.struck_from("no: sk-abcdef, sk-abc") == "no: [OTHER_KEY], [ONE_KEY]"

"""The settings file of a machine: what is read of it, and that changing it loses nothing."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.settings import (
    Display,
    Motion,
    Settings,
    SettingsFileError,
    load_settings,
    remember_display,
    remember_keys,
    remember_language,
    remember_person,
)
from crm_tui.toml_edits import edit_toml

OWN_FILE = """\
# My settings
database = "/data/crm.db"  # on the server
user = "wangwei"

[people]
"/data/crm.db" = "wangwei"  # me

# keys I like
[keys]
claim = "z f7"
"task.done" = [  # two of them
    "d",
    "delete",
]

[other.program]
x = 1
"""


def settings_of(folder: Path, text: str | None = None, **environment: str) -> Settings:
    file = folder / "settings.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    return load_settings({"CRM_CONFIG": str(file), **environment})


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert settings.display == Display()
    assert settings.keys == {}
    assert settings.unusable == ()


def test_keys_may_stand_as_words_as_a_list_or_without_quotes(tmp_path: Path) -> None:
    wished = settings_of(tmp_path, '[keys]\nclaim = "z f7"\nedit = ["e"]\nlist.mark = "x"').keys
    assert wished == {"claim": ("z", "f7"), "edit": ("e",), "list.mark": ("x",)}


def test_how_screens_look_is_read(tmp_path: Path) -> None:
    text = (
        '[display]\ntheme = "light"\nambiguous = "wide"\npreview = false\n'
        'density = "two-line"\nmotion = "off"\n'
    )
    assert settings_of(tmp_path, text).display == Display("light", True, False, True, Motion.OFF)


@pytest.mark.parametrize(
    ("text", "unusable"),
    [
        ("keys = 3", ("keys",)),
        ("[keys]\nclaim = 3\nedit = 'e'", ("keys.claim",)),
        ("[keys]\nclaim = ''", ("keys.claim",)),
        ("[keys]\nclaim = ['a', 1]", ("keys.claim",)),
        ("[display]\ntheme = 'pink'\npreview = 1", ("display.theme", "display.preview")),
        ("[display]\ntheme = ['dark']", ("display.theme",)),
        ("people = []", ("people",)),
        ("[server]\nlisten = 'no'", ("server.listen",)),
        ("[keys\nclaim = 'z'", ("file",)),
    ],
)
def test_what_cannot_be_understood_is_named_and_left_out(
    tmp_path: Path, text: str, unusable: tuple[str, ...]
) -> None:
    settings = settings_of(tmp_path, text)
    assert settings.unusable == unusable
    assert "claim" not in settings.keys
    assert settings.display == Display()


@pytest.mark.parametrize(
    ("text", "folder", "limit_mb", "unusable"),
    [
        ("", None, 50, ()),
        ('[files]\nfolder = "/srv/crm"\nlimit_mb = 100', "/srv/crm", 100, ()),
        ("[files]\nlimit_mb = 0", None, 50, ("files.limit_mb",)),
        ("[files]\nlimit_mb = true\nfolder = 3", None, 50, ("files.folder", "files.limit_mb")),
    ],
)
def test_where_files_are_kept_is_read(
    tmp_path: Path, text: str, folder: str | None, limit_mb: int, unusable: tuple[str, ...]
) -> None:
    settings = settings_of(tmp_path, text)
    assert settings.files.folder == (None if folder is None else Path(folder))
    assert settings.files.limit_mb == limit_mb
    assert settings.unusable == unusable


@pytest.mark.parametrize(
    ("text", "variable", "below", "unusable"),
    [
        ("", None, None, ()),
        ('[files]\nonly_below = "/srv/{login}"', None, "/srv/{login}", ()),
        ('[files]\nonly_below = "/srv/{login}"', "/mnt", "/mnt", ()),
        ("[files]\nonly_below = 3", None, os.devnull, ("files.only_below",)),
        ('[files]\nonly_below = ""', None, os.devnull, ("files.only_below",)),
    ],
)
def test_below_which_folder_files_may_be_named_is_read(
    tmp_path: Path, text: str, variable: str | None, below: str | None, unusable: tuple[str, ...]
) -> None:
    environment = {} if variable is None else {"CRM_FILES_BELOW": variable}
    settings = settings_of(tmp_path, text, **environment)
    assert settings.files.only_below == below
    assert settings.unusable == unusable


def test_screens_listen_to_a_server_unless_it_is_not_wished(tmp_path: Path) -> None:
    assert settings_of(tmp_path).listens
    assert not settings_of(tmp_path, "[server]\nlisten = false").listens


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    shown = Display("contrast", True, False, True, Motion.ON)
    remember_display(settings, shown)
    remember_keys(settings, {}, {"claim": ("z", '"', "\\"), "task.done": ("x",)})
    remember_person(settings, 'C:\\new\\"crm".db', "王伟")
    remember_language(settings, "en")
    again = settings_of(tmp_path)
    assert again.display == shown
    assert again.keys == {"claim": ("z", '"', "\\"), "task.done": ("x",)}
    assert again.people == {'C:\\new\\"crm".db': "王伟"}
    assert again.language == "en"
    assert again.unusable == ()


def test_a_default_leaves_no_line(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    remember_display(settings, Display("light", preview=False))
    remember_display(settings, Display())
    remember_keys(settings, {}, {"claim": ("z",)})
    remember_keys(settings, {"claim": ("z",)}, {})
    remember_language(settings, "en")
    remember_language(settings, None)
    stored = tomllib.loads(settings.file.read_text(encoding="utf-8"))
    assert {name: value for name, value in stored.items() if value} == {}


def test_remarks_and_what_is_unknown_stay(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, OWN_FILE)
    remember_person(settings, "/data/crm.db", "lina")
    remember_keys(settings, settings.keys, {"claim": ("y",)})
    remember_display(settings, Display("light"))
    assert settings.file.read_text(encoding="utf-8") == (
        OWN_FILE.replace('"wangwei"  # me', '"lina"  # me')
        .replace('"z f7"', '["y"]')
        .replace('"task.done" = [  # two of them\n    "d",\n    "delete",\n]\n', "")
        + '\n[display]\ntheme = "light"\n'
    )


def test_a_file_that_is_no_toml_is_not_written_over(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "[people\n x")
    with pytest.raises(SettingsFileError):
        remember_person(settings, "here", "wangwei")
    assert settings.file.read_text(encoding="utf-8") == "[people\n x"


def test_a_file_that_is_linked_stays_linked(tmp_path: Path) -> None:
    settings_of(tmp_path, OWN_FILE).file.rename(tmp_path / "dotfile")
    (tmp_path / "settings.toml").symlink_to(tmp_path / "dotfile")
    remember_language(settings_of(tmp_path), "en")
    assert (tmp_path / "settings.toml").is_symlink()
    assert settings_of(tmp_path).language == "en"
    assert [each.name for each in tmp_path.glob("*.part")] == []


NAMES = st.sampled_from(["a", "b", "task.done", "客户", 'x"y', "", "c\\d", "#"])
VALUES = st.one_of(
    st.booleans(),
    st.integers(-9, 9),
    st.text(max_size=6).filter(lambda text: "\x7f" not in text),
    st.lists(st.text("ab#\"'\n]", max_size=4), max_size=3),
)
TABLES = st.dictionaries(NAMES, VALUES, max_size=4)
SHAPES = (
    "# remark\n{plain}\n[t] # remark\n{inner}\n\n[t.u]\n{inner}\n",
    "[t]\n{inner}\n[[many]]\n{plain}\n",
    't = {{ a = "1" }}\n',
    "t.a = '''\nx = 1\n[t]\n'''\n{plain}\n",
)


def _lines(table: dict[str, object]) -> str:
    return edit_toml("", {(name,): value for name, value in table.items()}).strip()  # type: ignore[misc]


@given(st.sampled_from(SHAPES), TABLES, TABLES, st.dictionaries(NAMES, st.none() | VALUES))
def test_an_edit_changes_just_what_it_says(
    shape: str,
    plain: dict[str, object],
    inner: dict[str, object],
    changes: dict[str, str | bool | int | list[str] | None],
) -> None:
    text = shape.format(plain=_lines({f"p{name}": value for name, value in plain.items()}),
                        inner=_lines(inner))  # fmt: skip
    before = tomllib.loads(text)
    after = tomllib.loads(edit_toml(text, {("t", name): value for name, value in changes.items()}))
    expected = {**before.get("t", {}), **changes}
    assert after.get("t", {}) == {n: value for n, value in expected.items() if value is not None}
    assert {n: v for n, v in after.items() if n != "t"} == {
        n: v for n, v in before.items() if n != "t"
    }

"""Below which folder files may be named: nothing leads out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.errors import FilePlaceError
from crm_tui.file_places import place_of, refuse_elsewhere, use_file_place


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The only folder in which files may be named."""
    found = tmp_path / "lina"
    found.mkdir()
    use_file_place(found)
    yield found
    use_file_place(None)


@pytest.mark.parametrize("name", ["a.csv", "new/b.csv", "new/../c.csv", "."])
def test_what_lies_below_it_may_be_named(folder: Path, name: str) -> None:
    refuse_elsewhere(folder / name)


@pytest.mark.parametrize("name", ["..", "../zhao/a.csv", "../lina-2/a.csv", "/etc/passwd"])
def test_what_lies_elsewhere_may_not(folder: Path, name: str) -> None:
    with pytest.raises(FilePlaceError) as caught:
        refuse_elsewhere(folder / name)
    assert caught.value.facts == {"folder": str(folder)}


def test_a_link_leads_nowhere_else(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("x")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "away").symlink_to(tmp_path)
    for path in ("link.csv", "away/secret.csv", "away/new.csv"):
        with pytest.raises(FilePlaceError):
            refuse_elsewhere(folder / path)


def test_everybody_has_a_folder_of_their_own() -> None:
    assert place_of(None, "lina") is None
    assert place_of("/srv/{login}/files", "lina") == Path("/srv/lina/files")
    assert place_of("/srv/files", "lina") == Path("/srv/files")
    assert place_of("/srv/{login}", "..") == Path("/srv/_..")
    assert place_of("/srv/{login}", None) == Path("/srv/{login}")

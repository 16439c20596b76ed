"""What ended the program: an error of its own, or an update under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.crashes import is_of_an_update

BEGAN = 1_000_000.0


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "tasks.py").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    "error",
    [
        ModuleNotFoundError("No module", name="crm_tui.tui.screens.gone"),
        ImportError("cannot import name", name="crm_tui.domain.tasks"),
    ],
)
def test_a_module_of_ours_that_cannot_be_loaded_is_an_update(
    error: Exception, tmp_path: Path
) -> None:
    long_after = _folder(tmp_path).stat().st_ctime + 9
    assert is_of_an_update(error, tmp_path, long_after)


def test_somebody_elses_module_is_none(tmp_path: Path) -> None:
    error = ModuleNotFoundError("No module", name="segno")
    assert not is_of_an_update(error, _folder(tmp_path), BEGAN)


def test_two_versions_that_do_not_fit_are_one_only_when_files_changed(tmp_path: Path) -> None:
    error = AttributeError("has no attribute")
    folder = _folder(tmp_path)
    assert is_of_an_update(error, folder, BEGAN)
    assert not is_of_an_update(error, folder, folder.stat().st_ctime + 9)


def test_an_error_of_a_value_is_none_even_after_an_update(tmp_path: Path) -> None:
    assert not is_of_an_update(ValueError(), _folder(tmp_path), BEGAN)


def test_what_lies_behind_an_error_is_looked_at_too(tmp_path: Path) -> None:
    error = RuntimeError()
    error.__cause__ = ModuleNotFoundError("No module", name="crm_tui.gone")
    assert is_of_an_update(error, _folder(tmp_path))

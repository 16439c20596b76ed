"""Where files may lie that people name: anywhere, or only below one folder.

A program that runs as an account which is not the person's own reads and writes with the rights of
that account: whatever it may read, everybody could attach or import.
"""

from __future__ import annotations

from pathlib import Path

from crm_tui.errors import FilePlaceError

PERSON = "{login}"
"""What stands in the name of the folder for who acts."""
_in_force: dict[str, Path | None] = {"folder": None}


def use_file_place(folder: Path | None) -> None:
    """Let files be named only below a folder from now on, or anywhere."""
    _in_force["folder"] = folder


def file_place() -> Path | None:
    """Return the folder below which files may be named; None where they may lie anywhere."""
    return _in_force["folder"]


def refuse_elsewhere(path: Path) -> None:
    """Raise FilePlaceError for a path that leads elsewhere, over links and dots as well."""
    folder = file_place()
    if folder is not None and not path.resolve().is_relative_to(folder.resolve()):
        raise FilePlaceError(path, "elsewhere", folder=str(folder))


def place_of(pattern: str | None, login: str | None) -> Path | None:
    """Return the folder that a setting means for somebody; before it is known who, nobody's."""
    if pattern is None:
        return None
    name = PERSON if login is None else login
    # Dots alone would lead to the folder above.
    safe = name if name.strip(".") else f"_{name}"
    return Path(pattern.replace(PERSON, safe)).expanduser().absolute()

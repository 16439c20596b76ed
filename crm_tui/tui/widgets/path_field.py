"""A line for a path, completed as one types."""

from __future__ import annotations

import os
from pathlib import Path

from textual.suggester import Suggester

from crm_tui.errors import FilePlaceError
from crm_tui.file_places import file_place, refuse_elsewhere
from crm_tui.tui.widgets.fields import TextField

_LOOKED_AT = 2_000
_QUOTES = ("'", '"')


def typed_path(text: str) -> Path:
    """Return the path that was typed or dropped on the terminal, which quotes it then."""
    typed = text.strip()
    if len(typed) > 1 and typed[0] in _QUOTES and typed[-1] == typed[0]:
        typed = typed[1:-1]
    path = _placed(typed)
    if os.path.lexists(path) or "\\" not in typed or os.sep == "\\":
        return path
    return _placed(typed.replace("\\ ", " ").replace("\\", ""))


def _placed(typed: str) -> Path:
    """Return a path, which without a folder means the only one where files may lie."""
    path = Path(typed).expanduser()
    folder = file_place()
    return path if folder is None else folder / path


class _Paths(Suggester):
    """Completes the last part of a path from what is in its folder."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first path that begins so, a folder with its separator; None for none."""
        before, separator, begun = value.rpartition(os.sep)
        if not separator or not begun:
            return None
        try:
            folder = _placed(before + separator)
            refuse_elsewhere(folder)
            with os.scandir(folder) as found:
                names = sorted(
                    each.name + (os.sep if each.is_dir() else "")
                    for each, _place in zip(found, range(_LOOKED_AT), strict=False)
                    if each.name.startswith(begun)
                )
        except (OSError, FilePlaceError):
            return None
        return before + separator + names[0] if names else None


class PathField(TextField):
    """One line for a path; the right arrow takes what is suggested."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(label, value, required=True, placeholder=placeholder, limit=4_000, id=id)
        self._input.suggester = _Paths()

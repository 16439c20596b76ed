"""Write records as JSON for programs, or as a Markdown table for notes and wikis."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.text import printable
from crm_tui.formats.workbooks import whole_file

_encode = json.JSONEncoder(ensure_ascii=False).encode
_MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#~"} | {"\n": "<br>"})


def write_json(
    path: Path,
    keys: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    zone: ZoneInfo,
    overwrite: bool = False,
) -> int:
    """Write an array of objects and return how many; instants have their zone, nothing is null."""
    with whole_file(path, overwrite=overwrite) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
        count = 0
        text.write("[")
        for row in rows:
            said = dict(zip(keys, _plain(row, zone), strict=True))
            text.write(f"{',' if count else ''}\n{_encode(said)}")
            count += 1
        text.write("\n]\n")
        text.flush()
        text.detach()
        return count


def write_markdown(
    path: Path,
    labels: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    overwrite: bool = False,
) -> int:
    """Write a table and return how many rows it has; signs that mean something stay signs."""
    with whole_file(path, overwrite=overwrite) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
        text.write(_line([_escaped(label) for label in labels]))
        text.write(_line(["---"] * len(labels)))
        count = 0
        for row in rows:
            text.write(_line([_escaped(cell_text(cell)) for cell in row]))
            count += 1
        text.flush()
        text.detach()
        return count


def cell_text(cell: Cell) -> str:
    """Return a cell as text: days and instants as ISO 8601 writes them, to the minute."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.isoformat(" ", "minutes")
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)


def _plain(row: Sequence[Cell], zone: ZoneInfo) -> Sequence[str | int | float | None]:
    told = [
        _told(cell, zone) if isinstance(cell, date) else None if cell == "" else cell
        for cell in row
    ]
    if "".join([cell for cell in told if type(cell) is str]).isprintable():
        return told
    return [_told(cell, zone) for cell in told]


def _told(cell: Cell, zone: ZoneInfo) -> str | int | float | None:
    match cell:
        case str():
            return printable(cell) or None
        case datetime():
            return cell.replace(tzinfo=zone).isoformat(timespec="minutes")
        case date():
            return cell.isoformat()
        case _:
            return cell


def _escaped(text: str) -> str:
    return printable(text).translate(_MARKDOWN_SIGNS)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"

"""Suspects as rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.domain.duplicates.suspects import Suspects
from crm_tui.domain.exports import FileKind, file_kind
from crm_tui.domain.imports.cells import Cell
from crm_tui.errors import FieldError
from crm_tui.formats.record_files import write_json
from crm_tui.formats.workbooks import write_csv, write_workbook
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class SuspectFile:
    """The file that is wanted: its columns, and what stands in them."""

    path: Path
    header: Sequence[str]
    row: Callable[[Suspects], Sequence[Cell]]
    overwrites: bool = False


def write_suspects(file: SuspectFile, rows: Iterable[Sequence[Cell]], zone: ZoneInfo) -> int:
    """Write a file whole or not at all, and return how many rows it has."""
    path, header, overwrite = file.path, file.header, file.overwrites
    match file_kind(path):
        case FileKind.WORKBOOK:
            return write_workbook(path, header, rows, overwrite=overwrite)
        case FileKind.CSV:
            return write_csv(path, header, rows, overwrite=overwrite)
        case FileKind.JSON:
            return write_json(path, header, rows, zone=zone, overwrite=overwrite)
        case _:
            raise FieldError("format", "not_one_of", path.suffix or path.name)

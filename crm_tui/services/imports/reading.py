"""Read and check a file before any lock is taken: rows, their faults, repetitions in the file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from crm_tui.db.queries import dictionaries, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import date_of
from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.imports import (
    CustomerRowParser,
    DuplicateWatch,
    HeaderMatch,
    ImportContext,
    ParsedRow,
    RefusedRow,
    SheetRow,
    split_header,
)
from crm_tui.domain.imports.outcomes import ImportPlan
from crm_tui.domain.users import Permission
from crm_tui.errors import FileFormatError, NotPermittedError
from crm_tui.formats.sheets import SheetReason, read_sheet, sheet_error
from crm_tui.services.imports.preparing import PreparedRow, RowPreparer
from crm_tui.values import dataclass

Progress = Callable[[int, int | None], None]
"""Takes how many rows are done, of how many; None while the file is still being read."""

Cancel = Callable[[], bool]
"""Answers whether the person wants it to stop; then nothing is written."""

_STEP = 1_000


class CancelledError(Exception):
    """The person stopped the import; the transaction around it is rolled back."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Tells how far the work is, and asks whether to go on."""

    progress: Progress | None = None
    cancel: Cancel | None = None

    def step(self, done: int, total: int | None) -> None:
        """Report a step; raise CancelledError when it was the last."""
        if self.cancel is not None and self.cancel():
            raise CancelledError
        if self.progress is not None:
            self.progress(done, total)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as read: its bytes' hash, its header, the rows that may be stored and the others."""

    path: Path
    sha256: str
    header: HeaderMatch
    rows: list[PreparedRow]
    refused: list[RefusedRow]


def context_of(view: View, plan: ImportPlan) -> ImportContext:
    """Return what the office knows; raise NotPermittedError for who may not import so."""
    if plan.is_opening and not view.person.may(Permission.MANAGE_OFFICE):
        raise NotPermittedError(Permission.MANAGE_OFFICE.value)
    if not view.person.may(Permission.IMPORT):
        raise NotPermittedError(Permission.IMPORT.value)
    words = dictionaries.items(view.connection)

    def ids_of(kind: DictionaryKind) -> dict[str, int]:
        codes = {word.code: word.id for word in words if word.kind is kind}
        seeds = [seed for seed in SEEDS[kind] if seed.code in codes]
        # A Chinese file fits an English office: a seeded word is known in both languages.
        both = {name: codes[seed.code] for seed in seeds for name in (seed.zh, seed.en)}
        return both | {word.name: word.id for word in words if word.kind is kind}

    return ImportContext(
        industries=ids_of(DictionaryKind.INDUSTRY),
        sources=ids_of(DictionaryKind.SOURCE),
        stages=ids_of(DictionaryKind.STAGE),
        people=tuple((login, name) for _, login, name in users.logins(view.connection)),
        today=date_of(view.today),
        strict_contact=view.office.strict_contact,
        is_opening=plan.is_opening,
    )


def read_file(
    path: Path, plan: ImportPlan, context: ImportContext, prepare: RowPreparer, watch: Watch
) -> ReadFile:
    """Return every row of the file parsed or refused; raise a SheetError for a file of no use."""
    with read_sheet(path, sheet=plan.sheet, encoding=plan.encoding) as sheet:
        digest = sha256_of(path)
        header, below = header_and_rows(path, sheet.rows)
        parser, repeats = CustomerRowParser(header, context), DuplicateWatch(header)
        rows: list[PreparedRow] = []
        refused: list[RefusedRow] = []
        for number, row in enumerate(below):
            if number % _STEP == 0:
                watch.step(number, None)
            parsed = parser.parse(row)
            if isinstance(parsed, ParsedRow) and (faults := repeats.faults_of(parsed)):
                parsed = RefusedRow(row.line, faults)
            if isinstance(parsed, ParsedRow):
                rows.append(prepare.prepared(parsed))
            else:
                refused.append(parsed)
    return ReadFile(path, digest, header, rows, refused)


def header_and_rows(path: Path, rows: Iterator[SheetRow]) -> tuple[HeaderMatch, Iterator[SheetRow]]:
    """Return the header and what stands below it; raise a SheetError when there is none."""
    found = split_header(rows)
    if found is None:
        raise sheet_error(path, SheetReason.NO_HEADER)
    return found


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes, by which it is known again."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise not_readable(path) from error


def not_readable(path: Path) -> FileFormatError:
    """Return the error for a file that went away or changed while it was used."""
    return sheet_error(path, SheetReason.NOT_READABLE)

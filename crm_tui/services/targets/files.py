"""Targets in files: a month out, which is a form as well, and a form or pasted rows in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crm_tui.db.queries import targets, users
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import DataExported
from crm_tui.domain.exports import CellKind, FileKind, file_kind
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.months import month_text
from crm_tui.domain.product_rows import RowFault, text_of
from crm_tui.domain.target_rows import (
    KIND_OF,
    TargetColumn,
    TargetLine,
    TargetsRead,
    TargetWords,
    read_target,
    target_column,
    target_columns,
)
from crm_tui.domain.targets import PersonMonth, TargetEntry, TargetKind
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import (
    AmbiguousReferenceError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.formats.pastes import pasted_rows
from crm_tui.formats.quick_workbooks import SheetColumn, write_quick_workbook
from crm_tui.formats.sheets import read_sheet
from crm_tui.formats.workbooks import write_csv
from crm_tui.services.exports.cells import amount_cell
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.references import one_of
from crm_tui.services.targets.service import month_of_people
from crm_tui.services.targets.setting import checked_month, refuse_not_yours, store
from crm_tui.values import dataclass

MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class TargetFiles:
    """Files of targets as people use them."""

    database: Database

    @operation(Permission.EXPORT)
    def export(
        self,
        actor: Actor,
        path: Path,
        month: int,
        words: TargetWords,
        *,
        overwrite: bool = False,
    ) -> int:
        """Write a month of everybody one sees as .xlsx or .csv, record it, and return how many.

        Filled in and read again it sets the targets. Raises FieldError for another kind of file.
        """
        refuse_own_files(path, self.database.location, self.database.files_folder)
        kind = file_kind(path)
        if kind not in {FileKind.WORKBOOK, FileKind.CSV}:
            raise FieldError("format", "not_one_of", path.suffix)
        month = checked_month(month)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            currency = view.office.currency
            found = month_of_people(view, month).people
        columns = _columns(words)
        rows = [_cells(each, month, currency) for each in found]
        if kind is FileKind.CSV:
            labels = [each.label for each in columns]
            write_csv(path, labels, rows, overwrite=overwrite)
        else:
            write_quick_workbook(path, columns, rows, sheet=words.sheet, overwrite=overwrite)
        facts: dict[str, object] = {
            "subject": "targets",
            "format": path.suffix.removeprefix("."),
            "file": path.name,
            "rows": len(rows),
        }
        with self.database.writing(actor) as unit:
            unit.record(DataExported(after=facts))
        return len(rows)

    def trial(self, actor: Actor, source: Path | str, month: int) -> TargetsRead:
        """Return what `load` would do with a file, or with rows that were pasted."""
        rows = _read(source)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.SET_TARGET):
                raise NotPermittedError(Permission.SET_TARGET.value)
            return _Loading(view, None, checked_month(month)).load(rows)

    @operation(Permission.SET_TARGET)
    def load(self, actor: Actor, source: Path | str, month: int) -> TargetsRead:
        """Set the targets of a file or of pasted rows; a row without a month is of this one.

        Rows that cannot be stored are left out and named; the others are set in one batch.
        """
        rows = _read(source)
        with self.database.writing(actor) as unit:
            return _Loading(unit, unit, checked_month(month)).load(rows)


class _Loading:
    """Rows going in one by one, or only looked at where there is no unit."""

    def __init__(self, view: View, unit: Unit | None, month: int) -> None:
        self._view = view
        self._unit = unit
        self._month = month
        self._named: dict[str, UserId] = {}
        self._done = {True: 0, False: 0}

    def load(self, rows: Sequence[SheetRow]) -> TargetsRead:
        """Take the header and then every row; return what became of them."""
        header = rows[0].cells if rows else ()
        columns = target_columns(header)
        if TargetColumn.PERSON not in columns or not columns.keys() & KIND_OF.keys():
            raise FieldError("columns", "no_target_column")
        refused = [fault for row in rows[1:] if (fault := self._take(columns, row)) is not None]
        ignored = (text_of(each) for each in header if target_column(each) is None)
        return TargetsRead(
            self._done[True],
            self._done[False],
            tuple(refused),
            tuple(filter(None, ignored)),
            None if self._unit is None else self._unit.changed,
        )

    def _take(self, columns: Mapping[TargetColumn, int], row: SheetRow) -> RowFault | None:
        view = self._view
        found = read_target(
            columns, row.cells, row.line, currency=view.office.currency, today=view.today
        )
        if isinstance(found, RowFault):
            return found
        if not found.values:
            return None
        try:
            user_id = self._person(found)
            refuse_not_yours(view, user_id)
        except RefusedError:
            return RowFault(row.line, "person", "not_your_staff", found.person[:40])
        except NotFoundError:
            return RowFault(row.line, "person", "unknown", found.person[:40])
        except AmbiguousReferenceError:
            return RowFault(row.line, "person", "several", found.person[:40])
        for kind, value in found.values.items():
            entry = TargetEntry(user_id, kind, value)
            self._done[self._store(found.month or self._month, entry)] += 1
        return None

    def _person(self, found: TargetLine) -> UserId:
        if found.person not in self._named:
            candidates = users.find_users(self._view.connection, found.person)
            self._named[found.person] = one_of("user", found.person, candidates)
        return self._named[found.person]

    def _store(self, month: int, entry: TargetEntry) -> bool:
        """Set a target, or say whether it would be another one."""
        if self._unit is not None:
            return store(self._unit, month, entry)
        stored = targets.target(self._view, month, entry.user_id, entry.kind)
        return stored != entry.value


def _read(source: Path | str) -> list[SheetRow]:
    found = list(_rows(source))
    if len(found) > MOST_ROWS:
        raise FieldError("columns", "too_many", limit=MOST_ROWS)
    return found


def _rows(source: Path | str) -> Iterator[SheetRow]:
    if isinstance(source, str):
        yield from pasted_rows(source).rows
        return
    with read_sheet(source) as sheet:
        for number, row in enumerate(sheet.rows):
            yield row
            if number > MOST_ROWS:
                return


def _columns(words: TargetWords) -> list[SheetColumn]:
    named = [SheetColumn(words.login), SheetColumn(words.name), SheetColumn(words.department)]
    figures = [
        SheetColumn(label(kind), CellKind.NUMBER)
        for kind in TargetKind
        for label in (words.target, words.done)
    ]
    return [*named, SheetColumn(words.month), *figures]


def _cells(person: PersonMonth, month: int, currency: str) -> list[Cell]:
    figures: list[Cell] = []
    for kind in TargetKind:
        part = person.of(kind)
        for value in (part.target, part.done):
            figures.append(amount_cell(value, currency) if kind.is_money else value)
    return [person.login, person.name, person.department, month_text(month), *figures]

"""The history event by event: who did what to what, and whether it is as it was sealed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.db import seal_checks
from crm_tui.db.queries import audits, seals
from crm_tui.db.types import from_ms
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.audits import AuditRow, SealState
from crm_tui.domain.events import DataExported, HistoryFilter
from crm_tui.domain.exports import FileKind, file_kind
from crm_tui.domain.health import Check, CheckKind
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.masking import masked_values, without_costs
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import CrmError, FieldError, NotFoundError, NotPermittedError
from crm_tui.formats.record_files import write_json
from crm_tui.formats.workbooks import write_csv, write_workbook
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.history import EVERYTHING
from crm_tui.values import dataclass

AT_ONCE = 500
MOST_EXPORTED = 1_000_000


@dataclass(frozen=True, slots=True)
class AuditFile:
    """The file that is wanted: its columns, and what stands in them."""

    path: Path
    header: Sequence[str]
    row: Callable[[AuditRow, ZoneInfo], Sequence[Cell]]
    overwrites: bool = False


@dataclass(frozen=True, slots=True)
class Audits:
    """The events that somebody may see: of customers in their sight, and what they did.

    Who may undo what others did, and sees all customers, sees everything. Contact details are
    never among it: to look at a number is an act of its own.
    """

    database: Database

    def ids(
        self,
        actor: Actor,
        asked: HistoryFilter = EVERYTHING,
        *,
        after_id: int = 0,
        limit: int | None = None,
    ) -> array[int]:
        """Return the numbers of the events asked for, the newest first."""
        with self.database.reading(actor) as view:
            return audits.event_ids(view, asked, after_id=after_id, limit=limit)

    def rows(self, actor: Actor, ids: Sequence[int]) -> list[AuditRow]:
        """Return some events that may be seen still, in the order given."""
        with self.database.reading(actor) as view:
            found = audits.event_rows(view, ids)
            shows_costs = view.person.may(Permission.VIEW_COST)

        def shown(values: Mapping[str, object]) -> dict[str, object]:
            masked = masked_values(values)
            return masked if shows_costs else without_costs(masked)

        return [replace(row, before=shown(row.before), after=shown(row.after)) for row in found]

    def event(self, actor: Actor, event_id: int) -> AuditRow:
        """Return one event; raise NotFoundError for one that is not to be seen."""
        found = self.rows(actor, [event_id])
        if not found:
            raise NotFoundError("event", str(event_id))
        return found[0]

    def export(self, actor: Actor, asked: HistoryFilter, file: AuditFile) -> int:
        """Write the events asked for into a file, record who took them, and return how many.

        Raises FieldError for a kind of file that there is not, WorkbookError when the file
        cannot be written; then nothing of it is left.
        """
        refuse_own_files(file.path, self.database.location, self.database.files_folder)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            zone = view.zone
        ids = self.ids(actor, asked, limit=MOST_EXPORTED)

        def rows() -> Iterator[Sequence[Cell]]:
            count = 0
            for start in range(0, len(ids), AT_ONCE):
                for row in self.rows(actor, ids[start : start + AT_ONCE]):
                    count += 1
                    yield file.row(row, zone)
            # Behind the last one, before the file has its name.
            self._record(actor, file, count)

        return _write(file, rows(), zone)

    @operation(Permission.EXPORT)
    def _record(self, actor: Actor, file: AuditFile, count: int) -> None:
        with self.database.writing(actor) as unit:
            facts: dict[str, object] = {
                "subject": "history",
                "format": file.path.suffix.removeprefix("."),
                "file": file.path.name,
                "columns": list(file.header),
                "rows": count,
            }
            unit.record(DataExported(after=facts))

    def note_refused(
        self, actor: Actor, asked_for: str, error: CrmError, record_id: int | None = None
    ) -> None:
        """Put on record what somebody looked for and may not see, unless it stands there already.

        What would have changed something is put on record by itself. Where the database takes
        nothing now, nothing is noted.
        """
        from crm_tui.db.refused_attempts import note_error  # noqa: PLC0415 - seldom needed

        note_error(self.database, actor, asked_for, error, record_id)

    def sealed(self, actor: Actor) -> SealState:
        """Return how far the history is sealed, for who sees all of it."""
        with self.database.reading(actor) as view:
            _refuse_unless_all(audits.sees_everything(view))
            seal = seals.last(view.connection)
            unsealed = seals.unsealed(view.connection)
        if seal is None:
            return SealState(0, None, unsealed)
        return SealState(seal.to_id, from_ms(seal.at_ms), unsealed)

    def check_seals(self, actor: Actor) -> Check:
        """Compare all of the history with its seals, for who sees all of it."""
        with self.database.reading(actor) as view:
            _refuse_unless_all(audits.sees_everything(view))
            found = seal_checks.seal_faults(view.connection, thoroughly=True)
        return Check(CheckKind.SEALS, *found)


def _refuse_unless_all(sees_everything: bool) -> None:
    if not sees_everything:
        raise NotPermittedError(Permission.UNDO_OTHERS.value)


def _write(file: AuditFile, rows: Iterator[Sequence[Cell]], zone: ZoneInfo) -> int:
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

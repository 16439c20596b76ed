"""日报、周报、月报: what people did, as one text for colleagues or as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crm_tui.db.queries import credits as credit_queries
from crm_tui.db.queries import people, reports, targets
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.credits import NO_CREDIT, Credit, CreditSum
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import DataExported
from crm_tui.domain.exports import CellKind, FileKind, file_kind
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.months import month_of
from crm_tui.domain.reports import (
    REPORTED,
    Coming,
    PersonReport,
    Report,
    ReportRequest,
    ReportWords,
    beside,
    days_of_report,
)
from crm_tui.domain.targets import PersonMonth
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError
from crm_tui.formats.quick_workbooks import SheetColumn, write_quick_workbook
from crm_tui.formats.workbooks import write_csv
from crm_tui.services.exports.cells import amount_cell
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.targets.service import attained_by
from crm_tui.values import dataclass

Figures = Mapping[Credit, Mapping[UserId, CreditSum]]


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports as people ask for them: of themselves, or of those whose work they see."""

    database: Database

    def show(self, actor: Actor, request: ReportRequest) -> Report:
        """Return a report; raise NotFoundError for a person or department that one does not see."""
        with self.database.reading(actor) as view:
            return _report(view, request)

    @operation(Permission.EXPORT)
    def export(
        self,
        actor: Actor,
        path: Path,
        request: ReportRequest,
        words: ReportWords,
        *,
        overwrite: bool = False,
    ) -> int:
        """Write a report as .xlsx or .csv, a row for each person, and return how many.

        Raises FieldError for another kind of file.
        """
        refuse_own_files(path, self.database.location, self.database.files_folder)
        kind = file_kind(path)
        if kind not in {FileKind.WORKBOOK, FileKind.CSV}:
            raise FieldError("format", "not_one_of", path.suffix)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            found, currency = _report(view, request), view.office.currency
        columns = _columns(words)
        rows = [_cells(each, currency) for each in found.people]
        if kind is FileKind.CSV:
            write_csv(path, [each.label for each in columns], rows, overwrite=overwrite)
        else:
            sheet = words.title(found)
            write_quick_workbook(path, columns, rows, sheet=sheet, overwrite=overwrite)
        facts: dict[str, object] = {
            "subject": "report",
            "format": path.suffix.removeprefix("."),
            "file": path.name,
            "rows": len(rows),
        }
        with self.database.writing(actor) as unit:
            unit.record(DataExported(after=facts))
        return len(rows)


def _report(view: View, request: ReportRequest) -> Report:
    if not 1 <= request.day < NEVER:
        raise FieldError("report_day", "out_of_range", str(request.day)[:20])
    days = days_of_report(request.span, request.day)
    figures = {each: credit_queries.sums(view, each, days) for each in REPORTED}
    busy = set().union(*(each.keys() for each in figures.values()))
    about, chosen = _asked(view, request, targets.people(view, busy))
    ids = [each.user_id for each in chosen]
    methods, followed = reports.methods(view, days, ids)
    month = month_of(min(days.last, max(days.first, view.today)))
    return Report(
        span=request.span,
        days=days,
        about=about,
        people=tuple(_person(each, figures) for each in chosen),
        methods=methods,
        followed=followed,
        coming=_coming(view, request, ids) if view.today in days else None,
        month=month,
        targets=attained_by(view, month, ids),
    )


def _asked(
    view: View, request: ReportRequest, seen: Sequence[PersonMonth]
) -> tuple[str, list[PersonMonth]]:
    """Return what a report is about, and the people whose it is."""
    if request.user_id is not None:
        chosen = [each for each in seen if each.user_id == request.user_id]
        if not chosen:
            raise NotFoundError("user", str(request.user_id))
        return chosen[0].name, chosen
    if request.department_id is not None:
        place = people.department(view.connection, request.department_id)
        chosen = [each for each in seen if each.path.startswith(place.path)]
        if not chosen:
            raise NotFoundError("department", place.name)
        return place.name, chosen
    return seen[0].name if len(seen) == 1 else "", list(seen)


def _person(found: PersonMonth, figures: Figures) -> PersonReport:
    own = {credit: each.get(found.user_id, NO_CREDIT) for credit, each in figures.items()}
    return PersonReport(found.user_id, found.login, found.name, found.department, own)


def _coming(view: View, request: ReportRequest, ids: Sequence[UserId]) -> Coming:
    following = days_of_report(request.span, beside(request.span, request.day, 1))
    return reports.coming(view, following, ids)


def _columns(words: ReportWords) -> list[SheetColumn]:
    named = [SheetColumn(each) for each in (words.login, words.name, words.department)]
    figures = [SheetColumn(label, CellKind.NUMBER) for label in _labels(words)]
    return [*named, *figures]


def _labels(words: ReportWords) -> Iterator[str]:
    for credit in REPORTED:
        yield words.count(credit)
        if credit.is_money:
            yield words.amount(credit)


def _cells(person: PersonReport, currency: str) -> list[Cell]:
    figures: list[Cell] = []
    for credit in REPORTED:
        found = person.of(credit)
        figures.append(found.count)
        if credit.is_money:
            figures.append(amount_cell(found.minor, currency))
    return [person.login, person.name, person.department, *figures]

"""`crm target`: what people are to bring in a month, what is there of it, the rows behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.inputs import NO_LIMIT, read_choice
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Listing, TableColumn, one_line, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.text_files import STANDARD_INPUT, read_text
from crm_tui.domain.credits import CreditRequest, CreditRow
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.months import days_of_month, month_of, month_text, parse_month
from crm_tui.domain.target_rows import TargetsRead, read_value
from crm_tui.domain.targets import (
    DepartmentMonth,
    PersonMonth,
    SignedBy,
    TargetEntry,
    TargetKind,
    TargetMonth,
    credit_of,
)
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.products import row_fault
from crm_tui.presentation.shapes import targets as shapes
from crm_tui.presentation.targets import (
    basis_words,
    credit_amount,
    credit_customer,
    month_lines,
    percent_text,
    person_line,
    target_words,
    value_text,
)
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word

app = group(_("What people are to bring in a month, and what is there of it."))

_SHOWN = 20
Month = Annotated[
    str, typer.Option("--month", metavar="MONTH", help=_("2026-11, 11 or last; else this month."))
]
_Line = PersonMonth | DepartmentMonth


@command(app, "set", _("Set what somebody is to bring in a month."))
def set_targets(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    person: Annotated[
        list[str], typer.Argument(metavar="PERSON...", help=_("Login or name; one or several."))
    ],
    *,
    month: Month = "",
    signed: Annotated[
        str | None,
        typer.Option("--signed", metavar="AMOUNT|none", help=_("Signed amount, such as 50w.")),
    ] = None,
    received: Annotated[
        str | None,
        typer.Option("--received", metavar="AMOUNT|none", help=_("Received amount.")),
    ] = None,
    customers: Annotated[
        str | None, typer.Option("--customers", metavar="N|none", help=_("New customers."))
    ] = None,
    follow_ups: Annotated[
        str | None, typer.Option("--follow-ups", metavar="N|none", help=_("Follow-ups."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set the numbers named, for one person or alike for several; none takes one away."""
    output = output_of(context, as_json=as_json)
    texts = {
        TargetKind.SIGNED: signed,
        TargetKind.RECEIVED: received,
        TargetKind.CUSTOMERS: customers,
        TargetKind.FOLLOW_UPS: follow_ups,
    }
    with opened(context) as session:
        named = {kind: text for kind, text in texts.items() if text is not None}
        if not named:
            raise FieldError("target", "required")
        values = {kind: _value(session, kind, text) for kind, text in named.items()}
        users, when = [session.user(each) for each in person], _month(session, month)
        entries = [
            TargetEntry(user_id, kind, value) for user_id in users for kind, value in values.items()
        ]
        changed = session.crm.targets.set(session.actor, when, entries)
        found = [
            each
            for each in session.crm.targets.month(session.actor, when).people
            if each.user_id in users
        ]
        rows = [shapes.of_person(each, when, session.currency) for each in found]
        lines = [person_line(each, when, session.currency) for each in found]
        shape = {"batch": changed.batch_id, "targets": rows}
        output.record(shape, [*lines, *undo_line(changed.batch_id)])


def _value(session: Session, kind: TargetKind, text: str) -> int | None:
    written = clean(text)
    if written.lower() == NO_LIMIT:
        return None
    value = read_value(kind, written, session.currency)
    if value is None:
        reason = "no_amount" if kind.is_money else "not_a_number"
        raise FieldError(f"target_{kind.value}", reason, written[:40])
    return value


def _month(session: Session, text: str) -> int:
    written = clean(text)
    month = parse_month(written, session.at.today) if written else month_of(session.at.today)
    if month is None:
        raise FieldError("month", "no_month", written[:40])
    return month


@command(app, "list", _("List a month: targets, what is there of them, how much of the whole."))
def list_targets(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    month: Month = "",
    person: Annotated[
        str | None, typer.Option("--person", metavar="LOGIN", help=_("Only of this person."))
    ] = None,
    department: Annotated[
        str | None,
        typer.Option("--department", metavar="NAME", help=_("Only of this department.")),
    ] = None,
    departments: Annotated[
        bool,
        typer.Option(
            "--departments", help=_("By department: the sums of people."), show_default=False
        ),
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List everybody one sees; sums are those of the rows that `crm target rows` lists."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        when = _month(session, month)
        found = session.crm.targets.month(session.actor, when)
        people = _people(session, found, person, department)
        shown: Sequence[_Line] = found.departments if departments else people
        output.rows(shown, _listing(session, when), nothing=_("Nobody to list."))
        if not (as_json or as_csv):
            narrowed = TargetMonth(when, found.signed_by, tuple(people), ())
            say(*month_lines(narrowed, session.currency))


def _people(
    session: Session, found: TargetMonth, person: str | None, department: str | None
) -> list[PersonMonth]:
    wanted = _user_ids(session, found, person, department)
    return [each for each in found.people if not wanted or each.user_id in wanted]


def _user_ids(
    session: Session, found: TargetMonth, person: str | None, department: str | None
) -> tuple[UserId, ...]:
    """Return the people named, nobody for all; raise NotFoundError for who is out of sight."""
    if person is not None:
        user_id = session.user(person)
        if all(each.user_id != user_id for each in found.people):
            raise NotFoundError("user", clean(person))
        return (user_id,)
    if department is None:
        return ()
    department_id = session.crm.people.find_department(session.actor, clean(department))
    for each in found.departments:
        if each.department_id == department_id:
            return each.people
    raise NotFoundError("department", clean(department))


def _listing(session: Session, month: int) -> Listing[_Line]:
    column, own = TableColumn[_Line], session.currency
    columns = [
        column(_("Name"), lambda row: row.name),
        column(_("Department"), _department, 3),
    ]
    for kind in TargetKind:
        columns += [
            column(
                word(kind),
                lambda row, kind=kind: value_text(kind, row.of(kind).done, own),  # type: ignore[misc]  # bound now
                align=Align.RIGHT,
            ),
            column(
                target_words(kind),
                lambda row, kind=kind: value_text(kind, row.of(kind).target, own),  # type: ignore[misc]  # bound now
                2,
                Align.RIGHT,
            ),
            column(
                "%",
                lambda row, kind=kind: percent_text(row.of(kind)),  # type: ignore[misc]  # bound now
                align=Align.RIGHT,
            ),
        ]
    return Listing[_Line](columns, lambda row: _shape(row, month, own), shapes.KEYS)


def _department(row: _Line) -> str:
    return row.department if isinstance(row, PersonMonth) else ""


def _shape(row: _Line, month: int, own: str) -> dict[str, object]:
    if isinstance(row, PersonMonth):
        return dict(shapes.of_person(row, month, own))
    return dict(shapes.of_department(row, month, own))


@command(app, "rows", _("List the rows of which such a sum is made."))
def rows(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="signed|received|customers|follow_ups", help=_("Which sum."))
    ],
    *,
    month: Month = "",
    person: Annotated[
        str | None, typer.Option("--person", metavar="LOGIN", help=_("Only of this person."))
    ] = None,
    department: Annotated[
        str | None,
        typer.Option("--department", metavar="NAME", help=_("Only of this department.")),
    ] = None,
    limit: Limit = 200,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what counts in a month, the newest first; a customer out of sight has no name."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        chosen, when = read_choice("target", kind, TargetKind), _month(session, month)
        found = session.crm.targets.month(session.actor, when)
        people = _user_ids(session, found, person, department)
        credit = credit_of(chosen, found.signed_by)
        request = CreditRequest(credit, days_of_month(when), people)
        counted = session.crm.targets.rows(session.actor, request, limit=limit)
        logins, own, column = session.logins(), session.currency, TableColumn[CreditRow]
        listing = Listing[CreditRow](
            (
                column(_("Day"), lambda row: iso_day(row.day) or ""),
                column(_("Colleague"), lambda row: row.person),
                column(_("Customer"), credit_customer),
                column(_("What it was"), lambda row: row.what, 1),
                column(_("Adds"), lambda row: credit_amount(row, credit, own), 0, Align.RIGHT),
            ),
            lambda row: shapes.credit(row, logins.get(row.user_id, ""), own),
            shapes.ROW_KEYS,
        )
        output.rows(counted, listing, nothing=_("Nothing counts in this month yet."))


@command(app, "import", _("Set targets from a file, or from rows pasted into the standard input."))
def load(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help=_("An Excel or CSV file, or - for pasted rows."))
    ],
    *,
    month: Month = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only say what would happen."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Set what the rows say; a row without a month is of the month named."""
    output = output_of(context, as_json=as_json)
    source: Path | str = read_text(file) if file == STANDARD_INPUT else Path(file)
    with opened(context) as session:
        when, actor = _month(session, month), session.actor
        if dry_run:
            read = session.crm.target_files.trial(actor, source, when)
        else:
            read = session.crm.target_files.load(actor, source, when)
        shape = {
            "set": read.set,
            "same": read.same,
            "dry_run": dry_run,
            "refused": [
                {"line": each.line, "reason": each.reason, "message": row_fault(each)}
                for each in read.refused
            ],
            "ignored": list(read.ignored),
        }
        output.record(shape, _read_lines(read))
        say(*map(one_line, map(row_fault, read.refused[:_SHOWN])))
    if read.refused:
        raise typer.Exit(ExitCode.REFUSED)


def _read_lines(read: TargetsRead) -> Iterator[str]:
    yield _("Targets set {set}, as before {same}, rows left out {refused}.").format(
        set=read.set, same=read.same, refused=len(read.refused)
    )
    if read.ignored:
        names = _(", ").join(read.ignored)
        yield _("These columns say nothing of a target: {names}.").format(names=names)


@command(app, "export", _("Write a month into a file, which is the form for an import as well."))
def export(
    context: typer.Context,
    file: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help=_("Where to: .xlsx or .csv."))
    ],
    *,
    month: Month = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write everybody one sees, with targets and what is there of them."""
    from crm_tui.presentation.target_files import target_file_words  # noqa: PLC0415

    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        when = _month(session, month)
        count = session.crm.target_files.export(
            session.actor, file, when, target_file_words(), overwrite=overwrite
        )
        said = ngettext("{count} person in {file}.", "{count} people in {file}.", count)
        shape = {"file": str(file), "month": month_text(when), "rows": count}
        output.record(shape, [said.format(count=count, file=file)])


@command(app, "signed-by", _("Show or change what counts as signed."))
def signed_by(
    context: typer.Context,
    counted: Annotated[
        str | None,
        typer.Argument(
            metavar="contract|order|deal",
            help=_("Contracts signed, orders confirmed, or deals recorded."),
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Choose one of them, so that nothing counts twice, and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        actor = session.actor
        if counted is not None:
            chosen = read_choice("signed_by", counted, SignedBy)
            session.crm.targets.count_signed_by(actor, chosen)
        found = session.crm.targets.signed_by(actor)
        output.record({"signed_by": found.value}, [basis_words(found)])

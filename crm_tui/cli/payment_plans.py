"""`crm payment plan`: when how much of an order or a contract is to be paid."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli import record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.paper_options import ByCustomer, Query, SortField
from crm_tui.cli.payment_inputs import find_document, read_changes, read_plan_lines, read_target
from crm_tui.cli.record_requests import asked_text
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import PaymentPlanId
from crm_tui.domain.payments.records import PlanRow, Target
from crm_tui.domain.payments.requests import PlanRequest
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import money_word
from crm_tui.presentation.shapes import payments as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

plans = group(_("When how much of an order or a contract is to be paid."))
LineArgument = Annotated[
    str, typer.Argument(metavar="LINE", help=_("The id of the line, as the list says it."))
]
_MOST = 500


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of payments."""
    app.add_typer(plans, name="plan")


@command(plans, "add", _("Plan lines of an order or a contract."))
def add(
    context: typer.Context,
    document: Annotated[
        str, typer.Argument(metavar="NUMBER", help=_("The number of the order or contract."))
    ],
    lines: Annotated[
        list[str],
        typer.Argument(metavar="LINE", help=_("Such as “30% 2026-12-01 retention”, one each.")),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Plan lines and answer with all that is planned of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = find_document(session, document)
        read = read_plan_lines(session, found, lines)
        changed = session.crm.payment_plans.add(session.actor, found.target, read)
        _answer(session, output, found.target, changed.batch_id)


@command(plans, "list", _("List planned lines, the first to be due first."))
def list_plans(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Query = None,
    limit: Limit = 50,
    *,
    sort: SortField = None,
    customer: ByCustomer = None,
    of: Annotated[
        str | None, typer.Option("--of", metavar="NUMBER", help=_("Of this order or contract."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=_("Due until this day."))
    ] = None,
    deleted: Annotated[
        bool, typer.Option("--deleted", help=_("Only those deleted."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List planned lines with what receipts that name them came to."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request = PlanRequest(
            customer_id=None if customer is None else session.customer(customer),
            target=read_target(session, of),
            until=None if until is None else read_day(session, "plan_due_day", until),
            query=asked_text(query, sort=sort),
            deleted=deleted,
        )
        output.rows(
            session.crm.payment_plans.list(session.actor, request, limit=limit),
            _listing(session),
            nothing=_("Nothing is planned; crm payment plan add plans lines."),
        )


def _listing(session: Session) -> Listing[PlanRow]:
    logins = session.logins()
    return Listing[PlanRow](
        (
            TableColumn[PlanRow]("#", lambda row: str(row.id)),
            TableColumn[PlanRow](
                field_label("plan_due_day"), lambda row: iso_day(row.fields.due_day) or ""
            ),
            TableColumn[PlanRow](field_label("number"), lambda row: row.number),
            TableColumn[PlanRow](_("Customer"), lambda row: row.customer, 1),
            TableColumn[PlanRow](_("Kind"), lambda row: money_word(row.fields.kind), 2),
            TableColumn[PlanRow](
                field_label("amount"),
                lambda row: amount(row.fields.amount_minor, row.currency),
                align=Align.RIGHT,
            ),
            TableColumn[PlanRow](
                _("Received"),
                lambda row: amount(row.received_minor, row.currency),
                align=Align.RIGHT,
            ),
            TableColumn[PlanRow](field_label("note"), lambda row: row.fields.note, 3),
        ),
        lambda row: shapes.plan(row, logins),
        shapes.PLAN_KEYS,
    )


@command(plans, "edit", _("Change a planned line."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    line: LineArgument,
    *,
    amount_text: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help=_("How much: 12000, 12k."))
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="DATE", help=_("When it is due."))
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", help=_("advance, instalment, final, retention or other.")),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help=_("For colleagues."))] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with all that is planned with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = session.crm.payment_plans.plan(session.actor, _id(line))
        typed = {"amount": amount_text, "due": due, "plan_kind": kind, "note": note}
        changes = read_changes(session, typed, row.currency)
        changed = session.crm.payment_plans.edit(session.actor, row.id, changes)
        _answer(session, output, row.target.document, changed.batch_id)


@command(plans, "delete", _("Take a planned line out of all lists."))
def delete(context: typer.Context, line: LineArgument, *, as_json: AsJson = False) -> None:
    """Delete a planned line; crm payment plan restore brings it back."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = session.crm.payment_plans.plan(session.actor, _id(line))
        changed = session.crm.payment_plans.delete(session.actor, row.id)
        said = _("Deleted: line {id} of {number}. crm payment plan restore {id} brings it back.")
        shape = {"batch": changed.batch_id, **shapes.plan(row, session.logins())}
        output.record(shape, [said.format(number=row.number, id=row.id)])


@command(plans, "restore", _("Bring a deleted planned line back."))
def restore(context: typer.Context, line: LineArgument, *, as_json: AsJson = False) -> None:
    """Restore a planned line and answer with all that is planned with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        changed = session.crm.payment_plans.restore(session.actor, _id(line))
        row = session.crm.payment_plans.plan(session.actor, _id(line))
        _answer(session, output, row.target.document, changed.batch_id)


def _answer(session: Session, output: Output, target: Target, batch_id: int | None) -> None:
    """Write all that is planned of an order or contract."""
    rows = session.crm.payment_plans.list(session.actor, PlanRequest(target=target), limit=_MOST)
    logins = session.logins()
    lines = [
        _("#{id} {day} {kind}: {amount}").format(
            id=row.id,
            day=iso_day(row.fields.due_day),
            kind=money_word(row.fields.kind),
            amount=amount(row.fields.amount_minor, row.currency),
        )
        for row in rows
    ]
    shape = {"batch": batch_id, "lines": [shapes.plan(row, logins) for row in rows]}
    output.record(shape, lines)


def _id(text: str) -> PaymentPlanId:
    return PaymentPlanId(read_number("payment_plan", text.strip().removeprefix("#")))


record_files.add_to(plans, Subject.PAYMENT_PLANS)

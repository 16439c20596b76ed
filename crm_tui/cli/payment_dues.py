"""`crm payment due, overdue, totals, credit`: what is still to be paid, and how old that is."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command
from crm_tui.cli.inputs import NO_LIMIT, read_amount
from crm_tui.cli.output import Listing, Output, TableColumn, labelled
from crm_tui.cli.payment_inputs import read_days
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.payments.dues import OVERDUE, Age, DueItem, DueRow, age_of
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import (
    due_day_words,
    due_item_words,
    money_lines,
    money_word,
)
from crm_tui.presentation.shapes import payments as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of payments."""
    command(app, "due", _("List what is still to be paid, the first to be due first."))(due)
    command(app, "overdue", _("What each customer has to pay, by how long it is overdue."))(overdue)
    command(app, "totals", _("What a customer ordered, paid and has to pay."))(totals)
    command(app, "credit", _("Show or change what a customer may owe, and how long."))(credit)


def due(
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 50,
    *,
    only_overdue: Annotated[
        bool, typer.Option("--overdue", help=_("Only what is overdue."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List planned lines that are not paid whole, and what nothing was planned for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        found = session.crm.receivables.items(
            session.actor,
            None if customer is None else session.customer(customer),
            only_overdue=only_overdue,
            limit=limit,
        )
        output.rows(found, _items(session), nothing=_("Nothing is to be paid."))


def _items(session: Session) -> Listing[DueItem]:
    logins, today = session.logins(), session.at.today
    return Listing[DueItem](
        (
            TableColumn[DueItem](
                field_label("plan_due_day"), lambda item: due_day_words(item.due_day)
            ),
            TableColumn[DueItem](_("Age"), lambda item: money_word(age_of(item.due_day, today)), 1),
            TableColumn[DueItem](field_label("number"), lambda item: item.document.number),
            TableColumn[DueItem](_("Customer"), lambda item: item.document.customer),
            TableColumn[DueItem](_("Kind"), due_item_words, 2),
            TableColumn[DueItem](
                field_label("outstanding"),
                lambda item: amount(item.left_minor, item.document.currency),
                align=Align.RIGHT,
            ),
            TableColumn[DueItem](field_label("owner_id"), lambda item: item.document.owner, 3),
        ),
        lambda item: shapes.item(item, logins, today),
        shapes.ITEM_KEYS,
    )


def overdue(
    context: typer.Context,
    limit: Limit = 50,
    *,
    everything: Annotated[
        bool,
        typer.Option("--all", help=_("Also who has nothing overdue yet."), show_default=False),
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List customers by what is overdue, then what they come to together, by currency."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        found = session.crm.receivables.rows(session.actor, only_overdue=not everything)
        output.rows(found[:limit], _rows(), nothing=_("Nothing is overdue."))


def _rows() -> Listing[DueRow]:
    ages = [Age.TO_COME, *OVERDUE]
    return Listing[DueRow](
        (
            TableColumn[DueRow](_("Customer"), lambda row: row.customer),
            TableColumn[DueRow](
                field_label("outstanding"),
                lambda row: amount(row.outstanding_minor, row.currency),
                align=Align.RIGHT,
            ),
            *(_age(age, at) for at, age in enumerate(ages)),
            TableColumn[DueRow](
                _("Paid ahead"), lambda row: _sum(row.on_account_minor, row.currency), 7,
                Align.RIGHT,
            ),
        ),
        shapes.due_row,
        shapes.ROW_KEYS,
    )  # fmt: skip


def _age(age: Age, priority: int) -> TableColumn[DueRow]:
    return TableColumn[DueRow](
        money_word(age),
        lambda row: _sum(dict(row.ages)[age], row.currency),
        6 - priority,
        Align.RIGHT,
    )


def _sum(minor: int, currency: str) -> str:
    return amount(minor, currency) if minor else ""


def totals(context: typer.Context, customer: CustomerArgument, *, as_json: AsJson = False) -> None:
    """Show all that a customer shows of money; each total is the sum of its rows."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _answer(session, output, session.customer(customer), {})


def credit(
    context: typer.Context,
    customer: CustomerArgument,
    *,
    limit: Annotated[
        str | None,
        typer.Option("--limit", metavar="AMOUNT", help=_("What it may owe; none for no limit.")),
    ] = None,
    days: Annotated[
        str | None,
        typer.Option("--days", metavar="DAYS", help=_("Days to pay; none for the office's.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with all that the customer shows of money."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        changes: dict[str, int | None] = {}
        if limit is not None:
            is_none = clean(limit).lower() == NO_LIMIT
            changes["limit_minor"] = (
                None if is_none else read_amount(session, "credit_limit", limit)
            )
        if days is not None:
            changes["payment_days"] = read_days(days)
        said: dict[str, object] = {}
        if changes:
            changed = session.crm.receivables.set_credit(session.actor, customer_id, changes)
            said = {"batch": changed.batch_id}
        _answer(session, output, customer_id, said)


def _answer(
    session: Session, output: Output, customer_id: CustomerId, said: dict[str, object]
) -> None:
    found = session.crm.receivables.money(session.actor, customer_id)
    shape = {"customer_id": customer_id, **said, **shapes.money(found, session.currency)}
    lines = [labelled(label, words) for label, words in money_lines(found, session.currency)]
    output.record(shape, lines or [_("Nothing was ordered or paid yet.")])

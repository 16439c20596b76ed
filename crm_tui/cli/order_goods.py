"""Goods of orders on the shell: what is due, what went out, what came back."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command
from crm_tui.cli.inputs import read_choice, read_day
from crm_tui.cli.order_inputs import answer, find_order, read_quantities
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.orders.records import DueLine
from crm_tui.domain.orders.requests import DueRequest, DueSpan
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.orders import due_words, span_word
from crm_tui.presentation.products import quantity_words
from crm_tui.presentation.shapes import orders as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

OrderArgument = Annotated[str, typer.Argument(metavar="ORDER", help=_("Its number."))]
Day = Annotated[str | None, typer.Option("--day", metavar="DATE", help=_("If not today."))]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of orders."""
    command(app, "due", _("List what is to be delivered."))(due)
    command(app, "deliver", _("Write down goods that went out."))(deliver)
    command(app, "return", _("Write down goods that came back."))(take_back)


def due(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    span: Annotated[
        str,
        typer.Argument(metavar="WHEN", help=_("overdue, today, tomorrow, week or all.")),
    ] = DueSpan.ALL.value,
    limit: Limit = 50,
    *,
    customer: Annotated[
        str | None, typer.Option("--customer", help=_("Only of this customer."))
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="LOGIN", help=_("Only of this colleague."))
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what is still to be delivered, the first to be due first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins = session.logins()
        request = DueRequest(
            span=_span(span),
            customer_id=None if customer is None else session.customer(customer),
            owner_id=None if owner is None else session.user(owner),
        )
        listing = Listing[DueLine](
            (
                TableColumn[DueLine](field_label("due_day"), lambda row: due_words(row.due_day)),
                TableColumn[DueLine](field_label("number"), lambda row: row.number),
                TableColumn[DueLine](_("Customer"), lambda row: row.customer),
                TableColumn[DueLine](field_label("line_name"), lambda row: row.name),
                TableColumn[DueLine](
                    _("To deliver"),
                    lambda row: quantity_words(row.left_milli, row.unit),
                    align=Align.RIGHT,
                ),
                TableColumn[DueLine](field_label("owner_id"), lambda row: row.owner, 2),
            ),
            lambda row: shapes.due(row, logins),
            shapes.DUE_KEYS,
        )
        output.rows(
            session.crm.order_goods.due(session.actor, request, limit=limit),
            listing,
            nothing=_("Nothing to be delivered."),
        )


def _span(text: str) -> DueSpan:
    words = {span_word(each): each for each in DueSpan}
    return words.get(clean(text)) or read_choice("due_day", text, DueSpan)


def deliver(
    context: typer.Context,
    order: OrderArgument,
    quantities: Annotated[
        list[str] | None,
        typer.Argument(metavar="LINE=QUANTITY", help=_("Such as 1=2.5; else all that is left.")),
    ] = None,
    *,
    day: Day = None,
    note: Annotated[str, typer.Option("--note", help=_("Such as the number of the parcel."))] = "",
    as_json: AsJson = False,
) -> None:
    """Deliver goods and answer with the order."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        order_id = find_order(session, order)
        changed = session.crm.order_goods.deliver(
            session.actor,
            order_id,
            read_quantities(quantities) if quantities else None,
            day=_day(session, day),
            note=note,
        )
        answer(session, output, order_id, changed.batch_id)


def take_back(
    context: typer.Context,
    order: OrderArgument,
    quantities: Annotated[
        list[str], typer.Argument(metavar="LINE=QUANTITY", help=_("Such as 1=2.5."))
    ],
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Take goods back and answer with the order, and with what they are worth."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        order_id = find_order(session, order)
        moved = session.crm.order_goods.take_back(
            session.actor,
            order_id,
            read_quantities(quantities),
            reason,
            day=_day(session, day),
        )
        currency = session.crm.orders.order(session.actor, order_id).fields.currency
        worth = _("Taken back: {amount}.").format(amount=amount(moved.amount_minor, currency))
        answer(session, output, order_id, moved.changed.batch_id, worth)


def _day(session: Session, text: str | None) -> int | None:
    return None if text is None else read_day(session, "goods_day", text)

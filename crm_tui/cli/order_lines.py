"""`crm order line`: the lines of a draft, and when each line is due."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command, group
from crm_tui.cli.order_inputs import answer, find_order, read_due
from crm_tui.cli.paper_options import read_place
from crm_tui.cli.quote_inputs import read_line
from crm_tui.cli.quote_lines import (
    LineDiscount,
    Name,
    Note,
    Price,
    Quantity,
    Tax,
    UnitOption,
    changed_line,
)
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.text import clean
from crm_tui.i18n import _

OrderArgument = Annotated[str, typer.Argument(metavar="ORDER", help=_("Its number."))]
Line = Annotated[str, typer.Argument(metavar="LINE", help=_("The number of the line."))]
Due = Annotated[
    str | None,
    typer.Option("--due", metavar="DATE", help=_("When it is due; none for the order's day.")),
]


def add_to(app: typer.Typer) -> None:
    """Declare the group of lines in the group of orders."""
    lines = group(_("The lines of an order."))
    command(lines, "add", _("Add a line: a product, or words and a price."))(add)
    command(lines, "edit", _("Change a line of a draft."))(edit)
    command(lines, "remove", _("Take lines out."))(remove)
    command(lines, "due", _("Say when lines are due, of a confirmed order as well."))(due)
    app.add_typer(lines, name="line")


def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    order: OrderArgument,
    line: Annotated[str, typer.Argument(metavar="LINE", help=_("Such as “SV-100 3 @11500 10%”."))],
    *,
    quantity: Quantity = None,
    price: Price = None,
    discount: LineDiscount = None,
    tax: Tax = None,
    unit: UnitOption = None,
    note: Note = None,
    due: Due = None,
    as_json: AsJson = False,
) -> None:
    """Add a line behind the others and answer with the order."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.orders.order(session.actor, find_order(session, order))
        currency = found.fields.currency
        said = line if price is None else f"{line} @{clean(price)}"
        typed = {"quantity": quantity, "discount": discount, "tax": tax}
        typed |= {"unit": unit, "note": note}
        sale = changed_line(read_line(session, said, currency), typed, currency)
        new = OrderLineFields(sale, None if due is None else read_due(session, due))
        lines = [*(each.fields for each in found.lines), new]
        changed = session.crm.orders.edit(session.actor, found.row.id, {}, lines=lines)
        answer(session, output, found.row.id, changed.batch_id)


def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    order: OrderArgument,
    line: Line,
    *,
    name: Name = None,
    quantity: Quantity = None,
    price: Price = None,
    discount: LineDiscount = None,
    tax: Tax = None,
    unit: UnitOption = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change a line and answer with the order."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.orders.order(session.actor, find_order(session, order))
        at = read_place(line, len(found.lines)) - 1
        lines = [each.fields for each in found.lines]
        typed = {"name": name, "quantity": quantity, "price": price, "discount": discount}
        typed |= {"tax": tax, "unit": unit, "note": note}
        sale = changed_line(lines[at].sale, typed, found.fields.currency)
        lines[at] = replace(lines[at], sale=sale)
        changed = session.crm.orders.edit(session.actor, found.row.id, {}, lines=lines)
        answer(session, output, found.row.id, changed.batch_id)


def remove(
    context: typer.Context,
    order: OrderArgument,
    lines: Annotated[list[str], typer.Argument(metavar="LINE", help=_("Numbers of lines."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Take lines out and answer with the order."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.orders.order(session.actor, find_order(session, order))
        gone = {read_place(each, len(found.lines)) for each in lines}
        kept = [each.fields for at, each in enumerate(found.lines, start=1) if at not in gone]
        changed = session.crm.orders.edit(session.actor, found.row.id, {}, lines=kept)
        answer(session, output, found.row.id, changed.batch_id)


def due(
    context: typer.Context,
    order: OrderArgument,
    day: Annotated[
        str, typer.Argument(metavar="DATE", help=_("When it is due; none for the order's day."))
    ],
    lines: Annotated[list[str], typer.Argument(metavar="LINE", help=_("Numbers of lines."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Say when lines are due and answer with the order."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        order_id, on = find_order(session, order), read_due(session, day)
        days = {read_place(each): on for each in lines}
        changed = session.crm.orders.set_due(session.actor, order_id, days)
        answer(session, output, order_id, changed.batch_id)

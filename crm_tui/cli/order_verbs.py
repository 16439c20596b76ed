"""What is done with an order: confirmed, closed, called void, taken out, brought back."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.inputs import read_number
from crm_tui.cli.order_inputs import answer, find_order
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.identifiers import OrderId
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left
from crm_tui.presentation.payment_reasons import credit_words
from crm_tui.presentation.shapes import orders as shapes

OrderArgument = Annotated[str, typer.Argument(metavar="ORDER", help=_("Its number."))]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of orders."""
    command(app, "confirm", _("Call a draft confirmed; from then on it counts."))(confirm)
    command(app, "close", _("Call an order done; nothing more goes out, it still counts."))(close)
    command(app, "void", _("Call a confirmed order void, with a reason."))(void)
    command(app, "delete", _("Take a draft or void order out of all lists."))(delete)
    command(app, "restore", _("Bring a deleted order back."))(restore)


def confirm(context: typer.Context, order: OrderArgument, *, as_json: AsJson = False) -> None:
    """Confirm a draft and answer with it, and with the last day that now holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        written = session.crm.orders.confirm(session.actor, find_order(session, order))
        left = _("Until the pool takes the customer back: {left}.").format(
            left=days_left(written.last_day, session.at.today)
        )
        warned = [] if written.credit is None else [credit_words(written.credit)]
        answer(session, output, written.order_id, written.changed.batch_id, left, *warned)


def close(
    context: typer.Context,
    order: OrderArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why, if not all was delivered."))] = "",
    as_json: AsJson = False,
) -> None:
    """Close an order and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        order_id = find_order(session, order)
        changed = session.crm.orders.close(session.actor, order_id, reason)
        answer(session, output, order_id, changed.batch_id)


def void(
    context: typer.Context,
    order: OrderArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    as_json: AsJson = False,
) -> None:
    """Void an order: it stays in the list and counts for nothing."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        order_id = find_order(session, order)
        written = session.crm.orders.void(session.actor, order_id, reason)
        answer(session, output, order_id, written.changed.batch_id)


def delete(context: typer.Context, order: OrderArgument, *, as_json: AsJson = False) -> None:
    """Delete an order; crm order restore brings it back."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        order_id = find_order(session, order)
        row = session.crm.orders.order(session.actor, order_id).row
        changed = session.crm.orders.delete(session.actor, order_id)
        said = _("Deleted: {number}. crm order restore {id} brings it back.").format(
            number=row.number, id=order_id
        )
        shape = {"batch": changed.batch_id, **shapes.row(row, session.logins())}
        output.record(shape, [said])


def restore(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help=_("Its id, as delete told it."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Restore an order and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        order_id = OrderId(read_number("order", number))
        changed = session.crm.orders.restore(session.actor, order_id)
        answer(session, output, order_id, changed.batch_id)

"""`crm pool reveal`: look at the hidden numbers of a customer in the pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.sessions import opened, output_of
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.services.reveals import Revealed


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of the pools."""
    command(app, "reveal", _("Show the hidden numbers of a customer; each look is counted."))(
        reveal
    )


def reveal(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Show the contact details and what is left of the day's looks."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.reveals.reveal(session.actor, session.customer(customer))
        shapes = session.shapes()
        shape = {
            "customer_id": found.customer_id,
            "revealed_today": found.revealed_today,
            "limit": found.limit,
            "people": [shapes.contact(row) for row in found.contacts],
        }
        output.record(shape, _lines(found))


def _lines(found: Revealed) -> Iterator[str]:
    for row in found.contacts:
        typed = row.fields
        numbers = [phone.number for phone in typed.phones]
        yield " · ".join(filter(None, [typed.name, *numbers, typed.email, typed.wechat, typed.qq]))
    if found.limit is not None:
        yield _("Looked at today: {revealed} of {limit}.").format(
            revealed=found.revealed_today, limit=found.limit
        )

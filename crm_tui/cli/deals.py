"""`crm deal`: record deals, list them, take them back."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_amount, read_day, read_number
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.deals import DealFields, DealRow
from crm_tui.domain.identifiers import DealId
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left, iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.shapes import deals as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence

app = group(_("Record deals, list them, take them back."))

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]


@command(app, "add", _("Record a deal with a customer."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: CustomerArgument,
    *,
    amount_text: Annotated[
        str, typer.Option("--amount", metavar="AMOUNT", help=_("How much: 12000, 12k."))
    ],
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("When it was made, if not today."))
    ] = "",
    note: Annotated[str, typer.Option("--note", help=_("What was sold."))] = "",
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", metavar="LOGIN", help=_("To whose credit, if not who holds the customer.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record a deal and answer with it, and with the last day that now holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        deal = DealFields(
            read_amount(session, "amount", amount_text),
            read_day(session, "deal_day", day) if day else session.at.today,
            note,
            None if owner is None else session.user(owner),
        )
        written = session.crm.deals.record(session.actor, customer_id, deal)
        row = session.crm.deals.deal(session.actor, written.deal_id)
        shape = {
            "batch": written.changed.batch_id,
            **shapes.deal(row, session.logins()),
            "last_day": iso_day(written.last_day),
        }
        said = _("Deal {number} recorded: {customer}, {amount}, to the credit of {owner}.").format(
            number=row.id,
            customer=name_in_sentence(row.customer),
            amount=amount(row.amount_minor, row.currency),
            owner=name_in_sentence(row.owner),
        )
        left = _("Until the pool takes the customer back: {left}.").format(
            left=days_left(written.last_day, session.at.today)
        )
        output.record(shape, [said, left])


@command(app, "list", _("List deals, of one customer or all that you may see."))
def list_deals(
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 50,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List deals, void ones too, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins = session.logins()
        wanted = None if customer is None else session.customer(customer)
        right = Align.RIGHT
        listing = Listing[DealRow](
            (
                TableColumn[DealRow](_("No."), lambda row: str(row.id), align=right),
                TableColumn[DealRow](_("Customer"), lambda row: row.customer),
                TableColumn[DealRow](
                    field_label("amount"),
                    lambda row: amount(row.amount_minor, row.currency),
                    align=right,
                ),
                TableColumn[DealRow](field_label("deal_day"), lambda row: iso_day(row.day) or ""),
                TableColumn[DealRow](_("Credit"), lambda row: row.owner, 1),
                TableColumn[DealRow](_("Status"), _status, 1),
                TableColumn[DealRow](field_label("note"), lambda row: row.note, 2),
            ),
            lambda row: shapes.deal(row, logins),
            shapes.KEYS,
        )
        output.rows(
            session.crm.deals.list(session.actor, wanted, limit=limit),
            listing,
            nothing=_("No deals yet; crm deal add records one."),
        )


def _status(row: DealRow) -> str:
    return _("void: {reason}").format(reason=row.void_reason) if row.is_void else ""


@command(app, "void", _("Take a deal back, with a reason."))
def void(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the deal."))],
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    as_json: AsJson = False,
) -> None:
    """Void a deal: it stays in the list and counts for nothing."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        deal_id = DealId(read_number("deal", number))
        changed = session.crm.deals.void(session.actor, deal_id, reason)
        row = session.crm.deals.deal(session.actor, deal_id)
        output.record(
            {"batch": changed.batch_id, **shapes.deal(row, session.logins())},
            [
                _("Deal {number} is void: {customer}.").format(
                    number=row.id, customer=name_in_sentence(row.customer)
                )
            ],
        )


@command(app, "mark", _("Say by hand whether a customer is won, with a reason."))
def mark(
    context: typer.Context,
    customer: CustomerArgument,
    *,
    won: Annotated[bool, typer.Option("--won/--not-won", help=_("Whether it is won."))],
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    as_json: AsJson = False,
) -> None:
    """Mark a customer and answer with it as it is now."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        changed = session.crm.deals.mark_deal(
            session.actor, customer_id, is_deal=won, reason=reason
        )
        row = session.crm.customers.record(session.actor, customer_id).row
        sentence = _("Won: {customer}.") if won else _("Not won: {customer}.")
        output.record(
            {"batch": changed.batch_id, **session.shapes().customer(row)},
            [sentence.format(customer=name_in_sentence(row.name))],
        )

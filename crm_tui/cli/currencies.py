"""`crm currency`: what other currencies are worth in the office's own, from which day on."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_day
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.currencies import RateRow, rate_text
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.shapes import opportunities as shapes
from crm_tui.presentation.widths import Align

app = group(_("What other currencies are worth in the office's own."))

Code = Annotated[str, typer.Argument(metavar="CODE", help=_("The currency: USD."))]


@command(app, "list", _("List the rates, the newest first."))
def list_rates(
    context: typer.Context,
    currency: Annotated[str, typer.Argument(metavar="CODE", help=_("Only of this currency."))] = "",
    limit: Limit = 50,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List rates."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.currencies.list(session.actor, currency, limit=limit)
        output.rows(
            rows, _listing(), nothing=_("No rates yet; crm currency set USD 7.12 sets one.")
        )


@command(app, "set", _("Set what one unit of a currency is worth, from a day on."))
def set_rate(
    context: typer.Context,
    currency: Code,
    rate: Annotated[str, typer.Argument(metavar="RATE", help=_("Such as 7.1234."))],
    *,
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("From when on, if not today."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Set a rate and answer with the rates of its currency."""
    with opened(context) as session:
        since = read_day(session, "rate_day", day) if day else None
        session.crm.currencies.set_rate(session.actor, currency, rate, since)
        _answer(context, session, currency, as_json=as_json)


@command(app, "remove", _("Take a rate away; the one before it holds again."))
def remove_rate(
    context: typer.Context,
    currency: Code,
    day: Annotated[str, typer.Argument(metavar="DATE", help=_("The day it was set for."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Remove a rate and answer with the rates of its currency."""
    with opened(context) as session:
        session.crm.currencies.remove_rate(
            session.actor, currency, read_day(session, "rate_day", day)
        )
        _answer(context, session, currency, as_json=as_json)


def _answer(context: typer.Context, session: Session, currency: str, *, as_json: bool) -> None:
    rows = session.crm.currencies.list(session.actor, currency)
    output_of(context, as_json=as_json).rows(rows, _listing(), nothing=_("No rates."))


def _listing() -> Listing[RateRow]:
    columns = (
        TableColumn[RateRow](_("Currency"), lambda row: row.currency),
        TableColumn[RateRow](_("Valid from"), lambda row: iso_day(row.day) or ""),
        TableColumn[RateRow](_("Rate"), lambda row: rate_text(row.rate), align=Align.RIGHT),
        TableColumn[RateRow](_("Set by"), lambda row: row.recorded_by, 1),
    )
    return Listing[RateRow](columns, shapes.rate, shapes.RATE_KEYS)

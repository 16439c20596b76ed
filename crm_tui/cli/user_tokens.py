"""`crm user token`: what scripts show instead of a password, and sessions of machines."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_number
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.identifiers import TokenId
from crm_tui.domain.sign_ins import LONGEST_TOKEN_DAYS, TokenRow
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.shapes import sign_ins as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence, word

app = group(_("What scripts show instead of a password, and the machines that are signed in."))
USUAL_DAYS = 90


@command(app, "new", _("Make a token for a script; it is shown this once."))
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is for."))],
    *,
    days: Annotated[
        int,
        typer.Option("--days", min=1, max=LONGEST_TOKEN_DAYS, help=_("How long it is good.")),
    ] = USUAL_DAYS,
    as_json: AsJson = False,
) -> None:
    """Make a token of one's own and show it once."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        made = session.crm.sign_ins.new_token(session.actor, clean(name), days=days)
        words = _(
            "Keep it now: it is shown this once. Scripts set CRM_TOKEN to it; good until {day}."
        )
        until = made.row.expires_at.astimezone(session.zone)
        shape = {**shapes.token(made.row, session.iso), "token": made.secret}
        output.record(shape, [made.secret, words.format(day=_day(until))])


@command(app, "list", _("List the tokens and sessions that are good."))
def list_tokens(
    context: typer.Context,
    *,
    login: Annotated[
        str | None, typer.Option("--of", metavar="LOGIN", help=_("Of somebody else."))
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what stands for somebody; the secrets themselves are kept nowhere."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        actor = session.actor
        user_id = None if login is None else session.crm.people.find_anybody(actor, clean(login))

        def day(instant: datetime) -> str:
            return _day(instant.astimezone(session.zone))

        listing = Listing[TokenRow](
            (
                TableColumn[TokenRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
                TableColumn[TokenRow](_("Kind"), lambda row: word(row.kind)),
                TableColumn[TokenRow](_("Name"), lambda row: row.name),
                TableColumn[TokenRow](_("Since"), lambda row: day(row.created_at), 1),
                TableColumn[TokenRow](_("Until"), lambda row: day(row.expires_at), 1),
            ),
            lambda row: shapes.token(row, session.iso),
            shapes.TOKEN_KEYS,
        )
        nothing = _("No tokens, and no machine is signed in.")
        output.rows(session.crm.sign_ins.tokens(actor, user_id), listing, nothing=nothing)


@command(app, "revoke", _("End a token or session."))
def revoke(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("As the list shows it."))],
    *,
    as_json: AsJson = False,
) -> None:
    """End a token or session at once."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        token_id = TokenId(read_number("token", number))
        changed = session.crm.sign_ins.revoke_token(session.actor, token_id)
        said = _("{number} is good no more.").format(number=name_in_sentence(str(token_id)))
        output.record({"batch": changed.batch_id, "id": token_id}, [said])


def _day(instant: datetime) -> str:
    return instant.date().isoformat()

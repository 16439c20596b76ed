"""`crm office`: the settings an administrator may change."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli import duplicate_options, sign_in_options, work_options
from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_limit
from crm_tui.cli.output import Listing, Output, TableColumn, labelled, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.offices import CHANGEABLE
from crm_tui.domain.presence import Connected
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.words import field_label

app = group(_("The settings of the office."))


@command(app, "show", _("Show the settings of the office."))
def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Answer with the settings."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _answer(output, session)


@command(app, "set", _("Change settings of the office."))
def change(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("The office's name."))] = None,
    holding_limit: Annotated[
        str | None,
        typer.Option("--holding-limit", metavar="N|none", help=_("Customers a person may hold.")),
    ] = None,
    strict_contact: Annotated[
        bool | None,
        typer.Option(
            "--strict-contact/--no-strict-contact",
            help=_("Whether an imported row needs a contact."),
        ),
    ] = None,
    late_entry_days: Annotated[
        str | None,
        typer.Option(
            "--late-days", metavar="N", help=_("Working days a follow-up may be entered late.")
        ),
    ] = None,
    reserve_days: Annotated[
        str | None,
        typer.Option(
            "--reserve-days",
            metavar="N",
            help=_("Days a new customer beyond the limit is kept for its finder."),
        ),
    ] = None,
    opening_days: Annotated[
        str | None,
        typer.Option(
            "--opening-days",
            metavar="N",
            help=_("Days for which nothing of an opening import is taken back."),
        ),
    ] = None,
    owners_may_transfer: Annotated[
        bool | None,
        typer.Option(
            "--owners-may-transfer/--no-owners-may-transfer",
            help=_("Whether owners pass their customers on themselves."),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with all settings."""
    output = output_of(context, as_json=as_json)
    changes: dict[str, object] = {}
    if name is not None:
        changes["name"] = name
    for field, chosen in (
        ("strict_contact", strict_contact),
        ("owners_may_transfer", owners_may_transfer),
    ):
        if chosen is not None:
            changes[field] = chosen
    for field, text in (
        ("holding_limit", holding_limit),
        ("late_entry_days", late_entry_days),
        ("reserve_days", reserve_days),
        ("opening_days", opening_days),
    ):
        if text is not None:
            changes[field] = read_limit(field, text)
    with opened(context) as session:
        session.crm.offices.change(session.actor, changes)
        _answer(output, session)


work_options.add_to(app)
duplicate_options.add_to(app)
sign_in_options.add_to(app)


def _answer(output: Output, session: Session) -> None:
    office = session.crm.offices.who(session.actor)[1]
    lines = [labelled(field_label(each), _shown(getattr(office, each))) for each in CHANGEABLE]
    output.record(session.shapes().office(office), lines)


def _shown(value: object) -> str:
    if value is None:
        return _("no limit")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@command(app, "connected", _("Show who has the office open."))
def connected(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the open screens: whose, on which machine, since when."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.presence.connected(session.actor)
        if session.crm.network is not None:
            say(
                _(
                    "The file lies on a network drive ({kind}): one machine at a time may write."
                ).format(kind=session.crm.network)
            )
        columns = [
            TableColumn[Connected](_("Account"), lambda row: row.who),
            TableColumn[Connected](_("Machine"), lambda row: row.machine),
            TableColumn[Connected](
                _("Connected since"),
                lambda row: happened_moment(row.since, session.now, session.zone),
            ),
        ]

        def shape(row: Connected) -> dict[str, object]:
            return {"who": row.who, "machine": row.machine, "since": session.iso(row.since)}

        listing = Listing[Connected](columns, shape, ("who", "machine", "since"))
        output.rows(rows, listing, nothing=_("Nobody has the screens open."))

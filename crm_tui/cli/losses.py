"""`crm customer lost|regain|at-risk`: where a customer stands with us, said by hand or by rule."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command
from crm_tui.cli.inputs import read_word
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.customer_types import Unsold
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.words import name_in_sentence, optional_word, word

AT_RISK_KEYS = ("customer_id", "customer", "owner", "level", "last_deal_day", "months")
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]
Note = Annotated[str, typer.Option("--note", help=_("More about why."))]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of customers."""
    command(app, "lost", _("Call a customer lost, with a reason."))(lose)
    command(app, "regain", _("Take a customer back from the lost."))(regain)
    command(app, "at-risk", _("List won customers that the next run calls at risk."))(at_risk)


def lose(
    context: typer.Context,
    customer: Customer,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why: a word of the list."))],
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Call a customer lost."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        reason_id = read_word(session, DictionaryKind.LOSS_REASON, "reason", reason)
        if reason_id is None:
            raise FieldError("reason", "required")
        changed = session.crm.customer_types.lose(session.actor, customer_id, reason_id, note)
        row = session.crm.customers.detail(session.actor, customer_id).record.row
        shape = {"batch": changed.batch_id, "id": customer_id, "type": row.type.value}
        said = _("“{customer}” is lost.").format(customer=name_in_sentence(row.name))
        output.record(shape, [said, *undo_line(changed.batch_id)])


def regain(
    context: typer.Context, customer: Customer, *, note: Note = "", as_json: AsJson = False
) -> None:
    """Take a customer back from the lost."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        changed = session.crm.customer_types.regain(session.actor, customer_id, note)
        row = session.crm.customers.detail(session.actor, customer_id).record.row
        shape = {"batch": changed.batch_id, "id": customer_id, "type": row.type.value}
        said = _("“{customer}” is {type} again.").format(
            customer=name_in_sentence(row.name), type=word(row.type)
        )
        output.record(shape, [said, *undo_line(changed.batch_id)])


def at_risk(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List them with the day of their last deal."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.customer_types.at_risk(session.actor)
        columns = [
            TableColumn[Unsold](_("Customer"), lambda row: row.customer),
            TableColumn[Unsold](_("Last deal"), lambda row: iso_day(row.last_deal_day) or ""),
            TableColumn[Unsold](_("Level"), lambda row: optional_word(row.level)),
            TableColumn[Unsold](_("Owner"), lambda row: row.owner, 1),
        ]
        listing = Listing[Unsold](
            columns,
            lambda row: {
                "customer_id": row.customer_id,
                "customer": row.customer,
                "owner": row.owner or None,
                "level": None if row.level is None else row.level.value,
                "last_deal_day": iso_day(row.last_deal_day),
                "months": row.months,
            },
            AT_RISK_KEYS,
        )
        output.rows(rows, listing, nothing=_("No won customer is newly at risk."))

"""`crm contact move`, `join`, `leave` and `companies`: where a contact belongs."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command
from crm_tui.cli.customer_options import JOINING_OPTIONS, read_fields, with_options
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.affiliations import Company, Joining
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.i18n import _
from crm_tui.presentation.companies import span_words
from crm_tui.presentation.shapes import companies as shapes
from crm_tui.presentation.words import field_label, name_in_sentence, word

ContactArgument = Annotated[
    str, typer.Argument(metavar="ID", help=_("The contact's number: crm contact list shows it."))
]
CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help=_("The day it happened; today without."))
]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of contacts."""
    command(app, "move", _("Let a contact change to another company; the former one keeps it."))(
        move
    )
    command(app, "join", _("Let a contact belong to a further company."))(join)
    command(app, "leave", _("Let a contact belong to a further company no more."))(leave)
    command(app, "companies", _("List the companies of a contact: now and before."))(companies)


@with_options(JOINING_OPTIONS)
def move(
    context: typer.Context,
    contact: ContactArgument,
    *,
    to: Annotated[
        str, typer.Option("--to", metavar="CUSTOMER", help=_("The new company: number or name."))
    ],
    on: OnOption = None,
    as_json: AsJson = False,
    **typed: object,
) -> None:
    """Let a contact change company."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contact_id, customer_id = _contact(contact), session.customer(to)
        changed = session.crm.affiliations.move(
            session.actor,
            contact_id,
            customer_id,
            on=_day(session, on),
            joining=Joining(**read_fields(session, JOINING_OPTIONS, typed)),  # type: ignore[arg-type]  # texts
        )
        said = _("{contact} is at “{customer}” now; the former company keeps what was said there.")
        output.record(
            {"batch": changed.batch_id, "id": contact_id, "customer_id": customer_id},
            [_told(session, contact_id, customer_id, said)],
        )


@with_options(JOINING_OPTIONS)
def join(
    context: typer.Context,
    contact: ContactArgument,
    customer: CustomerArgument,
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help=_("Since when, if known."))
    ] = None,
    as_json: AsJson = False,
    **typed: object,
) -> None:
    """Let a contact belong to a further company."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contact_id, customer_id = _contact(contact), session.customer(customer)
        changed = session.crm.affiliations.join(
            session.actor,
            contact_id,
            customer_id,
            since=_day(session, since),
            joining=Joining(**read_fields(session, JOINING_OPTIONS, typed)),  # type: ignore[arg-type]  # texts
        )
        said = _("{contact} also belongs to “{customer}” now.")
        output.record(
            {"batch": changed.batch_id, "id": contact_id, "customer_id": customer_id},
            [_told(session, contact_id, customer_id, said)],
        )


def leave(
    context: typer.Context,
    contact: ContactArgument,
    customer: CustomerArgument,
    *,
    on: OnOption = None,
    as_json: AsJson = False,
) -> None:
    """Let a contact belong to a further company no more."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contact_id, customer_id = _contact(contact), session.customer(customer)
        changed = session.crm.affiliations.leave(
            session.actor, contact_id, customer_id, on=_day(session, on)
        )
        name = session.crm.customers.record(session.actor, customer_id).row.name
        said = _("The contact belongs to “{customer}” no more.")
        output.record(
            {"batch": changed.batch_id, "id": contact_id, "customer_id": customer_id},
            [said.format(customer=name_in_sentence(name))],
        )


def companies(
    context: typer.Context,
    contact: ContactArgument,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the companies of a contact."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        found = session.crm.affiliations.of(session.actor, _contact(contact))
        output.rows(found.companies, _listing(), nothing="")


def _listing() -> Listing[Company]:
    return Listing[Company](
        (
            TableColumn[Company](_("No."), lambda each: str(each.customer_id)),
            TableColumn[Company](_("Customer"), lambda each: each.name),
            TableColumn[Company](_("Belongs"), lambda each: word(each.tie)),
            TableColumn[Company](field_label("title"), lambda each: each.title, 2),
            TableColumn[Company](
                _("When"), lambda each: span_words(each.since_day, each.until_day), 1
            ),
            TableColumn[Company](field_label("note"), lambda each: each.note, 3),
        ),
        shapes.company,
        shapes.KEYS,
    )


def _contact(text: str) -> ContactId:
    return ContactId(read_number("contact", text))


def _day(session: Session, text: str | None) -> int | None:
    return None if text is None else read_day(session, "day", text)


def _told(session: Session, contact_id: ContactId, customer_id: CustomerId, words: str) -> str:
    """Return what was done, with the names."""
    found = session.crm.affiliations.of(session.actor, contact_id)
    names = {each.customer_id: each.name for each in found.companies}
    return words.format(
        contact=name_in_sentence(found.contact.fields.name),
        customer=name_in_sentence(names[customer_id]),
    )

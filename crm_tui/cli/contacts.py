"""`crm contact`: the people at a customer."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli import affiliations
from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.customer_options import (
    CONTACT_OPTIONS,
    OwnValues,
    contact_fields,
    own_values,
    read_fields,
    with_options,
)
from crm_tui.cli.output import Form, Listing, TableColumn, say
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.text import mask_phone
from crm_tui.i18n import _
from crm_tui.presentation.companies import companies_line, former_words
from crm_tui.presentation.json_shapes import KEYS
from crm_tui.presentation.words import field_label, name_in_sentence, optional_word

app = group(_("The people at a customer."))
affiliations.add_to(app)


@command(app, "add", _("Add a contact to a customer."))
@with_options(CONTACT_OPTIONS)
def add(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The contact's name."))],
    *,
    own: OwnValues = None,
    as_json: AsJson = False,
    **typed: object,
) -> None:
    """Add a contact and answer with its number."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        values = read_fields(session, CONTACT_OPTIONS, typed)
        values["custom"] = own_values(session, FieldHolder.CONTACT, own)
        contact = contact_fields(name, values)
        changed = session.crm.customers.add_contact(session.actor, customer_id, contact)
        people = session.crm.customers.detail(session.actor, customer_id).contacts
        added = max(people, key=lambda row: row.id)
        output.record(
            {"batch": changed.batch_id, **session.shapes().contact(added)},
            [_("Contact added: {name}.").format(name=name_in_sentence(added.fields.name))],
        )


@command(app, "list", _("List the contacts of a customer."))
def list_contacts(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the people at a customer."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        detail = session.crm.customers.detail(session.actor, session.customer(customer))
        elsewhere, shapes = detail.companies.elsewhere, session.shapes()
        listing = Listing[ContactRow](
            (
                TableColumn[ContactRow](_("No."), lambda row: str(row.id)),
                TableColumn[ContactRow](_("Contact"), lambda row: row.fields.name),
                TableColumn[ContactRow](field_label("title"), lambda row: row.fields_here.title, 2),
                TableColumn[ContactRow](
                    field_label("decision_role"),
                    lambda row: optional_word(row.fields_here.decision_role),
                    3,
                ),
                TableColumn[ContactRow](
                    field_label("phone"),
                    lambda row: " ".join(mask_phone(phone.number) for phone in row.fields.phones),
                ),
                TableColumn[ContactRow](
                    _("Other companies"), lambda row: companies_line(elsewhere.get(row.id, ())), 4
                ),
            ),
            lambda row: shapes.contact(row, elsewhere.get(row.id, ())),
            KEYS["contact"],
        )
        output.rows(
            detail.contacts,
            listing,
            nothing=_("Nobody is known there yet; crm contact add adds somebody."),
        )
        former = detail.companies.former
        if former and output.form is Form.TABLE:
            say(_("Formerly here"))
            for each in former:
                said = former_words(each, elsewhere.get(each.contact_id, ()))
                say(f"  {each.contact_id}  {said}")

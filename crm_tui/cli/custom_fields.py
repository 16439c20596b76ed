"""`crm field`: what the office asks of customers and contacts beyond the usual."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_choice
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.custom_fields import (
    CustomField,
    CustomFieldFields,
    FieldHolder,
    FieldType,
    field_named,
)
from crm_tui.domain.customers import CustomerKind
from crm_tui.domain.identifiers import written_id
from crm_tui.domain.text import clean
from crm_tui.errors import NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.custom_fields import choices_in, holds_words, shown_for_words
from crm_tui.presentation.shapes import custom_fields as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, word

app = group(_("Fields of your own for customers and contacts."))

FieldArgument = Annotated[
    str, typer.Argument(metavar="FIELD", help=_("Name, code or number of a field."))
]
OfContacts = Annotated[
    bool,
    typer.Option(
        "--contacts", help=_("A field of contacts, not of customers."), show_default=False
    ),
]
Choices = Annotated[
    list[str] | None,
    typer.Option("--choice", metavar="NAME", help=_("One of its choices; OLD=>NEW renames one.")),
]
Required = Annotated[
    bool | None,
    typer.Option("--required/--optional", help=_("Whether a new record must have it.")),
]
Default = Annotated[
    str | None, typer.Option("--default", metavar="TEXT", help=_("What a new record begins with."))
]
ShownFor = Annotated[
    str | None,
    typer.Option("--for", metavar="KIND", help=_("Only for this kind of customers; all for all.")),
]
_ALL = "all"


def holder_of(*, contacts: bool) -> FieldHolder:
    """Return whose fields an option names."""
    return FieldHolder.CONTACT if contacts else FieldHolder.CUSTOMER


def found_field(session: Session, reference: str, holder: FieldHolder) -> CustomField:
    """Return the field that a name, code or number means; raise NotFoundError for none."""
    fields = session.crm.custom_fields.list(session.actor, holder)
    wanted = clean(reference)
    found = field_named(fields, wanted)
    if found is None:
        number = written_id(wanted)
        found = next((each for each in fields if each.id == number), None)
    if found is None:
        raise NotFoundError("custom_field", wanted, tuple(each.name for each in fields))
    return found


@command(app, "list", _("List the fields of your own, of customers and of contacts."))
def list_fields(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the fields in their order."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        listing = Listing[CustomField](
            (
                TableColumn[CustomField](_("No."), lambda row: str(row.id), align=Align.RIGHT),
                TableColumn[CustomField](_("Name"), lambda row: row.name),
                TableColumn[CustomField](_("Of"), lambda row: word(row.holder)),
                TableColumn[CustomField](field_label("field_type"), holds_words, 1),
                TableColumn[CustomField](field_label("is_required"), _required_words, 2),
                TableColumn[CustomField](field_label("default"), lambda row: row.fields.default, 3),
                TableColumn[CustomField](field_label("shown_for"), shown_for_words, 3),
                TableColumn[CustomField](_("Code"), lambda row: row.code, 2),
            ),
            shapes.custom_field,
            shapes.CUSTOM_FIELD_KEYS,
        )
        output.rows(
            session.crm.custom_fields.list(session.actor),
            listing,
            nothing=_("No fields of your own; crm field add makes one."),
        )


def _required_words(row: CustomField) -> str:
    return _("yes") if row.fields.is_required else ""


@command(app, "add", _("Define a field; it stands in forms, lists, queries, files at once."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called."))],
    *,
    type_: Annotated[
        str,
        typer.Option(
            "--type",
            metavar="TYPE",
            help=_("text, number, money, date, choice, choices, yes_no or link."),
        ),
    ] = FieldType.TEXT.value,
    contacts: OfContacts = False,
    choices: Choices = None,
    required: Required = None,
    default: Default = None,
    shown_for: ShownFor = None,
    as_json: AsJson = False,
) -> None:
    """Define a field and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        holder = holder_of(contacts=contacts)
        fields = CustomFieldFields(
            name=name,
            type=read_choice("field_type", type_, FieldType),
            choices=choices_in("\n".join(choices or ())),
            is_required=bool(required),
            default=default or "",
            shown_for=_kinds(shown_for or _ALL),
        )
        changed = session.crm.custom_fields.add(session.actor, holder, fields)
        row = found_field(session, str(changed.record_id), holder)
        said = _("Field defined: {name} ({code}).").format(
            name=name_in_sentence(row.name), code=row.code
        )
        output.record({"batch": changed.batch_id, **shapes.custom_field(row)}, [said])


@command(app, "edit", _("Change a field; what records hold in it stays."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    reference: FieldArgument,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("What it is called."))] = None,
    contacts: OfContacts = False,
    choices: Choices = None,
    required: Required = None,
    default: Default = None,
    shown_for: ShownFor = None,
    as_json: AsJson = False,
) -> None:
    """Change what was given and answer with the field as it is now."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        old = found_field(session, reference, holder_of(contacts=contacts))
        fields = old.fields
        if name is not None:
            fields = replace(fields, name=name)
        if choices:
            fields = replace(fields, choices=choices_in("\n".join(choices), fields.choices))
        if required is not None:
            fields = replace(fields, is_required=required)
        if default is not None:
            fields = replace(fields, default=default)
        if shown_for is not None:
            fields = replace(fields, shown_for=_kinds(shown_for))
        changed = session.crm.custom_fields.edit(session.actor, old.id, fields)
        row = found_field(session, str(old.id), old.holder)
        said = _("Field changed: {name}.").format(name=name_in_sentence(row.name))
        batch = changed.batch_id if changed.kinds else None
        output.record({"batch": batch, **shapes.custom_field(row)}, [said])


@command(app, "move", _("Let a field stand further down, or further up with a negative number."))
def move(
    context: typer.Context,
    reference: FieldArgument,
    steps: Annotated[int, typer.Argument(metavar="PLACES", help=_("By how many places."))],
    *,
    contacts: OfContacts = False,
    as_json: AsJson = False,
) -> None:
    """Move a field among the others and answer with their order."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        field = found_field(session, reference, holder_of(contacts=contacts))
        changed = session.crm.custom_fields.move(session.actor, field.id, steps)
        order = session.crm.custom_fields.list(session.actor, field.holder)
        names = [each.name for each in order]
        said = _("Order: {names}.").format(names=_(", ").join(map(name_in_sentence, names)))
        batch = changed.batch_id if changed.kinds else None
        output.record({"batch": batch, "id": field.id, "order": names}, [said])


@command(app, "delete", _("Take a field away; undo shows it again with all it held."))
def delete(
    context: typer.Context,
    reference: FieldArgument,
    *,
    contacts: OfContacts = False,
    as_json: AsJson = False,
) -> None:
    """Take a field away."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        field = found_field(session, reference, holder_of(contacts=contacts))
        changed = session.crm.custom_fields.remove(session.actor, field.id)
        said = _("Field taken away: {name}; undo brings it back with all it held.")
        said = said.format(name=name_in_sentence(field.name))
        output.record({"batch": changed.batch_id, "id": field.id}, [said])


def _kinds(text: str) -> tuple[CustomerKind, ...]:
    if clean(text) == _ALL:
        return ()
    return (read_choice("kind", text, CustomerKind),)

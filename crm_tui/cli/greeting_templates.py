"""`crm greet template`: the texts of greetings."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import written_id
from crm_tui.domain.message_templates import MessageTemplateFields, MessageTemplateRow
from crm_tui.domain.text import clean, folded
from crm_tui.errors import NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.shapes import greetings as shapes
from crm_tui.presentation.words import field_label, name_in_sentence

templates = group(_("The texts of greetings."))

Name = Annotated[str, typer.Argument(metavar="TEXT", help=_("Number or name."))]


def found_template(session: Session, reference: str) -> MessageTemplateRow:
    """Return the text that a number or a name means; raise NotFoundError for none."""
    rows = session.crm.greetings.templates(session.actor)
    wanted = folded(clean(reference))
    for row in rows:
        if row.id == written_id(wanted) or folded(row.fields.name) == wanted:
            return row
    raise NotFoundError(
        "message_template", clean(reference), tuple(row.fields.name for row in rows)
    )


@command(templates, "list", _("List the texts of greetings."))
def list_templates(
    context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List the texts, by name."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        listing = Listing[MessageTemplateRow](
            (
                TableColumn[MessageTemplateRow](_("No."), lambda row: str(row.id)),
                TableColumn[MessageTemplateRow](_("Name"), lambda row: row.fields.name),
                TableColumn[MessageTemplateRow](
                    field_label("template_subject"), lambda row: row.fields.subject, 2
                ),
                TableColumn[MessageTemplateRow](
                    field_label("template_body"), lambda row: row.fields.body, 1
                ),
            ),
            shapes.template,
            shapes.TEMPLATE_KEYS,
        )
        output.rows(
            session.crm.greetings.templates(session.actor),
            listing,
            nothing=_("No texts yet; crm greet template add keeps one."),
        )


@command(templates, "add", _("Keep a text; {称呼} {公司} {姓名} {节日} {我} are filled in."))
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called."))],
    text: Annotated[str, typer.Argument(metavar="WORDS", help=_("What it says."))],
    *,
    subject: Annotated[str, typer.Option("--subject", help=_("The subject of a mail."))] = "",
    as_json: AsJson = False,
) -> None:
    """Keep a text and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        fields = MessageTemplateFields(name, text, subject)
        changed = session.crm.greetings.add_template(session.actor, fields)
        row = found_template(session, str(changed.record_id))
        said = _("Text kept: {name}.").format(name=name_in_sentence(row.fields.name))
        output.record({"batch": changed.batch_id, **shapes.template(row)}, [said])


@command(templates, "edit", _("Change a text."))
def edit(
    context: typer.Context,
    reference: Name,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("What it is called."))] = None,
    text: Annotated[str | None, typer.Option("--text", help=_("What it says."))] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help=_("The subject of a mail."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change a text and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        old = found_template(session, reference)
        fields = MessageTemplateFields(
            old.fields.name if name is None else name,
            old.fields.body if text is None else text,
            old.fields.subject if subject is None else subject,
        )
        changed = session.crm.greetings.edit_template(session.actor, old.id, fields)
        row = found_template(session, str(old.id))
        said = _("Text kept: {name}.").format(name=name_in_sentence(row.fields.name))
        batch = changed.batch_id if changed.kinds else None
        output.record({"batch": batch, **shapes.template(row)}, [said])


@command(templates, "delete", _("Let a text go."))
def delete(context: typer.Context, reference: Name, *, as_json: AsJson = False) -> None:
    """Delete a text."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        old = found_template(session, reference)
        changed = session.crm.greetings.delete_template(session.actor, old.id)
        said = _("Text deleted: {name}.").format(name=name_in_sentence(old.fields.name))
        output.record({"batch": changed.batch_id, "id": old.id}, [said])

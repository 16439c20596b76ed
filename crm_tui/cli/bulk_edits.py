"""`crm customer bulk-edit`: change all that a query finds, after a look at what would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, UsageProblemError, command, help_hint
from crm_tui.cli.customer_options import CUSTOMER_OPTIONS, read_fields, with_options
from crm_tui.cli.exits import ExitCode, batch_exit_code
from crm_tui.cli.list_requests import ALL_VIEW, asked_list
from crm_tui.cli.output import Form, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.bulk_edits import BULK_FIELDS, BulkChange
from crm_tui.domain.custom_fields import CustomField, FieldHolder, field_named
from crm_tui.domain.custom_values import ValueFault, day_reader, parse_value
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.text import clean
from crm_tui.errors import CrmError, FieldError, NotFoundError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.json_shapes import Shape, refused_shape

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.bulk_edits import BulkPreview
    from crm_tui.services.outcomes import Outcome

BULK_OPTIONS = tuple(
    each for each in CUSTOMER_OPTIONS if each.field in BULK_FIELDS and each.field != "tags"
)


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of customers."""
    help_text = _("Change every customer that a query finds; first only say what would change.")
    command(app, "bulk-edit", help_text)(with_options(BULK_OPTIONS)(bulk_edit))


def bulk_edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help=_("Which customers, as in crm customer list.")),
    ] = None,
    *,
    view: Annotated[
        str, typer.Option("--view", metavar="VIEW", help=_("A view by its name, number or key."))
    ] = ALL_VIEW,
    pool: Annotated[str | None, typer.Option("--pool", help=_("Only of this pool."))] = None,
    add_tag: Annotated[
        list[str] | None, typer.Option("--add-tag", metavar="TAG", help=_("Add this tag."))
    ] = None,
    remove_tag: Annotated[
        list[str] | None,
        typer.Option("--remove-tag", metavar="TAG", help=_("Take this tag away.")),
    ] = None,
    own: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help=_("Set a field of the office's own.")),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Do it, as one batch."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    **typed: object,
) -> int:
    """Say what would change, or with --yes change it; a refusal lets the others go on."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        fields = session.crm.custom_fields.list(session.actor, FieldHolder.CUSTOMER)
        change = BulkChange(
            values=read_fields(session, BULK_OPTIONS, typed) | _own_values(session, fields, own),
            added_tags=_tags(add_tag),
            removed_tags=_tags(remove_tag),
        )
        if change.is_empty:
            raise UsageProblemError(
                _("Nothing to change was named."), help_hint(context.command_path)
            )
        request, _columns = asked_list(session, query, view=view, pool=pool)
        ids = [CustomerId(each) for each in session.crm.customers.ids(session.actor, request)]
        found = session.crm.bulk_edits.preview(session.actor, ids, change)
        refused, batch = found.refused, None
        if yes and found.changing:
            refused, batch = _edit(session, ids, change)
        output.record(_shape(found, refused, batch), _lines(session, found, refused, batch, fields))
        if output.form is Form.TABLE and not yes:
            say(_("Nothing was changed; --yes changes it."))
    failures = [each.error for each in refused if each.error is not None]
    return batch_exit_code(failures) if yes else ExitCode.DONE


def _edit(
    session: Session, ids: Sequence[CustomerId], change: BulkChange
) -> tuple[tuple[Outcome, ...], int | None]:
    from crm_tui.services.outcomes import in_chunks  # noqa: PLC0415

    outcome = in_chunks(
        lambda part: session.crm.bulk_edits.edit(session.actor, part, change),
        ids,
        lambda _done, _total: True,
    )
    return outcome.refused, outcome.changed.batch_id


def _tags(typed: list[str] | None) -> tuple[str, ...]:
    return tuple(filter(None, (clean(each) for each in typed or ())))


def _own_values(
    session: Session, fields: Sequence[CustomField], typed: list[str] | None
) -> dict[str, object]:
    values: dict[str, object] = {}
    for each in typed or ():
        name, _sign, text = each.partition("=")
        field = field_named(fields, name)
        if field is None:
            raise NotFoundError("custom_field", clean(name))
        value = parse_value(field, clean(text), day_reader(session.at.today), session.currency)
        if isinstance(value, ValueFault):
            raise FieldError(field.key, value.trouble.value, value.part, label=field.name)
        values[field.key] = value
    return values


def _shape(found: BulkPreview, refused: Sequence[Outcome], batch: int | None) -> Shape:
    said: list[tuple[Outcome, CrmError]] = [
        (each, each.error) for each in refused if each.error is not None
    ]
    return {
        "batch": batch,
        "changed": [int(each) for each in found.changing] if batch is not None else [],
        "would_change": len(found.changing),
        "unchanged": found.unchanged,
        "refused": [refused_shape(each.customer_id, each.customer, error) for each, error in said],
    }


def _lines(
    session: Session,
    found: BulkPreview,
    refused: Sequence[Outcome],
    batch: int | None,
    fields: Sequence[CustomField],
) -> Iterator[str]:
    from crm_tui.presentation.bulk_edits import (  # noqa: PLC0415
        counts_sentence,
        refusal_lines,
        sample_lines,
    )

    if batch is not None:
        yield ngettext(
            "{count} customer was changed.", "{count} customers were changed.", len(found.changing)
        ).format(count=len(found.changing))
        yield _("crm undo {batch} takes it back.").format(batch=batch)
    else:
        yield counts_sentence(len(found.changing), found.unchanged, len(refused))
        for line in sample_lines(found.samples, found.words, fields, session.currency):
            yield f"  {line}"
    for line in refusal_lines(each.error for each in refused):
        yield f"  {line}"

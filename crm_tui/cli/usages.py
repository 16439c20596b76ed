"""`crm usage`: what customers really use of a product, our part of it, and where the gaps are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crm_tui.cli import record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import UsageId, written_id
from crm_tui.domain.text import clean
from crm_tui.domain.usages import (
    UsageFields,
    UsageRequest,
    UsageRow,
    UsageSum,
    read_ours,
    read_use,
)
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.products import quantity_text, share_text
from crm_tui.presentation.shapes import usages as shapes
from crm_tui.presentation.usages import usage_words, use_words
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence

app = group(_("What customers use, our part of it, and the gap."))

Reference = Annotated[str, typer.Argument(metavar="USAGE", help=_("Its number."))]
Ours = Annotated[
    str | None,
    typer.Option("--ours", metavar="SHARE", help=_("Our part: 30%, or how much of it.")),
]
Competitor = Annotated[str | None, typer.Option("--competitor", help=_("Who delivers the rest."))]
Note = Annotated[str | None, typer.Option("--note", help=_("What else is to be known."))]
Own = Annotated[
    bool,
    typer.Option("--own", help=_("It is no product of ours, but called so."), show_default=False),
]
Product = Annotated[
    str | None, typer.Option("--product", metavar="PRODUCT", help=_("Code or name."))
]
Words = Annotated[
    str, typer.Option("--find", metavar="WORDS", help=_("In product, competitor or customer."))
]


@command(app, "add", _("Enter what a customer uses of a product in a month or a year."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    product: Annotated[
        str, typer.Argument(metavar="PRODUCT", help=_("Code or name; with --own any words."))
    ],
    use: Annotated[
        str, typer.Argument(metavar="USE", help=_("How much: 500 boxes/month, 1200 kg/year."))
    ],
    *,
    own: Own = False,
    ours: Ours = None,
    competitor: Competitor = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Enter a usage and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        values = _use(use)
        if own:
            values["name"] = product
        else:
            values["product_id"] = session.crm.products.find(session.actor, clean(product))
        values |= _texts({"competitor": competitor, "note": note})
        if ours is not None:
            values["ours_milli"] = _ours(ours, values["quantity_milli"])
        customer_id = session.customer(customer)
        changed = session.crm.usages.add(session.actor, customer_id, UsageFields(**values))
        _answer(session, output, UsageId(changed.record_id or 0), changed.batch_id)


@command(app, "list", _("List what customers use, the largest gaps of a year first."))
def list_usages(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 50,
    *,
    product: Product = None,
    words: Words = "",
    deleted: Annotated[
        bool, typer.Option("--deleted", help=_("Only those deleted."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List usages."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request = _request(session, customer, product, words=words, deleted=deleted)
        rows = session.crm.usages.list(session.actor, request, limit=limit)
        output.rows(rows, _listing(), nothing=_("Nothing yet; crm usage add enters what they use."))


@command(app, "sums", _("What is used in a year by product, the largest gaps first."))
def sums(
    context: typer.Context,
    limit: Limit = 50,
    *,
    product: Product = None,
    words: Words = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Sum usages up by product and unit."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    right = Align.RIGHT
    listing = Listing[UsageSum](
        (
            TableColumn[UsageSum](field_label("usage_of"), lambda each: each.name),
            TableColumn[UsageSum](_("Customers"), lambda each: str(each.customers), align=right),
            TableColumn[UsageSum](
                _("Used in a year"), lambda each: quantity_text(each.year_milli), align=right
            ),
            TableColumn[UsageSum](field_label("unit"), lambda each: each.unit),
            TableColumn[UsageSum](
                field_label("ours"), lambda each: share_text(each.share), align=right
            ),
            TableColumn[UsageSum](
                field_label("gap"), lambda each: quantity_text(each.gap_year_milli), align=right
            ),
        ),
        shapes.summed,
        shapes.SUM_KEYS,
    )
    with opened(context) as session:
        request = _request(session, None, product, words=words)
        found = session.crm.usages.sums(session.actor, request, limit=limit)
        output.rows(found, listing, nothing=_("Nothing yet; crm usage add enters what they use."))


@command(app, "edit", _("Change what a customer uses."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    usage: Reference,
    *,
    use: Annotated[
        str | None,
        typer.Option("--use", metavar="USE", help=_("How much: 500 boxes/month, 1200 kg/year.")),
    ] = None,
    ours: Ours = None,
    competitor: Competitor = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the usage."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.usages.usage(session.actor, _id(usage))
        changes = _texts({"competitor": competitor, "note": note})
        if use is not None:
            changes |= _use(use)
        if ours is not None:
            whole = changes.get("quantity_milli", found.fields.quantity_milli)
            changes["ours_milli"] = _ours(ours, whole)
        if not changes:
            raise FieldError("usage", "required")
        changed = session.crm.usages.edit(session.actor, found.id, changes)
        _answer(session, output, found.id, changed.batch_id)


@command(app, "delete", _("Take out what a customer uses; it can be restored."))
def delete(context: typer.Context, usage: Reference, *, as_json: AsJson = False) -> None:
    """Delete a usage and answer with what it was."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = session.crm.usages.usage(session.actor, _id(usage))
        changed = session.crm.usages.delete(session.actor, row.id)
        said = _("“{usage}” is deleted.").format(usage=name_in_sentence(row.product))
        output.record({"batch": changed.batch_id, **shapes.row(row)}, [said])


@command(app, "restore", _("Bring back what a customer uses."))
def restore(context: typer.Context, usage: Reference, *, as_json: AsJson = False) -> None:
    """Restore a usage and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        changed = session.crm.usages.restore(session.actor, _id(usage))
        _answer(session, output, _id(usage), changed.batch_id)


def _listing() -> Listing[UsageRow]:
    right = Align.RIGHT
    return Listing[UsageRow](
        (
            TableColumn[UsageRow](_("No."), lambda row: str(row.id), align=right),
            TableColumn[UsageRow](_("Customer"), lambda row: row.customer),
            TableColumn[UsageRow](field_label("usage_of"), lambda row: row.product),
            TableColumn[UsageRow](field_label("usage"), _use_of, align=right),
            TableColumn[UsageRow](
                field_label("ours"), lambda row: share_text(row.share), align=right
            ),
            TableColumn[UsageRow](
                field_label("gap"), lambda row: quantity_text(row.gap_milli), align=right
            ),
            TableColumn[UsageRow](field_label("competitor"), lambda row: row.fields.competitor, 1),
            TableColumn[UsageRow](field_label("note"), lambda row: row.fields.note, 2),
        ),
        shapes.row,
        shapes.KEYS,
    )


def _use_of(row: UsageRow) -> str:
    return use_words(row.fields.quantity_milli, row.fields.unit, row.fields.per)


def _answer(session: Session, output: Output, usage_id: UsageId, batch: int | None) -> None:
    row = session.crm.usages.usage(session.actor, usage_id)
    said = f"{row.id} {name_in_sentence(row.customer)}  {usage_words(row)}"
    output.record({"batch": batch, **shapes.row(row)}, [said])


def _request(
    session: Session,
    customer: str | None,
    product: str | None,
    *,
    words: str,
    deleted: bool = False,
) -> UsageRequest:
    find = session.crm.products.find
    return UsageRequest(
        customer_id=None if customer is None else session.customer(customer),
        product_id=None if product is None else find(session.actor, clean(product)),
        words=clean(words),
        deleted=deleted,
    )


def _id(text: str) -> UsageId:
    found = written_id(clean(text))
    if found is None:
        raise NotFoundError("usage", clean(text))
    return UsageId(found)


def _texts(typed: Mapping[str, str | None]) -> dict[str, Any]:
    return {name: text for name, text in typed.items() if text is not None}


def _use(text: str) -> dict[str, Any]:
    """Return quantity, unit and span of a use, as far as they were typed."""
    found = read_use(clean(text))
    if found is None:
        raise FieldError("usage", "not_understood", clean(text)[:40])
    quantity_milli, unit, per = found
    values: dict[str, Any] = {"quantity_milli": quantity_milli}
    if unit:
        values["unit"] = unit
    if per is not None:
        values["per"] = per
    return values


def _ours(text: str, quantity_milli: int) -> int:
    found = read_ours(clean(text), quantity_milli)
    if found is None:
        raise FieldError("ours", "not_understood", clean(text)[:40])
    return found


record_files.add_to(app, Subject.USAGES)

"""`crm invoice`: invoices that were issued, called void, reversed by red ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_money, read_number
from crm_tui.cli.output import Listing, Output, TableColumn, described
from crm_tui.cli.paper_options import ByCustomer, Query, SortField
from crm_tui.cli.payment_inputs import find_invoice, read_changes, read_target
from crm_tui.cli.quote_inputs import read_share
from crm_tui.cli.record_requests import asked_text
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import InvoiceId
from crm_tui.domain.payments.entries import tax_within
from crm_tui.domain.payments.records import InvoiceRow
from crm_tui.domain.payments.requests import InvoiceRequest
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import invoice_word, money_word
from crm_tui.presentation.shapes import payments as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

app = group(_("Invoices that were issued, called void, reversed by red ones."))

InvoiceArgument = Annotated[str, typer.Argument(metavar="INVOICE", help=_("Its number."))]
For = Annotated[
    str | None,
    typer.Option("--for", metavar="NUMBER", help=_("The order or contract it is for.")),
]
Day = Annotated[str | None, typer.Option("--day", metavar="DATE", help=_("If not today."))]
Tax = Annotated[str | None, typer.Option("--tax", metavar="AMOUNT", help=_("The tax in it."))]
TaxRate = Annotated[
    str | None, typer.Option("--tax-rate", metavar="RATE", help=_("Its tax rate: 13%, 6%."))
]
Kind = Annotated[str | None, typer.Option("--kind", help=_("special, plain or other."))]
Title = Annotated[
    str | None, typer.Option("--title", help=_("Whom it names, if not the customer."))
]
CurrencyOption = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help=_("If not the office's: USD."))
]
Note = Annotated[str | None, typer.Option("--note", help=_("For colleagues."))]


@command(app, "add", _("Write down an invoice that was issued to a customer."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number it bears."))],
    amount_text: Annotated[str, typer.Argument(metavar="AMOUNT", help=_("How much, with tax."))],
    *,
    tax: Tax = None,
    tax_rate: TaxRate = None,
    document: For = None,
    kind: Kind = None,
    title: Title = None,
    day: Day = None,
    currency: CurrencyOption = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Write down an invoice and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        blank = session.crm.invoices.blank(session.actor, customer_id)
        typed = {"number": number, "amount": amount_text, "tax": tax, "invoice_kind": kind}
        typed |= {"title": title, "invoice_day": day, "currency": currency, "note": note}
        changes = read_changes(session, typed, currency or blank.currency)
        target = read_target(session, document)
        changes |= {"order_id": target.order_id, "contract_id": target.contract_id}
        fields = replace(blank, **changes)  # type: ignore[arg-type]  # each reader reads its field
        if tax_rate is not None:
            share = read_share("tax_rate", tax_rate)
            fields = replace(fields, tax_minor=tax_within(fields.amount_minor, share))
        done = session.crm.invoices.add(session.actor, customer_id, fields)
        _answer(session, output, done.invoice_id, done.changed.batch_id)


@command(app, "list", _("List the invoices that you may see."))
def list_invoices(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Query = None,
    limit: Limit = 50,
    *,
    sort: SortField = None,
    customer: ByCustomer = None,
    words: Annotated[
        str, typer.Option("--find", metavar="WORDS", help=_("In number, title or customer."))
    ] = "",
    deleted: Annotated[
        bool, typer.Option("--deleted", help=_("Only those deleted."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List invoices, the newest first unless another order is asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request = InvoiceRequest(
            customer_id=None if customer is None else session.customer(customer),
            query=asked_text(query, words, sort),
            deleted=deleted,
        )
        output.rows(
            session.crm.invoices.list(session.actor, request, limit=limit),
            _listing(session),
            nothing=_("No invoices yet; crm invoice add writes one down."),
        )


def _listing(session: Session) -> Listing[InvoiceRow]:
    logins = session.logins()
    return Listing[InvoiceRow](
        (
            TableColumn[InvoiceRow](field_label("invoice_number"), lambda row: row.fields.number),
            TableColumn[InvoiceRow](
                field_label("invoice_day"), lambda row: iso_day(row.fields.day) or ""
            ),
            TableColumn[InvoiceRow](_("Customer"), lambda row: row.customer),
            TableColumn[InvoiceRow](_("Kind"), lambda row: money_word(row.fields.kind), 3),
            TableColumn[InvoiceRow](
                field_label("amount"),
                lambda row: amount(row.fields.amount_minor, row.fields.currency),
                align=Align.RIGHT,
            ),
            TableColumn[InvoiceRow](
                field_label("tax"),
                lambda row: amount(row.fields.tax_minor, row.fields.currency),
                2,
                Align.RIGHT,
            ),
            TableColumn[InvoiceRow](_("Status"), invoice_word),
            TableColumn[InvoiceRow](_("Order or contract"), lambda row: row.document, 1),
        ),
        lambda row: shapes.invoice(row, logins),
        shapes.INVOICE_KEYS,
    )


@command(app, "show", _("Show an invoice."))
def show(context: typer.Context, invoice: InvoiceArgument, *, as_json: AsJson = False) -> None:
    """Show an invoice whole."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.invoices.invoice(session.actor, find_invoice(session, invoice))
        output.record(shapes.invoice(found, session.logins()), _lines(found))


def _lines(row: InvoiceRow) -> Iterator[str]:
    fields = row.fields
    said = [
        (_("Kind"), money_word(fields.kind)),
        (field_label("invoice_title"), fields.title),
        (field_label("amount"), amount(fields.amount_minor, fields.currency)),
        (field_label("tax"), amount(fields.tax_minor, fields.currency)),
        (field_label("invoice_day"), iso_day(fields.day) or ""),
        (_("Order or contract"), row.document),
        (_("Reverses"), row.red_of),
        (_("Reversed"), amount(row.reversed_minor, fields.currency) if row.reversed_minor else ""),
        (field_label("note"), fields.note),
        (field_label("reason"), row.reason),
    ]
    return described(f"{fields.number}  {row.customer}  {invoice_word(row)}", said)


def _answer(session: Session, output: Output, invoice_id: InvoiceId, batch_id: int | None) -> None:
    """Write an invoice as it is now."""
    found = session.crm.invoices.invoice(session.actor, invoice_id)
    shape = {"batch": batch_id, **shapes.invoice(found, session.logins())}
    output.record(shape, _lines(found))


@command(app, "edit", _("Change an invoice."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    invoice: InvoiceArgument,
    *,
    number: Annotated[str | None, typer.Option("--number", help=_("The number it bears."))] = None,
    amount_text: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help=_("How much, with tax."))
    ] = None,
    tax: Tax = None,
    document: For = None,
    kind: Kind = None,
    title: Title = None,
    day: Day = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the invoice."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.invoices.invoice(session.actor, find_invoice(session, invoice))
        typed = {"number": number, "amount": amount_text, "tax": tax, "invoice_kind": kind}
        typed |= {"title": title, "invoice_day": day, "note": note}
        changes = read_changes(session, typed, found.fields.currency)
        if document is not None:
            target = read_target(session, document)
            changes |= {"order_id": target.order_id, "contract_id": target.contract_id}
        changed = session.crm.invoices.edit(session.actor, found.id, changes)
        _answer(session, output, found.id, changed.batch_id)


@command(app, "void", _("Call an invoice void, with a reason."))
def void(
    context: typer.Context,
    invoice: InvoiceArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    as_json: AsJson = False,
) -> None:
    """Void an invoice: it stays in the list and counts for nothing."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        invoice_id = find_invoice(session, invoice)
        changed = session.crm.invoices.void(session.actor, invoice_id, reason)
        _answer(session, output, invoice_id, changed.batch_id)


@command(app, "red", _("Reverse an invoice by a red one, whole or in part."))
def red(
    context: typer.Context,
    invoice: InvoiceArgument,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the red one."))],
    *,
    amount_text: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help=_("How much, if not all."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write down a red invoice and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.invoices.invoice(session.actor, find_invoice(session, invoice))
        minor = None
        if amount_text is not None:
            minor = read_money("amount", amount_text, found.fields.currency)
        done = session.crm.invoices.reverse(session.actor, found.id, number, amount_minor=minor)
        _answer(session, output, done.invoice_id, done.changed.batch_id)


@command(app, "delete", _("Take an invoice out of all lists."))
def delete(context: typer.Context, invoice: InvoiceArgument, *, as_json: AsJson = False) -> None:
    """Delete an invoice; crm invoice restore brings it back."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.invoices.invoice(session.actor, find_invoice(session, invoice))
        changed = session.crm.invoices.delete(session.actor, found.id)
        said = _("Deleted: {number}. crm invoice restore {id} brings it back.").format(
            number=found.fields.number, id=found.id
        )
        shape = {"batch": changed.batch_id, **shapes.invoice(found, session.logins())}
        output.record(shape, [said])


@command(app, "restore", _("Bring a deleted invoice back."))
def restore(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help=_("Its id, as delete told it."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Restore an invoice and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        invoice_id = InvoiceId(read_number("invoice", number))
        changed = session.crm.invoices.restore(session.actor, invoice_id)
        _answer(session, output, invoice_id, changed.batch_id)

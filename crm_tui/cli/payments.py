"""`crm payment`: what customers are to pay, what they paid, what was given back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from crm_tui.cli import payment_dues, payment_plans, payment_settings
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_day, read_money, read_number
from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.output import Listing, Output, TableColumn, described, told
from crm_tui.cli.paper_options import ByCustomer, Query, SortBy, View
from crm_tui.cli.payment_inputs import find_payment, read_changes, read_kind, read_splits
from crm_tui.cli.record_requests import asked_records, only_papers, with_terms
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import PaymentId
from crm_tui.domain.payments.records import Payment, PaymentKind, PaymentRow
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.approvals import paper_approval
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import money_word, payment_lines, payment_words
from crm_tui.presentation.shapes import approvals
from crm_tui.presentation.shapes import payments as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence

app = group(_("What customers are to pay, what they paid, what was given back."))

PaymentArgument = Annotated[str, typer.Argument(metavar="PAYMENT", help=_("Its number."))]
For = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="NUMBER[=AMOUNT]",
        help=_("What it settles: an order, a contract, or #LINE of a plan; may be repeated."),
    ),
]
Day = Annotated[str | None, typer.Option("--day", metavar="DATE", help=_("If not today."))]
Method = Annotated[
    str | None, typer.Option("--method", help=_("transfer, cash, cheque, acceptance, wechat …"))
]
Payer = Annotated[
    str | None, typer.Option("--payer", metavar="NAME", help=_("Who paid, if not the customer."))
]
Reference = Annotated[
    str | None, typer.Option("--reference", help=_("The number of the transfer or bill."))
]
CurrencyOption = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help=_("If not the office's: USD."))
]
Owner = Annotated[
    str | None, typer.Option("--owner", metavar="LOGIN", help=_("To whose credit it is."))
]
Note = Annotated[str | None, typer.Option("--note", help=_("For colleagues."))]


@command(app, "add", _("Write down what a customer paid, and what it settles."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    amount_text: Annotated[str, typer.Argument(metavar="AMOUNT", help=_("How much: 12000, 12k."))],
    *,
    settles: For = None,
    day: Day = None,
    method: Method = None,
    payer: Payer = None,
    reference: Reference = None,
    currency: CurrencyOption = None,
    owner: Owner = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Write down a receipt and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        blank = session.crm.payments.blank(session.actor, customer_id)
        typed = {"amount": amount_text, "day": day, "method": method, "payer": payer}
        typed |= {"reference": reference, "currency": currency, "owner": owner, "note": note}
        changes = read_changes(session, typed, currency or blank.currency)
        fields = replace(blank, **changes)  # type: ignore[arg-type]  # each reader reads its field
        splits = read_splits(session, settles or (), fields.amount_minor, fields.currency)
        done = session.crm.payments.add(session.actor, customer_id, fields, splits)
        answer(session, output, done.payment_id, done.changed.batch_id)


@command(app, "refund", _("Write down what was given back of a receipt."))
def refund(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    payment: PaymentArgument,
    amount_text: Annotated[
        str | None, typer.Argument(metavar="AMOUNT", help=_("How much, if not all of it."))
    ] = None,
    *,
    day: Day = None,
    method: Method = None,
    reference: Reference = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Give back and answer with the refund; each part of the receipt gives its share."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receipt = session.crm.payments.payment(session.actor, find_payment(session, payment))
        row = receipt.row
        typed = {"day": day, "method": method, "reference": reference, "note": note}
        blank = replace(
            receipt.fields,
            day=session.at.today,
            reference="",
            note="",
            amount_minor=(
                row.amount_minor - row.refunded_minor
                if amount_text is None
                else read_money("amount", amount_text, row.currency)
            ),
        )
        changes = read_changes(session, typed, row.currency)
        fields = replace(blank, **changes)  # type: ignore[arg-type]  # each reader reads its field
        done = session.crm.payments.refund(session.actor, row.id, fields)
        answer(session, output, done.payment_id, done.changed.batch_id)


@command(app, "list", _("List the receipts and refunds that you may see."))
def list_payments(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Query = None,
    limit: Limit = 50,
    *,
    view: View = ALL_VIEW,
    sort: SortBy = None,
    customer: ByCustomer = None,
    kind: Annotated[str | None, typer.Option("--kind", help=_("receipt or refund."))] = None,
    owner: Owner = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help=_("From this day on."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=_("Until this day."))
    ] = None,
    words: Annotated[
        str, typer.Option("--find", metavar="WORDS", help=_("In number, payer or customer."))
    ] = "",
    deleted: Annotated[
        bool, typer.Option("--deleted", help=_("Only those deleted."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List payments, the newest first unless a view or another order is asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        asked = asked_records(session, ListTab.PAYMENTS, query, view=view, sort=sort)
        if kind is not None:
            asked = with_terms(asked, f"type:{read_kind('kind', kind, PaymentKind).value}")
        for sign, day in ((">=", since), ("<=", until)):
            if day is not None:
                written = iso_day(read_day(session, "payment_day", day))
                asked = with_terms(asked, f"day:{sign}{written}")
        request = only_papers(
            session,
            asked,
            customer=customer,
            owner=owner,
            opportunity=None,
            words=words,
            deleted=deleted,
        )
        output.rows(
            session.crm.payments.window(session.actor, request).open(limit).rows[:limit],
            _listing(session),
            nothing=_("No payments yet; crm payment add writes one down."),
        )


def _listing(session: Session) -> Listing[PaymentRow]:
    logins = session.logins()
    return Listing[PaymentRow](
        (
            TableColumn[PaymentRow](field_label("number"), lambda row: row.number),
            TableColumn[PaymentRow](field_label("payment_day"), lambda row: iso_day(row.day) or ""),
            TableColumn[PaymentRow](_("Customer"), lambda row: row.customer),
            TableColumn[PaymentRow](
                field_label("amount"),
                lambda row: amount(row.amount_minor, row.currency),
                align=Align.RIGHT,
            ),
            TableColumn[PaymentRow](
                field_label("payment_method"), lambda row: money_word(row.method), 2
            ),
            TableColumn[PaymentRow](field_label("payer"), lambda row: row.payer, 3),
            TableColumn[PaymentRow](field_label("splits"), lambda row: row.settles, 1),
            TableColumn[PaymentRow](field_label("owner_id"), lambda row: row.owner, 4),
        ),
        lambda row: shapes.row(row, logins),
        shapes.KEYS,
    )


@command(app, "show", _("Show a payment with what each part of it settles."))
def show(context: typer.Context, payment: PaymentArgument, *, as_json: AsJson = False) -> None:
    """Show a payment whole."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.payments.payment(session.actor, find_payment(session, payment))
        logins = session.logins()
        asked = approvals.of_paper(found.approval, logins, session.iso)
        output.record({**shapes.whole(found, logins), **asked}, _lines(session.zone, found))


def _lines(zone: ZoneInfo, payment: Payment) -> Iterator[str]:
    row = payment.row
    said = [
        (field_label("amount"), amount(row.amount_minor, row.currency)),
        (field_label("payment_day"), iso_day(row.day) or ""),
        (field_label("payment_method"), money_word(row.method)),
        (field_label("payer"), row.payer),
        (field_label("bank_reference"), row.reference),
        (field_label("owner_id"), row.owner),
        (_("Given back of"), payment.refund_of),
        (_("Given back"), amount(row.refunded_minor, row.currency) if row.refunded_minor else ""),
        (field_label("note"), payment.fields.note),
    ]
    yield from described(f"{row.number}  {row.customer}  {payment_words(row)}", said)
    yield from told(paper_approval(payment.approval, zone))
    yield from (f"  {line}" for line in payment_lines(payment))


def answer(session: Session, output: Output, payment_id: PaymentId, batch_id: int | None) -> None:
    """Write a payment as it is now."""
    found = session.crm.payments.payment(session.actor, payment_id)
    said = _("{number} {customer}: {amount}.").format(
        number=found.row.number,
        customer=name_in_sentence(found.row.customer),
        amount=amount(found.row.amount_minor, found.row.currency),
    )
    shape: Mapping[str, object] = {"batch": batch_id, **shapes.whole(found, session.logins())}
    output.record(shape, [said, *(f"  {line}" for line in payment_lines(found))])


@command(app, "edit", _("Change a payment, or what it settles."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    payment: PaymentArgument,
    *,
    amount_text: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help=_("How much: 12000, 12k."))
    ] = None,
    settles: For = None,
    day: Day = None,
    method: Method = None,
    payer: Payer = None,
    reference: Reference = None,
    currency: CurrencyOption = None,
    owner: Owner = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the payment; --for none lets it settle nothing."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.payments.payment(session.actor, find_payment(session, payment))
        typed = {"amount": amount_text, "day": day, "method": method, "payer": payer}
        typed |= {"reference": reference, "currency": currency, "owner": owner, "note": note}
        changes = read_changes(session, typed, currency or found.row.currency)
        fields = replace(found.fields, **changes)  # type: ignore[arg-type]  # each reads its field
        splits = None
        if settles is not None:
            named = [each for each in settles if clean(each) != "none"]
            splits = read_splits(session, named, fields.amount_minor, fields.currency)
        done = session.crm.payments.edit(session.actor, found.row.id, changes, splits=splits)
        answer(session, output, done.payment_id, done.changed.batch_id)


@command(app, "delete", _("Take a payment out of all lists, with a reason."))
def delete(
    context: typer.Context,
    payment: PaymentArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    as_json: AsJson = False,
) -> None:
    """Delete a payment; crm payment restore brings it back."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        payment_id = find_payment(session, payment)
        row = session.crm.payments.payment(session.actor, payment_id).row
        done = session.crm.payments.delete(session.actor, payment_id, reason)
        said = _("Deleted: {number}. crm payment restore {id} brings it back.").format(
            number=row.number, id=payment_id
        )
        shape = {"batch": done.changed.batch_id, **shapes.row(row, session.logins())}
        output.record(shape, [said])


@command(app, "restore", _("Bring a deleted payment back."))
def restore(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help=_("Its id, as delete told it."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Restore a payment and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        payment_id = PaymentId(read_number("payment", number))
        done = session.crm.payments.restore(session.actor, payment_id)
        answer(session, output, done.payment_id, done.changed.batch_id)


payment_plans.add_to(app)
payment_dues.add_to(app)
payment_settings.add_to(app)

"""`crm order`: draft orders or make them from quotes, confirm them, deliver, take goods back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from crm_tui.cli import order_goods, order_lines, order_settings, order_verbs, record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice
from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.opportunity_options import OfOpportunity
from crm_tui.cli.order_inputs import answer, find_order, read_changes
from crm_tui.cli.output import Listing, TableColumn, described, labelled, told
from crm_tui.cli.paper_options import (
    ByCustomer,
    Contact,
    CurrencyOption,
    CustomerArgument,
    Day,
    Deleted,
    DiscountOption,
    IncludesTax,
    Lines,
    Note,
    OnlyOwner,
    Owner,
    Query,
    SortBy,
    Terms,
    Title,
    View,
    Words,
)
from crm_tui.cli.quote_inputs import find_quote, read_lines
from crm_tui.cli.record_requests import asked_records, only_papers, with_terms
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.exports import Subject
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.records import (
    GoodsMove,
    Order,
    OrderLineFields,
    OrderRow,
    OrderStatus,
)
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.approvals import paper_approval
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount, totals_words
from crm_tui.presentation.orders import (
    delivery_word,
    delivery_words,
    due_words,
    move_words,
    order_line_words,
    standing_word,
    status_word,
)
from crm_tui.presentation.quotes import discount_words, sums
from crm_tui.presentation.shapes import approvals
from crm_tui.presentation.shapes import orders as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

app = group(_("Orders: confirm them, deliver, take goods back."))

OrderArgument = Annotated[str, typer.Argument(metavar="ORDER", help=_("Its number."))]
Due = Annotated[
    str | None,
    typer.Option("--due", metavar="DATE", help=_("When its goods are due; none for no day.")),
]


@command(app, "add", _("Draft an order of a customer."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: CustomerArgument,
    lines: Lines = None,
    *,
    title: Title = None,
    contact: Contact = None,
    owner: Owner = None,
    day: Day = None,
    due: Due = None,
    currency: CurrencyOption = None,
    with_tax: IncludesTax = None,
    discount: DiscountOption = None,
    terms: Terms = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Draft an order and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        blank = session.crm.orders.blank(session.actor, customer_id)
        typed = {"title": title, "contact": contact, "owner": owner, "day": day, "due": due}
        typed |= {"currency": currency, "with_tax": with_tax, "discount": discount}
        typed |= {"terms": terms, "note": note}
        changes = read_changes(session, customer_id, typed, currency or blank.currency)
        fields = replace(blank, **changes)  # type: ignore[arg-type]  # each reader reads its field
        read = read_lines(session, lines or (), fields.currency)
        written = session.crm.orders.add(
            session.actor, customer_id, fields, [OrderLineFields(each) for each in read]
        )
        answer(session, output, written.order_id, written.changed.batch_id)


@command(app, "from-quote", _("Draft an order with the lines and sums of a quote."))
def from_quote(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    quote: Annotated[
        str, typer.Argument(metavar="QUOTE", help=_("Its number; -V2 for a version of it."))
    ],
    *,
    contact: Contact = None,
    owner: Owner = None,
    day: Day = None,
    due: Due = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Draft an order from a quote and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.quotes.quote(session.actor, find_quote(session, quote))
        typed = {"contact": contact, "owner": owner, "day": day, "due": due, "note": note}
        changes = read_changes(session, found.row.customer_id, typed, found.fields.currency)
        written = session.crm.orders.add_from_quote(session.actor, found.row.id, changes)
        answer(session, output, written.order_id, written.changed.batch_id)


@command(app, "list", _("List the orders that you may see."))
def list_orders(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Query = None,
    limit: Limit = 50,
    *,
    view: View = ALL_VIEW,
    sort: SortBy = None,
    customer: ByCustomer = None,
    status: Annotated[
        str | None, typer.Option("--status", help=_("draft, confirmed, closed or void."))
    ] = None,
    owner: OnlyOwner = None,
    opportunity: OfOpportunity = None,
    words: Words = "",
    deleted: Deleted = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List orders, the newest first unless another order is asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins = session.logins()
        asked = asked_records(session, ListTab.ORDERS, query, view=view, sort=sort)
        request = only_papers(
            session,
            asked if status is None else with_terms(asked, f"status:{_status(status).value}"),
            customer=customer,
            owner=owner,
            opportunity=opportunity,
            words=words,
            deleted=deleted,
        )
        listing = Listing[OrderRow](_columns(), lambda row: shapes.row(row, logins), shapes.KEYS)
        output.rows(
            session.crm.orders.window(session.actor, request).open(limit).rows[:limit],
            listing,
            nothing=_("No orders yet; crm order add drafts one."),
        )


def _columns() -> tuple[TableColumn[OrderRow], ...]:
    return (
        TableColumn[OrderRow](field_label("number"), lambda row: row.number),
        TableColumn[OrderRow](_("Customer"), lambda row: row.customer),
        TableColumn[OrderRow](field_label("order_title"), lambda row: row.title, 2),
        TableColumn[OrderRow](
            field_label("total"),
            lambda row: amount(row.total_minor, row.currency),
            align=Align.RIGHT,
        ),
        TableColumn[OrderRow](_("Status"), standing_word),
        TableColumn[OrderRow](_("Delivered"), lambda row: delivery_word(row.delivery), 1),
        TableColumn[OrderRow](
            field_label("order_day"), lambda row: iso_day(row.order_day) or "", 2
        ),
        TableColumn[OrderRow](field_label("due_day"), lambda row: due_words(row.due_day), 3),
        TableColumn[OrderRow](field_label("owner_id"), lambda row: row.owner, 2),
    )


def _status(text: str) -> OrderStatus:
    words = {status_word(each): each for each in OrderStatus}
    return words.get(clean(text)) or read_choice("status", text, OrderStatus)


@command(app, "show", _("Show an order with its lines, sums and goods."))
def show(context: typer.Context, order: OrderArgument, *, as_json: AsJson = False) -> None:
    """Show an order whole, and what all orders of its customer come to."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        orders, actor = session.crm.orders, session.actor
        found = orders.order(actor, find_order(session, order))
        moves = session.crm.order_goods.moves(actor, found.row.id)
        totals = session.crm.orders.totals(actor, found.row.customer_id)
        shape = shapes.whole(found, session.logins(), moves, totals)
        asked = approvals.of_paper(found.approval, session.logins(), session.iso)
        output.record({**shape, **asked}, _lines(session.zone, found, moves, totals))


def _lines(
    zone: ZoneInfo, order: Order, moves: Sequence[GoodsMove], totals: Sequence[MoneyTotal]
) -> Iterator[str]:
    row, fields, currency = order.row, order.fields, order.fields.currency
    said = [
        (field_label("order_title"), row.title),
        (field_label("quote_id"), order.quote),
        (field_label("opportunity_id"), order.opportunity),
        (field_label("contact_id"), row.contact),
        (field_label("owner_id"), row.owner),
        (field_label("order_day"), iso_day(row.order_day) or ""),
        (field_label("due_day"), due_words(row.due_day)),
        (field_label("includes_tax"), _("yes") if fields.includes_tax else _("no")),
    ]
    stands = f"{standing_word(row)}  {delivery_words(row.delivery)}"
    yield from described(f"{row.number}  {row.customer}  {stands}", said)
    yield from told(paper_approval(order.approval, zone))
    for at, line in enumerate(order.lines, start=1):
        yield f"{at:>3}  {order_line_words(line, currency)}"
        if line.fields.sale.note:
            yield f"     {line.fields.sale.note}"
    reduced = (field_label("discount"), discount_words(fields.discount, currency))
    yield from told([reduced, *sums(order.price, currency)])
    if row.returned_minor:
        yield labelled(_("Returned"), amount(-row.returned_minor, currency))
    yield from (move_words(each, currency) for each in moves)
    texts = {"terms": fields.terms, "note": fields.note, "reason": order.reason}
    yield from told((field_label(name), text) for name, text in texts.items())
    if totals:
        yield labelled(_("All orders of the customer"), totals_words(totals))


@command(app, "edit", _("Change a draft; of a confirmed order its delivery day and note."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    order: OrderArgument,
    *,
    title: Title = None,
    contact: Contact = None,
    owner: Owner = None,
    day: Day = None,
    due: Due = None,
    with_tax: IncludesTax = None,
    discount: DiscountOption = None,
    terms: Terms = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the order."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.orders.order(session.actor, find_order(session, order))
        typed = {"title": title, "contact": contact, "owner": owner, "day": day, "due": due}
        typed |= {"with_tax": with_tax, "discount": discount, "terms": terms, "note": note}
        changes = read_changes(session, found.row.customer_id, typed, found.fields.currency)
        changed = session.crm.orders.edit(session.actor, found.row.id, changes)
        answer(session, output, found.row.id, changed.batch_id)


order_lines.add_to(app)
order_verbs.add_to(app)
order_goods.add_to(app)
order_settings.add_to(app)
record_files.add_to(app, Subject.ORDERS)

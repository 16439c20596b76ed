"""`crm quote`: draft quotes, send them in versions, write down the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from crm_tui.cli import quote_files, quote_lines, quote_settings, quote_verbs, record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_day, read_yes_or_no
from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.opportunity_options import OfOpportunity, opportunity_or_none
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
from crm_tui.cli.quote_inputs import find_quote, read_discount, read_lines
from crm_tui.cli.record_requests import asked_records, is_all, only_papers, with_terms
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.task_inputs import read_contact
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.quotes.records import Quote, QuoteRow, QuoteStatus, full_number
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.approvals import paper_approval
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.quotes import (
    discount_words,
    line_words,
    standing_word,
    status_word,
    totals,
)
from crm_tui.presentation.shapes import approvals
from crm_tui.presentation.shapes import quotes as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

app = group(_("Draft quotes, send them in versions, write down the answers."))

QuoteArgument = Annotated[
    str, typer.Argument(metavar="QUOTE", help=_("Its number; -V2 for a version of it."))
]
OpportunityOption = Annotated[
    str | None,
    typer.Option(
        "--opportunity", metavar="OPPORTUNITY", help=_("The opportunity it belongs to, or none.")
    ),
]
Valid = Annotated[
    str | None, typer.Option("--valid-until", metavar="DATE", help=_("The last day it is valid."))
]


@command(app, "add", _("Draft a quote for a customer."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: CustomerArgument,
    lines: Lines = None,
    *,
    title: Title = None,
    contact: Contact = None,
    opportunity: OpportunityOption = None,
    owner: Owner = None,
    day: Day = None,
    valid_until: Valid = None,
    currency: CurrencyOption = None,
    with_tax: IncludesTax = None,
    discount: DiscountOption = None,
    terms: Terms = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Draft a quote and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        blank = session.crm.quotes.blank(
            session.actor, customer_id, opportunity_or_none(session, opportunity)
        )
        typed = {"title": title, "contact": contact, "owner": owner, "day": day}
        typed |= {"valid_until": valid_until, "currency": currency, "with_tax": with_tax}
        typed |= {"discount": discount, "terms": terms, "note": note}
        changes = _changes(session, customer_id, typed, currency or blank.currency)
        if "quote_day" in changes and "valid_until_day" not in changes:
            lasts = blank.valid_until_day - blank.quote_day
            changes["valid_until_day"] = int(str(changes["quote_day"])) + lasts
        fields = replace(blank, **changes)  # type: ignore[arg-type]  # each reader reads its field
        written = session.crm.quotes.add(
            session.actor,
            customer_id,
            fields,
            read_lines(session, lines or (), fields.currency),
        )
        quote_verbs.answer(session, output, written.quote_id, written.changed.batch_id)


@command(app, "list", _("List the quotes that you may see."))
def list_quotes(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Query = None,
    limit: Limit = 50,
    *,
    view: View = ALL_VIEW,
    sort: SortBy = None,
    customer: ByCustomer = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help=_("draft, sent, accepted, refused, expired or void.")),
    ] = None,
    owner: OnlyOwner = None,
    opportunity: OfOpportunity = None,
    words: Words = "",
    versions: Annotated[
        bool, typer.Option("--versions", help=_("Earlier versions, too."), show_default=False)
    ] = False,
    deleted: Deleted = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List quotes, the newest first unless a view or another order is asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        asked = asked_records(session, ListTab.QUOTES, query, view=view, sort=sort)
        if is_all(view) and not (versions or deleted):
            asked = with_terms(asked, "is:latest")
        if status is not None:
            asked = with_terms(asked, f"status:{_status(status).value}")
        request = only_papers(
            session,
            asked,
            customer=customer,
            owner=owner,
            opportunity=opportunity,
            words=words,
            deleted=deleted,
        )
        output.rows(
            session.crm.quotes.window(session.actor, request).open(limit).rows[:limit],
            _listing(session),
            nothing=_("No quotes yet; crm quote add drafts one."),
        )


def _listing(session: Session) -> Listing[QuoteRow]:
    logins = session.logins()
    return Listing[QuoteRow](
        (
            TableColumn[QuoteRow](field_label("number"), full_number),
            TableColumn[QuoteRow](_("Customer"), lambda row: row.customer),
            TableColumn[QuoteRow](field_label("quote_title"), lambda row: row.title, 2),
            TableColumn[QuoteRow](
                field_label("total"),
                lambda row: amount(row.total_minor, row.currency),
                align=Align.RIGHT,
            ),
            TableColumn[QuoteRow](_("Status"), standing_word),
            TableColumn[QuoteRow](
                field_label("quote_day"), lambda row: iso_day(row.quote_day) or "", 1
            ),
            TableColumn[QuoteRow](
                field_label("valid_until_day"),
                lambda row: iso_day(row.valid_until_day) or "",
                3,
            ),
            TableColumn[QuoteRow](field_label("owner_id"), lambda row: row.owner, 2),
        ),
        lambda row: shapes.row(row, logins),
        shapes.KEYS,
    )


def _status(text: str) -> QuoteStatus:
    words = {status_word(each): each for each in QuoteStatus}
    return words.get(clean(text)) or read_choice("status", text, QuoteStatus)


@command(app, "show", _("Show a quote with its lines, sums and versions."))
def show(context: typer.Context, quote: QuoteArgument, *, as_json: AsJson = False) -> None:
    """Show a quote whole."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.quotes.quote(session.actor, find_quote(session, quote))
        versions = session.crm.quotes.versions(session.actor, found.row.id)
        shape = shapes.whole(found, session.logins(), versions)
        asked = approvals.of_paper(found.approval, session.logins(), session.iso)
        output.record(
            {**shape, **asked},
            _lines(session.zone, found, [full_number(each) for each in versions]),
        )


def _lines(zone: ZoneInfo, quote: Quote, versions: list[str]) -> Iterator[str]:
    row, fields = quote.row, quote.fields
    said = [
        (field_label("quote_title"), row.title),
        (field_label("contact_id"), row.contact),
        (field_label("opportunity_id"), quote.opportunity),
        (field_label("owner_id"), row.owner),
        (field_label("quote_day"), iso_day(row.quote_day) or ""),
        (field_label("valid_until_day"), iso_day(row.valid_until_day) or ""),
        (field_label("includes_tax"), _("yes") if fields.includes_tax else _("no")),
    ]
    heading = f"{quote.full_number}  {row.customer}  {standing_word(row)}"
    yield from described(heading, said)
    yield from told(paper_approval(quote.approval, zone))
    for at, line in enumerate(quote.lines, start=1):
        yield f"{at:>3}  {line_words(line, fields.currency)}"
        if line.fields.note:
            yield f"     {line.fields.note}"
    reduced = (field_label("discount"), discount_words(fields.discount, fields.currency))
    yield from told([reduced, *totals(quote)])
    texts = {"terms": fields.terms, "note": fields.note, "reason": quote.reason}
    yield from told((field_label(name), text) for name, text in texts.items())
    if len(versions) > 1:
        yield labelled(_("Versions"), _(", ").join(versions))


@command(app, "edit", _("Change a draft; what was sent gets a new version instead."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    quote: QuoteArgument,
    *,
    title: Title = None,
    contact: Contact = None,
    opportunity: OpportunityOption = None,
    owner: Owner = None,
    day: Day = None,
    valid_until: Valid = None,
    with_tax: IncludesTax = None,
    discount: DiscountOption = None,
    terms: Terms = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the quote."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.quotes.quote(session.actor, find_quote(session, quote))
        typed = {"title": title, "contact": contact, "owner": owner, "day": day}
        typed |= {"opportunity": opportunity}
        typed |= {"valid_until": valid_until, "with_tax": with_tax, "discount": discount}
        typed |= {"terms": terms, "note": note}
        changes = _changes(session, found.row.customer_id, typed, found.fields.currency)
        changed = session.crm.quotes.edit(session.actor, found.row.id, changes)
        quote_verbs.answer(session, output, found.row.id, changed.batch_id)


quote_lines.add_to(app)
quote_verbs.add_to(app)
quote_settings.add_to(app)
quote_files.add_to(app)
record_files.add_reading(app, Subject.QUOTES)


def _changes(
    session: Session, customer_id: CustomerId, typed: dict[str, str | None], currency: str
) -> dict[str, object]:
    """Return the fields that were typed, read; what was not is left out."""
    said = {name: text for name, text in typed.items() if text is not None}
    readers: Mapping[str, tuple[str, Callable[[str], object]]] = {
        "contact": ("contact_id", lambda text: read_contact(session, customer_id, text)),
        "opportunity": ("opportunity_id", lambda text: opportunity_or_none(session, text)),
        "owner": ("owner_id", session.user),
        "day": ("quote_day", lambda text: read_day(session, "quote_day", text)),
        "valid_until": (
            "valid_until_day",
            lambda text: read_day(session, "valid_until_day", text, prefer="future"),
        ),
        "with_tax": ("includes_tax", lambda text: read_yes_or_no("includes_tax", text)),
        "discount": ("discount", lambda text: read_discount(text, currency.strip().upper())),
        "currency": ("currency", lambda text: clean(text).upper()),
    }
    plain = {name: text for name, text in said.items() if name not in readers}
    read = {readers[name][0]: readers[name][1](text) for name, text in said.items() - plain.items()}
    return {**plain, **read}

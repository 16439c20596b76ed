"""`crm contract`: draft contracts, sign them, end them before their time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from crm_tui.cli import contract_files, contract_verbs, record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.contract_verbs import ContractArgument, find_contract
from crm_tui.cli.inputs import read_choice, read_day, read_limit, read_money
from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.opportunity_options import OfOpportunity
from crm_tui.cli.order_inputs import find_order
from crm_tui.cli.output import Listing, TableColumn, described, told
from crm_tui.cli.paper_options import (
    ByCustomer,
    CurrencyOption,
    CustomerArgument,
    Deleted,
    Note,
    OnlyOwner,
    Owner,
    Query,
    SortBy,
    Title,
    View,
    Words,
)
from crm_tui.cli.quote_inputs import find_quote
from crm_tui.cli.record_requests import asked_records, only_papers, with_terms
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.contracts.records import (
    Contract,
    ContractFields,
    ContractRow,
    ContractStatus,
)
from crm_tui.domain.exports import Subject
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.approvals import paper_approval
from crm_tui.presentation.contracts import span_words, standing_word, status_word
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.shapes import approvals
from crm_tui.presentation.shapes import contracts as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

app = group(_("Draft contracts, sign them, end them before their time."))
_NONE = "none"

Amount = Annotated[
    str | None, typer.Option("--amount", metavar="AMOUNT", help=_("How much: 12000, 12k."))
]
QuoteOption = Annotated[
    str | None,
    typer.Option(
        "--quote", metavar="QUOTE", help=_("The quote it follows, for exactly its amount.")
    ),
]
OrderOption = Annotated[
    str | None,
    typer.Option(
        "--order", metavar="ORDER", help=_("The order it is made from, for exactly its amount.")
    ),
]
Start = Annotated[
    str | None, typer.Option("--start", metavar="DATE", help=_("Its first day; none for none."))
]
End = Annotated[
    str | None, typer.Option("--end", metavar="DATE", help=_("Its last day; none for no end."))
]
Ours = Annotated[str | None, typer.Option("--ours", help=_("Our party."))]
OurSignatory = Annotated[
    str | None, typer.Option("--our-signatory", metavar="NAME", help=_("Who signs for us."))
]
Theirs = Annotated[str | None, typer.Option("--theirs", help=_("Their party."))]
TheirSignatory = Annotated[
    str | None, typer.Option("--their-signatory", metavar="NAME", help=_("Who signs for them."))
]


@command(app, "add", _("Draft a contract with a customer."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: CustomerArgument,
    *,
    title: Title = None,
    amount_text: Amount = None,
    currency: CurrencyOption = None,
    quote: QuoteOption = None,
    order: OrderOption = None,
    owner: Owner = None,
    start: Start = None,
    end: End = None,
    ours: Ours = None,
    our_signatory: OurSignatory = None,
    theirs: Theirs = None,
    their_signatory: TheirSignatory = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Draft a contract and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        quote_id = None if quote is None else find_quote(session, quote)
        order_id = None if order is None else find_order(session, order)
        blank = session.crm.contracts.blank(session.actor, customer_id, quote_id, order_id)
        typed = {"title": title, "amount": amount_text, "currency": currency, "owner": owner}
        typed |= {"start": start, "end": end, "ours": ours, "our_signatory": our_signatory}
        typed |= {"theirs": theirs, "their_signatory": their_signatory, "note": note}
        changes = _changes(session, typed, currency or blank.currency)
        fields = replace(blank, **changes)  # type: ignore[arg-type]  # each reader reads its field
        written = session.crm.contracts.add(session.actor, customer_id, fields)
        contract_verbs.answer(session, output, written.contract_id, written.changed.batch_id)


@command(app, "list", _("List the contracts that you may see."))
def list_contracts(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Query = None,
    limit: Limit = 50,
    *,
    view: View = ALL_VIEW,
    sort: SortBy = None,
    customer: ByCustomer = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help=_("draft, signed, in_force, ended, terminated or void.")),
    ] = None,
    ends_within: Annotated[
        str | None,
        typer.Option("--ends-within", metavar="DAYS", help=_("Only those that end so soon.")),
    ] = None,
    owner: OnlyOwner = None,
    opportunity: OfOpportunity = None,
    words: Words = "",
    deleted: Deleted = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List contracts, the newest first; by their end, the nearest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        asked = asked_records(session, ListTab.CONTRACTS, query, view=view, sort=sort)
        if status is not None:
            asked = with_terms(asked, f"status:{_status(status).value}")
        if ends_within is not None:
            asked = _ending(session, asked, read_limit("days", ends_within))
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
            session.crm.contracts.window(session.actor, request).open(limit).rows[:limit],
            _listing(session),
            nothing=_("No contracts yet; crm contract add drafts one."),
        )


def _listing(session: Session) -> Listing[ContractRow]:
    logins = session.logins()
    return Listing[ContractRow](
        (
            TableColumn[ContractRow](field_label("number"), lambda row: row.number),
            TableColumn[ContractRow](_("Customer"), lambda row: row.customer),
            TableColumn[ContractRow](field_label("contract_title"), lambda row: row.title, 2),
            TableColumn[ContractRow](
                field_label("amount"),
                lambda row: amount(row.amount_minor, row.currency),
                align=Align.RIGHT,
            ),
            TableColumn[ContractRow](_("Status"), standing_word),
            TableColumn[ContractRow](
                field_label("contract_end_day"),
                lambda row: "" if row.end_day is None else iso_day(row.end_day) or "",
                1,
            ),
            TableColumn[ContractRow](field_label("owner_id"), lambda row: row.owner, 2),
        ),
        lambda row: shapes.row(row, logins),
        shapes.KEYS,
    )


def _ending(session: Session, request: RecordRequest, days: int | None) -> RecordRequest:
    """Return a request for what is in force and ends within some days, the nearest end first."""
    today = session.at.today
    first, last = iso_day(today), iso_day(today + (days or 0))
    asked = with_terms(request, "status:signed,in-force", f"end:{first}..{last}")
    return replace(asked, sort="end", descending=False)


def _status(text: str) -> ContractStatus:
    words = {status_word(each): each for each in ContractStatus}
    return words.get(clean(text)) or read_choice("status", text, ContractStatus)


@command(app, "show", _("Show a contract with its parties and days."))
def show(context: typer.Context, contract: ContractArgument, *, as_json: AsJson = False) -> None:
    """Show a contract whole."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.contracts.contract(session.actor, find_contract(session, contract))
        logins = session.logins()
        asked = approvals.of_paper(found.approval, logins, session.iso)
        output.record({**shapes.whole(found, logins), **asked}, _lines(session.zone, found))


def _lines(zone: ZoneInfo, contract: Contract) -> Iterator[str]:
    row, fields = contract.row, contract.fields
    said = [
        (field_label("contract_title"), row.title),
        (field_label("amount"), amount(row.amount_minor, row.currency)),
        (field_label("quote_id"), row.quote),
        (field_label("opportunity_id"), contract.opportunity),
        (field_label("order_id"), row.order),
        (field_label("owner_id"), row.owner),
        (field_label("sign_day"), "" if row.sign_day is None else iso_day(row.sign_day) or ""),
        (_("Runs"), span_words(row)),
        (field_label("our_party"), _party(fields.our_party, fields.our_signatory)),
        (field_label("their_party"), _party(fields.their_party, fields.their_signatory)),
        (field_label("note"), fields.note),
        (field_label("reason"), contract.reason),
    ]
    yield from described(f"{row.number}  {row.customer}  {standing_word(row)}", said)
    yield from told(paper_approval(contract.approval, zone))


def _party(name: str, signatory: str) -> str:
    return _(", ").join(filter(None, (name, signatory)))


@command(app, "edit", _("Change a draft; of a signed contract its note and owner."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    contract: ContractArgument,
    *,
    title: Title = None,
    amount_text: Amount = None,
    currency: CurrencyOption = None,
    quote: QuoteOption = None,
    order: OrderOption = None,
    owner: Owner = None,
    start: Start = None,
    end: End = None,
    ours: Ours = None,
    our_signatory: OurSignatory = None,
    theirs: Theirs = None,
    their_signatory: TheirSignatory = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the contract."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.contracts.contract(session.actor, find_contract(session, contract))
        typed = {"title": title, "amount": amount_text, "currency": currency, "owner": owner}
        typed |= {"start": start, "end": end, "ours": ours, "our_signatory": our_signatory}
        typed |= {"theirs": theirs, "their_signatory": their_signatory, "note": note}
        changes = _changes(session, typed, currency or found.fields.currency)
        if quote is not None:
            changes |= _of_quote(session, found, quote)
        if order is not None:
            changes |= _of_order(session, found, order)
        changed = session.crm.contracts.edit(session.actor, found.row.id, changes)
        contract_verbs.answer(session, output, found.row.id, changed.batch_id)


contract_verbs.add_to(app)
contract_files.add_to(app)
record_files.add_reading(app, Subject.CONTRACTS)


def _of_quote(session: Session, contract: Contract, text: str) -> dict[str, object]:
    """Return what naming another quote, or none, changes: its amount comes along."""
    if clean(text) == _NONE:
        return {"quote_id": None}
    quote_id, customer_id = find_quote(session, text), contract.row.customer_id
    blank = session.crm.contracts.blank(session.actor, customer_id, quote_id)
    return {"quote_id": quote_id, **_sum_of(blank)}


def _of_order(session: Session, contract: Contract, text: str) -> dict[str, object]:
    """Return what naming another order, or none, changes: its amount comes along."""
    if clean(text) == _NONE:
        return {"order_id": None}
    order_id, customer_id = find_order(session, text), contract.row.customer_id
    if order_id == contract.fields.order_id:
        return {}
    blank = session.crm.contracts.blank(session.actor, customer_id, order_id=order_id)
    return {"order_id": order_id, **_sum_of(blank)}


def _sum_of(fields: ContractFields) -> dict[str, object]:
    return {"amount_minor": fields.amount_minor, "currency": fields.currency}


def _changes(session: Session, typed: Mapping[str, str | None], currency: str) -> dict[str, object]:
    """Return the fields that were typed, read; what was not is left out."""
    code = clean(currency).upper()
    names = {"ours": "our_party", "theirs": "their_party"}
    readers: Mapping[str, tuple[str, Callable[[str], object]]] = {
        "amount": ("amount_minor", lambda text: read_money("amount", text, code)),
        "currency": ("currency", lambda text: clean(text).upper()),
        "owner": ("owner_id", session.user),
        "start": ("start_day", lambda text: _day(session, "contract_start_day", text)),
        "end": ("end_day", lambda text: _day(session, "contract_end_day", text)),
    }
    found: dict[str, object] = {}
    for name, text in typed.items():
        if text is None:
            continue
        field, read = readers.get(name, (names.get(name, name), clean))
        found[field] = read(text)
    return found


def _day(session: Session, field: str, text: str) -> int | None:
    return None if clean(text) == _NONE else read_day(session, field, text, prefer="future")

"""Find everything: customers, what belongs to them, and leads, by one box, in one order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crm_tui.db import search
from crm_tui.db.queries import calls, contacts, customers, deals, opportunities, quote_lists
from crm_tui.db.queries.contract_lists import contracts_saying
from crm_tui.db.queries.hidden_texts import shown
from crm_tui.db.queries.leads import records
from crm_tui.db.queries.order_lists import orders_saying
from crm_tui.db.search.places import places_of
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.calls import Caller
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.contracts.records import ContractRow
from crm_tui.domain.customers import CustomerRow, CustomerView, ListRequest
from crm_tui.domain.finding import Finding, FindingKind, find_rank, grade_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.quotes.records import full_number
from crm_tui.domain.search import (
    FoundIn,
    SearchFields,
    SearchPlan,
    compile_search,
    found_in,
    matches,
    search_columns,
)
from crm_tui.domain.text import phone_key
from crm_tui.domain.users import Actor
from crm_tui.values import dataclass

_MOST_FOUND = 40
_CUSTOMERS = 24
_CONTACTS = 24
_CONTACTS_OF = 200
_DEALS = 8
_PAPERS = 8
_SALES = 8
_MASKED = "*"
_MOST_CALLERS = 20


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds records of every kind as people type."""

    database: Database

    def find(self, actor: Actor, words: str, limit: int | None = None) -> list[Finding]:
        """Return what fits best, each as something to open; hidden details find nothing.

        With a limit so many, if so many fit; without one some of each kind, as a box shows them.
        """
        plan = compile_search(words)
        if plan is None or not plan.terms:
            return []
        with self.database.reading(actor) as view:
            ids = _best(view, words, limit)
            findings = [
                *_customers(view, plan, ids[: limit or _CUSTOMERS]),
                *_contacts(view, plan, ids[:_CONTACTS_OF], limit or _CONTACTS),
                *shown(view, _deals(view, plan, words, limit or _DEALS)),
                *_quotes(view, plan, words, limit or _PAPERS),
                *_orders(view, plan, words, limit or _PAPERS),
                *_contracts(view, plan, words, limit or _PAPERS),
                *_leads(view, plan, words, limit or _SALES),
                *_opportunities(view, plan, words, limit or _SALES),
            ]
        findings.sort(key=lambda each: find_rank(each.grade, each.kind))
        return findings[: limit or _MOST_FOUND]

    def callers(self, actor: Actor, number: str) -> list[Caller]:
        """Return whose number this is, written however: +86, spaces, an extension.

        Only customers this person may see, and none whose numbers are hidden from them.
        """
        digits = phone_key(number)
        if not digits:
            return []
        with self.database.reading(actor) as view:
            ids = calls.customers_by_phone(view, digits, _MOST_CALLERS)
            people = {
                row.at_id: row
                for row in reversed(contacts.people_among(view, ids))
                if any(phone.digits == digits for phone in row.fields.phones)
            }
            return [Caller(row, people.get(row.id)) for row in customers.rows(view, ids)]

    def places(
        self, actor: Actor, words: str, names: Mapping[int, str]
    ) -> Mapping[int, tuple[FoundIn, ...]]:
        """Return where customers, given with their names, were found.

        Those whose name says it all are left out.
        """
        plan = compile_search(words)
        ids = [] if plan is None or not plan.terms else _found_elsewhere(plan, names)
        if plan is None or not ids:
            return {}
        with self.database.reading(actor) as view:
            return places_of(view, plan, ids)


def _best(view: View, words: str, limit: int | None) -> Sequence[int]:
    """Return the customers that fit best; with a limit all are looked for if need be."""
    wanted = customers.in_view(view, ListRequest(CustomerView.ALL))
    found = search.top(view, words, wanted, CustomerView.ALL, limit or _MOST_FOUND)
    if limit is None or found.is_complete or len(found.ids) >= limit:
        return found.ids
    return search.ids_of_all(view, words, wanted, CustomerView.ALL)[0][:limit]


def _found_elsewhere(plan: SearchPlan, names: Mapping[int, str]) -> list[int]:
    """Return the customers whose name does not say it all."""
    return [each for each, name in names.items() if not found_in(plan, name)[1]]


def _customers(view: View, plan: SearchPlan, ids: Sequence[int]) -> Iterator[Finding]:
    rows = customers.rows(view, ids)
    places = places_of(view, plan, _found_elsewhere(plan, {row.id: row.name for row in rows}))
    for row in rows:
        yield Finding(
            FindingKind.CUSTOMER,
            row.id,
            row.id,
            row.name,
            _whose(row),
            grade_of(plan, row.name),
            places.get(row.id, ()),
        )


def _whose(row: CustomerRow) -> str:
    parts = (row.owner or row.pool, row.city, row.contact_names, row.phone)
    return " · ".join(filter(None, parts))


def _contacts(view: View, plan: SearchPlan, ids: Sequence[int], most: int) -> Iterator[Finding]:
    if not ids:
        return
    found: dict[int, ContactRow] = {}
    at: dict[int, list[CustomerId]] = {}
    for row in contacts.people_among(view, ids):
        if row.id in found or (len(found) < most and _fits(plan, row)):
            found.setdefault(row.id, row)
            at.setdefault(row.id, []).append(row.at_id)
    holders = {each for several in at.values() for each in several}
    names = {row.id: row.name for row in customers.rows(view, sorted(holders))}
    for row in found.values():
        phones = [phone.number for phone in row.fields.phones]
        companies = [names.get(each, "") for each in at[row.id]]
        parts = (*companies, row.fields_here.title, *phones, row.fields.email)
        yield Finding(
            FindingKind.CONTACT,
            row.id,
            at[row.id][0],
            row.fields.name,
            " · ".join(filter(None, parts)),
            grade_of(plan, row.fields.name),
        )


def _fits(plan: SearchPlan, row: ContactRow) -> bool:
    fields = row.fields
    reached = (fields.email, fields.wechat, fields.wechat_nickname, fields.qq)
    # Of what is masked some signs are left, which must find nobody.
    phones = tuple(each.number for each in fields.phones if _MASKED not in each.number)
    accounts = tuple(each for each in reached if _MASKED not in each)
    found_by = SearchFields("", contact_names=(fields.name,), phones=phones, accounts=accounts)
    return matches(plan, search_columns(found_by))


def _deals(view: View, plan: SearchPlan, words: str, most: int) -> Iterator[Finding]:
    for row in deals.deals_saying(view, words.strip(), most):
        yield Finding(
            FindingKind.DEAL,
            row.id,
            CustomerId(row.customer_id),
            row.note or row.customer,
            f"{row.customer} · {row.owner}" if row.note else row.owner,
            0 if str(row.id) == words.strip() else grade_of(plan, row.note),
        )


def _quotes(view: View, plan: SearchPlan, words: str, most: int) -> Iterator[Finding]:
    for row in shown(view, quote_lists.quotes_saying(view, words, most)):
        number = full_number(row)
        yield Finding(
            FindingKind.QUOTE,
            row.id,
            row.customer_id,
            " ".join(filter(None, (number, row.title))),
            f"{row.customer} · {row.owner}",
            0 if words.strip().upper() in {number, row.number} else grade_of(plan, row.title),
        )


def _orders(view: View, plan: SearchPlan, words: str, most: int) -> Iterator[Finding]:
    for row in shown(view, orders_saying(view, words, most)):
        yield _paper(FindingKind.ORDER, row, plan, words)


def _contracts(view: View, plan: SearchPlan, words: str, most: int) -> Iterator[Finding]:
    for row in shown(view, contracts_saying(view, words, most)):
        yield _paper(FindingKind.CONTRACT, row, plan, words)


def _paper(kind: FindingKind, row: OrderRow | ContractRow, plan: SearchPlan, words: str) -> Finding:
    return Finding(
        kind,
        row.id,
        row.customer_id,
        " ".join(filter(None, (row.number, row.title))),
        f"{row.customer} · {row.owner}",
        0 if words.strip().upper() == row.number else grade_of(plan, row.title),
    )


def _leads(view: View, plan: SearchPlan, words: str, most: int) -> Iterator[Finding]:
    for row in records.leads_saying(view, words, most):
        fields = row.fields
        person = fields.name if fields.company else ""
        phones = [phone.number for phone in fields.phones]
        parts = (person, row.owner, *phones, fields.city)
        yield Finding(
            FindingKind.LEAD,
            row.id,
            None,
            row.called,
            " · ".join(filter(None, parts)),
            min(grade_of(plan, row.called), grade_of(plan, fields.name)),
        )


def _opportunities(view: View, plan: SearchPlan, words: str, most: int) -> Iterator[Finding]:
    for row in shown(view, opportunities.find_opportunities(view, words.strip(), most)):
        yield Finding(
            FindingKind.OPPORTUNITY,
            row.id,
            row.customer_id,
            row.name,
            " · ".join(filter(None, (row.customer, row.stage, row.owner))),
            grade_of(plan, row.name),
        )

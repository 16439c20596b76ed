"""The search of customers: our own tokens in a contentless table, kept in the transaction.

The index only proposes; four texts stored on the customer decide, so a stale posting is harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Join,
    Select,
    and_,
    column,
    false,
    func,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.ext.compiler import compiles

from crm_tui.db.queries.reveals import hidden
from crm_tui.db.tables.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_in
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.search import (
    Candidate,
    SearchColumns,
    SearchPlan,
    SearchTerm,
    TermKind,
    compile_search,
    rank_key,
    tokens_of,
)

CANDIDATES = 400
"""Hits of the index that are ranked: the newest ones."""
PREFIX_HITS = 100
BOOK_HITS = 2000
READ_THROUGH = 20_000
"""Newest customers that are read one by one for a word too short for the index."""
_TOP = "\U0010ffff"

_INDEX = table("customer_search", column("rowid"), column("tokens"))


class _InOrder(Join):
    """A join that SQLite must run from left to right, so that hits stream in rowid order."""

    inherit_cache = True


@compiles(_InOrder)
def _compile_in_order(join: _InOrder, compiler: Any, **options: Any) -> str:
    options["asfrom"] = True
    left, right = compiler.process(join.left, **options), compiler.process(join.right, **options)
    options["asfrom"] = False
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **options)}"


def condition(plan: SearchPlan, hidden: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Return the condition in SQL that equals `domain.search.matches`.

    Customers whose contact details are `hidden` from who asks are not found by a number, but by
    one in their name.
    """
    if not plan.terms:
        return false()
    return and_(*(_holds(term) if hidden is None else _shows(term, hidden) for term in plan.terms))


def _shows(term: SearchTerm, hidden: ColumnElement[bool]) -> ColumnElement[bool]:
    if term.kind is not TermKind.DIGITS:
        return _holds(term)
    return and_(_holds(term), or_(~hidden, _inside(CUSTOMER.c.name_key, term.text)))


def _holds(term: SearchTerm) -> ColumnElement[bool]:
    customer = CUSTOMER.c
    match term.kind:
        case TermKind.HAN:
            return _inside(customer.search_text, term.text)
        case TermKind.DIGITS:
            return or_(
                _inside(customer.search_digits, term.text),
                _inside(customer.search_text, f" {term.text}"),
            )
        case TermKind.LATIN:
            return or_(
                _inside(customer.search_initials, term.text),
                _inside(customer.search_text, f" {term.text}"),
                *(_inside(customer.search_pinyin, f" {each}") for each in term.spellings),
            )


def _inside(haystack: ColumnElement[Any], needle: str) -> ColumnElement[bool]:
    return func.instr(haystack, needle) > 0


def search(view: View, typed: str, wanted: ColumnElement[bool], shown: CustomerView) -> list[int]:
    """Return the ids of the best hits among the wanted customers, ranked; at most a few hundred."""
    plan = compile_search(typed)
    if plan is None:
        return []
    scope = and_(wanted, or_(*visible_in(view.person, shown)))
    rows: dict[int, Any] = {}
    decides = and_(condition(plan, hidden(view)), scope)
    for statement in _statements(plan, decides, own_book=shown is CustomerView.MINE):
        for row in view.connection.execute(statement):
            rows.setdefault(row.id, row)
    ranked = sorted(rows.values(), key=lambda row: rank_key(_candidate(row, view), plan))
    return [row.id for row in ranked]


def _statements(
    plan: SearchPlan, decides: ColumnElement[bool], *, own_book: bool
) -> Iterable[Select[Any]]:
    customer = CUSTOMER.c
    columns = (
        customer.id,
        customer.name_key,
        customer.search_pinyin,
        customer.search_initials,
        customer.owner_id,
        customer.last_follow_up_at,
    )
    if own_book:
        # One's own customers are few and lie together: reading them beats any index.
        yield select(*columns).where(decides).order_by(customer.id.desc()).limit(BOOK_HITS)
        return
    by_key = (
        select(DUPLICATE_KEY.c.customer_id)
        .where(
            DUPLICATE_KEY.c.kind.in_(("name", "phone")), _begins(DUPLICATE_KEY.c.key, plan.prefix)
        )
        .limit(PREFIX_HITS)
    )
    yield select(*columns).where(customer.id.in_(by_key), decides)
    if plan.match is None:
        # Too short for the index: what begins so anywhere, what holds it among the newest.
        beginning = _begins(customer.pinyin, plan.prefix)
        yield (
            select(*columns).where(beginning, decides).order_by(customer.pinyin).limit(PREFIX_HITS)
        )
        is_new = customer.id > select(func.max(customer.id)).scalar_subquery() - READ_THROUGH
        yield select(*columns).where(is_new, decides).order_by(customer.id.desc()).limit(CANDIDATES)
        return
    hits = _InOrder(_INDEX, CUSTOMER, customer.id == _INDEX.c.rowid)
    yield (
        select(*columns)
        .select_from(hits)
        .where(text("customer_search MATCH :match").bindparams(match=plan.match), decides)
        .order_by(_INDEX.c.rowid.desc())
        .limit(CANDIDATES)
    )


def _begins(column: ColumnElement[Any], prefix: str) -> ColumnElement[bool]:
    return and_(column >= prefix, column < prefix + _TOP)


def _candidate(row: Any, view: View) -> Candidate:
    last: datetime | None = row.last_follow_up_at
    return Candidate(
        id=row.id,
        name_keys=(row.name_key,),
        pinyin=row.search_pinyin,
        initials=row.search_initials,
        is_own=row.owner_id == view.person.user_id,
        recency=0 if last is None else to_ms(last),
    )


def stored_columns(row: Any) -> SearchColumns:
    """Return the search texts of a stored customer, from which its old tokens follow."""
    return SearchColumns(row.search_text, row.search_pinyin, row.search_initials, row.search_digits)


def index(unit: Unit, customer_id: int, columns: SearchColumns) -> None:
    """Put a customer into the index."""
    unit.connection.execute(
        text("INSERT INTO customer_search(rowid, tokens) VALUES (:id, :tokens)"),
        {"id": customer_id, "tokens": tokens_of(columns)},
    )


def reindex(unit: Unit, customer_id: int, old: SearchColumns, new: SearchColumns) -> None:
    """Replace the index words of a customer; nothing is written when they are the same."""
    if old == new:
        return
    unindex(unit, {customer_id: old})
    index(unit, customer_id, new)


def unindex(unit: Unit, olds: Mapping[int, SearchColumns]) -> None:
    """Take customers' words out of the index; a contentless table must be told which."""
    unit.connection.execute(
        text(
            "INSERT INTO customer_search(customer_search, rowid, tokens) "
            "VALUES ('delete', :id, :tokens)"
        ),
        [{"id": each, "tokens": tokens_of(columns)} for each, columns in olds.items()],
    )

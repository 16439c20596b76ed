"""Lists of records other than customers: what a query asks of them, their order, a stretch."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Subquery,
    Table,
    and_,
    func,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from crm_tui.db.functions import has_inside, json_items, small_letters, unindexed
from crm_tui.db.queries import hidden_texts
from crm_tui.db.queries.groupings import GroupedBy, MoneyOf
from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.raw import numbers
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_customers, visible_to
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.list_figures import GroupValue
from crm_tui.domain.queries.conditions import (
    Check,
    Condition,
    Exactly,
    Filter,
    HasFlag,
    Inside,
    IsFilled,
    Measured,
    OneOf,
    Within,
)
from crm_tui.domain.queries.days import Circumstances
from crm_tui.domain.queries.evaluation import small, tells_details
from crm_tui.domain.queries.fields import BY_KEY, FieldKind
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.text import name_key
from crm_tui.domain.users import Scope
from crm_tui.values import dataclass

Wanted = ColumnElement[bool]
RowT = TypeVar("RowT")
_NEWEST_READ = 10_000
_LEAST_OF_NUMBER = 4
MORE_THAN_ANY = 1 << 40
"""A limit that is never met: what has one is read apart."""


@dataclass(frozen=True, slots=True)
class AskedNoun:
    """What a query needs to know of the noun that it asks for."""

    id: ColumnElement[int]
    fields: Mapping[str, ColumnElement[Any]]
    """Where each field of a query stands; instants as the numbers they are stored as."""
    instants: Collection[str]
    """The fields with days that are stored as instants; the others are day numbers."""
    orders: Mapping[str, ColumnElement[Any]]
    """Never null; the id comes behind each of them."""
    has_word: Callable[[View, str], Wanted]
    """Whether a record is found by a word that was typed."""
    has_flag: Callable[[View, str], Wanted]
    masked_orders: Collection[str] = field(default=frozenset(), kw_only=True)
    """The orders by texts that a pool may hide."""


@dataclass(frozen=True, slots=True)
class ListedNoun(AskedNoun, Generic[RowT]):
    """What a list needs to know of its noun, for the statements that read it."""

    source: FromClause
    """The noun's table, joined with what its fields and orders stand in."""
    belongs: Callable[[View, RecordRequest], Wanted]
    """Whether a record may be seen, and is one's own or one's staff's where that is asked."""
    rows: Callable[[View, Sequence[int]], Sequence[RowT]]
    """The records of these ids, in any order."""
    customer_id: ColumnElement[int] | None = None
    """Whose papers they are, where they are papers."""
    belongs_to: Callable[[OpportunityId], Wanted] | None = None
    """Whether a paper belongs to an opportunity."""
    filled_orders: Callable[[RecordRequest], Mapping[str, ColumnElement[Any]]] | None = None
    """Orders by a column that may be null, where all that a request lists has it: an index serves
    the column alone."""
    groups: Mapping[str, GroupedBy] = field(default_factory=dict)
    """By what a list is grouped: keys of its columns."""
    money: MoneyOf | None = None
    """What its records come to, where they come to anything."""


def in_reach(view: View, customer_id: ColumnElement[Any]) -> Wanted:
    """Return that a record's customer is in use and one that the person may see."""
    ids = visible_customers(view.person)
    if ids is not None:
        return customer_id.in_(ids)
    # Few are set aside: who sees all need not look at each customer.
    aside = select(CUSTOMER.c.id).where(
        CUSTOMER.c.deleted_at.is_not(None), unscoped("who sees all sees no more of these")
    )
    return customer_id.not_in(aside)


def reach_in_order(
    view: View, request: RecordRequest, table: Table, walked: Collection[str]
) -> Wanted:
    """Return `in_reach` for a list of which these orders stand in an index.

    Who sees a great part of an office soon finds a page of it on the walk; of the few customers
    of one person the records are looked up and sorted. Few were deleted.
    """
    if request.whose is Whose.DELETED:
        return seen_one_by_one(view, table)
    rows = table.c.customer_id
    is_walked = request.sort in walked and view.person.scope is not Scope.SELF
    return in_reach(view, unindexed(rows) if is_walked else rows)


def belonging(table: Table, walked: Collection[str]) -> Callable[[View, RecordRequest], Wanted]:
    """Return what a list of papers shows: those in reach, one's own or one's staff's if asked."""

    def belongs(view: View, request: RecordRequest) -> Wanted:
        deleted, whose = table.c.deleted_at, request.whose
        gone = deleted.is_not(None) if whose is Whose.DELETED else deleted.is_(None)
        reach = reach_in_order(view, request, table, walked)
        return and_(gone, reach, is_whose(view, whose, table.c.owner_id))

    return belongs


def beside(text: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a column of few words, by which no index is searched: an order is walked instead."""
    return type_coerce(unindexed(text), String)


def seen_one_by_one(view: View, table: Table) -> Wanted:
    """Return `in_reach` for a few records: all that one sees may be half of the office."""
    seen = select(CUSTOMER.c.id).where(
        CUSTOMER.c.id == table.c.customer_id,
        CUSTOMER.c.deleted_at.is_(None),
        visible_to(view.person),
    )
    return seen.correlate(table).exists()


def values_asked(request: RecordRequest, field: str) -> frozenset[str] | None:
    """Return the values of a choice that a request lists at most; None where it asks no such."""
    found: frozenset[str] | None = None
    for each in () if request.filter is None else request.filter.conditions:
        if each.field != field or each.is_negated:
            continue
        codes: set[str] = set()
        for check in each.checks:
            match check:
                case Exactly(texts):
                    codes |= texts
                case HasFlag(code):
                    codes.add(code)
                case _:
                    break
        else:
            found = frozenset(codes) if found is None else found & codes
    return found


def is_whose(view: View, whose: Whose, owner_id: ColumnElement[Any]) -> Wanted:
    """Return that a record is one's own or one's staff's, where that is asked."""
    match whose:
        case Whose.MINE:
            return owner_id.in_([view.person.user_id])
        case Whose.STAFF:
            return unindexed(owner_id).in_(subordinate_ids(view.person.user_id))
        case Whose.ALL | Whose.DELETED:
            return true()


def is_called(
    view: View, word: str, *texts: ColumnElement[Any], number: ColumnElement[Any] | None = None
) -> Wanted:
    """Return whether a word stands in a text, or in the customer's name, or begins its initials.

    A number is the office's and hides nothing.
    """
    typed = small(word)
    in_customer = has_inside(CUSTOMER.c.name_key, name_key(word) or typed)
    by_sound = CUSTOMER.c.search_initials.startswith(typed, autoescape=True)
    own = [hidden_texts.says(view, each, typed) for each in texts]
    if number is not None:
        own.append(has_inside(small_letters(number), typed))
    return or_(*own, in_customer, by_sound)


def says(
    view: View,
    words: str,
    number: ColumnElement[str],
    title: ColumnElement[str],
    newest: ColumnElement[bool],
) -> Wanted:
    """Return whether the words stand in a paper's number or title, of the newest papers.

    Fewer than four signs stand in too many numbers: they are looked for in titles alone.
    """
    wanted = small(words.strip())
    fits = hidden_texts.says(view, title, wanted)
    if len(wanted) >= _LEAST_OF_NUMBER:
        fits = or_(fits, has_inside(small_letters(number), wanted))
    return and_(newest, fits)


def is_new(id_column: ColumnElement[Any], table: Table) -> Wanted:
    """Return whether a record is among the last ten thousand of its table."""
    last = select(func.max(table.alias("newest").c.id)).scalar_subquery()
    return id_column > func.coalesce(last - _NEWEST_READ, 0)


def ids_of(
    view: View, noun: ListedNoun[RowT], request: RecordRequest, limit: int | None = None
) -> array[int]:
    """Return the ids of a list in its order, or the first of them; eight bytes a record."""
    return numbers(view.connection, _ordered(view, noun, request).limit(limit))


def held_of(
    view: View, noun: ListedNoun[RowT], request: RecordRequest, ids: Collection[int]
) -> frozenset[int]:
    """Return those of the records that the list holds now."""
    statement = _listed(view, noun, request).where(noun.id.in_(sorted(ids)))
    return frozenset(row[0] for row in view.connection.execute(statement))


def count_of(view: View, noun: ListedNoun[RowT], request: RecordRequest) -> int:
    """Return how many records a list holds."""
    counted = select(func.count()).select_from(_listed(view, noun, request).subquery())
    return view.connection.execute(counted).scalar_one()


def listed_ids(view: View, noun: ListedNoun[RowT], request: RecordRequest) -> Select[Any]:
    """Select the ids of a list in no order, for a statement that sums it up."""
    return _listed(view, noun, request)


def listed_columns(
    view: View, noun: ListedNoun[RowT], request: RecordRequest, *columns: ColumnElement[Any]
) -> Subquery:
    """Return columns of the records of a list, in no order, for a statement that sums them up."""
    found = _listed(view, noun, request).with_only_columns(*columns, maintain_column_froms=True)
    # Read apart, what a list is joined to and asks nothing of is not looked at.
    return found.limit(MORE_THAN_ANY).subquery("listed")


def in_their_order(rows: Sequence[Any], ids: Sequence[int]) -> list[Any]:
    """Return rows in the order of their ids, without those that are not there."""
    found = {int(row.id): row for row in rows}
    return [found[each] for each in ids if each in found]


def wanted(view: View, noun: AskedNoun, request: RecordRequest) -> Wanted:
    """Return what the terms and the words of a request ask."""
    words = (noun.has_word(view, word) for word in request.query.split())
    asked = true() if request.filter is None else condition(view, noun, request.filter)
    return and_(asked, *words)


def in_order(view: View, noun: AskedNoun, request: RecordRequest) -> list[ColumnElement[Any]]:
    """Return the order of a request; its last key is the id."""
    return _in_order(view, noun, request, noun.orders)


def _ordered(view: View, noun: ListedNoun[RowT], request: RecordRequest) -> Select[Any]:
    orders = noun.orders
    if noun.filled_orders is not None:
        orders = {**orders, **noun.filled_orders(request)}
    return _listed(view, noun, request).order_by(*_in_order(view, noun, request, orders))


def _in_order(
    view: View,
    noun: AskedNoun,
    request: RecordRequest,
    orders: Mapping[str, ColumnElement[Any]],
) -> list[ColumnElement[Any]]:
    masked = {key: hidden_texts.open_text(view, orders[key]) for key in noun.masked_orders}
    orders = {**orders, **masked}
    keys = [(request.sort, request.descending)]
    keys += [(each.field, each.descending) for each in request.further_sorts]
    order = [
        orders[key].desc() if descending else orders[key]
        for key, descending in keys
        if key in orders
    ]
    # All turn round together, so that one index serves both ways.
    return [*order, noun.id.desc() if request.descending else noun.id]


def _listed(view: View, noun: ListedNoun[RowT], request: RecordRequest) -> Select[Any]:
    further = []
    if request.customer_id is not None and noun.customer_id is not None:
        further.append(noun.customer_id == request.customer_id)
    if request.opportunity_id is not None and noun.belongs_to is not None:
        further.append(noun.belongs_to(request.opportunity_id))
    if request.group is not None:
        further.append(_shares(view, noun, request.group))
    found = select(noun.id.label("id")).select_from(noun.source)
    return found.where(noun.belongs(view, request), wanted(view, noun, request), *further)


def _shares(view: View, noun: ListedNoun[RowT], group: GroupValue) -> Wanted:
    value = noun.groups[group.column].value(view)
    return value.is_(None) if group.value is None else value == group.value


def condition(view: View, noun: AskedNoun, asked: Filter) -> Wanted:
    """Return what the terms of a query ask, in SQL; what is empty fits no term."""
    return and_(true(), *(_holds(view, noun, each, asked.at) for each in asked.conditions))


def _holds(view: View, noun: AskedNoun, each: Condition, at: Circumstances) -> Wanted:
    found = or_(*(_passes(view, noun, each.field, check, at) for check in each.checks))
    return not_(func.coalesce(found, False)) if each.is_negated else found


def _passes(view: View, noun: AskedNoun, key: str, check: Check, at: Circumstances) -> Wanted:
    if isinstance(check, HasFlag):
        return noun.has_flag(view, check.code)
    column = noun.fields[key]
    if isinstance(check, IsFilled):
        filled = _is_filled(key, column)
        return filled if check.is_filled else not_(func.coalesce(filled, False))
    if isinstance(check, Within):
        low, high = check.low, check.high
        is_instant = key in noun.instants
        return _within(column, low, high, at) if is_instant else _in_span(key, column, low, high)
    found = _is_one(key, column, check)
    return hidden_texts.openly(view, found, column) if tells_details(key, check) else found


def _is_one(
    key: str, column: ColumnElement[Any], check: OneOf | Exactly | Inside | Measured
) -> Wanted:
    match check:
        case OneOf(ids):
            return column.in_(sorted(ids))
        case Exactly(texts) if BY_KEY[key].kind is FieldKind.TAG:
            return _has_tag(column, texts)
        case Exactly(texts):
            return column.in_(sorted(texts))
        case Inside(text):
            return has_inside(small_letters(column), small(text))
        case Measured():
            raise AssertionError("unreachable: only own fields are measured")


def _is_filled(key: str, column: ColumnElement[Any]) -> Wanted:
    match BY_KEY[key].kind:
        case FieldKind.TEXT | FieldKind.PLACE:
            return column != ""
        case FieldKind.TAG:
            return column != "[]"
        case FieldKind.DAY:
            return and_(column.is_not(None), column != NEVER)
        case _:
            return column.is_not(None)


def _within(
    column: ColumnElement[Any], low: int | None, high: int | None, at: Circumstances
) -> Wanted:
    ends: list[Wanted] = [column.is_not(None)]
    if low is not None:
        ends.append(column >= to_ms(start_of_day(low, at.zone)))
    if high is not None:
        ends.append(column < to_ms(start_of_day(high + 1, at.zone)))
    return and_(*ends)


def _in_span(key: str, column: ColumnElement[Any], low: int | None, high: int | None) -> Wanted:
    ends: list[Wanted] = [column.is_not(None)]
    if BY_KEY[key].kind is FieldKind.DAY:
        ends.append(column != NEVER)
    if low is not None:
        ends.append(column >= low)
    if high is not None:
        ends.append(column <= high)
    return and_(*ends)


def _has_tag(column: ColumnElement[Any], texts: frozenset[str]) -> Wanted:
    each = json_items(column).table_valued("value")
    wanted = sorted(map(small, texts))
    found = select(each.c.value).select_from(each)
    return found.where(small_letters(each.c.value).in_(wanted)).exists()

"""Groups of a list of records other than customers, with their counts and what each comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from crm_tui.db.id_lists import any_of
from crm_tui.db.queries.groupings import GroupedBy
from crm_tui.db.queries.record_lists import ListedNoun, in_reach, listed_columns, listed_ids
from crm_tui.db.unit_of_work import View
from crm_tui.domain.list_figures import GroupValue, ListGroup, MoneyTotal
from crm_tui.domain.record_lists import RecordRequest

_Value = str | int | None


def groups_of(
    view: View, noun: ListedNoun[Any], request: RecordRequest, column: str
) -> list[ListGroup]:
    """Return the groups of a list by one of its columns, in the order in which they are listed."""
    by = noun.groups[column]
    counts: Counter[_Value] = Counter()
    money: dict[_Value, Counter[str]] = {}
    for row in view.connection.execute(_counted(view, noun, request, by)):
        counts[row.value] += row.records
        if row.amount:
            money.setdefault(row.value, Counter())[row.currency] += int(row.amount)
    names = by.names(view, [each for each in counts if each is not None])
    found = [
        ListGroup(
            GroupValue(column, value),
            names.get(value, ""),
            records,
            tuple(money.get(value, Counter()).most_common()),
        )
        for value, records in counts.items()
    ]
    if not by.is_ordered:
        return sorted(found, key=lambda each: (not each.name, -each.count, each.name))
    places: Mapping[Any, int] = {value: place for place, value in enumerate(names)}
    return sorted(found, key=lambda each: places.get(each.value.value, len(places)))


def group_of(
    view: View, noun: ListedNoun[Any], request: RecordRequest, column: str, record_id: int
) -> GroupValue | None:
    """Return the group of a record; None when the list does not hold it."""
    value = noun.groups[column].value(view).label("value")
    asked = listed_ids(view, noun, request).where(noun.id == record_id)
    row = view.connection.execute(asked.add_columns(value)).one_or_none()
    return None if row is None else GroupValue(column, row.value)


def sums_of(view: View, noun: ListedNoun[Any], request: RecordRequest) -> list[MoneyTotal]:
    """Return what the records of a list come to by currency."""
    return _sums(view, noun, noun.id.in_(listed_ids(view, noun, request)))


def sums_of_ids(view: View, noun: ListedNoun[Any], ids: Sequence[int]) -> list[MoneyTotal]:
    """Return the same of some papers, of those whose customers may be seen."""
    if noun.customer_id is None:
        raise TypeError("only papers of customers are summed up by their ids")
    return _sums(view, noun, and_(any_of(noun.id, ids), in_reach(view, noun.customer_id)))


def _sums(view: View, noun: ListedNoun[Any], wanted: ColumnElement[bool]) -> list[MoneyTotal]:
    money = noun.money
    if money is None or money.currency is None:
        raise TypeError("only what has amounts in currencies of their own is summed up by them")
    rows = view.connection.execute(
        select(
            money.currency.label("currency"),
            func.sum(money.amount).label("amount"),
            func.count().label("records"),
        )
        .where(wanted, money.counts)
        .group_by(money.currency)
        .order_by(money.currency)
    )
    return [MoneyTotal(row.currency, int(row.amount), row.records) for row in rows]


def _counted(view: View, noun: ListedNoun[Any], request: RecordRequest, by: GroupedBy) -> Any:
    """Select how many records of a list share each value, and what they come to by currency."""
    money = noun.money
    amount: ColumnElement[Any] = literal(0)
    currency: ColumnElement[Any] = literal(view.office.currency)
    if money is not None:
        amount = case((money.counts, money.amount), else_=0)
        currency = currency if money.currency is None else money.currency
    listed = listed_columns(
        view,
        noun,
        request,
        by.value(view).label("value"),
        currency.label("currency"),
        amount.label("amount"),
    )
    return select(
        listed.c.value,
        listed.c.currency,
        func.count().label("records"),
        func.sum(listed.c.amount).label("amount"),
    ).group_by(listed.c.value, listed.c.currency)

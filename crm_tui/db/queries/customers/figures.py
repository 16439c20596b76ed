"""Groups of customers with their counts, and sums of money over customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, select, type_coerce

from crm_tui.db.id_lists import any_of, asked_ids
from crm_tui.db.queries.customers.records import may_be_shown
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import POOL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import Branch, visible_rows
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.list_figures import Grouping, GroupValue, ListGroup, MoneySums

IDS_AT_ONCE = 20_000

_COLUMNS: Mapping[Grouping, ColumnElement[Any]] = {
    Grouping.LEVEL: type_coerce(CUSTOMER.c.level, String),
    Grouping.STAGE: CUSTOMER.c.stage_id,
    Grouping.OWNER: CUSTOMER.c.owner_id,
    Grouping.REGION: CUSTOMER.c.province,
    Grouping.POOL: CUSTOMER.c.pool_id,
    Grouping.TYPE: type_coerce(CUSTOMER.c.type, String),
    Grouping.INDUSTRY: CUSTOMER.c.industry_id,
    Grouping.SOURCE: CUSTOMER.c.source_id,
}
_NAMED_BY: Mapping[Grouping, Any] = {
    Grouping.STAGE: DICTIONARY_ITEM,
    Grouping.OWNER: USER,
    Grouping.POOL: POOL,
    Grouping.INDUSTRY: DICTIONARY_ITEM,
    Grouping.SOURCE: DICTIONARY_ITEM,
}
_IN_THEIR_ORDER = frozenset({Grouping.LEVEL, Grouping.STAGE, Grouping.TYPE})
"""Groups that come in an order of their own; the others begin with the largest."""

Counts = Mapping[str | int | None, int]


def in_group(group: GroupValue) -> ColumnElement[bool]:
    """Return the condition that puts a customer into a group."""
    column = _COLUMNS[Grouping(group.column)]
    return column.is_(None) if group.value is None else column == group.value


def counts_by(
    view: View, grouping: Grouping, wanted: ColumnElement[bool], shown: CustomerView
) -> Counts:
    """Return how many visible customers that meet a condition have each value."""
    key = _COLUMNS[grouping].label("value")

    def make(branch: Branch) -> Select[Any]:
        counted = func.count().label("customers")
        return select(key, counted).where(branch, wanted).group_by(key)

    rows = visible_rows(view.person, make, order=(), shown=shown)
    found: Counter[str | int | None] = Counter()
    for value, customers in view.connection.execute(rows):
        found[value] += customers
    return found


def counts_among(view: View, grouping: Grouping, ids: Iterable[int]) -> Counts:
    """Return how many of these customers, all of them visible, have each value."""
    key = _COLUMNS[grouping].label("value")
    statement = (
        select(key, func.count())
        .where(any_of(CUSTOMER.c.id), may_be_shown(view.person))
        .group_by(key)
    )
    found: Counter[str | int | None] = Counter()
    for chunk in _chunks(ids):
        for value, customers in view.connection.execute(statement, asked_ids(chunk)):
            found[value] += customers
    return found


def groups_of(view: View, grouping: Grouping, counts: Counts) -> list[ListGroup]:
    """Return groups with their names, in the order in which they are listed."""
    names = _names(view, grouping, [each for each in counts if isinstance(each, int)])
    found = [
        ListGroup(
            GroupValue(grouping.value, value),
            str(names.get(value, "")) if grouping in _NAMED_BY else str(value or ""),
            customers,
        )
        for value, customers in counts.items()
    ]
    return sorted(found, key=_place)


def _names(view: View, grouping: Grouping, ids: Sequence[int]) -> Mapping[Any, str]:
    table = _NAMED_BY.get(grouping)
    if table is None or not ids:
        return {}
    rows = view.connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _place(group: ListGroup) -> tuple[bool, int, int, str]:
    value = group.value.value
    is_empty = value in (None, "")
    if Grouping(group.value.column) in _IN_THEIR_ORDER:
        return (is_empty, 0, value if isinstance(value, int) else 0, str(value))
    return (is_empty, -group.count, 0, group.name)


def value_of(view: View, grouping: Grouping, customer_id: CustomerId) -> GroupValue | None:
    """Return the group of a customer; None when this person may not see it."""
    column = _COLUMNS[grouping].label("value")
    row = view.connection.execute(
        select(column).where(CUSTOMER.c.id == customer_id, may_be_shown(view.person))
    ).one_or_none()
    return None if row is None else GroupValue(grouping.value, row.value)


def sums_by(
    view: View, grouping: Grouping, wanted: ColumnElement[bool]
) -> Mapping[str | int | None, MoneySums]:
    """Return what was sold to the visible customers of each group, by its value."""
    key = _COLUMNS[grouping].label("value")
    sold = (
        select(key, DEAL.c.currency, func.sum(DEAL.c.amount_minor).label("amount"))
        .select_from(DEAL.join(CUSTOMER, CUSTOMER.c.id == DEAL.c.customer_id))
        .where(
            DEAL.c.deleted_at.is_(None),
            DEAL.c.voided_at.is_(None),
            wanted,
            may_be_shown(view.person),
        )
        .group_by(key, DEAL.c.currency)
    )
    deals: dict[str | int | None, Counter[str]] = {}
    for value, currency, amount in view.connection.execute(sold):
        deals.setdefault(value, Counter())[currency] += int(amount)
    return {value: MoneySums(tuple(each.most_common())) for value, each in deals.items()}


def sums(view: View, ids: Iterable[int]) -> MoneySums:
    """Return what was sold to visible customers among these, and what they have to spend."""
    sold = (
        select(DEAL.c.currency, func.sum(DEAL.c.amount_minor))
        .join(CUSTOMER, CUSTOMER.c.id == DEAL.c.customer_id)
        .where(
            any_of(CUSTOMER.c.id),
            DEAL.c.deleted_at.is_(None),
            DEAL.c.voided_at.is_(None),
            may_be_shown(view.person),
        )
        .group_by(DEAL.c.currency)
    )
    to_spend = select(func.coalesce(func.sum(CUSTOMER.c.budget_minor), 0)).where(
        any_of(CUSTOMER.c.id), may_be_shown(view.person)
    )
    deals: Counter[str] = Counter()
    budget_minor = 0
    for chunk in _chunks(ids):
        for currency, amount in view.connection.execute(sold, asked_ids(chunk)):
            deals[currency] += int(amount)
        budget_minor += int(view.connection.execute(to_spend, asked_ids(chunk)).scalar_one())
    return MoneySums(tuple(deals.most_common()), budget_minor)


def among(ids: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a customer is one of these."""
    return any_of(CUSTOMER.c.id, ids)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield the ids in lists, each short enough for one statement."""
    rest = iter(ids)
    while chunk := list(islice(rest, IDS_AT_ONCE)):
        yield chunk

"""By what lists are grouped: the value that records share, its name, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, String, Table, case, func, select, true, type_coerce

from crm_tui.db.functions import month_text
from crm_tui.db.id_lists import one_of
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import NEVER
from crm_tui.values import dataclass

Names = Mapping[Any, str]
"""What values are called; where groups have an order of their own, in that order."""


@dataclass(frozen=True, slots=True)
class GroupedBy:
    """How records are grouped by a column."""

    value: Callable[[View], ColumnElement[Any]]
    """What the records of a group share; null for nothing."""
    names: Callable[[View, Collection[Any]], Names]
    """What some of the values are called."""
    is_ordered: bool = False
    """Whether groups come in the order of their names; else the largest come first."""


@dataclass(frozen=True, slots=True)
class MoneyOf:
    """What records come to."""

    amount: ColumnElement[Any]
    currency: ColumnElement[Any] | None = None
    """None where all amounts are in the office's currency."""
    counts: ColumnElement[bool] = true()
    """Whether a record counts: what is void comes to nothing."""


def by_choice(column: ColumnElement[Any], choices: type[Enum]) -> GroupedBy:
    """Group by a choice, in the order in which the choices stand."""
    return by_status(lambda _view: type_coerce(column, String), choices)


def by_status(value: Callable[[View], ColumnElement[Any]], choices: type[Enum]) -> GroupedBy:
    """Group by what a record's choice comes to today."""
    names = {each.value: str(each.value) for each in choices}
    return GroupedBy(value, lambda _view, _values: names, is_ordered=True)


def by_owner(column: ColumnElement[Any]) -> GroupedBy:
    """Group by a person."""
    return by_named(column, USER)


def by_word(column: ColumnElement[Any]) -> GroupedBy:
    """Group by a word of a dictionary."""
    return by_named(column, DICTIONARY_ITEM)


def by_named(column: ColumnElement[Any], table: Table) -> GroupedBy:
    """Group by the id of what has a name."""

    def names(view: View, ids: Collection[int]) -> Names:
        named = select(table.c.id, table.c.name).where(one_of(table.c.id, sorted(ids)))
        return {row.id: row.name for row in view.connection.execute(named)}

    return GroupedBy(lambda _view: column, names)


def by_text(column: ColumnElement[Any]) -> GroupedBy:
    """Group by a text."""
    return GroupedBy(lambda _view: func.nullif(column, ""), _as_they_are)


def by_month(day: ColumnElement[Any], *, newest_first: bool = True) -> GroupedBy:
    """Group by the month of a day, which may be none."""
    month = case((func.coalesce(day, NEVER) != NEVER, month_text(day)), else_=None)

    def names(view: View, months: Collection[str]) -> Names:
        return _as_they_are(view, sorted(months, reverse=newest_first))

    return GroupedBy(lambda _view: month, names, is_ordered=True)


def _as_they_are(_view: View, texts: Iterable[str]) -> Names:
    return {each: each for each in texts}

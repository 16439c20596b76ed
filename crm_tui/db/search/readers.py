"""Customers read for a search: those of some ids that hold what was typed and may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Join,
    Select,
    Table,
    and_,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles

from crm_tui.db.functions import json_items
from crm_tui.db.queries.reveals import hidden
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_in
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.search import Candidate, SearchColumns, SearchPlan, matches, openly


class _InOrder(Join):
    """A join that SQLite must run from left to right, so that hits stream in rowid order."""

    inherit_cache = True


@compiles(_InOrder)
def _compile_in_order(join: _InOrder, compiler: Any, **options: Any) -> str:
    options["asfrom"] = True
    left, right = compiler.process(join.left, **options), compiler.process(join.right, **options)
    options["asfrom"] = False
    # To SQLite alone the word says in which order; to others it would mean something else.
    word = "CROSS JOIN" if compiler.dialect.name == "sqlite" else "JOIN"
    return f"{left} {word} {right} ON {compiler.process(join.onclause, **options)}"


def in_index_order(index: FromClause, ids: ColumnElement[int]) -> Join:
    """Return customers joined to an index by its ids; the index is read first."""
    return _InOrder(index, CUSTOMER, CUSTOMER.c.id == ids)


_IDS = json_items(bindparam("ids")).table_valued("value").alias("wanted_ids")


def by_ids(rows: Table) -> Join:
    """Return a table joined to the ids that `asked_ids` gives, which are read first."""
    return _InOrder(_IDS, rows, rows.c.id == cast(_IDS.c.value, Integer))


def asked_ids(ids: Sequence[int]) -> dict[str, object]:
    """Return the parameter that gives ids to a statement."""
    return {"ids": f"[{','.join(map(str, ids))}]"}


_COLUMNS = (
    CUSTOMER.c.id,
    CUSTOMER.c.owner_id,
    # As stored: to make an instant of each costs more than to read it.
    type_coerce(CUSTOMER.c.last_follow_up_at, BigInteger).label("touched"),
    CUSTOMER.c.name_key,
    CUSTOMER.c.search_text,
    CUSTOMER.c.search_pinyin,
    CUSTOMER.c.search_initials,
    CUSTOMER.c.search_digits,
    CUSTOMER.c.search_details,
    CUSTOMER.c.search_accounts,
)


class CustomerReader:
    """Reads the wanted customers that this person may see; without a plan whatever they hold."""

    def __init__(
        self,
        view: View,
        plan: SearchPlan | None,
        wanted: ColumnElement[bool],
        shown: CustomerView,
    ) -> None:
        self._view = view
        self._plan = plan
        is_hidden = hidden(view)
        self._masks = not isinstance(is_hidden, type(false()))
        self._columns = (*_COLUMNS, is_hidden.label("is_hidden")) if self._masks else _COLUMNS
        self._decides = and_(wanted, or_(*visible_in(view.person, shown)))

        self._by_ids = select(*self._columns).select_from(by_ids(CUSTOMER)).where(self._decides)

    def rows(self, ids: Sequence[int]) -> list[Candidate]:
        """Return those of the ids that are hits; what is not asked for is never read."""
        if not ids:
            return []
        return self._read(self._by_ids, asked_ids(ids))

    def newest(
        self, holds: ColumnElement[bool], *, limit: int, of_newest: int | None = None
    ) -> list[Candidate]:
        """Return the newest hits, found by reading all customers or only those entered last."""
        statement = select(*self._columns).where(holds, self._decides)
        if of_newest is not None:
            newest_id = select(func.max(CUSTOMER.alias("every").c.id)).scalar_subquery()
            statement = statement.where(CUSTOMER.c.id > newest_id - of_newest)
        return self._read(statement.order_by(CUSTOMER.c.id.desc()).limit(limit))

    def _read(
        self, statement: Select[Any], values: dict[str, object] | None = None
    ) -> list[Candidate]:
        result = self._view.connection.execute(statement, values or {})
        found = result.cursor.fetchall() if result.cursor else []
        result.close()
        me, masks, plan = self._view.person.user_id, self._masks, self._plan
        hits = []
        for row in found:
            is_hidden = masks and bool(row[10])
            if plan is not None:
                columns = SearchColumns(*row[4:10])
                if not matches(plan, openly(columns) if is_hidden else columns):
                    continue
            reading = row[5].lstrip()
            hits.append(
                Candidate(row[0], (row[3],), reading, row[6], row[1] == me, row[2], is_hidden)
            )
        return hits

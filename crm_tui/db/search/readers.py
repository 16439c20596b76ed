"""Customers read for a search: those of some ids that hold what was typed and may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Subquery,
    and_,
    false,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)

from crm_tui.db.horizons import Among, Horizon
from crm_tui.db.id_lists import InOrder, by_ids, rows_by_ids
from crm_tui.db.queries.reveals import hidden
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.search import indexes
from crm_tui.db.search.conditions import condition
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import sight_of, unscoped, visible_in
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.search import Candidate, SearchColumns, SearchPlan, matches, openly
from crm_tui.domain.users import Person
from crm_tui.values import dataclass


def in_index_order(index: FromClause, ids: ColumnElement[int]) -> InOrder:
    """Return customers joined to an index by its ids; the index is read first."""
    return InOrder(index, CUSTOMER, CUSTOMER.c.id == ids)


def _newest_of_both(having: Select[Any], seen: Sequence[Select[Any]]) -> Select[Any]:
    """Return the ids that one statement has, and one of the others, the newest first."""
    first, others = _apart(having), _apart(union_all(*seen))
    found = select(first.c.id).join(others, others.c.id == first.c.id)
    return found.order_by(first.c.id.desc())


def _apart(statement: Select[Any] | CompoundSelect[Any]) -> Subquery:
    """Return a statement that is carried out by itself, whatever it is joined to."""
    return statement.offset(0).subquery()


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


NEWEST_READ = 3_000
"""Newest customers that are read one by one for a word too short for the index."""
_ENOUGH = 100
_FEW_SEEN = 2_000
"""Who sees no more than this has all of it read: sooner done than to ask for a common word."""


@dataclass(slots=True)
class Hits:
    """What was found of a search so far."""

    rows: dict[int, Candidate] = field(default_factory=dict)
    is_complete: bool = False

    def add(self, found: Sequence[Candidate]) -> None:
        """Add rows that hold what was typed."""
        for each in found:
            self.rows.setdefault(each.id, each)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of customers: of all that are wanted, and of some ids."""

    is_hidden: ColumnElement[bool]
    """Of whom contact details are hidden."""
    masks: bool
    whole: Select[Any]
    by_ids: Select[Any]
    seen: tuple[Select[Any], ...]
    """The ids of all of them, branch by branch: an index holds them."""


@lru_cache(maxsize=64)
def _asked(
    person: Person, shown: CustomerView, wanted: ColumnElement[bool], is_hidden: ColumnElement[bool]
) -> _Asked:
    # Built once for each: putting it together takes longer than running it.
    masks = not isinstance(is_hidden, type(false()))
    columns = (*_COLUMNS, is_hidden.label("is_hidden")) if masks else _COLUMNS
    decides = and_(wanted, or_(*visible_in(person, shown)))
    whole = select(*columns).where(decides)
    sight = sight_of(person, shown)
    seen = [select(CUSTOMER.c.id).where(each, wanted) for each in (*sight.wide, *sight.narrow)]
    return _Asked(is_hidden, masks, whole, whole.select_from(by_ids(CUSTOMER)), tuple(seen))


@dataclass(frozen=True, slots=True)
class CustomerReader:
    """Reads the wanted customers that this person may see; without a plan whatever they hold."""

    view: View
    plan: SearchPlan | None
    horizon: Horizon | None
    among: Among | None
    """Those that the view can hold, where it is known what the person sees."""
    _asked: _Asked

    @classmethod
    def of(
        cls, view: View, plan: SearchPlan, wanted: ColumnElement[bool], shown: CustomerView
    ) -> CustomerReader:
        """Return what reads the customers of a view that hold what was typed."""
        asked = _asked(view.person, shown, wanted, hidden(view))
        # What was set aside stands in nobody's horizon.
        is_alive = shown is not CustomerView.SET_ASIDE
        horizon = view.horizons.of(view.connection, view.person) if is_alive else None
        return cls(view, plan, horizon, None if horizon is None else horizon.among(shown), asked)

    def of_anything(self) -> CustomerReader:
        """Return a reader of the same customers, whatever they hold."""
        return replace(self, plan=None)

    def rows(self, ids: Iterable[int]) -> list[Candidate]:
        """Return those of the ids that are hits; what is not asked for is never read."""
        asked = list(ids if self.among is None else filter(self.among.holds, ids))
        connection = self.view.connection
        return self._hits_among(rows_by_ids(connection, self._asked.by_ids, asked))

    def in_sight(self, match: str, limit: int) -> list[Candidate]:
        """Return the newest hits, found by all that is in sight and all that have the tokens.

        For a server: a file's tokens stream, and are thinned out as they come.
        """
        connection = self.view.connection
        few = connection.execute(union_all(*self._asked.seen).limit(_FEW_SEEN + 1)).scalars().all()
        if len(few) <= _FEW_SEEN:
            return self.rows(few)
        index, ids, has_tokens = indexes.hits(connection, indexes.CUSTOMERS, match)
        having = select(ids.label("id")).select_from(index).where(has_tokens)
        newest = connection.execute(_newest_of_both(having, self._asked.seen).limit(limit))
        return self.rows(newest.scalars())

    def newest(self, *, limit: int) -> list[Candidate]:
        """Return the newest hits, found by reading all customers."""
        return self._read(self._holding.order_by(CUSTOMER.c.id.desc()).limit(limit))

    def newest_entered(self) -> list[Candidate]:
        """Return hits among the customers that were entered last."""
        every, system = CUSTOMER.alias("every").c, unscoped("no more than the last id")
        newest_id = select(func.max(every.id)).where(system).scalar_subquery()
        some = self._holding.where(CUSTOMER.c.id > newest_id - NEWEST_READ)
        return self._read(some.order_by(CUSTOMER.c.id.desc()).limit(_ENOUGH))

    @property
    def _holding(self) -> Select[Any]:
        if self.plan is None:
            return self._asked.whole
        return self._asked.whole.where(condition(self.plan, self._asked.is_hidden))

    def _read(self, statement: Select[Any]) -> list[Candidate]:
        result = self.view.connection.execute(statement)
        found = result.cursor.fetchall() if result.cursor else []
        result.close()
        return self._hits_among(found)

    def _hits_among(self, found: Sequence[Any]) -> list[Candidate]:
        me, masks, plan = self.view.person.user_id, self._asked.masks, self.plan
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

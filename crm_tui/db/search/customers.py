"""The search of customers: the first ones ranked at once, all of them where that is asked."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from crm_tui.db.horizons import Horizon
from crm_tui.db.queries.reveals import hidden
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.search import indexes, prefixes
from crm_tui.db.search.conditions import condition
from crm_tui.db.search.readers import CustomerReader, in_index_order
from crm_tui.db.search.talks import customers_saying
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_in
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.search import Candidate, SearchPlan, compile_search, rank_key, talk_match
from crm_tui.values import dataclass

SHOWN = 50
"""Hits that are ranked at once."""
_CHUNKS = (200, 600, 2000)
"""Postings that are looked at in turn until enough of them may be seen."""
_WITHIN_POSTINGS = 4_000
"""As many of a word's newest hits in sight are known by their ids; of these the first are read."""
_OWN_POSTINGS = 5_000
"""As many of a word's postings are gone through for one's own customers."""
_OWN_READ = 200
"""One's own customers, those touched last, that are read one by one: mostly these are all."""
_TALKS_PROBED = 1_000
_NEWEST_READ = 4_000
"""Newest customers that are read one by one for a word too short for the index."""
_ALL_RANKED = 500
_TALKS_READ = 50_000
"""Follow-ups, the newest, whose customers are listed behind all others."""
_OF_OTHERS = frozenset(
    {
        CustomerView.POOL,
        CustomerView.CLAIMABLE,
        CustomerView.SUITABLE,
        CustomerView.OPENING,
        CustomerView.SUBORDINATES,
    }
)
_OF_MINE = frozenset({CustomerView.MINE, CustomerView.INCOMPLETE})
_READ_THROUGH = _OF_MINE | {CustomerView.SET_ASIDE}
"""Views whose customers lie together by an index of their own."""


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of hits, ranked; and whether they are all there are."""

    ids: Sequence[int]
    is_complete: bool


@dataclass(slots=True)
class _Hits:
    """What was found of a search so far."""

    rows: dict[int, Candidate] = field(default_factory=dict)
    is_complete: bool = False

    def add(self, found: Sequence[Candidate]) -> None:
        """Add rows that hold what was typed."""
        for each in found:
            self.rows.setdefault(each.id, each)


def top(
    view: View,
    typed: str,
    wanted: ColumnElement[bool],
    shown: CustomerView,
    limit: int = SHOWN,
) -> Found:
    """Return the best hits among the wanted customers, ranked; some tens of them at most.

    In a common word's hits the best are looked for among what begins so, the person's own, and
    the newest. When fewer than `limit` come back that are not complete, ask for all of them.
    """
    plan = compile_search(typed)
    if plan is None or not plan.terms:
        return Found((), is_complete=True)
    hits = _hits(view, plan, wanted, shown, limit)
    ranked = _ranked(hits, plan)
    if len(ranked) >= limit:
        return Found(ranked, is_complete=False)
    if not hits.is_complete:
        return Found(ranked, is_complete=False)
    reader = CustomerReader(view, None, wanted, shown)
    said = customers_saying(view, plan, reader, wanted=limit, read_at_most=_TALKS_PROBED)
    others = [each for each in said.ids if each not in hits.rows]
    return Found((*ranked, *others), said.is_complete)


def _hits(
    view: View, plan: SearchPlan, wanted: ColumnElement[bool], shown: CustomerView, limit: int
) -> _Hits:
    reader = CustomerReader(view, plan, wanted, shown)
    if shown is CustomerView.SET_ASIDE:
        # What was set aside is in no index; there is little of it.
        return _read_through(view, plan, reader, _Hits())
    horizon = view.horizons.of(view.connection, view.person)
    if horizon is not None:
        return _hits_within(view, plan, reader, horizon, shown, limit)
    if shown in _OF_MINE:
        return _own_hits(view, plan, reader, limit)
    hits = _Hits()
    hits.add(reader.rows(prefixes.beginning_so(view.connection, plan)))
    if plan.match is None:
        _add_newest(view, plan, reader, hits)
    else:
        hits.is_complete = _stream(view, plan.match, reader, hits, limit)
    if not hits.is_complete and shown not in _OF_OTHERS:
        _add_own(view, plan, reader, hits)
    return hits


def _hits_within(
    view: View,
    plan: SearchPlan,
    reader: CustomerReader,
    horizon: Horizon,
    shown: CustomerView,
    limit: int,
) -> _Hits:
    """Return hits of which next to none is read in vain: all are in sight, and one's own known."""
    connection, hits = view.connection, _Hits()
    among, own = horizon.among(shown), horizon.among(CustomerView.MINE)
    beginning = [each for each in prefixes.beginning_so(connection, plan) if among.holds(each)]
    if plan.match is None:
        hits.add(reader.rows(beginning))
        _add_newest(view, plan, reader, hits)
        newest: Sequence[int] = ()
    else:
        newest = indexes.newest(
            connection, indexes.CUSTOMERS, plan.match, _WITHIN_POSTINGS, among=among
        )
        held = list(filter(own.holds, newest))[:_OWN_READ]
        hits.add(reader.rows(list(dict.fromkeys((*beginning, *held, *newest[: _CHUNKS[0]])))))
    start = _CHUNKS[0]
    for size in _CHUNKS[1:]:
        if len(hits.rows) >= limit or start >= len(newest):
            break
        hits.add(
            reader.rows([each for each in newest[start : start + size] if each not in hits.rows])
        )
        start += size
    hits.is_complete = (
        plan.match is not None and len(newest) < _WITHIN_POSTINGS and start >= len(newest)
    )
    return hits


def _add_newest(view: View, plan: SearchPlan, reader: CustomerReader, hits: _Hits) -> None:
    holds = condition(plan, hidden(view))
    hits.add(reader.newest(holds, limit=_CHUNKS[0], of_newest=_NEWEST_READ))


def _read_through(view: View, plan: SearchPlan, reader: CustomerReader, hits: _Hits) -> _Hits:
    """Add what all customers of a view hold: those that lie together by an index of their own."""
    hits.add(reader.newest(condition(plan, hidden(view)), limit=_ALL_RANKED))
    hits.is_complete = len(hits.rows) < _ALL_RANKED
    return hits


def _own_hits(view: View, plan: SearchPlan, reader: CustomerReader, limit: int) -> _Hits:
    hits = _Hits()
    hits.is_complete = _add_own(view, plan, reader, hits)
    if hits.is_complete or len(hits.rows) >= limit:
        return hits
    # Reading a whole book beats every posting of a common word.
    return _read_through(view, plan, reader, hits)


def _add_own(view: View, plan: SearchPlan, reader: CustomerReader, hits: _Hits) -> bool:
    """Add the person's own hits; return whether all that is their own was looked at."""
    connection, me = view.connection, view.person.user_id
    own = prefixes.lately_touched(connection, me, _OWN_READ)
    found = reader.rows(own)
    hits.add(found)
    if len(own) < _OWN_READ:
        return True
    if len(found) >= SHOWN or plan.match is None:
        return False
    held, is_all = indexes.held_by(connection, me, plan.match, _OWN_POSTINGS)
    hits.add(reader.rows(held))
    return is_all


def _stream(view: View, match: str, reader: CustomerReader, hits: _Hits, limit: int) -> bool:
    """Add the newest hits until there are enough; return whether there are no more."""
    below: int | None = None
    for size in _CHUNKS:
        ids = indexes.newest(view.connection, indexes.CUSTOMERS, match, size, below=below)
        hits.add(reader.rows(ids))
        if len(ids) < size:
            return True
        if len(hits.rows) >= limit:
            return False
        below = ids[-1]
    return False


def _ranked(hits: _Hits, plan: SearchPlan) -> list[int]:
    me_first = sorted(hits.rows.values(), key=lambda row: rank_key(row, plan))
    return [row.id for row in me_first]


def ids_of_all(
    view: View, typed: str, wanted: ColumnElement[bool], shown: CustomerView
) -> tuple[array[int], bool]:
    """Return the ids of all hits, and whether they are all there are.

    The best are ranked, the others follow as they were lately touched, and last come those of
    whom a follow-up says it; of these the newest follow-ups only.
    """
    plan = compile_search(typed)
    if plan is None or not plan.terms:
        return array("q"), True
    best = _ranked(_hits(view, plan, wanted, shown, _ALL_RANKED), plan)
    ids = array("q", best)
    known = set(best)
    for each in _all_holding(view, plan, wanted, shown):
        if each not in known:
            ids.append(each)
    if shown is CustomerView.SET_ASIDE or talk_match(plan) is None:
        return ids, True
    reader = CustomerReader(view, None, wanted, shown)
    said = customers_saying(view, plan, reader, wanted=_TALKS_READ, read_at_most=_TALKS_READ)
    known = set(ids)
    ids.extend(each for each in said.ids if each not in known)
    return ids, said.is_complete


def _all_holding(
    view: View, plan: SearchPlan, wanted: ColumnElement[bool], shown: CustomerView
) -> Iterator[int]:
    """Yield every customer that holds what was typed, the latest touched first."""
    customer = CUSTOMER.c
    decides = and_(condition(plan, hidden(view)), wanted, or_(*visible_in(view.person, shown)))
    order = (customer.last_follow_up_at.desc(), customer.id.desc())
    statement: Select[Any] = select(customer.id).where(decides).order_by(*order)
    if plan.match is not None and shown not in _READ_THROUGH:
        index, ids, has_tokens = indexes.hits(view.connection, indexes.CUSTOMERS, plan.match)
        statement = statement.select_from(in_index_order(index, ids)).where(has_tokens)
    result = view.connection.execute(statement)
    while chunk := result.cursor.fetchmany(4096) if result.cursor else ():
        yield from [row[0] for row in chunk]
    result.close()

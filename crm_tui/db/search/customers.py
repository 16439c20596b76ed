"""The search of customers: the first ones ranked at once, all of them where that is asked."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from crm_tui.db.queries.reveals import hidden
from crm_tui.db.raw import numbers
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.search import indexes, prefixes
from crm_tui.db.search.conditions import condition
from crm_tui.db.search.readers import CustomerReader, Hits, in_index_order
from crm_tui.db.search.talks import customers_saying, still_said
from crm_tui.db.search.within import hits_within
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_in
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.search import SearchPlan, compile_search, rank_key, talk_match
from crm_tui.values import dataclass

SHOWN = 50
"""Hits that are ranked at once."""
_CHUNKS = (200, 600, 2000)
"""Postings that are looked at in turn until enough of them may be seen."""
_CHUNKS_ON_SERVER = (200, 600)
"""Then a server finds those in sight sooner by what is in sight."""
_OWN_POSTINGS = 5_000
"""As many of a word's postings are gone through for one's own customers."""
_OWN_READ = 200
"""One's own customers, those touched last, that are read one by one: mostly these are all."""
_TALKS_PROBED = 1_000
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
    reader = CustomerReader.of(view, plan, wanted, shown)
    hits = _hits(view, plan, reader, shown, limit)
    ranked = _ranked(hits, plan)
    if len(ranked) >= limit or not hits.is_complete:
        return Found(ranked, is_complete=False)
    anybody = reader.of_anything()
    said = customers_saying(view, plan, anybody, wanted=limit, read_at_most=_TALKS_PROBED)
    others = [each for each in said.ids if each not in hits.rows]
    return Found((*ranked, *others), said.is_complete)


def _hits(
    view: View, plan: SearchPlan, reader: CustomerReader, shown: CustomerView, limit: int
) -> Hits:
    if shown is CustomerView.SET_ASIDE:
        # What was set aside is in no index; there is little of it.
        return _read_through(reader, Hits())
    hits = _addressed(view, plan, reader)
    # What else has the words of an address that somebody has is left to whoever asks for all.
    return hits if hits.rows else _worded(view, plan, reader, shown, limit)


def _addressed(view: View, plan: SearchPlan, reader: CustomerReader) -> Hits:
    """Return whose e-mail address was typed, if it is one."""
    hits = Hits()
    if plan.address:
        hits.add(reader.rows(prefixes.addressed_so(view.connection, plan.address)))
    return hits


def _worded(
    view: View, plan: SearchPlan, reader: CustomerReader, shown: CustomerView, limit: int
) -> Hits:
    hits = Hits()
    is_own = shown in _OF_MINE
    if reader.horizon is not None and not (is_own and plan.match is None):
        return hits_within(view, plan, reader, reader.horizon, limit)
    if is_own:
        return _own_hits(view, plan, reader, limit)
    hits.add(reader.rows(prefixes.beginning_so(view.connection, plan)))
    if plan.match is None:
        hits.add(reader.newest_entered())
    else:
        is_server = view.connection.dialect.name != "sqlite"
        chunks = _CHUNKS_ON_SERVER if is_server else _CHUNKS
        hits.is_complete = _stream(view, plan.match, reader, hits, limit, chunks)
        if is_server and not hits.is_complete and len(hits.rows) < limit:
            found = reader.in_sight(plan.match, _ALL_RANKED)
            hits.add(found)
            hits.is_complete = len(found) < _ALL_RANKED
    if not hits.is_complete and shown not in _OF_OTHERS:
        _add_own(view, plan, reader, hits)
    return hits


def _read_through(reader: CustomerReader, hits: Hits) -> Hits:
    """Add what all customers of a view hold: those that lie together by an index of their own."""
    hits.add(reader.newest(limit=_ALL_RANKED))
    hits.is_complete = len(hits.rows) < _ALL_RANKED
    return hits


def _own_hits(view: View, plan: SearchPlan, reader: CustomerReader, limit: int) -> Hits:
    hits = Hits()
    hits.is_complete = _add_own(view, plan, reader, hits)
    if hits.is_complete or len(hits.rows) >= limit or plan.match is None:
        return hits
    # Reading a whole book beats every posting of a common word.
    return _read_through(reader, hits)


def _add_own(view: View, plan: SearchPlan, reader: CustomerReader, hits: Hits) -> bool:
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


def _stream(
    view: View,
    match: str,
    reader: CustomerReader,
    hits: Hits,
    limit: int,
    chunks: Sequence[int],
) -> bool:
    """Add the newest hits until there are enough; return whether there are no more."""
    below: int | None = None
    for size in chunks:
        ids = indexes.newest(view.connection, indexes.CUSTOMERS, match, size, below=below)
        hits.add(reader.rows(ids))
        if len(ids) < size:
            return True
        if len(hits.rows) >= limit:
            return False
        below = ids[-1]
    return False


def _ranked(hits: Hits, plan: SearchPlan) -> list[int]:
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
    reader = CustomerReader.of(view, plan, wanted, shown)
    best = _ranked(_hits(view, plan, reader, shown, _ALL_RANKED), plan)
    ids = array("q", best)
    known = set(best)
    ids.extend(each for each in _all_holding(view, plan, wanted, shown) if each not in known)
    if shown is CustomerView.SET_ASIDE or talk_match(plan) is None:
        return ids, True
    anybody = reader.of_anything()
    said = customers_saying(view, plan, anybody, wanted=_TALKS_READ, read_at_most=_TALKS_READ)
    # Told by the few of whom it was said: a set of all that was found takes ten times its memory.
    others = set(said.ids).difference(ids)
    ids.extend(each for each in said.ids if each in others)
    return ids, said.is_complete


def still_found(
    view: View,
    typed: str,
    wanted: ColumnElement[bool],
    shown: CustomerView,
    ids: Sequence[int],
) -> frozenset[int]:
    """Return those of some customers that a search finds still."""
    plan = compile_search(typed)
    if plan is None or not plan.terms:
        return frozenset()
    reader = CustomerReader.of(view, plan, wanted, shown)
    held = {row.id for row in reader.rows(ids)}
    others = reader.of_anything().rows([each for each in ids if each not in held])
    return still_said(view, plan, others) | held


def _all_holding(
    view: View, plan: SearchPlan, wanted: ColumnElement[bool], shown: CustomerView
) -> array[int]:
    """Return every customer that holds what was typed, the latest touched first."""
    customer = CUSTOMER.c
    decides = and_(condition(plan, hidden(view)), wanted, or_(*visible_in(view.person, shown)))
    order = (customer.last_follow_up_at.desc(), customer.id.desc())
    statement: Select[Any] = select(customer.id).where(decides).order_by(*order)
    if plan.match is not None and shown not in _READ_THROUGH:
        index, ids, has_tokens = indexes.hits(view.connection, indexes.CUSTOMERS, plan.match)
        statement = statement.select_from(in_index_order(index, ids)).where(has_tokens)
    return numbers(view.connection, statement)

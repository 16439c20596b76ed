"""Customers of whom a follow-up says what was typed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import field

from sqlalchemy import select

from crm_tui.db.id_lists import by_ids, rows_by_ids
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.search import indexes
from crm_tui.db.search.readers import CustomerReader
from crm_tui.db.unit_of_work import View
from crm_tui.domain.search import Candidate, SearchPlan, open_part, says, talk_match
from crm_tui.values import dataclass

_FIRST_READ = 100
_GROWS = 3
_MOST_AT_ONCE = 2_000
"""What is read at once is held at once: the newest 50,000 would take 35 MB."""
_LATELY_READ = 400

_WHOSE = (
    select(FOLLOW_UP.c.id, FOLLOW_UP.c.customer_id)
    .select_from(by_ids(FOLLOW_UP))
    .where(FOLLOW_UP.c.deleted_at.is_(None))
)
_WORDS = select(FOLLOW_UP.c.customer_id, FOLLOW_UP.c.content, FOLLOW_UP.c.happened_at).select_from(
    by_ids(FOLLOW_UP)
)


@dataclass(frozen=True, slots=True)
class Said:
    """Customers of whom a follow-up says it, own first, then the latest; and if that is all."""

    ids: Sequence[int]
    is_complete: bool


@dataclass(slots=True)
class _Speakers:
    """When something was said last of each customer, and which of them are the person's own."""

    said_at: dict[int, int] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)


def customers_saying(
    view: View, plan: SearchPlan, reader: CustomerReader, *, wanted: int, read_at_most: int
) -> Said:
    """Return customers that the reader gives of whom a follow-up says what was typed.

    The newest follow-ups are read first, until enough customers were found or enough read.
    """
    match = talk_match(plan)
    if match is None:
        return Said((), is_complete=True)
    speakers = _Speakers()
    newest = _Newest(view, match, read_at_most)
    for ids in newest.in_turn():
        _listen(view, plan, reader, ids, speakers)
        if len(speakers.said_at) >= wanted:
            break
    said_at = speakers.said_at
    ranked = sorted(said_at, key=lambda each: (each not in speakers.own, -said_at[each], -each))
    return Said(ranked, newest.is_complete)


@dataclass(slots=True)
class _Newest:
    """The newest follow-ups that have the tokens, some at first and then more at once."""

    view: View
    match: str
    at_most: int
    is_complete: bool = False

    def in_turn(self) -> Iterator[Sequence[int]]:
        """Yield their ids until there are no more, or enough."""
        below, size, done = None, _FIRST_READ, 0
        while done < self.at_most and not self.is_complete:
            size = min(size, self.at_most - done)
            connection = self.view.connection
            ids = indexes.newest(connection, indexes.FOLLOW_UPS, self.match, size, below=below)
            self.is_complete = len(ids) < size
            yield ids
            if not self.is_complete:
                below, done = ids[-1], done + size
                size = min(size * _GROWS, _MOST_AT_ONCE)


def still_said(view: View, plan: SearchPlan, customers: Sequence[Candidate]) -> frozenset[int]:
    """Return those of some customers of whom any follow-up says what was typed."""
    match = talk_match(plan)
    if match is None or not customers:
        return frozenset()
    hidden = {each.id for each in customers if each.is_hidden}
    index, ids, has_tokens = indexes.hits(view.connection, indexes.FOLLOW_UPS, match)
    proposed = select(ids).select_from(index).where(has_tokens, ids == FOLLOW_UP.c.id)
    statement = select(FOLLOW_UP.c.customer_id, FOLLOW_UP.c.content).where(
        FOLLOW_UP.c.customer_id.in_([each.id for each in customers]),
        FOLLOW_UP.c.deleted_at.is_(None),
        proposed.correlate(FOLLOW_UP).exists(),
    )
    return frozenset(
        customer_id
        for customer_id, content in view.connection.execute(statement)
        if says(plan, open_part(content) if customer_id in hidden else content)
    )


def lately_said(
    view: View, plan: SearchPlan, customer_ids: Sequence[int], hidden: Collection[int]
) -> dict[int, tuple[str, int]]:
    """Return what was said of customers, and when, by the follow-ups entered last that say it."""
    found: dict[int, tuple[str, int]] = {}
    match = talk_match(plan)
    wanted = frozenset(customer_ids)
    if match is None or not wanted:
        return found
    for ids in _Newest(view, match, _LATELY_READ).in_turn():
        readable = [
            each for each, whose in rows_by_ids(view.connection, _WHOSE, ids) if whose in wanted
        ]
        for customer_id, content, at in rows_by_ids(view.connection, _WORDS, readable):
            shown = open_part(content) if customer_id in hidden else content
            is_later = customer_id not in found or at > found[customer_id][1]
            if is_later and says(plan, shown):
                found[customer_id] = (content, at)
        if len(found) == len(wanted):
            break
    return found


def _listen(
    view: View,
    plan: SearchPlan,
    reader: CustomerReader,
    ids: Sequence[int],
    speakers: _Speakers,
) -> None:
    whose = dict(rows_by_ids(view.connection, _WHOSE, ids))
    seen = {row.id: row for row in reader.rows(dict.fromkeys(whose.values()))}
    # Only what may be read is read: a common word's newest follow-ups are mostly others'.
    readable = [each for each, customer_id in whose.items() if customer_id in seen]
    for customer_id, content, at in rows_by_ids(view.connection, _WORDS, readable):
        customer = seen[customer_id]
        if not says(plan, open_part(content) if customer.is_hidden else content):
            continue
        speakers.said_at[customer_id] = max(at, speakers.said_at.get(customer_id, at))
        if customer.is_own:
            speakers.own.add(customer_id)

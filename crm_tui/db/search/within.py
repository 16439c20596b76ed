"""Hits of a word among what somebody sees, where that is known before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice

from crm_tui.db.horizons import Horizon
from crm_tui.db.search import indexes, prefixes
from crm_tui.db.search.readers import CustomerReader, Hits
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.search import SearchPlan

_KNOWN = 2_000
"""As many of a word's newest hits are known by their ids; of these the first are read."""
_FEW = 200
"""So many hits are all read."""
_OWN_READ = 60
"""As many of one's own are read, the newest and those touched last."""
_READ_FIRST = 80


def hits_within(
    view: View, plan: SearchPlan, reader: CustomerReader, horizon: Horizon, limit: int
) -> Hits:
    """Return hits of which few are read in vain: those proposed are in sight.

    All of a rare word's; of a common one's those that begin so, one's own, and then the newest.
    """
    connection, hits = view.connection, Hits()
    best = prefixes.beginning_so(connection, plan)
    newest: Sequence[int] = ()
    if plan.match is not None:
        name, among = indexes.CUSTOMERS, reader.among
        newest = indexes.newest(connection, name, plan.match, _KNOWN, among=among)
    if plan.match is not None and len(newest) <= _FEW:
        hits.add(reader.rows(dict.fromkeys(chain(best, newest))))
        hits.is_complete = True
        return hits
    held = islice(filter(horizon.among(CustomerView.MINE).holds, newest), _OWN_READ)
    lately = prefixes.lately_touched(connection, view.person.user_id, _OWN_READ)
    read = dict.fromkeys(chain(best, held, lately))
    hits.add(reader.rows(read))
    if plan.match is None:
        hits.add(reader.newest_entered())
        return hits
    rest = [each for each in newest if each not in read]
    start = 0
    while start < len(rest) and len(hits.rows) < limit:
        size = max(_READ_FIRST, 2 * start)
        hits.add(reader.rows(rest[start : start + size]))
        start += size
    hits.is_complete = start >= len(rest) and len(newest) < _KNOWN
    return hits

"""What the deadline of an owned customer counts from: its clock, its facts, days away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Integer, bindparam, insert, literal, or_, select

from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, PERIOD_FACT
from crm_tui.db.schema.users import LEAVE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import PeriodId
from crm_tui.domain.pools import ClockFacts, FactKind, PeriodFact

_PERIOD = OWNERSHIP_PERIOD.c
_FACT = PERIOD_FACT.c
_ASKED = bindparam("asked_ids", type_=Integer, expanding=True)
_KINDS = bindparam("asked_kinds", type_=_FACT.kind.type, expanding=True)
# Asked whenever a deadline is saved, so these are built once.
_FACTS = (
    select(PERIOD_FACT)
    .where(_FACT.period_id.in_(_ASKED), _FACT.kind.in_(_KINDS))
    .order_by(_FACT.id)
)
_LEAVE = (
    select(
        _PERIOD.customer_id,
        _PERIOD.start_day,
        _PERIOD.end_day,
        LEAVE.c.first_day,
        LEAVE.c.last_day,
    )
    .join(LEAVE, LEAVE.c.user_id == _PERIOD.owner_id)
    .where(
        _PERIOD.customer_id.in_(_ASKED),
        LEAVE.c.cancelled_at.is_(None),
        LEAVE.c.last_day >= _PERIOD.start_day,
        or_(_PERIOD.end_day.is_(None), LEAVE.c.first_day < _PERIOD.end_day),
    )
    .order_by(LEAVE.c.first_day, LEAVE.c.id)
)
_FACT_COLUMNS = ("kind", "subject_id", "day", "until_day", "voided_day", "detail")


def clock_facts(view: View, row: Any, kinds: Iterable[FactKind]) -> ClockFacts:
    """Return what the deadline of one owned customer counts from, with facts of these kinds."""
    return clock_facts_of(view, [row], kinds)[row.id]


def clock_facts_of(
    view: View, rows: Sequence[Any], kinds: Iterable[FactKind]
) -> dict[int, ClockFacts]:
    """Return for each owned customer what its deadline counts from, in two statements."""
    facts = _facts(view, [row.period_id for row in rows], kinds)
    leave = leave_of(view, [row.id for row in rows])
    return {
        row.id: ClockFacts(
            row.clock_day,
            row.last_effective_day,
            leave.get(row.id, ()),
            tuple(facts.get(row.period_id, ())),
            row.locked_until_day,
            row.extended_until_day,
        )
        for row in rows
    }


def _facts(
    view: View, period_ids: Sequence[int], kinds: Iterable[FactKind]
) -> dict[int, list[PeriodFact]]:
    found: dict[int, list[PeriodFact]] = defaultdict(list)
    asked = {_ASKED.key: period_ids, _KINDS.key: sorted(kinds, key=_code)}
    for row in view.connection.execute(_FACTS, asked):
        fact = PeriodFact(row.kind, row.day, row.until_day, row.voided_day, row.detail)
        found[row.period_id].append(fact)
    return found


def _code(kind: FactKind) -> str:
    return kind.value


def leave_of(view: View, customer_ids: Sequence[int]) -> dict[int, tuple[DayRange, ...]]:
    """Return for each customer the days away of whoever held it then, cancelled leave left out.

    Days that a former holder was away count to the day before they passed it on, those of the
    next one from that day: handing a customer about wins nobody another's leave.
    """
    found: dict[int, list[DayRange]] = defaultdict(list)
    for row in view.connection.execute(_LEAVE, {_ASKED.key: customer_ids}):
        first = max(row.first_day, row.start_day)
        last = row.last_day if row.end_day is None else min(row.last_day, row.end_day - 1)
        if first <= last:
            found[row.customer_id].append(DayRange(first, last))
    return {customer_id: tuple(ranges) for customer_id, ranges in found.items()}


def copy_facts(unit: Unit, period_id: PeriodId, to_period_id: PeriodId) -> None:
    """Let a period begin with the facts of the one it continues."""
    columns = [_FACT[name] for name in _FACT_COLUMNS]
    unit.connection.execute(
        insert(PERIOD_FACT).from_select(
            ["period_id", *_FACT_COLUMNS],
            select(literal(to_period_id), *columns)
            .where(_FACT.period_id == period_id)
            .order_by(_FACT.id),
        )
    )

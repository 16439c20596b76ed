"""等级评估 in SQL: what the rules of a level make of one customer, made of thousands at once.

The twin of `proposed_level`: Python would take ten seconds for a million customers, in which
no key is answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
)

from crm_tui.db.functions import json_made, least, listed
from crm_tui.db.queries.record_lists import MORE_THAN_ANY
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.level_reviews import LEVEL_PROPOSAL
from crm_tui.db.types import Instant
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.customers import Level
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.level_reviews import (
    BUDGET_POINTS,
    CHAIN_POINTS,
    FULL,
    GREAT,
    NEEDS_POINTS,
    UNKNOWN_CREDIT,
    Averages,
    Measure,
    Measured,
    ProposalStatus,
    Score,
    headcount_of,
    size_points,
)
from crm_tui.domain.work_settings import Thresholds, Weights

_FOR_THE_OFFICE = "levels are worked out for the whole office, whoever's program runs it"
_BY_ID = "NOT INDEXED"
"""By the ids that are asked for, and not by an order of some index that holds them, too."""
_C = CUSTOMER.c
_FACTS = ("contribution", "credit", "potential", "total", "deals", "amount_minor", "has_bought")
"""What is kept of a score beside it."""

Shown = tuple[CustomerId, str, Level | None, Level, Score]


def size_of_office(view: View) -> tuple[int, int]:
    """Return how many customers somebody holds, and the highest number of any."""
    held = select(func.count()).where(
        _C.owner_id.is_not(None), _C.deleted_at.is_(None), unscoped(_FOR_THE_OFFICE)
    )
    last = select(func.max(_C.id)).where(unscoped(_FOR_THE_OFFICE))
    run = view.connection.execute
    return int(run(held).scalar_one()), int(run(last).scalar_one() or 0)


def measured(view: View, since_day: int, part: range) -> Measured:
    """Return what the customers of some ids bring since a day, and what they plan."""
    deal = DEAL.c
    sums = (
        select(func.sum(deal.amount_minor).label("amount"))
        .where(
            _in_part(deal.customer_id, part),
            deal.deal_day >= since_day,
            deal.voided_day.is_(None),
            deal.deleted_at.is_(None),
        )
        .group_by(deal.customer_id)
        .subquery("sums")
    )
    brought = select(func.coalesce(func.sum(sums.c.amount), 0), func.count()).select_from(sums)
    amount_minor, buyers = view.connection.execute(brought).one()
    plans = _C.budget_minor > 0
    sizes = view.connection.execute(
        select(
            _C.headcount,
            func.coalesce(func.sum(case((plans, _C.budget_minor))), 0).label("budget"),
            func.count(case((plans, 1))).label("planners"),
        )
        .with_hint(CUSTOMER, _BY_ID, "sqlite")
        .where(*_held(part), unscoped(_FOR_THE_OFFICE))
        .group_by(_C.headcount)
    ).all()
    return Measured(
        int(amount_minor),
        buyers,
        sum(int(row.budget) for row in sizes),
        sum(row.planners for row in sizes),
        frozenset(row.headcount for row in sizes),
    )


def count_proposed(view: View, measure: Measure, part: range) -> int:
    """Return how many of the customers of some ids are to have another level."""
    found = _proposed(measure, part)
    return int(view.connection.execute(select(func.count()).select_from(found)).scalar_one())


def some_proposed(view: View, measure: Measure, part: range, limit: int) -> list[Shown]:
    """Return the first of them that the person may see."""
    found = _proposed(measure, part)
    rows = view.connection.execute(
        select(found, _C.name)
        .join(CUSTOMER, _C.id == found.c.id)
        .where(visible_to(view.person))
        .order_by(found.c.id)
        .limit(limit)
    )
    return [
        (
            CustomerId(row.id),
            row.name,
            None if row.level is None else Level(row.level),
            Level(row.to_level),
            Score(row.contribution, row.credit, row.potential, row.total),
        )
        for row in rows
    ]


def write_proposed(unit: Unit, month: int, measure: Measure, part: range) -> int:
    """Write the levels proposed for the customers of some ids; return how many.

    Who has one of the month already keeps it.
    """
    found, proposal = _proposed(measure, part), LEVEL_PROPOSAL.c
    has_one = exists().where(proposal.month == month, proposal.customer_id == found.c.id)
    facts = json_made(
        *(part for name in _FACTS for part in (literal_column(f"'{name}'"), found.c[name]))
    )
    rows = (
        select(
            literal(month),
            found.c.id,
            found.c.level,
            found.c.to_level,
            found.c.total,
            facts,
            literal(ProposalStatus.OPEN.value),
            literal(unit.now, Instant()),
        )
        .where(~has_one)
        .order_by(found.c.id)
    )
    names = ("month", "customer_id", "from_level", "to_level", "score", "facts", "status")
    written = insert(LEVEL_PROPOSAL).from_select([*names, "created_at"], rows)
    # Else a server would not say how many.
    return unit.connection.execute(written.execution_options(preserve_rowcount=True)).rowcount


def _in_part(customer_id: ColumnElement[Any], part: range) -> ColumnElement[bool]:
    return and_(customer_id >= part.start, customer_id < part.stop)


def _held(part: range) -> tuple[ColumnElement[bool], ...]:
    return (
        _in_part(_C.id, part),
        _C.owner_id.is_not(None),
        _C.deleted_at.is_(None),
    )


def _proposed(measure: Measure, part: range) -> Subquery:
    """Select the customers of some ids that are to have another level, and what it follows from."""
    totals = _totals(_parts(_facts(measure, part), measure.averages), measure.weights)
    to_level = _level(totals.c.total, measure.thresholds)
    is_other = or_(totals.c.level.is_(None), totals.c.level != to_level)
    return select(totals, to_level.label("to_level")).where(is_other).subquery("proposed")


def _apart(found: Select[Any], name: str) -> Subquery:
    """Return a step by itself: flattened, each sum would be worked out wherever it is used."""
    return found.limit(MORE_THAN_ANY).subquery(name)


def _facts(measure: Measure, part: range) -> Subquery:
    deals = _deals(measure.since_day, part)
    return _apart(
        select(
            _C.id,
            type_coerce(_C.level, String).label("level"),
            _C.budget_minor,
            (func.length(_C.needs) > 0).label("has_needs"),
            (func.length(_C.decision_chain) > 0).label("has_chain"),
            _size(measure.headcounts).label("size"),
            *(func.coalesce(deals.c[name], 0).label(name) for name in deals.c.keys()[1:]),
        )
        .select_from(CUSTOMER.outerjoin(deals, deals.c.customer_id == _C.id))
        .with_hint(CUSTOMER, _BY_ID, "sqlite")
        .where(*_held(part), unscoped(_FOR_THE_OFFICE)),
        "facts",
    )


def _deals(since_day: int, part: range) -> Subquery:
    """Select what customers bring since a day, what was taken back, and whether any deal stands."""
    deal = DEAL.c
    stands, is_late = deal.voided_day.is_(None), deal.deal_day >= since_day
    amount = func.sum(case((and_(stands, is_late), deal.amount_minor), else_=0))
    return (
        select(
            deal.customer_id,
            cast(amount, BigInteger).label("amount_minor"),
            func.count(case((and_(stands, is_late), 1))).label("deals"),
            func.count(case((and_(deal.voided_day.is_not(None), is_late), 1))).label("voided"),
            func.count(case((stands, 1))).label("standing"),
        )
        .where(_in_part(deal.customer_id, part), deal.deleted_at.is_(None))
        .group_by(deal.customer_id)
        .subquery("sold")
    )


def _size(headcounts: Iterable[str]) -> ColumnElement[Any]:
    """Return the points for a size; null where the text names no number."""
    texts: dict[int, list[str]] = {}
    for each in sorted(headcounts):
        if headcount_of(each):
            texts.setdefault(size_points(each), []).append(each)
    if not texts:
        return cast(null(), Integer)  # a server takes what has no kind for a text
    return case(
        *(
            (_C.headcount.in_(select(listed(said).c.value)), points)
            for points, said in sorted(texts.items())
        )
    )


def _parts(facts: Subquery, averages: Averages) -> Subquery:
    """Select the parts of the score, of whom anything is known."""
    each = facts.c
    is_known = or_(
        each.size.is_not(None),
        each.budget_minor.is_not(None),
        each.has_needs,
        each.has_chain,
        each.deals + each.voided + each.standing > 0,
    )
    potential = (
        _share(each.budget_minor, averages.budget_minor, BUDGET_POINTS)
        + case((each.has_needs, NEEDS_POINTS), else_=0)
        + case((each.has_chain, CHAIN_POINTS), else_=0)
        + func.coalesce(each.size, 0)
    )
    made = each.deals + each.voided
    credit = case((made == 0, UNKNOWN_CREDIT), else_=each.deals * FULL // made)
    return _apart(
        select(
            each.id,
            each.level,
            each.deals,
            each.amount_minor,
            (each.standing > 0).label("has_bought"),
            _share(each.amount_minor, averages.amount_minor, FULL).label("contribution"),
            credit.label("credit"),
            potential.label("potential"),
        ).where(is_known),
        "parts",
    )


def _totals(parts: Subquery, weights: Weights) -> Subquery:
    each = parts.c
    points = (
        each.contribution * weights.contribution
        + each.credit * weights.credit
        + each.potential * weights.potential
    )
    weighed = points // (weights.contribution + weights.credit + weights.potential)
    # Who never bought is judged by what may still come alone.
    total = case((each.has_bought, weighed), else_=each.potential) if weights.potential else weighed
    return _apart(select(parts, total.label("total")), "totals")


def _level(total: ColumnElement[Any], thresholds: Thresholds) -> ColumnElement[str]:
    a, b, c = (literal(each.value, String) for each in (Level.A, Level.B, Level.C))
    return case((total >= thresholds.a, a), (total >= thresholds.b, b), else_=c)


def _share(amount: ColumnElement[Any], average: int, points: int) -> ColumnElement[Any]:
    if average <= 0:
        return literal(0)
    earned = least(points, amount * points // (average * GREAT))
    return case((amount > 0, earned), else_=0)

"""等级评估: what levels follow from, the proposals, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, case, func, insert, select, update

from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.level_reviews import LEVEL_PROPOSAL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.customers import Level
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.level_reviews import (
    Averages,
    ProposalRow,
    ProposalStatus,
    ReviewFacts,
    Score,
)
from crm_tui.errors import NotFoundError

_OWNER = USER.alias("owner")
_DECIDER = USER.alias("decider")
_FOR_THE_OFFICE = "levels are worked out for the whole office, whoever's program runs it"
Reviewed = tuple[CustomerId, Level | None, ReviewFacts]


def averages(view: View, since_day: int) -> Averages:
    """Return what customers bring since a day, and plan, on average over those who do."""
    deal = DEAL.c
    sums = (
        select(func.sum(deal.amount_minor).label("amount"))
        .where(deal.deal_day >= since_day, deal.voided_day.is_(None), deal.deleted_at.is_(None))
        .group_by(deal.customer_id)
        .subquery()
    )
    amount = view.connection.execute(select(func.avg(sums.c.amount))).scalar_one()
    budget = view.connection.execute(
        select(func.avg(CUSTOMER.c.budget_minor)).where(
            CUSTOMER.c.budget_minor > 0,
            CUSTOMER.c.owner_id.is_not(None),
            CUSTOMER.c.deleted_at.is_(None),
            unscoped(_FOR_THE_OFFICE),
        )
    ).scalar_one()
    return Averages(int(amount or 0), int(budget or 0))


def reviewed(view: View, *, after: int, since_day: int, limit: int) -> list[Reviewed]:
    """Return the next customers somebody holds, by id, with what their levels follow from."""
    customer = CUSTOMER.c
    rows = view.connection.execute(
        select(
            customer.id,
            customer.level,
            customer.budget_minor,
            (func.length(customer.needs) > 0).label("has_needs"),
            (func.length(customer.decision_chain) > 0).label("has_chain"),
            customer.headcount,
        )
        .where(
            customer.id > after,
            customer.owner_id.is_not(None),
            customer.deleted_at.is_(None),
            unscoped(_FOR_THE_OFFICE),
        )
        .order_by(customer.id)
        .limit(limit)
    ).all()
    deals = _deals(view, [row.id for row in rows], since_day)
    nothing = (0, 0, 0, False)
    return [
        (
            CustomerId(row.id),
            row.level,
            ReviewFacts(
                *deals.get(row.id, nothing),
                budget_minor=row.budget_minor,
                has_needs=bool(row.has_needs),
                has_decision_chain=bool(row.has_chain),
                headcount=row.headcount,
            ),
        )
        for row in rows
    ]


def _deals(
    view: View, ids: Sequence[int], since_day: int
) -> Mapping[int, tuple[int, int, int, bool]]:
    """Return sum, number and voided number since a day, and whether any stands, by customer."""
    deal = DEAL.c
    stands = deal.voided_day.is_(None)
    is_late = deal.deal_day >= since_day
    rows = view.connection.execute(
        select(
            deal.customer_id,
            func.sum(case((stands & is_late, deal.amount_minor), else_=0)).label("amount"),
            func.sum(case((stands & is_late, 1), else_=0)).label("deals"),
            func.sum(case((deal.voided_day.is_not(None) & is_late, 1), else_=0)).label("voided"),
            func.sum(case((stands, 1), else_=0)).label("standing"),
        )
        .where(deal.customer_id.in_(ids), deal.deleted_at.is_(None))
        .group_by(deal.customer_id)
    )
    return {
        row.customer_id: (int(row.amount), int(row.deals), int(row.voided), row.standing > 0)
        for row in rows
    }


def add_proposals(
    unit: Unit,
    month: int,
    proposed: Sequence[tuple[CustomerId, Level | None, Level, Score, ReviewFacts]],
) -> int:
    """Write the proposals of a month; who has one of that month keeps it. Return how many."""
    ids = [each[0] for each in proposed]
    known = set(
        unit.connection.execute(
            select(LEVEL_PROPOSAL.c.customer_id).where(
                LEVEL_PROPOSAL.c.month == month, LEVEL_PROPOSAL.c.customer_id.in_(ids)
            )
        ).scalars()
    )
    rows = [
        {
            "month": month,
            "customer_id": customer_id,
            "from_level": old,
            "to_level": new,
            "score": score.total,
            "facts": {
                **asdict(score),
                "deals": facts.deals,
                "amount_minor": facts.amount_minor,
                "has_bought": facts.has_bought,
            },
            "status": ProposalStatus.OPEN,
            "created_at": unit.now,
        }
        for customer_id, old, new, score, facts in proposed
        if customer_id not in known
    ]
    if rows:
        unit.connection.execute(insert(LEVEL_PROPOSAL), rows)
    return len(rows)


def drop_open(unit: Unit, before_month: int) -> None:
    """Let proposals of earlier months be refused by the new ones: nobody decided on them."""
    proposal = LEVEL_PROPOSAL.c
    unit.connection.execute(
        update(LEVEL_PROPOSAL)
        .where(proposal.status == ProposalStatus.OPEN, proposal.month < before_month)
        .values(status=ProposalStatus.REFUSED, decided_at=unit.now)
    )


def proposals(
    view: View,
    *,
    customer_id: CustomerId | None = None,
    status: ProposalStatus | None = ProposalStatus.OPEN,
    limit: int = 200,
) -> list[ProposalRow]:
    """Return proposals of visible customers, of one or of all, the newest first."""
    proposal = LEVEL_PROPOSAL.c
    statement = _statement(view).limit(limit)
    if status is not None:
        statement = statement.where(proposal.status == status)
    if customer_id is not None:
        statement = statement.where(proposal.customer_id == customer_id)
    return [_row(row) for row in view.connection.execute(statement)]


def to_decide(view: View, limit: int) -> list[ProposalRow]:
    """Return the open proposals on which this person may decide, the newest first."""
    statement = _statement(view).where(LEVEL_PROPOSAL.c.status == ProposalStatus.OPEN)
    if not view.person.is_admin:
        staff = subordinate_ids(view.person.user_id)
        statement = statement.where(
            CUSTOMER.c.owner_id.in_(staff), CUSTOMER.c.owner_id != view.person.user_id
        )
    return [_row(row) for row in view.connection.execute(statement.limit(limit))]


def proposal(view: View, proposal_id: int) -> ProposalRow:
    """Return a proposal; raise NotFoundError when there is none this person may see."""
    statement = _statement(view).where(LEVEL_PROPOSAL.c.id == proposal_id)
    row = view.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("level_proposal", str(proposal_id))
    return _row(row)


def decide(unit: Unit, proposal_id: int, status: ProposalStatus, *, by_id: UserId | None) -> None:
    """Note what became of a proposal; open again where nobody decided after all."""
    unit.connection.execute(
        update(LEVEL_PROPOSAL)
        .where(LEVEL_PROPOSAL.c.id == proposal_id)
        .values(
            status=status,
            decided_by_id=by_id,
            decided_at=None if status is ProposalStatus.OPEN else unit.now,
        )
    )


def _statement(view: View) -> Select[Any]:
    proposal = LEVEL_PROPOSAL.c
    return (
        select(
            LEVEL_PROPOSAL,
            CUSTOMER.c.name.label("customer"),
            CUSTOMER.c.level.label("current_level"),
            CUSTOMER.c.owner_id,
            _OWNER.c.name.label("owner"),
            _DECIDER.c.name.label("decider"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == proposal.customer_id)
        .outerjoin(_OWNER, _OWNER.c.id == CUSTOMER.c.owner_id)
        .outerjoin(_DECIDER, _DECIDER.c.id == proposal.decided_by_id)
        .where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
        .order_by(proposal.id.desc())
    )


def _row(row: Any) -> ProposalRow:
    facts = row.facts or {}
    return ProposalRow(
        id=row.id,
        month=row.month,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        owner_id=None if row.owner_id is None else UserId(row.owner_id),
        owner=row.owner or "",
        from_level=row.from_level,
        to_level=row.to_level,
        current_level=row.current_level,
        score=Score(
            int(facts.get("contribution", 0)),
            int(facts.get("credit", 0)),
            int(facts.get("potential", 0)),
            row.score,
        ),
        deals=int(facts.get("deals", 0)),
        amount_minor=int(facts.get("amount_minor", 0)),
        status=row.status,
        decided_at=row.decided_at,
        decided_by=row.decider or "",
        has_bought=bool(facts.get("has_bought", True)),
    )

"""等级评估: the levels that were proposed, and what became of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select, update

from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.level_reviews import LEVEL_PROPOSAL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.level_reviews import ProposalRow, ProposalStatus, Score
from crm_tui.errors import NotFoundError

_OWNER = USER.alias("owner")
_DECIDER = USER.alias("decider")


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

"""审批: what was asked, who may answer it, and whether something is granted as it now is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, insert, or_, select, true, update

from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.users import DEPARTMENT, LEAVE, ROLE, USER, USER_ROLE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalContent,
    ApprovalRequest,
    ApprovalRow,
    ApprovalStatus,
    Asked,
)
from crm_tui.domain.identifiers import ApprovalId, CustomerId, UserId
from crm_tui.domain.users import Permission, UserStatus
from crm_tui.errors import NotFoundError

_A = APPROVAL.c
_ASKER, _DECIDER = USER.alias("asker"), USER.alias("decider")
_ABOVE_ALL = frozenset({Permission.MANAGE_OFFICE.value, Permission.APPROVE.value})
_CONTENT = ("act", "record_id", "number", "amount_minor", "currency", "discount_share", "mark")
_LATER = APPROVAL.alias("later")
ASKED = (
    _A.id.label("asked_id"),
    _A.status.label("asked_status"),
    _A.asked_at.label("asked_at"),
)
"""What `asked_of` reads of a paper that is joined with what was asked of it last."""


def is_last_of(act: ApprovalAct, paper: Table) -> ColumnElement[bool]:
    """Return whether something was asked of a paper, and nothing later that was not let go."""
    last = (
        select(func.max(_LATER.c.id))
        .where(
            _LATER.c.act == act,
            _LATER.c.record_id == paper.c.id,
            _LATER.c.status != ApprovalStatus.WITHDRAWN,
        )
        .correlate(paper)
    )
    return _A.id == last.scalar_subquery()


def asked_of(row: Any) -> Asked | None:
    """Return what was asked of a paper, by its row with the columns `ASKED`."""
    if row.asked_id is None:
        return None
    return Asked(ApprovalId(row.asked_id), row.asked_status, row.updated_at > row.asked_at)


def add_approval(unit: Unit, content: ApprovalContent, reason: str) -> ApprovalId:
    """Store what this person asks for and return its id."""
    result = unit.connection.execute(
        insert(APPROVAL).values(
            **{name: getattr(content, name) for name in _CONTENT},
            customer_id=content.customer_id,
            reason=reason,
            asked_by_id=unit.person.user_id,
            asked_at=unit.now,
            status=ApprovalStatus.OPEN,
            note="",
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return ApprovalId(int(key))


def answer(
    unit: Unit,
    approval_id: ApprovalId,
    was: Collection[ApprovalStatus],
    status: ApprovalStatus,
    note: str,
) -> bool:
    """Store how this person answered; False when it does not stand as it was any more."""
    found = unit.connection.execute(
        update(APPROVAL)
        .where(_A.id == approval_id, _A.status.in_(was))
        .values(status=status, note=note, decided_by_id=unit.person.user_id, decided_at=unit.now)
    )
    return found.rowcount == 1


def set_status(
    unit: Unit, approval_id: ApprovalId, was: Collection[ApprovalStatus], status: ApprovalStatus
) -> bool:
    """Let it stand elsewhere; False when it does not stand as it was any more."""
    found = unit.connection.execute(
        update(APPROVAL).where(_A.id == approval_id, _A.status.in_(was)).values(status=status)
    )
    return found.rowcount == 1


def set_values(unit: Unit, approval_id: ApprovalId, values: dict[str, Any]) -> None:
    """Change columns of what was asked."""
    unit.connection.execute(update(APPROVAL).where(_A.id == approval_id).values(**values))


def stored(view: View, approval_id: ApprovalId) -> Any:
    """Return the stored row of what was asked, whoever asks."""
    return view.connection.execute(select(APPROVAL).where(_A.id == approval_id)).one()


def let_go_others(unit: Unit, content: ApprovalContent) -> list[ApprovalId]:
    """Withdraw what is open of a paper as it was before, and return it: the new asks instead."""
    found = unit.connection.execute(
        update(APPROVAL)
        .where(
            *_of_paper(content.act, content.record_id),
            _A.status == ApprovalStatus.OPEN,
            _A.asked_by_id == unit.person.user_id,
        )
        .values(status=ApprovalStatus.WITHDRAWN)
        .returning(_A.id)
    )
    return sorted(ApprovalId(each) for each in found.scalars())


def last_of(view: View, content: ApprovalContent) -> ApprovalRow | None:
    """Return what was asked last for exactly this content and not used, whoever asks; or None."""
    statement = (
        _statement(view)
        .where(
            *_of_paper(content.act, content.record_id),
            _A.mark == content.mark,
            _A.status != ApprovalStatus.USED,
        )
        .order_by((_A.status == ApprovalStatus.GRANTED).desc(), _A.id.desc())
        .limit(1)
    )
    row = view.connection.execute(statement).one_or_none()
    return None if row is None else _row(row)


def is_granted(view: View, act: ApprovalAct, record_id: int, mark: str) -> bool:
    """Return whether a paper was granted with this content, whatever became of the grant."""
    done = (ApprovalStatus.GRANTED, ApprovalStatus.USED)
    return _is_there(view, *_of_paper(act, record_id), _A.mark == mark, _A.status.in_(done))


def times_used(view: View, content: ApprovalContent) -> int:
    """Return how often exactly this content was granted and done."""
    statement = select(func.count()).where(
        *_of_paper(content.act, content.record_id),
        _A.mark == content.mark,
        _A.status == ApprovalStatus.USED,
    )
    return view.connection.execute(statement).scalar_one()


def has_grant(view: View, content: ApprovalContent) -> bool:
    """Return whether a grant stands for a paper, whatever its content was then."""
    paper = _of_paper(content.act, content.record_id)
    return _is_there(view, *paper, _A.status == ApprovalStatus.GRANTED)


def _is_there(view: View, *conditions: ColumnElement[bool]) -> bool:
    return view.connection.execute(select(_A.id).where(*conditions).limit(1)).first() is not None


def _of_paper(act: ApprovalAct, record_id: int) -> tuple[ColumnElement[bool], ...]:
    return _A.act == act, _A.record_id == record_id


def approval(view: View, approval_id: ApprovalId) -> ApprovalRow:
    """Return what was asked; raise NotFoundError for what this person neither asked nor answers."""
    statement = _statement(view).where(_A.id == approval_id, _concerns(view))
    row = view.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("approval", str(approval_id))
    return _row(row)


def of_paper(view: View, asked: Asked) -> ApprovalRow:
    """Return what was asked of a paper that this person sees, whoever asked and answers."""
    return _row(view.connection.execute(_statement(view).where(_A.id == asked.id)).one())


def approvals(view: View, request: ApprovalRequest, limit: int) -> list[ApprovalRow]:
    """Return what this person asked or may answer, the newest first."""
    statement = _statement(view).where(_concerns(view)).order_by(_A.id.desc()).limit(limit)
    if request.waiting or request.only_open:
        statement = statement.where(_A.status == ApprovalStatus.OPEN)
    if request.mine:
        statement = statement.where(_A.asked_by_id == view.person.user_id)
    if request.waiting and decider_ids(view, view.person.user_id):
        statement = statement.where(_A.asked_by_id != view.person.user_id)
    return [_row(row) for row in view.connection.execute(statement)]


def waiting(view: View, limit: int) -> list[ApprovalRow]:
    """Return what waits for this person's answer; hardly anything where nobody asks."""
    if not _is_there(view, _A.status == ApprovalStatus.OPEN):
        return []
    return approvals(view, ApprovalRequest(waiting=True), limit)


def decider_ids(view: View, asked_by_id: UserId) -> tuple[UserId, ...]:
    """Return who may answer what somebody asks, but for themselves: the nearest above first.

    Whoever stands above them and who stands in for one of those today; and whoever may grant what
    anybody asks.
    """
    above = _line_above(view, asked_by_id)
    covers = view.connection.execute(
        select(LEAVE.c.cover_id).where(
            LEAVE.c.user_id.in_(above),
            LEAVE.c.cover_id.is_not(None),
            LEAVE.c.cancelled_at.is_(None),
            LEAVE.c.first_day <= view.today,
            LEAVE.c.last_day >= view.today,
        )
    ).scalars()
    roles = [
        row.id
        for row in view.connection.execute(select(ROLE.c.id, ROLE.c.permissions))
        if not _ABOVE_ALL.isdisjoint(row.permissions)
    ]
    further = select(USER_ROLE.c.user_id).where(USER_ROLE.c.role_id.in_(roles))
    may_all = or_(USER.c.role_id.in_(roles), USER.c.id.in_(further))
    wanted = [*above, *covers]
    rows = view.connection.execute(
        select(USER.c.id).where(
            USER.c.status == UserStatus.ACTIVE,
            USER.c.id != asked_by_id,
            or_(USER.c.id.in_(wanted), may_all),
        )
    )
    places = {user_id: at for at, user_id in reversed(list(enumerate(wanted)))}
    found = sorted(rows.scalars(), key=lambda each: (places.get(each, len(wanted)), each))
    return tuple(UserId(each) for each in found)


def _line_above(view: View, user_id: UserId) -> list[int]:
    """Return everybody above somebody, the nearest first: the twin of `subordinate_ids`."""
    manager = func.coalesce(USER.c.manager_id, DEPARTMENT.c.manager_id)
    of_whom = (
        select(manager)
        .select_from(USER)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
    )
    line: list[int] = []
    boss = view.connection.execute(of_whom.where(USER.c.id == user_id)).scalar_one_or_none()
    while boss is not None and boss != user_id and boss not in line:
        line.append(boss)
        boss = view.connection.execute(of_whom.where(USER.c.id == boss)).scalar_one_or_none()
    return line


def _statement(view: View) -> Select[Any]:
    return (
        select(
            APPROVAL,
            CUSTOMER.c.name.label("customer"),
            visible_to(view.person).label("visible"),
            _ASKER.c.name.label("asked_by"),
            _DECIDER.c.name.label("decided_by"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == _A.customer_id)
        .join(_ASKER, _ASKER.c.id == _A.asked_by_id)
        .outerjoin(_DECIDER, _DECIDER.c.id == _A.decided_by_id)
    )


def _concerns(view: View) -> ColumnElement[bool]:
    """Return whether this person asked it, or may answer who did."""
    person = view.person
    if person.is_admin:
        return unscoped("an administrator answers whatever is asked")
    if person.may(Permission.APPROVE):
        return true()
    of_staff = (_A.asked_by_id.in_(subordinate_ids(each)) for each in _stands_for(view))
    return or_(_A.asked_by_id == person.user_id, *of_staff)


def _stands_for(view: View) -> tuple[UserId, ...]:
    return (view.person.user_id, *sorted(view.person.covered_ids))


def _row(row: Any) -> ApprovalRow:
    decided_by_id = row.decided_by_id
    return ApprovalRow(
        id=ApprovalId(row.id),
        content=ApprovalContent(
            **{name: getattr(row, name) for name in _CONTENT},
            customer_id=CustomerId(row.customer_id),
        ),
        # Whoever answers decides by what is asked; whose it is they read if they see the customer.
        customer=row.customer if row.visible else "",
        reason=row.reason,
        asked_by_id=UserId(row.asked_by_id),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        status=row.status,
        decided_by_id=None if decided_by_id is None else UserId(decided_by_id),
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
        note=row.note,
    )

"""Tasks as listed: one's own, those of one's staff, those of a customer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select

from crm_tui.db.functions import unindexed
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.queries.users import subordinate_ids, user_ids_in_scope
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.days import start_of_day
from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    LeadId,
    OpportunityId,
    TaskId,
    UserId,
)
from crm_tui.domain.masking import masked_texts
from crm_tui.domain.tasks import TaskKind, TaskRequest, TaskRow, TaskState, TaskWhose
from crm_tui.domain.users import Scope
from crm_tui.errors import NotFoundError

if TYPE_CHECKING:  # few tasks come again: the first paint does not wait for their rules
    from crm_tui.domain.recurrences import Recurrence

_SEEN_OF = 3
"""Of so many times as many as are listed some may be out of sight."""
_DONE_DAYS = 30
"""Of the staff's, those that were done so lately are listed."""
_MAKER = USER.alias("maker")


def tasks(
    view: View,
    *,
    assignee_id: UserId | None = None,
    customer_id: CustomerId | None = None,
    until: datetime | None = None,
    include_done: bool = False,
    limit: int = 200,
) -> list[TaskRow]:
    """Return tasks the person may see (their own, or of a visible customer), by due time."""
    statement = _statement(view).limit(limit)
    if assignee_id is not None:
        statement = statement.where(TASK.c.assignee_id == assignee_id)
    if customer_id is not None:
        statement = statement.where(TASK.c.customer_id == customer_id)
    if until is not None:
        statement = statement.where(TASK.c.due_at < until)
    if not include_done:
        statement = statement.where(TASK.c.done_at.is_(None))
    return _shown(view, statement.order_by(TASK.c.due_at, TASK.c.id))


def listed(view: View, request: TaskRequest) -> list[TaskRow]:
    """Return the tasks asked for that the person may see: by due time, or done the last first."""
    asked = _asked(view, request)
    if request.state is TaskState.DONE:
        # The index alone says which were done last; only of those the rest is read.
        last = select(TASK.c.id).where(*asked, TASK.c.deleted_at.is_(None))
        last = last.order_by(TASK.c.done_at.desc(), TASK.c.id.desc())
        asked = [TASK.c.id.in_(last.limit(_SEEN_OF * request.limit))]
    statement = _statement(view).where(*asked).limit(request.limit)
    if request.state is TaskState.DONE:
        return _shown(view, statement.order_by(TASK.c.done_at.desc(), TASK.c.id.desc()))
    return _shown(view, statement.order_by(TASK.c.due_at, TASK.c.id))


def task(view: View, task_id: TaskId) -> TaskRow:
    """Return a task; raise NotFoundError when there is none this person may see."""
    found = _shown(view, _statement(view).where(TASK.c.id == task_id))
    if not found:
        raise NotFoundError("task", str(task_id))
    return found[0]


def overdue(view: View, moment: datetime | None = None) -> ColumnElement[bool]:
    """Return what is overdue at a moment: past its time, or without one past its day."""
    at = moment or view.now
    day_began = start_of_day(view.today if moment is None else _day(view, at), view.zone)
    return or_(
        and_(TASK.c.has_time, TASK.c.due_at < at),
        and_(~TASK.c.has_time, TASK.c.due_at < day_began),
    )


def is_shared_task() -> ColumnElement[bool]:
    """Return which tasks concern others than their assignee: a mere reminder is one's own."""
    return or_(
        TASK.c.customer_id.is_not(None), TASK.c.lead_id.is_not(None), TASK.c.kind == TaskKind.TASK
    )


def _day(view: View, at: datetime) -> int:
    return at.astimezone(view.zone).date().toordinal()


def _asked(view: View, request: TaskRequest) -> list[ColumnElement[bool]]:
    asked = [*_of_whom(view, request), *_of_days(view, request)]
    match request.state:
        case TaskState.OPEN:
            asked.append(TASK.c.done_at.is_(None))
        case TaskState.OVERDUE:
            # The first is for the index, which knows no half days.
            asked += [TASK.c.done_at.is_(None), TASK.c.due_at < view.now, overdue(view)]
        case TaskState.DONE:
            asked.append(TASK.c.done_at.is_not(None))
        case TaskState.ALL:
            pass
    return asked


def _of_whom(view: View, request: TaskRequest) -> list[ColumnElement[bool]]:
    assignee, me = TASK.c.assignee_id, view.person.user_id
    for name in ("lead_id", "opportunity_id", "customer_id"):
        wanted = getattr(request, name)
        if wanted is not None:
            return [TASK.c[name] == wanted]
    if request.assignee_id is not None:
        return [assignee == request.assignee_id]
    if request.whose is TaskWhose.MINE:
        return [assignee == me]
    if request.state in {TaskState.DONE, TaskState.ALL}:
        # Person by person, each from the last one done.
        lately = view.now - timedelta(days=_DONE_DAYS)
        return [assignee != me, assignee.in_(_staff(view)), TASK.c.done_at >= lately]
    # Walking what is due and leaving the others out beats sorting all that the staff has.
    asked = [assignee != me]
    if view.person.scope is not Scope.ALL:
        asked.append(unindexed(assignee).in_(_staff(view)))
    return asked


def _staff(view: View) -> Select[tuple[int]]:
    if view.person.scope is Scope.ALL:
        return select(USER.c.id)
    others = user_ids_in_scope(view.person)
    return select(USER.c.id).where(false()) if others is None else others


def _of_days(view: View, request: TaskRequest) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    for column, days in ((TASK.c.due_at, request.due_days), (TASK.c.done_at, request.done_days)):
        if days is not None:
            first, last = days
            asked += [
                column >= start_of_day(first, view.zone),
                column < start_of_day(last + 1, view.zone),
            ]
    return asked


def _statement(view: View) -> Select[Any]:
    seen, seen_lead = visible_to(view.person), _leads_seen(view)
    # One's own task stays when its customer is out of sight, without the name.
    name = case((seen, CUSTOMER.c.name), else_="").label("customer")
    lead = case((seen_lead, LEAD.c.called), else_="").label("lead")
    opportunity = case((seen, OPPORTUNITY.c.name), else_="").label("opportunity")
    contact = case((seen, CONTACT.c.name), else_="").label("contact")
    return (
        select(
            TASK,
            name,
            contact,
            lead,
            opportunity,
            USER.c.name.label("assignee"),
            _MAKER.c.name.label("created_by"),
            DICTIONARY_ITEM.c.name.label("loss_reason"),
        )
        .join(USER, USER.c.id == TASK.c.assignee_id)
        .outerjoin(_MAKER, _MAKER.c.id == TASK.c.created_by_id)
        .outerjoin(CUSTOMER, CUSTOMER.c.id == TASK.c.customer_id)
        .outerjoin(CONTACT, CONTACT.c.id == TASK.c.contact_id)
        .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == TASK.c.loss_reason_id)
        .outerjoin(LEAD, LEAD.c.id == TASK.c.lead_id)
        .outerjoin(OPPORTUNITY, OPPORTUNITY.c.id == TASK.c.opportunity_id)
        .where(
            TASK.c.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            LEAD.c.deleted_at.is_(None),
            or_(*_visible(view, seen, seen_lead)),
        )
    )


def _leads_seen(view: View) -> ColumnElement[bool]:
    from crm_tui.db.queries.leads import records  # noqa: PLC0415 - the first paint reads no task

    return and_(LEAD.c.id.is_not(None), records.seen(view))


def _visible(
    view: View, seen: ColumnElement[bool], seen_lead: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    """Return which tasks the person may see; a mere reminder of another's own they may not."""
    person, task = view.person, TASK.c
    sees = [task.assignee_id == person.user_id, task.created_by_id == person.user_id]
    about_customer = task.customer_id.is_not(None)
    is_shared = is_shared_task()
    if person.scope is Scope.ALL:
        return [*sees, is_shared]
    sees.append(and_(about_customer, seen))
    sees.append(and_(task.customer_id.is_(None), seen_lead))
    staff = user_ids_in_scope(person)
    if staff is not None:
        sees.append(and_(task.assignee_id.in_(staff), is_shared))
    # What is reported to who stands above can be opened there, whatever the scope.
    sees.append(and_(task.assignee_id.in_(subordinate_ids(person.user_id)), is_shared))
    if person.covered_ids:
        sees.append(and_(task.assignee_id.in_(sorted(person.covered_ids)), is_shared))
    return sees


def _shown(view: View, statement: Select[Any]) -> list[TaskRow]:
    found = [_task(row) for row in view.connection.execute(statement)]
    hidden = hidden_ids(view, [row.customer_id for row in found if row.customer_id is not None])
    return [masked_texts(row) if row.customer_id in hidden else row for row in found]


def _task(row: Any) -> TaskRow:
    return TaskRow(
        id=TaskId(row.id),
        kind=row.kind,
        title=row.title,
        due_at=row.due_at,
        has_time=row.has_time,
        assignee_id=UserId(row.assignee_id),
        assignee=row.assignee,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        customer=row.customer or "",
        done_at=row.done_at,
        closed_reason=row.closed_reason,
        version=row.version,
        priority=row.priority,
        contact_id=None if row.contact_id is None else ContactId(row.contact_id),
        contact=row.contact or "",
        notes=row.notes,
        recurrence=_rule(row.recurrence),
        series_id=None if row.series_id is None else TaskId(row.series_id),
        outcome=row.outcome,
        review=row.review,
        loss_reason_id=row.loss_reason_id,
        loss_reason=row.loss_reason or "",
        escalated_at=row.escalated_at,
        created_at=row.created_at,
        created_by_id=None if row.created_by_id is None else UserId(row.created_by_id),
        created_by=row.created_by or "",
        lead_id=None if row.lead_id is None else LeadId(row.lead_id),
        lead=row.lead or "",
        opportunity_id=None if row.opportunity_id is None else OpportunityId(row.opportunity_id),
        opportunity=row.opportunity or "",
    )


def _rule(stored: str) -> Recurrence | None:
    if not stored:
        return None
    from crm_tui.domain.recurrences import read_recurrence  # noqa: PLC0415

    return read_recurrence(stored)

"""Leave: who is away when, so that those days do not count against what they hold."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.db.queries import covers, leaves, people, users
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import Changed, LeaveCancelled, LeaveRecorded
from crm_tui.domain.identifiers import LeaveId, UserId
from crm_tui.domain.leaves import LeavePlan, LeaveRow, as_told, why_not_leave, why_not_record
from crm_tui.domain.text import clean
from crm_tui.domain.today import CoverDone
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import protection
from crm_tui.values import dataclass

_LONGEST_REASON = 200
_MOST_ROWS = 1000
_REPORTED = 500


@dataclass(frozen=True, slots=True)
class Leaves:
    """The days on which people are away."""

    database: Database

    def report(self, actor: Actor, leave_id: LeaveId) -> list[CoverDone]:
        """Return what the cover of a leave did meanwhile, of customers in sight, newest first."""
        with self.database.reading(actor) as view:
            return covers.done_meanwhile(
                view, leaves.leave(view.connection, leave_id).id, _REPORTED
            )

    def list(
        self, actor: Actor, user_id: UserId | None = None, *, ended: bool = False
    ) -> list[LeaveRow]:
        """Return leave that has not ended, with `ended` all of it; of one person or of all.

        Why somebody is away stands in it for themselves, those above them and admins only.
        """
        with self.database.reading(actor) as view:
            from_day = 0 if ended else view.today
            rows = leaves.leave_rows(
                view.connection, user_id=user_id, from_day=from_day, limit=_MOST_ROWS
            )
            staff = users.staff_ids(view.connection, view.person.user_id)
            return [as_told(row, by=view.person, stands_above=row.user_id in staff) for row in rows]

    @operation(Permission.RECORD_LEAVE)
    def record(self, actor: Actor, plan: LeavePlan) -> Changed:
        """Note the days on which somebody is away; those days do not count.

        A period that had ended stays ended, also when the days lie in the past. Raises RefusedError
        when somebody else has to record it, when it overlaps, or when a 交接 is asked instead.
        """
        with self.database.writing(actor) as unit:
            plan = _checked(unit, plan)
            refuse_leave(unit, plan)
            leave_id = leaves.add_leave(unit, plan)
            unit.record(LeaveRecorded(record_id=leave_id, after=_values(plan)))
            protection.recompute_owner(unit, plan.user_id, cause="leave")
        return unit.changed

    @operation(Permission.RECORD_LEAVE)
    def cancel(self, actor: Actor, leave_id: LeaveId) -> Changed:
        """Note that a leave does not take place; what comes forward by it keeps its grace."""
        with self.database.writing(actor) as unit:
            row = leaves.leave(unit.connection, leave_id)
            above = users.manages(unit.connection, unit.person.user_id, row.user_id)
            refusal = why_not_record(row.person, by=unit.person, stands_above=above)
            if refusal is not None:
                raise RefusedError(refusal)
            if not row.is_cancelled:
                withdraw(unit, row)
                unit.record(LeaveCancelled(record_id=leave_id))
        return unit.changed


def withdraw(unit: Unit, row: LeaveRow) -> None:
    """Take a leave away and let its days count again."""
    leaves.set_cancelled(unit, row.id, unit.now)
    protection.recompute_owner(unit, row.user_id, cause="leave")


def reinstate(unit: Unit, row: LeaveRow) -> None:
    """Let a leave that was cancelled take place after all; raise RefusedError when it cannot."""
    refuse_leave(unit, LeavePlan(row.user_id, row.days, row.reason, row.cover_id))
    leaves.set_cancelled(unit, row.id, None)
    protection.recompute_owner(unit, row.user_id, cause="leave")


def refuse_leave(unit: Unit, plan: LeavePlan) -> None:
    """Raise RefusedError when these days cannot be leave of this person."""
    refusal = why_not_leave(
        people.user(unit.connection, plan.user_id).name,
        plan.days,
        others=users.leave_of(unit.connection, plan.user_id),
        calendar=unit.calendar,
        by=unit.person,
        stands_above=users.manages(unit.connection, unit.person.user_id, plan.user_id),
    )
    if refusal is not None:
        raise RefusedError(refusal)


def _checked(unit: Unit, plan: LeavePlan) -> LeavePlan:
    reason = clean(plan.reason)
    if len(reason) > _LONGEST_REASON:
        raise FieldError("reason", "too_long", reason[:20], limit=_LONGEST_REASON)
    if plan.days.last >= NEVER:
        raise FieldError("last_day", "required")
    cover_id = plan.cover_id
    if cover_id is not None and (
        cover_id == plan.user_id or not users.is_active(unit.connection, cover_id)
    ):
        raise FieldError("cover", "unknown", people.user(unit.connection, cover_id).name)
    return replace(plan, reason=reason)


def _values(plan: LeavePlan) -> dict[str, object]:
    return {
        "user_id": plan.user_id,
        "first_day": plan.days.first,
        "last_day": plan.days.last,
        "reason": plan.reason,
        "cover_id": plan.cover_id,
    }

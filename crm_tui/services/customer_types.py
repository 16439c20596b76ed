"""潜在 → 成交 → 流失预警 → 流失: what follows from the deals, and what is said by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_tui.db.queries import batches, customer_types, customers, dictionaries, tasks
from crm_tui.db.queries.upkeep import CUSTOMER_TYPES
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.customer_types import (
    WIN_BACK,
    WIN_BACK_DAYS,
    TypeRule,
    Unsold,
    is_at_risk,
    is_news,
    months_without_deal,
    type_regained,
    why_not_lose,
    why_not_regain,
    win_back_title,
)
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.days import start_of_day
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed, CustomerTypeChanged, JobStatus, TaskAdded
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.moments.values import months_later
from crm_tui.domain.tasks import ClosedReason, TaskKind, TaskPriority
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_text
from crm_tui.values import dataclass

CHUNK = 40
"""Customers a transaction changes: the write lock is held well under 250 ms."""
_LOOKED_AT = 2000
_NOTE_LIMIT = 500
_CAUSE = "type"


@dataclass(frozen=True, slots=True)
class CustomerTypes:
    """The type of customers as people change it, and as the rules of the office do."""

    database: Database

    def at_risk(self, actor: Actor, limit: int = 200) -> list[Unsold]:
        """Return the customers in sight that the next run would call at risk."""
        with self.database.reading(actor) as view:
            found: list[Unsold] = []
            after = 0
            while after >= 0 and len(found) < limit:
                unsold, after = _unsold(view, after)
                seen = {
                    row.id for row in customers.rows(view, [each.customer_id for each in unsold])
                }
                found += [each for each in unsold if each.customer_id in seen]
            return found[:limit]

    def loss_reasons(self, actor: Actor) -> list[tuple[int, str]]:
        """Return the words that say why a customer was lost, as (id, word)."""
        with self.database.reading(actor) as view:
            words = dictionaries.items(view.connection, DictionaryKind.LOSS_REASON)
            return [(each.id, each.name) for each in words]

    @operation(Permission.EDIT_CUSTOMER)
    def lose(
        self, actor: Actor, customer_id: CustomerId, reason_id: int, note: str = ""
    ) -> Changed:
        """Call a customer lost, with a word of the list; the task to win it back is closed.

        Raises RefusedError where it is lost already or others change it, FieldError for a word
        that there is not.
        """
        note = checked_text("note", note, limit=_NOTE_LIMIT)
        with self.database.writing(actor) as unit:
            row = access.editable(unit, customer_id)
            if refusal := why_not_lose(row.name, row.type):
                raise RefusedError(refusal)
            reason = _loss_reason(unit, reason_id)
            values = {"loss_reason_id": reason_id, "loss_note": note}
            before = _retype(unit, row, CustomerType.LOST, values)
            closed = customer_types.close_win_back(unit, customer_id, ClosedReason.LOST)
            said = {"rule": TypeRule.LOST.value, "reason": reason, "note": note, "tasks": closed}
            _record(unit, row, before, {"type": CustomerType.LOST.value, **said})
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def regain(self, actor: Actor, customer_id: CustomerId, note: str = "") -> Changed:
        """Take a customer back from the lost: 成交 where it has deals, 潜在 otherwise."""
        note = checked_text("note", note, limit=_NOTE_LIMIT)
        with self.database.writing(actor) as unit:
            row = access.editable(unit, customer_id)
            if refusal := why_not_regain(row.name, row.type):
                raise RefusedError(refusal)
            new = type_regained(is_deal=row.is_deal)
            before = _retype(unit, row, new, {"loss_reason_id": None, "loss_note": ""})
            said = {"rule": TypeRule.REGAINED.value, "note": note}
            _record(unit, row, before, {"type": new.value, **said})
        return unit.changed


@dataclass(frozen=True, slots=True)
class _Warning:
    """One run of the rule over all won customers, in short transactions."""

    database: Database

    def run(self, actor: Actor) -> int:
        """Warn of every customer that came into risk; return how many."""
        warned, after = 0, 0
        while after >= 0:
            with self.database.reading(actor) as view:
                unsold, after = _unsold(view, after)
            for start in range(0, len(unsold), CHUNK):
                warned += self.warn(actor, unsold[start : start + CHUNK])[1]
        self.finish(actor, warned)
        return warned

    @operation(Permission.SWEEP)
    def warn(self, actor: Actor, unsold: Sequence[Unsold]) -> tuple[Changed, int]:
        """Call these customers at risk, as far as nobody changed them meanwhile."""
        with self.database.writing(actor) as unit:
            won = customer_types.won(unit, [each.customer_id for each in unsold])
            levels = {row.id: row.level for row in won}
            taken = [each for each in unsold if _still_stands(unit, each, levels)]
            for each in taken:
                _warn(unit, each)
        return unit.changed, len(taken)

    @operation(Permission.SWEEP)
    def finish(self, actor: Actor, warned: int) -> None:
        """Note that the day's run is done."""
        with self.database.writing(actor) as unit:
            facts: dict[str, object] = {"day": unit.today, "customers": warned}
            batches.add_job_run(unit, CUSTOMER_TYPES, JobStatus.DONE, batch_id=None, facts=facts)


def apply_due(database: Database, actor: Actor) -> int:
    """Apply the rule where it has not run today; return how many customers are newly at risk."""
    with database.reading(actor) as view:
        last = batches.last_job_run(view, CUSTOMER_TYPES, JobStatus.DONE)
        if last is not None and last.facts["day"] == view.today:
            return 0
    return _Warning(database).run(actor)


def win_back_over(unit: Unit, row: Any) -> list[int]:
    """Close the task to win a customer back that bought again; return which those were."""
    if row.type is not CustomerType.AT_RISK:
        return []
    return customer_types.close_win_back(unit, row.id, ClosedReason.WON_BACK)


def _unsold(view: View, after: int) -> tuple[list[Unsold], int]:
    """Return the next customers at risk, and after whom to go on; -1 at the end."""
    months = view.office.work.at_risk_months
    numbers = [each for each in (months.a, months.b, months.c) if each is not None]
    until = months_later(view.today, -min(numbers)) if numbers else None
    if until is None:
        return [], -1
    dealt = customer_types.last_deal_days(view, after=after, until_day=until, limit=_LOOKED_AT)
    days = dict(dealt)
    found = [
        Unsold(
            CustomerId(row.id),
            row.name,
            None if row.owner_id is None else UserId(row.owner_id),
            row.owner or "",
            row.level,
            days[row.id],
            months_without_deal(row.level, months) or 0,
        )
        for row in customer_types.won(view, list(days))
        if is_at_risk(row.level, days[row.id], months, today=view.today)
    ]
    known = customer_types.warned_of(view, [each.customer_id for each in found])
    left = [each for each in found if each.customer_id not in known]
    return left, dealt[-1][0] if len(dealt) == _LOOKED_AT else -1


def _still_stands(unit: Unit, each: Unsold, levels: Mapping[int, Level | None]) -> bool:
    """Return whether a customer still is won, of this level and without a later deal."""
    if each.customer_id not in levels or levels[each.customer_id] is not each.level:
        return False
    return customer_types.last_deal_day(unit, each.customer_id) == each.last_deal_day


def _warn(unit: Unit, each: Unsold) -> None:
    protection.settle(unit, each.customer_id)
    row = customers.stored(unit, each.customer_id)
    before = _retype(unit, row, CustomerType.AT_RISK, {}, by_rule=True)
    said = {
        "rule": TypeRule.NO_DEAL.value,
        "months": each.months,
        "last_deal_day": each.last_deal_day,
    }
    _record(unit, row, before, {"type": CustomerType.AT_RISK.value, **said})
    months = unit.office.work.at_risk_months
    if row.owner_id is not None and is_news(
        each.level, each.last_deal_day, months, today=unit.today
    ):
        _add_task(unit, each, UserId(row.owner_id))


def _add_task(unit: Unit, each: Unsold, owner_id: UserId) -> None:
    title = win_back_title(unit.office.language, each.months)
    task_id = tasks.add_task(
        unit,
        {
            "kind": TaskKind.TASK,
            "customer_id": each.customer_id,
            "assignee_id": owner_id,
            "title": title,
            "due_at": start_of_day(unit.today + WIN_BACK_DAYS, unit.zone),
            "has_time": False,
            "priority": TaskPriority.HIGH,
            "origin": WIN_BACK,
        },
    )
    unit.record(TaskAdded(customer_id=each.customer_id, record_id=task_id, after={"title": title}))


def _retype(
    unit: Unit,
    row: Any,
    new: CustomerType,
    values: dict[str, object],
    *,
    by_rule: bool = False,
) -> dict[str, object]:
    """Store another type and match the rules of the pool again; return what undo needs."""
    before = {
        "type": row.type.value,
        "protection": protection.match_values(unit, row),
        **{name: getattr(row, name) for name in values},
    }
    customers.update_customer(unit, row.id, {"type": new, **values}, person_edit=not by_rule)
    protection.relabelled(unit, row.id, cause=_CAUSE, by_rule=by_rule)
    return before


def _record(unit: Unit, row: Any, before: dict[str, object], after: dict[str, object]) -> None:
    unit.record(
        CustomerTypeChanged(customer_id=row.id, record_id=row.id, before=before, after=after)
    )


def _loss_reason(unit: Unit, reason_id: int) -> str:
    words = dictionaries.items(unit.connection, DictionaryKind.LOSS_REASON)
    found = next((each.name for each in words if each.id == reason_id), None)
    if found is None:
        raise FieldError("reason", "unknown", str(reason_id))
    return found

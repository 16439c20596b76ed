"""What keeps a customer with its owner: locks, more days, and the clock started anew."""

from __future__ import annotations

from crm_tui.db.queries import customers, extensions, locks, pools, users
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    ClockRestarted,
    CustomerLocked,
    CustomerUnlocked,
    ExtensionDecided,
    ExtensionRequested,
)
from crm_tui.domain.extensions import (
    ExtensionNotOpen,
    ExtensionRow,
    ExtensionStatus,
    why_not_ask,
    why_not_decide,
    why_not_grant,
)
from crm_tui.domain.locks import why_beyond_quota, why_not_lock, why_not_unlock
from crm_tui.domain.pools import Holding
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import protection

_STORED = ("last_day", "deciding", "not_before_day", "not_before_cause")
LOCK_COLUMNS = ("locked_until_day", *_STORED)
EXTENSION_COLUMNS = ("extended_until_day", *_STORED)
CLOCK_COLUMNS = ("clock_day", *_STORED)
"""What each of them changes of a customer, for undo."""


def check_until(unit: Unit, until_day: int) -> None:
    """Raise FieldError for a day that has passed."""
    if until_day < unit.today:
        raise FieldError("until", "past_day")


def _manages_owner(unit: Unit, customer: Holding) -> bool:
    return users.manages(unit.connection, unit.person.user_id, customer.owner_id)


def lock_one(unit: Unit, customer: Holding, until_day: int, reason: str) -> None:
    """Lock an owned customer from today until a day, in place of a lock that holds."""
    row = customers.stored(unit, customer.customer_id)
    quota = locks.quota(unit, customer, row.clock_day or unit.today)
    refusal = why_not_lock(
        customer,
        until_day,
        by=unit.person,
        manages_owner=_manages_owner(unit, customer),
        quota=quota,
        today=unit.today,
    )
    if refusal is not None:
        raise RefusedError(refusal)
    beyond = why_beyond_quota(customer, until_day, quota=quota, today=unit.today)
    lifted = locks.lift_locks(unit, customer.customer_id)
    lock_id = locks.add_lock(unit, customer, until_day, reason)
    customers.update_customer(unit, customer.customer_id, {"locked_until_day": until_day})
    last_day = protection.refresh(unit, customer.customer_id, cause="lock")
    unit.record(
        CustomerLocked(
            customer_id=customer.customer_id,
            record_id=lock_id,
            before={**_kept(row, LOCK_COLUMNS), "lifted": lifted},
            after={
                "until_day": until_day,
                "reason": reason,
                "beyond_quota": beyond is not None,
                "last_day": last_day,
            },
        )
    )


def unlock_one(unit: Unit, customer: Holding) -> None:
    """Lift the lock of a customer today; its last day comes forward only with grace."""
    row = customers.stored(unit, customer.customer_id)
    until_day = row.locked_until_day
    refusal = why_not_unlock(
        customer,
        by=unit.person,
        manages_owner=_manages_owner(unit, customer),
        is_locked=until_day is not None and until_day >= unit.today,
    )
    if refusal is not None:
        raise RefusedError(refusal)
    lifted = locks.lift_locks(unit, customer.customer_id)
    customers.update_customer(unit, customer.customer_id, {"locked_until_day": None})
    last_day = protection.refresh(unit, customer.customer_id, cause="lock_lifted")
    unit.record(
        CustomerUnlocked(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before={**_kept(row, LOCK_COLUMNS), "lifted": lifted},
            after={"last_day": last_day},
        )
    )


def ask_one(unit: Unit, customer: Holding, until_day: int, reason: str) -> None:
    """Ask for more days for one's own customer."""
    refusal = why_not_ask(
        customer,
        until_day,
        by=unit.person,
        extension_days=extensions.extension_days(unit, customer.pool_id),
        open_until=extensions.open_until(unit, customer),
    )
    if refusal is not None:
        raise RefusedError(refusal)
    extension_id = extensions.add_extension(unit, customer, until_day, reason)
    unit.record(
        ExtensionRequested(
            customer_id=customer.customer_id,
            record_id=extension_id,
            after={"until_day": until_day, "reason": reason},
        )
    )


def decide_one(
    unit: Unit, customer: Holding, asked: ExtensionRow, status: ExtensionStatus, note: str
) -> None:
    """Grant or refuse the days that were asked for a customer."""
    _refuse_decision(unit, customer, asked, status)
    row = customers.stored(unit, customer.customer_id)
    extensions.decide_extension(unit, asked.id, status, note)
    last_day = row.last_day
    if status is ExtensionStatus.GRANTED:
        until_day = max(asked.until_day, row.extended_until_day or asked.until_day)
        customers.update_customer(unit, customer.customer_id, {"extended_until_day": until_day})
        last_day = protection.refresh(unit, customer.customer_id, cause="extension")
    unit.record(
        ExtensionDecided(
            customer_id=customer.customer_id,
            record_id=asked.id,
            before=_kept(row, EXTENSION_COLUMNS),
            after={"status": status.value, "note": note, "last_day": last_day},
        )
    )


def _refuse_decision(
    unit: Unit, customer: Holding, asked: ExtensionRow, status: ExtensionStatus
) -> None:
    if asked.status is not ExtensionStatus.ASKED or asked.period_id != customer.period_id:
        raise RefusedError(ExtensionNotOpen(customer.name, asked.status))
    manages_owner = _manages_owner(unit, customer)
    if status is ExtensionStatus.GRANTED:
        refusal = why_not_grant(
            customer,
            asked.until_day,
            by=unit.person,
            manages_owner=manages_owner,
            extension_days=extensions.extension_days(unit, customer.pool_id),
        )
    else:
        refusal = why_not_decide(customer, by=unit.person, manages_owner=manages_owner)
    if refusal is not None:
        raise RefusedError(refusal)


def restart_one(unit: Unit, customer: Holding, reason: str) -> None:
    """Let the days of an owned customer count from today, as if it were taken over now."""
    refusal = why_not_decide(customer, by=unit.person, manages_owner=_manages_owner(unit, customer))
    if refusal is not None:
        raise RefusedError(refusal)
    row = customers.stored(unit, customer.customer_id)
    pools.set_clock_day(unit, row.period_id, unit.today)
    customers.update_customer(unit, customer.customer_id, {"clock_day": unit.today})
    last_day = protection.refresh(unit, customer.customer_id, cause="restart")
    unit.record(
        ClockRestarted(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before=_kept(row, CLOCK_COLUMNS),
            after={"clock_day": unit.today, "last_day": last_day, "reason": reason},
        )
    )


def _kept(row: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}

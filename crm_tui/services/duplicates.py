"""The duplicate check and the cool-off that nobody escapes by entering a customer again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.db.queries import customers, pools
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import CoolingOff, why_cooling_off
from crm_tui.domain.users import Permission
from crm_tui.errors import DuplicateCustomerError, RefusedError
from crm_tui.services.discreet import discretion_of

Key = tuple[str, str]
_MOST_TOLD = 20


def found_duplicates(
    view: View, keys: Iterable[Key], name: str, *, but: CustomerId | None = None
) -> list[DuplicateMatch]:
    """Return who else has a customer with one of these keys, the heaviest matches first."""
    # Only who enters something needs it.
    from crm_tui.domain.duplicates import heaviest  # noqa: PLC0415

    found = customers.duplicates(view, keys, name=name)
    return heaviest(match for match in found if match.customer_id != but)[:_MOST_TOLD]


def refuse_duplicates(
    unit: Unit,
    keys: Iterable[Key],
    name: str,
    *,
    but: CustomerId | None = None,
    insists: bool = False,
) -> None:
    """Raise DuplicateCustomerError when a match stops a customer of this name with these keys.

    RefusedError where this person was told of enough customers of others.
    """
    from crm_tui.domain.duplicates import MatchLevel, why_not_enter  # noqa: PLC0415 - as above

    others = found_duplicates(unit, keys, name, but=but)
    may_override = unit.person.may(Permission.ASSIGN)
    stopping = why_not_enter(others, insists=insists, may_override=may_override)
    if not stopping:
        return
    discretion = discretion_of(unit)
    told = discretion.only_told(stopping)
    if not told:
        raise RefusedError(discretion.refusal)
    is_block = stopping[0].level is MatchLevel.BLOCK
    raise DuplicateCustomerError(told, is_final=is_block and not may_override)


def refuse_cooling_off(
    unit: Unit, keys: Sequence[Key], *, to: UserId, but: CustomerId | None = None
) -> None:
    """Raise RefusedError when one of these keys is of a customer that a person waits for."""
    refusal = why_waiting(unit, keys, to=to, but=but)
    if refusal is not None:
        raise RefusedError(refusal)


def why_waiting(
    view: View, keys: Sequence[Key], *, to: UserId, but: CustomerId | None = None
) -> CoolingOff | None:
    """Return why a person may not yet have a customer with one of these keys, or None.

    Keys that a customer has no more count as well, so neither deleting nor renaming it helps.
    """
    for customer_id in customers.customers_held_before(view, keys, (to,)):
        if customer_id == but:
            continue
        holding = customers.holding_of(customers.stored(view, customer_id))
        refusal = why_cooling_off(
            holding,
            by=pools.claimant(view, to, customer_id, holding.pool_id),
            policy=pools.policy(view, holding.pool_id),
            today=view.today,
        )
        if refusal is not None:
            return refusal
    return None


def refuse_waiting_for_its_like(unit: Unit, customer_id: CustomerId, to: UserId) -> None:
    """Raise RefusedError when a customer is a duplicate of one that a person waits for."""
    refusal = why_waiting_for_its_like(unit, customer_id, to)
    if refusal is not None:
        raise RefusedError(refusal)


def why_waiting_for_its_like(view: View, customer_id: CustomerId, to: UserId) -> CoolingOff | None:
    """Return why a person may not yet have a duplicate of a customer they gave up, or None."""
    return why_waiting(view, customers.keys_of(view, customer_id), to=to, but=customer_id)

"""Making one customer of two, after every check: nothing that belongs to either is lost."""

from __future__ import annotations

from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import customers, merging, notices, pools
from crm_tui.db.queries.merging import MergeRecord
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import (
    RULE_FIELDS,
    CustomerFields,
    CustomerType,
    Standing,
    changed_fields,
)
from crm_tui.domain.events import CustomerEdited, CustomerGivenUp, CustomerMerged
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.merging import RunningClock, joined_clock
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.pools import PeriodEnd
from crm_tui.services import protection
from crm_tui.services.customers import refresh_search, refresh_sharing
from crm_tui.services.merging.deciding import Pair

CAUSE = "merge"
_CLOCK = (
    "clock_day",
    "last_effective_day",
    "last_day",
    "deciding",
    "not_before_day",
    "not_before_cause",
)


def join(unit: Unit, pair: Pair, merged: CustomerFields) -> None:
    """Let the given-up customer go over into the kept one; record it on both."""
    record = MergeRecord()
    _keep_for_undo(unit, record, pair)
    followed = merging.keep_followed_days(unit, record, pair.kept_id)
    for each in pair.joined:
        merging.join_contact(unit, record, pair.kept_id, each)
    merging.move_attached(unit, record, pair.movers)
    _pass_tasks_on(unit, record, pair)
    merging.repoint_dismissals(unit, record, pair.kept_id, pair.given_up_id)
    merging.repoint_merged(unit, record, pair.kept_id, pair.given_up_id)
    _repoint_children(unit, record, pair)
    _store(unit, pair, merged)
    merging.note_followed_days(unit, record, pair.kept_id, followed)
    _give_up(unit, pair)
    # It is in no index any more, but its texts tell of people who stand at the kept one now.
    refresh_search(unit, customers.stored(unit, pair.given_up_id))
    _recompute(unit, record, pair, merged)
    _record_both(unit, record, pair, merged)


def _keep_for_undo(unit: Unit, record: MergeRecord, pair: Pair) -> None:
    periods = [each.period_id for each in (pair.kept, pair.given_up) if each.period_id is not None]
    merging.keep_both(unit, record, [pair.kept_id, pair.given_up_id], periods)


def _pass_tasks_on(unit: Unit, record: MergeRecord, pair: Pair) -> None:
    former, owner = pair.given_up.owner_id, pair.kept.owner_id
    if former is not None and owner is not None and former != owner:
        merging.pass_tasks_on(unit, record, UserId(former), UserId(owner))


def _repoint_children(unit: Unit, record: MergeRecord, pair: Pair) -> None:
    merging.repoint_children_set_aside(unit, record, pair.kept_id, pair.given_up_id)
    for child in merging.children_of(unit, pair.given_up_id):
        if child.id == pair.kept_id:
            continue
        child_id = CustomerId(child.id)
        customers.update_customer(unit, child_id, {"parent_id": pair.kept_id}, person_edit=True)
        unit.record(
            CustomerEdited(
                customer_id=child_id,
                record_id=child_id,
                before={"parent_id": pair.given_up_id},
                after={"parent_id": pair.kept_id},
            )
        )


def _store(unit: Unit, pair: Pair, merged: CustomerFields) -> None:
    """Write the fields of the one that is left, and all that follows from them and its contacts."""
    kept, given_up = pair.kept, pair.given_up
    values: dict[str, Any] = {
        **customers.field_values(merged),
        **_loss(pair, merged),
        "is_deal": kept.is_deal or given_up.is_deal,
        "last_follow_up_at": _later(kept.last_follow_up_at, given_up.last_follow_up_at),
    }
    if kept.owner_id is not None and kept.next_contact_at is None:
        values["next_contact_at"] = given_up.next_contact_at
        values["next_contact_note"] = given_up.next_contact_note
    changed = {name: value for name, value in values.items() if getattr(kept, name) != value}
    customers.update_customer(unit, pair.kept_id, changed, person_edit=True)
    refresh_search(unit, customers.stored(unit, pair.kept_id))
    refresh_sharing(unit, pair.kept_id)
    merging.copy_keys(unit, pair.kept_id, pair.given_up_id)


def _loss(pair: Pair, merged: CustomerFields) -> dict[str, object]:
    """Return why it was lost, of whichever was lost, as long as it is."""
    lost = next(
        (each for each in (pair.kept, pair.given_up) if each.type is CustomerType.LOST), None
    )
    if merged.type is not CustomerType.LOST or lost is None:
        return {"loss_reason_id": None, "loss_note": ""}
    return {"loss_reason_id": lost.loss_reason_id, "loss_note": lost.loss_note}


def _later(one: Any, other: Any) -> Any:
    return max((each for each in (one, other) if each is not None), default=None)


def _give_up(unit: Unit, pair: Pair) -> None:
    """Take the given-up customer out of all lists, its period ended."""
    given_up = pair.given_up
    if given_up.owner_id is not None:
        close = pools.PeriodClose(PeriodEnd.MERGED, unit.now, unit.today, note=pair.kept.name)
        pools.end_period(unit, customers.holding_of(given_up), close)
    customers.set_aside(unit, pair.given_up_id, Standing.DELETED, None, "")
    merging.mark_merged(unit, pair.given_up_id, pair.kept_id)
    search.unindex(unit, {given_up.id: search.stored_columns(given_up)})
    customers.keep_keys(unit, [given_up.id])


def _told(unit: Unit, pair: Pair) -> list[int]:
    """Tell whoever lost the given-up one to somebody else; return who was told."""
    former = pair.given_up.owner_id
    if former is None or former == pair.kept.owner_id:
        return []
    # Of no customer: what they held is gone, and the other they need not see.
    is_told = notices.tell(
        unit,
        UserId(former),
        NoticeKind.CUSTOMER_MERGED,
        record_id=pair.given_up_id,
        words=pair.given_up.name,
    )
    return [former] if is_told else []


def _recompute(unit: Unit, record: MergeRecord, pair: Pair, merged: CustomerFields) -> None:
    """Let the kept one's last day follow from what it is now, and from both clocks of one owner."""
    if pair.kept.owner_id is None:
        return
    if pair.has_one_owner:
        clock = joined_clock(_clock_of(pair.kept), _clock_of(pair.given_up))
        values = {name: getattr(clock, name) for name in _CLOCK}
        customers.update_customer(unit, pair.kept_id, values)
        merging.join_period(
            unit, record, pair.kept.period_id, pair.given_up.period_id, clock.clock_day
        )
    was = customers.fields_of(pair.kept)
    if RULE_FIELDS & {change.name for change in changed_fields(was, merged)}:
        protection.relabelled(unit, pair.kept_id, cause=CAUSE)
    else:
        protection.refresh(unit, pair.kept_id, cause=CAUSE)


def _clock_of(row: Any) -> RunningClock:
    return RunningClock(**{name: getattr(row, name) for name in _CLOCK})


def _record_both(unit: Unit, record: MergeRecord, pair: Pair, merged: CustomerFields) -> None:
    """Write the two events; the last one is the first to be taken back, and takes back all."""
    changes = changed_fields(customers.fields_of(pair.kept), merged)
    unit.record(
        CustomerGivenUp(
            customer_id=pair.given_up_id,
            record_id=pair.kept_id,
            after={"name": pair.given_up.name, "into": merged.name},
        )
    )
    unit.record(
        CustomerMerged(
            customer_id=pair.kept_id,
            record_id=pair.given_up_id,
            before={"rows": record.stored()},
            after={
                "told": _told(unit, pair),
                "name": pair.given_up.name,
                "fields": {change.name: change.after for change in changes},
            },
        )
    )

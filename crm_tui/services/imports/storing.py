"""Add to the prepared rows what only the transaction knows: when, by whom, whose, until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from crm_tui.db.bulk import BulkContact, BulkCustomer, BulkFollowUp
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.follow_ups import Ineffective
from crm_tui.domain.imports import DatedNote
from crm_tui.domain.pools import PeriodStart, opens_after_entry
from crm_tui.services.imports.clocks import OPENING, ImportedClock
from crm_tui.services.imports.placing import Placed

_MORNING = timedelta(hours=9)

# The same columns in the same order wherever a row goes, so that all go in one statement.
_IN_POOL: dict[str, object] = {
    "owner_id": None,
    "owned_since": None,
    "clock_day": None,
    "last_effective_day": None,
    "rule_id": None,
    "last_day": NEVER,
    "deciding": "",
    "not_before_day": None,
    "not_before_cause": "",
    "next_contact_at": None,
    "is_self_found": False,
    "reserved_for_id": None,
    "reserved_until_day": None,
}


WordIds = Mapping[tuple[str, str], int]
"""The ids of words that were added, by the field that holds one and the word."""


class BulkMaker:
    """Makes what is written for the rows of one import."""

    def __init__(self, unit: Unit, words: WordIds) -> None:
        self._unit = unit
        self._today = unit.today
        self._words = words
        self._stamps = {
            "created_at": unit.now,
            "created_by_id": unit.person.user_id,
            "updated_at": unit.now,
            "updated_by_id": unit.person.user_id,
        }

    @cached_property
    def _event(self) -> dict[str, object]:
        # Only an import that stores something makes a batch.
        return {
            "batch_id": self._unit.batch_id,
            "at": self._unit.now,
            "kind": CustomerCreated.kind(),
            "before": {},
        }

    def customer(
        self, placed: Placed, clock: ImportedClock | None, prepared: BulkCustomer
    ) -> BulkCustomer:
        """Return a prepared customer with all that is to be written of it."""
        stamps, words = self._stamps, placed.row.new_words
        return replace(
            prepared,
            values={
                **stamps,
                **self._home(placed),
                **self._holding(placed, clock),
                **{field: self._words[field, word] for field, word in words.items()},
            },
            contacts=[
                BulkContact({**contact.values, **stamps}, contact.phones)
                for contact in prepared.contacts
            ],
            periods=[] if clock is None else [self._period(placed, clock)],
            follow_ups=[self._note(placed, note) for note in placed.row.notes],
            contact_day=None if clock is None else clock.last_effective_day,
            events=[
                {
                    **self._event,
                    "after": {"name": placed.row.name, "owned": clock is not None},
                }
            ],
        )

    def _note(self, placed: Placed, note: DatedNote) -> BulkFollowUp:
        author_id = placed.holder_id or self._unit.person.user_id
        said = imported_talk(note.text, self._morning_of(note.day), author_id)
        return BulkFollowUp({**self._stamps, **said})

    def _home(self, placed: Placed) -> dict[str, object]:
        closed_hours = placed.policy.new_closed_hours
        is_owned = placed.owner_id is not None and not placed.is_reserved
        return {
            "pool_id": placed.policy.pool_id,
            "opens_at": None if is_owned else opens_after_entry(self._unit.now, closed_hours),
            "pool_since": None if is_owned else self._unit.now,
            "is_deal": placed.is_deal,
            "last_follow_up_at": self._morning(_last_day(placed)),
        }

    def _holding(self, placed: Placed, clock: ImportedClock | None) -> dict[str, object]:
        if clock is not None:
            return {
                "owner_id": placed.owner_id,
                "owned_since": self._since(clock),
                "clock_day": clock.clock_day,
                "last_effective_day": clock.last_effective_day,
                "rule_id": clock.rule_id,
                "last_day": clock.last_day,
                "deciding": clock.deciding,
                "not_before_day": clock.not_before_day,
                "not_before_cause": "" if clock.not_before_day is None else OPENING,
                "next_contact_at": self._morning(placed.row.opening.next_contact),
                "is_self_found": placed.is_self_found,
                "reserved_for_id": None,
                "reserved_until_day": None,
            }
        if placed.is_reserved:
            return {
                **_IN_POOL,
                "reserved_for_id": placed.owner_id,
                "reserved_until_day": self._today + self._unit.office.reserve_days,
            }
        return _IN_POOL

    def _period(self, placed: Placed, clock: ImportedClock) -> dict[str, object]:
        return {
            "owner_id": placed.owner_id,
            "pool_id": placed.policy.pool_id,
            "started_at": self._since(clock),
            "start_day": clock.clock_day,
            "clock_day": clock.clock_day,
            "how_started": PeriodStart.IMPORTED,
            "started_by_id": self._unit.person.user_id,
        }

    def _since(self, clock: ImportedClock) -> datetime:
        if clock.clock_day == self._today:
            return self._unit.now
        return start_of_day(clock.clock_day, self._unit.zone)

    def _morning(self, day: int | None) -> datetime | None:
        return None if day is None else self._morning_of(day)

    def _morning_of(self, day: int) -> datetime:
        return morning_of(self._unit, day)


def morning_of(unit: Unit, day: int) -> datetime:
    """Return when something of a day without a time is said to have been, or to be."""
    return start_of_day(day, unit.zone) + _MORNING


def imported_talk(content: str, at: datetime, author_id: int) -> dict[str, object]:
    """Return the columns of a follow-up that was brought along: it moves no deadline."""
    return {
        "author_id": author_id,
        "method_id": None,
        "result_id": None,
        "content": content,
        "happened_at": at,
        "clock_day": None,
        "effective": False,
        "why_not_effective": Ineffective.IMPORTED.value,
    }


def _last_day(placed: Placed) -> int | None:
    days = [note.day for note in placed.row.notes]
    if placed.row.opening.last_follow_up is not None:
        days.append(placed.row.opening.last_follow_up)
    return max(days, default=None)

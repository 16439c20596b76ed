"""What only the transaction knows of the rows: when, by whom, whose, until when."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta

from crm_tui.db import bulk
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.staged_insertions import NOTE_COLUMNS, Home
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import NEVER, start_of_day
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


class HomeMaker:
    """Makes what customers that come to lie in one place have in common."""

    def __init__(self, view: View) -> None:
        self._view = view

    def home(self, placed: Placed, clock: ImportedClock | None) -> Home:
        """Return what is written of the place of a customer."""
        return Home(
            {**self._home(placed), **self._holding(placed, clock)},
            placed.holder_id or self._view.person.user_id,
            {} if clock is None else self._period(placed, clock),
            None if clock is None else clock.last_effective_day,
        )

    def _home(self, placed: Placed) -> dict[str, object]:
        closed_hours = placed.policy.new_closed_hours
        is_owned = placed.owner_id is not None and not placed.is_reserved
        return {
            "pool_id": placed.policy.pool_id,
            "opens_at": None if is_owned else opens_after_entry(self._view.now, closed_hours),
            "pool_since": None if is_owned else self._view.now,
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
                "reserved_until_day": self._view.today + self._view.office.reserve_days,
            }
        return _IN_POOL

    def _period(self, placed: Placed, clock: ImportedClock) -> dict[str, object]:
        return {
            "pool_id": placed.policy.pool_id,
            "started_at": self._since(clock),
            "start_day": clock.clock_day,
            "clock_day": clock.clock_day,
            "how_started": PeriodStart.IMPORTED,
        }

    def _since(self, clock: ImportedClock) -> datetime:
        if clock.clock_day == self._view.today:
            return self._view.now
        return start_of_day(clock.clock_day, self._view.zone)

    def _morning(self, day: int | None) -> datetime | None:
        return None if day is None else self._morning_of(day)

    def _morning_of(self, day: int) -> datetime:
        return morning_of(self._view, day)


def morning_of(view: View, day: int) -> datetime:
    """Return when something of a day without a time is said to have been, or to be."""
    return start_of_day(day, view.zone) + _MORNING


def noted(view: View, note: DatedNote) -> tuple[object, ...]:
    """Return the columns of a note as it is staged."""
    said = imported_talk(note.text, morning_of(view, note.day), 0)
    return tuple(
        bulk.encoded(
            view.connection.dialect, FOLLOW_UP, {name: said[name] for name in NOTE_COLUMNS}
        ).values()
    )


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


def home_key(placed: Placed, clock: ImportedClock | None) -> Hashable:
    """Return what is the same in two rows that have a home in common."""
    return (
        *(placed.policy.pool_id, placed.owner_id, placed.is_reserved),
        *(placed.is_self_found, placed.is_deal, clock, _last_day(placed)),
        placed.row.opening.next_contact,
    )


def _last_day(placed: Placed) -> int | None:
    if not placed.row.notes:
        return placed.row.opening.last_follow_up
    days = [note.day for note in placed.row.notes]
    if placed.row.opening.last_follow_up is not None:
        days.append(placed.row.opening.last_follow_up)
    return max(days)

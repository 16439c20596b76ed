"""Turn sample customers into what is written: every column as the services would have stored it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from crm_tui.db.bulk import BulkContact, BulkCustomer, BulkFollowUp
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pools import (
    ClockFacts,
    Deciding,
    PeriodEnd,
    PeriodStart,
    Policy,
    Protection,
    RuleFacts,
    protection,
    rule_facts,
)
from crm_tui.domain.samples import SampleCustomer, SampleFollowUp, SamplePeriod, SampleTask
from crm_tui.services.bulk_values import (
    contact_values,
    customer_values,
    index_words,
)
from crm_tui.services.customers import derived_values, duplicate_keys

_COUNTED_STARTS = frozenset({PeriodStart.CLAIMED, PeriodStart.ASSIGNED})

# The same columns in the same order as an owned customer's, so that both go in one statement.
_IN_POOL: dict[str, object] = {
    "owner_id": None,
    "owned_since": None,
    "rule_id": None,
    "is_self_found": False,
    "clock_day": None,
    "last_effective_day": None,
    "last_day": NEVER,
    "deciding": "",
    "next_contact_at": None,
    "next_contact_note": "",
}


class SampleWriter:
    """Makes bulk rows of sample customers for one transaction."""

    def __init__(self, unit: Unit, policies: Mapping[PoolId, Policy]) -> None:
        self._unit = unit
        self._policies = policies
        self._batch_id = unit.batch_id
        self._protections: dict[tuple[PoolId, RuleFacts, ClockFacts], Protection] = {}

    def written(self, sample: SampleCustomer) -> BulkCustomer:
        """Return the rows of one customer."""
        fields, people = sample.fields, sample.contacts
        derived = derived_values(fields, people)
        stamps = _stamps(sample.created_at, sample.created_by_id)
        values = {
            **customer_values(fields),
            **derived,
            **stamps,
            "pool_id": sample.pool_id,
            "last_follow_up_at": max(
                (said.happened_at for period in sample.periods for said in period.follow_ups),
                default=None,
            ),
            "holder_count": _claims(sample),
            "is_deal": fields.type is CustomerType.DEAL,
            "pool_since": None if sample.owner_id else _left_at(sample),
        }
        return BulkCustomer(
            values=values | (self._holding(sample) if sample.owner_id else _IN_POOL),
            keys=duplicate_keys(fields, people),
            tokens=index_words(derived),
            contacts=[_contact(person, stamps) for person in people],
            periods=self._periods(sample),
            follow_ups=[
                _follow_up(said, place)
                for place, period in enumerate(sample.periods)
                for said in period.follow_ups
            ],
            tasks=[_task(each) for each in sample.tasks],
            events=[self._event(sample)],
        )

    def _holding(self, sample: SampleCustomer) -> dict[str, object]:
        period = sample.periods[-1]
        days = [said.day for said in period.follow_ups if said.why_not_effective is None]
        effective_day = max(days, default=None)
        found = self._protection(sample, ClockFacts(period.start_day, effective_day))
        return {
            "owner_id": sample.owner_id,
            "owned_since": period.started_at,
            "rule_id": found.rule.id if found.rule else None,
            "is_self_found": period.how_started is PeriodStart.CREATED,
            "clock_day": period.start_day,
            "last_effective_day": effective_day,
            "last_day": found.last_day,
            "deciding": found.deciding.value,
            "next_contact_at": sample.next_contact_at,
            "next_contact_note": sample.next_contact_note,
        }

    def _protection(self, sample: SampleCustomer, clock: ClockFacts) -> Protection:
        key = (sample.pool_id, rule_facts(sample.fields), clock)
        found = self._protections.get(key)
        if found is None:
            found = protection(
                key[1],
                clock,
                rules=self._policies[sample.pool_id].rules,
                calendar=self._unit.calendar,
            )
            self._protections[key] = found
        return found

    def _periods(self, sample: SampleCustomer) -> list[dict[str, object]]:
        rules = self._policies[sample.pool_id].rules
        rows: list[dict[str, object]] = []
        number = 0
        for period in sample.periods:
            number += period.how_started in _COUNTED_STARTS
            row: dict[str, object] = {
                "owner_id": period.owner_id,
                "pool_id": sample.pool_id,
                "rule_id": rules[0].id if rules else None,
                "started_at": period.started_at,
                "start_day": period.start_day,
                "clock_day": period.start_day,
                "how_started": period.how_started,
                "started_by_id": period.started_by_id,
                "holder_number": number,
            }
            rows.append(row | _ending(period))
        return rows

    def _event(self, sample: SampleCustomer) -> dict[str, object]:
        is_own = bool(sample.periods) and sample.periods[0].how_started is PeriodStart.CREATED
        return {
            "batch_id": self._batch_id,
            "at": sample.created_at,
            "kind": CustomerCreated.kind(),
            "before": {},
            "after": {"name": sample.fields.name, "owned": is_own},
        }


def _claims(sample: SampleCustomer) -> int:
    return sum(period.how_started in _COUNTED_STARTS for period in sample.periods)


def _left_at(sample: SampleCustomer) -> datetime:
    ends = (period.ended_at for period in sample.periods if period.ended_at is not None)
    return max(ends, default=sample.created_at)


def _stamps(at: datetime, by: int) -> dict[str, object]:
    return {"created_at": at, "created_by_id": by, "updated_at": at, "updated_by_id": by}


@lru_cache(maxsize=50_000)
def _reading(name: str) -> str:
    return person_pinyin(name)


def _contact(person: ContactFields, stamps: Mapping[str, object]) -> BulkContact:
    reading = _reading(person.name)
    return BulkContact({**contact_values(person), "pinyin": reading, **stamps}, person.phones)


def _ending(period: SamplePeriod) -> dict[str, object]:
    is_reclaimed = period.how_ended is PeriodEnd.RECLAIMED
    by = None if is_reclaimed or period.ended_at is None else period.owner_id
    return {
        "ended_at": period.ended_at,
        "end_day": period.end_day,
        "noticed_at": period.ended_at,
        "how_ended": period.how_ended,
        "ended_by_id": by,
        "reason_id": period.reason_id,
        "end_note": period.end_note,
        "deciding": Deciding.IDLE.value if is_reclaimed else "",
    }


def _follow_up(said: SampleFollowUp, place: int) -> BulkFollowUp:
    why = said.why_not_effective
    values = {
        **_stamps(said.happened_at, said.author_id),
        "author_id": said.author_id,
        "method_id": said.method_id,
        "result_id": said.result_id,
        "mood": said.mood,
        "content": said.content,
        "happened_at": said.happened_at,
        "clock_day": said.day if why is None else None,
        "effective": why is None,
        "why_not_effective": "" if why is None else why.value,
        "next_contact_at": said.next_contact_at,
        "next_contact_note": said.next_contact_note,
    }
    period = place if why is None else None
    return BulkFollowUp(values, said.contact, period, said.facts, said.method)


def _task(task: SampleTask) -> dict[str, object]:
    return {
        **_stamps(task.created_at, task.assignee_id),
        "kind": task.kind,
        "assignee_id": task.assignee_id,
        "title": task.title,
        "due_at": task.due_at,
        "done_at": task.done_at,
        "done_by_id": None if task.done_at is None else task.assignee_id,
    }

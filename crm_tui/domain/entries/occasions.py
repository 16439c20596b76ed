"""What a person is told before a follow-up is saved: of whom it is, and whether it would count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from crm_tui.domain.customers import CustomerRecord
from crm_tui.domain.days import day_of
from crm_tui.domain.entries.values import Known
from crm_tui.domain.follow_ups import FollowUpDraft, FollowUpFacts, Ineffective, why_not_effective
from crm_tui.domain.rhythms import proposed_contact_day
from crm_tui.domain.work_settings import DEFAULT_WORK, ByLevel
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Occasion:
    """A customer that a follow-up is about to be written of, and all that reading one needs."""

    record: CustomerRecord
    known: Known
    facts: FollowUpFacts
    """What decides whether one written just now counts."""
    late_entry_days: int
    rhythm: ByLevel = DEFAULT_WORK.rhythm_days
    """What the office asks of each level: the next contact is proposed from it."""

    def at(self, now: datetime) -> Occasion:
        """Return the same at a later instant, for as long as somebody types."""
        today = day_of(now, self.known.zone)
        facts = replace(self.facts, happened_at=now, happened_day=today, today=today)
        return replace(self, known=replace(self.known, now=now), facts=facts)

    @property
    def proposed_day(self) -> int | None:
        """Return the day of the next contact by the rhythm of the level, or None for none."""
        today = day_of(self.known.now, self.known.zone)
        return proposed_contact_day(self.record.row.level, self.rhythm, today=today)

    def why_not_effective(self, draft: FollowUpDraft) -> Ineffective | None:
        """Return why a follow-up would move no deadline, or None when it would."""
        counts = {each.id: each.counts for each in self.known.words}
        happened_at = min(draft.happened_at, self.known.now)
        facts = replace(
            self.facts,
            has_content=bool(draft.content),
            method_counts=counts.get(draft.method_id or 0, True),
            result_counts=counts.get(draft.result_id or 0, True),
            happened_at=happened_at,
            happened_day=day_of(happened_at, self.known.zone),
        )
        calendar = self.known.calendar
        return why_not_effective(facts, calendar=calendar, late_entry_days=self.late_entry_days)

"""What happened to a customer: who held it, what they did, and how it ended, told backwards.

Only days before today are used, so that a story does not depend on the hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import PeriodEnd, PeriodStart
from crm_tui.domain.samples import sentences
from crm_tui.domain.samples.deadlines import Deadlines
from crm_tui.domain.samples.dice import Dice, weighted
from crm_tui.domain.samples.moments import Moments
from crm_tui.domain.samples.sentences import Phase
from crm_tui.domain.samples.talks import LAST_MINUTE, OPENING_MINUTE, Situation, Talker, Words
from crm_tui.domain.samples.values import Member, SamplePeriod
from crm_tui.values import dataclass

_OVERDUE = 0.013
_URGENT = 0.14
_URGENT_DAYS = weighted((0, 3), (1, 4), (2, 4), (3, 3))
_TALKS = weighted((0, 2), (1, 5), (2, 5), (3, 4), (4, 2), (5, 1))
_EARLIER_WHEN_OWNED = weighted((0, 65), (1, 25), (2, 10))
_EARLIER_IN_POOL = weighted((0, 45), (1, 38), (2, 17))
_NEXT_DAYS = weighted((-2, 4), (-1, 6), (0, 18), (1, 18), (2, 12), (4, 16), (7, 14), (14, 12))
_PLANNED = 0.8
_ENDINGS = weighted((PeriodEnd.RECLAIMED, 11), (PeriodEnd.RETURNED, 9))
_STARTS = weighted((PeriodStart.CLAIMED, 7), (PeriodStart.ASSIGNED, 3))
_OWN_FIRST = 0.5
_WON = 0.14
_LOST = 0.4
_WAY = (Phase.OPENING, Phase.NEEDS, Phase.PROPOSAL, Phase.NEGOTIATION)
_BUDGETS = (3, 5, 8, 12, 15, 20, 32, 48, 80)
_MINOR_PER_TEN_THOUSAND = 1_000_000
_OLDEST_END_DAYS = 200


@dataclass(frozen=True, slots=True)
class Story:
    """All that happened to a customer, the oldest first."""

    phase: Phase
    budget_minor: int
    first_day: int
    created_at: datetime
    created_by_id: UserId | None
    periods: tuple[SamplePeriod, ...]
    next_contact_at: datetime | None = None
    next_contact_note: str = ""


class Storyteller:
    """Tells stories in which every deadline is the one that the rules compute."""

    def __init__(self, dice: Dice, moments: Moments, words: Words) -> None:
        self._dice = dice
        self._moments = moments
        self._today = moments.today
        self._words = words
        self._talker = Talker(dice, moments, words)

    def story(
        self,
        owner: Member | None,
        sellers: Sequence[Member],
        deadlines: Deadlines,
        contacts: Sequence[ContactFields],
    ) -> Story:
        """Return what happened until `owner` holds the customer, or until it lies in the pool."""
        dice = self._dice
        people = tuple(sentences.courteous(each.name, each.title) for each in contacts)
        budget = dice.one_of(_BUDGETS)
        now = Situation(people, self._phase(owner), f"{budget}万")
        held: list[SamplePeriod] = []
        if owner is not None:
            held.append(self._current(owner, deadlines, now))
        for _ in range(dice.one_of(_EARLIER_WHEN_OWNED if owner else _EARLIER_IN_POOL)):
            before = self._earlier(sellers, held, deadlines, now)
            if before is None:
                break
            held.append(before)
        told = self._told(held[::-1], now.phase, budget)
        return told if owner is None else self._planned(told, owner)

    def _phase(self, owner: Member | None) -> Phase:
        if owner is None:
            return Phase.STALLED if self._dice.chance(_LOST) else Phase.OPENING
        return Phase.DEAL if self._dice.chance(_WON) else self._dice.one_of(_WAY)

    # --- periods, the newest first ---------------------------------------------------------------

    def _current(self, owner: Member, deadlines: Deadlines, now: Situation) -> SamplePeriod:
        dice = self._dice
        if dice.chance(_OVERDUE):
            anchor = deadlines.anchor_ending(self._today - dice.between(1, 3))
            return self._held(owner, anchor, deadlines, now)
        is_urgent = dice.chance(_URGENT)
        left = dice.one_of(_URGENT_DAYS) if is_urgent else dice.between(2, deadlines.longest)
        anchor = deadlines.anchor_ending(self._today + left)
        while deadlines.last_day(anchor) < self._today:
            # Holidays leave days on which nothing ends; then the next one is taken.
            anchor += 1
        return self._held(owner, anchor, deadlines, now)

    def _earlier(
        self,
        sellers: Sequence[Member],
        held: Sequence[SamplePeriod],
        deadlines: Deadlines,
        now: Situation,
    ) -> SamplePeriod | None:
        """Return the period before those told; None when it would be the same person's or old."""
        dice = self._dice
        owner, how = dice.one_of(sellers), dice.one_of(_ENDINGS)
        is_same = bool(held) and held[-1].owner_id == owner.user_id
        next_day = held[-1].start_day if held else self._today
        end_day = next_day - 1 - dice.below(5 + dice.below(30))
        if is_same or end_day < self._today - _OLDEST_END_DAYS:
            return None
        if how is PeriodEnd.RECLAIMED:
            anchor = deadlines.anchor_ending(end_day - 1)
            end_day = deadlines.last_day(anchor) + 1
        else:
            anchor = end_day - dice.between(0, deadlines.longest // 2)
        then = replace(now, phase=Phase.STALLED if dice.chance(0.5) else dice.one_of(_WAY))
        return self._ended(self._held(owner, anchor, deadlines, then), how, end_day)

    def _held(
        self, owner: Member, anchor: int, deadlines: Deadlines, then: Situation
    ) -> SamplePeriod:
        """Return a period whose clock stands on the anchor: its last talk, or its first day."""
        dice = self._dice
        number = dice.one_of(_TALKS)
        days = [anchor] if number else []
        for _ in range(number - 1):
            days.append(days[-1] - dice.between(1, min(9, deadlines.longest - 3)))
        start_day = days[-1] - dice.below(3) if days else anchor
        how = dice.one_of(_STARTS)
        is_assigned = how is PeriodStart.ASSIGNED and owner.manager_id is not None
        return SamplePeriod(
            owner_id=owner.user_id,
            started_at=self._moments.at(start_day, OPENING_MINUTE - 1 - dice.below(30)),
            start_day=start_day,
            how_started=how if is_assigned else PeriodStart.CLAIMED,
            started_by_id=owner.manager_id or owner.user_id if is_assigned else owner.user_id,
            follow_ups=self._talker.talks(owner, start_day, days[::-1], then),
        )

    def _ended(self, period: SamplePeriod, how: PeriodEnd, end_day: int) -> SamplePeriod:
        if how is PeriodEnd.RECLAIMED:
            ended_at = self._moments.at(end_day, 0)
            return replace(period, how_ended=how, end_day=end_day, ended_at=ended_at)
        code = self._dice.one_of(tuple(sentences.RETURN_NOTES))
        return replace(
            period,
            how_ended=how,
            end_day=end_day,
            ended_at=self._moments.at(end_day, LAST_MINUTE + 10 + self._dice.below(60)),
            reason_id=self._words[DictionaryKind.RETURN_REASON, code],
            end_note=self._dice.one_of(sentences.RETURN_NOTES[code]),
        )

    # --- the whole, the oldest first -------------------------------------------------------------

    def _told(self, periods: list[SamplePeriod], phase: Phase, budget: int) -> Story:
        dice = self._dice
        creator: UserId | None = None
        if periods and dice.chance(_OWN_FIRST):
            periods[0] = _entered_by_owner(periods[0])
            creator, created_at = periods[0].owner_id, periods[0].started_at
            created_day = periods[0].start_day
        else:
            newest = periods[0].start_day - 1 if periods else self._today - 1
            created_day = newest - dice.below(20 if periods else 120)
            created_at = self._moments.at(created_day, dice.between(OPENING_MINUTE, LAST_MINUTE))
        return Story(
            phase=phase,
            budget_minor=budget * _MINOR_PER_TEN_THOUSAND,
            first_day=created_day - dice.below(15),
            created_at=created_at,
            created_by_id=creator,
            periods=tuple(periods),
        )

    def _planned(self, story: Story, owner: Member) -> Story:
        """Return the story with what the owner plans next, as their last follow-up says it."""
        dice = self._dice
        if not dice.chance(_PLANNED):
            return story
        period = story.periods[-1]
        own = [
            place for place, each in enumerate(period.follow_ups) if each.author_id == owner.user_id
        ]
        last_day = period.follow_ups[own[-1]].day if own else period.start_day
        day = max(self._today + dice.one_of(_NEXT_DAYS), last_day + 1)
        at = self._moments.at(day, 30 * dice.between(18, 35))
        note = dice.one_of(sentences.NEXT_STEPS[story.phase])
        if own:
            said = list(period.follow_ups)
            said[own[-1]] = replace(said[own[-1]], next_contact_at=at, next_contact_note=note)
            period = replace(period, follow_ups=tuple(said))
        periods = (*story.periods[:-1], period)
        return replace(story, periods=periods, next_contact_at=at, next_contact_note=note)


def _entered_by_owner(period: SamplePeriod) -> SamplePeriod:
    return replace(period, how_started=PeriodStart.CREATED, started_by_id=period.owner_id)

"""The follow-ups of one ownership period: talks that move the clock, and what is noted beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import Ineffective
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import FactKind
from crm_tui.domain.samples import sentences
from crm_tui.domain.samples.dice import Dice
from crm_tui.domain.samples.moments import Moments
from crm_tui.domain.samples.sentences import Phase
from crm_tui.domain.samples.values import Member, SampleFollowUp
from crm_tui.values import dataclass

Words = Mapping[tuple[DictionaryKind, str], int]

OPENING_MINUTE, LAST_MINUTE = 9 * 60, 18 * 60

_HELPED = 0.04
_GREETED = 0.05
_SOMEBODY = "对方"
_VISITING = frozenset({"visit"})
_WAY = (Phase.OPENING, Phase.NEEDS, Phase.PROPOSAL, Phase.NEGOTIATION, Phase.DEAL)


@dataclass(frozen=True, slots=True)
class Situation:
    """What colours the talks with one customer: its people, how far it is, the money."""

    people: tuple[str, ...]
    """What its contacts are called; empty when none is known."""
    phase: Phase
    budget: str


class Talker:
    """Writes follow-ups."""

    def __init__(self, dice: Dice, moments: Moments, words: Words) -> None:
        self._dice = dice
        self._moments = moments
        self._methods = _by_code(words, DictionaryKind.FOLLOW_UP_METHOD)
        self._results = _by_code(words, DictionaryKind.FOLLOW_UP_RESULT)

    def talks(
        self, owner: Member, start_day: int, days: Sequence[int], situation: Situation
    ) -> tuple[SampleFollowUp, ...]:
        """Return the follow-ups of these days in order of time; that of the last day counts."""
        found = [
            self._talk(owner, day, _phase_at(situation.phase, place, len(days)), situation,
                       counts=day == days[-1])
            for place, day in enumerate(days)
        ]  # fmt: skip
        if days:
            found += self._asides(owner, start_day, days[-1])
            found.sort(key=lambda each: each.happened_at)
        return tuple(found)

    def _talk(
        self, owner: Member, day: int, phase: Phase, situation: Situation, *, counts: bool
    ) -> SampleFollowUp:
        dice = self._dice
        contact = dice.below(len(situation.people)) if situation.people else None
        who = _SOMEBODY if contact is None else situation.people[contact]
        said = sentences.said(dice, phase, who, situation.budget, counts=counts)
        is_counted = said.result not in sentences.UNCOUNTED
        return SampleFollowUp(
            author_id=owner.user_id,
            happened_at=self._moments.at(day, dice.between(OPENING_MINUTE, LAST_MINUTE)),
            day=day,
            method_id=self._methods[said.method],
            method=said.method,
            result_id=self._results[said.result],
            content=said.text,
            mood=said.mood,
            contact=contact,
            why_not_effective=None if is_counted else Ineffective.RESULT_DOES_NOT_COUNT,
            facts=_facts_of(said.method) if is_counted else (),
        )

    def _asides(self, owner: Member, start_day: int, last_day: int) -> list[SampleFollowUp]:
        """Return what is written down and moves no clock: a greeting, a manager's remark."""
        dice, found = self._dice, []
        if dice.chance(_GREETED):
            text, why = dice.one_of(sentences.GREETINGS), Ineffective.METHOD_DOES_NOT_COUNT
            day = dice.between(start_day, last_day)
            found.append(self._aside(owner.user_id, day, "greeting", text, why))
        if owner.manager_id is not None and dice.chance(_HELPED):
            text, why = dice.one_of(sentences.REMARKS), Ineffective.NOT_OWNER
            day = dice.between(start_day, last_day)
            found.append(self._aside(owner.manager_id, day, "remark", text, why))
        return found

    def _aside(
        self, author_id: UserId, day: int, method: str, text: str, why: Ineffective
    ) -> SampleFollowUp:
        return SampleFollowUp(
            author_id=author_id,
            happened_at=self._moments.at(day, self._dice.between(OPENING_MINUTE, LAST_MINUTE)),
            day=day,
            method_id=self._methods[method],
            method=method,
            result_id=None,
            content=text,
            why_not_effective=why,
        )


def _by_code(words: Words, kind: DictionaryKind) -> dict[str, int]:
    return {code: item_id for (of_kind, code), item_id in words.items() if of_kind is kind}


def _facts_of(method: str) -> tuple[FactKind, ...]:
    return (FactKind.CONTACT, FactKind.VISIT) if method in _VISITING else (FactKind.CONTACT,)


def _phase_at(reached: Phase, place: int, number: int) -> Phase:
    """Return how far things were at one of several talks, the last of which got this far."""
    if reached is Phase.STALLED:
        return reached if place == number - 1 else Phase.OPENING if place == 0 else Phase.NEEDS
    goal = _WAY.index(reached)
    return _WAY[goal * (place + 1) // number] if number else reached

"""等级评估: levels proposed each month from what a customer brings and may bring."""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum

from crm_tui.domain.customers import Level
from crm_tui.domain.days import date_of
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.work_settings import Thresholds, Weights
from crm_tui.values import dataclass

FULL = 100
"""The best score, of a part and of the whole."""
UNKNOWN_CREDIT = 50
"""The credit of a customer of whom no deal says anything."""
REVIEWED_MONTHS = 12
"""Months whose deals count."""
GREAT = 2
"""So many times the average earns the full points."""
BUDGET_POINTS, NEEDS_POINTS, CHAIN_POINTS, _SIZE_POINTS = 40, 20, 20, 20
_LARGE_HEADCOUNT, _SOME_HEADCOUNT = 100, 20
_NUMBER = re.compile(r"[0-9]{1,9}")


class ProposalStatus(Enum):
    """What became of a proposed level."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What is known of a customer when its level is worked out; amounts in minor units."""

    amount_minor: int = 0
    deals: int = 0
    voided: int = 0
    """Deals of the period that were taken back."""
    has_bought: bool = False
    """Whether any deal of theirs stands, however old."""
    budget_minor: int | None = None
    has_needs: bool = False
    has_decision_chain: bool = False
    headcount: str = ""

    @property
    def says_nothing(self) -> bool:
        """Return whether nothing is known from which a level could follow."""
        return self == ReviewFacts(headcount=self.headcount) and headcount_of(self.headcount) == 0


@dataclass(frozen=True, slots=True)
class Averages:
    """What customers of the office bring and plan on average; zero where none does."""

    amount_minor: int = 0
    budget_minor: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What some customers bring and plan, from which averages follow: parts of an office add up."""

    amount_minor: int = 0
    buyers: int = 0
    budget_minor: int = 0
    planners: int = 0
    headcounts: frozenset[str] = frozenset()
    """How their headcounts are written."""

    def joined(self, other: Measured) -> Measured:
        """Return what these customers and others come to."""
        return Measured(
            self.amount_minor + other.amount_minor,
            self.buyers + other.buyers,
            self.budget_minor + other.budget_minor,
            self.planners + other.planners,
            self.headcounts | other.headcounts,
        )

    @property
    def averages(self) -> Averages:
        """Return what each of them brings on average, and what each who plans anything plans."""
        return Averages(
            self.amount_minor // self.buyers if self.buyers else 0,
            self.budget_minor // self.planners if self.planners else 0,
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """What all customers of a review are measured by."""

    since_day: int
    averages: Averages
    headcounts: frozenset[str]
    weights: Weights
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a customer's score, and the whole; each from 0 to 100."""

    contribution: int
    credit: int
    potential: int
    total: int


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposed level as listed."""

    id: int
    month: int
    customer_id: CustomerId
    customer: str
    owner_id: UserId | None
    owner: str
    from_level: Level | None
    to_level: Level
    current_level: Level | None
    """What stands now; somebody may have changed it since."""
    score: Score
    deals: int
    amount_minor: int
    status: ProposalStatus
    decided_at: datetime | None
    decided_by: str
    has_bought: bool = True
    """Whether any deal stood; who never bought is judged by what may still come alone."""


@dataclass(frozen=True, slots=True)
class LevelChange:
    """One change of a customer's level: when, by whom, and whether a review proposed it."""

    at: datetime
    person: str
    from_level: Level | None
    to_level: Level | None
    score: int | None = None
    """The score of the review that proposed it; None where somebody changed it by hand."""


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What a review proposes, or would propose: how many levels, and the first of them."""

    month: int
    dry_run: bool
    looked_at: int
    proposed: int
    shown: tuple[tuple[CustomerId, str, Level | None, Level, Score], ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """Somebody decided on the proposal already."""

    customer: str
    status: ProposalStatus


@dataclass(frozen=True, slots=True)
class ProposalNotYours:
    """Only who stands above the owner, and an administrator, decides on a level."""

    customer: str


ProposalRefusal = ProposalDecided | ProposalNotYours


def month_of(day: int) -> int:
    """Return the month of a day as a number such as 202611."""
    date = date_of(day)
    return date.year * 100 + date.month


def headcount_of(text: str) -> int:
    """Return the least number of people that a text such as 100-500人 means; 0 for none."""
    found = _NUMBER.search(text)
    return 0 if found is None else int(found[0])


def size_points(headcount: str) -> int:
    """Return what a customer's size promises."""
    people = headcount_of(headcount)
    if people >= _LARGE_HEADCOUNT:
        return _SIZE_POINTS
    return _SIZE_POINTS // 2 if people >= _SOME_HEADCOUNT else 0


def contribution(facts: ReviewFacts, averages: Averages) -> int:
    """Return what the deals of the period bring: the full score from twice the average on."""
    return _share(facts.amount_minor, averages.amount_minor, FULL)


def credit(facts: ReviewFacts) -> int:
    """Return how far what was agreed stood: the share of deals that were not taken back."""
    made = facts.deals + facts.voided
    return UNKNOWN_CREDIT if made == 0 else facts.deals * FULL // made


def potential(facts: ReviewFacts, averages: Averages) -> int:
    """Return what may still come: budget, needs, who decides, and how large they are."""
    return (
        _share(facts.budget_minor or 0, averages.budget_minor, BUDGET_POINTS)
        + (NEEDS_POINTS if facts.has_needs else 0)
        + (CHAIN_POINTS if facts.has_decision_chain else 0)
        + size_points(facts.headcount)
    )


def scored(facts: ReviewFacts, averages: Averages, weights: Weights) -> Score:
    """Return the score of a customer; one that never bought is judged by its potential alone."""
    parts = (contribution(facts, averages), credit(facts), potential(facts, averages))
    shares = (weights.contribution, weights.credit, weights.potential)
    if not facts.has_bought and weights.potential:
        shares = (0, 0, weights.potential)
    total = sum(part * share for part, share in zip(parts, shares, strict=True)) // sum(shares)
    return Score(*parts, total)


def level_for(score: int, thresholds: Thresholds) -> Level:
    """Return the level of a score: A and B from their thresholds on, C below."""
    if score >= thresholds.a:
        return Level.A
    return Level.B if score >= thresholds.b else Level.C


def proposed_level(
    current: Level | None,
    facts: ReviewFacts,
    averages: Averages,
    *,
    weights: Weights,
    thresholds: Thresholds,
) -> tuple[Level, Score] | None:
    """Return another level for a customer with its score, or None where nothing is to change.

    Of a customer of whom nothing is known nothing is proposed.
    """
    if facts.says_nothing:
        return None
    score = scored(facts, averages, weights)
    level = level_for(score.total, thresholds)
    return None if level is current else (level, score)


def why_not_decide(
    row: ProposalRow, *, is_admin: bool, stands_above: bool
) -> ProposalRefusal | None:
    """Return why somebody may not decide on a proposal, or None."""
    if row.status is not ProposalStatus.OPEN:
        return ProposalDecided(row.customer, row.status)
    return None if is_admin or stands_above else ProposalNotYours(row.customer)


def _share(amount: int, average: int, points: int) -> int:
    if amount <= 0 or average <= 0:
        return 0
    return min(points, amount * points // (average * GREAT))

"""等级评估: levels worked out each month, accepted or refused by who stands above."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import batches, customers, level_reviews, level_scores, users
from crm_tui.db.queries.upkeep import LEVEL_REVIEW
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.customers import Level
from crm_tui.domain.events import CustomerEdited, JobStatus, LevelDecided, LevelProposed
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.level_reviews import (
    REVIEWED_MONTHS,
    LevelChange,
    Measure,
    Measured,
    ProposalRow,
    ProposalStatus,
    ReviewReport,
    month_of,
    why_not_decide,
)
from crm_tui.domain.moments.values import months_later
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import CrmError, NotPermittedError, RefusedError
from crm_tui.services.customers.editing import edit_fields
from crm_tui.services.outcomes import BatchOutcome, Outcome
from crm_tui.values import dataclass

_AT_ONCE = 10_000
"""Numbers of customers whose proposals are written together: the lock is held for a moment."""
_CHANGES_READ = 500


@dataclass(frozen=True, slots=True)
class LevelReviews:
    """The levels proposed for customers, as people decide on them."""

    database: Database

    def preview(self, actor: Actor, limit: int = 50) -> ReviewReport:
        """Return what a review of this month would propose; the customers in sight are named."""
        review = _Review.of(self.database, actor)
        count, shown = 0, list[level_scores.Shown]()
        for part in review.parts:
            with self.database.reading(actor) as view:
                count += level_scores.count_proposed(view, review.measure, part)
                room = limit - len(shown)
                if room > 0:
                    shown += level_scores.some_proposed(view, review.measure, part, room)
        return ReviewReport(review.month, True, review.looked_at, count, tuple(shown))

    def review(self, actor: Actor) -> ReviewReport:
        """Work out this month's levels now, again where they were; what is proposed stays.

        Raises NotPermittedError for who does not decide on levels.
        """
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.GRANT):
                raise NotPermittedError(Permission.GRANT.value)
        return _LevelReview(self.database).review(actor)

    def proposals(
        self, actor: Actor, customer_id: CustomerId | None = None, *, limit: int = 200
    ) -> list[ProposalRow]:
        """Return the proposals on which this person may decide, or all of a visible customer."""
        with self.database.reading(actor) as view:
            if customer_id is None:
                return level_reviews.to_decide(view, limit)
            customers.record(view, customer_id)
            return level_reviews.proposals(view, customer_id=customer_id, status=None, limit=limit)

    @operation(Permission.GRANT)
    def accept(self, actor: Actor, proposal_ids: Sequence[int]) -> BatchOutcome:
        """Give customers the levels proposed, as by an edit; each is answered for by itself."""
        return self._decide(actor, proposal_ids, ProposalStatus.ACCEPTED)

    @operation(Permission.GRANT)
    def refuse(self, actor: Actor, proposal_ids: Sequence[int]) -> BatchOutcome:
        """Leave customers the levels they have; each is answered for by itself."""
        return self._decide(actor, proposal_ids, ProposalStatus.REFUSED)

    def history(self, actor: Actor, customer_id: CustomerId) -> list[LevelChange]:
        """Return the changes of a customer's level, the newest first."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            return _changes(view, customer_id)

    def _decide(
        self, actor: Actor, proposal_ids: Sequence[int], status: ProposalStatus
    ) -> BatchOutcome:
        with self.database.writing(actor) as unit:
            results = tuple(
                _decided(unit, proposal_id, status) for proposal_id in dict.fromkeys(proposal_ids)
            )
        return BatchOutcome(unit.changed, results)


@dataclass(frozen=True, slots=True)
class _Review:
    """What the customers of an office are measured by this month, part by part.

    Each part is read or written by itself: nobody waits for the whole of a large office.
    """

    month: int
    measure: Measure
    parts: tuple[range, ...]
    looked_at: int

    @classmethod
    def of(cls, database: Database, actor: Actor) -> _Review:
        """Return the measure of this month."""
        with database.reading(actor) as view:
            month, since_day = month_of(view.today), months_later(view.today, -REVIEWED_MONTHS) or 1
            held, last_id = level_scores.size_of_office(view)
            work = view.office.work
        parts = tuple(range(first, first + _AT_ONCE) for first in range(0, last_id + 1, _AT_ONCE))
        found = Measured()
        for part in parts:
            with database.reading(actor) as view:
                found = found.joined(level_scores.measured(view, since_day, part))
        weights, thresholds = work.evaluation_weights, work.level_thresholds
        measure = Measure(since_day, found.averages, found.headcounts, weights, thresholds)
        return cls(month, measure, parts, held)


@dataclass(frozen=True, slots=True)
class _LevelReview:
    """One review of the whole office, in short transactions."""

    database: Database

    def review(self, actor: Actor) -> ReviewReport:
        """Write the proposals of this month and let the managers know."""
        review = _Review.of(self.database, actor)
        written = sum(self.write(actor, review, part) for part in review.parts)
        self.finish(actor, review.month, written)
        return ReviewReport(review.month, False, review.looked_at, written)

    @operation(Permission.SWEEP)
    def write(self, actor: Actor, review: _Review, part: range) -> int:
        """Write proposals; who has one of the month already keeps it."""
        with self.database.writing(actor) as unit:
            return level_scores.write_proposed(unit, review.month, review.measure, part)

    @operation(Permission.SWEEP)
    def finish(self, actor: Actor, month: int, written: int) -> None:
        """Note that the review is done; what earlier months proposed is open no more."""
        with self.database.writing(actor) as unit:
            level_reviews.drop_open(unit, month)
            if written:
                unit.record(LevelProposed(after={"month": month, "proposed": written}))
            facts: dict[str, object] = {"month": month, "proposed": written}
            batch_id = unit.changed.batch_id
            batches.add_job_run(unit, LEVEL_REVIEW, JobStatus.DONE, batch_id=batch_id, facts=facts)


def apply_due(database: Database, actor: Actor) -> int:
    """Review the levels where it was not done this month; return how many are proposed."""
    with database.reading(actor) as view:
        last = batches.last_job_run(view, LEVEL_REVIEW, JobStatus.DONE)
        if last is not None and last.facts["month"] == month_of(view.today):
            return 0
    return _LevelReview(database).review(actor).proposed


def _decided(unit: Unit, proposal_id: int, status: ProposalStatus) -> Outcome:
    try:
        row = level_reviews.proposal(unit, proposal_id)
    except CrmError as error:
        return Outcome(CustomerId(proposal_id), "", error)
    refusal = why_not_decide(
        row,
        is_admin=unit.person.is_admin,
        stands_above=users.manages(unit.connection, unit.person.user_id, row.owner_id),
    )
    if refusal is not None:
        return Outcome(row.customer_id, row.customer, RefusedError(refusal))
    try:
        with unit.trying():
            if status is ProposalStatus.ACCEPTED:
                edit_fields(unit, row.customer_id, {"level": row.to_level})
            level_reviews.decide(unit, row.id, status, by_id=unit.person.user_id)
            unit.record(_event(row, status))
    except CrmError as error:
        return Outcome(row.customer_id, row.customer, error)
    return Outcome(row.customer_id, row.customer, None)


def _event(row: ProposalRow, status: ProposalStatus) -> LevelDecided:
    return LevelDecided(
        customer_id=row.customer_id,
        record_id=row.id,
        before={"status": row.status.value},
        after={
            "status": status.value,
            "from_level": row.from_level,
            "to_level": row.to_level,
            "score": row.score.total,
        },
    )


def _changes(view: View, customer_id: CustomerId) -> list[LevelChange]:
    events = batches.events_of_customer(view, customer_id, _CHANGES_READ)
    scores = {
        (event.at, event.after.get("to_level")): event.after.get("score")
        for event in events
        if event.kind == LevelDecided.kind()
    }
    found = []
    for event in events:
        if event.kind == CustomerEdited.kind() and "level" in event.after:
            old, new = event.before.get("level"), event.after["level"]
            score = scores.get((event.at, new))
            found.append(
                LevelChange(
                    event.at,
                    event.actor,
                    Level(old) if old else None,
                    Level(new) if new else None,
                    score if isinstance(score, int) else None,
                )
            )
    return found

"""等级评估: levels worked out each month, accepted or refused by who stands above."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import batches, customers, level_reviews, users
from crm_tui.db.queries.upkeep import LEVEL_REVIEW
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.customers import Level
from crm_tui.domain.events import CustomerEdited, JobStatus, LevelDecided, LevelProposed
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.level_reviews import (
    REVIEWED_MONTHS,
    Averages,
    LevelChange,
    ProposalRow,
    ProposalStatus,
    ReviewFacts,
    ReviewReport,
    Score,
    month_of,
    proposed_level,
    why_not_decide,
)
from crm_tui.domain.moments.values import months_later
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import CrmError, NotPermittedError, RefusedError
from crm_tui.services.customers.editing import edit_fields
from crm_tui.services.outcomes import BatchOutcome, Outcome
from crm_tui.values import dataclass

_LOOKED_AT = 2000
_WRITTEN = 500
_CHANGES_READ = 500
Proposed = tuple[CustomerId, Level | None, Level, Score, ReviewFacts]
Shown = tuple[CustomerId, str, Level | None, Level, Score]


@dataclass(frozen=True, slots=True)
class LevelReviews:
    """The levels proposed for customers, as people decide on them."""

    database: Database

    def preview(self, actor: Actor, limit: int = 50) -> ReviewReport:
        """Return what a review of this month would propose; the customers in sight are named."""
        with self.database.reading(actor) as view:
            month, review = month_of(view.today), _Review.of(view)
            looked_at, count, after = 0, 0, 0
            shown: list[Shown] = []
            while after >= 0:
                proposed, number, after = review.propose(view, after)
                looked_at += number
                count += len(proposed)
                if len(shown) < limit:
                    shown += _in_sight(view, proposed)
        return ReviewReport(month, True, looked_at, count, tuple(shown[:limit]))

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
    """What all customers of a review are measured by."""

    averages: Averages
    since_day: int

    @classmethod
    def of(cls, view: View) -> _Review:
        """Return the measure of this month."""
        since_day = months_later(view.today, -REVIEWED_MONTHS) or 1
        return cls(level_reviews.averages(view, since_day), since_day)

    def propose(self, view: View, after: int) -> tuple[list[Proposed], int, int]:
        """Return proposals for the next customers, how many they are, and where to go on."""
        work = view.office.work
        rows = level_reviews.reviewed(view, after=after, since_day=self.since_day, limit=_LOOKED_AT)
        found = []
        for customer_id, level, facts in rows:
            proposed = proposed_level(
                level,
                facts,
                self.averages,
                weights=work.evaluation_weights,
                thresholds=work.level_thresholds,
            )
            if proposed is not None:
                found.append((customer_id, level, proposed[0], proposed[1], facts))
        return found, len(rows), rows[-1][0] if len(rows) == _LOOKED_AT else -1


@dataclass(frozen=True, slots=True)
class _LevelReview:
    """One review of the whole office, in short transactions."""

    database: Database

    def review(self, actor: Actor) -> ReviewReport:
        """Write the proposals of this month and let the managers know."""
        looked_at, written, after = 0, 0, 0
        with self.database.reading(actor) as view:
            month, review = month_of(view.today), _Review.of(view)
        while after >= 0:
            with self.database.reading(actor) as view:
                proposed, number, after = review.propose(view, after)
            looked_at += number
            for start in range(0, len(proposed), _WRITTEN):
                written += self.write(actor, month, proposed[start : start + _WRITTEN])
        self.finish(actor, month, written)
        return ReviewReport(month, False, looked_at, written)

    @operation(Permission.SWEEP)
    def write(self, actor: Actor, month: int, proposed: Sequence[Proposed]) -> int:
        """Write proposals; who has one of the month already keeps it."""
        with self.database.writing(actor) as unit:
            return level_reviews.add_proposals(unit, month, proposed)

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


def _in_sight(view: View, proposed: Sequence[Proposed]) -> list[Shown]:
    names = {row.id: row.name for row in customers.rows(view, [each[0] for each in proposed])}
    return [
        (each[0], names[each[0]], each[1], each[2], each[3])
        for each in proposed
        if each[0] in names
    ]


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

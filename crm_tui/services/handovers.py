"""交接: pass on everything somebody holds, with a slip that each receiver confirms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from crm_tui.db.queries import handovers, packets, pools, tasks, users
from crm_tui.db.queries.hidden_texts import shown_one
from crm_tui.db.queries.leads import records
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import Changed, CustomerHandedOver, HandoverConfirmed, HandoverMade
from crm_tui.domain.handovers import (
    HandoverLineRow,
    HandoverPacket,
    HandoverPlan,
    HandoverPreview,
    HandoverRow,
    HandoverWay,
    NoLongerHeld,
    NotAboveBoth,
    NothingToHandOver,
    PlanRefusal,
    ReceiverLoad,
    Share,
    shares,
    why_not_plan,
)
from crm_tui.domain.identifiers import BatchId, CustomerId, HandoverId, UserId
from crm_tui.domain.pools import (
    Holding,
    PeriodEnd,
    PeriodStart,
    why_cooling_off,
)
from crm_tui.domain.tasks import ClosedReason
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.services.leads.giving import pass_leads_on
from crm_tui.services.movements.passing import Passing, pass_on
from crm_tui.services.outcomes import CHUNK, Outcome, Progress, attempt_each
from crm_tui.services.pools import Batch, give_back
from crm_tui.services.tasks.giving import pass_tasks_on
from crm_tui.values import dataclass

LISTED = 1000
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A hand-over that was made: its slip, its batch, and what became of each customer."""

    handover_id: HandoverId
    batch_id: BatchId | None
    results: tuple[Outcome, ...]
    left: int = 0
    """How many were not reached before it was stopped."""

    @property
    def done(self) -> tuple[Outcome, ...]:
        """Return the customers that were passed on."""
        return tuple(result for result in self.results if result.error is None)

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """Return the customers that stayed, each with the reason."""
        return tuple(result for result in self.results if result.error is not None)


@dataclass(slots=True)
class _Slip:
    """The slip being written, over all its transactions."""

    from_user_id: UserId
    reason: str
    handover_id: HandoverId | None = None
    batch_id: BatchId | None = None


@dataclass(frozen=True, slots=True)
class Handovers:
    """Hand-overs as those above make them and receivers confirm them."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def preview(self, actor: Actor, from_user_id: UserId, plan: HandoverPlan) -> HandoverPreview:
        """Return what a hand-over would do, and what else of the person needs a decision.

        Raises RefusedError for a plan that cannot be carried out, and for who may not.
        """
        with self.database.reading(actor) as view:
            person = _person(view, from_user_id)
            found = _shared(view, from_user_id, person, plan)
            return HandoverPreview(
                from_user_id=from_user_id,
                person=person,
                customers=len(found),
                loads=_loads(view, found),
                open_tasks=handovers.open_task_count(view, from_user_id),
                seats=tuple(handovers.seats_of(view, from_user_id)),
                reports=tuple(handovers.direct_reports(view, from_user_id)),
                own_reminders=handovers.own_reminder_count(view, from_user_id),
                open_leads=_open_leads(view, from_user_id),
            )

    def show(
        self, actor: Actor, handover_id: HandoverId, *, limit: int = LISTED
    ) -> tuple[HandoverRow, list[HandoverLineRow]]:
        """Return a slip with its lines; who only receives reads their own."""
        with self.database.reading(actor) as view:
            slip = handovers.handover(view, handover_id)
            return slip, handovers.lines(view, slip, limit)

    def mine(self, actor: Actor, *, limit: int = LISTED) -> list[HandoverLineRow]:
        """Return what was handed over to this person and waits to be confirmed."""
        with self.database.reading(actor) as view:
            return handovers.unconfirmed(view, limit)

    def list(self, actor: Actor, *, limit: int = LISTED) -> list[HandoverRow]:
        """Return the slips that concern this person, the newest first."""
        with self.database.reading(actor) as view:
            return handovers.handovers(view, limit)

    def packet(self, actor: Actor, customer_id: CustomerId) -> HandoverPacket:
        """Return what the next owner should know of a customer that one may see."""
        with self.database.reading(actor) as view:
            return shown_one(view, packets.packet(view, customer_id))

    # --- passing on ------------------------------------------------------------------------------

    def hand_over(
        self,
        actor: Actor,
        from_user_id: UserId,
        plan: HandoverPlan,
        reason: str,
        *,
        progress: Progress | None = None,
    ) -> HandedOver:
        """Pass on everything somebody holds; limits may be exceeded, which is recorded.

        Long ones take several transactions and are one batch of the history; where `progress`
        stops them, the customers not reached stay. So does one that its receiver may not have
        back yet, with the reason. Raises FieldError for no reason.
        """
        words = checked_text("reason", reason, limit=_LONGEST_REASON)
        if not words:
            raise FieldError("reason", "required")
        slip = _Slip(from_user_id, words)
        with self.database.reading(actor) as view:
            found = _shared(view, from_user_id, _person(view, from_user_id), plan)
        results: list[Outcome] = []
        # Who holds no customer may still have tasks and leads.
        for start in range(0, max(len(found), 1), CHUNK):
            results += self._pass_chunk(actor, slip, plan, found[start : start + CHUNK])
            if progress is not None and not progress(len(results), len(found)):
                break
        if slip.handover_id is None:
            raise NotFoundError("user", str(from_user_id))
        left = len(found) - len(results)
        while not left and self._pass_tasks(actor, slip, plan):
            pass
        while not left and self._pass_leads(actor, slip, plan):
            pass
        return HandedOver(slip.handover_id, slip.batch_id, tuple(results), left)

    @operation(Permission.HAND_OVER)
    def _pass_chunk(
        self, actor: Actor, slip: _Slip, plan: HandoverPlan, chunk: Sequence[Share]
    ) -> tuple[Outcome, ...]:
        with self.database.writing(actor) as unit:
            if slip.batch_id is not None:
                unit.continue_batch(slip.batch_id)
            person = _person(unit, slip.from_user_id)
            _refuse(_why_not_make(unit, slip.from_user_id, person, plan))
            handover_id = slip.handover_id or _begin(unit, slip)
            results = _pass_shares(unit, slip, handover_id, chunk)
            batch_id = unit.batch_id
        slip.handover_id, slip.batch_id = handover_id, batch_id
        return results

    @operation(Permission.HAND_OVER)
    def _pass_tasks(self, actor: Actor, slip: _Slip, plan: HandoverPlan) -> int:
        """Pass on some of what else somebody has to do; return how many, 0 when none is left.

        They go to the one receiver, else to who hands over.
        """
        with self.database.writing(actor) as unit:
            if slip.batch_id is not None:
                unit.continue_batch(slip.batch_id)
            is_to_one = plan.way is HandoverWay.PERSON and len(plan.everybody) == 1
            to = plan.everybody[0] if is_to_one else unit.person.user_id
            return pass_tasks_on(unit, slip.from_user_id, to)

    @operation(Permission.HAND_OVER)
    def _pass_leads(self, actor: Actor, slip: _Slip, plan: HandoverPlan) -> int:
        """Pass on some of the open leads; return how many, 0 when none is left."""
        with self.database.writing(actor) as unit:
            if slip.batch_id is not None:
                unit.continue_batch(slip.batch_id)
            return pass_leads_on(unit, slip.from_user_id, plan, CHUNK)

    @operation(Permission.VIEW)
    def confirm(
        self,
        actor: Actor,
        handover_id: HandoverId,
        customer_ids: Sequence[CustomerId] | None = None,
    ) -> tuple[Changed, int]:
        """Confirm one's own lines of a slip, all or these; return how many were confirmed now."""
        with self.database.writing(actor) as unit:
            handovers.handover(unit, handover_id)
            confirmed = handovers.confirm_lines(unit, handover_id, customer_ids)
            if confirmed:
                unit.record(HandoverConfirmed(record_id=handover_id, after={"ids": confirmed}))
        return unit.changed, len(confirmed)


def _begin(unit: Unit, slip: _Slip) -> HandoverId:
    handover_id = handovers.add_handover(unit, slip.from_user_id, slip.reason)
    unit.record(
        HandoverMade(
            record_id=handover_id, after={"from": slip.from_user_id, "reason": slip.reason}
        )
    )
    return handover_id


def _open_leads(view: View, user_id: UserId) -> int:
    return records.open_leads_of(view, [user_id]).get(user_id, 0)


def _person(view: View, user_id: UserId) -> str:
    return handovers.name_and_held(view, user_id)[0]


def _refuse(refusal: PlanRefusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _shared(view: View, from_user_id: UserId, person: str, plan: HandoverPlan) -> list[Share]:
    if not view.person.may(Permission.HAND_OVER):
        raise NotPermittedError(Permission.HAND_OVER.value)
    _refuse(_why_not_make(view, from_user_id, person, plan))
    for receiver_id in plan.everybody:
        if not users.is_active(view.connection, receiver_id):
            raise NotFoundError("user", str(receiver_id))
    held = handovers.held_by(view, from_user_id)
    has_more = tasks.open_elsewhere(view, from_user_id) or _open_leads(view, from_user_id)
    if not held and not has_more:
        raise RefusedError(NothingToHandOver(person))
    return shares(plan, held)


def _why_not_make(
    view: View, from_user_id: UserId, person: str, plan: HandoverPlan
) -> PlanRefusal | None:
    refusal = why_not_plan(plan, from_user_id=from_user_id, person=person)
    if refusal is not None or view.person.is_admin:
        return refusal
    me = view.person.user_id
    for user_id in (from_user_id, *plan.everybody):
        if user_id != me and not users.manages(view.connection, me, user_id):
            return NotAboveBoth(_person(view, user_id))
    return None


def _loads(view: View, found: Sequence[Share]) -> tuple[ReceiverLoad, ...]:
    maxima = pools.general_limits(view)
    gets = Counter(share.to for share in found)
    return tuple(_load(view, to, number, maxima) for to, number in gets.most_common())


def _load(view: View, to: UserId | None, gets: int, maxima: Mapping[UserId, int]) -> ReceiverLoad:
    if to is None:
        return ReceiverLoad(None, "", gets, 0, None)
    name, held = handovers.name_and_held(view, to)
    return ReceiverLoad(to, name, gets, held, maxima.get(to))


def _pass_shares(
    unit: Unit, slip: _Slip, handover_id: HandoverId, chunk: Sequence[Share]
) -> tuple[Outcome, ...]:
    batch = Batch(unit, slip.reason)
    # Locked in the one order of everybody, so that two hand-overs never wait for each other.
    for user_id in sorted({share.to for share in chunk if share.to is not None}):
        batch.receiver(user_id)
    receivers = {share.customer.customer_id: share.to for share in chunk}

    def act(_unit: Unit, customer: Holding) -> None:
        if customer.owner_id != slip.from_user_id:
            raise RefusedError(NoLongerHeld(customer.name))
        _pass_one(batch, customer, receivers[customer.customer_id], slip.reason, handover_id)

    results = attempt_each(unit, receivers, act)
    stayed = {result.customer_id for result in results if result.error is not None}
    handovers.add_lines(
        unit, handover_id, [each for each in chunk if each.customer.customer_id not in stayed]
    )
    return results


def _pass_one(
    batch: Batch, customer: Holding, to: UserId | None, reason: str, handover_id: HandoverId
) -> None:
    if to is None:
        give_back(batch.unit, customer, how=PeriodEnd.HANDED_OVER, note=reason)
        return
    cooling = why_cooling_off(
        customer,
        by=batch.claimant(to, customer),
        policy=batch.policy(customer.pool_id),
        today=batch.unit.today,
    )
    if cooling is not None:
        raise RefusedError(cooling)
    passing = Passing(
        PeriodStart.HANDED_OVER, PeriodEnd.HANDED_OVER, ClosedReason.HANDED_OVER, reason
    )
    before, after = pass_on(batch, customer, to, passing)
    batch.unit.record(
        CustomerHandedOver(
            customer_id=customer.customer_id, record_id=handover_id, before=before, after=after
        )
    )

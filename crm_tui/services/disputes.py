"""撞单: file, weigh and decide who may keep a customer that two people work on."""

from __future__ import annotations

from crm_tui.db.queries import customers, disputes, teams, users
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.disputes import (
    AlreadyDisputed,
    DisputeOutcome,
    DisputeRow,
    DisputeStatus,
    Evidence,
    NobodyToDispute,
    why_not_decide,
    why_not_judge,
    why_not_withdraw,
)
from crm_tui.domain.events import (
    Changed,
    CustomerTransferred,
    DisputeDecided,
    DisputeFiled,
    DisputeWithdrawn,
)
from crm_tui.domain.identifiers import CustomerId, DisputeId, UserId
from crm_tui.domain.pools import (
    Holding,
    OwnedByAnother,
    PeriodEnd,
    PeriodStart,
    why_cooling_off,
)
from crm_tui.domain.tasks import ClosedReason
from crm_tui.domain.teams import Seat, TeamRole
from crm_tui.domain.text import name_key, phone_key
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services import protection
from crm_tui.services.checks import checked_text
from crm_tui.services.discreet import told
from crm_tui.services.movements.passing import Passing, pass_on
from crm_tui.services.pools import Batch
from crm_tui.services.references import one_of
from crm_tui.values import dataclass

LISTED = 200
_LONGEST_NOTE = 1000
_LONGEST_REASON = 500
_SHARED_SEAT = Seat(TeamRole.COLLABORATION, can_write=True)


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody files: the customer, what they say, and who stands on the other side.

    A customer out of sight is named by `found_by`, its exact name or a phone, or by sharing one
    with `other_customer_id`, which the filer sees. The other side is the owner unless it is named.
    """

    customer_id: CustomerId
    note: str
    other_customer_id: CustomerId | None = None
    found_by: str = ""
    against_id: UserId | None = None


@dataclass(frozen=True, slots=True)
class Disputes:
    """Disputes as both sides and those above them see them."""

    database: Database

    def list(
        self, actor: Actor, *, only_open: bool = True, limit: int = LISTED
    ) -> list[DisputeRow]:
        """Return the disputes one is a side of or may decide, the newest first."""
        with self.database.reading(actor) as view:
            return shown(view, disputes.disputes(view, only_open=only_open, limit=limit))

    def show(self, actor: Actor, dispute_id: DisputeId) -> DisputeRow:
        """Return a dispute; raise NotFoundError when there is none that concerns this person."""
        with self.database.reading(actor) as view:
            return shown_one(view, disputes.dispute(view, dispute_id))

    def evidence(self, actor: Actor, dispute_id: DisputeId) -> Evidence:
        """Return what both sides can show: who entered first, held and followed up from when on.

        The recorded exception to visibility: for who stands above both sides, or an admin.
        """
        with self.database.reading(actor) as view:
            found = disputes.dispute(view, dispute_id)
            refusal = why_not_judge(found, by=view.person, above_both=_above_both(view, found))
            if refusal is not None:
                raise RefusedError(refusal)
            ids = _customers_of(found)
            return Evidence(
                shown_one(view, found),
                disputes.side(view, found.filed_by_id, found.filed_by, ids),
                disputes.side(view, found.against_id, found.against, ids),
            )

    def find_customer(self, actor: Actor, found_by: str) -> CustomerId:
        """Return the customer that has exactly this name or phone, whoever may see it.

        Raises NotFoundError when none has, AmbiguousReferenceError when several have, RefusedError
        when this person was told of as many customers of others as the office lets them.
        """
        matches = told(self.database, actor, lambda view: _exactly(view, found_by))
        found = {match.customer_id: found_by for match in matches}
        return one_of("customer", found_by, list(found.items()))

    @operation(Permission.FILE_DISPUTE)
    def file(self, actor: Actor, filing: Filing) -> tuple[Changed, DisputeId]:
        """Say that a customer is one's own as well; either side may.

        Raises NotFoundError for a customer that is neither in sight nor found by an exact key.
        """
        note = checked_text("note", filing.note, limit=_LONGEST_NOTE, multiline=True)
        if not note:
            raise FieldError("note", "required")
        if filing.found_by:
            told(self.database, actor, lambda view: _exactly(view, filing.found_by))
        with self.database.writing(actor) as unit:
            customer = _disputed(unit, filing)
            against_id = _other_side(unit, filing, customer)
            ids = [each for each in (filing.customer_id, filing.other_customer_id) if each]
            already = disputes.open_dispute(unit, ids)
            if already is not None:
                raise RefusedError(AlreadyDisputed(already))
            values: dict[str, object] = {
                "customer_id": filing.customer_id,
                "other_customer_id": filing.other_customer_id,
                "against_id": against_id,
                "note": note,
            }
            dispute_id = disputes.add_dispute(unit, values)
            unit.record(
                DisputeFiled(
                    customer_id=filing.customer_id, record_id=dispute_id, after={"note": note}
                )
            )
        return unit.changed, dispute_id

    @operation(Permission.FILE_DISPUTE)
    def withdraw(self, actor: Actor, dispute_id: DisputeId) -> Changed:
        """Let one's own dispute go before it is decided."""
        with self.database.writing(actor) as unit:
            found = disputes.dispute(unit, dispute_id)
            refusal = why_not_withdraw(found, by=unit.person)
            if refusal is not None:
                raise RefusedError(refusal)
            disputes.set_dispute_status(unit, dispute_id, DisputeStatus.WITHDRAWN)
            unit.record(DisputeWithdrawn(customer_id=found.customer_id, record_id=dispute_id))
        return unit.changed

    @operation(Permission.DECIDE_DISPUTE)
    def decide(
        self,
        actor: Actor,
        dispute_id: DisputeId,
        outcome: DisputeOutcome,
        reason: str,
        *,
        share: int | None = None,
    ) -> Changed:
        """Decide whose the customer is; `share` is the filer's percent of a shared one.

        The winner gets it with its clock, beyond a limit only by who may override it, recorded;
        of a shared one the other side joins the team and may write. Raises FieldError for no
        reason.
        """
        words = checked_text("reason", reason, limit=_LONGEST_REASON)
        if not words:
            raise FieldError("reason", "required")
        with self.database.writing(actor) as unit:
            found = disputes.dispute(unit, dispute_id)
            above = _above_both(unit, found)
            refusal = why_not_decide(found, outcome, share, by=unit.person, above_both=above)
            if refusal is not None:
                raise RefusedError(refusal)
            before = _settle(unit, found, outcome, words)
            disputes.settle_dispute(unit, dispute_id, outcome, share, words)
            unit.record(
                DisputeDecided(
                    customer_id=found.customer_id,
                    record_id=dispute_id,
                    before=before,
                    after={"outcome": outcome.value, "share": share, "reason": words},
                )
            )
        return unit.changed


def _above_both(view: View, found: DisputeRow) -> bool:
    me = view.person.user_id
    sides = (found.filed_by_id, found.against_id)
    return me not in sides and all(users.manages(view.connection, me, side) for side in sides)


def _customers_of(found: DisputeRow) -> list[CustomerId]:
    return [each for each in (found.customer_id, found.other_customer_id) if each is not None]


def _exactly(view: View, found_by: str) -> list[DuplicateMatch]:
    keys = [("name", name_key(found_by)), ("phone", phone_key(found_by))]
    matches = customers.duplicates(view, keys)
    return [match for match in matches if match.kind.is_name_or_phone]


# --- filing --------------------------------------------------------------------------------------


def _disputed(unit: Unit, filing: Filing) -> Holding:
    """Return the customer after an overdue period was ended; raise when it is not to be known."""
    customer_id, other_id = filing.customer_id, filing.other_customer_id
    if other_id is not None:
        customers.raw(unit, other_id)
    if not _is_known(unit, filing):
        raise NotFoundError("customer", filing.found_by or str(customer_id))
    protection.settle(unit, customer_id)
    return customers.holding_of(customers.stored(unit, customer_id))


def _is_known(unit: Unit, filing: Filing) -> bool:
    customer_id, other_id = filing.customer_id, filing.other_customer_id
    if customers.rows(unit, [customer_id]):
        return True
    if other_id is not None and disputes.shares_key(unit, customer_id, other_id):
        return True
    matches = _exactly(unit, filing.found_by) if filing.found_by else []
    return customer_id in {match.customer_id for match in matches}


def _other_side(unit: Unit, filing: Filing, customer: Holding) -> UserId:
    """Return who stands on the other side: who was named, else the owner."""
    me = unit.person.user_id
    against_id = filing.against_id or customer.owner_id
    is_between_us = customer.owner_id in {me, against_id}
    if customer.owner_id is None or against_id in {None, me} or not is_between_us:
        is_seen = bool(customers.rows(unit, [customer.customer_id]))
        raise RefusedError(NobodyToDispute(customer.name if is_seen else filing.found_by))
    assert against_id is not None  # noqa: S101 - told to mypy
    if not users.name_of(unit.connection, against_id):
        raise NotFoundError("user", str(against_id))
    return against_id


# --- deciding ------------------------------------------------------------------------------------


def _settle(
    unit: Unit, found: DisputeRow, outcome: DisputeOutcome, reason: str
) -> dict[str, object]:
    """Do what was decided to each customer of the dispute; return what undo needs."""
    may_exceed = unit.person.may(Permission.OVERRIDE_LIMITS)
    batch = Batch(unit, reason if may_exceed else "")
    held = [_between_sides(unit, found, each) for each in _customers_of(found)]
    match outcome:
        case DisputeOutcome.FILER | DisputeOutcome.OTHER:
            winner = found.filed_by_id if outcome is DisputeOutcome.FILER else found.against_id
            for customer in held:
                _award(batch, customer, winner, reason)
            batch.tell(reason)
            return {}
        case DisputeOutcome.SHARED:
            seats = [_share(unit, found, customer) for customer in held]
            return {"seats": [each for each in seats if each is not None]}


def _between_sides(unit: Unit, found: DisputeRow, customer_id: CustomerId) -> Holding:
    """Return a customer that one of the sides holds now; raise for any other."""
    protection.settle(unit, customer_id)
    row = customers.stored(unit, customer_id)
    if row.owner_id is None or row.deleted_at is not None:
        raise RefusedError(NobodyToDispute(row.name))
    if row.owner_id not in {found.filed_by_id, found.against_id}:
        owner = users.name_of(unit.connection, row.owner_id)
        raise RefusedError(OwnedByAnother(row.name, row.owner_id, owner, row.owned_since))
    return customers.holding_of(row)


def _award(batch: Batch, customer: Holding, winner: UserId, reason: str) -> None:
    if customer.owner_id == winner:
        return
    cooling = why_cooling_off(
        customer,
        by=batch.claimant(winner, customer),
        policy=batch.policy(customer.pool_id),
        today=batch.unit.today,
    )
    if cooling is not None:
        raise RefusedError(cooling)
    passing = Passing(PeriodStart.DISPUTED, PeriodEnd.DISPUTED, ClosedReason.TRANSFERRED, reason)
    before, after = pass_on(batch, customer, winner, passing)
    batch.unit.record(
        CustomerTransferred(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before=before,
            after=after,
        )
    )
    batch.gave(customer, winner)


def _share(unit: Unit, found: DisputeRow, customer: Holding) -> dict[str, object] | None:
    """Let the side that does not hold the customer work on it; return the seat for undo."""
    is_filers = customer.owner_id == found.filed_by_id
    joining = found.against_id if is_filers else found.filed_by_id
    seat = teams.kept_seat(unit, customer.customer_id, joining)
    if seat is None:
        teams.add_member(unit, customer.customer_id, joining, _SHARED_SEAT)
    else:
        teams.change_member(unit, customer.customer_id, joining, _SHARED_SEAT)
    return {"customer_id": customer.customer_id, "user_id": joining, "was": seat}

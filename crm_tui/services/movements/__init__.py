"""Moving customers that somebody holds, keeping them longer, and starting their clock anew."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import customers, extensions, locks
from crm_tui.db.queries.hidden_texts import shown
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.extensions import ExtensionRow, ExtensionStatus
from crm_tui.domain.identifiers import CustomerId, ExtensionId, PoolId, UserId
from crm_tui.domain.keeping import Keeping
from crm_tui.domain.pools import Holding
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.services.checks import checked_text
from crm_tui.services.movements.holding import (
    ask_one,
    check_until,
    decide_one,
    lock_one,
    restart_one,
    unlock_one,
)
from crm_tui.services.movements.moving import move_one
from crm_tui.services.movements.passing import Passing, transfer_one
from crm_tui.services.outcomes import Act, BatchOutcome, attempt_each
from crm_tui.services.pools import Batch
from crm_tui.values import dataclass

LISTED = 200
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Movements:
    """What becomes of customers that are held: each verb takes several and answers for each."""

    database: Database

    @operation(Permission.TRANSFER)
    def transfer(
        self,
        actor: Actor,
        customer_ids: Sequence[CustomerId],
        to: UserId,
        *,
        reason: str = "",
        override_reason: str = "",
    ) -> BatchOutcome:
        """Pass customers from their owners to somebody, with their clocks.

        `override_reason` is why the receiver may exceed a limit; only who may override gives one.
        Raises NotFoundError for a receiver who does not work here.
        """
        words = checked_text("reason", reason, limit=_LONGEST_REASON)
        override = checked_text("override", override_reason, limit=_LONGEST_REASON)
        with self.database.writing(actor) as unit:
            if override and not unit.person.may(Permission.OVERRIDE_LIMITS):
                raise NotPermittedError(Permission.OVERRIDE_LIMITS.value)
            batch = Batch(unit, override)
            batch.receiver(to)

            def act(_unit: Unit, customer: Holding) -> None:
                transfer_one(batch, customer, to, Passing(reason=words))

            results = attempt_each(unit, customer_ids, seen(act))
            batch.tell(words)
        return BatchOutcome(unit.changed, results)

    @operation(Permission.MOVE_POOL)
    def move(
        self, actor: Actor, customer_ids: Sequence[CustomerId], pool_id: PoolId
    ) -> BatchOutcome:
        """Move customers, owned or not, to another pool, whose rules apply at once."""
        with self.database.writing(actor) as unit:

            def act(unit: Unit, customer: Holding) -> None:
                move_one(unit, customer, pool_id)

            results = attempt_each(unit, customer_ids, seen(act))
        return BatchOutcome(unit.changed, results)

    # --- keeping ---------------------------------------------------------------------------------

    def keeping(self, actor: Actor, customer_id: CustomerId) -> Keeping:
        """Return what is left of locking a customer and of asking for more days for it."""
        with self.database.reading(actor) as view:
            row = customers.raw(view, customer_id)
            holding = customers.holding_of(row)
            return Keeping(
                quota=locks.quota(view, holding, row.clock_day or view.today),
                today=view.today,
                last_day=row.last_day,
                locked_until_day=row.locked_until_day,
                extension_days=extensions.extension_days(view, holding.pool_id),
                asked_until_day=extensions.open_until(view, holding),
            )

    @operation(Permission.LOCK)
    def lock(
        self,
        actor: Actor,
        customer_ids: Sequence[CustomerId],
        until_day: int,
        *,
        reason: str = "",
    ) -> BatchOutcome:
        """Lock customers until a day: the owner within their quota, who grants beyond it.

        Raises FieldError for a day that has passed.
        """
        words = checked_text("reason", reason, limit=_LONGEST_REASON)
        with self.database.writing(actor) as unit:
            check_until(unit, until_day)

            def act(unit: Unit, customer: Holding) -> None:
                lock_one(unit, customer, until_day, words)

            results = attempt_each(unit, customer_ids, seen(act))
        return BatchOutcome(unit.changed, results)

    @operation(Permission.LOCK)
    def unlock(self, actor: Actor, customer_ids: Sequence[CustomerId]) -> BatchOutcome:
        """Lift the locks of customers; their last days come forward only with grace."""
        with self.database.writing(actor) as unit:
            results = attempt_each(unit, customer_ids, seen(unlock_one))
        return BatchOutcome(unit.changed, results)

    @operation(Permission.LOCK)
    def ask_extension(
        self, actor: Actor, customer_ids: Sequence[CustomerId], until_day: int, reason: str
    ) -> BatchOutcome:
        """Ask for more days for one's own customers; raise FieldError for no reason."""
        words = _required_reason(reason)
        with self.database.writing(actor) as unit:
            check_until(unit, until_day)

            def act(unit: Unit, customer: Holding) -> None:
                ask_one(unit, customer, until_day, words)

            results = attempt_each(unit, customer_ids, seen(act))
        return BatchOutcome(unit.changed, results)

    @operation(Permission.GRANT)
    def decide_extension(
        self,
        actor: Actor,
        extension_ids: Sequence[ExtensionId],
        *,
        is_granted: bool,
        note: str = "",
    ) -> BatchOutcome:
        """Grant or refuse what was asked, each as far as one may decide about its customer.

        Raises NotFoundError for a request that is not to be seen.
        """
        words = checked_text("note", note, limit=_LONGEST_REASON)
        status = ExtensionStatus.GRANTED if is_granted else ExtensionStatus.REFUSED
        with self.database.writing(actor) as unit:
            asked = {
                row.customer_id: row
                for row in (extensions.extension(unit, each) for each in extension_ids)
            }

            def act(unit: Unit, customer: Holding) -> None:
                decide_one(unit, customer, asked[customer.customer_id], status, words)

            results = attempt_each(unit, list(asked), seen(act))
        return BatchOutcome(unit.changed, results)

    def extensions(
        self, actor: Actor, *, only_open: bool = True, limit: int = LISTED
    ) -> list[ExtensionRow]:
        """Return requests for more days about customers in sight, the newest first."""
        with self.database.reading(actor) as view:
            return shown(view, extensions.extensions(view, only_open=only_open, limit=limit))

    @operation(Permission.GRANT)
    def restart_clock(
        self, actor: Actor, customer_ids: Sequence[CustomerId], reason: str
    ) -> BatchOutcome:
        """Let the days of customers count from today; raise FieldError for no reason."""
        words = _required_reason(reason)
        with self.database.writing(actor) as unit:

            def act(unit: Unit, customer: Holding) -> None:
                restart_one(unit, customer, words)

            results = attempt_each(unit, customer_ids, seen(act))
        return BatchOutcome(unit.changed, results)


def seen(act: Act) -> Act:
    """Return the act for customers in sight only: who may not see one is told of no holder."""

    def careful(unit: Unit, customer: Holding) -> None:
        customers.raw(unit, customer.customer_id)
        act(unit, customer)

    return careful


def _required_reason(reason: str) -> str:
    words = checked_text("reason", reason, limit=_LONGEST_REASON)
    if not words:
        raise FieldError("reason", "required")
    return words

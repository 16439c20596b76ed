"""Do one thing to several records, and answer for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass as plain_dataclass
from typing import Generic, Protocol, TypeVar

from crm_tui.db.queries import customers
from crm_tui.db.unit_of_work import Unit, one_batch
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import Holding, is_overdue
from crm_tui.errors import AlreadyClaimedError, CrmError, NotFoundError, RefusedError
from crm_tui.services import protection
from crm_tui.values import dataclass

CHUNK = 40
"""Records a transaction takes of many: the write lock is held well under 250 ms."""
Progress = Callable[[int, int], bool]
"""Is told how many of how many are done, and answers whether to go on."""
Act = Callable[[Unit, Holding], None]
"""Does one thing to one customer; what it wrote before a refusal is taken back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one customer of a batch: done, or the error that refused it."""

    customer_id: CustomerId
    customer: str
    error: CrmError | None = None


class Answered(Protocol):
    """What became of one record of a batch."""

    @property
    def error(self) -> CrmError | None:
        """The error that refused it, or None where it was done."""


IdT = TypeVar("IdT", bound=int)
OutcomeT = TypeVar("OutcomeT", bound=Answered)


# No slots: `Outcomes[Outcome](…)` sets an attribute on the new object in Python 3.11.
@plain_dataclass(frozen=True)
class Outcomes(Generic[OutcomeT]):
    """The results of a batch, one per record, in the order asked."""

    changed: Changed
    results: tuple[OutcomeT, ...]

    @property
    def done(self) -> tuple[OutcomeT, ...]:
        """Return the records for which it was done."""
        return tuple(result for result in self.results if result.error is None)

    @property
    def refused(self) -> tuple[OutcomeT, ...]:
        """Return the records for which it was refused, each with its error."""
        return tuple(result for result in self.results if result.error is not None)


BatchOutcome = Outcomes[Outcome]
"""The results of a batch, one per customer, in the order asked."""


def in_chunks(
    act: Callable[[Sequence[IdT]], Outcomes[OutcomeT]],
    record_ids: Sequence[IdT],
    progress: Progress,
) -> Outcomes[OutcomeT]:
    """Do it to many, some in each transaction; all are one batch, and one undo takes them back.

    Where `progress` stops it, nothing is half done: those not reached have no outcome.
    """
    results: list[OutcomeT] = []
    changes: list[Changed] = []
    with one_batch():
        for start in range(0, len(record_ids), CHUNK):
            outcome = act(record_ids[start : start + CHUNK])
            results += outcome.results
            changes.append(outcome.changed)
            if not progress(min(start + CHUNK, len(record_ids)), len(record_ids)):
                break
    return Outcomes(_together(changes), tuple(results))


def _together(changes: Sequence[Changed]) -> Changed:
    return Changed(
        next((each.batch_id for each in changes if each.batch_id is not None), None),
        frozenset[str]().union(*(each.kinds for each in changes)),
        tuple(customer_id for each in changes for customer_id in each.customer_ids),
        changes[-1].record_id if changes else None,
    )


def _pass_over(_user_id: UserId) -> None:
    """Keep no count of what anybody holds."""


def attempt_each(
    unit: Unit,
    customer_ids: Iterable[CustomerId],
    act: Act,
    *,
    all_or_nothing: bool = False,
    lost: Callable[[UserId], None] = _pass_over,
) -> tuple[Outcome, ...]:
    """Do it to each customer, an overdue period ended first; a refusal lets the others go on.

    With `all_or_nothing` the first refusal is raised instead. Who lost a customer because its
    period was over is told to `lost` before anything is done to it.
    """
    results = []
    for customer_id in dict.fromkeys(customer_ids):
        results.append(_attempt(unit, customer_id, act, lost))
        if all_or_nothing and (error := results[-1].error) is not None:
            raise error
    return tuple(results)


def _attempt(
    unit: Unit, customer_id: CustomerId, act: Act, lost: Callable[[UserId], None]
) -> Outcome:
    customer: Holding | None = None
    try:
        customer = customers.holding(unit, customer_id)
        owner_id = customer.owner_id
        if owner_id is not None and is_overdue(customer.last_day, unit.today):
            protection.settle(unit, customer_id)
            customer = customers.holding(unit, customer_id)
            if customer.owner_id is None:
                lost(owner_id)
        with unit.trying():
            act(unit, customer)
    except (RefusedError, AlreadyClaimedError) as error:
        return Outcome(customer_id, customer.name if customer else "", error)
    except NotFoundError as error:
        # What may not be seen has no name, though it lies in a pool of the person.
        return Outcome(customer_id, "", error)
    return Outcome(customer_id, customer.name)

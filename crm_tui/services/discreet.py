"""The duplicate check tells of customers that somebody does not see: so many, and on record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crm_tui.db.queries import customers, pools
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.events import DuplicateTold
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import ToldEnough
from crm_tui.domain.users import Actor, Permission, Scope
from crm_tui.errors import DuplicateCustomerError, DuplicateLeadError, RefusedError
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.duplicates import Discretion

_NOTED = "Discreet.note"
"""Under this name it is in the history, from which it is counted."""


def discretion_of(view: View) -> Discretion:
    """Return of how many more customers of others this person may be told now."""
    # Only who enters something needs it.
    from crm_tui.domain.duplicates import HOUR, Discretion  # noqa: PLC0415

    if view.person.scope is Scope.ALL:
        return Discretion(None, {})
    told = customers.told_since(view, _NOTED, view.now - HOUR)
    in_zone = {each: at.astimezone(view.zone) for each, at in told.items()}
    return Discretion(view.office.work.others_told_hourly, in_zone)


@dataclass(frozen=True, slots=True)
class Discreet:
    """Writes down of whom the duplicate check told."""

    database: Database

    @operation(Permission.VIEW)
    def note(self, actor: Actor, newly_told: Mapping[CustomerId, str]) -> ToldEnough | None:
        """Record of which customers this person is told, and in what they are the same.

        Return why they may not be told, where another program of theirs used the hour up meanwhile.
        """
        with self.database.writing(actor) as unit:
            pools.lock_claimant(unit, actor.user_id)
            refusal = discretion_of(unit).refusal
            for customer_id, kind in newly_told.items() if refusal is None else ():
                unit.record(
                    DuplicateTold(
                        customer_id=customer_id, record_id=customer_id, after={"same": kind}
                    )
                )
        return refusal


def told(
    database: Database, actor: Actor, find: Callable[[View], Iterable[DuplicateMatch]]
) -> list[DuplicateMatch]:
    """Return what is found, as far as this person may be told of it, and put it on record.

    Raises RefusedError where they were told enough, whether anything is found or not.
    """
    found: list[DuplicateMatch] = []
    with database.reading(actor) as view:
        discretion = discretion_of(view)
        refusal = discretion.refusal
        if refusal is None:
            found = discretion.only_told(find(view))
    refusal = refusal or note_customers(database, actor, discretion.newly_told)
    if refusal is not None:
        raise RefusedError(refusal)
    return found


def note_told(
    database: Database, actor: Actor, matches: Iterable[DuplicateMatch]
) -> ToldEnough | None:
    """Record of which customers of others somebody is told, each once an hour; as `note`."""
    from crm_tui.domain.duplicates.discretion import tells_more  # noqa: PLC0415 - as above

    others = [match for match in matches if tells_more(match)]
    if not others:
        return None
    with database.reading(actor) as view:
        discretion = discretion_of(view)
    discretion.only_told(others)
    return note_customers(database, actor, discretion.newly_told)


def note_customers(
    database: Database, actor: Actor, newly_told: Mapping[CustomerId, str]
) -> ToldEnough | None:
    """Record of which customers of others somebody is told; as `note`, and nothing for nobody."""
    return Discreet(database).note(actor, newly_told) if newly_told else None


@contextmanager
def on_record(database: Database, actor: Actor) -> Iterator[None]:
    """Record of whom a refusal inside tells, once its transaction was taken back.

    Raises RefusedError instead, where they may not be told.
    """
    try:
        yield
    except DuplicateCustomerError as error:
        _note_refusal(database, actor, error.matches)
        raise
    except DuplicateLeadError as error:
        _note_refusal(database, actor, getattr(error.duplicates, "customers", ()))
        raise


def _note_refusal(database: Database, actor: Actor, found: Iterable[object]) -> None:
    matches = (each for each in found if isinstance(each, DuplicateMatch))
    refusal = note_told(database, actor, matches)
    if refusal is not None:
        raise RefusedError(refusal)

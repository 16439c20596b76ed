"""相关团队: who works on a customer besides its owner."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import customers, teams, users
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import (
    Changed,
    TeamMemberAdded,
    TeamMemberChanged,
    TeamMemberRemoved,
)
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import Holding
from crm_tui.domain.teams import (
    NotInTeam,
    Seat,
    TeamCustomer,
    TeamRow,
    why_not_change_team,
    why_not_join,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services.outcomes import BatchOutcome, attempt_each
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Teams:
    """Teams of customers as people use them.

    Read-write members edit the customer and write follow-ups that count; read-only members see
    it whole and write nothing.
    """

    database: Database

    def of(self, actor: Actor, customer_id: CustomerId) -> list[TeamRow]:
        """Return the team of a customer; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            return teams.team_of(view, customer_id)

    @operation(Permission.EDIT_CUSTOMER)
    def add(
        self, actor: Actor, customer_ids: Sequence[CustomerId], user_id: UserId, seat: Seat
    ) -> BatchOutcome:
        """Give a colleague a seat in the teams of customers, each as far as the rules allow.

        Raises NotFoundError for somebody who does not work here, FieldError for a day passed.
        """
        with self.database.writing(actor) as unit:
            _refuse_past_day(unit, seat)
            person = _name_of(unit, user_id)

            def act(unit: Unit, customer: Holding) -> None:
                _add_one(unit, customer, user_id, person, seat)

            results = attempt_each(unit, customer_ids, act)
        return BatchOutcome(unit.changed, results)

    @operation(Permission.EDIT_CUSTOMER)
    def change(self, actor: Actor, customer_id: CustomerId, user_id: UserId, seat: Seat) -> Changed:
        """Change a colleague's part, access and last day in the team of a customer."""
        with self.database.writing(actor) as unit:
            _refuse_past_day(unit, seat)
            customer = _changeable(unit, customers.holding(unit, customer_id))
            before = _seat_of(unit, customer, user_id)
            teams.change_member(unit, customer_id, user_id, seat)
            unit.record(
                TeamMemberChanged(
                    customer_id=customer_id,
                    record_id=user_id,
                    before={"team": [before]},
                    after=_said(unit, user_id, seat),
                )
            )
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def remove(self, actor: Actor, customer_id: CustomerId, user_id: UserId) -> Changed:
        """Take a colleague out of the team of a customer; one may always leave it oneself."""
        with self.database.writing(actor) as unit:
            holding = customers.holding(unit, customer_id)
            if user_id != unit.person.user_id:
                _changeable(unit, holding)
            before = _seat_of(unit, _team_customer(holding), user_id)
            teams.remove_member(unit, customer_id, user_id)
            unit.record(
                TeamMemberRemoved(
                    customer_id=customer_id,
                    record_id=user_id,
                    before={"team": [before]},
                    after={"name": _person(unit, user_id)},
                )
            )
        return unit.changed


def _add_one(unit: Unit, holding: Holding, user_id: UserId, person: str, seat: Seat) -> None:
    customer = _changeable(unit, holding)
    seated = teams.member(unit, customer.customer_id, user_id) is not None
    refusal = why_not_join(customer, user_id=user_id, person=person, seated=seated)
    if refusal is not None:
        raise RefusedError(refusal)
    teams.add_member(unit, customer.customer_id, user_id, seat)
    unit.record(
        TeamMemberAdded(
            customer_id=customer.customer_id, record_id=user_id, after=_said(unit, user_id, seat)
        )
    )


def _changeable(unit: Unit, holding: Holding) -> TeamCustomer:
    """Return a visible customer whose team this person may put together; raise otherwise."""
    customers.raw(unit, holding.customer_id)  # a refusal names no owner to whom may not see it
    customer = _team_customer(holding)
    manages = users.manages(unit.connection, unit.person.user_id, customer.owner_id)
    refusal = why_not_change_team(customer, by=unit.person, manages_owner=manages)
    if refusal is not None:
        raise RefusedError(refusal)
    return customer


def _team_customer(holding: Holding) -> TeamCustomer:
    return TeamCustomer(
        holding.customer_id, holding.name, holding.pool_id, holding.owner_id, holding.owner
    )


def _seat_of(unit: Unit, customer: TeamCustomer, user_id: UserId) -> teams.Kept:
    found = teams.kept_seat(unit, customer.customer_id, user_id)
    if found is None:
        raise RefusedError(NotInTeam(customer.name, _person(unit, user_id)))
    return found


def _refuse_past_day(unit: Unit, seat: Seat) -> None:
    if seat.until_day is not None and seat.until_day < unit.today:
        raise FieldError("until", "past_day")


def _name_of(unit: Unit, user_id: UserId) -> str:
    if not users.is_active(unit.connection, user_id):
        raise NotFoundError("user", str(user_id))
    return _person(unit, user_id)


def _person(unit: Unit, user_id: UserId) -> str:
    return users.name_of(unit.connection, user_id)


def _said(unit: Unit, user_id: UserId, seat: Seat) -> dict[str, object]:
    return {
        "name": _person(unit, user_id),
        "role": seat.role.value,
        "can_write": seat.can_write,
        "until_day": seat.until_day,
    }

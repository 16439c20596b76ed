"""查看号码: look at hidden contact details, counted by person and day."""

from __future__ import annotations

from crm_tui.db.queries import contacts, customers, pools, reveals
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.events import Changed, ContactsRevealed
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.masking import NothingHidden, RevealRefusal, why_not_reveal
from crm_tui.domain.pools import NotAMember
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import RefusedError
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Revealed:
    """The contacts of a customer as they are, and what is left of the day's looks."""

    customer_id: CustomerId
    contacts: tuple[ContactRow, ...]
    revealed_today: int
    limit: int | None
    changed: Changed


@dataclass(frozen=True, slots=True)
class Reveals:
    """Hidden contact details as people look at them."""

    database: Database

    @operation(Permission.CLAIM)
    def reveal(self, actor: Actor, customer_id: CustomerId) -> Revealed:
        """Show this person the contact details of a customer from now on, while it lies there.

        Each look is recorded and counts for the day. Raises RefusedError beyond the pool's limit,
        for who is no member of it, and where nothing is hidden.
        """
        with self.database.writing(actor) as unit:
            pools.lock_claimant(unit, actor.user_id)
            row = customers.raw(unit, customer_id)
            refusal = _refusal(unit, customer_id)
            if refusal is not None:
                raise RefusedError(refusal)
            reveals.add_reveal(unit, customer_id, PoolId(row.pool_id))
            unit.record(ContactsRevealed(customer_id=customer_id, record_id=customer_id))
            people = tuple(contacts.people_of(unit, customer_id))
            revealed = reveals.reveals_today(unit, PoolId(row.pool_id))
            limit = reveals.reveal_limit(unit, PoolId(row.pool_id))
        return Revealed(customer_id, people, revealed, limit, unit.changed)

    def why_not(self, actor: Actor, customer_id: CustomerId) -> RevealRefusal | NotAMember | None:
        """Return why this person could not look at the contact details now, or None."""
        with self.database.reading(actor) as view:
            customers.raw(view, customer_id)
            return _refusal(view, customer_id)


def _refusal(view: View, customer_id: CustomerId) -> RevealRefusal | NotAMember | None:
    row = customers.raw(view, customer_id)
    if not reveals.is_hidden(view, customer_id):
        return NothingHidden(row.name)
    pool_id = PoolId(row.pool_id)
    policy = pools.policy(view, pool_id)
    if pool_id not in view.person.pool_ids:
        return NotAMember(policy.name, view.person.name)
    return why_not_reveal(
        policy.name,
        limit=reveals.reveal_limit(view, pool_id),
        revealed_today=reveals.reveals_today(view, pool_id),
        today=view.today,
    )

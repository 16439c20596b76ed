"""Who held a customer, as somebody who may see it reads it."""

from __future__ import annotations

from crm_tui.db.queries import ownerships
from crm_tui.db.queries.hidden_texts import shown_of
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.ownerships import Ownership
from crm_tui.domain.users import Actor
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Ownerships:
    """The history of owners."""

    database: Database

    def of(self, actor: Actor, customer_id: CustomerId) -> list[Ownership]:
        """Return who held a customer, the last first; raise NotFoundError when out of sight."""
        with self.database.reading(actor) as view:
            return shown_of(view, customer_id, ownerships.ownerships(view, customer_id))

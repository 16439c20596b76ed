"""上级客户: the group a customer belongs to; no edit makes a circle or goes too deep."""

from __future__ import annotations

from crm_tui.db.queries import groups
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.groups import (
    MOST_LEVELS,
    Belonging,
    Group,
    ParentRefusal,
    why_not_parent,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of customers as people look at them."""

    database: Database

    def tree(self, actor: Actor, customer_id: CustomerId) -> Group:
        """Return the group of a customer with its sums, as far as the actor sees it.

        Raises NotFoundError for a customer out of sight.
        """
        with self.database.reading(actor) as view:
            return groups.group_of(view, customer_id)

    def belonging(self, actor: Actor, customer_id: CustomerId) -> Belonging:
        """Return to whom a customer belongs and how many belong to it."""
        with self.database.reading(actor) as view:
            return groups.belonging(view, customer_id)


def refuse_parent(view: View, customer_id: CustomerId | None, parent_id: CustomerId) -> None:
    """Raise FieldError where a customer, or a new one, cannot belong to another."""
    reason = why_not_under(view, customer_id, parent_id)
    if reason is not None:
        raise FieldError("parent_id", reason.value, str(parent_id), MOST_LEVELS)


def why_not_under(
    view: View, customer_id: CustomerId | None, parent_id: CustomerId
) -> ParentRefusal | None:
    """Return why a customer, or a new one, cannot belong to another, or None when it can."""
    levels = 1 if customer_id is None else groups.levels_below(view, customer_id)
    return why_not_parent(customer_id, groups.line_above(view, parent_id), levels)

"""What a query asks of 上级客户: only parents that the person sees are found."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, not_, select

from crm_tui.db.functions import has_inside, small_letters
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.queries.conditions import Check, Inside, IsFilled
from crm_tui.domain.queries.evaluation import small
from crm_tui.domain.users import Person


def parent_passes(person: Person, check: Check) -> ColumnElement[bool]:
    """Return the condition that the parent of a customer passes a check; never null."""
    child = CUSTOMER.alias("child").c
    system = unscoped("whose parents are asked for is scoped below")
    # They are few and found by an index alone; all customers would have to be read.
    has_children = select(child.parent_id).where(child.parent_id.is_not(None), system)
    parents = select(CUSTOMER.c.id).where(
        CUSTOMER.c.id.in_(has_children), CUSTOMER.c.deleted_at.is_(None), visible_to(person)
    )
    match check:
        case IsFilled(is_filled):
            belongs = _is_one_of(parents)
            return belongs if is_filled else not_(belongs)
        case Inside(text):
            name = small_letters(CUSTOMER.c.name_key)
            return _is_one_of(parents.where(has_inside(name, small(text))))
        case _:
            raise AssertionError("unreachable: a parent is asked for by its name")


def _is_one_of(parents: Select[tuple[int]]) -> ColumnElement[bool]:
    parent_id = CUSTOMER.c.parent_id
    return and_(parent_id.is_not(None), parent_id.in_(parents.correlate(None)))

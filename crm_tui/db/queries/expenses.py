"""费用: expenses one may see, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, true, update

from crm_tui.db.functions import has_inside, small_letters
from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.hidden_texts import open_text, openly, says
from crm_tui.db.queries.users import user_ids_in_scope
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.expenses import EXPENSE
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.expenses import (
    ExpenseFields,
    ExpenseGrouping,
    ExpenseRequest,
    ExpenseRow,
    ExpenseSum,
)
from crm_tui.domain.identifiers import CustomerId, ExpenseId, OpportunityId, UserId
from crm_tui.domain.text import folded
from crm_tui.domain.timelines import EXPENSE_KINDS
from crm_tui.domain.users import Permission, Scope
from crm_tui.errors import NotFoundError

_E = EXPENSE.c
_FIELDS = (
    *("day", "kind_id", "amount_minor", "currency", "person_id", "customer_id"),
    *("opportunity_id", "campaign", "note"),
)
_NAMES: Mapping[ExpenseGrouping, tuple[ColumnElement[Any] | None, ColumnElement[Any]]] = {
    ExpenseGrouping.KIND: (_E.kind_id, DICTIONARY_ITEM.c.name),
    ExpenseGrouping.PERSON: (_E.person_id, USER.c.name),
    ExpenseGrouping.CUSTOMER: (_E.customer_id, CUSTOMER.c.name),
    ExpenseGrouping.OPPORTUNITY: (_E.opportunity_id, OPPORTUNITY.c.name),
    ExpenseGrouping.CAMPAIGN: (None, _E.campaign),
}
_TYPED = frozenset({ExpenseGrouping.OPPORTUNITY, ExpenseGrouping.CAMPAIGN})
"""What is summed up under words that somebody typed."""


def expenses(view: View, request: ExpenseRequest, limit: int) -> list[ExpenseRow]:
    """Return the expenses asked for, the latest first."""
    statement = _statement().where(*_conditions(view, request))
    ordered = statement.order_by(_E.day.desc(), _E.id.desc()).limit(limit)
    return [_row(row) for row in view.connection.execute(ordered)]


def whole(view: View, request: ExpenseRequest) -> ExpenseSum:
    """Return what the expenses asked for come to together."""
    found = view.connection.execute(
        select(func.count().label("count"), func.coalesce(func.sum(_E.reported_minor), 0))
        .select_from(_source())
        .where(*_conditions(view, request))
    ).one()
    return ExpenseSum(None, "", found[0], int(found[1]))


def sums(view: View, request: ExpenseRequest, by: ExpenseGrouping, limit: int) -> list[ExpenseSum]:
    """Return what the expenses asked for come to by one of their facts, the most first.

    What has none of that fact, such as no campaign, is summed up under no name.
    """
    key, name = _NAMES[by]
    if by in _TYPED:
        name = open_text(view, name)
    columns = (name,) if key is None else (key, name)
    total = func.sum(_E.reported_minor)
    statement = (
        select(*columns, func.count(), total)
        .select_from(_source())
        .where(*_conditions(view, request))
        .group_by(*columns)
        .order_by(total.desc(), *(each.nulls_first() for each in columns))
        .limit(limit)
    )
    return [
        ExpenseSum(None if key is None else row[0], row[-3] or "", row[-2], int(row[-1]))
        for row in view.connection.execute(statement)
    ]


def expense(view: View, expense_id: ExpenseId, *, deleted: bool = False) -> ExpenseRow:
    """Return an expense; raise NotFoundError when there is none this person may see."""
    conditions = _conditions(view, ExpenseRequest(deleted=deleted))
    statement = _statement().where(_E.id == expense_id, *conditions)
    row = view.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("expense", str(expense_id))
    return _row(row)


def expenses_of(view: View, customer_ids: Sequence[int]) -> list[ExpenseRow]:
    """Return the expenses of customers that one may see, the oldest first."""
    return _in_order(view, one_of(_E.customer_id, customer_ids))


def expenses_of_nobody(view: View) -> list[ExpenseRow]:
    """Return the expenses of campaigns alone that one may see, the oldest first."""
    return _in_order(view, _E.customer_id.is_(None))


def _in_order(view: View, condition: ColumnElement[bool]) -> list[ExpenseRow]:
    statement = _statement().where(condition, *_conditions(view, ExpenseRequest()))
    return [_row(row) for row in view.connection.execute(statement.order_by(_E.day, _E.id))]


def stored_fields(
    view: View, customer_ids: Sequence[CustomerId | None]
) -> list[tuple[ExpenseFields, ExpenseId]]:
    """Return what the expenses of some customers say, None for none, whoever asks."""
    ids = [each for each in customer_ids if each is not None]
    whose = one_of(_E.customer_id, ids)
    if len(ids) < len(customer_ids):
        whose = or_(whose, _E.customer_id.is_(None))
    statement = select(EXPENSE).where(whose, _E.deleted_at.is_(None)).order_by(_E.id)
    found = view.connection.execute(statement)
    return [(_fields(row), ExpenseId(row.id)) for row in found]


def stored_expense(view: View, expense_id: ExpenseId) -> Any:
    """Return the stored row of an expense, whoever asks."""
    return view.connection.execute(select(EXPENSE).where(_E.id == expense_id)).one()


def add_expense(unit: Unit, entered: ExpenseFields, reported_minor: int) -> ExpenseId:
    """Insert an expense and return its id."""
    who = unit.person.user_id
    result = unit.connection.execute(
        insert(EXPENSE).values(
            **field_values(entered),
            reported_minor=reported_minor,
            created_at=unit.now,
            created_by_id=who,
            updated_at=unit.now,
            updated_by_id=who,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return ExpenseId(int(key))


def update_expense(unit: Unit, expense_id: ExpenseId, values: Mapping[str, Any]) -> None:
    """Change columns of an expense."""
    unit.connection.execute(
        update(EXPENSE)
        .where(_E.id == expense_id)
        .values(
            **values,
            version=_E.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def field_values(entered: ExpenseFields) -> dict[str, Any]:
    """Return the columns of what a person enters, as events keep them as well."""
    return {name: getattr(entered, name) for name in _FIELDS}


def _conditions(view: View, request: ExpenseRequest) -> Sequence[ColumnElement[bool]]:
    gone = _E.deleted_at.is_not(None) if request.deleted else _E.deleted_at.is_(None)
    found: list[ColumnElement[bool]] = [gone, _in_reach(view)]
    for name in ("customer_id", "opportunity_id", "kind_id", "person_id"):
        wanted = getattr(request, name)
        if wanted is not None:
            found.append(_E[name] == wanted)
    if request.campaign:
        found.append(openly(view, _E.campaign == request.campaign, _E.campaign))
    if request.since_day is not None:
        found.append(_E.day >= request.since_day)
    if request.until_day is not None:
        found.append(_E.day <= request.until_day)
    for word in folded(request.words).split():
        names = (func.coalesce(CUSTOMER.c.name, ""), DICTIONARY_ITEM.c.name)
        said = (says(view, each, word) for each in (_E.note, _E.campaign))
        found.append(or_(*said, *(has_inside(small_letters(each), word) for each in names)))
    return found


def is_told(view: View) -> ColumnElement[bool]:
    """Return whether the person is told of an event; of an expense as far as they may see it.

    Without the right to see what others spent, of what they spent or entered themselves.
    """
    if view.person.may(Permission.VIEW_EXPENSE):
        return true()
    is_of_expense = EVENT.c.kind.in_(sorted(each.value for each in EXPENSE_KINDS))
    return or_(~is_of_expense, EVENT.c.record_id.in_(select(_E.id).where(_is_mine(view))))


def _is_mine(view: View) -> ColumnElement[bool]:
    """Return whether the person spent something, or entered it for somebody."""
    me = view.person.user_id
    return or_(_E.person_id == me, _E.created_by_id == me)


def _in_reach(view: View) -> ColumnElement[bool]:
    """Return which expenses the person may see.

    Those of customers they see; of a campaign alone those they or somebody in their scope spent.
    Without the right to see what others spent, of these only what they spent or entered themselves.
    """
    person = view.person
    is_theirs = true() if person.may(Permission.VIEW_EXPENSE) else _is_mine(view)
    is_alone = _E.customer_id.is_(None)
    whose: ColumnElement[bool] = _E.person_id == person.user_id
    others = user_ids_in_scope(person)
    if person.scope is Scope.ALL:
        whose = is_alone
    elif others is not None:
        whose = or_(whose, _E.person_id.in_(others))
    # Row by row: a person may see very many customers, of which few cost anything.
    of_customer = and_(CUSTOMER.c.deleted_at.is_(None), visible_to(person))
    in_scope = or_(and_(is_alone, whose), and_(_E.customer_id.is_not(None), of_customer))
    return and_(is_theirs, in_scope)


def _source() -> Any:
    return (
        EXPENSE.outerjoin(CUSTOMER, CUSTOMER.c.id == _E.customer_id)
        .outerjoin(OPPORTUNITY, OPPORTUNITY.c.id == _E.opportunity_id)
        .join(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == _E.kind_id)
        .join(USER, USER.c.id == _E.person_id)
    )


def _statement() -> Select[Any]:
    return (
        select(
            EXPENSE,
            CUSTOMER.c.name.label("customer"),
            OPPORTUNITY.c.name.label("opportunity"),
            DICTIONARY_ITEM.c.name.label("kind"),
            USER.c.name.label("person"),
        )
        .select_from(_source())
        .where(unscoped("whoever uses it says which may be seen"))
    )


def _fields(row: Any) -> ExpenseFields:
    values = {name: getattr(row, name) for name in _FIELDS}
    values["person_id"] = UserId(row.person_id)
    if row.customer_id is not None:
        values["customer_id"] = CustomerId(row.customer_id)
    if row.opportunity_id is not None:
        values["opportunity_id"] = OpportunityId(row.opportunity_id)
    return ExpenseFields(**values)


def _row(row: Any) -> ExpenseRow:
    return ExpenseRow(
        id=ExpenseId(row.id),
        fields=_fields(row),
        reported_minor=row.reported_minor,
        kind=row.kind,
        person=row.person,
        customer=row.customer or "",
        opportunity=row.opportunity or "",
        version=row.version,
        is_deleted=row.deleted_at is not None,
    )

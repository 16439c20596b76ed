"""项目档案: project files of opportunities one may see, registrations, whose performance it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, and_, case, func, insert, or_, select, update

from crm_tui.db.queries.currencies import Rates
from crm_tui.db.queries.hidden_texts import open_text
from crm_tui.db.queries.opportunities.columns import CURRENT_OWNER
from crm_tui.db.queries.payments.documents import counts, covering_order, is_open_order
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.projects import PROJECT
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.identifiers import CustomerId, OpportunityId, UserId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.projects import (
    Project,
    ProjectFields,
    RegistrationClash,
    RegistrationRow,
    Share,
    kept_value,
    may_be_same,
    reminders_from_json,
    shares_from_json,
    steps_from_json,
)
from crm_tui.values import dataclass

_P, _O = PROJECT.c, OPPORTUNITY.c
_MOST_CLASHES = 20
_SCANNED = 500
_PLAIN = (
    *("registered_for", "registered_until", "investment_minor", "cost_budget_minor", "bid_day"),
    *("departments", "team"),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What is whose: an amount by its owner, or by shares where it is one deal's."""

    owner_id: UserId | None
    count: int
    minor: int
    shares: tuple[Share, ...]


def project(view: View, opportunity_id: OpportunityId) -> Project:
    """Return the project file of an opportunity (its visibility was checked), or an empty one.

    Of the end customer and the agent only those are named that this person may see.
    """
    row = view.connection.execute(
        select(PROJECT).where(_P.opportunity_id == opportunity_id)
    ).one_or_none()
    if row is None:
        return Project(opportunity_id=opportunity_id, people={})
    fields = _fields(row)
    named = _customer_names(view, [row.end_customer_id, row.agent_id])
    return Project(
        opportunity_id=opportunity_id,
        fields=fields,
        registered_day=row.registered_day,
        reminders=reminders_from_json(row.reminders),
        people=user_names(view, [each.user_id for each in fields.shares]),
        end_customer=named.get(row.end_customer_id, ""),
        agent=named.get(row.agent_id, ""),
    )


def stored_project(view: View, opportunity_id: OpportunityId) -> Any:
    """Return the stored row of a project file, whoever asks; None where nothing was entered."""
    statement = select(PROJECT).where(_P.opportunity_id == opportunity_id)
    return view.connection.execute(statement).one_or_none()


def set_project(unit: Unit, opportunity_id: OpportunityId, values: Mapping[str, Any]) -> None:
    """Change columns of a project file, which is begun with the first of them."""
    who, stamps = unit.person.user_id, {"updated_at": unit.now}
    if stored_project(unit, opportunity_id) is None:
        unit.connection.execute(
            insert(PROJECT).values(
                opportunity_id=opportunity_id,
                created_at=unit.now,
                created_by_id=who,
                updated_by_id=who,
                **stamps,
                **{"shares": [], "steps": [], "reminders": [], **values},
            )
        )
        return
    unit.connection.execute(
        update(PROJECT)
        .where(_P.opportunity_id == opportunity_id)
        .values(**values, version=_P.version + 1, updated_by_id=who, **stamps)
    )


def clashes(view: View, own: Project) -> list[RegistrationClash]:
    """Return the registrations of others in force for the same end customer and thing.

    What this person may not see is told without a name, the first one registered first.
    """
    if own.fields.end_customer_id is None or own.fields.registered_until is None:
        return []
    is_seen = and_(visible_to(view.person), CUSTOMER.c.deleted_at.is_(None))
    rows = view.connection.execute(
        select(
            _P.registered_for,
            _P.registered_day,
            _P.registered_until,
            open_text(view, _O.name).label("name"),
            USER.c.name.label("owner"),
            case((is_seen, 1), else_=0).label("is_seen"),
        )
        .select_from(_registered())
        .where(
            _P.end_customer_id == own.fields.end_customer_id,
            _P.registered_until >= view.today,
            _P.opportunity_id != own.opportunity_id,
            _O.state == OpportunityState.OPEN,
            _O.deleted_at.is_(None),
            unscoped("whoever registers is told that another did, and no more of what is hidden"),
        )
        .order_by(_P.registered_day, _P.id)
        .limit(_SCANNED)
    )
    found = (
        RegistrationClash(
            row.registered_day,
            row.registered_until,
            row.name if row.is_seen else "",
            (row.owner or "") if row.is_seen else "",
        )
        for row in rows
        if may_be_same(row.registered_for, own.fields.registered_for)
    )
    return list(found)[:_MOST_CLASHES]


def registrations(view: View, *, within_days: int | None, limit: int) -> list[RegistrationRow]:
    """Return the registrations in force of open opportunities one sees, the next to end first."""
    conditions = [
        _P.registered_until >= view.today,
        _O.state == OpportunityState.OPEN,
        _O.deleted_at.is_(None),
        CUSTOMER.c.deleted_at.is_(None),
        visible_to(view.person),
    ]
    if within_days is not None:
        conditions.append(_P.registered_until <= view.today + within_days)
    rows = view.connection.execute(
        select(
            PROJECT,
            _O.name.label("opportunity"),
            _O.customer_id,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
        )
        .select_from(_registered())
        .where(*conditions)
        .order_by(_P.registered_until, _P.id)
        .limit(limit)
    ).all()
    ids = [each for row in rows for each in (row.end_customer_id, row.agent_id)]
    named = _customer_names(view, ids)
    return [
        RegistrationRow(
            id=OpportunityId(row.opportunity_id),
            opportunity=row.opportunity,
            customer_id=CustomerId(row.customer_id),
            customer=row.customer,
            end_customer=named.get(row.end_customer_id, ""),
            agent=named.get(row.agent_id, ""),
            registered_for=row.registered_for,
            registered_day=row.registered_day,
            until_day=row.registered_until,
            owner=row.owner or "",
        )
        for row in rows
    ]


def won_credits(view: View, since_day: int, until_day: int) -> list[Credit]:
    """Return whose the opportunities are that were won between two days, as far as one sees them.

    Those that are shared come one by one, for each is split by itself.
    """
    is_shared = and_(_P.shares.is_not(None), _P.shares != [])
    each = case((is_shared, _O.id), else_=0)
    rows = view.connection.execute(
        select(
            _O.owner_id,
            func.count().label("number"),
            func.sum(_O.reported_minor).label("minor"),
            func.max(_P.shares).label("shares"),
        )
        .select_from(OPPORTUNITY.outerjoin(PROJECT, _P.opportunity_id == _O.id))
        .join(CUSTOMER, CUSTOMER.c.id == _O.customer_id)
        .where(
            _O.state == OpportunityState.WON,
            _O.closed_day.between(since_day, until_day),
            _O.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .group_by(_O.owner_id, each)
    )
    return [
        Credit(
            None if row.owner_id is None else UserId(row.owner_id),
            row.number,
            int(row.minor),
            shares_from_json(row.shares),
        )
        for row in rows
    ]


def ordered_credits(view: View, since_day: int, until_day: int) -> list[Credit]:
    """Return whose the orders and contracts are that came about between two days.

    What follows from an opportunity that is shared, by way of its quote, is shared as that is.
    Amounts are those of their day; one in a currency that had no rate then counts as nothing.
    """
    found, rates = [], Rates(view)
    for statement in (_ordered(view, since_day, until_day), _agreed(view, since_day, until_day)):
        for row in view.connection.execute(statement):
            minor = rates.in_own(int(row.minor), row.currency, row.day)
            owner_id = None if row.owner_id is None else UserId(row.owner_id)
            shares = shares_from_json(row.shares)
            found.append(Credit(owner_id, row.number, minor or 0, shares))
    return found


def _ordered(view: View, since_day: int, until_day: int) -> Select[Any]:
    order = SALES_ORDER.c
    day = func.coalesce(order.confirmed_day, order.order_day)
    return _credited(view, SALES_ORDER, day, order.total_minor - order.returned_minor).where(
        is_open_order(), day.between(since_day, until_day), visible_to(view.person)
    )


def _agreed(view: View, since_day: int, until_day: int) -> Select[Any]:
    contract = CONTRACT.c
    return _credited(view, CONTRACT, contract.sign_day, contract.amount_minor).where(
        counts(),
        covering_order().is_(None),
        contract.sign_day.between(since_day, until_day),
        visible_to(view.person),
    )


def _credited(view: View, paper: Table, day: Any, minor: Any) -> Select[Any]:
    """Select papers by owner; each by itself that is shared or in another currency."""
    is_shared = and_(_P.shares.is_not(None), _P.shares != [])
    is_foreign = paper.c.currency != view.office.currency
    each = case((or_(is_shared, is_foreign), paper.c.id), else_=0)
    source = (
        paper.join(CUSTOMER, CUSTOMER.c.id == paper.c.customer_id)
        .outerjoin(QUOTE, QUOTE.c.id == paper.c.quote_id)
        .outerjoin(PROJECT, _P.opportunity_id == QUOTE.c.opportunity_id)
    )
    return (
        select(
            paper.c.owner_id,
            paper.c.currency,
            func.max(day).label("day"),
            func.count().label("number"),
            func.sum(minor).label("minor"),
            func.max(_P.shares).label("shares"),
        )
        .select_from(source)
        .where(CUSTOMER.c.deleted_at.is_(None), unscoped("its callers say which may be seen"))
        .group_by(paper.c.owner_id, paper.c.currency, each)
    )


def user_names(view: View, ids: Iterable[int]) -> dict[UserId, str]:
    """Return the names of people, also of those who have left."""
    rows = view.connection.execute(select(USER.c.id, USER.c.name).where(USER.c.id.in_(list(ids))))
    return {UserId(row.id): row.name for row in rows}


def column_values(entered: ProjectFields, names: Iterable[str]) -> dict[str, Any]:
    """Return some of the fields as columns hold them."""
    return {name: kept_value(name, getattr(entered, name)) for name in names}


def _registered() -> Any:
    return (
        PROJECT.join(OPPORTUNITY, _O.id == _P.opportunity_id)
        .join(CUSTOMER, CUSTOMER.c.id == _O.customer_id)
        .outerjoin(USER, USER.c.id == CURRENT_OWNER)
    )


def _customer_names(view: View, ids: Sequence[int | None]) -> dict[int | None, str]:
    """Return the names of those customers that this person may see."""
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    rows = view.connection.execute(
        select(CUSTOMER.c.id, CUSTOMER.c.name).where(
            CUSTOMER.c.id.in_(wanted), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)
        )
    )
    return {row.id: row.name for row in rows}


def _fields(row: Any) -> ProjectFields:
    plain = {name: getattr(row, name) for name in _PLAIN}
    return ProjectFields(
        **plain,
        shares=shares_from_json(row.shares),
        steps=steps_from_json(row.steps),
        end_customer_id=None if row.end_customer_id is None else CustomerId(row.end_customer_id),
        agent_id=None if row.agent_id is None else CustomerId(row.agent_id),
    )

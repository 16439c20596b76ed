"""Lists of opportunities, and what a list comes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    false,
    func,
    or_,
    select,
    type_coerce,
)

from crm_tui.db.functions import month_text
from crm_tui.db.id_lists import any_of, one_of
from crm_tui.db.queries.groupings import (
    GroupedBy,
    MoneyOf,
    Names,
    by_choice,
    by_month,
    by_named,
    by_owner,
    by_word,
)
from crm_tui.db.queries.opportunities.columns import (
    CURRENT_OWNER,
    LISTED_SOURCE,
    Columns,
    in_reach,
    row_of,
    selected,
    weighted,
)
from crm_tui.db.queries.opportunities.scopes import (
    IS_OPEN,
    belongs,
    filled_orders,
    reach_in_stage,
)
from crm_tui.db.queries.record_lists import (
    MORE_THAN_ANY,
    ListedNoun,
    beside,
    is_called,
    listed_columns,
    listed_ids,
)
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY, PIPELINE, PIPELINE_STAGE
from crm_tui.db.schema.users import USER
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.opportunities import (
    ForecastCell,
    OpportunityKind,
    OpportunityRow,
    OpportunityState,
    OpportunitySums,
)
from crm_tui.domain.pipelines import WHOLE, Stage
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.users import Scope

Wanted = ColumnElement[bool]

_O = OPPORTUNITY.c
_HELD = (
    select(CUSTOMER.c.id, CUSTOMER.c.owner_id)
    .where(
        CUSTOMER.c.owner_id.is_not(None),
        unscoped("what it is joined to is scoped; the owners of all are read from their index"),
    )
    .limit(MORE_THAN_ANY)
    .subquery("held")
)
"""Who holds which customer; with a limit, so that it is read apart, from the index of owners."""


def _has_word(view: View, word: str) -> Wanted:
    """Return whether a word stands in the name, or in the customer's, or begins its initials."""
    found = is_called(view, word, _O.name)
    return or_(found, _O.id == int(word)) if word.isdecimal() and len(word) < 10 else found


def _has_flag(view: View, code: str) -> Wanted:
    match code:
        case "overdue":
            return and_(IS_OPEN, _O.expected_day < view.today)
        case "idle":
            return and_(IS_OPEN, or_(_O.next_day == NEVER, _O.next_day < view.today))
        case "rotting":
            return and_(IS_OPEN, _is_rotting(view))
        case "unowned":
            return and_(IS_OPEN, CUSTOMER.c.owner_id.is_(None))
        case _:
            large = view.office.work.large_deal_minor
            return _O.reported_minor >= large


def _is_rotting(view: View) -> Wanted:
    """Return whether it stands in its stage since a day before the first one that it allows."""
    rot_days = PIPELINE_STAGE.c.rot_days
    allowed = view.connection.execute(
        select(rot_days).where(rot_days.is_not(None)).distinct().order_by(rot_days)
    ).scalars()
    since = type_coerce(_O.stage_since, BigInteger)
    zone = view.office.zone
    return or_(
        false(),
        *(
            and_(rot_days == days, since < to_ms(start_of_day(max(view.today - days, 1), zone)))
            for days in allowed
        ),
    )


def pressing(view: View, limit: int) -> list[OpportunityRow]:
    """Return a person's own open opportunities that ask for something today, by their days.

    The next step or the expected day is due, or it stands longer in its stage than that allows.
    """
    is_due = or_(_O.next_day <= view.today, _O.expected_day <= view.today, _is_rotting(view))
    mine = select(CUSTOMER.c.id).where(
        CUSTOMER.c.owner_id == view.person.user_id,
        CUSTOMER.c.deleted_at.is_(None),
        unscoped("one sees one's own customers, and need not look through all that one sees"),
    )
    earliest = case((_O.next_day < _O.expected_day, _O.next_day), else_=_O.expected_day)
    found = view.connection.execute(
        selected()
        .where(_O.customer_id.in_(mine), IS_OPEN, _O.deleted_at.is_(None), is_due)
        .order_by(earliest, _O.id)
        .limit(limit)
    )
    return [row_of(row) for row in found]


def _rows(view: View, ids: Sequence[int]) -> Sequence[OpportunityRow]:
    # A list on the screen may be older than who sees what.
    named = selected().where(one_of(_O.id, ids), visible_to(view.person))
    return [row_of(row) for row in view.connection.execute(named)]


def _stage_names(view: View, ids: Collection[int]) -> Names:
    """Return what stages are called, in their order, with the pipeline where there are several."""
    rows = view.connection.execute(
        select(PIPELINE_STAGE.c.id, PIPELINE_STAGE.c.name, PIPELINE.c.name.label("pipeline"))
        .join(PIPELINE, PIPELINE.c.id == PIPELINE_STAGE.c.pipeline_id)
        .where(one_of(PIPELINE_STAGE.c.id, sorted(ids)))
        .order_by(PIPELINE.c.id, PIPELINE_STAGE.c.position, PIPELINE_STAGE.c.id)
    ).all()
    is_one = len({row.pipeline for row in rows}) <= 1
    return {row.id: row.name if is_one else f"{row.pipeline} · {row.name}" for row in rows}


LISTED: ListedNoun[OpportunityRow] = ListedNoun(
    id=_O.id,
    source=LISTED_SOURCE,
    fields={
        "opportunity_name": _O.name,
        "of_customer": CUSTOMER.c.name_key,
        "pipeline": _O.pipeline_id,
        "opportunity_stage": _O.stage_id,
        "opportunity_state": beside(_O.state),
        "opportunity_kind": type_coerce(_O.kind, String),
        "opportunity_amount": _O.reported_minor,
        "expected": _O.expected_day,
        "closed": _O.closed_day,
        "next_step": _O.next_day,
        "in_stage": type_coerce(_O.stage_since, BigInteger),
        "competitor": type_coerce(_O.competitors, String),
        "opportunity_note": _O.note,
        "owner": CURRENT_OWNER,
        "department": CURRENT_OWNER,
        "source": _O.source_id,
        "created": type_coerce(_O.created_at, BigInteger),
        "updated": type_coerce(_O.updated_at, BigInteger),
    },
    instants=frozenset({"in_stage", "created", "updated"}),
    orders={
        "id": _O.id,
        "name": _O.name,
        "customer": CUSTOMER.c.name,
        "stage": PIPELINE_STAGE.c.position,
        "state": _O.state,
        "kind": _O.kind,
        "amount": _O.reported_minor,
        "weighted": weighted(),
        "expected": _O.expected_day,
        "closed": func.coalesce(_O.closed_day, NEVER),
        "next": _O.next_day,
        "stage_since": _O.stage_since,
        "owner": func.coalesce(CURRENT_OWNER, 0),
        "source": func.coalesce(_O.source_id, 0),
        "created_at": _O.created_at,
    },
    has_word=_has_word,
    has_flag=_has_flag,
    masked_orders={"name"},
    belongs=belongs,
    rows=_rows,
    filled_orders=filled_orders,
    groups={
        "stage": GroupedBy(lambda _view: _O.stage_id, _stage_names, is_ordered=True),
        "state": by_choice(_O.state, OpportunityState),
        "kind": by_choice(_O.kind, OpportunityKind),
        "owner": by_owner(CURRENT_OWNER),
        "source": by_word(_O.source_id),
        "pipeline": by_named(_O.pipeline_id, PIPELINE),
        "expected": by_month(_O.expected_day, newest_first=False),
        "closed": by_month(_O.closed_day),
    },
    money=MoneyOf(_O.reported_minor),
)


def sums_of(view: View, request: RecordRequest) -> OpportunitySums:
    """Return what a list comes to: the sums of what its rows show."""
    listed = listed_columns(view, LISTED, request, _O.state, _O.stage_id, _O.reported_minor)
    source = listed.outerjoin(PIPELINE_STAGE, PIPELINE_STAGE.c.id == listed.c.stage_id)
    return _summed(view, select(*_sum_columns(listed.c)).select_from(source))


def sums_of_ids(view: View, ids: Sequence[int]) -> OpportunitySums:
    """Return what some opportunities come to, of those that may be seen."""
    source = OPPORTUNITY.join(PIPELINE_STAGE, PIPELINE_STAGE.c.id == _O.stage_id)
    sums = select(*_sum_columns()).select_from(source)
    return _summed(view, sums.where(any_of(_O.id, ids), in_reach(view)))


def stage_sums(
    view: View, request: RecordRequest, stages: Sequence[Stage]
) -> dict[int, OpportunitySums]:
    """Return what the open opportunities of a list come to by stage, in one statement."""
    # No look at the stage of each row: there are few, and what each promises is known.
    chances = {int(each.id): each.fields.probability for each in stages}
    chance = case(chances, value=_O.stage_id, else_=0)
    part = (2 * _O.reported_minor * chance + WHOLE) // (2 * WHOLE)
    wanted = and_(_O.stage_id.in_(sorted(chances)), IS_OPEN, _O.deleted_at.is_(None))
    if request.filter is None and not request.query and request.whose is Whose.ALL:
        # Without a look at each customer an index of the stages alone answers.
        wanted = and_(wanted, reach_in_stage(view))
    else:
        wanted = and_(wanted, _O.id.in_(listed_ids(view, LISTED, request)))
    rows = view.connection.execute(
        select(
            _O.stage_id,
            func.count().label("number"),
            func.sum(_O.reported_minor).label("amount"),
            func.sum(part).label("weighted"),
        )
        .where(wanted)
        .group_by(_O.stage_id)
    )
    return {row.stage_id: _sums_in(row) for row in rows}


def forecast(view: View, request: RecordRequest) -> list[ForecastCell]:
    """Return what the opportunities of a list come to by month and person, months in order."""
    # Days first, as numbers: there are far fewer of them to find the month of.
    days = _by_day(view, request).subquery("days")
    month = case((days.c.expected_day == NEVER, ""), else_=month_text(days.c.expected_day))
    by_month = select(
        month.label("month"),
        days.c.owner_id,
        *(func.sum(days.c[name]).label(name) for name in ("number", "amount", "weighted")),
    ).group_by(month, days.c.owner_id)
    rows = view.connection.execute(by_month).all()
    names = _names(view, {row.owner_id for row in rows if row.owner_id is not None})
    cells = [
        ForecastCell(
            row.month,
            None if row.owner_id is None else UserId(row.owner_id),
            names.get(row.owner_id, ""),
            _sums_in(row),
        )
        for row in rows
    ]
    # What has no day yet comes last.
    return sorted(cells, key=lambda each: (each.month == "", each.month, each.owner_id or 0))


def _by_day(view: View, request: RecordRequest) -> Select[Any]:
    """Select what the opportunities of a list come to by expected day and person."""
    asked = (_O.state, _O.stage_id, _O.reported_minor, _O.customer_id, _O.owner_id)
    listed = listed_columns(view, LISTED, request, _O.expected_day, *asked)
    held = _HELD if view.person.scope is Scope.ALL else CUSTOMER
    owner = case(
        (listed.c.state == OpportunityState.OPEN, held.c.owner_id), else_=listed.c.owner_id
    )
    source = listed.outerjoin(held, held.c.id == listed.c.customer_id).outerjoin(
        PIPELINE_STAGE, PIPELINE_STAGE.c.id == listed.c.stage_id
    )
    return (
        select(listed.c.expected_day, owner.label("owner_id"), *_sum_columns(listed.c))
        .select_from(source)
        .where(unscoped("what is listed is scoped, and brings its customers along"))
        .group_by(listed.c.expected_day, owner)
    )


def _names(view: View, ids: Collection[int]) -> dict[int, str]:
    rows = view.connection.execute(select(USER.c.id, USER.c.name).where(one_of(USER.c.id, ids)))
    return {row.id: row.name for row in rows}


def _sum_columns(of: Columns = _O) -> tuple[ColumnElement[Any], ...]:
    return (
        func.count().label("number"),
        func.coalesce(func.sum(of.reported_minor), 0).label("amount"),
        func.coalesce(func.sum(weighted(of)), 0).label("weighted"),
    )


def _summed(view: View, sums: Select[Any]) -> OpportunitySums:
    return _sums_in(view.connection.execute(sums).one())


def _sums_in(row: Any) -> OpportunitySums:
    return OpportunitySums(row.number, int(row.amount), int(row.weighted))

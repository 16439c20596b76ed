"""Lists of opportunities, and what a list comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    and_,
    case,
    false,
    func,
    or_,
    select,
    type_coerce,
)

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.opportunities.columns import (
    CURRENT_OWNER,
    SOURCE,
    in_reach,
    in_reach_of_stage,
    row_of,
    selected,
    weighted,
)
from crm_tui.db.queries.record_lists import ListedNoun, is_called, is_whose, listed_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY, PIPELINE_STAGE
from crm_tui.db.schema.users import USER
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.opportunities import (
    ForecastCell,
    OpportunityRow,
    OpportunityState,
    OpportunitySums,
    month_of,
)
from crm_tui.domain.pipelines import WHOLE, Stage
from crm_tui.domain.record_lists import RecordRequest, Whose

Wanted = ColumnElement[bool]

_O = OPPORTUNITY.c
_OPEN = _O.state == OpportunityState.OPEN


def _belongs(view: View, request: RecordRequest) -> Wanted:
    whose, asked = request.whose, request.filter
    gone = _O.deleted_at.is_not(None) if whose is Whose.DELETED else _O.deleted_at.is_(None)
    fields = () if asked is None else [each.field for each in asked.conditions]
    seen = in_reach_of_stage(view) if "opportunity_stage" in fields else in_reach(view)
    return and_(gone, seen, is_whose(view, whose, CURRENT_OWNER))


def _has_word(word: str) -> Wanted:
    """Return whether a word stands in the name, or in the customer's, or begins its initials."""
    found = is_called(word, _O.name)
    return or_(found, _O.id == int(word)) if word.isdecimal() and len(word) < 10 else found


def _has_flag(view: View, code: str) -> Wanted:
    match code:
        case "overdue":
            return and_(_OPEN, _O.expected_day < view.today)
        case "idle":
            return and_(_OPEN, or_(_O.next_day == NEVER, _O.next_day < view.today))
        case "rotting":
            return and_(_OPEN, _is_rotting(view))
        case "unowned":
            return and_(_OPEN, CUSTOMER.c.owner_id.is_(None))
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
        .where(_O.customer_id.in_(mine), _OPEN, _O.deleted_at.is_(None), is_due)
        .order_by(earliest, _O.id)
        .limit(limit)
    )
    return [row_of(row) for row in found]


def _rows(view: View, ids: Sequence[int]) -> Sequence[OpportunityRow]:
    # A list on the screen may be older than who sees what.
    named = selected().where(one_of(_O.id, ids), visible_to(view.person))
    return [row_of(row) for row in view.connection.execute(named)]


LISTED: ListedNoun[OpportunityRow] = ListedNoun(
    id=_O.id,
    source=SOURCE,
    fields={
        "opportunity_name": _O.name,
        "of_customer": CUSTOMER.c.name_key,
        "pipeline": _O.pipeline_id,
        "opportunity_stage": _O.stage_id,
        "opportunity_state": type_coerce(_O.state, String),
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
    belongs=_belongs,
    rows=_rows,
)


def sums_of(view: View, request: RecordRequest) -> OpportunitySums:
    """Return what a list comes to: the sums of what its rows show."""
    return _sums(view, _O.id.in_(listed_ids(view, LISTED, request)))


def sums_of_ids(view: View, ids: Sequence[int]) -> OpportunitySums:
    """Return what some opportunities come to, of those that may be seen."""
    return _sums(view, and_(one_of(_O.id, ids), in_reach(view)))


def stage_sums(
    view: View, request: RecordRequest, stages: Sequence[Stage]
) -> dict[int, OpportunitySums]:
    """Return what the open opportunities of a list come to by stage, in one statement."""
    # No look at the stage of each row: there are few, and what each promises is known.
    chances = {int(each.id): each.fields.probability for each in stages}
    chance = case(chances, value=_O.stage_id, else_=0)
    part = (2 * _O.reported_minor * chance + WHOLE) // (2 * WHOLE)
    wanted = and_(_O.stage_id.in_(sorted(chances)), _OPEN, _O.deleted_at.is_(None))
    if request.filter is None and not request.query and request.whose is Whose.ALL:
        # Without a look at each customer an index of the stages alone answers.
        wanted = and_(wanted, in_reach_of_stage(view))
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
    return {
        row.stage_id: OpportunitySums(row.number, int(row.amount), int(row.weighted))
        for row in rows
    }


def forecast(view: View, request: RecordRequest) -> list[ForecastCell]:
    """Return what the opportunities of a list come to by month and person, months in order."""
    rows = view.connection.execute(
        select(
            _O.expected_day,
            CURRENT_OWNER.label("owner_id"),
            func.count().label("number"),
            func.sum(_O.reported_minor).label("amount"),
            func.sum(weighted()).label("weighted"),
        )
        .select_from(SOURCE)
        .where(
            _O.id.in_(listed_ids(view, LISTED, request)),
            unscoped("the ids are those of a scoped list"),
        )
        .group_by(_O.expected_day, CURRENT_OWNER)
    )
    found: dict[tuple[str, int | None], OpportunitySums] = {}
    for row in rows:
        key = month_of(row.expected_day), row.owner_id
        before = found.get(key, OpportunitySums())
        found[key] = OpportunitySums(
            before.count + row.number,
            before.amount_minor + int(row.amount),
            before.weighted_minor + int(row.weighted),
        )
    names = _names(view, [owner_id for _month, owner_id in found if owner_id is not None])
    cells = [
        ForecastCell(
            month,
            None if owner_id is None else UserId(owner_id),
            "" if owner_id is None else names.get(owner_id, ""),
            sums,
        )
        for (month, owner_id), sums in found.items()
    ]
    # What has no day yet comes last.
    return sorted(cells, key=lambda each: (each.month == "", each.month, each.owner_id or 0))


def _names(view: View, ids: Sequence[int]) -> dict[int, str]:
    rows = view.connection.execute(select(USER.c.id, USER.c.name).where(one_of(USER.c.id, ids)))
    return {row.id: row.name for row in rows}


def _sums(view: View, wanted: Wanted) -> OpportunitySums:
    row: Any = view.connection.execute(
        select(
            func.count().label("count"),
            func.coalesce(func.sum(_O.reported_minor), 0).label("amount"),
            func.coalesce(func.sum(weighted()), 0).label("weighted"),
        )
        .select_from(SOURCE)
        .where(wanted, unscoped("the ids are those of a scoped list"))
    ).one()
    return OpportunitySums(row.count, int(row.amount), int(row.weighted))

"""Lists of leads: what a query asks of them, their orders, and whose they are."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, and_, case, false, func, type_coerce

from crm_tui.db.functions import has_inside, unindexed
from crm_tui.db.queries.groupings import by_choice, by_owner, by_text, by_word
from crm_tui.db.queries.leads.records import JOINED, rows, seen
from crm_tui.db.queries.record_lists import ListedNoun
from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.users import USER
from crm_tui.db.types import FAR_AWAY_MS, LONG_AGO_MS
from crm_tui.db.unit_of_work import View
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.leads.values import OPEN_STAGES, LeadStage
from crm_tui.domain.queries.evaluation import small
from crm_tui.domain.record_lists import RecordRequest, Whose


def _number(column: ColumnElement[object]) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)


def _planned(column: ColumnElement[object], none: int) -> ColumnElement[int | None]:
    return func.nullif(_number(column), none)


_LEAD = LEAD.c
_FIELDS = {
    "lead_name": _LEAD.called + " " + _LEAD.name,
    "lead_stage": _LEAD.stage,
    "score": _LEAD.score,
    "lead_phone": _LEAD.phone_text,
    "lead_email": _LEAD.email,
    "lead_wechat": _LEAD.wechat,
    "lead_need": _LEAD.need,
    "campaign": _LEAD.campaign,
    "lead_note": _LEAD.note,
    "converted": _number(_LEAD.converted_at),
    "owner": _LEAD.owner_id,
    "department": USER.c.department_id,
    "source": _LEAD.source_id,
    "industry": _LEAD.industry_id,
    "province": _LEAD.province,
    "city": _LEAD.city,
    "last": _planned(_LEAD.last_follow_up_at, LONG_AGO_MS),
    "next": _planned(_LEAD.next_contact_at, FAR_AWAY_MS),
    "created": _number(_LEAD.created_at),
}
_STAGES = case({each.value: place for place, each in enumerate(LeadStage)}, value=_LEAD.stage)


def _has_word(_view: View, word: str) -> ColumnElement[bool]:
    return has_inside(_LEAD.search_text, small(word))


def _is_open() -> ColumnElement[bool]:
    return _LEAD.stage.in_(OPEN_STAGES)


def _has_flag(view: View, code: str) -> ColumnElement[bool]:
    match code:
        case "open":
            return _is_open()
        case "unowned":
            return and_(_LEAD.owner_id.is_(None), _is_open())
        case "overdue":
            return and_(_LEAD.next_contact_at < view.now, _is_open())
        case _:
            return false()


def _belongs(view: View, request: RecordRequest) -> ColumnElement[bool]:
    me = view.person.user_id
    is_there = _LEAD.deleted_at.is_(None)
    match request.whose:
        case Whose.MINE:
            return and_(is_there, _LEAD.owner_id == me)
        case Whose.STAFF:
            # The order is walked: sorting all that a staff has would take longer.
            return and_(is_there, unindexed(_LEAD.owner_id).in_(subordinate_ids(me)))
        case Whose.ALL:
            return and_(is_there, seen(view))
        case Whose.DELETED:
            return and_(_LEAD.deleted_at.is_not(None), seen(view))


LISTED: ListedNoun[LeadRow] = ListedNoun(
    id=_LEAD.id,
    source=JOINED,
    fields=_FIELDS,
    instants=frozenset({"converted", "last", "next", "created"}),
    orders={
        "id": _LEAD.id,
        "called": _LEAD.pinyin,
        "stage": _STAGES,
        "score": _LEAD.score,
        "owner": func.coalesce(USER.c.pinyin, ""),
        "source": func.coalesce(_LEAD.source_id, 0),
        "city": _LEAD.city,
        "last_follow_up_at": _LEAD.last_follow_up_at,
        "next_contact_at": _LEAD.next_contact_at,
        "created_at": _LEAD.created_at,
    },
    has_word=_has_word,
    has_flag=_has_flag,
    belongs=_belongs,
    rows=rows,
    groups={
        "stage": by_choice(_LEAD.stage, LeadStage),
        "owner": by_owner(_LEAD.owner_id),
        "source": by_word(_LEAD.source_id),
        "campaign": by_text(_LEAD.campaign),
        "city": by_text(_LEAD.city),
    },
)

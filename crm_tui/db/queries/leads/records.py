"""Leads as rows: read one or some, insert, change; what undo puts back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, select, update

from crm_tui.db.functions import has_inside
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import leads_visible_to, visible_to
from crm_tui.domain.identifiers import CustomerId, LeadId, UserId
from crm_tui.domain.leads.records import LeadFields, LeadRow, plain_phones, read_phones
from crm_tui.domain.leads.settings import LeadSettings, settings_from_json
from crm_tui.domain.leads.values import OPEN_STAGES, LeadStage
from crm_tui.domain.pinyin import pinyin as pinyin_of
from crm_tui.domain.queries.evaluation import small
from crm_tui.errors import NotFoundError

INDUSTRY = DICTIONARY_ITEM.alias("lead_industry")
SOURCE = DICTIONARY_ITEM.alias("lead_source")
REASON = DICTIONARY_ITEM.alias("lead_reason")
_CREATOR = USER.alias("lead_creator")
JOINED = (
    LEAD.outerjoin(USER, USER.c.id == LEAD.c.owner_id)
    .outerjoin(INDUSTRY, INDUSTRY.c.id == LEAD.c.industry_id)
    .outerjoin(SOURCE, SOURCE.c.id == LEAD.c.source_id)
    .outerjoin(REASON, REASON.c.id == LEAD.c.discard_reason_id)
)
"""Leads with the words and the names that a list shows."""
_NEWEST = LEAD.alias("newest_lead")
_NEWEST_READ = 50_000
_MOST_WORDS = 5
_INSTANTS = frozenset({"next_contact_at", "last_follow_up_at", "converted_at", "deleted_at"})


def settings_of(view: View) -> LeadSettings:
    """Return how the office deals with leads."""
    return settings_from_json(view.office.leads)


def seen(view: View) -> Any:
    """Return which leads the person may see."""
    return leads_visible_to(view.person, are_claimed=settings_of(view).reps_claim)


def rows(view: View, ids: Collection[int]) -> list[LeadRow]:
    """Return these leads as far as they are seen, deleted ones too, in any order."""
    found = view.connection.execute(_statement(view).where(LEAD.c.id.in_(sorted(ids)), seen(view)))
    return [_row(row) for row in found]


def due_leads(view: View, until: datetime, limit: int) -> list[LeadRow]:
    """Return the person's own open leads to be contacted before an instant, the oldest first."""
    found = view.connection.execute(
        _statement(view)
        .where(
            LEAD.c.owner_id == view.person.user_id,
            LEAD.c.stage.in_(OPEN_STAGES),
            LEAD.c.next_contact_at < until,
            LEAD.c.deleted_at.is_(None),
        )
        .order_by(LEAD.c.next_contact_at, LEAD.c.id)
        .limit(limit)
    )
    return [_row(row) for row in found]


def lead(view: View, lead_id: LeadId) -> LeadRow:
    """Return a lead; raise NotFoundError when there is none that this person may see."""
    found = rows(view, [lead_id])
    if not found:
        raise NotFoundError("lead", str(lead_id))
    return found[0]


def sent_as(view: View, intake_id: str) -> LeadId | None:
    """Return the lead that a form sent under this id, whoever may see it, or None."""
    found = view.connection.execute(select(LEAD.c.id).where(LEAD.c.intake_id == intake_id))
    number = found.scalar_one_or_none()
    return None if number is None else LeadId(number)


def find(view: View, reference: str) -> list[tuple[int, str]]:
    """Return the open leads that a name means, else part of one, as (id, name)."""
    wanted = small(reference)
    called = func.lower(LEAD.c.called)
    for condition in (
        LEAD.c.called == reference,
        LEAD.c.name == reference,
        called.contains(wanted[:200], autoescape=True),
    ):
        found = view.connection.execute(
            select(LEAD.c.id, LEAD.c.called)
            .where(condition, LEAD.c.deleted_at.is_(None), seen(view))
            .order_by(LEAD.c.id)
            .limit(20)
        ).all()
        if found:
            return [(row.id, row.called) for row in found]
    return []


def leads_saying(view: View, words: str, limit: int) -> list[LeadRow]:
    """Return the leads one may see in which all words stand, of the newest; deleted ones not."""
    wanted = [small(each) for each in words.split()[:_MOST_WORDS]]
    if not wanted:
        return []
    newest = select(func.max(_NEWEST.c.id)).scalar_subquery() - _NEWEST_READ
    said = (has_inside(LEAD.c.search_text, each) for each in wanted)
    found = view.connection.execute(
        _statement(view)
        .where(LEAD.c.id > func.coalesce(newest, 0), LEAD.c.deleted_at.is_(None), seen(view), *said)
        .order_by(LEAD.c.id.desc())
        .limit(limit)
    )
    return [_row(row) for row in found]


def stored(view: View, lead_id: LeadId) -> Any:
    """Return the columns of a lead, whoever may see it."""
    return view.connection.execute(select(LEAD).where(LEAD.c.id == lead_id)).one()


def field_values(fields: LeadFields) -> dict[str, Any]:
    """Return the columns of what was typed, and of what follows from it alone."""
    phone_text = " ".join(each.number for each in fields.phones)[:500]
    names = " ".join(filter(None, (fields.company, fields.name)))
    reading = pinyin_of(names).replace(" ", "")
    texts = (names, reading, phone_text, *(each.digits for each in fields.phones), fields.email,
             fields.wechat, fields.campaign, fields.city)  # fmt: skip
    typed: dict[str, Any] = {
        name: getattr(fields, name) for name in LeadFields.__dataclass_fields__ if name != "phones"
    }
    return {
        **typed,
        "phones": plain_phones(fields.phones),
        "called": fields.called,
        "phone_text": phone_text,
        "pinyin": pinyin_of(fields.called).replace(" ", "")[:3000],
        "search_text": small(" ".join(filter(None, texts)))[:6000],
    }


def insert_lead(unit: Unit, values: Mapping[str, object]) -> LeadId:
    """Insert a lead and return its id."""
    result = unit.connection.execute(
        insert(LEAD).values(
            **values,
            batch_id=unit.batch_id,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return LeadId(int(key))


def change_lead(unit: Unit, lead_id: LeadId, values: Mapping[str, Any]) -> dict[str, object]:
    """Change columns of a lead; return what they were, as an event keeps it for undo."""
    row = stored(unit, lead_id)
    changed = {**values, "batch_id": unit.batch_id}
    before = {name: getattr(row, name) for name in changed}
    _update(unit, lead_id, changed)
    return before


def put_back(unit: Unit, lead_id: LeadId, batch_id: int, before: Mapping[str, Any]) -> bool:
    """Put columns of a lead back as an event found them; False when a later batch changed it."""
    if stored(unit, lead_id).batch_id != batch_id:
        return False
    values = {
        name: datetime.fromisoformat(value)
        if name in _INSTANTS and isinstance(value, str)
        else LeadStage(value)
        if name == "stage"
        else value
        for name, value in before.items()
    }
    _update(unit, lead_id, values)
    return True


def _update(unit: Unit, lead_id: LeadId, values: Mapping[str, Any]) -> None:
    unit.connection.execute(
        update(LEAD)
        .where(LEAD.c.id == lead_id)
        .values(
            **values,
            version=LEAD.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def held_leads(view: View, user_id: UserId, limit: int) -> list[LeadRow]:
    """Return open leads that somebody holds, the oldest first, whoever asks."""
    found = view.connection.execute(
        _statement(view)
        .where(
            LEAD.c.owner_id == user_id,
            LEAD.c.stage.in_(OPEN_STAGES),
            LEAD.c.deleted_at.is_(None),
        )
        .order_by(LEAD.c.id)
        .limit(limit)
    )
    return [_row(row) for row in found]


def open_leads_of(view: View, user_ids: Sequence[UserId]) -> dict[UserId, int]:
    """Return how many open leads each of some people holds, whoever asks."""
    found = view.connection.execute(
        select(LEAD.c.owner_id, func.count())
        .where(
            LEAD.c.owner_id.in_(user_ids),
            LEAD.c.stage.in_(OPEN_STAGES),
            LEAD.c.deleted_at.is_(None),
        )
        .group_by(LEAD.c.owner_id)
    )
    return {UserId(row[0]): row[1] for row in found}


def _statement(view: View) -> Select[Any]:
    source = JOINED.outerjoin(_CREATOR, _CREATOR.c.id == LEAD.c.created_by_id).outerjoin(
        CUSTOMER, and_(CUSTOMER.c.id == LEAD.c.customer_id, visible_to(view.person))
    )
    return select(
        LEAD,
        USER.c.name.label("owner"),
        _CREATOR.c.name.label("creator"),
        INDUSTRY.c.name.label("industry"),
        SOURCE.c.name.label("source"),
        REASON.c.name.label("reason"),
        CUSTOMER.c.name.label("customer"),
    ).select_from(source)


def fields_of(row: Any) -> LeadFields:
    """Return the typed fields of a stored lead."""
    return LeadFields(
        name=row.name,
        company=row.company,
        title=row.title,
        phones=read_phones(row.phones),
        email=row.email,
        wechat=row.wechat,
        province=row.province,
        city=row.city,
        address=row.address,
        industry_id=row.industry_id,
        need=row.need,
        source_id=row.source_id,
        campaign=row.campaign,
        note=row.note,
    )


def _row(row: Any) -> LeadRow:
    return LeadRow(
        id=LeadId(row.id),
        fields=fields_of(row),
        stage=row.stage,
        score=row.score,
        source=row.source or "",
        industry=row.industry or "",
        owner_id=None if row.owner_id is None else UserId(row.owner_id),
        owner=row.owner or "",
        next_contact_at=row.next_contact_at,
        next_contact_note=row.next_contact_note,
        last_follow_up_at=row.last_follow_up_at,
        discard_reason=row.reason or "",
        discard_note=row.discard_note,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        customer=row.customer or "",
        created_at=row.created_at,
        created_by=row.creator or "",
        version=row.version,
        is_deleted=row.deleted_at is not None,
        intake_id=row.intake_id or "",
    )

"""What a merge joins rather than moves: a person at both, keys, the clock of one owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from crm_tui.db.queries.followed_days import follow_birthday
from crm_tui.db.queries.merging.recording import MergeRecord
from crm_tui.db.queries.pools.clocks import copy_facts
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.contacts import CONTACT, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_DISMISSAL, DUPLICATE_KEY
from crm_tui.db.schema.key_dates import KEY_DATE
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, PERIOD_FACT
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.events import CustomerMerged
from crm_tui.domain.identifiers import ContactId, CustomerId, UserId
from crm_tui.domain.key_dates import KeyDateSource
from crm_tui.domain.merging import JoinedContact

_APART = frozenset({"phones", "custom"})


def join_contact(
    unit: Unit, record: MergeRecord, customer_id: CustomerId, joined: JoinedContact
) -> None:
    """Fill what the kept customer's contact lacks from the other's, and give it both's phones."""
    (row,) = record.keep(unit, CONTACT, CONTACT.c.id == joined.kept_id)
    fields = joined.fields
    values: dict[str, Any] = {
        name: getattr(fields, name)
        for name in ContactFields.__dataclass_fields__
        if name not in _APART and getattr(fields, name) != getattr(row, name)
    }
    values |= {"custom": dict(fields.custom), "version": CONTACT.c.version + 1}
    stamps = {"updated_at": unit.now, "updated_by_id": unit.person.user_id}
    statement = update(CONTACT).where(CONTACT.c.id == joined.kept_id)
    unit.connection.execute(statement.values(**values, **stamps))
    _add_phones(unit, record, joined.kept_id, fields)
    if "birthday" in values:
        is_lunar = fields.birthday_is_lunar
        follow_birthday(unit, joined.kept_id, customer_id, fields.birthday, is_lunar=is_lunar)


def _add_phones(
    unit: Unit, record: MergeRecord, contact_id: ContactId, fields: ContactFields
) -> None:
    known = set(
        unit.connection.execute(
            select(CONTACT_PHONE.c.digits).where(CONTACT_PHONE.c.contact_id == contact_id)
        ).scalars()
    )
    new = [
        {
            "contact_id": contact_id,
            "position": position,
            "number": phone.number,
            "digits": phone.digits,
            "extension": phone.extension,
        }
        for position, phone in enumerate(fields.phones)
        if phone.digits not in known
    ]
    record.add(unit, CONTACT_PHONE, new)


def keep_both(
    unit: Unit, record: MergeRecord, customer_ids: Sequence[int], period_ids: Sequence[int]
) -> None:
    """Keep two customers, their running periods and their keys as they are, for undo."""
    whole = unscoped("undo needs both as they were")
    record.keep(unit, CUSTOMER, CUSTOMER.c.id.in_(customer_ids) & whole)
    record.keep(unit, OWNERSHIP_PERIOD, OWNERSHIP_PERIOD.c.id.in_(period_ids))
    keys = select(DUPLICATE_KEY).where(DUPLICATE_KEY.c.customer_id.in_(customer_ids))
    record.keys += [dict(row._mapping) for row in unit.connection.execute(keys)]  # noqa: SLF001 - public, see the manual


def put_keys_back(unit: Unit, stored: Mapping[str, Any], customer_ids: Sequence[int]) -> None:
    """Let two customers be found by the keys they had before the merge, and no others."""
    key = DUPLICATE_KEY.c
    unit.connection.execute(delete(DUPLICATE_KEY).where(key.customer_id.in_(customer_ids)))
    if stored["keys"]:
        unit.connection.execute(insert(DUPLICATE_KEY), stored["keys"])


def pass_tasks_on(unit: Unit, record: MergeRecord, former: UserId, owner: UserId) -> None:
    """Let somebody do what the former owner of the given-up customer has not done yet."""
    moved = {each for row in record.moved if row["table"] == TASK.name for each in row["ids"]}
    is_open = (TASK.c.done_at.is_(None), TASK.c.deleted_at.is_(None), TASK.c.id.in_(moved))
    record.move(unit, TASK.c.assignee_id, former, owner, *is_open)


def copy_keys(unit: Unit, kept_id: CustomerId, given_up_id: CustomerId) -> None:
    """Let the kept customer be found by every key that either had or has."""
    key = DUPLICATE_KEY.c
    known = {
        (row.kind, row.key)
        for row in unit.connection.execute(select(DUPLICATE_KEY).where(key.customer_id == kept_id))
    }
    theirs = unit.connection.execute(select(DUPLICATE_KEY).where(key.customer_id == given_up_id))
    new = [row for row in theirs.all() if (row.kind, row.key) not in known]
    rows = [{**row._mapping, "customer_id": kept_id} for row in new]  # noqa: SLF001 - public, see the manual
    if rows:
        unit.connection.execute(insert(DUPLICATE_KEY), rows)


def keep_followed_days(unit: Unit, record: MergeRecord, customer_id: CustomerId) -> frozenset[int]:
    """Keep the key dates of a customer that follow fields, for undo; return which they are."""
    is_followed = KEY_DATE.c.source != KeyDateSource.ENTERED
    rows = record.keep(unit, KEY_DATE, (KEY_DATE.c.customer_id == customer_id) & is_followed)
    return frozenset(row.id for row in rows)


def note_followed_days(
    unit: Unit, record: MergeRecord, customer_id: CustomerId, known_ids: frozenset[int]
) -> None:
    """Remember the key dates that came because a field was filled in."""
    key_date = KEY_DATE.c
    moved = {each for row in record.moved if row["table"] == KEY_DATE.name for each in row["ids"]}
    found = select(key_date.id).where(
        key_date.customer_id == customer_id, key_date.source != KeyDateSource.ENTERED
    )
    for each in unit.connection.execute(found).scalars():
        if each not in known_ids | moved:
            record.note_added(KEY_DATE, [each])


def repoint_dismissals(
    unit: Unit, record: MergeRecord, kept_id: CustomerId, given_up_id: CustomerId
) -> None:
    """Let what was said to be no duplicate of the given-up one be none of the kept one."""
    pair = DUPLICATE_DISMISSAL.c
    named = or_(
        pair.first_id.in_((kept_id, given_up_id)), pair.second_id.in_((kept_id, given_up_id))
    )
    rows = unit.connection.execute(select(DUPLICATE_DISMISSAL).where(named)).all()
    known = {(row.first_id, row.second_id) for row in rows}
    for row in rows:
        others = {row.first_id, row.second_id} - {kept_id, given_up_id}
        if given_up_id not in {row.first_id, row.second_id} or not others:
            continue
        first_id, second_id = sorted((kept_id, *others))
        if (first_id, second_id) not in known:
            known.add((first_id, second_id))
            values = {**row._mapping, "first_id": first_id, "second_id": second_id}  # noqa: SLF001 - as above
            record.add(unit, DUPLICATE_DISMISSAL, [values])


def join_period(
    unit: Unit, record: MergeRecord, period_id: int, given_up_period_id: int, clock_day: int
) -> None:
    """Let a running period begin as early as another of its holder, with the facts of both."""
    period = OWNERSHIP_PERIOD.c
    last = select(func.coalesce(func.max(PERIOD_FACT.c.id), 0))
    before = unit.connection.execute(last).scalar_one()
    copy_facts(unit, given_up_period_id, period_id)  # type: ignore[arg-type]  # as stored
    new = select(PERIOD_FACT.c.id).where(
        PERIOD_FACT.c.period_id == period_id, PERIOD_FACT.c.id > before
    )
    for fact_id in unit.connection.execute(new).scalars():
        record.note_added(PERIOD_FACT, [fact_id])
    other = select(period.own_grace_used).where(period.id == given_up_period_id)
    was_used = unit.connection.execute(other).scalar_one()
    unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(period.id == period_id)
        .values(clock_day=clock_day, own_grace_used=or_(period.own_grace_used, was_used))
    )


def children_of(view: View, customer_id: CustomerId) -> Sequence[Any]:
    """Return the customers that belong to one, whoever may see them."""
    statement = select(CUSTOMER.c.id, CUSTOMER.c.name).where(
        CUSTOMER.c.parent_id == customer_id,
        CUSTOMER.c.deleted_at.is_(None),
        unscoped("what belongs to it follows it, whoever sees that"),
    )
    return view.connection.execute(statement.order_by(CUSTOMER.c.id)).all()


def repoint_children_set_aside(
    unit: Unit, record: MergeRecord, kept_id: CustomerId, given_up_id: CustomerId
) -> None:
    """Let what stands in no list belong to the kept one, should it come back."""
    record.move(
        unit, CUSTOMER.c.parent_id, given_up_id, kept_id, CUSTOMER.c.deleted_at.is_not(None)
    )


def merged_into(view: View, customer_id: CustomerId) -> list[int]:
    """Return the customers that were merged into one, at once or one after the other."""
    found: list[int] = []
    asked = [int(customer_id)]
    while asked:
        # By its history, which has an index; what was parted again is merged no more.
        statement = select(EVENT.c.record_id).where(
            EVENT.c.customer_id.in_(asked), EVENT.c.kind == CustomerMerged.kind()
        )
        ids = set(view.connection.execute(statement).scalars()) - {customer_id, *found}
        found += (asked := sorted(each for each in ids if each is not None))
    named = select(CUSTOMER.c.id).where(
        CUSTOMER.c.id.in_(found),
        CUSTOMER.c.merged_into_id == customer_id,
        unscoped("its history is that of the one it went into"),
    )
    return list(view.connection.execute(named.order_by(CUSTOMER.c.id)).scalars())


def repoint_merged(
    unit: Unit, record: MergeRecord, kept_id: CustomerId, given_up_id: CustomerId
) -> None:
    """Let what went into the given-up customer before say that it is the kept one now."""
    ids = merged_into(unit, given_up_id)
    if ids:
        record.move(unit, CUSTOMER.c.merged_into_id, given_up_id, kept_id, CUSTOMER.c.id.in_(ids))


def mark_merged(unit: Unit, given_up_id: CustomerId, kept_id: CustomerId) -> None:
    """Note into whom a customer that was set aside went."""
    unit.connection.execute(
        update(CUSTOMER).where(CUSTOMER.c.id == given_up_id).values(merged_into_id=kept_id)
    )

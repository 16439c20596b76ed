"""Offices with customers of every sort, and what a query may ask of each, read past our layers."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.raw import rows, run
from crm_tui.db.types import FAR_AWAY_MS, from_ms, to_ms
from crm_tui.domain.custom_fields import (
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.customers import Level
from crm_tui.domain.days import NEVER, day_of
from crm_tui.domain.queries import Circumstances, CustomerFacts, Vocabulary
from crm_tui.domain.rhythms import behind_days
from crm_tui.domain.users import Actor
from crm_tui.domain.work_settings import DEFAULT_WORK
from tests import make

CUSTOMERS = 48
_TEXTS = ("", "中关村 1号", "Zhong Guan Cun", 'a"b,c', "100% 王总 13812345678", "ÄÖ İ", "%_[x]")
_TAGS = ("VIP", "vip ", "重点", 'a"VIP', "VIP,x", "无")
_NAMES = ("北京恒信科技", "上海浦江 精密", "ABC Trade", "a,b", "none", "深圳云图_软件", "重庆A级")
_CITIES = ("", "北京", "北京市", "杭州", "朝阳", "city")

_MS_A_DAY = 86_400_000


@dataclass(frozen=True)
class Queried:
    """An office, who asks, and the facts of each customer by id, as each of them may know them."""

    crm: Crm
    admin: Actor
    rep: Actor
    names: Mapping[Actor, Vocabulary]
    at: Circumstances
    facts: Mapping[int, CustomerFacts]
    in_pool: frozenset[int]
    parents: Mapping[int, int]
    """Who belongs to whom."""


def queried(folder: Path, zone: str, seed: int) -> Queried:
    """An office in a zone whose customers differ in everything a query can ask."""
    now = datetime(2026, 11, 22, 0, 30, tzinfo=ZoneInfo(zone))
    crm = make.office(folder, clock=FakeClock(now), zone=zone)
    admin = make.admin(crm)
    rep = make.rep(crm, "lina", "李娜", department="销售")
    make.rep(crm, "zhao", "赵敏")
    make.pool(crm, "华北公海")
    make.pool(crm, "华东公海", masks_contacts=True)
    define_fields(crm, admin)
    for number in range(CUSTOMERS):
        make.customer(crm, name=_NAMES[number % len(_NAMES)] + str(number), phone="13800000000")
    with crm.database.setting_up() as connection:
        _shuffle(connection, random.Random(seed), now)
    at = Circumstances(now, ZoneInfo(zone), now.toordinal())
    with crm.database.glancing() as connection:
        found = connection.exec_driver_sql("SELECT * FROM customer ORDER BY id").mappings().all()
        facts = {row["id"]: _facts(connection, row, at.zone, at.today) for row in found}
        parents = {row["id"]: row["parent_id"] for row in found if row["parent_id"] is not None}
        in_pool = frozenset(row["id"] for row in found if row["owner_id"] is None)
    names = {actor: crm.queries.vocabulary(actor) for actor in (admin, rep)}
    return Queried(crm, admin, rep, names, at, facts, in_pool, parents)


def _shuffle(connection: Connection, dice: random.Random, now: datetime) -> None:
    def ids(sql: str) -> list[int | None]:
        return [row[0] for row in rows(connection, sql)]

    users, pools = ids("SELECT id FROM app_user"), ids("SELECT id FROM pool")
    words = {
        kind: [None, *ids(f"SELECT id FROM dictionary_item WHERE kind = '{kind}' LIMIT 4")]
        for kind in ("stage", "industry", "source")
    }
    everybody = ids("SELECT id FROM customer")
    for customer_id in everybody:
        owner = dice.choice([None, *users])
        values = {
            **_drawn(dice, now),
            **{f"{kind}_id": dice.choice(found) for kind, found in words.items()},
            "owner_id": owner,
            "pool_id": dice.choice(pools),
            "parent_id": dice.choice([None, dice.choice(everybody)]),
            "pool_since": None if owner else _instant(dice, now),
            "owned_since": _instant(dice, now) if owner else None,
            "is_self_found": bool(owner) and dice.random() < 0.5,
        }
        sets = ", ".join(f"{name} = ?" for name in values)
        run(connection, f"UPDATE customer SET {sets} WHERE id = ?", [*values.values(), customer_id])
        run(
            connection,
            "UPDATE contact SET email = ? WHERE customer_id = ?",
            [dice.choice(["", "Min@Example.com", "x@y.cn"]), customer_id],
        )
        _add_deals(connection, dice, customer_id, now)
        _add_task(connection, dice, customer_id, now)


def _drawn(dice: random.Random, now: datetime) -> dict[str, Any]:
    today = now.toordinal()

    def day() -> int | None:
        return dice.choice([None, today - 1, today, today + 1, today + 30])

    return {
        "level": dice.choice([None, "A", "B", "C"]),
        "type": dice.choice(["potential", "deal", "at_risk", "lost"]),
        "kind": dice.choice(["enterprise", "individual"]),
        "province": dice.choice(["", "浙江", "浙江省", "北京"]),
        "city": dice.choice(_CITIES),
        "district": dice.choice(["", "朝阳", "朝阳区"]),
        **{
            name: dice.choice(_TEXTS)
            for name in ("address", "nature", "needs", "remarks", "website", "introduced_by")
        },
        "credit_code": dice.choice(["", "91110108MA01B2C3D4"]),
        "contact_names": dice.choice(["", "张敏", "张敏 Bob 13812345678"]),
        "search_digits": dice.choice(["", "13812342231", "01062345678 13912342231"]),
        "tags": _list(dice),
        "need_tags": _list(dice),
        "custom": json.dumps(_own(dice, today), ensure_ascii=False, separators=(",", ":")),
        "budget_minor": dice.choice([None, 0, 10_000_000, 50_000_000, 123]),
        "completeness": dice.choice([0, 59, 60, 100]),
        "holder_count": dice.choice([0, 1, 3]),
        "last_day": dice.choice([NEVER, today - 2, today, today + 3, today + 40]),
        "last_follow_up_at": dice.choice([0, _instant(dice, now)]),
        "next_contact_at": dice.choice([FAR_AWAY_MS, to_ms(now), _instant(dice, now)]),
        "created_at": _instant(dice, now),
        "updated_at": _instant(dice, now),
        "is_deal": dice.random() < 0.5,
        "is_incomplete": dice.random() < 0.5,
        "locked_until_day": day(),
        "extended_until_day": day(),
        "reserved_until_day": day(),
    }


def _own(dice: random.Random, today: int) -> dict[str, Any]:
    """What a customer holds in the office's own fields; half of it nothing."""
    values = {
        "wenzi": dice.choice(["", "中关村", 'a"VIP', "100%_", "Zhong"]),
        "shuzi": dice.choice([0, -3, 2.5, 100]),
        "jine": dice.choice([0, 10_000_000, 123]),
        "riqi": today + dice.choice([0, -1, 1, -30, 40]),
        "danxuan": dice.choice(["jia", "yi"]),
        "duoxuan": dice.choice([[], ["jia"], ["jia", "yi"]]),
        "shifou": dice.random() < 0.5,
    }
    return {code: value for code, value in values.items() if dice.random() < 0.5}


OWN_FIELDS = (
    ("文字", FieldType.TEXT, ()),
    ("数字", FieldType.NUMBER, ()),
    ("金额", FieldType.MONEY, ()),
    ("日期", FieldType.DATE, ()),
    ("单选", FieldType.CHOICE, ("甲", "乙")),
    ("多选", FieldType.CHOICES, ("甲", "乙")),
    ("是否", FieldType.YES_NO, ()),
)
"""The fields of the office's own, each with its choices."""


def define_fields(crm: Crm, admin: Actor) -> None:
    """Define the office's own fields."""
    for name, type_, choices in OWN_FIELDS:
        offered = tuple(FieldChoice("", each) for each in choices)
        fields = CustomFieldFields(name=name, type=type_, choices=offered)
        crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)


def _instant(dice: random.Random, now: datetime) -> int:
    """An instant near a border of days, months or years, or right on midnight of the zone."""
    midnight = datetime(now.year, now.month, now.day, tzinfo=now.tzinfo)
    days = dice.choice([0, -1, 1, -3, 7, -30, -31, -90, -330, -22, 9, 40])
    edge = dice.choice([0, -1, 1, 3_600_000, dice.randrange(_MS_A_DAY)])
    return to_ms(midnight + timedelta(days=days)) + edge


def _list(dice: random.Random) -> str:
    chosen = dice.sample(_TAGS, dice.choice([0, 0, 1, 2]))
    return json.dumps(chosen, ensure_ascii=False, separators=(",", ":"))


def _add_deals(
    connection: Connection, dice: random.Random, customer_id: int | None, now: datetime
) -> None:
    for _ in range(dice.choice([0, 0, 1, 2])):
        voided = dice.choice([None, None, to_ms(now)])
        run(
            connection,
            "INSERT INTO deal (customer_id, owner_id, amount_minor, currency, deal_day, note,"
            " void_reason, voided_at, created_at, updated_at, version)"
            " VALUES (?, 1, ?, 'CNY', ?, '', '', ?, 0, 0, 1)",
            [customer_id, dice.choice([0, 5_000_000, 10_000_000]), now.toordinal(), voided],
        )


def _add_task(
    connection: Connection, dice: random.Random, customer_id: int | None, now: datetime
) -> None:
    """Add no task, or one that is open, done or deleted."""
    done, deleted = dice.choice([(None, None), (to_ms(now), None), (None, to_ms(now)), (-1, -1)])
    if done == -1:
        return
    run(
        connection,
        "INSERT INTO task (kind, customer_id, assignee_id, title, due_at, has_time, done_at,"
        " closed_reason, deleted_at, created_at, updated_at, version)"
        " VALUES ('task', ?, 1, 'x', ?, ?, ?, '', ?, 0, 0, 1)",
        [customer_id, to_ms(now), True, done, deleted],
    )


def _facts(connection: Connection, row: RowMapping, zone: ZoneInfo, today: int) -> CustomerFacts:
    emails = rows(
        connection,
        "SELECT email FROM contact WHERE customer_id = ? AND deleted_at IS NULL",
        [row["id"]],
    )
    custom = json.loads(row["custom"])
    return CustomerFacts(
        texts={
            "name": (row["name_key"],),
            "contact": (row["contact_names"],),
            "phone": (row["search_digits"],),
            "email": tuple(each[0] for each in emails),
            "address": (row["address"],),
            "nature": (row["nature"],),
            "needs": (row["needs"],),
            "remarks": (row["remarks"],),
            "credit": (row["credit_code"],),
            "website": (row["website"],),
            "introducer": (row["introduced_by"],),
        },
        codes={
            key: row[key]
            for key in ("level", "type", "kind", "standing", "province", "city", "district")
            if row[key]
        }
        | _plan(connection, row),
        ids={key: row[column] for key, column in _ID_COLUMNS.items() if row[column] is not None},
        words={
            "tag": frozenset(json.loads(row["tags"])),
            "need": frozenset(json.loads(row["need_tags"])),
        },
        numbers={**dict(_numbers(connection, row, zone)), **_behind(row, zone, today)},
        custom=custom,
        flags=frozenset(_flags(row, zone, today)),
        next_contact_at=(
            None if row["next_contact_at"] == FAR_AWAY_MS else from_ms(row["next_contact_at"])
        ),
        locked_until_day=row["locked_until_day"],
        extended_until_day=row["extended_until_day"],
        reserved_until_day=row["reserved_until_day"],
    )


_ID_COLUMNS = {
    "owner": "owner_id",
    "pool": "pool_id",
    "stage": "stage_id",
    "industry": "industry_id",
    "source": "source_id",
}
_FLAGS = {"deal": "is_deal", "incomplete": "is_incomplete", "selffound": "is_self_found"}
_INSTANTS = {
    "created": "created_at",
    "updated": "updated_at",
    "owned": "owned_since",
    "inpool": "pool_since",
}


def _flags(row: RowMapping, zone: ZoneInfo, today: int) -> Iterator[str]:
    yield from (code for code, column in _FLAGS.items() if row[column])
    yield from _behind(row, zone, today)


def _behind(row: RowMapping, zone: ZoneInfo, today: int) -> dict[str, int]:
    since = day_of(from_ms(row["last_follow_up_at"] or row["created_at"]), zone)
    level = Level(row["level"]) if row["level"] else None
    days = behind_days(level, since, DEFAULT_WORK.rhythm_days, today=today)
    return {} if row["owner_id"] is None or days is None else {"behind": days}


def _plan(connection: Connection, row: RowMapping) -> dict[str, str]:
    ((tasks,),) = rows(
        connection,
        "SELECT count(*) FROM task"
        " WHERE customer_id = ? AND done_at IS NULL AND deleted_at IS NULL",
        [row["id"]],
    )
    return {"plan": "any"} if tasks or row["next_contact_at"] < FAR_AWAY_MS else {}


def _numbers(connection: Connection, row: RowMapping, zone: ZoneInfo) -> Iterator[tuple[str, int]]:
    ((deals, total),) = rows(
        connection,
        "SELECT count(*), sum(amount_minor) FROM deal "
        "WHERE customer_id = ? AND voided_at IS NULL AND deleted_at IS NULL",
        [row["id"]],
    )
    if deals:
        yield "amount", int(total)
    if row["budget_minor"] is not None:
        yield "budget", row["budget_minor"]
    yield "complete", row["completeness"]
    yield "holders", row["holder_count"]
    if row["owner_id"] is not None and row["last_day"] < NEVER:
        yield "due", row["last_day"]
    if row["last_follow_up_at"] > 0:
        yield "last", day_of(from_ms(row["last_follow_up_at"]), zone)
    if row["next_contact_at"] < FAR_AWAY_MS:
        yield "next", day_of(from_ms(row["next_contact_at"]), zone)
    for key, column in _INSTANTS.items():
        if row[column] is not None:
            yield key, day_of(from_ms(row[column]), zone)

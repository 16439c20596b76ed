"""A million customers in five pools, made by raw SQL, to measure rules and sweeps on."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path
from zlib import crc32

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db import migrations
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    RuleFilter,
)
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.users import Actor, Road
from crm_tui.services.founding import OfficePlan
from crm_tui.settings import Settings

POOLS = 5
OWNERS = 200
_NAME = "客户有限责任公司"


def rules(days: int) -> list[RuleDraft]:
    """Return three rules: by level, by level and province, and for the rest."""
    return [
        RuleDraft(
            (IdleCondition(days), FirstContactCondition(7, DayUnit.WORKING)),
            filter=RuleFilter(levels=frozenset("A")),
            exempt_tags=frozenset({"VIP"}),
            name="A级",
        ),
        RuleDraft(
            (IdleCondition(days * 2), FollowUpCountCondition(2, days * 4)),
            filter=RuleFilter(levels=frozenset("BC"), provinces=frozenset({"江苏省", "北京市"})),
            name="重点省份",
        ),
        RuleDraft((IdleCondition(days * 3, DayUnit.ALL),), name="其余"),
    ]


def million(customers: int) -> Path:
    """Return a file with so many customers; it is made once and kept beside other caches."""
    kept = Path(tempfile.gettempdir()) / f"crm-bench-rules-{_schema():08x}-{customers}.db"
    if not kept.exists():
        with tempfile.TemporaryDirectory(prefix="crm-bench-rules-") as folder:
            file = Path(folder) / "crm.db"
            _fill(_empty_office(file), file, customers)
            shutil.move(file, kept)
    return kept


def _schema() -> int:
    """Return a number that differs when this builder or the schema has changed."""
    scripts = sorted((Path(migrations.__file__).parent / "versions").glob("*.py"))
    return crc32(b"".join(script.read_bytes() for script in (*scripts, Path(__file__))))


def _empty_office(file: Path) -> list[PoolId]:
    crm = open_crm(settings(file), create=True)
    crm.offices.set_up(OfficePlan("wangwei", "王伟", "zh", idle_days=None))
    admin = administrator(crm)
    first = crm.pools.find(admin, "公海")
    others = [crm.pool_settings.add(admin, f"公海{number}") for number in range(2, POOLS + 1)]
    today = crm.offices.who(admin)[2]
    for pool_id in (first, *others):
        crm.rules.save(admin, pool_id, rules(15), effective_day=today)
    crm.close()
    return [first, *others]


def administrator(crm: Crm) -> Actor:
    """Return who set the office up."""
    return Actor(crm.offices.people()[0][0], Road.SHELL)


def settings(file: Path) -> Settings:
    """Return settings of a machine that has only this file."""
    return Settings(str(file), None, "zh", file.parent / "settings.toml", file.parent)


def _fill(pool_ids: list[PoolId], file: Path, customers: int) -> None:
    raw = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    indexes = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('customer', 'ownership_period', 'period_fact')"
    ).fetchall()
    for name, _sql in indexes:
        raw.execute(f"DROP INDEX {name}")
    raw.execute("BEGIN")
    (today,) = raw.execute("SELECT julianday('now', '+8 hours') - 1721424.5").fetchone()
    _people(raw)
    _customers(raw, pool_ids, customers, int(today))
    _periods(raw)
    raw.execute("COMMIT")
    for _name, sql in indexes:
        raw.execute(sql)
    raw.execute("PRAGMA analysis_limit=1000")
    raw.execute("ANALYZE")
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()


def _people(raw: sqlite3.Connection) -> None:
    columns = _columns(raw, "app_user", ("id", "login", "name", "held"))
    rest = ", ".join(columns)
    for number in range(2, OWNERS + 2):
        raw.execute(
            f"INSERT INTO app_user (id, login, name, held, {rest})"
            f" SELECT ?, ?, ?, 0, {rest} FROM app_user WHERE id = 1",
            (number, f"rep{number}", f"销售{number}"),
        )


def _columns(raw: sqlite3.Connection, table: str, named: tuple[str, ...]) -> list[str]:
    found = raw.execute(f"PRAGMA table_info({table})").fetchall()
    return [name for _, name, *_ in found if name not in named]


def _customers(raw: sqlite3.Connection, pool_ids: list[PoolId], customers: int, today: int) -> None:
    pools = " ".join(f"WHEN {place} THEN {pool}" for place, pool in enumerate(pool_ids))
    owned = "n % 10 < 6"
    given = {
        "id": "n",
        "kind": "'enterprise'",
        "standing": "'normal'",
        "name": f"'{_NAME}' || n",
        "type": "CASE n % 5 WHEN 0 THEN 'deal' ELSE 'potential' END",
        "level": "CASE n % 4 WHEN 0 THEN 'A' WHEN 1 THEN 'B' WHEN 2 THEN 'C' END",
        "province": "CASE n % 3 WHEN 0 THEN '江苏省' WHEN 1 THEN '北京市' ELSE '广东省' END",
        "tags": "CASE WHEN n % 50 = 0 THEN '[\"VIP\"]' ELSE '[]' END",
        "need_tags": "'[]'",
        "custom": "'{}'",
        "pool_id": f"CASE (n / 10) % {len(pool_ids)} {pools} END",
        "owner_id": f"CASE WHEN {owned} THEN (n / 10) % {OWNERS} + 2 END",
        "period_id": f"CASE WHEN {owned} THEN n END",
        "owned_since": f"CASE WHEN {owned} THEN 1790000000000 END",
        "name_key": f"'{_NAME}' || n",
        "pinyin": "'kehuyouxianzerengongsi' || n",
        "search_text": f"'{_NAME}' || n",
        "search_pinyin": "'ke hu you xian ze ren gong si'",
        "address": "'中山路一百二十号'",
        "first_contact_day": f"{today} - 100",
        "created_at": "1790000000000 + n",
        "pool_since": f"CASE WHEN NOT ({owned}) THEN 1790000000000 + n END",
        "updated_at": "1790000000000 + n",
        "last_follow_up_at": "1790000000000 + (n * 7919) % 1000000 * 1000",
        "next_contact_at": "253402214400000",
        "clock_day": f"CASE WHEN {owned} THEN {today} - (n * 31) % 40 END",
        "last_effective_day": f"CASE WHEN n % 10 < 4 THEN {today} - (n * 17) % 14 END",
        "last_day": f"CASE WHEN {owned} THEN {today} + (n * 13) % 60 ELSE 3652059 END",
        "deciding": f"CASE WHEN {owned} THEN 'idle' ELSE '' END",
        "version": "1",
    }
    absent = [
        (name, "''" if kind.startswith(("VARCHAR", "TEXT")) else "0")
        for _, name, kind, required, *_ in raw.execute("PRAGMA table_info(customer)")
        if name not in given and required
    ]
    names = ", ".join([*given, *(name for name, _ in absent)])
    values = ", ".join([*given.values(), *(value for _, value in absent)])
    raw.execute(
        f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {customers})"
        f" INSERT INTO customer ({names}) SELECT {values} FROM s"
    )


def _periods(raw: sqlite3.Connection) -> None:
    raw.execute(
        "INSERT INTO ownership_period (id, customer_id, owner_id, pool_id, started_at, start_day,"
        " clock_day, how_started, holder_number, own_grace_used, end_note, deciding)"
        " SELECT id, id, owner_id, pool_id, owned_since, clock_day, clock_day, 'claimed', 1, 0,"
        " '', '' FROM customer WHERE owner_id IS NOT NULL"
    )
    raw.execute(
        "INSERT INTO period_fact (period_id, kind, subject_id, day, detail)"
        " SELECT period_id, 'contact', id, last_effective_day, 'phone' FROM customer"
        " WHERE owner_id IS NOT NULL AND last_effective_day IS NOT NULL"
    )
    raw.execute(
        "UPDATE app_user SET held = (SELECT count(*) FROM customer WHERE owner_id = app_user.id)"
    )

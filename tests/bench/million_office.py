"""A big office, realistic in every column: a million customers and five million follow-ups.

The stories are those of the sample office, made for two hundred people and written row by row
without indexes, which are built afterwards. The file is made once for each state of the schema
and of what follows from a customer's words, and kept in the temporary folder.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zlib import crc32

from sqlalchemy import Connection

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db import bulk, migrations
from crm_tui.db.engine import file_engine
from crm_tui.db.queries import dictionaries, pools
from crm_tui.db.queries import sample_data as queries
from crm_tui.db.search import indexes
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain import pinyin, search
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.pools import IdleCondition, RuleFilter
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.samples import Deadlines, SampleCustomer, SampleWorld, sample_customers
from crm_tui.domain.samples import pools as sample_pools
from crm_tui.domain.search import said_tokens
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.services.sample_values import SampleWriter
from crm_tui.settings import Settings
from tests.bench.million_people import ADMIN, MANAGER, REP, hire, members
from tests.bench.million_talks import Talks

_PIECE = 1 << 24
CUSTOMERS = 1_000_000
FOLLOW_UPS_EACH = 5
SEED = 20261122
CHUNK = 4_000
_DEALS_OF_A_THOUSAND_OWNED = 60


@dataclass(frozen=True, slots=True)
class Office:
    """The file and the three people that everything is measured as."""

    file: Path
    admin: Actor
    manager: Actor
    rep: Actor

    @property
    def people(self) -> dict[str, Actor]:
        """Return who measures, by what they are called in the tables."""
        return {"rep": self.rep, "manager of twenty": self.manager, "admin": self.admin}


LOGINS = {"rep": REP, "manager of twenty": MANAGER, "admin": ADMIN}


def million(customers: int = CUSTOMERS) -> Path:
    """Return the file of such an office, after making it where there is none."""
    kept = Path(tempfile.gettempdir()) / f"crm-bench-office-{_schema():08x}-{customers}.db"
    if not kept.exists():
        with tempfile.TemporaryDirectory(prefix="crm-bench-office-", dir=kept.parent) as folder:
            file = Path(folder) / "crm.db"
            make(file, customers)
            shutil.move(file, kept)
    return kept


def opened(file: Path) -> Office:
    """Return an office of such a file, after sweeping what fell due since it was made.

    The file is read once, so that the system holds what it can of it: programs are compared, not
    what the system happened to keep.
    """
    with file.open("rb") as content:
        while content.read(_PIECE):
            continue
    crm = open_crm(settings(file))
    _sweep(crm)
    ids = {login: user_id for user_id, login, _ in crm.offices.people()}
    admin, manager, rep = (Actor(ids[login], Road.SCREEN) for login in (ADMIN, MANAGER, REP))
    crm.close()
    return Office(file, admin, manager, rep)


def settings(file: Path) -> Settings:
    """Return settings of a machine that has only this file."""
    return Settings(str(file), None, "zh", file.parent / "settings.toml", file.parent)


def _schema() -> int:
    """Return a number that differs when this maker, the schema or the search words changed."""
    here = Path(__file__).parent
    sources = [
        *sorted((Path(migrations.__file__).parent / "versions").glob("*.py")),
        *sorted(here.glob("million_*.py")),
        *(Path(module.__file__ or "") for module in (search, pinyin)),
    ]
    return crc32(b"".join(source.read_bytes() for source in sources))


def make(file: Path, customers: int) -> None:
    """Write the office into a new file."""
    crm = open_crm(settings(file), create=True)
    crm.samples.fill(0)
    admin = Actor(crm.offices.people()[0][0], Road.SETUP)
    _set_rules(crm, admin)
    crm.close()
    raw = sqlite3.connect(file)
    hire(raw)
    raw.close()
    crm = open_crm(settings(file))
    plan = _Plan(crm.database).made(admin, customers)
    crm.close()
    _fill(file, plan)
    crm = open_crm(settings(file))
    _sweep(crm)
    crm.close()


def _set_rules(crm: Crm, admin: Actor) -> None:
    today = crm.offices.who(admin)[2]
    for name in (pool.name for pool in sample_pools("zh")):
        crm.rules.save(admin, crm.pools.find(admin, name), _rules(), effective_day=today)


def _rules() -> list[RuleDraft]:
    """Return rules under which few customers fall due from one day to the next."""
    return [
        RuleDraft((IdleCondition(150),), filter=RuleFilter(levels=frozenset("A")), name="A级"),
        RuleDraft(
            (IdleCondition(120),),
            filter=RuleFilter(levels=frozenset("BC"), provinces=frozenset({"江苏省", "北京市"})),
            name="重点省份",
        ),
        RuleDraft((IdleCondition(90, DayUnit.ALL),), name="其余"),
    ]


def _sweep(crm: Crm) -> None:
    admin = Actor(crm.offices.people()[0][0], Road.SETUP)
    while crm.sweeps.sweep(admin, confirmed=True).total:
        continue


@dataclass(frozen=True, slots=True)
class _Made:
    world: SampleWorld
    writer: SampleWriter


@dataclass(frozen=True, slots=True)
class _Plan:
    """Asks the office for what a million customers need to know of it."""

    database: Database

    @operation(Permission.MANAGE_OFFICE)
    def made(self, actor: Actor, customers: int) -> _Made:
        """Return the world and what turns its customers into rows of one batch."""
        with self.database.writing(actor) as unit:
            queries.raise_office_limit(unit.connection, customers)
            world = _world(unit, customers)
            policies = {pool_id: pools.policy(unit, pool_id) for pool_id in world.deadlines}
            return _Made(world, SampleWriter(unit, policies))


def _world(unit: Unit, customers: int) -> SampleWorld:
    ids = queries.pool_ids(unit)
    regional: dict[str, PoolId] = {pool.region: ids[pool.name] for pool in sample_pools("zh")}
    words = dictionaries.items(unit.connection)
    return SampleWorld(
        members=members(unit.connection, room=customers),
        pools=regional,
        deadlines={
            pool_id: Deadlines(pools.policy(unit, pool_id), unit.calendar, unit.today)
            for pool_id in regional.values()
        },
        words={(word.kind, word.code): word.id for word in words},
        today=unit.today,
        zone=unit.zone,
        customers=customers,
        seed=SEED,
    )


def _fill(file: Path, plan: _Made) -> None:
    engine = file_engine(file)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.isolation_level = None
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-600000"):
            raw.execute(f"PRAGMA {pragma}")
        dropped = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _sql in dropped:
            raw.execute(f"DROP INDEX {name}")
        indexes.begin_building(connection, indexes.CUSTOMERS)
        raw.execute("BEGIN")
        _write(connection, raw, plan)
        raw.execute("COMMIT")
        indexes.end_building(connection, indexes.CUSTOMERS)
        _index_talks(connection, raw)
        for _name, sql in dropped:
            raw.execute(sql)
        raw.execute("PRAGMA analysis_limit=1000")
        raw.execute("ANALYZE")
    engine.dispose()


def _index_talks(connection: Connection, raw: sqlite3.Connection) -> None:
    """Make the index of what follow-ups say, as a rebuild of the search makes it."""
    indexes.begin_building(connection, indexes.FOLLOW_UPS)
    said = raw.execute("SELECT id, content FROM follow_up ORDER BY id")
    raw.execute("BEGIN")
    while rows := said.fetchmany(CHUNK):
        words = [(follow_up_id, said_tokens(content)) for follow_up_id, content in rows]
        indexes.put(connection, indexes.FOLLOW_UPS, words)
    raw.execute("COMMIT")
    indexes.end_building(connection, indexes.FOLLOW_UPS)


def _write(connection: Connection, raw: sqlite3.Connection, plan: _Made) -> None:
    talks = Talks(raw, plan.world, FOLLOW_UPS_EACH * plan.world.customers)
    held: Counter[UserId] = Counter()
    told, customers = 0, sample_customers(plan.world)
    while chunk := list(islice(customers, CHUNK)):
        with bulk.at_full_speed(connection):
            ids = bulk.write_customers(connection, [plan.writer.written(each) for each in chunk])
        talks.write(ids, chunk)
        _deals(raw, ids, chunk)
        held.update(each.owner_id for each in chunk if each.owner_id is not None)
        told += len(chunk)
        sys.stderr.write(f"\r{told:,} of {plan.world.customers:,} customers")
    talks.write_rest()
    _colleagues(raw)
    raw.executemany(
        "UPDATE app_user SET held = ? WHERE id = ?", [(each, owner) for owner, each in held.items()]
    )
    sys.stderr.write("\n")


def _deals(raw: sqlite3.Connection, ids: Sequence[int], chunk: Sequence[SampleCustomer]) -> None:
    raw.executemany(
        "INSERT INTO deal (customer_id, owner_id, amount_minor, currency, deal_day, note,"
        " void_reason, created_at, created_by_id, updated_at, updated_by_id, version)"
        " VALUES (?, ?, ?, 'CNY', ?, '年度框架，分两期付款', '', ?, ?, ?, ?, 1)",
        list(_deal_rows(ids, chunk)),
    )


def _deal_rows(ids: Sequence[int], chunk: Sequence[SampleCustomer]) -> Iterator[tuple[object, ...]]:
    for customer_id, sample in zip(ids, chunk, strict=True):
        owner = sample.owner_id
        is_sold = sample.fields.type.value == "deal" or (
            owner is not None and customer_id % 1000 < _DEALS_OF_A_THOUSAND_OWNED
        )
        if owner is None or not is_sold:
            continue
        day = sample.periods[-1].start_day
        amount = (sample.fields.budget_minor or 3_000_000) + customer_id % 977 * 10_000
        at = to_ms(sample.periods[-1].started_at)
        yield customer_id, owner, amount, day, at, owner, at, owner


def _colleagues(raw: sqlite3.Connection) -> None:
    """Let one customer of two hundred have a colleague in its team."""
    raw.execute(
        "INSERT INTO customer_team (customer_id, user_id, role, can_write, created_at)"
        " SELECT customer.id, colleague.id, 'collaboration', customer.id % 2, customer.created_at"
        " FROM customer JOIN app_user colleague"
        " ON colleague.id = 1 + (customer.id * 7919) % (SELECT max(id) FROM app_user)"
        " WHERE customer.id % 200 = 0 AND customer.owner_id IS NOT NULL"
        " AND customer.owner_id <> colleague.id"
    )

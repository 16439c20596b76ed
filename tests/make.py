"""Builders for tests: each names only what a test is about, the rest is ordinary."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, insert, select, update

from crm_tui.bootstrap import Crm, assemble, open_crm
from crm_tui.clock import Clock, FakeClock
from crm_tui.db.engine import locate
from crm_tui.db.queries import people as people_queries
from crm_tui.db.queries import pools as pool_queries
from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.schema.pools import (
    POOL,
    POOL_CONDITION,
    POOL_MEMBER,
    POOL_RULE,
)
from crm_tui.db.schema.users import USER
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerFields, NewCustomer
from crm_tui.domain.days import DayUnit
from crm_tui.domain.deliveries import ChannelKind, NewChannel
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.greetings import Greeting
from crm_tui.domain.greetings import Written as WrittenGreeting
from crm_tui.domain.handovers import HandoverPlan, HandoverWay
from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, UserId
from crm_tui.domain.pools import (
    Combine,
    Condition,
    HoldingLimit,
    LimitKind,
    LimitLevel,
    MemberKind,
    stored_condition,
)
from crm_tui.domain.teams import Seat, TeamRole
from crm_tui.domain.users import Actor, Road
from crm_tui.services.follow_ups import Written
from crm_tui.services.founding import OfficePlan
from crm_tui.services.handovers import HandedOver
from crm_tui.settings import Settings
from tests import servers
from tests.templates import made_once

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
"""When every test begins unless it says otherwise: a Sunday morning in Shanghai."""

DAY = timedelta(days=1)


def clock(now: datetime = NOW) -> FakeClock:
    """A clock that stands still at the usual instant."""
    return FakeClock(now)


def settings(file: Path, user: str | None = None) -> Settings:
    """Settings of a machine that has only this database and knows nobody."""
    folder = file.parent
    return Settings(str(file), user, "zh", folder / "settings.toml", folder)


@cache
def _template(plan: OfficePlan) -> Path:
    def found(file: Path) -> None:
        shutil.copyfile(empty_template(), file)
        crm = opened(file)
        crm.offices.set_up(plan)
        _let_names_repeat(crm)
        crm.close()

    return made_once(f"{sha256(repr(plan).encode()).hexdigest()}.db", found)


def _let_names_repeat(crm: Crm) -> None:
    """Let reps insist on a name that exists, so that builders may leave names to their default."""
    with crm.database.setting_up() as connection:
        connection.execute(update(OFFICE).values(duplicates={"name": "warn"}))


@cache
def empty_template() -> Path:
    """A migrated database file without an office, to be copied."""
    return made_once(
        "empty.db", lambda file: open_crm(settings(file), clock(), create=True).close()
    )


def _plan(
    *,
    zone: str = "Asia/Shanghai",
    holding_limit: int | None = None,
    daily_limit: int | None = None,
    idle_days: int | None = 30,
    language: str = "zh",
) -> OfficePlan:
    return OfficePlan(
        "wangwei",
        "王伟",
        language,
        zone=zone,
        holding_limit=holding_limit,
        daily_limit=daily_limit,
        idle_days=idle_days,
    )


def office_file(folder: Path, *, now: datetime = NOW, **plan: Any) -> Path:
    """A file with an office whose administrator is wangwei (王伟), copied from a template."""
    is_about_a_file()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "crm.db"
    shutil.copyfile(_template(_plan(**plan)), file)
    if now != NOW:
        with sqlite3.connect(file) as connection:
            connection.execute(
                "UPDATE office SET max_seen_at = ?, created_at = ?", [to_ms(now)] * 2
            )
        connection.close()
    return file


def office(folder: Path, *, clock: Clock | None = None, **plan: Any) -> Crm:
    """An open office: no limits and 未跟进 30 days unless the test says otherwise."""
    clock = clock or FakeClock(NOW)
    server = servers.running()
    if server is not None:
        return _on_server(server, clock, _plan(**plan))
    return opened(office_file(folder, now=clock.now(), **plan), clock)


def _on_server(server: servers.Server, clock: Clock, plan: OfficePlan) -> Crm:
    def fill(url: str) -> None:
        crm = assemble(Database(locate(url), FakeClock(NOW)))
        crm.offices.set_up(plan)
        _let_names_repeat(crm)
        crm.close()

    crm = assemble(Database(locate(server.copy(plan, fill)), clock))
    server.opened(crm.database.engine)
    if clock.now() != NOW:
        with crm.database.setting_up() as connection:
            seen = {"max_seen_at": clock.now(), "created_at": clock.now()}
            connection.execute(update(OFFICE).values(**seen))
    return crm


def again(crm: Crm, clock: Clock | None = None) -> Crm:
    """The program over the same office, as a second terminal opens it."""
    other = assemble(Database(crm.location, clock or FakeClock(NOW)))
    server = servers.running()
    if server is not None:
        server.opened(other.database.engine)
    return other


def close(crm: Crm) -> None:
    """Close an office that nobody needs any more; on a server it takes ten megabytes."""
    crm.close()
    server = servers.running()
    if server is not None:
        server.drop(crm.location.url)


def opened(file: Path, clock: Clock | None = None) -> Crm:
    """The program over a file that exists, as a second terminal opens it."""
    return assemble(Database(locate(file), clock or FakeClock(NOW)))


def admin(crm: Crm) -> Actor:
    """The administrator, as the shell."""
    return Actor(crm.offices.people()[0][0], Road.SHELL)


def rep(
    crm: Crm,
    login: str = "lina",
    name: str = "",
    *,
    role: str = "rep",
    department: str = "",
    holding_limit: int | None = None,
) -> Actor:
    """Somebody who works here; a sales rep unless another role is named."""
    user_id = crm.people.add_user(
        admin(crm), login=login, name=name or login, role=role, department=department
    )
    if holding_limit is not None:
        set_user(crm, user_id, holding_limit=holding_limit)
    return Actor(user_id, Road.SHELL)


def manager(
    crm: Crm, login: str = "boss", *, department: str = "", staff: Sequence[Actor] = ()
) -> Actor:
    """A department manager; the staff named report to them."""
    actor = rep(crm, login, role="manager", department=department)
    for each in staff:
        set_user(crm, each.user_id, manager_id=actor.user_id)
    return actor


def set_user(crm: Crm, user_id: UserId, **values: Any) -> None:
    """Change columns of a user that have no form yet, and the holding limit set for them."""
    if "holding_limit" in values:
        limit(crm, values.pop("holding_limit"), level=LimitLevel.USER, subject_id=user_id)
    if values:
        with crm.database.setting_up() as connection:
            connection.execute(update(USER).where(USER.c.id == user_id).values(**values))


def limit(
    crm: Crm,
    maximum: int,
    *,
    level: LimitLevel = LimitLevel.OFFICE,
    subject_id: int | None = None,
    pool: PoolId | None = None,
    kind: LimitKind = LimitKind.GENERAL,
    **counting: bool,
) -> HoldingLimit:
    """A holding limit, the office's over all pools unless the test says otherwise."""
    new = HoldingLimit(level, subject_id, pool, kind, maximum, **counting)
    crm.pool_settings.set_limit(admin(crm), new)
    return new


def department(crm: Crm, name: str, parent_id: DepartmentId | None = None) -> DepartmentId:
    """A department, below another or at the top."""
    with crm.database.setting_up() as connection:
        return people_queries.add_department(connection, name, parent_id, crm.database.clock.now())


def pool_id(crm: Crm, name: str = "公海") -> PoolId:
    """The pool of this name."""
    return crm.pools.find(admin(crm), name)


def pool(
    crm: Crm,
    name: str,
    *,
    members: Sequence[Actor] | None = None,
    idle_days: int | None = None,
    **values: Any,
) -> PoolId:
    """Another pool; everybody's unless its members are named."""
    with crm.database.setting_up() as connection:
        new = pool_queries.add_pool(
            connection, name=name, now=crm.database.clock.now(), is_default=False, values=values
        )
        if members is None:
            pool_queries.add_member(connection, new, MemberKind.EVERYBODY, None)
        for each in members or ():
            pool_queries.add_member(connection, new, MemberKind.USER, each.user_id)
        if idle_days is not None:
            pool_queries.add_idle_rule(connection, new, idle_days, now=crm.database.clock.now())
    return new


def member(
    crm: Crm,
    pool_id: PoolId,
    kind: MemberKind,
    member_id: int | None,
    *,
    is_excluded: bool = False,
    is_admin: bool = False,
) -> None:
    """A line of a pool's members."""
    with crm.database.setting_up() as connection:
        connection.execute(
            insert(POOL_MEMBER).values(
                pool_id=pool_id,
                kind=kind,
                member_id=member_id,
                is_excluded=is_excluded,
                is_admin=is_admin,
            )
        )


def set_pool(crm: Crm, name: str = "公海", **values: Any) -> None:
    """Change settings of a pool, and the office's holding limit in it."""
    if "holding_limit" in values:
        limit(crm, values.pop("holding_limit"), pool=pool_id(crm, name))
    if values:
        with crm.database.setting_up() as connection:
            connection.execute(update(POOL).where(POOL.c.name == name).values(**values))


def set_rule(crm: Crm, **values: object) -> None:
    """Change columns of every pool rule."""
    with crm.database.setting_up() as connection:
        connection.execute(update(POOL_RULE).values(**values))


def set_condition(crm: Crm, *, days: int, unit: DayUnit = DayUnit.ALL) -> None:
    """Change the days and the unit of every 未跟进 condition."""
    with crm.database.setting_up() as connection:
        connection.execute(update(POOL_CONDITION).values(days=days, unit=unit))


def set_conditions(crm: Crm, *conditions: Condition, combine: Combine = Combine.ANY) -> None:
    """Let every rule there is ask for these conditions instead."""
    with crm.database.setting_up() as connection:
        connection.execute(delete(POOL_CONDITION))
        connection.execute(update(POOL_RULE).values(combine=combine))
        for rule_id in connection.execute(select(POOL_RULE.c.id)).scalars().all():
            for each in map(stored_condition, conditions):
                connection.execute(
                    insert(POOL_CONDITION).values(
                        rule_id=rule_id,
                        kind=each.kind,
                        days=each.days,
                        unit=each.unit,
                        count=each.count,
                        milestones=list(each.milestones),
                    )
                )


def fields(name: str = "北京恒信科技有限公司", **values: Any) -> CustomerFields:
    """What a person types of a customer."""
    return CustomerFields(**{"first_contact_day": NOW.toordinal(), "name": name, **values})


def contact(name: str = "张敏", phone: str = "", **values: Any) -> ContactFields:
    """What a person types of a contact."""
    return ContactFields(name, phones=(Phone(phone, ""),) if phone else (), **values)


def customer(
    crm: Crm,
    actor: Actor | None = None,
    name: str = "北京恒信科技有限公司",
    *,
    in_pool: bool = False,
    pool: PoolId | None = None,
    phone: str = "",
    contact_name: str = "张敏",
    **values: Any,
) -> CustomerId:
    """A customer of the actor's, or one that lies in a pool."""
    new = NewCustomer(fields(name, **values), contact(contact_name, phone))
    home = pool or (pool_id(crm) if in_pool else None)
    created = crm.customers.add(actor or admin(crm), new, pool_id=home, allow_duplicate=True)
    return created.customer_id


def channel(actor: Actor, address: str = "https://example.com/hook") -> NewChannel:
    """A channel of the actor's as they set it up: a webhook unless the test says otherwise."""
    return NewChannel(ChannelKind.WEBHOOK, address, user_id=actor.user_id)


def new_customer(name: str = "北京恒信科技有限公司", **values: Any) -> NewCustomer:
    """What a person enters of a customer, with a contact."""
    return NewCustomer(fields(name, **values), contact())


def pool_admin(crm: Crm, pool_id: PoolId, actor: Actor) -> None:
    """Put somebody in charge of a pool."""
    member(crm, pool_id, MemberKind.USER, actor.user_id, is_admin=True)


def draft(
    crm: Crm, content: str = "聊了报价", at: datetime | None = None, **values: Any
) -> FollowUpDraft:
    """A follow-up that happened now."""
    return FollowUpDraft(content, at or crm.database.clock.now(), **values)


def follow_up(
    crm: Crm,
    actor: Actor,
    customer_id: CustomerId,
    content: str = "聊了报价",
    *,
    at: datetime | None = None,
    **values: Any,
) -> Written:
    """A follow-up that was written."""
    return crm.follow_ups.add(actor, customer_id, draft(crm, content, at, **values))


def word(crm: Crm, kind: DictionaryKind, code: str) -> int:
    """The id of one of the office's words."""
    return next(each.id for each in crm.offices.words(admin(crm), kind) if each.code == code)


def greeting(customer_id: CustomerId, body: str = "节日快乐") -> WrittenGreeting:
    """A greeting with its words, to somebody at a customer."""
    to = Greeting(
        customer_id=customer_id, customer="", company="", contact_id=None, name="", title="",
        gender="", phone="", email="", occurs_day=1, key_date_id=None, is_greeted=False,
    )  # fmt: skip
    return WrittenGreeting(to, "", body)


def seat(role: TeamRole = TeamRole.COLLABORATION, *, can_write: bool = False) -> Seat:
    """A seat in a team, of somebody who reads unless said otherwise."""
    return Seat(role, can_write)


def invalid_reason(crm: Crm, code: str = "empty_number") -> int:
    """Why a customer is 无效."""
    return word(crm, DictionaryKind.INVALID_REASON, code)


def return_reason(crm: Crm) -> int:
    """A reason for a return."""
    return crm.pools.return_reasons(admin(crm))[0][0]


def hand_over(crm: Crm, actor: Actor, giver: Actor, receiver: Actor) -> HandedOver:
    """Pass all that one person holds to another."""
    plan = HandoverPlan(HandoverWay.PERSON, (receiver.user_id,))
    return crm.handovers.hand_over(actor, giver.user_id, plan, "离职")


def dump(office: Crm | Path) -> list[str]:
    """Every row of every table of an office or a file, as text; of a file the used ids, too."""
    if isinstance(office, Crm) and office.location.path is None:
        return servers.dump(office.location.url)
    file = office.location.path if isinstance(office, Crm) else office
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        tables = connection.execute(
            # What the planner has counted is no data.
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite_stat%'"
        ).fetchall()
        return sorted(
            f"{name}: {row}"
            for (name,) in tables
            for row in connection.execute(f'SELECT * FROM "{name}"')
        )
    finally:
        connection.close()


def query(crm: Crm, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """What stands in the database, read past every layer of ours."""
    if crm.location.path is None:
        return servers.rows(crm.location.url, sql, parameters)
    connection = sqlite3.connect(f"file:{crm.location.path}?mode=ro", uri=True)
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


def meddle(crm: Crm, sql: str, *rows: Sequence[object]) -> None:
    """Change what stands in the database past every layer of ours, as another program might.

    The statement runs once, or once for each of these rows of values.
    """
    if crm.location.path is None:
        servers.run(crm.location.url, sql, rows)
        return
    connection = sqlite3.connect(crm.location.path, timeout=20)
    with connection:
        connection.executemany(sql, rows) if rows else connection.execute(sql)
    connection.close()


def is_about_a_file() -> None:
    """Leave this test out where offices are on a server."""
    if servers.running() is not None:
        pytest.skip("is about a file")

"""Fill an office with samples: people, pools, customers and their stories, written in bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from crm_tui.db import bulk
from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.queries import dictionaries, pools, users
from crm_tui.db.queries import sample_data as queries
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.samples import (
    DAILY_LIMIT,
    Deadlines,
    Member,
    SampleCustomer,
    SampleWorld,
    holding_limit,
    sample_customers,
)
from crm_tui.domain.samples import departments as sample_departments
from crm_tui.domain.samples import people as sample_people
from crm_tui.domain.samples import pools as sample_pools
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.errors import NotEmptyError
from crm_tui.services.founding import OfficePlan
from crm_tui.services.offices import Offices
from crm_tui.services.sample_offices import add_skeleton
from crm_tui.services.sample_values import SampleWriter
from crm_tui.services.sample_works import SampleWorks
from crm_tui.values import dataclass

SEED = 20261122
TRANSACTION = 20_000
"""Customers that are committed together."""

_LIVELY = 100
"""A sample office of so many customers also has deals, teams, leave and a dispute."""

Progress = Callable[[int, int], None]
"""Takes how many customers are written, of how many."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling did: who is at home in the sample office, and how many customers it got."""

    user_id: UserId
    added: int
    customers: int


@dataclass(frozen=True, slots=True)
class Samples:
    """Sample data for trying the program out."""

    database: Database

    def fill(
        self,
        customers: int = 300,
        seed: int = SEED,
        *,
        language: str = "zh",
        progress: Progress | None = None,
    ) -> Filled:
        """Bring a sample office up to so many customers; an empty database gets the office first.

        Nothing is replaced: a fill that was interrupted goes on where it stopped. Raises
        NotEmptyError for an office that is no sample, or where people have entered customers.
        """
        actor = self._office(language)
        present = self._prepare(actor, customers)
        written = present
        while written < customers:
            written = self._add(actor, written, customers, seed)
            if progress is not None:
                progress(written, customers)
        if customers >= _LIVELY:
            SampleWorks(self.database, language).add(actor)
        return Filled(actor.user_id, written - present, written)

    def _office(self, language: str) -> Actor:
        if not self.database.has_office():
            first = sample_people(language)[0]
            name = "Sample office" if language == "en" else "示例公司"
            plan = OfficePlan(
                first.login,
                first.name,
                language,
                name,
                holding_limit=holding_limit(0),
                daily_limit=DAILY_LIMIT,
                idle_days=sample_pools(language)[0].idle_days,
                is_sample=True,
            )
            Offices(self.database).set_up(plan)
        return Actor(self.database.people()[0][0], Road.SETUP)

    @operation(Permission.MANAGE_OFFICE)
    def _prepare(self, actor: Actor, customers: int) -> int:
        """Return how many sample customers there are, after making sure the office is a sample."""
        with self.database.writing(actor) as unit:
            present = customer_queries.total(unit.connection)
            entered = queries.customers_of_people(unit)
            if not unit.office.is_sample or entered:
                raise NotEmptyError(str(self.database.location), entered or present)
            if not queries.has_skeleton(unit):
                add_skeleton(unit, unit.office.language)
            queries.raise_office_limit(unit.connection, holding_limit(customers))
        return present

    @operation(Permission.MANAGE_OFFICE)
    def _add(self, actor: Actor, first: int, customers: int, seed: int) -> int:
        """Write the next customers in one transaction; return how many there are then."""
        with self.database.writing(actor) as unit, bulk.at_full_speed(unit.connection):
            unit.operation = replace(unit.operation, name=queries.OPERATION)
            world = _world(unit, customers, seed)
            last = min(first + TRANSACTION, customers)
            given = _write(unit, world, islice(sample_customers(world, first), last - first))
            for owner_id, number in sorted(given.items()):
                users.change_held(unit.connection, owner_id, number)
            unit.touched(CustomerCreated.kind(), None)
            if last == customers:
                bulk.refresh_statistics(unit.connection)
        return last


def _write(unit: Unit, world: SampleWorld, customers: Iterator[SampleCustomer]) -> Counter[UserId]:
    writer = SampleWriter(unit, {each: pools.policy(unit, each) for each in world.deadlines})
    given: Counter[UserId] = Counter()
    while chunk := list(islice(customers, bulk.CHUNK)):
        bulk.write_customers(unit.connection, [writer.written(each) for each in chunk])
        given.update(each.owner_id for each in chunk if each.owner_id is not None)
    return given


def _world(view: View, customers: int, seed: int) -> SampleWorld:
    ids = queries.pool_ids(view)
    regional = {
        pool.region: ids[pool.name]
        for pool in sample_pools(view.office.language)
        if pool.name in ids
    }
    words = dictionaries.items(view.connection)
    return SampleWorld(
        members=_members(view, holding_limit(customers)),
        pools=regional,
        deadlines={
            pool_id: Deadlines(pools.policy(view, pool_id), view.calendar, view.today)
            for pool_id in regional.values()
        },
        words={(word.kind, word.code): word.id for word in words},
        today=view.today,
        zone=view.zone,
        customers=customers,
        seed=seed,
    )


def _members(view: View, limit: int) -> tuple[Member, ...]:
    language = view.office.language
    regions = {each.code: each.regions for each in sample_departments(language)}
    ids = {login: user_id for user_id, login, _ in users.logins(view.connection)}
    held = queries.holdings(view)
    return tuple(
        Member(
            user_id=ids[person.login],
            regions=regions[person.department],
            manager_id=ids.get(person.manager),
            weight=person.weight,
            room=max(limit - held[ids[person.login]], 0),
        )
        for person in sample_people(language)
        if person.login in ids
    )

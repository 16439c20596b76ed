"""Contacts change company, join and leave others in any order: the laws hold after each."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.duplicates import customer_keys
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.errors import CrmError, DatabaseUnavailableError
from tests import invariants, make

pytestmark = pytest.mark.long

NAMES = ("甲公司", "乙公司", "丙公司", "丁公司")
WHICH, DAYS_AGO = st.integers(0, 3), st.one_of(st.none(), st.integers(0, 9))


class AffiliationMachine(RuleBasedStateMachine):
    """Four customers with a contact each, days that pass, and an administrator."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = make.clock()
        self.crm = make.office(Path(self.folder.name), clock=self.clock)
        self.customers: list[CustomerId] = []

    @initialize()
    def people_come_in(self) -> None:
        self.admin = make.admin(self.crm)
        self.customers = [
            make.customer(
                self.crm, self.admin, name, phone=f"1380013800{at}", contact_name=f"张{at}"
            )
            for at, name in enumerate(NAMES)
        ]
        self.people = [
            self.crm.customers.detail(self.admin, each).contacts[0].id for each in self.customers
        ]

    def teardown(self) -> None:
        if self.customers:
            self.everybody_is_found_where_they_belong_and_nowhere_else()
        make.close(self.crm)
        self.folder.cleanup()

    def day(self, days_ago: int | None) -> int | None:
        if days_ago is None:
            return None
        return self.clock.now().astimezone(make.SHANGHAI).toordinal() - days_ago

    def attempt(self, act: Callable[[], object]) -> None:
        """Do what the rules allow; a refusal is an answer, too."""
        with suppress(CrmError):
            try:
                act()
            except DatabaseUnavailableError as error:
                raise AssertionError from error

    @rule(who=WHICH, to=WHICH, ago=DAYS_AGO)
    def somebody_changes_company(self, who: int, to: int, ago: int | None) -> None:
        place = self.customers[to]
        self.attempt(
            lambda: self.crm.affiliations.move(
                self.admin, self.people[who], place, on=self.day(ago)
            )
        )

    @rule(who=WHICH, to=WHICH, ago=DAYS_AGO)
    def somebody_joins(self, who: int, to: int, ago: int | None) -> None:
        place = self.customers[to]
        self.attempt(
            lambda: self.crm.affiliations.join(
                self.admin, self.people[who], place, since=self.day(ago)
            )
        )

    @rule(who=WHICH, to=WHICH, ago=DAYS_AGO)
    def somebody_leaves(self, who: int, to: int, ago: int | None) -> None:
        place = self.customers[to]
        self.attempt(
            lambda: self.crm.affiliations.leave(
                self.admin, self.people[who], place, on=self.day(ago)
            )
        )

    @rule(who=WHICH, digit=st.integers(0, 9), month=st.integers(1, 9))
    def somebody_is_edited(self, who: int, digit: int, month: int) -> None:
        fields = make.contact(f"张{who}{digit}", f"1390013800{digit}", birthday=f"0{month}-01")
        self.attempt(lambda: self.crm.customers.edit_contact(self.admin, self.people[who], fields))

    @rule(which=WHICH)
    def a_customer_is_set_aside_or_comes_back(self, which: int) -> None:
        customer = self.customers[which]
        found = make.query(
            self.crm, "SELECT deleted_at IS NULL FROM customer WHERE id = ?", customer
        )
        # One that was purged is neither there nor set aside: nothing of it may come back.
        is_there = bool(found and found[0][0])
        act = self.crm.standings.delete if is_there else self.crm.standings.restore
        self.attempt(lambda: act(self.admin, [customer]))

    @rule(which=WHICH)
    def a_deleted_customer_is_purged(self, which: int) -> None:
        self.attempt(lambda: self.crm.purges.purge(self.admin, [self.customers[which]]))

    @rule(rest=st.booleans())
    def the_last_change_is_taken_back(self, rest: bool) -> None:
        self.attempt(lambda: self.crm.history.undo(self.admin, rest=rest))

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.clock.advance(days * make.DAY)

    @invariant()
    def the_laws_hold(self) -> None:
        assert invariants.broken(self.crm) == []

    @rule()
    def everybody_is_found_where_they_belong_and_nowhere_else(self) -> None:
        health = self.crm.doctor.examine(thoroughly=True)
        assert [check for check in health.checks if not check.is_sound] == []
        for (customer_id,) in make.query(
            self.crm, "SELECT id FROM customer WHERE deleted_at IS NULL"
        ):
            detail = self.crm.customers.detail(self.admin, CustomerId(customer_id))
            people: list[ContactFields] = [each.fields for each in detail.contacts]
            stored = make.query(
                self.crm,
                "SELECT kind, key FROM duplicate_key WHERE customer_id = ?"
                " AND kept_until_day IS NULL ORDER BY kind, key",
                customer_id,
            )
            wanted = sorted(set(customer_keys(detail.record.fields, people)))
            assert sorted((kind, key) for kind, key in stored) == wanted

    @invariant()
    def the_companies_of_each_are_told_once(self) -> None:
        for contact_id in self.people:
            with suppress(CrmError):
                shown = self.crm.affiliations.of(self.admin, ContactId(contact_id)).companies
                now = [each.customer_id for each in shown if each.until_day is None]
                assert len(now) == len(set(now))


TestAffiliationMachine = AffiliationMachine.TestCase
TestAffiliationMachine.settings = settings(
    max_examples=max(settings().max_examples // 6, 2), stateful_step_count=16
)

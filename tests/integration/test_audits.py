"""The history event by event: who sees which events, and nothing that is hidden."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.audits import AuditRow
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.users import Actor, Permission, Road, Scope
from crm_tui.errors import NotFoundError, NotPermittedError
from crm_tui.presentation.audits import audit_cells, audit_changes, audit_header
from crm_tui.presentation.words import field_label
from crm_tui.services.audits import AuditFile
from tests import make
from tests.integration.paying import order

ALL = HistoryFilter()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    """A rep."""
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    """Another rep."""
    return make.rep(crm, "zhaojun", "赵军")


def seen(crm: Crm, actor: Actor, asked: HistoryFilter = ALL) -> list[AuditRow]:
    return crm.audits.rows(actor, crm.audits.ids(actor, asked))


def test_a_rep_sees_what_was_done_to_customers_in_sight_and_what_they_did(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    mine, other = make.customer(crm, lina, name="恒信"), make.customer(crm, zhao, name="云图")
    crm.sign_ins.new_token(lina, "nightly", days=1)
    crm.sign_ins.new_token(zhao, "机密用途", days=1)
    found = seen(crm, lina)
    assert {each.customer_id for each in found} == {mine, None}
    assert {each.login for each in found} == {"lina"}
    assert "token_made" in {each.kind for each in found}
    assert "机密用途" not in str(found)
    (theirs,) = {each.id for each in seen(crm, admin) if each.customer_id == other}
    with pytest.raises(NotFoundError):
        crm.audits.event(lina, theirs)
    assert crm.audits.rows(lina, [theirs]) == []


def test_who_may_undo_others_and_sees_all_customers_sees_everything(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    make.customer(crm, lina, name="恒信")
    everything = seen(crm, admin)
    assert [each.id for each in everything] == sorted({e.id for e in everything}, reverse=True)
    assert {"customer_created", "user_added"} <= {each.kind for each in everything}
    row = next(each for each in everything if each.kind == "customer_created")
    assert (row.actor, row.customer, row.road) == ("李娜", "恒信", "shell")


def test_contact_details_are_never_in_it(crm: Crm, admin: Actor, lina: Actor) -> None:
    make.customer(crm, lina, name="恒信", phone="13800138000")
    assert "13800138000" not in str(seen(crm, lina))
    assert "13800138000" not in str(seen(crm, admin))


def test_an_order_is_told_by_its_number_its_subject_and_its_amount(crm: Crm, admin: Actor) -> None:
    order(crm, admin, make.customer(crm, admin), 4_600_00, title="扩容")
    rows = crm.audits.rows(admin, crm.audits.ids(admin))
    confirmed = next(row for row in rows if row.kind == "order_status_set")
    told = dict(audit_changes(confirmed))
    number = make.query(crm, "SELECT number FROM sales_order")[0][0]
    assert told[field_label("number")] == number
    assert told[field_label("order_title")] == "扩容"
    assert told[field_label("total")] == "¥4,600"


def test_it_is_asked_by_person_kind_day_customer_and_road(
    crm: Crm, admin: Actor, lina: Actor, clock: FakeClock
) -> None:
    first = make.customer(crm, lina, name="恒信")
    clock.advance(timedelta(days=2))
    second = make.customer(crm, admin, name="云图")
    now = clock.now()

    def ids(asked: HistoryFilter) -> set[int]:
        found = seen(crm, admin, asked)
        return {each.customer_id for each in found if each.customer_id is not None}

    assert ids(HistoryFilter(actor_id=lina.user_id)) == {first}
    assert ids(HistoryFilter(customer_id=second)) == {second}
    assert ids(HistoryFilter(since=now - timedelta(days=1))) == {second}
    assert ids(HistoryFilter(until=now - timedelta(days=1))) == {first}
    assert ids(HistoryFilter(operations=frozenset({"Pools.claim"}))) == set()
    assert ids(HistoryFilter(road=Road.SCREEN)) == set()
    assert ids(HistoryFilter(road=Road.SHELL)) == {first, second}
    newest = crm.audits.ids(admin, limit=1)[0]
    assert crm.audits.ids(admin, after_id=newest).tolist() == []
    assert len(crm.audits.ids(admin, limit=2)) == 2


def test_what_is_exported_is_what_is_seen_and_is_written_down(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, name="恒信")
    make.customer(crm, zhao, name="云图")
    file = AuditFile(tmp_path / "log.xlsx", audit_header(), audit_cells)
    expected = len(seen(crm, lina))
    assert crm.audits.export(lina, ALL, file) == expected
    sheet = load_workbook(tmp_path / "log.xlsx").active
    assert sheet is not None
    written = str(list(sheet.values))
    assert "恒信" in written
    assert "云图" not in written
    newest = seen(crm, lina)[0]
    assert (newest.kind, newest.after["rows"]) == ("data_exported", expected)


def test_the_seals_are_told_to_who_sees_everything(
    crm: Crm, admin: Actor, lina: Actor, clock: FakeClock
) -> None:
    make.customer(crm, lina, name="恒信")
    clock.advance(timedelta(minutes=5))
    crm.seals.seal()
    state = crm.audits.sealed(admin)
    assert (state.sealed_to, state.unsealed) == (crm.audits.ids(admin, limit=1)[0], 0)
    assert crm.audits.check_seals(admin).is_sound
    for ask in (crm.audits.sealed, crm.audits.check_seals):
        with pytest.raises(NotPermittedError):
            ask(lina)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("UPDATE event SET after = '{}' WHERE customer_id IS NOT NULL")
    assert not crm.audits.check_seals(admin).is_sound


def test_a_manager_who_may_undo_others_still_sees_only_customers_in_sight(
    crm: Crm, admin: Actor, zhao: Actor
) -> None:
    crm.people.add_role(
        admin,
        "auditor",
        name="审计",
        scope=Scope.SELF,
        permissions=frozenset({Permission.VIEW, Permission.UNDO_OTHERS}),
    )
    make.customer(crm, zhao, name="云图")
    role = next(each.id for each in crm.people.roles(admin) if each.code == "auditor")
    user_id = crm.people.add_user(admin, login="audit", name="审计员", more={"role_id": role})
    assert seen(crm, Actor(user_id)) == []

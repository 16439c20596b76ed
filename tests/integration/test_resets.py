"""A fresh start: the business is gone, all or nothing; people, settings and words are there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db import tables  # noqa: F401 - declares every table
from crm_tui.db.queries import resets
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError, FieldError, NotFoundError, NotPermittedError
from tests import make

KEPT = {
    *("office", "calendar_day", "custom_field", "department", "dictionary_item", "role"),
    *("app_user", "user_role", "user_password", "access_token", "sign_in_attempt", "leave"),
    *("pool", "pool_member", "pool_route", "pool_rule_version", "pool_rule", "pool_condition"),
    *("holding_limit", "channel", "message_template", "import_mapping", "saved_view"),
    *("number_counter", "lead_turn", "list_layout", "view_choice", "product", "document_setting"),
    *("pipeline", "pipeline_stage", "currency_rate"),
}
HISTORY = {"batch", "event", "event_seal"}


@pytest.fixture
def filled(crm: Crm, admin: Actor, tmp_path: Path) -> Crm:
    """An office with customers, one below the other, and work done with them."""
    crm.database.backups_folder = tmp_path / "backups"
    lina = make.rep(crm, "lina", "李娜")
    first = make.customer(crm, lina, name="北京恒信", phone="13800132231")
    make.customer(crm, lina, name="恒信分公司", parent_id=first)
    make.follow_up(crm, lina, first, "预算已批")
    crm.opportunities.add(lina, first, OpportunityFields(name="二期扩容"))
    crm.tasks.make(lina, TaskDraft("发报价", make.NOW + make.DAY, customer_id=first))
    return crm


def office_name(crm: Crm) -> str:
    return crm.offices.who(make.admin(crm))[1].name


def names(crm: Crm) -> list[str]:
    page = crm.customers.page(make.admin(crm), ListRequest(CustomerView.ALL))
    return [row.name for row in page.rows]


def of_tables(crm: Crm, kept: set[str]) -> list[str]:
    return [line for line in make.dump(crm) if line.partition(":")[0] in kept]


def test_every_table_is_cleared_or_kept() -> None:
    cleared = {table.name for table in resets.CLEARED}
    assert set(SQLModel.metadata.tables) == cleared | KEPT | HISTORY
    assert not cleared & KEPT


def test_the_business_goes_and_the_office_stays(filled: Crm, admin: Actor) -> None:
    stays = KEPT - {"office"}
    before = of_tables(filled, stays)
    assert before
    done = filled.resets.reset(admin, f" {office_name(filled)} ")
    assert (done.contents.rows["customer"], done.contents.rows["contact"]) == (2, 2)
    assert of_tables(filled, stays) == before
    assert names(filled) == []
    for said in ("北京恒信", "13800132231", "预算已批", "发报价", "二期扩容"):
        assert said not in "\n".join(make.dump(filled))
    assert filled.resets.preview(admin).is_empty
    assert filled.doctor.examine(thoroughly=True).is_sound
    assert make.customer(filled) > CustomerId(2), "a number that was given is given to no other"
    assert len(names(filled)) == 1


def test_the_backup_before_it_is_whole_and_stays(filled: Crm, admin: Actor) -> None:
    done = filled.resets.reset(admin, office_name(filled))
    assert done.backup.counts.customers == 2
    with sqlite3.connect(done.backup.path) as backup:
        assert backup.execute("SELECT count(*) FROM follow_up").fetchone() == (1,)
    backup.close()
    (listed,) = filled.backups.list(admin)
    assert listed.path == done.backup.path


def test_that_it_happened_is_sealed_and_so_is_what_stays(
    filled: Crm, admin: Actor, clock: FakeClock
) -> None:
    for number in range(3):
        make.customer(filled, admin, name=f"客户{number}")
        filled.seals.seal()
        clock.advance(make.DAY)
    filled.people.add_department(admin, "华东")
    filled.resets.reset(admin, office_name(filled))
    done, *older = (batch.operation for batch in filled.history.batches(admin))
    assert done == "Resets.reset"
    assert set(older) == {"People.add_user", "People.add_department"}
    health = filled.doctor.examine(thoroughly=True)
    assert health.is_sound
    ((unsealed,),) = make.query(
        filled, "SELECT count(*) FROM event WHERE id > (SELECT max(to_id) FROM event_seal)"
    )
    assert unsealed == 0
    make.meddle(filled, "UPDATE event SET after = '{}' WHERE kind = 'office_reset'")
    assert not filled.doctor.examine(thoroughly=True).is_sound


def test_seals_without_a_reset_in_the_history_are_found(
    filled: Crm, admin: Actor, clock: FakeClock
) -> None:
    filled.seals.seal()
    clock.advance(make.DAY)
    filled.resets.reset(admin, office_name(filled))
    make.meddle(filled, "UPDATE event SET kind = 'office_changed' WHERE kind = 'office_reset'")
    assert not filled.doctor.examine(thoroughly=True).is_sound


def test_another_name_changes_nothing(filled: Crm, admin: Actor) -> None:
    before = make.dump(filled)
    for typed in ("", "另一家公司"):
        with pytest.raises(FieldError) as refused:
            filled.resets.reset(admin, typed)
        assert refused.value.reason == "not_its_name"
    assert make.dump(filled) == before
    assert filled.backups.list(admin) == []


def test_without_a_backup_nothing_is_cleared(filled: Crm, admin: Actor, tmp_path: Path) -> None:
    before = make.dump(filled)
    (tmp_path / "file").write_bytes(b"")
    filled.database.backups_folder = tmp_path / "file" / "backups"
    with pytest.raises(DatabaseUnavailableError):
        filled.resets.reset(admin, office_name(filled))
    assert make.dump(filled) == before


def test_only_who_runs_the_office_may(filled: Crm) -> None:
    rep = make.rep(filled, "zhao")
    with pytest.raises(NotPermittedError):
        filled.resets.preview(rep)
    with pytest.raises(NotPermittedError):
        filled.resets.reset(rep, office_name(filled))


def test_another_open_program_just_sees_it(filled: Crm, admin: Actor) -> None:
    other = make.again(filled)
    lina = make.admin(other)
    assert len(names(other)) == 2
    seen = other.change_counter()
    filled.resets.reset(admin, office_name(filled))
    assert other.change_counter() != seen
    assert names(other) == []
    with pytest.raises(NotFoundError):
        make.follow_up(other, lina, CustomerId(1))
    new = make.customer(other, name="新的开始")
    assert names(filled) == ["新的开始"]
    assert new > CustomerId(2)
    other.close()

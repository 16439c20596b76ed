"""A backup of an office on a server is a file: whole, listed like any other, and a way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, assemble, open_crm
from crm_tui.clock import FakeClock
from crm_tui.db.engine import locate
from crm_tui.db.migrations import SCHEMA_VERSION
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.backups import BackupKind
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError, NotPermittedError
from crm_tui.services.backups import PLAIN, Unlocking, extract_file
from tests import make, servers

pytestmark = pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")


@pytest.fixture
def crm(crm: Crm, tmp_path: Path) -> Crm:
    """An office on a server, whose backups go into a folder of the test."""
    crm.database.backups_folder = tmp_path / "backups"
    return crm


def names(crm: Crm) -> list[str]:
    page = crm.customers.page(make.admin(crm), ListRequest(CustomerView.ALL))
    return [row.name for row in page.rows]


def test_it_is_a_file_for_its_owner_and_written_down(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, name="北京恒信")
    made = crm.backups.make(admin)
    assert (made.counts.customers, made.counts.schema_version) == (1, SCHEMA_VERSION)
    assert made.path.stat().st_mode & 0o077 == 0
    (listed,) = crm.backups.list(admin)
    assert (listed.path, listed.kind) == (made.path, BackupKind.MANUAL)
    assert crm.history.batches(admin)[0].operation == "Backups._note"
    on_file = open_crm(make.settings(made.path), make.clock())
    assert names(on_file) == names(crm)
    assert on_file.doctor.examine(thoroughly=True).is_sound
    on_file.close()
    with pytest.raises(NotPermittedError):
        crm.backups.make(make.rep(crm))


def test_it_holds_one_moment_while_others_write(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, name="先有的")
    other = make.again(crm)

    def write_meanwhile(done: int, total: int) -> bool:
        if done == total and len(names(other)) == 1:
            make.customer(other, name="后来的")
        return True

    made = crm.backups.make(admin, watch=write_meanwhile)
    assert (made.counts.customers, len(names(crm))) == (1, 2)
    other.close()


def test_todays_is_made_once_and_only_when_asked(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    names(crm)
    assert not crm.backups.is_due(), "no screen copies a whole server by itself"
    made = crm.backups.make_daily()
    assert made is not None
    assert crm.backups.make_daily() is None
    clock.advance(make.DAY)
    crm.days.today(admin)
    assert crm.backups.make_daily() is not None
    assert {each.kind for each in crm.backups.list(admin)} == {BackupKind.DAILY}


def test_the_way_back_is_a_file_that_moves_to_an_empty_server(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, name="北京恒信")
    crm.backups.encrypt_with(admin, "long enough")
    made = crm.backups.make(admin)
    assert made.is_encrypted
    with pytest.raises(DatabaseUnavailableError) as refused:
        crm.backups.restore(admin, made.path, PLAIN)
    assert refused.value.reason == "restore_on_server"
    file = extract_file(made.path, tmp_path / "office.db", Unlocking("long enough")).target
    on_file = open_crm(make.settings(file), make.clock())
    server = servers.running()
    assert server is not None
    url = server.empty()
    on_file.moves.move(admin, url, lambda _at: None)
    on_file.close()
    back = assemble(Database(locate(url), make.clock()))
    assert names(back) == names(crm)
    make.close(back)


def test_without_a_folder_it_says_where_to_name_one(crm: Crm, admin: Actor) -> None:
    crm.database.backups_folder = None
    with pytest.raises(DatabaseUnavailableError) as refused:
        crm.backups.make(admin)
    assert refused.value.reason == "no_backups_folder"

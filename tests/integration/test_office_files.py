"""Everything of an office goes into a folder that other programs read, and comes back the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, assemble
from crm_tui.clock import FakeClock
from crm_tui.db.engine import locate
from crm_tui.db.migrations import bring_up_to_date
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.users import Actor
from crm_tui.errors import NotEmptyError, NotPermittedError, OfficeFilesError
from tests import invariants, make, servers


@pytest.fixture
def worked_in(crm: Crm, admin: Actor, clock: FakeClock) -> Crm:
    lina = make.rep(crm, "lina")
    for number in range(3):
        customer = make.customer(
            crm, lina, name=f"“恒信”{number}\\ é", phone=f"1380013800{number}", tags=("展会",)
        )
        make.follow_up(crm, lina, customer, "第一行\n第二行")
    crm.standings.delete(lina, [customer])
    gone = make.customer(crm, admin, name="无痕")
    crm.standings.delete(admin, [gone])
    crm.purges.purge(admin, [gone])
    crm.seals.seal()
    clock.advance(make.DAY)
    return crm


def empty(tmp_path: Path, clock: FakeClock) -> Crm:
    """A database without an office, of the kind this run is about."""
    server = servers.running()
    if server is not None:
        url = server.url(server._create("template0"))
        bring_up_to_date(locate(url))
        crm = assemble(Database(locate(url), clock))
        server.opened(crm.database.engine)
        return crm
    file = tmp_path / "empty.db"
    file.write_bytes(make.empty_template().read_bytes())
    return make.opened(file, clock)


def data(crm: Crm) -> list[str]:
    """What stands in the tables, but for the inside of the search and ids never given."""
    return [
        line
        for line in make.dump(crm)
        if "_search" not in line.partition(":")[0]
        and not (line.startswith("sqlite_sequence") and line.endswith(", 0)"))
    ]


def test_what_went_out_comes_back_the_same(
    worked_in: Crm, admin: Actor, tmp_path: Path, clock: FakeClock
) -> None:
    folder = tmp_path / "out"
    before = data(worked_in)
    found = worked_in.office_files.export(admin, folder)
    assert found.rows["customer"] == 3
    assert not {"access_token", "sign_in_attempt"} & found.rows.keys(), "nobody is signed in there"
    other = empty(tmp_path, clock)
    other.office_files.read(folder)
    assert data(other) == before
    assert invariants.broken(other) == []
    assert other.doctor.examine(thoroughly=True).is_sound
    assert all(each.is_sound for each in other.doctor.examine_derived())
    assert make.customer(other, name="新的") == 5, "an id that was given is given to no other"
    with pytest.raises(NotEmptyError):
        other.office_files.read(folder)
    make.close(other)


def test_the_lines_are_plain_to_other_programs(
    worked_in: Crm, admin: Actor, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    worked_in.office_files.export(admin, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["tables"]["customer"]["columns"]["created_at"] == "instant"
    text = (folder / "customer.jsonl").read_text(encoding="utf-8")
    first = json.loads(text.splitlines()[0])
    assert first["name"] == "“恒信”0\\ é"
    assert first["tags"] == ["展会"]
    assert first["created_at"].endswith("+00:00")
    assert (folder / "customer.jsonl").stat().st_mode & 0o077 == 0
    assert worked_in.history.batches(admin)[0].operation == "OfficeFiles._note"


def test_only_who_runs_the_office_takes_all_of_it_out(worked_in: Crm, tmp_path: Path) -> None:
    with pytest.raises(NotPermittedError):
        worked_in.office_files.export(make.rep(worked_in, "zhao"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(worked_in: Crm, admin: Actor, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(OfficeFilesError) as caught:
        worked_in.office_files.export(admin, tmp_path / "out")
    assert caught.value.reason == "exists"
    assert [each.name for each in tmp_path.glob("out*")] == ["out"]


def cut(folder: Path) -> None:
    file = folder / "event.jsonl"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))


def change(folder: Path) -> None:
    file = folder / "customer.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace("13800138000", "13900139000"))


def of_another_version(folder: Path) -> None:
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**manifest, "schema_version": 1}), encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (cut, "damaged"),
        (change, "damaged"),
        (of_another_version, "other_version"),
        (lambda folder: (folder / "customer.jsonl").unlink(), "damaged"),
        (lambda folder: (folder / "manifest.json").unlink(), "not_an_office"),
    ],
)
def test_what_is_not_as_it_was_written_is_refused_whole(
    worked_in: Crm,
    admin: Actor,
    tmp_path: Path,
    clock: FakeClock,
    spoil: Callable[[Path], object],
    reason: str,
) -> None:
    folder = tmp_path / "out"
    worked_in.office_files.export(admin, folder)
    spoil(folder)
    other = empty(tmp_path, clock)
    before = make.dump(other)
    with pytest.raises(OfficeFilesError) as caught:
        other.office_files.read(folder)
    assert caught.value.reason == reason
    assert make.dump(other) == before
    make.close(other)

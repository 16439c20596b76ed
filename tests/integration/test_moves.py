"""An office moves to another database and back: every row of it, or nothing at all."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, assemble, open_crm
from crm_tui.db.engine import locate
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.moves import MoveProgress, MoveStep
from crm_tui.domain.payments.bank_receipts import BankReceiptRequest
from crm_tui.domain.targets import TargetEntry, TargetKind
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError, NotPermittedError
from tests import make, servers
from tests.long_runs import only_long
from tests.worked_offices import HELD_NAME, worked

HOSTILE = (
    "👨‍👩‍👧‍👦🇨🇳 家庭",
    "a\tb\\N\\.\n\r\n'\"",
    "\\.",
    "\\N",
    "",
    " ",
    "[/][@click=app.quit]",
    "\x1b[2J\x07\x7f\x85",
    "\u202e反\u2066",
    "%s %(x)s {} ? :name $1",
    "𠮷野家",
    "ﬁ \ufeff \ufffd",
    "x" * 400,
)
SEARCHES = ("customer_search", "follow_up_search")
TABLES = {
    True: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    False: "SELECT name FROM sqlite_master WHERE type = 'table'",
}


def unwatched(_at: MoveProgress) -> None:
    """Look away."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder for attached files that every database may use."""
    return tmp_path / "files"


@pytest.fixture
def filled(crm: Crm, admin: Actor, tmp_path: Path, files: Path) -> Crm:
    """An office with a bit of everything, hostile texts among it."""
    for text in HOSTILE:
        customer = make.customer(crm, in_pool=True)
        meddled = "UPDATE customer SET name = ?, address = ? WHERE id = ?"
        make.meddle(crm, meddled, (text or "空", text, customer))
    mine = make.customer(crm, admin)
    make.follow_up(crm, admin, mine)
    paper = tmp_path / "合同.txt"
    paper.write_bytes(b"signed")
    crm.database.files_folder = files
    crm.attachments.attach(admin, mine, [paper])
    crm.doctor.rebuild_search()
    return crm


def opened(database: Path | str, files: Path) -> Crm:
    """The program over what was moved."""
    if isinstance(database, Path):
        crm = open_crm(make.settings(database), make.clock())
    else:
        crm = assemble(Database(locate(database), make.clock()))
    crm.database.files_folder = files
    return crm


def rows(crm: Crm) -> dict[str, list[str]]:
    """Every row of every table, but for how each engine searches and counts for itself."""
    tables = [name for (name,) in make.query(crm, TABLES[crm.location.path is None])]
    return {
        name: sorted(
            str(tuple(map(_plain, row))) for row in make.query(crm, f"SELECT * FROM {name}")
        )
        for name in tables
        if not name.startswith((*SEARCHES, "sqlite_"))
    }


def _plain(value: object) -> object:
    # What is true or false is a number on a file.
    return int(value) if isinstance(value, bool) else value


def test_every_row_and_file_arrives_and_is_found(
    filled: Crm, admin: Actor, tmp_path: Path, files: Path
) -> None:
    steps = set[MoveStep]()
    target = tmp_path / "new" / "office.db"
    before = rows(filled)
    moved = filled.moves.move(admin, str(target), lambda at: steps.add(at.step), files_folder=files)
    assert steps == set(MoveStep)
    assert (moved.files, moved.lost_files) == (1, 0)
    assert moved.rows == sum(map(len, before.values())) - len(before["alembic_version"])
    there = opened(target, files)
    assert rows(there) == rows(filled) == before
    assert there.doctor.examine(thoroughly=True).is_sound
    assert all(check.is_sound for check in there.doctor.examine_files(thoroughly=True))
    request = ListRequest(CustomerView.ALL, query="𠮷野家")
    assert len(there.customers.ids(admin, request)) == 1
    there.close()


@pytest.mark.long
def test_the_file_that_was_moved_is_untouched(filled: Crm, admin: Actor, tmp_path: Path) -> None:
    make.is_about_a_file()
    assert filled.location.path is not None
    before = filled.location.path.read_bytes()
    filled.moves.move(admin, str(tmp_path / "new.db"), unwatched)
    assert filled.location.path.read_bytes() == before


@pytest.mark.long
def test_a_number_is_not_given_again_in_the_new_place(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    first = make.customer(crm)
    make.meddle(crm, "UPDATE customer SET deleted_at = 1")
    last = make.customer(crm)
    make.meddle(crm, "DELETE FROM event")
    crm.moves.move(admin, str(tmp_path / "new.db"), unwatched)
    there = opened(tmp_path / "new.db", tmp_path)
    ((event,),) = make.query(there, "SELECT seq FROM sqlite_sequence WHERE name = 'event'")
    assert event > 0, "all events are gone, and their numbers were given"
    assert make.customer(there) == last + 1 > first
    there.close()


@pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")
def test_there_and_back_again_all_is_the_same(
    filled: Crm, admin: Actor, tmp_path: Path, files: Path
) -> None:
    server = servers.running()
    assert server is not None
    first, url, second = tmp_path / "first.db", server.empty(), tmp_path / "second.db"
    filled.moves.move(admin, str(first), unwatched, files_folder=files)
    on_file = opened(first, files)
    make.meddle(on_file, "UPDATE sqlite_sequence SET seq = 9000 WHERE name = 'customer'")
    on_file.moves.move(admin, url, unwatched, files_folder=files)
    on_server = opened(url, files)
    on_server.moves.move(admin, str(second), unwatched, files_folder=files)
    assert on_server.doctor.examine(thoroughly=True).is_sound
    assert rows(on_server) == rows(on_file)
    assert make.customer(on_server) == 9001
    make.close(on_server)
    on_file.close()
    assert make.dump(second) == make.dump(first)


SOLD = (
    *("quote", "quote_line", "sales_order", "order_line", "order_delivery", "contract", "deal"),
    *("payment_plan", "payment", "invoice", "bank_receipt", "bank_receipt_part", "approval"),
    *("expense", "product_usage", "target", "lead", "opportunity", "task", "notice", "saved_view"),
)


@pytest.fixture
def worked_in(crm: Crm, tmp_path: Path, files: Path) -> Crm:
    """An office in which there is one of everything that is sold."""
    crm.database.files_folder, crm.database.backups_folder = files, tmp_path / "backups"
    people = worked(crm, tmp_path)
    entry = TargetEntry(people.lina.user_id, TargetKind.SIGNED, 500)
    crm.targets.set(people.boss, make.NOW.toordinal(), [entry])
    return crm


def totals(crm: Crm) -> list[object]:
    """What the program says that everything comes to."""
    admin = make.admin(crm)
    held = crm.customers.find(admin, HELD_NAME)
    return [
        crm.orders.totals(admin, held),
        crm.opportunities.totals(admin, held),
        crm.receivables.money(admin, held),
        crm.receivables.rows(admin),
        crm.targets.month(admin),
        crm.bank_receipts.list(admin, BankReceiptRequest(everything=True)),
        crm.days.today(admin),
    ]


@pytest.mark.long
def test_what_was_sold_arrives_and_comes_to_the_same(
    worked_in: Crm, admin: Actor, tmp_path: Path, files: Path
) -> None:
    before, said = rows(worked_in), totals(worked_in)
    assert [name for name in SOLD if not before[name]] == []
    at, moved = worked_in, tmp_path / "there.db"
    server = servers.running()
    targets: list[Path | str] = [moved]
    if server is not None:
        targets += [server.empty(), tmp_path / "back.db"]
    with ExitStack() as stack:
        for target in targets:
            at.moves.move(admin, str(target), unwatched, files_folder=files)
            at = opened(target, files)
            stack.callback(at.close)
            assert rows(at) == before
            for one, other in zip(totals(at), said, strict=True):
                assert one == other
            assert at.doctor.examine(thoroughly=True).is_sound
        make.follow_up(at, admin, at.customers.find(admin, HELD_NAME))


@pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")
def test_what_a_server_cannot_hold_is_named_and_it_stays_empty(
    filled: Crm, admin: Actor, tmp_path: Path, files: Path
) -> None:
    server = servers.running()
    assert server is not None
    filled.moves.move(admin, str(tmp_path / "first.db"), unwatched, files_folder=files)
    on_file = opened(tmp_path / "first.db", files)
    make.meddle(on_file, "UPDATE customer SET address = 'a' || char(0) || 'b' WHERE id = 3")
    url = server.empty()
    with pytest.raises(DatabaseUnavailableError) as refused:
        on_file.moves.move(admin, url, unwatched, files_folder=files)
    assert refused.value.reason == "not_storable"
    assert "customer" in refused.value.detail
    assert "3" in refused.value.detail
    on_file.close()
    assert servers.rows(url, TABLES[True]) == []
    server.drop(url)


@pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")
def test_files_need_a_folder_beside_a_server(
    filled: Crm, admin: Actor, tmp_path: Path, files: Path
) -> None:
    server = servers.running()
    assert server is not None
    url = server.empty()
    filled.moves.move(admin, str(tmp_path / "first.db"), unwatched, files_folder=files)
    on_file = opened(tmp_path / "first.db", tmp_path / "first.db.files")
    with pytest.raises(DatabaseUnavailableError) as refused:
        on_file.moves.move(admin, url, unwatched)
    assert refused.value.reason == "no_files_folder"
    on_file.close()
    server.drop(url)


def test_what_is_not_empty_is_left_alone(filled: Crm, admin: Actor, tmp_path: Path) -> None:
    other = make.office_file(tmp_path / "other")
    before = other.read_bytes()
    for target in (str(other), str(filled.location.path or filled.location.url)):
        with pytest.raises(DatabaseUnavailableError) as refused:
            filled.moves.move(admin, target, unwatched)
        assert refused.value.reason == "target_not_empty"
    assert other.read_bytes() == before


@pytest.mark.long
def test_a_schema_without_a_row_is_filled(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    target.write_bytes(make.empty_template().read_bytes())
    crm.moves.move(admin, str(target), unwatched)
    there = opened(target, tmp_path)
    assert rows(there) == rows(crm)
    there.close()


@pytest.mark.parametrize(
    "step", [MoveStep.FILES, *only_long(each for each in MoveStep if each is not MoveStep.FILES)]
)
def test_stopped_at_any_step_nothing_is_left(
    filled: Crm, admin: Actor, tmp_path: Path, files: Path, step: MoveStep
) -> None:
    def stop(at: MoveProgress) -> None:
        if at.step is step:
            raise KeyboardInterrupt

    target = tmp_path / "new.db"
    with pytest.raises(KeyboardInterrupt):
        filled.moves.move(admin, str(target), stop, files_folder=files)
    assert not target.exists()
    make.customer(filled, admin)  # nobody waits for a turn that is not given back


@pytest.mark.long
def test_a_row_that_arrives_otherwise_ends_the_move(
    filled: Crm, admin: Actor, tmp_path: Path
) -> None:
    """What is compared is what the target really holds: a trigger there changes a row."""
    target = tmp_path / "new.db"
    target.write_bytes(make.empty_template().read_bytes())
    there = make.opened(target)
    make.meddle(
        there,
        "CREATE TRIGGER forger AFTER INSERT ON contact BEGIN"
        " UPDATE contact SET name = name || ' ' WHERE id = new.id; END",
    )
    there.close()
    with pytest.raises(DatabaseUnavailableError) as refused:
        filled.moves.move(admin, str(target), unwatched)
    assert refused.value.reason == "differs"
    assert refused.value.detail.startswith("contact")
    assert not any(line.startswith("customer: ") for line in make.dump(target))


@pytest.mark.long
def test_lost_bytes_are_told_and_do_not_hold_the_move_up(
    filled: Crm, admin: Actor, tmp_path: Path, files: Path
) -> None:
    for path in files.rglob("*"):
        if path.is_file():
            path.unlink()
    moved = filled.moves.move(admin, str(tmp_path / "new.db"), unwatched, files_folder=files)
    assert (moved.files, moved.lost_files) == (0, 1)


def test_only_who_runs_the_office_moves_it(crm: Crm, tmp_path: Path) -> None:
    rep = make.rep(crm, "lina")
    with pytest.raises(NotPermittedError):
        crm.moves.move(rep, str(tmp_path / "new.db"), unwatched)
    assert not (tmp_path / "new.db").exists()

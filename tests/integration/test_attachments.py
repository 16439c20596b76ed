"""Files kept with customers: the bytes, who may have them, what goes wrong."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.attachments import FilesHidden, FileTrouble
from crm_tui.domain.health import CheckKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import AttachmentError, NotFoundError, RefusedError
from tests import make


@pytest.fixture
def folder(crm: Crm, tmp_path: Path) -> Path:
    """The folder of the files, beside the database or where the settings name one."""
    crm.database.files_folder = crm.database.files_folder or tmp_path / "files"
    return crm.database.files_folder


@pytest.fixture
def customer(crm: Crm, admin: Actor) -> CustomerId:
    return make.customer(crm, admin)


def file(folder: Path, name: str = "报价.xlsx", content: bytes = b"42") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def kept(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if each.is_file())


def trouble(error: pytest.ExceptionInfo[AttachmentError]) -> FileTrouble:
    return FileTrouble(error.value.reason)


def test_the_same_bytes_are_kept_once_and_come_back_as_they_were(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    paths = [file(source), file(source, "副本.xlsx")]
    crm.attachments.attach(admin, customer, paths)
    assert len(kept(folder)) == 1
    second, first = crm.attachments.list(admin, customer)
    assert (first.name, second.name) == ("报价.xlsx", "副本.xlsx")
    saved = crm.attachments.save(admin, first.id, tmp_path)
    assert saved.read_bytes() == b"42"
    again = crm.attachments.save(admin, first.id, tmp_path)
    assert again.name == "报价 (2).xlsx"
    with pytest.raises(AttachmentError) as caught:
        crm.attachments.save(admin, first.id, saved)
    assert trouble(caught) is FileTrouble.EXISTS


def test_a_file_of_a_follow_up_stands_there_and_in_the_timeline(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path
) -> None:
    written = make.follow_up(crm, admin, customer)
    crm.attachments.attach(admin, customer, [file(tmp_path)], follow_up_id=written.follow_up_id)
    (row,) = crm.follow_ups.list(admin, customer)
    assert row.files == ("报价.xlsx",)
    assert len(crm.attachments.list(admin, customer, follow_up_id=written.follow_up_id)) == 1
    other = make.customer(crm, admin, "上海浦江精密")
    with pytest.raises(NotFoundError):
        crm.attachments.attach(admin, other, [file(tmp_path)], follow_up_id=written.follow_up_id)


def test_what_is_no_plain_file_is_refused_and_leaves_nothing(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path
) -> None:
    real = file(tmp_path)
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(real)
    os.mkfifo(pipe)
    for path, expected in (
        (link, FileTrouble.NOT_A_FILE),
        (pipe, FileTrouble.NOT_A_FILE),
        (tmp_path, FileTrouble.NOT_A_FILE),
        (Path("/dev/null"), FileTrouble.NOT_A_FILE),
        (tmp_path / "none", FileTrouble.NOT_FOUND),
        (file(tmp_path, "empty", b""), FileTrouble.EMPTY),
    ):
        with pytest.raises(AttachmentError) as caught:
            crm.attachments.attach(admin, customer, [real, path])
        assert trouble(caught) is expected
    assert crm.attachments.list(admin, customer) == []


def test_too_large_a_file_is_refused(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path
) -> None:
    crm.database.file_limit_bytes = 10
    crm.attachments.attach(admin, customer, [file(tmp_path, "a", b"x" * 10)])
    with pytest.raises(AttachmentError) as caught:
        crm.attachments.attach(admin, customer, [file(tmp_path, "b", b"x" * 11)])
    assert trouble(caught) is FileTrouble.TOO_LARGE
    assert len(kept(folder)) == 1


def test_without_a_folder_nothing_is_attached(
    crm: Crm, admin: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    crm.database.files_folder = None
    with pytest.raises(AttachmentError) as caught:
        crm.attachments.attach(admin, customer, [file(tmp_path)])
    assert trouble(caught) is FileTrouble.NO_FOLDER


def test_damaged_and_lost_bytes_are_not_given_out_and_the_doctor_names_them(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path
) -> None:
    crm.attachments.attach(admin, customer, [file(tmp_path)])
    (row,) = crm.attachments.list(admin, customer)
    (place,) = kept(folder)
    place.write_bytes(b"43")
    with pytest.raises(AttachmentError) as caught:
        crm.attachments.save(admin, row.id, tmp_path / "out")
    assert trouble(caught) is FileTrouble.DAMAGED
    assert not (tmp_path / "out").exists()
    assert crm.doctor.examine_files()[0].is_sound
    assert not crm.doctor.examine_files(thoroughly=True)[0].is_sound
    place.unlink()
    with pytest.raises(AttachmentError) as caught:
        crm.attachments.save(admin, row.id, tmp_path / "out")
    assert trouble(caught) is FileTrouble.LOST
    assert not crm.doctor.examine_files()[0].is_sound


def test_attaching_damaged_bytes_anew_mends_them(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path
) -> None:
    source = file(tmp_path)
    crm.attachments.attach(admin, customer, [source])
    kept(folder)[0].write_bytes(b"43")
    crm.attachments.attach(admin, customer, [source])
    assert crm.doctor.examine_files(thoroughly=True)[0].is_sound


def test_a_removed_file_can_be_taken_back_and_its_bytes_go_only_much_later(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    crm.attachments.attach(admin, customer, [file(tmp_path)])
    (row,) = crm.attachments.list(admin, customer)
    (place,) = kept(folder)
    moment = clock.now().timestamp()
    os.utime(place, (moment, moment))
    crm.attachments.remove(admin, row.id)
    clock.advance(timedelta(days=20))
    assert crm.doctor.drop_strays() == 0
    crm.history.undo(admin)
    assert crm.attachments.list(admin, customer) == [row]
    crm.attachments.remove(admin, row.id)
    clock.advance(timedelta(days=31))
    assert crm.doctor.examine_files()[1].kind is CheckKind.STRAYS
    assert crm.doctor.drop_strays() == 1
    assert kept(folder) == []


def test_bytes_that_another_file_refers_to_stay(
    crm: Crm, admin: Actor, customer: CustomerId, folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    crm.attachments.attach(admin, customer, [file(tmp_path), file(tmp_path, "又一份.xlsx")])
    crm.attachments.remove(admin, crm.attachments.list(admin, customer)[0].id)
    clock.advance(timedelta(days=100))
    assert crm.doctor.drop_strays() == 0
    assert len(kept(folder)) == 1


def test_whoever_only_reads_attaches_and_removes_nothing(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, folder: Path, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina)
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    with pytest.raises(RefusedError):
        crm.attachments.attach(zhao, customer, [file(tmp_path)])
    assert not folder.exists()
    crm.attachments.attach(lina, customer, [file(tmp_path)])
    (row,) = crm.attachments.list(zhao, customer)
    with pytest.raises(RefusedError):
        crm.attachments.remove(zhao, row.id)
    crm.attachments.remove(boss, row.id)
    assert crm.attachments.list(lina, customer) == []


def test_files_of_hidden_customers_are_hidden(
    crm: Crm, lina: Actor, zhao: Actor, folder: Path, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina)
    crm.attachments.attach(lina, customer, [file(tmp_path)])
    (row,) = crm.attachments.list(lina, customer)
    make.set_pool(crm, masks_contacts=True)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    for ask in (
        lambda: crm.attachments.list(zhao, customer),
        lambda: crm.attachments.save(zhao, row.id, tmp_path / "out"),
        lambda: crm.attachments.open(zhao, row.id),
    ):
        with pytest.raises(RefusedError) as caught:
            ask()
        assert isinstance(caught.value.refusal, FilesHidden)


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond a page, as on a disk that is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, ignored)


def test_a_disk_that_takes_no_more_leaves_neither_row_nor_torn_file(
    crm: Crm,
    admin: Actor,
    customer: CustomerId,
    folder: Path,
    tmp_path: Path,
    small_files: None,
) -> None:
    path = file(tmp_path, content=os.urandom(3_000_000))
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    with pytest.raises(AttachmentError) as caught:
        crm.attachments.attach(admin, customer, [path])
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert trouble(caught) is FileTrouble.NOT_WRITABLE
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.EFBIG
    assert kept(folder) == []
    assert crm.attachments.list(admin, customer) == []


@pytest.mark.long
def test_a_kill_between_file_and_row_leaves_only_what_the_doctor_names(tmp_path: Path) -> None:
    place = make.office_file(tmp_path)
    source = file(tmp_path / "in")
    child = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from crm_tui.db.file_store import FileStore
        from tests import make

        crm = make.opened(Path(sys.argv[1]))
        customer = make.customer(crm)
        keep = FileStore.keep

        def keep_and_die(self, path):
            keep(self, path)
            os.kill(os.getpid(), signal.SIGKILL)

        FileStore.keep = keep_and_die
        crm.attachments.attach(make.admin(crm), customer, [Path(sys.argv[2])])
    """)
    done = subprocess.run(
        [sys.executable, "-c", child, str(place), str(source)],
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == -signal.SIGKILL
    crm = make.opened(place)
    attached, strays = crm.doctor.examine_files(thoroughly=True)
    assert attached.is_sound
    assert attached.looked_at == 0
    assert strays.looked_at == 1
    crm.close()


def test_in_a_folder_that_others_may_use_nothing_is_stray(
    crm: Crm, tmp_path: Path, clock: FakeClock
) -> None:
    make.is_about_a_file()
    shared = tmp_path / "shared"
    theirs = shared / "ab" / ("ab" * 32)
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"of another database")
    os.utime(theirs, (0, 0))
    crm.database.files_folder = shared
    with pytest.raises(AttachmentError) as raised:
        crm.doctor.drop_strays()
    assert raised.value.reason == FileTrouble.SHARED
    assert theirs.exists()


def test_offices_that_share_a_folder_each_keep_their_files_in_a_part_of_it(
    crm: Crm, admin: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    later = make.office(tmp_path / "later", clock=FakeClock(make.NOW + make.DAY))
    for office in (crm, later):
        office.database.files_folder = shared
    crm.attachments.attach(admin, customer, [file(tmp_path)])
    theirs = make.customer(later)
    later.attachments.attach(make.admin(later), theirs, [file(tmp_path)])
    assert len(kept(shared)) == 2
    for office in (crm, later):
        attached, strays = office.doctor.examine_files(thoroughly=True)
        assert (attached.faults, strays.looked_at) == ((), 0)
    make.close(later)


def test_what_was_kept_in_the_folder_itself_is_found_and_is_nobodys_stray(
    crm: Crm, admin: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    crm.database.files_folder = shared
    crm.attachments.attach(admin, customer, [file(tmp_path)])
    (there,) = kept(shared)
    before = shared / there.parent.name / there.name
    before.parent.mkdir()
    there.rename(before)
    os.utime(before, (0, 0))
    (row,) = crm.attachments.list(admin, customer)
    assert crm.attachments.save(admin, row.id, tmp_path / "out.xlsx").read_bytes() == b"42"
    attached, strays = crm.doctor.examine_files(thoroughly=True)
    assert (attached.faults, strays.looked_at) == ((), 0)


def test_only_what_was_kept_is_stray(crm: Crm) -> None:
    make.is_about_a_file()
    folder = crm.database.files_folder
    assert folder is not None
    elsewhere = folder.parent / "elsewhere"
    names = ("ab" * 32, "照片.jpg")
    for place in (elsewhere, folder / "ab"):
        place.mkdir(parents=True)
        for name in names:
            (place / name).write_bytes(b"1")
            os.utime(place / name, (0, 0))
    (folder / "cd").symlink_to(elsewhere, target_is_directory=True)
    assert crm.doctor.drop_strays() == 1
    assert sorted(path.name for path in elsewhere.iterdir()) == sorted(names)
    assert [path.name for path in (folder / "ab").iterdir()] == ["照片.jpg"]

"""What the program writes is its owner's alone, or the group's, whatever the umask of the shell."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.crashes import write_crash_log
from crm_tui.db.backups import back_up, beside, copy_file
from crm_tui.domain.users import Actor
from crm_tui.file_rights import FileMode, use_file_mode
from crm_tui.services.founding import OfficePlan
from crm_tui.settings import Settings, load_settings, remember_language
from crm_tui.tui.drafts import Draft, DraftFile, Typed
from tests import make
from tests.long_runs import only_long

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights as POSIX knows them")
PERSONAL = ("own", "logs")


@pytest.fixture
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)
    use_file_mode(FileMode.OWNER)


def under_umasks(worst: int) -> pytest.MarkDecorator:
    """Under each umask; to make a database is dear, so that the short run has only the worst."""
    others = {0o000, 0o022, 0o077} - {worst}
    params = [worst, *only_long(sorted(others))]
    return pytest.mark.parametrize("umask", params, indirect=True, ids=oct)


def settings_of(folder: Path, mode: FileMode) -> Settings:
    plain = make.settings(folder / "office" / "of" / "crm.db")
    own = folder / "own" / "of" / "settings.toml"
    return replace(plain, file=own, log_folder=folder / "logs" / "of", file_mode=mode)


def write_everything(settings: Settings, source: Path) -> None:
    """Write a file of each kind that the program makes by itself."""
    crm = open_crm(settings, make.clock(), create=True)
    crm.offices.set_up(OfficePlan("wangwei", "王伟", "zh"))
    admin = make.admin(crm)
    attach(crm, admin, source)
    # While it is open: with a journal, or its log, beside it.
    file = Path(settings.database)
    back_up(partial(copy_file, file), beside(file).path_for("kept", make.NOW))
    with crm.database.reading(admin):
        keep_what_is_personal(settings)
    crm.close()


def attach(crm: Crm, admin: Actor, source: Path) -> None:
    customer = make.customer(crm, admin)
    crm.attachments.attach(admin, customer, [source])


def keep_what_is_personal(settings: Settings) -> None:
    remember_language(settings, "en")
    draft = Draft(make.NOW, {"name": Typed("恒信", "")})
    DraftFile(settings.file.parent / "drafts" / "customer.json").write(draft)
    assert write_crash_log(ValueError(), settings.log_folder, make.NOW) is not None


def rights_below(folder: Path) -> Iterator[tuple[Path, int]]:
    for each in folder.rglob("*"):
        yield each, stat.S_IMODE(each.stat().st_mode)


@under_umasks(0o000)
def test_all_that_is_written_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    make.is_about_a_file()
    source = tmp_path / "offer.txt"
    source.write_text("offer")
    place = tmp_path / "place"
    place.mkdir()
    write_everything(settings_of(place, FileMode.OWNER), source)
    found = dict(rights_below(place))
    assert len(found) > 12, found
    for path, rights in found.items():
        assert rights == (0o700 if path.is_dir() else 0o600), (path, oct(rights), oct(umask))


@pytest.mark.long
@under_umasks(0o077)
def test_the_group_shares_what_is_the_offices_and_nothing_personal(
    tmp_path: Path, umask: int
) -> None:
    make.is_about_a_file()
    source = tmp_path / "offer.txt"
    source.write_text("offer")
    place = tmp_path / "place"
    place.mkdir()
    write_everything(settings_of(place, FileMode.GROUP), source)
    for path, rights in rights_below(place):
        is_personal = path.relative_to(place).parts[0] in PERSONAL
        folder, file = (0o700, 0o600) if is_personal else (0o2770, 0o660)
        assert rights == (folder if path.is_dir() else file), (path, oct(rights), oct(umask))


@pytest.mark.parametrize(
    ("text", "mode", "unusable"),
    [
        ("", FileMode.OWNER, ()),
        ('file_mode = "group"', FileMode.GROUP, ()),
        ('file_mode = "all"', FileMode.OWNER, ("file_mode",)),
        ("file_mode = 660", FileMode.OWNER, ("file_mode",)),
    ],
)
def test_the_settings_say_who_shares_the_files(
    tmp_path: Path, text: str, mode: FileMode, unusable: tuple[str, ...]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    settings = load_settings({"CRM_CONFIG": str(file)})
    assert (settings.file_mode, settings.unusable) == (mode, unusable)

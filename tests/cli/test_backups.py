"""`crm backup` and `crm restore` as one types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.presentation.shapes.backups import KEYS
from tests.cli.process import Shell
from tests.cli.test_output import DOCUMENTED


def test_everything_is_copied_listed_and_put_back(sample: Shell) -> None:
    made = sample.done("backup", "--json").json
    assert list(made) == DOCUMENTED["backup_made"]
    assert (made["customers"], made["encrypted"]) == (300, False)
    (listed,) = sample.done("backup", "list", "--json").json
    assert list(listed) == list(KEYS) == DOCUMENTED["backup"]
    assert (listed["file"], listed["whole"]) == (made["file"], None)
    assert sample.done("backup", "check", made["file"], "--json").json["customers"] == 300
    (listed,) = sample.done("backup", "list", "--json").json
    assert listed["whole"] is True
    sample.done("customer", "add", "后来的", "--contact", "李强")
    restored = sample.done("restore", made["file"], "--yes", "--json").json
    assert list(restored) == DOCUMENTED["restored"]
    assert Path(restored["saved"]).exists()
    assert len(sample.done("customer", "list", "--limit", "999", "--json").json) == 300
    assert sample.done("doctor", "--thorough", "--json").json["sound"]


def test_nothing_is_replaced_where_nobody_can_be_asked(office: Shell) -> None:
    made = office.done("backup", "--json").json["file"]
    answer = office.crm("restore", made)
    assert answer.code == 2
    assert "--yes" in answer.err


def test_only_who_runs_the_office_may(office: Shell) -> None:
    for words in (("backup",), ("backup", "list"), ("restore", "x.db", "--yes")):
        assert office.crm(*words, "--user", "lina").code == 4


@pytest.mark.parametrize(("name", "reason"), [("none.db", "missing"), (".", "is_directory")])
def test_what_is_no_backup_is_said_in_a_sentence(office: Shell, name: str, reason: str) -> None:
    answer = office.crm("restore", str(office.folder / name), "--yes", "--json")
    assert (answer.code, answer.error["reason"]) == (6, reason)


def test_a_new_file_is_made_of_a_backup_without_any_database(office: Shell) -> None:
    made = office.done("backup", "--to", str(office.folder / "copy.db"), "--json").json["file"]
    office.environment["CRM_DB"] = str(office.folder / "none" / "x.db")
    target = office.folder / "new.db"
    office.done("restore", made, "--to", str(target))
    assert target.exists()
    assert office.crm("restore", made, "--to", str(target)).code == 6


def test_a_damaged_database_is_brought_back(office: Shell) -> None:
    made = office.done("backup", "--json").json["file"]
    whole = office.database.read_bytes()
    office.database.write_bytes(whole[:100] + b"\x00" * 3996 + whole[4096:])
    assert office.crm("today").code == 6
    office.done("restore", made, "--yes")
    office.done("today")


def test_the_day_s_backup_is_made_once(office: Shell) -> None:
    assert office.done("backup", "--if-due", "--json").json["file"]
    assert office.done("backup", "--if-due", "--json").json["file"] is None


@pytest.mark.long
def test_a_password_is_never_on_the_command_line(office: Shell) -> None:
    pytest.importorskip("pyrage")
    assert "CRM_BACKUP_PASSWORD" in office.crm("backup", "encrypt").err
    office.environment["CRM_BACKUP_PASSWORD"] = "eins zwei drei"
    office.done("backup", "encrypt")
    made = office.done("backup", "--json").json
    assert made["encrypted"]
    office.done("restore", made["file"], "--yes")
    office.environment["CRM_BACKUP_PASSWORD"] = "eins zwei"
    answer = office.crm("restore", made["file"], "--yes", "--json")
    assert (answer.code, answer.error["reason"]) == (2, "wrong_password")


def test_what_this_machine_does_with_backups_is_shown_and_changed(office: Shell) -> None:
    kept = office.done("backup", "settings", "daily=3", "automatic=no", "--json").json
    assert (kept["daily"], kept["automatic"], kept["encrypted"]) == (3, False, False)
    assert office.done("backup", "settings", "--json").json == kept
    assert office.crm("backup", "settings", "daily=-1").code == 2
    assert office.crm("backup", "settings", "hourly=1").code == 2
    assert office.crm("--user", "lina", "backup", "settings", "daily=5").code == 4
    assert office.done("backup", "settings", "--json").json["daily"] == 3

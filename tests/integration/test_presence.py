"""Who has the office open is seen by others, and who is gone is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db.engine import network_of
from crm_tui.db.presence import STALE_SECONDS, announce, folder_of
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError
from crm_tui.settings import load_settings
from tests import make


@pytest.fixture
def folder(crm: Crm) -> Path:
    """Where programs say that they have the file open."""
    make.is_about_a_file()
    assert crm.location.path is not None
    return folder_of(crm.location.path)


def left_by(folder: Path, machine: str, pid: int, *, seconds_ago: float) -> Path:
    """What a program elsewhere has written some time ago."""
    file = folder / f"{machine}-{pid}.open"
    said = {"who": "李娜 (lina)", "machine": machine, "pid": pid, "since": make.NOW.isoformat()}
    file.write_text(json.dumps(said), encoding="utf-8")
    then = time.time() - seconds_ago
    os.utime(file, (then, then))
    return file


def test_who_sits_here_is_seen_until_they_leave(crm: Crm, admin: Actor, folder: Path) -> None:
    assert crm.presence.connected(admin) == []
    crm.presence.announce(admin)
    crm.presence.announce(admin)
    (found,) = crm.presence.connected(admin)
    assert found.who == "王伟 (wangwei)"
    assert found.since == make.NOW
    crm.presence.leave()
    assert crm.presence.connected(admin) == []


def test_another_machine_is_gone_when_it_was_silent_for_two_minutes(
    crm: Crm, admin: Actor, folder: Path
) -> None:
    crm.presence.announce(admin)
    left_by(folder, "pc-3", 1, seconds_ago=STALE_SECONDS / 2)
    gone = left_by(folder, "pc-4", 1, seconds_ago=STALE_SECONDS * 2)
    assert {each.machine for each in crm.presence.connected(admin)} >= {"pc-3"}
    assert "pc-4" not in {each.machine for each in crm.presence.connected(admin)}
    assert not gone.exists()


@pytest.mark.skipif(os.name != "posix", reason="asks for processes as POSIX does")
def test_a_killed_program_of_this_machine_is_gone_at_once(
    crm: Crm, admin: Actor, folder: Path
) -> None:
    import platform  # noqa: PLC0415

    crm.presence.announce(admin)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left_by(folder, platform.node(), ended.pid, seconds_ago=0)
    assert [each.who for each in crm.presence.connected(admin)] == ["王伟 (wangwei)"]


def test_what_is_no_such_file_is_passed_over(crm: Crm, admin: Actor, folder: Path) -> None:
    crm.presence.announce(admin)
    for name, text in (("a.open", "["), ("b.open", "[]"), ("c.open", '{"who": 1}')):
        (folder / name).write_text(text, encoding="utf-8")
    assert len(crm.presence.connected(admin)) == 1


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX")
def test_only_the_owner_reads_who_is_here(crm: Crm, admin: Actor, folder: Path) -> None:
    crm.presence.announce(admin)
    (file,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")
def test_a_server_knows_who_is_connected(crm: Crm, admin: Actor) -> None:
    import platform  # noqa: PLC0415

    found = crm.presence.connected(admin)
    assert [each.machine for each in found] == [platform.node()]


def test_a_network_drive_is_refused_where_the_settings_say_so(tmp_path: Path) -> None:
    file = make.office_file(tmp_path)
    config = tmp_path / "settings.toml"
    config.write_text('network_drive = "refuse"\n', encoding="utf-8")
    settings = load_settings({"CRM_CONFIG": str(config)}, database=str(file))
    assert settings.refuses_network
    if network_of(file) is None:
        open_crm(settings, make.clock()).close()
    else:
        with pytest.raises(DatabaseUnavailableError, match="on_network"):
            open_crm(settings, make.clock())
    config.write_text('network_drive = "perhaps"\n', encoding="utf-8")
    settings = load_settings({"CRM_CONFIG": str(config)}, database=str(file))
    assert settings.unusable == ("network_drive",)


def test_a_drive_that_went_away_finds_its_place_free(tmp_path: Path) -> None:
    share = tmp_path / "share"
    announce(share / "crm.db", "王伟 (wangwei)", make.NOW)
    assert not share.exists()

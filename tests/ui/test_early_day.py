"""The day that a copy of the process reads while the screens load.

In processes of their own: a copy is made of one that has no other thread.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import SystemClock
from crm_tui.domain.users import Actor
from tests import make

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there copies are made")


def said_by(program: str, *arguments: str) -> str:
    """Run a small program, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-c", dedent(program), *arguments],
        env={**os.environ, "CRM_CONFIG": os.devnull},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert not done.stderr, done.stderr
    return done.stdout.strip()


def test_a_copy_answers_what_it_was_asked() -> None:
    program = """
        import os
        from crm_tui.tui.early import EarlyAnswer
        here = os.getpid()
        early = EarlyAnswer(lambda: ("王伟" * 100_000, os.getpid() == here))
        words, is_same_process = early.take()
        print(len(words), is_same_process)
    """
    assert said_by(program) == "200000 False"


@pytest.mark.parametrize("ask", ["lambda: 1 / 0", "lambda: time.sleep(60)", "lambda: os.abort()"])
def test_a_copy_that_fails_or_hangs_is_let_go(ask: str) -> None:
    program = f"""
        import os, time
        from crm_tui.tui import early
        early._PATIENCE_SECONDS = 0.3
        print(early.EarlyAnswer({ask}).take())
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            print("nothing left behind")
    """
    assert said_by(program).split("\n") == ["None", "nothing left behind"]


_STARTS = """
    import sys
    from pathlib import Path
    from crm_tui.clock import SystemClock
    from crm_tui.settings import load_settings
    from crm_tui.tui import opening
    from crm_tui.tui.early import EarlyAnswer

    settings = load_settings({}, database=sys.argv[1], user="wangwei")
    early = EarlyAnswer(lambda: opening.read_early(settings))
    taken = []
    def read_day(session):
        taken.append("read anew")
        return opening_read_day(session)
    opening_read_day, opening.read_day = opening.read_day, read_day
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An office of one's own time with a customer whose contact is overdue."""
    made = make.office_file(tmp_path, now=SystemClock().now())
    crm = make.opened(made, SystemClock())
    make.customer(crm, None, "北京恒信")
    make.rep(crm, "lina", "李娜")
    crm.close()
    return made


def test_the_day_of_the_copy_is_the_day(file: Path) -> None:
    program = f"""{_STARTS}
    import threading
    ready = opening.open_database(settings, None, early)
    now = opening_read_day(ready.session)
    print(taken, ready.day.today == now.today, ready.day.waiting == now.waiting)
    """
    assert said_by(program, str(file)) == "[] True True"


def test_what_was_written_meanwhile_is_read(file: Path) -> None:
    program = f"""{_STARTS}
    import select
    select.select([early._pipe], [], [], 20)  # it has read
    import sqlite3
    other = sqlite3.connect(sys.argv[1])
    other.execute("UPDATE customer SET short_name = 'changed' WHERE id = 1")
    other.commit()
    other.close()
    opening.open_database(settings, None, early)
    print(taken)
    """
    assert said_by(program, str(file)) == "['read anew']"


def test_the_day_of_another_is_not_shown(file: Path) -> None:
    program = f"""{_STARTS}
    from dataclasses import replace
    opening.open_database(replace(settings, user="lina"), None, early)
    print(taken)
    """
    assert said_by(program, str(file)) == "['read anew']"


def test_a_file_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    program = f"""{_STARTS}
    print(type(opening.open_database(settings, None, early)).__name__, early.take())
    """
    assert said_by(program, str(tmp_path / "none.db")) == "NothingYet None"


def test_a_commit_right_after_the_reading_is_noticed(crm: Crm, admin: Actor) -> None:
    from crm_tui.tui.opening import make_ready  # noqa: PLC0415

    assert crm.location.path is not None
    ready = make_ready(crm, make.settings(crm.location.path), admin)
    other = make.opened(crm.location.path, SystemClock())
    make.customer(other, admin, "上海浦江")
    other.close()
    assert crm.change_counter() != ready.seen_change

"""What a copy of the process finds while the screens load.

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
from crm_tui.clock import FakeClock, SystemClock
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


def test_a_copy_tells_its_answers_one_after_the_other() -> None:
    program = """
        import os
        from crm_tui.tui.early import EarlyAnswers
        here = os.getpid()
        early = EarlyAnswers(lambda: iter(["王伟" * 100_000, os.getpid() == here]))
        print(len(early.take()), early.take(), early.take(), early.take())
    """
    assert said_by(program) == "200000 False None None"


@pytest.mark.parametrize("find", ["lambda: 1 / 0", "lambda: time.sleep(60)", "lambda: os.abort()"])
def test_a_copy_that_fails_or_hangs_is_let_go(find: str) -> None:
    program = f"""
        import os, time
        from crm_tui.tui import early
        early._PATIENCE_SECONDS = 0.3
        print(early.EarlyAnswers({find}).take())
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            print("nothing left behind")
    """
    assert said_by(program).split("\n") == ["None", "nothing left behind"]


_STARTS = """
    import select, sqlite3, sys
    from pathlib import Path
    from crm_tui.settings import load_settings
    from crm_tui.tui import early as copies
    from crm_tui.tui import opening
    from crm_tui.tui.day import read_day
    from crm_tui.tui.early import EarlyAnswers
    from crm_tui.tui.early_day import read_early

    copies._PATIENCE_SECONDS = 20  # however slow the machine is now
    settings = load_settings({}, database=sys.argv[1], user="wangwei")
    early = EarlyAnswers(lambda: read_early(settings))

    def rename(name):
        other = sqlite3.connect(sys.argv[1])
        other.execute("UPDATE customer SET name = ?", [name])
        other.commit()
        other.close()

    def names(rows):
        return [each.name for each in rows]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An office of one's own time with a customer whose contact is overdue."""
    clock = FakeClock(SystemClock().now() - 3 * make.DAY)
    made = make.office_file(tmp_path, now=clock.now())
    crm = make.opened(made, clock)
    customer = make.customer(crm, None, "北京恒信")
    planned = clock.now() + make.DAY
    make.follow_up(crm, make.admin(crm), customer, next_contact_at=planned)
    crm.close()
    return made


def test_the_copy_finds_the_first_rows_then_the_whole_day(file: Path) -> None:
    program = f"""{_STARTS}
    ready = opening.open_database(settings, None, early)
    print("crm_tui.bootstrap" in sys.modules, names(ready.day.pressing.contacts))
    rest = ready.rest()
    now = read_day(ready.session)
    print(rest.day.today == now.today, rest.day.waiting == now.waiting)
    """
    assert said_by(program, str(file)).split("\n") == ["False ['北京恒信']", "True True"]


@pytest.mark.long
def test_what_was_written_before_the_first_rows_is_in_them(file: Path) -> None:
    program = f"""{_STARTS}
    select.select([early._pipe], [], [], 20)  # it has read
    rename("上海浦江")
    ready = opening.open_database(settings, None, early)
    print(type(ready.day).__name__, names(ready.day.today.contacts))
    """
    assert said_by(program, str(file)) == "DayRead ['上海浦江']"


@pytest.mark.long
def test_what_was_written_after_the_first_rows_is_in_the_whole_day(file: Path) -> None:
    program = f"""{_STARTS}
    ready = opening.open_database(settings, None, early)
    select.select([early._pipe], [], [], 20)  # it has read the rest too
    rename("上海浦江")
    print(names(ready.rest().day.today.contacts))
    """
    assert said_by(program, str(file)) == "['上海浦江']"


@pytest.mark.long
def test_a_commit_right_after_the_whole_day_is_noticed(file: Path) -> None:
    program = f"""{_STARTS}
    ready = opening.open_database(settings, None, early)
    rest = ready.rest()
    rename("上海浦江")
    print(ready.session.crm.change_counter() == rest.seen_change)
    """
    assert said_by(program, str(file)) == "False"


@pytest.mark.long
def test_a_file_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    program = f"""{_STARTS}
    print(type(opening.open_database(settings, None, early)).__name__, early.take())
    """
    assert said_by(program, str(tmp_path / "none.db")) == "NothingYet None"


@pytest.mark.long
def test_services_that_cannot_be_opened_after_all_say_why(file: Path) -> None:
    program = f"""{_STARTS}
    from crm_tui.errors import DatabaseUnavailableError
    ready = opening.open_database(settings, None, early)
    Path(sys.argv[1]).unlink()
    try:
        ready.rest()
    except DatabaseUnavailableError as error:
        print(error.reason)
    ready.session.crm.close()
    """
    assert said_by(program, str(file)) == "missing"


def test_a_commit_right_after_a_reading_without_a_copy_is_noticed(crm: Crm, admin: Actor) -> None:
    from crm_tui.tui.opening import Rest, make_ready  # noqa: PLC0415

    assert crm.location.path is not None
    ready = make_ready(crm, make.settings(crm.location.path), admin)
    other = make.opened(crm.location.path, SystemClock())
    make.customer(other, admin, "上海浦江")
    other.close()
    assert isinstance(ready.rest, Rest)
    assert crm.change_counter() != ready.rest.seen_change

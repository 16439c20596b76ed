"""What every test may ask for: a clock that stands still and an office in a file of its own."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.users import Actor
from crm_tui.i18n import current_language, use_language
from tests import make, servers
from tests.engines import share_compiled_statements
from tests.loading import load_program
from tests.make.beginnings import copied_beginnings
from tests.processes import begin_forking
from tests.whole_runs import runs_all
from tests.worked_offices import worked

# The screens look the same whatever terminal the tests run in.
for _name in ("COLORFGBG", "NO_COLOR"):
    os.environ.pop(_name, None)
# Nobody sees them paint: what changes within a moment is painted at once, for a tenth less.
os.environ["TEXTUAL_FPS"] = "20"

# What tests leave on the disk need not outlive a power cut.
_MEMORY = Path("/dev/shm")
if sys.platform == "linux" and os.access(_MEMORY, os.W_OK) and disk_usage(_MEMORY).free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

pytest_plugins = ["tests.costs", "tests.forks"]

_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "ci", max_examples=6, stateful_step_count=20, derandomize=True, deadline=None,
    suppress_health_check=_SLOW,
)  # fmt: skip
settings.register_profile(
    "long", max_examples=400, stateful_step_count=60, deadline=None, print_blob=True,
    suppress_health_check=_SLOW,
)  # fmt: skip
settings.load_profile("ci")


_MANY = 500
"""For fewer tests it does not pay to prepare what most of them need."""
_OF_PROCESSES = tuple(f"tests/{each}/" for each in ("faults", "races", "properties"))

share_compiled_statements()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run keep its offices on a server."""
    parser.addoption(
        "--postgres", action="store_true", help="keep offices on a PostgreSQL server of its own"
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server that was asked for, in each process that runs tests, and what forks."""
    config = session.config
    only_hands_out = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if config.getoption("postgres") and not only_hands_out:
        servers.start()
    if runs_all(config):
        begin_forking()


def pytest_runtest_teardown() -> None:
    """Leave no connection to it open behind a test."""
    server = servers.running()
    if server is not None:
        server.hang_up()


def pytest_sessionfinish() -> None:
    """Stop it, and leave alone what is left, which is looked through five times at the end."""
    servers.stop()
    gc.collect()
    gc.freeze()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave alone what was imported: to look through it again and again costs a tenth."""
    if session.config.getoption("forks"):
        if any(each.location[0].startswith(_OF_PROCESSES) for each in session.items):
            begin_forking()
        load_program()
        if len(session.items) > _MANY and servers.running() is None:
            _know_the_statements()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _know_the_statements() -> None:
    """Do a little of everything: what that makes for good is not made in each process then."""
    with TemporaryDirectory() as folder:
        crm = make.opened(make.office_file(Path(folder)))
        worked(crm, Path(folder))
        crm.close()


@pytest.fixture(autouse=True)
def _begins_with_a_copy() -> Iterator[None]:
    """Build only once what many tests begin with."""
    with copied_beginnings():
        yield


@pytest.fixture(autouse=True)
def _each_test_begins_in_english() -> Iterator[None]:
    yield
    if current_language() != "en":
        use_language("en")


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at Sunday 2026-11-22, 10:00 in Shanghai."""
    return make.clock()


@pytest.fixture
def crm(tmp_path: Path, clock: FakeClock) -> Iterator[Crm]:
    """An office without limits, 未跟进 30 days, in a file of its own."""
    opened = make.office(tmp_path, clock=clock)
    yield opened
    make.close(opened)


@pytest.fixture
def admin(crm: Crm) -> Actor:
    """The office's administrator."""
    return make.admin(crm)

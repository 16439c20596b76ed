"""What every test may ask for: a clock that stands still and an office in a file of its own."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db import engine as engine_module
from crm_tui.db import unit_of_work
from crm_tui.db.engine import Location
from crm_tui.domain.users import Actor
from tests import make

_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "ci", max_examples=25, stateful_step_count=20, derandomize=True, deadline=None,
    suppress_health_check=_SLOW,
)  # fmt: skip
settings.register_profile(
    "long", max_examples=400, stateful_step_count=60, deadline=None, print_blob=True,
    suppress_health_check=_SLOW,
)  # fmt: skip
settings.load_profile("ci")


def _share_compiled_statements() -> None:
    """Let the offices of all tests share what SQLAlchemy compiled: a statement costs 1 ms once.

    An engine keeps compiled statements for itself, under its dialect; every test opens one anew.
    """
    make_engine = engine_module.make_engine
    first: list[Engine] = []

    def sharing(location: Location) -> Engine:
        engine = make_engine(location)
        if location.path is not None:
            if not first:
                first.append(engine)
                engine._compiled_cache = LRUCache(10_000)
            engine.dialect = engine.pool._dialect = first[0].dialect
            engine._compiled_cache = first[0]._compiled_cache
        return engine

    vars(unit_of_work)["make_engine"] = sharing


_share_compiled_statements()


def pytest_collection_finish() -> None:
    """Leave alone what was imported: to look through it again and again costs a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at Sunday 2026-11-22, 10:00 in Shanghai."""
    return make.clock()


@pytest.fixture
def crm(tmp_path: Path, clock: FakeClock) -> Iterator[Crm]:
    """An office without limits, 未跟进 30 days, in a file of its own."""
    opened = make.office(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def admin(crm: Crm) -> Actor:
    """The office's administrator."""
    return make.admin(crm)

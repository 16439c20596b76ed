"""Whoever waits for others is known to wait, until it is their turn."""

from __future__ import annotations

import time
from threading import Thread

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from tests import make

_PATIENCE_SECONDS = 10


@pytest.fixture(autouse=True)
def _begins_with_a_copy() -> None:
    """Nothing is copied: what is built here is what waits."""


def waits(crm: Crm) -> bool:
    """Whether somebody waits now; asked anew each time."""
    return crm.waits_for_others


def test_a_writer_behind_another_waits_and_is_known_to(crm: Crm, admin: Actor) -> None:
    other = make.again(crm)
    assert not waits(crm)
    with other.database.setting_up():
        writer = Thread(target=make.customer, args=(crm, admin))
        writer.start()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not waits(crm):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert writer.is_alive()
    writer.join()
    assert not waits(crm)
    assert make.query(crm, "SELECT count(*) FROM customer") == [(1,)]
    other.close()

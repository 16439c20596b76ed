"""A wire to the server that breaks while it commits: done once, or not, and said which."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.db.unit_of_work import one_batch
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError
from tests import make
from tests.wires import Cut, Wire, wired

pytestmark = pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")


@pytest.fixture
def wire(crm: Crm) -> Iterator[Wire]:
    """A wire to the office."""
    with wired(crm.location.url) as found:
        yield found


@pytest.fixture
def far(crm: Crm, wire: Wire) -> Iterator[Crm]:
    """A program at the other end of the wire."""
    opened = make.opened(wire.url, crm.database.clock)
    yield opened
    opened.close()


def names(crm: Crm) -> list[str]:
    return [str(name) for (name,) in make.query(crm, "SELECT name FROM customer ORDER BY id")]


def reason(caught: pytest.ExceptionInfo[DatabaseUnavailableError]) -> str:
    return caught.value.reason


def test_what_the_server_has_saved_is_done_though_it_could_not_say_so(
    crm: Crm, admin: Actor, far: Crm, wire: Wire
) -> None:
    wire.cut = Cut.BEFORE_IT_ANSWERS
    made = make.customer(far, admin, name="甲公司")
    assert names(crm) == ["甲公司"]
    assert far.customers.record(admin, made).row.name == "甲公司"
    far.history.undo(admin)
    assert make.query(crm, "SELECT count(*) FROM customer WHERE deleted_at IS NULL") == [(0,)]


def test_what_the_server_was_not_told_is_not_saved_and_said_so(
    crm: Crm, admin: Actor, far: Crm, wire: Wire
) -> None:
    wire.cut = Cut.BEFORE_IT_IS_TOLD
    with pytest.raises(DatabaseUnavailableError) as caught:
        make.customer(far, admin, name="甲公司")
    assert reason(caught) == "connection_lost"
    make.customer(far, admin, name="甲公司")
    assert names(crm) == ["甲公司"]


def test_the_second_part_of_a_batch_is_found_by_what_it_wrote(
    crm: Crm, admin: Actor, far: Crm, wire: Wire
) -> None:
    with one_batch():
        make.customer(far, admin, name="甲公司")
        wire.cut = Cut.BEFORE_IT_ANSWERS
        make.customer(far, admin, name="乙公司")
        wire.cut = Cut.BEFORE_IT_IS_TOLD
        with pytest.raises(DatabaseUnavailableError) as caught:
            make.customer(far, admin, name="丙公司")
    assert reason(caught) == "connection_lost"
    assert names(crm) == ["甲公司", "乙公司"]
    ((batches,),) = make.query(crm, "SELECT count(*) FROM batch WHERE operation LIKE 'Customers%'")
    assert batches == 1


@pytest.mark.parametrize("cut", Cut)
def test_where_nobody_can_be_asked_it_is_said_that_it_is_not_known(
    crm: Crm, admin: Actor, far: Crm, wire: Wire, cut: Cut
) -> None:
    wire.cut, wire.is_dead = cut, True
    with pytest.raises(DatabaseUnavailableError) as caught:
        make.customer(far, admin, name="甲公司")
    assert reason(caught) == "commit_unknown"
    assert names(crm) == (["甲公司"] if cut is Cut.BEFORE_IT_ANSWERS else [])

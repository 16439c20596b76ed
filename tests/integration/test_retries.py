"""What a server asks to be tried again is; what never ends is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.db.operations import RETRIES
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError
from tests import make


@contextmanager
def refusing(crm: Crm, state: str, times: int) -> Iterator[list[str]]:
    """Let so many writes of a batch fail as a server lets them; give what was refused."""
    engine, refused = crm.database.engine, list[str]()

    class RefusedByServerError(engine.dialect.loaded_dbapi.OperationalError):  # type: ignore[misc,name-defined]  # of whichever driver
        sqlstate = state

    def refuse(_connection: object, _cursor: object, statement: str, *_context: Any) -> None:
        if statement.startswith("INSERT INTO batch") and len(refused) < times:
            refused.append(statement)
            raise RefusedByServerError

    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield refused
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
def test_what_a_server_takes_back_is_done_again_and_once(
    crm: Crm, admin: Actor, state: str
) -> None:
    with refusing(crm, state, RETRIES - 1) as refused:
        make.customer(crm, admin)
    assert len(refused) == RETRIES - 1
    assert make.query(crm, "SELECT count(*) FROM customer") == [(1,)]


@pytest.mark.parametrize(
    ("state", "tries", "reason"),
    [
        ("40001", RETRIES, "busy"),
        ("40P01", RETRIES, "busy"),
        ("55P03", RETRIES, "busy"),
        ("53100", 1, "disk_full"),
        ("58030", 1, "io_error"),
        ("25006", 1, "read_only"),
    ],
)
def test_what_a_server_cannot_do_is_said_in_a_sentence_and_leaves_nothing(
    crm: Crm, admin: Actor, state: str, tries: int, reason: str
) -> None:
    before = make.dump(crm)
    with (
        refusing(crm, state, RETRIES + 1) as refused,
        pytest.raises(DatabaseUnavailableError) as caught,
    ):
        make.customer(crm, admin)
    assert (caught.value.reason, caught.value.location) == (reason, str(crm.location))
    assert len(refused) == tries
    assert make.dump(crm) == before

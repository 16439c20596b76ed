"""Another program at work on the office of a test: a process of its own that changes customers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, text

from crm_tui.bootstrap import Crm, assemble
from crm_tui.db.engine import locate
from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.search import indexes
from crm_tui.db.search.writing import stored_columns
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.events import CustomerEdited
from crm_tui.domain.search import SearchColumns, SearchFields, search_columns, tokens_of
from crm_tui.domain.users import Road
from tests import make
from tests.processes import fresh_processes

COLUMNS: dict[str, Sequence[Any]] = {
    "owner_id": (None, None, 2, 3, 4, 5, 6),
    "pool_id": (2, 3, 4),
    "level": (None, "A", "B", "C"),
    "type": ("potential", "deal", "lost", "at_risk"),
    "stage_id": (None, 33, 34),
    "name": ("北京恒信", "上海恒信科技", "浦江科技", "云图"),
    "pinyin": ("an", "bei", "zhe", "zhong"),
    "province": ("", "北京市", "浙江省"),
    "city": ("", "北京市", "上海市"),
    "last_day": (1, 2, 3652059, 3652059),
    "last_follow_up_at": (0, 1, 2, 3),
    "next_contact_at": (5, 6, 253402214400000, 253402214400000),
    "created_at": (0, 1, 2, 3),
    "opens_at": (None, None, 1, 9_000_000_000_000),
    "completeness": (0, 50, 100),
    "deleted_at": (None,) * 9 + (5,),
}
"""What a customer may be changed to, as it is stored."""


def scatter(crm: Crm, customers: Sequence[int], seed: int) -> None:
    """Change customers, each of their columns anyhow, and what they are found by."""
    chance = random.Random(seed)
    drawn = [
        {"id": each, **{name: chance.choice(values) for name, values in COLUMNS.items()}}
        for each in customers
    ]
    rows = [
        {**each, **{f"search_{name}": words for name, words in _found_by(each["name"]).items()}}
        for each in drawn
    ]
    sets = ", ".join(f"{name} = :{name}" for name in rows[0] if name != "id")
    with crm.database.setting_up() as connection:
        old = connection.execute(_STORED, {"ids": list(customers)}).all()
        indexes.take(
            connection,
            indexes.CUSTOMERS,
            [(row.id, tokens_of(stored_columns(row))) for row in old if row.search_text],
        )
        connection.execute(text(f"UPDATE customer SET {sets} WHERE id = :id"), rows)
        new = [(row["id"], tokens_of(SearchColumns(**_found_by(row["name"])))) for row in drawn]
        indexes.put(connection, indexes.CUSTOMERS, new)
        _write_history(connection, customers)


def _write_history(connection: Any, customers: Sequence[int]) -> None:
    """Say whom it was done to, as every program does that changes what people see."""
    done = {"operation_id": str(uuid4()), "operation": "scatter", "road": Road.SHELL}
    result = connection.execute(insert(BATCH), {**done, "at": make.NOW, "facts": {}})
    (batch_id,) = result.inserted_primary_key
    event = {"batch_id": batch_id, "at": make.NOW, "kind": CustomerEdited.kind()}
    texts: dict[str, object] = {"before": {}, "after": {}}
    connection.execute(
        insert(EVENT), [{**event, **texts, "customer_id": each} for each in customers]
    )


@cache
def _found_by(name: str) -> dict[str, str]:
    return search_columns(SearchFields(name))._asdict()


_STORED = select(CUSTOMER).where(CUSTOMER.c.id.in_(bindparam("ids", expanding=True)))


class Elsewhere:
    """The other program, at the end of a pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def scatter(self, customers: Sequence[int], seed: int) -> None:
        """Let it change customers; they are committed when this returns."""
        self._pipe.send((list(customers), seed))
        assert self._pipe.recv() == "committed"


@contextmanager
def elsewhere(crm: Crm) -> Iterator[Elsewhere]:
    """Another process that has the office of this one open, as long as it is needed."""
    context = fresh_processes()
    ours, theirs = context.Pipe()
    process = context.Process(  # type: ignore[attr-defined]  # every context has its own
        target=_work, args=(crm.location.path or crm.location.url, theirs)
    )
    process.start()
    theirs.close()
    try:
        yield Elsewhere(ours)
    finally:
        ours.close()
        process.join()
        process.close()


def _work(where: Path | str, pipe: Connection) -> None:
    crm = assemble(Database(locate(where), make.clock()))
    while True:
        try:
            customers, seed = pipe.recv()
        except EOFError:
            break
        scatter(crm, customers, seed)
        pipe.send("committed")
    crm.close()

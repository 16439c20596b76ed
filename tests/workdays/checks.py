"""What people were told, against what stands in the database: nothing lost, nothing made up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from crm_tui.bootstrap import Crm, assemble
from crm_tui.db.engine import locate
from crm_tui.db.unit_of_work import Database
from tests import invariants, make
from tests.workdays.ledgers import Books

_MOVEMENTS = {
    "claim": "customer_claimed",
    "return": "customer_returned",
    "assign": "customer_assigned",
    "transfer": "customer_transferred",
}
_SWEPT = """
SELECT count(*) FROM event e JOIN batch b ON b.id = e.batch_id
WHERE e.kind = 'customer_reclaimed' AND b.operation = 'Sweeps._take_chunk'"""
_FOLLOW_UPS = "SELECT content FROM follow_up WHERE content LIKE 'load %'"
_IMPORTED = "SELECT name FROM customer WHERE name LIKE 'load %'"
_EDITS = """
SELECT customer_id, before, after FROM event WHERE kind = 'customer_edited' ORDER BY id"""


def wrong(crm: Crm, books: Books) -> list[str]:
    """Return what differs, and every law that is broken."""
    checks = (
        _differing("follow up", books, _first_of(crm, _FOLLOW_UPS, "load ")),
        _differing("import", books, _first_of(crm, _IMPORTED)),
        *(_differing(kind, books, _moved(crm, event)) for kind, event in _MOVEMENTS.items()),
        _sweeps(crm, books),
        _edits(crm, books),
        _copies(crm, books),
        iter(invariants.broken(crm)),
        _unsound(crm),
    )
    return [line for check in checks for line in check]


def _differing(kind: str, books: Books, stands: Counter[str]) -> Iterator[str]:
    told = books.things(kind)
    lost, made_up = told - stands, stands - told
    if lost:
        yield f"{kind}: told and not there: {[*lost][:5]}"
    if made_up:
        yield f"{kind}: there and not told: {[*made_up][:5]}"


def _first_of(crm: Crm, sql: str, prefix: str = "") -> Counter[str]:
    return Counter(str(found).removeprefix(prefix) for (found,) in make.query(crm, sql))


def _moved(crm: Crm, kind: str) -> Counter[str]:
    return Counter(
        str(found)
        for (found,) in make.query(crm, "SELECT customer_id FROM event WHERE kind = ?", kind)
    )


def _sweeps(crm: Crm, books: Books) -> Iterator[str]:
    told, ((stands,),) = books.things("sweep").total(), make.query(crm, _SWEPT)
    if told != stands:
        yield f"sweep: told of {told}, {stands} stand in the history"


def _edits(crm: Crm, books: Books) -> Iterator[str]:
    """Each edit goes on from the one before it, all that were told are there, the last stays."""
    now: dict[tuple[int, str], str] = {}
    stands: Counter[str] = Counter()
    for customer, before, after in make.query(crm, _EDITS):
        for name, value in _values(after).items():
            if not str(value).startswith("load "):
                continue
            stands[f"{customer} {name} {value}"] += 1
            seen, was = _values(before).get(name) or "", now.get((customer, name), "")
            if seen != was:
                yield f"edit: {value!r} of {customer} was written over {seen!r}, not {was!r}"
            now[customer, name] = str(value)
    yield from _differing("edit", books, stands)
    for (customer, name), value in now.items():
        ((left,),) = make.query(crm, f"SELECT {name} FROM customer WHERE id = ?", customer)
        if left != value:
            yield f"edit: {name} of {customer} is {left!r}, not {value!r}"


def _values(stored: object) -> dict[str, Any]:
    found: Any = json.loads(stored) if isinstance(stored, str) else stored
    return dict(found)


def _copies(crm: Crm, books: Books) -> Iterator[str]:
    """Each backup is whole, and holds all that anybody was told before it was begun."""
    for made in books.of_kind("backup"):
        for thing in made.things:
            copy = assemble(Database(locate(thing), crm.database.clock))
            yield from _unsound(copy)
            yield from missing_in(copy, books, made.began)
            copy.close()


def missing_in(copy: Crm, books: Books, began: float | None = None) -> Iterator[str]:
    """Yield a line when a copy that was begun at a second lacks what was told before it.

    Without a second it is that of the first backup that anybody was told of.
    """
    since = min(each.began for each in books.of_kind("backup")) if began is None else began
    told = Counter(
        name for each in books.of_kind("follow up") for name in each.things if each.ended < since
    )
    lacks = told - _first_of(copy, _FOLLOW_UPS, "load ")
    if lacks:
        yield f"{copy.location}: lacks {[*lacks][:5]}"


def _unsound(crm: Crm) -> Iterator[str]:
    health = crm.doctor.examine(thoroughly=True)
    for check in (*health.checks, *crm.doctor.examine_derived()):
        if check.faults:
            yield f"{crm.location}: {check.kind.value}: {check.faults}"

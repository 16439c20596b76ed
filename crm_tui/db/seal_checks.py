"""Whether the history is as it was sealed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from sqlalchemy import Connection

from crm_tui.db.queries import seals
from crm_tui.domain.seals import Seal, link

_NEWEST = 5
_FAULTS_TOLD = 20


def seal_faults(connection: Connection, *, thoroughly: bool) -> tuple[int, tuple[str, ...]]:
    """Return how many seals there are, and where the history differs; thoroughly reads all of it.

    Otherwise the chain of all seals is followed, and the events of the newest are read.
    """
    faults: list[str] = []
    newest: deque[Seal] = deque(maxlen=None if thoroughly else _NEWEST)
    replaced, count, covered = set[int](), 0, 0
    for seal in _chain(connection, faults):
        count += 1
        if seal.replaces_id is not None:
            # One over everything takes the place of all before it.
            is_whole = (seal.from_id, seal.to_id) == (1, covered)
            replaced |= set(range(1, seal.id)) if is_whole else {seal.replaces_id}
            if not seals.was_purging(connection, seal.at_ms):
                faults.append(_place(seal))
        covered = max(covered, seal.to_id)
        newest.append(seal)
    for seal in newest:
        if len(faults) >= _FAULTS_TOLD:
            break
        if not _is_as_sealed(connection, seal, replaced):
            faults.append(_place(seal))
    return count, tuple(faults[:_FAULTS_TOLD])


def newest(connection: Connection) -> str:
    """Return number and hash of the newest seal, to be noted elsewhere; "" for none."""
    seal = seals.last(connection)
    return "" if seal is None else f"{seal.id}:{seal.sha256}"


def _chain(connection: Connection, faults: list[str]) -> Iterator[Seal]:
    """Yield the seals; note those that do not follow from the one before."""
    previous, covered = "", 0
    for seal in seals.seals(connection):
        chained = link(
            previous,
            from_id=seal.from_id,
            to_id=seal.to_id,
            at_ms=seal.at_ms,
            content=seal.content,
        )
        follows = seal.replaces_id is not None or seal.from_id == covered + 1
        if chained != seal.sha256 or not follows:
            faults.append(_place(seal))
        covered = max(covered, seal.to_id)
        previous = seal.sha256
        yield seal


def _is_as_sealed(connection: Connection, seal: Seal, replaced: set[int]) -> bool:
    if seal.salt is None:
        return seal.id in replaced
    return seals.content(connection, seal, seal.salt) == seal.content


def _place(seal: Seal) -> str:
    return f"event {seal.from_id}-{seal.to_id} (seal {seal.id})"

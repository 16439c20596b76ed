"""Which keys of a file's rows anybody here has: asked for ahead, while rows before are decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice

from crm_tui.db.queries import imports
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.duplicates import Key
from crm_tui.domain.users import Actor
from crm_tui.services.imports.candidates import Candidate
from crm_tui.services.imports.spools import CHUNK

Rows = list[tuple[int, Candidate]]
Known = frozenset[Key]
Kinds = Callable[[str], Sequence[str]]
_TOGETHER = 5 * CHUNK
"""Rows whose keys are looked up together."""


class Lookup:
    """Looks keys up in the view in which rows are decided."""

    def __init__(self, view: View) -> None:
        self._view = view

    def known(
        self, rows: Iterable[tuple[int, Candidate]], kinds: Kinds
    ) -> Iterator[tuple[Rows, Known]]:
        """Yield the rows, some thousand at a time, with those of their keys that are known."""
        for chunk in _chunks(rows):
            yield chunk, imports.known_keys(self._view, _keys_of(chunk), kinds)


class LookupAhead:
    """Looks keys up in views of their own, each beside the work on the rows before.

    Such a view may be younger than the one in which rows are decided. Whatever was done between
    the two is seen under the lock, like all that is done after.
    """

    def __init__(self, database: Database, actor: Actor) -> None:
        self._database = database
        self._actor = actor

    def known(
        self, rows: Iterable[tuple[int, Candidate]], kinds: Kinds
    ) -> Iterator[tuple[Rows, Known]]:
        """Yield the rows, some thousand at a time, with those of their keys that are known."""
        before: tuple[Rows, Future[Known]] | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="import-keys") as beside:
            for chunk in _chunks(rows):
                found = beside.submit(self._known, list(_keys_of(chunk)), kinds)
                if before is not None:
                    yield before[0], before[1].result()
                before = chunk, found
            if before is not None:
                yield before[0], before[1].result()

    def _known(self, keys: Sequence[Key], kinds: Kinds) -> Known:
        with self._database.reading(self._actor) as view:
            return imports.known_keys(view, keys, kinds)


def _chunks(rows: Iterable[tuple[int, Candidate]]) -> Iterator[Rows]:
    stream = iter(rows)
    while chunk := list(islice(stream, _TOGETHER)):
        yield chunk


def _keys_of(rows: Rows) -> dict[Key, None]:
    return dict.fromkeys(chain.from_iterable([row.keys for _, row in rows]))

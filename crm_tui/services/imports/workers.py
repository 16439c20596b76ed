"""Rows read in other processes, as many as the machine has processors to spare."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue

from crm_tui.domain.imports import SheetRow
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.formats.pipes import write_whole
from crm_tui.services.imports.candidates import Batchful, RowMaker
from crm_tui.services.imports.recipes import Recipe
from crm_tui.services.imports.spools import CHUNK, packed

_MOST = 4
_SENT = 500
"""Rows that go to a process together: of more, some would wait at the end for the others'."""
_WORTH_IT = 3 * CHUNK
"""Fewer rows are read here before another process has started."""


_LARGE_BYTES = 3_000_000
"""A file of so many bytes has rows enough: then processes start while it is opened."""


@contextmanager
def crew_for(plan: ImportPlan) -> Iterator[Crew]:
    """Give who reads the rows of a plan: other processes, where there are many."""
    # What carries a name from row to row reads them all itself, in their order.
    crew = Crew(1 if plan.carries_names else min(os.cpu_count() or 1, _MOST))
    try:
        if _is_large(plan.source):
            crew.gather()
        yield crew
    finally:
        crew.close()


def _is_large(source: Path | PastedRows) -> bool:
    # One that is not there is told of by who opens it.
    with suppress(OSError):
        return isinstance(source, Path) and source.stat().st_size >= _LARGE_BYTES
    return False


def _chunks(rows: Iterable[SheetRow]) -> Iterator[list[SheetRow]]:
    stream = iter(rows)
    while chunk := list(islice(stream, _SENT)):
        yield chunk


class Crew:
    """Processes that read rows by one recipe; they start when it is known that they are needed."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        self._workers: list[_Worker] = []
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="import")

    def gather(self) -> None:
        """Start the processes, unless they are here: that takes them a while."""
        while len(self._workers) < self._number:
            self._workers.append(_Worker())

    def batches(self, rows: Iterable[SheetRow], recipe: Recipe) -> Iterator[Batchful]:
        """Yield the rows read, some thousand at a time in the order of the file."""
        stream = iter(rows)
        first = list(islice(stream, _WORTH_IT))
        if len(first) < _WORTH_IT:
            maker = RowMaker(recipe)
            yield from (maker.read(chunk) for chunk in _chunks(first))
            return
        self.gather()
        for worker in self._workers:
            worker.follow(recipe)
            self._free.put(worker)
        yield from self._read(_chunks(chain(first, stream)))

    def _read(self, chunks: Iterator[Sequence[SheetRow]]) -> Iterator[Batchful]:
        """Yield the chunks read in their order; a few are on their way at any time."""
        waiting: deque[Future[Batchful]] = deque()
        for chunk in chunks:
            waiting.append(self._threads.submit(self._ask, chunk))
            if len(waiting) > self._number + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _ask(self, chunk: Sequence[SheetRow]) -> Batchful:
        worker = self._free.get()
        try:
            return worker.read(chunk)
        finally:
            self._free.put(worker)

    def close(self) -> None:
        """End the processes, also where they are at work."""
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(cancel_futures=True)


class _Worker:
    """A process that reads rows by one recipe; where it ends early, its rows are read here."""

    def __init__(self) -> None:
        self._recipe: Recipe | None = None
        self._own: RowMaker | None = None
        self._process = subprocess.Popen(
            # -P: a pickle.py in the folder the user stands in must not be imported.
            [sys.executable, "-P", "-m", "crm_tui.services.imports.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def follow(self, recipe: Recipe) -> None:
        """Read by this recipe from now on."""
        self._recipe = recipe
        with suppress(OSError):
            self._send(packed([recipe]))

    def read(self, rows: Sequence[SheetRow]) -> Batchful:
        """Return rows read by the process."""
        assert self._recipe is not None  # noqa: S101 - told to mypy
        if self._own is None:
            try:
                # Bare, which takes half of the time of packing the rows as such.
                self._send(packed([(row.line, row.cells) for row in rows]))
                assert self._process.stdout is not None  # noqa: S101 - told to mypy
                found: Batchful = pickle.load(self._process.stdout)  # noqa: S301 - our own child
            except (OSError, EOFError, pickle.UnpicklingError):
                self._own = RowMaker(self._recipe)
            else:
                return found
        return self._own.read(rows)

    def _send(self, packed_items: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 - told to mypy
        write_whole(self._process.stdin.fileno(), packed_items)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def main() -> None:
    """Read rows as long as they come in; every answer goes to stdout."""
    # What is made for a chunk goes with it: searching for cycles takes a fifth of the time.
    gc.disable()
    incoming, answers = sys.stdin.buffer, sys.stdout.fileno()
    # It may be that no recipe comes: the file is no table.
    with suppress(EOFError, BrokenPipeError):
        (recipe,) = pickle.load(incoming)  # noqa: S301 - from our own parent
        maker = RowMaker(recipe)
        while True:
            rows = pickle.load(incoming)  # noqa: S301 - likewise
            read = maker.read(SheetRow(line, cells) for line, cells in rows)
            write_whole(answers, packed(read))


if __name__ == "__main__":
    main()

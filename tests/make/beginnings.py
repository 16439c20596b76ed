"""What many tests begin with is built once in a process, then copied: the same people, a customer.

A builder that is called upon an office that nobody has touched but builders leaves the same rows
behind each time. The second time they are kept, and from the third time on the file is written
over as another program would, at a twentieth of what the services take.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import QueuePool

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.i18n import current_language

P = ParamSpec("P")
R = TypeVar("R")

_MOST_KEPT = 80
"""Of a megabyte and a half each, in each of the processes."""
_WATCHED = ("before_cursor_execute", "after_cursor_execute", "before_execute", "commit")
"""Who listens to one of these is about what is done here."""
_NO_NAME = " at 0x"
"""In how Python names a thing that has no other name."""
_JOURNALS, _COUNTER, _VALID_FOR = slice(18, 20), slice(24, 28), slice(92, 96)
"""Where a file says how it is written, how often it was, and for which of these its size holds."""


@dataclass(frozen=True, slots=True)
class _Untouched:
    """An office as builders left it: how it was built, and by what a later write is known."""

    history: str
    stamp: tuple[object, ...] | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a builder left behind, and what it answered."""

    rows: bytes
    answer: object


_is_wanted = [False]
_untouched: dict[Path, _Untouched] = {}
_built: Counter[str] = Counter()
_kept: dict[str, _Kept] = {}


@contextmanager
def copied_beginnings() -> Iterator[None]:
    """Copy what builders have built before, inside."""
    _is_wanted[0] = True
    yield
    _is_wanted[0] = False


def begun(crm: Crm, name: str) -> None:
    """Note that an office is as a template of this name has it."""
    path = crm.location.path
    if _is_wanted[0] and path is not None and isinstance(crm.database.clock, FakeClock):
        _untouched[path] = _Untouched(name, _stamp(path))


def ended(crm: Crm) -> None:
    """Forget an office that nobody needs any more."""
    if crm.location.path is not None:
        _untouched.pop(crm.location.path, None)


def built_once(
    build: Callable[Concatenate[Crm, P], R],
) -> Callable[Concatenate[Crm, P], R]:
    """Let what a builder leaves behind be copied where it would be the same."""

    @wraps(build)
    def building(crm: Crm, /, *given: P.args, **named: P.kwargs) -> R:
        path = crm.location.path
        before = None if path is None else _as_left(crm, path)
        if path is None or before is None:
            return build(crm, *given, **named)
        said = f"{build.__name__}{given!r}{sorted(named.items())!r}"
        at = f"{crm.database.clock.now()} {current_language()}"
        history = f"{before.history}\n{at} {said}"
        kept = _kept.get(history)
        if kept is not None:
            _put(kept.rows, path)
            crm.database.has_written = True
            answer: R = kept.answer  # type: ignore[assignment]  # of this builder
        else:
            answer = build(crm, *given, **named)
            if _NO_NAME in said:
                del _untouched[path]
                return answer
            _built[history] += 1
            if _built[history] > 1 and len(_kept) < _MOST_KEPT:
                _kept[history] = _Kept(_copied(path), answer)
        _untouched[path] = _Untouched(history, _stamp(path))
        return answer

    return building


def _as_left(crm: Crm, path: Path) -> _Untouched | None:
    """Return how an office was built if nothing was written since, and nobody is at it."""
    before = _untouched.get(path)
    if before is None:
        return None
    engine = crm.database.engine
    is_watched = any(getattr(engine.dispatch, each) for each in _WATCHED)
    is_in_use = not isinstance(engine.pool, QueuePool) or engine.pool.checkedout() > 0
    return None if is_watched or is_in_use or before.stamp != _stamp(path) else before


def _stamp(path: Path) -> tuple[object, ...] | None:
    """Return what differs once somebody has written to a file, or taken it away."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return None
    log = path.with_name(f"{path.name}-wal")
    state = log.stat() if log.exists() else None
    return head[_COUNTER], state and (state.st_size, state.st_mtime_ns)


def _copied(path: Path) -> bytes:
    if _has_log(path):
        with closing(sqlite3.connect(path)) as connection:
            rows = bytearray(connection.serialize())
        # It has none while it is kept.
        rows[_JOURNALS] = b"\1\1"
        return bytes(rows)
    return path.read_bytes()


def _put(rows: bytes, path: Path) -> None:
    if _has_log(path):
        # Whoever reads the file knows of a change by its log alone.
        with closing(sqlite3.connect(":memory:")) as here, closing(sqlite3.connect(path)) as there:
            here.deserialize(rows)
            here.backup(there)
        return
    with path.open("r+b") as file:
        before = file.read(_COUNTER.stop)[_COUNTER]
        written = max(int.from_bytes(each, "big") for each in (before, rows[_COUNTER])) + 1
        head = bytearray(rows[: _VALID_FOR.stop])
        head[_COUNTER] = head[_VALID_FOR] = written.to_bytes(4, "big")
        file.seek(0)
        file.write(head)
        file.write(rows[len(head) :])
        file.truncate()


def _has_log(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(_JOURNALS.stop)[_JOURNALS] != b"\1\1"

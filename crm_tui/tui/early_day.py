"""What a copy of the process finds: who sits here, what presses most, then the whole day.

It loads the services and nothing of the screens; they load the screens and nothing of the services.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from crm_tui.domain.dictionaries import DictionaryItem
from crm_tui.domain.offices import Office
from crm_tui.domain.users import Actor, Person, Road
from crm_tui.settings import Settings
from crm_tui.tui.day import DayBegun, DayRead, read_day
from crm_tui.tui.session import Session
from crm_tui.values import dataclass

_SCREENFUL = 64

Stamp = tuple[tuple[int, int], ...]
"""When the files of a database were last written, and how long they were."""


@dataclass(frozen=True, slots=True)
class EarlyStart:
    """Who sits here, and the first rows of their day; of what state of which file."""

    path: Path
    stamp: Stamp
    actor: Actor
    person: Person
    office: Office
    words: tuple[DictionaryItem, ...]
    day: DayBegun


def read_early(settings: Settings) -> Iterator[EarlyStart | DayRead]:
    """Find who will sit here, then read their day; call it in a copy of the process."""
    from crm_tui.bootstrap import actor_for, is_current, open_crm  # noqa: PLC0415 - in the copy

    if not is_current(settings):
        return
    crm = open_crm(settings)
    path = crm.location.path
    if path is None or not crm.offices.exists():
        return
    stamp = stamp_of(path)
    actor = actor_for(crm, settings, Road.SCREEN)
    person, office, _today = crm.offices.who(actor)
    words = tuple(crm.offices.words(actor))
    session = Session(crm, actor, person, office, words, settings, crm.database.clock)
    begun = DayBegun(crm.days.pressing(actor, _SCREENFUL), session.now)
    yield EarlyStart(path, stamp, actor, person, office, words, begun)
    yield read_day(session)


def stamp_of(path: Path) -> Stamp:
    """Return what differs once somebody has written to a database."""
    found = []
    for each in (path, path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            state = each.stat()
            found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)

"""What stands between the first paint and the screens: the database, and who sits here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.clock import Clock
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import CrmError, UserNotChosenError
from crm_tui.i18n import current_language
from crm_tui.settings import Settings, remember_person
from crm_tui.tui.day import DayRead, read_day
from crm_tui.tui.early import EarlyAnswer
from crm_tui.tui.session import Session
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.bootstrap import Crm

SAMPLE_CUSTOMERS = 300
"""How many customers the first start makes up."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody sits here, and this is their day; None where it could not be read yet."""

    session: Session
    day: DayRead | None
    seen_change: int
    """Where the count of other programs' commits stood before."""


@dataclass(frozen=True, slots=True)
class NothingYet:
    """There is no office; perhaps there is a database without one."""

    crm: Crm | None


@dataclass(frozen=True, slots=True)
class WhoIsIt:
    """Several people work here, as (id, login, name), and none was chosen on this machine."""

    crm: Crm
    people: Sequence[tuple[UserId, str, str]]


Start = Ready | NothingYet | WhoIsIt

Stamp = tuple[tuple[int, int], ...]
"""When the files of a database were last written, and how long they were."""


@dataclass(frozen=True, slots=True)
class EarlyDay:
    """Somebody's day, and the state of the database that it was read from."""

    user_id: UserId
    stamp: Stamp
    day: DayRead


def open_database(
    settings: Settings, clock: Clock | None, early: EarlyAnswer | None = None
) -> Start:
    """Open what the settings name; call it in a worker.

    A day that was read early is taken where it is still the newest.

    Raises DatabaseUnavailableError with the reason when it cannot be used.
    """
    from crm_tui.bootstrap import database_exists, open_crm  # noqa: PLC0415

    if not database_exists(settings):
        return NothingYet(None)
    crm = open_crm(settings, clock)
    if not crm.offices.exists():
        return NothingYet(crm)
    return identify(crm, settings, early)


def identify(crm: Crm, settings: Settings, early: EarlyAnswer | None = None) -> Ready | WhoIsIt:
    """Return who sits here with their day, or who it may be."""
    from crm_tui.bootstrap import actor_for  # noqa: PLC0415

    try:
        actor = actor_for(crm, settings, Road.SCREEN)
    except UserNotChosenError:
        return WhoIsIt(crm, crm.offices.people())
    return make_ready(crm, settings, actor, early)


def choose_person(crm: Crm, settings: Settings, user_id: UserId) -> Ready:
    """Return somebody who was chosen with their day, and remember them on this machine."""
    login = next(login for each, login, _name in crm.offices.people() if each == user_id)
    remember(crm, settings, login)
    return make_ready(crm, settings, Actor(user_id, Road.SCREEN))


def remember(crm: Crm, settings: Settings, login: str) -> None:
    """Keep who sits here; where nothing can be kept, the next start asks again."""
    with suppress(OSError):
        remember_person(settings, str(crm.location), login)


def make_ready(
    crm: Crm, settings: Settings, actor: Actor, early: EarlyAnswer | None = None
) -> Ready:
    """Return the session of an actor, and what their first screen shows."""
    # Before anything is read: what others commit from here on is told.
    seen_change = crm.change_counter()
    person, office, _today = crm.offices.who(actor)
    words = tuple(crm.offices.words(actor))
    session = Session(crm, actor, person, office, words, settings)
    try:
        day = _taken(session, early) or read_day(session)
        return Ready(session, day, seen_change)
    except CrmError:
        # The screen asks again, and says what the matter is.
        return Ready(session, None, seen_change)


def _taken(session: Session, early: EarlyAnswer | None) -> DayRead | None:
    """Return the day that was read early, unless it was somebody's else or has changed since."""
    found = None if early is None else early.take()
    path = session.crm.location.path
    if not isinstance(found, EarlyDay) or path is None:
        return None
    is_right = (found.user_id, found.stamp) == (session.actor.user_id, stamp_of(path))
    return found.day if is_right else None


def read_early(settings: Settings) -> EarlyDay | None:
    """Read the day of whoever will sit here; call it in a copy of the process."""
    from crm_tui.bootstrap import is_current, open_crm  # noqa: PLC0415

    if not is_current(settings):
        return None
    crm = open_crm(settings)
    path = crm.location.path
    if path is None:
        return None
    stamp = stamp_of(path)
    start = identify(crm, settings)
    if not isinstance(start, Ready) or start.day is None:
        return None
    return EarlyDay(start.session.actor.user_id, stamp, start.day)


def stamp_of(path: Path) -> Stamp:
    """Return what differs once somebody has written to a database."""
    found = []
    for each in (path, path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            state = each.stat()
            found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class OfficeWish:
    """Who begins with an empty office."""

    name: str
    login: str


def make_office(
    settings: Settings, clock: Clock | None, wish: OfficeWish, *, crm: Crm | None
) -> Ready:
    """Make the database with an empty office; call it in a worker."""
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415
    from crm_tui.services.founding import OfficePlan  # noqa: PLC0415

    crm = crm or open_crm(settings, clock, create=True)
    user_id = crm.offices.set_up(OfficePlan(wish.login, wish.name, current_language()))
    remember(crm, settings, wish.login)
    return make_ready(crm, settings, Actor(user_id, Road.SCREEN))


def make_samples(
    settings: Settings,
    clock: Clock | None,
    *,
    crm: Crm | None,
    told: Callable[[int, int], None],
) -> Ready | WhoIsIt:
    """Make the database with a sample office; call it in a worker.

    `told` hears how many of how many customers there are.
    """
    from crm_tui.bootstrap import open_crm  # noqa: PLC0415

    crm = crm or open_crm(settings, clock, create=True)
    crm.samples.fill(SAMPLE_CUSTOMERS, language=current_language(), progress=told)
    return identify(crm, settings)
